"""Parked work: what of chains waits for a person, and what the person does about it."""

from __future__ import annotations

import json

from aiohttp import web

from api import schemas
from api.calls import Request
from api.openapi import Operations

routes = Operations()
_PATH = "/api/v1/parked"
_CHAIN = "/api/v1/chains/{id}"
_STEP = f"{_CHAIN}/steps/{{step}}"


@routes.op("GET", _PATH, operation="list_parked", scope="chains:read", params=schemas.ParkedPage, answer=schemas.ParkedWork)
async def list_all(request: Request) -> web.Response:
    """List what waits for a person, the oldest chain first, and what one person has proposed."""
    return await request.send()


@routes.op("GET", f"{_CHAIN}/tasks", operation="list_tasks", scope="chains:read", params=schemas.ById, answer=schemas.Tasks)
async def list_tasks(request: Request) -> web.Response:
    """List what a chain asked of the outside, what became of it, and what was reported too late."""
    return await request.send()


@routes.op(
    "POST",
    f"{_STEP}/retry",
    operation="retry_step",
    scope="chains:operate",
    params=schemas.StepOfChain,
    body=schemas.Nothing,
    body_may_be_absent=True,
    answer=schemas.ChainHead,
)
async def retry(request: Request) -> web.Response:
    """Have what is parked at a step tried once more. What may have been done outside is asked about first, under the same key."""
    return await request.send()


@routes.op(
    "POST",
    f"{_STEP}/resolve",
    operation="resolve_step",
    scope="chains:operate",
    params=schemas.StepOfChain,
    body=schemas.NewResolution,
    answer=schemas.Resolution,
    may_be_accepted=True,
)
async def resolve(request: Request) -> web.Response:
    """Say what became of what is parked at a step.

    202 where the company asks for a second person: it takes effect when another says the same.
    """
    response = await request.send()
    if not json.loads(response.text or "")["is_effective"]:
        response.set_status(202)
    return response
