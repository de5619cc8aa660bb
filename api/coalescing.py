"""Posts that arrive together go to the database together: one commit, and one update of an account that all of them move."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from orchestrator.database import Answer, Call, Door, LostError
from orchestrator.errors import OUTCOME_UNKNOWN, UNAVAILABLE, FaultError, HoldfastError

BATCH_SIZE = 64
FLIGHTS = 2
"""Batches under way at once: while one commits, the next is worked on."""
SEND_ALONE = "ZA011"
"""Answers a key that somebody else has in work: asked for alone, the call waits for it."""

_Waiting = tuple[Call, "asyncio.Future[Answer]"]


class Coalescer:
    """Sends what waits as one batch whenever a flight is free: nobody waits for company, and nothing runs at rest."""

    def __init__(self, door: Door, queue_size: int) -> None:
        """Calls beyond `queue_size` that wait are refused."""
        self._door = door
        self._queue_size = queue_size
        self._waiting: deque[_Waiting] = deque()
        self._flights = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def call(self, call: Call) -> Answer:
        """Create an atomic transaction; return its own answer."""
        if self._flights == FLIGHTS and len(self._waiting) >= self._queue_size:
            raise FaultError(UNAVAILABLE)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((call, answer))
        if self._flights < FLIGHTS:
            self._flights += 1
            self._start(self._fly())
        return await answer

    async def _fly(self) -> None:
        try:
            while self._waiting:
                await self._send([self._waiting.popleft() for _ in range(min(BATCH_SIZE, len(self._waiting)))])
        finally:
            self._flights -= 1

    async def _send(self, batch: Sequence[_Waiting]) -> None:
        """Answer each by itself.

        Where the database refused the batch nothing of it was done, and each is asked for alone. Where its answer was lost, those
        with a key are asked for again: the key knows. Where anything else went wrong nothing is asked twice.
        """
        alone: list[_Waiting] = []
        try:
            answers = await self._door.create([call for call, _ in batch])
            for (call, future), answer in zip(batch, answers, strict=True):
                if answer.code == SEND_ALONE:
                    alone.append((call, future))
                elif not future.done():
                    future.set_result(answer)
        except LostError:
            await _send_alone([(call, future) for call, future in batch if call.key], self._door.ask_again)
            _fail(batch, FaultError(OUTCOME_UNKNOWN))
        except (FaultError, HoldfastError):
            await _send_alone(batch, self._door.call)
        except Exception as exc:  # noqa: BLE001 -- it belongs to those who wait, and they must not wait for ever
            _fail(batch, exc)
        if alone:
            self._start(_send_alone(alone, self._door.call))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _fail(batch: Sequence[_Waiting], exc: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(exc)


async def _send_alone(batch: Sequence[_Waiting], send: Callable[[Call], Awaitable[Answer]]) -> None:
    answers = await asyncio.gather(*(send(call) for call, _ in batch), return_exceptions=True)
    for (_, future), answer in zip(batch, answers, strict=True):
        if future.done():
            continue
        if isinstance(answer, BaseException):
            future.set_exception(answer)
        else:
            future.set_result(answer)
