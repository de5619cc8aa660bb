"""Fixtures: the service, on a database of the test's own and a real port."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api import service
from orchestrator.database import Connection
from orchestrator.settings import Settings
from tests.py.api.client import Books, Client, create_key, create_principal, open_books


@pytest.fixture
def settings(database: str) -> Settings:
    """The service's settings: small, and quick to give up; it answers, and does nothing else."""
    return Settings(database_url=database, read_timeout=0.5, orchestrator=False)


@pytest.fixture
def url(settings: Settings) -> Iterator[str]:
    """The URL of the running service."""
    with service.running(settings, "127.0.0.1", 0) as url:
        yield url


@pytest.fixture
def admin(url: str, conn: Connection) -> Client:
    """A client that may do everything."""
    return Client(url, create_key(conn, create_principal(conn)))


@pytest.fixture
def books(admin: Client) -> Books:
    """A company with accounts."""
    return open_books(admin)
