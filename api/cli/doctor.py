"""`holdfast doctor`: is this installation safe to use?"""

from __future__ import annotations

import json

import typer

from api.cli import console, options
from orchestrator.doctor import Finding, Level, examine

_STYLES = {Level.OK: "green", Level.WARNING: "yellow", Level.ERROR: "bold red"}


def doctor(database_url: options.DatabaseUrl = None, data: options.DataDir = None, as_json: options.Json = False) -> None:
    """Examine the server, its settings, the release in it and its invariants; exit with 1 on an error."""
    settings = options.settings(database_url, data)
    with options.database(settings) as url:
        findings = examine(url, None if settings.database_url else settings.data_dir)
    if as_json:
        typer.echo(json.dumps([finding.model_dump(mode="json") for finding in findings], indent=2))
    else:
        _show(findings)
    if any(finding.level is Level.ERROR for finding in findings):
        raise typer.Exit(1)


def _show(findings: list[Finding]) -> None:
    table = console.table("Doctor", "examined", "finding", "detail")
    for finding in findings:
        table.add_row(finding.subject, f"[{_STYLES[finding.level]}]{finding.level}[/]", finding.detail)
    console.console().print(table)
