"""The one module that calls the database: a thin method per function, and rows become models here and nowhere else."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import hashlib
import json
import os
import select
import socket
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, Literal, LiteralString, TypeVar

import psycopg
from psycopg import sql
from psycopg.pq.abc import PGresult
from psycopg.rows import TupleRow, class_row
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool, ConnectionPool, PoolClosed, PoolTimeout, TooManyRequests
from pydantic import BaseModel, ConfigDict

from orchestrator.errors import OUTCOME_UNKNOWN, UNAVAILABLE, FaultError, HoldfastError, OperationError, fault, translate
from orchestrator.settings import Settings

CONNECT_TIMEOUT_SECONDS = 10
PROBE_SECONDS = 2
"""How long somebody waits who asks how the service is."""
KEPT_SECONDS = 1
BATCH_CONNECTIONS = 2
"""Of batches alone: nobody else keeps them busy, and few servers' processes have to plan so much anew, now and then."""
API_ROLE = "holdfast_api"

Connection = psycopg.Connection[TupleRow]
AsyncConnection = psycopg.AsyncConnection[TupleRow]
Query = LiteralString
_Pool = AsyncConnectionPool[AsyncConnection]
Row = TypeVar("Row", bound=BaseModel)
Kept = TypeVar("Kept")


class UnreachableError(OperationError):
    """No connection could be made."""


def connect(conninfo: str) -> Connection:
    """Connect in autocommit mode: a transaction is opened where one is meant."""
    with _connecting():
        return psycopg.connect(conninfo, autocommit=True, application_name="holdfast", connect_timeout=CONNECT_TIMEOUT_SECONDS)


async def connect_to_listen(url: str) -> AsyncConnection:
    """Connect as one who waits to be told something."""
    with _connecting():
        return await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_SECONDS)


@contextlib.contextmanager
def _connecting() -> Iterator[None]:
    try:
        yield
    except psycopg.ProgrammingError:  # libpq's words about a URL repeat it, and the password in it
        raise UnreachableError("cannot connect to the database: its URL is not one that libpq reads") from None
    except psycopg.Error as exc:
        raise UnreachableError(f"cannot connect to the database: {' '.join(str(exc).split())}") from exc


def connect_to_work(url: str, statement_timeout: str) -> Connection:
    """Connect as a loop that works in the background: no statement takes longer than that, whatever the login's settings."""
    connection = connect(url)
    query: Query = """
        select set_config('statement_timeout', %s, false), set_config('default_transaction_isolation', 'read committed', false)
        """
    connection.execute(query, [statement_timeout])
    return connection


def create_database(url: str, name: str) -> None:
    """Create a database on the server, unless it is there."""
    with connect(url) as connection, contextlib.suppress(psycopg.errors.DuplicateDatabase):
        if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))


def drop_database(url: str, name: str) -> None:
    """Drop a database on the server, whoever is connected to it."""
    with connect(url) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def open_pool(url: str, size: int) -> ConnectionPool[Connection]:
    """Open a pool whose connections are checked when they are lent: a server that restarted costs no request."""
    return ConnectionPool(
        url,
        min_size=size,
        max_size=size,
        open=True,
        check=ConnectionPool.check_connection,
        kwargs={"autocommit": True, "application_name": "holdfast"},
    )


class _Id(BaseModel):
    id: uuid.UUID


class _Nothing(BaseModel):
    pass


class _Count(BaseModel):
    count: int


class _Position(BaseModel):
    position: int


class _Name(BaseModel):
    name: str


class _AccountId(BaseModel):
    code: str
    account_id: uuid.UUID


class Violation(BaseModel):
    """A row of `audit.verify_invariants`: a promise that is broken, and where, as far as the login may know."""

    promise: int
    broken: str
    company_id: uuid.UUID | None
    subject_id: uuid.UUID | None
    detail: str | None


class Seal(BaseModel):
    """A block of evidence: a row of `audit.seals`."""

    block_no: int
    root: str
    """Hexadecimal: who knows it can tell a change of all that was sealed up to it."""
    leaf_count: int
    sealed_at: dt.datetime


class Flaw(BaseModel):
    """A row of `audit.verify_evidence`: a place that is not what was sealed, or what the events of its chain tell."""

    evidence: Literal["root", "seal", "chain"]
    block_no: int | None
    company_id: uuid.UUID | None
    subject_id: uuid.UUID | None
    seq: int | None
    """Of the chain's event; 0 for a journal entry."""
    fault: str


class Outcome(BaseModel):
    """What became of one transaction of a call: a row of `ledger.outcome`."""

    position: int
    status: Literal["posted", "refused"]
    transaction_id: uuid.UUID | None
    entry_ids: list[uuid.UUID] | None
    code: str | None
    detail: str | None
    errors: list[dict[str, Any]] | None


class Difference(BaseModel):
    """An account-day on which the ledger and a statement differ, with the statement's nearest balance."""

    account_id: uuid.UUID
    code: str
    day: dt.date
    ledger: Decimal
    statement: Decimal
    difference: Decimal


class TrialBalanceRow(BaseModel):
    """A row of `ledger.trial_balance`: a company's accounts of one kind, in one currency."""

    currency: str
    type: str
    purpose: str
    accounts: int
    debits: Decimal
    credits: Decimal
    posted: Decimal
    held: Decimal


class ServerFacts(BaseModel):
    """What matters of the server for the safety of the data."""

    version: str
    version_number: int
    """As in `server_version_num`: 180006 is 18.6."""
    fsync: str
    full_page_writes: str
    synchronous_commit: str


class Key(BaseModel):
    """An API key without the key: a row of `access.keys`."""

    id: uuid.UUID
    name: str
    prefix: str
    scopes: list[str]
    companies: list[uuid.UUID] | None
    created_at: dt.datetime
    expires_at: dt.datetime | None
    revoked_at: dt.datetime | None
    is_good: bool


class Principal(BaseModel):
    """Whoever may act: a row of `access.directory`."""

    id: uuid.UUID
    name: str
    scopes: list[str]
    companies: list[uuid.UUID] | None
    issuer: str | None
    subject: str | None
    status: Literal["active", "disabled"]
    logins: list[str]
    good_keys: int
    created_at: dt.datetime


class Chain(BaseModel):
    """A chain, as `chain.chain_as_json` has it."""

    model_config = ConfigDict(extra="allow")

    id: uuid.UUID
    company_id: uuid.UUID
    state: str
    definition: str | None
    definition_version: int | None
    waiting_on: str | None
    failure: dict[str, Any] | None
    created_at: dt.datetime
    ended_at: dt.datetime | None


class ChainStep(BaseModel):
    """A step of a chain; steps of one wave can run side by side."""

    model_config = ConfigDict(extra="allow")

    name: str
    kind: str
    state: str
    wave: int
    depends_on: list[str]
    waiting_on: str | None
    code: str | None
    detail: str | None


class ChainWithSteps(Chain):
    """A chain, as `chain.get_chain` has it."""

    steps: list[ChainStep]


class _Chains(BaseModel):
    items: list[Chain]


class _ShownChain(BaseModel):
    chain: ChainWithSteps


class Parked(BaseModel):
    """What of a chain waits for a person, as `chain.list_parked` has it."""

    model_config = ConfigDict(extra="allow")

    company_id: uuid.UUID
    chain_id: uuid.UUID
    step: str
    what: str
    chain_state: str
    handler: str | None
    attempt: int
    code: str | None
    detail: str | None
    since: dt.datetime
    proposed: dict[str, Any] | None


class _ParkedWork(BaseModel):
    items: list[Parked]


class _IsEffective(BaseModel):
    is_effective: bool


class DueChain(BaseModel):
    """A chain that there is something to do for."""

    model_config = ConfigDict(frozen=True)

    company_id: uuid.UUID
    id: uuid.UUID


class HandlerRow(BaseModel):
    """Who does the outside steps that name it."""

    handler: str
    company_id: uuid.UUID | None
    adapter: str
    config: Any
    """The adapter says what is right."""
    timeout_seconds: float
    max_running: int | None
    per_second: Decimal | None


class TaskKey(BaseModel):
    """An attempt of a task."""

    model_config = ConfigDict(frozen=True)

    company_id: uuid.UUID
    chain_id: uuid.UUID
    step_no: int
    run: int
    is_undoing: bool
    attempt: int


class Claim(TaskKey):
    """A task that a worker has for a while."""

    id: uuid.UUID
    undoes: uuid.UUID | None
    epoch: int
    handler: str
    step: str
    request: str
    """JSON, and so is `output`: one that cannot be read keeps no other from being claimed."""
    output: str | None
    must_ask: bool
    may_run: bool

    @property
    def key(self) -> TaskKey:
        """What names it in a report."""
        return TaskKey(**{name: getattr(self, name) for name in TaskKey.model_fields})


class TaskState(BaseModel):
    """What a task is after it was reported."""

    company_id: uuid.UUID
    chain_id: uuid.UUID
    state: str


def hash_of_key(key: str) -> bytes:
    """Return what the database knows of an API key: a key is 256 random bits, which needs no slow hash."""
    return hashlib.sha256(key.encode()).digest()


class _Piped(psycopg.Cursor[TupleRow]):
    """Keeps the error of its own query: a pipeline raises the first of all, wherever it likes."""

    error: psycopg.Error | None = None

    def _check_results(self, results: list[PGresult]) -> None:
        try:
            super()._check_results(results)
        except psycopg.Error as exc:
            self.error = exc
            raise


class Database:
    """The functions and views of one connection.

    What the database refuses leaves as `HoldfastError`; what fails otherwise as psycopg's own error.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within, everything is read as it was at one moment."""
        with self._connection.transaction():
            self._connection.execute("set transaction isolation level repeatable read")
            yield

    def invariants(self) -> list[Violation]:
        """Return every promise that a query can see broken, in whosever books; an empty list is what is promised."""
        return self._rows(Violation, "select * from audit.verify_invariants()")

    def verify_evidence(self, roots: Sequence[bytes]) -> list[Flaw]:
        """Return the first bad place of each block and each chain, and those of the roots that no block has."""
        return self._rows(Flaw, "select * from audit.verify_evidence(p_roots => %s::bytea[])", list(roots))

    def seal(self, limit: int) -> Seal | None:
        """Close a block over what is in none yet, at most so many rows; return None where nothing is new."""
        query: Query = """
            select s.block_no, encode(s.root, 'hex') as root, s.leaf_count, s.sealed_at from audit.seal(p_limit => %s) s
            """
        return next(iter(self._rows(Seal, query, limit)), None)

    def last_seal(self) -> Seal | None:
        """Return the last block, if there is one."""
        query: Query = """
            select s.block_no, encode(s.root, 'hex') as root, s.leaf_count, s.sealed_at
            from audit.seals s order by s.block_no desc limit 1
            """
        return next(iter(self._rows(Seal, query)), None)

    def server(self) -> ServerFacts:
        """Return the server's version, and its settings as they hold for this session."""
        return self._rows(
            ServerFacts,
            """
            select current_setting('server_version') as version,
                   current_setting('server_version_num')::int as version_number,
                   current_setting('fsync') as fsync,
                   current_setting('full_page_writes') as full_page_writes,
                   current_setting('synchronous_commit') as synchronous_commit
            """,
        )[0]

    def ensure_company(self, code: str, name: str, kind: str) -> uuid.UUID:
        """Return the company of that code; create it if there is none."""
        try:
            return self._rows(_Id, "select ledger.company_id(p_code => %s) as id", code)[0].id
        except HoldfastError as exc:
            if exc.code.name != "company_not_found":
                raise
            query: Query = "select id from ledger.create_company(p_code => %s, p_name => %s, p_kind => %s)"
            return self._rows(_Id, query, code, name, kind)[0].id

    def ensure_accounts(self, company_id: uuid.UUID, accounts: Sequence[dict[str, Any]]) -> dict[str, uuid.UUID]:
        """Open the accounts that are missing; return the ids of all by code."""
        query: Query = "select code, account_id from ledger.ensure_accounts(p_company_id => %s, p_accounts => %s)"
        return {row.code: row.account_id for row in self._rows(_AccountId, query, company_id, Jsonb(list(accounts)))}

    def post(self, transactions: Sequence[dict[str, Any]]) -> list[Outcome]:
        """Post transactions, each judged by itself; return their outcomes in order."""
        return self._rows(Outcome, "select * from ledger.post(p_transactions => %s)", Jsonb(list(transactions)))

    def compare_statement(self, company_id: uuid.UUID, stated: Sequence[tuple[uuid.UUID, dt.date, Decimal]]) -> list[Difference]:
        """Return the account-days whose posted balance is none of the stated ones, the largest difference first."""
        account_ids, days, balances = map(list, zip(*stated, strict=True)) if stated else ([], [], [])
        return self._rows(
            Difference,
            """
            select * from ledger.compare_statement(
              p_company_id => %s, p_account_ids => %s::uuid[], p_days => %s::date[], p_balances => %s::numeric[])
            """,
            company_id,
            account_ids,
            days,
            balances,
        )

    def trial_balance(self, company_id: uuid.UUID) -> list[TrialBalanceRow]:
        """Return a company's books by kind of account."""
        return self._rows(
            TrialBalanceRow,
            "select * from ledger.list_books(p_company_id => %s)",
            company_id,
        )

    def differing_from_posted(self, company_id: uuid.UUID, transactions: Sequence[dict[str, Any]]) -> set[int]:
        """Return the positions of those whose content differs from what was posted under their ids."""
        query: Query = "select d as position from ledger.differing_from_posted(p_company_id => %s, p_transactions => %s) d"
        return {row.position for row in self._rows(_Position, query, company_id, Jsonb(list(transactions)))}

    def list_keys(self) -> list[Key]:
        """Return every API key, the oldest first."""
        return self._rows(Key, "select * from access.keys order by name, created_at")

    def create_key(  # noqa: PLR0913, PLR0917 -- as many as a key has properties
        self,
        name: str,
        key_hash: bytes,
        prefix: str,
        scopes: Sequence[str],
        companies: Sequence[uuid.UUID] | None,
        expires_at: dt.datetime | None,
    ) -> Key:
        """Give a principal another key; make the principal if there is none of that name."""
        query: Query = """
            select id from access.create_key(
              p_name => %s, p_hash => %s, p_prefix => %s, p_scopes => %s::text[], p_companies => %s::uuid[],
              p_expires_at => %s::timestamptz)
            """
        parameters = (name, key_hash, prefix, list(scopes), None if companies is None else list(companies), expires_at)
        made = self._rows(_Id, query, *parameters)[0]
        return self._rows(Key, "select * from access.keys where id = %s", made.id)[0]

    def end_keys(self, name: str, prefix: str | None, at: dt.datetime | None) -> int:
        """Revoke a principal's keys, or the one of that prefix, now or from a time on; return how many."""
        query: Query = """
            select access.end_keys(
              p_name => %s, p_prefix => %s::text, p_at => coalesce(%s::timestamptz, audit.clock())) as count
            """
        return self._rows(_Count, query, name, prefix, at)[0].count

    def ensure_bootstrap_key(self, key: str | None) -> None:
        """Accept this key, an admin's, for development; and none that was accepted so before."""
        self._rows(_Nothing, "select access.ensure_bootstrap_key(p_hash => %s)", key and hash_of_key(key))

    def expire_liens(self, limit: int) -> int:
        """Sweep liens whose expiry has passed, at most so many; return how many."""
        return self._rows(_Count, "select ledger.expire_liens(p_limit => %s) as count", limit)[0].count

    def sweep_keys(self, days: int, limit: int) -> int:
        """Forget idempotency keys older than so many days, at most so many; return how many."""
        query: Query = "select access.sweep_keys(p_age => make_interval(days => %s), p_limit => %s) as count"
        return self._rows(_Count, query, days, limit)[0].count

    def list_due_chains(self, limit: int) -> list[DueChain]:
        """Return chains that there is something to do for, at most so many, those of the highest priority first."""
        return self._rows(DueChain, "select * from chain.list_due(p_limit => %s)", limit)

    def advance_due_chain(self, company_id: uuid.UUID, chain_id: uuid.UUID) -> bool:
        """Go on with a chain, if it is due and nobody else is working on it; return whether it was."""
        query: Query = "select chain.advance_due(p_company_id => %s, p_chain_id => %s)::integer as count"
        return self._rows(_Count, query, company_id, chain_id)[0].count > 0

    def advance_due_chains(self, chains: Sequence[DueChain]) -> list[bool | psycopg.Error | None]:
        """Do so with each, a commit each, in one round trip; what failed has its error, or None where nothing was heard of it."""
        query: Query = "select chain.advance_due(p_company_id => %s, p_chain_id => %s)"
        cursors = [_Piped(self._connection) for _ in chains]
        with contextlib.suppress(psycopg.DatabaseError), self._connection.pipeline() as pipeline:
            for cursor, chain in zip(cursors, chains, strict=True):
                with contextlib.suppress(psycopg.DatabaseError):
                    cursor.execute(query, (chain.company_id, chain.id), prepare=True)
                    pipeline.sync()
        rows = [cursor.fetchone() if cursor.rowcount == 1 else None for cursor in cursors]
        return [row[0] if row else cursor.error for row, cursor in zip(rows, cursors, strict=True)]

    def postpone_chain(self, company_id: uuid.UUID, chain_id: uuid.UUID) -> None:
        """Put off a chain that could not be gone on with."""
        self._rows(_Nothing, "select chain.postpone(p_company_id => %s, p_chain_id => %s)", company_id, chain_id)

    def list_handlers(self) -> list[HandlerRow]:
        """Return who does outside steps."""
        return self._rows(HandlerRow, "select * from chain.list_handlers()")

    def set_handler(self, row: HandlerRow) -> None:
        """Say who does the outside steps that name it."""
        query: Query = """
            select chain.set_handler(
              p_handler => %s, p_company_id => %s, p_adapter => %s, p_config => %s,
              p_timeout => make_interval(secs => %s), p_max_running => %s, p_per_second => %s)
            """
        fields = (
            row.handler,
            row.company_id,
            row.adapter,
            Jsonb(row.config),
            row.timeout_seconds,
            row.max_running,
            row.per_second,
        )
        self._rows(_Nothing, query, *fields)

    def claim_steps(self, worker: str, handlers: Sequence[str], limit: int, lease: float) -> list[Claim]:
        """Take tasks of these handlers, at most so many, for so many seconds."""
        query: Query = """
            select company_id, chain_id, step_no, run, is_undoing, attempt, id, undoes, epoch, handler, step,
                   request::text, output::text, must_ask, may_run
            from chain.claim_steps(
              p_worker => %s, p_handlers => %s, p_limit => %s, p_lease => make_interval(secs => %s))
            """
        return self._rows(Claim, query, worker, list(handlers), limit, lease)

    def complete_steps(self, worker: str, reports: Sequence[dict[str, Any]]) -> list[TaskState]:
        """Report of tasks; return what those are then that the worker still had."""
        query: Query = "select * from chain.complete_steps(p_worker => %s, p_reports => %s)"
        return self._rows(TaskState, query, worker, Jsonb(list(reports)))

    def extend_leases(self, worker: str, tasks: Sequence[TaskKey], lease: float) -> set[uuid.UUID]:
        """Keep tasks for so many seconds more; return the ids of those that the worker still has."""
        query: Query = """
            select id from chain.extend_leases(p_worker => %s, p_tasks => %s, p_lease => make_interval(secs => %s))
            """
        keys = Jsonb([key.model_dump(mode="json") for key in tasks])
        return {row.id for row in self._rows(_Id, query, worker, keys, lease)}

    def list_principals(self) -> list[Principal]:
        """Return every principal, by name."""
        return self._rows(Principal, "select * from access.directory order by name")

    def ensure_principal(
        self, name: str, scopes: Sequence[str], companies: Sequence[uuid.UUID] | None, issuer: str | None, subject: str | None
    ) -> Principal:
        """Return the principal of that name, which must have these rights and tokens; make it if there is none."""
        query: Query = """
            select id from access.ensure_principal(
              p_name => %s, p_scopes => %s::text[], p_companies => %s::uuid[], p_issuer => %s, p_subject => %s)
            """
        parameters = (name, list(scopes), None if companies is None else list(companies), issuer, subject)
        made = self._rows(_Id, query, *parameters)[0]
        return self._rows(Principal, "select * from access.directory where id = %s", made.id)[0]

    def set_principal_status(self, name: str, status: Literal["active", "disabled"]) -> None:
        """Disable a principal, or let it act again."""
        self._rows(_Id, "select id from access.set_principal_status(p_name => %s, p_status => %s)", name, status)

    def set_login(self, login: str, name: str | None) -> None:
        """Say which principal a database login reads as, or that it reads as none."""
        self._rows(_Nothing, "select access.set_login(p_login => %s, p_name => %s)", login, name)

    def list_chains(self, company_id: uuid.UUID | None, state: str | None, definition: str | None, limit: int) -> list[Chain]:
        """Return the newest chains: of a company, in a state, of a definition."""
        query: Query = """
            select l -> 'items' as items
            from chain.list_chains(
              p_companies => %s::uuid[], p_state => %s, p_definition => %s, p_limit => %s) l
            """
        return self._rows(_Chains, query, company_id and [company_id], state, definition, limit)[0].items

    def get_chain(self, chain_id: uuid.UUID) -> ChainWithSteps:
        """Return a chain with its steps, in the order in which they run."""
        return self._rows(_ShownChain, "select chain.get_chain(p_chain_id => %s) as chain", chain_id)[0].chain

    def rollback_chain(self, chain: Chain, steps: Sequence[str] | None, reason: str | None) -> None:
        """Undo a chain, or some of its steps and what depends on them."""
        query: Query = """
            select id from chain.rollback(p_company_id => %s, p_chain_id => %s, p_steps => %s::text[], p_reason => %s)
            """
        self._rows(_Id, query, chain.company_id, chain.id, list(steps) if steps else None, reason)

    def resume_chain(self, chain: Chain) -> None:
        """Go on with a failed chain from its last checkpoint, or try again what waits for an operator."""
        self._rows(_Id, "select id from chain.resume(p_company_id => %s, p_chain_id => %s)", chain.company_id, chain.id)

    def list_parked(self, company_id: uuid.UUID | None, limit: int) -> list[Parked]:
        """Return what waits for a person: of a company, or all; the oldest chain first."""
        query: Query = "select l -> 'items' as items from chain.list_parked(p_companies => %s::uuid[], p_limit => %s) l"
        return self._rows(_ParkedWork, query, company_id and [company_id], limit)[0].items

    def retry_step(self, chain: Chain, step: str, by: str) -> None:
        """Have what is parked at a step tried once more, in the name of a principal."""
        query: Query = """
            select id from chain.retry_step(
              p_company_id => %s, p_chain_id => %s, p_step => %s, p_principal_id => access.principal_id(p_name => %s))
            """
        self._rows(_Id, query, chain.company_id, chain.id, step, by)

    def resolve_step(  # noqa: PLR0913, PLR0917 -- as many as there is to say
        self, chain: Chain, step: str, outcome: str, reason: str, output: dict[str, Any] | None, by: str
    ) -> bool:
        """Say what became of what is parked at a step, in the name of a principal; return whether that took effect."""
        query: Query = """
            select is_effective from chain.resolve_step(
              p_company_id => %s, p_chain_id => %s, p_step => %s, p_outcome => %s, p_reason => %s, p_output => %s,
              p_principal_id => access.principal_id(p_name => %s))
            """
        said = Jsonb(output) if output is not None else None
        return self._rows(_IsEffective, query, chain.company_id, chain.id, step, outcome, reason, said, by)[0].is_effective

    def disarmed_guards(self) -> list[str]:
        """Return the triggers that keep the promises and do not stand, or do not fire always."""
        query: Query = "select trigger_name as name from audit.guards where not is_armed order by trigger_name"
        return [row.name for row in self._rows(_Name, query)]

    def _rows(self, model: type[Row], query: Query, *arguments: object) -> list[Row]:
        try:
            with self._connection.cursor(row_factory=class_row(model)) as cursor:
                return cursor.execute(query, arguments, prepare=True).fetchall()
        except psycopg.Error as exc:
            raise translate(exc) or exc from exc


@dataclass(frozen=True)
class Call:
    """What a client asks for, as `access.request` takes it."""

    credential: Mapping[str, Any]
    operation: str
    company_id: uuid.UUID | None
    params: Mapping[str, Any]
    body: str | None
    """JSON as it came."""
    key: str | None
    request_id: uuid.UUID
    is_read: bool


class Answer(BaseModel):
    """What `access.request` answers: `code` is that of a refusal, `body` is JSON."""

    code: str | None
    body: str
    replayed: bool


class Volume(BaseModel):
    """What moved between a company and the others, since ever, in one currency."""

    company_id: uuid.UUID
    currency: str
    amount: Decimal


class Backlog(BaseModel):
    """How many outside steps of a handler are in a state that is no end."""

    handler: str
    state: str
    tasks: int


@dataclass(frozen=True)
class Counted:
    """What the database has counted, the same for every process."""

    volumes: Sequence[Volume] = ()
    backlogs: Sequence[Backlog] = ()


class LostError(Exception):
    """The connection ended before the answer came: what was asked for may have been done."""


class _IsThere(BaseModel):
    is_there: bool


class _Kept(Generic[Kept]):
    """What is asked for once at a time, and kept for a second, however many want to know; they do not wait for long."""

    def __init__(self, ask: Callable[[], Coroutine[Any, Any, Kept]], otherwise: Kept) -> None:
        self._ask = ask
        self._otherwise = otherwise
        self._asked_at = float("-inf")
        self._task: asyncio.Task[Kept] | None = None

    async def get(self) -> Kept:
        now = asyncio.get_running_loop().time()
        if self._task is None or (self._task.done() and now - self._asked_at >= KEPT_SECONDS):
            self._asked_at, self._task = now, asyncio.create_task(self._ask())
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                return await asyncio.shield(self._task)
        except TimeoutError:
            return self._otherwise


class Door:
    """`access.request` and its batch form, with connections to them: one round trip a call.

    What the database refuses leaves as `HoldfastError`, what fails otherwise as `FaultError`.
    """

    def __init__(self, reads: _Pool, writes: _Pool, batches: _Pool, hang_up_after: float) -> None:
        """What waits for a lock keeps none but its own kind waiting; `hang_up_after` is in seconds."""
        self._reads = reads
        self._writes = writes
        self._batches = batches
        self._hang_up_after = hang_up_after
        self._ready = _Kept(self._ask_ready, otherwise=False)
        self._counted: _Kept[Counted] = _Kept(self._ask_counted, otherwise=Counted())

    async def call(self, call: Call) -> Answer:
        """Do what is asked for.

        Where the connection is lost the call is made once more if that can do no harm: a read, or a call with a key, under which
        the database knows whether it was done. It is never guessed.
        """
        try:
            return await self._send(call)
        except LostError as exc:
            if call.key is None and not call.is_read:
                raise FaultError(OUTCOME_UNKNOWN) from exc
        return await self.ask_again(call)

    async def ask_again(self, call: Call) -> Answer:
        """Make a call whose answer was lost once more: a read, or one with a key."""
        try:
            return await self._send(call)
        except (LostError, FaultError) as exc:
            raise FaultError(UNAVAILABLE if call.is_read else OUTCOME_UNKNOWN) from exc

    async def create(self, calls: Sequence[Call]) -> list[Answer]:
        """Create atomic transactions that were asked for together; return the answer of each, refusals of all kinds included.

        Raises `LostError` where it is not known whether it was done, and otherwise, where nothing was, as `call`.
        """
        query: Query = """
            select a.code, a.body::text as body, a.replayed from access.request_creations(p_requests => %s::jsonb) a
            order by a.position
            """
        return await self._fetch(self._batches, Answer, query, f"[{','.join(map(_as_json, calls))}]")

    async def counted(self) -> Counted:
        """Return what the database has counted; nothing where it does not say so soon."""
        return await self._counted.get()

    async def is_ready(self) -> bool:
        """Whether the database answers soon, and has the doors."""
        return await self._ready.get()

    async def _ask_counted(self) -> Counted:
        try:
            return Counted(
                await self._fetch(self._reads, Volume, "select * from ledger.cross_company_volume()"),
                await self._fetch(self._reads, Backlog, "select * from chain.count_tasks()"),
            )
        except (LostError, FaultError, HoldfastError):
            return Counted()

    async def _ask_ready(self) -> bool:
        query: Query = "select to_regproc('access.request') is not null as is_there"
        try:
            return (await self._fetch(self._reads, _IsThere, query))[0].is_there
        except (LostError, FaultError, HoldfastError):
            return False

    async def _send(self, call: Call) -> Answer:
        query: Query = """
            select a.code, a.body::text as body, a.replayed
            from access.request(
              p_credential => %s::jsonb, p_operation => %s, p_company_id => %s::uuid, p_params => %s::jsonb,
              p_body => %s::jsonb, p_key => %s, p_request_id => %s::uuid) a
            """
        arguments = (
            json.dumps(call.credential),
            call.operation,
            call.company_id,
            json.dumps(call.params),
            call.body,
            call.key,
            call.request_id,
        )
        return (await self._fetch(self._reads if call.is_read else self._writes, Answer, query, *arguments))[0]

    async def _fetch(self, pool: _Pool, model: type[Row], query: Query, *arguments: object) -> list[Row]:
        async with self._lend(pool) as connection:
            try:
                with _hanging_up(connection, self._hang_up_after):
                    cursor = connection.cursor(row_factory=class_row(model))
                    await cursor.execute(query, arguments, prepare=True)
                    return await cursor.fetchall()
            except psycopg.Error as exc:
                if connection.closed:
                    raise LostError from exc
                raise translate(exc) or FaultError(fault(exc.sqlstate)) from exc

    @contextlib.asynccontextmanager
    async def _lend(self, pool: _Pool) -> AsyncIterator[AsyncConnection]:
        try:
            connection = await pool.getconn()
            while not await self._is_good(connection):
                await pool.drain()  # Its server restarted, most likely: the others ended too.
                await pool.putconn(connection)
                connection = await pool.getconn()
        except (PoolTimeout, TooManyRequests, PoolClosed) as exc:
            raise FaultError(UNAVAILABLE) from exc
        try:
            yield connection
        finally:
            await asyncio.shield(pool.putconn(connection))

    async def _is_good(self, connection: AsyncConnection) -> bool:
        """Look whether an idle connection has something to say, most likely that it ended. That takes no round trip."""
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN)
        if not poll.poll(0):
            return True
        try:
            with _hanging_up(connection, self._hang_up_after):
                await AsyncConnectionPool.check_connection(connection)
        except psycopg.Error:
            return False
        return True


def _as_json(call: Call) -> str:
    """Return a call as `access.request_creations` takes it; its body is JSON as it is."""
    known = {
        "credential": call.credential,
        "company_id": call.company_id and str(call.company_id),
        "key": call.key,
        "request_id": str(call.request_id),
    }
    return f'{json.dumps(known)[:-1]}, "body": {call.body or "null"}}}'


class AtomicTransactionService:
    """The guide's service for a Python program, whose login is granted `holdfast_worker`.

    What the database refuses leaves as `HoldfastError`, what fails otherwise as psycopg's own error.
    """

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection]) -> None:
        """`pool` lends connections in autocommit mode, or in a transaction of READ COMMITTED that the caller ends."""
        self._pool = pool

    async def create_atomic_transaction(
        self,
        transactions: list[dict[str, Any]],
        company_id: uuid.UUID,
        metadata: dict[str, Any] | None = None,
        group_name: str | None = None,
        description: str | None = None,
    ) -> dict[str, Any]:
        """Post transactions that succeed or fail together; return the guide's response."""
        query: Query = """
            select ledger.create_atomic_transaction(
              p_company_id => %s, p_transactions => %s, p_metadata => %s, p_group_name => %s, p_description => %s)
            """
        arguments = (company_id, Jsonb(transactions), Jsonb(metadata or {}), group_name, description)
        try:
            async with self._pool.connection() as connection:
                row = await (await connection.execute(query, arguments, prepare=True)).fetchone()
        except psycopg.Error as exc:
            raise translate(exc) or exc from exc
        assert row is not None  # noqa: S101  # a function answers
        created: dict[str, Any] = row[0]
        return created


@contextlib.asynccontextmanager
async def open_door(settings: Settings) -> AsyncIterator[Door]:
    """Open the pools, whether or not there is a database at the moment; close them at the end.

    Postgres ends a statement at its time limit; a server that does not even do that is hung up on a little later.
    """
    timeout = settings.statement_timeout
    hang_up_after = timeout + CONNECT_TIMEOUT_SECONDS

    async def prepare(connection: AsyncConnection) -> None:
        """Set time limit and isolation; a superuser, as of the embedded server, acts as one who may call the door and no more."""
        query: Query = """
            select set_config('statement_timeout', %s, false),
                   set_config('default_transaction_isolation', 'read committed', false),
                   case when r.rolsuper then set_config('role', %s, false) end
            from pg_roles r where r.rolname = session_user
            """
        await connection.execute(query, [f"{timeout}s", API_ROLE])

    def make_pool(size: int) -> _Pool:
        return AsyncConnectionPool(
            settings.database_url or "",
            min_size=size,
            max_size=size,
            max_waiting=settings.queue_size,
            timeout=timeout,
            open=False,
            configure=prepare,
            kwargs={"autocommit": True, "application_name": "holdfast", "connect_timeout": CONNECT_TIMEOUT_SECONDS},
        )

    half = max(1, settings.pool_size // 2)
    async with (
        make_pool(max(1, settings.pool_size - half)) as reads,
        make_pool(half) as writes,
        make_pool(BATCH_CONNECTIONS) as batches,
    ):
        yield Door(reads, writes, batches, hang_up_after)


@contextlib.contextmanager
def _hanging_up(connection: AsyncConnection, seconds: float) -> Iterator[None]:
    """Shut a connection's socket down after a time: psycopg waits for an answer for as long as there is one to come."""

    def hang_up() -> None:
        with contextlib.suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as end:
            end.shutdown(socket.SHUT_RDWR)

    timer = asyncio.get_running_loop().call_later(seconds, hang_up)
    try:
        yield
    finally:
        timer.cancel()
