"""What was acknowledged is there after a crash, once; what was not is there wholly, or not at all."""

from __future__ import annotations

import contextlib
import os
import signal
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from pathlib import Path
from random import Random
from threading import Event

import psycopg
import pytest
from psycopg.types.json import Jsonb

from orchestrator.database import Connection, UnreachableError, connect, create_database
from orchestrator.migrate import migrate
from orchestrator.server import EmbeddedPostgres
from tests.cluster import broken_invariants
from tests.processes import PATIENCE_SECONDS, kill_server
from tests.py.model import Ledger
from tests.py.world import Json, Writer, build, deposit, value

CLIENTS = 4
CRASHES = 100 if os.environ.get("HOLDFAST_SOAK") == "1" else 3
NAME = "crash"
DEBITS = """
select e.transaction_id::text, sum(l.debit_amount)
from ledger.journal_entries e
join ledger.journal_lines l on l.company_id = e.company_id and l.entry_id = e.id
join ledger.accounts a on a.company_id = l.company_id and a.id = l.account_id
where a.purpose <> 'intercompany'
group by 1
"""
ENTRIES = "select e.transaction_id::text, array_agg(e.id::text) from ledger.journal_entries e group by 1"
EVENTS = """
select substr(o.aggregate, 13), o.xid::text, array(select e ->> 'entry_id' from json_array_elements(o.payload -> 'entries') e)
from relay.outbox o
where o.aggregate like 'transaction/%'
"""


@dataclass
class _Client:
    """Someone who posts until the server is gone, and keeps book of it."""

    url: str
    ledger: Ledger
    random: Random
    enough: int
    has_enough: Event = field(default_factory=Event)
    calls: list[dict[str, Json]] = field(default_factory=list)
    answered: dict[str, str] = field(default_factory=dict)
    liens: set[str] = field(default_factory=set)

    def run(self) -> None:
        try:
            with contextlib.suppress(psycopg.OperationalError), connect(self.url) as connection:
                while True:
                    self.post(connection)
                    if self.random.random() < 0.3:
                        self.hold(connection)
                    if len(self.calls) == self.enough:
                        self.has_enough.set()
        finally:
            self.has_enough.set()

    def post(self, connection: Connection) -> None:
        """Post a few transactions in one call; they have ids, by which they are found again."""
        writer = Writer(self.random, self.ledger, faults=0.05)
        call = {str(uuid.uuid4()): writer.transaction() for _ in range(self.random.choice([1, 1, 2, 8]))}
        self.calls.append(call)
        documents = [{**document, "transaction_id": name} for name, document in call.items()]
        rows = connection.execute("select o.status from ledger.post(%s) o order by o.position", [Jsonb(documents)]).fetchall()
        self.answered |= {name: status for name, (status,) in zip(call, rows, strict=True)}

    def hold(self, connection: Connection) -> None:
        account = self.random.choice([it for it in self.ledger.accounts.values() if it.floor is not None])
        call = "select (ledger.place_lien(%s, %s, 1)).id::text"
        try:
            self.liens.add(value(connection, call, account.company.id, account.id))
        except psycopg.Error as exc:
            if exc.sqlstate != "LN002":
                raise


@pytest.fixture
def ledger(folder: Path) -> Ledger:
    """Make a database, on a server that keeps what it acknowledges; the server is stopped again."""
    with EmbeddedPostgres(folder) as server:
        create_database(server.url(), NAME)
        migrate(server.url(NAME))
        with connect(server.url(NAME)) as connection:
            assert value(connection, "select current_setting('fsync') || current_setting('synchronous_commit')") == "onon"
            ledger = build(connection)
            accounts = [account for account in ledger.accounts.values() if account.floor is not None]
            connection.execute("select * from ledger.post(%s)", [Jsonb([deposit(it, ledger, 1000) for it in accounts])])
    return ledger


@contextlib.contextmanager
def _load(url: str, ledger: Ledger, random: Random) -> Iterator[list[_Client]]:
    """Clients who are at it, and stay at it until the server is gone, which has to happen within."""
    enough = random.randint(5, 50)
    clients = [_Client(url, ledger, Random(random.random()), enough) for _ in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as threads:
        futures = [threads.submit(client.run) for client in clients]
        for client in clients:
            assert client.has_enough.wait(PATIENCE_SECONDS)
        yield clients
        for future in futures:
            future.result(PATIENCE_SECONDS)


def test_a_crash_of_the_server_loses_and_halves_nothing(ledger: Ledger, folder: Path) -> None:
    """Each time, either all of its processes are killed, as by a power failure, or only the first, and the rest finds out."""
    random = _random()
    clients: list[_Client] = []
    for nth in range(CRASHES):
        with EmbeddedPostgres(folder) as server, _load(server.url(NAME), ledger, random) as loaded:
            kill_server(server.pid, with_children=nth % 2 == 0)
        clients += loaded
        with EmbeddedPostgres(folder) as server:
            _check(server.url(NAME), clients)


def test_a_crash_of_one_session_ends_the_others_and_loses_nothing(ledger: Ledger, folder: Path) -> None:
    """Postgres ends all sessions and recovers. The one that crashed had written, and not committed."""
    random = _random()
    with EmbeddedPostgres(folder) as server:
        url = server.url(NAME)
        victim = _Client(url, ledger, random, 0)
        with _load(url, ledger, random) as clients, contextlib.closing(connect(url)) as connection:
            while "posted" not in victim.answered.values():  # one call a transaction: several could deadlock
                connection.execute("rollback")
                connection.execute("begin")
                victim.post(connection)
            os.kill(connection.info.backend_pid, signal.SIGKILL)
        _wait_until_recovered(url)
        _check(url, clients)
        with connect(url) as connection:
            names = [*victim.answered]
            there = "select count(*) from ledger.journal_entries e where e.transaction_id = any(%s::uuid[])"
            assert value(connection, there, names) == 0


def _random() -> Random:
    seed = int(os.environ.get("HOLDFAST_SEED") or time.time_ns())
    print(f"seed {seed}")  # noqa: T201
    return Random(seed)


def _wait_until_recovered(url: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with connect(url) as connection:
                value(connection, "select 1")
                return
        except (UnreachableError, psycopg.OperationalError):
            assert time.monotonic() < deadline


def _check(url: str, clients: list[_Client]) -> None:
    """Compare what the clients kept book of with what is there."""
    assert broken_invariants(url) == []
    with connect(url) as connection:
        debits: dict[str, Decimal] = dict(connection.execute(DEBITS).fetchall())
        events: dict[str, list[str]] = {}
        commits: dict[str, set[str]] = {}
        for name, commit, told in connection.execute(EVENTS):
            events[name] = events.get(name, []) + told
            commits[name] = commits.get(name, set()) | {commit}
        entries: dict[str, list[str]] = dict(connection.execute(ENTRIES).fetchall())
        liens = {row[0] for row in connection.execute("select l.id::text from ledger.liens l")}
        lien_events = {
            row[0]
            for row in connection.execute("select substr(o.aggregate, 6) from relay.outbox o where o.aggregate like 'lien/%'")
        }
    # Every event has its transaction and the reverse, with all entries of it.
    assert {name: sorted(told) for name, told in events.items()} == {name: sorted(there) for name, there in entries.items()}
    assert lien_events == liens
    for client in clients:
        posted = {name for name, status in client.answered.items() if status == "posted"}
        assert posted <= entries.keys()
        assert not (client.answered.keys() - posted) & entries.keys()
        assert client.liens <= liens
        for call in client.calls:
            present = call.keys() & entries.keys()
            assert {name: debits[name] for name in present} == {name: _debits(call[name]) for name in present}
            assert len(set(chain.from_iterable(commits[name] for name in present))) <= 1
        assert set(chain.from_iterable(client.calls[:-1])) == client.answered.keys() - client.calls[-1].keys()


def _debits(document: Json) -> Decimal:
    lines = chain.from_iterable(entry["lines"] for entry in document["entries"])
    return sum((Decimal(line.get("debit_amount", 0)) for line in lines), Decimal(0))
