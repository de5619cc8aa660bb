"""Clients that send too much, too slowly, or too often."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from api import limits, service
from orchestrator.database import Connection
from orchestrator.settings import Settings
from tests.py.api.client import ATOMIC, Books, Client, answer_to, connect, create_key, create_principal, done, problem

HALF_HEADS = [b"", b"G", b"GET /ready HTTP/1.1\r\nHost: x\r\nX-Half"]
REQUEST = b"GET /api/v1/atomic-transactions/health HTTP/1.1\r\nHost: x\r\n\r\n"


def test_half_a_head_is_not_waited_for(url: str, subtests: pytest.Subtests) -> None:
    for sent in HALF_HEADS:
        with subtests.test(sent=sent):
            start = time.monotonic()
            assert answer_to(url, sent) == b""
            assert time.monotonic() - start < 3


def test_half_a_second_head_is_not_waited_for(url: str) -> None:
    start = time.monotonic()
    with connect(url) as connection:
        connection.sendall(REQUEST)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET /")
        assert connection.recv(65536) == b""
    assert time.monotonic() - start < 3


def test_a_head_that_trickles_in_is_not_waited_for(url: str) -> None:
    start = time.monotonic()
    with connect(url) as connection, contextlib.suppress(OSError):
        while time.monotonic() - start < 3:
            connection.sendall(b"X")
            time.sleep(0.05)
    assert time.monotonic() - start < 3


def test_an_idle_connection_is_kept(url: str) -> None:
    with connect(url) as connection:
        for _ in range(2):
            connection.sendall(REQUEST)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
            time.sleep(0.7)


@pytest.mark.parametrize("framing", ["Content-Length: 100", "Transfer-Encoding: chunked"])
def test_half_a_body_is_not_waited_for(books: Books, framing: str) -> None:
    head = (
        f"POST {ATOMIC}/?company_id={books.company} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {books.client.credential}\r\n"
        f"Content-Type: application/json\r\n{framing}\r\n\r\n"
    )
    start = time.monotonic()
    answer = answer_to(books.client.url, head.encode(), b'{"tra' if "100" in framing else b"5\r\n{")
    assert time.monotonic() - start < 3
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


def test_slow_clients_do_not_slow_down_others(books: Books) -> None:
    with ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(connect(books.client.url)).sendall(b"POST / HTTP/1.1\r\nHost: x\r\nX: ")
        start = time.monotonic()
        done(books.post())
        assert time.monotonic() - start < 2


@pytest.fixture
def small(settings: Settings) -> Iterator[str]:
    """A service that takes two clients."""
    with service.running(settings.model_copy(update={"max_connections": 2, "read_timeout": 30}), "127.0.0.1", 0) as url:
        yield url


def test_clients_above_the_number_are_turned_away(small: str) -> None:
    with connect(small) as first, connect(small) as second:
        for connection in (first, second):
            connection.sendall(REQUEST)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        answer = answer_to(small)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: 1" in answer
    deadline = time.monotonic() + 5
    while Client(small, None).get(f"{ATOMIC}/health").status_code != 200:
        assert time.monotonic() < deadline


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    return settings.model_copy(update=getattr(request, "param", {}))


@pytest.mark.parametrize("settings", [{"read_timeout": 30}], indirect=True)
def test_slow_clients_keep_nobody_waiting(books: Books) -> None:
    """Two hundred stopped in the middle of the head or of the body: none of them has a connection to Postgres."""
    head = (
        f"POST {ATOMIC}/?company_id={books.company} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {books.client.credential}\r\n"
        "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    )
    halves = [b"", b"POST", head[:-2].encode(), head.encode() + b'{"transactions": [']
    with ExitStack() as stack:
        slow = [stack.enter_context(connect(books.client.url)) for _ in range(200)]
        for number, connection in enumerate(slow):
            connection.sendall(halves[number % len(halves)])
        seconds = []
        for number in range(200):
            start = time.perf_counter()
            done(books.post("1.00") if number % 2 else books.client.get(f"/api/v1/accounts/{books.cash}/balance"))
            seconds.append(time.perf_counter() - start)
        assert sorted(seconds)[197] < 1
        for connection in slow:
            connection.setblocking(False)
            with pytest.raises(BlockingIOError):
                connection.recv(1)
    assert books.balance(books.cash)["posted"] == "100.00"


@pytest.mark.parametrize("settings", [{"body_limit": 1 << 20}], indirect=True)
def test_depth_is_limited_whatever_the_length(books: Books, subtests: pytest.Subtests) -> None:
    deep = 100_000
    for content in ("[" * deep + "]" * deep, "[" * deep, '{"a":' * deep, '{"a":' * deep + "1" + "}" * deep):
        for path in (f"{ATOMIC}/", f"{ATOMIC}/validate", "/api/v1/accounts"):
            with subtests.test(path, content=content[:5]):
                start = time.monotonic()
                headers = {"Content-Type": "application/json"}
                company = {} if path == "/api/v1/accounts" else {"company_id": books.company}
                found = problem(books.client.send("POST", path, headers, data=content, params=company), 400)
                assert "nested deeper" in found["detail"]
                assert time.monotonic() - start < 3


@pytest.mark.parametrize("settings", [{"rate_limit": 2}], indirect=True)
def test_each_credential_has_its_rate(admin: Client, conn: Connection) -> None:
    codes = [admin.get("/api/v1/companies").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    response = admin.get("/api/v1/companies")
    problem(response, 429)
    assert response.headers["Retry-After"] == "1"
    done(Client(admin.url, create_key(conn, create_principal(conn))).get("/api/v1/companies"))


def test_a_rate_fills_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("api.limits.time.monotonic", lambda: now)
    limit = limits.RateLimit(2)
    assert [limit.wait("a") for _ in range(3)] == [0, 0, 0.5]
    now += 0.5
    assert [limit.wait("a"), limit.wait("a"), limit.wait("b")] == [0, 0.5, 0]
    now += 3600
    assert [limit.wait("a") for _ in range(3)] == [0, 0, 0.5]


@pytest.mark.parametrize("settings", [{"pool_size": 1, "queue_size": 1}], indirect=True)
def test_what_cannot_wait_is_turned_away(books: Books, conn: Connection) -> None:
    """Some wait for the row, for the connection, and for a flight; the others are told to come again."""
    with ThreadPoolExecutor(16) as pool:
        with conn.transaction():
            conn.execute("select from ledger.balances where account_id = %s for update", [books.cash])
            waiting = [pool.submit(books.post) for _ in range(16)]
            while sum(future.done() for future in waiting) < 8:
                time.sleep(0.01)
        responses = [future.result() for future in waiting]
    assert {response.status_code for response in responses} == {200, 503}
    for response in responses:
        if response.status_code == 503:
            problem(response, 503, "unavailable")
            assert response.headers["Retry-After"] == "1"


@pytest.mark.parametrize("settings", [{"pool_size": 2, "queue_size": 1}], indirect=True)
def test_what_is_not_a_post_waits_in_a_line_too(books: Books, conn: Connection) -> None:
    """One waits for the row and one for the connection; the others are told at once to come again, and reads go on."""
    with ThreadPoolExecutor(8) as pool:
        with conn.transaction():
            conn.execute("select from ledger.balances where account_id = %s for update", [books.wallet])
            path = f"/api/v1/accounts/{books.wallet}/liens"
            waiting = [pool.submit(books.client.post, path, {"amount": "1.00"}) for _ in range(8)]
            deadline = time.monotonic() + 3
            while sum(future.done() for future in waiting) < 6:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            books.balance(books.cash)
        assert sorted(future.result().status_code for future in waiting) == [422, 422, *[503] * 6]
