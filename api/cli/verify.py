"""`holdfast verify`: the promises that a query can check."""

from __future__ import annotations

import json

import typer

from api.cli import console, options
from orchestrator.database import Database, Violation, connect


def verify(database_url: options.DatabaseUrl = None, data: options.DataDir = None, as_json: options.Json = False) -> None:
    """Show every broken invariant; exit with 1 if there is one."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        violations = Database(connection).invariants()
    if as_json:
        typer.echo(json.dumps([violation.model_dump(mode="json") for violation in violations], indent=2))
    else:
        show(violations)
    if violations:
        raise typer.Exit(1)


def show(violations: list[Violation]) -> None:
    """Print the broken promises as a table, or that there is none."""
    if not violations:
        typer.echo("Every invariant holds.")
        return
    table = console.table("Broken invariants", *Violation.model_fields)
    for violation in violations:
        table.add_row(*map(str, violation.model_dump().values()))
    console.console().print(table)
