"""Whatever JSON comes in, the ledger posts it or says why not: never another error, never half of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from orchestrator.database import Connection
from tests.py.model import Ledger
from tests.py.world import IDS, Writer, build, deposit, post, state, value

EXAMPLES = 20_000 if os.environ.get("HOLDFAST_SOAK") == "1" else 300
profile = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

JUDGED_UNDER_THE_LOCK = {"LG012", "LG013", "LG014", "LG040", "LG041"}
RAW = {  # what Python cannot write as JSON, by the string that stands for it
    "@deep list@": "[" * 2000 + "]" * 2000,
    "@deep object@": '{"lines":' * 2000 + "null" + "}" * 2000,
    "@long number@": "7" * 100_000,
    "@small number@": "1e-16000",
    "@minus zero@": "-0.000",
    "@twice@": '{"a":1,"a":2}',
}
ODD = [
    *("", " ", "0", "00", "-0", "0.000", "1.000", "5.0", "1e5", "0x1F", "0b1", "1_000", "\uff11\uff12", "\u0663", "NaN", "Infinity"),
    *("-5.00", "+5.00", " 5.00", "5.00 ", "5.00\n", "5,00", "5.", ".5", "9" * 30, "9" * 31, "0" * 30 + "1", "0" * 31),
    *("9" * 200_000, "0." + "0" * 20_000, "0." + "0" * 20_000 + "1", "1." + "0" * 200_000, "0" * 200_000 + "1"),
    *("2024-02-30", "2024-13-01", "10000-01-01", "0000-01-01", "2024-01-01T24:00:00Z", "2024-01-01T00:00:60Z", "infinity", "now"),
    *("2024-01-01T00:00:00+14:59", "2024-01-01T00:00:00+24:00", "2024-01-01T00:00:00", "9999-12-31T23:59:59.999999-14:59"),
    *(IDS[0].upper(), f"{{{IDS[0]}}}", IDS[0][:-1], IDS[0] + "0", IDS[0].replace("-", ""), "--------" + IDS[0][8:]),
    *("g" * 36, "________-____-____-____-____________", "\u202e", "\ufeff", "'; select 1 --", "%s %1$s", "\\", "\U0001f4b8", "null"),
]
NAMES = [
    *("transaction_id", "entries", "company_id", "description", "effective_at", "metadata", "lines", "account_id"),
    *("debit_amount", "credit_amount", "if", "available", "posted", "version", "gte", "", "%"),
]

texts = st.sampled_from(ODD) | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([*RAW])
    | texts
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | texts, inner, max_size=3), max_leaves=8
)
edits = st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(["replace"] * 4 + ["delete", "add", "double", "wrap"]), values), max_size=4)
"""What a mutation does to a document: at the place with that number, this, with that value."""


def mutate(document: Any, changes: list[tuple[int, str, Any]]) -> Any:
    """Spoil a document."""
    root = [document]
    for place, how, new in changes:
        places = list(_places(root))
        container, key = places[place % len(places)]
        if how == "delete":
            del container[key]
        elif how == "wrap":
            container[key] = [container[key]]
        elif how == "double" and isinstance(container, list):
            container.insert(key, deepcopy(container[key]))
        elif how == "add" and isinstance(container[key], dict):
            container[key][NAMES[place % len(NAMES)]] = new
        else:
            container[key] = new
        root = root or [None]
    return root[0]


def _places(container: Any) -> Any:
    for key in range(len(container)) if isinstance(container, list) else [*container]:
        yield container, key
        if isinstance(container[key], dict | list):
            yield from _places(container[key])


def write(document: object) -> str:
    """Write JSON, with what Python cannot write."""
    text = json.dumps(document)
    for name, raw in RAW.items():
        text = text.replace(f'"{name}"', raw)
    return text


def is_json(conn: Connection, text: str) -> bool:
    """Whether Postgres takes it for JSON at all; what it does not take never gets to the ledger."""
    try:
        with conn.transaction():
            conn.execute("select %s::jsonb", [text])
    except psycopg.DataError:
        return False
    return True


@pytest.fixture
def ledger(conn: Connection) -> Ledger:
    """Three companies, whose accounts have a little money."""
    ledger = build(conn)
    post(conn, [deposit(account, ledger, 100) for account in ledger.accounts.values() if account.floor is not None])
    conn.execute("select ledger.freeze_account(a.company_id, a.id) from ledger.accounts a where a.code = 'purse'")
    return ledger


def counts(conn: Connection) -> Any:
    return conn.execute(
        "select (select count(*) from ledger.journal_entries), (select count(*) from ledger.journal_lines),"
        " (select count(*) from relay.outbox), (select count(*) from ledger.atomic_transactions),"
        " (select count(*) from ledger.transaction_groups), (select count(*) from audit.log)"
    ).fetchone()


def test_whatever_is_posted_is_posted_or_refused(conn: Connection, ledger: Ledger) -> None:
    @profile
    @given(st.integers(0, 2**32 - 1), st.integers(0, 3), edits)
    def check(seed: int, size: int, changes: list[tuple[int, str, Any]]) -> None:
        writer = Writer(Random(seed), ledger, faults=0.1)
        text = write(mutate([writer.transaction() for _ in range(size)], changes))
        with conn.transaction(force_rollback=True):
            _post_and_compare(conn, text) if is_json(conn, text) else reject()

    check()


@pytest.mark.parametrize("raw", [*RAW, *ODD], ids=lambda raw: raw[:24].encode("unicode_escape").decode())
def test_an_odd_value_is_posted_or_refused_wherever_it_stands(conn: Connection, ledger: Ledger, raw: str) -> None:
    whole = {
        "transaction_id": IDS[0],
        "entries": [
            {
                "company_id": str(next(iter(ledger.companies))),
                **{"description": "x", "effective_at": "2029-02-28", "metadata": {}},
                "lines": [
                    {"account_id": str(account_id), "description": "x", side: "1.00", other: "0", "if": {"posted": {"gte": "1"}, "version": 1}}
                    for account_id, side, other in zip(
                        list(ledger.accounts)[1:3], ("debit_amount", "credit_amount"), ("credit_amount", "debit_amount"), strict=True
                    )
                ],
            }
        ],
    }
    for place in range(len(list(_places([whole])))):
        text = write(mutate([deepcopy(whole)], [(place, "replace", raw)]))
        with conn.transaction(force_rollback=True):
            _post_and_compare(conn, text)


def _post_and_compare(conn: Connection, text: str) -> None:
    """Post it; compare what became of it with what the functions below `post` say of its form."""
    before, books = counts(conn), state(conn)
    outcomes = conn.execute(
        "select o.position, o.status, o.code, cardinality(o.entry_ids) from ledger.post(%s::jsonb) o order by 1", [text]
    ).fetchall()
    after = counts(conn)
    assert value(conn, "select count(*) from audit.invariants") == 0
    assert value(conn, "select count(*) from ledger.journal_entries e where jsonb_typeof(e.metadata) <> 'object'") == 0

    as_array = "(select case jsonb_typeof(d) when 'array' then d else jsonb_build_array(d) end from (select %s::jsonb) x (d))"
    size = value(conn, f"select jsonb_array_length({as_array})", text)
    assert [outcome[0] for outcome in outcomes] == list(range(size))
    posted = [outcome for outcome in outcomes if outcome[1] == "posted"]
    assert after[0] - before[0] == sum(outcome[3] for outcome in posted)
    assert after[2] - before[2] == len(posted)
    if not posted:
        assert (after, state(conn)) == (before, books)

    found = conn.execute(f"select position, entry, line, code from ledger.find_problems({as_array}, true)", [text]).fetchall()
    first: dict[int, str] = {}
    for position, _, _, code in found:
        first.setdefault(position, code)
    for position, status, code, _ in outcomes:
        if position in first:
            assert (status, code) == ("refused", first[position])
        else:
            assert status == "posted" or code in JUDGED_UNDER_THE_LOCK
    faulty = {(position, entry, line) for position, entry, line, code in found if code not in ("LG030", "LG031")}
    plain = conn.execute(f"select position, entry_no, line_no from ledger.read_lines({as_array}) where is_plain", [text]).fetchall()
    for position, entry, line in plain:
        assert not faulty & {(position, None, None), (position, entry, None), (position, entry, line)}


def test_whatever_is_validated_is_judged_as_creating_judges_it(conn: Connection, ledger: Ledger) -> None:
    companies = [*ledger.companies, UUID(int=7), None]

    @profile
    @given(st.integers(0, 2**32 - 1), st.integers(0, 3), edits, st.sampled_from(companies))
    def check(seed: int, size: int, changes: list[tuple[int, str, Any]], company: UUID | None) -> None:
        writer = Writer(Random(seed), ledger, faults=0)
        text = write(mutate([writer.entry() for _ in range(size)], changes))
        with conn.transaction(force_rollback=True):
            _validate_and_compare(conn, text, company) if is_json(conn, text) else reject()

    check()


def _validate_and_compare(conn: Connection, text: str, company: UUID | None) -> None:
    before = counts(conn)
    verdict = _own(conn, lambda: value(conn, "select ledger.validate_atomic_transaction(%s::jsonb, %s)", text, company))
    assert counts(conn) == before
    if company is None:
        return
    made = _own(conn, lambda: value(conn, "select ledger.create_atomic_transaction(%s, %s::jsonb)", company, text))
    if isinstance(verdict, str):
        assert verdict == made == "LG017"
        return
    problems = [*verdict["problems"], *(problem for result in verdict["validation_results"] for problem in result["problems"])]
    assert verdict["is_valid"] == (not problems)
    if problems:
        assert made in {problem["code"] for problem in problems}
    elif isinstance(made, str):
        assert made in JUDGED_UNDER_THE_LOCK
    else:
        assert (made["total_debit"], made["total_credit"]) == (verdict["total_debit"], verdict["total_credit"])
    if isinstance(made, str):
        assert counts(conn) == before
    assert value(conn, "select count(*) from audit.invariants") == 0


def _own(conn: Connection, call: Callable[[], Any]) -> Any:
    """Return what a call gives, or the code it raises, which has to be one of ours."""
    try:
        with conn.transaction():
            return call()
    except psycopg.Error as exc:
        if not (exc.sqlstate or "").startswith("LG"):
            raise
        return exc.sqlstate


ODD_NUMBERS = ["NaN", "Infinity", "-Infinity", "0", "-1", "0.001", "1e-1000", "1e29", "1e30", "1e1000", None]
ODD_TIMES = ["infinity", "-infinity", "4713-01-01 BC", "294276-12-31", "2020-01-01", None]


@pytest.mark.parametrize("number", ODD_NUMBERS)
@pytest.mark.parametrize("time", ODD_TIMES)
def test_odd_numbers_and_times_are_refused_with_codes_of_ours(conn: Connection, ledger: Ledger, number: str | None, time: str | None) -> None:
    account = next(it for it in ledger.accounts.values() if it.code == "wallet")
    key = (account.company.id, account.id)
    lien = value(conn, "select (ledger.place_lien(%s, %s, 50)).id", *key)
    calls = [
        ("ledger.place_lien(%s, %s, %s::numeric, p_expires_at => %s::timestamptz)", *key, number, time),
        ("ledger.capture_lien(%s, %s, %s::numeric, %s)", key[0], lien, number, list(ledger.accounts)[2]),
        ("ledger.release_lien(%s, %s, %s::numeric)", key[0], lien, number),
        ("ledger.extend_lien(%s, %s, %s::timestamptz)", key[0], lien, time),
        ("ledger.set_account_floor(%s, %s, %s::numeric)", *key, number),
        ("ledger.set_posting_limits(%s, p_max_amount_per_transaction => %s::numeric)", key[0], number),
        ("ledger.create_account(%s, 'odd', 'Odd', 'asset', 'USD', p_floor => %s::numeric)", key[0], number),
        ("ledger.balance_at(%s, %s, %s::timestamptz)", *key, time),
    ]
    for call, *arguments in calls:
        with conn.transaction(force_rollback=True):
            code = _raised(conn, call, arguments)
            assert code is None or code.startswith(("LG", "LN")), call
            assert value(conn, "select count(*) from audit.invariants") == 0


def _raised(conn: Connection, call: str, arguments: list[object]) -> str | None:
    try:
        with conn.transaction():
            value(conn, f"select {call}", *arguments)
    except psycopg.Error as exc:
        return exc.sqlstate
    return None
