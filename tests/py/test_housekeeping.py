"""What is done now and then is done, by whoever may."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
import uuid

import pytest

from orchestrator.database import Connection
from orchestrator.housekeeping import keep_house, sweep
from orchestrator.settings import Settings
from tests.cluster import new_login
from tests.py.api.client import create_principal
from tests.py.world import value

NUMBER = 1500
"""More than a batch."""


@pytest.fixture
def overdue(conn: Connection) -> None:
    """Liens that have expired, and keys that are old; and one of each that is not due."""
    conn.execute("select ledger.create_company('acme', 'Acme', 'business')")
    conn.execute(
        """
        select ledger.create_account(
          ledger.company_id('acme'), 'ada', 'Ada', 'liability', 'EUR', 'wallet', p_no_floor => true)
        """
    )
    place = """
        select ledger.place_lien(a.company_id, a.id, 1, null, clock_timestamp() + %s::interval)
        from ledger.accounts a, generate_series(1, %s)
        """
    conn.execute(place, ["0.2 s", NUMBER])
    conn.execute(place, ["1 day", 1])
    conn.execute(
        """
        insert into access.idempotency_keys (principal_id, operation, key, request, created_at)
        select %s, 'x', n::text, '{}', clock_timestamp() - case n when 1 then interval '29 days' else interval '31 days' end
        from generate_series(1, %s) n
        """,
        [create_principal(conn), NUMBER + 1],
    )
    time.sleep(0.3)


@pytest.mark.usefixtures("overdue")
def test_what_is_due_is_swept_and_nothing_else(database: str, conn: Connection) -> None:
    with new_login(database, "holdfast_api") as url:
        sweep(Settings(database_url=url), threading.Event())
    assert value(conn, "select count(*) from ledger.liens where status = 'expired'") == NUMBER
    assert value(conn, "select count(*) from ledger.liens where status = 'active'") == 1
    assert value(conn, "select held from ledger.balances where held > 0") == 1
    assert value(conn, "select array_agg(key) from access.idempotency_keys") == ["1"]


@pytest.mark.usefixtures("overdue")
def test_it_is_done_again_and_again(database: str, conn: Connection) -> None:
    async def keep() -> None:
        task = asyncio.create_task(keep_house(Settings(database_url=database, sweep_interval=0.05)))
        for number in range(2):
            conn.execute("update access.idempotency_keys set created_at = '-infinity'")
            async with asyncio.timeout(10):
                while value(conn, "select count(*) from access.idempotency_keys"):  # noqa: ASYNC110 -- another process tells
                    await asyncio.sleep(0.01)
            insert = "insert into access.idempotency_keys values (%s, 'x', 'y', '{}', null, null, clock_timestamp())"
            conn.execute(insert, [uuid.UUID(int=number)])
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(keep())


def test_who_may_not_sweep_says_so_and_tries_again(database: str, caplog: pytest.LogCaptureFixture) -> None:
    with new_login(database, "holdfast_reader") as url, pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(keep_house(Settings(database_url=url, sweep_interval=0.01)), 1))
    assert caplog.text.count("not swept: permission denied") > 1


@pytest.mark.usefixtures("overdue")
def test_an_account_that_somebody_holds_is_left_for_later(database: str, conn: Connection) -> None:
    settings = Settings(database_url=database)
    with conn.transaction():
        conn.execute("select from ledger.balances for update")
        sweep(settings, threading.Event())
        assert value(conn, "select count(*) from ledger.liens where status = 'expired'") == 0
    sweep(settings, threading.Event())
    assert value(conn, "select count(*) from ledger.liens where status = 'expired'") == NUMBER


@pytest.mark.usefixtures("overdue")
def test_it_ends_between_batches_when_it_is_told_to(database: str, conn: Connection) -> None:
    stop = threading.Event()
    stop.set()
    sweep(Settings(database_url=database), stop)
    assert value(conn, "select count(*) from ledger.liens where status = 'expired'") == 1000


def test_without_a_database_it_waits_for_one(caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(database_url="postgresql://127.0.0.1:1/none", sweep_interval=0.01)
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(keep_house(settings), 0.5))
    assert "not swept" in caplog.text


def test_it_may_be_left_out() -> None:
    asyncio.run(asyncio.wait_for(keep_house(Settings(sweep_interval=0)), 1))
