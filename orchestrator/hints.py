"""What the database says of its own accord: that there may be something to do. It may not say so: who listens looks as well."""

from __future__ import annotations

import asyncio
import contextlib
import logging

import psycopg

from orchestrator.database import AsyncConnection, connect_to_listen
from orchestrator.errors import OperationError
from orchestrator.settings import Settings

HINT_SECONDS = 0.02
"""In this time the database says it once, for all who begin something in it."""
_ANSWER_SECONDS = 5
_log = logging.getLogger(__name__)


class Hints:
    """Wakes one that sleeps, and has it look once more soon after: what came in the meantime is not told again."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._told_at = -float("inf")

    def wake(self) -> None:
        """Wake the sleeper."""
        self._event.set()

    def tell(self) -> None:
        """Wake the sleeper: the database says so."""
        self._told_at = asyncio.get_running_loop().time()
        self.wake()

    async def sleep(self, seconds: float) -> None:
        """Sleep for so long, or until woken; for a moment only where the database has just said something."""
        if asyncio.get_running_loop().time() - self._told_at < 2 * HINT_SECONDS:
            seconds = min(seconds, HINT_SECONDS)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # Not wait_for: that may lose a cancel, in Python 3.11.
                await self._event.wait()
        self._event.clear()


async def keep_listening(settings: Settings, hints: Hints) -> None:
    """Listen until cancelled, on a connection that is asked now and then whether it still lives."""
    while True:
        try:
            async with await connect_to_listen(settings.database_url or "") as connection:
                await _listen(connection, settings.lease, hints)
        except (OperationError, psycopg.Error, TimeoutError) as exc:
            _log.warning("the database is not listened to: %s", exc or "it does not answer")
            await asyncio.sleep(settings.poll_interval)


async def _listen(connection: AsyncConnection, beat: float, hints: Hints) -> None:
    await connection.execute("listen holdfast_tasks")
    while True:
        async for _ in connection.notifies(timeout=beat, stop_after=1):
            hints.tell()
        async with asyncio.timeout(_ANSWER_SECONDS):
            await connection.execute("select")
        await asyncio.sleep(HINT_SECONDS)
