"""A mapping file: how a row of a foreign file becomes a transaction. TOML, read once and checked whole."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from orchestrator.errors import OperationError

Row = dict[str, str]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

_BRACES = re.compile(r"\{([^{}]+)\}")


def _check_braces(template: str) -> str:
    if set("{}") & set(_BRACES.sub("", template)):
        raise ValueError("a pair of braces holds the name of a column, and braces are for nothing else")
    return template


Template = Annotated[Word, AfterValidator(_check_braces)]


class RowError(ValueError):
    """A row that cannot become a transaction; the message says why."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Company(_Model):
    """The company in whose books the rows are posted; made if it is missing."""

    code: Word
    name: Word
    kind: Literal["business", "bank", "platform"] = "business"


class FileFormat(_Model):
    """How the file is to be read; `.gz` is seen by the name."""

    format: Literal["csv", "ndjson"] = "csv"
    delimiter: Annotated[str, StringConstraints(pattern=r'^[^"\r\n]$')] = ","
    encoding: str = "utf-8-sig"

    @field_validator("encoding")
    @classmethod
    def _encoding_is_known(cls, encoding: str) -> str:
        try:
            "".encode(encoding)
        except LookupError as exc:
            raise ValueError(str(exc)) from exc
        return encoding


class RowFields(_Model):
    """The columns that every transaction needs. `description` may name any columns in braces."""

    key: Word
    date: Word
    date_format: Word = "%Y-%m-%d"
    amount: Word
    description: Template


class Account(_Model):
    """An account to post to; code and name may name columns in braces. Opened if it is missing."""

    code: Template
    name: Template
    type: Literal["asset", "liability", "equity", "income", "expense"]
    purpose: Word = "general"
    no_floor: bool = False


class Rule(_Model):
    """Rows whose columns have one of the values: which side of the account they are on, and the other account."""

    when: dict[str, list[str]]
    side: Literal["debit", "credit"]
    other: Word

    def fits(self, row: Row) -> bool:
        """Say whether the row is meant; values are compared without surrounding blanks."""
        return all(row.get(column, "").strip() in values for column, values in self.when.items())


class ImportMap(_Model):
    """A mapping file. `name`, with a row's key, makes the transaction's id: the same row is posted once."""

    name: Word
    currency: Word
    company: Company
    file: FileFormat = FileFormat()
    row: RowFields
    account: Account
    rules: list[Rule] = Field(min_length=1)
    others: dict[str, Account]

    @classmethod
    def load(cls, path: Path) -> ImportMap:
        """Read a mapping file.

        Raises:
            OperationError: it cannot be read, is no TOML, or says something that a map does not.
        """
        try:
            return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
            raise OperationError(f"cannot read the map {path}: {exc}") from exc
        except ValidationError as exc:
            faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in exc.errors())
            raise OperationError(f"the map {path} is not valid: {faults}") from exc

    @model_validator(mode="after")
    def _others_are_described(self) -> ImportMap:
        unknown = {rule.other for rule in self.rules} - set(self.others)
        if unknown:
            raise ValueError(f"rules name accounts that [others] does not describe: {', '.join(sorted(unknown))}")
        return self

    def columns(self) -> set[str]:
        """Return every column that the map reads: a file that lacks one does not fit it."""
        templates = [self.row.description]
        for account in (self.account, *self.others.values()):
            templates += [account.code, account.name]
        named = {column for template in templates for column in _BRACES.findall(template)}
        return named | {self.row.key, self.row.date, self.row.amount} | {column for rule in self.rules for column in rule.when}

    def rule_for(self, row: Row) -> Rule:
        """Return the first rule that fits.

        Raises:
            RowError: none does.
        """
        for rule in self.rules:
            if rule.fits(row):
                return rule
        columns = {column: row.get(column, "") for rule in self.rules for column in rule.when}
        raise RowError("no rule fits " + ", ".join(f"{column}={value!r}" for column, value in columns.items()))

    def day(self, row: Row) -> dt.date:
        """Return the day that the row counts for.

        Raises:
            RowError: it is missing or not a day in the map's format.
        """
        try:
            return dt.datetime.strptime(self.cell(row, self.row.date), self.row.date_format).date()  # noqa: DTZ007
        except ValueError as exc:
            raise RowError(f"{self.row.date}: {exc}") from exc

    def fill(self, template: str, row: Row) -> str:
        """Fill a template such as `customer:{account_id}` from the row, blanks folded.

        Raises:
            RowError: it names a column that the row does not have.
        """
        try:
            return " ".join(_BRACES.sub(lambda found: row[found[1]], template).split())
        except KeyError as exc:
            raise RowError(f"missing column {exc.args[0]}") from exc

    @staticmethod
    def cell(row: Row, column: str) -> str:
        """Return a cell that must not be blank.

        Raises:
            RowError: it is blank or missing.
        """
        value = row.get(column, "").strip()
        if not value:
            raise RowError(f"missing {column}")
        return value

    def code(self, account: Account, row: Row) -> str:
        """Return an account's code.

        Raises:
            RowError: a column that it names is blank or missing: rows that lack it have no account in common.
        """
        for column in _BRACES.findall(account.code):
            self.cell(row, column)
        return self.fill(account.code, row)

    def to_account(self, account: Account, row: Row) -> dict[str, Any]:
        """Return an account as `ledger.ensure_accounts` takes it; one whose name is blank is called by its code."""
        code = self.code(account, row)
        return {
            "code": code,
            "name": self.fill(account.name, row) or code,
            "type": account.type,
            "purpose": account.purpose,
            "no_floor": account.no_floor,
            "currency": self.currency,
        }
