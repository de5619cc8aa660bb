"""The handler of trials: does what its request says, and keeps a book of what was done."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from orchestrator.handlers import CANNOT_ASK, Answer, Call


class SandboxHandler:
    """Behaves as `request["sandbox"]` says, an attempt a word, the last for all that follow; without it all succeeds.

    succeed, fail, refuse (fails for good), vanish (does it, and the answer is lost), hang (never answers), contradict (answers
    that it failed, and did it), forget (succeeds, and cannot be asked).
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self.book: dict[tuple[UUID, bool], int] = {}
        """How often each call's id was done: once, for the book knows the ids."""

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
        if word in {"succeed", "vanish", "contradict", "forget"}:
            self.book.setdefault((call.id, call.is_undoing), call.attempt)
        if word == "hang":
            await asyncio.Event().wait()
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
