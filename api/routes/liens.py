"""Liens: what is held is captured, in parts, or released."""

from __future__ import annotations

from aiohttp import web

from api import schemas
from api.calls import Request
from api.openapi import Operations

routes = Operations()
_PATH = "/api/v1/liens/{id}"


@routes.op(
    "POST",
    f"{_PATH}/capture",
    operation="capture_lien",
    scope="ledger:write",
    params=schemas.ById,
    body=schemas.Capture,
    answer=schemas.Lien,
)
async def capture(request: Request) -> web.Response:
    """Move what is held, or a part of it, to another account; release the rest unless it is to be kept."""
    return await request.send()


@routes.op(
    "POST",
    f"{_PATH}/release",
    operation="release_lien",
    scope="ledger:write",
    params=schemas.ById,
    body=schemas.Release,
    body_may_be_absent=True,
    answer=schemas.Lien,
)
async def release(request: Request) -> web.Response:
    """Let go of what is held, or of a part of it."""
    return await request.send()


@routes.op(
    "POST",
    f"{_PATH}/extend",
    operation="extend_lien",
    scope="ledger:write",
    params=schemas.ById,
    body=schemas.Extension,
    answer=schemas.Lien,
)
async def extend(request: Request) -> web.Response:
    """Move a lien's expiry."""
    return await request.send()
