"""`holdfast parked`: what of chains waits for a person, and what the person does about it."""

from __future__ import annotations

import json
from typing import Annotated, Literal
from uuid import UUID

import typer
from rich.text import Text

from api.cli import options
from api.cli.console import console, table
from orchestrator.database import Chain, Database, Parked, connect

app = typer.Typer(help="Parked work: list, try once more, resolve by hand.", no_args_is_help=True)

Id = Annotated[UUID, typer.Argument(metavar="ID", help="The chain.")]
Step = Annotated[str, typer.Argument(help="The step.")]
By = Annotated[str, typer.Option("--as", metavar="NAME", help="The principal in whose name it is done.")]
Outcome = Literal["succeeded", "failed", "noted"]


@app.command("list")
def list_parked(
    company: Annotated[UUID | None, typer.Option(help="Of this company.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 50,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
    as_json: options.Json = False,
) -> None:
    """List what waits for a person, the oldest chain first."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        parked = Database(connection).list_parked(company, limit)
    if as_json:
        typer.echo(json.dumps([one.model_dump(mode="json") for one in parked]))
    else:
        _show(parked)


@app.command()
def retry(
    chain: Id,
    step: Step,
    by: By,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
    as_json: options.Json = False,
) -> None:
    """Have what is parked at a step tried once more. What may have been done outside is asked about first."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        database = Database(connection)
        database.retry_step(database.get_chain(chain), step, by)
        found = database.get_chain(chain)
    typer.echo(json.dumps(found.model_dump(mode="json")) if as_json else f"tried once more; {_standing(found)}")


@app.command()
def resolve(
    chain: Id,
    step: Step,
    outcome: Annotated[Outcome, typer.Argument(help="What became of it; noted: a late effect was seen to.")],
    reason: Annotated[str, typer.Option(help="Why: how it is known, and what was done.")],
    by: By,
    output: Annotated[str | None, typer.Option(metavar="JSON", help="What the step answered, an object.")] = None,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
    as_json: options.Json = False,
) -> None:
    """Say what became of what is parked at a step. Where the company asks for a second person, another has to say the same."""
    answered = None if output is None else options.read_object(output, "--output")
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        database = Database(connection)
        is_effective = database.resolve_step(database.get_chain(chain), step, outcome, reason, answered, by)
        found = database.get_chain(chain)
    if as_json:
        typer.echo(json.dumps({"is_effective": is_effective, "chain": found.model_dump(mode="json")}))
    else:
        typer.echo(f"{'resolved' if is_effective else 'proposed, until a second person says the same'}; {_standing(found)}")


def _standing(chain: Chain) -> str:
    return f"the chain is {chain.state}" + (f", waits for {chain.waiting_on}" if chain.waiting_on else "")


def _show(parked: list[Parked]) -> None:
    shown = table("Parked work", "chain", "step", "what", "chain is", "handler", "why", "since", "proposed")
    for one in parked:
        shown.add_row(
            str(one.chain_id),
            Text(one.step),
            one.what,
            one.chain_state,
            Text(one.handler or ""),
            Text(" ".join(filter(None, (one.code, one.detail)))),
            f"{one.since:%Y-%m-%d %H:%M}",
            Text(f"{one.proposed['outcome']}: {one.proposed['reason']}" if one.proposed else ""),
        )
    console().print(shown)
