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
from tests.py.world import IDS, Json, Writer, build, deposit, post, state, value, without_company

EXAMPLES = 20_000 if os.environ.get("HOLDFAST_SOAK") == "1" else 200
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
VERDICT = """
select (v ->> 'is_valid')::boolean, v ->> 'total_debit', v ->> 'total_credit', array(
  select p ->> 'code' from jsonb_path_query(v, '$.problems[*]') p
  union all
  select p ->> 'code' from jsonb_path_query(v, '$.validation_results[*].problems[*]') p)
from ledger.validate_atomic_transaction(%s::jsonb, %s) v
"""
AMOUNTS = [
    *(
        "",
        " ",
        "0",
        "00",
        "-0",
        "0.000",
        "1.000",
        "5.0",
        "1e5",
        "0x1F",
        "0b1",
        "1_000",
        "\uff11\uff12",
        "\u0663",
        "NaN",
        "Infinity",
    ),
    *("-5.00", "+5.00", " 5.00", "5.00 ", "5.00\n", "5,00", "5.", ".5", "9" * 30, "9" * 31, "0" * 30 + "1", "0" * 31),
    *("9" * 200_000, "0." + "0" * 20_000, "0." + "0" * 20_000 + "1", "1." + "0" * 200_000, "0" * 200_000 + "1"),
]
TIMES = [
    *("2024-02-30", "2024-13-01", "10000-01-01", "0000-01-01", "2024-01-01T24:00:00Z", "2024-01-01T00:00:60Z", "infinity", "now"),
    *("2024-01-01T00:00:00+14:59", "2024-01-01T00:00:00+24:00", "2024-01-01T00:00:00", "9999-12-31T23:59:59.999999-14:59"),
]
UUIDS = [
    *(IDS[0].upper(), f"{{{IDS[0]}}}", IDS[0][:-1], IDS[0] + "0", IDS[0].replace("-", ""), "--------" + IDS[0][8:]),
    *("g" * 36, "________-____-____-____-____________", " " + IDS[0]),
]
WORDS = ["\u202e", "\ufeff", "'; select 1 --", "%s %1$s", "\\", "\U0001f4b8", "null"]
ODD = [*AMOUNTS, *TIMES, *UUIDS, *WORDS]
ODD_BY_NAME = {
    **dict.fromkeys(("debit_amount", "credit_amount", "gte"), AMOUNTS),
    **dict.fromkeys(("transaction_id", "company_id", "account_id"), UUIDS),
    "effective_at": TIMES,
    "description": WORDS,
}
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
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | texts, inner, max_size=3),
    max_leaves=8,
)
edits = st.lists(
    st.tuples(st.integers(0, 10**6), st.sampled_from(["replace"] * 4 + ["delete", "add", "double", "wrap"]), values), max_size=4
)
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
        " (select count(distinct (o.company_id, o.aggregate)) from relay.outbox o),"
        " (select count(*) from ledger.atomic_transactions),"
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


def test_an_odd_value_is_posted_or_refused_wherever_it_stands(conn: Connection, ledger: Ledger) -> None:
    """In a document that is plain without it, then in a condition."""
    debited, credited = list(ledger.accounts)[1:3]
    entry: Json = {
        "company_id": str(next(iter(ledger.companies))),
        "description": "x",
        "effective_at": "2029-02-28",
        "metadata": {},
    }
    lines = [
        {"account_id": str(debited), "debit_amount": "1.00", "credit_amount": "0"},
        {"account_id": str(credited), "credit_amount": "1.00"},
    ]
    first, second, third = (deepcopy(entry | {"lines": lines}) for _ in range(3))
    plain = [{"transaction_id": IDS[0], "entries": [first, second]}]
    condition = third["lines"][0]["if"] = {"posted": {"gte": "1"}, "version": 1}
    watched = [{"entries": [third]}]
    beyond = [(second, "company_id"), (second, "effective_at"), (second["lines"][0], "account_id")]
    for whole, places in (
        (plain, [place for place in _places(plain) if not _is_in(place[0], second)] + beyond),
        (watched, [*_places(condition)]),
    ):
        for container, key in places:
            was = container[key]
            for odd in [*RAW, *ODD_BY_NAME.get(key, [])]:
                container[key] = odd
                text = write(whole)
                print(key, odd[:60])  # noqa: T201
                with conn.transaction(force_rollback=True):
                    _post_and_compare(conn, text)
            container[key] = was


def _is_in(part: Any, whole: Any) -> bool:
    return part is whole or any(part is container[key] for container, key in _places(whole))


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

    found = conn.execute(
        f"select position, entry, line, code from ledger.find_problems({as_array}, null, true)", [text]
    ).fetchall()
    first: dict[int, str] = {}
    for position, _, _, code in found:
        first.setdefault(position, code)
    for position, status, code, _ in outcomes:
        if position in first:
            assert (status, code) == ("refused", first[position])
        else:
            assert status == "posted" or code in JUDGED_UNDER_THE_LOCK
    faulty = {(position, entry, line) for position, entry, line, code in found if code not in ("LG030", "LG031")}
    plain = conn.execute(
        f"select position, entry_no, line_no from ledger.read_lines({as_array}, null) where is_plain", [text]
    ).fetchall()
    for position, entry, line in plain:
        assert not faulty & {(position, None, None), (position, entry, None), (position, entry, line)}


def test_whatever_is_validated_is_judged_as_creating_judges_it(conn: Connection, ledger: Ledger) -> None:
    companies = [*ledger.companies, UUID(int=7), None]

    @profile
    @given(st.integers(0, 2**32 - 1), st.integers(0, 3), edits, st.sampled_from(companies))
    def check(seed: int, size: int, changes: list[tuple[int, str, Any]], company: UUID | None) -> None:
        writer = Writer(Random(seed), ledger, faults=0)
        entries = [writer.entry() for _ in range(size)]
        text = write(mutate(entries if seed % 8 == 0 else [*map(without_company, entries)], changes))
        with conn.transaction(force_rollback=True):
            _validate_and_compare(conn, text, company) if is_json(conn, text) else reject()

    check()


def _validate_and_compare(conn: Connection, text: str, company: UUID | None) -> None:
    before = counts(conn)
    verdict = _own(conn, lambda: conn.execute(VERDICT, [text, company]).fetchall()[0])
    assert counts(conn) == before
    if company is None:
        return
    made = _own(conn, lambda: value(conn, "select ledger.create_atomic_transaction(%s, %s::jsonb)", company, text))
    if isinstance(verdict, str):
        assert verdict == made == "LG017"
        return
    is_valid, total_debit, total_credit, codes = verdict
    assert is_valid == (codes == [])
    if codes:
        assert made in codes
    elif isinstance(made, str):
        assert made in JUDGED_UNDER_THE_LOCK
    else:
        assert (made["total_debit"], made["total_credit"]) == (total_debit, total_credit)
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


def test_odd_numbers_and_times_are_refused_with_codes_of_ours(conn: Connection, ledger: Ledger) -> None:
    account = next(it for it in ledger.accounts.values() if it.code == "wallet")
    key = (account.company.id, account.id)
    lien = value(conn, "select (ledger.place_lien(%s, %s, 50)).id", *key)
    lien_key = (account.company.id, lien)
    calls: dict[str, tuple[object, ...]] = {
        "ledger.place_lien(%s, %s, %s::numeric)": key,
        "ledger.capture_lien(%s, %s, p_to_account_id => %s, p_amount => %s::numeric)": (*lien_key, list(ledger.accounts)[3]),
        "ledger.release_lien(%s, %s, %s::numeric)": lien_key,
        "ledger.set_account_floor(%s, %s, %s::numeric)": key,
        "ledger.set_posting_limits(%s, p_max_amount_per_transaction => %s::numeric)": key[:1],
        "ledger.create_account(%s, 'odd', 'Odd', 'asset', 'USD', p_floor => %s::numeric)": key[:1],
        "ledger.place_lien(%s, %s, 1, p_expires_at => %s::timestamptz)": key,
        "ledger.extend_lien(%s, %s, %s::timestamptz)": lien_key,
        "ledger.balance_at(%s, %s, %s::timestamptz)": key,
        "ledger.account_history(%s, %s, %s::timestamptz)": key,
    }
    for call, arguments in calls.items():
        for odd in ODD_NUMBERS if call.endswith("::numeric)") else ODD_TIMES:
            with conn.transaction(force_rollback=True):
                code = _raised(conn, call, [*arguments, odd])
                assert code is None or code.startswith(("LG", "LN")), (call, odd)
                assert value(conn, "select count(*) from audit.invariants") == 0


def _raised(conn: Connection, call: str, arguments: list[object]) -> str | None:
    try:
        with conn.transaction():
            conn.execute(f"select {call}", arguments)
    except psycopg.Error as exc:
        return exc.sqlstate
    return None
