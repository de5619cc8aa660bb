"""Outside steps are done: tasks are claimed, handed to their handlers, and reported. Any number of workers may do so at once.

Whatever happens to a worker, nothing is lost: its leases end, and others ask what became of its tasks. What it says after that
is refused by the database.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, TypeVar

import psycopg

from orchestrator.chains import advance
from orchestrator.database import Claim, Connection, Database, DueChain, connect_to_work
from orchestrator.errors import OperationError
from orchestrator.handlers import Answer, Call, CompensationHandler, Handlers, as_kept
from orchestrator.hints import Hints, keep_listening
from orchestrator.settings import Settings

_STATEMENT_TIMEOUT = "10s"
_BEATS_A_LEASE = 3
_log = logging.getLogger(__name__)
Result = TypeVar("Result")


async def keep_working(settings: Settings) -> None:
    """Work until cancelled; then report what ends in time, and leave the rest to others."""
    if not settings.poll_interval:
        return
    worker = Worker(settings)
    listener = asyncio.create_task(keep_listening(settings, worker.hints))
    try:
        while True:
            try:
                async with _connected(settings.database_url or "") as connection:
                    await worker.work(connection)
            except (OperationError, psycopg.Error) as exc:
                _log.warning("outside steps are not done: %s", exc)
                await asyncio.sleep(settings.poll_interval)
    finally:
        listener.cancel()
        await worker.close()


class Worker:
    """The tasks that one process has, and what it has yet to say of them; both outlive a connection to the database."""

    def __init__(self, settings: Settings, handlers: Mapping[str, CompensationHandler] | None = None) -> None:
        """Take handlers by name that win over those of `chain.handlers`."""
        self.hints = Hints()
        self._settings = settings
        self._handlers = Handlers(handlers or {})
        self._name = f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"
        self._running: dict[uuid.UUID, tuple[Claim, asyncio.Task[None]]] = {}
        self._reports: list[dict[str, Any]] = []
        self._looked_at = self._beaten_at = -float("inf")

    async def work(self, connection: Connection) -> None:
        """Claim, do, report, until cancelled."""
        database = Database(connection)
        turn: asyncio.Future[bool] | None = None
        try:
            while True:
                turn = asyncio.ensure_future(self._take_turn(database))
                if not await asyncio.shield(turn):
                    await self.hints.sleep(min(self._beat, self._settings.poll_interval))
        except asyncio.CancelledError:
            with contextlib.suppress(OperationError, psycopg.Error):
                if turn is not None:
                    await turn  # What it claims, nobody else would know of.
                await self._stop(database)
            raise

    async def close(self) -> None:
        """Leave to others what still runs."""
        for task in list(self._running):
            self._drop(task)
        await self._handlers.close()

    @property
    def _beat(self) -> float:
        return self._settings.lease / _BEATS_A_LEASE

    async def _take_turn(self, database: Database) -> bool:
        """Say what is to be said, and take what is there; return whether there was something."""
        await self._report(database)
        await self._extend(database)
        return await self._claim(database)

    async def _claim(self, database: Database) -> bool:
        now = asyncio.get_running_loop().time()
        if now - self._looked_at >= self._settings.poll_interval:
            self._handlers.learn(await _ask(database.list_handlers))
            self._looked_at = now
        room = self._settings.worker_size - len(self._running)
        if room <= 0 or not self._handlers.names:
            return False
        claims = await _ask(database.claim_steps, self._name, self._handlers.names, room, self._settings.lease)
        for claim in claims:
            self._drop(claim.id)
            self._running[claim.id] = claim, asyncio.create_task(self._do(claim))
        return bool(claims)

    async def _do(self, claim: Claim) -> None:
        try:
            async with asyncio.timeout(self._handlers.timeout_of(claim.handler)):
                answer = await self._answer(self._handlers[claim.handler], claim)
        except TimeoutError:
            answer = Answer("unknown", code="timed_out", detail="The handler did not answer in time")
        except Exception as exc:  # noqa: BLE001 - a handler of anybody's: what it raises says nothing of what it did
            _log.warning("handler %s raised: %r", claim.handler, exc)
            answer = Answer("unknown", code="raised", detail=repr(exc))
        self._running.pop(claim.id, None)
        self._reports.append({**claim.key.model_dump(mode="json"), **vars(as_kept(answer))})
        self.hints.wake()

    @staticmethod
    async def _answer(handler: CompensationHandler, claim: Claim) -> Answer:
        call = Call(**{name: getattr(claim, name) for name in Call.__dataclass_fields__})
        if claim.must_ask:
            answer = as_kept(await handler.ask(call))
            if answer.outcome != "failed" or answer.is_final or not claim.may_run:
                return answer
        return await (handler.undo(call) if claim.is_undoing else handler.run(call))

    async def _report(self, database: Database) -> None:
        """Say what became of tasks, and go on with the chains that waited for them. What cannot be said is said later."""
        if not self._reports:
            return
        count = len(self._reports)
        states = await _ask(database.complete_steps, self._name, self._reports[:count])
        del self._reports[:count]
        chains = {
            DueChain(company_id=it.company_id, id=it.chain_id) for it in states if it.state in {"SUCCEEDED", "FAILED", "PARKED"}
        }
        await _ask(advance, database, list(chains))

    async def _extend(self, database: Database) -> None:
        now = asyncio.get_running_loop().time()
        if not self._running or now - self._beaten_at < self._beat:
            return
        self._beaten_at = now
        claims = [claim.key for claim, _ in self._running.values()]
        kept = await _ask(database.extend_leases, self._name, claims, self._settings.lease)
        for lost in {claim.id for claim, _ in self._running.values() if claim.key in set(claims)} - kept:
            self._drop(lost)

    def _drop(self, task: uuid.UUID) -> None:
        if task in self._running:
            self._running.pop(task)[1].cancel()

    async def _stop(self, database: Database) -> None:
        """Give what runs a while to end, and report it; what does not is left to whoever claims it next."""
        self._beaten_at = -float("inf")
        await self._extend(database)
        if self._running:
            await asyncio.wait([task for _, task in self._running.values()], timeout=self._settings.stop_timeout)
        await self._report(database)


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
    return await asyncio.to_thread(ask, *arguments)
