"""A worker dies, or sleeps past its lease, in the middle of an outside step: another goes on, and nothing is done twice."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from uuid import UUID

import pytest
from psycopg.types.json import Jsonb

from orchestrator.database import Connection
from tests.cluster import new_login
from tests.processes import PATIENCE_SECONDS
from tests.py.shop import Shop, open_shop
from tests.py.workers import is_in, wait_until, worker
from tests.py.world import Json, value

LEASE_SECONDS = 1


@pytest.fixture
def shop() -> Iterator[Shop]:
    with open_shop() as opened:
        yield opened


@pytest.fixture
def company(conn: Connection, shop: Shop) -> UUID:
    conn.execute("select chain.set_handler('shop', 'http', %s)", [Jsonb(shop.config)])
    found: UUID = value(conn, "select (ledger.create_company('acme', 'Acme', 'business')).id")
    return found


def _submit(conn: Connection, company: UUID, *steps: Json) -> UUID:
    chain: UUID = value(conn, "select (chain.submit(%s, %s)).id", company, Jsonb({"steps": list(steps)}))
    return chain


def _step(name: str, *after: str, **request: object) -> Json:
    params = {"handler": "shop", "request": request}
    return {"name": name, "kind": "external", "effect": "compensatable", "params": params, "depends_on": list(after)}


@pytest.mark.parametrize("refuse", [False, True])
def test_a_killed_worker_is_replaced(database: str, conn: Connection, company: UUID, shop: Shop, refuse: bool) -> None:
    shop.hold = True
    chain = _submit(conn, company, _step("ship"), _step("bill", "ship", refuse=refuse))
    with new_login(database, "holdfast_worker") as url:
        with worker(url, LEASE=LEASE_SECONDS, POLL_INTERVAL=0.05) as first:
            assert shop.held.wait(PATIENCE_SECONDS)
            first.send_signal(signal.SIGKILL)
            first.wait(PATIENCE_SECONDS)
            killed = time.monotonic()
        shop.hold = False
        with worker(url, LEASE=LEASE_SECONDS, POLL_INTERVAL=0.05):
            wait_until(lambda: value(conn, "select attempt from chain.tasks where not is_undoing order by step_no limit 1") == 2)
            assert time.monotonic() - killed < LEASE_SECONDS + 5
            wait_until(is_in(conn, chain, "ROLLED_BACK" if refuse else "COMPLETED"))
    done = [("ship", False), ("ship", True)] if refuse else [("ship", False), ("bill", False)]
    assert shop.book == done


def test_a_worker_that_slept_is_late(database: str, conn: Connection, company: UUID, shop: Shop) -> None:
    shop.hold = True
    chain = _submit(conn, company, _step("ship"))
    with new_login(database, "holdfast_worker") as url, worker(url, LEASE=LEASE_SECONDS, POLL_INTERVAL=0.05) as first:
        assert shop.held.wait(PATIENCE_SECONDS)
        first.send_signal(signal.SIGSTOP)
        try:
            shop.hold = False
            shop.release()  # Its answer lies there when the first awakes, which would else learn first that its lease has ended.
            with worker(url, LEASE=LEASE_SECONDS, POLL_INTERVAL=0.05):
                wait_until(is_in(conn, chain, "COMPLETED"))
        finally:
            first.send_signal(signal.SIGCONT)
        wait_until(lambda: value(conn, "select count(*) from chain.late_effects") == 1)
    assert shop.book == [("ship", False)]
    assert value(conn, "select attempt from chain.tasks") == 2
