"""`holdfast verify`: the promises that a query can check, and the books against what was sealed of them."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from api.cli import console, options
from orchestrator.database import Database, Flaw, Seal, Violation, connect

Roots = Annotated[
    list[str] | None,
    typer.Option("--root", metavar="HEX", help="A root that was kept elsewhere: a block must have it; repeat it."),
]


def verify(
    root: Roots = None,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
    as_json: options.Json = False,
) -> None:
    """Show every broken invariant, and the first bad place of each block and chain; exit with 1 if there is one."""
    roots = [_read_root(text) for text in root or []]
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        database = Database(connection)
        with database.snapshot():
            violations = database.invariants()
            flaws = database.verify_evidence(roots)
            last = database.last_seal()
    if as_json:
        document = {
            "invariants": [violation.model_dump(mode="json") for violation in violations],
            "evidence": [flaw.model_dump(mode="json") for flaw in flaws],
            "last_block": last and last.model_dump(mode="json"),
        }
        typer.echo(json.dumps(document, indent=2))
    else:
        show(violations)
        _show_evidence(flaws, last)
    if violations or flaws:
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


def _show_evidence(flaws: list[Flaw], last: Seal | None) -> None:
    if flaws:
        table = console.table("Not what it was", *Flaw.model_fields)
        for flaw in flaws:
            table.add_row(*("" if value is None else str(value) for value in flaw.model_dump().values()))
        console.console().print(table)
    elif last is None:
        typer.echo("Every chain's events are what was written. Nothing is sealed yet.")
    else:
        typer.echo(f"Every block and every chain's events are what was written. Block {last.block_no} has root {last.root}.")


def _read_root(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != 32:
        raise typer.BadParameter("a root is 64 hexadecimal digits", param_hint="--root")
    return found
