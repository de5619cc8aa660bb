"""What handlers make of answers: done, not done, or nobody knows."""

from __future__ import annotations

import asyncio
import json
import socket
import uuid
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import ValidationError
from standardwebhooks import Webhook

from orchestrator.errors import OperationError
from orchestrator.handlers import Answer, Call, Handlers, as_kept, load
from orchestrator.handlers.http import HttpHandler
from tests.py.shop import SECRET
from tests.py.workers import unfit_answers

LONG = 1000
Respond = Callable[[web.Request], Awaitable[web.Response]]
CALL = Call(
    id=uuid.uuid4(),
    undoes=None,
    company_id=uuid.uuid4(),
    chain_id=uuid.uuid4(),
    step="ship",
    is_undoing=False,
    request={"parcel": 7},
    output=None,
    attempt=2,
    epoch=1,
)


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_SECRET", SECRET)


@asynccontextmanager
async def _served(respond: Respond, *, can_be_asked: bool = True) -> Any:
    app = web.Application()
    app.router.add_route("*", "/do", respond)
    async with TestServer(app) as server:
        url = str(server.make_url("/do"))
        handler = HttpHandler({"url": url, "secret_env": "SHOP_SECRET", **({"status_url": url} if can_be_asked else {})})
        try:
            yield handler
        finally:
            await handler.close()


def _answer(respond: Respond, *, ask: bool = False, can_be_asked: bool = True) -> Answer:
    async def run() -> Answer:
        async with _served(respond, can_be_asked=can_be_asked) as handler:
            answer: Answer = await (handler.ask(CALL) if ask else handler.run(CALL))
            return answer

    return asyncio.run(run())


def _says(status: int, body: str = "{}") -> Respond:
    async def respond(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, headers={"Location": "/do"} if status in {302, 307} else {})

    return respond


@pytest.mark.parametrize(
    ("status", "body", "outcome", "code", "is_final"),
    [
        (200, '{"parcel": 7}', "succeeded", None, False),
        (204, "", "succeeded", None, False),
        (200, "[]", "unknown", "no_object", False),
        (200, "thanks", "unknown", "no_object", False),
        (200, "x" * 70_000, "unknown", "no_answer", False),
        (302, "{}", "unknown", "http_302", False),
        (307, "{}", "unknown", "http_307", False),
        (400, "{}", "failed", "http_400", True),
        (404, "{}", "failed", "http_404", True),
        (408, "{}", "unknown", "http_408", False),
        (409, "{}", "unknown", "http_409", False),
        (422, '{"error": "no stock"}', "failed", "http_422", True),
        (429, "{}", "failed", "http_429", False),
        (500, "{}", "unknown", "http_500", False),
        (502, "{}", "unknown", "http_502", False),
        (503, "{}", "failed", "http_503", False),
        (504, "{}", "unknown", "http_504", False),
    ],
)
def test_an_answer_to_a_request(status: int, body: str, outcome: str, code: str | None, is_final: bool) -> None:
    answer = _answer(_says(status, body))
    assert (answer.outcome, answer.code, answer.is_final) == (outcome, code, is_final)


@pytest.mark.parametrize(
    ("status", "body", "outcome", "code"),
    [
        (200, '{"outcome": "succeeded", "output": {"parcel": 7}}', "succeeded", None),
        (200, '{"outcome": "failed", "code": "no_stock"}', "failed", "no_stock"),
        (200, '{"outcome": "perhaps"}', "unknown", "http_200"),
        (200, "[]", "unknown", "no_answer"),
        (302, "{}", "unknown", "http_302"),
        (404, "", "failed", "not_done"),
        (500, "{}", "unknown", "http_500"),
    ],
)
def test_an_answer_to_a_question(status: int, body: str, outcome: str, code: str | None) -> None:
    answer = _answer(_says(status, body), ask=True)
    assert (answer.outcome, answer.code) == (outcome, code)


@pytest.mark.parametrize("answer", unfit_answers())
def test_an_answer_that_cannot_be_kept_says_nothing(answer: Any) -> None:
    kept = as_kept(answer)
    assert (kept.outcome, kept.code, kept.output, kept.is_final) == ("unknown", "unfit_answer", {}, False)
    assert 0 < len(kept.detail or "") <= LONG


def test_an_answer_that_can_be_kept_is() -> None:
    answer = Answer("failed", {"a": [r"\u0000", {"b": 1.5, "c": None}], "é": "\n"}, "no_stock", "sold", is_final=True)
    assert as_kept(answer) == answer
    assert as_kept(Answer("failed", detail="\0\ud800" + LONG * "x")).detail == ("??" + LONG * "x")[:LONG]


@pytest.mark.parametrize("body", ['{"outcome": "succeeded", "output": %s}', '{"outcome": "failed", "code": %s}'])
@pytest.mark.parametrize("value", ['["\\u0000"]', "[]", "7", r'"\u0000"', "NaN", r'"\ud800"'])
def test_an_answer_to_a_question_that_cannot_be_kept_says_nothing(body: str, value: str) -> None:
    assert as_kept(_answer(_says(200, body % value), ask=True)).code == "unfit_answer"


def test_who_has_no_status_cannot_be_asked() -> None:
    answer = _answer(_says(200), ask=True, can_be_asked=False)
    assert (answer.outcome, answer.is_final) == ("unknown", True)


def test_requests_are_signed_and_keep_their_key() -> None:
    seen: list[tuple[str, str | None, Any]] = []

    async def respond(request: web.Request) -> web.Response:
        body = await request.text()
        if body:
            Webhook(SECRET).verify(body, dict(request.headers))
        seen.append((request.method, request.headers.get("Idempotency-Key"), json.loads(body) if body else request.query["id"]))
        assert request.headers["webhook-id"] == f"{CALL.id}.{CALL.attempt}"
        return web.json_response({"outcome": "succeeded"})

    async def run() -> None:
        async with _served(respond) as handler:
            await handler.run(CALL)
            await handler.undo(CALL)
            await handler.ask(CALL)

    asyncio.run(run())
    told = json.loads(json.dumps(vars(CALL), default=str))
    assert seen == [("POST", str(CALL.id), told), ("POST", str(CALL.id), told), ("GET", None, str(CALL.id))]


def test_what_nobody_listens_to_was_not_done() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/do"

        async def run() -> Answer:
            handler = HttpHandler({"url": url, "secret_env": "SHOP_SECRET"})
            try:
                return await handler.run(CALL)
            finally:
                await handler.close()

        assert asyncio.run(run()).outcome == "failed"


def test_who_hangs_up_may_have_done_it() -> None:
    async def respond(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    assert _answer(respond).outcome == "unknown"


@pytest.mark.parametrize("config", [{}, {"url": "ftp://shop"}, {"url": "http://shop", "secret_env": "X", "secret": "no"}])
def test_a_configuration_that_is_wrong_is_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        load("http", config)


def test_a_secret_that_is_not_there_is_missed() -> None:
    with pytest.raises(OperationError, match="NO_SUCH_SECRET"):
        load("http", {"url": "http://shop", "secret_env": "NO_SUCH_SECRET"})


def test_a_handler_that_is_not_installed_is_missed() -> None:
    with pytest.raises(OperationError, match="pigeon"):
        load("pigeon", {})
    assert Handlers({}).names == []
