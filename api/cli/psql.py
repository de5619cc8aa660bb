"""`holdfast psql`: psql on the database, with the client that comes with the embedded server."""

from __future__ import annotations

import subprocess
from pathlib import Path

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
        raise typer.Exit(_run(packaged_binaries(settings.postgres_version) / "psql", url, *context.args))


def _run(program: Path, *arguments: str) -> int:
    """Run a program in the foreground: a Ctrl-C is for it alone, and ends a query, not psql."""
    with subprocess.Popen([program, *arguments]) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue
