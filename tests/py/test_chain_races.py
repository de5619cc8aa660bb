"""Two at one chain, in an order that is forced, and many at a few accounts: one end, no deadlock, nothing halfway."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb

from orchestrator.database import Connection, connect
from tests.py.world import START, Json, go_on_with_what_is_due, install_clock, set_clock, value

CLIENTS = 8
CHAINS = 40
WALLETS = 8
_Act = tuple[LiteralString, list[object]]


@dataclass
class _Books:
    conn: Connection
    url: str
    company: UUID
    cash: UUID
    wallets: list[UUID]

    def submit(self, *steps: dict[str, Any], more: Json | None = None, connection: Connection | None = None) -> UUID:
        query = "select (chain.submit(%s, %s)).id"
        chain: UUID = value(connection or self.conn, query, self.company, Jsonb({"steps": list(steps), **(more or {})}))
        return chain

    def state(self, chain: UUID) -> str:
        return str(value(self.conn, "select state from chain.chains where id = %s", chain))

    def posted(self) -> list[int]:
        query = "select credits - debits from ledger.balances where account_id = %s"
        return [int(value(self.conn, query, wallet)) for wallet in self.wallets]

    def broken(self) -> object:
        return value(self.conn, "select json_agg(i) from audit.invariants i")


@pytest.fixture
def books(conn: Connection, database: str) -> Iterator[_Books]:
    """Wallets with 100 each."""
    install_clock(conn)
    company = value(conn, "select (ledger.create_company('acme', 'Acme')).id")
    open_account = "select (ledger.create_account(%s, %s, %s, %s, 'EUR', %s)).id"
    cash = value(conn, open_account, company, "cash", "cash", "asset", "general")
    wallets = [value(conn, open_account, company, f"w{n}", f"w{n}", "liability", "wallet") for n in range(WALLETS)]
    for wallet in wallets:
        _post(conn, cash, wallet, 100)
    books = _Books(conn, database, company, cash, wallets)
    yield books
    assert books.broken() is None


def _post(connection: Connection, debited: UUID, credited: UUID, amount: int) -> str:
    lines = [
        {"account_id": str(debited), "debit_amount": str(amount)},
        {"account_id": str(credited), "credit_amount": str(amount)},
    ]
    entry = {"description": "x", "lines": lines}
    return str(value(connection, "select coalesce(o.code, o.status) from ledger.post(%s) o", Jsonb({"entries": [entry]})))


def _transfer(name: str, debited: UUID, credited: UUID, amount: int, **more: object) -> dict[str, Any]:
    params = {"from": str(debited), "to": str(credited), "amount": str(amount), **dict(more.pop("params", {}))}  # type: ignore[call-overload]
    return {"name": name, "kind": "transfer", "params": params, **more}


def _run(connection: Connection, act: _Act) -> str:
    """Return the state that an act leaves the chain in, or the code that it raises."""
    try:
        return str(value(connection, *_flat(act)))
    except psycopg.Error as exc:
        return str(exc.sqlstate)


def _flat(act: _Act) -> tuple[Any, ...]:
    return (act[0], *act[1])


def _one_after_the_other(books: _Books, first: _Act, second: _Act) -> tuple[str, str]:
    """Start the second while the first has done its work and not committed."""
    with connect(books.url) as one, connect(books.url) as other, ThreadPoolExecutor(1) as thread:
        with one.transaction():
            done = _run(one, first)
            waiting = thread.submit(_run, other, second)
            pid = other.info.backend_pid
            while not value(books.conn, "select cardinality(pg_blocking_pids(%s)) > 0", pid):
                time.sleep(0.005)
        return done, waiting.result(timeout=30)


def _rollback(books: _Books, chain: UUID) -> _Act:
    return "select state from chain.rollback(%s, %s)", [books.company, chain]


def _signal(books: _Books, chain: UUID) -> _Act:
    return "select state from chain.signal(%s, %s, 'go')", [books.company, chain]


def _sweep(books: _Books, chain: UUID) -> _Act:
    return "select (chain.advance(%s, %s)).state", [books.company, chain]


def _waiting_chain(books: _Books, more: Json | None = None) -> UUID:
    """Return a chain that has reserved 60 of a wallet, and waits to be told to go."""
    a, b, *_ = books.wallets
    return books.submit(_transfer("pay", a, b, 60), {"name": "go", "kind": "callback", "depends_on": ["pay"]}, more=more)


def test_a_rollback_and_what_completes_the_chain(books: _Books) -> None:
    chain = _waiting_chain(books)
    assert _one_after_the_other(books, _rollback(books, chain), _signal(books, chain)) == ("ROLLED_BACK", "SG031")
    assert books.posted()[:2] == [100, 100]
    chain = _waiting_chain(books)
    assert _one_after_the_other(books, _signal(books, chain), _rollback(books, chain)) == ("COMPLETED", "SG031")
    assert books.posted()[:2] == [40, 160]


def test_a_signal_and_the_deadline(books: _Books) -> None:
    """What was signalled in time is done, whenever the deadline is looked at; what was not is not."""
    deadline = START + timedelta(seconds=60)
    chain = _waiting_chain(books, {"deadline": deadline.isoformat()})
    assert _one_after_the_other(books, _signal(books, chain), _sweep(books, chain)) == ("COMPLETED", "COMPLETED")
    chain = books.submit(
        _transfer("pay", books.wallets[2], books.wallets[3], 60),
        {"name": "go", "kind": "callback", "depends_on": ["pay"]},
        more={"deadline": deadline.isoformat()},
    )
    set_clock(books.conn, deadline)
    assert _one_after_the_other(books, _sweep(books, chain), _signal(books, chain)) == ("ROLLED_BACK", "SG031")
    assert books.posted()[:4] == [40, 160, 100, 100]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_chain_and_a_payment_that_want_the_same_funds(books: _Books, order: tuple[int, int]) -> None:
    a, b, *_ = books.wallets
    steps = Jsonb({"steps": [_transfer("pay", a, b, 60), {"name": "go", "kind": "callback", "depends_on": ["pay"]}]})
    entry = {
        "description": "x",
        "lines": [{"account_id": str(a), "debit_amount": "60"}, {"account_id": str(b), "credit_amount": "60"}],
    }
    acts: list[_Act] = [
        ("select (chain.submit(%s, %s)).state", [books.company, steps]),
        ("select coalesce(o.code, o.status) from ledger.post(%s) o", [Jsonb({"entries": [entry]})]),
    ]
    outcome = _one_after_the_other(books, *(acts[n] for n in order))
    assert outcome == (("EXECUTING", "LG040") if order == (0, 1) else ("posted", "ROLLED_BACK"))


@pytest.mark.parametrize(
    ("measure", "threshold", "window"),
    [
        ("velocity_count", 1, "1 day"),
        ("velocity_amount", 60, "1 day"),
        ("account_exposure", 60, None),
        ("unbacked_exposure", 60, None),
    ],
)
def test_two_chains_at_a_limit_that_one_fits(books: _Books, measure: str, threshold: int, window: str | None) -> None:
    """Whoever comes second has waited for the first to commit, and counts what it did."""
    open_account = "select (ledger.create_account(%s, 'transit', 'transit', 'liability', 'EUR', 'general')).id"
    transit = value(books.conn, open_account, books.company)
    books.conn.execute(
        "select chain.set_risk_rule(%s, 'limit', %s, %s, 'deny', 'EUR', %s::interval)",
        [books.company, measure, threshold, window],
    )
    steps = [_transfer("pay", transit, books.wallets[0], 60), {"name": "go", "kind": "callback", "depends_on": ["pay"]}]
    submit: _Act = (
        "select state || coalesce(failure ->> 'code', '') from chain.submit(%s, %s)",
        [books.company, Jsonb({"steps": steps})],
    )
    assert _one_after_the_other(books, submit, submit) == ("EXECUTING", "ROLLED_BACKSG050")


def test_two_who_set_one_rule(books: _Books) -> None:
    query: LiteralString = "select (chain.set_risk_rule(%s, 'limit', 'chain_exposure', %s, 'deny', 'EUR')).version"
    assert _one_after_the_other(books, (query, [books.company, 1]), (query, [books.company, 2])) == ("1", "2")


def test_many_chains_at_a_limit_that_some_fit(books: _Books) -> None:
    """In whatever order they come, ten of a day pass."""
    a, b, *_ = books.wallets
    books.conn.execute(
        "select chain.set_risk_rule(%s, 'limit', 'velocity_count', 10, 'deny', 'EUR', '1 day', %s)", [books.company, a]
    )

    def work(_: int) -> list[str]:
        with connect(books.url) as connection:
            chains = [books.submit(_transfer("pay", a, b, 1), connection=connection) for _ in range(5)]
        return [books.state(chain) for chain in chains]

    with ThreadPoolExecutor(CLIENTS) as threads:
        states = Counter(state for states in threads.map(work, range(CLIENTS)) for state in states)
    assert states == {"COMPLETED": 10, "ROLLED_BACK": CLIENTS * 5 - 10}
    assert books.posted()[:2] == [90, 110]


def test_a_freeze_that_commits_while_a_chain_waits_for_the_account(books: _Books) -> None:
    a, b, *_ = books.wallets
    freeze: _Act = ("select (ledger.freeze_account(%s, %s)).status", [books.company, a])
    pay: _Act = (
        "select (chain.submit(%s, %s)).failure ->> 'code'",
        [books.company, Jsonb({"steps": [_transfer("pay", a, b, 1)]})],
    )
    assert _one_after_the_other(books, freeze, pay) == ("frozen", "LG012")


def test_two_chains_that_reverse_one_transaction(books: _Books) -> None:
    a, b, *_ = books.wallets
    lines = [
        {"account_id": str(a), "debit_amount": "5.00", "credit_amount": "0"},
        {"account_id": str(b), "credit_amount": "5.00"},
    ]
    query = "select ledger.create_atomic_transaction(%s, %s) ->> 'atomic_transaction_id'"
    transaction = value(books.conn, query, books.company, Jsonb([{"description": "x", "lines": lines}]))
    reverse = Jsonb({"steps": [{"name": "undo", "kind": "reverse", "params": {"transaction_id": transaction}}]})
    submit: _Act = ("select state || coalesce(failure ->> 'code', '') from chain.submit(%s, %s)", [books.company, reverse])
    assert _one_after_the_other(books, submit, submit) == ("COMPLETED", "ROLLED_BACKLG051")
    assert books.posted()[:2] == [100, 100]


def test_a_chain_does_not_wait_for_a_transaction_that_is_being_rolled_back(books: _Books) -> None:
    """Whoever rolls it back may wait for the balances that the chain holds."""
    a, b, *_ = books.wallets
    lines = [{"account_id": str(a), "debit_amount": "5.00"}, {"account_id": str(b), "credit_amount": "5.00"}]
    query = "select ledger.create_atomic_transaction(%s, %s) ->> 'atomic_transaction_id'"
    transaction = value(books.conn, query, books.company, Jsonb([{"description": "x", "lines": lines}]))
    with connect(books.url) as other, other.transaction():
        other.execute("select from ledger.atomic_transactions where id = %s for update", (transaction,))
        chain = books.submit({"name": "undo", "kind": "reverse", "params": {"transaction_id": transaction}})
        assert books.state(chain) == "EXECUTING"
    go_on_with_what_is_due(books.conn)
    assert books.state(chain) == "COMPLETED"
    assert books.posted()[:2] == [100, 100]


def test_a_chain_does_not_wait_for_an_account_that_it_learns_of_when_it_holds_others(books: _Books) -> None:
    """It tries again with all of them in order."""
    a, b, *_ = books.wallets
    pay = _transfer("pay", a, b, 60, depends_on=["who"])
    pay["params"]["to"] = {"$ref": "$.steps.who.account"}
    chain = books.submit({"name": "who", "kind": "callback"}, pay)
    with connect(books.url) as other, other.transaction():
        other.execute("select from ledger.balances where account_id = %s for update", (b,))
        tell = "select (chain.signal(%s, %s, 'who', %s)).state"
        assert value(books.conn, tell, books.company, chain, Jsonb({"account": str(b)})) == "EXECUTING"
    assert _run(books.conn, _sweep(books, chain)) == "COMPLETED"
    assert books.posted()[:2] == [40, 160]


def test_an_account_of_another_company_that_a_chain_learns_of_is_paid(books: _Books) -> None:
    """The accounts in which the two settle are made in a commit that holds none before them."""
    partner = value(books.conn, "select (ledger.create_company('zeta', 'Zeta')).id")
    open_account = "select (ledger.create_account(%s, 'w', 'w', 'liability', 'EUR', 'wallet')).id"
    wallet = value(books.conn, open_account, partner)
    pay = _transfer("pay", books.wallets[0], wallet, 60, depends_on=["who"])
    pay["params"]["to"] = {"$ref": "$.steps.who.account"}
    chain = books.submit({"name": "who", "kind": "callback"}, pay)
    tell = "select (chain.signal(%s, %s, 'who', %s)).state"
    assert value(books.conn, tell, books.company, chain, Jsonb({"account": str(wallet)})) == "EXECUTING"
    assert _run(books.conn, _sweep(books, chain)) == "COMPLETED"
    assert value(books.conn, "select credits from ledger.balances where account_id = %s", wallet) == 60


def test_a_claim_and_a_chain_do_not_wait_for_each_others_handlers(books: _Books) -> None:
    """The claim holds those that have limits; the chain has a task of one of them, and asks for one of the other."""
    books.conn.execute("select chain.set_handler(h, 'sandbox', p_max_running => 9) from unnest('{post,shop}'::text[]) h")
    ask = {"kind": "external", "effect": "none"}
    with connect(books.url) as other, books.conn.transaction(), other.transaction():
        for connection in (books.conn, other):
            connection.execute("set local lock_timeout = '1s'")
        books.submit({"name": "ship", "params": {"handler": "shop"}, **ask})
        other.execute("select from chain.claim_steps('ada', '{post,shop}')")
        books.submit({"name": "mail", "params": {"handler": "post"}, **ask})
    claimed = "select string_agg(step, ', ' order by step) from chain.claim_steps('ada', '{post,shop}')"
    assert value(books.conn, claimed) == "mail, ship"


def test_many_chains_on_a_few_accounts_do_not_deadlock(books: _Books) -> None:
    """Some wait and are signalled or rolled back, some fail; money is only moved, and all ends."""

    def work(number: int) -> list[str]:
        random = Random(number)
        with connect(books.url) as connection:
            return [_live(books, connection, random) for _ in range(CHAINS)]

    with ThreadPoolExecutor(CLIENTS) as threads:
        states = Counter(state for states in threads.map(work, range(CLIENTS)) for state in states)
    assert set(states) == {"COMPLETED", "ROLLED_BACK"}
    assert states.total() == CLIENTS * CHAINS
    assert sum(books.posted()) == 100 * WALLETS
    assert min(books.posted()) >= 0
    assert value(books.conn, "select count(*) from chain.positions") == 0


def _live(books: _Books, connection: Connection, random: Random) -> str:
    a, b, c, d = random.sample(books.wallets, 4)
    amount = random.randint(1, 60)
    lien = {"name": "hold", "kind": "lien", "params": {"account": str(a), "beneficiary": str(b), "amount": str(amount)}}
    timing = {"params": {"timing": random.choice(["deferred", "immediate"])}}
    waits = random.random() < 0.5
    steps = [
        lien,
        _transfer("pay", b, c, amount, depends_on=["hold"]),
        _transfer("more", d, a, random.randint(1, 30), **timing),
        *([{"name": "go", "kind": "callback", "depends_on": ["pay"]}] if waits else []),
        _transfer("last", c, d, random.randint(1, 20), depends_on=["go" if waits else "pay"]),
    ]
    chain = books.submit(*steps, more={"settlement": random.choice(["net", "gross"])}, connection=connection)
    state = str(value(connection, "select state from chain.chains where id = %s", chain))
    if state == "EXECUTING":
        state = _run(connection, random.choice((_signal, _rollback))(books, chain))
    return state


@pytest.mark.parametrize(
    ("act", "outcomes"),
    [(_signal, ["COMPLETED", "SG031"]), (_rollback, ["ROLLED_BACK"] * 2), (_sweep, ["EXECUTING"] * 2)],
)
def test_what_is_asked_for_twice_is_done_once(books: _Books, act: Callable[[_Books, UUID], _Act], outcomes: list[str]) -> None:
    chain = _waiting_chain(books)
    first, second = _one_after_the_other(books, act(books, chain), act(books, chain))
    assert [first, second] == outcomes


# Parked work: one person acts on it, or another, or a worker.


def _ship(books: _Books, **more: object) -> UUID:
    """Return a chain whose one step ada is about to do outside."""
    books.conn.execute("select chain.set_handler('shop', 'sandbox')")
    step = {"name": "ship", "kind": "external", "effect": "compensatable", "params": {"handler": "shop"}, **more}
    chain = books.submit(step)
    books.conn.execute("select from chain.claim_steps('ada', array['shop'])")
    return chain


def _report(outcome: str) -> _Act:
    """Ada's report of her attempt; what the task is then, nothing where she is late."""
    query: LiteralString = """
        select coalesce(max(c.state), 'late')
        from chain.complete_steps('ada', (
          select jsonb_agg(to_jsonb(t) - 'output' || jsonb_build_object('attempt', 1, 'outcome', %s::text, 'is_final', true))
          from chain.tasks t)) c
        """
    return query, [outcome]


def _resolve(books: _Books, chain: UUID, by: int = 1, outcome: str = "succeeded") -> _Act:
    query: LiteralString = "select is_effective::text from chain.resolve_step(%s, %s, 'ship', %s, 'x', null, %s)"
    return query, [books.company, chain, outcome, UUID(int=by)]


def _retry(books: _Books, chain: UUID) -> _Act:
    return "select state from chain.retry_step(%s, %s, 'ship')", [books.company, chain]


def _park(books: _Books, **more: object) -> UUID:
    chain = _ship(books, **more)
    assert _run(books.conn, _report("unknown")) == "PARKED"
    return chain


def test_two_who_resolve_at_once(books: _Books) -> None:
    chain = _park(books)
    assert _one_after_the_other(books, _resolve(books, chain), _resolve(books, chain, 2, "failed")) == ("true", "SG072")
    assert books.state(chain) == "COMPLETED"


def test_two_who_propose_at_once(books: _Books) -> None:
    """The second confirms what the first proposed, and it is done once."""
    books.conn.execute("select chain.set_policy(%s, true)", [books.company])
    chain = _park(books)
    assert _one_after_the_other(books, _resolve(books, chain), _resolve(books, chain, 2)) == ("false", "true")
    assert books.state(chain) == "COMPLETED"
    chain = _park(books)
    assert _one_after_the_other(books, _resolve(books, chain), _resolve(books, chain, 2, "failed")) == ("false", "false")
    assert books.state(chain) == "EXECUTING"


def test_one_who_resolves_and_one_who_tries_again(books: _Books) -> None:
    chain = _park(books)
    assert _one_after_the_other(books, _resolve(books, chain), _retry(books, chain)) == ("true", "SG072")
    chain = _park(books)
    assert _one_after_the_other(books, _retry(books, chain), _resolve(books, chain)) == ("EXECUTING", "SG072")
    assert books.state(chain) == "EXECUTING"


def test_a_worker_who_reports_while_somebody_resolves(books: _Books) -> None:
    """What she reports first is what is resolved; what she reports later is kept, and changes nothing."""
    chain = _ship(books)
    assert _one_after_the_other(books, _report("unknown"), _resolve(books, chain)) == ("PARKED", "true")
    assert books.state(chain) == "COMPLETED"
    chain = _ship(books)
    assert _one_after_the_other(books, _report("succeeded"), _resolve(books, chain)) == ("SUCCEEDED", "SG072")
    chain = _park(books)
    with connect(books.url) as other, books.conn.transaction(), ThreadPoolExecutor(1) as thread:
        assert _run(books.conn, _resolve(books, chain, outcome="failed")) == "true"
        late = thread.submit(_run, other, _report("succeeded"))
        assert late.result(timeout=30) == "late", "she waits for nobody"
    assert books.state(chain) == "ROLLED_BACK"
    assert value(books.conn, "select array_agg(what) from chain.parked") == ["late_effect"]


def test_a_worker_who_claims_what_is_tried_again(books: _Books) -> None:
    """It is claimed when the retry has committed, once, and its chain hears of it."""
    chain = _park(books)
    claim = "select count(*) from chain.claim_steps('bob', array['shop'])"
    with connect(books.url) as other:
        with books.conn.transaction():
            assert _run(books.conn, _retry(books, chain)) == "EXECUTING"
            assert value(other, claim) == 0
        assert value(other, claim) == 1
        assert value(other, claim) == 0
        assert _run(other, _report("succeeded")) == "late"
        reports = value(other, "select jsonb_agg(to_jsonb(t) - 'output' || '{\"outcome\": \"succeeded\"}') from chain.tasks t")
        assert value(other, "select c.state from chain.complete_steps('bob', %s) c", Jsonb(reports)) == "SUCCEEDED"
    assert value(books.conn, "select chain.advance_due(d.company_id, d.id) from chain.list_due() d") is True
    assert books.state(chain) == "COMPLETED"


def test_a_worker_who_reports_of_all_that_is_undone_of_a_chain(books: _Books) -> None:
    """The chain asks for the last undoing first, the worker reports of the first one first: neither waits for ever."""
    books.conn.execute("select chain.set_handler('shop', 'sandbox')")
    names = ("a", "b", "c")
    steps = [{"name": it, "kind": "external", "effect": "compensatable", "params": {"handler": "shop"}} for it in names]
    chain = books.submit(*steps, {"name": "go", "kind": "callback"})
    for name in names:
        _claim_and_report(books, name)
    assert _run(books.conn, _rollback(books, chain)) == "ROLLING_BACK"
    books.conn.execute("select from chain.claim_steps('ada', array['shop'])")
    with connect(books.url) as worker, connect(books.url) as engine, ThreadPoolExecutor(2) as threads:
        with books.conn.transaction():
            books.conn.execute("select from chain.tasks t where t.is_undoing and t.step_no = 2 for update")
            acts = []
            for connection, act in ((worker, _report("succeeded")), (engine, _rollback(books, chain))):
                acts.append(threads.submit(_run, connection, act))
                while not value(books.conn, "select cardinality(pg_blocking_pids(%s)) > 0", connection.info.backend_pid):
                    time.sleep(0.005)
        assert acts[0].result(timeout=30) == "SUCCEEDED"
        assert acts[1].result(timeout=30) in {"ROLLING_BACK", "ROLLED_BACK"}
    books.conn.execute("select chain.advance_due(d.company_id, d.id) from chain.list_due() d")
    assert books.state(chain) == "ROLLED_BACK"


def _claim_and_report(books: _Books, name: str) -> None:
    """Have a step done, and the chain hear of it."""
    books.conn.execute("select from chain.claim_steps('ada', array['shop'])")
    reports = """
        select jsonb_agg(to_jsonb(t) - 'output' || '{"outcome": "succeeded"}')
        from chain.tasks t join chain.steps s using (company_id, chain_id, step_no)
        where s.name = %s
        """
    books.conn.execute("select from chain.complete_steps('ada', %s)", [Jsonb(value(books.conn, reports, name))])
    books.conn.execute("select chain.advance_due(d.company_id, d.id) from chain.list_due() d")
