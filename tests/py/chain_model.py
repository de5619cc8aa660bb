"""Chains as the design says they are, in plain Python, over the model of the ledger: what the real ones are held against.

Written from "Liens and virtual balances: the arithmetic" and "Rollback" of the design, not from the SQL. A chain's position is
summed anew each time from its liens and transfers, and an effect is judged by doing it, looking at the accounts, and taking it
back where one of them cannot bear it.

Where the design leaves something open the real chain is followed, and judged: which of several steps that can run goes first,
and which steps are parked when the money to undo them is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.py.model import ZERO, Account, Company, Ledger, Line, Refused

GATES = ("callback", "approval")
OVER = ("SUCCEEDED", "SKIPPED", "COMPENSATED")
ENDED = ("COMPLETED", "ROLLED_BACK")


@dataclass(eq=False)
class Hold:
    """A lien of a chain; a guard is one in favour of the account itself."""

    step: Step
    account: Account
    beneficiary: Account
    rest: Decimal

    @property
    def is_guard(self) -> bool:
        """Whether it keeps in the chain what an immediate movement brought."""
        return self.account is self.beneficiary


@dataclass(eq=False)
class Step:
    """A step; what its accounts are; as long as it is not undone, what it deferred, posted at once, and took of liens."""

    name: str
    kind: str
    params: Mapping[str, Any]
    needs: frozenset[str]
    is_checkpoint: bool
    state: str = "PENDING"
    code: str | None = None
    done_at: int = 0
    accounts: list[Account] = field(default_factory=list)
    deferred: list[Line] = field(default_factory=list)
    posted: list[Line] = field(default_factory=list)
    taken: list[tuple[Hold, Decimal]] = field(default_factory=list)

    @property
    def is_immediate(self) -> bool:
        """Whether it moves money at once."""
        return self.params.get("timing") == "immediate"

    @property
    def is_unguarded(self) -> bool:
        """Whether it lets the money that it brings go outside."""
        return self.is_immediate and self.params.get("guarded") is False

    @property
    def stands(self) -> bool:
        """Whether what it did is not undone."""
        return self.state in ("SUCCEEDED", "COMPENSATION_FAILED")

    def comes_before(self, other: Step) -> bool:
        """Whether another depends on it, or moved money of the same accounts later."""
        return self.name in other.needs or (self.done_at < other.done_at and any(it in other.accounts for it in self.accounts))


@dataclass
class Effect:
    """What a step would do."""

    lines: list[Line] = field(default_factory=list)
    placed: list[Hold] = field(default_factory=list)
    taken: list[tuple[Hold, Decimal]] = field(default_factory=list)


@dataclass(eq=False)
class Chain:
    """A chain; `holds` are the liens of what it did, the oldest first, `told` what it was told from outside."""

    company: Company
    steps: dict[str, Step]
    is_net: bool
    is_held: bool
    state: str = "EXECUTING"
    code: str | None = None
    holds: list[Hold] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    settled: list[Line] = field(default_factory=list)
    done: int = 0

    def liened(self, account: Account) -> Decimal:
        """L: what its liens hold in favour of the account."""
        return sum((hold.rest for hold in self.holds if hold.beneficiary is account), ZERO)

    def coming(self, account: Account) -> Decimal:
        """I: what its deferred lines bring."""
        return sum((max(line.change, ZERO) for line in self._deferred(account)), ZERO)

    def going(self, account: Account) -> Decimal:
        """O: what its deferred lines take."""
        return sum((max(-line.change, ZERO) for line in self._deferred(account)), ZERO)

    def surplus(self, account: Account) -> Decimal:
        """L + I - O: what may be spent in the chain on top of what is available, or below zero what is reserved."""
        return self.liened(account) + self.coming(account) - self.going(account)

    def held(self, account: Account) -> Decimal:
        """What its liens and its reservation hold on the account."""
        return sum((hold.rest for hold in self.holds if hold.account is account), self.reserved(account))

    def reserved(self, account: Account) -> Decimal:
        """R: what its position needs of the account's own funds."""
        return max(ZERO, -self.surplus(account))

    def positions(self) -> dict[Account, tuple[Decimal, Decimal, Decimal, Decimal]]:
        """L, I, O and R of each account that it counts on."""
        lines = [line.account for step in self.steps.values() for line in step.deferred]
        accounts = dict.fromkeys(lines + [hold.beneficiary for hold in self.holds if hold.rest])
        return {it: (self.liened(it), self.coming(it), self.going(it), self.reserved(it)) for it in accounts}

    def dependents(self, names: Iterable[str]) -> list[Step]:
        """The steps of these names and all that depend on them, by others too."""
        found = set(names)
        for step in self.steps.values():
            if step.needs & found:
                found.add(step.name)
        return [step for step in self.steps.values() if step.name in found]

    def before(self, steps: Sequence[Step]) -> list[Step]:
        """Steps and all that has to stay done as long as they do."""
        found = list(steps)
        for step in sorted(self.steps.values(), key=lambda it: it.done_at, reverse=True):
            if step.stands and any(step.comes_before(it) for it in found):
                found.append(step)
        return found

    def checkpoint(self) -> int | None:
        """When it last passed a checkpoint that stands."""
        return max((it.done_at for it in self.steps.values() if it.is_checkpoint and it.state == "SUCCEEDED"), default=None)

    def runnable(self) -> list[Step]:
        """The steps that can run now."""
        return [
            step
            for step in self.steps.values()
            if step.state == "PENDING"
            and all(self.steps[name].state in OVER for name in step.needs)
            and (step.kind not in GATES or step.name in self.told)
        ]

    def _deferred(self, account: Account) -> Iterator[Line]:
        return (line for step in self.steps.values() for line in step.deferred if line.account is account)


class ChainLedger(Ledger):
    """The ledger with chains on it."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger.now)
        self.companies = ledger.companies
        self.accounts = ledger.accounts
        self.chains: list[Chain] = []

    def held(self, account: Account, at: datetime) -> Decimal:
        """What liens hold, and what chains hold and reserve."""
        return sum((it.held(account) for it in self.chains if it.state not in ENDED), super().held(account, at))

    def virtual_available(self, chain: Chain, account: Account) -> Decimal | None:
        """What a chain may take from an account by deferred transfers; None where there is no floor."""
        if account.floor is None:
            return None
        return self.available(account) - account.floor + max(ZERO, chain.surplus(account))

    # What is asked of chains.

    def submit(self, company: Company, body: Mapping[str, Any], order: Sequence[str], parked: Iterable[str]) -> Chain:
        """Start a chain and go on with it."""
        liens = [{"name": doc["name"], "kind": "lien", "params": doc} for doc in body.get("liens", [])]
        steps = [self._read(doc) for doc in [*liens, *body["steps"]]]
        chain = Chain(
            company,
            {step.name: step for step in steps},
            is_net=body.get("settlement") != "gross",
            is_held=body.get("on_failure") == "hold",
        )
        self.chains.append(chain)
        self.advance(chain, order, parked)
        return chain

    def tell(self, chain: Chain, name: str, kind: str, order: Sequence[str], parked: Iterable[str]) -> None:
        """Tell a chain what one of its steps waits for; it goes on, unless it has failed."""
        if chain.state in (*ENDED, "ROLLING_BACK"):
            raise Refused("SG031")
        if name in chain.told:
            raise Refused("SG035")
        chain.told[name] = kind
        self.advance(chain, order, parked)

    def advance(self, chain: Chain, order: Sequence[str], parked: Iterable[str]) -> None:
        """Run all that can run; then settle, wait, or fail. Of several that can run, `order` says which goes first."""
        if chain.state != "EXECUTING":
            return
        while runnable := chain.runnable():
            step = min(runnable, key=lambda it: order.index(it.name) if it.name in order else len(order))
            try:
                self._run(chain, step)
            except Refused as refused:
                (step.code,) = refused.codes
                step.state, chain.code, chain.state = "FAILED", step.code, "FAILED"
                if not chain.is_held:
                    self.rollback_chain(chain, parked)
                return
        if all(step.state in OVER for step in chain.steps.values()):
            self._settle_chain(chain)

    def rollback_chain(self, chain: Chain, parked: Iterable[str]) -> None:
        """Undo a chain, but for the steps that are parked and what came before them: not all must be there to be undone."""
        if chain.state == "COMPLETED":
            raise Refused("SG031")
        if chain.state == "ROLLED_BACK":
            return
        chain.code = chain.code or "SG026"
        for step in chain.steps.values():
            if step.state == "PENDING":
                step.state = "SKIPPED"
        undone = [step for step in chain.steps.values() if step.stands and step.kind not in GATES]
        left = [chain.steps[name] for name in parked]
        for step in left:
            others = [it for it in left if it is not step]
            stays = chain.before(others)
            if step not in stays:
                with self._undoing(chain, [it for it in undone if it not in stays], is_whole=not others) as trial:
                    assert not trial.is_borne, f"{step.name} could have been undone"
        stays = chain.before(left)
        with self._undoing(chain, [it for it in undone if it not in stays], is_whole=not left) as trial:
            assert trial.is_borne, "what was undone was not there"
            trial.stays = True
        for step in left:
            step.state = "COMPENSATION_FAILED"
        chain.state = "ROLLING_BACK" if left else "ROLLED_BACK"

    def rollback_steps(self, chain: Chain, names: Sequence[str]) -> None:
        """Undo some steps and what depends on them; those of them that have not run never will. The chain goes on later."""
        if chain.state not in ("EXECUTING", "FAILED"):
            raise Refused("SG031")
        concerned = chain.dependents(names)
        self._undo_if_it_can_be(chain, [it for it in concerned if it.state == "SUCCEEDED" and it.kind not in GATES])
        for step in concerned:
            if step.state == "PENDING":
                step.state = "SKIPPED"

    def resume(self, chain: Chain, order: Sequence[str], parked: Iterable[str]) -> None:
        """Undo what came after the last checkpoint, and run it anew with what failed."""
        if chain.state != "FAILED":
            raise Refused("SG031")
        since = chain.checkpoint()
        if since is None:
            raise Refused("SG038")
        undone = self.after(chain, since)
        self._undo_if_it_can_be(chain, undone)
        for step in chain.steps.values():
            if step in undone or step.state == "FAILED":
                step.state, step.code = "PENDING", None
                chain.told.pop(step.name, None)
        chain.state, chain.code = "EXECUTING", None
        self.advance(chain, order, parked)

    @staticmethod
    def after(chain: Chain, since: int) -> list[Step]:
        """The steps that did something after a time."""
        return [it for it in chain.steps.values() if it.state == "SUCCEEDED" and it.kind not in GATES and it.done_at > since]

    def can_undo(self, chain: Chain, steps: Sequence[Step]) -> bool:
        """Whether no account would lack the funds."""
        with self._undoing(chain, steps, is_whole=False) as trial:
            return trial.is_borne

    # Steps.

    def _read(self, doc: Mapping[str, Any]) -> Step:
        params = doc.get("params", {})
        needs = frozenset([*doc.get("depends_on", []), *([params["lien"]] if "lien" in params else [])])
        return Step(doc["name"], doc["kind"], params, needs, doc.get("checkpoint", False))

    def _run(self, chain: Chain, step: Step) -> None:
        if chain.told.get(step.name) == "rejection":
            raise Refused("SG025")
        if step.kind not in GATES:
            effect = self._effect(chain, step)
            with self._trial(chain) as trial:
                self._do(chain, step, effect)
                if self._lacks(trial) or self._is_overheld(effect.placed):
                    raise Refused("LG040")
                trial.stays = True
        chain.done += 1
        step.state, step.done_at = "SUCCEEDED", chain.done

    def _effect(self, chain: Chain, step: Step) -> Effect:
        params = step.params
        named = [params[field] for field in ("from", "to", "account", "beneficiary") if field in params]
        named += [line["account_id"] for line in params.get("lines", [])]
        step.accounts = [self._account(name) for name in named]
        statuses = {account.status for account in step.accounts}
        if statuses != {"open"} and statuses:
            raise Refused("LG012" if "frozen" in statuses else "LG013")
        if step.kind == "lien":
            held, favoured = self._account(params["account"]), self._account(params["beneficiary"])
            return Effect(placed=[Hold(step, held, favoured, Decimal(params["amount"]))])
        if step.kind in ("release_lien", "capture_lien"):
            return self._lien_effect(chain, step)
        if step.kind == "entry":
            lines = [
                Line(self._account(it["account_id"]), Decimal(it.get("debit_amount", 0)), Decimal(it.get("credit_amount", 0)))
                for it in params["lines"]
            ]
        else:
            lines = _transfer(self._account(params["from"]), self._account(params["to"]), Decimal(params["amount"]))
        effect = Effect(lines)
        if step.is_immediate:
            self._guard(chain, step, effect)
        return effect

    def _lien_effect(self, chain: Chain, step: Step) -> Effect:
        """Give up what a lien holds, or a part; a capture brings it to somebody when the chain settles."""
        liens = [hold for hold in chain.holds if hold.step.name == step.params["lien"] and not hold.is_guard and hold.rest]
        held = sum((hold.rest for hold in liens), ZERO)
        amount = Decimal(step.params.get("amount", held))
        if not liens:
            raise Refused("LN001")
        if amount > held:
            raise Refused("LN003")
        step.accounts += [liens[0].account, liens[0].beneficiary]
        effect = Effect(taken=_take(liens, amount))
        if step.kind == "capture_lien":
            to = self._account(step.params["to"]) if "to" in step.params else liens[0].beneficiary
            if to is liens[0].account:
                raise Refused("SG013")
            effect.lines = _transfer(liens[0].account, to, amount)
        return effect

    def _guard(self, chain: Chain, step: Step, effect: Effect) -> None:
        """Let the guards move with the money: unspent ones of what it leaves, a new one on what it reaches."""
        for account in dict.fromkeys(line.account for line in effect.lines):
            change = sum((line.change for line in effect.lines if line.account is account), ZERO)
            if change < 0:
                effect.taken += self._unspent_guards(chain, account, -change)
            elif change > 0 and not step.is_unguarded:
                effect.placed.append(Hold(step, account, account, change))

    @staticmethod
    def _unspent_guards(chain: Chain, account: Account, amount: Decimal) -> list[tuple[Hold, Decimal]]:
        guards = [hold for hold in chain.holds if hold.account is account and hold.is_guard]
        return _take(guards, min(amount, max(ZERO, chain.surplus(account))))

    def _account(self, name: str) -> Account:
        return self.accounts[UUID(name)]

    # Doing and undoing.

    def _do(self, chain: Chain, step: Step, effect: Effect) -> None:
        if step.is_immediate:
            step.posted = [*effect.lines, *self._settle(chain.company, effect.lines)]
            self._book(step.posted)
        else:
            step.deferred = effect.lines
        step.taken = effect.taken
        for hold, amount in effect.taken:
            hold.rest -= amount
        chain.holds = [*chain.holds, *effect.placed]

    def _undo(self, chain: Chain, steps: Sequence[Step], *, is_whole: bool) -> None:
        """Undo steps, all at once; their liens go, and what they took of other liens is held again."""
        for step in sorted(steps, key=lambda it: -it.done_at):
            step.state = "COMPENSATED"
            self._book([Line(line.account, line.credit, line.debit) for line in step.posted])
            for hold, amount in step.taken:
                hold.rest += amount
        chain.holds = [] if is_whole else [hold for hold in chain.holds if hold.step not in steps]
        for step in chain.steps.values():
            if step in steps or is_whole:
                step.deferred = []
            if step in steps:
                step.posted, step.taken = [], []

    def _undo_if_it_can_be(self, chain: Chain, steps: Sequence[Step]) -> None:
        with self._undoing(chain, steps, is_whole=False) as trial:
            if not trial.is_borne:
                raise Refused("SG036")
            trial.stays = True

    @contextmanager
    def _undoing(self, chain: Chain, steps: Sequence[Step], *, is_whole: bool) -> Iterator[_Trial]:
        """Undo steps on trial, and say whether the accounts can bear it."""
        taken = [hold for step in steps for hold, _ in step.taken]
        with self._trial(chain) as trial:
            self._undo(chain, steps, is_whole=is_whole)
            again = [hold for hold in taken if hold in chain.holds]
            trial.is_borne = not self._lacks(trial) and not self._is_overheld(again)
            yield trial

    def _settle_chain(self, chain: Chain) -> None:
        """Each lien to its beneficiary and each deferred line, at once; no account has less available after it."""
        lines = [line for step in chain.steps.values() for line in step.deferred]
        for hold in chain.holds:
            if hold.rest and not hold.is_guard:
                lines += _transfer(hold.account, hold.beneficiary, hold.rest)
        if chain.is_net:
            sums: dict[Account, Decimal] = {}
            for line in lines:
                sums[line.account] = sums.get(line.account, ZERO) + line.debit - line.credit
            lines = [Line(account, max(excess, ZERO), max(-excess, ZERO)) for account, excess in sums.items() if excess]
        before = {account: self.available(account) for account in self.accounts.values()}
        chain.settled = [*lines, *self._settle(chain.company, lines)]
        chain.holds, chain.state = [], "COMPLETED"
        for step in chain.steps.values():
            step.deferred, step.posted, step.taken = [], [], []
        self._book(chain.settled)
        assert all(self.available(account) >= was for account, was in before.items())

    def _book(self, lines: Sequence[Line]) -> None:
        at = self.booking_time(line.account for line in lines)
        for line in lines:
            line.account.lines.append((at, line.account.posted + line.change))

    # Judging.

    @contextmanager
    def _trial(self, chain: Chain) -> Iterator[_Trial]:
        """Try something on a chain: unless it says that it stays, all is as it was before."""
        trial = _Trial(
            chain,
            {it: (self.available(it), chain.reserved(it), chain.going(it), it.version) for it in self._all_accounts()},
            [(hold, hold.rest) for hold in chain.holds],
            [(it, it.state, it.deferred, it.posted, it.taken) for it in chain.steps.values()],
        )
        try:
            yield trial
        finally:
            if not trial.stays:
                chain.holds = [hold for hold, _ in trial.holds]
                for hold, rest in trial.holds:
                    hold.rest = rest
                for step, state, deferred, posted, taken in trial.steps:
                    step.state, step.deferred, step.posted, step.taken = state, deferred, posted, taken
                for account in self._all_accounts():
                    version = trial.accounts[account][3] if account in trial.accounts else 0
                    del account.lines[version:]

    def _all_accounts(self) -> list[Account]:
        return [*self.accounts.values(), *self.intercompany.values()]

    def _lacks(self, trial: _Trial) -> bool:
        """Whether of an account below its floor more is taken, reserved or counted on, beyond what makes up for it."""
        chain = trial.chain
        return any(
            self._is_short(account)
            and (
                self.available(account) < available
                or chain.reserved(account) > reserved
                or (chain.going(account) > going and (self.virtual_available(chain, account) or ZERO) < 0)
            )
            for account, (available, reserved, going, _) in trial.accounts.items()
        )

    def _is_overheld(self, holds: Sequence[Hold]) -> bool:
        """Whether something is held on an account below its floor, which stood there before: the floor was raised."""
        return any(self._is_short(hold.account) for hold in holds)

    def _is_short(self, account: Account) -> bool:
        return account.floor is not None and self.available(account) < account.floor


@dataclass
class _Trial:
    """What was there before; `stays` says that what was done is not taken back, `is_borne` that no account is short by it."""

    chain: Chain
    accounts: dict[Account, tuple[Decimal, Decimal, Decimal, int]]
    holds: list[tuple[Hold, Decimal]]
    steps: list[tuple[Step, str, list[Line], list[Line], list[tuple[Hold, Decimal]]]]
    stays: bool = False
    is_borne: bool = True


def _transfer(source: Account, target: Account, amount: Decimal) -> list[Line]:
    """A debit of one and a credit of the other; between two debit accounts the other way round."""
    if source.side == target.side == "debit":
        source, target = target, source
    return [Line(source, amount, ZERO), Line(target, ZERO, amount)]


def _take(holds: Sequence[Hold], amount: Decimal) -> list[tuple[Hold, Decimal]]:
    """What is taken of each to make an amount, or all there is; the oldest first."""
    taken = []
    for hold in holds:
        if part := min(hold.rest, amount):
            taken.append((hold, part))
            amount -= part
    return taken
