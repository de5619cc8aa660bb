"""The service about itself."""

from __future__ import annotations

import asyncio
import functools
import json
from collections.abc import Awaitable, Callable
from importlib.metadata import distribution, version
from pathlib import Path

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from api import schemas
from api.calls import DOOR, Request
from api.middleware import METRICS
from api.openapi import Operations, document
from orchestrator.errors import UNAVAILABLE, FaultError

VERSION = version("holdfast")

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Holdfast</title><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>
"""
_START = 'SwaggerUIBundle({url: "/openapi.json", dom_id: "#swagger-ui", validatorUrl: null})\n'
_FILES = ("swagger-ui.css", "swagger-ui-bundle.js")
_POLICY = {"Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"}

routes = Operations()


@routes.op("GET", "/ready", operation="ready", answer=schemas.Readiness)
async def ready(request: Request) -> web.Response:
    """Say whether the service can serve: 503 where it has no database, or one that is not migrated."""
    if not await request.http.app[DOOR].is_ready():
        raise FaultError(UNAVAILABLE)
    return web.json_response({"status": "ready", "version": VERSION})


async def metrics(request: web.Request) -> web.Response:
    """Answer Prometheus, without what the database has counted where there is none."""
    counted = await request.app[DOOR].counted()
    return web.Response(body=request.app[METRICS].exposition(counted), headers={"Content-Type": CONTENT_TYPE_LATEST})


def add_pages(app: web.Application, operations: Operations) -> None:
    """Add what is no operation: the metrics, the document, and the page that shows it, which needs no other place."""

    @functools.cache
    def describe() -> str:
        return json.dumps(document(operations.all, VERSION))

    async def openapi(_: web.Request) -> web.Response:
        return web.Response(text=await asyncio.to_thread(describe), content_type="application/json")

    async def docs(_: web.Request) -> web.Response:
        return web.Response(text=_PAGE, content_type="text/html", headers=_POLICY)

    async def start(_: web.Request) -> web.Response:
        return web.Response(text=_START, content_type="text/javascript")

    app.router.add_get("/metrics", metrics, allow_head=False)
    app.router.add_get("/openapi.json", openapi, allow_head=False)
    app.router.add_get("/docs", docs, allow_head=False)
    app.router.add_get("/docs/start.js", start, allow_head=False)
    for name in _FILES:
        app.router.add_get(f"/docs/{name}", _file(_swagger_ui() / name), allow_head=False)


def _file(path: Path) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def send(_: web.Request) -> web.StreamResponse:
        return web.FileResponse(path)

    return send


def _swagger_ui() -> Path:
    """Return the folder of swagger-ui's files; the package that ships them is not imported."""
    return Path(str(distribution("swagger-ui-py").locate_file("swagger_ui/static")))
