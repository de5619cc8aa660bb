"""Problems (RFC 9457): how everything that is not a success is answered."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from orchestrator.database import Answer
from orchestrator.errors import CODES, INTERNAL, PRIVATE_CLASSES, ErrorCode, FaultError, HoldfastError

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER = {"Retry-After": "1"}


class Violation(BaseModel):
    """One thing that is wrong with a request."""

    model_config = ConfigDict(extra="allow")

    code: str | None = None
    field: str | None = None
    detail: str | None = None


class Problem(BaseModel):
    """A refusal or a fault, as in RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: uuid.UUID
    code: str | None = None
    errors: list[Violation] | None = None


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        code: str | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.code = code
        self.errors = errors
        self.headers = headers or {}

    @classmethod
    def of(cls, exc: HoldfastError | FaultError) -> ProblemError:
        """Return how an error of the database is answered; the error is its cause."""
        if isinstance(exc, HoldfastError):
            problem = cls._of_code(exc.code, exc.detail, exc.errors)
        else:
            problem = cls._of_code(exc.code, exc.code.title)
        problem.__cause__ = exc
        return problem

    @classmethod
    def of_refusal(cls, answer: Answer) -> ProblemError:
        """Return how a refusal is answered that came as a value."""
        body = json.loads(answer.body)
        return cls.of(HoldfastError(CODES.get(answer.code or "", INTERNAL), body["detail"], errors=body.get("errors") or ()))

    @classmethod
    def _of_code(cls, code: ErrorCode, detail: str, errors: Sequence[Mapping[str, Any]] = ()) -> ProblemError:
        """A fault of ours says nothing of the inside, and a bad credential not what is bad about it."""
        public = code.sqlstate if code.sqlstate[:2] in PRIVATE_CLASSES else code.name
        match code.status:
            case 500:
                return cls(500, INTERNAL.title, code=public)
            case 503:
                return cls(503, detail, code=code.name, headers=RETRY_AFTER)
            case 401:
                return cls(401, code.title, code=code.sqlstate, headers={"WWW-Authenticate": "Bearer"})
            case 409 if code.name == "key_in_flight":
                return cls(409, detail, code=code.sqlstate, headers=RETRY_AFTER)
            case _:
                return cls(code.status, detail, code=public, errors=errors)


def unauthenticated() -> ProblemError:
    """Return the one answer to every credential that is missing or bad."""
    code = CODES["ZA001"]
    return ProblemError.of(HoldfastError(code, code.title))


def respond(problem: ProblemError, instance: str, request_id: uuid.UUID) -> web.Response:
    """Return the response that says what the problem is; `instance` is the path."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "instance": instance,
        "request_id": str(request_id),
    }
    if problem.code and problem.status != INTERNAL.status:  # which is for the log alone
        document["code"] = problem.code
    if problem.errors:
        document["errors"] = list(problem.errors)
    return web.Response(
        status=problem.status, text=json.dumps(document, ensure_ascii=False), content_type=CONTENT_TYPE, headers=problem.headers
    )
