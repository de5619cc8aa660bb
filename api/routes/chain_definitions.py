"""Definitions: chains to be started by name."""

from __future__ import annotations

from aiohttp import web

from api import schemas
from api.calls import Request
from api.openapi import Operations

routes = Operations()
_PATH = "/api/v1/chain-definitions"


@routes.op("POST", _PATH, operation="define_chain", scope="chains:operate", body=schemas.NewDefinition, answer=schemas.Definition)
async def define(request: Request) -> web.Response:
    """Write the next version of a definition; chains that run keep theirs."""
    return await request.send()


@routes.op(
    "GET", _PATH, operation="list_definitions", scope="chains:read", params=schemas.DefinitionsPage, answer=schemas.Definitions
)
async def list_all(request: Request) -> web.Response:
    """List what a company's chains can be started from, the newest version of each."""
    return await request.send()


@routes.op(
    "GET",
    f"{_PATH}/{{name}}",
    operation="get_definition",
    scope="chains:read",
    params=schemas.DefinitionOfCompany,
    answer=schemas.Definition,
)
async def get(request: Request) -> web.Response:
    """Show a definition: a company's own, or everybody's."""
    return await request.send()
