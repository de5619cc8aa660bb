"""Companies: legal entities, each with books of its own."""

from __future__ import annotations

from aiohttp import web

from api import schemas
from api.calls import Request
from api.openapi import Operations

routes = Operations()
_PATH = "/api/v1/companies"


@routes.op("POST", _PATH, operation="create_company", scope="admin", body=schemas.NewCompany, answer=schemas.Company)
async def create(request: Request) -> web.Response:
    """Create a company."""
    return await request.send()


@routes.op("GET", _PATH, operation="list_companies", scope="ledger:read", params=schemas.Page, answer=schemas.Companies)
async def list_all(request: Request) -> web.Response:
    """List the companies that the credential may use."""
    return await request.send()
