"""Methods, paths, headers, and what is not quite HTTP."""

from __future__ import annotations

import re
import uuid
from typing import LiteralString

import pytest

from api.app import OPERATIONS
from api.middleware import HEADERS
from orchestrator.database import Connection
from tests.py.api.client import ATOMIC, Books, Client, answer_to, done, problem
from tests.py.api.test_openapi import PAGES


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


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_no_other_site_is_let_in(admin: Client, subtests: pytest.Subtests, origin: str) -> None:
    """No path of the router has a word for a page of another site, nor a cookie for any."""
    asks = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    for path in {operation.path for operation in OPERATIONS.all} | PAGES:
        real = re.sub(r"{\w+}", str(uuid.UUID(int=1)), path)
        for method, status in (("OPTIONS", 405), ("TRACE", 405), ("GET", None), ("POST", None)):
            with subtests.test(path, method=method):
                response = admin.send(method, real, asks)
                if status:
                    problem(response, status)
                names = {name.lower() for name in response.headers}
                assert not {name for name in names if name.startswith("access-control-")} | (names & {"set-cookie"})
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                assert response.headers["Content-Security-Policy"].startswith("default-src '")


def test_nobody_is_put_through(url: str, subtests: pytest.Subtests) -> None:
    for line in (
        b"CONNECT evil.example:443",
        b"CONNECT 127.0.0.1:5432",
        b"TRACE /",
        b"OPTIONS *",
        b"TRACE /ready",
        b"HEAD /ready",
    ):
        with subtests.test(line=line):
            sent = line + b" HTTP/1.1\r\nHost: x\r\nX-Said: canary\r\nConnection: close\r\n\r\n"
            answer = answer_to(url, sent)
            assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 404 ", b"HTTP/1.1 405 "))
            assert b"canary" not in answer


NOT_HTTP = [
    b"\x16\x03\x01\x02\x00\x01\x00",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: \x00\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\na",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\na",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
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


_CLOCK: LiteralString = "create or replace function audit.clock() returns timestamptz language plpgsql as $$ begin {} end $$"
LIST, CREATE = "/api/v1/companies", f"{ATOMIC}/"
FAULTS: list[tuple[str, LiteralString]] = [
    (LIST, "drop function ledger.serve_list_companies"),
    (LIST, "drop function access.request"),
    (LIST, "drop function access.find_principal"),
    (LIST, "alter table ledger.companies rename column name to called"),
    (CREATE, "drop function ledger.create_atomic_transactions"),
    (CREATE, "alter table ledger.journal_lines rename column currency to called"),
    (CREATE, _CLOCK.format("return 1 / 0;")),
    (CREATE, _CLOCK.format("raise 'inside' using errcode = 'LG999', detail = 'inside';")),
    (CREATE, _CLOCK.format("raise 'inside' using errcode = 'LG063', detail = 'inside';")),
]


@pytest.mark.parametrize(("path", "harm"), FAULTS)
@pytest.mark.breaks_invariants
def test_a_fault_says_nothing_of_the_inside(
    books: Books, conn: Connection, caplog: pytest.LogCaptureFixture, path: str, harm: LiteralString
) -> None:
    conn.execute(harm)
    response = books.client.get(path) if path == LIST else books.post(key="one")
    found = problem(response, 500)
    del found["request_id"]
    assert found == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "The service failed; the request_id leads to its log",
        "instance": path,
    }
    assert set(response.headers) == {"Content-Type", "X-Request-Id", *HEADERS, "Content-Length", "Date"}
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    [line] = [record for record in caplog.records if record.name == "api.middleware"]
    assert (line.getMessage(), line.levelname, vars(line)["status"]) == ("request", "ERROR", 500)
    assert line.exc_info


def test_pages(books: Books) -> None:
    first = done(books.client.get("/api/v1/accounts", company_id=books.company, limit=2))
    second = done(books.client.get("/api/v1/accounts", company_id=books.company, limit=2, cursor=first["next_cursor"]))
    assert second["next_cursor"] is None
    assert {account["code"] for page in (first, second) for account in page["items"]} == {"cash", "revenue", "ada"}
    assert [a["code"] for a in done(books.client.get("/api/v1/accounts", user_id="ada"))["items"]] == ["ada"]
