"""Whatever chains do side by side, and the world around them, they do what the model of the design does."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from copy import deepcopy
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import psycopg
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from psycopg.types.json import Jsonb

from orchestrator.database import Connection
from tests.py.chain_model import ENDED, GATES, Chain, ChainLedger, Step
from tests.py.model import Account, Company, Lien, Refused
from tests.py.world import Json, Writer, build, deposit, expected_state, go_on_with_what_is_due, install_clock, post, state, value

SOAK = os.environ.get("HOLDFAST_SOAK") == "1"
PROFILE = settings(
    max_examples=600 if SOAK else 12,
    stateful_step_count=60 if SOAK else 40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
WORLD = {
    "A": {
        "bank": ("asset", "USD", None),
        "wallet": ("liability", "USD", 0),
        "purse": ("liability", "USD", 0),
        "overdraft": ("liability", "USD", -20),
        "vault": ("asset", "USD", 0),
        "eur bank": ("asset", "EUR", None),
        "eur": ("liability", "EUR", 0),
    },
    "B": {"bank": ("asset", "USD", None), "wallet": ("liability", "USD", 0), "purse": ("liability", "USD", 0)},
}
LIVE_CHAINS = 5
APPROVER = UUID(int=1, version=4)

seeds = st.integers(0, 2**24 - 1)


class _Drafter:
    """Writes chains: steps that wait for a callback or an approval of their own, and some that run at once."""

    def __init__(self, random: Random, ledger: ChainLedger) -> None:
        self._random = random
        self._ledger = ledger
        self._accounts = list(ledger.accounts.values())
        self._steps: list[Json] = []
        self._liens: list[str] = []
        self._reached: list[tuple[Account, str, str]] = []
        self._haste = random.choice([0.2, 0.9])
        self._name = "first"
        self._needs: set[str] = set()

    def draft(self) -> Json:
        """Write the body of a request."""
        random = self._random
        body: Json = {
            "steps": self._steps,
            "settlement": random.choice(["net", "gross"]),
            "on_failure": random.choice(["rollback", "hold"]),
        }
        if random.random() < 0.25:
            body["liens"] = [{"name": "first", **self._lien()}]
            self._liens.append("first")
        for nth in range(random.choice([2, 3, 4, 5, 6])):
            self._add_step(nth)
        return body

    def _add_step(self, nth: int) -> None:
        random = self._random
        kinds = ["transfer"] * 6 + ["entry"] * 2 + ["lien"] * 2
        kind = random.choice(["release_lien", "capture_lien"] if self._liens and random.random() < 0.25 else kinds)
        self._name, self._needs = f"{kind}{nth}", set[str]()
        if random.random() < 0.6:
            self._steps.append({"name": f"go{nth}", "kind": random.choice(["callback", "callback", "callback", "approval"])})
            self._needs.add(f"go{nth}")
        params = getattr(self, f"_{kind}")()
        step = {"name": self._name, "kind": kind, "depends_on": sorted(self._needs), "params": params}
        if random.random() < 0.3:
            step["checkpoint"] = True
        self._steps.append(step)
        if kind == "lien":
            self._liens.append(step["name"])

    def _transfer(self) -> Json:
        source, target, amount = self._move()
        return {"from": str(source.id), "to": str(target.id), "amount": amount, **self._timing()}

    def _entry(self) -> Json:
        """A few amounts, each from one account to another; an account may come more than once."""
        lines = []
        for _ in range(self._random.choice([1, 2, 2, 3])):
            source, target, amount = self._move()
            if source.side == target.side == "debit":
                source, target = target, source
            lines.append({"account_id": str(source.id), "debit_amount": amount})
            lines.append({"account_id": str(target.id), "credit_amount": amount})
        self._random.shuffle(lines)
        return {"lines": lines, **self._timing()}

    def _lien(self) -> Json:
        held, favoured, amount = self._move(same_side=True)
        return {"account": str(held.id), "beneficiary": str(favoured.id), "amount": amount}

    def _release_lien(self) -> Json:
        amount = {"amount": str(self._random.randint(1, 10))} if self._random.random() < 0.5 else {}
        return {"lien": self._random.choice(self._liens), **amount}

    def _capture_lien(self) -> Json:
        fits = [it for it in self._accounts if it.currency == "USD"]
        to = {"to": str(self._random.choice(fits).id)} if self._random.random() < 0.5 else {}
        return {**self._release_lien(), **to}

    def _timing(self) -> Json:
        random = self._random
        if random.random() > self._haste:
            return {}
        return {"timing": "immediate", **({"guarded": False} if random.random() < 0.3 else {})}

    def _move(self, *, same_side: bool = False) -> tuple[Account, Account, str]:
        """Two accounts of a currency and an amount; mostly what an earlier step brought goes on, or a part of it."""
        random = self._random
        amount = f"{random.randint(1, 20)}{random.choice(['', '', '', '.5', '.05'])}"
        if self._reached and random.random() < 0.7:
            source, brought, step = random.choice(self._reached)
            amount = random.choice([brought, brought, amount])
            if step != self._name and random.random() < 0.5:
                self._needs.add(step)
        else:
            accounts = [it for it in self._accounts if it.floor is not None or random.random() < 0.3]
            source = random.choice([it for it in accounts if it.currency == "USD" or not same_side])
            most = 0 if source.floor is None else self._ledger.available(source) - source.floor
            if most > 0 and random.random() < 0.2:
                amount = f"{most + random.choice([0, 0, 1]):.2f}"
        fits = [it for it in self._accounts if it is not source and it.currency == source.currency]
        target = random.choice([it for it in fits if not same_side or it.side == source.side])
        if target.currency == "USD":
            self._reached.append((target, amount, self._name))
        return source, target, amount


class _Machine(RuleBasedStateMachine):
    """The real ledger and the model, side by side; what the real one did is rolled back at the end."""

    def __init__(self, connection: Connection, ledger: ChainLedger) -> None:
        super().__init__()
        self.connection = connection
        self.ledger = ledger
        self.chains: list[tuple[UUID, Chain]] = []
        self.liens: list[tuple[UUID, Lien]] = []
        self.before: dict[UUID, Decimal] = {}
        self.times = 0
        self.ended: set[UUID] = set()
        connection.execute("begin")

    def teardown(self) -> None:
        self.connection.execute("rollback")

    def both(self, modelled: Callable[[], Any], query: str, *parameters: object) -> tuple[Any, Any] | None:
        """Ask both; return what they gave, or None where both refused, which has to be for the same reason."""
        try:
            with self.connection.transaction():
                real = value(self.connection, query, *parameters)
                go_on_with_what_is_due(self.connection)
        except psycopg.Error as exc:
            real, code = None, exc.sqlstate
            note(f"refused: {exc}")
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

    def live(self) -> list[tuple[UUID, Chain]]:
        return [(chain_id, chain) for chain_id, chain in self.chains if chain.state not in ENDED]

    def a_chain(self, random: Random) -> tuple[UUID, Chain]:
        """Choose a chain that lives, or once in a while one that has ended."""
        return random.choice(self.live() if self.live() and random.random() < 0.95 else self.chains)

    # What a real chain just did that the design leaves open.

    def order_of(self, chain_id: UUID, since: int) -> list[str]:
        """The steps that ran since an event, in their order."""
        rows = self.connection.execute(
            "select e.step from chain.events e where e.chain_id = %s and e.seq > %s"
            " and e.type in ('step.succeeded', 'step.failed') order by e.seq",
            (chain_id, since),
        )
        return [step for (step,) in rows]

    def parked_of(self, chain_id: UUID) -> list[str]:
        rows = self.connection.execute(
            "select s.name from chain.steps s where s.chain_id = %s and s.state = 'COMPENSATION_FAILED'", (chain_id,)
        )
        return [step for (step,) in rows]

    def last_seq(self, chain_id: UUID) -> int:
        seq: int = value(self.connection, "select c.last_seq from chain.chains c where c.id = %s", chain_id)
        return seq

    # Chains.

    @rule(seed=seeds)
    def something_happens(self, seed: int) -> None:
        """Start a chain, tell one what it waits for, undo one; or something outside.

        One rule for all: of several, hypothesis leaves some out of each run, and most runs would have no chains that go on.
        """
        self.times += 1
        random = Random(f"{seed} {self.times}")
        act = random.choice([self.submit] * 2 + [self.go_on] * 6 + [self.undo] * 3 + [self.world_does] * 5)
        if len(self.live()) == LIVE_CHAINS and act == self.submit:
            act = self.go_on
        elif len(self.live()) < 2 and act != self.world_does:
            act = self.submit
        act(random)

    def submit(self, random: Random) -> None:
        body = _Drafter(random, self.ledger).draft()
        self.start(random.choice(list(self.ledger.companies.values())), body)

    def start(self, hub: Company, body: Json) -> None:
        note(f"{body=}")
        chain_id = value(self.connection, "select (chain.submit(%s, %s)).id", hub.id, Jsonb(body))
        go_on_with_what_is_due(self.connection)
        chain = self.ledger.submit(hub, body, self.order_of(chain_id, 0), self.parked_of(chain_id))
        self.chains.append((chain_id, chain))

    def go_on(self, random: Random) -> None:
        """Tell a chain something that it waits for; once in a while something that it was told before."""
        chain_id, chain = self.a_chain(random)
        gates = [it for it in chain.steps.values() if it.kind in GATES]
        gates = [it for it in gates if it.name not in chain.told or random.random() < 0.02]
        for gate in random.sample(gates, min(len(gates), random.choice([1, 2, 3]))):
            kind = "signal" if gate.kind == "callback" else random.choice(["approval"] * 9 + ["rejection"])
            self.tell(chain_id, chain, gate.name, kind)

    def tell(self, chain_id: UUID, chain: Chain, name: str, kind: str) -> None:
        note(f"tell {self.chains.index((chain_id, chain))} {name} {kind}")
        since = self.last_seq(chain_id)
        self.both(
            lambda: self.ledger.tell(chain, name, kind, self.order_of(chain_id, since), self.parked_of(chain_id)),
            "select (chain.signal(%s, %s, %s, p_kind => %s, p_principal_id => %s)).id",
            *(chain.company.id, chain_id, name, kind, APPROVER),
        )

    def undo(self, random: Random) -> None:
        """Roll back a part of a chain, or all of it; or resume one that failed, where there is one."""
        chain_id, chain = self.a_chain(random)
        failed = [it for it in self.chains if it[1].state == "FAILED"]
        act = random.choice(["steps"] * 6 + ["whole", "whole", "resume"])
        if failed and random.random() < 0.5:
            chain_id, chain = random.choice(failed)
            hopeless = chain.checkpoint() is None and random.random() < 0.9
            (self.rollback if hopeless else self.resume)(chain_id, chain)
        elif act == "steps":
            done = [it.name for it in chain.steps.values() if it.state == "SUCCEEDED" and it.kind not in GATES]
            names = done if done and random.random() < 0.8 else list(chain.steps)
            self.rollback_steps(chain_id, chain, random.choices(names, k=random.choice([1, 1, 2])))
        elif act == "whole":
            self.rollback(chain_id, chain)
        else:
            self.resume(chain_id, chain)

    def rollback(self, chain_id: UUID, chain: Chain) -> None:
        note(f"roll back {self.chains.index((chain_id, chain))}")
        self.both(
            lambda: self.ledger.rollback_chain(chain, self.parked_of(chain_id)),
            "select (chain.rollback(%s, %s)).id",
            *(chain.company.id, chain_id),
        )

    def rollback_steps(self, chain_id: UUID, chain: Chain, names: list[str]) -> None:
        """Undo a part; but not what failed, for a resume runs that anew, and not what would have to be parked."""
        concerned = chain.dependents(names)
        undone = [it for it in concerned if it.state == "SUCCEEDED" and it.kind not in GATES]
        if any(it.state == "FAILED" for it in concerned) or self.would_park(chain, undone):
            return
        note(f"roll back {names} of {self.chains.index((chain_id, chain))}")
        seq = self.last_seq(chain_id)
        key = (chain.company.id, chain_id)
        if self.both(lambda: self.ledger.rollback_steps(chain, names), "select (chain.rollback(%s, %s, %s)).id", *key, names):
            self.no_promise_is_broken()
            self.both(
                lambda: self.ledger.advance(chain, self.order_of(chain_id, seq), self.parked_of(chain_id)),
                "select (chain.advance(%s, %s)).id",
                *key,
            )

    def resume(self, chain_id: UUID, chain: Chain) -> None:
        """Go on with what failed; but not where a part was rolled back after the checkpoint, or would have to be parked."""
        since = chain.checkpoint()
        if since is not None and chain.state == "FAILED":
            rolled_back = [it for it in chain.steps.values() if it.state == "COMPENSATED" and it.done_at > since]
            if rolled_back or self.would_park(chain, self.ledger.after(chain, since)):
                return
        note(f"resume {self.chains.index((chain_id, chain))}")
        seq = self.last_seq(chain_id)
        self.both(
            lambda: self.ledger.resume(chain, self.order_of(chain_id, seq), self.parked_of(chain_id)),
            "select (chain.resume(%s, %s)).id",
            *(chain.company.id, chain_id),
        )

    def would_park(self, chain: Chain, steps: list[Step]) -> bool:
        return any(it.is_unguarded for it in steps) and not self.ledger.can_undo(chain, steps)

    # The world around them.

    def world_does(self, random: Random) -> None:
        """Bring money, move it, or take all that an account has; place a lien or release one; freeze; raise a floor."""
        accounts = [it for it in self.ledger.accounts.values() if it.floor is not None]
        used = [it for _, chain in self.live() for step in chain.steps.values() for it in step.accounts if it.floor is not None]
        account = random.choice(used if used and random.random() < 0.7 else accounts)
        frozen = [it for it in accounts if it.status == "frozen"]
        raised = [it for it in accounts if self.ledger.available(it) < (it.floor or 0)]
        act = random.choice(["fund", "post"] + ["drain"] * 4 + ["place", "release", "freeze", "floor", "floor"])
        amount = Decimal(random.randint(1, 30))
        if frozen and random.random() < 0.4:
            self.set_status(random.choice(frozen), "open")
        elif raised and random.random() < 0.3:
            self.set_floor(random.choice(raised), Decimal(0))
        elif act == "fund":
            self.book([deposit(min(accounts, key=self.ledger.available), self.ledger, 20)])
        elif act == "post":
            self.book([Writer(random, self.ledger, faults=0).transaction() for _ in range(2)])
        elif act == "drain" and self.ledger.available(account) > (account.floor or 0):
            self.book([_withdrawal(account, self.ledger)])
        elif act == "place":
            self.place_lien(account, amount)
        elif act == "release" and self.liens:
            self.release_lien(*random.choice(self.liens), random.choice([None, amount]))
        elif act == "freeze":
            self.set_status(account, "frozen")
        elif act == "floor":
            self.set_floor(account, random.choice([Decimal(-10), self.ledger.available(account) + random.choice([0, 5, 20])]))

    def book(self, transactions: list[Json]) -> None:
        note(f"{transactions=}")
        outcomes = zip(post(self.connection, transactions), self.ledger.post(transactions), transactions, strict=True)
        assert [
            (transaction, real, wanted)
            for real, wanted, transaction in outcomes
            if real[0] != wanted.status or real[1] not in (wanted.codes or {None})
        ] == []

    def place_lien(self, account: Account, amount: Decimal) -> None:
        placed = self.both(
            lambda: self.ledger.place_lien(account, amount, None),
            "select (ledger.place_lien(%s, %s, %s)).id",
            *(account.company.id, account.id, amount),
        )
        if placed:
            self.liens.append(placed)

    def release_lien(self, real: UUID, lien: Lien, amount: Decimal | None) -> None:
        self.both(
            lambda: self.ledger.release_lien(lien, amount),
            "select ledger.release_lien(%s, %s, %s)",
            *(lien.account.company.id, real, amount),
        )

    def set_status(self, account: Account, status: str) -> None:
        function = {"frozen": "freeze", "open": "unfreeze"}[status]
        self.both(
            lambda: self.ledger.set_status(account, status),
            f"select ledger.{function}_account(%s, %s)",
            *(account.company.id, account.id),
        )

    def set_floor(self, account: Account, floor: Decimal) -> None:
        self.both(
            lambda: self.ledger.set_floor(account, floor),
            "select ledger.set_account_floor(%s, %s, %s)",
            *(account.company.id, account.id, floor),
        )

    # What holds after each step.

    @invariant()
    def accounts_are_the_models(self) -> None:
        assert _differing(state(self.connection), expected_state(self.ledger)) == {}

    @invariant()
    def chains_are_the_models(self) -> None:
        rows = self.connection.execute("select c.id, c.state, c.failure ->> 'code' from chain.chains c").fetchall()
        assert _differing({row[0]: row[1:] for row in rows}, {it: (chain.state, chain.code) for it, chain in self.chains}) == {}
        rows = self.connection.execute("select s.chain_id, s.name, s.kind, s.state, s.code from chain.steps s").fetchall()
        wanted = {
            (chain_id, step.name): _told(step.kind, step.state, step.code)
            for chain_id, chain in self.chains
            for step in chain.steps.values()
        }
        assert _differing({row[:2]: _told(*row[2:]) for row in rows}, wanted) == {}

    @invariant()
    def positions_are_the_models(self) -> None:
        rows = self.connection.execute(
            "select p.chain_id, p.account_id, p.liened, p.deferred_in, p.deferred_out, p.reserved, v.virtual_available"
            " from chain.positions p join chain.virtual_balances v using (company_id, chain_id, account_id)"
        ).fetchall()
        wanted = {
            (chain_id, account.id): (*position, self.ledger.virtual_available(chain, account))
            for chain_id, chain in self.live()
            for account, position in chain.positions().items()
        }
        assert _differing({row[:2]: row[2:] for row in rows}, wanted) == {}

    @invariant()
    def no_floor_is_broken(self) -> None:
        """What stands below a floor that was raised never falls further."""
        rows = self.connection.execute(
            "select b.account_id, b.floor, b.available from ledger.account_balances b where b.floor is not null"
        ).fetchall()
        for account_id, floor, available in rows:
            assert available >= min(floor, self.before.get(account_id, available))
            self.before[account_id] = available

    @invariant()
    def what_ended_left_what_it_should(self) -> None:
        """Of a chain that was rolled back the journal's lines cancel out; a settlement is what was promised; events tell it."""
        for chain_id, chain in self.chains:
            if chain.state not in ENDED or chain_id in self.ended:
                continue
            self.ended.add(chain_id)
            if chain.state == "ROLLED_BACK":
                assert self.lines_of("e.chain_id = %s", chain_id, net=True) == []
            else:
                settlement = "e.transaction_id = (select c.transaction_id from chain.chains c where c.id = %s)"
                assert self.lines_of(settlement, chain_id) == sorted(
                    (line.account.company.code, line.account.code, line.debit, line.credit) for line in chain.settled
                )
            for function in ("verify", "replay"):
                query = f"select x::text from chain.{function}(%s, %s) x"
                assert self.connection.execute(query.encode(), (chain.company.id, chain_id)).fetchall() == []

    @invariant()
    def no_promise_is_broken(self) -> None:
        assert self.connection.execute("select * from audit.invariants").fetchall() == []

    def lines_of(self, where: str, chain_id: UUID, *, net: bool = False) -> list[tuple[Any, ...]]:
        query = f"""
            select c.code, a.code, l.debit_amount, l.credit_amount
            from ledger.journal_entries e
            join ledger.journal_lines l on l.company_id = e.company_id and l.entry_id = e.id
            join ledger.accounts a on a.company_id = l.company_id and a.id = l.account_id
            join ledger.companies c on c.id = a.company_id
            where {where}
            """
        if net:
            query = f"""
                select x.company, x.code from ({query}) x (company, code, debit, credit)
                group by x.company, x.code having sum(x.debit - x.credit) <> 0
                """
        return sorted(self.connection.execute(query.encode(), (chain_id,)).fetchall())


def _withdrawal(account: Account, ledger: ChainLedger) -> Json:
    """Write the transaction that takes from an account all that is there to be taken."""
    whole = deposit(account, ledger, 1)
    amount = ledger.available(account) - (account.floor or Decimal(0))
    other = {"debit_amount": "credit_amount", "credit_amount": "debit_amount"}
    for line in whole["entries"][0]["lines"]:
        side = next(it for it in other if line.pop(it, None))
        line[other[side]] = str(amount)
    return whole


def _differing(real: Mapping[Any, object], wanted: Mapping[Any, object]) -> dict[Any, tuple[object, object]]:
    """What is not the same in both."""
    pairs = {key: (real.get(key), wanted.get(key)) for key in real.keys() | wanted.keys()}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def _told(kind: str, state: str, code: str | None) -> tuple[str, str | None]:
    """Of a step's state what the design determines."""
    if kind in GATES:
        return ("SUCCEEDED" if state == "SUCCEEDED" else "open"), None
    return ("idle" if state in ("PENDING", "SKIPPED") else state), code if state == "FAILED" else None


def test_chains_do_what_the_model_does(conn: Connection) -> None:
    install_clock(conn)
    ledger = ChainLedger(build(conn, WORLD))
    deposits = [deposit(account, ledger, 25) for account in ledger.accounts.values() if account.floor is not None]
    assert {outcome.status for outcome in ledger.post(deposits)} == {status for status, _ in post(conn, deposits)} == {"posted"}
    run_state_machine_as_test(lambda: _Machine(conn, deepcopy(ledger)), settings=PROFILE)  # type: ignore[arg-type]
