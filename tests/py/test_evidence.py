"""Seals: what is in a block, whoever writes meanwhile, that others can check it, and that a restore accuses nobody."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import re
import subprocess
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from psycopg.types.json import Jsonb
from typer.testing import CliRunner, Result

from api.cli import app
from orchestrator.database import Connection, Database, Flaw, connect
from orchestrator.housekeeping import keep_sealing, seal
from orchestrator.migrate import migrate
from orchestrator.paths import Tree
from orchestrator.server import packaged_binaries
from orchestrator.settings import Settings
from tests.cluster import Cluster, cluster_of, new_database, new_login, start_cluster
from tests.py.world import Json, value

OPERATIONS = Tree.find().sql.parent / "docs" / "operations.md"
LIMIT = 1_000_000


class _Books:
    """A company with two accounts, and who posts in it."""

    def __init__(self, conn: Connection, code: str) -> None:
        self.conn = conn
        self.company: UUID = value(conn, "select (ledger.create_company(%s, 'Company')).id", code)
        account = "select (ledger.create_account(%s, %s, 'Account', 'asset', 'EUR', p_no_floor => true)).id"
        self.accounts = [str(value(conn, account, self.company, name)) for name in ("one", "other")]

    def post(self, connection: Connection | None = None, amount: str = "1.00") -> UUID:
        sides = zip(self.accounts, ("debit_amount", "credit_amount"), strict=True)
        entry = {"description": "x", "lines": [{"account_id": account, side: amount} for account, side in sides]}
        ids = value(connection or self.conn, "select o.entry_ids from ledger.post(%s) o", Jsonb({"entries": [entry]}))
        found: UUID = ids[0]
        return found

    def start_chain(self) -> UUID:
        params = {"from": self.accounts[0], "to": self.accounts[1], "amount": "1"}
        body = {"steps": [{"name": "pay", "kind": "transfer", "params": params}, {"name": "go", "kind": "callback"}]}
        chain: UUID = value(self.conn, "select (chain.submit(%s, %s)).id", self.company, Jsonb(body))
        return chain


@pytest.fixture
def books(conn: Connection) -> _Books:
    return _Books(conn, "acme")


def seals(connection: Connection) -> list[tuple[int, int]]:
    """Return the blocks, each with its number of leaves."""
    return [tuple(row) for row in connection.execute("select block_no, leaf_count from audit.seals order by block_no")]


def flaws(connection: Connection, *roots: str) -> list[Flaw]:
    return Database(connection).verify_evidence([bytes.fromhex(root) for root in roots])


def block_of(connection: Connection, subject: UUID) -> int | None:
    row = connection.execute("select block_no from audit.seal_leaves where subject_id = %s", [subject]).fetchone()
    return row[0] if row else None


# Who writes meanwhile


def test_an_entry_that_commits_late_is_in_the_next_block(database: str, conn: Connection, books: _Books) -> None:
    other = _Books(conn, "birch")
    with connect(database) as late, late.transaction():
        early_id = books.post(late)
        other.post()
        assert Database(conn).seal(LIMIT)
        other.post()
        assert Database(conn).seal(LIMIT)
        assert flaws(conn) == []
    assert block_of(conn, early_id) is None
    assert flaws(conn) == []
    assert Database(conn).seal(LIMIT)
    assert block_of(conn, early_id) == 3
    assert seals(conn) == [(1, 1), (2, 1), (3, 1)]
    assert flaws(conn) == []


def test_what_is_rolled_back_is_in_no_block(database: str, conn: Connection, books: _Books) -> None:
    books.post()
    with connect(database) as other, contextlib.suppress(ZeroDivisionError), other.transaction():
        books.post(other)
        assert Database(other).seal(LIMIT)
        raise ZeroDivisionError
    assert seals(conn) == []
    assert Database(conn).seal(LIMIT)
    assert seals(conn) == [(1, 1)]


def test_two_seals_come_one_after_the_other(database: str, conn: Connection, books: _Books) -> None:
    books.post()
    with connect(database) as second, ThreadPoolExecutor(1) as pool:
        with conn.transaction():
            assert Database(conn).seal(LIMIT)
            waiting = pool.submit(Database(second).seal, LIMIT)
            with connect(database) as third:
                waits = "select exists (select from pg_locks where not granted and relation = 'audit.seals'::regclass)"
                while not value(third, waits):
                    assert not waiting.done()
                books.post(third)
        block = waiting.result(60)
    assert block is not None
    assert (block.block_no, block.leaf_count) == (2, 1)
    assert flaws(conn) == []


def test_many_who_post_and_seal_at_once_leave_nothing_out(database: str, conn: Connection) -> None:
    def work(nth: int) -> None:
        with connect(database) as connection:
            own = _Books(connection, f"company {nth}")
            for _ in range(40):
                own.post()
                if nth < 2:
                    Database(connection).seal(7)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    while Database(conn).seal(7):
        pass
    assert value(conn, "select count(*) from audit.seal_leaves") == 240
    assert flaws(conn) == []


# What others can check


def test_a_root_is_what_the_rfc_says_of_any_number_of_leaves(conn: Connection, books: _Books) -> None:
    """Computed top-down from the texts, as RFC 6962 defines it."""
    for number in range(1, 20):
        ids = [books.post() for _ in range(number)]
        block = Database(conn).seal(LIMIT)
        assert block is not None
        header = value(conn, "select audit.seal_text(s) from audit.seals s where block_no = %s", block.block_no)
        texts = [value(conn, "select audit.entry_text(e) from ledger.journal_entries e where id = %s", i) for i in sorted(ids)]
        assert block.root == _root([header, *texts]).hex()


def _root(texts: list[str]) -> bytes:
    if len(texts) == 1:
        return hashlib.sha256(b"\x00" + texts[0].encode()).digest()
    half = 1
    while half * 2 < len(texts):
        half *= 2
    return hashlib.sha256(b"\x01" + _root(texts[:half]) + _root(texts[half:])).digest()


def test_a_proof_is_checked_by_the_program_in_the_docs(conn: Connection, books: _Books, tmp_path: Path) -> None:
    """Run as a reader of the docs would run it, on a file; it knows nothing of ours."""
    program = re.search(r"```python\n(.*?)```", OPERATIONS.read_text(), re.DOTALL)
    assert program is not None

    def root_by(proof: Json) -> str:
        (tmp_path / "proof.json").write_text(json.dumps(proof))
        (tmp_path / "check.py").write_text(program[1])
        run = subprocess.run(["python3", "check.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
        return run.stdout.strip()

    ids = [books.post() for _ in range(11)]
    chain = books.start_chain()
    block = Database(conn).seal(LIMIT)
    assert block is not None
    proofs = [value(conn, "select audit.prove(%s, %s)", books.company, i) for i in ids]
    proofs += [value(conn, "select audit.prove(%s, %s, %s)", books.company, chain, seq) for seq in (1, 2, 3)]
    assert {root_by(proof) for proof in proofs} == {block.root} == {proof["root"] for proof in proofs}
    assert root_by({**proofs[0], "leaf": proofs[0]["leaf"].replace('"1"', '"2"')}) != block.root
    assert root_by({**proofs[0], "path": proofs[1]["path"]}) != block.root
    assert value(conn, "select audit.prove(%s, %s)", books.company, books.post()) is None


@pytest.mark.breaks_invariants
def test_the_proof_of_a_changed_entry_gives_another_root(conn: Connection, books: _Books) -> None:
    entry = books.post()
    books.post()
    block = Database(conn).seal(LIMIT)
    assert block is not None
    conn.execute("alter table ledger.journal_lines disable trigger user")
    conn.execute("update ledger.journal_lines set description = 'x' where entry_id = %s", [entry])
    proof = value(conn, "select audit.prove(%s, %s)", books.company, entry)
    node = hashlib.sha256(b"\x00" + proof["leaf"].encode()).digest()
    for step in proof["path"]:
        sides = (bytes.fromhex(step["hash"]), node) if step["side"] == "left" else (node, bytes.fromhex(step["hash"]))
        node = hashlib.sha256(b"\x01" + b"".join(sides)).digest()
    assert node.hex() != proof["root"] == block.root


# The commands


def run(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--database-url", url])


def test_seal_prints_the_roots_that_verify_compares(database: str, conn: Connection, books: _Books) -> None:
    for _ in range(5):
        books.post()
    with new_login(database, "holdfast_worker") as url:
        blocks = json.loads(run(url, "seal", "--json", "--limit", "2").stdout)
        assert [(block["block_no"], block["leaf_count"]) for block in blocks] == [(1, 2), (2, 2), (3, 1)]
        assert run(url, "seal").stdout == "Nothing is new since the last block.\n"
        books.post()
        assert blocks[0]["root"] not in (shown := run(url, "seal").stdout)
        assert value(conn, "select encode(root, 'hex') from audit.seals where block_no = 4") in shown
    roots = [argument for block in blocks for argument in ("--root", block["root"])]
    good = run(database, "verify", *roots)
    assert (good.exit_code, good.stdout.splitlines()[0]) == (0, "Every invariant holds.")
    bad = run(database, "verify", "--json", "--root", "ab" * 32, *roots)
    assert bad.exit_code == 1
    document = json.loads(bad.stdout)
    assert [(flaw["evidence"], flaw["fault"]) for flaw in document["evidence"]] == [
        ("root", f"no block has the root {'ab' * 32}")
    ]
    assert (document["invariants"], document["last_block"]["block_no"]) == ([], 4)
    assert run(database, "verify", "--root", "ab").exit_code == 2


def test_verify_names_the_block_that_it_looked_at_whoever_seals_meanwhile(
    database: str, conn: Connection, books: _Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = Database.verify_evidence

    def look_and_seal(self: Database, roots: Sequence[bytes]) -> list[Flaw]:
        found = look(self, roots)
        books.post()
        assert Database(conn).seal(LIMIT)
        return found

    books.post()
    Database(conn).seal(LIMIT)
    monkeypatch.setattr(Database, "verify_evidence", look_and_seal)
    assert json.loads(run(database, "verify", "--json").stdout)["last_block"]["block_no"] == 1
    assert seals(conn) == [(1, 1), (2, 1)]


@pytest.mark.breaks_invariants
@pytest.mark.usefixtures("books")
def test_verify_fails_for_a_reader_of_nothing_where_books_are_broken(database: str, conn: Connection) -> None:
    with new_login(database, "holdfast_reader") as url:
        assert run(url, "verify").exit_code == 0
        conn.execute("delete from ledger.posting_limits")
        assert run(url, "verify").exit_code == 1


@pytest.mark.breaks_invariants
def test_a_block_that_was_made_anew_has_not_the_root_that_was_kept(database: str, conn: Connection, books: _Books) -> None:
    """The last block, and what is in it, by a superuser who leaves no trace: only a root kept elsewhere tells."""
    books.post()
    Database(conn).seal(LIMIT)
    entry = books.post()
    kept = Database(conn).seal(LIMIT)
    assert kept is not None
    for table in ("ledger.journal_entries", "ledger.journal_lines", "ledger.balances", "audit.seals", "audit.seal_leaves"):
        conn.execute(f"alter table {table} disable trigger user".encode())
    conn.execute("delete from ledger.journal_lines where entry_id = %s", [entry])
    conn.execute("delete from ledger.journal_entries where id = %s", [entry])
    conn.execute(
        """
        update ledger.balances b
        set version = 1, debits = least(debits, 1), credits = least(credits, 1), posted_at = (
          select e.posted_at from ledger.journal_entries e)
        """
    )
    conn.execute("delete from audit.seal_leaves where block_no = 2")
    conn.execute("delete from audit.seals where block_no = 2")
    assert run(database, "verify").exit_code == 0
    assert run(database, "verify", "--root", kept.root).exit_code == 1


@pytest.mark.breaks_invariants
def test_verify_shows_the_place_and_fails(database: str, conn: Connection, books: _Books) -> None:
    entry = books.post()
    Database(conn).seal(LIMIT)
    conn.execute("alter table ledger.journal_entries disable trigger user")
    conn.execute("update ledger.journal_entries set description = 'y' where id = %s", [entry])
    result = run(database, "verify")
    assert result.exit_code == 1
    assert "Every invariant holds." in result.stdout
    shown = re.sub(r"[\s│]+", "", result.stdout)
    assert "Notwhatitwas" in shown
    assert "changed" in shown


@pytest.mark.breaks_invariants
def test_a_reader_learns_what_is_wrong_and_of_its_companies_where(database: str, conn: Connection, books: _Books) -> None:
    other = _Books(conn, "birch")
    entries = [books.post(), other.post()]
    for _ in entries:
        Database(conn).seal(1)
    conn.execute("alter table ledger.journal_entries disable trigger user")
    conn.execute("update ledger.journal_entries set description = 'y'")
    assert {flaw.subject_id for flaw in flaws(conn)} == set(entries)
    with new_login(database, "holdfast_reader") as url, connect(url) as reader:
        assert [(flaw.company_id, flaw.subject_id, flaw.fault) for flaw in flaws(reader)] == [(None, None, "changed")] * 2
        principal = value(conn, "select (access.ensure_principal('auditor', '{ledger:read}', %s)).id", [books.company])
        conn.execute("insert into access.logins select session_user, %s", [principal])
        login = value(reader, "select session_user::text")
        conn.execute("update access.logins set login = %s", [login])
        assert {(flaw.company_id, flaw.subject_id) for flaw in flaws(reader)} == {(books.company, entries[0]), (None, None)}
    with new_login(database, "holdfast_worker") as url, connect(url) as worker:
        assert {flaw.subject_id for flaw in flaws(worker)} == set(entries)


# Now and then


def test_what_is_new_is_sealed_now_and_then(database: str, conn: Connection, books: _Books, caplog: Any) -> None:
    caplog.set_level(logging.INFO, "orchestrator.housekeeping")

    async def keep(url: str) -> None:
        task = asyncio.create_task(keep_sealing(Settings(database_url=url, seal_interval=0.05)))
        for number in range(1, 3):
            books.post()
            async with asyncio.timeout(20):
                while len(seals(conn)) < number:  # noqa: ASYNC110 -- another process tells
                    await asyncio.sleep(0.01)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    with new_login(database, "holdfast_api") as url:
        asyncio.run(keep(url))
    assert all(root in caplog.text for (root,) in conn.execute("select encode(root, 'hex') from audit.seals"))
    assert flaws(conn) == []


def test_nothing_is_sealed_when_it_is_told_to_stop_or_left_out(database: str, conn: Connection, books: _Books) -> None:
    books.post()
    stop = threading.Event()
    stop.set()
    seal(Settings(database_url=database), stop)
    asyncio.run(asyncio.wait_for(keep_sealing(Settings(database_url=database, seal_interval=0)), 1))
    assert seals(conn) == []


# Another cluster


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Cluster]:
    """A server of its own: its transactions have numbers that the first one used before."""
    with start_cluster() as own:
        yield own


@pytest.mark.parametrize("younger", [True, False], ids=["xids are lower there", "xids are higher there"])
def test_after_a_dump_and_restore_nobody_is_accused_and_nothing_is_left_out(
    request: pytest.FixtureRequest, elsewhere: Cluster, tmp_path: Path, *, younger: bool
) -> None:
    here = cluster_of(request.config)
    source, target = (here, elsewhere) if younger else (elsewhere, here)
    with connect(source.url) as old, connect(target.url) as new:
        identifier = "select system_identifier from pg_control_system()"
        if value(old, identifier) == value(new, identifier):
            pytest.skip("the one server that was named is both")
        binaries = packaged_binaries(int(value(old, "show server_version_num")) // 10000)
        while younger != (_xid(old) > _xid(new) + 2000):
            (old if younger else new).execute(
                "do $$ begin for i in 1..1000 loop perform txid_current(); commit; end loop; end $$"
            )
    with source.database() as url:
        with connect(url) as conn:
            books = _Books(conn, "acme")
            chain = books.start_chain()
            books.post()
            first = Database(conn).seal(LIMIT)
            entries = [books.post() for _ in range(3)]
        subprocess.run([binaries / "pg_dump", "--format=custom", f"--file={tmp_path / 'dump'}", url], check=True)
    assert first is not None
    with new_database(target.url) as url:
        subprocess.run([binaries / "pg_restore", "--exit-on-error", f"--dbname={url}", tmp_path / "dump"], check=True)
        migrate(url)
        with connect(url) as conn:
            assert flaws(conn, first.root) == []
            books.conn = conn
            entries.append(books.post())
            assert flaws(conn, first.root) == []
            second = Database(conn).seal(2)
            assert second is not None
            assert flaws(conn, first.root, second.root) == []
            while Database(conn).seal(2):
                pass
            assert None not in {block_of(conn, entry) for entry in entries}
            entries.append(books.post())
            conn.execute("select chain.signal(%s, %s, 'go')", [books.company, chain])
            assert Database(conn).seal(LIMIT)
            assert None not in {block_of(conn, entry) for entry in entries}
            missing = """
                select (select count(*) from chain.events) + (select count(*) from ledger.journal_entries)
                     - (select count(*) from audit.seal_leaves)
                """
            assert value(conn, missing) == 0
            assert flaws(conn, first.root, second.root) == []
            assert value(conn, "select count(*) from audit.invariants") == 0


def _xid(connection: Connection) -> int:
    return int(value(connection, "select pg_current_xact_id()::text"))
