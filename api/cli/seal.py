"""`holdfast seal`: closes a block of evidence over what is new, and prints the root to keep elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

import typer

from api.cli import console, options
from orchestrator.database import Database, Seal, connect

Limit = Annotated[int, typer.Option(min=1, help="Entries and events in a block, at most: more make more blocks.")]


def seal(
    limit: Limit = 1_000_000,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
    as_json: options.Json = False,
) -> None:
    """Seal the entries and events that are in no block yet. Keep the roots where nobody of this database writes."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        blocks = list(_close(Database(connection), limit))
    if as_json:
        typer.echo(json.dumps([block.model_dump(mode="json") for block in blocks], indent=2))
    elif not blocks:
        typer.echo("Nothing is new since the last block.")
    else:
        table = console.table("Sealed", "block", "sealed at", "root", "leaves", numbers=1)
        for block in blocks:
            table.add_row(str(block.block_no), block.sealed_at.isoformat(), block.root, str(block.leaf_count))
        console.console().print(table)


def _close(database: Database, limit: int) -> Iterator[Seal]:
    """Close blocks until one is not full: what comes meanwhile is for the next time."""
    while block := database.seal(limit):
        yield block
        if block.leaf_count < limit:
            break
