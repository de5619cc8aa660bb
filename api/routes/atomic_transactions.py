"""Atomic transactions, as in the guide: paths, bodies and texts are a contract, trailing slashes included."""

from __future__ import annotations

from aiohttp import web

from api import schemas
from api.calls import Request
from api.openapi import Operations

routes = Operations()
_PATH = "/api/v1/atomic-transactions"


@routes.op(
    "POST",
    f"{_PATH}/",
    operation="create_atomic_transaction",
    scope="ledger:write",
    params=schemas.OfCompany,
    body=schemas.NewAtomicTransaction,
    body_is_judged_by_database=True,
    answer=schemas.AtomicTransactionCreated,
)
async def create(request: Request) -> web.Response:
    """Post transactions that succeed or fail together."""
    return await request.send(together=True)


@routes.op(
    "POST",
    f"{_PATH}/validate",
    operation="validate_atomic_transaction",
    scope="ledger:read",
    params=schemas.MayNameCompany,
    body=schemas.NewAtomicTransaction,
    body_is_judged_by_database=True,
    answer=schemas.Validation,
)
async def validate(request: Request) -> web.Response:
    """List every problem that transactions would be refused for; nothing is written."""
    return await request.send()


@routes.op("GET", f"{_PATH}/health", operation="health", answer=schemas.Health)
async def health(_: Request) -> web.Response:
    """Say that the service runs; whether it can serve, `/ready` says."""
    return web.json_response(
        {
            "service": "atomic_transaction_service",
            "status": "healthy",
            "version": "1.0.0",
            "features": ["atomic_multi_posting", "cross_company_transfers", "rollback_mechanisms", "audit_trails"],
        }
    )


@routes.op(
    "GET",
    f"{_PATH}/groups/list",
    operation="list_groups",
    scope="ledger:read",
    params=schemas.GroupsPage,
    answer=schemas.Groups,
)
async def list_groups(request: Request) -> web.Response:
    """List a company's transaction groups, newest first."""
    return await request.send()


@routes.op(
    "GET",
    f"{_PATH}/{{id}}",
    operation="get_atomic_transaction",
    scope="ledger:read",
    params=schemas.ById,
    answer=schemas.AtomicTransaction,
)
async def get(request: Request) -> web.Response:
    """Show a transaction with its journal entries."""
    return await request.send()


@routes.op(
    "POST",
    f"{_PATH}/{{id}}/rollback",
    operation="rollback_atomic_transaction",
    scope="ledger:write",
    params=schemas.ById,
    body=schemas.Rollback,
    body_may_be_absent=True,
    answer=schemas.RolledBack,
)
async def rollback(request: Request) -> web.Response:
    """Reverse a completed transaction."""
    return await request.send()
