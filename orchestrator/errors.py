"""Errors: what the database refuses, what an operator can put right, and the one map from SQLSTATE to problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

PRIVATE_CLASSES = frozenset({"LG", "LN", "SG", "IB", "WL", "RL", "ZA"})
"""SQLSTATE classes that only Holdfast's own functions raise."""


class OperationError(Exception):
    """What an operator can put right: reported as one line, without a traceback."""


@dataclass(frozen=True)
class ErrorCode:
    """One refusal: its SQLSTATE in the database, its name and HTTP status outside."""

    sqlstate: str
    name: str
    status: int
    title: str


CODES: Mapping[str, ErrorCode] = {}
"""Every private SQLSTATE; `docs/errors.md` and the SQL list the same."""


class HoldfastError(Exception):
    """A refusal by the database, with its code and the text meant for the caller."""

    def __init__(
        self,
        code: ErrorCode,
        detail: str,
        hint: str | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.hint = hint
        self.errors = tuple(errors)


def translate(exc: psycopg.Error) -> HoldfastError | None:
    """Return the refusal that the database raised, or None where the error is not one of ours.

    A private SQLSTATE that the map does not list is our own mistake, and answered as one.
    """
    sqlstate = exc.sqlstate or ""
    if sqlstate[:2] not in PRIVATE_CLASSES:
        return None
    code = CODES.get(sqlstate) or ErrorCode(sqlstate, "unlisted", 500, "Unlisted error")
    return HoldfastError(code, exc.diag.message_primary or code.title, exc.diag.message_hint)
