"""`holdfast demo`: the ledger at work, on a server of its own that is gone afterwards."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import sqlparse
import typer
from rich.syntax import Syntax

from api.cli import console, import_file, options, verify
from orchestrator.database import Connection, Database, connect, create_database
from orchestrator.errors import OperationError
from orchestrator.import_map import ImportMap
from orchestrator.importer import Importer, header
from orchestrator.migrate import migrate
from orchestrator.paths import examples
from orchestrator.server import temporary_server

_BALANCE = "balance"


def demo(
    data_file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A file of yours to import instead of the sample.")
    ] = None,
    map_file: Annotated[
        Path | None,
        typer.Option("--map", exists=True, dir_okay=False, help="Its map; else the shipped one that fits its header."),
    ] = None,
) -> None:
    """Import a file, post, roll back, hold, capture; show balances, history and the invariants."""
    path = data_file or examples() / "statement.csv"
    import_map = ImportMap.load(map_file) if map_file else _map_for(path)
    with temporary_server() as server:
        create_database(server.url(), options.DATABASE)
        migrate(server.url(options.DATABASE))
        with connect(server.url(options.DATABASE)) as connection:
            database = Database(connection)
            importer = Importer(database, import_map)
            report = import_file.run(importer, path, _BALANCE if _BALANCE in header(path, import_map) else None)
            import_file.show(report, database.trial_balance(importer.company_id), Decimal("0.50"), as_json=False)
            _tour(connection)
            verify.show(database.invariants())


def _tour(connection: Connection) -> None:
    out = console.console()
    for statement in sqlparse.split((examples() / "tour.sql").read_text(encoding="utf-8")):
        out.print(Syntax(statement, "sql", background_color="default", word_wrap=True))
        cursor = connection.execute(statement.encode())
        table = console.table("", *(column.name for column in cursor.description or ()))
        for row in cursor:
            table.add_row(*("" if value is None else str(value) for value in row))
        out.print(table)


def _map_for(path: Path) -> ImportMap:
    maps = [ImportMap.load(file) for file in sorted(examples().glob("*.toml"))]
    for import_map in maps:
        with contextlib.suppress(OperationError):  # read by another's delimiter, a file need not make sense
            if import_map.columns() <= set(header(path, import_map)):
                return import_map
    raise OperationError(f"no shipped map fits the header of {path}: give one with --map")
