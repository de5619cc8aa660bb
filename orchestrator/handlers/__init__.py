"""Who does outside steps: the contract of a handler, and where handlers are found.

A handler is a class in a module of its own, named by an entry point of the group `holdfast.handlers`. `chain.handlers` says
which names run on which class, with which configuration.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Annotated, Any, Literal, Protocol
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from orchestrator.database import HandlerRow
from orchestrator.errors import OperationError

GROUP = "holdfast.handlers"
_CODE_LIMIT = 100
_DETAIL_LIMIT = 1000
_OUTPUT_LIMIT = 1024 * 1024
_DEPTH_LIMIT = 100
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Call:
    """What is to be done, or undone, outside.

    `id` is the same for every attempt: a counterparty that keeps to it does a thing once. An undoing has an id of its own;
    `undoes` is that of the thing, and `output` what it answered. `attempt` of a call and `epoch` of a step rise: the later one
    has the say.
    """

    id: UUID
    undoes: UUID | None
    company_id: UUID
    chain_id: UUID
    step: str
    is_undoing: bool
    request: dict[str, Any]
    output: dict[str, Any] | None
    attempt: int
    epoch: int


@dataclass(frozen=True)
class Answer:
    """What became of it.

    `failed`: it was not done. It is tried again, unless `is_final`. `unknown`: it may have been done. It is asked about, unless
    `is_final`: then nobody can be asked. An answer that the database cannot keep (see `as_kept`) is `unknown` too.
    """

    outcome: Literal["succeeded", "failed", "unknown"]
    output: dict[str, Any] = field(default_factory=dict)
    code: str | None = None
    detail: str | None = None
    is_final: bool = False


CANNOT_ASK = Answer("unknown", code="cannot_ask", detail="Nobody can be asked whether it was done", is_final=True)


def as_kept(answer: object) -> Answer:
    """Return an answer as the database keeps it: no NUL, NaN or lone surrogate, an object for output, nothing too long.

    One that cannot be kept says nothing of what was done. Of `detail`, words for people, what can be kept is.
    """
    try:
        return Answer(**vars(_Kept.model_validate(answer)))
    except ValidationError as exc:
        faults = (": ".join(map(str, (*error["loc"], error["msg"]))) for error in exc.errors(include_context=False))
        return Answer("unknown", code="unfit_answer", detail="; ".join(faults)[:_DETAIL_LIMIT])


def _plain(text: str) -> str:
    if "\0" in text:
        raise ValueError("it has a NUL")
    return text


def _words(text: object) -> object:
    return text.encode(errors="replace").decode().replace("\0", "?")[:_DETAIL_LIMIT] if isinstance(text, str) else text


def _said_in_json(output: dict[str, Any]) -> dict[str, Any]:
    try:
        said = json.dumps(output, allow_nan=False, ensure_ascii=False)
        if len(said.encode()) > _OUTPUT_LIMIT or _depth(output) > _DEPTH_LIMIT:
            raise ValueError("it is too long or too deep")
    except (TypeError, RecursionError) as exc:
        raise ValueError(repr(exc)) from exc
    if "\\u0000" in said.replace(r"\\", ""):
        raise ValueError("it has a NUL")
    copy: dict[str, Any] = json.loads(said)
    return copy


def _depth(value: object) -> int:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return 1 + max(map(_depth, items), default=0)


class _Kept(BaseModel):
    """An answer that can be kept."""

    model_config = ConfigDict(strict=True, from_attributes=True)

    outcome: Literal["succeeded", "failed", "unknown"]
    output: Annotated[dict[str, Any], AfterValidator(_said_in_json)]
    code: Annotated[str, Field(max_length=_CODE_LIMIT), AfterValidator(_plain)] | None
    detail: Annotated[str, BeforeValidator(_words)] | None
    is_final: bool


class CompensationHandler(Protocol):
    """Does things outside, undoes them, and says whether they were done. Each may be called more than once for one call's id."""

    def __init__(self, config: dict[str, Any]) -> None:
        """Take the configuration of `chain.handlers`."""

    async def run(self, call: Call) -> Answer:
        """Do it."""

    async def undo(self, call: Call) -> Answer:
        """Undo `call.undoes`. Was that never done, it succeeds all the same, and sees to it that it never will be."""

    async def ask(self, call: Call) -> Answer:
        """Say whether it was done, or undone; `CANNOT_ASK` where nobody knows.

        `failed` means that it was not, nor will be by an earlier attempt: one of a worker that slept may still be on its way.
        """

    async def close(self) -> None:
        """Give up what is held open."""


class Handlers:
    """The handlers of one process, by the names that steps give."""

    def __init__(self, given: Mapping[str, CompensationHandler]) -> None:
        self._made = dict(given)
        self._given = set(given)
        self._rows: dict[str, HandlerRow] = {}
        self._replaced: list[CompensationHandler] = []

    def __getitem__(self, name: str) -> CompensationHandler:
        return self._made[name]

    @property
    def names(self) -> list[str]:
        """Those that can be asked."""
        return list(self._made)

    def timeout_of(self, name: str) -> float | None:
        """Return the seconds that one call may take."""
        return self._rows[name].timeout_seconds if name in self._rows else None

    def learn(self, rows: Iterable[HandlerRow]) -> None:
        """Make those that are new or changed. One that cannot be made is left to processes that can."""
        for row in rows:
            before, self._rows[row.handler] = self._rows.get(row.handler), row
            if row.handler in self._given or (before and (before.adapter, before.config) == (row.adapter, row.config)):
                continue
            if row.handler in self._made:
                self._replaced.append(self._made.pop(row.handler))
            try:
                self._made[row.handler] = load(row.adapter, row.config)
            except Exception as exc:  # noqa: BLE001 - a handler of anybody's
                _log.warning("handler %s is not run here: %s", row.handler, exc)

    async def close(self) -> None:
        """Close all; those that were replaced may have had calls to end."""
        for handler in (*self._made.values(), *self._replaced):
            await handler.close()


def load(adapter: str, config: dict[str, Any]) -> CompensationHandler:
    """Make the handler that an entry point names."""
    for entry_point in entry_points(group=GROUP, name=adapter):
        handler: CompensationHandler = entry_point.load()(config)
        return handler
    raise OperationError(f"no handler of that name is installed: {adapter}")
