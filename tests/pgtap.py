"""Fetches pgTAP at set-up: one file of SQL, known by its content, kept in the virtual environment.

`python -m tests.pgtap`
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

CACHE = Path(sys.prefix) / "share" / "pgtap.sql"
NPM_PACKAGE = "@electric-sql/pglite-pgtap@0.0.15"
DEBIAN_PACKAGE = "postgresql-15-pgtap"
SHA256 = {
    "92ee8ada9672e6201105a78614be8d07b8a76e5c17c85b42c279f6e48c84da68": "pgTAP 1.3.5, as npm has it",
    "203cc5839a143c567bd36ebfc93085fd124be46d0f990b5dba5399a51d6c75e9": "pgTAP 1.2.0, as Debian 12 has it",
}


class UnavailableError(Exception):
    """This source cannot give it."""


def main() -> None:
    """Put pgTAP into the cache, from the first source that gives a version we know."""
    if CACHE.exists() and _is_known(CACHE.read_bytes()):
        return
    reasons = []
    for source, fetch in ((NPM_PACKAGE, _from_npm), (DEBIAN_PACKAGE, _from_debian)):
        try:
            with tempfile.TemporaryDirectory() as folder:
                content = fetch(Path(folder))
        except UnavailableError as exc:
            reasons.append(f"{source}: {exc}")
            continue
        if _is_known(content):
            CACHE.parent.mkdir(parents=True, exist_ok=True)
            CACHE.write_bytes(content)
            return
        reasons.append(f"{source}: its content is not what we know")
    sys.exit("pgTAP, which the tests of the SQL need, could not be fetched:\n" + "\n".join(reasons))


def _is_known(content: bytes) -> bool:
    return hashlib.sha256(content).hexdigest() in SHA256


def _from_npm(folder: Path) -> bytes:
    _run(["npm", "pack", "--silent", "--pack-destination", str(folder), NPM_PACKAGE], folder)
    with tarfile.open(_only(folder, "*.tgz")) as package:
        extension = package.extractfile("package/dist/pgtap.tar.gz")
        with tarfile.open(fileobj=extension) as files:
            script = files.extractfile("share/postgresql/extension/pgtap--1.3.5.sql")
            assert script is not None
            return script.read()


def _from_debian(folder: Path) -> bytes:
    _run(["apt-get", "download", DEBIAN_PACKAGE], folder)
    _run(["dpkg-deb", "-x", str(_only(folder, "*.deb")), str(folder)], folder)
    return _only(folder, "usr/share/postgresql/*/extension/pgtap--?.?.?.sql").read_bytes()


def _only(folder: Path, pattern: str) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise UnavailableError(f"it has {len(found)} files {pattern}")
    return found[0]


def _run(command: list[str], folder: Path) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise UnavailableError(f"there is no {command[0]} here") from None
    except subprocess.CalledProcessError as exc:
        raise UnavailableError(f"{command[0]} failed: {exc.stderr.strip()}") from exc


if __name__ == "__main__":
    main()
