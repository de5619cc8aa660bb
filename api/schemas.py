"""What clients send and get, for validation and for the OpenAPI document.

Answers come from the database as they are sent: their models describe them and are not run. Neither are those of atomic
transactions, in which the database lists every problem, in the guide's words, and of chains, but for their company.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SkipValidation,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from api.problems import Violation


def _written_as(pattern: str, name: str) -> Callable[[object], object]:
    """Return a check that a value is written in one form only: pydantic, left alone, reads `1_0` and epoch seconds too."""

    def check(value: object) -> object:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(f"must be {name}")
        return value

    return check


def _plain_amount(value: object) -> object:
    """Refuse what is no amount, by the database's codes and in its words."""
    if not isinstance(value, str):
        raise PydanticCustomError("LG020", "must be a string, not another kind of JSON")
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        raise PydanticCustomError("LG021", "is not plain decimal digits")
    if value.startswith("-"):
        raise PydanticCustomError("LG022", "is negative")
    if len(value.partition(".")[0]) > 30:
        raise PydanticCustomError("LG023", "has more than 30 digits before the point")
    return value


Id = uuid.UUID
Metadata = dict[str, Any]
Amount = Annotated[
    str, BeforeValidator(_plain_amount), WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,30}(\.[0-9]{1,18})?$"})
]
"""How many decimals, the currency says."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Code = Annotated[str, StringConstraints(max_length=200, pattern="^[!-~]([ -~]*[!-~])?$")]
"""ASCII: of two codes that look the same there is one."""
Instant = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Time = Annotated[
    AwareDatetime,
    Field(strict=False),
    BeforeValidator(
        _written_as(
            r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})",
            "a time such as 2026-01-31T12:00:00Z",
        )
    ),
]
Limit = Annotated[int, Field(strict=False, ge=1, le=1000), BeforeValidator(_written_as("[0-9]{1,4}", "a number"))]
Reason = Annotated[str, StringConstraints(max_length=1000)]
StepName = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]*$", max_length=63)]
DefinitionName = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_.-]*$", max_length=100)]
ChainState = Literal["CREATED", "VALIDATED", "EXECUTING", "COMPLETED", "FAILED", "ROLLING_BACK", "ROLLED_BACK"]
RiskAction = Literal["deny", "review", "off"]
ParkedAs = Literal["in_doubt", "undoing", "out_of_attempts", "late_effect"]
Scope = Literal[
    "admin",
    "ledger:read",
    "ledger:write",
    "chains:create",
    "chains:read",
    "chains:rollback",
    "chains:signal",
    "chains:approve",
    "chains:operate",
    "liens:manage",
]


class Input(BaseModel):
    """What is sent: nothing but what is known, and nothing taken for what it is not."""

    model_config = ConfigDict(extra="forbid", strict=True)


class NoParams(Input):
    """No parameters."""


class ById(Input):
    id: Id


class OfCompany(Input):
    company_id: Id


class MayNameCompany(Input):
    company_id: Id | None = None


class Page(Input):
    limit: Limit | None = None
    cursor: Id | None = None


class AccountsPage(Page):
    company_id: Id | None = None
    user_id: Name | None = None


class GroupsPage(OfCompany):
    limit: Limit | None = None
    after: Id | None = None


class BalanceAt(ById):
    at: Time | None = None


class History(ById):
    """The lines of an account by their effective time, newest first."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    since: Time | None = Field(default=None, alias="from")
    to: Time | None = None
    limit: Limit | None = None
    cursor: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}$")] | None = None


class NewCompany(Input):
    code: Code
    name: Name
    kind: Literal["business", "bank", "platform"] = "business"


class NewAccount(Input):
    company_id: Id
    code: Code
    name: Name
    type: Literal["asset", "liability", "equity", "income", "expense"]
    currency: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    purpose: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=50)] | None = None
    user_id: Name | None = None
    normal_side: Literal["debit", "credit"] | None = None
    floor: Amount | None = None
    metadata: Metadata | None = None


class NewLien(Input):
    amount: Amount
    reason: Reason | None = None
    expires_at: Time | None = None
    metadata: Metadata | None = None


class Capture(Input):
    amount: Amount
    to_account_id: Id
    keep_rest: bool = False


class Release(Input):
    amount: Amount | None = None


class Extension(Input):
    expires_at: Time


class Rollback(Input):
    reason: Reason | None = None


class Line(Input):
    account_id: Id
    description: str | None = None
    debit_amount: Amount | None = None
    credit_amount: Amount | None = None
    condition: dict[str, Any] | None = Field(default=None, alias="if")


class Transaction(Input):
    description: str
    lines: list[Line] = Field(min_length=2)
    effective_at: Time | None = None
    metadata: Metadata | None = None


class NewAtomicTransaction(Input):
    transactions: list[Transaction] = Field(min_length=1)
    group_name: Annotated[str, StringConstraints(max_length=200)] | None = None
    description: str | None = None
    metadata: Metadata | None = None


class Nothing(Input):
    """An empty body."""


class ChainsPage(Page):
    company_id: Id | None = None
    state: ChainState | None = None
    definition: DefinitionName | None = None


class EventsPage(ById):
    limit: Limit | None = None
    cursor: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}$")] | None = None


class StepsToUndo(ById):
    """Steps with commas between them; all without."""

    steps: Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]*(,[a-z][a-z0-9_]*)*$", max_length=10_000)] | None = None


class LienOfChain(ById):
    lien: Id


class AccountOfChain(ById):
    account_id: Id


class AssessmentsPage(ById):
    limit: Limit | None = None
    cursor: Id | None = None


class RiskRulesPage(OfCompany):
    limit: Limit | None = None
    cursor: DefinitionName | None = None


class NewRiskRule(Input):
    """The threshold is an amount of the currency, a count or seconds, as the measure has it; the window is in seconds."""

    company_id: Id
    name: DefinitionName
    measure: Name
    threshold: Amount
    action: RiskAction
    currency: Annotated[str, StringConstraints(min_length=1, max_length=20)] | None = None
    window: Annotated[float, Field(ge=0.001, le=3_153_600_000)] | None = None
    account_id: Id | None = None


class DefinitionsPage(OfCompany):
    limit: Limit | None = None
    cursor: DefinitionName | None = None


class DefinitionOfCompany(OfCompany):
    name: DefinitionName
    version: Annotated[int, Field(strict=False, ge=1), BeforeValidator(_written_as("[0-9]{1,9}", "a number"))] | None = None


class Compensation(Input):
    kind: str
    params: dict[str, Any] = {}


class Retry(Input):
    """Times are in seconds."""

    max_attempts: int = 1
    initial: float = 1
    factor: float = 2
    max: float = 3600


class NewStep(Input):
    """A parameter `{"$ref": "$.steps.NAME.FIELD"}` takes a value from an earlier step, `$.input.FIELD` from the input."""

    name: StepName
    kind: str
    depends_on: list[str] | None = None
    group: StepName | None = None
    when: str | None = None
    params: dict[str, Any] | None = None
    effect: Literal["none", "compensatable", "pivot", "retriable"] | None = None
    compensation: Compensation | None = None
    retry: Retry | None = None
    timeout: float | None = None
    checkpoint: bool | None = None
    priority: int | None = None


class NewChainLien(Input):
    account: Id
    beneficiary: Id
    amount: Amount


class DefinedLien(Input):
    """As a definition has it: a parameter may be a reference to the input."""

    name: StepName | None = None
    account: Any
    beneficiary: Any
    amount: Any


class ChainBody(Input):
    """What a definition says of its chains."""

    steps: list[NewStep] = Field(min_length=1, max_length=1000)
    liens: list[DefinedLien] | None = None
    settlement: Literal["net", "gross"] | None = None
    on_failure: Literal["rollback", "hold"] | None = None
    deadline: Time | None = None
    priority: Annotated[int, Field(ge=-1000, le=1000)] | None = None
    metadata: Metadata | None = None


class NewChain(Input):
    """Of a definition, or with steps of its own."""

    company_id: Id
    definition: SkipValidation[DefinitionName | None] = None
    version: SkipValidation[int | None] = None
    input: SkipValidation[dict[str, Any] | None] = None
    steps: SkipValidation[Annotated[list[NewStep], Field(min_length=1, max_length=1000)] | None] = None
    liens: SkipValidation[list[DefinedLien] | None] = None
    settlement: SkipValidation[Literal["net", "gross"] | None] = None
    on_failure: SkipValidation[Literal["rollback", "hold"] | None] = None
    deadline: SkipValidation[Time | None] = None
    priority: SkipValidation[Annotated[int, Field(ge=-1000, le=1000)] | None] = None
    metadata: SkipValidation[Metadata | None] = None


class NewDefinition(Input):
    company_id: Id
    name: DefinitionName
    body: SkipValidation[ChainBody]
    input_schema: SkipValidation[
        dict[str, Annotated[str, StringConstraints(pattern="^(string|number|boolean|object|array)!?$")]] | None
    ] = None


class ChainRollback(Input):
    steps: Annotated[list[StepName], Field(min_length=1, max_length=1000)] | None = None
    reason: Reason | None = None


class Signal(Input):
    name: Name
    payload: dict[str, Any] | None = None


class Approval(Input):
    step: StepName
    approve: bool = True
    reason: Reason | None = None


class ParkedPage(Input):
    company_id: Id | None = None
    limit: Limit | None = None
    cursor: Annotated[str, StringConstraints(pattern="^[!-~]+$", max_length=200)] | None = None


class StepOfChain(ById):
    step: StepName


class NewResolution(Input):
    """What was in doubt `succeeded` or `failed`; what could not be undone, or done, `succeeded`; a late effect is `noted`."""

    outcome: Literal["succeeded", "failed", "noted"]
    reason: Reason
    output: dict[str, Any] | None = None


class NewDeadline(Input):
    deadline: Time


class Company(BaseModel):
    id: Id
    code: str
    name: str
    kind: str
    status: str
    created_at: Instant


class Companies(BaseModel):
    items: list[Company]
    next_cursor: str | None


class Account(BaseModel):
    id: Id
    company_id: Id
    code: str
    name: str
    user_id: str | None
    type: str
    purpose: str
    currency: str
    normal_side: str
    floor: str | None
    status: str
    metadata: Metadata
    created_at: Instant


class Accounts(BaseModel):
    items: list[Account]
    next_cursor: str | None


class Balance(BaseModel):
    """Of a time that is past, only what was posted then."""

    account_id: Id
    currency: str
    posted: str
    as_of: Instant
    held: str | None = None
    available: str | None = None
    version: int | None = None


class HistoryLine(BaseModel):
    version: int
    transaction_id: Id
    entry_id: Id
    line_no: int
    posted_at: Instant
    effective_at: Instant
    description: str | None
    debit_amount: str
    credit_amount: str
    balance_after: str


class HistoryLines(BaseModel):
    items: list[HistoryLine]
    next_cursor: str | None


class Lien(BaseModel):
    id: Id
    company_id: Id
    account_id: Id
    status: str
    amount: str
    captured: str
    released: str
    reason: str | None
    expires_at: Instant | None
    version: int
    metadata: Metadata
    created_at: Instant
    ended_at: Instant | None


class ChainLien(BaseModel):
    """A lien of a chain: it lives until the chain ends it, or its deadline."""

    id: Id
    company_id: Id
    account_id: Id
    beneficiary_account_id: Id
    chain_id: Id
    step: str | None
    status: str
    amount: str
    captured: str
    released: str
    reason: str | None
    deadline: Instant | None
    version: int
    metadata: Metadata
    created_at: Instant
    ended_at: Instant | None


class ChainLiens(BaseModel):
    items: list[ChainLien]


class ChainHead(BaseModel):
    """A chain without its steps."""

    id: Id
    company_id: Id
    state: ChainState
    definition: str | None
    definition_version: int | None
    settlement: str
    on_failure: str
    priority: int
    deadline: Instant | None
    due_at: Instant | None
    waiting_on: str | None
    failure: dict[str, Any] | None
    transaction_id: Id | None
    epoch: int
    metadata: Metadata
    created_at: Instant
    ended_at: Instant | None


class Chains(BaseModel):
    items: list[ChainHead]
    next_cursor: str | None


class Step(BaseModel):
    name: str
    kind: str
    group: str | None
    state: str
    effect: str
    depends_on: list[str]
    wave: int
    when: str | None
    params: dict[str, Any]
    compensation: dict[str, Any] | None
    retry: dict[str, Any]
    timeout: float | None
    checkpoint: bool
    run: int
    attempt: int
    due_at: Instant | None
    waiting_on: str | None
    output: Any
    transaction_id: Id | None
    code: str | None
    detail: str | None


class Progress(BaseModel):
    total: int
    done: int


class Chain(ChainHead):
    """A chain with its steps, in the order in which they run, and what it holds now."""

    input: dict[str, Any]
    progress: Progress
    steps: list[Step]
    liens: list[ChainLien]


class ChainEvent(BaseModel):
    seq: int
    type: str
    step: str | None
    payload: dict[str, Any]
    actor: Id
    occurred_at: Instant
    prev_hash: str
    hash: str


class ChainEvents(BaseModel):
    items: list[ChainEvent]
    next_cursor: str | None


class PlannedStep(BaseModel):
    """Steps of one wave can run side by side."""

    step_no: int
    name: str
    kind: str
    wave: int
    group: str | None = None
    effect: str
    state: str
    depends_on: list[str]


class ChainPlan(BaseModel):
    steps: list[PlannedStep]


class Reservation(BaseModel):
    """What a chain would need of an account at most."""

    account_id: Id
    currency: str
    reserved: str
    held: str


class Plan(ChainPlan):
    accounts: list[Reservation]


class ChainValidation(BaseModel):
    """All that is wrong, or the plan."""

    is_valid: bool
    problems: list[Violation]
    plan: Plan | None = None


class Undone(BaseModel):
    step: str
    state: str
    waiting_on: str | None = None


class Change(BaseModel):
    account_id: Id
    available_before: str
    available_after: str


class RollbackPlan(BaseModel):
    """In the order in which it would be done; or why it cannot be."""

    state: str | None = None
    undone: list[Undone] | None = None
    accounts: list[Change] | None = None
    blocked: Violation | None = None


class VirtualBalance(BaseModel):
    """What an account has for a chain; `virtual_available` is null where the account has no floor."""

    chain_id: Id
    account_id: Id
    currency: str
    posted: str
    held: str
    available: str
    ctel_locked: str
    ctel_available: str
    virtual_available: str | None


class RiskRule(BaseModel):
    """A version of a rule; its window is in seconds, null where its measure has none."""

    company_id: Id
    name: str
    version: int
    measure: str
    threshold: str
    action: RiskAction
    window: float | None
    currency: str | None
    account_id: Id | None
    created_at: Instant


class RiskRules(BaseModel):
    items: list[RiskRule]
    next_cursor: str | None


class RiskAssessment(BaseModel):
    """What one rule said of one act on one account; `outcome` is what all rules made of the act together."""

    id: Id
    company_id: Id
    account_id: Id
    currency: str
    rule: str
    rule_version: int
    measure: str
    threshold: str
    step: str | None
    run: int | None
    amount: str
    brought: str
    measured: str
    decision: Literal["allow", "approved", "review", "deny"]
    outcome: Literal["passed", "held", "refused"]
    actor: Id
    assessed_at: Instant


class RiskAssessments(BaseModel):
    items: list[RiskAssessment]
    next_cursor: str | None


class Proposal(BaseModel):
    """What one person said, where a second one has to say the same."""

    outcome: str
    output: dict[str, Any]
    reason: str
    principal_id: Id
    at: Instant


class Parked(BaseModel):
    """What waits for a person.

    `in_doubt`: nobody can tell whether it was done; `undoing`: it could not be undone; `out_of_attempts`: it could not be done,
    past the chain's pivot; `late_effect`: it was done, says somebody, and it ended otherwise.
    """

    id: str
    company_id: Id
    chain_id: Id
    step: str
    run: int
    is_undoing: bool
    what: ParkedAs
    chain_state: ChainState
    handler: str | None
    attempt: int
    code: str | None
    detail: str | None
    since: Instant
    proposed: Proposal | None


class ParkedWork(BaseModel):
    items: list[Parked]
    next_cursor: str | None


class Resolution(BaseModel):
    """What somebody said of parked work, and the chain as it is now; while it `is_effective` not, nothing has changed."""

    chain: ChainHead
    step: str
    run: int
    what: ParkedAs
    outcome: Literal["succeeded", "failed", "noted"]
    output: dict[str, Any]
    reason: str
    principal_id: Id
    is_effective: bool
    created_at: Instant


class LateEffect(BaseModel):
    """What was reported by who no longer had the task."""

    attempt: int
    worker: str
    report: dict[str, Any]
    received_at: Instant


class Task(BaseModel):
    """What a step, or its undoing, asked of the outside; the id is the Idempotency-Key that this is given."""

    id: Id
    step: str
    run: int
    is_undoing: bool
    handler: str
    request: dict[str, Any]
    state: Literal["READY", "RUNNING", "IN_DOUBT", "PARKED", "SUCCEEDED", "FAILED", "VOID"]
    is_wanted: bool
    attempt: int
    worker: str | None
    due_at: Instant | None
    output: dict[str, Any] | None
    code: str | None
    detail: str | None
    created_at: Instant
    parked_at: Instant | None
    ended_at: Instant | None
    late_effects: list[LateEffect]


class Tasks(BaseModel):
    items: list[Task]


class DefinitionHead(BaseModel):
    """A definition without its body; one that is everybody's has the installation's company_id."""

    company_id: Id
    name: str
    version: int
    input_schema: dict[str, Any]
    created_at: Instant


class Definitions(BaseModel):
    items: list[DefinitionHead]
    next_cursor: str | None


class Definition(DefinitionHead):
    body: dict[str, Any]


class AtomicTransactionCreated(BaseModel):
    success: bool
    atomic_transaction_id: Id
    transaction_group_id: Id
    status: str
    total_debit: str
    total_credit: str
    transaction_count: int
    message: str


class Validation(BaseModel):
    success: bool
    is_valid: bool
    is_balanced: bool
    total_debit: str
    total_credit: str
    validation_results: list[dict[str, Any]]
    problems: list[Violation]
    transaction_count: int


class AtomicTransaction(BaseModel):
    atomic_transaction_id: Id
    status: str
    company_id: Id
    transaction_group_id: Id | None
    description: str | None
    created_at: Instant
    completed_at: Instant | None
    rolled_back_at: Instant | None
    rollback_data: dict[str, Any] | None
    metadata: Metadata
    journal_entries: list[dict[str, Any]]
    journal_entry_count: int


class RolledBack(BaseModel):
    success: bool
    message: str
    transaction_id: Id


class Groups(BaseModel):
    success: bool
    company_id: Id
    transaction_groups: list[dict[str, Any]]
    total_count: int
    next: Id | None


class Health(BaseModel):
    service: str
    status: str
    version: str
    features: list[str]


class Readiness(BaseModel):
    status: str
    version: str
