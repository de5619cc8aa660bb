"""`holdfast principals`: who may act, by tokens and logins; `holdfast keys` has their keys."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from api.cli import options
from api.cli.console import all_or, console, table
from orchestrator.database import Database, Principal, connect

app = typer.Typer(help="Principals: create, list, disable, enable; and which one a login reads as.", no_args_is_help=True)

Name = Annotated[str, typer.Option("--name", help="The principal.")]


@app.command()
def create(
    name: Name,
    scopes: options.Scopes,
    companies: options.Companies = None,
    issuer: Annotated[str | None, typer.Option(help="`iss` of the JWTs that speak for it.")] = None,
    subject: Annotated[str | None, typer.Option(help="`sub` of the JWTs that speak for it.")] = None,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
    as_json: options.Json = False,
) -> None:
    """Create a principal, or find it, with these rights and no others; print its id."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        principal = Database(connection).ensure_principal(name, scopes, companies, issuer, subject)
    typer.echo(json.dumps(principal.model_dump(mode="json")) if as_json else principal.id)


@app.command("list")
def list_principals(
    database_url: options.DatabaseUrl = None, data: options.DataDir = None, as_json: options.Json = False
) -> None:
    """List the principals, with their logins and how many good keys they have."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        principals = Database(connection).list_principals()
    if as_json:
        typer.echo(json.dumps([principal.model_dump(mode="json") for principal in principals]))
    else:
        _show(principals)


@app.command()
def disable(name: Name, database_url: options.DatabaseUrl = None, data: options.DataDir = None) -> None:
    """Refuse a principal everything from now on: by its keys, its tokens and its logins."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        Database(connection).set_principal_status(name, "disabled")
    typer.echo(f"disabled {name}")


@app.command()
def enable(name: Name, database_url: options.DatabaseUrl = None, data: options.DataDir = None) -> None:
    """Let a principal act again."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        Database(connection).set_principal_status(name, "active")
    typer.echo(f"enabled {name}")


@app.command("login")
def set_login(
    login: Annotated[str, typer.Option(help="A database login that is granted holdfast_reader.")],
    name: Annotated[str | None, typer.Option(help="The principal whose companies it sees.")] = None,
    none: Annotated[bool, typer.Option("--none", help="It reads as nobody, and sees nothing.")] = False,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
) -> None:
    """Say which principal a database login reads as."""
    if (name is None) is not none:
        raise typer.BadParameter("give one of them", param_hint="--name, --none")
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        Database(connection).set_login(login, name)
    typer.echo(f"{login} reads as {'nobody' if none else name}")


def _show(principals: list[Principal]) -> None:
    shown = table("Principals", "name", "scopes", "companies", "token of", "status", "logins", "created", "good keys", numbers=1)
    for principal in principals:
        shown.add_row(
            principal.name,
            " ".join(principal.scopes),
            all_or(principal.companies),
            "\n".join(filter(None, (principal.issuer, principal.subject))),
            principal.status,
            "\n".join(principal.logins),
            f"{principal.created_at:%Y-%m-%d %H:%M}",
            str(principal.good_keys),
        )
    console().print(shown, markup=False)
