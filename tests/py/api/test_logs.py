"""The service's log, as whoever runs it reads it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import aiohttp
import psycopg
import pytest
import yarl

from api.logs import describe
from orchestrator.database import Connection
from orchestrator.errors import UNAVAILABLE, FaultError
from tests.processes import end
from tests.py.api.client import ATOMIC, Client, answer_to, create_key, create_principal, open_books, wait_until_blocked
from tests.py.api.test_service import first_line, serving
from tests.py.test_cli import HOLDFAST, holdfast

COMPANIES, ACCOUNTS = "/api/v1/companies", "/api/v1/accounts"
FIRST = ["time", "level", "logger", "event", "request_id"]


class Log:
    """What a service wrote to stderr until it ended."""

    text = ""

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@contextmanager
def logging_service(database: str, **settings: str) -> Iterator[tuple[str, Log]]:
    """Run the service; its log is there once it has ended."""
    log = Log()
    with serving(database, **settings) as process:
        yield first_line(process), log
        log.text = _rest(process)


def _rest(process: subprocess.Popen[str]) -> str:
    end(process)
    assert process.stderr is not None
    return process.stderr.read()


def send(url: str, credential: str, method: str, path: str, **options: Any) -> tuple[str, int]:
    """Send a request with an id of the client's; return the id and the status."""
    request_id = str(uuid.uuid4())
    answer = Client(url, credential).send(method, path, {"X-Request-Id": request_id}, **options)
    assert answer.headers["X-Request-Id"] == request_id
    return request_id, answer.status_code


def test_every_request_is_a_line_of_json(database: str, conn: Connection) -> None:
    admin, reader = create_principal(conn), create_principal(conn, scopes=["ledger:read"])
    company = {"code": "canary-code", "name": "canary-name"}
    good, limited, bad = create_key(conn, admin), create_key(conn, reader), "canary-key"
    with logging_service(database, HOLDFAST_LOG_LEVEL="info", HOLDFAST_RATE_LIMIT="0.01") as (url, log):
        sent = [
            send(url, good, "POST", COMPANIES, json=company),
            send(url, bad, "GET", f"{ACCOUNTS}?user_id=canary"),
            send(url, "canary-other-key", "GET", f"{COMPANIES}?canary=canary"),
            send(url, limited, "POST", COMPANIES, json=company),
            send(url, limited, "GET", COMPANIES),
            send(url, create_key(conn, admin), "GET", f"{ACCOUNTS}/{uuid.uuid4()}"),
            send(url, "", "GET", "/canary-path"),
        ]
        assert answer_to(url, b"canary\r\n\r\n").startswith(b"HTTP/1.0 400 ")
    *lines, malformed = log.lines
    assert [
        (line["request_id"], line["method"], line["route"], line.get("operation"), line["status"], line.get("code"))
        for line in lines
    ] == [
        (request_id, *rest)
        for (request_id, _), rest in zip(
            sent,
            [
                ("POST", COMPANIES, "create_company", 200, None),
                ("GET", ACCOUNTS, "list_accounts", 401, "ZA001"),
                ("GET", COMPANIES, "list_companies", 400, "LG002"),
                ("POST", COMPANIES, "create_company", 403, "ZA002"),
                ("GET", COMPANIES, "list_companies", 429, None),
                ("GET", f"{ACCOUNTS}/{{id}}", "get_account", 404, "ZA004"),
                ("GET", "none", None, 404, None),
            ],
            strict=True,
        )
    ]
    assert (malformed["route"], malformed["status"], uuid.UUID(malformed["request_id"]).version) == ("none", 400, 7)
    for line in log.lines:
        assert [*line][:5] == FIRST
        assert (line["level"], line["event"]) == ("info", "request")
        assert line["time"].endswith("Z")
        assert timedelta(0) < datetime.now(UTC) - datetime.fromisoformat(line["time"]) < timedelta(minutes=1)
    assert all(0 < line["seconds"] < 30 for line in lines)
    for secret in (good, limited, "canary"):
        assert secret not in log.text


def test_at_the_default_level_only_what_fails_is_a_line(database: str, conn: Connection) -> None:
    key = create_key(conn, create_principal(conn))
    with logging_service(database, HOLDFAST_STATEMENT_TIMEOUT="0.5") as (url, log):
        assert [send(url, secret, "GET", COMPANIES)[1] for secret in (key, "bad")] == [200, 401]
        with conn.transaction():
            conn.execute("lock table ledger.companies")
            late = send(url, key, "GET", COMPANIES)
        conn.execute("alter function ledger.serve_list_companies rename to gone")
        failed = send(url, key, "GET", COMPANIES)
    assert [
        ((line["request_id"], line["status"]), line["level"], line["event"], line["operation"], line["code"])
        for line in log.lines
    ] == [
        (late, "warning", "request", "list_companies", "timeout"),
        (failed, "error", "request", "list_companies", "internal"),
    ]
    assert "exception" not in log.lines[0]
    exception = log.lines[1]["exception"]
    assert "UndefinedFunction: 42883 function ledger.serve_list_companies(access.call) does not exist" in exception
    assert "PL/pgSQL function access.call_operation(text,access.call) line" in exception


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_a_failure_is_told_without_what_was_sent(database: str, conn: Connection, log_format: str) -> None:
    """Postgres shows the row that it refuses, a traceback may show local variables, and a library's debugging anything."""
    key = create_key(conn, create_principal(conn))
    conn.execute("alter table ledger.companies add constraint harmless check (name <> 'canary-name')")
    with logging_service(database, HOLDFAST_LOG_LEVEL="debug", HOLDFAST_LOG_FORMAT=log_format) as (url, log):
        body = {"code": "canary-code", "name": "canary-name"}
        request_id, status = send(url, key, "POST", COMPANIES, json=body)
        assert status == 500
        assert send(url, "canary-key", "GET", f"{ACCOUNTS}?user_id=canary")[1] == 401
    assert 'CheckViolation: 23514 new row for relation "companies" violates check constraint "harmless"' in log.text.replace(
        "\\", ""
    )
    assert request_id in log.text
    assert "canary" not in log.text
    assert key not in log.text
    if log_format == "json":
        assert {"asyncio", "psycopg.pool", "api.middleware"} <= {line["logger"] for line in log.lines}


def test_text_is_for_people(database: str, conn: Connection) -> None:
    key = create_key(conn, create_principal(conn))
    with logging_service(database, HOLDFAST_LOG_LEVEL="info", HOLDFAST_LOG_FORMAT="text") as (url, log):
        request_id, _ = send(url, key, "GET", COMPANIES)
    [line] = log.text.splitlines()
    assert re.match(r"\d{4}-\d\d-\d\dT\S+Z \[info +\] request +\[api\.middleware\] ", line)
    for text in (f"request_id={request_id}", "method=GET", f"route={COMPANIES}", "operation=list_companies", "status=200"):
        assert text in line


def test_what_a_library_says_while_it_works_on_a_request_carries_its_id(database: str, conn: Connection) -> None:
    key = create_key(conn, create_principal(conn))
    with logging_service(database) as (url, log), ThreadPoolExecutor(1) as pool:
        books = open_books(Client(url, key))
        with conn.transaction():
            conn.execute("select from ledger.balances where account_id = %s for update", [books.cash])
            sent = pool.submit(send, url, key, "POST", f"{ATOMIC}/?company_id={books.company}", json=books.receipt())
            wait_until_blocked(conn, "request")
            conn.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and wait_event_type = 'Lock'"
            )
            request_id, status = sent.result()
    assert status == 503
    pools, request = log.lines
    assert (pools["logger"], pools["level"], pools["request_id"]) == ("psycopg.pool", "warning", request_id)
    assert (request["event"], request["code"], request["request_id"]) == ("request", "outcome_unknown", request_id)


def test_what_is_said_of_several_requests_names_them_and_nothing_goes_another_way() -> None:
    script = """
import logging, uuid, warnings
from api import logs
from orchestrator.settings import Settings
logs.configure(Settings())
logs.REQUESTS.set([uuid.UUID(int=1), uuid.UUID(int=2)])
logging.getLogger("aiohttp.server").warning("said %s", 1, extra={"more": uuid.UUID(int=3)})
logs.REQUESTS.set([])
warnings.warn("a warning")
logging.getLogger("psycopg.pool").info("nothing")
logs.configure(Settings(log_level="error"))
logging.getLogger("psycopg.pool").warning("nothing")
logs.configure(Settings(log_level="info"))
logging.getLogger("yoyo.migrations").info("nothing")
logging.getLogger("api.app").info("something")
"""
    process = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    said, warned, ours = (json.loads(line) for line in process.stderr.splitlines())
    assert {name: said[name] for name in {*said} - {"time"}} == {
        "level": "warning",
        "logger": "aiohttp.server",
        "event": "said 1",
        "more": str(uuid.UUID(int=3)),
        "request_ids": [str(uuid.UUID(int=1)), str(uuid.UUID(int=2))],
    }
    assert (warned["logger"], "UserWarning: a warning" in warned["event"]) == ("py.warnings", True)
    assert (ours["logger"], ours["event"]) == ("api.app", "something")
    assert process.stdout == ""


def test_up_logs_too(database: str) -> None:
    command = [*HOLDFAST, "up", "--port", "0", "--database-url", database]
    environment = {**os.environ, "HOLDFAST_LOG_LEVEL": "info"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            first_line(process)
            request_id, _ = send(first_line(process), "", "GET", "/ready")
        finally:
            log = _rest(process)
    assert [json.loads(line)["request_id"] for line in log.splitlines()] == [request_id]


@pytest.mark.parametrize(("name", "text"), [("LEVEL", "loud"), ("LEVEL", "INFO"), ("LEVEL", ""), ("FORMAT", "xml")])
@pytest.mark.parametrize("command", ["serve", "up"])
def test_a_wrong_setting_is_one_line(command: str, name: str, text: str) -> None:
    result = holdfast(command, **{f"HOLDFAST_LOG_{name}": text})
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"holdfast: HOLDFAST_LOG_{name}: Input should be ")
    assert len(result.stderr.splitlines()) == 1


CANARY_URL = yarl.URL("https://issuer.example/keys?token=canary")


@pytest.mark.parametrize(
    ("exc", "said"),
    [
        (KeyError("canary"), "KeyError"),
        (ValueError("canary"), "ValueError"),
        (json.JSONDecodeError("x", "canary", 0), "JSONDecodeError"),
        (aiohttp.InvalidURL(CANARY_URL), "InvalidURL"),
        (
            aiohttp.ClientResponseError(mock.Mock(real_url=CANARY_URL), (), status=404, message="Not Found"),
            "ClientResponseError: 404 Not Found",
        ),
        (
            FileNotFoundError(2, "No such file or directory", "keys"),
            "FileNotFoundError: [Errno 2] No such file or directory: 'keys'",
        ),
        (FaultError(UNAVAILABLE), f"FaultError: {UNAVAILABLE.title}"),
        (psycopg.OperationalError("canary"), "OperationalError"),
    ],
)
def test_an_error_is_described_without_values(exc: Exception, said: str) -> None:
    assert describe(exc) == said
