"""The database dies under load and comes back: the service says so, and every key has one effect and one answer."""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from api import service
from orchestrator.database import connect, create_database
from orchestrator.migrate import migrate
from orchestrator.server import EmbeddedPostgres
from orchestrator.settings import Settings
from tests.cluster import broken_invariants
from tests.processes import PATIENCE_SECONDS, kill_server
from tests.py.api.client import ATOMIC, Books, Client, create_key, create_principal, done, open_books, problem

NAME = "crash"
CLIENTS = 8
KEYS = 200
"""Of each crash."""


def _post_until_answered(books: Books, key: str, answered: dict[str, str]) -> None:
    """Post as the answers say: again, with the key, as long as there is none."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (response := books.post("1.00", key=key)).status_code == 503:
        problem(response, 503)
        assert response.headers["Retry-After"] == "1"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    answered[key] = done(response)["atomic_transaction_id"]


def _wait_until_ready(client: Client, status: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while client.get("/ready").status_code != status:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_every_key_has_one_effect_though_the_server_is_killed(folder: Path) -> None:
    """First all of its processes, as by a power failure; then the first alone, and the rest finds out."""
    answered: dict[str, str] = {}
    with contextlib.ExitStack() as stack:
        with EmbeddedPostgres(folder) as server:
            database = server.url(NAME)
            create_database(server.url(), NAME)
            migrate(database)
            with connect(database) as connection:
                credential = create_key(connection, create_principal(connection))
            settings = Settings(database_url=database, pool_size=4, statement_timeout=1)
            client = Client(stack.enter_context(service.running(settings, "127.0.0.1", 0)), credential)
            books = open_books(client)
            done(client.get("/ready"))
        for with_children in (True, False):
            pool = stack.enter_context(ThreadPoolExecutor(CLIENTS))
            with EmbeddedPostgres(folder) as server:
                assert server.url(NAME) == database
                _wait_until_ready(client, 200)
                before = len(answered)
                keys = [f"{with_children}-{number}" for number in range(KEYS)]
                asked = [pool.submit(_post_until_answered, books, key, answered) for key in keys]
                while len(answered) < before + 50:
                    time.sleep(0.001)
                kill_server(server.pid, with_children=with_children)
            assert len(answered) < before + KEYS
            _wait_until_ready(client, 503)
            assert client.get(f"{ATOMIC}/health").status_code == 200
            with EmbeddedPostgres(folder):
                _wait_until_ready(client, 200)
                for future in asked:
                    future.result()
                _check(database, books, answered)
    assert len(answered) == 2 * KEYS


def _check(database: str, books: Books, answered: dict[str, str]) -> None:
    """Compare what was answered with what is there."""
    assert broken_invariants(database) == []
    with connect(database) as connection:
        there = connection.execute(
            """
            select t.id::text, count(e.id) from ledger.atomic_transactions t
            left join ledger.journal_entries e on e.company_id = t.company_id and e.transaction_id = t.id
            group by t.id
            """
        ).fetchall()
        kept: dict[str, str] = dict(
            connection.execute("select k.key, k.body ->> 'atomic_transaction_id' from access.idempotency_keys k").fetchall()
        )
    assert sorted(there) == sorted((name, 1) for name in answered.values())
    assert kept == answered
    assert books.balance(books.cash)["posted"] == f"{len(answered)}.00"
    with ThreadPoolExecutor(CLIENTS) as pool:
        responses = pool.map(lambda key: books.post("1.00", key=key), answered)
        again = {key: done(response)["atomic_transaction_id"] for key, response in zip(answered, responses, strict=True)}
    assert again == answered
    assert books.balance(books.cash)["posted"] == f"{len(answered)}.00"
