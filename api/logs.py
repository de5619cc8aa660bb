"""Logs: a line an event on stderr, as JSON or as text, whoever writes it.

Modules log as every library does, with `logging`, their fields in `extra`; structlog makes the lines.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from uuid import UUID

import aiohttp
import psycopg
import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, ExcInfo, Processor

from orchestrator.errors import OperationError
from orchestrator.settings import LogLevel, Settings

REQUESTS: ContextVar[Sequence[UUID]] = ContextVar("requests", default=())
"""The ids of the requests that are worked on: of one, or of those that went to the database together."""

_OURS = ("api", "orchestrator")
_FIRST = ("time", "level", "logger", "event", "request_id")
_FRAME = re.compile(r"^(?:PL/pgSQL|SQL) function .*", re.MULTILINE)
"""Of an error's CONTEXT, the lines that hold no values."""


def configure(settings: Settings) -> None:
    """Write whatever is logged, by libraries too, from the level on that is set."""
    is_terminal = sys.stderr.isatty()
    renderer: Processor = structlog.processors.JSONRenderer(default=str)
    if settings.log_format == "text" or (settings.log_format is None and is_terminal):
        # structlog's own choice of a traceback shows local variables.
        plain = structlog.dev.plain_traceback
        renderer = structlog.dev.ConsoleRenderer(
            colors=is_terminal, sort_keys=False, timestamp_key="time", exception_formatter=plain
        )
    handler = logging.StreamHandler()
    handler.setFormatter(
        ProcessorFormatter(
            processors=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
                structlog.processors.ExceptionRenderer(_trace),
                ProcessorFormatter.remove_processors_meta,
                _add_requests,
                renderer,
            ]
        )
    )
    _listen(handler, settings.log_level)


def _listen(handler: logging.Handler, level: LogLevel) -> None:
    """Let a handler have what is logged, and no other; the small talk of libraries is for `debug`."""
    handler.setLevel(level.upper())
    logging.basicConfig(level=max(handler.level, logging.WARNING), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in _OURS if level != "debug" else ("", *_OURS, "psycopg"):
        logging.getLogger(name).setLevel(handler.level)


def describe(exc: BaseException) -> str:
    """Name an error, with such words of it as repeat nothing of a request, of a row, or of a URL's query."""
    match exc:
        case psycopg.Error():
            message = f"{exc.sqlstate or ''} {exc.diag.message_primary or ''}".strip()
            words = "\n".join([message, *_FRAME.findall(exc.diag.context or "")])
        case aiohttp.ClientResponseError():
            words = f"{exc.status} {exc.message}"
        case OperationError() | OSError():
            words = str(exc)
        case _:
            words = ""
    return f"{type(exc).__name__}: {words}".rstrip(": \n")


def _add_requests(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Say which request a line belongs to, if it does not itself; and what every line has comes first."""
    match REQUESTS.get():
        case [request_id]:
            event.setdefault("request_id", str(request_id))
        case [_, *_] as several:
            event["request_ids"] = [str(request_id) for request_id in several]
    return {name: event[name] for name in (*_FIRST, *event) if name in event}


def _trace(exc_info: ExcInfo) -> str:
    """Write how an error came about: where, and which error, the first cause first."""
    return "\n".join(f"{''.join(traceback.format_tb(exc.__traceback__))}{describe(exc)}" for exc in [*_causes(exc_info[1])][::-1])


def _causes(exc: BaseException | None) -> Iterator[BaseException]:
    while exc:
        yield exc
        exc = exc.__cause__ or (None if exc.__suppress_context__ else exc.__context__)
