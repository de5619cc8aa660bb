"""The HTTP service: a thin front for `access.request`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from api.calls import COALESCER, CREDENTIALS, DOOR, RATE_LIMIT, SETTINGS, serve
from api.coalescing import Coalescer
from api.credentials import Credentials
from api.limits import RateLimit
from api.metrics import Metrics
from api.middleware import METRICS, explain, identify, measure
from api.openapi import Operations
from api.routes import accounts, atomic_transactions, chain_definitions, chains, companies, liens, parked, risk_rules, service
from orchestrator.database import open_door
from orchestrator.loops import keep_all
from orchestrator.settings import Settings

_RESOURCES = (atomic_transactions, companies, accounts, liens, chains, chain_definitions, parked, risk_rules, service)
_LOOPS = web.AppKey("loops", asyncio.Task[None])
OPERATIONS = Operations([operation for module in _RESOURCES for operation in module.routes.all])


def init_app(settings: Settings) -> web.Application:
    """Make the application; `settings.database_url` says where its database is."""
    app = web.Application(middlewares=[identify, measure, explain], client_max_size=settings.body_limit)
    app[SETTINGS] = settings
    app[METRICS] = Metrics()
    app[CREDENTIALS] = Credentials(settings)
    app[RATE_LIMIT] = RateLimit(settings.rate_limit)
    app.cleanup_ctx.append(_door)
    if settings.orchestrator:
        app.cleanup_ctx.append(_orchestrator)
        app.on_shutdown.append(_stop_orchestrator)
    for operation in OPERATIONS.all:
        operation.add_to(app.router, serve(operation))
    service.add_pages(app, OPERATIONS)
    return app


async def _door(app: web.Application) -> AsyncIterator[None]:
    async with open_door(app[SETTINGS]) as door:
        app[DOOR] = door
        settings = app[SETTINGS]
        app[COALESCER] = Coalescer(door, settings.queue_size, singles=max(1, settings.pool_size // 4))
        yield


async def _orchestrator(app: web.Application) -> AsyncIterator[None]:
    app[_LOOPS] = asyncio.create_task(keep_all(app[SETTINGS]))
    yield
    await asyncio.gather(app[_LOOPS], return_exceptions=True)


async def _stop_orchestrator(app: web.Application) -> None:
    """Have it begin nothing new while requests are given time to end."""
    app[_LOOPS].cancel()
