"""An import: each row of a file has one effect, however often and in however many pieces the file comes."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import os
import signal
import subprocess
import zlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from orchestrator import importer
from orchestrator.database import Connection, Database, Difference, connect
from orchestrator.errors import HoldfastError, OperationError
from orchestrator.import_map import ImportMap
from orchestrator.importer import BATCH, Comparison, Importer, Refusal, Report
from orchestrator.paths import examples
from tests.py.test_cli import HOLDFAST, holdfast

BERKA = os.environ.get("HOLDFAST_BERKA")

Row = Mapping[str, str]
NDJSON = ('format = "csv"', 'format = "ndjson"')
"""The edit of the map that reads JSON."""


CHANGED = "a row of this key was posted before with another amount or account"


def movement(number: int, **cells: str) -> dict[str, str]:
    """Return a row of a statement."""
    row = {
        "id": str(number),
        "date": "2026-01-02",
        "customer": "ann",
        "kind": "deposit",
        "amount": "1.00",
        "balance": "",
        "text": "x",
    }
    return row | cells


ROWS = [
    movement(1, amount="100.00"),
    movement(2, customer="ben", amount="0.10", text='Bäcker, "am Tor"\nzweite Zeile'),
    movement(3, kind="withdrawal", amount="30.5", date="2026-01-03"),
    movement(4, customer="ben", kind="fee", amount=" 2 ", date="2026-02-28"),
    movement(5, kind="interest", amount="0.01", text=""),
    movement(6, customer="cleo", amount="999999999999.99", kind=" deposit "),
]
BOOKS = {
    "cash": Decimal("1000000000069.59"),
    "fees": Decimal("2.00"),
    "interest": Decimal("0.01"),
    "wallet:ann": Decimal("69.51"),
    "wallet:ben": Decimal("-1.90"),
    "wallet:cleo": Decimal("999999999999.99"),
}


def as_csv(rows: Sequence[Row]) -> str:
    """Write rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_ndjson(rows: Sequence[Mapping[str, object]]) -> str:
    """Write rows as NDJSON, with a blank line between them."""
    return "\n\n".join(json.dumps(row) for row in rows)


def write_map(folder: Path, *edits: tuple[str, str]) -> Path:
    """Write the shipped map with something in it replaced."""
    text = (examples() / "statement.toml").read_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path = folder / "map.toml"
    path.write_text(text)
    return path


class Desk:
    """Where files are imported: a folder and a database."""

    def __init__(self, connection: Connection, folder: Path) -> None:
        self.connection = connection
        self.folder = folder

    def file(self, content: str | bytes, name: str = "statement.csv") -> Path:
        """Write a file; a `.gz` is compressed unless the content is bytes."""
        path = self.folder / name
        if isinstance(content, str):
            content = gzip.compress(content.encode()) if name.endswith(".gz") else content.encode()
        path.write_bytes(content)
        return path

    def map(self, *edits: tuple[str, str]) -> Path:
        """Write a map."""
        return write_map(self.folder, *edits)

    def run(self, file: Path, *edits: tuple[str, str], **options: Any) -> Report:
        """Import a file."""
        return Importer(Database(self.connection), ImportMap.load(self.map(*edits))).run(file, **options)

    def balances(self) -> dict[str, Decimal]:
        """Return what is posted on each account."""
        return dict(self.rows("select code, posted from ledger.account_balances"))

    def journal(self) -> list[tuple[Any, ...]]:
        """Return every line, with everything but the ids and the time of posting."""
        return self.rows(
            """
            select e.metadata ->> 'key', e.metadata ->> 'source', e.description, e.effective_at, a.code, l.debit_amount,
                   l.credit_amount, l.balance_after, l.account_version
            from ledger.journal_entries e
            join ledger.journal_lines l on l.company_id = e.company_id and l.entry_id = e.id
            join ledger.accounts a on a.company_id = l.company_id and a.id = l.account_id
            order by a.code, l.account_version
            """
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query does."""
        return self.connection.execute(query.encode()).fetchall()


@pytest.fixture
def desk(conn: Connection, tmp_path: Path) -> Desk:
    """An empty database and a folder. The session's time zone must not matter, so it is far from UTC."""
    conn.execute("set timezone to 'Pacific/Kiritimati'")
    return Desk(conn, tmp_path)


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize(("name", "content", "edits"), [("csv", as_csv(ROWS), []), ("ndjson", as_ndjson(ROWS), [NDJSON])])
def test_a_file_becomes_the_right_books(desk: Desk, name: str, content: str, edits: list[tuple[str, str]], suffix: str) -> None:
    assert desk.run(desk.file(content, f"statement.{name}{suffix}"), *edits) == Report(rows=6, posted=6)
    assert desk.balances() == BOOKS


def test_an_entry_says_what_its_row_said(desk: Desk) -> None:
    desk.run(desk.file(as_csv(ROWS)))
    day = dt.datetime(2026, 2, 28, tzinfo=dt.UTC)
    assert [line[:7] for line in desk.journal() if line[0] == "4"] == [
        ("4", "statement", "x", day, "fees", Decimal(0), Decimal("2.00")),
        ("4", "statement", "x", day, "wallet:ben", Decimal("2.00"), Decimal(0)),
    ]
    assert {line[2] for line in desk.journal() if line[0] == "2"} == {'Bäcker, "am Tor" zweite Zeile'}


def test_a_file_as_spreadsheets_write_it(desk: Desk) -> None:
    content = "\ufeff" + as_csv(ROWS).replace(",", ";").replace("Bäcker;", "Bäcker,") + "\r\n"
    assert desk.run(desk.file(content), ('format = "csv"', 'delimiter = ";"')) == Report(rows=6, posted=6)
    assert desk.balances() == BOOKS


def test_the_command_prints_what_became_of_the_rows(desk: Desk, database: str) -> None:
    rows = [
        movement(1, amount="5.00", balance="5.00"),
        movement(2, amount="7.00", balance="12.50"),
        movement(3, kind="barter", date="2026-01-03"),
    ]
    file, map_file = desk.file(as_csv(rows)), desk.map()
    options = ["--map", str(map_file), "--database-url", database, "--check-balance", "balance", "--tolerance", "0.5"]
    result = holdfast("import", str(file), *options, "--json")
    assert (result.returncode, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    (account_id,) = desk.rows("select id::text from ledger.accounts where code = 'wallet:ann'")[0]
    books = {"currency": "EUR", "accounts": 1, "held": "0.00"}
    assert document == {
        "rows": 3,
        "posted": 2,
        "already_posted": 0,
        "refused": [{"row": 3, "key": "3", "code": None, "reason": "no rule fits kind='barter'"}],
        "books": [
            books | {"type": "asset", "purpose": "general", "debits": "12.00", "credits": "0.00", "posted": "12.00"},
            books | {"type": "liability", "purpose": "wallet", "debits": "0.00", "credits": "12.00", "posted": "12.00"},
        ],
        "comparison": {
            "account_days": 1,
            "different": 1,
            "tolerance": "0.5",
            "beyond_tolerance": 0,
            "differences": [
                {
                    "account_id": account_id,
                    "code": "wallet:ann",
                    "day": "2026-01-02",
                    "ledger": "12.00",
                    "statement": "12.50",
                    "difference": "-0.50",
                }
            ],
        },
    }
    for text in ("already posted", "no rule fits kind='barter'", "12.50", "wallet:ann"):
        assert text in holdfast("import", str(file), *options).stdout


def test_the_same_file_twice_has_one_effect(desk: Desk) -> None:
    file = desk.file(as_csv(ROWS))
    desk.run(file)
    before = desk.journal()
    assert desk.run(file) == Report(rows=6, already_posted=6)
    written_otherwise = [ROWS[0] | {"amount": "100", "text": "y"}, *ROWS[1:]]
    assert desk.run(desk.file(as_ndjson(written_otherwise[::-1])), NDJSON) == Report(rows=6, already_posted=6)
    assert desk.journal() == before


def test_two_imports_at_once_have_one_effect(desk: Desk, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "BATCH", 7)
    rows = [movement(n, customer=f"customer {n * 7 % 31}") for n in range(150)]
    backwards = desk.file(as_csv(rows[::-1]), "backwards.csv")
    import_map = ImportMap.load(desk.map())

    def run(file: Path) -> Report:
        with connect(database) as connection:
            return Importer(Database(connection), import_map).run(file)

    with ThreadPoolExecutor() as threads:
        one, other = threads.map(run, (desk.file(as_csv(rows)), backwards))
    assert one.refused == other.refused == []
    assert (one.posted + other.posted, one.already_posted + other.already_posted) == (150, 150)
    assert desk.balances()["cash"] == 150


def test_a_key_counts_once_for_each_map_and_company(desk: Desk) -> None:
    rows = [movement(1), movement(1, amount="7.00"), movement(2)]
    assert desk.run(desk.file(as_csv(rows))) == Report(rows=3, posted=2, refused=[importer.Refusal(2, "1", "LG014", CHANGED)])
    assert desk.run(desk.file(as_csv(rows)), ('name = "statement"', 'name = "other"')).posted == 2
    assert desk.run(desk.file(as_csv(rows)), ('"HARBOUR"', '"HAVEN"')).posted == 2


def test_a_refused_row_that_was_mended_is_posted(desk: Desk) -> None:
    bad = [*ROWS[:3], ROWS[3] | {"amount": "2,00"}, *ROWS[4:]]
    assert desk.run(desk.file(as_csv(bad))).posted == 5
    assert desk.run(desk.file(as_csv(ROWS))) == Report(rows=6, posted=1, already_posted=5)
    assert desk.balances() == BOOKS


@pytest.mark.parametrize("batches", [1, 2, 3])
def test_an_import_that_was_cut_off_is_resumed(desk: Desk, monkeypatch: pytest.MonkeyPatch, batches: int) -> None:
    monkeypatch.setattr(importer, "BATCH", 2)
    read: list[int] = []

    def cut(position: int) -> None:
        read.append(position)
        if len(read) == batches:
            raise InterruptedError

    file = desk.file(as_csv(ROWS))
    with pytest.raises(InterruptedError):
        desk.run(file, progress=cut)
    assert 0 < read[0] <= read[-1] <= file.stat().st_size
    assert desk.rows("select count(*) from ledger.journal_entries") == [(2 * batches,)]
    assert desk.run(file) == Report(rows=6, posted=6 - 2 * batches, already_posted=2 * batches)
    assert desk.balances() == BOOKS


@pytest.mark.parametrize(("sign", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_command_that_was_ended_is_resumed(desk: Desk, database: str, sign: signal.Signals, status: int) -> None:
    """Its second batch waits for a lock of ours when the signal comes."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # Ignored in what a shell runs in the background.
    desk.run(desk.file(as_csv([movement(1, customer="ben")])), ('name = "statement"', 'name = "before"'))
    file = desk.file(as_csv([movement(n, customer="ann" if n < BATCH else "ben") for n in range(BATCH + 5)]))
    command = [*HOLDFAST, "import", str(file), "--map", str(desk.map()), "--database-url", database]
    waits = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    ben = "(select id from ledger.accounts where code = 'wallet:ben')"
    with connect(database) as lock, lock.transaction():
        lock.execute(f"select from ledger.balances where account_id = {ben} for update".encode())
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            try:
                while desk.rows(waits) != [(1,)]:
                    assert process.poll() is None
                assert desk.rows("select count(*) from ledger.journal_entries") == [(BATCH + 1,)]
                process.send_signal(sign)
                _, said = process.communicate(timeout=60)
            finally:
                process.kill()
    assert process.returncode == status
    assert ("interrupted; what was posted stays, run it again to go on" in said) == (sign == signal.SIGINT)
    report = desk.run(file)
    assert (report.rows, report.posted + report.already_posted) == (BATCH + 5, BATCH + 5)
    assert report.already_posted == BATCH or sign == signal.SIGKILL  # Its server process may have gone on without it.
    assert desk.balances() == {"cash": BATCH + 6, "wallet:ann": BATCH, "wallet:ben": 6}
    assert desk.run(file).already_posted == BATCH + 5


@pytest.mark.parametrize(
    ("cells", "key", "code", "reason"),
    [
        ({"date": "2026-02-30"}, "2", None, "date: day"),
        ({"date": "02.01.2026"}, "2", None, "date: time data '02.01.2026' does not match format '%Y-%m-%d'"),
        ({"date": " "}, "2", None, "date: missing date"),
        ({"date": "0999-01-01"}, "2", "LG001", "Missing or malformed effective_at"),
        ({"id": " "}, None, None, "missing id"),
        ({"customer": ""}, "2", None, "missing customer"),
        ({"kind": "barter"}, "2", None, "no rule fits kind='barter'"),
        ({"amount": ""}, "2", None, "missing amount"),
        ({"amount": "much"}, "2", "LG021", "credit_amount is not plain decimal digits: much"),
        ({"amount": "1,000.00"}, "2", "LG021", "credit_amount is not plain decimal digits: 1,000.00"),
        ({"amount": "0x10"}, "2", "LG021", "credit_amount is not plain decimal digits: 0x10"),
        ({"amount": "\uff11.00"}, "2", "LG021", "credit_amount is not plain decimal digits: \uff11.00"),
        ({"amount": "1e2"}, "2", "LG021", "credit_amount is not plain decimal digits: 1e2"),
        ({"amount": "NaN"}, "2", "LG021", "credit_amount is not plain decimal digits: NaN"),
        ({"amount": "-5.00", "kind": "fee"}, "2", "LG022", "debit_amount is negative: -5.00"),
        ({"amount": "1.001"}, "2", "LG024", "credit_amount has too many decimals for its currency: 1.001"),
        ({"amount": "0.00"}, "2", "LG026", "Neither debit_amount nor credit_amount is above zero"),
        ({"text": "a\0b"}, None, None, "NUL, or half of a surrogate pair, in the text"),
    ],
    ids=lambda value: "-".join(f"{name} {cell}" for name, cell in value.items()) if isinstance(value, dict) else "",
)
def test_a_refused_row_is_reported_and_the_others_are_posted(
    desk: Desk, cells: dict[str, str], key: str | None, code: str | None, reason: str
) -> None:
    rows = [movement(1), movement(2, **cells), movement(3)]
    for content, edits in ((as_csv(rows), []), (as_ndjson(rows), [NDJSON])):
        report = desk.run(desk.file(content), *edits)
        (refusal,) = report.refused
        assert (refusal.row, refusal.key, refusal.code) == (2, key, code)
        assert refusal.reason.startswith(reason)
        assert report.posted + report.already_posted == 2
    assert desk.balances() | {"fees": 0} == {"cash": 2, "wallet:ann": 2, "fees": 0}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2,2026-01-02,ann", "3 cells where the header has 7"),
        ("2,2026-01-02,ann,deposit,1.00,,x,y", "8 cells where the header has 7"),
    ],
    ids=["too few cells", "too many cells"],
)
def test_a_row_of_another_width_is_refused(desk: Desk, line: str, reason: str) -> None:
    header, first, last = as_csv([movement(1), movement(3)]).splitlines()
    report = desk.run(desk.file(f"{header}\n{first}\n{line}\n\n{last}"))
    assert report == Report(rows=3, posted=2, refused=[Refusal(2, None, None, reason)])


@pytest.mark.parametrize(
    ("line", "key", "code", "reason"),
    [
        ("{id: 2}", None, None, "not JSON: Expecting property name"),
        (
            "[" * 100_000,
            None,
            None,
            "not JSON: ",
        ),
        ("[1]", None, None, "not a JSON object"),
        ('{"id": 2, "kind": "deposit"}', "2", None, "missing customer"),
        (json.dumps(movement(2, text="\ud800")), None, None, "NUL, or half of a surrogate pair, in the text"),
        (json.dumps(movement(2) | {"amount": None}), "2", None, "missing amount"),
        (json.dumps(movement(2) | {"amount": True}), "2", "LG021", "credit_amount is not plain decimal digits: True"),
        (json.dumps(movement(2) | {"amount": ["1"]}), "2", "LG021", "credit_amount is not plain decimal digits: ['1']"),
        (json.dumps(movement(2) | {"amount": float("nan")}), "2", "LG021", "credit_amount is not plain decimal digits: nan"),
    ],
    ids=["not JSON", "too deep", "an array", "no customer", "half a pair", "null", "true", "a list", "NaN"],
)
def test_json_that_is_no_row_is_refused(desk: Desk, line: str, key: str | None, code: str | None, reason: str) -> None:
    first, last = json.dumps(movement(1)), json.dumps(movement(3))
    report = desk.run(desk.file(f"{first}\n{line}\n{last}"), NDJSON)
    (refusal,) = report.refused
    assert (report.posted, refusal.row, refusal.key, refusal.code) == (2, 2, key, code)
    assert refusal.reason.startswith(reason)


def test_json_numbers_keep_their_digits(desk: Desk) -> None:
    amounts = ["12345678901234567890.12", "9007199254740993", "0.10", "0.1"]
    lines = [json.dumps(movement(n, amount="#")).replace('"#"', amount) for n, amount in enumerate(amounts)]
    assert desk.run(desk.file("\n".join(lines)), NDJSON).posted == 4
    assert {(line[5], line[6]) for line in desk.journal() if line[4] == "cash"} == {(Decimal(a), 0) for a in amounts}


def test_an_empty_file_has_no_rows(desk: Desk) -> None:
    for content in ("", as_csv([movement(1)]).splitlines()[0]):
        assert desk.run(desk.file(content), balance_column="balance") == Report(comparison=Comparison(0, []))


LONG = as_csv([movement(n, text=Random(n).randbytes(20).hex()) for n in range(1500)]).encode()
GZIPPED = gzip.compress(LONG)


def broken_gzip(content: bytes) -> bytes:
    """Compress, and go on with a block of no known kind."""
    compressor = zlib.compressobj(wbits=31)
    return compressor.compress(content) + compressor.flush(zlib.Z_FULL_FLUSH) + b"\xff"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.csv", LONG + b'1500,2026-01-02,ann,deposit,1.00,,"x\n', "unexpected end"),
        ("x.csv", LONG + b'1500,2026-01-02,"a"nn,deposit', "expected after"),
        ("x.csv", LONG + b"x" * 200_000, "field larger than field limit"),
        ("x.csv", LONG + b"\xe9", "codec can't decode byte 0xe9"),
        ("x.csv.gz", GZIPPED[: len(GZIPPED) * 4 // 5], "ended before the end-of-stream marker"),
        ("x.csv.gz", GZIPPED[:-8] + bytes(8), "CRC check failed"),
        ("x.csv.gz", broken_gzip(LONG), "Error -3 while decompressing"),
    ],
    ids=["unclosed quote", "stray quote", "endless cell", "not UTF-8", "truncated gzip", "wrong checksum", "broken gzip"],
)
def test_a_file_that_cannot_be_read_to_its_end_keeps_what_came_before(desk: Desk, name: str, content: bytes, reason: str) -> None:
    file = desk.file(content, name)
    with pytest.raises(
        OperationError, match=rf"^cannot read on in {file} after row \d+: .*{reason}.*; what came before is posted$"
    ) as said:
        desk.run(file)
    rows = int(str(said.value).partition(" after row ")[2].partition(":")[0])
    assert rows > BATCH
    assert desk.rows("select count(*) from ledger.journal_entries") == [(rows,)]


@pytest.mark.parametrize("content", [b"id,date", b""], ids=["plain text", "empty"])
def test_a_gz_that_is_none_is_an_error(desk: Desk, content: bytes) -> None:
    if content:
        with pytest.raises(OperationError, match="after row 0: Not a gzipped file"):
            desk.run(desk.file(content, "x.csv.gz"))
    else:
        assert desk.run(desk.file(content, "x.csv.gz")) == Report()


def test_missing_columns_are_named_and_nothing_is_posted(desk: Desk) -> None:
    file = desk.file(as_csv([{"id": "1", "day": "2026-01-02"}]) + "2,2026-01-02,and,more\n")
    with pytest.raises(
        OperationError, match=r"lacks columns that the map reads: amount, customer, date, kind, text; it has day, id$"
    ):
        desk.run(file)
    with pytest.raises(
        OperationError, match="lacks columns that the map reads: saldo; it has amount, balance, customer, date, id,"
    ):
        desk.run(desk.file(as_csv(ROWS)), balance_column="saldo")
    assert desk.rows("select count(*) from ledger.accounts") == [(0,)]


def test_a_column_that_comes_twice_is_an_error(desk: Desk) -> None:
    with pytest.raises(OperationError, match=r"has columns twice that the map reads: amount$"):
        desk.run(desk.file(as_csv(ROWS).replace("balance", "amount")))


def test_braces_that_name_a_missing_column(desk: Desk) -> None:
    edit = ("{text}", "{text} of {whom}")
    with pytest.raises(OperationError, match="lacks columns that the map reads: whom;"):
        desk.run(desk.file(as_csv(ROWS)), edit)
    rows = [ROWS[0], ROWS[1] | {"whom": "Ben"}]
    report = desk.run(desk.file(as_ndjson(rows)), NDJSON, edit)
    assert report == Report(rows=2, posted=1, refused=[Refusal(1, "1", None, "missing column whom")])


def test_braces_read_columns_and_nothing_else_of_python(desk: Desk) -> None:
    odd = {"paid by (€)": "Ann", "a.b": "dot", "0": "zero", "c[0]": "index", "d!r:>9": "format"}
    edits = ("{text}", "".join(f"{{{name}}} " for name in odd))
    desk.run(desk.file(as_csv([ROWS[0] | odd])), edits)
    assert {line[2] for line in desk.journal()} == {"Ann dot zero index format"}


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (('currency = "EUR"', 'currency = "EUR"\nrate = 1'), "rate: Extra inputs are not permitted"),
        (('other = "fees"', 'other = "fee"'), "rules name accounts that [others] does not describe: fee"),
        (('side = "credit"', 'side = "left"'), "rules.0.side: Input should be 'debit' or 'credit'"),
        (('key = "id"', ""), "row.key: Field required"),
        (("{text}", "{text"), "row.description: Value error, a pair of braces holds the name of a column"),
        (('"cash"', '"cash{}"'), "others.cash.code: Value error, a pair of braces holds the name of a column"),
        (('format = "csv"', 'encoding = "none"'), "file.encoding: Value error, unknown encoding: none"),
        (('format = "csv"', 'encoding = "hex"'), "file.encoding: Value error, 'hex' is not a text encoding"),
        (('format = "csv"', 'delimiter = "\\""'), "file.delimiter: String should match pattern"),
        (('format = "csv"', 'format = "xml"'), "file.format: Input should be 'csv' or 'ndjson'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_map_that_is_not_valid_says_why(tmp_path: Path, edit: tuple[str, str], fault: str) -> None:
    file = write_map(tmp_path, edit)
    with pytest.raises(OperationError) as said:
        ImportMap.load(file)
    assert str(said.value).startswith(f"the map {file} is not valid: ")
    assert fault in str(said.value)
    assert "\n" not in str(said.value)


@pytest.mark.parametrize("content", [b"name = ", b"name = '\xff'"], ids=["not TOML", "not UTF-8"])
def test_a_map_that_cannot_be_read_says_why(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "map.toml"
    file.write_bytes(content)
    with pytest.raises(OperationError, match=rf"^cannot read the map {file}: .+$"):
        ImportMap.load(file)


def test_the_command_says_what_is_wrong_in_one_line(desk: Desk, database: str) -> None:
    good, cut = desk.file(as_csv(ROWS)), desk.file(as_csv(ROWS) + '7,"', "cut.csv")
    unknown = desk.file("nothing = 1", "unknown.toml")
    for file, map_file, text in ((good, unknown, "is not valid: "), (cut, desk.map(), "after row 6: ")):
        result = holdfast("import", str(file), "--map", str(map_file), "--database-url", database)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith("holdfast: ")
        assert text in result.stderr
        assert result.stderr.count("\n") == 1
    assert desk.balances() == BOOKS


@pytest.mark.parametrize("tolerance", ["much", "nan"])
def test_a_tolerance_that_is_no_amount_is_wrong_usage(desk: Desk, database: str, tolerance: str) -> None:
    file, options = desk.file(as_csv(ROWS)), ("--database-url", database, "--tolerance", tolerance)
    assert holdfast("import", str(file), "--map", str(desk.map()), *options).returncode == 2
    assert desk.balances() == {}


def test_an_account_of_another_currency_is_refused(desk: Desk) -> None:
    company = Database(desk.connection).ensure_company("HARBOUR", "Harbour Savings", "bank")
    account = {"code": "wallet:ben", "name": "Wallet of Ben", "type": "liability", "currency": "USD"}
    Database(desk.connection).ensure_accounts(company, [account])
    with pytest.raises(HoldfastError, match="LG074: Account has another currency: wallet:ben"):
        desk.run(desk.file(as_csv(ROWS)))
    assert desk.balances() == {"wallet:ben": 0}


def test_the_statements_own_balances_are_compared_by_account_and_day(desk: Desk) -> None:
    rows = [
        # Two on one day, in an order that nobody knows: the sum at its end is one of the balances.
        movement(1, amount="10.00", balance="30.00"),
        movement(2, amount="20.00", balance="20.00"),
        # After two days without a row: 0.07 off, whichever of the two balances is the last.
        movement(3, amount="5.00", balance="35.07", date="2026-01-05"),
        movement(4, amount="5.00", balance="45.00", date="2026-01-05"),
        # Right again: differences are not carried on.
        movement(5, amount="0.04", kind="fee", balance="34.96", date="2026-01-06"),
        movement(6, amount="5.00", balance="39.96", date="2026-01-06"),
        # Another account, whose second row is refused: the ledger lacks it.
        movement(7, customer="ben", amount="1.00", balance="1.00"),
        movement(8, customer="ben", amount="0.333", balance="1.33", date="2026-01-05"),
        movement(9, customer="ben", kind="barter", balance="1.33", date="2026-01-05"),
        # Nothing is stated of this day, and nothing compared.
        movement(10, customer="ben", amount="3.00", date="2026-01-07"),
    ]
    rows[3]["amount"] = "-5.00"
    report = desk.run(desk.file(as_csv(rows)), balance_column="balance")
    ids = dict(desk.rows("select code, id from ledger.accounts"))
    fifth = dt.date(2026, 1, 5)
    assert report.comparison == Comparison(
        account_days=5,
        differences=[
            Difference(
                account_id=ids["wallet:ben"],
                code="wallet:ben",
                day=fifth,
                ledger=Decimal("1.00"),
                statement=Decimal("1.33"),
                difference=Decimal("-0.33"),
            ),
            Difference(
                account_id=ids["wallet:ann"],
                code="wallet:ann",
                day=fifth,
                ledger=Decimal("35.00"),
                statement=Decimal("35.07"),
                difference=Decimal("-0.07"),
            ),
        ],
    )
    assert [report.comparison.beyond(Decimal(tolerance)) for tolerance in ("0.06", "0.07", "0.33")] == [2, 1, 0]


def test_what_others_posted_on_the_account_shows_as_a_difference(desk: Desk) -> None:
    desk.run(desk.file(as_csv([movement(1, amount="0.25")])), ('name = "statement"', 'name = "before"'))
    rows = [movement(1, amount="1.00", balance="1.00"), movement(2, amount="1.00", balance="2.25", date="2026-01-03")]
    report = desk.run(desk.file(as_csv(rows)), balance_column="balance")
    assert report.comparison is not None
    assert report.comparison.account_days == 2
    assert [(found.day, found.difference) for found in report.comparison.differences] == [(dt.date(2026, 1, 2), Decimal("0.25"))]


@pytest.mark.skipif(BERKA is None, reason="others' data is no part of the project: HOLDFAST_BERKA names transactions_1993.csv.gz")
def test_a_banks_year_of_statements(desk: Desk) -> None:
    """28,205 real transactions of 1,139 accounts, against the balances that the bank itself recorded."""
    bank = Importer(Database(desk.connection), ImportMap.load(examples() / "berka.toml"))
    report = bank.run(Path(str(BERKA)), balance_column="balance")
    assert (report.rows, report.posted, report.refused) == (28_205, 28_205, [])
    assert report.comparison is not None
    assert report.comparison.account_days == 23_440
    assert len(report.comparison.differences) == 8_150
    assert report.comparison.beyond(Decimal("0.50")) == 4
    (customers,) = [row for row in Database(desk.connection).trial_balance(bank.company_id) if row.purpose == "wallet"]
    assert (customers.type, customers.accounts) == ("liability", 1_139)
    assert (customers.credits, customers.debits) == (Decimal("120442237.40"), Decimal("83866291.30"))
    assert customers.posted == Decimal("36575946.10")
