"""A call of many transactions does what as many calls of one would have done."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from random import Random

from orchestrator.database import Connection
from tests.py.model import Ledger
from tests.py.world import IDS, START, Json, Writer, build, deposit, install_clock, post, set_clock, state

ROUNDS = 3000 if os.environ.get("HOLDFAST_SOAK") == "1" else 60
SIZES = [1, 2, 3, 6, 6, 12, 12, 25, 60]
LINES = """
select l.account_id, l.account_version, l.debit_amount, l.credit_amount, l.balance_after, l.line_no, e.line_count, e.posted_at
from ledger.journal_lines l
join ledger.journal_entries e on e.company_id = l.company_id and e.id = l.entry_id
order by l.account_id, l.account_version
"""
HOLD = """
select ledger.place_lien(b.company_id, b.account_id, least(%s, b.available), p_expires_at => %s)
from ledger.account_balances b
where b.account_id = %s and b.available > 0
"""


def test_a_batch_is_judged_as_if_its_transactions_came_one_by_one(conn: Connection) -> None:
    install_clock(conn)
    world = build(conn)
    seed = int(os.environ.get("HOLDFAST_SEED") or secrets.randbits(32))
    compared = {"posted": 0, "refused": 0}
    for nth in range(ROUNDS):
        print(f"seed {seed}, round {nth}")  # noqa: T201
        random = Random(f"{seed}/{nth}")
        with conn.transaction(force_rollback=True):
            ledger = _prepare(conn, random, world)
            writer = Writer(random, ledger, faults=random.choice([0, 0.1, 0.5]))
            batch = [writer.transaction() for _ in range(random.choice(SIZES))]
            with conn.transaction(force_rollback=True):
                at_once = post(conn, batch)
                state_at_once = state(conn)
                lines_at_once = conn.execute(LINES).fetchall()
            one_by_one = [post(conn, [transaction])[0] for transaction in batch]
            assert at_once == one_by_one
            assert state_at_once == state(conn)
            assert lines_at_once == conn.execute(LINES).fetchall()
        for status, _ in at_once:
            compared[status] += 1
    assert min(compared.values()) > ROUNDS


def test_a_transaction_id_is_used_up_within_a_call_as_it_is_between_calls(conn: Connection) -> None:
    """The first has lines in the books of the company that asks for the second."""
    ledger = build(conn)
    hubs = {company.code: str(company.id) for company in ledger.companies.values()}
    bank = {account.company.code: str(account.id) for account in ledger.accounts.values() if account.code == "bank"}

    def write(hub: str, debited: str, credited: str) -> Json:
        lines = [{"account_id": bank[debited], "debit_amount": "1"}, {"account_id": bank[credited], "credit_amount": "1"}]
        return {"transaction_id": IDS[0], "entries": [{"company_id": hubs[hub], "description": "x", "lines": lines}]}

    pair = [write("B", "B", "A"), write("A", "C", "C")]
    with conn.transaction(force_rollback=True):
        one_by_one = [post(conn, [transaction])[0] for transaction in pair]
    assert post(conn, pair) == one_by_one == [("posted", None), ("refused", "LG014")]


def _prepare(conn: Connection, random: Random, world: Ledger) -> Ledger:
    """Put a little money and a few holds on the accounts, freeze some; return a model that knows what form depends on."""
    ledger = Ledger(START + timedelta(seconds=10))
    ledger.companies, ledger.accounts = world.companies, world.accounts
    for company in ledger.companies.values():
        company.auto_intercompany = random.random() < 0.85
        conn.execute("select ledger.set_posting_limits(%s, p_auto_intercompany => %s)", [company.id, company.auto_intercompany])
    for account in ledger.accounts.values():
        key = (account.company.id, account.id)
        account.status = "open"
        if account.floor is not None:
            assert post(conn, [deposit(account, ledger, random.randint(1, 60))]) == [("posted", None)]
            for _ in range(random.choice([0, 0, 1, 2])):
                expires_at = random.choice([None, *(START + timedelta(seconds=seconds) for seconds in (5, 10, 15))])
                conn.execute(HOLD, [random.randint(1, 15), expires_at, account.id])
            if random.random() < 0.15:
                conn.execute("select ledger.set_account_floor(%s, %s, %s)", [*key, random.choice([-10, 30])])
    for account in ledger.accounts.values():
        if random.random() < 0.05:
            conn.execute("select ledger.freeze_account(%s, %s)", [account.company.id, account.id])
            account.status = "frozen"
    set_clock(conn, ledger.now)
    return ledger
