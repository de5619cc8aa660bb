"""Reads a request's body, and believes nothing: what passes means the same to Python, Postgres and whoever reads it later."""

from __future__ import annotations

import asyncio
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from operator import itemgetter
from typing import Any, NoReturn

from aiohttp import hdrs, web

from api.problems import ProblemError

MAX_DEPTH = 16
MAX_ITEMS = 1000
MAX_DIGITS = 100
"""Of a number in JSON: an amount is a string."""
MAX_EXPONENT = 20
"""Of a number in JSON: Postgres writes it out, with all its zeros."""
MAX_VALUES = 10_000
"""In all: who looks at each of them has other things to do."""

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, half a surrogate pair, and what turns the direction of writing, and so shows another text than there is."""


class _RefusedError(ValueError):
    """The body is JSON, but not such as is taken."""


async def read_text(request: web.Request, seconds: float) -> str:
    """Read the whole body, which must come within so many seconds."""
    if request.headers.getall(hdrs.CONTENT_ENCODING, []):
        raise ProblemError(415, "Content-Encoding is not supported: send the body as it is")
    if request.content_type != "application/json" or (request.charset or "utf-8").lower() not in {"utf-8", "utf8"}:
        raise ProblemError(415, "Content-Type must be application/json")
    if (request.content_length or 0) > request.client_max_size:
        raise _too_large(request)
    try:
        async with asyncio.timeout(None if request.content.is_eof() else seconds):
            content = await request.read()
    except TimeoutError:
        raise ProblemError(408, f"The body did not come whole within {seconds:g} s", headers={"Connection": "close"}) from None
    except web.HTTPRequestEntityTooLarge:
        raise _too_large(request) from None
    except web.RequestPayloadError:
        raise ProblemError(400, "The body is cut off") from None
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise ProblemError(400, "The body is not UTF-8") from None


def parse(text: str) -> Any:
    """Return the JSON that a body holds; raise where two readers could read it differently, or it is too deep or too long."""
    try:
        _check_text(text)
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_int=_number,
            parse_float=_number,
        )
        # A short text of few brackets can be neither too long nor too deep.
        if len(text) > MAX_ITEMS or text.count("[") + text.count("{") > MAX_DEPTH:
            _check_size(value)
        if "\\u" in text:
            _check_escaped(value)
    except RecursionError:
        raise ProblemError(400, f"The body is nested deeper than {MAX_DEPTH}") from None
    except _RefusedError as exc:
        raise ProblemError(400, str(exc)) from None
    except ValueError as exc:
        raise ProblemError(400, f"The body is not JSON: {exc}") from None
    return value


def _too_large(request: web.Request) -> ProblemError:
    return ProblemError(413, f"The body is longer than {request.client_max_size} bytes")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        twice, _ = max(Counter(name for name, _ in pairs).items(), key=itemgetter(1))
        raise _RefusedError(f"The body has a field twice: {twice!a}")
    return result


def _number(digits: str) -> float:
    if len(digits) > MAX_DIGITS:
        raise _RefusedError(f"The body has a number of more than {MAX_DIGITS} digits")
    if abs(int(digits.lower().partition("e")[2] or 0)) > MAX_EXPONENT:
        raise _RefusedError(f"The body has a number with an exponent above {MAX_EXPONENT}")
    return float(digits) if set(digits) & set(".eE") else int(digits)


def _refuse_constant(name: str) -> NoReturn:
    raise _RefusedError(f"The body is not JSON: {name} is no value")


def _check_text(text: str) -> None:
    if _UNFIT.search(text):
        raise _RefusedError(
            "The body has a character in it that is not for text: a control, a turn of direction, half a surrogate pair"
        )
    if not unicodedata.is_normalized("NFC", text):
        raise _RefusedError("The body has text in it that is not NFC: the same word could be written in two ways")


def _check_size(value: Any) -> None:
    level, depth, values = [value] if isinstance(value, list | dict) else [], 0, 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise _RefusedError(f"The body is nested deeper than {MAX_DEPTH}")
        values += sum(map(len, level))
        if values > MAX_VALUES:
            raise _RefusedError(f"The body has more than {MAX_VALUES} values")
        level = [item for container in level for item in _items(container) if isinstance(item, list | dict)]


def _check_escaped(value: Any) -> None:
    """Check what was written as an escape."""
    if isinstance(value, str):
        _check_text(value)
    for item in _items(value):
        _check_escaped(item)


def _items(value: Any) -> Iterator[Any]:
    """Yield what a value holds."""
    match value:
        case list():
            if len(value) > MAX_ITEMS:
                raise _RefusedError(f"The body has an array of more than {MAX_ITEMS} items")
            yield from value
        case dict():
            if len(value) > MAX_ITEMS:
                raise _RefusedError(f"The body has an object of more than {MAX_ITEMS} fields")
            yield from value
            yield from value.values()
