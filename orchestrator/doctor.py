"""What is wrong, or soon will be, with an installation."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel

from orchestrator.database import Database, ServerFacts, connect
from orchestrator.migrate import status

_SUPPORTED = range(15, 19)
_SAFE_18 = 180006
"""28 CVEs were fixed from 18.4 to 18.6."""
_ENOUGH_DISK_BYTES = 1 << 30


class Level(StrEnum):
    """How bad a finding is; an error makes the command fail."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


class Finding(BaseModel):
    """One thing looked at."""

    subject: str
    level: Level
    detail: str


def examine(url: str, data_dir: Path | None) -> list[Finding]:
    """Look at everything; `data_dir` is the embedded server's folder, where that is the server."""
    with connect(url) as connection:
        database = Database(connection)
        facts = database.server()
        findings = [_version(facts), *_durability(facts), *(release := list(_release(url)))]
        if all(finding.level is not Level.ERROR for finding in release):
            findings += [_guards(database.disarmed_guards()), _invariants(len(database.invariants()))]
    if data_dir is not None:
        findings.append(_disk(shutil.disk_usage(data_dir).free))
    return findings


def _version(facts: ServerFacts) -> Finding:
    major = facts.version_number // 10000
    level, detail = Level.OK, facts.version
    if major not in _SUPPORTED:
        level, detail = Level.ERROR, f"{facts.version}: Postgres {_SUPPORTED[0]} to {_SUPPORTED[-1]} are supported"
    elif major == 18 and facts.version_number < _SAFE_18:
        level, detail = Level.WARNING, f"{facts.version}: 18.6 fixes vulnerabilities that this one has"
    return Finding(subject="server version", level=level, detail=detail)


def _durability(facts: ServerFacts) -> Iterator[Finding]:
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        value = getattr(facts, name)
        lost = " (a crash can lose or damage what was committed)" if value == "off" else ""
        yield Finding(subject=name, level=Level.ERROR if lost else Level.OK, detail=value + lost)


def _release(url: str) -> Iterator[Finding]:
    found = status(url)
    for subject, level, names in (
        ("pending migrations", Level.ERROR, found.pending),
        ("migrations of a newer release", Level.WARNING, found.unknown),
        ("code that differs", Level.WARNING, found.differing),
    ):
        yield Finding(subject=subject, level=level if names else Level.OK, detail=", ".join(names) or "none")


def _guards(disarmed: list[str]) -> Finding:
    detail = f"do not fire always: {', '.join(disarmed)}" if disarmed else "all armed"
    return Finding(subject="guards", level=Level.ERROR if disarmed else Level.OK, detail=detail)


def _invariants(broken: int) -> Finding:
    detail = f"{broken} broken: see `holdfast verify`" if broken else "all hold"
    return Finding(subject="invariants", level=Level.ERROR if broken else Level.OK, detail=detail)


def _disk(free: int) -> Finding:
    level = Level.OK if free >= _ENOUGH_DISK_BYTES else Level.WARNING
    return Finding(subject="free disk space", level=level, detail=f"{free / (1 << 30):.1f} GiB")
