"""Runs every .sql file here as a test: one behaviour a file, written in pgTAP.

A file runs in a session of its own, in a transaction that is rolled back: so files share a database. Before that,
`audit.invariants` has to be empty, unless a line of the file is `-- breaks_invariants`. Files in helpers/ are no tests: the
template database has them.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg.pq import TransactionStatus

from orchestrator.database import Database, connect
from tests.cluster import HELPERS, cluster_of
from tests.tap import run


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take the .sql files that are tests."""
    if file_path.suffix == ".sql" and HELPERS not in file_path.parents:
        return PgTapFile.from_parent(parent, path=file_path)
    return None


class PgTapFile(pytest.File):
    """A file: one test."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the one test, named by the behaviour that the file is named by."""
        yield PgTapItem.from_parent(self, name=self.path.stem)


class PgTapItem(pytest.Item):
    """The test that a file is."""

    def runtest(self) -> None:
        """Run the file, and fail with everything that it found."""
        script, began = self.path.read_text(), time.monotonic()
        with connect(_database_of(self.config)) as connection:
            connection.execute("begin")
            problems = run(connection, script).problems()
            if (
                connection.info.transaction_status is TransactionStatus.INTRANS
                and "-- breaks_invariants" not in script.splitlines()
            ):
                problems += [f"broken invariant: {violation}" for violation in Database(connection).invariants()]
            connection.rollback()
        if time.monotonic() - began > _LONG_SECONDS:
            del self.config.stash[_DATABASE]
        if problems:
            raise PgTapError("\n".join(problems))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any) -> Any:
        """Show pgTAP's words, without a Python traceback."""
        if isinstance(excinfo.value, PgTapError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Name the test as `<folder>: <behaviour in words>`."""
        return self.path, None, f"{self.path.parent.name}: {self.name.replace('_', ' ')}"


_DATABASE = pytest.StashKey[str]()
_LONG_SECONDS = 1
"""Who took longer wrote much, and leaves it to be read over by those that follow: they get another database."""


def _database_of(config: pytest.Config) -> str:
    """Return the URL of the database that the files share."""
    if _DATABASE not in config.stash:
        stack = contextlib.ExitStack()
        config.stash[_DATABASE] = stack.enter_context(cluster_of(config).database())
        config.add_cleanup(stack.close)
    return config.stash[_DATABASE]


class PgTapError(Exception):
    """What failed in a file."""
