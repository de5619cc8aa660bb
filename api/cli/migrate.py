"""`holdfast migrate`: bring a database to this release."""

from __future__ import annotations

import typer

from api.cli import options
from orchestrator import migrate as migrations


def migrate(database_url: options.DatabaseUrl = None, data: options.DataDir = None) -> None:
    """Apply pending migrations, then load the functions, views and grants that differ."""
    with options.database(options.settings(database_url, data)) as url:
        report = migrations.migrate(url)
    for verb, names in (("applied", report.migrations), ("loaded", report.loaded), ("dropped", report.dropped)):
        for name in names:
            typer.echo(f"{verb} {name}")
    if report == migrations.Report():
        typer.echo("nothing to do")
