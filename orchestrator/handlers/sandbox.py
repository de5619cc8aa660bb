"""The handler of trials: does what its request says, and keeps a book of what was done."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from orchestrator.handlers import CANNOT_ASK, Answer, Call


class SandboxHandler:
    """Behaves as `request["sandbox"]` says, an attempt a word, the last for all that follow; without it all succeeds.

    succeed; fail, and may be tried again; refuse, for good; hang, with nothing done and no answer; late, done, with an answer
    after `late_seconds` of its configuration; vanish, done, with no answer until it is asked for one; contradict, done, with the
    answer that it was not; forget, done, and cannot be asked. `request["undo_sandbox"]` says so of its undoing.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._late_seconds = float(config.get("late_seconds", 60))
        self.book: dict[tuple[UUID, bool], int] = {}
        """Of each call's id, done or undone, the attempt that did it."""
        self._barred: set[UUID] = set()

    async def run(self, call: Call) -> Answer:
        """Do what the request says."""
        return await self._do(call)

    async def undo(self, call: Call) -> Answer:
        """Undo as the request says."""
        return await self._do(call)

    async def ask(self, call: Call) -> Answer:
        """Look into the book."""
        if self._word(call) == "forget":
            return CANNOT_ASK
        if (call.id, call.is_undoing) in self.book:
            return Answer("succeeded", output=self._output(call))
        return Answer("failed", code="not_done")

    async def close(self) -> None:
        """Keep nothing open."""

    async def _do(self, call: Call) -> Answer:
        word = self._word(call)
        if call.undoes and (call.undoes, False) not in self.book:
            self._barred.add(call.undoes)
            return Answer("succeeded")
        if call.id in self._barred:
            return Answer("failed", code="undone", is_final=True)
        if word in {"succeed", "late", "vanish", "contradict", "forget"}:
            self.book.setdefault((call.id, call.is_undoing), call.attempt)
        if word == "hang":
            await asyncio.Event().wait()
        if word == "late":
            await asyncio.sleep(self._late_seconds)
        if word in {"fail", "contradict", "refuse"}:
            return Answer("failed", code=word, is_final=word == "refuse")
        if word == "vanish":
            return Answer("unknown", code="vanished")
        return Answer("succeeded", output=self._output(call))

    def _word(self, call: Call) -> str:
        words = call.request.get("undo_sandbox" if call.is_undoing else "sandbox") or ["succeed"]
        return str(words[min(call.attempt, len(words)) - 1])

    @staticmethod
    def _output(call: Call) -> dict[str, Any]:
        return {"reference": str(call.id)}
