"""`holdfast chains`: what becomes of chains, and what an operator does about it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Annotated, Literal
from uuid import UUID

import typer
from rich.live import Live
from rich.text import Text
from rich.tree import Tree

from api.cli import options
from api.cli.console import console, table
from orchestrator.database import Chain, ChainStep, ChainWithSteps, Database, connect

app = typer.Typer(help="Chains: list, show, watch, roll back, resume.", no_args_is_help=True)

Id = Annotated[UUID, typer.Argument(metavar="ID", help="The chain.")]
State = Literal["CREATED", "VALIDATED", "EXECUTING", "COMPLETED", "FAILED", "ROLLING_BACK", "ROLLED_BACK"]

_STYLES = {
    "COMPLETED": "green",
    "SUCCEEDED": "green",
    "EXECUTING": "cyan",
    "RUNNING": "cyan",
    "WAITING": "yellow",
    "IN_DOUBT": "yellow",
    "ROLLING_BACK": "yellow",
    "COMPENSATING": "yellow",
    "FAILED": "bold red",
    "COMPENSATION_FAILED": "bold red",
}


@app.command("list")
def list_chains(
    company: Annotated[UUID | None, typer.Option(help="Of this company.")] = None,
    state: Annotated[State | None, typer.Option(help="In this state.")] = None,
    definition: Annotated[str | None, typer.Option(help="Of this definition.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 50,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
    as_json: options.Json = False,
) -> None:
    """List chains, newest first."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        chains = Database(connection).list_chains(company, state, definition, limit)
    if as_json:
        typer.echo(json.dumps([chain.model_dump(mode="json") for chain in chains]))
    else:
        _show_list(chains)


@app.command()
def show(
    chain: Id, database_url: options.DatabaseUrl = None, data: options.DataDir = None, as_json: options.Json = False
) -> None:
    """Draw a chain: its steps, their states, and what they depend on."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        _show(Database(connection).get_chain(chain), as_json=as_json)


@app.command()
def watch(
    chain: Id,
    interval: Annotated[float, typer.Option(min=0.01, help="Seconds between looks.")] = 1,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
    as_json: options.Json = False,
) -> None:
    """Draw a chain again and again until it has ended; as JSON, a line each time that it has changed."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        looks = _look_until_it_ends(Database(connection), chain, interval)
        if as_json:
            for changed, _ in groupby(looks):
                _show(changed, as_json=True)
            return
        with Live(console=console(), auto_refresh=False) as live:
            for look in looks:
                live.update(_drawing(look), refresh=True)


@app.command()
def rollback(
    chain: Id,
    step: Annotated[list[str] | None, typer.Option(help="Undo this step and what depends on it; repeat it. None: all.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
    as_json: options.Json = False,
) -> None:
    """Undo a chain, or some of its steps; draw it."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        database = Database(connection)
        database.rollback_chain(database.get_chain(chain), step, reason)
        _show(database.get_chain(chain), as_json=as_json)


@app.command()
def resume(
    chain: Id, database_url: options.DatabaseUrl = None, data: options.DataDir = None, as_json: options.Json = False
) -> None:
    """Go on with a failed chain from its last checkpoint; draw it."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        database = Database(connection)
        database.resume_chain(database.get_chain(chain))
        _show(database.get_chain(chain), as_json=as_json)


def _look_until_it_ends(database: Database, chain: UUID, interval: float) -> Iterator[ChainWithSteps]:
    while True:
        look = database.get_chain(chain)
        yield look
        if look.ended_at is not None:
            return
        time.sleep(interval)


def _show_list(chains: list[Chain]) -> None:
    shown = table("Chains", "id", "state", "definition", "waiting on", "created", "ended")
    for chain in chains:
        shown.add_row(
            str(chain.id),
            _state(chain.state),
            _definition(chain),
            Text(chain.waiting_on or ""),
            f"{chain.created_at:%Y-%m-%d %H:%M}",
            f"{chain.ended_at:%Y-%m-%d %H:%M}" if chain.ended_at else "",
        )
    console().print(shown)


def _show(chain: ChainWithSteps, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(chain.model_dump(mode="json")))
    else:
        console().print(_drawing(chain))


def _drawing(chain: ChainWithSteps) -> Tree:
    """Draw the graph of a chain: its waves, and in each the steps that can run side by side."""
    result = Tree(Text.assemble("Chain ", (str(chain.id), "bold"), "  ", _state(chain.state), "  ", _definition(chain)))
    if chain.failure:
        result.add(Text(": ".join(str(chain.failure[name]) for name in ("step", "code", "detail") if name in chain.failure)))
    width = max(len(step.name) for step in chain.steps)
    for wave, steps in groupby(sorted(chain.steps, key=attrgetter("wave")), key=attrgetter("wave")):
        branch = result.add(f"wave {wave}")
        for step in steps:
            branch.add(_line(step, width))
    return result


def _line(step: ChainStep, width: int) -> Text:
    line = Text.assemble((step.name.ljust(width), "bold"), f"  {step.kind:12}  ", _state(step.state))
    for sign, said in (("<-", ", ".join(step.depends_on)), ("waits for", step.waiting_on), (step.code, step.detail)):
        if said:
            line.append(f"  {sign} {said}")
    return line


def _state(state: str) -> Text:
    return Text(state, style=_STYLES.get(state, "dim"))


def _definition(chain: Chain) -> str:
    return f"{chain.definition} v{chain.definition_version}" if chain.definition else ""
