"""A database in which nothing was analysed yet: plans are made on empty tables, kept, and must stay good as these grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg.types.json import Jsonb

from orchestrator.database import Connection, hash_of_key
from tests.cluster import Cluster, start_cluster
from tests.py.api.client import create_key, create_principal
from tests.py.world import START, Json, install_clock, set_clock, value

ROWS = 200
TABLES = """
select format('%I.%I', t.schemaname, t.tablename) from pg_tables t
where t.schemaname in ('access', 'audit', 'chain', 'ledger', 'relay') and t.tablename <> 'currencies'
"""
READS = """
select (select sum(s.idx_tup_read) from pg_stat_user_indexes s where s.relid = any(%s::text[]::regclass[]))
     + (select sum(s.seq_tup_read) from pg_stat_user_tables s where s.relid = any(%s::text[]::regclass[]))
"""


class _Caller:
    """Makes the ledger's calls, on two companies, in one session; each leaves one more row of its kind."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._now = START
        self._company, self._partner = (self.value("select (ledger.create_company(%s, 'Company')).id", code) for code in "AB")
        self._bank, self._wallet, self._fees = (
            self._account(company) for company in (self._company, self._company, self._partner)
        )
        principal = create_principal(connection, companies=[self._company, self._partner])
        self.value("select (chain.set_handler('shop', 'sandbox')).handler")
        self._credential = {"key_hash": hash_of_key(create_key(connection, principal)).hex()}
        self.post()

    def value(self, query: str, *parameters: object) -> Any:
        return value(self._connection, query, *parameters)

    def _account(self, company: UUID) -> str:
        query = (
            "select (ledger.create_account(%s, gen_random_uuid()::text, 'Account', 'liability', 'EUR', p_user_id => 'ada', "
            "p_no_floor => true)).id"
        )
        return str(self.value(query, company))

    def _transaction(self, debited: str, credited: str, **more: Json) -> Json:
        amounts = ((debited, "debit_amount"), (credited, "credit_amount"))
        return {"description": "x", "lines": [{"account_id": account, side: "9", **more} for account, side in amounts]}

    def _post(self, transaction: Json, with_id: bool = False) -> None:
        request = {"transaction_id": str(uuid4())} if with_id else {}
        query = "select coalesce(o.detail, o.status) from ledger.post(%s) o"
        assert self.value(query, Jsonb(request | {"entries": [transaction]})) == "posted"

    def _create(self, group: str | None = None) -> Any:
        query = "select ledger.create_atomic_transaction(%s, %s, p_group_name => %s) ->> 'atomic_transaction_id'"
        return self.value(query, self._company, Jsonb([self._transaction(self._bank, self._wallet)]), group)

    def _place(self, seconds: float = 1e6) -> Any:
        query = "select (ledger.place_lien(%s, %s, 1, p_expires_at => audit.clock() + make_interval(secs => %s))).id"
        return self.value(query, self._company, self._wallet, seconds)

    def create_account(self) -> None:
        self._account(self._company)

    def post(self) -> None:
        self._post(self._transaction(self._bank, self._wallet))

    def post_with_an_id(self) -> None:
        self._post(self._transaction(self._bank, self._wallet), with_id=True)

    def post_on_a_condition(self) -> None:
        self._post(self._transaction(self._bank, self._wallet, **{"if": {"posted": {"gte": "-99999999"}}}))

    def post_across_companies(self) -> None:
        self._post(self._transaction(self._bank, self._fees), with_id=True)

    def create_and_get(self) -> None:
        self.value("select ledger.get_atomic_transaction(%s, %s)", self._company, self._create())

    def create_and_roll_back(self) -> None:
        self.value("select ledger.rollback_atomic_transaction(%s, %s)", self._company, self._create())

    def create_in_a_new_group(self) -> None:
        self._create(str(uuid4()))

    def place_and_release(self) -> None:
        self.value("select ledger.release_lien(%s, %s)", self._company, self._place())

    def place_and_capture(self) -> None:
        self.value("select ledger.capture_lien(%s, %s, 1, %s)", self._company, self._place(), self._bank)

    def place_and_extend(self) -> None:
        self.value("select ledger.extend_lien(%s, %s, audit.clock() + interval '2 days')", self._company, self._place())

    def place_and_expire(self) -> None:
        self._place(60)
        self._now += timedelta(seconds=120)
        set_clock(self._connection, self._now)
        assert self.value("select ledger.expire_liens()") == 1

    def _chain(self, *steps: Json) -> Any:
        return self.value("select (chain.submit(%s, %s)).id", self._company, Jsonb({"steps": list(steps)}))

    def _transfer(self, **params: str) -> Json:
        return {"name": "pay", "kind": "transfer", "params": {"from": self._bank, "to": self._fees, "amount": "1", **params}}

    def run_chain(self) -> None:
        lien = {"account": self._bank, "beneficiary": self._wallet, "amount": "9"}
        self._chain({"name": "hold", "kind": "lien", "params": lien}, self._transfer())

    def signal_chain(self) -> None:
        chain = self._chain(self._transfer(timing="immediate"), {"name": "go", "kind": "callback", "depends_on": ["pay"]})
        assert self.value("select (chain.signal(%s, %s, 'go')).state", self._company, chain) == "COMPLETED"

    def roll_chain_back(self) -> None:
        chain = self._chain(self._transfer(timing="immediate"), {"name": "go", "kind": "callback"})
        assert self.value("select (chain.rollback(%s, %s)).state", self._company, chain) == "ROLLED_BACK"

    def verify_chain(self) -> None:
        chain = self._chain(self._transfer())
        assert self.value("select count(*) from chain.verify(%s, %s)", self._company, chain) == 0

    def _start_outside(self) -> Any:
        params = {"handler": "shop"}
        return self._chain({"name": "ship", "kind": "external", "effect": "compensatable", "params": params})

    def _claim(self) -> Jsonb:
        return Jsonb(self.value("select jsonb_agg(c) from chain.claim_steps('ada', array['shop']) c"))

    def _report(self, claims: Jsonb) -> None:
        """Say that it was done, and go on with what is due."""
        reports = Jsonb([{**claim, "outcome": "succeeded"} for claim in claims.obj])
        assert self.value("select state from chain.complete_steps('ada', %s)", reports) == "SUCCEEDED"
        assert self.value("select chain.advance_due(d.company_id, d.id) from chain.list_due() d")

    def do_outside(self) -> None:
        self._start_outside()
        claims = self._claim()
        assert self.value("select count(*) from chain.extend_leases('ada', %s, '1 minute')", claims) == 1
        self._report(claims)

    def drop_outside(self) -> None:
        assert self.value("select (chain.rollback(%s, %s)).state", self._company, self._start_outside()) == "ROLLED_BACK"

    def freeze_and_unfreeze(self) -> None:
        self.value("select ledger.freeze_account(%s, %s)", self._company, self._wallet)
        self.value("select ledger.unfreeze_account(%s, %s)", self._company, self._wallet)

    def _ask(self, operation: str, *, body: Json | None = None, key: str | None = None, **params: object) -> Any:
        query = "select a.code, a.body from access.request(%s, %s, %s, %s, %s, %s) a"
        documents = (Jsonb(params), body and Jsonb(body), key)
        answer = self._connection.execute(query, [Jsonb(self._credential), operation, self._company, *documents]).fetchone()
        assert answer is not None
        assert answer[0] is None, answer
        return answer[1]

    def ask_with_a_key(self) -> None:
        body = {"transactions": [self._transaction(self._bank, self._wallet)]}
        for key in [str(uuid4())] * 2:
            self._ask("create_atomic_transaction", body=body, key=key)

    def ask_together_with_keys(self) -> None:
        request = {"credential": self._credential, "company_id": str(self._company), "request_id": str(uuid4())}
        body = {"transactions": [self._transaction(self._bank, self._wallet)]}
        requests = [{**request, "body": body, "key": str(uuid4())} for _ in range(3)]
        for _ in range(2):
            query = "select bool_and(a.code is null) from access.request_creations(%s) a"
            assert self.value(query, Jsonb([*requests, {**request, "body": body}]))

    def list_accounts(self) -> None:
        self._ask("list_accounts", limit=5)
        self._ask("list_accounts", limit=5, user_id="ada")

    def sweep_keys(self) -> None:
        query = """
            insert into access.idempotency_keys (principal_id, operation, key, request, created_at)
            values (gen_random_uuid(), 'old', 'old', '{}', '-infinity')
            """
        self._connection.execute(query)
        assert self.value("select access.sweep_keys()") == 1

    def balance_at(self) -> None:
        self.value("select ledger.balance_at(%s, %s, audit.clock())", self._company, self._wallet)

    def account_history(self) -> None:
        self.value("select count(*) from ledger.account_history(%s, %s, p_limit => 5)", self._company, self._wallet)

    def calls(self) -> dict[str, Callable[[], None]]:
        """By name, in the order of the class."""
        return {
            name: getattr(self, name) for name in vars(_Caller) if not name.startswith("_") and name not in {"value", "calls"}
        }


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server of the test's own: a transaction on it, in whatever database, keeps versions of rows from being pruned."""
    with start_cluster() as own:
        yield own


def test_no_call_reads_more_rows_as_the_tables_grow(conn: Connection) -> None:
    tables = [row[0] for row in conn.execute(TABLES.encode())]
    for table in tables:
        conn.execute(f"alter table {table} set (autovacuum_enabled = off)".encode())
    install_clock(conn)
    caller = _Caller(conn)
    calls = caller.calls()
    for _ in range(ROWS):
        for call in calls.values():
            call()
    reads = {name: min(_reads(conn, tables, call) for _ in range(3)) for name, call in calls.items()}
    assert {name: count for name, count in reads.items() if not 0 < count < ROWS} == {}


def _reads(connection: Connection, tables: list[str], call: Callable[[], None]) -> int:
    """How many rows of the tables a call reads, by index or without; versions not yet pruned count too, now and then."""
    before = _total(connection, tables)
    call()
    return _total(connection, tables) - before


def _total(connection: Connection, tables: list[str]) -> int:
    connection.execute("select pg_stat_force_next_flush()")
    return int(value(connection, READS, tables, tables))
