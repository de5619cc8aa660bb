"""`holdfast parked`: what an operator does at night, with a worker's login, in a name."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

import pytest
from psycopg.types.json import Jsonb
from typer.testing import CliRunner

from api.cli import app
from orchestrator.database import Connection
from tests.cluster import new_login
from tests.py.world import value


@pytest.fixture
def company(conn: Connection) -> uuid.UUID:
    """A company that has a shop ship for it; ada and bob may act."""
    conn.execute("select chain.set_handler('shop', 'sandbox')")
    for name in ("ada", "bob"):
        conn.execute("select access.ensure_principal(%s, '{chains:operate}')", [name])
    found: uuid.UUID = value(conn, "select (ledger.create_company('acme', 'Acme')).id")
    return found


@pytest.fixture
def worker(database: str) -> Iterator[str]:
    """The URL of a login that may call what is for workers, and read no table."""
    with new_login(database, "holdfast_worker") as url:
        yield url


def park(conn: Connection, company: uuid.UUID) -> str:
    """Start a chain with a step of which nobody can tell whether it was done; return its id."""
    ship = {"name": "ship", "kind": "external", "effect": "compensatable", "params": {"handler": "shop"}}
    chain = value(conn, "select (chain.submit(%s, %s)).id", company, Jsonb({"steps": [ship]}))
    claim = value(conn, "select to_jsonb(c) from chain.claim_steps('eve', array['shop']) c")
    conn.execute("select from chain.complete_steps('eve', %s)", [Jsonb([{**claim, "outcome": "unknown", "is_final": True}])])
    conn.execute("select chain.advance_due(%s, %s)", [company, chain])
    return str(chain)


def run(url: str, *arguments: str) -> str:
    """Return what a command prints that does what it is told."""
    result = CliRunner().invoke(app, ["parked", *arguments, "--database-url", url], terminal_width=200)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def refused(url: str, *arguments: str, code: int = 1) -> str:
    """Return what a command says that does not."""
    result = CliRunner().invoke(app, ["parked", *arguments, "--database-url", url])
    assert (result.exit_code, result.stdout) == (code, "")
    return result.stderr.strip()


def test_list(conn: Connection, company: uuid.UUID, worker: str) -> None:
    other = value(conn, "select (ledger.create_company('birch', 'Birch')).id")
    first, second = park(conn, company), park(conn, other)

    def listed(*arguments: str) -> list[str]:
        return [one["chain_id"] for one in json.loads(run(worker, "list", "--json", *arguments))]

    assert listed() == [first, second]
    assert listed("--limit", "1") == [first]
    assert listed("--company", str(other)) == [second]
    shown = run(worker, "list")
    assert all(text in shown.replace("\n", "") for text in ("in_doubt", "ship", "shop"))


def test_retry(conn: Connection, company: uuid.UUID, worker: str) -> None:
    chain = park(conn, company)
    expected = "tried once more; the chain is EXECUTING, waits for ship: outside: shop\n"
    assert run(worker, "retry", chain, "ship", "--as", "ada") == expected
    assert json.loads(run(worker, "list", "--json")) == []
    assert refused(worker, "retry", chain, "ship", "--as", "ada").startswith("holdfast: SG072: ")
    assert refused(worker, "retry", chain, "ship", "--as", "eve").startswith("holdfast: ZA004: ")
    actors = "select array_agg(p.name) from audit.log l join access.principals p on p.id = l.principal_id where action = %s"
    assert value(conn, actors, "chain.retry_step") == ["ada"]


def test_resolve(conn: Connection, company: uuid.UUID, worker: str) -> None:
    chain = park(conn, company)
    said = ("resolve", chain, "ship", "succeeded", "--output", '{"parcel": "7"}')
    assert refused(worker, *said, "--reason", " ", "--as", "ada").startswith("holdfast: SG074: ")
    assert "--output" in refused(worker, *said[:-1], "[]", "--reason", "x", "--as", "ada", code=2)
    assert run(worker, *said, "--reason", "They said so", "--as", "ada") == "resolved; the chain is COMPLETED\n"
    assert value(conn, "select output from chain.steps") == {"parcel": "7"}


def test_two_persons_resolve(conn: Connection, company: uuid.UUID, worker: str) -> None:
    conn.execute("select chain.set_policy(%s, true)", [company])
    said = ("resolve", park(conn, company), "ship", "failed", "--reason", "They [never] got it")
    assert run(worker, *said, "--as", "ada").startswith("proposed, until a second person says the same; the chain is EXECUTING")
    assert "failed" in run(worker, "list")
    resolved = json.loads(run(worker, *said, "--as", "bob", "--json"))
    assert (resolved["is_effective"], resolved["chain"]["state"]) == (True, "ROLLED_BACK")
