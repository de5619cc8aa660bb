"""What the commands share: their options, and the database that these lead to."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from orchestrator.database import create_database
from orchestrator.errors import OperationError
from orchestrator.migrate import status
from orchestrator.server import EmbeddedPostgres
from orchestrator.settings import Settings

DATABASE = "holdfast"
_log = logging.getLogger(__name__)

DatabaseUrl = Annotated[
    str | None,
    typer.Option(metavar="URL", help="libpq URL of the database; else HOLDFAST_DATABASE_URL; else the embedded server."),
]
DataDir = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of the embedded server; else HOLDFAST_DATA_DIR; else the user's own."),
]
Host = Annotated[str, typer.Option(metavar="ADDRESS", help="Where the HTTP service listens.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port of the HTTP service; 0 for one that is free.")]
Scopes = Annotated[list[str], typer.Option("--scope", help="What it may do, such as ledger:read; repeat it. admin is all.")]
Companies = Annotated[list[UUID] | None, typer.Option("--company", help="A company that it may use; repeat it. None given: all.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]


def settings(database_url: str | None, data: Path | None) -> Settings:
    """Read the settings; an option that was given wins."""
    if database_url == "":
        raise typer.BadParameter("the URL is empty", param_hint="--database-url")
    given = {"database_url": database_url, "data_dir": data}
    return Settings().model_copy(update={name: value for name, value in given.items() if value is not None})


@contextlib.contextmanager
def database(settings: Settings) -> Iterator[str]:
    """Yield the URL of the database: the one that is set, or the embedded server's, started for as long as it is not running."""
    if settings.database_url:
        yield settings.database_url
        return
    server = EmbeddedPostgres(settings.data_dir, version=settings.postgres_version)
    if not server.has_cluster():
        raise OperationError(f"there is no database in {settings.data_dir} yet: run `holdfast up`, or give a --database-url")
    if server.is_running():
        yield server.url(DATABASE)
        return
    with server:
        create_database(server.url(), DATABASE)
        yield server.url(DATABASE)


@contextlib.contextmanager
def migrated_database(settings: Settings) -> Iterator[str]:
    """Yield the URL; refuse a database that lacks migrations, warn where only code differs, as while a release is rolled out."""
    with database(settings) as url:
        found = status(url)
        if found.pending:
            raise OperationError(f"the database lacks migrations: {', '.join(found.pending)}; run `holdfast migrate`")
        if found.unknown or found.differing:
            _log.warning("the database's code is not that of this release; see `holdfast doctor`")
        yield url


def read_object(text: str, option: str) -> dict[str, Any]:
    """Read the JSON object that an option is given."""
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise typer.BadParameter("it is no JSON object", param_hint=option)
    return document
