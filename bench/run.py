"""Measures the ledger against its floor and its limit, on one server in one run, in alternating rounds.

Everything goes through the client as a service would use it: one call, one commit, fsync on.
"""

from __future__ import annotations

import csv
import json
import os
import platform
import random
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from psycopg.types.json import Jsonb

from bench import http
from bench.http import HttpResults
from bench.measure import Measure
from bench.outside import OutsideResults, OutsideSteps
from orchestrator.database import Connection, Database, connect, create_database, drop_database, open_pool
from orchestrator.import_map import ImportMap
from orchestrator.importer import Importer
from orchestrator.migrate import migrate
from orchestrator.paths import examples
from orchestrator.server import temporary_server

FLOOR = "floor: a two-account transfer by hand"
ONE = "ledger.post, one transaction"
HOT = "ledger.post, one hot account"
CHAIN = "chain.submit, a lien, two transfers, settlement"
CHAIN_BESIDE = "the same, beside 1,000 chains that wait"
LIMIT = "limit: raw inserts, 500 entries a call"
CHAIN_QUERY = "select (chain.submit(%s, %s)).state"
WAITING = 1000
STEPS = 1000
CLIENTS = 8
BATCHES = (50, 500, 5000)
SETTINGS = {"shared_buffers": "512MB", "max_wal_size": "4GB", "min_wal_size": "2GB"}
WAL_SEGMENTS = 128
"""Of 16 MB: as much as SETTINGS lets a checkpoint keep."""
IMPORT_ROWS = 28_205


def batch_name(size: int) -> str:
    """Return the name of the measure for batches of that size."""
    return f"ledger.post, batches of {size:,}"


@dataclass
class Results:
    """What was measured, and on what."""

    machine: dict[str, str]
    measures: dict[str, Measure]
    hot_clients: Measure
    uniform_clients: Measure
    chain_clients: Measure
    long_chain: Measure
    steps_of_chain: int
    balance_at_seconds: Measure
    lines_of_account: int
    import_rows: int
    import_seconds: float
    http: HttpResults
    outside: OutsideResults

    def ratio(self, name: str, base: str) -> float:
        """Return the median over rounds of the rate against the base's rate in the same round."""
        return self.measures[name].ratio(self.measures[base])


class Bench:
    """A database of its own, and the calls that are timed on it."""

    def __init__(self, connection: Connection, url: str, *, seed: int = 1) -> None:
        self._connection = connection
        self._url = url
        self._random = random.Random(seed)
        connection.execute((Path(__file__).parent / "setup.sql").read_text())
        self._accounts = [row[0] for row in connection.execute("select id from bench.accounts where n > 0 order by n")]
        self._probe = self._value("select id from bench.accounts where n = 0")
        self._company_id = self._value("select ledger.company_id('BENCH')")

    def floor(self, calls: int) -> Measure:
        """Transfer by hand."""
        arguments: list[tuple[object, ...]] = [(self._company_id, *self._pair(), "1.00") for _ in range(calls)]
        return self._timed(self._connection, "select bench.transfer(%s, %s, %s, %s::numeric)", arguments)

    def post(self, calls: int, size: int = 1, *, hot: bool = False) -> Measure:
        """Call `ledger.post` with so many transactions a call."""
        return self._timed(self._connection, "select * from ledger.post(%s::jsonb)", self._requests(calls, size, hot=hot), size)

    def chains(self, calls: int) -> Measure:
        """Run chains of a lien, two transfers of what it holds, and their settlement, from start to end."""
        return self._timed(self._connection, CHAIN_QUERY, [(self._company_id, self._chain(self._accounts)) for _ in range(calls)])

    def wait(self, chains: int) -> None:
        """Leave so many chains waiting for a signal."""
        body = Jsonb({"steps": [{"name": "go", "kind": "callback"}]})
        self._timed(self._connection, CHAIN_QUERY, [(self._company_id, body)] * chains)

    def limit(self, calls: int, size: int) -> Measure:
        """Insert rows that were prepared, and nothing else."""
        measure = Measure()
        for _ in range(calls):
            self._connection.execute("select bench.prepare_raw(%s)", [size])
            measure.calls += self._timed(self._connection, "select bench.raw_insert()", [()]).calls
        measure.rates.append(size * calls / sum(measure.calls))
        return measure

    def clients(self, calls: int, *, hot: bool) -> Measure:
        """Post single transactions from several connections at once."""
        query = "select * from ledger.post(%s::jsonb)"
        return self._clients(calls, query, [self._requests(calls, 1, hot=hot) for _ in range(CLIENTS)])

    def long_chain(self, steps: int) -> Measure:
        """Run one chain of transfers, one after the other; each call is a commit."""
        names = [f"pay_{nth}" for nth in range(steps)]
        pairs = [self._pair() for _ in names]
        body = [
            {"name": name, "kind": "transfer", "depends_on": before, "params": {"from": str(a), "to": str(b), "amount": "1.00"}}
            for name, before, (a, b) in zip(names, [[], *([name] for name in names)], pairs, strict=False)
        ]
        measure = self._timed(self._connection, CHAIN_QUERY, [(self._company_id, Jsonb({"steps": body}))])
        query = "select (chain.advance(c.company_id, c.id)).state from chain.chains c where c.due_at is not null"
        while self._connection.execute("select from chain.chains where due_at is not null").rowcount:
            measure.calls += self._timed(self._connection, query, [()]).calls
        measure.rates = [steps / sum(measure.calls)]
        return measure

    def chain_clients(self, calls: int) -> Measure:
        """Run chains from several connections at once, all on as many accounts."""
        shared = self._accounts[:CLIENTS]
        requests: list[list[tuple[object, ...]]] = [
            [(self._company_id, self._chain(shared)) for _ in range(calls)] for _ in range(CLIENTS)
        ]
        return self._clients(calls, CHAIN_QUERY, requests)

    def _clients(self, calls: int, query: str, requests: Sequence[list[tuple[object, ...]]]) -> Measure:
        with open_pool(self._url, size=CLIENTS) as pool, ThreadPoolExecutor(CLIENTS) as threads, ExitStack() as stack:
            connections = [stack.enter_context(pool.connection()) for _ in range(CLIENTS)]
            for connection in connections:
                connection.execute("select * from ledger.post('[]')")
            start = time.perf_counter()
            measures = list(threads.map(self._timed, connections, [query] * CLIENTS, requests))
            elapsed = time.perf_counter() - start
        return Measure([CLIENTS * calls / elapsed], [seconds for measure in measures for seconds in measure.calls])

    def grow(self, lines: int) -> None:
        """Give one account that many lines."""
        self._connection.execute("select bench.grow_account(%s, %s, 1000)", [self._probe, lines // 1000])

    def balance_at(self, calls: int) -> Measure:
        """Ask for the balance of that account at times all over its history."""
        query = "select ledger.balance_at(%s, %s, clock_timestamp() - interval '1 day' + %s * interval '1 millisecond')"
        return self._timed(
            self._connection, query, [(self._company_id, self._probe, self._random.randint(0, 1000)) for _ in range(calls)]
        )

    def import_file(self, rows: int) -> float:
        """Import a generated statement; return the seconds it took."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "statement.csv"
            with path.open("w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["id", "date", "customer", "kind", "amount", "balance", "text"])
                for number in range(rows):
                    kind = self._random.choice(["deposit", "withdrawal", "fee", "interest"])
                    cents = f"{self._random.randint(1, 9_999_999):03d}"
                    amount = f"{cents[:-2]}.{cents[-2:]}"
                    writer.writerow([number, f"2026-01-{number * 31 // rows + 1:02d}", number % 1139, kind, amount, "", kind])
            start = time.perf_counter()
            Importer(Database(self._connection), ImportMap.load(examples() / "statement.toml")).run(path)
            return time.perf_counter() - start

    def outside(self, rounds: int, calls: int, finished: int, progress: Callable[[str], object]) -> OutsideResults:
        """Do outside steps."""

        def from_clients(query: str, arguments: list[tuple[object, ...]]) -> Measure:
            return self._clients(len(arguments), query, [arguments] * CLIENTS)

        steps = OutsideSteps(self._connection, self._url, from_clients)
        return steps.run(rounds=rounds, calls=calls, finished=finished, progress=progress)

    def http(self, rounds: int, calls: int, progress: Callable[[str], object]) -> HttpResults:
        """Post over HTTP."""
        return http.run(self._url, http.Posts(self._company_id, self._accounts), rounds=rounds, calls=calls, progress=progress)

    def _requests(self, calls: int, size: int, *, hot: bool) -> list[tuple[object, ...]]:
        return [(json.dumps([self._transaction(hot=hot) for _ in range(size)]),) for _ in range(calls)]

    def _transaction(self, *, hot: bool) -> dict[str, object]:
        debited, credited = self._pair()
        return {
            "entries": [
                {
                    "company_id": str(self._company_id),
                    "description": "transfer",
                    "lines": [
                        {
                            "account_id": str(self._accounts[0] if hot else debited),
                            "debit_amount": "1.00",
                            "credit_amount": "0.00",
                        },
                        {"account_id": str(credited), "debit_amount": "0.00", "credit_amount": "1.00"},
                    ],
                }
            ]
        }

    def _pair(self) -> tuple[uuid.UUID, uuid.UUID]:
        return self._random.choice(self._accounts[:500]), self._random.choice(self._accounts[500:])

    @staticmethod
    def _timed(connection: Connection, query: str, arguments: list[tuple[object, ...]], size: int = 1) -> Measure:
        """Time calls, from sending to having every row of the answer; what the client makes of them is its own."""
        measure = Measure()
        for values in arguments:
            start = time.perf_counter()
            connection.execute(query.encode(), values, prepare=True)
            measure.calls.append(time.perf_counter() - start)
        measure.rates.append(len(arguments) * size / sum(measure.calls))
        return measure

    def _chain(self, accounts: Sequence[uuid.UUID]) -> Jsonb:
        payer, holder, *payees = (str(account) for account in self._random.sample(accounts, 4))
        hold = {"name": "hold", "kind": "lien", "params": {"account": payer, "beneficiary": holder, "amount": "10.00"}}
        pay = {"kind": "transfer", "depends_on": ["hold"]}
        params = {"from": holder, "amount": "5.00"}
        pays = [{**pay, "name": f"pay_{nth}", "params": {**params, "to": payee}} for nth, payee in enumerate(payees)]
        return Jsonb({"steps": [hold, *pays]})

    def _value(self, query: str) -> uuid.UUID:
        row = self._connection.execute(query.encode()).fetchone()
        assert row is not None  # noqa: S101
        return uuid.UUID(str(row[0]))


def run(url: str, *, rounds: int, scale: float, progress: Callable[[str], object]) -> Results:
    """Measure everything; `scale` shortens or lengthens each round.

    Args:
        url: of a server's superuser; a database is made on it, and dropped.
        rounds: how often each thing is measured, in turn.
        scale: 1.0 is what `docs/benchmarks.md` shows.
        progress: is told what comes next.
    """
    calls = max(2, int(1000 * scale))
    # In a database of its own: what the other measures fill theirs with is analysed and vacuumed for minutes.
    with _database(url) as own, connect(own) as connection:
        over_http = Bench(connection, own).http(rounds, calls * 2, progress)
    with _database(url) as own, connect(own) as connection:
        finished = max(1000, int(1_000_000 * min(scale, 1)))
        outside = Bench(connection, own).outside(rounds, max(2, calls // 2), finished, progress)
    with _database(url) as own, connect(own) as connection:
        bench = Bench(connection, own)
        steps: dict[str, Callable[[], Measure]] = {
            FLOOR: lambda: bench.floor(calls),
            ONE: lambda: bench.post(calls),
            HOT: lambda: bench.post(calls, hot=True),
            CHAIN: lambda: bench.chains(max(1, calls // 2)),
            **{batch_name(size): partial(bench.post, max(1, calls * 5 // size), size) for size in BATCHES},
            LIMIT: lambda: bench.limit(max(1, calls // 100), 500),
        }
        for step in steps.values():
            step()
        measures = {name: Measure() for name in steps}
        for number in range(1, rounds + 1):
            for name, step in steps.items():
                progress(f"round {number}/{rounds}: {name}")
                measures[name].add(step())
        uniform, hot, chains = Measure(), Measure(), Measure()
        for number in range(1, rounds + 1):
            progress(f"round {number}/{rounds}: {CLIENTS} clients")
            uniform.add(bench.clients(calls // 2, hot=False))
            hot.add(bench.clients(calls // 2, hot=True))
            chains.add(bench.chain_clients(max(1, calls // 10)))
        bench.wait(WAITING)
        measures[CHAIN_BESIDE] = Measure()
        for number in range(1, rounds + 1):
            progress(f"round {number}/{rounds}: {CHAIN_BESIDE}")
            measures[CHAIN_BESIDE].add(bench.chains(max(1, calls // 2)))
        length = max(2, int(STEPS * min(scale, 1)))
        progress(f"a chain of {length:,} steps")
        long_chain = bench.long_chain(length)
        lines = max(1000, int(1_000_000 * min(scale, 1)))
        progress(f"an account of {lines:,} lines")
        bench.grow(lines)
        balance_at = bench.balance_at(calls)
        progress("import")
        rows = max(1, int(IMPORT_ROWS * min(scale, 1)))
        seconds = bench.import_file(rows)
        return Results(
            machine=_machine(connection),
            measures=measures,
            hot_clients=hot,
            uniform_clients=uniform,
            chain_clients=chains,
            long_chain=long_chain,
            steps_of_chain=length,
            balance_at_seconds=balance_at,
            lines_of_account=lines,
            import_rows=rows,
            import_seconds=seconds,
            http=over_http,
            outside=outside,
        )


@contextmanager
def server() -> Iterator[str]:
    """Run a durable server of its own; yield its URL.

    It has written WAL before, as one that is in use: a commit that needs a new segment waits, for 50 ms or so, until 16 MB of
    zeros are on disk; one that finds an old segment to write over does not.
    """
    with temporary_server(SETTINGS) as server, connect(server.url()) as connection:
        for _ in range(WAL_SEGMENTS):
            connection.execute("select pg_logical_emit_message(true, '', '')")
            connection.execute("select pg_switch_wal()")
        connection.execute("checkpoint")
        yield server.url()


@contextmanager
def _database(server_url: str) -> Iterator[str]:
    name = f"holdfast_bench_{uuid.uuid4().hex[:12]}"
    create_database(server_url, name)
    try:
        url = urlsplit(server_url)._replace(path=f"/{name}").geturl()
        migrate(url)
        yield url
    finally:
        drop_database(server_url, name)


def _machine(connection: Connection) -> dict[str, str]:
    row = connection.execute("select version(), current_setting('fsync'), current_setting('synchronous_commit')").fetchone()
    version, fsync, synchronous_commit = row or ("", "", "")
    return {
        "cores": str(os.cpu_count()),
        "processor": platform.processor() or platform.machine(),
        "system": platform.platform(),
        "Postgres": str(version).split(" on ")[0],
        "fsync": str(fsync),
        "synchronous_commit": str(synchronous_commit),
    }
