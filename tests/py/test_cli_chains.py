"""`holdfast chains`: what an operator sees of chains, and does about them, with a worker's login."""

from __future__ import annotations

import json
import re
import subprocess
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg.types.json import Jsonb
from typer.testing import CliRunner

from api.cli import app
from orchestrator.database import Connection
from tests.cluster import new_login
from tests.py.test_cli import HOLDFAST
from tests.py.world import value

STEPS = [
    {"name": "hold", "kind": "delay", "params": {"seconds": 0}, "checkpoint": True},
    {"name": "paid", "kind": "callback", "depends_on": ["hold"]},
    {"name": "check", "kind": "approval", "depends_on": ["hold", "paid"]},
]


@pytest.fixture
def company(conn: Connection) -> uuid.UUID:
    found: uuid.UUID = value(conn, "select (ledger.create_company('acme', 'Acme')).id")
    return found


@pytest.fixture
def worker(database: str) -> Iterator[str]:
    """The URL of a login that may call what is for workers, and read no table."""
    with new_login(database, "holdfast_worker") as url:
        yield url


def submit(conn: Connection, company: uuid.UUID, **fields: Any) -> str:
    """Start a chain; return its id."""
    return str(value(conn, "select (chain.submit(%s, %s)).id", company, Jsonb({"steps": STEPS, **fields})))


def signal(conn: Connection, company: uuid.UUID, chain: str, name: str, kind: str = "signal") -> None:
    query = "select chain.signal(%s, %s, %s, p_kind => %s, p_principal_id => gen_random_uuid())"
    conn.execute(query, [company, chain, name, kind])


def run(url: str, *arguments: str) -> str:
    """Return what a command prints that does what it is told."""
    result = CliRunner().invoke(app, ["chains", *arguments, "--database-url", url])
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def refused(url: str, *arguments: str) -> str:
    """Return the one line that a command says that does not."""
    result = CliRunner().invoke(app, ["chains", *arguments, "--database-url", url])
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (1, "", 1)
    return result.stderr.strip()


def test_list(conn: Connection, company: uuid.UUID, worker: str) -> None:
    other = value(conn, "select (ledger.create_company('birch', 'Birch')).id")
    first, second, third = submit(conn, company), submit(conn, company), submit(conn, other)
    run(worker, "rollback", first)

    def listed(*arguments: str) -> list[str]:
        return [chain["id"] for chain in json.loads(run(worker, "list", "--json", *arguments))]

    assert listed() == [third, second, first]
    assert listed("--company", str(company)) == [second, first]
    assert listed("--state", "EXECUTING") == [third, second]
    assert listed("--limit", "1") == [third]
    assert listed("--definition", "pay") == []
    shown = run(worker, "list")
    for text in (first, second, third, "EXECUTING", "ROLLED_BACK", "paid: signal:paid"):
        assert text in shown


def test_show_draws_the_graph(conn: Connection, company: uuid.UUID, worker: str) -> None:
    chain = submit(conn, company)
    first, *others = re.sub("[│├└─]", " ", run(worker, "show", chain)).splitlines()
    assert first.split() == ["Chain", chain, "EXECUTING"]
    assert [line.split() for line in others] == [
        ["wave", "1"],
        ["hold", "delay", "SUCCEEDED"],
        ["wave", "2"],
        ["paid", "callback", "WAITING", "<-", "hold", "waits", "for", "signal:paid"],
        ["wave", "3"],
        ["check", "approval", "PENDING", "<-", "hold,", "paid"],
    ]
    document = json.loads(run(worker, "show", chain, "--json"))
    assert document == json.loads(json.dumps(value(conn, "select chain.get_chain(%s)", chain)))


def test_watch_ends_with_the_chain(conn: Connection, company: uuid.UUID, worker: str) -> None:
    chain = submit(conn, company)
    assert "ROLLED_BACK" in run(worker, "watch", str(json.loads(run(worker, "rollback", chain, "--json"))["id"]))
    chain = submit(conn, company)
    command = [*HOLDFAST, "chains", "watch", chain, "--interval", "0.01", "--json", "--database-url", worker]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        for name, kind in (("paid", "signal"), ("check", "approval")):
            assert json.loads(watching.stdout.readline())["state"] == "EXECUTING"
            signal(conn, company, chain, name, kind)
        assert json.loads(watching.stdout.readline())["state"] == "COMPLETED"
        assert watching.wait(60) == 0


def test_rollback(conn: Connection, company: uuid.UUID, worker: str) -> None:
    chain = submit(conn, company)
    assert json.loads(run(worker, "rollback", chain, "--step", "paid", "--json"))["state"] == "EXECUTING"
    shown = run(worker, "rollback", chain, "--reason", "Nobody wants [it]")
    for text in ("ROLLED_BACK", "SG026: Nobody wants [it]"):
        assert text in shown
    assert refused(worker, "rollback", chain, "--step", "paid").startswith("holdfast: SG031: ")


def test_resume(conn: Connection, company: uuid.UUID, worker: str) -> None:
    chain = submit(conn, company, on_failure="hold")
    signal(conn, company, chain, "paid")
    signal(conn, company, chain, "check", "rejection")
    assert "SG025" in run(worker, "show", chain)
    assert json.loads(run(worker, "resume", chain, "--json"))["epoch"] == 2
    run(worker, "rollback", chain)
    assert refused(worker, "resume", chain).startswith("holdfast: SG031: ")


def test_what_is_refused_is_one_line(conn: Connection, company: uuid.UUID, worker: str) -> None:
    for command in ("show", "watch", "rollback", "resume"):
        assert refused(worker, command, str(uuid.uuid4())).startswith("holdfast: SG030: ")
    chain = submit(conn, company)
    assert refused(worker, "rollback", chain, "--step", "nothing").startswith("holdfast: SG033: ")


@pytest.mark.parametrize("arguments", [["show"], ["show", "one"], ["list", "--state", "DONE"], ["watch", "--interval", "0"]])
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, ["chains", *arguments]).exit_code == 2
