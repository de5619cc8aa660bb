"""The one module that calls the database: a thin method per function, and rows become models here and nowhere else."""

from __future__ import annotations

import contextlib

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow, class_row
from pydantic import BaseModel, ConfigDict

from orchestrator.errors import OperationError

CONNECT_TIMEOUT_SECONDS = 10

Connection = psycopg.Connection[TupleRow]


class UnreachableError(OperationError):
    """No connection could be made."""


def connect(conninfo: str) -> Connection:
    """Connect in autocommit mode: a transaction is opened where one is meant."""
    try:
        return psycopg.connect(conninfo, autocommit=True, application_name="holdfast", connect_timeout=CONNECT_TIMEOUT_SECONDS)
    except psycopg.Error as exc:
        raise UnreachableError(f"cannot connect to the database: {' '.join(str(exc).split())}") from exc


def create_database(url: str, name: str) -> None:
    """Create a database on the server, unless it is there."""
    with connect(url) as connection, contextlib.suppress(psycopg.errors.DuplicateDatabase):
        if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))


class Violation(BaseModel):
    """A row of `audit.invariants`: a promise that is broken, and where."""

    model_config = ConfigDict(extra="allow")


class ServerFacts(BaseModel):
    """What matters of the server for the safety of the data."""

    version: str
    version_number: int
    """As in `server_version_num`: 180006 is 18.6."""
    fsync: str
    full_page_writes: str
    synchronous_commit: str


class Database:
    """The functions and views of one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def invariants(self) -> list[Violation]:
        """Return every promise that a query can see broken; an empty list is what is promised."""
        with self._connection.cursor(row_factory=class_row(Violation)) as cursor:
            return cursor.execute("select * from audit.invariants").fetchall()

    def server(self) -> ServerFacts:
        """Return the server's version, and its settings as they hold for this session."""
        with self._connection.cursor(row_factory=class_row(ServerFacts)) as cursor:
            return cursor.execute(
                """
                select current_setting('server_version') as version,
                       current_setting('server_version_num')::int as version_number,
                       current_setting('fsync') as fsync,
                       current_setting('full_page_writes') as full_page_writes,
                       current_setting('synchronous_commit') as synchronous_commit
                """
            ).fetchall()[0]
