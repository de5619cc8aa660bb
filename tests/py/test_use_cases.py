"""The plan's use cases, as examples/chains defines them: each runs forward, and is undone from every step."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from orchestrator.database import Connection
from orchestrator.paths import examples
from tests.py.api.client import create_principal
from tests.py.world import IDS, Json, install_clock, post, set_clock, value

Money = dict[str, tuple[str, str]]
"""By account: what is posted, and what is available."""

FOLDER = examples() / "chains"
PAYMENT = IDS[0]
"""The transaction that a refund undoes."""

OPEN_END: Json = {"name": "open_end", "kind": "callback"}
"""A step that keeps a chain from settling, so that it can be rolled back after its last one."""


@dataclass(frozen=True)
class Obstacle:
    """What makes a step fail, where nothing simpler does: another input or answer, or an account that is frozen."""

    code: str
    input: Json = field(default_factory=dict)
    answers: Mapping[str, Json] = field(default_factory=dict)
    frozen: str = ""
    before: str = ""
    """The step that is answered after the freeze; none where it comes before the chain starts."""


@dataclass(frozen=True)
class UseCase:
    """How a definition is tried, so that each of its steps has something to do."""

    accounts: Mapping[str, tuple[str, str, int | None, str]]
    """Type, currency, floor and what it has, by code; partner/… is another company's."""
    input: Json
    """@code stands for the account."""
    answers: Mapping[str, Json]
    """What the steps that wait are told, in order."""
    after: Mapping[str, str]
    """What accounts have at the end, where it is not what they had."""
    obstacles: Mapping[str, Obstacle]
    """By step. Callbacks can time out, approvals be rejected, and delays end with the chain."""
    earlier: tuple[str, str, str] | None = None
    """A payment of before the chain: debited, credited, amount."""


def frozen(account: str, before: str = "") -> Obstacle:
    return Obstacle("LG012", frozen=account, before=before)


def wallet(amount: str = "0.00", currency: str = "EUR") -> tuple[str, str, int | None, str]:
    return "liability", currency, 0, amount


INCOME = ("income", "EUR", None, "0.00")
USE_CASES = {
    "transfer": UseCase(
        accounts={
            "sender": wallet("20000.00"),
            "supplier": wallet(currency="USD"),
            "carrier": wallet(),
            "partner/agent": wallet(),
            "fees": INCOME,
            "eur_position": ("liability", "EUR", None, "0.00"),
            "usd_position": ("liability", "USD", None, "0.00"),
        },
        input={
            **{"sender": "@sender", "carrier": "@carrier", "supplier": "@supplier", "agent": "@partner/agent", "fees": "@fees"},
            **{"eur_position": "@eur_position", "usd_position": "@usd_position", "rate": "1.08256"},
            **{"goods": "12345.67", "freight": "480.00", "fee": "12.50", "commission": "61.73"},
        },
        answers={"review": {}},
        after={
            "sender": "7100.10",
            "supplier": "13364.92",
            "carrier": "480.00",
            "partner/agent": "61.73",
            "fees": "12.50",
            "eur_position": "12345.67",
            "usd_position": "-13364.92",
        },
        obstacles={"exchange": frozen("supplier"), "freight": frozen("carrier"), "charges": frozen("partner/agent")},
    ),
    "marketplace": UseCase(
        accounts={
            "bank": ("asset", "EUR", None, "0.00"),
            "incoming": ("liability", "EUR", -500, "0.00"),
            "escrow": wallet(),
            "merchant": wallet(),
            "supplier": wallet(),
            "fees": INCOME,
        },
        input={
            **{"bank": "@bank", "incoming": "@incoming", "escrow": "@escrow", "merchant": "@merchant", "supplier": "@supplier"},
            **{"fees": "@fees", "price": "100.00", "cost": "70.00", "fee": "5.00"},
        },
        answers={"funds": {"amount": "99.20"}, "shortfall": {}},
        after={
            **{"bank": "99.20", "incoming": "-0.80", "escrow": "0.00"},
            **{"merchant": "25.00", "supplier": "70.00", "fees": "5.00"},
        },
        obstacles={
            "in_transit": Obstacle("LG040", input={"price": "500.01"}),
            "payout": frozen("merchant"),
            "purchase": frozen("supplier"),
            "fee": frozen("fees"),
            "arrival": frozen("bank"),
        },
    ),
    "escrow": UseCase(
        accounts={"buyer": wallet("150.00"), "seller": wallet(), "supplier": wallet(), "fees": INCOME},
        input={
            **{"buyer": "@buyer", "seller": "@seller", "supplier": "@supplier", "fees": "@fees"},
            **{"price": "100.00", "materials": "60.00", "fee": "5.00"},
        },
        answers={"delivery": {"accepted": False, "rebate": "20.00"}, "arbitration": {}},
        after={"buyer": "70.00", "seller": "15.00", "supplier": "60.00", "fees": "5.00"},
        obstacles={
            "deposit": Obstacle("LG040", input={"price": "150.01"}),
            "materials": frozen("supplier"),
            "rebate": Obstacle("LN003", answers={"delivery": {"accepted": False, "rebate": "100.01"}}),
            "fee": frozen("fees"),
            "release": frozen("seller", before="arbitration"),
        },
    ),
    "refund": UseCase(
        accounts={"customer": wallet("800.00"), "sales": INCOME, "fees": INCOME},
        input={"transaction_id": PAYMENT, "amount": "640.00", "customer": "@customer", "fees": "@fees"},
        answers={"consent": {}, "restock": {"fee": "15.00"}, "notice": {}, "close_case": {}},
        after={"customer": "785.00", "sales": "0.00", "fees": "15.00"},
        obstacles={"reversal": frozen("sales"), "restocking_fee": frozen("fees")},
        earlier=("customer", "sales", "640.00"),
    ),
    "subscription": UseCase(
        accounts={"customer": wallet("15.00"), "revenue": INCOME, "tax": ("liability", "EUR", None, "0.00")},
        input={
            **{"customer": "@customer", "revenue": "@revenue", "tax": "@tax", "plan": "premium", "has_trial": True},
            **{"price": "11.99", "net": "10.08", "vat": "1.91"},
        },
        answers={"streaming": {}, "downloads": {}, "trial": {}, "invoice": {"number": "2030-17"}, "notification": {}},
        after={"customer": "3.01", "revenue": "10.08", "tax": "1.91"},
        obstacles={"billing": Obstacle("LG040", input={"price": "15.01", "net": "12.61", "vat": "2.40"})},
    ),
    "purchase": UseCase(
        accounts={
            "customer": wallet("60.00"),
            "shop": wallet(),
            "fees": INCOME,
            "points_issued": ("expense", "PTS", None, "0"),
            "points": wallet("0", "PTS"),
        },
        input={
            **{"customer": "@customer", "shop": "@shop", "fees": "@fees", "price": "49.90", "fee": "1.25"},
            **{"is_member": True, "points_issued": "@points_issued", "points_account": "@points", "points": "49"},
        },
        answers={"stock": {}, "shipping": {"parcel": "JD0002"}, "notification": {}},
        after={"customer": "10.10", "shop": "48.65", "fees": "1.25", "points_issued": "49", "points": "49"},
        obstacles={
            "payment": Obstacle("LG040", input={"price": "60.01"}),
            "fee": Obstacle("LG040", input={"fee": "49.91"}),
            "loyalty": frozen("points"),
        },
    ),
    "provisioning": UseCase(
        accounts={"promotions": ("expense", "EUR", None, "0.00")},
        input={"promotions": "@promotions", "wallet_code": "ada", "holder": "Ada", "currency": "EUR", "bonus": "10.00"},
        answers={"user": {"user_id": "u-1", "risk": "high"}, "clearance": {}, "card": {}, "app": {}},
        after={"promotions": "10.00", "ada": "10.00"},
        obstacles={"wallet": Obstacle("LG070", input={"wallet_code": "promotions"}), "funding": frozen("promotions")},
    ),
}


def read(name: str) -> Json:
    """Return what the file of a use case has."""
    document: Json = json.loads((FOLDER / f"{name}.json").read_text())
    return document


def steps_of(name: str) -> dict[str, Json]:
    """Return the steps of a use case by name, its liens first."""
    body = read(name)["body"]
    return {step["name"]: {"kind": "lien"} | step for step in [*body.get("liens", []), *body["steps"]]}


class Stage:
    """A company with the accounts of a use case and its definition, and one chain of it. Looks after each call that all is well."""

    def __init__(self, conn: Connection, name: str) -> None:
        self.use_case, self.steps = USE_CASES[name], steps_of(name)
        self._conn, self._document = conn, read(name)
        self._company: UUID = value(conn, "select (ledger.create_company('acme', 'Acme')).id")
        self._approver = create_principal(conn)
        self._chain_id: UUID | None = None
        conn.execute("insert into ledger.currencies (code, exponent, name) values ('PTS', 0, 'Points')")
        partner = value(conn, "select (ledger.create_company('partner', 'Partner')).id")
        self.accounts = {
            code: str(
                value(
                    conn,
                    "select (ledger.create_account(%s, %s, 'Account', %s, %s, p_floor => %s)).id",
                    *(partner if "/" in code else self._company, code, kind, currency, floor),
                )
            )
            for code, (kind, currency, floor, _) in self.use_case.accounts.items()
        }
        till = str(value(conn, "select (ledger.create_account(%s, 'till', 'Till', 'asset', 'EUR')).id", self._company))
        for code, (_, _, _, amount) in self.use_case.accounts.items():
            if float(amount):
                self.pay(till, self.accounts[code], amount)
        if self.use_case.earlier:
            debited, credited, amount = self.use_case.earlier
            assert self.pay(self.accounts[debited], self.accounts[credited], amount, PAYMENT) == ("posted", None)
        self.before = self.money()
        self.after = self.before | {code: (amount, amount) for code, amount in self.use_case.after.items()}

    def pay(self, debited: str, credited: str, amount: str, transaction_id: str | None = None) -> tuple[str, str | None]:
        """Post a transaction of no chain; return its status and code."""
        lines = [{"account_id": debited, "debit_amount": amount}, {"account_id": credited, "credit_amount": amount}]
        entry = {"company_id": str(self._company), "description": "Payment", "lines": lines}
        document: Json = {"entries": [entry]} | ({"transaction_id": transaction_id} if transaction_id else {})
        return post(self._conn, [document])[0]

    def freeze(self, account: str) -> None:
        self._conn.execute(
            "select ledger.freeze_account(a.company_id, a.id) from ledger.accounts a where a.id = %s", [self.accounts[account]]
        )

    def start(self, *more_steps: Json, **more_input: Any) -> None:
        """Store the definition, with more steps if need be, and start a chain of it."""
        body = self._document["body"] | {"steps": [*self._document["body"]["steps"], *more_steps]}
        self._conn.execute(
            "select chain.define(%s, %s, %s, %s)",
            [self._company, self._document["name"], Jsonb(body), Jsonb(self._document["input_schema"])],
        )
        given = {
            name: self.accounts[field[1:]] if isinstance(field, str) and field[:1] == "@" else field
            for name, field in (self.use_case.input | more_input).items()
        }
        asked = Jsonb({"definition": self._document["name"], "input": given})
        self._chain_id = value(self._conn, "select (chain.submit(%s, %s)).id", self._company, asked)
        self._look()

    def answer(self, step: str, payload: Json | None = None) -> None:
        """Give a step what it waits for: a signal, an approval, or time."""
        if self.steps.get(step, OPEN_END)["kind"] == "delay":
            self.let_time_pass()
        elif self.steps.get(step, OPEN_END)["kind"] == "approval":
            self._call("select chain.signal(%s, %s, %s, p_kind => 'approval', p_principal_id => %s)", step, self._approver)
        else:
            self._call("select chain.signal(%s, %s, %s, %s)", step, Jsonb(payload or {}))

    def fail(self, step: str) -> str:
        """Give a step what makes it fail; return the code that it fails with."""
        kind = self.steps[step]["kind"]
        if kind == "approval":
            self._call("select chain.signal(%s, %s, %s, p_kind => 'rejection', p_principal_id => %s)", step, self._approver)
        elif kind == "callback":
            self.let_time_pass()
        else:
            self.roll_back()
        return {"approval": "SG025", "callback": "SG024"}.get(kind, "SG026")

    def let_time_pass(self) -> None:
        """Let it be the time for which the chain waits, and a worker come by."""
        set_clock(self._conn, self.chain()["due_at"])
        assert value(self._conn, "select chain.advance_due()") == self._chain_id
        self._look()

    def roll_back(self) -> None:
        """Undo the chain; tell it that what waits for the outside to be undone has been."""
        self._call("select chain.rollback(%s, %s)")
        self.finish_undoing()

    def finish_undoing(self) -> None:
        for step, state in self.states().items():
            if state == "COMPENSATING":
                self._call("select chain.signal(%s, %s, %s)", f"undo_{step}")

    def resume(self) -> None:
        self._call("select chain.resume(%s, %s)")

    def chain(self) -> Json:
        with self._conn.cursor(row_factory=dict_row) as cursor:
            row = cursor.execute("select * from chain.chains where id = %s", [self._chain_id]).fetchone()
        assert row is not None
        return row

    def states(self) -> dict[str, str]:
        return dict(
            self._conn.execute("select name, state from chain.steps where chain_id = %s order by step_no", [self._chain_id])
        )

    def money(self) -> Money:
        """Return what every open account has, but what the till has paid in and what companies owe each other."""
        rows = self._conn.execute(
            """
            select b.code, b.posted::text, b.available::text from ledger.account_balances b
            where b.status <> 'closed' and b.purpose <> 'intercompany' and b.code <> 'till'
            """
        )
        return {code: (posted, available) for code, posted, available in rows}

    def is_undone(self) -> bool:
        """Whether nothing is left of the chain: no money moved or held, no step done that has an effect."""
        assert self.chain()["state"] == "ROLLED_BACK"
        assert self.money() == self.before
        effects = dict(self._conn.execute("select name, effect from chain.steps where chain_id = %s", [self._chain_id]))
        return all(
            state in {"COMPENSATED", "SKIPPED", "FAILED"} or effects[step] == "none" for step, state in self.states().items()
        )

    def _call(self, query: str, *parameters: object) -> None:
        value(self._conn, query, self._company, self._chain_id, *parameters)
        self._look()

    def _look(self) -> None:
        assert self._conn.execute("select * from audit.invariants").fetchall() == []
        ended = self.chain()["ended_at"] is not None
        assert not ended or value(self._conn, "select count(*) from chain.positions") == 0


@pytest.fixture
def stage(conn: Connection) -> Callable[[str], Stage]:
    """Sets the stage for a use case."""
    install_clock(conn)
    return lambda name: Stage(conn, name)


STEPS = [(name, step) for name in USE_CASES for step in steps_of(name)]


def goes_forward_only(name: str, step: str) -> bool:
    return steps_of(name)[step].get("effect") in {"pivot", "retriable"}


def test_every_definition_is_tried() -> None:
    assert {path.stem: read(path.stem)["name"] for path in FOLDER.iterdir()} == {name: name for name in USE_CASES}


@pytest.mark.parametrize("name", USE_CASES)
def test_it_runs_forward(name: str, stage: Callable[[str], Stage]) -> None:
    play = stage(name)
    play.start()
    for step, payload in play.use_case.answers.items():
        assert play.chain()["state"] == "EXECUTING"
        play.answer(step, payload)
    assert play.chain()["state"] == "COMPLETED"
    assert set(play.states().values()) == {"SUCCEEDED"}
    assert play.money() == play.after


@pytest.mark.parametrize(("name", "step"), [it for it in STEPS if steps_of(it[0])[it[1]].get("effect") != "retriable"])
def test_a_step_that_fails_undoes_all(name: str, step: str, stage: Callable[[str], Stage]) -> None:
    play = stage(name)
    obstacle = play.use_case.obstacles.get(step, Obstacle(""))
    code = obstacle.code
    if obstacle.frozen and not obstacle.before:
        play.freeze(obstacle.frozen)
    play.start(**obstacle.input)
    for told, payload in play.use_case.answers.items():
        if play.chain()["state"] != "EXECUTING":
            break
        if told == obstacle.before:
            play.freeze(obstacle.frozen)
        if told == step:
            code = play.fail(step)
            break
        play.answer(told, obstacle.answers.get(told, payload))
    if play.chain()["state"] == "FAILED":
        play.roll_back()
    play.finish_undoing()
    assert play.is_undone()
    assert play.states()[step] == "FAILED"
    assert play.chain()["failure"]["code"] == code


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_it_is_undone_from_any_step_until_it_only_goes_forward(name: str, step: str, stage: Callable[[str], Stage]) -> None:
    play = stage(name)
    play.start(OPEN_END)
    answers = iter(play.use_case.answers.items())
    while play.states()[step] != "SUCCEEDED":
        play.answer(*next(answers))
    if not goes_forward_only(name, step):
        play.roll_back()
        assert play.is_undone()
        return
    with pytest.raises(psycopg.Error) as refused:
        play.roll_back()
    assert refused.value.sqlstate == "SG034"
    for told, payload in [*answers, ("open_end", {})]:
        play.answer(told, payload)
    assert play.chain()["state"] == "COMPLETED"
    assert play.money() == play.after
