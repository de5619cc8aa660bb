"""`holdfast psql`: psql on the database, with the client that comes with the embedded server."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

import typer
from psycopg.conninfo import conninfo_to_dict, make_conninfo

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
        parameters = conninfo_to_dict(url)
        # Arguments are seen by every user of the machine, an environment is not.
        environment = {**os.environ, "PGPASSWORD": str(parameters.pop("password", ""))}
        program = packaged_binaries(settings.postgres_version) / "psql"
        raise typer.Exit(_run([str(program), make_conninfo("", **parameters), *context.args], environment))


def _run(command: list[str], environment: Mapping[str, str]) -> int:
    """Run a program in the foreground: a Ctrl-C is for it alone, and ends a query, not psql."""
    with subprocess.Popen(command, env=environment) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue
