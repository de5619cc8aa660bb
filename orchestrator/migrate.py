"""Brings a database to this release: tables by migrations (yoyo), then code (the loader), each only where it differs.

Everything is owned by `holdfast_owner`, who cannot log in: the login in the URL (a superuser, or one that may create roles and
owns the database) acts as that role.
"""

from __future__ import annotations

import contextlib
import hashlib
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import yoyo
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from yoyo.backends.base import DatabaseBackend
from yoyo.migrations import Migration, default_migration_table

from orchestrator import loader
from orchestrator.database import Connection, connect
from orchestrator.errors import OperationError
from orchestrator.paths import Tree

OWNER = "holdfast_owner"
ROLES = ("holdfast_api", "holdfast_worker", "holdfast_reader")
"""What logins are granted: they make nothing."""
SEARCH_PATH = ("ledger", "chain", "relay", "access", "audit", "public")
CHECKSUMS = "SHA256SUMS"

_BOOKKEEPING = "yoyo"
"""The schema of yoyo's own tables, away from the users' `public`."""
_LOCK = int.from_bytes(hashlib.sha256(b"holdfast migrate").digest()[:8], signed=True)
_ROLE_ATTEMPTS = 10


class MigrationError(OperationError):
    """The database cannot be brought to this release."""


@dataclass(frozen=True)
class Report:
    """What a run changed; all empty where there was nothing to do."""

    migrations: tuple[str, ...] = ()
    loaded: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Status:
    """How a database differs from this release."""

    pending: tuple[str, ...]
    """Migrations it does not have: the service must not start."""
    unknown: tuple[str, ...]
    """Migrations that only a newer release has."""
    differing: tuple[str, ...]
    """Code that is not as in this release: normal while a new release is rolled out."""


def migrate(url: str, tree: Tree | None = None) -> Report:
    """Bring the database to this release. Safe to run again, to cut off, and to run twice at once."""
    tree = tree or Tree.find()
    names = check_migrations(tree.migrations)
    with connect(url) as connection, _only_one(connection):
        _prepare(connection, tree)
        present = _applied(connection)
        if unknown := present - set(names):
            raise MigrationError(f"the database is of a newer release: it has {', '.join(sorted(unknown))}")
        applied = _apply_migrations(url, tree.migrations) if present < set(names) else ()
        with _connect_as_owner(url) as owner:
            loaded = loader.load(owner, tree.sql, tables_changed=bool(applied))
        _set_up_database(connection)
    return Report(applied, loaded.loaded, loaded.dropped)


def status(url: str, tree: Tree | None = None) -> Status:
    """Compare the database with this release, changing nothing; its code only for a login that may see it."""
    tree = tree or Tree.find()
    names = check_migrations(tree.migrations)
    with connect(url) as connection:
        applied = _applied(connection)
        differing = [*loader.read_code(tree.sql)]
        if applied:
            may_see = connection.execute("select has_table_privilege('audit.loaded_objects', 'select')").fetchone() == (True,)
            differing = loader.differing(connection, tree.sql) if may_see else []
    pending = tuple(name for name in names if name not in applied)
    return Status(pending, tuple(sorted(applied - set(names))), tuple(differing))


def build_from_tree(url: str, tree: Tree | None = None) -> None:
    """Build a database from `sql/` alone, without migrations: what the migrations have to arrive at."""
    tree = tree or Tree.find()
    with connect(url) as connection:
        _prepare(connection, tree)
        _set_up_database(connection)
    with _connect_as_owner(url) as owner:
        for path in schema_files(tree):
            owner.execute(path.read_text())
        loader.load(owner, tree.sql)


def schema_files(tree: Tree) -> list[Path]:
    """Return the files of the tables, in the order that they are run in."""
    return sorted((tree.sql / "schema").glob("*.sql"))


def check_migrations(folder: Path) -> tuple[str, ...]:
    """Return the names of the migrations, in order, once their content is what was released.

    yoyo knows a migration by its name: it would not notice one that was edited.
    """
    listed: dict[str, str] = {}
    for line in (folder / CHECKSUMS).read_text().splitlines():
        checksum, _, name = line.partition("  ")
        listed[name] = checksum
    found = {path.name: path for path in sorted(folder.glob("*.sql"))}
    problems = [f"{name} is missing" for name in listed.keys() - found.keys()]
    problems += [f"{name} is not listed" for name in found.keys() - listed.keys()]
    for name in listed.keys() & found.keys():
        if hashlib.sha256(found[name].read_bytes()).hexdigest() != listed[name]:
            problems.append(f"{name} was changed")
    if problems:
        raise MigrationError(f"the migrations are not as {CHECKSUMS} says: {'; '.join(sorted(problems))}")
    return tuple(path.stem for path in found.values() if not path.stem.endswith(".rollback"))


@contextlib.contextmanager
def _only_one(connection: Connection) -> Iterator[None]:
    """Hold the migration lock of the database.

    It is polled for: a session that waits for a lock inside a query holds a snapshot, and `create index concurrently`, run by the
    one that has the lock, would wait for that forever.
    """
    while connection.execute("select pg_try_advisory_lock(%s)", [_LOCK]).fetchone() != (True,):
        time.sleep(random.uniform(0.05, 0.2))
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("select pg_advisory_unlock(%s)", [_LOCK])


def _prepare(connection: Connection, tree: Tree) -> None:
    """Make the roles, let the owner make schemas here, and let the login act as the owner."""
    _make_roles(connection, (tree.sql / loader.ROLES).read_text())
    connection.execute(_LET_LOGIN_ACT_AS_OWNER)
    database = sql.Identifier(connection.info.dbname)
    owner = sql.Identifier(OWNER)
    connection.execute(sql.SQL("grant create on database {} to {}").format(database, owner))
    connection.execute(sql.SQL("create schema if not exists {} authorization {}").format(sql.Identifier(_BOOKKEEPING), owner))


def _make_roles(connection: Connection, script: str) -> None:
    """Run the script of the roles; another database of the cluster may be doing the same at this moment."""
    for attempt in range(1, _ROLE_ATTEMPTS + 1):
        try:
            with connection.transaction():
                connection.execute(script)
            return
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation, psycopg.errors.InternalError_):
            if attempt == _ROLE_ATTEMPTS:
                raise
            time.sleep(random.uniform(0.05, 0.2))
        except psycopg.errors.InsufficientPrivilege:
            if not connection.execute("select 1 from pg_roles where rolname = %s", [OWNER]).fetchone():
                raise
            return  # somebody who may has made them


def _apply_migrations(url: str, folder: Path) -> tuple[str, ...]:
    """Apply what is pending, in order; each commits together with the mark that it was applied, or not at all."""
    target = "postgresql+psycopg:///?" + urlencode(_as_owner_in(url, (_BOOKKEEPING, *SEARCH_PATH)))
    with yoyo.get_backend(target) as backend, contextlib.redirect_stdout(sys.stderr):
        backend.break_lock()  # left by a run that was killed: the lock that counts is ours
        pending = backend.to_apply(yoyo.read_migrations(str(folder)))
        for migration in pending:
            with backend.copy() as session:
                _apply(session, migration)
    return tuple(migration.id for migration in pending)


def _apply(session: DatabaseBackend, migration: Migration) -> None:
    migration.load()
    try:
        with session.transaction() if migration.use_transactions else contextlib.nullcontext():
            migration.process_steps(session, "apply")
            session.mark_one(migration)
    except psycopg.Error as exc:
        raise MigrationError(f"migrations/{migration.id}.sql: {exc.diag.message_primary or exc}") from exc


def _applied(connection: Connection) -> set[str]:
    """Return the names of the migrations that the database has; a login that may not look is told them."""
    found = connection.execute(
        "select has_schema_privilege(schemaname, 'usage') from pg_tables where (schemaname, tablename) = (%s, %s)",
        [_BOOKKEEPING, default_migration_table],
    ).fetchone()
    if found is None:
        return set()
    table: sql.Composable = sql.SQL("audit.installed_migrations() as m (migration_id)")
    if found == (True,):
        table = sql.Identifier(_BOOKKEEPING, default_migration_table)
    return {name for (name,) in connection.execute(sql.SQL("select migration_id from {}").format(table))}


def _as_owner_in(url: str, search_path: tuple[str, ...]) -> dict[str, str]:
    """Return libpq's parameters for a session that acts as the owner from its first statement."""
    parameters = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    options = f"-c role={OWNER} -c search_path={','.join(search_path)}"
    return {**parameters, "options": f"{parameters.get('options', '')} {options}".strip()}


def _connect_as_owner(url: str) -> Connection:
    return connect(make_conninfo(**_as_owner_in(url, SEARCH_PATH)))


def _set_up_database(connection: Connection) -> None:
    """Set what belongs to the database itself, which no dump of it carries.

    SQL may name our tables and functions without their schemas: names are unique across them. Our roles make no objects, and
    nobody makes temporary ones: by a function of one's own one could listen to what a query reads.
    """
    database = sql.Identifier(connection.info.dbname)
    path, roles = (sql.SQL(", ").join(map(sql.Identifier, names)) for names in (SEARCH_PATH, ROLES))
    connection.execute(sql.SQL("alter database {} set search_path to {}").format(database, path))
    connection.execute(sql.SQL("revoke create, temporary on database {} from public, {}").format(database, roles))


# From 16 on, membership is not enough: it has to allow `set role`, and the creator of a role is not given that.
_LET_LOGIN_ACT_AS_OWNER = """
do $$
begin
  if current_setting('server_version_num')::int >= 160000 then
    if not pg_has_role('holdfast_owner', 'set') then
      execute format('grant holdfast_owner to %I with set true, inherit false', current_user);
    end if;
  elsif not pg_has_role('holdfast_owner', 'member') then
    execute format('grant holdfast_owner to %I', current_user);
  end if;
end
$$
"""
