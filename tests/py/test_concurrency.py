"""Many at once: nothing deadlocks, nothing is done twice or halfway, and who waited judges by what came before."""

from __future__ import annotations

import os
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from random import Random
from threading import Barrier, Lock
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from orchestrator.database import Connection, connect
from tests.py.model import Account, Ledger
from tests.py.world import START, Json, Writer, build, deposit, install_clock, set_clock, value, without_company

SOAK = os.environ.get("HOLDFAST_SOAK") == "1"
CLIENTS = 8
ACTS = 2000 if SOAK else 200
PATIENCE_SECONDS = 30
COMPANIES = {
    code: {
        "bank": ("asset", "USD", None),
        "wallet": ("liability", "USD", 0),
        "purse": ("liability", "USD", 0),
        "eur bank": ("asset", "EUR", None),
        "eur": ("liability", "EUR", 0),
    }
    for code in "ABCDE"
}
POST = "select coalesce(o.code, o.status) from ledger.post(%s) o"

Call = tuple[Any, ...]
"""A query for one value, and its parameters."""


class _Client:
    """A connection whose calls run in a thread of its own, so that they may wait for a lock."""

    def __init__(self, url: str) -> None:
        self.connection = connect(url)
        self.connection.execute("set statement_timeout = '60s'")
        self._thread = ThreadPoolExecutor(1)

    def start(self, call: Call) -> Future[Any]:
        return self._thread.submit(self.run, call)

    def run(self, call: Call) -> Any:
        """Return the value that a call gives, or the code that it raises."""
        try:
            return value(self.connection, *call)
        except psycopg.Error as exc:
            return exc.sqlstate

    def close(self) -> None:
        self._thread.shutdown()
        self.connection.close()


# Two, in an order that is forced.


class _Race:
    """Two clients, and accounts of two companies to fight over: a wallet with 50, another with nothing."""

    def __init__(self, url: str) -> None:
        self.clients = [_Client(url) for _ in range(3)]
        self.observer = connect(url)
        self.ledger = build(self.observer, COMPANIES)
        self.wallet, self.purse, self.bank = (self.account("A", code) for code in ("wallet", "purse", "bank"))
        self.observer.execute(POST, [Jsonb(deposit(self.wallet, self.ledger, 50))])

    def account(self, company: str, code: str) -> Account:
        return next(it for it in self.ledger.accounts.values() if (it.company.code, it.code) == (company, code))

    def run(self, *calls: Call, meanwhile: Callable[[], None] = lambda: None) -> list[Any]:
        """Begin the first call; start the others, each once the one before waits; commit the first. Return all results."""
        first, *others = self.clients[: len(calls)]
        first.connection.execute("begin")
        results = [first.run(calls[0])]
        pending = []
        for client, call in zip(others, calls[1:], strict=True):
            pending.append(client.start(call))
            self.wait_until_blocked(client, pending[-1])
        meanwhile()
        first.connection.execute("commit")
        return [*results, *(future.result(PATIENCE_SECONDS) for future in pending)]

    def wait_until_blocked(self, client: _Client, future: Future[Any]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not value(self.observer, "select cardinality(pg_blocking_pids(%s)) > 0", client.connection.info.backend_pid):
            assert not future.done(), f"it did not wait: {future.result()}"
            assert time.monotonic() < deadline

    def close(self) -> None:
        for client in self.clients:
            client.close()
        self.observer.close()

    # Calls.

    def move(self, debited: Account, credited: Account, amount: int, **more: Any) -> Call:
        lines = [
            {"account_id": str(debited.id), "debit_amount": str(amount)},
            {"account_id": str(credited.id), "credit_amount": str(amount)},
        ]
        return POST, Jsonb({"entries": [{"description": "x", "lines": lines}], **more})

    def spend(self, amount: int, **more: Any) -> Call:
        return self.move(self.wallet, self.bank, amount, **more)

    def on(self, account: Account, function: str, *arguments: object) -> Call:
        placeholders = ", ".join("%s" for _ in arguments)
        query = f"select (ledger.{function}(%s, %s{placeholders and ', ' + placeholders})).status"
        return query, account.company.id, account.id, *arguments

    def hold(self, amount: int, expires_at: datetime | None = None) -> Any:
        query = "select (ledger.place_lien(%s, %s, %s, p_expires_at => %s)).id"
        return value(self.observer, query, self.wallet.company.id, self.wallet.id, amount, expires_at)

    def capture(self, lien: Any, amount: int | None = None, *, keep_rest: bool = False) -> Call:
        query = "select (ledger.capture_lien(%s, %s, %s, %s, %s)).status"
        return query, self.wallet.company.id, lien, amount, self.purse.id, keep_rest

    def on_lien(self, lien: Any, function: str, *arguments: object) -> Call:
        placeholders = "".join(", %s" for _ in arguments)
        return f"select (ledger.{function}(%s, %s{placeholders})).status", self.wallet.company.id, lien, *arguments

    def atomic(self, debited: Account, credited: Account, amount: int, group: str | None = None) -> Call:
        document = self.move(debited, credited, amount)[1].obj["entries"]
        query = "select ledger.create_atomic_transaction(%s, %s, p_group_name => %s)"
        return query, self.wallet.company.id, Jsonb(document), group

    def roll_back(self, atomic: Json) -> Call:
        query = "select ledger.rollback_atomic_transaction(%s, %s) ->> 'success'"
        return query, self.wallet.company.id, atomic["atomic_transaction_id"]

    def available(self, account: Account) -> Any:
        return value(self.observer, "select b.available from ledger.account_balances b where b.account_id = %s", account.id)


@pytest.fixture
def race(database: str) -> Iterator[_Race]:
    """Two clients on a database of their own."""
    race = _Race(database)
    yield race
    race.close()


@pytest.fixture
def crowd(database: str) -> Iterator[list[_Client]]:
    """Eight clients."""
    clients = [_Client(database) for _ in range(CLIENTS)]
    yield clients
    for client in clients:
        client.close()


def test_a_post_that_waited_for_a_freeze_is_refused(race: _Race) -> None:
    assert race.run(race.on(race.wallet, "freeze_account"), race.spend(1)) == ["frozen", "LG012"]
    assert race.available(race.wallet) == 50


def test_a_freeze_waits_for_the_post_that_came_first(race: _Race) -> None:
    assert race.run(race.spend(1), race.on(race.wallet, "freeze_account")) == ["posted", "frozen"]


def test_a_post_that_waited_for_a_close_is_refused(race: _Race) -> None:
    into = race.move(race.bank, race.purse, 1)
    assert race.run(race.on(race.purse, "close_account"), into) == ["closed", "LG013"]


def test_a_close_that_waited_for_a_post_sees_the_money(race: _Race) -> None:
    into = race.move(race.bank, race.purse, 1)
    assert race.run(into, race.on(race.purse, "close_account")) == ["posted", "LG072"]


def test_a_post_that_waited_for_a_floor_heeds_it(race: _Race) -> None:
    assert race.run(race.on(race.wallet, "set_account_floor", 40), race.spend(11)) == ["open", "LG040"]
    assert race.run(race.on(race.wallet, "set_account_floor", 39), race.spend(11)) == ["open", "posted"]


def test_the_last_money_is_spent_once(race: _Race) -> None:
    assert race.run(race.spend(50), race.spend(50)) == ["posted", "LG040"]


def test_a_post_that_waited_for_a_lien_heeds_it(race: _Race) -> None:
    assert race.run(race.on(race.wallet, "place_lien", 50), race.spend(1)) == ["active", "LG040"]


def test_a_lien_that_waited_for_a_post_holds_what_is_left(race: _Race) -> None:
    assert race.run(race.spend(1), race.on(race.wallet, "place_lien", 50)) == ["posted", "LN002"]


def test_the_last_money_is_held_once(race: _Race) -> None:
    assert race.run(race.on(race.wallet, "place_lien", 50), race.on(race.wallet, "place_lien", 50)) == ["active", "LN002"]


def test_a_lien_is_captured_once(race: _Race) -> None:
    lien = race.hold(50)
    assert race.run(race.capture(lien), race.capture(lien)) == ["captured", "LN004"]
    assert (race.available(race.wallet), race.available(race.purse)) == (0, 50)


def test_a_capture_that_waited_for_another_takes_from_what_is_left(race: _Race) -> None:
    lien = race.hold(50)
    assert race.run(race.capture(lien, 30, keep_rest=True), race.capture(lien, 30)) == ["active", "LN003"]
    assert race.run(race.capture(lien, 15, keep_rest=True), race.capture(lien, 5)) == ["active", "captured"]
    assert race.available(race.purse) == 50


def test_a_capture_that_waited_for_a_release_is_refused(race: _Race) -> None:
    lien = race.hold(50)
    assert race.run(race.on_lien(lien, "release_lien"), race.capture(lien)) == ["released", "LN004"]


def test_a_release_that_waited_for_the_same_release_is_the_same(race: _Race) -> None:
    lien = race.hold(50)
    assert race.run(race.on_lien(lien, "release_lien"), race.on_lien(lien, "release_lien")) == ["released", "released"]


def test_an_atomic_transaction_is_rolled_back_once(race: _Race) -> None:
    atomic = race.clients[0].run(race.atomic(race.wallet, race.account("B", "bank"), 50))
    assert race.run(race.roll_back(atomic), race.roll_back(atomic)) == ["true", "LG051"]
    assert race.available(race.wallet) == 50


def test_a_rollback_that_waited_for_a_post_finds_the_money_gone(race: _Race) -> None:
    atomic = race.clients[0].run(race.atomic(race.bank, race.purse, 50))
    spend = race.move(race.purse, race.bank, 1)
    assert race.run(spend, race.roll_back(atomic)) == ["posted", "LG040"]


def test_the_same_request_twice_at_once_has_one_effect(race: _Race) -> None:
    twin = race.spend(1, transaction_id=str(uuid.uuid4()))
    assert race.run(twin, twin) == ["posted", "LG014"]
    assert race.available(race.wallet) == 49


def test_two_requests_of_one_transaction_id_have_one_effect_whatever_they_move(race: _Race) -> None:
    transaction_id = str(uuid.uuid4())
    other = race.move(race.account("A", "eur bank"), race.account("A", "eur"), 1, transaction_id=transaction_id)
    assert race.run(race.spend(1, transaction_id=transaction_id), other) == ["posted", "LG014"]


def test_a_transaction_id_whose_first_use_was_undone_is_free(race: _Race) -> None:
    twin = race.spend(1, transaction_id=str(uuid.uuid4()))
    first, second = race.clients[:2]
    first.connection.execute("begin")
    assert first.run(twin) == "posted"
    future = second.start(twin)
    race.wait_until_blocked(second, future)
    first.connection.execute("rollback")
    assert future.result(PATIENCE_SECONDS) == "posted"
    assert race.available(race.wallet) == 49


def test_the_first_intercompany_posts_of_both_sides_find_the_same_accounts(race: _Race) -> None:
    there = race.move(race.bank, race.account("B", "wallet"), 5)
    back = race.move(race.account("B", "bank"), race.purse, 3)
    assert race.run(there, back) == ["posted", "posted"]
    due = race.observer.execute(
        "select c.code, b.code, b.posted from ledger.account_balances b join ledger.companies c on c.id = b.company_id"
        " where b.purpose = 'intercompany' order by 1, 2"
    ).fetchall()
    assert due == [
        *(("A", "due-from:B:USD", 3), ("A", "due-to:B:USD", 5)),
        *(("B", "due-from:A:USD", 5), ("B", "due-to:A:USD", 3)),
    ]


def test_the_first_intercompany_posts_of_many_at_once_do_not_disturb_each_other(race: _Race, crowd: list[_Client]) -> None:
    """Two companies that never met, and eight clients who make them meet, half of them from either side; again and again."""
    with ThreadPoolExecutor(CLIENTS) as threads:
        for attempt in range(2000 if SOAK else 150):
            world = {f"{code}{attempt}": {"bank": ("asset", "USD", None)} for code in "XY"}
            one, other = build(race.observer, world).accounts.values()
            calls = [race.move(one, other, 1), race.move(other, one, 1)] * (CLIENTS // 2)
            barrier = Barrier(CLIENTS)

            def go(nth: int, calls: list[Call] = calls, barrier: Barrier = barrier) -> Any:
                barrier.wait(PATIENCE_SECONDS)
                return crowd[nth].run(calls[nth])

            assert list(threads.map(go, range(CLIENTS))) == ["posted"] * CLIENTS


def test_an_open_call_with_many_ids_does_not_keep_other_companies_waiting(race: _Race) -> None:
    many = [{"transaction_id": str(uuid.uuid4()), **deposit(race.wallet, race.ledger, 1)} for _ in range(3000)]
    others = [deposit(race.account("B", "wallet"), race.ledger, 1) | {"transaction_id": str(uuid.uuid4())} for _ in range(20)]
    first, second, _ = race.clients
    with first.connection.transaction():
        first.connection.execute(POST, [Jsonb(many)])
        second.connection.execute("set lock_timeout = '5s'")
        assert {second.run((POST, Jsonb(other))) for other in others} == {"posted"}


def test_an_account_that_is_opened_while_a_call_is_read_is_there_or_not(race: _Race) -> None:
    """Its transaction is posted whole or refused, and the others are posted, whenever the account appears."""
    first, second, _ = race.clients
    for delay in (0.0, 0.005, 0.01, 0.02, 0.03, 0.04, 0.06, 0.08):
        late, bank = uuid.uuid4(), race.bank
        batch = [deposit(race.wallet, race.ledger, 1) for _ in range(1000)]
        lines = [{"account_id": str(late), side: "1"} for side in ("debit_amount", "credit_amount")]
        batch.append({"entries": [{"company_id": str(bank.company.id), "description": "late", "lines": lines}]})
        pending = first.start(("select array_agg(coalesce(o.code, o.status)) from ledger.post(%s) o", Jsonb(batch)))
        time.sleep(delay)
        second.connection.execute(
            "insert into ledger.accounts (company_id, id, code, name, type, purpose, currency, normal_side, created_at) "
            "values (%s, %s::uuid, %s, 'Late', 'asset', 'general', 'USD', 'debit', now())",
            [bank.company.id, late, str(late)],
        )
        outcomes = pending.result(PATIENCE_SECONDS)
        assert Counter(outcomes[:-1]) == {"posted": 1000}
        assert outcomes[-1] in {"posted", "LG011"}


def test_a_lien_that_waited_for_another_knows_when_the_other_expires(race: _Race) -> None:
    """Also when both are written by hand, without the lock that the functions take first."""
    insert = (
        "insert into ledger.liens (company_id, id, account_id, amount, expires_at, principal_id, created_at) "
        "values (%s, gen_random_uuid(), %s, 1, now() + make_interval(hours => %s), access.system_principal(), now()) returning 1"
    )
    key = (race.wallet.company.id, race.wallet.id)
    race.run((insert, *key, 1), (insert, *key, 2))
    soonest = (
        "select next_lien_expiry < now() + interval '90 minutes' from ledger.balances where (company_id, account_id) = (%s, %s)"
    )
    assert value(race.observer, soonest, *key)


def test_two_who_make_a_group_of_one_name_at_once_share_it(race: _Race) -> None:
    first, second = race.run(race.atomic(race.bank, race.purse, 1, "day"), race.atomic(race.bank, race.purse, 1, "day"))
    assert first["transaction_group_id"] == second["transaction_group_id"]


def test_who_joins_a_group_while_it_closes_gets_a_new_one(race: _Race) -> None:
    made = race.clients[0].run(race.atomic(race.bank, race.purse, 1, "day"))
    close = ("select (ledger.close_group(%s, %s)).status", race.wallet.company.id, made["transaction_group_id"])
    status, joined = race.run(close, race.atomic(race.bank, race.purse, 1, "day"))
    assert status == "closed"
    assert joined["transaction_group_id"] != made["transaction_group_id"]


def test_balance_at_now_waits_for_an_open_writer(race: _Race) -> None:
    now = ("select ledger.balance_at(%s, %s, now())", race.wallet.company.id, race.wallet.id)
    assert race.run(race.spend(1), now) == ["posted", 49]


def test_balance_at_an_earlier_time_waits_for_nobody(race: _Race) -> None:
    race.clients[0].connection.execute("begin")
    race.clients[0].run(race.spend(1))
    earlier = ("select ledger.balance_at(%s, %s, now() - interval '2 minutes')", race.wallet.company.id, race.wallet.id)
    assert race.clients[1].run(earlier) == 0
    race.clients[0].connection.execute("commit")


# The clock runs while somebody waits.


@pytest.fixture
def clocked(race: _Race) -> _Race:
    """The same, with a clock that the test sets."""
    install_clock(race.observer)
    return race


def _pass(race: _Race, seconds: int) -> None:
    set_clock(race.observer, START + timedelta(seconds=seconds))


def test_a_post_that_waited_for_an_extension_does_not_count_on_the_old_expiry(clocked: _Race) -> None:
    lien = clocked.hold(50, START + timedelta(seconds=10))
    extend = clocked.on_lien(lien, "extend_lien", START + timedelta(seconds=100))
    assert clocked.run(extend, clocked.spend(1), meanwhile=lambda: _pass(clocked, 11)) == ["active", "LG040"]


def test_a_lien_cannot_be_extended_or_captured_once_somebody_counted_on_its_expiry(clocked: _Race) -> None:
    """It was still active when they came, but not when their turn came."""
    lien = clocked.hold(50, START + timedelta(seconds=10))
    extend = clocked.on_lien(lien, "extend_lien", START + timedelta(seconds=100))
    touch = clocked.move(clocked.bank, clocked.wallet, 1)
    results = clocked.run(touch, clocked.spend(51), extend, meanwhile=lambda: _pass(clocked, 11))
    assert results == ["posted", "posted", "LN005"]
    assert clocked.clients[0].run(clocked.capture(lien)) == "LN005"
    assert clocked.available(clocked.wallet) == 0


def test_a_lien_placed_on_what_an_expired_one_held_is_safe_from_it(clocked: _Race) -> None:
    lien = clocked.hold(50, START + timedelta(seconds=10))
    touch = clocked.move(clocked.bank, clocked.wallet, 1)
    place = clocked.on(clocked.wallet, "place_lien", 51)
    assert clocked.run(touch, place, clocked.capture(lien), meanwhile=lambda: _pass(clocked, 11)) == ["posted", "active", "LN005"]


def test_a_sweep_leaves_alone_what_is_being_captured(clocked: _Race) -> None:
    lien = clocked.hold(50, START + timedelta(seconds=10))
    capturing, sweeping = clocked.clients[:2]
    capturing.connection.execute("begin")
    assert capturing.run(clocked.capture(lien)) == "captured"
    _pass(clocked, 11)
    sweep = ("select ledger.expire_liens()",)
    assert sweeping.run(sweep) == 0
    capturing.connection.execute("commit")
    assert sweeping.run(sweep) == 0
    assert clocked.available(clocked.purse) == 50


def test_a_capture_that_waited_for_a_sweep_is_refused(clocked: _Race) -> None:
    lien = clocked.hold(50, START + timedelta(seconds=10))
    _pass(clocked, 11)
    assert clocked.run(("select ledger.expire_liens()",), clocked.capture(lien)) == [1, "LN004"]


def test_two_sweeps_do_not_wait_for_each_other(clocked: _Race) -> None:
    for _ in range(4):
        clocked.hold(10, START + timedelta(seconds=10))
    _pass(clocked, 11)
    first, second = clocked.clients[:2]
    first.connection.execute("begin")
    assert first.run(("select ledger.expire_liens(2)",)) == 2
    assert second.run(("select ledger.expire_liens()",)) == 0
    first.connection.execute("commit")
    assert second.run(("select ledger.expire_liens()",)) == 2
    assert clocked.available(clocked.wallet) == 50


def test_a_sweep_of_keys_leaves_alone_what_another_has_locked(race: _Race) -> None:
    race.observer.execute(
        """
        insert into access.idempotency_keys (principal_id, operation, key, request, created_at)
        select access.system_principal(), 'create_company', k, '{}', clock_timestamp() - interval '31 days'
        from unnest(array['locked', 'swept', 'left']) k
        """
    )
    holder, first, second = race.clients
    holder.connection.execute("begin")
    assert holder.run(("select key from access.idempotency_keys where key = 'locked' for update",)) == "locked"
    first.connection.execute("begin")
    assert first.run(("select access.sweep_keys(p_limit => 1)",)) == 1
    assert second.run(("select access.sweep_keys()",)) == 1
    holder.connection.execute("commit")
    first.connection.execute("commit")
    assert value(race.observer, "select array_agg(key) from access.idempotency_keys") == ["locked"]
    assert second.run(("select access.sweep_keys()",)) == 1


def test_a_clock_that_goes_back_does_not_let_one_amount_be_held_twice(clocked: _Race) -> None:
    """Another machine's clock, after a failover, may be behind: an expiry that somebody counted on stays passed."""
    lien = clocked.hold(50, START + timedelta(seconds=10))
    _pass(clocked, 11)
    clocked.hold(50)
    _pass(clocked, 5)
    assert clocked.clients[0].run(clocked.capture(lien)) in {"LN004", "LN005"}


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_money_moves_in_read_committed_only(race: _Race, level: str) -> None:
    atomic = race.clients[0].run(race.atomic(race.bank, race.purse, 1))
    lien = race.hold(10)
    calls = [
        *(race.spend(1), race.atomic(race.bank, race.purse, 1), race.roll_back(atomic)),
        *(race.on(race.wallet, "place_lien", 1), race.capture(lien), race.on_lien(lien, "release_lien")),
        *(race.on_lien(lien, "extend_lien", datetime.now(UTC) + timedelta(days=1)), ("select ledger.expire_liens()",)),
        *(race.on(race.wallet, function) for function in ("freeze_account", "unfreeze_account", "close_account")),
        race.on(race.wallet, "set_account_floor", 1),
    ]
    client = race.clients[0]
    client.connection.execute(f"set default_transaction_isolation = '{level}'")
    assert [client.run(call) for call in calls] == ["LG064"] * len(calls)


# Many, in whatever order it happens.


@dataclass
class _Load:
    """What eight clients do to the same accounts, and what was acknowledged."""

    ledger: Ledger
    twins: list[Json]
    done: Counter[str] = field(default_factory=Counter)
    unexpected: list[str] = field(default_factory=list)
    liens: list[tuple[Account, Any]] = field(default_factory=list)
    atomics: list[tuple[Any, str]] = field(default_factory=list)
    groups: list[tuple[Any, str]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def client(self, connection: Connection, random: Random, barrier: Barrier) -> None:
        acts = [self.post, self.post, self.batch, self.batch, self.twin, self.place, self.end_lien, self.sweep, self.create]
        acts += [self.roll_back, self.freeze, self.floor, self.close_group, self.look]
        barrier.wait(PATIENCE_SECONDS)
        for nth in range(ACTS):
            act = self.batch if nth == 0 else random.choice(acts)
            try:
                act(connection, random)
            except psycopg.Error as exc:
                if not (exc.sqlstate or "").startswith(("LG", "LN")):
                    self.unexpected.append(f"{act.__name__}: {exc.sqlstate} {exc}")
                self.count("refused")

    def count(self, act: str, times: int = 1) -> None:
        with self.lock:
            self.done[act] += times

    def post(self, connection: Connection, random: Random, size: int = 1) -> None:
        writer = Writer(random, self.ledger, faults=0.05)
        documents = [{**writer.transaction(), "transaction_id": None} for _ in range(size)]
        self.count("posted", value(connection, "select count(o.entry_ids) from ledger.post(%s) o", Jsonb(documents)))

    def batch(self, connection: Connection, random: Random) -> None:
        self.post(connection, random, random.randint(2, 9))

    def twin(self, connection: Connection, random: Random) -> None:
        document = random.choice(self.twins)
        self.count("posted", value(connection, "select count(o.entry_ids) from ledger.post(%s) o", Jsonb(document)))

    def place(self, connection: Connection, random: Random) -> None:
        account = random.choice([it for it in self.ledger.accounts.values() if it.floor is not None])
        expires_at = random.choice([None, datetime.now(UTC) + timedelta(milliseconds=random.randint(5, 200))])
        lien = value(
            connection,
            "select (ledger.place_lien(%s, %s, %s, p_expires_at => %s)).id",
            *(account.company.id, account.id, random.randint(1, 30), expires_at),
        )
        self.liens.append((account, lien))

    def end_lien(self, connection: Connection, random: Random) -> None:
        if not self.liens:
            return
        held, lien = random.choice(self.liens[-10:])
        to = next(it for it in self.ledger.accounts.values() if (it.company, it.currency) == (held.company, held.currency))
        act = random.choice(["capture", "capture", "release", "extend"])
        query, *arguments = {
            "capture": ("capture_lien(%s, %s, %s, %s, %s)", random.choice([None, 1, 5]), to.id, random.random() < 0.5),
            "release": ("release_lien(%s, %s, %s)", random.choice([None, 1, 5])),
            "extend": ("extend_lien(%s, %s, %s)", datetime.now(UTC) + timedelta(milliseconds=random.randint(5, 200))),
        }[act]
        value(connection, f"select ledger.{query}", held.company.id, lien, *arguments)
        self.count(act)

    def sweep(self, connection: Connection, random: Random) -> None:
        self.count("expire", value(connection, "select ledger.expire_liens(%s)", random.randint(1, 5)))

    def create(self, connection: Connection, random: Random) -> None:
        writer = Writer(random, self.ledger, faults=0)
        company = random.choice([*self.ledger.companies.values()])
        made = value(
            connection,
            "select ledger.create_atomic_transaction(%s, %s, p_group_name => %s)",
            *(
                company.id,
                Jsonb([without_company(writer.entry()) for _ in range(random.randint(1, 3))]),
                random.choice([None, "one", "two"]),
            ),
        )
        self.atomics.append((company.id, made["atomic_transaction_id"]))
        self.groups.append((company.id, made["transaction_group_id"]))
        self.count("create")

    def roll_back(self, connection: Connection, random: Random) -> None:
        if self.atomics:
            value(connection, "select ledger.rollback_atomic_transaction(%s, %s)", *random.choice(self.atomics[-6:]))
            self.count("roll back")

    def freeze(self, connection: Connection, random: Random) -> None:
        account = random.choice([it for it in self.ledger.accounts.values() if it.code == "purse"])
        for function in ("freeze", "unfreeze"):
            value(connection, f"select ledger.{function}_account(%s, %s)", account.company.id, account.id)
        self.count("freeze")

    def floor(self, connection: Connection, random: Random) -> None:
        account = random.choice([it for it in self.ledger.accounts.values() if it.code == "purse"])
        value(
            connection, "select ledger.set_account_floor(%s, %s, %s)", account.company.id, account.id, random.choice([0, 0, 15])
        )
        self.count("floor")

    def close_group(self, connection: Connection, random: Random) -> None:
        if self.groups:
            value(connection, "select ledger.close_group(%s, %s)", *random.choice(self.groups[-6:]))
            self.count("close group")

    def look(self, connection: Connection, random: Random) -> None:
        """At no moment has anyone less than nothing available."""
        account = random.choice([*self.ledger.accounts.values()])
        value(connection, "select ledger.balance_at(%s, %s, now())", account.company.id, account.id)
        below = value(connection, "select count(*) from ledger.account_balances b where b.available < 0 and b.floor >= 0")
        self.count("look")
        if below:
            self.unexpected.append(f"{below} accounts below their floor")


def test_eight_clients_do_everything_at_once(database: str) -> None:
    seed = int(os.environ.get("HOLDFAST_SEED") or time.time_ns())
    print(f"seed {seed}")  # noqa: T201
    with connect(database) as connection:
        ledger = build(connection, COMPANIES)
        funded = [account for account in ledger.accounts.values() if account.floor is not None]
        deposits = [deposit(account, ledger, 100) for account in funded]
        connection.execute(POST, [Jsonb(deposits)])
        writer = Writer(Random(seed), ledger, faults=0)
        twins = [{"transaction_id": str(uuid.uuid4()), "entries": [writer.entry()]} for _ in range(30)]
        load = _Load(ledger, twins)
        connections = [connect(database) for _ in range(CLIENTS)]
        barrier = Barrier(CLIENTS)
        with ThreadPoolExecutor(CLIENTS) as threads:
            futures = [
                threads.submit(load.client, each, Random(f"{seed}/{nth}"), barrier) for nth, each in enumerate(connections)
            ]
        for future in futures:
            future.result()
        for each in connections:
            each.close()

        assert load.unexpected == []
        acts = [
            "posted",
            "capture",
            "release",
            "extend",
            "expire",
            "create",
            "roll back",
            "freeze",
            "floor",
            "close group",
            "look",
        ]
        assert {act: load.done[act] > 0 for act in acts} == dict.fromkeys(acts, True)
        movements = value(connection, "select count(distinct (transaction_id)) from ledger.journal_entries")
        assert (
            movements == len(deposits) + load.done["posted"] + load.done["capture"] + load.done["create"] + load.done["roll back"]
        )
        assert _falls_below_zero(connection) == []
        assert value(connection, "select count(*) from ledger.account_balances b where b.available < 0 and b.floor >= 0") == 0
        conserved = connection.execute(
            "select b.currency, sum(case b.normal_side when 'debit' then b.posted else -b.posted end)"
            " from ledger.account_balances b group by 1"
        )
        assert all(total == 0 for _, total in conserved)


def _falls_below_zero(connection: Connection) -> list[tuple[Any, ...]]:
    """Return the transactions that ever lowered an account that has a floor, and left less than nothing on it."""
    lines = connection.execute(
        """
        select l.account_id, e.transaction_id, l.balance_after
        from ledger.journal_lines l
        join ledger.journal_entries e on e.company_id = l.company_id and e.id = l.entry_id
        join ledger.accounts a on a.company_id = l.company_id and a.id = l.account_id
        where a.floor is not null
        order by l.account_id, l.account_version
        """
    ).fetchall()
    fallen = []
    for account, own in groupby(lines, key=lambda line: line[0]):
        before = 0
        for transaction, parts in groupby(own, key=lambda line: line[1]):
            after = [part[2] for part in parts][-1]
            if after < before and after < 0:
                fallen.append((account, transaction, after))
            before = after
    return fallen


def test_groups_that_close_while_others_join_lose_nobody(conn: Connection, crowd: list[_Client]) -> None:
    joins = 1000 if SOAK else 100
    ledger = build(conn, COMPANIES)
    account = next(it for it in ledger.accounts.values() if it.code == "wallet")
    entries = Jsonb(deposit(account, ledger, 1)["entries"])
    query = "select ledger.create_atomic_transaction(%s, %s, p_group_name => 'day') ->> 'status'"
    close = "select ledger.close_group(g.company_id, g.id) from ledger.transaction_groups g where g.status = 'active'"

    def join(client: _Client) -> Counter[str]:
        return Counter(client.run((query, account.company.id, entries)) for _ in range(joins))

    with ThreadPoolExecutor(3) as threads:
        joining = [threads.submit(join, client) for client in crowd[:3]]
        while any(not future.done() for future in joining):
            conn.execute(close)
    assert sum((future.result() for future in joining), Counter()) == Counter(completed=3 * joins)
