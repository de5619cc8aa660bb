"""The guide's requests and answers, field by field."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest

from tests.py.api.client import ATOMIC, Books, Client, done, line, open_books, problem

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def is_uuid(text: str) -> bool:
    return str(uuid.UUID(text)) == text


def test_simple_cash_receipt(books: Books) -> None:
    body = done(books.post())
    assert is_uuid(body.pop("atomic_transaction_id"))
    assert is_uuid(body.pop("transaction_group_id"))
    assert body == {
        "success": True,
        "status": "completed",
        "total_debit": "1000.00",
        "total_credit": "1000.00",
        "transaction_count": 1,
        "message": "Atomic transaction created successfully",
    }
    assert books.balance(books.cash)["posted"] == "1000.00"


def test_several_transactions_succeed_or_fail_together(books: Books) -> None:
    body = books.receipt("5000.00")
    body["transactions"].append(
        {"description": "Expense payment", "lines": [line(books.revenue, debit="500.00"), line(books.cash, credit="500.00")]}
    )
    assert done(books.client.post(f"{ATOMIC}/", body, company_id=books.company))["transaction_count"] == 2
    assert books.balance(books.cash)["posted"] == "4500.00"
    body["transactions"][1]["lines"][1]["credit_amount"] = "400.00"
    problem(books.client.post(f"{ATOMIC}/", body, company_id=books.company), 400)
    assert books.balance(books.cash)["posted"] == "4500.00"


def test_a_loan_between_companies(admin: Client, books: Books) -> None:
    subsidiary = open_books(admin, "subsidiary")
    body = {
        "transactions": [
            {
                "description": "Intercompany loan transfer",
                "lines": [line(subsidiary.cash, debit="10000.00"), line(books.cash, credit="10000.00")],
            }
        ],
        "metadata": {"transaction_type": "intercompany_transfer", "loan_terms": {"interest_rate": "5.0"}},
        "group_name": "Intercompany Transfers",
    }
    created = done(admin.post(f"{ATOMIC}/", body, company_id=books.company))
    assert created["total_debit"] == "10000.00"
    assert subsidiary.balance(subsidiary.cash)["posted"] == "10000.00"
    assert done(admin.get(f"{ATOMIC}/{created['atomic_transaction_id']}"))["metadata"] == body["metadata"]


def test_validate(books: Books) -> None:
    transaction = {"description": "Test", "lines": [line(books.cash, debit="100.00"), line(books.cash, credit="100.00")]}
    body = done(books.client.post(f"{ATOMIC}/validate", {"transactions": [transaction]}))
    assert (body["success"], body["is_valid"], body["is_balanced"]) == (True, True, True)
    assert (body["total_debit"], body["total_credit"], body["transaction_count"]) == ("100.00", "100.00", 1)
    assert body["validation_results"][0]["valid"] is True
    transaction["lines"] = [line(books.cash, debit="100.00"), line(books.cash, credit="90.00")]
    body = done(books.client.post(f"{ATOMIC}/validate", {"transactions": [transaction]}, company_id=books.company))
    assert (body["success"], body["is_valid"], body["is_balanced"]) == (True, False, False)
    assert books.balance(books.cash)["posted"] == "0.00"


def test_status(books: Books) -> None:
    created = done(books.post())
    body = done(books.client.get(f"{ATOMIC}/{created['atomic_transaction_id']}"))
    assert {name: body[name] for name in ("atomic_transaction_id", "transaction_group_id", "status")} == {
        name: created[name] for name in ("atomic_transaction_id", "transaction_group_id", "status")
    }
    assert body["company_id"] == books.company
    assert TIME.fullmatch(body["created_at"])
    assert TIME.fullmatch(body["completed_at"])
    assert body["rolled_back_at"] is None
    assert body["metadata"] == {}
    assert body["journal_entry_count"] == len(body["journal_entries"]) == 1


def test_rollback_and_a_second_one(books: Books) -> None:
    created = done(books.post())["atomic_transaction_id"]
    assert done(books.client.post(f"{ATOMIC}/{created}/rollback")) == {
        "success": True,
        "message": f"Atomic transaction {created} rolled back successfully",
        "transaction_id": created,
    }
    assert books.balance(books.cash)["posted"] == "0.00"
    second = problem(books.client.post(f"{ATOMIC}/{created}/rollback", {"reason": "once more"}), 400, "LG051")
    assert second["detail"] == "Transaction cannot be rolled back. Current status: rolled_back"
    assert TIME.fullmatch(done(books.client.get(f"{ATOMIC}/{created}"))["rolled_back_at"])


def test_groups(books: Books) -> None:
    created = done(books.post())
    body = done(books.client.get(f"{ATOMIC}/groups/list", company_id=books.company))
    assert set(body) == {"success", "company_id", "transaction_groups", "total_count", "next"}
    assert body["transaction_groups"][0]["id"] == created["transaction_group_id"]
    assert body["transaction_groups"][0]["name"] == "Daily Cash Receipts"


def test_health(url: str) -> None:
    assert done(Client(url, None).get(f"{ATOMIC}/health")) == {
        "service": "atomic_transaction_service",
        "status": "healthy",
        "version": "1.0.0",
        "features": ["atomic_multi_posting", "cross_company_transfers", "rollback_mechanisms", "audit_trails"],
    }


@pytest.mark.parametrize(
    ("change", "detail", "code"),
    [
        ({"credit_amount": "900.00"}, "Validation error: Transaction not balanced: Debit=1000.00, Credit=900.00", "LG030"),
        ({"account_id": None}, "Validation error: Missing account_id in line 1 of transaction 0", "LG010"),
    ],
)
def test_errors_are_in_the_guides_words(books: Books, change: dict[str, Any], detail: str, code: str) -> None:
    body = books.receipt()
    body["transactions"][0]["lines"][1].update(change)
    found = problem(books.client.post(f"{ATOMIC}/", body, company_id=books.company), 400, code)
    assert found["detail"] == detail
    assert found["title"] == "Bad Request"
    assert found["instance"] == f"{ATOMIC}/"


def test_a_company_that_is_not_there_is_denied(books: Books) -> None:
    response = books.client.post(f"{ATOMIC}/", books.receipt(), company_id=uuid.uuid4())
    assert problem(response, 403, "ZA003")["detail"] == "Access denied to specified company"
