"""What has to be done now and then: expired liens are swept, old idempotency keys forgotten, new entries and events sealed."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable

import psycopg

from orchestrator.database import Database, connect_to_work
from orchestrator.errors import OperationError
from orchestrator.settings import Settings

_BATCH = 1000
_BLOCK = 100_000
_SWEEP_TIMEOUT = "5s"
_SEAL_TIMEOUT = "120s"
"""A seal may have to wait for another one, and the first of a big journal looks at all of it."""
_log = logging.getLogger(__name__)


async def keep_house(settings: Settings) -> None:
    """Sweep every so often, until cancelled. Any number may do so at once."""
    await _repeat(sweep, settings, settings.sweep_interval, "swept")


async def keep_sealing(settings: Settings) -> None:
    """Seal every so often, until cancelled. Any number may do so at once: they come one after the other."""
    await _repeat(seal, settings, settings.seal_interval, "sealed")


async def _repeat(act: Callable[[Settings, threading.Event], None], settings: Settings, interval: float, done: str) -> None:
    stop = threading.Event()
    try:
        while interval:
            await asyncio.sleep(interval)
            try:
                await asyncio.to_thread(act, settings, stop)
            except (OperationError, psycopg.Error) as exc:
                _log.warning("not %s: %s", done, exc)
    finally:
        stop.set()


def sweep(settings: Settings, stop: threading.Event) -> None:
    """Sweep all that is due, a batch a commit, unless told to stop."""
    with connect_to_work(settings.database_url or "", _SWEEP_TIMEOUT) as connection:
        database = Database(connection)
        while database.expire_liens(_BATCH) == _BATCH and not stop.is_set():
            pass
        while database.sweep_keys(settings.key_retention_days, _BATCH) == _BATCH and not stop.is_set():
            pass


def seal(settings: Settings, stop: threading.Event) -> None:
    """Seal all that is new, a block a commit, unless told to stop. The log tells the roots: it may be kept elsewhere."""
    with connect_to_work(settings.database_url or "", _SEAL_TIMEOUT) as connection:
        while not stop.is_set():
            block = Database(connection).seal(_BLOCK)
            if block is not None:
                _log.info("sealed block %s of %s leaves: root %s", block.block_no, block.leaf_count, block.root)
            if block is None or block.leaf_count < _BLOCK:
                break
