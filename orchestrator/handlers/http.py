"""The handler of services that speak HTTP: signed requests, and an answer that says what became of them."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

import aiohttp
from pydantic import BaseModel, ConfigDict, Field
from standardwebhooks import Webhook

from orchestrator.errors import OperationError
from orchestrator.handlers import CANNOT_ASK, Answer, Call

_CONNECT_SECONDS = 5
_NOT_DONE = {HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_NOT_KNOWN = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT}
"""Another request of the same key may be at it."""
_BODY_LIMIT = 64 * 1024


class _Config(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: str = Field(pattern="^https?://")
    status_url: str | None = Field(default=None, pattern="^https?://")
    secret_env: str
    """The environment variable that has the secret, `whsec_` and base64."""


class HttpHandler:
    """POSTs what is to be done or undone to `url`, signed as Standard Webhooks says, with the call's id as its Idempotency-Key.

    2xx: done, the body's JSON object is the output. 425, 429, 503, or no connection: not done, and tried again. Another 4xx: not
    done, and never will be. All else, 408 and 409 too, may have been done: it is asked for at `status_url`, with `?id=&attempt=`,
    where 404 means that it was not, and will not be for an earlier attempt that is still on its way; 200 has
    {"outcome", "output"?, "code"?}. It follows no redirect.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = _Config.model_validate(config)
        secret = os.environ.get(self._config.secret_env)
        if not secret:
            raise OperationError(f"{self._config.secret_env} is not set: it is to have the secret of {self._config.url}")
        self._webhook = Webhook(secret)
        self._session: aiohttp.ClientSession | None = None

    async def run(self, call: Call) -> Answer:
        """Ask for it."""
        return await self._post(call)

    async def undo(self, call: Call) -> Answer:
        """Ask for its undoing."""
        return await self._post(call)

    async def ask(self, call: Call) -> Answer:
        """Ask whether it was done."""
        url = self._config.status_url
        if url is None:
            return CANNOT_ASK
        try:
            async with self._open().get(
                url,
                params={"id": str(call.id), "attempt": str(call.attempt)},
                headers=self._sign(call, ""),
                allow_redirects=False,
            ) as response:
                if response.status == HTTPStatus.NOT_FOUND:
                    return Answer("failed", code="not_done")
                said = _object(await _read(response)) if response.status == HTTPStatus.OK else {}
        except (aiohttp.ClientError, TimeoutError, ValueError) as exc:
            return Answer("unknown", code="no_answer", detail=repr(exc))
        if said.get("outcome") not in {"succeeded", "failed"}:
            return Answer("unknown", code=f"http_{response.status}")
        return Answer(said["outcome"], output={} if said.get("output") is None else said["output"], code=said.get("code"))

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, call: Call) -> Answer:
        body = json.dumps(asdict(call), default=str)
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(call.id), **self._sign(call, body)}
        try:
            async with self._open().post(self._config.url, data=body, headers=headers, allow_redirects=False) as response:
                said = await _read(response)
        except aiohttp.ClientConnectorError as exc:
            return Answer("failed", code="unreachable", detail=repr(exc))
        except (aiohttp.ClientError, TimeoutError, ValueError) as exc:
            return Answer("unknown", code="no_answer", detail=repr(exc))
        return _answer(response.status, said)

    def _sign(self, call: Call, body: str) -> dict[str, str]:
        now = dt.datetime.now(dt.UTC)
        message = f"{call.id}.{call.attempt}"
        return {
            "webhook-id": message,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._webhook.sign(message, now, body),
        }

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS))
        return self._session


def _answer(status: int, body: bytes) -> Answer:
    code = f"http_{status}"
    if status in _NOT_DONE:
        return Answer("failed", code=code)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _NOT_KNOWN:
        return Answer("failed", code=code, detail=body.decode(errors="replace"), is_final=True)
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Answer("unknown", code=code)
    try:
        return Answer("succeeded", output=_object(body))
    except ValueError as exc:
        return Answer("unknown", code="no_object", detail=repr(exc))


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """Return what a response has; raise ValueError where that is too long."""
    body = await response.content.read(_BODY_LIMIT + 1)
    while len(body) <= _BODY_LIMIT and (more := await response.content.read(_BODY_LIMIT + 1)):
        body += more
    if len(body) > _BODY_LIMIT:
        raise ValueError("the answer is too long")
    return body


def _object(body: bytes) -> dict[str, Any]:
    said = json.loads(body or b"{}")
    if not isinstance(said, dict):
        raise ValueError("the answer is no object")  # noqa: TRY004 - of the other side's making
    return said
