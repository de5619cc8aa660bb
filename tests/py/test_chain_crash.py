"""The database dies in the middle of a chain, at whatever it was writing: asked for again, the chain comes to the same end."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from orchestrator.database import Connection, connect, create_database, hash_of_key
from orchestrator.migrate import migrate
from orchestrator.server import EmbeddedPostgres
from tests.cluster import broken_invariants
from tests.processes import PATIENCE_SECONDS, kill_server
from tests.py.api.client import create_key, create_principal
from tests.py.world import Json, value

NAME = "crash"
ACCOUNTS = ("buyer", "escrow", "merchant", "fees")
EACH = 1 if os.environ.get("HOLDFAST_SOAK") == "1" else 4
"""Of the tables that a call writes, it is stopped before each, or each fourth."""
WRITES = """
select relid::regclass::text, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_user_tables
where schemaname in ('access', 'audit', 'chain', 'ledger', 'relay')
"""


@dataclass
class _Books:
    company: UUID
    accounts: dict[str, str]
    key: str

    def chain(self) -> Json:
        """The buyer's money is held for the escrow, which pays the merchant on at once; one fee later, when it was delivered."""
        buyer, escrow, merchant, fees = (self.accounts[code] for code in ACCOUNTS)
        return {
            "company_id": str(self.company),
            "steps": [
                _step("charge", "transfer", {"from": buyer, "to": escrow, "amount": "50.00", "timing": "immediate"}),
                _step("hold", "lien", {"account": buyer, "beneficiary": merchant, "amount": "20.00"}),
                _step("pay", "transfer", {"from": merchant, "to": fees, "amount": "5.00"}, "hold"),
                _step("shipped", "callback", {}, "charge", "pay"),
                _step("payout", "transfer", {"from": escrow, "to": merchant, "amount": "45.00"}, "shipped"),
                _step("delivered", "callback", {}, "payout"),
                _step("fee", "transfer", {"from": escrow, "to": fees, "amount": "5.00", "timing": "immediate"}, "delivered"),
            ],
        }


def _step(name: str, kind: str, params: Json, *after: str) -> Json:
    return {"name": name, "kind": kind, "params": params, "depends_on": list(after)}


def _open(url: str) -> _Books:
    with connect(url) as conn:
        company = value(conn, "select (ledger.create_company('acme', 'Acme')).id")
        open_account = "select (ledger.create_account(%s, %s, %s, %s, 'EUR', %s)).id::text"
        accounts = {code: value(conn, open_account, company, code, code, "liability", "wallet") for code in ACCOUNTS}
        cash = value(conn, open_account, company, "cash", "cash", "asset", "general")
        lines = [{"account_id": cash, "debit_amount": "100.00"}, {"account_id": accounts["buyer"], "credit_amount": "100.00"}]
        conn.execute("select * from ledger.post(%s)", [Jsonb({"entries": [{"description": "Deposit", "lines": lines}]})])
        key = create_key(conn, create_principal(conn))
    return _Books(company, accounts, key)


def _ask(conn: Connection, books: _Books, operation: str, params: Json, body: Json) -> Any:
    """Return what the door answers: the same, however often it is asked, under the operation's name and body as a key."""
    query = "select a.code, a.body from access.request(%s, %s, %s, %s, %s, %s) a"
    credential = {"key_hash": hash_of_key(books.key).hex()}
    row = conn.execute(
        query, [Jsonb(credential), operation, books.company, Jsonb(params), Jsonb(body), str(body)[:200]]
    ).fetchone()
    assert row is not None
    assert row[0] is None, row
    return row[1]


def _calls(books: _Books) -> list[Callable[[Connection], Any]]:
    """Everything that is asked for, each under a key of its own."""

    def signal(name: str) -> Callable[[Connection], Any]:
        def ask(conn: Connection) -> Any:
            chain = value(conn, "select id::text from chain.chains")
            return _ask(conn, books, "signal_chain", {"id": chain}, {"name": name})

        return ask

    return [
        lambda conn: _ask(conn, books, "submit_chain", {}, books.chain()),
        signal("shipped"),
        signal("delivered"),
    ]


def _state(conn: Connection) -> list[tuple[Any, ...]]:
    """What is there: balances, and where the chain and its steps stand."""
    query = """
        select a.code, b.debits::text, b.credits::text, b.held::text
        from ledger.balances b
        join ledger.accounts a on a.id = b.account_id
        union all
        select c.state, count(s) filter (where s.state = 'SUCCEEDED')::text, c.last_seq::text, coalesce(c.waiting_on, '')
        from chain.chains c
        join chain.steps s on s.chain_id = c.id
        group by c.state, c.last_seq, c.waiting_on
        order by 1
        """
    return conn.execute(query).fetchall()


def _kill_at(server: EmbeddedPostgres, table: str, call: Callable[[Connection], Any]) -> None:
    """Kill the server while a call waits to write to a table."""
    with (
        ThreadPoolExecutor(1) as thread,
        contextlib.closing(connect(server.url(NAME))) as holder,
        contextlib.closing(connect(server.url(NAME))) as caller,
    ):
        holder.execute("begin")
        holder.execute(f"lock table {table} in share mode".encode())
        answer = thread.submit(call, caller)
        pid, waited_since = caller.info.backend_pid, time.monotonic()
        while not value(holder, "select cardinality(pg_blocking_pids(%s)) > 0", pid):
            assert not answer.done(), f"it does not write to {table}: {answer.result()}"
            assert time.monotonic() - waited_since < PATIENCE_SECONDS
        kill_server(server.pid, with_children=True)
        assert isinstance(answer.exception(PATIENCE_SECONDS), psycopg.OperationalError)


def _undisturbed(url: str) -> list[tuple[list[str], list[tuple[Any, ...]]]]:
    """Return what each call writes to, and what is there after it."""
    books = _open(url)
    with connect(url) as conn:
        return [(_written(conn, call), _state(conn)) for call in _calls(books)]


def _written(conn: Connection, call: Callable[[Connection], Any]) -> list[str]:
    """Make a call; return the tables that it wrote to."""
    before = _writes(conn)
    call(conn)
    return sorted(table for table, count in _writes(conn).items() if count > before[table])


def _writes(conn: Connection) -> dict[str, int]:
    conn.execute("select pg_stat_force_next_flush()")
    return dict(conn.execute(WRITES).fetchall())


def test_a_chain_comes_to_the_same_end_wherever_the_server_is_killed(folder: Path, database: str) -> None:
    with EmbeddedPostgres(folder) as server:
        create_database(server.url(), NAME)
        migrate(server.url(NAME))
        books = _open(server.url(NAME))
        with connect(server.url(NAME)) as conn:
            before = _state(conn)
    for nth, (call, (tables, after)) in enumerate(zip(_calls(books), _undisturbed(database), strict=True)):
        for table in tables[nth % EACH :: EACH]:
            with EmbeddedPostgres(folder) as server:
                with connect(server.url(NAME)) as conn:
                    assert _state(conn) == before
                _kill_at(server, table, call)
        with EmbeddedPostgres(folder) as server, contextlib.closing(connect(server.url(NAME))) as conn:
            assert _state(conn) == before
            answered = call(conn)
            kill_server(server.pid, with_children=True)
        with EmbeddedPostgres(folder) as server, connect(server.url(NAME)) as conn:
            assert call(conn) == answered
            assert broken_invariants(server.url(NAME)) == []
            assert _state(conn) == after
        before = after
    assert ("COMPLETED", "7") in [row[:2] for row in before]
