"""`holdfast up`: everything, in the foreground."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import NoReturn

import typer
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from api import logs, service
from api.cli import options
from orchestrator.database import create_database
from orchestrator.migrate import migrate
from orchestrator.server import EmbeddedPostgres
from orchestrator.settings import Settings


class _Stop(BaseException):
    """Unwinds to the end of the command."""


class _StopSignals:
    """SIGTERM and SIGINT.

    While things start, the first one is only noted: a library halfway through a query does not take an exception well. Whoever
    sends a second one means it.
    """

    def __init__(self) -> None:
        self._received = False
        self._waiting = False
        self._handle(self._stop)

    def wait(self, until: Callable[[], object]) -> NoReturn:
        """Wait for a signal, or for something that ends before it does; after that, no signal disturbs the clean stop."""
        try:
            self._waiting = True
            if not self._received:
                until()
            raise _Stop
        finally:
            self._handle(signal.SIG_IGN)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        if self._received or self._waiting:
            self._handle(signal.SIG_IGN)
            raise _Stop
        self._received = True

    @staticmethod
    def _handle(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, handler)


def up(
    data: options.DataDir = None,
    host: options.Host = "127.0.0.1",
    port: options.Port = 8000,
    database_url: options.DatabaseUrl = None,
) -> None:
    """Start the embedded Postgres, bring its database to this release, serve HTTP, and run until SIGTERM or Ctrl-C.

    Prints two lines when ready: the URL of the database, for the embedded server's superuser, and that of the service.
    """
    settings = options.settings(database_url, data)
    logs.configure(settings)
    signals = _StopSignals()
    with contextlib.suppress(_Stop):
        if settings.database_url:
            migrate(settings.database_url)
            typer.echo(_without_password(settings.database_url))
            with _serving(settings, settings.database_url, host, port):
                signals.wait(signal.pause)
        with EmbeddedPostgres(settings.data_dir, version=settings.postgres_version) as server:
            create_database(server.url(), options.DATABASE)
            migrate(server.url(options.DATABASE))
            typer.echo(server.url(options.DATABASE))
            with _serving(settings, server.url(options.DATABASE), host, port):
                signals.wait(server.wait)


@contextlib.contextmanager
def _serving(settings: Settings, database_url: str, host: str, port: int) -> Iterator[None]:
    service.accept_bootstrap_key(settings, database_url)
    with service.running(settings.model_copy(update={"database_url": database_url}), host, port) as url:
        typer.echo(url)
        yield


def _without_password(url: str) -> str:
    parameters = conninfo_to_dict(url)
    return make_conninfo(**{name: str(value) for name, value in parameters.items() if value is not None and name != "password"})
