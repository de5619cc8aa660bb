"""`holdfast verify`: the promises that a query can check."""

from __future__ import annotations

import json

import typer
from rich.console import Console
from rich.table import Table

from api.cli import options
from orchestrator.database import Database, Violation, connect


def verify(database_url: options.DatabaseUrl = None, data: options.DataDir = None, as_json: options.Json = False) -> None:
    """Show every broken invariant; exit with 1 if there is one."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        violations = Database(connection).invariants()
    if as_json:
        typer.echo(json.dumps([violation.model_dump(mode="json") for violation in violations], indent=2))
    else:
        _show(violations)
    if violations:
        raise typer.Exit(1)


def _show(violations: list[Violation]) -> None:
    if not violations:
        typer.echo("Every invariant holds.")
        return
    rows = [violation.model_dump(mode="json") for violation in violations]
    table = Table(*rows[0], title="Broken invariants")
    for row in rows:
        table.add_row(*map(str, row.values()))
    Console().print(table)
