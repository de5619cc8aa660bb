"""From an HTTP request to `access.request`, and back."""

from __future__ import annotations

import math
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ValidationError

from api import body
from api.coalescing import Coalescer
from api.credentials import Credentials
from api.limits import RateLimit
from api.middleware import REPLAYED, REQUEST_ID
from api.openapi import MAX_KEY_LENGTH, Operation
from api.problems import ProblemError
from api.schemas import Input
from orchestrator.database import Call, Door
from orchestrator.errors import CODES
from orchestrator.settings import Settings

CREDENTIALS: web.AppKey[Credentials] = web.AppKey("credentials", Credentials)
COALESCER: web.AppKey[Coalescer] = web.AppKey("coalescer", Coalescer)
DOOR: web.AppKey[Door] = web.AppKey("door", Door)
RATE_LIMIT: web.AppKey[RateLimit] = web.AppKey("rate_limit", RateLimit)
SETTINGS: web.AppKey[Settings] = web.AppKey("settings", Settings)

_KEY = re.compile(rf"[!-~]{{1,{MAX_KEY_LENGTH}}}")


@dataclass(frozen=True)
class Request:
    """A request for an operation, read and validated."""

    http: web.Request
    operation: Operation
    params: Input
    credential: Mapping[str, Any]
    key: str | None = None
    text: str | None = None
    """The body as it came."""
    body: BaseModel | None = None

    @property
    def company_id(self) -> uuid.UUID | None:
        """The company that it names."""
        return getattr(self.params, "company_id", None) or getattr(self.body, "company_id", None)

    async def send(self, *, together: bool = False) -> web.Response:
        """Have the database do it, together with what else arrives if so said; what it answers is the response."""
        params = self.params.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"company_id"})
        sender = self.http.app[COALESCER if together else DOOR]
        answer = await sender.call(
            Call(
                credential=self.credential,
                operation=self.operation.name,
                company_id=self.company_id,
                params=params,
                body=self.text,
                key=self.key,
                request_id=self.http[REQUEST_ID],
                is_read=self.operation.is_read,
            )
        )
        headers = {REPLAYED: "true"} if answer.replayed else {}
        if answer.code:
            problem = ProblemError.of_refusal(answer)
            problem.headers = {**problem.headers, **headers}
            raise problem
        return web.Response(text=answer.body, content_type="application/json", headers=headers)


def serve(operation: Operation) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return the aiohttp handler of an operation."""

    async def handle(http: web.Request) -> web.StreamResponse:
        if operation.scope is None:
            return await operation.handler(Request(http, operation, operation.params(), {}))
        credential = await http.app[CREDENTIALS].read(http)
        _limit_rate(http.app[RATE_LIMIT], credential)
        params = read_params(http, operation)
        key = None if operation.is_read else read_key(http)
        text, parsed = await read_body(http, operation)
        return await operation.handler(Request(http, operation, params, credential, key, text, parsed))

    return handle


def read_params(http: web.Request, operation: Operation) -> Input:
    """Read the parameters of path and query."""
    query = http.query
    if len(query) > len(set(query)):
        raise ProblemError(400, "A query parameter is given twice")
    try:
        return operation.params.model_validate_strings({**query, **http.match_info})
    except ValidationError as exc:
        raise invalid(exc) from None


def read_key(http: web.Request) -> str | None:
    """Read the Idempotency-Key."""
    keys = http.headers.getall("Idempotency-Key", [])
    if not keys:
        return None
    if len(keys) > 1:
        raise ProblemError(400, "There are two Idempotency-Keys")
    if not _KEY.fullmatch(keys[0]):
        raise ProblemError(400, f"An Idempotency-Key is 1 to {MAX_KEY_LENGTH} printable ASCII characters, no spaces")
    return keys[0]


async def read_body(http: web.Request, operation: Operation) -> tuple[str | None, BaseModel | None]:
    """Read the body: as it came, and as what it is where the database leaves it to us to judge."""
    if operation.body is None or (operation.body_may_be_absent and not http.can_read_body):
        return None, None
    text = await body.read_text(http, http.app[SETTINGS].read_timeout)
    if operation.body_may_be_absent and not text:
        return None, None
    document = body.parse(text)
    if not isinstance(document, dict):
        raise ProblemError(400, "Validation error: The body is not an object", code="LG001")
    if operation.body_is_judged_by_database:
        return text, None
    try:
        return text, operation.body.model_validate_json(text)
    except ValidationError as exc:
        raise invalid(exc) from None


def invalid(exc: ValidationError) -> ProblemError:
    """Return how a request is answered that is not of the form it has to have, in the database's words and codes."""
    errors = []
    for error in exc.errors(include_url=False, include_context=False, include_input=False):
        name = ".".join(map(str, error["loc"]))
        match error["type"]:
            case "missing":
                code, detail = "LG001", f"Missing {name}"
            case "extra_forbidden":
                code, detail = "LG002", f"Unknown field {name}"
            case sqlstate if sqlstate in CODES:
                code, detail = sqlstate, f"{name} {error['msg']}"
            case _:
                code, detail = "LG001", f"Malformed {name}: {error['msg'].removeprefix('Value error, ')}"
        errors.append({"code": code, "field": name, "detail": detail})
    return ProblemError(400, f"Validation error: {errors[0]['detail']}", code=errors[0]["code"], errors=errors)


def _limit_rate(limit: RateLimit, credential: Mapping[str, Any]) -> None:
    if seconds := limit.wait(tuple(map(credential.get, ("key_hash", "issuer", "subject")))):
        raise ProblemError(429, "Too many requests of this credential", headers={"Retry-After": str(math.ceil(seconds))})
