"""`holdfast serve`: the HTTP service, on a database that is there."""

from __future__ import annotations

import asyncio

import typer

from api import logs, service
from api.cli import options


def serve(
    host: options.Host = "127.0.0.1",
    port: options.Port = 8000,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
) -> None:
    """Serve HTTP until SIGTERM or Ctrl-C, on a database that was migrated. Prints the URL once it serves."""
    settings = options.settings(database_url, data)
    logs.configure(settings)
    with options.migrated_database(settings) as url:
        if settings.bootstrap_key:
            service.accept_bootstrap_key(settings, url)
        asyncio.run(service.run_until_signal(settings.model_copy(update={"database_url": url}), host, port, typer.echo))
