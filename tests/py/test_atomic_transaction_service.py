"""The guide's service, as a Python program calls it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from psycopg_pool import AsyncConnectionPool

from orchestrator.database import AsyncConnection, AtomicTransactionService, Connection
from orchestrator.errors import HoldfastError
from tests.cluster import new_login
from tests.py.api.client import line
from tests.py.world import value


@pytest.fixture
def company(conn: Connection) -> uuid.UUID:
    """A company with two accounts."""
    made = value(conn, "select (ledger.create_company('acme', 'Acme', 'business')).id")
    for code, kind in (("cash", "asset"), ("revenue", "income")):
        conn.execute("select ledger.create_account(%s, %s, %s, %s, 'USD')", [made, code, code, kind])
    return uuid.UUID(str(made))


def call(database: str, work: Callable[[AtomicTransactionService], Awaitable[Any]]) -> Any:
    """Have a program whose login may post do its work."""

    async def run(url: str) -> Any:
        pool: AsyncConnectionPool[AsyncConnection] = AsyncConnectionPool(url, min_size=1, open=False)
        async with pool:
            return await work(AtomicTransactionService(pool))

    with new_login(database, "holdfast_worker") as url:
        return asyncio.run(run(url))


def receipt(conn: Connection, company: uuid.UUID, credit: str) -> list[dict[str, Any]]:
    cash, revenue = (str(value(conn, "select ledger.account_id(%s, %s)", company, code)) for code in ("cash", "revenue"))
    return [{"description": "Receipt", "lines": [line(cash, debit="1000.00"), line(revenue, credit=credit)]}]


def test_it_answers_as_the_guide_says(database: str, conn: Connection, company: uuid.UUID) -> None:
    created = call(
        database,
        lambda service: service.create_atomic_transaction(
            receipt(conn, company, "1000.00"), company, {"order": 7}, "Daily Cash Receipts", "Payment"
        ),
    )
    ids = {"atomic_transaction_id": created["atomic_transaction_id"], "transaction_group_id": created["transaction_group_id"]}
    assert created == {
        "success": True,
        **ids,
        "status": "completed",
        "total_debit": "1000.00",
        "total_credit": "1000.00",
        "transaction_count": 1,
        "message": "Atomic transaction created successfully",
    }
    row = conn.execute("select id::text, description, metadata from ledger.atomic_transactions").fetchone()
    assert row == (ids["atomic_transaction_id"], "Payment", {"order": 7})
    assert value(conn, "select name from ledger.transaction_groups") == "Daily Cash Receipts"


def test_what_it_refuses_changes_nothing(database: str, conn: Connection, company: uuid.UUID) -> None:
    with pytest.raises(HoldfastError, match=r"Transaction not balanced: Debit=1000.00, Credit=900.00") as caught:
        call(database, lambda service: service.create_atomic_transaction(receipt(conn, company, "900.00"), company))
    assert caught.value.code.sqlstate == "LG030"
    assert value(conn, "select count(*) from ledger.journal_entries") == 0
