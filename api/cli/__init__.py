"""The command `holdfast`: one module a command, registered here."""

from __future__ import annotations

from typing import Any

import psycopg
import typer
from psycopg.errors import InvalidSchemaName, UndefinedFunction, UndefinedTable
from pydantic import ValidationError
from typer.core import TyperGroup

from api.cli import (
    bench,
    chains,
    demo,
    doctor,
    handlers,
    import_file,
    keys,
    migrate,
    parked,
    principals,
    psql,
    seal,
    serve,
    up,
    verify,
    work,
)
from orchestrator.errors import OperationError


class _Commands(TyperGroup):
    """Reports what was to be expected as one line: 1 for a failure, 2 for wrong usage, the environment's included."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (OperationError, OSError) as exc:
            code, text = 1, str(exc)
        except (UndefinedTable, UndefinedFunction, InvalidSchemaName) as exc:
            code, text = 1, f"{exc.diag.message_primary}: is the database migrated? See `holdfast migrate`"
        except psycopg.Error as exc:
            code, text = 1, exc.diag.message_primary or str(exc)
        except ValidationError as exc:
            code, text = 2, "; ".join(_setting(e["loc"]) + e["msg"] for e in exc.errors())
        typer.echo(f"holdfast: {text}", err=True)
        raise typer.Exit(code)


def _setting(place: tuple[int | str, ...]) -> str:
    """Name the setting that is wrong, unless several are, together."""
    return f"HOLDFAST_{place[0]}: ".upper() if place else ""


app = typer.Typer(
    cls=_Commands,
    help="A Postgres-native ledger for money movements that happen all together or not at all.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("serve")(serve.serve)
app.command("work")(work.work)
app.command("migrate")(migrate.migrate)
app.command("bench")(bench.bench)
app.command("import")(import_file.import_file)
app.command("verify")(verify.verify)
app.command("seal")(seal.seal)
app.command("demo")(demo.demo)
app.command("psql", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(psql.psql)
app.command("doctor")(doctor.doctor)
app.add_typer(chains.app, name="chains")
app.add_typer(handlers.app, name="handlers")
app.add_typer(keys.app, name="keys")
app.add_typer(parked.app, name="parked")
app.add_typer(principals.app, name="principals")
