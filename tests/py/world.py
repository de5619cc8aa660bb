"""Three companies with a few tight accounts, made in a database and in the model, and a writer of requests about them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any, LiteralString
from uuid import UUID

from orchestrator.database import Connection
from tests.py.model import Account, Company, Ledger

START = datetime(2030, 1, 1, tzinfo=UTC)
Accounts = Mapping[str, Mapping[str, tuple[str, str, int | None]]]
"""By company and code: type, currency, floor. A bank is where money comes from."""

EXPONENTS = {"USD": 2, "EUR": 2, "JPY": 0}
ACCOUNTS: Accounts = {
    "A": {
        "bank": ("asset", "USD", None),
        "wallet": ("liability", "USD", 0),
        "purse": ("liability", "USD", 0),
        "overdraft": ("liability", "USD", -20),
        "vault": ("asset", "USD", 0),
        "eur bank": ("asset", "EUR", None),
        "eur": ("liability", "EUR", 0),
        "jpy bank": ("asset", "JPY", None),
        "jpy": ("liability", "JPY", 0),
    },
    "B": {
        "bank": ("asset", "USD", None),
        "wallet": ("liability", "USD", 0),
        "purse": ("liability", "USD", 0),
        "eur bank": ("asset", "EUR", None),
        "eur": ("liability", "EUR", 0),
    },
    "C": {"bank": ("asset", "USD", None), "wallet": ("liability", "USD", 0)},
}
IDS = [str(UUID(int=nth + 1, version=4)) for nth in range(6)]
"""What clients choose a transaction_id from."""

Json = dict[str, Any]
State = dict[tuple[str, str], tuple[object, ...]]


def install_clock(connection: Connection) -> None:
    """Let the test say what time it is."""
    connection.execute("create table public.clock (now timestamptz not null)")
    connection.execute("grant select on public.clock to public")
    connection.execute("insert into public.clock values (%s)", [START])
    connection.execute(
        "create or replace function audit.clock() returns timestamptz language sql volatile "
        "as $$ select c.now from public.clock c $$"
    )


def set_clock(connection: Connection, now: datetime) -> None:
    connection.execute("update public.clock set now = %s", [now])


def make_kind(connection: Connection, kind: str, does: LiteralString) -> None:
    """Make a kind of step that somebody's own function runs."""
    connection.execute("create schema mine; grant usage on schema mine to holdfast_owner")
    connection.execute(
        f"create function mine.run(p_call chain.call) returns chain.effect language plpgsql as $$ begin {does}; end $$"
    )
    connection.execute(
        """
        insert into chain.step_kinds (kind, run_schema, run_function, effects, params)
        values (%s, 'mine', 'run', '{none}', '{}')
        """,
        [kind],
    )


def build(connection: Connection, world: Accounts = ACCOUNTS) -> Ledger:
    """Make the companies and accounts, and return a model that has the same ones."""
    ledger = Ledger(START)
    for company_code, accounts in world.items():
        company = Company(value(connection, "select (ledger.create_company(%s, 'Company')).id", company_code), company_code)
        ledger.companies[company.id] = company
        for code, (kind, currency, floor) in accounts.items():
            account_id = value(
                connection,
                "select (ledger.create_account(%s, %s, 'Account', %s, %s, p_floor => %s)).id",
                *(company.id, code, kind, currency, floor),
            )
            side = "debit" if kind == "asset" else "credit"
            exact = None if floor is None else Decimal(floor)
            ledger.accounts[account_id] = Account(account_id, company, code, currency, EXPONENTS[currency], side, exact)
    return ledger


def value(connection: Connection, query: str, *parameters: object) -> Any:
    """Return the one value that a query gives."""
    row = connection.execute(query.encode(), parameters).fetchone()
    assert row is not None
    return row[0]


def deposit(account: Account, ledger: Ledger, amount: int) -> Json:
    """Write the transaction that gives an account money of a bank of its company."""
    bank = next(
        it
        for it in ledger.accounts.values()
        if "bank" in it.code and (it.company, it.currency) == (account.company, account.currency)
    )
    more, less = ("credit_amount", "debit_amount") if account.side == "credit" else ("debit_amount", "credit_amount")
    lines = [{"account_id": str(account.id), more: str(amount)}, {"account_id": str(bank.id), less: str(amount)}]
    return {"entries": [{"company_id": str(account.company.id), "description": "deposit", "lines": lines}]}


def post(connection: Connection, transactions: Sequence[object]) -> list[tuple[str, str | None]]:
    """Post in one call; return each outcome's status and code."""
    rows = connection.execute(
        "select o.position, o.status, o.code from ledger.post(%s::jsonb) o order by o.position", [json.dumps(transactions)]
    ).fetchall()
    assert [row[0] for row in rows] == list(range(len(transactions)))
    return [(row[1], row[2]) for row in rows]


def go_on_with_what_is_due(connection: Connection) -> None:
    """Let chains end what they began: on a busy machine a call stops after 200 ms, and leaves the rest to a worker."""
    for _ in range(100):
        due = connection.execute("select chain.advance(c.company_id, c.id) from chain.chains c where c.due_at is not null")
        if not due.fetchall():
            return
    raise AssertionError("a chain is due for ever")


def state(connection: Connection) -> State:
    """Return what every account has; of intercompany accounts, those that were used."""
    rows = connection.execute(
        """
        select c.code, b.code, b.status, b.floor, b.posted, b.held, b.available, b.version
        from ledger.account_balances b
        join ledger.companies c on c.id = b.company_id
        where b.purpose <> 'intercompany' or b.version > 0
        """
    )
    return {(row[0], row[1]): row[2:] for row in rows}


def expected_state(ledger: Ledger) -> State:
    """Return the same of the model."""
    used = [account for account in ledger.intercompany.values() if account.version]
    return {
        (account.company.code, account.code): (
            *(account.status, account.floor, account.posted, ledger.held(account, ledger.now)),
            *(ledger.available(account), account.version),
        )
        for account in [*ledger.accounts.values(), *used]
    }


def without_company(entry: Any) -> Any:
    """Let an entry name no company: that is left to who asks."""
    return {name: field for name, field in entry.items() if name != "company_id"} if isinstance(entry, dict) else entry


class Writer:
    """Writes transactions as clients do: most of them well, some of them not."""

    def __init__(self, random: Random, ledger: Ledger, *, faults: float = 0.15) -> None:
        self._random = random
        self._ledger = ledger
        self._accounts = list(ledger.accounts.values())
        self._companies = list(ledger.companies.values())
        self._faults = faults

    def transaction(self) -> Json:
        """Write one transaction."""
        random = self._random
        hub = random.choice(self._companies)
        doc: Json = {"entries": [self.entry(hub) for _ in range(random.choice([1, 1, 1, 1, 2, 3]))]}
        if random.random() < 0.15:
            doc["transaction_id"] = random.choice(IDS)
        if random.random() < self._faults:
            random.choice(_FAULTS)(random, doc)
        return doc

    def entry(self, hub: Company | None = None) -> Json:
        """Write one entry: a few amounts moved within a company, or across."""
        random = self._random
        hub = hub if hub and random.random() < 0.9 else random.choice(self._companies)
        near = [account for account in self._accounts if account.company is hub]
        lines: list[Json] = []
        for _ in range(random.choice([1, 1, 1, 2, 3])):
            debited = random.choice(near if random.random() < 0.85 else self._accounts)
            others = near if random.random() < 0.8 else self._accounts
            credited = random.choice([it for it in others if it.currency == debited.currency] or [debited])
            amount = self.amount(debited, credited)
            lines.append(self._line(debited, debit_amount=amount))
            lines.append(self._line(credited, credit_amount=amount))
        random.shuffle(lines)
        entry: Json = {"description": "x", "lines": lines}
        if random.random() < 0.8:
            entry["company_id"] = str(hub.id)
        if random.random() < 0.1:
            entry |= {"effective_at": "2029-02-28", "metadata": {"lien_id": "no"}}
        return entry

    def amount(self, debited: Account, credited: Account) -> str:
        """Write a small amount; or just what can be taken from one of them, or a little more."""
        random = self._random
        if random.random() < 0.3:
            for account, side in ((debited, "credit"), (credited, "debit")):
                if account.side == side and account.floor is not None:
                    most = self._ledger.available(account) - account.floor
                    if most > 0:
                        return f"{most + random.choice([0, 0, 1]):.{account.exponent}f}"
        whole = random.randint(1, 40)
        return str(whole) if debited.exponent == 0 else f"{whole}.{random.choice(['00', '00', '5', '05'])}"

    def _line(self, account: Account, **amount: str) -> Json:
        random = self._random
        line: Json = {"account_id": str(account.id), **amount}
        if random.random() < 0.1:
            line["if"] = random.choice(
                [
                    {"available": {random.choice(["gt", "gte", "eq", "lte", "lt"]): str(random.randint(-30, 60))}},
                    {"posted": {random.choice(["gte", "lt"]): f"{random.randint(-30, 60)}.50"}},
                    {"version": account.version if random.random() < 0.7 else random.randint(0, 9)},
                    {"version": account.version, "posted": {"gte": "-1000", "lt": "1000"}, "available": {}},
                ]
            )
        return line


def _on_entry(**fields: object) -> Callable[[Random, Json], None]:
    return lambda random, doc: random.choice(doc["entries"]).update(fields)


def _on_line(**fields: object) -> Callable[[Random, Json], None]:
    return lambda random, doc: random.choice(random.choice(doc["entries"])["lines"]).update(fields)


def _on_transaction(**fields: object) -> Callable[[Random, Json], None]:
    return lambda _, doc: doc.update(fields)


def _amount_becomes(text: object) -> Callable[[Random, Json], None]:
    def spoil(random: Random, doc: Json) -> None:
        line = random.choice(random.choice(doc["entries"])["lines"])
        line["debit_amount" if "debit_amount" in line else "credit_amount"] = text

    return spoil


def _lose_line(random: Random, doc: Json) -> None:
    random.choice(doc["entries"])["lines"].pop()


def _lose_description(random: Random, doc: Json) -> None:
    del random.choice(doc["entries"])["description"]


_ODD_AMOUNTS: list[object] = [7, None, "", "0", "0.000", "-1.00", "1.001", "0x10", "1_000", "1e2", " 1", "NaN", "\uff11"]
_ODD_ENTRIES: list[object] = [None, [], {}, "none", [None], [[]]]
_ODD_CONDITIONS: list[object] = [None, [], {"held": {"gt": "1"}}, {"available": {"gt": 1}}, {"version": "1"}]
_FAULTS: list[Callable[[Random, Json], None]] = [
    *(_on_transaction(entries=odd) for odd in _ODD_ENTRIES),
    *(_on_transaction(transaction_id=bad) for bad in ("", 7, "0" * 36, IDS[0].replace("-", ""), IDS[0] + " ")),
    *(_on_transaction(surprise=1), _on_entry(surprise=None), _on_line(surprise={})),
    *(_lose_line, _lose_description, _on_entry(description=7), _on_entry(metadata=[]), _on_entry(lines={})),
    *(_on_entry(company_id=other) for other in ("nobody", str(UUID(int=7)), 7)),
    *(_on_entry(effective_at=bad) for bad in ("2024-02-30", "2024-01-01T00:00:00", "0999-01-01", 7)),
    *(_on_line(account_id=bad) for bad in (None, "nobody", str(UUID(int=7)), 7)),
    *(_on_line(description=7), _on_line(debit_amount="1.00", credit_amount="1.00")),
    *(_on_line(**{"if": odd}) for odd in _ODD_CONDITIONS),
    *(_amount_becomes(odd) for odd in _ODD_AMOUNTS),
    *(_amount_becomes(bad) for bad in ("7" * 30, "7" * 31, "0" * 30 + "1", "7.", ".7", "1,00", "1\n")),
]
