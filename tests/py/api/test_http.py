"""Methods, paths, headers, and what is not quite HTTP."""

from __future__ import annotations

import uuid

import pytest

from orchestrator.database import Connection
from tests.py.api.client import ATOMIC, Books, Client, answer_to, done, problem


def test_a_method_that_a_path_does_not_have(admin: Client, subtests: pytest.Subtests) -> None:
    for method, path, allow in (
        ("DELETE", "/api/v1/accounts", {"GET", "POST"}),
        ("GET", f"{ATOMIC}/", {"POST"}),
        ("GET", f"{ATOMIC}/validate", {"POST"}),
        ("PUT", f"{ATOMIC}/{uuid.UUID(int=1)}", {"GET"}),
        ("POST", f"{ATOMIC}/health", {"GET"}),
    ):
        with subtests.test(method=method, path=path):
            response = admin.send(method, path)
            problem(response, 405)
            assert set(response.headers["Allow"].split(",")) == allow


def test_a_path_that_is_not_there(admin: Client, subtests: pytest.Subtests) -> None:
    for path in ("/", "/api/v1/nothing", "/api/v1/accounts/", "/api/v1/accounts/acme", ATOMIC, f"{ATOMIC}/x/rollback", "/%00"):
        with subtests.test(path=path):
            problem(admin.get(path), 404)


def test_the_client_may_name_its_request(admin: Client) -> None:
    name = str(uuid.uuid4())
    assert problem(admin.send("GET", "/nothing", {"X-Request-Id": name}), 404)["request_id"] == name
    made = uuid.UUID(problem(admin.send("GET", "/nothing", {"X-Request-Id": "mine"}), 404)["request_id"])
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_headers_of_every_answer(admin: Client, subtests: pytest.Subtests) -> None:
    for path in ("/api/v1/companies", "/nothing", "/ready", "/docs", "/docs/swagger-ui.css", "/metrics"):
        with subtests.test(path=path):
            headers = admin.get(path).headers
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Cache-Control"] == "no-store"
            assert headers["Server"] == "holdfast"
            assert headers["Content-Security-Policy"].startswith("default-src '")
            assert "Access-Control-Allow-Origin" not in headers


def test_two_keys_are_one_too_many(books: Books) -> None:
    head = (
        f"POST {ATOMIC}/?company_id={books.company} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        f"Authorization: Bearer {books.client.credential}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
        "Idempotency-Key: a\r\nIdempotency-Key: a\r\n\r\n{}"
    )
    answer = answer_to(books.client.url, head.encode())
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"two Idempotency-Keys" in answer


NOT_HTTP = [
    b"\x16\x03\x01\x02\x00\x01\x00",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: \x00\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
]


def test_what_is_not_http_is_refused_and_told_nothing(url: str, subtests: pytest.Subtests) -> None:
    for sent in NOT_HTTP:
        with subtests.test(sent=sent[:80]):
            head, _, content = answer_to(url, sent).partition(b"\r\n\r\n")
            assert head.startswith((b"HTTP/1.0 400 Bad Request", b"HTTP/1.1 400 Bad Request"))
            assert b"application/problem+json" in head
            assert b"aiohttp" not in head + content
            assert b"Python" not in head + content


def test_an_expectation_that_is_not_met(url: str) -> None:
    sent = b"GET /ready HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\nConnection: close\r\n\r\n"
    answer = answer_to(url, sent)
    assert answer.startswith(b"HTTP/1.1 417 ")
    assert b"application/problem+json" in answer
    assert b"aiohttp" not in answer


def test_a_fault_says_nothing_of_the_inside(books: Books, conn: Connection) -> None:
    conn.execute("alter function ledger.serve_list_companies rename to gone")
    found = problem(books.client.get("/api/v1/companies"), 500)
    assert found["detail"] == "The service failed; the request_id leads to its log"
    assert "code" not in found


def test_pages(books: Books) -> None:
    first = done(books.client.get("/api/v1/accounts", company_id=books.company, limit=2))
    second = done(books.client.get("/api/v1/accounts", company_id=books.company, limit=2, cursor=first["next_cursor"]))
    assert second["next_cursor"] is None
    assert {account["code"] for page in (first, second) for account in page["items"]} == {"cash", "revenue", "ada"}
    assert [a["code"] for a in done(books.client.get("/api/v1/accounts", user_id="ada"))["items"]] == ["ada"]
