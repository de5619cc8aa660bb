"""`migrate` brings any database to the release, touches only what differs, and never drops what it did not load."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from psycopg import sql

from orchestrator.baseline import BASELINE, render
from orchestrator.database import Connection, Database, connect
from orchestrator.import_map import ImportMap
from orchestrator.importer import Importer
from orchestrator.loader import LoadError
from orchestrator.migrate import CHECKSUMS, MigrationError, Report, build_from_tree, migrate, status
from orchestrator.paths import Tree, examples
from orchestrator.server import packaged_binaries
from tests.cluster import Cluster, new_database

TWICE = """
create or replace function relay.twice({parameters}) returns {returns} language sql immutable as $$ select 2 * $1 $$;
"""
ACCOUNT_BALANCES = "select (to_jsonb(b) - 'as_of')::text from ledger.account_balances b order by 1"
FOUR = "create or replace view relay.four as select relay.twice(2) as value;"


class Workbench:
    """A copy of the release's tree, to change, and a database that has the release."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        release = Tree.find()
        self.tree = Tree(folder / "sql", folder / "migrations")
        shutil.copytree(release.sql, self.tree.sql)
        shutil.copytree(release.migrations, self.tree.migrations)

    def write(self, path: str, text: str) -> str:
        """Write a file of `sql/` and return its path."""
        file = self.tree.sql / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        return path

    def remove(self, path: str) -> None:
        """Remove a file of `sql/`."""
        (self.tree.sql / path).unlink()

    def twice(self, parameters: str = "p_value int", returns: str = "int") -> str:
        """Write the function `relay.twice`."""
        return self.write("functions/relay/twice.sql", TWICE.format(parameters=parameters, returns=returns))

    def add_migration(self, name: str, text: str) -> None:
        """Write a migration, and list it."""
        (self.tree.migrations / name).write_text(text)
        lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in self.tree.migrations.glob("*.sql")]
        (self.tree.migrations / CHECKSUMS).write_text("\n".join(lines))

    def migrate(self) -> Report:
        """Bring the database to the tree."""
        return migrate(self.url, self.tree)


@pytest.fixture
def bench(database: str, tmp_path: Path) -> Workbench:
    """A database of the release and a copy of its tree."""
    return Workbench(database, tmp_path)


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[str]:
    """The URL of an empty database."""
    with new_database(cluster.url) as url:
        yield url


def values(connection: Connection, query: str) -> list[object]:
    """Return the first column."""
    return [row[0] for row in connection.execute(query).fetchall()]


def snapshot(connection: Connection) -> list[object]:
    """Return what changes when any function, view or trigger of ours is written."""
    return values(
        connection,
        """
        select array_agg(o order by o)::text
        from (
          select 'function', p.oid, p.xmin::text from pg_proc p where p.pronamespace > 16383
          union all select 'view', c.oid, r.xmin::text from pg_class c join pg_rewrite r on r.ev_class = c.oid where c.oid > 16383
          union all select 'trigger', t.oid, t.xmin::text from pg_trigger t where t.oid > 16383
        ) o
        """,
    )


def test_a_second_run_changes_nothing(bench: Workbench, conn: Connection) -> None:
    before = snapshot(conn)
    assert bench.migrate() == Report()
    assert snapshot(conn) == before


def test_an_empty_database_gets_everything_and_is_up_to_date(empty: str) -> None:
    assert status(empty).pending
    assert migrate(empty).migrations == ("0001_baseline",)
    found = status(empty)
    assert (found.pending, found.unknown, found.differing) == ((), (), ())


def test_only_what_differs_is_loaded(bench: Workbench, conn: Connection) -> None:
    path = bench.twice()
    assert status(bench.url, bench.tree).differing == (path,)
    assert bench.migrate() == Report(loaded=(path,))
    assert values(conn, "select relay.twice(21)") == [42]


def test_everything_belongs_to_the_owner(bench: Workbench, conn: Connection) -> None:
    bench.twice()
    bench.migrate()
    owners = """
        select distinct pg_get_userbyid(o.owner)
        from (
          select relowner, relnamespace from pg_class union select proowner, pronamespace from pg_proc
          union select typowner, typnamespace from pg_type union select nspowner, oid from pg_namespace
        ) o (owner, namespace)
        where pg_describe_object('pg_namespace'::regclass, o.namespace, 0) !~ '(pg_|information_|public|tap|tests_)'
    """
    assert values(conn, owners) == ["holdfast_owner"]


@pytest.mark.parametrize(
    ("parameters", "returns"),
    [("p_value int", "bigint"), ("p_number int", "int"), ("p_value bigint", "bigint"), ("p_value int, p_more int = 0", "int")],
    ids=["return type", "parameter name", "argument type", "more arguments"],
)
def test_a_changed_signature_replaces_the_function_and_what_depends_on_it(
    bench: Workbench, conn: Connection, parameters: str, returns: str
) -> None:
    function = bench.twice()
    view = bench.write("views/relay/four.sql", FOUR)
    bench.migrate()
    bench.twice(parameters, returns)
    assert bench.migrate() == Report(loaded=(function, view))
    assert values(conn, "select value from relay.four") == [4]
    assert values(conn, "select count(*) from pg_proc where proname = 'twice'") == [1]


def test_a_removed_file_drops_its_object(bench: Workbench, conn: Connection) -> None:
    path = bench.twice()
    bench.migrate()
    bench.remove(path)
    assert bench.migrate() == Report(dropped=(path,))
    assert values(conn, "select to_regproc('relay.twice')") == [None]
    assert bench.migrate() == Report()


def test_what_somebody_dropped_by_hand_is_loaded_again(bench: Workbench, conn: Connection) -> None:
    path = bench.twice()
    bench.migrate()
    conn.execute("drop function relay.twice")
    assert status(bench.url, bench.tree).differing == (path,)
    assert bench.migrate() == Report(loaded=(path,))


def test_a_view_loses_a_column_though_another_view_stands_on_it(bench: Workbench, conn: Connection) -> None:
    lower = bench.write("views/relay/lower_view.sql", "create or replace view relay.lower_view as select 1 as a, 2 as b;")
    upper = bench.write("views/relay/an_upper.sql", "create or replace view relay.an_upper as select a from relay.lower_view;")
    bench.migrate()
    bench.write(lower, "create or replace view relay.lower_view as select 3 as a;")
    assert bench.migrate() == Report(loaded=(lower, upper))
    assert values(conn, "select a from relay.an_upper") == [3]


def test_a_changed_materialized_view_is_rebuilt_and_filled(bench: Workbench, conn: Connection) -> None:
    text = "create materialized view relay.numbers as select {} as n with no data; create unique index on relay.numbers (n);"
    path = bench.write("views/relay/numbers.sql", text.format(1))
    bench.migrate()
    assert values(conn, "select n from relay.numbers") == [1]
    bench.write(path, text.format(2))
    assert bench.migrate() == Report(loaded=(path,))
    assert values(conn, "select n from relay.numbers") == [2]


def test_a_trigger_that_its_functions_file_no_longer_has_is_dropped(bench: Workbench, conn: Connection) -> None:
    function = "create or replace function relay.nothing() returns trigger language plpgsql as $$ begin return null; end $$;"
    trigger = "create or replace trigger {} after insert on audit.log for each statement execute function relay.nothing();"
    path = bench.write("functions/relay/nothing.sql", function + trigger.format("stays") + trigger.format("goes"))
    bench.migrate()
    bench.write(path, function + trigger.format("stays"))
    assert bench.migrate() == Report(loaded=(path,))
    assert values(conn, "select tgname from pg_trigger where tgfoid = 'relay.nothing'::regproc") == ["stays"]


@pytest.mark.parametrize("change", ["changed", "removed"])
def test_a_users_view_on_a_function_stops_the_load_and_nothing_changes(bench: Workbench, conn: Connection, change: str) -> None:
    path = bench.twice()
    bench.migrate()
    conn.execute("create schema mine; create view mine.report as select relay.twice(1)")
    bench.twice(returns="bigint")
    if change == "removed":
        bench.remove(path)
    bench.write("functions/relay/another.sql", "create function relay.another() returns int language sql as $$ select 1 $$;")
    before = snapshot(conn)
    with pytest.raises(LoadError, match=r"view mine\.report"):
        bench.migrate()
    assert snapshot(conn) == before


def test_a_right_that_the_tree_does_not_grant_is_taken_back(bench: Workbench, conn: Connection) -> None:
    conn.execute("grant insert on ledger.journal_lines to holdfast_api")
    conn.execute("grant execute on function ledger.write_entries to holdfast_reader")
    bench.write("security/grants.sql", (bench.tree.sql / "security/grants.sql").read_text() + "-- Loaded again.\n")
    bench.migrate()
    query = """
    select has_table_privilege('holdfast_api', 'ledger.journal_lines', 'insert')
        or has_function_privilege('holdfast_reader',
          'ledger.write_entries(ledger.entry[], ledger.journal_lines[], timestamptz)', 'execute')
    """
    row = conn.execute(query).fetchone()
    assert row == (False,)


def test_a_right_to_make_objects_in_the_database_is_taken_back(bench: Workbench, conn: Connection) -> None:
    database = sql.Identifier(conn.info.dbname)
    conn.execute(sql.SQL("grant create, temporary on database {} to public, holdfast_reader").format(database))
    assert bench.migrate() == Report()
    query = """
    select r from unnest('{public, holdfast_api, holdfast_worker, holdfast_reader}'::text[]) r
    where has_database_privilege(r, current_database(), 'create, temporary')
    """
    assert values(conn, query) == []


def test_a_users_own_functions_in_our_schemas_stay(bench: Workbench, conn: Connection) -> None:
    conn.execute("create function relay.twice(text) returns text language sql as $$ select $1 || $1 $$")
    bench.twice()
    bench.migrate()
    bench.twice("p_value bigint", "bigint")
    bench.migrate()
    assert values(conn, "select relay.twice('ab'::text)") == ["abab"]


def test_files_are_loaded_in_whatever_order_they_need(bench: Workbench, conn: Connection) -> None:
    bench.write("views/relay/a_first.sql", "create or replace view relay.a_first as select * from relay.z_last;")
    bench.write("views/relay/z_last.sql", "create or replace view relay.z_last as select relay.a_function() as value;")
    bench.write(
        "functions/relay/a_function.sql",
        "create or replace function relay.a_function() returns int language sql begin atomic select relay.z_function(); end;",
    )
    bench.write(
        "functions/relay/z_function.sql", "create or replace function relay.z_function() returns int language sql return 7;"
    )
    bench.migrate()
    assert values(conn, "select value from relay.a_first") == [7]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("create or replace view relay.broken as\nselect nothing from audit.log;", "views/relay/broken.sql:2: column"),
        ("create or replace view relay.other as select 1;", "has to make relay.broken"),
    ],
    ids=["its query is wrong", "its name is another"],
)
def test_a_view_that_cannot_be_made_is_named_with_its_line(bench: Workbench, text: str, where: str) -> None:
    bench.write("views/relay/broken.sql", text)
    with pytest.raises(LoadError, match=where):
        bench.migrate()


def test_a_function_body_is_checked_when_it_is_loaded(bench: Workbench) -> None:
    body = "begin\n  return 1 +;\nend"
    bench.write("functions/relay/broken.sql", f"create function relay.broken() returns int language plpgsql as $$\n{body}\n$$;")
    with pytest.raises(LoadError, match=r"functions/relay/broken\.sql:3: syntax error"):
        bench.migrate()


def test_a_load_waits_for_a_lock_but_not_in_everybodys_way(bench: Workbench, conn: Connection) -> None:
    function = "create or replace function relay.nothing() returns trigger language plpgsql as $$ begin return null; end $$;"
    trigger = "create trigger waits after insert on audit.log for each statement execute function relay.nothing();"
    bench.write("functions/relay/nothing.sql", function + trigger)
    with ThreadPoolExecutor() as pool:
        with conn.transaction():
            conn.execute("lock table audit.log in share row exclusive mode")
            running = pool.submit(bench.migrate)
            with connect(bench.url) as watcher:
                waiting = (
                    "select wait_event_type from pg_stat_activity where query like '%trigger waits%' and pid <> pg_backend_pid()"
                )
                while values(watcher, waiting) != ["Lock"]:
                    assert not running.done()
                while values(watcher, waiting) == ["Lock"]:
                    assert not running.done()
        assert running.result().loaded == ("functions/relay/nothing.sql",)


def test_two_runs_at_once_leave_one_result(empty: str) -> None:
    with ThreadPoolExecutor() as pool:
        reports = list(pool.map(migrate, [empty, empty]))
    assert sorted(report.migrations for report in reports) == [(), ("0001_baseline",)]
    with connect(empty) as connection:
        assert values(connection, "select count(*) from yoyo._yoyo_migration") == [1]


def test_a_login_that_is_no_superuser_migrates_whatever_its_password_is(cluster: Cluster, empty: str) -> None:
    login, password = f"migrator_{uuid.uuid4().hex}", "p@ss:w/or?d#%20 &+'\"=é"
    server, database = connect(cluster.url), urlsplit(empty).path.removeprefix("/")
    with server:
        server.execute(
            sql.SQL("create role {} login createrole password {}").format(sql.Identifier(login), sql.Literal(password))
        )
        server.execute(sql.SQL("grant holdfast_owner to {}").format(sql.Identifier(login)))
        server.execute(sql.SQL("alter database {} owner to {}").format(sql.Identifier(database), sql.Identifier(login)))
        try:
            url = empty.replace(urlsplit(empty).netloc.rpartition("@")[0], f"{login}:{quote(password, safe='')}")
            assert migrate(url).migrations == ("0001_baseline",)
            assert migrate(url) == Report()
        finally:
            server.execute(sql.SQL("alter database {} owner to postgres").format(sql.Identifier(database)))
            with connect(empty) as connection:
                connection.execute(sql.SQL("drop owned by {}").format(sql.Identifier(login)))
            server.execute(sql.SQL("drop role {}").format(sql.Identifier(login)))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (BASELINE, "select 1;", f"{BASELINE} was changed"),
        (BASELINE, None, f"{BASELINE} is missing"),
        ("0002_more.sql", "select 1;", "0002_more.sql is not listed"),
    ],
    ids=["changed", "missing", "unlisted"],
)
def test_migrations_that_are_not_as_released_are_refused(bench: Workbench, name: str, text: str | None, message: str) -> None:
    file = bench.tree.migrations / name
    if text is None:
        file.unlink()
    else:
        file.write_text(text)
    with pytest.raises(MigrationError, match=message):
        bench.migrate()


def test_a_migration_that_fails_leaves_nothing_and_can_be_mended(bench: Workbench, conn: Connection) -> None:
    bench.add_migration("0002_more.sql", "create table relay.more (a int);\nselect 1 / 0;")
    with pytest.raises(MigrationError, match=r"0002_more\.sql: division by zero"):
        bench.migrate()
    assert values(conn, "select to_regclass('relay.more')") == [None]
    assert status(bench.url, bench.tree).pending == ("0002_more",)
    bench.add_migration("0002_more.sql", "create table relay.more (a int);")
    assert bench.migrate() == Report(migrations=("0002_more",))


def test_an_older_release_does_not_undo_a_newer_one(bench: Workbench) -> None:
    bench.add_migration("0002_more.sql", "create table relay.more (a int);")
    bench.migrate()
    assert status(bench.url).unknown == ("0002_more",)
    with pytest.raises(MigrationError, match="newer release: it has 0002_more"):
        migrate(bench.url)


def test_the_migrations_build_exactly_the_tree(empty: str, cluster: Cluster) -> None:
    """Tables, functions, views, comments, owners and privileges; a lost `security definer` or `revoke` shows too."""
    with new_database(cluster.url) as built:
        migrate(empty)
        build_from_tree(built)
        assert dump(empty) == dump(built)


def test_migration_0001_is_made_from_the_schema() -> None:
    tree = Tree.find()
    assert (tree.migrations / BASELINE).read_text() == render(tree), "run `make migrations`"


def dump(url: str) -> list[str]:
    """Return the definition of everything but yoyo's tables."""
    command = [str(packaged_binaries(18) / "pg_dump"), "--schema-only", "--restrict-key=drift", "--exclude-schema=yoyo", url]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def contents(connection: Connection) -> dict[str, list[object]]:
    """Return every row of every table of ours but the loader's own, without the column that a migration added."""
    tables = values(
        connection,
        """
        select c.oid::regclass::text
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname in ('ledger', 'chain', 'relay', 'access', 'audit')
          and c.relname <> 'loaded_objects'
        """,
    )
    return {
        f"{table}": values(connection, f"select (to_jsonb(t) - 'channel')::text from {table} t order by 1") for table in tables
    }


def test_a_database_with_data_in_it_is_migrated_unharmed(bench: Workbench, conn: Connection) -> None:
    conn.execute((examples() / "tour.sql").read_bytes())
    conn.execute(
        "select ledger.place_lien(a.company_id, a.id, 5, 'deposit', clock_timestamp() + interval '1 day') from ledger.accounts a "
        "where a.code = 'ada'"
    )
    before, balances = contents(conn), values(conn, ACCOUNT_BALANCES)
    assert all(before[table] for table in ("journal_lines", "balances", "liens", "atomic_transactions", "outbox", "log"))

    bench.add_migration(
        "0002_channels.sql",
        "alter table ledger.journal_entries add column channel text not null default 'unknown';"
        "create index idx_journal_entries_channel on ledger.journal_entries (company_id, channel);",
    )
    path = "functions/ledger/as_time.sql"
    text = (bench.tree.sql / path).read_text()
    bench.write(path, text.replace('"Z"', '"+00:00"'))
    assert bench.migrate() == Report(migrations=("0002_channels",), loaded=(path,))
    assert bench.migrate() == Report()

    assert contents(conn) == before
    assert values(conn, ACCOUNT_BALANCES) == balances
    assert values(conn, "select distinct channel from ledger.journal_entries") == ["unknown"]
    assert values(conn, "select indisvalid from pg_index where indexrelid = 'idx_journal_entries_channel'::regclass") == [True]
    assert values(conn, "select ledger.as_time('2026-01-01Z')") == ["2026-01-01T00:00:00+00:00"]
    report = Importer(Database(conn), ImportMap.load(examples() / "statement.toml")).run(examples() / "statement.csv")
    assert report.posted == len(contents(conn)["journal_entries"]) - len(before["journal_entries"]) > 0
