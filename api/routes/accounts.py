"""Accounts: what is in them, what moved, and what is held of it."""

from __future__ import annotations

from aiohttp import web

from api import schemas
from api.calls import Request
from api.openapi import Operations

routes = Operations()
_PATH = "/api/v1/accounts"


@routes.op("POST", _PATH, operation="create_account", scope="ledger:write", body=schemas.NewAccount, answer=schemas.Account)
async def create(request: Request) -> web.Response:
    """Open an account."""
    return await request.send()


@routes.op("GET", _PATH, operation="list_accounts", scope="ledger:read", params=schemas.AccountsPage, answer=schemas.Accounts)
async def list_all(request: Request) -> web.Response:
    """List accounts: of a company, of a user, or all that the credential may use."""
    return await request.send()


@routes.op("GET", f"{_PATH}/{{id}}", operation="get_account", scope="ledger:read", params=schemas.ById, answer=schemas.Account)
async def get(request: Request) -> web.Response:
    """Show an account."""
    return await request.send()


@routes.op(
    "GET",
    f"{_PATH}/{{id}}/balance",
    operation="get_balance",
    scope="ledger:read",
    params=schemas.BalanceAt,
    answer=schemas.Balance,
)
async def balance(request: Request) -> web.Response:
    """Show what is posted, held and available; or what was posted at a time."""
    return await request.send()


@routes.op(
    "GET",
    f"{_PATH}/{{id}}/transactions",
    operation="list_account_transactions",
    scope="ledger:read",
    params=schemas.History,
    answer=schemas.HistoryLines,
)
async def transactions(request: Request) -> web.Response:
    """List an account's lines, newest first, by when they count: from `from`, before `to`."""
    return await request.send()


@routes.op(
    "POST",
    f"{_PATH}/{{id}}/liens",
    operation="place_lien",
    scope="ledger:write",
    params=schemas.ById,
    body=schemas.NewLien,
    answer=schemas.Lien,
)
async def place_lien(request: Request) -> web.Response:
    """Hold a part of what is available."""
    return await request.send()
