"""Chains that are due are gone on with: delays that are over, retries, deadlines, and what one commit had not the time for."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Sequence

import psycopg

from orchestrator.database import Database, DueChain, connect_to_work
from orchestrator.errors import HoldfastError, OperationError
from orchestrator.settings import Settings

_BATCH = 100
_AT_ONCE = 10
"""Between two looks whether to stop."""
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
    while not stop.is_set():
        try:
            with connect_to_work(settings.database_url or "", _STATEMENT_TIMEOUT) as connection:
                while not stop.is_set():
                    did_something = advance_due(Database(connection), stop)
                    stop.wait(min(_PAUSE_SECONDS, settings.poll_interval) if did_something else settings.poll_interval)
        except (OperationError, psycopg.Error) as exc:
            _log.warning("chains are not gone on with: %s", exc)
            stop.wait(settings.poll_interval)


def advance_due(database: Database, stop: threading.Event) -> bool:
    """Go on with each chain that is due; return whether there was one. One that cannot be gone on with is put off."""
    did_something = False
    due = database.list_due_chains(_BATCH)
    while due and not stop.is_set():
        did_something |= advance(database, due[:_AT_ONCE])
        del due[:_AT_ONCE]
    return did_something


def advance(database: Database, chains: Sequence[DueChain]) -> bool:
    """Go on with these, in one round trip; return whether one was due. One that cannot be gone on with is put off.

    What failed is tried once more by itself, unless it had all the time that there is.
    """
    results = database.advance_due_chains(chains)
    for chain, result in zip(chains, results, strict=True):
        if isinstance(result, bool):
            continue
        try:
            if isinstance(result, psycopg.errors.QueryCanceled):
                raise result
            database.advance_due_chain(chain.company_id, chain.id)
        except (HoldfastError, psycopg.Error) as exc:
            _log.warning("chain %s is not gone on with: %s", chain.id, exc)
            database.postpone_chain(chain.company_id, chain.id)
    return any(result is True for result in results)
