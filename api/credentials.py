"""Who asks: an API key or a token, both as `Authorization: Bearer`."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp
import jwt
from aiohttp import hdrs, web

from api.logs import describe
from api.problems import ProblemError, unauthenticated
from orchestrator.errors import UNAVAILABLE, FaultError, OperationError
from orchestrator.settings import Settings

LEEWAY_SECONDS = 5
REFRESH_SECONDS = 60
"""How often, at most, the issuer's keys are read again."""
FETCH_SECONDS = 5

_log = logging.getLogger(__name__)
_BEARER = re.compile(r"Bearer +([\x21-\x7e]+)", re.IGNORECASE)
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
"""What Postgres has no text for."""
_CLAIMS = ["exp", "iat", "aud", "iss", "sub"]
_BAD_TOKEN = (jwt.PyJWTError, ValueError, TypeError, OverflowError)
"""PyJWT lets some claims that are no claims at all through as Python's own errors."""


class Credentials:
    """Reads a request's credential, and verifies it as far as that can be done without the database."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keys = _IssuersKeys(settings.jwt_jwks) if settings.jwt_jwks else None

    async def read(self, request: web.Request) -> Mapping[str, Any]:
        """Return the credential as `access.request` takes it; whatever is wrong with it, the answer is the same."""
        headers = request.headers.getall(hdrs.AUTHORIZATION, [])
        bearer = _BEARER.fullmatch(headers[0]) if len(headers) == 1 else None
        if bearer is None:
            raise unauthenticated()
        secret = bearer[1]
        if self._keys and secret.count(".") == 2:
            try:
                return await self._verify(secret, self._keys)
            except _BAD_TOKEN:
                raise unauthenticated() from None
        return {"key_hash": hashlib.sha256(secret.encode()).hexdigest()}

    async def _verify(self, token: str, keys: _IssuersKeys) -> Mapping[str, Any]:
        settings = self._settings
        key = await keys.find(jwt.get_unverified_header(token).get("kid"))
        claims = jwt.decode(
            token,
            key,
            algorithms=list(settings.jwt_algorithms),
            audience=settings.jwt_audience,
            issuer=settings.jwt_issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": _CLAIMS, "enforce_minimum_key_length": True},
        )
        if claims["exp"] - claims["iat"] > settings.jwt_max_lifetime:
            raise jwt.InvalidTokenError
        scope = claims.get("scope")
        if not isinstance(scope, str | None) or not claims["sub"] or _NO_TEXT.search(claims["sub"] + (scope or "")):
            raise jwt.InvalidTokenError
        return {"issuer": claims["iss"], "subject": claims["sub"], "scopes": None if scope is None else scope.split()}


class _IssuersKeys:
    """A JWKS, kept, and read again when a token names a key that is not in it."""

    def __init__(self, source: str) -> None:
        """`source` is the path of a file, or an https URL."""
        if "://" in source and not source.startswith("https://"):
            raise OperationError("HOLDFAST_JWT_JWKS is a file or an https URL")
        self._source = source
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    async def find(self, name: object) -> jwt.PyJWK:
        """Return the key of that id."""
        if not isinstance(name, str):
            raise jwt.InvalidKeyError
        if name not in self._keys:
            async with self._reading:
                if time.monotonic() - self._read_at >= REFRESH_SECONDS:
                    await self._refresh()
        if not self._keys:
            raise ProblemError.of(FaultError(UNAVAILABLE))
        if name not in self._keys:
            raise jwt.InvalidKeyError
        return self._keys[name]

    async def _refresh(self) -> None:
        """Read the keys; where they cannot be read, those that are known stay."""
        self._read_at = time.monotonic()
        try:
            self._keys = _usable(await self._read())
        except (OSError, ValueError, aiohttp.ClientError, jwt.PyJWTError) as exc:
            _log.warning("the issuer's keys cannot be read", extra={"error": describe(exc)})

    async def _read(self) -> Any:
        if not self._source.startswith("https://"):
            return json.loads(await asyncio.to_thread(Path(self._source).read_text, encoding="utf-8"))
        timeout = aiohttp.ClientTimeout(total=FETCH_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=timeout, raise_for_status=True) as session,
            session.get(self._source, allow_redirects=False) as response,
        ):
            return json.loads(await response.text())


def _usable(document: Any) -> Mapping[str, jwt.PyJWK]:
    """Return the public keys of a JWKS by id: a shared secret in it is none of ours to use."""
    keys = jwt.PyJWKSet.from_dict(document)
    return {key.key_id: key for key in keys if key.key_id and key.key_type != "oct"}
