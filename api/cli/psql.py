"""`holdfast psql`: psql on the database, with the client that comes with the embedded server."""

from __future__ import annotations

import subprocess

import typer

from api.cli import options
from orchestrator.server import packaged_binaries


def psql(
    context: typer.Context,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
) -> None:
    """Open psql, or run it with its own options: `holdfast psql -f FILE`."""
    settings = options.settings(database_url, data)
    with options.database(settings) as url:
        program = packaged_binaries(settings.postgres_version) / "psql"
        raise typer.Exit(subprocess.run([program, url, *context.args], check=False).returncode)
