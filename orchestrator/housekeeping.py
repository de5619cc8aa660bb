"""What has to be done now and then: expired liens are swept, old idempotency keys forgotten."""

from __future__ import annotations

import asyncio
import logging
import threading

import psycopg

from orchestrator.database import Database, connect_to_work
from orchestrator.errors import OperationError
from orchestrator.settings import Settings

_BATCH = 1000
_STATEMENT_TIMEOUT = "5s"
_log = logging.getLogger(__name__)


async def keep_house(settings: Settings) -> None:
    """Sweep every so often, until cancelled. Any number may do so at once."""
    stop = threading.Event()
    try:
        while settings.sweep_interval:
            await asyncio.sleep(settings.sweep_interval)
            try:
                await asyncio.to_thread(sweep, settings, stop)
            except (OperationError, psycopg.Error) as exc:
                _log.warning("not swept: %s", exc)
    finally:
        stop.set()


def sweep(settings: Settings, stop: threading.Event) -> None:
    """Sweep all that is due, a batch a commit, unless told to stop."""
    with connect_to_work(settings.database_url or "", _STATEMENT_TIMEOUT) as connection:
        database = Database(connection)
        while database.expire_liens(_BATCH) == _BATCH and not stop.is_set():
            pass
        while database.sweep_keys(settings.key_retention_days, _BATCH) == _BATCH and not stop.is_set():
            pass
