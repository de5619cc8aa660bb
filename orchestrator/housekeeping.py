"""What has to be done now and then: expired liens are swept, old idempotency keys forgotten."""

from __future__ import annotations

import asyncio
import logging

import psycopg

from orchestrator.database import Database, UnreachableError, connect
from orchestrator.settings import Settings

_BATCH = 1000
_log = logging.getLogger(__name__)


async def keep_house(settings: Settings) -> None:
    """Sweep every so often, until cancelled; a login that may not is told once. Any number may do so at once."""
    while settings.sweep_interval:
        await asyncio.sleep(settings.sweep_interval)
        try:
            await asyncio.to_thread(sweep, settings)
        except psycopg.errors.InsufficientPrivilege:
            _log.warning("this login may not sweep expired liens and old keys: grant it holdfast_worker, or let another do it")
            return
        except (UnreachableError, psycopg.Error) as exc:
            _log.warning("not swept: %s", exc)


def sweep(settings: Settings) -> None:
    """Sweep all that is due, a batch a commit."""
    with connect(settings.database_url or "") as connection:
        database = Database(connection)
        while database.expire_liens(_BATCH) == _BATCH:
            pass
        while database.sweep_keys(settings.key_retention_days, _BATCH) == _BATCH:
            pass
