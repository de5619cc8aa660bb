"""What is taken as a request's body."""

from __future__ import annotations

import gzip
import json
import time
import uuid
from typing import Any

import pytest

from api import body
from api.problems import ProblemError
from tests.py.api.client import ATOMIC, Books, Client, problem

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
        '{"a": 1e400}',
    ],
)
def test_what_is_taken(text: str) -> None:
    assert body.parse(text) == json.loads(text)


JSON = {"Content-Type": "application/json"}


BODIES: list[tuple[int, dict[str, str], bytes]] = [
    (415, {}, b"{}"),
    (415, {"Content-Type": "text/plain"}, b"{}"),
    (415, {"Content-Type": "application/json; charset=utf-16"}, "{}".encode("utf-16")),
    (415, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(b"{}", mtime=0)),
    (415, {**JSON, "Content-Encoding": "gzip"}, b"no gzip at all"),
    (415, {**JSON, "Content-Encoding": "identity"}, b"{}"),
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


def test_bodies_that_are_refused(books: Books, subtests: pytest.Subtests) -> None:
    for status, headers, content in BODIES:
        for data in (content, iter([content])):
            with subtests.test(content=content[:20], headers=headers, chunked=data is not content):
                response = books.client.send("POST", f"{ATOMIC}/", headers, data=data, params={"company_id": books.company})
                problem(response, status)
    assert books.post().status_code == 200


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
    *("100", "1e400", "true", "[]", "{}", '"1e2"', '"NaN"', '"Infinity"', '"-5"', '"\uff11\uff10"', '"0x10"', '"1_0"', '" 5"'),
    *('"5 "', '"+5"', '""', '"0.001"', f'"{"1" * 31}"', '"-0"'),
]
"""As JSON has them."""


def test_amounts_of_lines_are_plain_digits(books: Books, subtests: pytest.Subtests) -> None:
    for amount in AMOUNTS:
        with subtests.test(amount=amount):
            content = json.dumps(books.receipt("AMOUNT")).replace('"AMOUNT"', amount).encode()
            response = books.client.send("POST", f"{ATOMIC}/", JSON, data=content, params={"company_id": books.company})
            assert problem(response, 400)["code"].startswith("LG02")
    assert books.balance(books.cash)["posted"] == "0.00"


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
