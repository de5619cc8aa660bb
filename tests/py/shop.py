"""A shop that speaks HTTP as `HttpHandler` wants it: checks signatures, knows its keys, and keeps a book of its own."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook

SECRET = "whsec_c2hvcCBzZWNyZXQgb2YgdHJpYWxz"  # noqa: S105 - of trials


class Shop:
    """Does what it is asked, once a key, and nothing for an earlier attempt than it heard of.

    `hold` has it do a thing, and answer when it is told to; `slow`, so many seconds later.
    """

    def __init__(self) -> None:
        self.book: list[tuple[str, bool]] = []
        """Of every effect its step, and whether it was undone."""
        self.url = ""
        self.hold = False
        self.slow = 0.0
        self.held = threading.Event()
        self._done: dict[str, dict[str, Any]] = {}
        self._attempts: dict[str, int] = {}
        self._go_on: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def do(self, request: web.Request) -> web.Response:
        """Do what a signed request says, if it was not done under its key."""
        body = await request.text()
        Webhook(SECRET).verify(body, dict(request.headers))
        call, key = json.loads(body), request.headers["Idempotency-Key"]
        if not self._hears(key, call["attempt"]):
            return web.json_response({"error": "too late"}, status=409)
        if call["request"].get("refuse"):
            return web.json_response({"error": "refused"}, status=422)
        if key not in self._done:
            self.book.append((call["step"], call["is_undoing"]))
            self._done[key] = {"reference": key}
        await asyncio.sleep(self.slow)
        if self.hold:
            self._loop, self._go_on = asyncio.get_running_loop(), asyncio.Event()
            self.held.set()
            await self._go_on.wait()
        return web.json_response(self._done[key])

    def release(self) -> None:
        """Answer what is held, if something is."""
        if self._loop is not None and self._go_on is not None:
            self._loop.call_soon_threadsafe(self._go_on.set)

    async def status(self, request: web.Request) -> web.Response:
        """Say whether it was done."""
        self._hears(request.query["id"], int(request.query["attempt"]))
        if (output := self._done.get(request.query["id"])) is None:
            return web.json_response({}, status=404)
        return web.json_response({"outcome": "succeeded", "output": output})

    def _hears(self, key: str, attempt: int) -> bool:
        """Note an attempt; return whether it is the latest."""
        self._attempts[key] = max(attempt, self._attempts.get(key, 0))
        return attempt == self._attempts[key]


@contextmanager
def open_shop() -> Iterator[Shop]:
    """Serve a shop in a thread of its own."""
    shop, started = Shop(), threading.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        app = web.Application()
        app.add_routes([web.post("/do", shop.do), web.get("/status", shop.status)])
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        shop.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        started.set()
        await stop.wait()
        await runner.cleanup()

    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    assert started.wait(10)
    try:
        yield shop
    finally:
        shop.release()
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
