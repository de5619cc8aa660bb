"""`holdfast principals`: who may act, as an operator says it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from api.cli import app
from orchestrator.database import Connection, connect
from tests.cluster import new_login
from tests.py.world import value

ISSUER = ("--issuer", "https://id.example", "--subject", "ada-1")


@pytest.fixture
def companies(conn: Connection) -> dict[str, uuid.UUID]:
    return {code: value(conn, "select (ledger.create_company(%s, %s)).id", code, code) for code in ("acme", "birch")}


def done(database: str, *arguments: str, command: str = "principals") -> str:
    """Return what a command prints that does what it is told."""
    result = CliRunner().invoke(app, [command, *arguments, "--database-url", database])
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.strip()


def refused(database: str, *arguments: str) -> str:
    """Return the one line that a command says that does not."""
    result = CliRunner().invoke(app, ["principals", *arguments, "--database-url", database])
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (1, "", 1)
    return result.stderr.strip()


def listed(database: str) -> dict[str, dict[str, Any]]:
    return {principal["name"]: principal for principal in json.loads(done(database, "list", "--json"))}


@contextmanager
def reading(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A reader's own connection."""
    with new_login(url, "holdfast_reader") as login, connect(login) as connection:
        yield connection


def test_a_principal_is_made_once_and_listed(database: str, companies: dict[str, uuid.UUID]) -> None:
    rights = ("--scope", "ledger:read", "--scope", "ledger:write", "--company", str(companies["acme"]))
    made = json.loads(done(database, "create", "--name", "ada", *rights, *ISSUER, "--json"))
    assert done(database, "create", "--name", "ada", *rights, *ISSUER) == made["id"]
    done(database, "create", "--name", "ada", *rights, command="keys")
    found = listed(database)
    assert {*found} == {"ada", "system"}
    assert found["ada"] == {**made, "good_keys": 1}
    assert (
        made.items()
        >= {
            "name": "ada",
            "scopes": ["ledger:read", "ledger:write"],
            "companies": [str(companies["acme"])],
            "issuer": "https://id.example",
            "subject": "ada-1",
            "status": "active",
            "logins": [],
            "good_keys": 0,
        }.items()
    )
    assert found["system"]["companies"] is None


def test_the_table_shows_names_as_they_are(database: str, companies: dict[str, uuid.UUID]) -> None:
    done(database, "create", "--name", "[/red] ada", "--scope", "ledger:read", "--company", str(companies["birch"]), *ISSUER)
    done(database, "login", "--login", "dash[b]oard", "--name", "[/red] ada")
    shown = done(database, "list")
    for text in ("[/red] ada", "dash[b]oard", "https://id.example", "ada-1", "active", "system", "all", "admin"):
        assert text in shown


def test_who_is_disabled_is_so_until_enabled(database: str) -> None:
    done(database, "create", "--name", "ada", "--scope", "ledger:read")
    for command, status in (("disable", "disabled"), ("disable", "disabled"), ("enable", "active")):
        assert done(database, command, "--name", "ada") == f"{command}d ada"
        assert listed(database)["ada"]["status"] == status


def test_a_login_reads_as_it_is_told(database: str, companies: dict[str, uuid.UUID]) -> None:
    for name, company in companies.items():
        done(database, "create", "--name", name, "--scope", "ledger:read", "--company", str(company))
    with reading(database) as reader:
        login = reader.info.user

        def seen() -> list[str]:
            return [row[0] for row in reader.execute("select code from ledger.companies order by code")]

        assert seen() == []
        for name in companies:
            assert done(database, "login", "--login", login, "--name", name) == f"{login} reads as {name}"
            assert seen() == [name]
        assert [principal["logins"] for principal in listed(database).values() if principal["logins"]] == [[login]]
        done(database, "disable", "--name", "birch")
        assert seen() == []
        done(database, "enable", "--name", "birch")
        assert seen() == ["birch"]
        assert done(database, "login", "--login", login, "--none") == f"{login} reads as nobody"
        assert seen() == []


def test_what_is_refused_is_one_line(database: str, companies: dict[str, uuid.UUID]) -> None:
    assert companies
    done(database, "create", "--name", "ada", "--scope", "ledger:read", *ISSUER)
    for arguments, code in (
        (("create", "--name", "ada", "--scope", "ledger:write"), "LG019"),
        (("create", "--name", "eve", "--scope", "ledger:read", *ISSUER), "LG019"),
        (("create", "--name", "eve", "--scope", "everything"), "LG019"),
        (("create", "--name", "eve", "--scope", "ledger:read", "--issuer", "https://id.example"), "LG019"),
        (("create", "--name", "eve", "--scope", "ledger:read", "--company", str(uuid.uuid4())), "LG017"),
        (("create", "--name", "system", "--scope", "admin"), "LG019"),
        (("disable", "--name", "eve"), "ZA004"),
        (("enable", "--name", "eve"), "ZA004"),
        (("disable", "--name", "system"), "ZA004"),
        (("login", "--login", "dashboard", "--name", "eve"), "ZA004"),
    ):
        assert refused(database, *arguments).startswith(f"holdfast: {code}: ")
    assert {*listed(database)} == {"ada", "system"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["login", "--login", "dashboard"],
        ["login", "--login", "dashboard", "--name", "ada", "--none"],
        ["create", "--name", "ada"],
        ["create", "--name", "ada", "--scope", "admin", "--company", "acme"],
        ["disable"],
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, ["principals", *arguments]).exit_code == 2
