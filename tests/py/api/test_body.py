"""What is taken as a request's body."""

from __future__ import annotations

import gzip
import json
import time
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from api import body
from api.app import OPERATIONS
from api.openapi import Operation
from api.problems import ProblemError
from orchestrator.database import Connection
from tests.py.api.client import ATOMIC, Books, Client, done, everything, problem
from tests.py.api.test_access import body_of, ids, path_of

DEEP = 100_000


def refusal(text: str) -> str:
    with pytest.raises(ProblemError) as caught:
        body.parse(text)
    assert caught.value.status == 400
    return caught.value.detail


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("{} {}", "not JSON"),
        ("\ufeff{}", "not JSON"),
        ('{"a": NaN}', "NaN is no value"),
        ('{"a": -Infinity}', "-Infinity is no value"),
        ('{"a": 1, "a": 1}', "a field twice: 'a'"),
        ('{"a": {"b": [{"c": 1, "d": 2, "c": 3}]}}', "a field twice: 'c'"),
        ('{"a": 1, "\\u0061": 2}', "a field twice: 'a'"),
        ('{"a": "\\u0000"}', "not for text"),
        ('{"\\u0000": 1}', "not for text"),
        ('{"a": ["\\ud800"]}', "not for text"),
        ('{"a": "\\udc00\\ud800"}', "not for text"),
        ('{"a": "\\u001b[2J"}', "not for text"),
        ('{"a": "\\u202e00.1"}', "not for text"),
        ('{"a": "\u202e00.1"}', "not for text"),
        ('{"a": "\x00"}', "not for text"),
        ('{"a": ' + "9" * 5000 + "}", "a number of more than"),
        ('{"a": 0.' + "9" * 5000 + "}", "a number of more than"),
        ("[" * DEEP + "]" * DEEP, "nested deeper"),
        ("[" * DEEP, "nested deeper"),
        ('{"a":' * DEEP, "nested deeper"),
        ("[" * 17 + "1" + "]" * 17, "nested deeper"),
        (json.dumps([0] * 1001), "an array of more than"),
        ('{"a": "\u0085"}', "not for text"),
        ('{"a": "\\u009b2J"}', "not for text"),
        ('{"a": 1e21}', "an exponent above"),
        (json.dumps({str(number): 0 for number in range(1001)}), "an object of more than 1000 fields"),
        (json.dumps([[0] * 1000] * 10), "more than 10000 values"),
        ("{" + ",".join(['"a": 0'] * 9000) + "}", "a field twice: 'a'"),
        ('{"a": [1E-21]}', "an exponent above"),
        ('{"a": -1.5e+' + "9" * 90 + "}", "an exponent above"),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    start = time.perf_counter()
    assert said in refusal(text)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "null",
        '{"a": "\\ud83d\\ude00"}',
        '{"a": "\\\\u0000"}',
        "[" * 16 + "1" + "]" * 16,
        json.dumps([0] * 1000),
        '{"a": 1e20}',
    ],
)
def test_what_is_taken(text: str) -> None:
    assert body.parse(text) == json.loads(text)


NOT_NFC = [
    *('{"a": "e\u0301"}', '{"a": "e\\u0301"}', '{"a": "\\u0065\u0301"}', '{"a": ["\u1112\u1161\u11ab"]}', '{"a": "\u212b"}'),
    *('{"a": "\\u212b"}', '{"a": "q\u0307\u0323"}', '{"e\u0301": 1}', '{"a": {"b": [{"e\\u0301": 1}]}}'),
]
"""Two ways to write one text: what looks the same is to be the same."""


@pytest.mark.parametrize("text", NOT_NFC)
def test_text_that_is_not_nfc_is_refused(text: str) -> None:
    assert "NFC" in refusal(text)


@pytest.mark.parametrize("text", ['{"\u00e9": "\u00e9"}', '{"a": "x\u0301"}', '{"a": "q\u0323\u0307"}', '{"a": "\ufb01"}'])
def test_text_that_is_nfc_is_taken(text: str) -> None:
    assert body.parse(text) == json.loads(text)


def test_text_that_is_not_nfc_is_refused_over_http(books: Books, conn: Connection, subtests: pytest.Subtests) -> None:
    before = everything(conn)
    for value in ("e\u0301", "e\\u0301"):
        with subtests.test(value=value):
            data = json.dumps({**books.receipt(), "description": "VALUE"}).replace("VALUE", value).encode()
            found = books.client.send("POST", f"{ATOMIC}/", JSON, data=data, params={"company_id": books.company})
            assert "NFC" in problem(found, 400)["detail"]
    assert everything(conn) == before


JSON = {"Content-Type": "application/json"}


BODIES: list[tuple[int, dict[str, str], bytes]] = [
    (415, {}, b"{}"),
    (415, {"Content-Type": "text/plain"}, b"{}"),
    (415, {"Content-Type": "application/json; charset=utf-16"}, "{}".encode("utf-16")),
    (415, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(b"{}", mtime=0)),
    (415, {**JSON, "Content-Encoding": "gzip"}, b"no gzip at all"),
    (415, {**JSON, "Content-Encoding": "identity"}, b"{}"),
    (415, {**JSON, "Content-Encoding": "br"}, b"{}"),
    (415, {**JSON, "Content-Encoding": ""}, b"{}"),
    (415, {**JSON, "Content-Encoding": "wonders"}, b"{}"),
    (413, JSON, b'{"a": "' + b"a" * 70_000 + b'"}'),
    (400, JSON, b""),
    (400, JSON, b'{"transactions": "\xff"}'),
    (400, JSON, b'{"transactions": "\xed\xa0\x80"}'),
    (400, JSON, b'{"transactions": [], "transactions": []}'),
    (400, JSON, b'{"transactions": ["\\u0000"]}'),
    (400, JSON, b"[" * 60_000),
    (400, JSON, b"[]"),
    (400, JSON, b'"text"'),
    (400, JSON, b"null"),
]


def test_bodies_that_are_refused(books: Books, conn: Connection, subtests: pytest.Subtests) -> None:
    before = everything(conn)
    for status, headers, content in BODIES:
        for data in (content, iter([content])):
            with subtests.test(content=content[:20], headers=headers, chunked=data is not content):
                response = books.client.send("POST", f"{ATOMIC}/", headers, data=data, params={"company_id": books.company})
                problem(response, status)
    assert everything(conn) == before
    assert books.post().status_code == 200


UNFIT = [
    *(
        '"\x1b[2J"',
        '"\\u001b[2J"',
        '"\x9b2J"',
        '"\\u0085"',
        '"\x7f"',
        '"\\u0000"',
        '"\\ud800"',
        '"\\udc00\\ud800"',
        '"\u202e"',
        '"\\u2066"',
    ),
    *(
        '"\udcff"',
        '"\udced\udca0\udc80"',
        "9" * 5000,
        "1e131071",
        "1e-16383",
        "1e99999999",
        "NaN",
        "-Infinity",
        '{"a": 1, "a": 2}',
    ),
    *('{"\\u0000": 1}', '{"\u202e": 1}', "[" * 17 + "]" * 17, "[" + "0," * 1000 + "0]"),
]
"""What cannot be kept, as JSON has it; bytes that are not UTF-8 as Python keeps them."""


def test_a_request_that_is_else_good_is_refused_for_one_unfit_value(
    books: Books, conn: Connection, subtests: pytest.Subtests
) -> None:
    body = {**books.receipt(), "metadata": {"value": "VALUE"}}
    lien = f"/api/v1/accounts/{books.wallet}/liens"
    done(books.client.post(f"{ATOMIC}/", body, company_id=books.company))
    before = everything(conn)
    for path, document in (
        (f"{ATOMIC}/", body),
        (f"{ATOMIC}/validate", body),
        (lien, {"amount": "1.00", "metadata": {"value": "VALUE"}}),
    ):
        company = {} if path == lien else {"company_id": books.company}
        for value in UNFIT:
            with subtests.test(path, value=value[:20]):
                data = json.dumps(document).replace('"VALUE"', value).encode(errors="surrogateescape")
                found = problem(books.client.send("POST", path, JSON, data=data, params=company), 400)
                assert found["detail"].startswith("The body ")
    assert everything(conn) == before


def test_transactions_are_a_list(books: Books, subtests: pytest.Subtests) -> None:
    documents: list[Any] = [{}, {"transactions": None}, {"transactions": {}}, {"transactions": []}, {"transactions": [1]}]
    for document in documents:
        for path in (f"{ATOMIC}/", f"{ATOMIC}/validate"):
            with subtests.test(document=document, path=path):
                found = books.client.post(path, document, company_id=books.company)
                if path.endswith("validate") and found.status_code == 200:
                    assert found.json()["is_valid"] is False
                else:
                    assert problem(found, 400, "LG001")["detail"].startswith("Validation error: ")


FIELDS: list[tuple[dict[str, Any], str, str]] = [
    ({"status": "open"}, "LG002", "status"),
    ({"balance": "5"}, "LG002", "balance"),
    ({"code": None}, "LG001", "code"),
    ({"code": " "}, "LG001", "code"),
    ({"code": "c\u0430sh"}, "LG001", "code"),
    ({"code": "cash\u200b"}, "LG001", "code"),
    ({"name": "n" * 201}, "LG001", "name"),
    ({"type": "money"}, "LG001", "type"),
    ({"currency": 1}, "LG001", "currency"),
    ({"company_id": "acme"}, "LG001", "company_id"),
    ({"floor": 0}, "LG020", "floor"),
    ({"floor": "0x1F"}, "LG021", "floor"),
    ({"floor": "1_000"}, "LG021", "floor"),
    ({"floor": "\uff11"}, "LG021", "floor"),
    ({"floor": "NaN"}, "LG021", "floor"),
    ({"floor": " 12 "}, "LG021", "floor"),
    ({"floor": "12\n"}, "LG021", "floor"),
    ({"floor": "-1"}, "LG022", "floor"),
    ({"floor": "1" * 31}, "LG023", "floor"),
    ({"metadata": []}, "LG001", "metadata"),
]


def test_a_field_that_is_wrong_is_named(books: Books, subtests: pytest.Subtests) -> None:
    fields = {"company_id": books.company, "code": "new", "name": "New", "type": "asset", "currency": "USD"}
    for change, code, field in FIELDS:
        with subtests.test(change=change):
            found = problem(books.client.post("/api/v1/accounts", {**fields, **change}), 400, code)
            assert [error["field"] for error in found["errors"]] == [field]
            assert found["detail"] == f"Validation error: {found['errors'][0]['detail']}"


def test_every_field_that_is_wrong_is_named(books: Books) -> None:
    found = problem(books.client.post("/api/v1/accounts", {"company_id": books.company, "code": "x", "colour": "red"}), 400)
    assert {error["field"]: error["code"] for error in found["errors"]} == {
        "name": "LG001",
        "type": "LG001",
        "currency": "LG001",
        "colour": "LG002",
    }


AMOUNTS = [
    *(
        "100",
        "-5",
        "-0",
        "0.1",
        "1e3",
        "1e20",
        "9223372036854775808",
        "9" * 100,
        "true",
        "[]",
        "{}",
        '"1e3"',
        '"1e400"',
        '"NaN"',
    ),
    *(
        '"Infinity"',
        '"-Infinity"',
        '"-5"',
        '"-0"',
        '"+5"',
        '"\uff11\uff10"',
        '"\u0661"',
        '"0x1F"',
        '"1_000"',
        '" 12 "',
        '"12\\n"',
    ),
    *('"1,000.00"', '"."', '"1."', '".5"', '""', f'"{"1" * 31}"', f'"{"9" * 5000}"', f'"0.{"1" * 5000}"', f'"1.{"0" * 30}"'),
]
"""As JSON has them; none is an amount."""
NO_NUMBERS = [
    "9" * 5000,
    "-" + "9" * 5000,
    "1" + "0" * 200 + ".5",
    "NaN",
    "Infinity",
    "-Infinity",
    "0x1F",
    "1_000",
    "01",
    "1e999999999",
]
"""What is no JSON to begin with, or none that is taken."""


def fields_for_amounts(books: Books) -> dict[str, tuple[str, Any]]:
    """Return where an amount can be said: a path, and a body with AMOUNT in its place."""
    things = ids(books)
    lien = f"/api/v1/liens/{things['liens']}"
    account = {"company_id": books.company, "code": "new", "name": "New", "type": "asset", "currency": "USD", "floor": "AMOUNT"}
    fields: dict[str, tuple[str, Any]] = {
        "floor": ("/api/v1/accounts", account),
        "hold": (f"/api/v1/accounts/{books.wallet}/liens", {"amount": "AMOUNT"}),
        "capture": (f"{lien}/capture", {"amount": "AMOUNT", "to_account_id": books.revenue}),
        "release": (f"{lien}/release", {"amount": "AMOUNT"}),
    }
    for position, name in enumerate(("debit_amount", "credit_amount")):
        body = books.receipt()
        body["transactions"][0]["lines"][position][name] = "AMOUNT"
        fields[name] = (f"{ATOMIC}/?company_id={books.company}", body)
    for of in ("available", "posted"):
        body = books.receipt()
        body["transactions"][0]["lines"][0]["if"] = {of: {"gte": "AMOUNT"}}
        fields[of] = (f"{ATOMIC}/?company_id={books.company}", body)
    return fields


def test_an_amount_is_plain_digits_wherever_it_is_said(books: Books, conn: Connection, subtests: pytest.Subtests) -> None:
    fields = fields_for_amounts(books)
    before = everything(conn)
    for name, (path, document) in fields.items():
        for amount in [*AMOUNTS, *NO_NUMBERS]:
            if name in {"available", "posted"} and amount in {'"-5"', '"-0"'}:
                continue  # what an account has may be below zero
            with subtests.test(name, amount=amount[:20]):
                content = json.dumps(document).replace('"AMOUNT"', amount).encode()
                found = problem(books.client.send("POST", path, {**JSON, "Idempotency-Key": "one"}, data=content), 400)
                if amount in AMOUNTS:
                    assert found["code"].startswith("LG001" if name in {"available", "posted"} else "LG02"), found
    assert everything(conn) == before


def test_what_is_validated_is_told_of_each_amount(books: Books, subtests: pytest.Subtests) -> None:
    for amount in AMOUNTS:
        with subtests.test(amount=amount[:20]):
            content = json.dumps(books.receipt("AMOUNT")).replace('"AMOUNT"', amount).encode()
            found = done(books.client.send("POST", f"{ATOMIC}/validate", JSON, data=content))
            assert found["is_valid"] is False
            codes = {fault["code"] for fault in found["validation_results"][0]["problems"]}
            assert codes & {"LG020", "LG021", "LG022", "LG023", "LG024"}, found


def test_an_amount_of_any_length_is_exact(books: Books) -> None:
    """2^63, and what no double holds, are amounts as any other."""
    account = {"company_id": books.company, "name": "New", "type": "asset", "currency": "USD"}
    for number, floor in enumerate((str(2**63), "9" * 30 + ".99", "0.10")):
        made = done(books.client.post("/api/v1/accounts", {**account, "code": f"new-{number}", "floor": floor}))
        assert Decimal(made["floor"]) == Decimal(floor)


QUERIES = [
    "company_id=acme",
    "company_id=",
    f"company_id={uuid.UUID(int=1)}&company_id={uuid.UUID(int=1)}",
    f"company_id={uuid.UUID(int=1)}&status=open",
    "limit=0",
    "limit=1001",
    "limit=1_0",
    "limit=%D9%A3",
    "limit=ten",
    "cursor=x",
    "user_id=%00",
]


def test_pages_are_of_one_to_a_thousand(books: Books, subtests: pytest.Subtests) -> None:
    paged = [operation for operation in OPERATIONS.all if "limit" in operation.params.model_fields]
    assert len(paged) == 10
    things = ids(books)
    for operation in paged:
        company = {"company_id": books.company} if "company_id" in operation.params.model_fields else {}
        path = path_of(operation, things)
        for limit in ("0", "-1", "1001", "9999", "9" * 5000, str(2**63), "1e2", "1.0", "0x1F", "1_0", " 1", "\uff11", "NaN", ""):
            with subtests.test(operation.name, limit=limit[:10]):
                problem(books.client.get(path, limit=limit, **company), 400, "LG001")
        done(books.client.get(path, limit="1000", **company))


def texts() -> Iterator[tuple[Operation, str, int]]:
    """Yield each field of a body that is a text of a certain length, with its operation and how long it may be."""
    for operation in OPERATIONS.all:
        for name, field in (operation.body.model_json_schema()["properties"] if operation.body else {}).items():
            for kind in field.get("anyOf", [field]):
                if kind.get("type") == "string" and kind.keys() & {"maxLength", "pattern"}:
                    yield operation, name, kind.get("maxLength", 49)


def test_a_text_that_is_too_long_is_refused(books: Books, conn: Connection, subtests: pytest.Subtests) -> None:
    things = ids(books)
    before = everything(conn)
    assert {"code", "name", "user_id", "currency", "reason", "group_name", "amount"} <= {field for _, field, _ in texts()}
    for operation, field, length in texts():
        company = {"company_id": books.company} if "company_id" in operation.params.model_fields else {}
        path = path_of(operation, things)
        for size, status in ((length + 1, 400), (60_000, 400), (70_000, 413)):
            with subtests.test(operation.name, field=field, size=size):
                content = {**(body_of(operation.name, books) or {}), field: "1" * size}
                problem(books.client.send("POST", path, json=content, params=company), status)
    assert everything(conn) == before


def test_a_text_of_no_certain_length_is_kept(books: Books) -> None:
    body = {**books.receipt(), "description": "long " * 6000}
    body["transactions"][0]["lines"][0]["description"] = "long " * 6000
    created = done(books.client.post(f"{ATOMIC}/", body, company_id=books.company))["atomic_transaction_id"]
    assert done(books.client.get(f"{ATOMIC}/{created}"))["description"] == body["description"]


UNKNOWN = {
    "company_id": str(uuid.UUID(int=1)),
    "status": "active",
    "balance": "1.00",
    "id": str(uuid.UUID(int=2)),
    "principal_id": str(uuid.UUID(int=3)),
    "held": "1.00",
    "version": 1,
    "posted": "1.00",
    "captured": "1.00",
    "created_at": "2026-01-01T00:00:00Z",
    "transaction_id": str(uuid.UUID(int=4)),
    "__proto__": {},
}


def test_nobody_sets_what_is_not_theirs_to_set(books: Books, conn: Connection, subtests: pytest.Subtests) -> None:
    """A member that an operation does not know is refused by its name, and with it the request."""
    things = ids(books)
    before = everything(conn)
    with_body = [operation for operation in OPERATIONS.all if operation.body]
    assert len(with_body) == 23
    for operation in with_body:
        assert operation.body
        company = {"company_id": books.company} if "company_id" in operation.params.model_fields else {}
        path = path_of(operation, things)
        for member in UNKNOWN.keys() - operation.body.model_fields.keys():
            for value in (UNKNOWN[member], None):
                with subtests.test(operation.name, member=member, value=value):
                    body = {**(body_of(operation.name, books) or {}), member: value}
                    response = books.client.send("POST", path, json=body, params=company)
                    found = problem(response, 400, "LG002")
                    assert [error["field"] for error in found["errors"]] == [member]
    assert everything(conn) == before


def test_nobody_sets_in_a_line_what_is_not_theirs_to_set(books: Books, conn: Connection, subtests: pytest.Subtests) -> None:
    before = everything(conn)
    for member, value in UNKNOWN.items():
        for place in ("transaction", "line"):
            body = books.receipt()
            document = body["transactions"][0]
            (document if place == "transaction" else document["lines"][1])[member] = value
            with subtests.test(place, member=member):
                found = problem(books.client.post(f"{ATOMIC}/", body, company_id=books.company), 400, "LG002")
                assert {error["field"] for error in found["errors"]} == {member}
                listed = books.client.post(f"{ATOMIC}/validate", body, company_id=books.company)
                assert done(listed)["is_valid"] is False
                assert f"Unknown field {member}" in listed.text
    assert everything(conn) == before


def test_queries_that_are_refused(admin: Client, subtests: pytest.Subtests) -> None:
    for query in QUERIES:
        with subtests.test(query=query):
            problem(admin.get(f"/api/v1/accounts?{query}"), 400)


def test_times_that_are_refused(admin: Client, subtests: pytest.Subtests) -> None:
    for at in ("now", "0", "1700000000", "2024-01-01", "2024-01-01T00:00:00", "2024-13-01T00:00:00Z", "infinity"):
        with subtests.test(at=at):
            problem(admin.get(f"/api/v1/accounts/{uuid.uuid4()}/balance", at=at), 400)


def test_keys_that_are_refused(books: Books, subtests: pytest.Subtests) -> None:
    for key in ("", "a b", "a\tb", "\xe9", "a" * 256):
        with subtests.test(key=key):
            problem(books.post(key=key), 400)
