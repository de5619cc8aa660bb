"""`holdfast work`: what the database cannot do by itself, without the HTTP service."""

from __future__ import annotations

import asyncio
import contextlib
import signal

import typer

from api import logs
from api.cli import options
from orchestrator.loops import keep_all
from orchestrator.settings import Settings


def work(database_url: options.DatabaseUrl = None, data: options.DataDir = None) -> None:
    """Do outside steps, go on with chains that are due, and sweep, until SIGTERM or Ctrl-C. Any number of processes may."""
    settings = options.settings(database_url, data)
    logs.configure(settings)
    with options.migrated_database(settings) as url:
        typer.echo("working")
        asyncio.run(_until_signal(settings.model_copy(update={"database_url": url})))


async def _until_signal(settings: Settings) -> None:
    loops = asyncio.create_task(keep_all(settings))
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, loops.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await loops
