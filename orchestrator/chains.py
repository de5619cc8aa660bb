"""Chains that are due are gone on with: delays that are over, retries, deadlines, and what one commit had not the time for."""

from __future__ import annotations

import asyncio
import logging
import threading

import psycopg

from orchestrator.database import Database, connect_to_work
from orchestrator.errors import HoldfastError, OperationError
from orchestrator.settings import Settings

_BATCH = 100
_PAUSE_SECONDS = 0.01
"""Between two looks while there is something to do."""
_STATEMENT_TIMEOUT = "10s"
_log = logging.getLogger(__name__)


async def keep_advancing(settings: Settings) -> None:
    """Look for chains that are due every so often, until cancelled. Any number may do so at once."""
    stop = threading.Event()
    try:
        if settings.poll_interval:
            await asyncio.to_thread(_poll, settings, stop)
    finally:
        stop.set()


def _poll(settings: Settings, stop: threading.Event) -> None:
    while not stop.wait(settings.poll_interval):
        try:
            with connect_to_work(settings.database_url or "", _STATEMENT_TIMEOUT) as connection:
                pause = settings.poll_interval
                while not stop.wait(pause):
                    did_something = advance_due(Database(connection), stop)
                    pause = min(_PAUSE_SECONDS, settings.poll_interval) if did_something else settings.poll_interval
        except (OperationError, psycopg.Error) as exc:
            _log.warning("chains are not gone on with: %s", exc)


def advance_due(database: Database, stop: threading.Event) -> bool:
    """Go on with each chain that is due; return whether there was one. One that cannot be gone on with is put off."""
    did_something = False
    for chain in database.list_due_chains(_BATCH):
        if stop.is_set():
            break
        try:
            did_something |= database.advance_due_chain(chain.company_id, chain.id)
        except (HoldfastError, psycopg.Error) as exc:
            _log.warning("chain %s is not gone on with: %s", chain.id, exc)
            database.postpone_chain(chain.company_id, chain.id)
    return did_something
