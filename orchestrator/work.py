"""Outside steps are done: tasks are claimed, handed to their handlers, and reported. Any number of workers may do so at once.

Whatever happens to a worker, nothing is lost: its leases end, and others ask what became of its tasks. What it says after that
is refused by the database.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import socket
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import psycopg

from orchestrator.chains import advance
from orchestrator.database import Claim, Connection, Database, DueChain, TaskKey, connect_to_work
from orchestrator.errors import OperationError
from orchestrator.handlers import Answer, Call, CompensationHandler, Handlers, as_kept
from orchestrator.hints import Hints, keep_listening
from orchestrator.settings import Settings

_STATEMENT_TIMEOUT = "10s"
_BEATS_A_LEASE = 3
_FREE_SHARE = 4
"""A fourth of a worker's room is not for the handler that has the rest."""
_THREADS = ThreadPoolExecutor(2, thread_name_prefix="work")
"""One for each of a worker's connections: handlers that fill asyncio's own threads keep no lease from being prolonged."""
_log = logging.getLogger(__name__)
Result = TypeVar("Result")


async def keep_working(settings: Settings) -> None:
    """Work until cancelled; then report what ends in time, and leave the rest to others."""
    if not settings.poll_interval:
        return
    worker = Worker(settings)
    beside = [
        asyncio.create_task(keep_listening(settings, worker.hints)),
        asyncio.create_task(_keep(settings, worker.keep_leases)),
    ]
    try:
        try:
            await _keep(settings, worker.work)
        finally:
            await worker.stop()
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await worker.close()


async def _keep(settings: Settings, work: Callable[[Connection], Awaitable[None]]) -> None:
    """Work on a connection, and after a while on another where that fails, whatever it fails with, until cancelled."""
    while True:
        try:
            async with _connected(settings.database_url or "") as connection:
                await work(connection)
        except (OperationError, psycopg.Error) as exc:
            _log.warning("outside steps are not done: %s", exc)
        except Exception:  # noqa: BLE001 - what is under way goes on
            _log.exception("outside steps are not done")
        await asyncio.sleep(settings.poll_interval)


class Worker:
    """The tasks that one process has, and what it has yet to say of them; both outlive a connection to the database."""

    def __init__(self, settings: Settings, handlers: Mapping[str, CompensationHandler] | None = None) -> None:
        """Take handlers by name that win over those of `chain.handlers`."""
        self.hints = Hints()
        self._settings = settings
        self._handlers = Handlers(handlers or {})
        self._name = f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"
        self._running: dict[uuid.UUID, tuple[Claim, asyncio.Task[None]]] = {}
        self._reports: dict[TaskKey, Answer] = {}
        self._looked_at = -float("inf")
        self._is_stopping = False

    async def work(self, connection: Connection) -> None:
        """Claim, do, report, until cancelled."""
        database = Database(connection)
        while True:
            turn = asyncio.ensure_future(self._take_turn(database))
            try:
                if not await asyncio.shield(turn):
                    await self.hints.sleep(self._settings.poll_interval)
            except asyncio.CancelledError:
                self._is_stopping = True
                with contextlib.suppress(Exception):
                    await turn  # What it claims, nobody else would know of.
                raise

    async def keep_leases(self, connection: Connection) -> None:
        """Prolong leases until cancelled: on a connection of their own, since what is reported may have to wait."""
        database = Database(connection)
        while True:
            running = {claim.key: claim.id for claim, _ in self._running.values()}
            if held := [*running, *self._reports]:
                kept = await _ask(database.extend_leases, self._name, held, self._settings.lease)
                for claim, _ in list(self._running.values()):
                    if claim.key in running and claim.id not in kept:
                        self._drop(claim.id)
            await asyncio.sleep(self._settings.lease / _BEATS_A_LEASE)

    async def stop(self) -> None:
        """Give what runs a while to end, and report each as it does; what does not is left to whoever claims it next."""
        now = asyncio.get_running_loop().time
        end = now() + self._settings.stop_timeout
        while self._reports or (self._running and now() < end):
            try:
                async with _connected(self._settings.database_url or "") as connection:
                    await self._report_until(end, Database(connection))
            except Exception as exc:  # noqa: BLE001 - whatever it is
                _log.warning("what was done outside is not reported: %s", exc)
                if now() > end:
                    return
                await asyncio.sleep(self._settings.poll_interval)

    async def close(self) -> None:
        """Leave to others what still runs."""
        for task in list(self._running):
            self._drop(task)
        await self._handlers.close()

    async def _take_turn(self, database: Database) -> bool:
        """Say what is to be said, and take what is there; return whether there was something."""
        await self._report(database)
        return not self._is_stopping and await self._claim(database)

    async def _claim(self, database: Database) -> bool:
        now = asyncio.get_running_loop().time()
        if now - self._looked_at >= self._settings.poll_interval:
            self._handlers.learn(await _ask(database.list_handlers))
            self._looked_at = now
        names, room = self._find_room()
        if room <= 0:
            return False
        claims = await _ask(database.claim_steps, self._name, names, room, self._settings.lease)
        for claim in claims:
            self._drop(claim.id)
            self._running[claim.id] = claim, asyncio.create_task(self._do(claim))
        return bool(claims)

    def _find_room(self) -> tuple[list[str], int]:
        """Return handlers that may begin something, and how much. None that hangs leaves the others no room at all."""
        size, names = self._settings.worker_size, self._handlers.names
        most = max(1, size - max(1, size // _FREE_SHARE)) if len(names) > 1 else size
        busy = Counter(claim.handler for claim, _ in self._running.values())
        left = {name: most - busy[name] for name in names if busy[name] < most}
        return list(left), min([size - len(self._running), *left.values()]) if left else 0

    async def _do(self, claim: Claim) -> None:
        """Have it done, and keep the answer. Who cancels this has dropped it before."""
        doing = asyncio.ensure_future(self._answer(claim))
        try:
            await asyncio.wait([doing], timeout=self._handlers.timeout_of(claim.handler))
        finally:
            doing.cancel()
        answer = Answer("unknown", code="raised")
        try:
            answer = as_kept(_outcome(claim, doing))
        finally:
            self._reports[claim.key] = answer
            del self._running[claim.id]
            self.hints.wake()

    async def _answer(self, claim: Claim) -> Answer:
        handler = self._handlers[claim.handler]
        fields = {name: getattr(claim, name) for name in Call.__dataclass_fields__}
        try:
            call = Call(**fields | {"request": json.loads(claim.request), "output": json.loads(claim.output or "null")})
        except (ValueError, RecursionError) as exc:  # too deep, or a number of too many digits
            return Answer("unknown" if claim.must_ask else "failed", code="unreadable", detail=str(exc), is_final=True)
        if claim.must_ask:
            answer = as_kept(await handler.ask(call))
            if answer.outcome != "failed" or answer.is_final or not claim.may_run:
                return answer
        return await (handler.undo(call) if claim.is_undoing else handler.run(call))

    async def _report(self, database: Database) -> None:
        """Say what became of tasks, and go on with the chains that waited for them. What cannot be said is said later."""
        if not self._reports:
            return
        answers = dict(self._reports)
        reports = [{**key.model_dump(mode="json"), **vars(answer)} for key, answer in answers.items()]
        states = await _ask(database.complete_steps, self._name, reports)
        for key in answers:
            del self._reports[key]
        chains = {
            DueChain(company_id=it.company_id, id=it.chain_id) for it in states if it.state in {"SUCCEEDED", "FAILED", "PARKED"}
        }
        await _ask(advance, database, list(chains))

    def _drop(self, task: uuid.UUID) -> None:
        if task in self._running:
            self._running.pop(task)[1].cancel()

    async def _report_until(self, end: float, database: Database) -> None:
        now = asyncio.get_running_loop().time
        while self._reports or (self._running and now() < end):
            if not self._reports:
                tasks = [task for _, task in self._running.values()]
                await asyncio.wait(tasks, timeout=end - now(), return_when=asyncio.FIRST_COMPLETED)
            await self._report(database)


def _outcome(claim: Claim, doing: asyncio.Task[Answer]) -> Answer:
    if not doing.done():
        return Answer("unknown", code="timed_out", detail="The handler did not answer in time")
    try:
        return doing.result()
    except BaseException as exc:  # noqa: BLE001 - a handler of anybody's: what it raises says nothing of what it did
        _log.warning("handler %s raised: %r", claim.handler, exc)
        return Answer("unknown", code="raised", detail=repr(exc))


@contextlib.asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Connection]:
    connecting = asyncio.ensure_future(_ask(connect_to_work, url, _STATEMENT_TIMEOUT))
    try:
        await asyncio.shield(connecting)
        yield connecting.result()
    finally:
        with contextlib.suppress(OperationError, psycopg.Error):
            (await connecting).close()


async def _ask(ask: Callable[..., Result], *arguments: object) -> Result:
    """Ask in a thread. Who is cancelled waits for the answer first: a connection is not to be closed in the middle of it."""
    asking = asyncio.get_running_loop().run_in_executor(_THREADS, ask, *arguments)
    try:
        return await asyncio.shield(asking)
    except asyncio.CancelledError:
        await asyncio.gather(asking, return_exceptions=True)
        raise
