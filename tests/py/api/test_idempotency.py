"""A key: one effect, whoever sends it how often, whatever becomes of the connection."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from api import service
from orchestrator.database import Connection
from orchestrator.errors import CODES
from orchestrator.settings import Settings
from tests.proxy import Proxy, proxy
from tests.py.api.client import ATOMIC, Books, Client, create_key, create_principal, done, open_books, problem, wait_until_blocked

OF_SERVICE = "datname = current_database() and pid <> pg_backend_pid()"


def test_fifty_at_once_have_one_effect_and_one_answer(books: Books) -> None:
    with ThreadPoolExecutor(50) as pool:
        responses = list(pool.map(lambda _: books.post(key="one"), range(50)))
    assert {response.text for response in responses} == {responses[0].text}
    assert done(responses[0])["success"] is True
    assert sorted(response.headers.get("Idempotency-Replayed", "") for response in responses) == ["", *["true"] * 49]
    assert books.balance(books.cash)["posted"] == "1000.00"


def test_a_refusal_is_kept_under_its_key(books: Books) -> None:
    path = f"/api/v1/accounts/{books.wallet}/liens"
    first = problem(books.client.post(path, {"amount": "5.00"}, key="hold"), 422, "LN002")
    response = books.client.post(path, {"amount": "5.00"}, key="hold")
    again = problem(response, 422, "LN002")
    assert response.headers["Idempotency-Replayed"] == "true"
    assert first["detail"] == again["detail"]


def test_another_request_under_the_key_is_told_what_differs(books: Books) -> None:
    done(books.post("5.00", key="one"))
    found = problem(books.post("6.00", key="one"), 422, "ZA010")
    assert [error["code"] for error in found["errors"]] == ["ZA010"]
    assert "transactions" in found["errors"][0]["field"]
    assert books.balance(books.cash)["posted"] == "5.00"


def test_form_and_access_are_not_kept(books: Books, conn: Connection) -> None:
    reader = Client(books.client.url, create_key(conn, create_principal(conn, scopes=["ledger:read"])))
    problem(reader.post(f"{ATOMIC}/", books.receipt(), key="one", company_id=books.company), 403, "ZA002")
    problem(books.post("5.001", key="one"), 400, "LG024")
    assert "Idempotency-Replayed" not in books.post("5.00", key="one").headers
    assert books.balance(books.cash)["posted"] == "5.00"


def test_what_is_kept_says_the_status(conn: Connection) -> None:
    """As docs/errors.md has it; what access refuses is no operation's answer."""
    kept = {code for (code,) in conn.execute("select c from unnest(%s::text[]) c where access.is_kept(c, null)", [[*CODES]])}
    assert kept == {code for code in CODES if not code.startswith("ZA") and CODES[code].status in {404, 409, 422}} | {"LG051"}


def test_a_twin_that_takes_long_is_not_waited_for(books: Books, conn: Connection) -> None:
    with ThreadPoolExecutor(1) as pool:
        with conn.transaction():
            conn.execute("select from ledger.balances where account_id = %s for update", [books.cash])
            first = pool.submit(books.post, key="one")
            wait_until_blocked(conn, "request")
            response = books.post(key="one")
            problem(response, 409, "ZA011")
            assert response.headers["Retry-After"] == "1"
        done(first.result())
    assert books.post(key="one").headers["Idempotency-Replayed"] == "true"


@pytest.fixture
def link(settings: Settings) -> Iterator[Proxy]:
    """What lies between the service and its database."""
    with proxy(urlsplit(settings.database_url or "").port or 0) as made:
        yield made


@pytest.fixture
def cut_books(settings: Settings, link: Proxy, conn: Connection) -> Iterator[Books]:
    """Books that are reached through it."""
    parts = urlsplit(settings.database_url or "")
    address = parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{link.port}").geturl()
    with service.running(settings.model_copy(update={"database_url": address}), "127.0.0.1", 0) as url:
        books = open_books(Client(url, create_key(conn, create_principal(conn))))
        for _ in range(2 * settings.pool_size):
            # The first post on a connection has a reply more: the statement is prepared. The amount is refused.
            problem(books.post("0.00"), 400, "LG026")
        yield books


def test_a_lost_answer_is_settled_by_the_key(cut_books: Books, link: Proxy) -> None:
    for number in range(1, 6):
        link.cut_replies()
        first = cut_books.post("1.00", key=f"key-{number}")
        assert done(first) == done(cut_books.post("1.00", key=f"key-{number}"))
        assert cut_books.balance(cut_books.cash)["posted"] == f"{number}.00"


def test_a_lost_answer_without_a_key_is_not_guessed(cut_books: Books, link: Proxy) -> None:
    link.cut_replies()
    response = cut_books.post("1.00")
    problem(response, 503, "outcome_unknown")
    assert response.headers["Retry-After"] == "1"
    assert cut_books.balance(cut_books.cash)["posted"] == "1.00"


def test_an_answer_lost_twice_is_not_guessed_either(cut_books: Books, link: Proxy) -> None:
    """Nor is one that is lost each time that it is asked for."""
    link.cut_replies(2)
    problem(cut_books.post("1.00", key="one"), 503, "outcome_unknown")
    assert cut_books.post("1.00", key="one").headers["Idempotency-Replayed"] == "true"
    assert cut_books.balance(cut_books.cash)["posted"] == "1.00"


def test_a_read_is_done_again(cut_books: Books, link: Proxy) -> None:
    link.cut_replies()
    assert cut_books.balance(cut_books.cash)["posted"] == "0.00"


def test_a_connection_that_ended_in_the_pool_costs_no_request(books: Books, conn: Connection) -> None:
    conn.execute(f"select pg_terminate_backend(pid, 5000) from pg_stat_activity where {OF_SERVICE}")
    for _ in range(4):
        done(books.post("1.00"))


def test_what_the_database_ends_is_sent_again(books: Books, conn: Connection) -> None:
    """The statement that waits is killed with its connection: the key settles it, by doing it now."""
    with ThreadPoolExecutor(1) as pool:
        with conn.transaction():
            conn.execute("select from ledger.balances where account_id = %s for update", [books.cash])
            waiting = pool.submit(books.post, key="one")
            wait_until_blocked(conn, "request")
            conn.execute(
                f"select pg_terminate_backend(pid) from pg_stat_activity where {OF_SERVICE} and wait_event_type = 'Lock'"
            )
        done(waiting.result())
    assert books.balance(books.cash)["posted"] == "1000.00"


def test_a_statement_has_a_time_limit(settings: Settings, conn: Connection) -> None:
    with service.running(settings.model_copy(update={"statement_timeout": 0.3}), "127.0.0.1", 0) as url:
        books = open_books(Client(url, create_key(conn, create_principal(conn))))
        with conn.transaction():
            conn.execute("select from ledger.balances where account_id = %s for update", [books.cash])
            response = books.post(key="one")
        problem(response, 503, "timeout")
        assert response.headers["Retry-After"] == "1"
        assert "Idempotency-Replayed" not in books.post(key="one").headers
        assert books.balance(books.cash)["posted"] == "1000.00"


def test_a_database_that_hangs_is_hung_up_on(settings: Settings, conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestrator.database.CONNECT_TIMEOUT_SECONDS", 1)
    with service.running(settings.model_copy(update={"statement_timeout": 0.5, "pool_size": 1}), "127.0.0.1", 0) as url:
        books = open_books(Client(url, create_key(conn, create_principal(conn))))
        processes = [row[0] for row in conn.execute(f"select pid from pg_stat_activity where {OF_SERVICE}")]
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            problem(books.post(), 503, "outcome_unknown")
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)
