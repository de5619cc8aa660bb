"""The sandbox does what each of its words says, and its book tells every worker what was done."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from orchestrator.handlers import Answer, Call
from orchestrator.handlers.sandbox import WORDS, SandboxHandler
from tests.py.test_handlers import CALL

SECONDS = 0.05


def _call(*words: object, **more: Any) -> Call:
    return replace(CALL, id=uuid.uuid4(), request={"sandbox": list(words)}, attempt=1, **more)


def _undoing(call: Call) -> Call:
    return replace(call, id=uuid.uuid4(), undoes=call.id, is_undoing=True)


def _say(saying: Coroutine[Any, Any, Answer]) -> tuple[str, str | None, bool]:
    async def wait() -> Answer:
        with suppress(TimeoutError):
            return await asyncio.wait_for(saying, 2 * SECONDS)
        return Answer("unknown", code="nothing")

    answer = asyncio.run(wait())
    return answer.outcome, answer.code, answer.is_final


DONE, NOT_DONE = ("succeeded", None, False), ("failed", "not_done", False)
ANSWERS = {
    "succeed": (DONE, DONE),
    "fail": (("failed", "fail", False), NOT_DONE),
    "refuse": (("failed", "refuse", True), NOT_DONE),
    "hang": (("unknown", "nothing", False), NOT_DONE),
    "late": (("unknown", "nothing", False), DONE),
    "twice": (DONE, DONE),
    "vanish": (("unknown", "vanish", False), DONE),
    "contradict": (("failed", "contradict", False), DONE),
    "forget": (("unknown", "forget", False), ("unknown", "cannot_ask", True)),
}
"""What it says when it is to do a thing, and when it is asked whether it did."""


def test_every_word_is_tried() -> None:
    assert set(ANSWERS) == set(WORDS)


@pytest.mark.parametrize("word", WORDS)
def test_it_behaves_as_its_word_says(word: str) -> None:
    handler, call = SandboxHandler({"late_seconds": 4 * SECONDS}), _call(word)
    assert (_say(handler.run(call)), _say(handler.ask(call))) == ANSWERS[word]
    is_done = word not in {"fail", "refuse", "hang"}
    assert handler.book == ({(call.id, False): 1} if is_done else {})


def test_what_is_late_comes() -> None:
    handler = SandboxHandler({"late_seconds": SECONDS})
    assert _say(handler.run(_call("late"))) == DONE


@pytest.mark.parametrize("words", ["refuse", ["sucseed"], [7], [[]], {"succeed": 1}, None])
def test_what_is_no_list_of_words_is_refused(words: object) -> None:
    handler = SandboxHandler({})
    assert _say(handler.run(replace(CALL, request={"sandbox": words}))) == ("failed", "no_such_word", True)
    assert handler.book == {}


@pytest.mark.parametrize("config", [{"late_seconds": -1}, {"late": 1}, {"book": 7}])
def test_a_configuration_that_is_wrong_is_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SandboxHandler(config)


def test_a_book_is_for_all(folder: Path) -> None:
    """Another worker of the machine finds what was done, and one whose configuration changed."""
    config = {"book": str(folder / "book")}
    first, second = SandboxHandler(config), SandboxHandler(config | {"late_seconds": 1})
    call = _call("vanish", "succeed")
    _say(first.run(call))
    again = replace(call, attempt=2)
    assert (_say(second.ask(again)), _say(second.run(again))) == (DONE, DONE)
    assert first.book == second.book == {(call.id, False): 1}
    undoing = _undoing(call)
    assert _say(second.undo(undoing)) == DONE
    assert list(first.book) == [(call.id, False), (undoing.id, True)]


def test_what_comes_late_is_refused(folder: Path) -> None:
    config = {"book": str(folder / "book")}
    slept, other = SandboxHandler(config), SandboxHandler(config)
    call, undone = _call("succeed"), _call("succeed")
    assert _say(other.ask(replace(call, attempt=2))) == NOT_DONE
    assert _say(other.undo(_undoing(undone))) == DONE
    assert [_say(slept.run(late)) for late in (call, undone)] == [("failed", "too_late", True)] * 2
    assert other.book == {}
