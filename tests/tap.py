"""Runs pgTAP scripts and reads what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import psycopg
from psycopg.pq import ExecStatus

from orchestrator.database import Connection

_ASSERTION = re.compile(r"(?P<failed>not )?ok \d+(?: - (?P<name>.*?))?(?: # (?P<directive>TODO|SKIP)\b.*)?", re.IGNORECASE)
_PLAN = re.compile(r"1\.\.(\d+)")


@dataclass
class Assertion:
    """One `ok` or `not ok`, with the lines that explain it."""

    lines: list[str]
    failed: bool


@dataclass
class Outcome:
    """What a file said, up to the SQL error that ended it, if one did."""

    plan: int | None = None
    assertions: list[Assertion] = field(default_factory=list)
    error: str | None = None

    def problems(self) -> list[str]:
        """Return what makes the test fail."""
        problems = ["\n".join(assertion.lines) for assertion in self.assertions if assertion.failed]
        count = len(self.assertions)
        if self.error:
            problems.append(f"SQL error after assertion {count}: {self.error}")
        elif self.plan is None:
            problems.append("no plan: begin with plan(n), end with finish()")
        elif self.plan != count:
            problems.append(f"planned {self.plan} assertions, ran {count}")
        return problems


def run(connection: Connection, script: str) -> Outcome:
    """Run a script statement by statement, so that what was asserted before an error is not lost with it."""
    outcome = Outcome()
    server = connection.pgconn
    server.send_query(script.encode())
    while (result := server.get_result()) is not None:
        if result.status == ExecStatus.TUPLES_OK:
            for row in range(result.ntuples):
                for line in (result.get_value(row, 0) or b"").decode().splitlines():
                    _read(line, outcome)
        elif result.status == ExecStatus.FATAL_ERROR:
            outcome.error = _describe(psycopg.errors.error_from_result(result), script)
    return outcome


def _read(line: str, outcome: Outcome) -> None:
    if plan := _PLAN.fullmatch(line):
        outcome.plan = int(plan[1])
    elif assertion := _ASSERTION.fullmatch(line):
        is_todo = (assertion["directive"] or "").upper() == "TODO"
        outcome.assertions.append(Assertion([line], failed=bool(assertion["failed"]) and not is_todo))
    elif line.startswith("#") and outcome.assertions:
        outcome.assertions[-1].lines.append(line)


def _describe(exc: psycopg.Error, script: str) -> str:
    position = exc.diag.statement_position
    line = f" (line {script.count(chr(10), 0, int(position)) + 1})" if position else ""
    context = f"\n{exc.diag.context}" if exc.diag.context else ""
    return f"{exc.sqlstate} {exc.diag.message_primary}{line}{context}"
