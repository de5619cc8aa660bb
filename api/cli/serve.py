"""`holdfast serve`: the HTTP service, on a database that is there."""

from __future__ import annotations

import asyncio
import logging

import typer

from api import logs, service
from api.cli import options
from orchestrator.errors import OperationError
from orchestrator.migrate import status

_log = logging.getLogger(__name__)


def serve(
    host: options.Host = "127.0.0.1",
    port: options.Port = 8000,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
) -> None:
    """Serve HTTP until SIGTERM or Ctrl-C, on a database that was migrated. Prints the URL once it serves."""
    settings = options.settings(database_url, data)
    logs.configure(settings)
    with options.database(settings) as url:
        _compare(url)
        if settings.bootstrap_key:
            service.accept_bootstrap_key(settings, url)
        asyncio.run(service.run_until_signal(settings.model_copy(update={"database_url": url}), host, port, typer.echo))


def _compare(url: str) -> None:
    """Refuse a database that lacks migrations; warn where only code differs, as while a new release is rolled out."""
    found = status(url)
    if found.pending:
        raise OperationError(f"the database lacks migrations: {', '.join(found.pending)}; run `holdfast migrate`")
    if found.unknown or found.differing:
        _log.warning("the database's code is not that of this release; see `holdfast doctor`")
