"""`holdfast demo`: the ledger at work, on a server of its own that is gone afterwards."""

from __future__ import annotations

import contextlib
import secrets
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from api import service
from api.cli import console, import_file, options, tour, verify
from orchestrator.database import Database, connect, create_database
from orchestrator.errors import OperationError
from orchestrator.import_map import ImportMap
from orchestrator.importer import Importer, header
from orchestrator.migrate import migrate
from orchestrator.paths import examples
from orchestrator.server import HOST, temporary_server
from orchestrator.settings import Settings

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
    """Import a file, take a tour over HTTP, and check the invariants; exit with 1 where an answer is not as expected."""
    path = data_file or examples() / "statement.csv"
    import_map = ImportMap.load(map_file) if map_file else _map_for(path)
    with temporary_server() as server:
        url = server.url(options.DATABASE)
        create_database(server.url(), options.DATABASE)
        migrate(url)
        with connect(url) as connection:
            database = Database(connection)
            importer = Importer(database, import_map)
            report = import_file.run(importer, path, _BALANCE if _BALANCE in header(path, import_map) else None)
            import_file.show(report, database.trial_balance(importer.company_id), Decimal("0.50"), as_json=False)
            _tour(url)
            violations = database.invariants()
    verify.show(violations)
    if violations:
        raise typer.Exit(1)


def _tour(database_url: str) -> None:
    """Take the tour, at a service of its own and with a key that nobody else has."""
    key = secrets.token_urlsafe()
    settings = Settings(database_url=database_url, bootstrap_key=SecretStr(key))
    service.accept_bootstrap_key(settings, database_url)
    with service.running(settings, HOST, 0) as url:
        typer.echo(f"\nThe service runs: $URL is {url}, and $KEY an admin's key. Of the answers' headers only some are shown.\n")
        tour.run(tour.read(examples() / "tour.hurl"), url, key, console.console())


def _map_for(path: Path) -> ImportMap:
    maps = [ImportMap.load(file) for file in sorted(examples().glob("*.toml"))]
    for import_map in maps:
        with contextlib.suppress(OperationError):  # read by another's delimiter, a file need not make sense
            if import_map.columns() <= set(header(path, import_map)):
                return import_map
    raise OperationError(f"no shipped map fits the header of {path}: give one with --map")
