"""Idle workers are told at once that there is something to do; and where nobody tells them, they look for themselves."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from psycopg.types.json import Jsonb

from orchestrator.database import Connection, connect
from orchestrator.hints import Hints, keep_listening
from orchestrator.settings import Settings
from tests.cluster import new_login
from tests.processes import PATIENCE_SECONDS
from tests.py.shop import open_shop
from tests.py.workers import is_in, wait_until, worker
from tests.py.world import value

POLL_SECONDS = 4
AT_ONCE_SECONDS = 1
SETTINGS = {"POLL_INTERVAL": POLL_SECONDS, "LEASE": 3 * POLL_SECONDS}
"""A third of a lease is as long as anybody sleeps."""
LISTENER = """
    select coalesce(min(a.pid), 0) from pg_stat_activity a
    where a.datname = current_database() and a.query ~ '^(listen|select)' and a.application_name = '' and a.pid <> %s
    """


@pytest.fixture
def company(conn: Connection) -> UUID:
    conn.execute("select chain.set_handler('shop', 'sandbox')")
    found: UUID = value(conn, "select (ledger.create_company('acme', 'Acme', 'business')).id")
    return found


@pytest.fixture
def login(database: str) -> Iterator[str]:
    with new_login(database, "holdfast_worker") as url:
        yield url


def _submit(conn: Connection, company: UUID) -> UUID:
    ship = {"name": "ship", "kind": "external", "effect": "compensatable", "params": {"handler": "shop"}}
    chain: UUID = value(conn, "select (chain.submit(%s, %s)).id", company, Jsonb({"steps": [ship]}))
    return chain


def _seconds_of_a_chain(conn: Connection, company: UUID) -> float:
    return wait_until(is_in(conn, _submit(conn, company), "COMPLETED"))


def _listener(conn: Connection, *, but: int = 0) -> int:
    """Wait until a worker listens, and is idle; return the server's process."""
    wait_until(lambda: value(conn, LISTENER, but))
    time.sleep(0.5)
    pid: int = value(conn, LISTENER, but)
    return pid


@contextmanager
def _frozen(conn: Connection, pid: int) -> Iterator[None]:
    """Stop a process of the server, which must be of this test's database."""
    command = Path(f"/proc/{pid}/cmdline")
    if not command.exists() or conn.info.dbname not in command.read_text():
        pytest.skip("the server is elsewhere")
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_who_is_told_begins_at_once(conn: Connection, login: str, company: UUID) -> None:
    with worker(login, **SETTINGS):
        _listener(conn)
        assert [_seconds_of_a_chain(conn, company) < AT_ONCE_SECONDS for _ in range(5)] == [True] * 5


def test_who_is_cut_off_looks_and_listens_again(conn: Connection, login: str, company: UUID) -> None:
    with worker(login, **SETTINGS):
        lost = _listener(conn)
        assert value(conn, "select pg_terminate_backend(%s)", lost)
        assert _seconds_of_a_chain(conn, company) < POLL_SECONDS + AT_ONCE_SECONDS
        _listener(conn, but=lost)
        assert _seconds_of_a_chain(conn, company) < AT_ONCE_SECONDS


def test_who_hears_nothing_looks(conn: Connection, login: str, company: UUID) -> None:
    """The server's end of the connection is frozen, and thaws."""
    with worker(login, **SETTINGS):
        listener = _listener(conn)
        with _frozen(conn, listener):
            assert _seconds_of_a_chain(conn, company) < POLL_SECONDS + AT_ONCE_SECONDS
        time.sleep(0.5)
        assert _seconds_of_a_chain(conn, company) < AT_ONCE_SECONDS


def test_who_hears_nothing_for_long_listens_elsewhere(conn: Connection, login: str) -> None:
    """The connection is asked whether it lives, is given a while to answer, and another while to be given up: ten seconds."""
    with worker(login, POLL_INTERVAL=0.5, LEASE=1):
        listener = _listener(conn)
        with _frozen(conn, listener):
            assert _listener(conn, but=listener) != listener


def test_a_storm_of_hints_is_no_storm_of_claims(database: str, conn: Connection, login: str, company: UUID) -> None:
    conn.execute("do $$ begin execute format('alter database %I set track_functions = pl', current_database()); end $$")
    claims = "select coalesce(sum(calls), 0) from pg_stat_user_functions where funcname = 'claim_steps'"
    with worker(login, **SETTINGS), connect(database) as other:
        _listener(conn)
        time.sleep(1.5)
        before, hints, began = value(conn, claims), 0, time.monotonic()
        chain = _submit(conn, company)
        while time.monotonic() - began < 2:
            other.execute("select pg_notify('holdfast_tasks', g::text) from generate_series(1, 20) g")
            hints += 20
        assert is_in(conn, chain, "COMPLETED")()
        time.sleep(1.5)
        assert hints > 2000
        assert 20 < value(conn, claims) - before < 60 * 3.5


def test_a_hint_speaks_for_all_who_begin_something_then(database: str, conn: Connection, company: UUID) -> None:
    with connect(database) as listening:
        listening.execute("listen holdfast_tasks")
        began = time.monotonic()
        for _ in range(100):
            _submit(conn, company)
        seconds = time.monotonic() - began
        hints = len(list(listening.notifies(timeout=0.2)))
    assert 0 < hints <= min(seconds / 0.02 + 1, 99)


def test_what_a_killed_worker_had_is_taken_over_in_time(conn: Connection, login: str, company: UUID) -> None:
    """Within its lease, and what another sleeps at most."""
    lease = 2
    with open_shop() as shop, worker(login, LEASE=lease) as first, worker(login, LEASE=lease) as second:
        conn.execute("select chain.set_handler('shop', 'http', %s)", [Jsonb(shop.config)])
        shop.hold = True
        chain = _submit(conn, company)
        assert shop.held.wait(PATIENCE_SECONDS)
        shop.hold = False
        pid = int(value(conn, "select split_part(worker, '/', 2) from chain.tasks"))
        claimant = first if first.pid == pid else second
        claimant.kill()
        assert wait_until(lambda: value(conn, "select attempt from chain.tasks") == 2) < lease + 1
        wait_until(is_in(conn, chain, "COMPLETED"))
        assert shop.book == [("ship", False)]


def test_a_url_that_is_none_is_not_repeated(caplog: pytest.LogCaptureFixture) -> None:
    async def listen() -> None:
        settings = Settings(database_url="postgresql://ada:canary%zz@127.0.0.1/", poll_interval=60)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(keep_listening(settings, Hints()), 0.5)

    asyncio.run(listen())
    assert "not one that libpq reads" in caplog.text
    assert "canary" not in caplog.text


@pytest.mark.parametrize("turns", range(5))
def test_who_is_woken_is_stopped_too(turns: int) -> None:
    """A cancel is not lost, however soon after a hint it comes."""

    async def sleep() -> None:
        hints = Hints()
        sleeper = asyncio.create_task(hints.sleep(60))
        await asyncio.sleep(0)
        hints.wake()
        for _ in range(turns):
            await asyncio.sleep(0)
        if sleeper.cancel():
            with pytest.raises(asyncio.CancelledError):
                await sleeper
        assert sleeper.done()

    asyncio.run(sleep())
