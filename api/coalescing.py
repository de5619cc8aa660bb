"""Posts that arrive together go to the database together: one commit, and one update of an account that all of them move."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from api.logs import REQUESTS
from orchestrator.database import BATCH_CONNECTIONS, Answer, Call, Door, LostError
from orchestrator.errors import OUTCOME_UNKNOWN, UNAVAILABLE, FaultError, HoldfastError, fault

BATCH_SIZE = 64
BATCH_CHARACTERS = 64 * 1024
"""Of bodies in a batch, but for the first: a batch of large ones would keep the small ones waiting."""
FLIGHTS = BATCH_CONNECTIONS
"""Batches under way at once. One and its waiters share two cores best; the next goes when a whole batch waits."""
SEND_ALONE = {"ZA011", "55P03"}
"""Somebody else has the key in work, or holds an account: nothing was done, and asked for alone, the call waits for it."""

_CONTENTION = FaultError(fault("55P03"))
_Waiting = tuple[Call, "asyncio.Future[Answer]"]


class Coalescer:
    """Sends what waits as one batch once the batch before it has landed: nobody waits for company, and nothing runs at rest."""

    def __init__(self, door: Door, queue_size: int, singles: int) -> None:
        """Calls beyond `queue_size` that wait for a flight are refused.

        At most `singles` are asked for alone at once, and eight times as many wait to be: what waits for somebody who holds a key
        or an account takes neither the connections nor the queue of those who do not.
        """
        self._door = door
        self._queue_size = queue_size
        self._singles = asyncio.Semaphore(singles)
        self._max_waiting_alone = 8 * singles
        self._waiting: deque[_Waiting] = deque()
        self._waiting_alone = 0
        self._flights = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def call(self, call: Call) -> Answer:
        """Create an atomic transaction; return its own answer."""
        if len(self._waiting) >= self._queue_size:
            raise FaultError(UNAVAILABLE)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((call, answer))
        if self._flights == 0 or (self._flights < FLIGHTS and len(self._waiting) >= BATCH_SIZE):
            self._flights += 1
            self._start(self._fly())
        return await answer

    async def _fly(self) -> None:
        """Send batch after batch, each half of what is under way: the database has one half, the service the other.

        Were all that waits sent, all who ask again would soon come in one batch, and database and service wait for each other.
        """
        landed = 0
        try:
            while self._waiting:
                batch = self._take(min(BATCH_SIZE, (landed + len(self._waiting) + 1) // 2))
                await self._send(batch)
                landed = len(batch)
        finally:
            self._flights -= 1

    def _take(self, size: int) -> list[_Waiting]:
        """Return the next batch, at most so many."""
        batch, characters = [self._waiting.popleft()], 0
        while self._waiting and len(batch) < size:
            characters += len(self._waiting[0][0].body or "")
            if characters > BATCH_CHARACTERS:
                break
            batch.append(self._waiting.popleft())
        return batch

    async def _send(self, batch: Sequence[_Waiting]) -> None:
        """Answer each by itself.

        Where the database refused the batch nothing of it was done, and each is asked for alone, unless there is no database.
        Where its answer was lost, those with a key are asked for again: the key knows. Where anything else went wrong nothing is
        asked twice.
        """
        REQUESTS.set([call.request_id for call, _ in batch])
        try:
            answers = await self._door.create([call for call, _ in batch])
            answered = [*zip(batch, answers, strict=True)]
        except LostError:
            unknown = FaultError(OUTCOME_UNKNOWN)
            self._send_alone([(call, future) for call, future in batch if call.key], self._door.ask_again, unknown)
            _fail([(call, future) for call, future in batch if not call.key], unknown)
        except (FaultError, HoldfastError) as exc:
            if isinstance(exc, FaultError) and exc.code is UNAVAILABLE:
                _fail(batch, exc)
            else:
                self._send_alone(batch, self._door.call, _CONTENTION)
        except Exception as exc:  # noqa: BLE001 -- it belongs to those who wait, and they must not wait for ever
            _fail(batch, exc)
        else:
            self._send_alone([one for one, answer in answered if answer.code in SEND_ALONE], self._door.call, _CONTENTION)
            for (_, future), answer in answered:
                if answer.code not in SEND_ALONE and not future.done():
                    future.set_result(answer)

    def _send_alone(self, batch: Sequence[_Waiting], send: Callable[[Call], Awaitable[Answer]], too_many: FaultError) -> None:
        """Ask for each by itself, while the next batch flies; those too many are told so."""

        async def ask(call: Call, future: asyncio.Future[Answer]) -> None:
            REQUESTS.set((call.request_id,))
            if self._waiting_alone >= self._max_waiting_alone:
                _fail([(call, future)], too_many)
                return
            self._waiting_alone += 1
            async with self._singles:
                self._waiting_alone -= 1
                try:
                    answer = await send(call)
                except Exception as exc:  # noqa: BLE001 -- it is the answer
                    _fail([(call, future)], exc)
                else:
                    if not future.done():
                        future.set_result(answer)

        for call, future in batch:
            self._start(ask(call, future))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _fail(batch: Sequence[_Waiting], exc: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(exc)
