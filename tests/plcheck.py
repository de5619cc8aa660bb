"""Runs plpgsql_check over every PL/pgSQL function of ours, where a Postgres with that extension is installed: `make plcheck`.

Triggers are checked with their tables and transition tables. An empty search path shows names that are not qualified.
"""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from psycopg.rows import class_row

from api.cli import console
from orchestrator.database import connect
from orchestrator.migrate import build_from_tree
from orchestrator.server import EmbeddedPostgres

SERVERS = Path("/usr/lib/postgresql")
CONTROL = "/usr/share/postgresql/{}/extension/plpgsql_check.control"
"""Where Debian puts them."""

ALLOWED = (
    # What it calls writes.
    (r"access\.call_operation\(.*", r"routine is marked as VOLATILE, should be STABLE.*"),
    # What they call is a kind's own function.
    (r"chain\.ask_(step|undo)\(.*", r"(cannot determinate a result of dynamic SQL|routine is marked as VOLATILE).*"),
    # It reads yoyo's table: there is none in a database that is built from the tree.
    (r"audit\.installed_migrations\(\)", r"(relation \"yoyo\._yoyo_migration\" does not exist|routine is marked as STABLE).*"),
    # It locks.
    (r"ledger\.find_contended\(.*", r"routine is marked as VOLATILE, should be STABLE.*"),
    # Called on 18 alone, that has it.
    (r"ledger\.new_id\(\)", r"function uuidv7\(\) does not exist .*"),
    # One of several OUT parameters is a row. It is assigned whole, as is said to work.
    (r"(ledger\.lock_(account|lien)|chain\.prepare_step)\(.*", r'composite OUT variable "\w+" is not single argument'),
    # A number or a null that is cast in an assignment: some nanoseconds.
    (r".*", r'target type is different .* cast "(smallint|integer|bigint|unknown|ledger\.amount\[\])" value to ".*" type'),
)
"""Findings that are right as they are: patterns of the function and of the message with its detail."""

CHECK = """
select p.oid::regprocedure::text as function, nullif(t.tgrelid, 0)::regclass::text as relation,
       c.lineno as line, c.level, c.sqlstate, c.message, coalesce(c.detail, c.hint, c.query) as detail
from pg_catalog.pg_proc p
join pg_catalog.pg_language l on l.oid = p.prolang and l.lanname = 'plpgsql'
join pg_catalog.pg_namespace n on n.oid = p.pronamespace and n.nspname in ('ledger', 'chain', 'relay', 'access', 'audit')
left join pg_catalog.pg_trigger t on t.tgfoid = p.oid and not t.tgisinternal
left join lateral plcheck.plpgsql_check_function_tb(
  p.oid, coalesce(t.tgrelid, 0), fatal_errors => false, all_warnings => true,
  oldtable => t.tgoldtable, newtable => t.tgnewtable) c on true
order by 1, 2, 3
"""


@dataclass(frozen=True)
class Finding:
    """What was found in a function; all but its name, and the table of a trigger, are null where nothing was."""

    function: str
    relation: str | None
    line: int | None
    level: str | None
    sqlstate: str | None
    message: str | None
    detail: str | None


class DebianPostgres(EmbeddedPostgres):
    """The server of a Debian package, on a folder of ours."""

    @property
    def bin(self) -> Path:
        """The folder of the server's programs."""
        return SERVERS / str(self.version) / "bin"


def main() -> int:
    """Check, say what was found, and return the exit status."""
    out = console.console()
    versions = [int(folder.name) for folder in SERVERS.glob("*") if Path(CONTROL.format(folder.name)).exists()]
    if not versions:
        out.print("skipped: no Postgres with plpgsql_check (Debian: apt-get install postgresql-15 postgresql-15-plpgsql-check)")
        return 0
    results = check(max(versions))
    found = [it for it in results if it.level]
    wrong = [it for it in found if not any(allows(it, *patterns) for patterns in ALLOWED)]
    if wrong:
        table = console.table("plpgsql_check", "function", "relation", "line", "level", "code", "message", "detail")
        for it in wrong:
            table.add_row(it.function, it.relation, str(it.line or ""), it.level, it.sqlstate, it.message, it.detail)
        out.print(table)
    functions = {it.function for it in results}
    out.print(f"{len(functions)} functions on Postgres {max(versions)}: {len(wrong)} findings, {len(found) - len(wrong)} allowed")
    return 1 if wrong or not functions else 0


def allows(it: Finding, function: str, message: str) -> bool:
    """Whether an entry of the list means the finding."""
    return bool(re.fullmatch(function, it.function) and re.fullmatch(message, f"{it.message} {it.detail or ''}".strip()))


def check(version: int) -> list[Finding]:
    """Return the findings of each function, or one without a level where there are none."""
    with tempfile.TemporaryDirectory(prefix="holdfast-") as folder:
        Path(folder).chmod(0o755)  # Root's server runs as nobody, who must be able to come by.
        with DebianPostgres(Path(folder) / "data", version=version, durable=False) as server:
            build_from_tree(server.url())
            with connect(server.url()) as connection, connection.cursor(row_factory=class_row(Finding)) as cursor:
                cursor.execute("create schema plcheck; create extension plpgsql_check schema plcheck; set search_path to ''")
                return cursor.execute(CHECK).fetchall()


if __name__ == "__main__":
    sys.exit(main())
