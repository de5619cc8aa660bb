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
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import psycopg

from orchestrator.database import Claim, Connection, Database, connect_to_work
from orchestrator.errors import OperationError
from orchestrator.handlers import Answer, Call, CompensationHandler, load
from orchestrator.settings import Settings

_STATEMENT_TIMEOUT = "10s"
_BEATS_A_LEASE = 3
_log = logging.getLogger(__name__)
Result = TypeVar("Result")


async def keep_working(settings: Settings) -> None:
    """Work until cancelled; then report what ends in time, and leave the rest to others."""
    while settings.poll_interval:
        try:
            with connect_to_work(settings.database_url or "", _STATEMENT_TIMEOUT) as connection:
                await Worker(connection, settings, {}).work()
        except (OperationError, psycopg.Error) as exc:
            _log.warning("outside steps are not done: %s", exc)
            await asyncio.sleep(settings.poll_interval)


class Worker:
    """One connection, and the tasks that it has."""

    def __init__(self, connection: Connection, settings: Settings, handlers: Mapping[str, CompensationHandler]) -> None:
        self._database = Database(connection)
        self._settings = settings
        self._handlers = dict(handlers)
        self._name = f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"
        self._running: dict[uuid.UUID, tuple[Claim, asyncio.Task[None]]] = {}
        self._reports: list[dict[str, Any]] = []
        self._wake = asyncio.Event()

    async def work(self) -> None:
        """Claim, do, report, until cancelled."""
        beat = self._settings.lease / _BEATS_A_LEASE
        beaten = asyncio.get_running_loop().time()
        try:
            while True:
                await self._report()
                claimed = await self._claim()
                if self._running and asyncio.get_running_loop().time() - beaten >= beat:
                    await self._extend()
                    beaten = asyncio.get_running_loop().time()
                if not claimed:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._wake.wait(), min(beat, self._settings.poll_interval))
                self._wake.clear()
        finally:
            await self._stop()

    async def _claim(self) -> bool:
        room = self._settings.worker_size - len(self._running)
        if room <= 0:
            return False
        for row in await self._ask(self._database.list_handlers):
            if row.handler not in self._handlers:
                self._handlers[row.handler] = load(row.adapter, row.config)
        claims = await self._ask(self._database.claim_steps, self._name, list(self._handlers), room, self._settings.lease)
        for claim in claims:
            self._drop(claim.id)
            self._running[claim.id] = claim, asyncio.create_task(self._do(claim))
        return bool(claims)

    async def _do(self, claim: Claim) -> None:
        try:
            answer = await self._answer(self._handlers[claim.handler], claim)
        except Exception as exc:  # noqa: BLE001 - a handler of anybody's: what it raises says nothing of what it did
            _log.warning("handler %s raised: %r", claim.handler, exc)
            answer = Answer("unknown", code="raised", detail=repr(exc))
        self._running.pop(claim.id, None)
        self._reports.append({**claim.key.model_dump(mode="json"), **vars(answer)})
        self._wake.set()

    async def _answer(self, handler: CompensationHandler, claim: Claim) -> Answer:
        call = Call(**{name: getattr(claim, name) for name in Call.__dataclass_fields__})
        if claim.must_ask:
            answer = await handler.ask(call)
            if answer.outcome != "failed" or answer.is_final or not claim.may_run:
                return answer
        return await (handler.undo(call) if claim.is_undoing else handler.run(call))

    async def _report(self) -> None:
        reports, self._reports = self._reports, []
        if not reports:
            return
        try:
            states = await self._ask(self._database.complete_steps, self._name, reports)
        except psycopg.Error:
            self._reports = reports + self._reports
            raise
        for company_id, chain_id in {(it.company_id, it.chain_id) for it in states if it.state in {"SUCCEEDED", "FAILED"}}:
            await self._ask(self._database.advance_due_chain, company_id, chain_id)

    async def _extend(self) -> None:
        claims = [claim.key for claim, _ in self._running.values()]
        kept = await self._ask(self._database.extend_leases, self._name, claims, self._settings.lease)
        for lost in self._running.keys() - kept:
            self._drop(lost)

    def _drop(self, task: uuid.UUID) -> None:
        if task in self._running:
            self._running.pop(task)[1].cancel()

    async def _stop(self) -> None:
        """Give what runs a while to end, and report it; what does not is left to whoever claims it next."""
        if self._running:
            await asyncio.wait([task for _, task in self._running.values()], timeout=self._settings.stop_timeout)
        for task in list(self._running):
            self._drop(task)
        with contextlib.suppress(psycopg.Error):
            await self._report()
        for handler in self._handlers.values():
            await handler.close()

    @staticmethod
    async def _ask(ask: Callable[..., Result], *arguments: object) -> Result:
        return await asyncio.to_thread(ask, *arguments)
