"""Loads the code of the database: one function or view a file, only what differs, in one transaction.

`create or replace` does most of it. Where it cannot (a parameter renamed, a view's column gone, a materialised view), the object
is dropped with the loaded objects that depend on it, and all of them are loaded again. What the loader did not load it never
drops: a user's view on one of ours makes the load fail, naming the view, with nothing changed.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import LiteralString

import psycopg
from psycopg import errors as pg
from psycopg import sql
from psycopg.rows import class_row

from orchestrator.database import Connection
from orchestrator.errors import OperationError

ROLES = "security/roles.sql"
"""Made before anything else, by whoever migrates: roles are the cluster's, not the database's."""

_LOCK_TIMEOUT = "2s"
_ATTEMPTS = 10
_MISSING = (pg.UndefinedFunction, pg.UndefinedTable, pg.UndefinedObject, pg.UndefinedColumn)
"""What a file raises that needs another one loaded before it."""
_IRREPLACEABLE = (
    pg.InvalidFunctionDefinition,
    pg.InvalidTableDefinition,
    pg.WrongObjectType,
    pg.DuplicateTable,
    pg.DuplicateObject,
    pg.DuplicateFunction,
    pg.AmbiguousFunction,
)
"""What `create or replace` raises where only a drop helps."""
_BUSY = (pg.LockNotAvailable, pg.DeadlockDetected)


class LoadError(OperationError):
    """The code cannot be loaded; nothing was changed."""


@dataclass(frozen=True)
class CodeFile:
    """A file of `sql/`: the one copy of an object, or a script of grants."""

    path: str
    text: str
    checksum: str

    @property
    def is_script(self) -> bool:
        """Whether it makes no object, and is run whenever anything changed."""
        return self.path.startswith("security/")


@dataclass(frozen=True)
class Loaded:
    """What a load did, by path."""

    loaded: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Record:
    """A row of `audit.loaded_objects`; `present` is false where the object has been dropped since."""

    path: str
    identity: str
    checksum: str
    present: bool


@dataclass(frozen=True)
class _Object:
    """An object of the catalog.

    `maker` is the identity of the object whose file makes this one: a trigger comes with its function. It is None for a trigger
    on somebody else's table. `version` changes whenever the object is written.
    """

    classid: int
    oid: int
    kind: str
    identity: str
    maker: str | None
    version: str


def read_code(root: Path) -> dict[str, CodeFile]:
    """Return the files of `sql/` that are loaded, functions first: by path, relative to `root`."""
    paths = [path for pattern in ("functions/*/*.sql", "views/*/*.sql", "security/*.sql") for path in sorted(root.glob(pattern))]
    files = {}
    for path in paths:
        content = path.read_bytes()
        name = path.relative_to(root).as_posix()
        files[name] = CodeFile(name, content.decode(), hashlib.sha256(content).hexdigest())
    del files[ROLES]
    return files


def differing(connection: Connection, root: Path) -> list[str]:
    """Return the paths of what a load would touch: changed, new, gone from the tree, or gone from the database."""
    files, records = read_code(root), _records(connection)
    return [*_changed(files, records), *sorted(records.keys() - files.keys())]


def load(connection: Connection, root: Path, *, tables_changed: bool = False) -> Loaded:
    """Make the database's code what the tree says, all of it or nothing, as the connection's role.

    Waits only briefly for a lock, since whoever comes after it would wait too; then lets go of everything and tries again.
    """
    files = read_code(root)
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with connection.transaction():
                connection.execute("set local check_function_bodies = off")
                connection.execute(sql.SQL("set local lock_timeout = {}").format(_LOCK_TIMEOUT))
                loaded = _Load(connection, files).run(tables_changed=tables_changed)
            break
        except _BUSY as exc:
            if attempt == _ATTEMPTS:
                raise LoadError(f"the database is too busy to load the code: {exc}") from exc
            time.sleep(random.uniform(0.1, 0.5) * attempt)
    _fill_materialized_views(connection)
    return loaded


class _Load:
    """One attempt, in one transaction."""

    def __init__(self, connection: Connection, files: Mapping[str, CodeFile]) -> None:
        self._connection = connection
        self._files = files
        self._records = _records(connection)
        self._paths = {record.identity: record.path for record in self._records.values() if record.present}
        self._queue: deque[str] = deque()
        self._made: dict[str, _Object] = {}

    def run(self, *, tables_changed: bool) -> Loaded:
        """Load what changed, drop what is gone, and grant again if any of it happened: what is made anew has no grants."""
        changed = _changed(self._files, self._records)
        gone = sorted(self._records.keys() - self._files.keys())
        self._queue.extend(path for path in changed if not self._files[path].is_script)
        self._work_off_queue()
        for path in gone:
            self._forget(path)
        self._work_off_queue()
        self._validate_functions()
        if changed or gone or tables_changed:
            self._run_scripts()
        scripts = [path for path in changed if self._files[path].is_script]
        return Loaded((*self._made, *scripts), tuple(gone))

    def _work_off_queue(self) -> None:
        """Load what is queued. A file that needs another is put off, until each one left has failed since the last success."""
        put_off: set[str] = set()
        while self._queue:
            file = self._files[self._queue.popleft()]
            try:
                self._load_object(file)
                put_off.clear()
            except _MISSING as exc:
                if file.path in put_off:
                    raise _failure(file, exc) from exc
                put_off.add(file.path)
                self._queue.append(file.path)
            except psycopg.Error as exc:
                raise _failure(file, exc) from exc

    def _load_object(self, file: CodeFile) -> None:
        """Run a file, then drop what it no longer says: the overload that it made before, the triggers that it gave it."""
        before = self._named(file.path)
        record = self._records.get(file.path)
        old = next((it for it in before if record and it.identity == record.identity), None)
        triggers = self._triggers(old) if old else []
        try:
            self._run_file(file)
        except _IRREPLACEABLE:
            if old is None:
                raise
            self._drop(old, reloading=file.path)
            old, triggers = None, []
            self._run_file(file)
        new = self._one_made(file, before)
        if old and old.identity != new.identity:
            self._drop(old, reloading=file.path)
        else:
            for trigger in {*triggers} & {*self._triggers(new)}:
                self._execute_drop(trigger)
        self._write_record(file, new.kind, new.identity)
        self._paths[new.identity] = file.path
        self._made[file.path] = new

    def _run_file(self, file: CodeFile) -> None:
        with self._connection.transaction():
            self._connection.execute(file.text)

    def _one_made(self, file: CodeFile, before: list[_Object]) -> _Object:
        """Return what the file made: a function is written anew each time, a view with the same columns is not."""
        made = [it for it in self._named(file.path) if it.kind.endswith("view") or it not in before]
        if len(made) != 1:
            schema, name = _schema_and_name(file.path)
            raise LoadError(f"{file.path}: has to make {schema}.{name}, and that once; it made {len(made)} of that name")
        return made[0]

    def _forget(self, path: str) -> None:
        """Drop the object of a file that the tree no longer has."""
        record = self._records[path]
        for it in self._named(path):
            if it.identity == record.identity:
                self._drop(it, reloading=path)
        self._connection.execute("delete from audit.loaded_objects where path = %s", [path])

    def _drop(self, it: _Object, *, reloading: str) -> None:
        """Drop an object and, before it, what depends on it; queue their files, but for the one that is being seen to."""
        doomed: dict[_Object, None] = {}
        self._collect(it, doomed)
        if strangers := [f"{it.kind} {it.identity}" for it in doomed if it.maker not in self._paths]:
            raise LoadError(
                f"{reloading}: {it.identity} has to be dropped and made again, but these depend on it and are not ours: "
                f"{', '.join(strangers)}. Drop them, migrate, and make them again."
            )
        for each in doomed:
            self._execute_drop(each)
        for path in dict.fromkeys(self._paths[it.maker] for it in doomed if it.maker):
            if path != reloading and path in self._files and path not in self._queue:
                self._queue.append(path)

    def _collect(self, it: _Object, doomed: dict[_Object, None]) -> None:
        """Add an object after everything that depends on it: the order to drop in."""
        for dependent in self._dependents(it):
            if dependent not in doomed:
                self._collect(dependent, doomed)
        doomed[it] = None

    def _execute_drop(self, it: _Object) -> None:
        # Both are the catalog's own words, the identity quoted where it has to be.
        self._connection.execute(sql.SQL("drop {} {}").format(sql.SQL(it.kind), sql.SQL(it.identity)))

    def _validate_functions(self) -> None:
        """Check the bodies, now that whatever they refer to is there."""
        self._connection.execute("set local check_function_bodies = on")
        for path, made in self._made.items():
            if not made.kind.endswith("view"):
                try:
                    self._connection.execute(_VALIDATE, [made.oid])
                except psycopg.Error as exc:
                    raise _failure(self._files[path], exc) from exc

    def _run_scripts(self) -> None:
        for file in self._files.values():
            if file.is_script:
                try:
                    self._run_file(file)
                except psycopg.Error as exc:
                    raise _failure(file, exc) from exc
                self._write_record(file, "security", file.path)

    def _write_record(self, file: CodeFile, kind: str, identity: str) -> None:
        self._connection.execute(_WRITE_RECORD, [file.path, kind, identity, file.checksum])

    def _named(self, path: str) -> list[_Object]:
        """Return the objects of the catalog that have the name, and are of the kind, that the path says."""
        schema, name = _schema_and_name(path)
        return self._query(_FUNCTIONS if path.startswith("functions/") else _VIEWS, {"schema": schema, "name": name})

    def _triggers(self, function: _Object) -> list[_Object]:
        """Return the function's triggers on our own tables."""
        return [it for it in self._dependents(function) if it.kind == "trigger" and it.maker == function.identity]

    def _dependents(self, it: _Object) -> list[_Object]:
        return self._query(_DEPENDENTS, {"classid": it.classid, "oid": it.oid})

    def _query(self, query: LiteralString, parameters: Mapping[str, object]) -> list[_Object]:
        with self._connection.cursor(row_factory=class_row(_Object)) as cursor:
            return cursor.execute(query, parameters).fetchall()


def _records(connection: Connection) -> dict[str, _Record]:
    with connection.cursor(row_factory=class_row(_Record)) as cursor:
        return {record.path: record for record in cursor.execute(_RECORDS)}


def _changed(files: Mapping[str, CodeFile], records: Mapping[str, _Record]) -> list[str]:
    def is_current(file: CodeFile) -> bool:
        record = records.get(file.path)
        return record is not None and record.present and record.checksum == file.checksum

    return [file.path for file in files.values() if not is_current(file)]


def _schema_and_name(path: str) -> tuple[str, str]:
    location = PurePosixPath(path)
    return location.parent.name, location.stem


def _fill_materialized_views(connection: Connection) -> None:
    """Fill what a load made `with no data`, this one or one that was cut off before it came to this."""
    for (identity,) in connection.execute(_UNFILLED).fetchall():
        connection.execute(sql.SQL("refresh materialized view {}").format(sql.SQL(identity)))


def _failure(file: CodeFile, exc: psycopg.Error) -> LoadError:
    """Say where a file failed, as a compiler would; let a busy database's error through, for the next attempt."""
    if isinstance(exc, _BUSY):
        raise exc
    position = int(exc.diag.statement_position or exc.diag.internal_position or 0)
    start = max(file.text.find(exc.diag.internal_query or file.text), 0)
    line = f":{file.text.count(chr(10), 0, start + position) + 1}" if position else ""
    context = f" ({' '.join(exc.diag.context.split())})" if exc.diag.context and not position else ""
    return LoadError(f"{file.path}{line}: {exc.diag.message_primary}{context}")


# An object is recognised by what pg_identify_object calls it: qualified whatever the search path is, quoted, unique.

_RECORDS = """
with present as (
  select i.identity
  from pg_proc p, pg_identify_object('pg_proc'::regclass, p.oid, 0) i
  where p.pronamespace <> 'pg_catalog'::regnamespace
  union all
  select i.identity
  from pg_class c, pg_identify_object('pg_class'::regclass, c.oid, 0) i
  where c.relkind in ('v', 'm') and c.relnamespace <> 'pg_catalog'::regnamespace
)
select l.path, l.identity, l.checksum,
       l.kind = 'security' or exists (select from present p where p.identity = l.identity) as present
from audit.loaded_objects l
"""

_WRITE_RECORD = """
insert into audit.loaded_objects (path, kind, identity, checksum, loaded_at)
values (%s, %s, %s, %s, clock_timestamp())
on conflict (path) do update
set kind = excluded.kind, identity = excluded.identity, checksum = excluded.checksum, loaded_at = excluded.loaded_at
"""

_FUNCTIONS = """
select 'pg_proc'::regclass::oid as classid, p.oid, i.type as kind, i.identity, i.identity as maker, p.xmin::text as version
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
cross join pg_identify_object('pg_proc'::regclass, p.oid, 0) i
where n.nspname = %(schema)s and p.proname = %(name)s
"""

_VIEWS = """
select 'pg_class'::regclass::oid as classid, c.oid, i.type as kind, i.identity, i.identity as maker, c.xmin::text as version
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
cross join pg_identify_object('pg_class'::regclass, c.oid, 0) i
where n.nspname = %(schema)s and c.relname = %(name)s and c.relkind in ('v', 'm')
"""

# What Postgres would name when it refuses to drop an object, and the triggers that it would drop in silence with a view. A view
# is depended on through its row types too; a view depends through its rewrite rule.
_DEPENDENTS = """
with referenced as (
  select %(classid)s::oid as classid, %(oid)s::oid as objid
  union all
  select 'pg_type'::regclass::oid, t.oid
  from pg_class c
  join pg_type t on t.oid = c.reltype or t.typelem = c.reltype
  where %(classid)s::oid = 'pg_class'::regclass and c.oid = %(oid)s::oid and c.reltype <> 0
), dependents as (
  select distinct
    case when r.oid is null then d.classid else 'pg_class'::regclass::oid end as classid,
    coalesce(r.ev_class, d.objid) as objid
  from referenced f
  join pg_depend d on d.refclassid = f.classid and d.refobjid = f.objid
  left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
  where d.deptype = 'n' or d.classid = 'pg_trigger'::regclass
)
select d.classid, d.objid as oid, i.type as kind, i.identity,
       case
         when t.oid is null then i.identity
         when pg_get_userbyid(c.relowner) = current_user then f.identity
       end as maker,
       coalesce(t.xmin::text, '') as version
from dependents d
cross join pg_identify_object(d.classid, d.objid, 0) i
left join pg_trigger t on d.classid = 'pg_trigger'::regclass and t.oid = d.objid
left join pg_class c on c.oid = t.tgrelid
left join pg_identify_object('pg_proc'::regclass, t.tgfoid, 0) f on true
where (d.classid, d.objid) <> (%(classid)s::oid, %(oid)s::oid)
"""

_VALIDATE = """
select case l.lanname when 'plpgsql' then plpgsql_validator(p.oid) when 'sql' then fmgr_sql_validator(p.oid) end
from pg_proc p
join pg_language l on l.oid = p.prolang
where p.oid = %s::oid
"""

_UNFILLED = """
select l.identity
from audit.loaded_objects l
join pg_class c on c.oid = case l.kind when 'materialized view' then to_regclass(l.identity) end
where not c.relispopulated
"""
