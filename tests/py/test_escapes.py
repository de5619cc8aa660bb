"""Logins of our roles do not get beyond them: they see no row of another company, write none, and become nobody else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from orchestrator.database import Connection, UnreachableError, connect
from orchestrator.migrate import OWNER, ROLES
from tests.cluster import new_login
from tests.py.api.client import create_principal
from tests.py.world import value

OURS, THEIRS = "birch", "zebra"
"""In every name and text of a company; the ids are looked for too."""
REFUSED = "42501"
NO_TABLE = (REFUSED, "0A000", "42809", "55000")
"""How a statement that is for tables is refused on a view."""
OF_NO_COMPANY = {
    *("ledger.currencies", "chain.transitions", "chain.step_kinds", "chain.risk_measures"),
    *("audit.table_registry", "audit.loaded_objects", "audit.guards", "audit.seals"),
}
"""What every reader reads alike."""
RELATIONS = """
select format('%%I.%%I', n.nspname, c.relname), quote_ident(a.attname), quote_ident(p.conname), c.relkind in ('v', 'S'),
       has_schema_privilege(%(role)s, n.oid, 'usage') and has_table_privilege(%(role)s, c.oid, 'select'),
       coalesce(t.kind = 'company', false)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum = 1
left join pg_constraint p on p.conrelid = c.oid and p.contype = 'p'
left join audit.table_registry t on t.name = format('%%I.%%I', n.nspname, c.relname)
where pg_get_userbyid(n.nspowner) = 'holdfast_owner' and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
order by 1
"""
WRITES = (
    "insert into {name} default values",
    "insert into {name} default values on conflict do nothing",
    "update {name} set {column} = default",
    "delete from {name}",
    "select from {name} for update",
    "merge into {name} using (select) s on true when matched then delete",
)
TABLE_WRITES = (
    "insert into {name} default values on conflict on constraint {key} do update set {column} = default",
    "truncate {name}",
    "lock table {name} in row exclusive mode",
    "copy {name} from stdin",
    "copy {name} from program 'true'",
    "copy {name} to program 'true'",
    "copy {name} from '/dev/null'",
    "copy {name} to '/dev/null'",
    "alter table {name} disable row level security",
    "alter table {name} disable trigger user",
    "alter table {name} owner to current_user",
    "create policy mine on {name} using (true)",
    "create rule mine as on insert to {name} do instead nothing",
    "create trigger mine before insert on {name} execute function suppress_redundant_updates_trigger()",
    "create index on {name} ({column})",
    "drop table {name}",
)


@dataclass(frozen=True)
class _Relation:
    """A table, a view or a sequence of ours, as a role finds it."""

    name: str
    column: str
    """Its first one."""
    key: str | None
    """The name of its primary key."""
    is_view: bool
    """Or a sequence: no table."""
    may_be_read: bool
    is_of_companies: bool
    """Whether it is registered as a table whose rows belong to companies."""


@dataclass(frozen=True)
class _Company:
    """A company with two accounts, a transaction and a lien that expires."""

    id: UUID
    code: str
    wallet: UUID
    transaction: UUID

    def is_in(self, text: str) -> bool:
        return str(self.id) in text or self.code in text


@dataclass(frozen=True)
class _Office:
    """Two companies, and logins who work there."""

    superuser: Connection
    theirs: _Company
    ours: _Company
    reader: Connection
    """Reads as a principal of our company."""
    stranger: Connection
    """Reads as a principal of theirs."""
    nobody: Connection
    """Is granted the reader's role, and reads as no principal."""
    api: Connection
    worker: Connection

    def relations(self, role: str = "holdfast_reader") -> list[_Relation]:
        """Return every table and view of ours."""
        return [_Relation(*row) for row in self.superuser.execute(RELATIONS.encode(), {"role": role})]

    def readable(self) -> list[_Relation]:
        """Return those that a reader may read."""
        return [relation for relation in self.relations() if relation.may_be_read]

    def employed(self) -> dict[str, Connection]:
        """Return a login of each role."""
        return {"holdfast_reader": self.reader, "holdfast_api": self.api, "holdfast_worker": self.worker}


@pytest.fixture
def office(database: str, conn: Connection) -> Iterator[_Office]:
    """Theirs came first: whoever reads what is not his finds it at once."""
    theirs, ours = (_open_company(conn, code) for code in (THEIRS, OURS))
    conn.execute("select audit.seal(p_everything => true)")
    with contextlib.ExitStack() as stack:
        reader, stranger, nobody, api, worker = (
            stack.enter_context(connect(stack.enter_context(new_login(database, role))))
            for role in ("holdfast_reader", "holdfast_reader", "holdfast_reader", "holdfast_api", "holdfast_worker")
        )
        for connection, company in ((reader, ours), (stranger, theirs)):
            principal = create_principal(conn, scopes=["ledger:read"], companies=[company.id])
            conn.execute("insert into access.logins values (%s, %s)", [connection.info.user, principal])
        yield _Office(conn, theirs, ours, reader, stranger, nobody, api, worker)


def _open_company(connection: Connection, code: str) -> _Company:
    company = value(connection, "select (ledger.create_company(%s, %s)).id", code, f"{code} inc")
    cash, wallet = (
        value(
            connection,
            "select (ledger.create_account(%s, %s, %s, %s, 'EUR', p_user_id => %s, p_metadata => %s)).id",
            *(company, f"{code} {kind}", f"{code} name", kind, f"{code} user", Jsonb({"of": code})),
        )
        for kind in ("asset", "liability")
    )
    lines = [{"account_id": str(cash), "debit_amount": "9.00"}, {"account_id": str(wallet), "credit_amount": "9.00"}]
    transaction, undone = (
        value(
            connection,
            "select ledger.create_atomic_transaction(%s, %s, p_group_name => %s, p_description => %s)->>'atomic_transaction_id'",
            *(company, Jsonb([{"description": f"{code} sale", "lines": lines}]), f"{code} group", f"{code} why"),
        )
        for _ in range(2)
    )
    _start_chain(connection, company, code, undone)
    place = "select (ledger.place_lien(%s, %s, 5, %s, audit.clock() + interval '1 day')).id"
    value(connection, place, company, wallet, f"{code} hold")
    return _Company(company, code, wallet, UUID(transaction))


def _start_chain(connection: Connection, company: UUID, code: str, transaction: str) -> None:
    """Start a chain that waits, with a row in every table of chains."""
    steps = [
        {"name": "undo", "kind": "reverse", "params": {"transaction_id": transaction}, "checkpoint": True},
        *({"name": name, "kind": "callback"} for name in ("told", "waited")),
    ]
    body = {"steps": steps, "metadata": {"of": code}}
    limit = "select (chain.set_risk_rule(%s, %s, 'velocity_count', 9, 'deny', p_window => '1 day')).name"
    value(connection, limit, company, f"{code}.limit")
    chain = value(connection, "select (chain.submit(%s, %s)).id", company, Jsonb(body))
    value(connection, "select (chain.signal(%s, %s, 'told', %s)).id", company, chain, Jsonb({"of": code}))
    value(connection, "select (chain.define(%s, 'chain', %s)).name", company, Jsonb(body))
    _park_work(connection, company, code)


def _park_work(connection: Connection, company: UUID, code: str) -> None:
    """Leave a task of which nobody can tell what became of it, in the queue, with a proposal and a report that came late."""
    value(connection, "select (chain.set_handler(%s, 'sandbox', p_company_id => %s)).handler", code, company)
    value(connection, "select (chain.set_policy(%s, true)).second_person", company)
    ship = {"name": "ship", "kind": "external", "effect": "compensatable", "params": {"handler": code}}
    chain = value(connection, "select (chain.submit(%s, %s)).id", company, Jsonb({"steps": [ship]}))
    task = "select to_jsonb(c) from chain.claim_steps(%s, array[%s]) c"
    key = {"outcome": "unknown", "is_final": True, "detail": code, **value(connection, task, code, code)}
    for _ in range(2):
        connection.execute("select from chain.complete_steps(%s, %s)", [code, Jsonb([key])])
    resolve = "select (chain.resolve_step(%s, %s, 'ship', 'failed', %s)).seq"
    value(connection, resolve, company, chain, f"{code} says so")


def _code(connection: Connection, statement: str) -> str | None:
    """Run a statement; return the code of its refusal, if it is refused."""
    try:
        with connection.transaction():
            if statement.endswith(("from stdin", "to stdout")):
                with connection.cursor().copy(statement.encode()) as copy:
                    if statement.endswith("to stdout"):
                        list(copy)
            else:
                connection.execute(statement.encode())
    except psycopg.Error as exc:
        return exc.sqlstate
    return None


def _statements(relations: Iterable[_Relation], templates: Iterable[str]) -> list[str]:
    return [template.format(**vars(relation)) for relation in relations for template in templates]


def _not_refused(connection: Connection, statements: Iterable[str], codes: Sequence[str] = (REFUSED,)) -> dict[str, str | None]:
    """Run statements; return those that were not refused, or otherwise than by these codes."""
    found = {statement: _code(connection, statement) for statement in statements}
    return {statement: code for statement, code in found.items() if code not in codes}


def _error(connection: Connection, statement: str) -> str:
    """Run a statement; return all that its refusal says."""
    try:
        connection.execute(statement.encode())
    except psycopg.Error as exc:
        return " ".join(str(part) for part in (exc, exc.diag.message_detail, exc.diag.message_hint, exc.diag.context))
    return ""


def _rows(connection: Connection, relation: _Relation) -> list[str]:
    return [row for (row,) in connection.execute(f"select t::text from {relation.name} t".encode())]


def _copied(connection: Connection, relation: _Relation) -> str:
    statement = f"copy {f'(select * from {relation.name})' if relation.is_view else relation.name} to stdout"
    with connection.cursor().copy(statement.encode()) as copy:
        return b"".join(copy).decode()


# What a reader reads.


def test_a_reader_sees_the_rows_of_its_company_alone(office: _Office, subtests: pytest.Subtests) -> None:
    shared = set()
    for relation in office.readable():
        with subtests.test(relation.name):
            seen, copied = _rows(office.reader, relation), _copied(office.reader, relation)
            assert [row for row in seen if office.theirs.is_in(row)] == []
            assert not office.theirs.is_in(copied)
            assert copied.count("\n") == len(seen)
            if any(office.theirs.is_in(row) for row in _rows(office.superuser, relation)):
                shared.add(relation.name)
                assert any(office.ours.is_in(row) for row in seen)
    assert shared >= {relation.name for relation in office.relations() if relation.is_of_companies}
    assert shared >= {"ledger.companies", "ledger.account_balances", "ledger.journal", "ledger.trial_balance"}


@pytest.mark.breaks_invariants
def test_a_reader_sees_the_broken_promises_of_its_company_alone(office: _Office) -> None:
    office.superuser.execute("delete from ledger.posting_limits")
    query = "select company_id from audit.invariants"
    assert {row[0] for row in office.superuser.execute(query.encode())} == {office.theirs.id, office.ours.id}
    assert office.reader.execute(query.encode()).fetchall() == [(office.ours.id,)]


@pytest.mark.breaks_invariants
def test_whoever_reads_learns_that_a_promise_is_broken_and_of_its_company_alone_where(office: _Office) -> None:
    query = "select promise, company_id, subject_id, detail from audit.verify_invariants()"
    for connection in (office.superuser, office.reader, office.stranger, office.nobody):
        assert connection.execute(query.encode()).fetchall() == []
    office.superuser.execute("delete from ledger.posting_limits")
    ours, theirs = office.ours.id, office.theirs.id

    def told(connection: Connection) -> set[tuple[object, ...]]:
        return {tuple(row[1:]) for row in connection.execute(query.encode())}

    assert {row[:2] for row in told(office.superuser)} == {(ours, ours), (theirs, theirs)}
    assert None not in {row[2] for row in told(office.superuser)}
    assert told(office.reader) == {(ours, ours, None), (None, None, None)}
    assert told(office.nobody) == {(None, None, None)}


def test_a_reader_of_one_of_two_companies_that_settled_finds_no_promise_broken(office: _Office) -> None:
    """What the two owe each other is compared by who sees both."""
    lines = [
        {"account_id": str(office.ours.wallet), "debit_amount": "1.00"},
        {"account_id": str(office.theirs.wallet), "credit_amount": "1.00"},
    ]
    entry = {"company_id": str(office.ours.id), "description": "gift", "lines": lines}
    post = "select o.status from ledger.post(%s) o"
    assert value(office.superuser, post, Jsonb({"entries": [entry]})) == "posted"
    for connection in (office.reader, office.stranger, office.superuser):
        assert connection.execute("select * from audit.invariants").fetchall() == []


def test_a_reader_is_told_nothing_of_another_company_by_the_functions_that_it_has(office: _Office) -> None:
    for query in (
        "select count(*) from ledger.entries_of(%(company)s, %(transaction)s)",
        "select ledger.expired_holds(%(company)s, %(account)s, 'infinity')",
        "select 5 - ledger.still_held(%(company)s, %(account)s, 5, '-infinity', 'infinity')",
    ):
        told = []
        for company in (office.ours, office.theirs):
            names = {"company": company.id, "account": company.wallet, "transaction": company.transaction}
            row = office.reader.execute(query.encode(), names).fetchone()
            assert row is not None
            told.append(row[0])
        assert told[0] > 0
        assert told[1] == 0


def test_a_login_that_reads_as_nobody_sees_no_row(office: _Office, subtests: pytest.Subtests) -> None:
    for relation in office.readable():
        with subtests.test(relation.name):
            assert bool(_rows(office.nobody, relation)) == (relation.name in OF_NO_COMPANY)


def test_no_setting_changes_what_a_reader_sees(office: _Office, subtests: pytest.Subtests) -> None:
    """None that the server knows and a login may set, and none of anybody's own making."""
    settings = office.reader.execute(
        "select name, coalesce(enumvals, '{on,off}') from pg_settings where context = 'user' and vartype in ('bool', 'enum')"
    ).fetchall()
    assert "row_security" in {name for name, _ in settings}
    made_up = [
        *(
            "company",
            "company_id",
            "companies",
            "tenant",
            "login",
            "principal",
            "principal_id",
            "user",
            "role",
            "admin",
            "scopes",
        ),
    ]
    names = [f"{schema}.{name}" for schema in ("holdfast", "ledger", "access", "app", "request") for name in made_up]
    settings += [(name, [str(office.theirs.id), office.stranger.info.user, "admin"]) for name in names]
    settings += [("search_path", ["pg_catalog", "public"]), ("application_name", [office.stranger.info.user])]
    for name, values in settings:
        with subtests.test(name):
            for setting in values:
                # Refused is as good: some belong to a transaction.
                with contextlib.suppress(psycopg.Error):
                    office.reader.execute("select set_config(%s, %s, false)", [name, setting])
                    seen = office.reader.execute(
                        "select array_agg(distinct company_id), count(*), "
                        "(select array_agg(id) from ledger.companies) from ledger.journal"
                    ).fetchall()
                    assert seen == [([office.ours.id], 4, [office.ours.id])], setting
                office.reader.execute("reset all")


def test_row_security_cannot_be_switched_off(office: _Office, subtests: pytest.Subtests) -> None:
    """A superuser, whom it does not bind, reads as before."""
    office.reader.execute("set row_security = off")
    office.superuser.execute("set row_security = off")
    for relation in office.readable():
        with subtests.test(relation.name):
            expected = None if relation.name in OF_NO_COMPANY else REFUSED
            assert _code(office.reader, f"select from {relation.name}") == expected
            assert _code(office.superuser, f"select from {relation.name}") is None


def test_who_reads_may_explain_and_nobody_else(office: _Office, subtests: pytest.Subtests) -> None:
    for role, connection in office.employed().items():
        for relation in office.relations(role):
            with subtests.test(f"{role} {relation.name}"):
                for statement in _statements([relation], ("explain select from {name}", "explain analyze select from {name}")):
                    assert _code(connection, statement) == (None if relation.may_be_read else REFUSED)


def test_a_function_of_ones_own_is_asked_about_ones_own_rows_alone(office: _Office, subtests: pytest.Subtests) -> None:
    """However cheap it says it is. The DBA gave the reader a schema to make it in."""
    create = sql.SQL("create schema authorization {}").format(sql.Identifier(office.reader.info.user))
    office.superuser.execute(create)
    spy = f'"{office.reader.info.user}".is_told'
    body = "begin raise notice '%', p_row; return true; end"
    function = f"create function {spy}(p_row text) returns boolean language plpgsql cost 0.0000001 as $${body}$$"
    office.reader.execute(function.encode())
    told: list[str] = []
    for connection in (office.reader, office.superuser):
        connection.add_notice_handler(lambda notice: told.append(notice.message_primary or ""))
    for relation in office.readable():
        with subtests.test(relation.name):
            told.clear()
            query = f"select from {relation.name} t where {spy}(t::text)".encode()
            office.reader.execute(query)
            assert [row for row in told if office.theirs.is_in(row)] == []
            assert not relation.is_of_companies or any(office.ours.is_in(row) for row in told)
            office.superuser.execute(query)
            assert not relation.is_of_companies or any(office.theirs.is_in(row) for row in told)


def test_an_error_tells_of_ones_own_rows_alone(office: _Office, subtests: pytest.Subtests) -> None:
    """Neither by what it says nor by being there."""
    for relation in office.readable():
        with subtests.test(relation.name):
            told = _error(office.reader, f"select from {relation.name} t where t::text::integer = 0")
            assert not office.theirs.is_in(told)
            assert not relation.is_of_companies or office.ours.is_in(told)
            probe = (
                f"select from {relation.name} t where 1 / (case when t::text like '%{office.theirs.id}%' then 0 else 1 end) = 1"
            )
            assert _code(office.reader, probe) is None
            assert not relation.is_of_companies or _code(office.superuser, probe) == "22012"


def test_statistics_show_a_reader_no_value(office: _Office) -> None:
    office.superuser.execute("create statistics ledger.planted (mcv) on name, code from ledger.accounts")
    office.superuser.execute("analyze")
    query = "select s::text from {} s where schemaname = any (%s)"
    schemas = sorted({relation.name.partition(".")[0] for relation in office.relations()})
    for view in ("pg_stats", "pg_stats_ext", "pg_stats_ext_exprs"):
        seen, everything = (
            "".join(row[0] for row in connection.execute(query.format(view).encode(), [schemas]))
            for connection in (office.reader, office.superuser)
        )
        assert office.theirs.is_in(everything) or view == "pg_stats_ext_exprs"
        assert not office.theirs.is_in(seen)
        assert "histogram" not in seen
        assert _code(office.api, f"select from {view}") is None
    for table in ("pg_statistic", "pg_statistic_ext_data", "pg_authid", "pg_hba_file_rules", "pg_file_settings"):
        for connection in office.employed().values():
            assert _code(connection, f"select from {table}") == REFUSED, table


def test_nobody_is_shown_the_queries_of_others(office: _Office) -> None:
    office.superuser.execute("select 'a secret'")
    office.stranger.execute("select 'a secret'")
    pids = [office.superuser.info.backend_pid, office.stranger.info.backend_pid]
    query = "select distinct query from pg_stat_activity where pid = any (%s) union select query from pg_stat_get_activity(%s)"
    for connection in office.employed().values():
        shown = {row[0] for row in connection.execute(query.encode(), [pids, pids[1]])}
        assert shown == {"<insufficient privilege>"}
    assert {row[0] for row in office.stranger.execute(query.encode(), [pids[1:], pids[1]])} != {"<insufficient privilege>"}


# Who somebody is.


def test_nobody_becomes_somebody_else(office: _Office, database: str, subtests: pytest.Subtests) -> None:
    others = [OWNER, *ROLES, office.superuser.info.user, office.stranger.info.user, "pg_read_all_data", "pg_write_all_data"]
    for role, connection in office.employed().items():
        own = connection.info.user
        for other in others:
            with subtests.test(f"{role} as {other}"):
                name = sql.Identifier(other).as_string(connection)
                assert _code(connection, f"set role {name}") == (None if other == role else REFUSED)
                connection.execute("reset role")
                assert _code(connection, f"set session authorization {name}") == REFUSED
                assert _code(connection, f"grant {name} to current_user") == REFUSED
                address = urlsplit(database)._replace(netloc=_netloc(connection)).geturl()
                with pytest.raises(UnreachableError) if other != role else contextlib.nullcontext():
                    connect(f"{address}?options=-c%20role%3D{other}").close()
        assert _code(connection, "alter role current_user createrole") == REFUSED
        assert _code(connection, f"alter role {office.stranger.info.user} rename to {own}_too") == REFUSED
        assert value(connection, "select session_user || ' ' || current_user") == f"{own} {own}"


def _netloc(connection: Connection) -> str:
    info = connection.info
    return f"{info.user}:{info.password}@{info.host}:{info.port}"


def test_a_reader_in_the_role_that_it_was_granted_reads_as_itself(office: _Office) -> None:
    """Whom it reads as is looked up by its login, not by its role."""
    query = "select array_agg(distinct company_id) from ledger.accounts"
    office.reader.execute("set role holdfast_reader")
    assert value(office.reader, query) == [office.ours.id]
    office.nobody.execute("set role holdfast_reader")
    assert value(office.nobody, query) is None


# What nobody does.


def test_nobody_writes(office: _Office, subtests: pytest.Subtests) -> None:
    """By any statement, any table of ours or the migrations', whom logins read as among them."""
    for role, connection in office.employed().items():
        relations = office.relations(role)
        assert {"access.logins", "access.principals", "yoyo._yoyo_migration"} <= {relation.name for relation in relations}
        with subtests.test(role):
            tables, views = ([it for it in relations if it.is_view is is_view] for is_view in (False, True))
            assert _not_refused(connection, _statements(tables, WRITES + TABLE_WRITES)) == {}
            assert _not_refused(connection, _statements(views, WRITES), NO_TABLE) == {}


def test_the_service_and_the_worker_read_no_table(office: _Office, subtests: pytest.Subtests) -> None:
    for role in ("holdfast_api", "holdfast_worker"):
        with subtests.test(role):
            statements = _statements(office.relations(role), ("select from {name}", "copy (select * from {name}) to stdout"))
            assert _not_refused(office.employed()[role], statements) == {}


def test_a_reader_reads_nothing_of_who_may_do_what(office: _Office) -> None:
    hidden = [relation for relation in office.relations() if not relation.may_be_read]
    assert {relation.name for relation in hidden} >= {
        *("access.api_keys", "access.principals", "access.logins", "access.idempotency_keys", "access.keys")
    }
    assert _not_refused(office.reader, _statements(hidden, ("select from {name}", "table {name}"))) == {}


def test_nobody_makes_anything(office: _Office, subtests: pytest.Subtests) -> None:
    query = "select quote_ident(nspname) from pg_namespace where nspname !~ '^pg_(toast_)?temp_'"
    schemas = [*(row[0] for row in office.superuser.execute(query)), "pg_temp"]
    assert {"ledger", "public", "pg_catalog"} <= {*schemas}
    makes = (
        "create table {}.mine ()",
        "create view {}.mine as select 1",
        "create function {}.mine() returns void language sql as ''",
        "create type {}.mine as (a integer)",
        "create domain {}.mine as jsonb",
        "create operator {}.=== (function = pg_catalog.int4eq, leftarg = int4, rightarg = int4)",
        "select 1 as a into {}.mine",
    )
    for role, connection in office.employed().items():
        with subtests.test(role):
            assert _not_refused(connection, ("create schema mine", "create temp table mine ()")) == {}
            assert _not_refused(connection, (make.format(schema) for schema in schemas for make in makes)) == {}
