"""What is shipped to be tried does what it shows."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from orchestrator.database import Connection, Database
from orchestrator.import_map import ImportMap
from orchestrator.importer import Importer, header
from orchestrator.paths import examples
from tests.py.test_cli import holdfast

FILES = {"berka": "trans_id;account_id;date;type;operation;amount;balance;k_symbol;bank;account", "statement": None}
"""The maps, and the first line of their files where these are not shipped."""


def test_the_tour_prints_what_is_shown(database: str) -> None:
    result = holdfast("psql", "--database-url", database, "-X", "-q", "-f", str(examples() / "tour.sql"))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == (examples() / "tour.sql.out").read_text()


def test_every_map_has_a_file() -> None:
    assert {path.stem for path in examples().glob("*.toml")} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_map_fits_its_file(name: str, tmp_path: Path) -> None:
    import_map, file, first_line = ImportMap.load(examples() / f"{name}.toml"), examples() / f"{name}.csv", FILES[name]
    if first_line:
        file = tmp_path / "file.csv"
        file.write_text(first_line)
    assert import_map.columns() | {"balance"} <= set(header(file, import_map))
    assert import_map.name == name
    assert set(import_map.others) == {rule.other for rule in import_map.rules}


def test_the_statement_shows_refusals_and_differences(conn: Connection) -> None:
    importer = Importer(Database(conn), ImportMap.load(examples() / "statement.toml"))
    report = importer.run(examples() / "statement.csv", balance_column="balance")
    assert (report.rows, report.posted) == (354, 350)
    assert [(row.key, row.code) for row in report.refused] == [
        ("9001", None),
        ("9002", "LG021"),
        ("9003", None),
        ("9004", "LG022"),
    ]
    assert report.comparison is not None
    assert report.comparison.account_days == 340
    assert [found.difference for found in report.comparison.differences] == [Decimal("3.00"), Decimal("-0.10")]


def test_the_demo_shows_every_part() -> None:
    result = holdfast("demo")
    assert (result.returncode, result.stderr) == (0, "")
    parts = [
        *("Import", "350", "Refused rows", "barter", "Books", "Against the statement's own balances", "340"),
        *("Largest differences", "wallet:omar", "The service runs", "Orion Services", "Atomic transaction created successfully"),
        *("Idempotency-Replayed: true", "LG030", "Intercompany settlement", "LN003", "rolled back successfully", "LG051"),
        "Every invariant holds.",
    ]
    position = 0
    for part in parts:
        assert part in result.stdout[position:], part
        position = result.stdout.index(part, position)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A file of one's own. Quoted throughout, it is nonsense to the map that is tried first."""
    file = tmp_path / "own.csv"
    with file.open("w") as text:
        writer = csv.writer(text, quoting=csv.QUOTE_ALL)
        writer.writerow(["id", "date", "customer", "kind", "amount", "text"])
        writer.writerow([1, "2026-01-02", "nobody else", "deposit", "4321.09", "Mine"])
    return file


def test_the_demo_takes_a_file_of_ones_own_and_finds_its_map(own: Path) -> None:
    result = holdfast("demo", "--data-file", str(own))
    assert (result.returncode, result.stderr) == (0, "")
    assert "4,321.09" in result.stdout
    assert "Against the statement's own balances" not in result.stdout
    assert result.stdout.endswith("Every invariant holds.\n")


def test_the_demo_takes_a_map_and_fails_where_an_answer_is_not_as_expected(own: Path, tmp_path: Path) -> None:
    tour = (examples() / "tour.hurl").read_text()
    (tmp_path / "tour.hurl").write_text(tour.replace("HTTP 422", "HTTP 200", 1))
    examples_here = f"from pathlib import Path; from api.cli import app, demo; demo.examples = lambda: Path({str(tmp_path)!r})"
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{examples_here}; app()",
            "demo",
            "--data-file",
            str(own),
            "--map",
            str(examples() / "statement.toml"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 1
    assert re.fullmatch(r"holdfast: POST /api/v1/atomic-transactions/\?company_id=\S+: status is 422, not 200\n", result.stderr)
    assert "4,321.09" in result.stdout
    assert result.stdout.index("Insufficient funds") > result.stdout.index("Ada cannot spend")
    assert "Every invariant holds." not in result.stdout


def test_the_demo_says_when_no_map_fits(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("a,b\n1,2\n")
    result = holdfast("demo", "--data-file", str(file))
    assert result.returncode == 1
    assert result.stderr == f"holdfast: no shipped map fits the header of {file}: give one with --map\n"
