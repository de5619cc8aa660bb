"""One connection to the database serves one principal after another: nothing of the one is left for the next."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest

from orchestrator.database import Connection
from orchestrator.settings import Settings
from tests.cluster import new_login
from tests.py.api.client import ATOMIC, Books, Client, create_key, create_principal, done, open_books, problem

LEFT_BEHIND = """
select a.state, a.xact_start is not null, count(l.pid)
from pg_stat_activity a
left join pg_locks l on l.pid = a.pid
where a.usename like 'holdfast_test_%' and a.datname = current_database()
group by a.pid, a.state, a.xact_start
"""
END = """
select pg_terminate_backend(a.pid, 5000) from pg_stat_activity a
where a.usename like 'holdfast_test_%' and a.datname = current_database()
"""
WATCH = """
create table public.sessions (settings jsonb);
grant insert on public.sessions to holdfast_owner;
create or replace function audit.clock() returns timestamptz language sql volatile as $$
  insert into public.sessions select jsonb_object_agg(s.name, s.setting) from pg_settings s where s.name <> 'search_path';
  select clock_timestamp();
$$;
"""
"""Every request asks what time it is, and then writes down what its session has set. The path a door sets for itself."""


@pytest.fixture
def settings(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """One connection to each door, of a login that may call them and no more."""
    monkeypatch.setattr("orchestrator.database.BATCH_CONNECTIONS", 1)
    with new_login(database, "holdfast_api") as url:
        yield Settings(database_url=url, pool_size=1, statement_timeout=1)


@pytest.fixture
def two(admin: Client, conn: Connection) -> tuple[Books, Books]:
    """Two companies, and a principal of each."""

    def open_for_one(code: str) -> Books:
        books = open_books(admin, code)
        scopes = ["ledger:read", "ledger:write"]
        key = create_key(conn, create_principal(conn, scopes=scopes, companies=[uuid.UUID(books.company)]))
        return Books(Client(admin.url, key), books.company, books.cash, books.revenue, books.wallet)

    return open_for_one("first"), open_for_one("second")


def test_nothing_of_one_request_is_left_for_the_next(
    two: tuple[Books, Books], conn: Connection, subtests: pytest.Subtests
) -> None:
    """After each thing that may happen to the first, the second is who it is, and sees what is its own; and so is the first."""
    first, second = two

    def time_out() -> None:
        with conn.transaction():
            conn.execute("select from ledger.balances where account_id = %s for update", [first.cash])
            problem(first.post("1.00", key="late"), 503, "timeout")

    def be_cut_off() -> None:
        conn.execute(END)
        done(first.post("1.00", key="cut-off"))

    def fail() -> None:
        conn.execute("alter table relay.outbox rename to gone")
        problem(first.post("1.00", key="failed"), 500)
        conn.execute("alter table relay.gone rename to outbox")

    happenings: dict[str, Callable[[], object]] = {
        "it posts": lambda: done(first.post("1.00", key="one")),
        "it is answered again": lambda: done(first.post("1.00", key="one")),
        "it asks otherwise under its key": lambda: problem(first.post("2.00", key="one"), 422, "ZA010"),
        "it is refused by its form": lambda: problem(first.post("0.001", key="form"), 400, "LG024"),
        "it is refused for its funds": lambda: problem(
            first.client.post(f"/api/v1/accounts/{first.wallet}/liens", {"amount": "5.00"}, key="hold"), 422, "LN002"
        ),
        "it is refused what is another's": lambda: problem(first.client.get(f"/api/v1/accounts/{second.cash}"), 404, "ZA004"),
        "it is refused another company": lambda: problem(
            first.client.post(f"{ATOMIC}/", second.receipt(), company_id=second.company), 403, "ZA003"
        ),
        "it asks beyond its scope": lambda: problem(
            first.client.post("/api/v1/companies", {"code": "third", "name": "Third"}), 403, "ZA002"
        ),
        "it is nobody": lambda: problem(Client(first.client.url, "nobody").get("/api/v1/accounts"), 401, "ZA001"),
        "it takes too long": time_out,
        "the database fails it": fail,
        "its connection ends": be_cut_off,
    }
    conn.execute(WATCH)
    settings = []
    for name, happen in happenings.items():
        with subtests.test(name):
            happen()
            conn.execute("truncate public.sessions")
            for books in (second, first):
                assert set(conn.execute(LEFT_BEHIND).fetchall()) == {("idle", False, 0)}
                accounts = done(books.client.get("/api/v1/accounts"))["items"]
                assert {account["company_id"] for account in accounts} == {books.company}
                assert [it["id"] for it in done(books.client.get("/api/v1/companies"))["items"]] == [books.company]
            settings.append(conn.execute("select distinct s.settings from public.sessions s").fetchall())
    assert [len(found) for found in settings] == [1] * len(happenings)
    assert settings == settings[:1] * len(happenings)
    # A key is its principal's: under the same one the second does something of its own.
    assert "Idempotency-Replayed" not in second.post("7.00", key="one").headers
    assert second.balance(second.cash)["posted"] == "7.00"
    assert first.balance(first.cash)["posted"] == "2.00"
