"""What the database cannot do by itself, until it is told to stop: what is due is swept, gone on with, and done outside."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from orchestrator.chains import keep_advancing
from orchestrator.housekeeping import keep_house, keep_sealing
from orchestrator.settings import Settings
from orchestrator.work import keep_working

_LOOPS = (keep_house, keep_sealing, keep_advancing, keep_working)
_PAUSE_SECONDS = 5
_log = logging.getLogger(__name__)


async def keep_all(settings: Settings) -> None:
    """Run every loop until cancelled; any number of processes may."""
    async with asyncio.TaskGroup() as loops:
        for keep in _LOOPS:
            loops.create_task(_keep(keep, settings))


async def _keep(keep: Callable[[Settings], Awaitable[None]], settings: Settings) -> None:
    """Run a loop, again where it fails as it should not: it is told of, and keeps no other from its work."""
    while True:
        try:
            return await keep(settings)
        except Exception:  # noqa: BLE001 - whatever it is
            _log.exception("%s failed", keep.__name__)
            await asyncio.sleep(_PAUSE_SECONDS)
