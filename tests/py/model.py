"""The ledger as the design says it is, in plain Python: what the real one is held against.

Written from the design documents, not from the SQL. Transactions are judged one at a time, in order, by looking at everything
there is; nothing is locked, cached or fast. Money is exact, the caller sets the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Any
from uuid import UUID

from tests.py.forms import COMPARISONS, amount_fault, is_condition, is_time, is_uuid

ZERO = Decimal(0)


class Refused(Exception):  # noqa: N818
    """What the ledger does not do; `codes` are those that it may name, for the design does not say which of several."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        self.codes = frozenset(codes)


@dataclass
class Company:
    """A company with its posting limits."""

    id: UUID
    code: str
    max_transactions: int = 100
    max_amount: Decimal = Decimal(1_000_000)
    enable_rollback: bool = True
    auto_intercompany: bool = True


@dataclass(eq=False)
class Account:
    """An account; `lines` says of each of its lines when it was booked and what was posted after it."""

    id: UUID | None
    company: Company
    code: str
    currency: str
    exponent: int
    side: str
    floor: Decimal | None = None
    status: str = "open"
    lines: list[tuple[datetime, Decimal]] = field(default_factory=list)

    @property
    def posted(self) -> Decimal:
        """What was posted, on the normal side."""
        return self.lines[-1][1] if self.lines else ZERO

    @property
    def version(self) -> int:
        """How many lines it has."""
        return len(self.lines)

    def balance_at(self, time: datetime) -> Decimal:
        """What was posted by a time."""
        return next((after for booked, after in reversed(self.lines) if booked <= time), ZERO)

    def is_amount(self, amount: Decimal) -> bool:
        """Whether a number is finite, in range, and has no more decimals than the currency."""
        exponent = amount.as_tuple().exponent
        return isinstance(exponent, int) and abs(amount) < Decimal("1e30") and -exponent <= self.exponent


@dataclass(frozen=True)
class Line:
    """A debit or a credit, and what it demands of its account."""

    account: Account
    debit: Decimal
    credit: Decimal
    condition: Mapping[str, Any] | None = None

    @property
    def change(self) -> Decimal:
        """What it adds on the account's normal side."""
        return self.debit - self.credit if self.account.side == "debit" else self.credit - self.debit


@dataclass(eq=False)
class Lien:
    """A hold."""

    account: Account
    amount: Decimal
    expires_at: datetime | None
    captured: Decimal = ZERO
    released: Decimal = ZERO
    status: str = "active"

    @property
    def rest(self) -> Decimal:
        """What it holds still."""
        return self.amount - self.captured - self.released

    def counts(self, at: datetime) -> bool:
        """Whether it holds at a time."""
        return self.status == "active" and (self.expires_at is None or self.expires_at > at)


@dataclass(eq=False)
class Atomic:
    """An atomic transaction: what it posted, in all companies."""

    company: Company
    lines: list[Line]
    status: str = "completed"


@dataclass(frozen=True)
class Outcome:
    """What became of one transaction; of a refused one, the codes that may be named first."""

    status: str
    codes: frozenset[str] = frozenset()


@dataclass
class Read:
    """A transaction as it was read. A fault has its entry and line, -1 for the whole: the first one sorts first."""

    transaction_id: UUID | None = None
    hub: Company | None = None
    lines: list[Line] = field(default_factory=list)
    faults: list[tuple[int, int, str]] = field(default_factory=list)


class UsedIds:
    """The transaction_ids that were used, each for every company that its transaction concerned."""

    def __init__(self) -> None:
        self._used: set[tuple[UUID, UUID]] = set()

    def has(self, read: Read) -> bool:
        """Whether it was used for a company that asks or that has lines in it."""
        return not self._used.isdisjoint(self._keys(read))

    def add(self, read: Read) -> None:
        """Note that it is used."""
        self._used |= self._keys(read)

    @staticmethod
    def _keys(read: Read) -> set[tuple[UUID, UUID]]:
        if read.transaction_id is None:
            return set()
        companies = {line.account.company.id for line in read.lines} | ({read.hub.id} if read.hub else set())
        return {(company, read.transaction_id) for company in companies}


def _have_twins(reads: Iterable[Read]) -> bool:
    """Whether two that could post carry the same transaction_id and concern the same company."""
    seen = UsedIds()
    for read in reads:
        if not read.faults and seen.has(read):
            return True
        if not read.faults:
            seen.add(read)
    return False


class Ledger:
    """All of it."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.companies: dict[UUID, Company] = {}
        self.accounts: dict[UUID, Account] = {}
        self.intercompany: dict[tuple[UUID, UUID, str, str], Account] = {}
        self.liens: list[Lien] = []
        self.used_ids = UsedIds()

    # What there is.

    def held(self, account: Account, at: datetime) -> Decimal:
        """What liens hold; one that has expired does not count, swept or not."""
        return sum((lien.rest for lien in self.liens if lien.account is account and lien.counts(at)), ZERO)

    def available(self, account: Account, at: datetime | None = None) -> Decimal:
        """What may be spent: posted less held."""
        return account.posted - self.held(account, at or self.now)

    def booking_time(self, accounts: Iterable[Account]) -> datetime:
        """The clock, but never before the last booking on one of the accounts: time order is version order."""
        return max([self.now, *(account.lines[-1][0] for account in accounts if account.lines)])

    # Posting.

    def post(self, transactions: list[Any]) -> list[Outcome]:
        """Judge each alone, in order, at one time; those that share a transaction_id, each at its own."""
        reads = [self.read(transaction) for transaction in transactions]
        if len(transactions) > 1 and _have_twins(reads):
            return [outcome for transaction in transactions for outcome in self.post([transaction])]
        at = self.booking_time(line.account for read in reads if not read.faults for line in read.lines)
        outcomes = []
        for read in reads:
            if read.faults:
                codes = {min(read.faults)[2]}
            else:
                codes = {"LG014"} if self.used_ids.has(read) else self.judge(read.lines, at)
                if not codes:
                    self._write(read, at)
            outcomes.append(Outcome("refused" if codes else "posted", frozenset(codes)))
        return outcomes

    def judge(self, lines: list[Line], at: datetime, *, heed_status: bool = True) -> set[str]:
        """Why the transaction that is these lines may not post: at most one reason an account."""
        codes = set()
        for account in dict.fromkeys(line.account for line in lines):
            own = [line for line in lines if line.account is account]
            change = sum((line.change for line in own), ZERO)
            available, posted = self.available(account, at) + change, account.posted + change
            if heed_status and account.status != "open":
                codes.add("LG012" if account.status == "frozen" else "LG013")
            elif change < 0 and account.floor is not None and available < account.floor:
                codes.add("LG040")
            elif not all(_holds(line.condition, available, posted, account.version) for line in own if line.condition):
                codes.add("LG041")
        return codes

    def _write(self, read: Read, at: datetime) -> None:
        for line in read.lines:
            line.account.lines.append((at, line.account.posted + line.change))
        self.used_ids.add(read)

    # Reading.

    def read(self, transaction: Any) -> Read:
        """Read a transaction and note all that is wrong with its form."""
        if not isinstance(transaction, dict):
            return Read(faults=[(-1, -1, "LG001")])
        read = Read()
        faults = [(-1, -1, "LG002") for _ in transaction.keys() - {"transaction_id", "entries"}]
        given, entries = transaction.get("transaction_id"), transaction.get("entries")
        if is_uuid(given):
            read.transaction_id = UUID(given)
        elif given is not None:
            faults.append((-1, -1, "LG001"))
        if not isinstance(entries, list) or not entries:
            return replace(read, faults=[*faults, (-1, -1, "LG001")])
        read.hub = self._hub_of(entries[0])
        for nth, entry in enumerate(entries):
            lines, wrong = self._read_entry(entry, read.hub)
            read.lines += lines
            faults += [(nth, line_no, code) for line_no, code in wrong]
        return replace(read, faults=faults)

    def _hub_of(self, entry: Any) -> Company | None:
        """The company that asks: the first entry's, else that of its first line."""
        if not isinstance(entry, dict):
            return None
        if is_uuid(entry.get("company_id")):
            return self.companies.get(UUID(entry["company_id"]))
        account = self._account_of(entry["lines"][0]) if isinstance(entry.get("lines"), list) and entry["lines"] else None
        return account.company if account else None

    def _read_entry(self, entry: Any, hub: Company | None) -> tuple[list[Line], list[tuple[int, str]]]:
        """Its lines, with those that settle between companies; its faults, each with its line's number or -1."""
        if not isinstance(entry, dict):
            return [], [(-1, "LG001")]
        docs = entry["lines"] if isinstance(entry.get("lines"), list) else []
        company_id, effective_at = entry.get("company_id"), entry.get("effective_at")
        faults = [(-1, "LG002") for _ in entry.keys() - {"company_id", "description", "effective_at", "metadata", "lines"}]
        if (
            not isinstance(entry.get("description"), str)
            or not isinstance(entry.get("metadata"), dict | None)
            or not (effective_at is None or is_time(effective_at))
        ):
            faults.append((-1, "LG001"))
        if not (company_id is None or (is_uuid(company_id) and UUID(company_id) in self.companies)):
            faults.append((-1, "LG017"))
        if len(docs) < 2:
            faults.append((-1, "LG003"))
        lines = []
        for nth, doc in enumerate(docs):
            line, codes = self._read_line(doc, hub)
            lines += [line] if line else []
            faults += [(nth, code) for code in codes]
        if hub and not faults:
            sums = {line.account.currency: ZERO for line in lines}
            for line in lines:
                sums[line.account.currency] += line.debit - line.credit
            if any(sums.values()):
                faults.append((-1, "LG031" if sum(sums.values()) == 0 else "LG030"))
            lines += self._settle(hub, lines)
        return lines, faults

    def _account_of(self, doc: Any) -> Account | None:
        named = doc.get("account_id") if isinstance(doc, dict) else None
        return self.accounts.get(UUID(named)) if is_uuid(named) else None

    def _read_line(self, doc: Any, hub: Company | None) -> tuple[Line | None, set[str]]:
        if not isinstance(doc, dict):
            return None, {"LG001"}
        codes = {"LG002" for _ in doc.keys() - {"account_id", "description", "debit_amount", "credit_amount", "if"}}
        if not isinstance(doc.get("description"), str | None) or not (doc.get("if") is None or is_condition(doc["if"])):
            codes.add("LG001")
        account = self._account_of(doc)
        if account is None:
            codes.add("LG010" if doc.get("account_id") is None else "LG011")
        elif hub and account.company is not hub and not (hub.auto_intercompany and account.company.auto_intercompany):
            codes.add("LG016")
        elif account.status != "open":
            codes.add("LG012" if account.status == "frozen" else "LG013")
        exponent = account.exponent if account else None
        wrong = {amount_fault(doc.get(side), exponent) for side in ("debit_amount", "credit_amount")} - {None}
        codes |= {code for code in wrong if code}
        if not wrong:
            debit, credit = Decimal(doc.get("debit_amount") or 0), Decimal(doc.get("credit_amount") or 0)
            if (debit > 0) == (credit > 0):
                codes.add("LG025" if debit > 0 else "LG026")
            elif account:
                return Line(account, debit, credit, doc.get("if")), codes
        return None, codes

    def _settle(self, hub: Company, lines: list[Line]) -> list[Line]:
        """The due-to/due-from lines that balance each company's books: with the hub, never with a third."""
        settling = []
        for other, currency in dict.fromkeys((line.account.company.id, line.account.currency) for line in lines):
            own = [line for line in lines if (line.account.company.id, line.account.currency) == (other, currency)]
            excess = sum((line.debit - line.credit for line in own), ZERO)
            if other != hub.id and excess:
                debtor, creditor = (self.companies[other], hub) if excess > 0 else (hub, self.companies[other])
                exponent = own[0].account.exponent
                settling.append(Line(self._due("due-to", debtor, creditor, currency, exponent), ZERO, abs(excess)))
                settling.append(Line(self._due("due-from", creditor, debtor, currency, exponent), abs(excess), ZERO))
        return settling

    def _due(self, kind: str, company: Company, other: Company, currency: str, exponent: int) -> Account:
        side = "debit" if kind == "due-from" else "credit"
        new = Account(None, company, f"{kind}:{other.code}:{currency}", currency, exponent, side)
        return self.intercompany.setdefault((company.id, other.id, currency, kind), new)

    # Atomic transactions.

    def create_atomic(self, company: Company, transactions: list[Any]) -> Atomic:
        """Post a list of transactions together; each is an entry whose hub is the company, and may name no other."""
        if not transactions:
            raise Refused("LG001")
        if len(transactions) > company.max_transactions:
            raise Refused("LG032")
        if any(isinstance(doc, dict) and doc.get("company_id") not in (None, str(company.id)) for doc in transactions):
            raise Refused("LG002")
        entries = [{**doc, "company_id": str(company.id)} if isinstance(doc, dict) else doc for doc in transactions]
        reads = [self.read({"entries": [entry]}) for entry in entries]
        for read in reads:
            if read.faults:
                raise Refused(min(read.faults)[2])
        for doc in transactions:
            debits: dict[str, Decimal] = {}
            for line in doc["lines"]:
                account = self.accounts[UUID(line["account_id"])]
                debits[account.currency] = debits.get(account.currency, ZERO) + Decimal(line.get("debit_amount") or 0)
            if max(debits.values()) > company.max_amount:
                raise Refused("LG033")
        whole = Read(lines=list(chain.from_iterable(read.lines for read in reads)))
        at = self.booking_time(line.account for line in whole.lines)
        if codes := self.judge(whole.lines, at):
            raise Refused(*codes)
        self._write(whole, at)
        return Atomic(company, whole.lines)

    def rollback(self, atomic: Atomic) -> None:
        """Exchange the sides of all its lines, in all companies; floors may refuse it, the accounts' status not."""
        if atomic.status != "completed":
            raise Refused("LG051")
        if not all(company.enable_rollback for company in [atomic.company, *(line.account.company for line in atomic.lines)]):
            raise Refused("LG052")
        reversing = Read(lines=[Line(line.account, line.credit, line.debit) for line in atomic.lines])
        at = self.booking_time(line.account for line in reversing.lines)
        if codes := self.judge(reversing.lines, at, heed_status=False):
            raise Refused(*codes)
        self._write(reversing, at)
        atomic.status = "rolled_back"

    # Accounts.

    def set_status(self, account: Account, status: str) -> None:
        """Freeze, unfreeze or close."""
        if account.status == status:
            return
        if account.status == "closed":
            raise Refused("LG013")
        if status == "closed" and (account.posted or self.held(account, self.now)):
            raise Refused("LG072")
        account.status = status

    def set_floor(self, account: Account, floor: Decimal | None) -> None:
        """Set the floor; what stands below it already may stay."""
        if account.status == "closed":
            raise Refused("LG013")
        if floor is not None and not account.is_amount(floor):
            raise Refused("LG019")
        account.floor = floor

    # Liens.

    def place_lien(self, account: Account, amount: Decimal, expires_at: datetime | None) -> Lien:
        """Hold an amount."""
        if account.status != "open":
            raise Refused("LG012" if account.status == "frozen" else "LG013")
        if not account.is_amount(amount) or amount <= 0:
            raise Refused("LN006")
        if expires_at is not None and expires_at <= self.now:
            raise Refused("LN007")
        if account.floor is not None and self.available(account) - amount < account.floor:
            raise Refused("LN002")
        self.liens.append(Lien(account, amount, expires_at))
        return self.liens[-1]

    def capture_lien(self, lien: Lien, amount: Decimal | None, to: Account, *, keep_rest: bool) -> None:
        """Move what it holds, or a part, to another account of the company; the held account's status does not matter."""
        at = self._check_active(lien, to)
        if to.company is not lien.account.company:
            raise Refused("LG011")
        if to.currency != lien.account.currency or to is lien.account:
            raise Refused("LN008")
        part = self._part(lien, amount)
        sides = (part, ZERO) if lien.account.side == "credit" else (ZERO, part)
        moves = [Line(lien.account, *sides), Line(to, sides[1], sides[0])]
        if codes := self.judge(moves[1:], at):
            raise Refused(*codes)
        lien.captured += part
        if not keep_rest:
            lien.released += lien.rest
        lien.status = "active" if lien.rest else "captured"
        self._write(Read(lines=moves), at)

    def release_lien(self, lien: Lien, amount: Decimal | None) -> None:
        """Give back what it holds, or a part."""
        if lien.status == "released" and amount is None:
            return
        self._check_active(lien)
        lien.released += self._part(lien, amount)
        lien.status = "active" if lien.rest else "released"

    def extend_lien(self, lien: Lien, expires_at: datetime | None) -> None:
        """Move the expiry, earlier or later."""
        at = self._check_active(lien)
        if expires_at is not None and expires_at <= at:
            raise Refused("LN007")
        lien.expires_at = expires_at

    def expire_liens(self) -> int:
        """Sweep what has expired; return how many."""
        due = [lien for lien in self.liens if lien.status == "active" and not lien.counts(self.now)]
        for lien in due:
            lien.released += lien.rest
            lien.status = "expired"
        return len(due)

    def _check_active(self, lien: Lien, *more: Account) -> datetime:
        at = self.booking_time([lien.account, *more])
        if lien.status != "active":
            raise Refused("LN004")
        if not lien.counts(at):
            raise Refused("LN005")
        return at

    def _part(self, lien: Lien, amount: Decimal | None) -> Decimal:
        if amount is None:
            return lien.rest
        if not lien.account.is_amount(amount) or amount <= 0:
            raise Refused("LN006")
        if amount > lien.rest:
            raise Refused("LN003")
        return amount


def _holds(condition: Mapping[str, Any] | None, available: Decimal, posted: Decimal, version: int) -> bool:
    """Compare available and posted as they will be after the whole transaction, version as before it."""
    amounts = {"available": available, "posted": posted}
    return all(
        demand == version
        if name == "version"
        else all(COMPARISONS[operator](amounts[name], Decimal(bound)) for operator, bound in demand.items())
        for name, demand in (condition or {}).items()
    )
