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

_NOT_DONE = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_BODY_LIMIT = 64 * 1024


class _Config(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: str = Field(pattern="^https?://")
    status_url: str | None = Field(default=None, pattern="^https?://")
    secret_env: str
    """The environment variable that has the secret, `whsec_` and base64."""
    timeout: float = Field(default=10, gt=0)


class HttpHandler:
    """POSTs what is to be done or undone to `url`, signed as Standard Webhooks says, with the call's id as its Idempotency-Key.

    2xx: done, the body's JSON object is the output. 429, 503, or no connection: not done, and tried again. Another 4xx: not done,
    and never will be. All else may have been done: it is asked for at `status_url`, with `?id=&attempt=`, where 404 means that it
    was not, and will not be for an earlier attempt that is still on its way; 200 has {"outcome", "output"?}.
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
        if self._config.status_url is None:
            return CANNOT_ASK
        try:
            async with self._open().get(
                self._config.status_url, params={"id": str(call.id), "attempt": str(call.attempt)}
            ) as response:
                if response.status == HTTPStatus.NOT_FOUND:
                    return Answer("failed", code="not_done")
                if response.status == HTTPStatus.OK:
                    said = await _read(response)
                    if said.get("outcome") in {"succeeded", "failed"}:
                        return Answer(said["outcome"], output=said.get("output") or {}, code=said.get("code"))
                return Answer("unknown", code=f"http_{response.status}")
        except (aiohttp.ClientError, TimeoutError, ValueError) as exc:
            return Answer("unknown", code="unreachable", detail=repr(exc))

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, call: Call) -> Answer:
        body = json.dumps(asdict(call), default=str)
        now = dt.datetime.now(dt.UTC)
        message = f"{call.id}.{call.attempt}"
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": str(call.id),
            "webhook-id": message,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._webhook.sign(message, now, body),
        }
        try:
            async with self._open().post(self._config.url, data=body, headers=headers, allow_redirects=False) as response:
                status = response.status
                if status in _NOT_DONE:
                    return Answer("failed", code=f"http_{status}")
                if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    return Answer("failed", code=f"http_{status}", detail=(await response.text())[:1000], is_final=True)
                if status >= HTTPStatus.MULTIPLE_CHOICES:
                    return Answer("unknown", code=f"http_{status}")
                return Answer("succeeded", output=await _read(response))
        except aiohttp.ClientConnectorError as exc:
            return Answer("failed", code="unreachable", detail=repr(exc))
        except (aiohttp.ClientError, TimeoutError, ValueError) as exc:
            return Answer("unknown", code="no_answer", detail=repr(exc))

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._config.timeout))
        return self._session


async def _read(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """Return the object that a response has; raise ValueError where it has none, or one that is too large."""
    body = b""
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > _BODY_LIMIT:
            raise ValueError("the answer is too large")
    said = json.loads(body or b"{}")
    if not isinstance(said, dict):
        raise ValueError("the answer is no object")  # noqa: TRY004 - of the other side's making
    return said
