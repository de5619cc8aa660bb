"""The handler of trials: does what its request says, and keeps a book of what was done."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, NonNegativeFloat

from orchestrator.handlers import CANNOT_ASK, Answer, Call

WORDS = ("succeed", "fail", "refuse", "hang", "late", "twice", "vanish", "contradict", "forget")
_DOES_NOTHING = ("fail", "refuse", "hang")
_NEVER = 2**31
"""As an attempt that was heard of, it bars all."""


class _Config(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    late_seconds: NonNegativeFloat = 60
    book: str = ":memory:"
    """A file, for all the workers of a machine."""


class SandboxHandler:
    """Behaves as `request["sandbox"]` says, an attempt a word, the last for all that follow; without it all succeeds.

    succeed; fail, and may be tried again; refuse, for good; hang, with nothing done and no answer; late, done, with an answer
    after `late_seconds` of its configuration; twice, asked for and answered twice under one id, done once; vanish, done, with no
    answer until it is asked for one; contradict, done, with the answer that it was not; forget, done, with no answer, and it
    cannot be asked. `request["undo_sandbox"]` says so of its undoing. Anything else is refused.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        known = _Config.model_validate(config)
        self._late_seconds = known.late_seconds
        self._book = sqlite3.connect(known.book, isolation_level=None)
        self._book.executescript(
            """
            begin immediate;
            create table if not exists effects (id text primary key, is_undoing integer, attempt integer);
            create table if not exists heard (id text primary key, attempt integer);
            commit;
            """
        )

    @property
    def book(self) -> dict[tuple[UUID, bool], int]:
        """Of each call's id, done or undone, in that order, the attempt that did it."""
        with closing(self._book.execute("select id, is_undoing, attempt from effects order by rowid")) as effects:
            return {(UUID(it), bool(is_undoing)): attempt for it, is_undoing, attempt in effects}

    async def run(self, call: Call) -> Answer:
        """Do what the request says."""
        return await self._do(call)

    async def undo(self, call: Call) -> Answer:
        """Undo as the request says."""
        return await self._do(call)

    async def ask(self, call: Call) -> Answer:
        """Look into the book."""
        if _word(call) == "forget":
            return CANNOT_ASK
        self._hear(call.id, call.attempt)
        return _done(call) if self._has(call.id) else Answer("failed", code="not_done")

    async def close(self) -> None:
        """Close the book; one in memory is gone then."""
        self._book.close()

    async def _do(self, call: Call) -> Answer:
        word = _word(call)
        if word is None:
            return Answer("failed", code="no_such_word", detail=f"It is a list of {', '.join(WORDS)}", is_final=True)
        for _ in range(2 if word == "twice" else 1):
            if answer := self._enter(call, word):
                return answer
        if word == "hang":
            await asyncio.Event().wait()
        if word == "late":
            await asyncio.sleep(self._late_seconds)
        if word in {"fail", "contradict", "refuse"}:
            return Answer("failed", code=word, is_final=word == "refuse")
        return Answer("unknown", code=word) if word in {"vanish", "forget"} else _done(call)

    def _enter(self, call: Call, word: str) -> Answer | None:
        """Do it, once; return an answer where there is nothing to do."""
        with self._book:
            self._book.execute("begin immediate")
            if call.undoes and not self._has(call.undoes):
                self._hear(call.undoes, _NEVER)
                return Answer("succeeded")
            if self._hear(call.id, call.attempt) > call.attempt:
                return Answer("failed", code="too_late", is_final=True)
            if word not in _DOES_NOTHING:
                effect = (str(call.id), call.is_undoing, call.attempt)
                self._book.execute("insert into effects values (?, ?, ?) on conflict do nothing", effect)
        return None

    def _has(self, call_id: UUID) -> bool:
        return self._book.execute("select 1 from effects where id = ?", [str(call_id)]).fetchone() is not None

    def _hear(self, call_id: UUID, attempt: int) -> int:
        """Note an attempt; return the last one that was heard of."""
        hear = "insert into heard values (?, ?) on conflict (id) do update set attempt = max(attempt, excluded.attempt)"
        self._book.execute(hear, (str(call_id), attempt))
        last: int = self._book.execute("select attempt from heard where id = ?", [str(call_id)]).fetchone()[0]
        return last


def _word(call: Call) -> str | None:
    words = call.request.get("undo_sandbox" if call.is_undoing else "sandbox", [])
    if not isinstance(words, list) or any(word not in WORDS for word in words):
        return None
    return str(words[min(call.attempt, len(words)) - 1]) if words else "succeed"


def _done(call: Call) -> Answer:
    return Answer("succeeded", output={"reference": str(call.id)})
