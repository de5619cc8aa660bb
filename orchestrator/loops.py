"""What the database cannot do by itself, until it is told to stop: what is due is swept, gone on with, and done outside."""

from __future__ import annotations

import asyncio

from orchestrator.chains import keep_advancing
from orchestrator.housekeeping import keep_house, keep_sealing
from orchestrator.settings import Settings
from orchestrator.work import keep_working

_LOOPS = (keep_house, keep_sealing, keep_advancing, keep_working)


async def keep_all(settings: Settings) -> None:
    """Run every loop until cancelled; any number of processes may."""
    tasks = [asyncio.create_task(keep(settings)) for keep in _LOOPS]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
