"""`holdfast keys`: API keys, made here and shown once; the database has their hashes."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer

from api.cli import options
from api.cli.console import all_or, console, table
from orchestrator.database import Database, Key, connect, hash_of_key

app = typer.Typer(help="API keys: create, list, rotate, revoke.", no_args_is_help=True)

Name = Annotated[str, typer.Option("--name", help="The principal that the key speaks for.")]
Expires = Annotated[int | None, typer.Option("--expires-in-days", min=1, help="The key expires after so many days.")]


@app.command()
def create(
    name: Name,
    scopes: options.Scopes,
    companies: options.Companies = None,
    expires_in_days: Expires = None,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
    as_json: options.Json = False,
) -> None:
    """Create a key, and the principal if there is none of that name. The key is printed once and kept nowhere."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        _print(_create(Database(connection), name, scopes, companies, expires_in_days), as_json=as_json)


@app.command("list")
def list_keys(database_url: options.DatabaseUrl = None, data: options.DataDir = None, as_json: options.Json = False) -> None:
    """List the keys, without what is secret of them."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        keys = Database(connection).list_keys()
    if as_json:
        typer.echo(json.dumps([key.model_dump(mode="json") for key in keys]))
        return
    shown = table("Keys", "name", "prefix", "scopes", "companies", "created", "expires", "revoked", "good")
    for key in keys:
        times = ("" if time is None else f"{time:%Y-%m-%d %H:%M}" for time in (key.created_at, key.expires_at, key.revoked_at))
        shown.add_row(key.name, key.prefix, " ".join(key.scopes), all_or(key.companies), *times, "yes" if key.is_good else "no")
    console().print(shown, markup=False)


@app.command()
def rotate(
    name: Name,
    overlap_hours: Annotated[int, typer.Option(min=0, help="The old keys stay good for so long.")] = 24,
    expires_in_days: Expires = None,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
    as_json: options.Json = False,
) -> None:
    """Give a principal a new key; the ones that it has end after a while."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection, connection.transaction():
        database = Database(connection)
        database.end_keys(name, None, datetime.now(UTC) + timedelta(hours=overlap_hours))
        mine = next(key for key in database.list_keys() if key.name == name)
        _print(_create(database, name, mine.scopes, mine.companies, expires_in_days), as_json=as_json)


@app.command()
def revoke(
    name: Name,
    prefix: Annotated[str | None, typer.Option(help="Only the key that begins so, as in `keys list`.")] = None,
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
) -> None:
    """Revoke a principal's keys at once."""
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        typer.echo(f"revoked {Database(connection).end_keys(name, prefix, None)}")


def _create(
    database: Database, name: str, scopes: list[str], companies: list[UUID] | None, expires_in_days: int | None
) -> tuple[str, Key]:
    key = f"hf_{secrets.token_urlsafe(32)}"
    expires_at = datetime.now(UTC) + timedelta(days=expires_in_days) if expires_in_days else None
    return key, database.create_key(name, hash_of_key(key), key[:11], scopes, companies, expires_at)


def _print(created: tuple[str, Key], *, as_json: bool) -> None:
    secret, key = created
    typer.echo(json.dumps({"key": secret, **key.model_dump(mode="json")}) if as_json else secret)
