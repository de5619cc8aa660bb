"""Who may do what: companies do not see each other, scopes are kept apart."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from api.app import OPERATIONS
from api.openapi import Operation
from orchestrator.database import Connection
from tests.py.api.client import ATOMIC, Books, Client, create_key, create_principal, done, open_books, problem

GUARDED = [operation for operation in OPERATIONS.all if operation.scope]


@pytest.fixture
def stranger(books: Books, admin: Client, conn: Connection) -> Books:
    """Another company, and a client that may use that one alone."""
    other = open_books(admin, "other")
    key = create_key(conn, create_principal(conn, scopes=["ledger:read", "ledger:write"], companies=[uuid.UUID(other.company)]))
    assert books.company != other.company
    return Books(Client(admin.url, key), other.company, other.cash, other.revenue, other.wallet)


def body_of(name: str, books: Books) -> Any:
    """Return a body that the operation takes."""
    bodies: dict[str, Any] = {
        "create_company": {"code": "new", "name": "New"},
        "create_account": {"company_id": books.company, "code": "new", "name": "New", "type": "asset", "currency": "USD"},
        "place_lien": {"amount": "1.00"},
        "capture_lien": {"amount": "1.00", "to_account_id": books.cash},
        "extend_lien": {"expires_at": "2099-01-01T00:00:00Z"},
        "create_atomic_transaction": books.receipt(),
        "validate_atomic_transaction": books.receipt(),
    }
    return bodies.get(name)


def ask(client: Client, operation: Operation, of: str, books: Books) -> Any:
    """Ask for an operation about what `of` is the id of, in the books' company."""
    company = {"company_id": books.company} if "company_id" in operation.params.model_fields else {}
    path = operation.path.replace("{id}", of)
    return client.send(operation.method, path, json=body_of(operation.name, books), params=company)


def ids(books: Books) -> dict[str, str]:
    """Return an id of each thing that there is in the books, by the path's word for it."""
    path = f"/api/v1/accounts/{books.wallet}/liens"
    funded = {"transactions": [{"description": "x", "lines": books.receipt()["transactions"][0]["lines"]}]}
    funded["transactions"][0]["lines"][1]["account_id"] = books.wallet
    created = done(books.client.post(f"{ATOMIC}/", funded, company_id=books.company))
    lien = done(books.client.post(path, {"amount": "1.00"}))
    return {"accounts": books.cash, "liens": lien["id"], "atomic-transactions": created["atomic_transaction_id"]}


def test_another_companys_things_are_not_there(books: Books, stranger: Books, subtests: pytest.Subtests) -> None:
    """The same answer as for an id that nothing has."""
    theirs = ids(books)
    for operation in GUARDED:
        if "{id}" in operation.path:
            with subtests.test(operation.name):
                answers = []
                for of in (theirs[operation.path.split("/")[3]], str(uuid.uuid4())):
                    found = problem(ask(stranger.client, operation, of, stranger), 404, "ZA004")
                    del found["request_id"]
                    answers.append(json.dumps(found).replace(of, "ID"))
                assert answers[0] == answers[1]


def test_another_company_is_denied_like_none(books: Books, stranger: Books, subtests: pytest.Subtests) -> None:
    nowhere = Books(stranger.client, str(uuid.uuid4()), books.cash, books.revenue, books.wallet)
    for operation in GUARDED:
        if "company_id" in {**operation.params.model_fields, **(operation.body.model_fields if operation.body else {})}:
            with subtests.test(operation.name):
                for company in (books, nowhere):
                    found = problem(ask(stranger.client, operation, "", company), 403, "ZA003")
                    assert found["detail"] == "Access denied to specified company"


def test_a_transaction_does_not_reach_into_another_company(books: Books, stranger: Books) -> None:
    body = stranger.receipt()
    body["transactions"][0]["lines"][0]["account_id"] = books.cash
    problem(stranger.client.post(f"{ATOMIC}/", body, company_id=stranger.company), 400, "LG011")
    assert books.balance(books.cash)["posted"] == "0.00"


def test_lists_show_what_is_ones_own(books: Books, stranger: Books) -> None:
    assert [company["id"] for company in done(stranger.client.get("/api/v1/companies"))["items"]] == [stranger.company]
    accounts = done(stranger.client.get("/api/v1/accounts"))["items"]
    assert {account["company_id"] for account in accounts} == {stranger.company}
    assert books.company != stranger.company


def test_scopes_are_kept_apart(books: Books, conn: Connection, subtests: pytest.Subtests) -> None:
    for scopes in ([], ["ledger:read"], ["ledger:write"], ["ledger:read", "ledger:write"], ["nothing"]):
        client = Client(books.client.url, create_key(conn, create_principal(conn, scopes=scopes)))
        for operation in GUARDED:
            with subtests.test(operation.name, scopes=scopes):
                response = ask(client, operation, str(uuid.uuid4()), books)
                if operation.scope in scopes:
                    assert response.status_code != 403, response.text
                else:
                    problem(response, 403, "ZA002")


def test_nothing_is_done_for_nobody(url: str, books: Books, subtests: pytest.Subtests) -> None:
    for operation in GUARDED:
        with subtests.test(operation.name):
            problem(ask(Client(url, None), operation, str(uuid.uuid4()), books), 401, "ZA001")
