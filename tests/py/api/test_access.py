"""Who may do what: companies do not see each other, scopes are kept apart."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import requests

from api.app import OPERATIONS
from api.openapi import Operation
from orchestrator.database import Connection
from tests.py.api.client import (
    ATOMIC,
    Books,
    Client,
    chain,
    create_key,
    create_principal,
    done,
    everything,
    money_and_rights,
    open_books,
    problem,
    same_but_for_its_ids,
    step,
)

GUARDED = [operation for operation in OPERATIONS.all if operation.scope]
EVERY_SCOPE = sorted({str(operation.scope) for operation in GUARDED} - {"admin"})
NOTHING = "facade00-0000-4000-8000-000000000000"
"""An id, and a name, that nothing has."""


@pytest.fixture
def stranger(books: Books, admin: Client, conn: Connection) -> Books:
    """Another company, and a client that may use that one alone."""
    other = open_books(admin, "other")
    key = create_key(conn, create_principal(conn, scopes=EVERY_SCOPE, companies=[uuid.UUID(other.company)]))
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
        "submit_chain": waiting(books),
        "validate_chain": waiting(books),
        "signal_chain": {"name": "paid"},
        "approve_step": {"step": "check"},
        "resolve_step": {"outcome": "succeeded", "reason": "They said so"},
        "add_chain_lien": _lien(books),
        "extend_chain_lien": {"deadline": "2099-01-01T00:00:00Z"},
        "set_risk_rule": {
            "company_id": books.company,
            "name": "no_more",
            "measure": "blocked_account",
            "threshold": "0",
            "action": "off",
            "currency": "USD",
            "account_id": books.wallet,
        },
        "define_chain": {"company_id": books.company, "name": "waiting", "body": {"steps": [step("paid", "callback")]}},
    }
    return bodies.get(name)


def waiting(books: Books) -> dict[str, Any]:
    """A chain with a lien that waits for a signal and for an approval."""
    steps = (step("hold", "lien", params=_lien(books)), step("paid", "callback"), step("check", "approval"))
    return chain(books.company, *steps)


def _lien(books: Books) -> dict[str, str]:
    return {"account": books.wallet, "beneficiary": books.revenue, "amount": "1.00"}


def path_of(operation: Operation, parts: Mapping[str, str]) -> str:
    """Return the path of an operation about these things, by its words for them: `id` is what it is about."""
    given = {"id": parts.get(operation.path.split("/")[3], ""), **parts}
    return re.sub(r"{(\w+)}", lambda found: given.get(found[1], NOTHING), operation.path)


def ask(
    client: Client,
    operation: Operation,
    of: str,
    books: Books,
    headers: Mapping[str, str] | None = None,
    *,
    parts: Mapping[str, str] | None = None,
) -> requests.Response:
    """Ask for an operation about what `of` is the id of, in the books' company; `parts` are the other ids in the path."""
    company = {"company_id": books.company} if "company_id" in operation.params.model_fields else {}
    path = path_of(operation, {**(parts or {}), "id": of})
    return client.send(operation.method, path, headers, json=body_of(operation.name, books), params=company)


def ids(books: Books) -> dict[str, str]:
    """Return an id of each thing that there is in the books, by the path's word for it."""
    path = f"/api/v1/accounts/{books.wallet}/liens"
    funded = {"transactions": [{"description": "x", "lines": books.receipt()["transactions"][0]["lines"]}]}
    funded["transactions"][0]["lines"][1]["account_id"] = books.wallet
    created = done(books.client.post(f"{ATOMIC}/", funded, company_id=books.company))
    lien = done(books.client.post(path, {"amount": "1.00"}))
    defined = done(books.client.post("/api/v1/chain-definitions", body_of("define_chain", books)))
    started = done(books.client.post("/api/v1/chains", waiting(books)))
    return {
        "accounts": books.cash,
        "liens": lien["id"],
        "atomic-transactions": created["atomic_transaction_id"],
        "chains": started["id"],
        "lien": done(books.client.get(f"/api/v1/chains/{started['id']}/liens"))["items"][0]["id"],
        "account_id": books.wallet,
        "step": "paid",
        "name": defined["name"],
    }


def test_another_companys_things_are_not_there(
    books: Books, stranger: Books, conn: Connection, subtests: pytest.Subtests
) -> None:
    """Whatever path of the document has an id in it: the same answer as for an id that nothing has."""
    theirs = ids(books)
    before = everything(conn)
    document = done(stranger.client.get("/openapi.json"))
    with_id = {item["operationId"] for path, methods in document["paths"].items() if "{id}" in path for item in methods.values()}
    assert with_id == {operation.name for operation in GUARDED if "{id}" in operation.path}
    for operation in GUARDED:
        if operation.name not in with_id:
            continue
        for headers in ({}, {"Idempotency-Key": "one"}, {"Content-Encoding": "gzip"}):
            with subtests.test(operation.name, headers=headers):
                answers = []
                for of in (theirs[operation.path.split("/")[3]], str(uuid.uuid4())):
                    response = ask(stranger.client, operation, of, stranger, headers, parts=theirs)
                    if "Content-Encoding" not in headers:
                        problem(response, 404, "ZA004")
                    answers.append(same_but_for_its_ids(response, of))
                assert answers[0] == answers[1]
    assert everything(conn) == before


def test_another_company_is_denied_like_none(books: Books, stranger: Books, conn: Connection, subtests: pytest.Subtests) -> None:
    nowhere = Books(stranger.client, str(uuid.uuid4()), books.cash, books.revenue, books.wallet)
    before = money_and_rights(conn)
    for operation in GUARDED:
        if "company_id" in {**operation.params.model_fields, **(operation.body.model_fields if operation.body else {})}:
            with subtests.test(operation.name):
                answers = []
                for company in (books, nowhere):
                    response = ask(stranger.client, operation, "", company)
                    assert problem(response, 403, "ZA003")["detail"] == "Access denied to specified company"
                    answers.append(same_but_for_its_ids(response, company.company))
                assert answers[0] == answers[1]
    assert money_and_rights(conn) == before


def test_another_companys_account_in_a_body_is_not_there(
    books: Books, stranger: Books, conn: Connection, subtests: pytest.Subtests
) -> None:
    """In a line, first or last, with and without a company in the query; as what a lien is captured to; as a company."""
    own = ids(stranger)
    before = everything(conn)

    def in_line(account: str, position: int, path: str, **query: str) -> requests.Response:
        body = stranger.receipt()
        body["transactions"][0]["lines"][position]["account_id"] = account
        return stranger.client.post(path, body, **query)

    def in_transaction(company: str) -> requests.Response:
        body = stranger.receipt()
        body["transactions"][0]["company_id"] = company
        return stranger.client.post(f"{ATOMIC}/", body, company_id=stranger.company)

    def as_receiver(account: str) -> requests.Response:
        return stranger.client.post(f"/api/v1/liens/{own['liens']}/capture", {"amount": "1.00", "to_account_id": account})

    company = {"company_id": stranger.company}
    cases: dict[str, tuple[str, Callable[[str], requests.Response]]] = {
        "create": (books.cash, lambda of: in_line(of, 0, f"{ATOMIC}/", **company)),
        "create, last line": (books.cash, lambda of: in_line(of, 1, f"{ATOMIC}/", **company)),
        "validate": (books.cash, lambda of: in_line(of, 0, f"{ATOMIC}/validate", **company)),
        "validate without company": (books.cash, lambda of: in_line(of, 0, f"{ATOMIC}/validate")),
        "validate, last line": (books.cash, lambda of: in_line(of, 1, f"{ATOMIC}/validate")),
        "capture": (books.cash, as_receiver),
        "company of a transaction": (books.company, in_transaction),
    }
    for name, (theirs, send) in cases.items():
        with subtests.test(name):
            nothing = str(uuid.uuid4())
            found, missing = send(theirs), send(nothing)
            assert same_but_for_its_ids(found, theirs) == same_but_for_its_ids(missing, nothing)
            if name.startswith("validate"):
                assert done(found)["is_valid"] is False
                assert "LG011" in found.text
            else:
                problem(found, 400)
    assert everything(conn) == before


def test_another_companys_id_turns_no_page(books: Books, stranger: Books, subtests: pytest.Subtests) -> None:
    """A cursor is a place in an order, whatever it is the id of."""
    theirs, _ = done(books.post())["transaction_group_id"], done(stranger.post())
    for path, cursor, query in (
        (f"{ATOMIC}/groups/list", "after", {"company_id": stranger.company}),
        ("/api/v1/accounts", "cursor", {}),
        ("/api/v1/companies", "cursor", {}),
    ):
        with subtests.test(path):
            for their in (theirs, books.cash, books.company):
                beside = str(uuid.UUID(int=uuid.UUID(their).int + 1))
                pages = [stranger.client.get(path, **query, **{cursor: of}) for of in (their, beside)]
                assert same_but_for_its_ids(pages[0]) == same_but_for_its_ids(pages[1])
                done(pages[0])


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


SCOPES = [[], ["nothing"], *([scope] for scope in EVERY_SCOPE), ["ledger:read", "ledger:write"], ["admin"]]


def test_the_document_asks_for_the_scopes_that_the_database_checks(conn: Connection) -> None:
    rows = conn.execute("select o.name, o.scope from access.operations o").fetchall()
    assert dict(rows) == {operation.name: operation.scope for operation in GUARDED}


def test_scopes_are_kept_apart(books: Books, conn: Connection, subtests: pytest.Subtests) -> None:
    """Whoever lacks the scope is refused, about things that there are, and leaves nothing behind; whoever has it is not."""
    things = ids(books)
    for scopes in SCOPES:
        client = Client(books.client.url, create_key(conn, create_principal(conn, scopes=scopes)))
        before = money_and_rights(conn)
        for operation in sorted(GUARDED, key=lambda it: it.scope in scopes or "admin" in scopes):
            with subtests.test(operation.name, scopes=scopes):
                of = things.get(operation.path.split("/")[3], "")
                headers = {} if operation.is_read else {"Idempotency-Key": "one"}
                response = ask(client, operation, of, books, headers, parts=things)
                if operation.scope in scopes or "admin" in scopes:
                    assert response.status_code in {200, 409, 422, 400}, response.text
                    assert response.status_code != 400 or problem(response, 400, "LG051")
                else:
                    assert problem(response, 403, "ZA002")["detail"] == f"The scope {operation.scope} is required"
                    assert money_and_rights(conn) == before


def test_nothing_is_done_for_nobody(url: str, books: Books, subtests: pytest.Subtests) -> None:
    for operation in GUARDED:
        with subtests.test(operation.name):
            problem(ask(Client(url, None), operation, str(uuid.uuid4()), books), 401, "ZA001")
