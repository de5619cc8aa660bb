"""`holdfast import`: a foreign file into the books."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from api.cli import console, options
from orchestrator.database import Database, TrialBalanceRow, connect
from orchestrator.import_map import ImportMap
from orchestrator.importer import Importer, Report

SHOWN = 10
INTERRUPTED = 130


def _amount(text: str | Decimal) -> Decimal:
    with contextlib.suppress(InvalidOperation):
        if (amount := Decimal(text)).is_finite():
            return amount
    raise typer.BadParameter(f"{text!r} is not an amount")


def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or NDJSON, plain or .gz.")],
    map_file: Annotated[Path, typer.Option("--map", exists=True, dir_okay=False, help="How a row becomes a transaction (TOML).")],
    check_balance: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Compare each account-day with the statement's own balance.")
    ] = None,
    tolerance: Annotated[
        Decimal, typer.Option(parser=_amount, metavar="AMOUNT", help="Count differences above this by themselves.")
    ] = Decimal("0.50"),
    database_url: options.DatabaseUrl = None,
    data: options.DataDir = None,
    as_json: options.Json = False,
) -> None:
    """Post a file's rows. Run it again after an interruption: a row is posted once.

    Refused rows are reported with their reasons, differences are reported; neither changes the exit code, 0.
    """
    import_map = ImportMap.load(map_file)
    with options.database(options.settings(database_url, data)) as url, connect(url) as connection:
        database = Database(connection)
        importer = Importer(database, import_map)
        report = run(importer, file, check_balance, quiet=as_json)
        books = database.trial_balance(importer.company_id)
    show(report, books, tolerance, as_json=as_json)


def run(importer: Importer, file: Path, balance_column: str | None, *, quiet: bool = False) -> Report:
    """Import a file behind a progress bar; a Ctrl-C ends it between two commits."""
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    terminal = Console(stderr=True)
    with Progress(*columns, console=terminal, transient=True, disable=quiet or not terminal.is_terminal) as bar:
        task = bar.add_task(file.name, total=file.stat().st_size)
        try:
            return importer.run(file, balance_column=balance_column, progress=lambda read: bar.update(task, completed=read))
        except KeyboardInterrupt:
            bar.stop()
            typer.echo("holdfast: interrupted; what was posted stays, run it again to go on", err=True)
            raise typer.Exit(INTERRUPTED) from None


def show(report: Report, books: list[TrialBalanceRow], tolerance: Decimal, *, as_json: bool) -> None:
    """Print what became of the rows, the books after it, and the comparison."""
    if as_json:
        typer.echo(json.dumps(_document(report, books, tolerance), indent=2, default=str))
        return
    out = console.console()
    summary = console.table("Import", "rows", "posted", "already posted", "refused", numbers=4)
    summary.add_row(*(f"{n:,}" for n in (report.rows, report.posted, report.already_posted, len(report.refused))))
    out.print(summary)
    if report.refused:
        refused = console.table(f"Refused rows (the first {SHOWN})", "row", "key", "code", "reason")
        for refusal in report.refused[:SHOWN]:
            refused.add_row(str(refusal.row), refusal.key, refusal.code, refusal.reason)
        out.print(refused)
    out.print(books_table(books))
    if report.comparison:
        found = report.comparison
        title = "Against the statement's own balances"
        totals = console.table(title, "account-days", "differ", f"by more than {tolerance}", numbers=3)
        totals.add_row(f"{found.account_days:,}", f"{len(found.differences):,}", f"{found.beyond(tolerance):,}")
        out.print(totals)
        if found.differences:
            title = f"Largest differences (the first {SHOWN})"
            largest = console.table(title, "account", "day", "ledger", "statement", "difference", numbers=3)
            for row in found.differences[:SHOWN]:
                largest.add_row(row.code, str(row.day), f"{row.ledger:,}", f"{row.statement:,}", f"{row.difference:,}")
            out.print(largest)


def books_table(books: list[TrialBalanceRow]) -> Table:
    """Return a company's books as a table."""
    table = console.table("Books", "type", "purpose", "currency", "accounts", "debits", "credits", "posted", numbers=4)
    for row in books:
        amounts = (row.accounts, row.debits, row.credits, row.posted)
        table.add_row(row.type, row.purpose, row.currency, *(f"{amount:,}" for amount in amounts))
    return table


def _document(report: Report, books: list[TrialBalanceRow], tolerance: Decimal) -> dict[str, object]:
    found = report.comparison
    return {
        "rows": report.rows,
        "posted": report.posted,
        "already_posted": report.already_posted,
        "refused": [asdict(refusal) for refusal in report.refused],
        "books": [row.model_dump() for row in books],
        "comparison": found
        and {
            "account_days": found.account_days,
            "different": len(found.differences),
            "tolerance": str(tolerance),
            "beyond_tolerance": found.beyond(tolerance),
            "differences": [difference.model_dump() for difference in found.differences],
        },
    }
