"""The sharp corners of what chains hold, spend, settle and undo, one by one."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb

from orchestrator.database import Connection
from tests.py.model import Account, Ledger
from tests.py.world import Json, build, deposit, go_on_with_what_is_due, post, value

WORLD = {"A": {"bank": ("asset", "USD", None), **dict.fromkeys("abcd", ("liability", "USD", 0))}}


class _Books:
    """A company with a bank and four accounts that have nothing; and what is asked of chains, in short."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.ledger: Ledger = build(connection, WORLD)
        self.accounts: dict[str, Account] = {account.code: account for account in self.ledger.accounts.values()}
        self.company_id: UUID = self.accounts["a"].company.id

    def id(self, code: str) -> str:
        return str(self.accounts[code].id)

    # The world.

    def fund(self, code: str, amount: int) -> None:
        assert post(self.connection, [deposit(self.accounts[code], self.ledger, amount)]) == [("posted", None)]

    def spend(self, code: str, amount: int) -> str | None:
        """Take money from an account outside; return what that is refused for."""
        lines = [{"account_id": self.id(code), "debit_amount": str(amount)}]
        lines.append({"account_id": self.id("bank"), "credit_amount": str(amount)})
        return post(self.connection, [{"entries": [{"description": "spent", "lines": lines}]}])[0][1]

    def set_floor(self, code: str, floor: int) -> None:
        value(self.connection, "select ledger.set_account_floor(%s, %s, %s)", self.company_id, self.accounts[code].id, floor)

    def freeze(self, *codes: str) -> None:
        for code in codes:
            value(self.connection, "select ledger.freeze_account(%s, %s)", self.company_id, self.accounts[code].id)

    def has(self, codes: str) -> list[tuple[Decimal, Decimal]]:
        """Return what is posted to accounts and held on them."""
        rows = self.connection.execute("select b.code, b.posted, b.held from ledger.account_balances b").fetchall()
        balances = {row[0]: row[1:] for row in rows}
        return [balances[code] for code in codes]

    # Chains.

    def transfer(self, name: str, source: str, target: str, amount: int, *needs: str, **params: object) -> Json:
        return _step("transfer", name, *needs, **{"from": self.id(source)}, to=self.id(target), amount=str(amount), **params)

    def at_once(self, name: str, source: str, target: str, amount: int, *needs: str, **params: object) -> Json:
        return self.transfer(name, source, target, amount, *needs, timing="immediate", **params)

    def lien(self, name: str, account: str, beneficiary: str, amount: int, *needs: str) -> Json:
        return _step("lien", name, *needs, account=self.id(account), beneficiary=self.id(beneficiary), amount=str(amount))

    def submit(self, *steps: Json, **body: object) -> UUID:
        chain: Any = Jsonb({"steps": steps, **body})
        chain_id: UUID = value(self.connection, "select (chain.submit(%s, %s)).id", self.company_id, chain)
        go_on_with_what_is_due(self.connection)
        return chain_id

    def ask(self, function: str, chain_id: UUID, *arguments: object) -> str:
        """Call a function of chains; return the chain's state after it, or the code that it raised."""
        places = ", ".join(["%s"] * (2 + len(arguments)))
        try:
            return str(
                value(self.connection, f"select (chain.{function}({places})).state", self.company_id, chain_id, *arguments)
            )
        except psycopg.Error as exc:
            return str(exc.sqlstate)

    def tell(self, chain_id: UUID, name: str) -> str:
        return self.ask("signal", chain_id, name)

    def rollback(self, chain_id: UUID, *steps: str) -> str:
        return self.ask("rollback", chain_id, *([list(steps)] if steps else []))

    def resume(self, chain_id: UUID) -> str:
        return self.ask("resume", chain_id)

    def states(self, chain_id: UUID, *names: str) -> list[str]:
        rows = self.connection.execute("select s.name, s.state from chain.steps s where s.chain_id = %s", (chain_id,))
        found: dict[str, str] = dict(rows.fetchall())
        return [found[name] for name in names]

    def failure(self, chain_id: UUID) -> tuple[str, str]:
        row = self.connection.execute(
            "select c.failure ->> 'step', c.failure ->> 'code' from chain.chains c where c.id = %s", (chain_id,)
        ).fetchone()
        assert row is not None
        return row[0], row[1]

    def can_progress(self) -> bool:
        rows = self.connection.execute("select from audit.invariants i where i.broken = 'chain can make progress'")
        return rows.fetchall() == []


def _step(kind: str, name: str, *needs: str, **params: object) -> Json:
    return {"name": name, "kind": kind, "depends_on": list(needs), "params": params}


def _gate(name: str) -> Json:
    return _step("callback", name)


def _release(name: str, lien: str, *needs: str, **params: object) -> Json:
    return _step("release_lien", name, *needs, lien=lien, **params)


@pytest.fixture
def books(conn: Connection) -> _Books:
    return _Books(conn)


def _money(*pairs: tuple[int, int]) -> list[tuple[Decimal, Decimal]]:
    return [(Decimal(posted), Decimal(held)) for posted, held in pairs]


# What may be spent.


def test_a_spent_lien_is_released_only_once_its_beneficiary_has_the_funds(books: _Books) -> None:
    books.fund("a", 20)
    paid = {**books.transfer("paid", "b", "c", 15, "lent"), "checkpoint": True}
    chain = books.submit(
        books.lien("lent", "a", "b", 20), paid, _gate("go"), _release("given_back", "lent", "go"), on_failure="hold"
    )
    assert books.has("abc") == _money((20, 20), (0, 0), (0, 0))
    assert books.tell(chain, "go") == "FAILED"
    assert books.failure(chain) == ("given_back", "LG040")
    books.fund("b", 14)
    assert books.resume(chain) == "FAILED"
    books.fund("b", 1)
    assert books.resume(chain) == "COMPLETED"
    assert books.has("abc") == _money((20, 0), (0, 0), (15, 0))


def test_what_nobody_spent_of_a_lien_can_be_released(books: _Books) -> None:
    books.fund("a", 20)
    chain = books.submit(
        *(books.lien("lent", "a", "b", 20), books.transfer("paid", "b", "c", 15, "lent"), _gate("go"), _gate("on")),
        *(_release("rest", "lent", "go", amount="5"), _release("more", "lent", "on", amount="1")),
    )
    assert books.tell(chain, "go") == "EXECUTING"
    assert books.has("ab") == _money((20, 15), (0, 0))
    assert books.tell(chain, "on") == "ROLLED_BACK"
    assert books.failure(chain) == ("more", "LG040")
    assert books.has("abc") == _money((20, 0), (0, 0), (0, 0))


@pytest.mark.parametrize("settlement", ["net", "gross"])
def test_a_deferred_credit_is_spent_in_the_chain_and_not_outside(books: _Books, settlement: str) -> None:
    books.fund("a", 10)
    chain = books.submit(
        books.transfer("first", "a", "b", 10), books.transfer("second", "b", "c", 10, "first"), _gate("go"), settlement=settlement
    )
    assert books.has("abc") == _money((10, 10), (0, 0), (0, 0))
    assert books.spend("a", 1) == "LG040"
    assert books.spend("b", 1) == "LG040"
    other = books.submit(books.transfer("theirs", "b", "d", 1))
    assert books.failure(other) == ("theirs", "LG040")
    assert books.tell(chain, "go") == "COMPLETED"
    assert books.has("abc") == _money((0, 0), (0, 0), (10, 0))
    lines = value(
        books.connection,
        "select count(*) from ledger.journal_lines l join ledger.journal_entries e on e.id = l.entry_id where e.chain_id = %s",
        chain,
    )
    assert lines == (2 if settlement == "net" else 4)


def test_more_than_a_deferred_credit_needs_own_funds(books: _Books) -> None:
    books.fund("a", 10)
    books.fund("b", 3)
    chain = books.submit(
        *(books.transfer("first", "a", "b", 10), books.transfer("second", "b", "c", 13, "first"), _gate("go")),
        *(books.transfer("third", "b", "c", 1, "go"),),
    )
    assert books.has("b") == _money((3, 3))
    assert books.tell(chain, "go") == "ROLLED_BACK"
    assert books.failure(chain) == ("third", "LG040")


# Guards.


def test_the_guard_moves_with_the_money_and_back(books: _Books) -> None:
    books.fund("a", 10)
    chain = books.submit(books.at_once("first", "a", "b", 10), books.at_once("second", "b", "c", 8, "first"), _gate("go"))
    assert books.has("abc") == _money((0, 0), (2, 2), (8, 8))
    assert [books.spend("b", 1), books.spend("c", 1)] == ["LG040", "LG040"]
    assert books.rollback(chain) == "ROLLED_BACK"
    assert books.has("abc") == _money((10, 0), (0, 0), (0, 0))


def test_guards_end_where_the_chain_completes(books: _Books) -> None:
    books.fund("a", 10)
    chain = books.submit(books.at_once("first", "a", "b", 10), books.at_once("second", "b", "c", 8, "first"), _gate("go"))
    assert books.tell(chain, "go") == "COMPLETED"
    assert books.has("abc") == _money((0, 0), (2, 0), (8, 0))


def test_guarded_money_moves_on_and_is_not_held_for_another(books: _Books) -> None:
    books.fund("a", 10)
    chain = books.submit(books.at_once("paid", "a", "b", 10), books.lien("lent", "b", "c", 10, "paid"))
    assert books.failure(chain) == ("lent", "LG040")
    assert books.has("ab") == _money((10, 0), (0, 0))


def test_a_lien_on_guarded_money_is_not_added_either(books: _Books) -> None:
    books.fund("a", 10)
    chain = books.submit(books.at_once("paid", "a", "b", 10), _gate("go"))
    lien: Any = Jsonb({"account": books.id("b"), "beneficiary": books.id("c"), "amount": "10"})
    with pytest.raises(psycopg.Error) as refused:
        value(books.connection, "select (chain.add_lien(%s, %s, %s)).id", books.company_id, chain, lien)
    assert refused.value.sqlstate == "LG040"
    assert books.has("b") == _money((10, 10))


# Undoing a part.


def test_undone_one_by_one_the_guard_goes_back_the_way_it_came(books: _Books) -> None:
    books.fund("a", 10)
    chain = books.submit(books.at_once("first", "a", "b", 10), books.at_once("second", "b", "c", 10, "first"), _gate("go"))
    assert books.rollback(chain, "second") == "EXECUTING"
    assert books.has("abc") == _money((0, 0), (10, 10), (0, 0))
    assert books.rollback(chain, "first") == "EXECUTING"
    assert books.has("abc") == _money((10, 0), (0, 0), (0, 0))


def test_a_guard_that_came_back_moves_on_and_comes_back_again(books: _Books) -> None:
    books.fund("a", 10)
    third = books.at_once("third", "b", "d", 10, "go")
    chain = books.submit(
        books.at_once("first", "a", "b", 10), books.at_once("second", "b", "c", 10), _gate("go"), _gate("on"), third
    )
    assert books.rollback(chain, "second") == "EXECUTING"
    assert books.tell(chain, "go") == "EXECUTING"
    assert books.rollback(chain, "third") == "EXECUTING"
    assert books.spend("b", 10) == "LG040"
    assert books.rollback(chain) == "ROLLED_BACK"
    assert books.has("abcd") == _money((10, 0), (0, 0), (0, 0), (0, 0))


def test_a_chain_that_is_resumed_twice_can_still_be_rolled_back(books: _Books) -> None:
    books.fund("a", 10)
    first = {**books.at_once("first", "a", "b", 10), "checkpoint": True}
    failing = books.transfer("failing", "d", "a", 1, "second")
    chain = books.submit(first, books.at_once("second", "b", "c", 10, "first"), failing, on_failure="hold")
    assert [books.resume(chain), books.resume(chain)] == ["FAILED", "FAILED"]
    assert books.rollback(chain, "second") == "FAILED"
    assert books.spend("b", 10) == "LG040"
    assert books.rollback(chain) == "ROLLED_BACK"
    assert books.has("abc") == _money((10, 0), (0, 0), (0, 0))


def test_a_guard_does_not_come_back_for_a_step_that_is_undone(books: _Books) -> None:
    books.fund("a", 10)
    books.fund("b", 10)
    chain = books.submit(books.at_once("first", "a", "b", 10), books.at_once("second", "b", "c", 10), _gate("go"))
    assert books.rollback(chain, "first") == "EXECUTING"
    assert books.has("abc") == _money((10, 0), (0, 0), (10, 10))
    assert books.rollback(chain, "second") == "EXECUTING"
    assert books.has("abc") == _money((10, 0), (10, 0), (0, 0))


def test_a_lien_given_back_by_an_undone_release_is_the_same_lien(books: _Books) -> None:
    books.fund("a", 10)
    chain = books.submit(
        *(books.lien("lent", "a", "b", 10), _release("part", "lent", amount="4"), _gate("go"), _gate("on")),
        _release("all", "lent", "go"),
    )
    assert books.rollback(chain, "part") == "EXECUTING"
    assert books.has("a") == _money((10, 10))
    assert books.tell(chain, "go") == "EXECUTING"
    assert books.has("a") == _money((10, 0))


def test_a_lien_is_given_back_once_however_often_its_taker_is_undone(books: _Books) -> None:
    """The taker's own undoing waits for an answer; the money was given back at first."""
    books.fund("a", 100)
    chain = books.submit(
        books.lien("l", "a", "b", 90),
        _release("other", "l", amount="40"),
        {**_release("taker", "l", amount="40"), "compensation": {"kind": "callback"}},
        _gate("go"),
    )
    for _ in range(2):
        assert books.rollback(chain, "taker") == "EXECUTING"
        assert books.has("a") == _money((100, 50))
    assert books.tell(chain, "undo_taker") == "EXECUTING"
    assert books.tell(chain, "go") == "COMPLETED"
    assert books.has("ab") == _money((50, 0), (50, 0))


def test_what_an_undoing_waits_for_is_undone_when_it_was(books: _Books) -> None:
    """Its money is dropped at first, with what depends on it; the step says so when that is undone too."""
    books.fund("a", 10)
    shipped = {**_gate("shipped"), "depends_on": ["pay"], "effect": "compensatable", "compensation": {"kind": "callback"}}
    chain = books.submit(books.transfer("pay", "a", "b", 10), shipped, _gate("go"))
    books.tell(chain, "shipped")
    assert books.rollback(chain, "pay") == "EXECUTING"
    assert books.states(chain, "pay", "shipped") == ["COMPENSATING", "COMPENSATING"]
    assert books.tell(chain, "undo_shipped") == "EXECUTING"
    assert books.states(chain, "pay", "shipped") == ["COMPENSATED", "COMPENSATED"]
    assert books.tell(chain, "go") == "COMPLETED"
    assert books.has("ab") == _money((10, 0), (0, 0))


def test_an_undone_lien_pays_nobody(books: _Books) -> None:
    books.fund("a", 10)
    chain = books.submit(books.lien("lent", "a", "b", 10), _release("part", "lent", amount="4"), _gate("go"))
    assert books.rollback(chain, "part") == "EXECUTING"
    assert books.rollback(chain, "lent") == "EXECUTING"
    assert books.has("ab") == _money((10, 0), (0, 0))
    assert books.tell(chain, "go") == "COMPLETED"
    assert books.has("ab") == _money((10, 0), (0, 0))


def test_what_the_rest_counts_on_is_not_undone(books: _Books) -> None:
    books.fund("a", 10)
    chain = books.submit(books.at_once("first", "a", "b", 10), books.transfer("second", "b", "c", 6), _gate("go"))
    assert books.rollback(chain, "first") == "SG036"
    assert books.has("abc") == _money((0, 0), (10, 10), (0, 0))
    books.fund("b", 6)
    assert books.rollback(chain, "first") == "EXECUTING"
    assert books.has("abc") == _money((10, 0), (6, 6), (0, 0))
    assert books.tell(chain, "go") == "COMPLETED"
    assert books.has("abc") == _money((10, 0), (0, 0), (6, 0))


def test_a_chain_goes_on_when_what_it_waited_for_is_rolled_back(books: _Books) -> None:
    books.fund("a", 10)
    chain = books.submit(books.transfer("first", "a", "b", 5), _gate("go"), books.transfer("second", "a", "b", 5, "go"))
    assert books.rollback(chain, "go") in ("EXECUTING", "COMPLETED")
    assert books.can_progress()
    assert books.ask("advance", chain) == "COMPLETED"
    assert books.has("ab") == _money((5, 0), (5, 0))


def test_a_held_chain_waits_for_its_operator_after_a_part_was_rolled_back(books: _Books) -> None:
    books.fund("a", 10)
    chain = books.submit(
        *(books.transfer("first", "a", "b", 5), _gate("go"), books.transfer("failing", "d", "a", 1, "go")), on_failure="hold"
    )
    assert books.tell(chain, "go") == "FAILED"
    assert books.rollback(chain, "first") == "FAILED"
    assert books.can_progress()


def test_resume_leaves_a_chain_that_executes_as_it_is(books: _Books) -> None:
    books.fund("a", 10)
    first = {**books.transfer("first", "a", "b", 1), "checkpoint": True}
    chain = books.submit(first, books.transfer("second", "a", "c", 5, "first"), _gate("go"))
    assert books.rollback(chain, "second") == "EXECUTING"
    books.resume(chain)
    assert books.states(chain, "second") == ["COMPENSATED"]
    assert books.has("a") == _money((10, 1))


# Money that left the chain.


def test_unguarded_money_that_is_gone_parks_its_step_until_it_is_there(books: _Books) -> None:
    books.fund("a", 10)
    chain = books.submit(
        *(books.at_once("free", "a", "b", 10, guarded=False), books.transfer("other", "c", "d", 5, "funded"), _gate("go")),
        books.at_once("funded", "bank", "c", 5),
    )
    assert books.has("b") == _money((10, 0))
    assert books.spend("b", 10) is None
    assert books.rollback(chain) == "ROLLING_BACK"
    assert books.states(chain, "free", "other", "funded") == ["COMPENSATION_FAILED", "COMPENSATED", "COMPENSATED"]
    assert books.has("abcd") == _money((0, 0), (0, 0), (0, 0), (0, 0))
    books.fund("b", 9)
    assert books.rollback(chain) == "ROLLING_BACK"
    books.fund("b", 1)
    assert books.rollback(chain) == "ROLLED_BACK"
    assert books.has("ab") == _money((10, 0), (0, 0))


@pytest.mark.parametrize("fails", [False, True])
def test_what_came_before_unguarded_money_that_is_gone_waits_with_it(books: _Books, fails: bool) -> None:
    """Rolled back by hand or failing by itself, the chain does not stay as it was for ever."""
    books.fund("a", 10)
    chain = books.submit(
        *(books.at_once("first", "a", "b", 10), books.at_once("free", "b", "c", 10, "first", guarded=False)),
        *(_gate("go"), books.transfer("failing", "d", "a", 1, "go")),
    )
    assert books.spend("c", 10) is None
    assert (books.tell(chain, "go") if fails else books.rollback(chain)) == "ROLLING_BACK"
    books.fund("c", 10)
    assert books.rollback(chain) == "ROLLED_BACK"
    assert books.has("abc") == _money((10, 0), (0, 0), (0, 0))


def test_nothing_is_undone_before_what_depends_on_it(books: _Books) -> None:
    books.fund("a", 10)
    books.fund("b", 10)
    chain = books.submit(
        books.at_once("first", "a", "b", 10), books.at_once("free", "b", "c", 10, "first", guarded=False), _gate("go")
    )
    assert books.spend("c", 10) is None
    assert books.rollback(chain) == "ROLLING_BACK"
    assert books.has("ab") == _money((0, 0), (10, 0))


def test_of_two_effects_on_an_account_the_later_is_undone_first(books: _Books) -> None:
    books.fund("a", 15)
    chain = books.submit(
        *(books.at_once("first", "a", "b", 10, guarded=False), books.at_once("second", "a", "b", 5, "first", guarded=False)),
        _gate("go"),
    )
    assert books.spend("b", 10) is None
    assert books.rollback(chain) == "ROLLING_BACK"
    assert books.states(chain, "first", "second") == ["COMPENSATION_FAILED", "COMPENSATED"]
    assert books.has("ab") == _money((5, 0), (0, 0))


def test_only_what_brought_the_money_that_is_gone_is_parked(books: _Books) -> None:
    books.fund("d", 10)
    chain = books.submit(
        *(books.at_once("first", "d", "a", 10, guarded=False), books.at_once("second", "a", "b", 5, "first", guarded=False)),
        _gate("go"),
    )
    assert books.spend("a", 5) is None
    assert books.rollback(chain) == "ROLLING_BACK"
    assert books.states(chain, "first", "second") == ["COMPENSATION_FAILED", "COMPENSATED"]
    assert books.has("abd") == _money((5, 0), (0, 0), (0, 0))


@pytest.mark.parametrize("fails", [False, True])
def test_what_moved_the_money_before_a_parked_step_waits_with_it_undeclared(books: _Books, fails: bool) -> None:
    """The first step shares no account with the parked one; what it brought went there by way of another."""
    chain = books.submit(
        books.at_once("first", "bank", "a", 10),
        books.at_once("then", "a", "b", 10),
        books.at_once("free", "b", "c", 10, guarded=False),
        _gate("go"),
        books.transfer("failing", "d", "a", 1, "go"),
    )
    assert books.spend("c", 10) is None
    assert (books.tell(chain, "go") if fails else books.rollback(chain)) == "ROLLING_BACK"
    assert books.states(chain, "first", "then", "free") == ["SUCCEEDED", "SUCCEEDED", "COMPENSATION_FAILED"]
    books.fund("c", 10)
    assert books.rollback(chain) == "ROLLED_BACK"
    assert books.has("abc") == _money((0, 0), (0, 0), (0, 0))


@pytest.mark.parametrize("kind", ["release_lien", "capture_lien"])
def test_what_took_of_a_lien_waits_with_a_parked_step_that_spent_it(books: _Books, kind: str) -> None:
    books.fund("a", 10)
    books.fund("b", 10)
    spender = "a" if kind == "release_lien" else "b"
    chain = books.submit(
        books.lien("l", "a", "b", 10),
        _step(kind, "taken", "l", lien="l"),
        books.at_once("free", spender, "c", 10, "g", guarded=False),
        _gate("g"),
        _gate("go"),
    )
    books.tell(chain, "g")
    assert books.states(chain, "free") == ["SUCCEEDED"]
    assert books.spend("c", 10) is None
    assert books.rollback(chain) == "ROLLING_BACK"
    books.fund("c", 10)
    assert books.rollback(chain) == "ROLLED_BACK"


def test_guarded_money_is_not_parked_for_unguarded(books: _Books) -> None:
    books.fund("a", 20)
    books.fund("d", 10)
    chain = books.submit(
        books.at_once("free", "a", "b", 20, guarded=False), books.at_once("kept", "d", "b", 10, "free"), _gate("go")
    )
    assert books.spend("b", 20) is None
    assert books.rollback(chain) == "ROLLING_BACK"
    assert books.states(chain, "free", "kept") == ["COMPENSATION_FAILED", "COMPENSATED"]
    assert books.has("abd") == _money((0, 0), (0, 0), (10, 0))


def test_many_parked_steps_do_not_take_long(books: _Books) -> None:
    chain = books.submit(*(books.at_once(f"s{nth}", "bank", "b", 1, guarded=False) for nth in range(40)), _gate("go"))
    assert books.spend("b", 40) is None
    began = time.monotonic()
    assert books.rollback(chain) == "ROLLING_BACK"
    assert time.monotonic() - began < 5
    assert books.rollback(chain) == "ROLLING_BACK"
    query = "select count(*) from chain.events where type = 'step.compensation_failed'"
    assert value(books.connection, query) == 40, "each is told once"


def test_an_unguarded_step_that_took_money_is_not_parked_for_one_that_brought_it(books: _Books) -> None:
    books.fund("a", 10)
    books.fund("d", 5)
    chain = books.submit(
        books.at_once("took", "a", "b", 3, guarded=False),
        books.at_once("brought", "d", "a", 5, "took", guarded=False),
        _gate("go"),
    )
    assert books.spend("a", 11) is None
    assert books.rollback(chain) == "ROLLING_BACK"
    assert books.states(chain, "took", "brought") == ["SUCCEEDED", "COMPENSATION_FAILED"]


def test_a_part_whose_money_is_gone_is_parked_and_the_chain_ends_once_it_is_there(books: _Books) -> None:
    books.fund("a", 10)
    chain = books.submit(books.at_once("free", "a", "b", 10, guarded=False), _gate("go"))
    assert books.spend("b", 10) is None
    assert books.rollback(chain, "free") == "EXECUTING"
    assert books.states(chain, "free") == ["COMPENSATION_FAILED"]
    assert books.tell(chain, "go") == "EXECUTING"
    assert books.can_progress()
    books.fund("b", 10)
    assert books.rollback(chain, "free") in ("EXECUTING", "COMPLETED")
    assert books.can_progress()
    assert books.ask("advance", chain) == "COMPLETED"
    assert books.has("ab") == _money((10, 0), (0, 0))


# Frozen accounts.


def test_a_freeze_does_not_stop_what_was_counted_on_before(books: _Books) -> None:
    books.fund("a", 30)
    chain = books.submit(
        *(books.transfer("deferred", "a", "b", 10), books.lien("lent", "a", "c", 10), books.lien("left", "a", "b", 10)),
        *(_gate("go"), _release("released", "left", "go"), _gate("on")),
    )
    books.freeze("a", "b", "c")
    assert books.tell(chain, "go") == "EXECUTING"
    assert books.has("a") == _money((30, 20))
    assert books.tell(chain, "on") == "COMPLETED"
    assert books.has("abc") == _money((10, 0), (10, 0), (10, 0))


def test_a_freeze_does_not_stop_an_undo_and_stops_a_new_step(books: _Books) -> None:
    books.fund("a", 10)
    chain = books.submit(books.at_once("first", "a", "b", 10), _gate("go"), books.transfer("second", "b", "c", 10, "go"))
    books.freeze("a", "b")
    assert books.tell(chain, "go") == "ROLLED_BACK"
    assert books.failure(chain) == ("second", "LG012")
    assert books.has("ab") == _money((10, 0), (0, 0))


def test_a_freeze_does_not_stop_a_release_that_runs_anew(books: _Books) -> None:
    books.fund("a", 100)
    chain = books.submit(
        {**books.lien("l", "a", "b", 90), "checkpoint": True},
        _gate("go"),
        _release("released", "l", "go", amount="40"),
        books.transfer("failing", "d", "c", 50, "released"),
        on_failure="hold",
    )
    books.freeze("a", "b")
    assert books.tell(chain, "go") == "FAILED"
    books.fund("d", 50)
    assert books.resume(chain) == "COMPLETED"


# A floor that was raised.


def test_below_a_raised_floor_a_chain_settles_what_it_reserved(books: _Books) -> None:
    books.fund("a", 10)
    chain = books.submit(books.transfer("first", "a", "b", 10), _gate("go"))
    books.set_floor("a", 50)
    assert books.tell(chain, "go") == "COMPLETED"
    assert books.has("ab") == _money((0, 0), (10, 0))


def test_below_a_raised_floor_nothing_arrives_under_guard(books: _Books) -> None:
    books.fund("a", 10)
    books.set_floor("b", 20)
    chain = books.submit(books.at_once("first", "a", "b", 10), _gate("go"))
    assert books.failure(chain) == ("first", "LG040")
    assert books.has("ab") == _money((10, 0), (0, 0))


def test_below_a_raised_floor_a_guard_comes_back_with_the_whole_chain_only(books: _Books) -> None:
    books.fund("a", 10)
    chain = books.submit(books.at_once("first", "a", "b", 10), books.at_once("second", "b", "c", 10, "first"), _gate("go"))
    books.set_floor("b", 20)
    assert books.rollback(chain, "second") == "SG036"
    assert books.has("bc") == _money((0, 0), (10, 10))
    assert books.rollback(chain) == "ROLLED_BACK"
    assert books.has("abc") == _money((10, 0), (0, 0), (0, 0))


@pytest.mark.parametrize("fails", [False, True])
def test_below_a_raised_floor_a_guard_that_would_come_back_waits_with_a_parked_step(books: _Books, fails: bool) -> None:
    books.fund("a", 10)
    chain = books.submit(
        books.at_once("n", "bank", "a", 10),
        books.at_once("free", "a", "c", 5, "n", guarded=False),
        books.at_once("m", "a", "b", 5, "free"),
        _gate("go"),
        books.transfer("failing", "d", "bank", 1, "go"),
    )
    assert books.spend("c", 5) is None
    assert books.spend("a", 10) is None
    books.set_floor("a", 5)
    assert (books.tell(chain, "go") if fails else books.rollback(chain)) == "ROLLING_BACK"
    assert books.states(chain, "n", "free", "m") == ["SUCCEEDED", "COMPENSATION_FAILED", "COMPENSATION_FAILED"]
    books.set_floor("a", 0)
    books.fund("c", 5)
    books.fund("a", 10)
    assert books.rollback(chain) == "ROLLED_BACK"


def test_below_a_raised_floor_a_lien_is_settled_and_not_captured(books: _Books) -> None:
    books.fund("a", 10)
    capture = _step("capture_lien", "taken", "go", lien="lent", to=books.id("c"))
    chain = books.submit(books.lien("lent", "a", "b", 10), _gate("go"), capture)
    books.set_floor("a", 20)
    assert books.tell(chain, "go") == "ROLLED_BACK"
    assert books.failure(chain) == ("taken", "LG040")
    assert books.has("abc") == _money((10, 0), (0, 0), (0, 0))


def test_below_a_raised_floor_a_surplus_first_makes_up_for_it(books: _Books) -> None:
    """What is virtually available is available - floor + surplus: here 5 - 20 + 10, so nothing may be spent."""
    books.fund("a", 10)
    books.fund("b", 5)
    chain = books.submit(books.transfer("first", "a", "b", 10), _gate("go"), books.transfer("second", "b", "c", 10, "go"))
    books.set_floor("b", 20)
    assert books.tell(chain, "go") == "ROLLED_BACK"
    assert books.failure(chain) == ("second", "LG040")
