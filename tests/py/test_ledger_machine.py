"""Whatever is asked of the ledger, in whatever order, it does what the model of the design does."""

from __future__ import annotations

import os
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import psycopg
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from psycopg.types.json import Jsonb

from orchestrator.database import Connection
from tests.py.model import Account, Atomic, Ledger, Lien, Refused
from tests.py.world import (
    START,
    Writer,
    build,
    deposit,
    expected_state,
    install_clock,
    post,
    set_clock,
    state,
    value,
    without_company,
)

SOAK = os.environ.get("HOLDFAST_SOAK") == "1"
PROFILE = settings(
    max_examples=1500 if SOAK else 40,
    stateful_step_count=60 if SOAK else 40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

seeds = st.integers(0, 2**32 - 1)
picks = st.integers(0, 10**6)
amounts = st.sampled_from(
    [*map(Decimal, range(1, 50)), *(Decimal(text) for text in ("0.5", "1.05", "0", "-1", "1.001", "NaN", "1e30"))]
)
durations = st.sampled_from([timedelta(seconds=seconds) for seconds in (1, 5, 20, 20, 60, 60, 0, -5)])


class _Machine(RuleBasedStateMachine):
    """The real ledger and the model, side by side; what the real one did is rolled back at the end."""

    def __init__(self, connection: Connection, ledger: Ledger) -> None:
        super().__init__()
        self.connection = connection
        self.ledger = ledger
        self.liens: list[tuple[UUID, Lien]] = []
        self.atomics: list[tuple[UUID, Atomic]] = []
        self.times = [START]
        connection.execute("begin")

    def teardown(self) -> None:
        self.connection.execute("rollback")

    def both(self, modelled: Callable[[], Any], query: str, *parameters: object) -> tuple[Any, Any] | None:
        """Ask both; return what they gave, or None where both refused, which has to be for the same reason."""
        try:
            with self.connection.transaction():
                real = value(self.connection, query, *parameters)
        except psycopg.Error as exc:
            real, code = None, exc.sqlstate
        else:
            code = None
        try:
            wanted = modelled()
        except Refused as refused:
            codes: frozenset[str | None] = refused.codes
        else:
            codes = frozenset([None])
        assert code in codes
        return None if code else (real, wanted)

    def account(self, pick: int) -> Account:
        accounts = list(self.ledger.accounts.values())
        return accounts[pick % len(accounts)]

    # Posting.

    @rule(seed=seeds, size=st.sampled_from([1, 1, 2, 4, 9]))
    def post(self, seed: int, size: int) -> None:
        writer = Writer(Random(seed), self.ledger)
        transactions = [writer.transaction() for _ in range(size)]
        note(f"{transactions=}")
        outcomes = zip(post(self.connection, transactions), self.ledger.post(transactions), transactions, strict=True)
        assert [
            (transaction, real, wanted)
            for real, wanted, transaction in outcomes
            if real[0] != wanted.status or real[1] not in (wanted.codes or {None})
        ] == []

    # Atomic transactions.

    @rule(seed=seeds, size=st.sampled_from([1, 1, 2, 3]), pick=picks, group=st.sampled_from([None, "one", "two"]))
    def create_atomic(self, seed: int, size: int, pick: int, group: str | None) -> None:
        writer = Writer(Random(seed), self.ledger)
        company = self.account(pick).company
        transactions = [entry for _ in range(size) for entry in writer.transaction()["entries"] or []]
        if seed % 8:
            transactions = [without_company(entry) for entry in transactions]
        note(f"{transactions=}")
        made = self.both(
            lambda: self.ledger.create_atomic(company, transactions),
            "select ledger.create_atomic_transaction(%s, %s, p_group_name => %s) ->> 'atomic_transaction_id'",
            *(company.id, Jsonb(transactions), group),
        )
        if made:
            self.atomics.append((UUID(made[0]), made[1]))

    @precondition(lambda self: self.atomics)
    @rule(pick=picks)
    def roll_back(self, pick: int) -> None:
        real, atomic = self.atomics[pick % len(self.atomics)]
        self.both(
            lambda: self.ledger.rollback(atomic), "select ledger.rollback_atomic_transaction(%s, %s)", atomic.company.id, real
        )

    # Liens.

    @rule(pick=picks, amount=amounts, duration=st.none() | durations)
    def place_lien(self, pick: int, amount: Decimal, duration: timedelta | None) -> None:
        account = self.account(pick)
        expires_at = None if duration is None else self.ledger.now + duration
        placed = self.both(
            lambda: self.ledger.place_lien(account, amount, expires_at),
            "select (ledger.place_lien(%s, %s, %s, p_expires_at => %s)).id",
            *(account.company.id, account.id, amount, expires_at),
        )
        if placed:
            self.liens.append(placed)

    @precondition(lambda self: self.liens)
    @rule(
        pick=picks, to=picks, near=st.sampled_from([True, True, True, False]), amount=st.none() | amounts, keep_rest=st.booleans()
    )
    def capture_lien(self, pick: int, to: int, near: bool, amount: Decimal | None, keep_rest: bool) -> None:
        real, lien = self.liens[pick % len(self.liens)]
        likely = [it for it in self.ledger.accounts.values() if self.may_receive(it, lien)]
        account = likely[to % len(likely)] if near else self.account(to)
        self.both(
            lambda: self.ledger.capture_lien(lien, amount, account, keep_rest=keep_rest),
            "select ledger.capture_lien(%s, %s, %s, %s, %s)",
            *(lien.account.company.id, real, amount, account.id, keep_rest),
        )

    @staticmethod
    def may_receive(account: Account, lien: Lien) -> bool:
        held = lien.account
        return account is not held and (account.company, account.currency) == (held.company, held.currency)

    @precondition(lambda self: self.liens)
    @rule(pick=picks, amount=st.none() | amounts)
    def release_lien(self, pick: int, amount: Decimal | None) -> None:
        real, lien = self.liens[pick % len(self.liens)]
        self.both(
            lambda: self.ledger.release_lien(lien, amount),
            "select ledger.release_lien(%s, %s, %s)",
            *(lien.account.company.id, real, amount),
        )

    @precondition(lambda self: self.liens)
    @rule(pick=picks, duration=st.none() | durations)
    def extend_lien(self, pick: int, duration: timedelta | None) -> None:
        real, lien = self.liens[pick % len(self.liens)]
        expires_at = None if duration is None else self.ledger.now + duration
        self.both(
            lambda: self.ledger.extend_lien(lien, expires_at),
            "select ledger.extend_lien(%s, %s, %s)",
            *(lien.account.company.id, real, expires_at),
        )

    @rule(passed=st.sampled_from([1, 30, None, None]), sweeps=st.booleans())
    def time_passes(self, passed: int | None, sweeps: bool) -> None:
        """A while, or until the very moment that the next lien expires."""
        self.times.append(self.ledger.now)
        ahead = [lien.expires_at for _, lien in self.liens if lien.expires_at and lien.counts(self.ledger.now)]
        self.ledger.now = min(ahead) if ahead and passed is None else self.ledger.now + timedelta(seconds=passed or 5)
        set_clock(self.connection, self.ledger.now)
        if sweeps:
            swept = self.both(self.ledger.expire_liens, "select ledger.expire_liens()")
            assert swept
            assert swept[0] == swept[1]

    # Accounts and settings.

    @rule(pick=picks, status=st.sampled_from(["frozen", "open", "open", "closed"]))
    def set_status(self, pick: int, status: str) -> None:
        account = self.account(pick)
        function = {"frozen": "freeze", "open": "unfreeze", "closed": "close"}[status]
        self.both(
            lambda: self.ledger.set_status(account, status),
            f"select ledger.{function}_account(%s, %s)",
            *(account.company.id, account.id),
        )

    @rule(pick=picks, floor=st.none() | st.integers(-30, 50).map(Decimal) | amounts)
    def set_floor(self, pick: int, floor: Decimal | None) -> None:
        account = self.account(pick)
        self.both(
            lambda: self.ledger.set_floor(account, floor),
            "select ledger.set_account_floor(%s, %s, %s)",
            *(account.company.id, account.id, floor),
        )

    @rule(
        pick=picks,
        max_transactions=st.sampled_from([2, 100]),
        max_amount=st.sampled_from([Decimal(70), Decimal(1_000_000)]),
        enable_rollback=st.booleans(),
        auto_intercompany=st.sampled_from([True, True, False]),
    )
    def set_limits(self, pick: int, **limits: Any) -> None:
        company = self.account(pick).company
        value(
            self.connection,
            "select ledger.set_posting_limits(%s, p_max_transactions_per_group => %s, p_max_amount_per_transaction => %s,"
            " p_enable_rollback => %s, p_auto_intercompany => %s)",
            *(
                company.id,
                limits["max_transactions"],
                limits["max_amount"],
                limits["enable_rollback"],
                limits["auto_intercompany"],
            ),
        )
        for name, limit in limits.items():
            setattr(company, name, limit)

    # What holds after each step.

    @invariant()
    def balances_are_the_models(self) -> None:
        assert state(self.connection) == expected_state(self.ledger)

    @invariant()
    def no_promise_is_broken(self) -> None:
        assert self.connection.execute("select * from audit.invariants").fetchall() == []

    @rule(time=picks)
    def look_back(self, time: int) -> None:
        """What was posted at an earlier time, and line by line, is what it was."""
        at = self.times[time % len(self.times)]
        for account in self.ledger.accounts.values():
            key = (account.company.id, account.id)
            assert value(self.connection, "select ledger.balance_at(%s, %s, %s)", *key, at) == account.balance_at(at)
            lines = self.connection.execute(
                "select posted_at, balance_after from ledger.account_history(%s, %s, p_limit => 1000) order by account_version",
                key,
            )
            assert lines.fetchall() == account.lines


def test_the_ledger_does_what_the_model_does(conn: Connection) -> None:
    install_clock(conn)
    ledger = build(conn)
    deposits = [deposit(account, ledger, 60) for account in ledger.accounts.values() if account.floor is not None]
    assert {outcome.status for outcome in ledger.post(deposits)} == {status for status, _ in post(conn, deposits)} == {"posted"}
    run_state_machine_as_test(lambda: _Machine(conn, deepcopy(ledger)), settings=PROFILE)  # type: ignore[arg-type]
