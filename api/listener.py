"""Listens, and bounds what aiohttp leaves unbounded: how many clients there are, and how long a head may take to come.

aiohttp is bent where it lets itself be: the runner makes the server, the server makes a protocol a connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, cast

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from api.middleware import HEADERS, read_request_id
from api.problems import ProblemError, respond
from orchestrator.errors import INTERNAL, OperationError
from orchestrator.settings import Settings

Serve = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

_log = logging.getLogger(__name__)
_FULL = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@contextlib.asynccontextmanager
async def listen(app: web.Application, settings: Settings, host: str, port: int) -> AsyncIterator[str]:
    """Serve the application on a port, or on a free one for 0; yield its URL; at the end answer what was taken."""
    runner = _Runner(app, settings)
    try:
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as exc:
            raise OperationError(f"cannot listen on {host}:{port}: {exc.strerror}") from exc
        yield f"http://{f'[{host}]' if ':' in host else host}:{site.port}"
    finally:
        await runner.cleanup()


class _Runner(web.AppRunner):
    def __init__(self, app: web.Application, settings: Settings) -> None:
        super().__init__(app, shutdown_timeout=settings.stop_timeout)
        self._settings = settings

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(made.request_handler, made.request_factory, self._settings)


class _Server(web.Server):
    """Makes a protocol for each connection."""

    def __init__(self, handler: Serve, factory: Any, settings: Settings) -> None:
        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            with cast("_Connection", request.protocol).working_on(request):
                try:
                    return await handler(request)
                except web.HTTPException as exc:  # of what aiohttp judges before it asks the middleware: Expect
                    return _respond(request, ProblemError(exc.status, exc.reason))

        super().__init__(handle, request_factory=factory)
        self._settings = settings

    def __call__(self) -> RequestHandler:
        return _Connection(self, self._settings)


class _Connection(RequestHandler):
    """One of a limited number, whose client has to send each head whole within a time of its first byte."""

    def __init__(self, server: _Server, settings: Settings) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=settings.idle_timeout,
            lingering_time=0,
            access_log=None,  # type: ignore[arg-type]  # None is none
            auto_decompress=False,
        )
        self._server = server
        self._settings = settings
        self._timer: asyncio.TimerHandle | None = None
        self._request: web.BaseRequest | None = None
        self._next_has_begun = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if len(self._server.connections) >= self._settings.max_connections and isinstance(transport, asyncio.WriteTransport):
            transport.write(_FULL)
            transport.close()
            return
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        if self._request is None:
            self._await_head()
        elif self._request.content.is_eof():
            self._next_has_begun = True
        super().data_received(data)
        if self._messages:  # The head is whole: a service that is too busy to look at it in time is not the client's fault.
            self._stop_waiting()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    @contextlib.contextmanager
    def working_on(self, request: web.BaseRequest) -> Iterator[None]:
        """Let the client take its time: the head is here, and whoever wants the body sets a limit."""
        self._stop_waiting()
        self._request, self._next_has_begun = request, False
        try:
            yield
        finally:
            self._request = None
            if self._next_has_begun:
                self._await_head()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002  # it may repeat what the client sent
    ) -> web.StreamResponse:
        """Answer what is not HTTP, or what went wrong outside the application, as everything else is answered."""
        if request.writer.output_size > 0:
            raise ConnectionError("an answer was begun") from exc
        detail = "The request is not such as HTTP has it" if status < 500 else INTERNAL.title
        response = _respond(request, ProblemError(status, detail), exc)
        response.force_close()
        return response

    def _await_head(self) -> None:
        if self._timer is None:
            self._timer = self._loop.call_later(self._settings.read_timeout, self.force_close)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _respond(request: web.BaseRequest, problem: ProblemError, cause: BaseException | None = None) -> web.Response:
    """Answer, and log, what never reaches the application."""
    request_id, failed = read_request_id(None), problem.status >= 500
    fields = {"request_id": str(request_id), "method": request.method, "route": "none", "status": problem.status}
    _log.log(logging.ERROR if failed else logging.INFO, "request", exc_info=cause if failed else None, extra=fields)
    response = respond(problem, request.rel_url.raw_path, request_id)
    response.headers.update(HEADERS)
    return response
