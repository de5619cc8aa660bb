"""Who does outside steps: the contract of a handler, and where handlers are found.

A handler is a class in a module of its own, named by an entry point of the group `holdfast.handlers`. `chain.handlers` says
which names run on which class, with which configuration.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any, Literal, Protocol
from uuid import UUID

from orchestrator.errors import OperationError

GROUP = "holdfast.handlers"


@dataclass(frozen=True)
class Call:
    """What is to be done, or undone, outside.

    `id` is the same for every attempt: a counterparty that keeps to it does a thing once. An undoing has an id of its own;
    `undoes` is that of the thing, and `output` what it answered. `attempt` and `epoch` rise: the later one has the say.
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
    `is_final`: then nobody can be asked.
    """

    outcome: Literal["succeeded", "failed", "unknown"]
    output: dict[str, Any] = field(default_factory=dict)
    code: str | None = None
    detail: str | None = None
    is_final: bool = False


CANNOT_ASK = Answer("unknown", code="cannot_ask", detail="Nobody can be asked whether it was done", is_final=True)


class CompensationHandler(Protocol):
    """Does things outside, undoes them, and says whether they were done. Each may be called more than once for one call's id."""

    def __init__(self, config: dict[str, Any]) -> None:
        """Take the configuration of `chain.handlers`."""

    async def run(self, call: Call) -> Answer:
        """Do it."""

    async def undo(self, call: Call) -> Answer:
        """Undo it."""

    async def ask(self, call: Call) -> Answer:
        """Say whether it was done, or undone: `failed` means that it was not; `CANNOT_ASK` where nobody knows."""

    async def close(self) -> None:
        """Give up what is held open."""


def load(adapter: str, config: dict[str, Any]) -> CompensationHandler:
    """Make the handler that an entry point names."""
    for entry_point in entry_points(group=GROUP, name=adapter):
        handler: CompensationHandler = entry_point.load()(config)
        return handler
    raise OperationError(f"no handler of that name is installed: {adapter}")
