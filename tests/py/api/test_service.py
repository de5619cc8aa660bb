"""The service as a process: it starts, says whether it is ready, counts, and ends cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest
import requests
from aiohttp import ClientSession, web

from api import service
from api.app import init_app
from api.listener import listen
from orchestrator.database import Connection
from orchestrator.errors import FAULTS, OperationError
from orchestrator.settings import Settings
from tests.cluster import new_login
from tests.processes import end
from tests.py.api.client import (
    ATOMIC,
    Books,
    Client,
    chain,
    connect,
    create_key,
    create_principal,
    done,
    line,
    open_books,
    problem,
    step,
    wait_until_blocked,
)
from tests.py.test_cli import HOLDFAST, holdfast

ERRORS_PAGE = Path(__file__).parents[3] / "docs" / "errors.md"


@contextlib.contextmanager
def serving(database: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Run `holdfast serve`."""
    command = [*HOLDFAST, "serve", "--port", "0", "--database-url", database]
    environment = {**os.environ, "HOLDFAST_POOL_SIZE": "2", **settings}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield process
        finally:
            end(process)


def first_line(process: subprocess.Popen[str]) -> str:
    """Return the first line that a process prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def process(database: str) -> Iterator[subprocess.Popen[str]]:
    """`holdfast serve`, running."""
    with serving(database) as process:
        yield process


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_serve_answers_what_it_took_before_it_ends(
    process: subprocess.Popen[str], conn: Connection, sign: signal.Signals
) -> None:
    assert process.stderr is not None
    url = first_line(process)
    books = open_books(Client(url, create_key(conn, create_principal(conn))))
    with ThreadPoolExecutor(1) as pool, connect(url) as idle:
        with conn.transaction():
            conn.execute("select from ledger.balances where account_id = %s for update", [books.cash])
            taken = pool.submit(books.post)
            wait_until_blocked(conn, "request_creations")
            process.send_signal(sign)
            assert idle.recv(1) == b""
            assert process.poll() is None
        done(taken.result())
    assert process.wait(30) == 0
    assert process.stderr.read() == ""
    with pytest.raises(OSError, match="refused"):
        connect(url)


def test_nothing_answered_is_lost_when_the_service_is_killed(database: str, conn: Connection) -> None:
    """Whoever got no answer asks again with the key: everything is there once."""
    credential = create_key(conn, create_principal(conn))
    keys = [str(number) for number in range(200)]
    answered: dict[str, str] = {}
    with serving(database) as process, ThreadPoolExecutor(8) as pool:
        books = open_books(Client(first_line(process), credential))

        def post(key: str) -> None:
            with contextlib.suppress(requests.ConnectionError):
                answered[key] = done(books.post("1.00", key=key))["atomic_transaction_id"]

        asked = [pool.submit(post, key) for key in keys]
        while len(answered) < 50:
            time.sleep(0.001)
        process.kill()
        for future in asked:
            future.result()
    assert len(answered) < len(keys)
    with serving(database) as process:
        again = replace(books, client=Client(first_line(process), credential))
        for key in keys:
            assert done(again.post("1.00", key=key))["atomic_transaction_id"] == answered.get(key, mock.ANY)
        assert again.balance(again.cash)["posted"] == f"{len(keys)}.00"


def test_but_for_the_poll_it_asks_the_database_nothing_and_it_is_small(process: subprocess.Popen[str], conn: Connection) -> None:
    books = open_books(Client(first_line(process), create_key(conn, create_principal(conn))))
    done(books.post())
    look = """
        select pid, backend_start, query_start, state_change, state from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and query !~ 'list_due|list_handlers|claim_steps'
          and backend_type = 'client backend'
        order by pid
    """
    while not conn.execute(
        "select 1 from pg_stat_activity where query like '%from chain.list_due(%' and pid <> pg_backend_pid()"
    ).fetchone():
        time.sleep(0.01)
    before = conn.execute(look).fetchall()
    time.sleep(1.5)
    assert conn.execute(look).fetchall() == before
    assert {row[-1] for row in before} == {"idle"}
    status = Path(f"/proc/{process.pid}/status").read_text()
    kilobytes = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
    assert 10_000 < kilobytes < 150_000


def test_the_bootstrap_key_may_do_everything_until_there_is_another(database: str) -> None:
    for key, other in (("first", "second"), ("second", "first")):
        with serving(database, HOLDFAST_BOOTSTRAP_KEY=key) as process:
            url = first_line(process)
            done(Client(url, key).post("/api/v1/companies", {"code": key, "name": key}))
            problem(Client(url, other).get("/api/v1/companies"), 401, "ZA001")


def test_serve_refuses_a_database_that_lacks_migrations(database: str, conn: Connection) -> None:
    conn.execute("delete from yoyo._yoyo_migration")
    for command in (["serve", "--port", "0"], ["work"]):
        result = holdfast(*command, "--database-url", database)
        assert result.returncode == 1
        assert result.stderr.startswith("holdfast: the database lacks migrations: 0001_baseline")


def test_the_orchestrator_stops_before_requests_have_ended(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        stopped, is_asked = asyncio.Event(), asyncio.Event()

        async def keep(_: Settings) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                stopped.set()

        async def answer(_: web.Request) -> web.Response:
            is_asked.set()
            await asyncio.wait_for(stopped.wait(), 5)
            return web.Response()

        monkeypatch.setattr("api.app.keep_all", keep)
        app = init_app(settings.model_copy(update={"orchestrator": True}))
        app.router.add_get("/slow", answer)
        async with ClientSession() as session:
            async with listen(app, settings, "127.0.0.1", 0) as url:
                asking = asyncio.create_task(session.get(f"{url}/slow"))
                await is_asked.wait()
            assert (await asking).status == 200

    asyncio.run(run())


def test_serve_compares_migrations_as_a_login_that_may_call_the_doors_only(database: str, conn: Connection) -> None:
    with new_login(database, "holdfast_api") as url:
        with serving(url) as process:
            done(Client(first_line(process), None).get("/ready"))
        conn.execute("delete from yoyo._yoyo_migration")
        assert holdfast("serve", "--port", "0", "--database-url", url).stderr.startswith(
            "holdfast: the database lacks migrations"
        )


def test_serve_warns_where_code_differs(database: str, conn: Connection) -> None:
    conn.execute("update audit.loaded_objects set checksum = 'other' where path = 'views/ledger/journal.sql'")
    with serving(database) as process:
        assert first_line(process).startswith("http://127.0.0.1:")
        end(process)
        assert process.stderr is not None
        assert "not that of this release" in process.stderr.read()


def test_a_port_that_is_taken_is_one_line(url: str, settings: Settings) -> None:
    port = int(url.rpartition(":")[2])
    with pytest.raises(OperationError, match="cannot listen on"), service.running(settings, "127.0.0.1", port):
        pass


def test_ready(url: str) -> None:
    body = done(Client(url, None).get("/ready"))
    assert body["status"] == "ready"
    assert set(body) == {"status", "version"}


def test_not_ready_without_a_database_of_ours(cluster_without: Settings) -> None:
    with service.running(cluster_without, "127.0.0.1", 0) as url:
        problem(Client(url, None).get("/ready"), 503, "unavailable")
        assert Client(url, None).get(f"{ATOMIC}/health").status_code == 200
        problem(Client(url, "x").get("/api/v1/companies"), 503, "unavailable")


@pytest.fixture
def cluster_without() -> Settings:
    """Settings that lead to no server."""
    return Settings(database_url="postgresql://127.0.0.1:1/none", pool_size=1, statement_timeout=0.5)


def _pay(books: Books, account: str) -> requests.Response:
    lines = [line(account, debit="7.00"), line(books.cash, credit="7.00")]
    body = {"transactions": [{"description": "Loan", "lines": lines}]}
    return books.client.post(f"{ATOMIC}/", body, company_id=books.company)


def test_metrics(books: Books, conn: Connection) -> None:
    created = done(books.post(key="one"))["atomic_transaction_id"]
    books.post(key="one")
    books.post("0.001")
    Client(books.client.url, None).post(f"{ATOMIC}/")
    for _ in range(2):
        books.client.post(f"{ATOMIC}/{created}/rollback")
    books.client.get("/nothing")
    problem(books.client.post(f"{ATOMIC}/{uuid.uuid4()}/rollback"), 404)
    other = open_books(books.client, "birch")
    done(_pay(books, other.cash))
    conn.execute("select chain.set_handler('post', 'no such')")
    ship = step("ship", "external", params={"handler": "post"})
    done(books.client.post("/api/v1/chains", chain(books.company, ship)))
    text = books.client.get("/metrics").text
    for sample in (
        'holdfast_atomic_transactions_total{status="completed"} 2.0',
        'holdfast_atomic_transactions_total{status="refused"} 1.0',
        "holdfast_atomic_transaction_seconds_count 3.0",
        'holdfast_rollbacks_total{outcome="completed"} 1.0',
        'holdfast_rollbacks_total{outcome="refused"} 2.0',
        f'holdfast_cross_company_amount_total{{company="{books.company}",currency="USD"}} 7.0',
        f'holdfast_cross_company_amount_total{{company="{other.company}",currency="USD"}} 7.0',
        'holdfast_outside_steps{handler="post",state="READY"} 1.0',
        'holdfast_http_request_seconds_count{method="POST",route="/api/v1/atomic-transactions/",status="401"} 1.0',
        'holdfast_http_request_seconds_count{method="GET",route="none",status="404"} 1.0',
    ):
        assert sample in text
    assert created not in text


def test_faults_are_documented() -> None:
    page = ERRORS_PAGE.read_text()
    for code in FAULTS.values():
        assert f"| {code.name} | {code.status} |" in page, code
        assert f"`{code.sqlstate}`" in page, code


def test_a_lien_from_placing_to_its_end(books: Books) -> None:
    post = books.client.post
    body = books.receipt("100.00")
    body["transactions"][0]["lines"][1]["account_id"] = books.wallet
    done(post(f"{ATOMIC}/", body, company_id=books.company))
    lien = done(post(f"/api/v1/accounts/{books.wallet}/liens", {"amount": "60.00", "reason": "hotel"}))
    assert {"posted": "100.00", "held": "60.00", "available": "40.00"}.items() <= books.balance(books.wallet).items()
    path = f"/api/v1/liens/{lien['id']}"
    problem(post(f"{path}/capture", {"amount": "61.00", "to_account_id": books.revenue}), 422, "LN003")
    captured = done(post(f"{path}/capture", {"amount": "10.00", "to_account_id": books.revenue, "keep_rest": True}))
    assert (captured["status"], captured["captured"]) == ("active", "10.00")
    assert done(post(f"{path}/extend", {"expires_at": "2099-01-01T00:00:00Z"}))["expires_at"].startswith("2099-01-01T00:00:00")
    assert done(post(f"{path}/release", {"amount": "20.00"}))["released"] == "20.00"
    assert done(post(f"{path}/release"))["status"] != "active"
    problem(post(f"{path}/capture", {"amount": "1.00", "to_account_id": books.revenue}), 409, "LN004")
    assert {"posted": "90.00", "held": "0.00", "available": "90.00"}.items() <= books.balance(books.wallet).items()
    lines = done(books.client.get(f"/api/v1/accounts/{books.wallet}/transactions", limit=1))
    assert lines["items"][0]["debit_amount"] == "10.00"
    older = done(books.client.get(f"/api/v1/accounts/{books.wallet}/transactions", limit=1, cursor=lines["next_cursor"]))
    assert older["items"][0]["credit_amount"] == "100.00"
