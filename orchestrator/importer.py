"""Imports: a file's rows become transactions, a batch a commit, and each row has one effect however often it comes.

A row's transaction id follows from the company, the map's name and the row's key, and the ledger posts an id once. So an import
that was cut off is resumed by running it again, and nothing about it needs to be kept.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import re
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import IO, Any, TypeVar

from orchestrator.database import Database, Difference
from orchestrator.errors import OperationError
from orchestrator.import_map import ImportMap, Row, RowError

BATCH = 1000
ALREADY_POSTED = "LG014"

_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")
"""What JSON and CSV can say and Postgres cannot store: NUL, and half of a surrogate pair."""

_Numbered = tuple[int, Row | RowError]
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Refusal:
    """A row that was not posted, and why. `row` counts from 1 without the header; `code` is null for what the map refused."""

    row: int
    key: str | None
    code: str | None
    reason: str


@dataclass(frozen=True)
class Comparison:
    """The ledger against the statement's own balances."""

    account_days: int
    differences: list[Difference]

    def beyond(self, tolerance: Decimal) -> int:
        """Count the days that differ by more."""
        return sum(abs(difference.difference) > tolerance for difference in self.differences)


@dataclass
class Report:
    """What became of a file's rows."""

    rows: int = 0
    posted: int = 0
    already_posted: int = 0
    refused: list[Refusal] = field(default_factory=list)
    comparison: Comparison | None = None


@dataclass(frozen=True)
class _Draft:
    """A row as it will be posted, once the ids of its two accounts are known."""

    number: int
    key: str
    account: dict[str, Any]
    other: dict[str, Any]
    side: str
    amount: str
    day: dt.date
    description: str


class Importer:
    """Posts the rows of files by one map into one database."""

    def __init__(self, database: Database, import_map: ImportMap) -> None:
        self._database = database
        self._map = import_map
        self._account_ids: dict[str, uuid.UUID] = {}

    @cached_property
    def company_id(self) -> uuid.UUID:
        """The company in whose books the rows are posted; made when it is first needed."""
        company = self._map.company
        return self._database.ensure_company(company.code, company.name, company.kind)

    def run(
        self, path: Path, *, balance_column: str | None = None, progress: Callable[[int], object] = lambda _bytes: None
    ) -> Report:
        """Post the file's rows, and compare the result with the statement's own balances if a column has them.

        Every batch is committed by itself; `progress` is told how many bytes of the file have been read by then.
        """
        self._check_header(path, balance_column)
        report = Report()
        stated: list[tuple[uuid.UUID, dt.date, Decimal]] = []
        with _open(path, self._map, _READERS[self._map.file.format]) as (rows, position):
            for batch in _batches(rows):
                self._post(batch, report)
                if balance_column:
                    stated.extend(self._stated(batch, balance_column))
                progress(position())
        if balance_column:
            report.comparison = self._compare(stated)
        return report

    def _check_header(self, path: Path, balance_column: str | None) -> None:
        found = header(path, self._map)
        wanted = self._map.columns() | ({balance_column} if balance_column else set())
        if self._map.file.format == "csv" and found and wanted - set(found):
            missing, present = ", ".join(sorted(wanted - set(found))), ", ".join(sorted(set(found)))
            raise OperationError(f"{path} lacks columns that the map reads: {missing}; it has {present}")
        if twice := [name for name in sorted(wanted) if found.count(name) > 1]:
            raise OperationError(f"{path} has columns twice that the map reads: {', '.join(twice)}")

    def _post(self, batch: list[_Numbered], report: Report) -> None:
        drafts: list[_Draft] = []
        for number, row in batch:
            report.rows += 1
            try:
                drafts.append(self._draft(number, row))
            except RowError as exc:
                key = row.get(self._map.row.key, "").strip() if isinstance(row, dict) else ""
                report.refused.append(Refusal(number, key or None, None, str(exc)))
        self._open_accounts([account for draft in drafts for account in (draft.account, draft.other)])
        outcomes = self._database.post([self._transaction(draft) for draft in drafts])
        known: list[_Draft] = []
        for draft, outcome in zip(drafts, outcomes, strict=True):
            if outcome.status == "posted":
                report.posted += 1
            elif outcome.code == ALREADY_POSTED:
                known.append(draft)
            else:
                report.refused.append(Refusal(draft.number, draft.key, outcome.code, outcome.detail or ""))
        self._recognise(known, report)
        report.refused.sort(key=lambda refusal: refusal.row)

    def _recognise(self, known: list[_Draft], report: Report) -> None:
        """Tell rows that came before from rows that only have the key of one that did."""
        transactions = [self._transaction(draft) for draft in known]
        differing = self._database.differing_from_posted(self.company_id, transactions) if known else set()
        for position, draft in enumerate(known):
            if position in differing:
                reason = "a row of this key was posted before with another amount or account"
                report.refused.append(Refusal(draft.number, draft.key, ALREADY_POSTED, reason))
            else:
                report.already_posted += 1

    def _draft(self, number: int, row: Row | RowError) -> _Draft:
        if isinstance(row, RowError):
            raise row
        rule = self._map.rule_for(row)
        return _Draft(
            number=number,
            key=self._map.cell(row, self._map.row.key),
            account=self._map.to_account(self._map.account, row),
            other=self._map.to_account(self._map.others[rule.other], row),
            side=rule.side,
            amount=self._map.cell(row, self._map.row.amount),
            day=self._map.day(row),
            description=self._map.fill(self._map.row.description, row),
        )

    def _open_accounts(self, accounts: list[dict[str, Any]]) -> None:
        missing = {account["code"]: account for account in accounts if account["code"] not in self._account_ids}
        if missing:
            self._account_ids |= self._database.ensure_accounts(self.company_id, list(missing.values()))

    def _transaction(self, draft: _Draft) -> dict[str, Any]:
        sides = ("debit_amount", "credit_amount") if draft.side == "debit" else ("credit_amount", "debit_amount")
        accounts = (draft.account, draft.other)
        return {
            "transaction_id": str(uuid.uuid5(self.company_id, json.dumps([self._map.name, draft.key]))),
            "entries": [
                {
                    "company_id": str(self.company_id),
                    "description": draft.description,
                    "effective_at": draft.day.isoformat(),
                    "metadata": {"source": self._map.name, "key": draft.key},
                    "lines": [
                        {"account_id": str(self._account_ids[account["code"]]), side: draft.amount}
                        for account, side in zip(accounts, sides, strict=True)
                    ],
                }
            ],
        }

    def _stated(self, batch: list[_Numbered], column: str) -> Iterator[tuple[uuid.UUID, dt.date, Decimal]]:
        for _number, row in batch:
            if isinstance(row, RowError):
                continue
            try:
                code = self._map.code(self._map.account, row)
                day, balance = self._map.day(row), Decimal(self._map.cell(row, column))
            except (RowError, InvalidOperation):
                continue  # Such a row was refused, and reported, by itself.
            if code in self._account_ids and balance.is_finite():
                yield self._account_ids[code], day, balance

    def _compare(self, stated: list[tuple[uuid.UUID, dt.date, Decimal]]) -> Comparison:
        differences = self._database.compare_statement(self.company_id, stated)
        return Comparison(len({(account_id, day) for account_id, day, _balance in stated}), differences)


def header(path: Path, import_map: ImportMap) -> list[str]:
    """Return the names of the columns: what the first line of a CSV says, or what the first object of NDJSON has."""
    read = _csv_header if import_map.file.format == "csv" else _ndjson_rows
    with _open(path, import_map, read) as (found, _position):
        first = next((names for _number, names in found), [])
    return [] if isinstance(first, RowError) else list(first)


@contextmanager
def _open(
    path: Path, import_map: ImportMap, read: Callable[[IO[str], ImportMap], Iterator[_Item]]
) -> Iterator[tuple[Iterator[tuple[int, _Item]], Callable[[], int]]]:
    """Open a file; yield what is read from it, numbered from 1, and how to ask how many of its bytes have been read."""
    with path.open("rb") as raw:
        plain: IO[bytes] = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw  # type: ignore[assignment]
        with io.TextIOWrapper(plain, encoding=import_map.file.encoding, newline="") as text:
            yield _numbered(path, read(text, import_map)), raw.tell


def _numbered(path: Path, items: Iterable[_Item]) -> Iterator[tuple[int, _Item]]:
    number = 0
    try:
        for number, item in enumerate(items, start=1):
            yield number, item
    except (UnicodeDecodeError, gzip.BadGzipFile, zlib.error, EOFError, csv.Error) as exc:
        raise OperationError(f"cannot read on in {path} after row {number}: {exc}; what came before is posted") from exc


def _batches(rows: Iterator[_Numbered]) -> Iterator[list[_Numbered]]:
    """Cut rows into batches; where they cannot be read on, the last batch is what came before."""
    batch: list[_Numbered] = []
    try:
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                yield batch
                batch = []
    except OperationError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _csv_header(text: IO[str], import_map: ImportMap) -> Iterator[list[str]]:
    yield _names(_csv_reader(text, import_map))


def _csv_rows(text: IO[str], import_map: ImportMap) -> Iterator[Row | RowError]:
    reader = _csv_reader(text, import_map)
    names = _names(reader)
    for cells in reader:
        if len(cells) == len(names):
            yield _row(dict(zip(names, cells, strict=True)))
        elif cells:
            yield RowError(f"{len(cells)} cells where the header has {len(names)}")


def _csv_reader(text: IO[str], import_map: ImportMap) -> Iterator[list[str]]:
    return csv.reader(text, delimiter=import_map.file.delimiter, strict=True)


def _names(reader: Iterator[list[str]]) -> list[str]:
    return [name.strip() for name in next(reader, [])]


def _ndjson_rows(text: IO[str], _import_map: ImportMap) -> Iterator[Row | RowError]:
    for line in text:
        if not line.strip():
            continue
        try:
            document = json.loads(line, parse_float=str, parse_int=str)
        except (json.JSONDecodeError, RecursionError) as exc:
            yield RowError(f"not JSON: {exc}")
            continue
        if isinstance(document, dict):
            yield _row({name: "" if value is None else str(value) for name, value in document.items()})
        else:
            yield RowError("not a JSON object")


def _row(row: Row) -> Row | RowError:
    return RowError("NUL, or half of a surrogate pair, in the text") if _NO_CHARACTER.search("".join(row.values())) else row


_READERS = {"csv": _csv_rows, "ndjson": _ndjson_rows}
