"""The embedded server starts on any machine, keeps its data and its URL, and never outlives or doubles itself."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from orchestrator.server import HOST, EmbeddedPostgres, ServerError
from tests.processes import end, wait_for_end

CHILD = """
import signal, sys
from pathlib import Path
from orchestrator.server import EmbeddedPostgres
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
with EmbeddedPostgres(Path(sys.argv[1]), durable=False) as server:
    print(server.pid, flush=True)
    server.wait()
"""


@pytest.fixture
def child(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that runs a server on the folder."""
    with subprocess.Popen([sys.executable, "-c", CHILD, str(folder)], stdout=subprocess.PIPE, text=True) as process:
        yield process
        end(process)


def test_a_restart_keeps_the_data_and_the_url(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        url = server.url()
        with psycopg.connect(url) as connection:
            connection.execute("create table kept (value int)")
            assert connection.execute("show fsync").fetchone() == ("on",)
    with EmbeddedPostgres(folder) as server:
        assert server.url() == url
        with psycopg.connect(url) as connection:
            assert connection.execute("select count(*) from kept").fetchone() == (0,)


def test_it_takes_another_port_where_its_own_is_taken(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        port = server.port
    with socket.create_server((HOST, port)), EmbeddedPostgres(folder, durable=False) as server:
        assert server.port != port
        psycopg.connect(server.url()).close()


def test_a_port_that_was_asked_for_and_is_taken_is_an_error(folder: Path) -> None:
    with socket.create_server((HOST, 0)) as taken:
        server = EmbeddedPostgres(folder, port=taken.getsockname()[1], durable=False)
        with pytest.raises(ServerError, match="Address already in use"):
            server.start()


def test_only_those_who_know_the_password_get_in(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(server.url().replace(f":{server.password}@", "@"))
        password = folder / "password"
        assert password.stat().st_mode & 0o077 == 0


def test_it_ends_when_its_parent_is_killed_and_the_folder_is_free_again(child: subprocess.Popen[str], folder: Path) -> None:
    assert child.stdout is not None
    pid = int(child.stdout.readline())
    server = os.pidfd_open(pid)
    child.kill()
    wait_for_end(server)
    with EmbeddedPostgres(folder, durable=False) as restarted:
        psycopg.connect(restarted.url()).close()


def test_a_second_server_on_the_folder_is_refused(child: subprocess.Popen[str], folder: Path) -> None:
    assert child.stdout is not None
    child.stdout.readline()
    second = EmbeddedPostgres(folder, durable=False)
    assert second.is_running()
    with pytest.raises(ServerError, match="another server is running"):
        second.start()
    psycopg.connect(second.url()).close()


def test_a_server_that_was_started_by_hand_is_not_doubled(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        (folder / "lock").unlink()
        (folder / "lock").touch()
        with pytest.raises(ServerError, match=f"process {server.pid}"):
            EmbeddedPostgres(folder, durable=False).start()
        psycopg.connect(server.url()).close()


@pytest.mark.parametrize("whose", ["a stranger's", "nobody's", "empty"])
def test_a_pid_file_left_behind_is_no_obstacle(folder: Path, whose: str) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        pid_file = folder / "cluster" / "postmaster.pid"
        lines = pid_file.read_text().splitlines(keepends=True)
        dead = server.pid
    pid = os.getpid() if whose == "a stranger's" else dead
    pid_file.write_text("" if whose == "empty" else "".join([f"{pid}\n", *lines[1:]]))
    with EmbeddedPostgres(folder, durable=False) as server:
        psycopg.connect(server.url()).close()


def test_a_folder_with_other_files_is_left_alone(folder: Path) -> None:
    folder.chmod(0o755)
    (folder / "letter.txt").touch()
    with pytest.raises(ServerError, match="files that are not ours"):
        EmbeddedPostgres(folder, durable=False).start()
    assert folder.stat().st_mode & 0o777 == 0o755


def test_an_initdb_that_was_cut_off_is_done_again(folder: Path) -> None:
    (folder / "lock").touch()
    (folder / "cluster.new").mkdir()
    (folder / "cluster.new" / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(folder, durable=False) as server:
        psycopg.connect(server.url()).close()


def test_another_major_version_is_refused(folder: Path) -> None:
    with EmbeddedPostgres(folder, version=16, durable=False):
        pass
    with pytest.raises(ServerError, match="was made by Postgres 16, not 18: set HOLDFAST_POSTGRES_VERSION=16"):
        EmbeddedPostgres(folder, version=18, durable=False).start()


def test_a_failed_start_says_what_the_server_said(folder: Path) -> None:
    server = EmbeddedPostgres(folder, durable=False, settings={"shared_buffers": "nonsense"})
    with pytest.raises(ServerError, match='invalid value for parameter "shared_buffers": "nonsense"'):
        server.start()
    assert not server.is_running()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has privileges to drop")
def test_root_hands_the_server_to_an_unprivileged_account(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        assert Path(f"/proc/{server.pid}").stat().st_uid != 0
        assert [path.name for path in folder.iterdir() if path.stat().st_uid != 0] == ["cluster", "password"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has privileges to drop")
def test_a_folder_that_the_account_cannot_reach_is_refused(folder: Path) -> None:
    (folder / "closed").mkdir(mode=0o700)
    with pytest.raises(ServerError, match="cannot reach"):
        EmbeddedPostgres(folder / "closed" / "data", durable=False).start()
