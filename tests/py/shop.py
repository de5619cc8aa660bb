"""A shop, a mailer, a bank: they speak HTTP as `HttpHandler` wants it, check signatures, know their keys, and keep books."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from aiohttp import web
from standardwebhooks import Webhook

from tests.py.world import Json

SECRET = "whsec_c2hvcCBzZWNyZXQgb2YgdHJpYWxz"  # noqa: S105 - of trials
SECRET_ENV = "SHOP_SECRET"  # noqa: S105 - its name


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
        self.answers: Mapping[str, Json] = {}
        """By step, what it answers beside its reference."""
        self.refused: Collection[str] = ()
        """The steps that it will not do."""
        self.knows_keys = True
        """Without, it does a thing as often as it is asked: a fault for a test to find."""
        self.remembers = True
        """Without, it says of everything that it was not done."""
        self._done: dict[str, Json] = {}
        self._barred: set[str] = set()
        """What was undone before it was done."""
        self._attempts: dict[str, int] = {}
        """Of every key the last attempt that was heard of."""
        self._go_on: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def config(self) -> Json:
        """How `HttpHandler` finds it."""
        return {"url": f"{self.url}/do", "status_url": f"{self.url}/status", "secret_env": SECRET_ENV}

    async def do(self, request: web.Request) -> web.Response:
        """Do what a signed request says, if it was not done under its key."""
        body = await request.text()
        Webhook(SECRET).verify(body, dict(request.headers))
        call, key = json.loads(body), request.headers["Idempotency-Key"]
        step, is_undoing = call["step"], call["is_undoing"]
        if not self._hears(key, call["attempt"]):
            return web.json_response({"error": "too late"}, status=410)
        if call["request"].get("refuse") or (step in self.refused and not is_undoing):
            return web.json_response({"error": "refused"}, status=422)
        if is_undoing and call["undoes"] not in self._done:
            self._barred.add(call["undoes"])
            return web.json_response({})
        if key in self._barred:
            return web.json_response({"error": "it was undone"}, status=410)
        if key not in self._done or not self.knows_keys:
            self.book.append((step, is_undoing))
            self._done[key] = {"reference": key} | ({} if is_undoing else self.answers.get(step, {}))
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
        if (output := self._done.get(request.query["id"])) is None or not self.remembers:
            return web.json_response({}, status=404)
        return web.json_response({"outcome": "succeeded", "output": output})

    def _hears(self, key: str, attempt: int) -> bool:
        """Note an attempt; return whether it is the latest."""
        self._attempts[key] = max(attempt, self._attempts.get(key, 0))
        return attempt == self._attempts[key]


@contextmanager
def open_shop() -> Iterator[Shop]:
    """Serve a shop in a thread of its own."""
    with open_shops("shop") as shops:
        yield shops["shop"]


@contextmanager
def open_shops(*names: str) -> Iterator[dict[str, Shop]]:
    """Serve some that are called so, in one thread for all."""
    shops = {name: Shop() for name in names}
    loop, stop, started = asyncio.new_event_loop(), asyncio.Event(), threading.Event()

    async def serve() -> None:
        app = web.Application()
        for name, shop in shops.items():
            app.add_routes([web.post(f"/{name}/do", shop.do), web.get(f"/{name}/status", shop.status)])
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        for name, shop in shops.items():
            shop.url = f"http://127.0.0.1:{runner.addresses[0][1]}/{name}"
        started.set()
        await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    assert started.wait(10)
    try:
        yield shops
    finally:
        for shop in shops.values():
            shop.release()
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
