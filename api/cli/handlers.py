"""`holdfast handlers`: who does outside steps."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any
from uuid import UUID

import typer

from api.cli import options
from api.cli.console import console, table
from orchestrator.database import Database, HandlerRow, connect
from orchestrator.errors import OperationError
from orchestrator.handlers import load

app = typer.Typer(help="Handlers of outside steps: list, set.", no_args_is_help=True)


@app.command("list")
def list_handlers(database_url: options.DatabaseUrl = None, data: options.DataDir = None, as_json: options.Json = False) -> None:
    """List who does outside steps."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        rows = Database(connection).list_handlers()
    if as_json:
        typer.echo(json.dumps([row.model_dump(mode="json") for row in rows]))
        return
    shown = table("Handlers", "handler", "company", "adapter", "configuration", "timeout", "at once", "a second", numbers=3)
    for row in rows:
        limits = ("" if limit is None else str(limit) for limit in (row.max_running, row.per_second))
        company = "all" if row.company_id is None else str(row.company_id)
        shown.add_row(row.handler, company, row.adapter, json.dumps(row.config), f"{row.timeout_seconds:g} s", *limits)
    console().print(shown, markup=False)


def _check(adapter: str, config: dict[str, Any]) -> None:
    try:
        made = load(adapter, config)
    except Exception as exc:
        raise OperationError(f"the handler cannot be made here: {exc}; --unchecked sets it all the same") from exc
    asyncio.run(made.close())


@app.command("set")
def set_handler(
    handler: Annotated[str, typer.Argument(metavar="NAME", help="As steps name it.")],
    adapter: Annotated[str, typer.Option(help="http, sandbox, or the entry point of your own.")],
    config: Annotated[str, typer.Option(metavar="JSON", help="The adapter's, an object.")] = "{}",
    company: Annotated[UUID | None, typer.Option(help="The company whose chains may name it; none: every company's.")] = None,
    timeout: Annotated[float, typer.Option(min=0.001, help="Seconds after which an attempt is given up, and asked about.")] = 60,
    max_running: Annotated[int | None, typer.Option(min=1, help="How many of its steps may run at once.")] = None,
    per_second: Annotated[float | None, typer.Option(min=0.001, help="How many may begin in a second.")] = None,
    unchecked: Annotated[bool, typer.Option("--unchecked", help="Its adapter or secret is where workers run only.")] = False,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
) -> None:
    """Say who does the outside steps that name a handler, once it could be made. Workers know it at their next look."""
    known = options.read_object(config, "--config")
    if not unchecked:
        _check(adapter, known)
    row = HandlerRow.model_validate(
        {"handler": handler, "company_id": company, "adapter": adapter, "config": known, "timeout_seconds": timeout}
        | {"max_running": max_running, "per_second": per_second}
    )
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        Database(connection).set_handler(row)
    typer.echo(f"{handler} is done by {adapter}")
