"""The Postgres that the tests run on: one server and one template database a run, one clone of it a test."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from psycopg import sql

from orchestrator.database import Database, connect
from orchestrator.migrate import SEARCH_PATH, migrate
from orchestrator.server import EmbeddedPostgres
from tests import pgtap

HELPERS = Path(__file__).parent / "sql" / "helpers"
SETTINGS = {
    "search_path": [*SEARCH_PATH, "tests_helpers", "tap"],
    "plpgsql.check_asserts": ["on"],
    "plpgsql.extra_errors": ["all"],
    "lock_timeout": ["120s"],
    "idle_in_transaction_session_timeout": ["300s"],
}
"""The time limits turn a test that would hang into one that fails."""

_ROOM = 2 << 30
"""Bytes: a run has used a fifth of it."""


@dataclass(frozen=True)
class Cluster:
    """A server, and the database on it that every test gets a copy of."""

    url: str
    template: str

    @contextlib.contextmanager
    def database(self) -> Iterator[str]:
        """Make a database like the template; yield its URL; drop it."""
        with new_database(self.url, template=self.template) as url:
            yield url


_CLUSTER = pytest.StashKey[Cluster]()


def cluster_of(config: pytest.Config) -> Cluster:
    """Return the run's cluster: the one that xdist's controller started for its workers, or else one that is started now."""
    if _CLUSTER not in config.stash:
        if hasattr(config, "workerinput"):
            config.stash[_CLUSTER] = Cluster(**config.workerinput["cluster"])
        else:
            stack = contextlib.ExitStack()
            config.add_cleanup(stack.close)
            config.stash[_CLUSTER] = stack.enter_context(start_cluster())
    return config.stash[_CLUSTER]


@contextlib.contextmanager
def start_cluster() -> Iterator[Cluster]:
    """Start the server, or use the one that is named, and build the template."""
    with _server() as url, new_database(url, template="template1") as template_url:
        migrate(template_url)
        with connect(template_url) as connection:
            for schema, scripts in (
                ("tap", [pgtap.CACHE.read_text()]),
                ("tests_helpers", [path.read_text() for path in sorted(HELPERS.glob("**/*.sql"))]),
            ):
                connection.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))
                connection.execute(sql.SQL("grant usage on schema {} to public").format(sql.Identifier(schema)))
                connection.execute("select set_config('search_path', %s, false)", [f"{schema}, {', '.join(SEARCH_PATH)}, tap"])
                for script in scripts:
                    connection.execute(script)
        yield Cluster(url, urlsplit(template_url).path.removeprefix("/"))


@contextlib.contextmanager
def new_database(server_url: str, *, template: str = "template0") -> Iterator[str]:
    """Make a database, with the settings that tests have; yield its URL; drop it."""
    name = f"holdfast_test_{uuid.uuid4().hex}"
    database = sql.Identifier(name)
    with connect(server_url) as server:
        server.execute(sql.SQL("create database {} template {}").format(database, sql.Identifier(template)))
        # A clone has its template's objects, not its settings and rights.
        server.execute(sql.SQL("revoke temporary on database {} from public").format(database))
        for setting, values in SETTINGS.items():
            server.execute(
                sql.SQL("alter database {} set {} to {}").format(
                    database, sql.SQL(setting), sql.SQL(", ").join(map(sql.Literal, values))
                )
            )
    try:
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    finally:
        with connect(server_url) as server:
            server.execute(sql.SQL("drop database {} with (force)").format(database))


@contextlib.contextmanager
def new_login(url: str, role: str) -> Iterator[str]:
    """Make a login that is granted a role; yield the URL by which it connects to the database; remove it."""
    name, password = f"holdfast_test_{uuid.uuid4().hex}", secrets.token_hex(16)
    login, parts = sql.Identifier(name), urlsplit(url)
    with connect(url) as superuser:
        create = sql.SQL("create role {} login password {} in role {}")
        superuser.execute(create.format(login, sql.Literal(password), sql.Identifier(role)))
        try:
            yield parts._replace(netloc=f"{name}:{password}@{parts.netloc.rpartition('@')[2]}").geturl()
        finally:
            superuser.execute(sql.SQL("drop owned by {} cascade").format(login))
            superuser.execute(sql.SQL("drop role {}").format(login))


def broken_invariants(url: str) -> list[str]:
    """Return what `audit.verify_invariants` finds."""
    with connect(url) as connection:
        return [str(violation) for violation in Database(connection).invariants()]


@contextlib.contextmanager
def _server() -> Iterator[str]:
    """Yield the URL of a server's superuser: the one that the environment names, a container's, or the embedded one's."""
    if url := os.environ.get("HOLDFAST_TEST_DATABASE_URL"):
        yield url
    elif os.environ.get("HOLDFAST_TEST_BACKEND") == "containers":
        from testcontainers.community.postgres import PostgresContainer  # noqa: PLC0415

        with PostgresContainer(f"postgres:{_version()}", driver=None) as container:
            yield container.get_connection_url()
    else:
        folder = Path(tempfile.mkdtemp(prefix="holdfast-test-", dir=_memory()))
        try:
            with EmbeddedPostgres(folder, version=_version(), durable=False) as server:
                _hash_less(server)
                yield server.url()
        finally:
            shutil.rmtree(folder)


def _hash_less(server: EmbeddedPostgres) -> None:
    """Hash passwords once and not 4,096 times, where Postgres can: half of what it takes to connect."""
    with connect(server.url()) as superuser:
        if superuser.info.server_version >= 160000:
            superuser.execute("alter system set scram_iterations = 1")
            superuser.execute("set scram_iterations = 1")
            superuser.execute(sql.SQL("alter role current_user password {}").format(sql.Literal(server.password)))
            superuser.execute("select pg_reload_conf()")


def _memory() -> Path | None:
    """Return a folder in memory, if there is one with room: a clone is 600 files, which a disk may take ten times as long for."""
    memory = Path("/dev/shm")  # noqa: S108
    return memory if memory.is_dir() and shutil.disk_usage(memory).free >= _ROOM else None


def _version() -> int:
    return int(os.environ.get("HOLDFAST_TEST_POSTGRES", "18"))
