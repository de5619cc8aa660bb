"""The plan's use cases, as examples/chains defines them: how each is tried, and a stage to play it on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from orchestrator.database import Connection, Database, TaskKey
from orchestrator.paths import examples
from tests.py.api.client import create_principal
from tests.py.world import Json, install_clock, post, set_clock, value

Money = dict[str, tuple[str, str]]
"""By account: what is posted, and what is available."""

FOLDER = examples() / "chains"
HANDLERS = ["bank", "mailer", "shop"]
LEASE_SECONDS = 30
WAITING = {"approval", "callback", "delay"}
OPEN_END: Json = {"name": "open_end", "kind": "callback"}
"""A step that keeps a chain from settling, so that it can be rolled back after its last one."""


@dataclass(frozen=True)
class Script:
    """What a chain is given, and how it ends."""

    input: Json
    """Beside the accounts: a field that is called like one is its id."""
    answers: Mapping[str, Json]
    """What the steps that wait are told, in order."""
    after: Mapping[str, str]
    """What accounts have at the end, where it is not what they had."""
    skipped: Sequence[str] = ()


@dataclass(frozen=True)
class Obstacle:
    """What makes a step fail where nothing simpler does: other input, another answer, or an account that is frozen."""

    code: str
    input: Json = field(default_factory=dict)
    answers: Mapping[str, Json] = field(default_factory=dict)
    frozen: str | None = None


@dataclass(frozen=True)
class UseCase:
    """How a definition is tried."""

    accounts: Mapping[str, tuple[str, str, int | None, str]]
    """Type, currency, floor and what it has, by code; partner/… is another company's."""
    full: Script
    """Every step has something to do."""
    short: Script
    """No step that has a condition does; the input is what differs from the full one."""
    obstacles: Mapping[str, Obstacle]
    """By step. The outside can refuse, callbacks time out, approvals be rejected, and delays end with the chain."""
    earlier: tuple[str, str, str] | None = None
    """A payment of before the chain: debited, credited, amount."""


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
        full=Script(
            input={"goods": "12345.67", "rate": "1.08256", "freight": "480.00", "fee": "12.50", "commission": "61.73"},
            answers={"review": {}, "cover": {"deal": "d-1"}, "advice": {}},
            after={"sender": "7100.10", "carrier": "480.00", "partner/agent": "61.73", "fees": "12.50"}
            | {"eur_position": "12345.67", "usd_position": "-13364.92", "supplier": "13364.92"},
        ),
        short=Script(
            input={"goods": "9999.99"},
            answers={"cover": {"deal": "d-1"}, "advice": {}},
            after={"sender": "9445.78", "carrier": "480.00", "partner/agent": "61.73", "fees": "12.50"}
            | {"eur_position": "9999.99", "usd_position": "-10825.58", "supplier": "10825.58"},
            skipped=["review"],
        ),
        obstacles={
            "exchange": Obstacle("LG012", frozen="supplier"),
            "freight": Obstacle("LG012", frozen="carrier"),
            "charges": Obstacle("LG012", frozen="partner/agent"),
        },
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
        full=Script(
            input={"price": "100.00", "cost": "70.00", "fee": "5.00"},
            answers={"funds": {"amount": "99.20"}, "shortfall": {}},
            after={"bank": "99.20", "incoming": "-0.80", "merchant": "25.00", "supplier": "70.00", "fees": "5.00"},
        ),
        short=Script(
            input={},
            answers={"funds": {"amount": "100.00"}},
            after={"bank": "100.00", "merchant": "25.00", "supplier": "70.00", "fees": "5.00"},
            skipped=["shortfall"],
        ),
        obstacles={
            "in_transit": Obstacle("LG040", input={"price": "500.01"}),
            "payout": Obstacle("LG012", frozen="merchant"),
            "purchase": Obstacle("LG012", frozen="supplier"),
            "fee": Obstacle("LG012", frozen="fees"),
            "arrival": Obstacle("LG012", frozen="bank"),
        },
    ),
    "escrow": UseCase(
        accounts={"buyer": wallet("150.00"), "seller": wallet(), "supplier": wallet(), "fees": INCOME},
        full=Script(
            input={"price": "100.00", "materials": "60.00", "fee": "5.00"},
            answers={"notice": {}, "delivery": {"accepted": False, "rebate": "20.00"}, "arbitration": {}},
            after={"buyer": "70.00", "seller": "15.00", "supplier": "60.00", "fees": "5.00"},
        ),
        short=Script(
            input={},
            answers={"notice": {}, "delivery": {"accepted": True}},
            after={"buyer": "50.00", "seller": "35.00", "supplier": "60.00", "fees": "5.00"},
            skipped=["arbitration", "rebate"],
        ),
        obstacles={
            "deposit": Obstacle("LG040", input={"price": "150.01"}),
            "materials": Obstacle("LG040", input={"materials": "100.01"}),
            "rebate": Obstacle("LN003", answers={"delivery": {"accepted": False, "rebate": "100.01"}}),
            "fee": Obstacle("LG012", frozen="fees"),
        },
    ),
    "refund": UseCase(
        accounts={"customer": wallet("800.00"), "sales": INCOME, "fees": INCOME},
        earlier=("customer", "sales", "640.00"),
        full=Script(
            input={"amount": "640.00"},
            answers={"consent": {}, "restock": {"fee": "15.00"}, "notice": {}, "close_case": {}},
            after={"customer": "785.00", "sales": "0.00", "fees": "15.00"},
        ),
        short=Script(
            input={"amount": "499.99"},
            answers={"restock": {}, "notice": {}, "close_case": {}},
            after={"customer": "800.00", "sales": "0.00"},
            skipped=["consent", "restocking_fee"],
        ),
        obstacles={
            "reversal": Obstacle("LG012", frozen="sales"),
            "restocking_fee": Obstacle("LG040", answers={"restock": {"fee": "800.01"}}),
        },
    ),
    "subscription": UseCase(
        accounts={"customer": wallet("15.00"), "revenue": INCOME, "tax": ("liability", "EUR", None, "0.00")},
        full=Script(
            input={"plan": "premium", "has_trial": True, "price": "11.99", "net": "10.08", "vat": "1.91"},
            answers={"streaming": {}, "downloads": {}, "trial": {}, "invoice": {}, "notification": {}},
            after={"customer": "3.01", "revenue": "10.08", "tax": "1.91"},
        ),
        short=Script(
            input={"plan": "basic", "has_trial": False},
            answers={"streaming": {}, "invoice": {}, "notification": {}},
            after={"customer": "3.01", "revenue": "10.08", "tax": "1.91"},
            skipped=["downloads", "trial"],
        ),
        obstacles={"billing": Obstacle("LG040", input={"price": "15.01", "net": "12.61", "vat": "2.40"})},
    ),
    "purchase": UseCase(
        accounts={
            "customer": wallet("60.00"),
            "shop": wallet(),
            "fees": INCOME,
            "points_issued": ("expense", "PTS", None, "0"),
            "points_account": wallet("0", "PTS"),
        },
        full=Script(
            input={"price": "49.90", "fee": "1.25", "is_member": True, "points": "49"},
            answers={"stock": {}, "shipping": {}, "notification": {}},
            after={"customer": "10.10", "shop": "48.65", "fees": "1.25", "points_issued": "49", "points_account": "49"},
        ),
        short=Script(
            input={"is_member": False},
            answers={"stock": {}, "shipping": {}, "notification": {}},
            after={"customer": "10.10", "shop": "48.65", "fees": "1.25"},
            skipped=["loyalty"],
        ),
        obstacles={
            "payment": Obstacle("LG040", input={"price": "60.01"}),
            "fee": Obstacle("LG040", input={"fee": "49.91"}),
            "loyalty": Obstacle("LG012", frozen="points_account"),
        },
    ),
    "provisioning": UseCase(
        accounts={"promotions": ("expense", "EUR", None, "0.00")},
        full=Script(
            input={"wallet_code": "ada", "holder": "Ada", "currency": "EUR", "bonus": "10.00"},
            answers={"user": {"user_id": "u-1", "risk": "high"}, "clearance": {}, "card": {}, "app": {}},
            after={"promotions": "10.00", "ada": "10.00"},
        ),
        short=Script(
            input={},
            answers={"user": {"user_id": "u-1", "risk": "low"}, "app": {}, "card": {}},
            after={"promotions": "10.00", "ada": "10.00"},
            skipped=["clearance"],
        ),
        obstacles={
            "wallet": Obstacle("LG070", input={"wallet_code": "promotions"}),
            "funding": Obstacle("LG012", frozen="promotions"),
        },
    ),
}


def prepare(conn: Connection) -> None:
    """Make what all of them need: a clock that can be set, and points."""
    install_clock(conn)
    conn.execute("insert into ledger.currencies (code, exponent, name) values ('PTS', 0, 'Points')")


def read(name: str) -> Json:
    """Return what the file of a use case has."""
    document: Json = json.loads((FOLDER / f"{name}.json").read_text())
    return document


def steps_of(name: str) -> dict[str, Json]:
    """Return the steps of a use case by name, its liens first."""
    body = read(name)["body"]
    return {step["name"]: {"kind": "lien"} | step for step in [*body.get("liens", []), *body["steps"]]}


class Play:
    """A company of its own with the accounts of a use case, and a chain of it. After each call it looks whether all is well."""

    def __init__(self, conn: Connection, name: str, nth: int) -> None:
        self.use_case, self.steps = USE_CASES[name], steps_of(name)
        self._conn, self._document = conn, read(name)
        self._company: UUID = value(conn, "select (ledger.create_company(%s, 'Acme')).id", f"acme{nth}")
        self._partner: UUID = value(conn, "select (ledger.create_company(%s, 'Partner')).id", f"partner{nth}")
        self._approver = create_principal(conn)
        self._chain_id: UUID | None = None
        self._claimed: dict[tuple[str, bool], TaskKey] = {}
        self.accounts = {
            code: self._open(code, kind, currency, floor) for code, (kind, currency, floor, _) in self.use_case.accounts.items()
        }
        till = self._open("till", "asset", "EUR", None)
        for code, (_, _, _, amount) in self.use_case.accounts.items():
            if Decimal(amount):
                self._post(till, self.accounts[code], amount)
        self._named = {code.removeprefix("partner/"): id_ for code, id_ in self.accounts.items()}
        if self.use_case.earlier:
            debited, credited, amount = self.use_case.earlier
            self._named["transaction_id"] = str(uuid4())
            self._post(*self._ids(debited, credited), amount, transaction_id=self._named["transaction_id"])
        self.before = self.money()

    def _open(self, code: str, kind: str, currency: str, floor: int | None) -> str:
        company = self._partner if code.startswith("partner/") else self._company
        query = "select (ledger.create_account(%s, %s, 'Account', %s, %s, p_floor => %s)).id"
        return str(value(self._conn, query, company, code, kind, currency, floor))

    def _post(self, debited: str, credited: str, amount: str, **fields: str) -> str | None:
        lines = [{"account_id": debited, "debit_amount": amount}, {"account_id": credited, "credit_amount": amount}]
        entry = {"company_id": str(self._company), "description": "Payment", "lines": lines}
        return post(self._conn, [{"entries": [entry], **fields}])[0][1]

    def pay(self, debited: str, credited: str, amount: str) -> str | None:
        """Post outside the chain; return the code with which that is refused."""
        return self._post(*self._ids(debited, credited), amount)

    def _ids(self, debited: str, credited: str) -> tuple[str, str]:
        return self.accounts[debited], self.accounts[credited]

    def freeze(self, account: str) -> None:
        company = self._partner if account.startswith("partner/") else self._company
        self._conn.execute("select ledger.freeze_account(%s, %s)", [company, self.accounts[account]])

    def start(self, script: Script, *more_steps: Json, **other_input: Any) -> None:
        """Store the definition, with more steps if need be, and start a chain of it."""
        body = self._document["body"] | {"steps": [*self._document["body"]["steps"], *more_steps]}
        self._conn.execute(
            "select chain.define(%s, %s, %s, %s)",
            [self._company, self._document["name"], Jsonb(body), Jsonb(self._document["input_schema"])],
        )
        given = self._named | self.use_case.full.input | script.input | other_input
        fields = self._document["input_schema"]
        request = Jsonb({"definition": self._document["name"], "input": {name: given[name] for name in fields}})
        self._chain_id = value(self._conn, "select (chain.submit(%s, %s)).id", self._company, request)
        self.look()

    def answer(self, step: str, payload: Json) -> None:
        """Give a step what it waits for: what was done outside, a signal, an approval, or time."""
        kind = (self.steps | {"open_end": OPEN_END})[step]["kind"]
        if kind == "external":
            self._report(step, outcome="succeeded", output=payload)
        elif kind == "delay":
            self.let_time_pass()
        elif kind == "approval":
            self._call("signal(%s, %s, %s, p_kind => 'approval', p_principal_id => %s)", step, self._approver)
        else:
            self._call("signal(%s, %s, %s, %s)", step, Jsonb(payload))

    def fail(self, step: str) -> str:
        """Give a step that waits what makes it fail; return the code that it fails with."""
        kind = self.steps[step]["kind"]
        if kind == "external":
            self._report(step, outcome="failed", code="refused", is_final=True)
        elif kind == "approval":
            self._call("signal(%s, %s, %s, p_kind => 'rejection', p_principal_id => %s)", step, self._approver)
        elif kind == "callback":
            self.let_time_pass()
        else:
            self.roll_back()
        return {"external": "refused", "approval": "SG025", "callback": "SG024"}.get(kind, "SG026")

    def _report(self, step: str, is_undoing: bool = False, **report: object) -> None:
        """Claim what there is to do outside, and say what became of one of it."""
        database = Database(self._conn)
        claims = database.claim_steps("worker", HANDLERS, 10, LEASE_SECONDS)
        self._claimed |= {(claim.step, claim.is_undoing): claim.key for claim in claims}
        key = self._claimed.pop((step, is_undoing))
        assert database.complete_steps("worker", [key.model_dump(mode="json") | report])
        self._call("advance(%s, %s)")

    def go_on(self, script: Script, decide: Callable[[], None]) -> bool:
        """Be everybody but the workers: answer what waits, decide on a chain that is held; return whether all has ended."""
        while (chain := self.chain())["ended_at"] is None:
            waiting = {it.partition(":")[0] for it in (chain["waiting_on"] or "").split(", ")}
            asked = [it for it in script.answers if it in waiting and self.steps[it]["kind"] in WAITING]
            if chain["state"] == "FAILED" and chain["waiting_on"] == "operator":
                decide()
            elif asked and chain["state"] == "EXECUTING":
                self.answer(asked[0], script.answers[asked[0]])
            else:
                return False
        return not self.open_tasks()

    def open_tasks(self) -> list[tuple[str, bool, str]]:
        """Return what is not known to be done outside, or not done: step, whether it is its undoing, and state."""
        return self._conn.execute(
            """
            select s.name, t.is_undoing, t.state
            from chain.tasks t
            join chain.steps s on s.company_id = t.company_id and s.chain_id = t.chain_id and s.step_no = t.step_no
            where t.chain_id = %s and t.ended_at is null
            """,
            [self._chain_id],
        ).fetchall()

    def let_time_pass(self) -> None:
        """Let it be the time that the chain waits for, and a worker come by."""
        set_clock(self._conn, self.chain()["due_at"])
        self._call("advance(%s, %s)")

    def roll_back(self) -> None:
        self._call("rollback(%s, %s)")

    def resume(self) -> None:
        self._call("resume(%s, %s)")

    def finish_undoing(self) -> None:
        """Undo outside what is to be undone there; what was under way is done first."""
        while waiting := [step for step, state in self.states().items() if state == "COMPENSATING"]:
            self._report(waiting[-1], is_undoing=(waiting[-1], False) not in self._claimed, outcome="succeeded")

    def chain(self) -> Json:
        with self._conn.cursor(row_factory=dict_row) as cursor:
            row = cursor.execute("select * from chain.chains where id = %s", [self._chain_id]).fetchone()
        assert row is not None
        return row

    def states(self) -> dict[str, str]:
        """Return each step's state, in the order in which they run."""
        rows = self._conn.execute("select name, state from chain.steps where chain_id = %s order by step_no", [self._chain_id])
        return dict(rows.fetchall())

    def money(self) -> Money:
        """Return what every open account has, but the till, and what the companies owe each other."""
        rows = self._conn.execute(
            """
            select b.code, b.posted::text, b.available::text
            from ledger.account_balances b
            where b.company_id in (%s, %s) and b.status <> 'closed' and b.purpose <> 'intercompany' and b.code <> 'till'
            """,
            [self._company, self._partner],
        )
        return {code: (posted, available) for code, posted, available in rows}

    def statement(self, account: str) -> dict[str, str]:
        """Return what each line on a wallet brought it, by its description."""
        rows = self._conn.execute(
            """
            select coalesce(l.description, e.description), round(l.credit_amount - l.debit_amount, 2)::text
            from ledger.journal_lines l
            join ledger.journal_entries e on e.company_id = l.company_id and e.id = l.entry_id
            where l.account_id = %s
            """,
            [self.accounts[account]],
        )
        return dict(rows.fetchall())

    def money_after(self, script: Script) -> Money:
        return self.before | {code: (amount, amount) for code, amount in script.after.items()}

    def spendable_inside(self, account: str) -> Decimal:
        """Return what the chain itself may take from an account."""
        query = "select chain.virtual_balance(%s, %s, %s) ->> 'virtual_available'"
        return Decimal(value(self._conn, query, self._company, self._chain_id, self.accounts[account]))

    def _call(self, function: str, *parameters: object) -> None:
        value(self._conn, f"select chain.{function}", self._company, self._chain_id, *parameters)
        self.look()

    def look(self) -> None:
        """See that all is well."""
        assert self._conn.execute("select * from audit.invariants").fetchall() == []


def assert_completed(play: Play, script: Script) -> None:
    assert play.chain()["state"] == "COMPLETED"
    assert play.open_tasks() == []
    assert play.states() == dict.fromkeys(play.states(), "SUCCEEDED") | dict.fromkeys(script.skipped, "SKIPPED")
    assert play.money() == play.money_after(script)


def assert_undone(play: Play) -> None:
    assert play.chain()["state"] == "ROLLED_BACK"
    assert play.open_tasks() == []
    assert play.money() == play.before
    stands = {step for step, state in play.states().items() if state == "SUCCEEDED"}
    assert all(play.steps[step]["kind"] in WAITING and "compensation" not in play.steps[step] for step in stands)
    assert set(play.states().values()) <= {"COMPENSATED", "FAILED", "SKIPPED", "SUCCEEDED"}
