"""A client of the service, as anyone would write it from the guide."""

from __future__ import annotations

import hashlib
import secrets
import socket
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from psycopg import sql

from orchestrator.database import Connection

TIMEOUT_SECONDS = 30
ATOMIC = "/api/v1/atomic-transactions"


@dataclass(frozen=True)
class Client:
    """Speaks with one credential."""

    url: str
    credential: str | None

    def get(self, path: str, **params: Any) -> requests.Response:
        return self.send("GET", path, params=params)

    def post(self, path: str, body: Any = None, key: str | None = None, **params: Any) -> requests.Response:
        return self.send("POST", path, json=body, headers={} if key is None else {"Idempotency-Key": key}, params=params)

    def send(self, method: str, path: str, headers: Mapping[str, str] | None = None, **options: Any) -> requests.Response:
        authorization = {"Authorization": f"Bearer {self.credential}"} if self.credential else {}
        return requests.request(
            method, self.url + path, headers={**authorization, **(headers or {})}, timeout=TIMEOUT_SECONDS, **options
        )


def create_principal(
    conn: Connection,
    *,
    scopes: Sequence[str] = ("admin",),
    companies: Sequence[uuid.UUID] | None = None,
    issuer: str | None = None,
    subject: str | None = None,
) -> uuid.UUID:
    """Make a principal, of all companies or of some."""
    principal_id = uuid.uuid4()
    conn.execute(
        """
        insert into access.principals (id, name, scopes, companies, issuer, subject, created_at)
        values (%s, %s, %s, %s, %s, %s, clock_timestamp())
        """,
        [principal_id, str(principal_id), list(scopes), None if companies is None else list(companies), issuer, subject],
    )
    return principal_id


def create_key(conn: Connection, principal_id: uuid.UUID) -> str:
    """Make an API key of a principal."""
    key = f"hf_test_{secrets.token_urlsafe(32)}"
    conn.execute(
        "insert into access.api_keys (id, principal_id, hash, prefix, created_at) values (%s, %s, %s, %s, clock_timestamp())",
        [uuid.uuid4(), principal_id, hashlib.sha256(key.encode()).digest(), key[:8]],
    )
    return key


def everything(conn: Connection) -> dict[str, list[str]]:
    """Return every row of every table of ours, to see that nothing changed, or that something stands nowhere."""
    tables = conn.execute(
        """
        select t.schemaname, t.tablename from pg_tables t
        where t.schemaname in ('access', 'audit', 'chain', 'ledger', 'relay') order by 1, 2
        """
    ).fetchall()
    found: dict[str, list[str]] = {f"{schema}.{name}": [] for schema, name in tables}
    rows = sql.SQL(" union all ").join(
        _ROWS.format(sql.Literal(f"{schema}.{name}"), sql.Identifier(schema, name)) for schema, name in tables
    )
    for table, row in conn.execute(sql.SQL("{} order by 1, 2").format(rows)):
        found[table].append(row)
    return found


def money_and_rights(conn: Connection) -> dict[str, list[str]]:
    """Return everything but what audit.log tells of denials."""
    found = everything(conn)
    return {**found, "audit.log": [row for row in found["audit.log"] if "access.deny" not in row]}


_ROWS = sql.SQL("select {}, t::text from {} t")


def chain(company: str, *steps: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """A chain of these steps."""
    return {"company_id": company, "steps": list(steps), **fields}


def step(name: str, kind: str, *after: str, params: Mapping[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A step of a chain."""
    return {"name": name, "kind": kind, "depends_on": list(after), "params": params or {}, **fields}


def transfer(name: str, source: str, target: str, amount: str, *after: str, **params: Any) -> dict[str, Any]:
    """A step that moves an amount."""
    return step(name, "transfer", *after, params={"from": source, "to": target, "amount": amount, **params})


@dataclass(frozen=True)
class Books:
    """A company with accounts, and whoever may use it."""

    client: Client
    company: str
    cash: str
    revenue: str
    wallet: str

    def receipt(self, amount: str = "1000.00") -> dict[str, Any]:
        """The guide's first example."""
        return {
            "transactions": [
                {
                    "description": "Cash receipt from customer",
                    "lines": [
                        line(self.cash, debit=amount, description="Cash received"),
                        line(self.revenue, credit=amount, description="Service revenue"),
                    ],
                }
            ],
            "group_name": "Daily Cash Receipts",
            "description": "Customer payment for services",
        }

    def post(self, amount: str = "1000.00", key: str | None = None) -> requests.Response:
        return self.client.post(f"{ATOMIC}/", self.receipt(amount), key=key, company_id=self.company)

    def balance(self, account: str) -> dict[str, Any]:
        return done(self.client.get(f"/api/v1/accounts/{account}/balance"))


def open_books(admin: Client, code: str = "acme", client: Client | None = None) -> Books:
    """Make a company and its accounts over HTTP."""
    company = done(admin.post("/api/v1/companies", {"code": code, "name": code}))["id"]

    def account(name: str, kind: str, **fields: Any) -> str:
        body = {"company_id": company, "code": name, "name": name, "type": kind, "currency": "USD", **fields}
        return str(done(admin.post("/api/v1/accounts", body))["id"])

    return Books(
        client or admin,
        company,
        account("cash", "asset"),
        account("revenue", "income"),
        account("ada", "liability", purpose="wallet", user_id="ada"),
    )


def line(account: str, *, debit: str = "0.00", credit: str = "0.00", description: str = "Line") -> dict[str, str]:
    """A line as the guide writes it."""
    return {"account_id": account, "description": description, "debit_amount": debit, "credit_amount": credit}


def done(response: requests.Response) -> dict[str, Any]:
    """Return what a success says."""
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].startswith("application/json")
    body: dict[str, Any] = response.json()
    return body


def problem(response: requests.Response, status: int, code: str | None = None) -> dict[str, Any]:
    """Return a problem, which must be one in every part."""
    body: dict[str, Any] = response.json()
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert set(body) - {"code", "errors"} == {"type", "title", "status", "detail", "instance", "request_id"}
    assert (body["type"], body["status"], body["title"]) == ("about:blank", status, response.reason)
    assert body["instance"] == urlsplit(response.url).path
    assert body["request_id"] == response.headers["X-Request-Id"] == str(uuid.UUID(body["request_id"]))
    assert code is None or body["code"] == code, body
    return body


def connect(url: str) -> socket.socket:
    """Open a connection to the service, to say on it what no client library would."""
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=TIMEOUT_SECONDS)


def same_but_for_its_ids(response: requests.Response, *names: str) -> tuple[int, dict[str, str], str]:
    """Return what an answer says: its status, headers and body, but for its ids and time, and for names that are in it."""
    headers = {name: text for name, text in response.headers.items() if name not in {"X-Request-Id", "Date"}}
    text = response.text.replace(response.headers["X-Request-Id"], "REQUEST")
    for name in names:
        text = text.replace(name, "NAME")
    return response.status_code, headers, text


def answer_to(url: str, *sent: bytes) -> bytes:
    """Send bytes; return what comes until the service closes the connection."""
    with connect(url) as connection:
        for part in sent:
            connection.sendall(part)
        received = b""
        while part := connection.recv(65536):
            received += part
        return received


def wait_until_blocked(conn: Connection, door: str) -> None:
    """Wait until a call of a door waits for a lock. The caller may be in a transaction, which would see one state for ever."""
    query = """
        select count(*) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and strpos(query, %s) > 0
        """
    while conn.execute(query, [f"access.{door}("]).fetchone() == (0,):
        conn.execute("select pg_stat_clear_snapshot()")
        time.sleep(0.01)
