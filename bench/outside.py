"""Measures outside steps: what they cost, what the finished ones cost a claim, and what it costs to tell workers of new ones."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from bench.measure import Measure
from orchestrator.database import Connection, connect
from orchestrator.handlers import Answer, Call
from orchestrator.settings import Settings
from orchestrator.work import Worker

Clients = Callable[[str, list[tuple[object, ...]]], Measure]
"""Times a query with each of these arguments, from each of several connections at once."""
AT_ONCE = 32
CLAIMED = 10
SUBMIT = "select (chain.submit(%s, %s)).state"
_HANDLER = "bench"
_TURNS = 10
"""In which a round is taken where two rates are nearly the same."""
_OPEN = """
    select count(*) from chain.tasks t join chain.chains c on c.company_id = t.company_id and c.id = t.chain_id
    where c.ended_at is null
    """
_SILENT = "create or replace function chain.wake_workers() returns void language sql as ''"


@dataclass
class OutsideResults:
    """What was measured: steps by one worker, claims before and after so many were finished, submissions by several clients."""

    finished: int
    singly: Measure = field(default_factory=Measure)
    at_once: Measure = field(default_factory=Measure)
    claim: Measure = field(default_factory=Measure)
    claim_beside: Measure = field(default_factory=Measure)
    told: Measure = field(default_factory=Measure)
    untold: Measure = field(default_factory=Measure)


class _Does:
    """The handler that has nothing to do."""

    done = 0

    async def run(self, _: Call) -> Answer:
        self.done += 1
        return Answer("succeeded")

    undo = ask = run

    async def close(self) -> None:
        pass


class OutsideSteps:
    """A database of its own, and the outside steps that are timed on it."""

    def __init__(self, connection: Connection, url: str, clients: Clients) -> None:
        self._connection = connection
        self._url = url
        self._clients = clients
        connection.execute("select chain.set_handler(%s, 'sandbox')", [_HANDLER])
        self._company_id: UUID = self._value("select ledger.company_id('BENCH')")

    def run(self, *, rounds: int, calls: int, finished: int, progress: Callable[[str], object]) -> OutsideResults:
        """Measure each, in turn; the first round is not counted."""
        results = OutsideResults(finished)
        for number in range(rounds + 1):
            progress(f"round {number}/{rounds}: outside steps")
            singly, at_once = self._steps(calls, 1), self._steps(calls, AT_ONCE)
            if number:
                results.singly.add(singly)
                results.at_once.add(at_once)
        progress(f"claims beside {finished:,} finished steps")
        self._submit(10 * CLAIMED)
        self._claims(calls)
        results.claim = self._claims(calls)
        self._finish(finished)
        results.claim_beside = self._claims(calls)
        for number in range(_TURNS * rounds):
            progress(f"round {number // _TURNS + 1}/{rounds}: outside steps, with and without a hint")
            for submit, total in ((self._submissions, results.told), (self._silently, results.untold)):
                total.add(submit(max(1, calls // _TURNS)))
        return results

    def _steps(self, count: int, size: int) -> Measure:
        """Have a worker do so many steps of as many chains, `size` at once."""
        self._submit(count)
        handler = _Does()

        async def work(connection: Connection) -> float:
            worker = Worker(Settings(worker_size=size), {_HANDLER: handler})
            began = time.perf_counter()
            working = asyncio.create_task(worker.work(connection))
            while handler.done < count or self._value(_OPEN):  # noqa: ASYNC110  # the database tells nobody
                await asyncio.sleep(0.001)
            seconds = time.perf_counter() - began
            working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await working
            return seconds

        with connect(self._url) as connection:
            return Measure([count / asyncio.run(work(connection))])

    def _submissions(self, calls: int) -> Measure:
        """Submit chains of one outside step from several clients, while somebody listens."""
        with connect(self._url) as listener:
            listener.execute("listen holdfast_tasks")
            return self._clients(SUBMIT, self._chains(calls))

    def _silently(self, calls: int) -> Measure:
        definition = self._value("select pg_get_functiondef('chain.wake_workers()'::regprocedure)")
        self._connection.execute(_SILENT)
        try:
            return self._submissions(calls)
        finally:
            self._connection.execute(definition)

    def _claims(self, calls: int) -> Measure:
        """Claim, and take the claim back."""
        measure = Measure()
        query = f"select from chain.claim_steps('bench', '{{{_HANDLER}}}', {CLAIMED})"
        for _ in range(calls):
            with self._taken_back():
                start = time.perf_counter()
                self._connection.execute(query.encode(), prepare=True)
                measure.calls.append(time.perf_counter() - start)
        measure.rates.append(calls / sum(measure.calls))
        return measure

    def _finish(self, count: int) -> None:
        """Leave so many finished tasks of the handler."""
        self._connection.execute(
            """
            insert into chain.tasks (
              company_id, chain_id, step_no, run, is_undoing, id, handler, request, effect, epoch, priority, retry,
              state, attempt, worker, output, is_told, created_at, ended_at)
            select %s, ledger.new_id(), 1, 1, false, ledger.new_id(), %s, '{}', 'none', 1, 0, '{}',
              'SUCCEEDED', 1, 'bench', '{}', true, clock_timestamp(), clock_timestamp()
            from generate_series(1, %s)
            """,
            [self._company_id, _HANDLER, count],
        )

    def _submit(self, count: int) -> None:
        for arguments in self._chains(count):
            self._connection.execute(SUBMIT, arguments, prepare=True)

    def _chains(self, count: int) -> list[tuple[object, ...]]:
        step = {"name": "ask", "kind": "external", "params": {"handler": _HANDLER}}
        return [(self._company_id, Jsonb({"steps": [step]}))] * count

    @contextmanager
    def _taken_back(self) -> Iterator[None]:
        self._connection.execute("begin")
        try:
            yield
        finally:
            self._connection.execute("rollback")

    def _value(self, query: str, *arguments: object) -> Any:
        row = self._connection.execute(query.encode(), arguments).fetchone()
        return row and row[0]
