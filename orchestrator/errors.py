"""Errors: what the database refuses, what an operator can put right, and the one map from SQLSTATE to problem."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

PRIVATE_CLASSES = frozenset({"LG", "LN", "SG", "IB", "WL", "RL", "ZA"})
"""SQLSTATE classes that only Holdfast's own functions raise."""


class OperationError(Exception):
    """What an operator can put right: reported as one line, without a traceback."""


@dataclass(frozen=True)
class ErrorCode:
    """One refusal: its SQLSTATE in the database, its name and HTTP status outside."""

    sqlstate: str
    name: str
    status: int
    title: str


CODES: Mapping[str, ErrorCode] = {
    code.sqlstate: code
    for code in (
        ErrorCode("LG001", "malformed", 400, "A field is missing or has the wrong form"),
        ErrorCode("LG002", "unknown_field", 400, "A field is not known"),
        ErrorCode("LG003", "too_few_lines", 400, "An entry has fewer than two lines"),
        ErrorCode("LG010", "missing_account_id", 400, "A line has no account_id"),
        ErrorCode("LG011", "account_not_found", 400, "There is no such account"),
        ErrorCode("LG012", "account_frozen", 422, "The account is frozen"),
        ErrorCode("LG013", "account_closed", 422, "The account is closed"),
        ErrorCode("LG014", "transaction_id_used", 409, "The transaction_id was posted before"),
        ErrorCode("LG015", "account_kept_by_ledger", 422, "The account is one of those in which the ledger settles companies"),
        ErrorCode(
            "LG016",
            "other_companys_account",
            422,
            "The account belongs to another company, and one of the two has `auto_intercompany` off",
        ),
        ErrorCode("LG017", "company_not_found", 403, "There is no such company, or it may not be used"),
        ErrorCode("LG018", "currency_not_found", 400, "There is no such currency"),
        ErrorCode("LG019", "invalid_argument", 400, "An argument has no meaning"),
        ErrorCode("LG020", "amount_not_a_string", 400, "An amount came as a JSON number"),
        ErrorCode(
            "LG021", "amount_not_decimal", 400, "An amount is not plain decimal digits (NaN, hex, exponents, signs, other digits)"
        ),
        ErrorCode("LG022", "amount_negative", 400, "An amount is negative"),
        ErrorCode("LG023", "amount_too_long", 400, "An amount has more than 30 digits before the point"),
        ErrorCode("LG024", "amount_too_precise", 400, "An amount has more decimals than its currency (JPY 0, BHD 3)"),
        ErrorCode("LG025", "both_sides", 400, "A line has both a debit and a credit"),
        ErrorCode("LG026", "no_amount", 400, "A line has neither a debit nor a credit above zero"),
        ErrorCode("LG030", "not_balanced", 400, "Debits and credits of an entry differ"),
        ErrorCode("LG031", "currencies_differ", 400, "An entry balances only across currencies"),
        ErrorCode("LG032", "too_many_transactions", 400, "More transactions than `max_transactions_per_group`"),
        ErrorCode("LG033", "amount_above_limit", 400, "A transaction is above `max_amount_per_transaction`"),
        ErrorCode("LG040", "insufficient_funds", 422, "It would lower what is available below the account's floor"),
        ErrorCode("LG041", "condition_failed", 422, "A condition that a line set on its account does not hold"),
        ErrorCode("LG050", "transaction_not_found", 404, "There is no such atomic transaction"),
        ErrorCode("LG051", "not_completed", 400, "It cannot be rolled back in its current status"),
        ErrorCode(
            "LG052",
            "rollback_disabled",
            422,
            "`enable_rollback` is off for the company, or for another that the transaction concerns",
        ),
        ErrorCode("LG053", "group_not_found", 404, "There is no such transaction group"),
        ErrorCode("LG060", "entry_incomplete", 500, "Direct SQL: an entry's lines did not come whole, in one statement"),
        ErrorCode("LG061", "entry_not_balanced", 500, "Direct SQL: an entry's debits and credits differ"),
        ErrorCode("LG062", "line_does_not_follow", 500, "Direct SQL: a line does not follow from its account's balance"),
        ErrorCode("LG063", "balance_written", 500, "Direct SQL: a balance was written"),
        ErrorCode("LG064", "wrong_isolation", 500, "Money was to move outside READ COMMITTED"),
        ErrorCode("LG065", "append_only", 500, "Direct SQL: a row that stays was changed or deleted"),
        ErrorCode("LG066", "account_identity", 500, "Direct SQL: an account's company, id, currency or side was changed"),
        ErrorCode("LG070", "account_code_taken", 409, "The company has an account of that code"),
        ErrorCode("LG071", "company_code_taken", 409, "There is a company of that code"),
        ErrorCode("LG072", "account_not_empty", 409, "An account that is to be closed has a balance or holds"),
        ErrorCode("LG074", "account_currency_differs", 409, "An account of that code has another currency"),
        ErrorCode("LN001", "lien_not_found", 404, "There is no such lien"),
        ErrorCode("LN002", "insufficient_funds_to_hold", 422, "The account has less available than is to be held"),
        ErrorCode("LN003", "above_lien", 422, "More than the lien holds still"),
        ErrorCode("LN004", "lien_ended", 409, "The lien was captured, released or swept before"),
        ErrorCode("LN005", "lien_expired", 409, "The lien's expiry has passed"),
        ErrorCode("LN006", "lien_amount_invalid", 400, "Not an amount above zero in the lien's currency"),
        ErrorCode("LN007", "lien_expiry_invalid", 400, "The expiry is not in the future"),
        ErrorCode(
            "LN008", "capture_account_unfit", 422, "The receiving account has another currency, or is the held account itself"
        ),
        ErrorCode("LN009", "lien_of_a_chain", 409, "The lien belongs to a chain, which ends it"),
        ErrorCode("SG002", "unknown_step_kind", 400, "A step has a kind that is not in `chain.step_kinds`"),
        ErrorCode("SG003", "bad_step_name", 400, "A step's name is not small letters, digits and _, or is used twice"),
        ErrorCode("SG004", "unknown_dependency", 400, "A step depends on what is no step and no group"),
        ErrorCode("SG005", "cycle", 400, "Steps wait for each other"),
        ErrorCode(
            "SG006",
            "effect_unfit",
            400,
            "A step declares an effect that its kind cannot have, or a compensation beside `none` or `retriable`",
        ),
        ErrorCode(
            "SG007",
            "not_after_pivot",
            400,
            "A step that would have to be undone is not before the pivot, or a retriable one outside not after one",
        ),
        ErrorCode(
            "SG008",
            "no_compensation",
            400,
            "A step changes something outside and says neither how to undo it nor that it is a pivot",
        ),
        ErrorCode("SG009", "bad_path", 400, "A condition or a reference is no SQL/JSON path"),
        ErrorCode("SG010", "step_count", 400, "A chain has no steps, or more than 1,000"),
        ErrorCode("SG011", "group_not_parallel", 400, "A step waits for another of its group"),
        ErrorCode("SG012", "input_missing", 400, "A reference finds nothing in the input"),
        ErrorCode(
            "SG013", "accounts_do_not_fit", 422, "Accounts have other currencies or sides than the step needs, or are the same"
        ),
        ErrorCode("SG020", "reference_empty", 422, "A reference finds nothing when its step runs, or is undone"),
        ErrorCode("SG021", "condition_unclear", 422, "A condition is neither true nor false when its step runs"),
        ErrorCode("SG022", "parameter_invalid", 422, "A step's parameter has no meaning"),
        ErrorCode("SG024", "step_timed_out", 422, "A step waited for longer than its timeout"),
        ErrorCode("SG025", "rejected", 422, "An approval was rejected"),
        ErrorCode("SG026", "cancelled", 422, "The chain was cancelled or rolled back while the step waited"),
        ErrorCode("SG027", "deadline_passed", 422, "The chain's deadline has passed"),
        ErrorCode("SG030", "chain_not_found", 404, "There is no such chain"),
        ErrorCode("SG031", "chain_state", 409, "The chain's state does not allow it"),
        ErrorCode("SG032", "nothing_awaits_it", 404, "No step of the chain waits for that signal or approval"),
        ErrorCode("SG033", "step_not_found", 404, "The chain has no such step"),
        ErrorCode("SG034", "past_pivot", 409, "A step was done that cannot be undone"),
        ErrorCode("SG035", "told_before", 409, "The chain was told that before"),
        ErrorCode("SG036", "counted_on", 422, "The rest of the chain has spent what was to be undone"),
        ErrorCode("SG037", "own_approval", 403, "Who asked for a chain cannot approve it"),
        ErrorCode("SG038", "no_checkpoint", 409, "The chain has passed no checkpoint"),
        ErrorCode("SG040", "definition_not_found", 404, "There is no such definition"),
        ErrorCode("SG050", "risk_denied", 422, "A risk rule of the account's company denies it"),
        ErrorCode("SG051", "review_needed", 422, "A risk rule would have it reviewed, and it is no step that can wait for that"),
        ErrorCode("SG060", "illegal_move", 500, "Direct SQL: a chain or a step was moved as it may not"),
        ErrorCode("SG070", "handler_not_found", 422, "An outside step names a handler that is not there"),
        ErrorCode("SG071", "handler_failed", 422, "The handler of an outside step says that it was not done, and not why"),
        ErrorCode("SG072", "nothing_parked", 409, "Nothing of the step waits for a person"),
        ErrorCode("SG073", "outcome_unfit", 422, "What is parked at the step cannot end so"),
        ErrorCode("SG074", "reason_missing", 400, "What is resolved by hand needs a reason"),
        ErrorCode("SG075", "failed_by_hand", 422, "A person says that an outside step was not done"),
        ErrorCode("ZA001", "unauthenticated", 401, "The credential is missing, unknown, expired or revoked"),
        ErrorCode("ZA002", "scope_missing", 403, "The principal lacks the scope"),
        ErrorCode("ZA003", "company_denied", 403, "The principal may not use the company, or there is none"),
        ErrorCode("ZA004", "not_found", 404, "There is nothing of that id, or it is of a company that the principal may not use"),
        ErrorCode("ZA010", "key_reused", 422, "The Idempotency-Key was used with another request"),
        ErrorCode("ZA011", "key_in_flight", 409, "A request with this Idempotency-Key is being worked on"),
    )
}
"""Every private SQLSTATE; `docs/errors.md` and the SQL list the same."""


_BAD_INPUT = "A value cannot be kept: it is out of range, too deep, or holds characters that Postgres does not take"
_CONTENTION = "Too much was going on at once; nothing was done. Send it again with the same Idempotency-Key"
_TIMEOUT = "It took too long; nothing was done. Send it again with the same Idempotency-Key"
_STORAGE = "The database has no room; nothing was done. Send it again later, with the same Idempotency-Key"
_UNAVAILABLE = (
    "The service is busy, or has no database at the moment; nothing was done. Send it again with the same Idempotency-Key"
)

UNAVAILABLE = ErrorCode("", "unavailable", 503, _UNAVAILABLE)
OUTCOME_UNKNOWN = ErrorCode(
    "",
    "outcome_unknown",
    503,
    "The database was lost before it answered: whether it was done is not known. Send it again with the same Idempotency-Key; "
    "if it had none, look before sending it again",
)
INTERNAL = ErrorCode("", "internal", 500, "The service failed; the request_id leads to its log")

FAULTS: Mapping[str, ErrorCode] = {
    code.sqlstate: code
    for code in (
        *(ErrorCode(state, "bad_input", 400, _BAD_INPUT) for state in ("22003", "22007", "22008", "22021", "22P02", "22P05")),
        ErrorCode("54001", "bad_input", 400, _BAD_INPUT),
        *(ErrorCode(state, "contention", 503, _CONTENTION) for state in ("40001", "40P01", "55P03")),
        *(ErrorCode(state, "timeout", 503, _TIMEOUT) for state in ("57014", "25P03", "25P04")),
        *(ErrorCode(state, "storage", 503, _STORAGE) for state in ("53100", "53200", "58030")),
        *(ErrorCode(state, "unavailable", 503, _UNAVAILABLE) for state in ("08", "53300", "57P01", "57P02", "57P03")),
    )
}
"""Every SQLSTATE of Postgres's own, or class of them, that is not our mistake; `docs/errors.md` lists the same."""


def fault(sqlstate: str | None) -> ErrorCode:
    """Return how an error is answered that none of our functions raised."""
    sqlstate = sqlstate or ""
    return FAULTS.get(sqlstate) or FAULTS.get(sqlstate[:2]) or INTERNAL


class FaultError(OperationError):
    """A request failed for a reason that is no refusal; what is said of it says nothing of the inside."""

    def __init__(self, code: ErrorCode) -> None:
        super().__init__(code.title)
        self.code = code


class HoldfastError(OperationError):
    """A refusal by the database, with its code and the text meant for the caller."""

    def __init__(
        self,
        code: ErrorCode,
        detail: str,
        hint: str | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(f"{code.sqlstate}: {detail}")
        self.code = code
        self.detail = detail
        self.hint = hint
        self.errors = tuple(errors)


def translate(exc: psycopg.Error) -> HoldfastError | None:
    """Return the refusal that the database raised, or None where the error is not one of ours.

    A private SQLSTATE that the map does not list is our own mistake, and answered as one.
    """
    sqlstate = exc.sqlstate or ""
    if sqlstate[:2] not in PRIVATE_CLASSES:
        return None
    code = CODES.get(sqlstate) or ErrorCode(sqlstate, "unlisted", 500, "Unlisted error")
    return HoldfastError(code, exc.diag.message_primary or code.title, exc.diag.message_hint, _problems(exc.diag.message_detail))


def _problems(detail: str | None) -> list[dict[str, Any]]:
    """Read the problems that a refusal lists in DETAIL; where it holds words instead, there are none."""
    try:
        problems = json.loads(detail or "")
    except json.JSONDecodeError:
        return []
    return problems if isinstance(problems, list) else []
