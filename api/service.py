"""Runs the HTTP service, in the foreground or beside something else."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future

from api.app import init_app
from api.listener import listen
from orchestrator.database import Database, connect
from orchestrator.settings import Settings


def accept_bootstrap_key(settings: Settings, url: str) -> None:
    """Accept the admin's key that development sets, as a login that may."""
    key = settings.bootstrap_key
    with connect(url) as connection:
        Database(connection).ensure_bootstrap_key(key.get_secret_value() if key else None)


async def run_until_signal(settings: Settings, host: str, port: int, started: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, then answer what was taken; `started` is told the URL.

    What was made until then stays, and is not looked at again for garbage: that would hold every request up.
    """
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with listen(init_app(settings), settings, host, port) as url:
        gc.collect()
        gc.freeze()
        started(url)
        await stop.wait()


@contextlib.contextmanager
def running(settings: Settings, host: str, port: int) -> Iterator[str]:
    """Serve in a thread of its own; yield the URL; at the end answer what was taken."""
    started: Future[tuple[str, Callable[[], object]]] = Future()

    async def serve() -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        async with listen(init_app(settings), settings, host, port) as url:
            started.set_result((url, lambda: loop.call_soon_threadsafe(stop.set)))
            await stop.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as exc:
            if started.done():
                raise
            started.set_exception(exc)

    thread = threading.Thread(target=run, name="http", daemon=True)
    thread.start()
    url, stop = started.result()
    try:
        yield url
    finally:
        stop()
        thread.join()
