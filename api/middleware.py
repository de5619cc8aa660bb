"""What every request goes through: an id, the metrics, its line in the log, and one form for everything that is not a success."""

from __future__ import annotations

import contextlib
import logging
import secrets
import time
import uuid

from aiohttp import web
from aiohttp.typedefs import Handler

from api.logs import REQUESTS
from api.metrics import Metrics
from api.problems import ProblemError, respond
from orchestrator.errors import INTERNAL, FaultError, HoldfastError

METRICS: web.AppKey[Metrics] = web.AppKey("metrics", Metrics)
REQUEST_ID: web.RequestKey[uuid.UUID] = web.RequestKey("request_id", uuid.UUID)
PROBLEM: web.RequestKey[ProblemError] = web.RequestKey("problem", ProblemError)
REPLAYED = "Idempotency-Replayed"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "Server": "holdfast",
    "X-Content-Type-Options": "nosniff",
}

_log = logging.getLogger(__name__)


@web.middleware
async def identify(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request an id, the client's where it sent one, and every response the headers that it has to have."""
    request_id = read_request_id(request.headers.get("X-Request-Id"))
    request[REQUEST_ID] = request_id
    working = REQUESTS.set((request_id,))
    try:
        response = await handler(request)
    finally:
        REQUESTS.reset(working)
    response.headers["X-Request-Id"] = str(request_id)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


@web.middleware
async def measure(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count the request, and what it asked for; log it."""
    start = time.perf_counter()
    response = await handler(request)
    seconds = time.perf_counter() - start
    metrics = request.app[METRICS]
    resource = request.match_info.route.resource
    route = resource.canonical if resource else "none"
    metrics.observe(request.method, route, response.status, seconds)
    _log_request(request, route, response.status, seconds)
    if REPLAYED not in response.headers:
        match request.match_info.route.name:
            case "create_atomic_transaction":
                metrics.observe_transaction(response.status, seconds)
            case "rollback_atomic_transaction":
                metrics.observe_rollback(response.status)
    return response


@web.middleware
async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer whatever goes wrong with a problem."""
    try:
        return await handler(request)
    except ProblemError as exc:
        problem = exc
    except (HoldfastError, FaultError) as exc:
        problem = ProblemError.of(exc)
    except web.HTTPException as exc:
        headers = {name: exc.headers[name] for name in ("Allow",) if name in exc.headers}
        problem = ProblemError(exc.status, exc.reason, headers=headers)
    except Exception as exc:  # noqa: BLE001  # logged, and nothing of it is said
        problem = ProblemError(INTERNAL.status, INTERNAL.title, code=INTERNAL.name)
        problem.__cause__ = exc
    request[PROBLEM] = problem
    return respond(problem, request.rel_url.raw_path, request[REQUEST_ID])


def _log_request(request: web.Request, route: str, status: int, seconds: float) -> None:
    """Write a line, a warning where the service could not serve, and an error with its cause where it failed."""
    level = logging.INFO if status < 500 else logging.WARNING if status != INTERNAL.status else logging.ERROR
    if not _log.isEnabledFor(level):
        return
    problem = request.get(PROBLEM)
    fields = {
        "method": request.method,
        "route": route,
        "operation": request.match_info.route.name,
        "status": status,
        "code": problem and problem.code,
        "seconds": round(seconds, 6),
    }
    known = {name: value for name, value in fields.items() if value is not None}
    _log.log(level, "request", exc_info=problem.__cause__ if problem and level == logging.ERROR else None, extra=known)


def read_request_id(text: str | None) -> uuid.UUID:
    """Return the client's id of a request if it is a uuid, else a new one: version 7, RFC 9562."""
    if text is not None:
        with contextlib.suppress(ValueError):
            return uuid.UUID(text)
    milliseconds = time.time_ns() // 1_000_000
    return uuid.UUID(int=milliseconds << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62))
