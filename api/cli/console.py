"""The console that commands print tables to."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from uuid import UUID

from rich.console import Console
from rich.table import Table

PLAIN_WIDTH = 140


def console() -> Console:
    """Return a console as wide as the terminal, or wide enough that a file loses nothing."""
    return Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH)


def table(title: str, *columns: str, numbers: int = 0) -> Table:
    """Return a table whose last columns hold numbers: to the right, and never cut."""
    result = Table(title=title, title_justify="left")
    for index, column in enumerate(columns, start=1):
        result.add_column(
            column,
            justify="right" if index > len(columns) - numbers else "left",
            overflow="fold",
            no_wrap=index > len(columns) - numbers,
        )
    return result


def all_or(companies: Iterable[UUID] | None) -> str:
    """Return the companies that somebody may use, one a line."""
    return "all" if companies is None else "\n".join(map(str, companies))
