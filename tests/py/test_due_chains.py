"""Chains whose time has come are gone on with, by whoever may, and a chain that cannot be keeps nobody waiting."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import timedelta
from uuid import UUID

import pytest
from psycopg.types.json import Jsonb

from orchestrator.chains import advance_due, keep_advancing
from orchestrator.database import Connection, Database, connect, connect_to_work
from orchestrator.settings import Settings
from tests.cluster import new_login
from tests.py.world import START, install_clock, make_kind, set_clock, value


@pytest.fixture
def company(conn: Connection) -> UUID:
    found: UUID = value(conn, "select (ledger.create_company('acme', 'Acme', 'business')).id")
    return found


def _submit(conn: Connection, company: UUID, seconds: float, **more: object) -> UUID:
    """Start a chain that waits for so many seconds."""
    body = {"steps": [{"name": "wait", "kind": "delay", "params": {"seconds": seconds}}], **more}
    chain: UUID = value(conn, "select (chain.submit(%s, %s)).id", company, Jsonb(body))
    return chain


def _state(conn: Connection, chain: UUID) -> str:
    return str(value(conn, "select state from chain.chains where id = %s", chain))


def test_what_is_due_is_gone_on_with_and_nothing_else(database: str, conn: Connection, company: UUID) -> None:
    install_clock(conn)
    set_clock(conn, START)
    soon, later = _submit(conn, company, 60), _submit(conn, company, 3600)
    expiring = _submit(conn, company, 3600, deadline=(START + timedelta(seconds=30)).isoformat())
    with new_login(database, "holdfast_api") as url, connect(url) as connection:
        assert not advance_due(Database(connection), threading.Event())
        assert {_state(conn, chain) for chain in (soon, later, expiring)} == {"EXECUTING"}
        set_clock(conn, START + timedelta(seconds=61))
        assert advance_due(Database(connection), threading.Event())
    assert [_state(conn, chain) for chain in (soon, later, expiring)] == ["COMPLETED", "EXECUTING", "ROLLED_BACK"]
    assert value(conn, "select failure ->> 'code' from chain.chains where id = %s", expiring) == "SG027"


def test_a_chain_that_somebody_works_on_keeps_nobody_waiting(database: str, conn: Connection, company: UUID) -> None:
    install_clock(conn)
    set_clock(conn, START)
    held, free = _submit(conn, company, 1), _submit(conn, company, 1)
    set_clock(conn, START + timedelta(seconds=2))
    with connect(database) as other, conn.transaction():
        conn.execute("select from chain.chains where id = %s for update", [held])
        advance_due(Database(other), threading.Event())
        assert [_state(other, chain) for chain in (held, free)] == ["EXECUTING", "COMPLETED"]


def test_a_chain_that_cannot_be_gone_on_with_is_put_off(database: str, conn: Connection, company: UUID) -> None:
    """A kind of somebody's own raises whatever it likes."""
    make_kind(conn, "bad", "raise exception using errcode = '42601'")
    bad, good = _submit_bad_and_good(conn, company)
    with new_login(database, "holdfast_worker") as url, connect(url) as connection:
        assert advance_due(Database(connection), threading.Event())
        assert [_state(conn, chain) for chain in (bad, good)] == ["EXECUTING", "COMPLETED"]
        assert not advance_due(Database(connection), threading.Event()), "not at once"
    assert value(conn, "select due_at from chain.chains where id = %s", bad) == START + timedelta(seconds=62)


def test_a_chain_that_takes_too_long_is_not_tried_again_at_once(
    database: str, conn: Connection, company: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_kind(conn, "bad", "perform pg_sleep(60)")
    alone: list[UUID] = []
    monkeypatch.setattr(Database, "advance_due_chain", lambda _, company, chain: alone.append(company or chain))
    bad, good = _submit_bad_and_good(conn, company)
    with new_login(database, "holdfast_worker") as url, connect_to_work(url, "1s") as connection:
        assert advance_due(Database(connection), threading.Event())
    assert [_state(conn, chain) for chain in (bad, good)] == ["EXECUTING", "COMPLETED"]
    assert (alone, value(conn, "select due_at from chain.chains where id = %s", bad)) == ([], START + timedelta(seconds=62))


def _submit_bad_and_good(conn: Connection, company: UUID) -> tuple[UUID, UUID]:
    """Start two chains that are due; the kind of a step of the first is bad."""
    install_clock(conn)
    set_clock(conn, START)
    steps = [
        {"name": "wait", "kind": "delay", "params": {"seconds": 1}},
        {"name": "bad", "kind": "bad", "depends_on": ["wait"]},
    ]
    bad = value(conn, "select (chain.submit(%s, %s)).id", company, Jsonb({"steps": steps, "priority": 1000}))
    good = _submit(conn, company, 1)
    set_clock(conn, START + timedelta(seconds=2))
    return bad, good


def _look_until_completed(database: str, conn: Connection, chain: UUID, poll_interval: float) -> None:
    async def run() -> None:
        task = asyncio.create_task(keep_advancing(Settings(database_url=database, poll_interval=poll_interval)))
        async with asyncio.timeout(10):
            while _state(conn, chain) != "COMPLETED":  # noqa: ASYNC110  # the database tells nobody
                await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())


def test_they_are_looked_for_until_told_to_stop(database: str, conn: Connection, company: UUID) -> None:
    _look_until_completed(database, conn, _submit(conn, company, 0.05), 0.02)


def test_they_are_looked_for_at_once(database: str, conn: Connection, company: UUID) -> None:
    chain = _submit(conn, company, 0.01)
    conn.execute("select pg_sleep(0.02)")
    _look_until_completed(database, conn, chain, 60)


def test_what_one_commit_had_not_the_time_for_is_not_left_for_the_next_interval(
    database: str, conn: Connection, company: UUID
) -> None:
    steps = [{"name": f"wait_{nth}", "kind": "delay", "params": {"seconds": 0}} for nth in range(320)]
    chain = value(conn, "select (chain.submit(%s, %s)).id", company, Jsonb({"steps": steps}))
    assert _state(conn, chain) == "EXECUTING"
    began = time.monotonic()
    _look_until_completed(database, conn, chain, 1)
    assert time.monotonic() - began < 5, "fifty steps a commit: there were six more"
