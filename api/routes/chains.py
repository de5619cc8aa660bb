"""Chains: steps with one outcome, and the liens that may be spent inside them."""

from __future__ import annotations

from aiohttp import web

from api import schemas
from api.calls import Request
from api.openapi import Operations

routes = Operations()
_PATH = "/api/v1/chains"
_CHAIN = f"{_PATH}/{{id}}"
_LIEN = f"{_CHAIN}/liens/{{lien}}"


@routes.op("POST", _PATH, operation="submit_chain", scope="chains:create", body=schemas.NewChain, answer=schemas.ChainHead)
async def submit(request: Request) -> web.Response:
    """Start a chain, and run all of it that can run now."""
    return await request.send()


@routes.op(
    "POST",
    f"{_PATH}/validate",
    operation="validate_chain",
    scope="chains:read",
    body=schemas.NewChain,
    answer=schemas.ChainValidation,
)
async def validate(request: Request) -> web.Response:
    """List every problem that a chain would be refused for, or show its plan; nothing is written."""
    return await request.send()


@routes.op("GET", _PATH, operation="list_chains", scope="chains:read", params=schemas.ChainsPage, answer=schemas.Chains)
async def list_all(request: Request) -> web.Response:
    """List chains, newest first: of a company, in a state, of a definition."""
    return await request.send()


@routes.op("GET", _CHAIN, operation="get_chain", scope="chains:read", params=schemas.ById, answer=schemas.Chain)
async def get(request: Request) -> web.Response:
    """Show a chain with its steps and liens, and what it waits for."""
    return await request.send()


@routes.op(
    "GET",
    f"{_CHAIN}/events",
    operation="list_chain_events",
    scope="chains:read",
    params=schemas.EventsPage,
    answer=schemas.ChainEvents,
)
async def events(request: Request) -> web.Response:
    """List what happened to a chain, from the first event on; each one's hash covers the one before it."""
    return await request.send()


@routes.op(
    "GET",
    f"{_CHAIN}/assessments",
    operation="list_risk_assessments",
    scope="chains:read",
    params=schemas.AssessmentsPage,
    answer=schemas.RiskAssessments,
)
async def assessments(request: Request) -> web.Response:
    """List what risk rules said of a chain, on accounts that the credential may use."""
    return await request.send()


@routes.op(
    "GET", f"{_CHAIN}/plan", operation="get_chain_plan", scope="chains:read", params=schemas.ById, answer=schemas.ChainPlan
)
async def plan(request: Request) -> web.Response:
    """Show in which order a chain's steps run, and what they depend on."""
    return await request.send()


@routes.op(
    "GET",
    f"{_CHAIN}/rollback",
    operation="plan_rollback",
    scope="chains:read",
    params=schemas.StepsToUndo,
    answer=schemas.RollbackPlan,
)
async def plan_rollback(request: Request) -> web.Response:
    """Show what a rollback would do, or why it cannot be done; nothing is written."""
    return await request.send()


@routes.op(
    "POST",
    f"{_CHAIN}/rollback",
    operation="rollback_chain",
    scope="chains:rollback",
    params=schemas.ById,
    body=schemas.ChainRollback,
    body_may_be_absent=True,
    answer=schemas.ChainHead,
)
async def rollback(request: Request) -> web.Response:
    """Undo a chain, or some of its steps and what depends on them."""
    return await request.send()


@routes.op(
    "POST",
    f"{_CHAIN}/cancel",
    operation="cancel_chain",
    scope="chains:rollback",
    params=schemas.ById,
    body=schemas.Rollback,
    body_may_be_absent=True,
    answer=schemas.ChainHead,
)
async def cancel(request: Request) -> web.Response:
    """Undo a chain: nobody wants it any more."""
    return await request.send()


@routes.op(
    "POST",
    f"{_CHAIN}/resume",
    operation="resume_chain",
    scope="chains:rollback",
    params=schemas.ById,
    body=schemas.Nothing,
    body_may_be_absent=True,
    answer=schemas.ChainHead,
)
async def resume(request: Request) -> web.Response:
    """Go on with a failed chain from its last checkpoint. What waits for a person past a pivot is retried at its step."""
    return await request.send()


@routes.op(
    "POST",
    f"{_CHAIN}/signals",
    operation="signal_chain",
    scope="chains:signal",
    params=schemas.ById,
    body=schemas.Signal,
    answer=schemas.ChainHead,
)
async def signal(request: Request) -> web.Response:
    """Tell a chain the answer to a callback, early or not."""
    return await request.send()


@routes.op(
    "POST",
    f"{_CHAIN}/approvals",
    operation="approve_step",
    scope="chains:approve",
    params=schemas.ById,
    body=schemas.Approval,
    answer=schemas.ChainHead,
)
async def approve(request: Request) -> web.Response:
    """Approve a step, or what of it is held for review, or reject it; not for who asked for the chain."""
    return await request.send()


@routes.op(
    "GET", f"{_CHAIN}/liens", operation="list_chain_liens", scope="chains:read", params=schemas.ById, answer=schemas.ChainLiens
)
async def list_liens(request: Request) -> web.Response:
    """List the liens of a chain, ended ones too, on accounts that the credential may use."""
    return await request.send()


@routes.op(
    "POST",
    f"{_CHAIN}/liens",
    operation="add_chain_lien",
    scope="liens:manage",
    params=schemas.ById,
    body=schemas.NewChainLien,
    answer=schemas.ChainLien,
)
async def add_lien(request: Request) -> web.Response:
    """Hold funds in favour of an account, which may spend them inside the chain."""
    return await request.send()


@routes.op(
    "POST",
    f"{_LIEN}/extend",
    operation="extend_chain_lien",
    scope="liens:manage",
    params=schemas.LienOfChain,
    body=schemas.NewDeadline,
    answer=schemas.ChainLien,
)
async def extend_lien(request: Request) -> web.Response:
    """Move the deadline of the chain, and so of all its liens."""
    return await request.send()


@routes.op(
    "POST",
    f"{_LIEN}/release",
    operation="release_chain_lien",
    scope="liens:manage",
    params=schemas.LienOfChain,
    body=schemas.Release,
    body_may_be_absent=True,
    answer=schemas.ChainLien,
)
async def release_lien(request: Request) -> web.Response:
    """Let go of what nobody in the chain has spent, or of a part of it."""
    return await request.send()


@routes.op(
    "GET",
    f"{_CHAIN}/balances/{{account_id}}",
    operation="get_virtual_balance",
    scope="chains:read",
    params=schemas.AccountOfChain,
    answer=schemas.VirtualBalance,
)
async def virtual_balance(request: Request) -> web.Response:
    """Show what an account has for the chain."""
    return await request.send()
