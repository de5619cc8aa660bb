"""The document, against the service that it describes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import openapi_spec_validator
import pytest

from api import schemas
from api.app import OPERATIONS, init_app
from api.openapi import document
from api.routes.service import VERSION
from orchestrator.settings import Settings
from tests.py.api.client import ATOMIC, Books, Client, done

PAGES = {"/metrics", "/openapi.json", "/docs", "/docs/start.js", "/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js"}
METHODS = {"get", "post"}


@pytest.fixture
def described() -> dict[str, Any]:
    return document(OPERATIONS.all, VERSION)


def test_the_document_is_valid(described: dict[str, Any]) -> None:
    openapi_spec_validator.validate(described)
    assert described["openapi"].startswith("3.1.")


def test_every_route_is_described(described: dict[str, Any]) -> None:
    app = init_app(Settings())
    routes = {
        (re.sub(r"\{(\w+):.*\}", r"{\1}", resource.canonical), route.method.lower())
        for resource in app.router.resources()
        for route in resource
    }
    paths = {(path, method) for path, item in described["paths"].items() for method in item}
    assert paths == {(path, method) for path, method in routes if path not in PAGES}
    assert {path for path, _ in routes - paths} == PAGES


def test_every_operation_says_what_it_needs_and_answers(described: dict[str, Any]) -> None:
    operations = [operation for item in described["paths"].values() for operation in item.values()]
    names = [operation["operationId"] for operation in operations]
    assert sorted(names) == sorted(set(names))
    for operation in operations:
        if operation["operationId"] in {"health", "ready"}:
            assert "security" not in operation
            continue
        assert operation["security"] == [{"bearer": []}]
        problems = {code: list(response["content"]) for code, response in operation["responses"].items() if code[0] != "2"}
        assert {"400", "401", "403", "404", "429", "500", "503"} <= set(problems)
        assert all(content == ["application/problem+json"] for content in problems.values())


def test_what_changes_something_takes_a_key(described: dict[str, Any]) -> None:
    for item in described["paths"].values():
        for operation in item.values():
            takes_key = "Idempotency-Key" in {parameter["name"] for parameter in operation["parameters"]}
            assert takes_key == ("422" in operation["responses"])


def test_the_service_answers_with_it(url: str, described: dict[str, Any]) -> None:
    assert done(Client(url, None).get("/openapi.json")) == json.loads(json.dumps(described))


def test_the_page_needs_no_other_place(url: str) -> None:
    client = Client(url, None)
    page = client.get("/docs")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert "//" not in re.sub(r"<!.*?>", "", page.text)
    for path in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert client.get(path).status_code == 200, path
    version = re.search(r'PACKAGE_VERSION:"(\d+)\.', client.get("/docs/swagger-ui-bundle.js").text)
    assert version
    assert int(version[1]) >= 5


def test_nothing_of_the_page_is_ours_to_keep() -> None:
    assert not list(Path(__file__).parents[3].glob("api/**/*.js"))


def test_answers_have_the_fields_that_are_described(books: Books) -> None:
    """No more and no fewer; a balance has those of its present besides."""
    created = done(books.post())
    path = f"{ATOMIC}/{created['atomic_transaction_id']}"
    account = f"/api/v1/accounts/{books.wallet}"
    done(books.client.post(f"{ATOMIC}/", books.receipt() | {"transactions": [_receipt(books)]}, company_id=books.company))
    lines = done(books.client.get(f"/api/v1/accounts/{books.cash}/transactions"))["items"]
    for model, answer in (
        (schemas.AtomicTransactionCreated, created),
        (schemas.AtomicTransaction, done(books.client.get(path))),
        (schemas.Validation, done(books.client.post(f"{ATOMIC}/validate", books.receipt("0.001")))),
        (schemas.Groups, done(books.client.get(f"{ATOMIC}/groups/list", company_id=books.company))),
        (schemas.Account, done(books.client.get(account))),
        (schemas.Balance, done(books.client.get(f"{account}/balance"))),
        (schemas.HistoryLine, lines[0]),
        (schemas.Company, done(books.client.get("/api/v1/companies"))["items"][0]),
        (schemas.RolledBack, done(books.client.post(f"{path}/rollback"))),
    ):
        assert answer.keys() == {*model.model_fields}, model


def _receipt(books: Books) -> dict[str, Any]:
    """All that a transaction of the guide may have."""
    transaction: dict[str, Any] = books.receipt()["transactions"][0]
    transaction |= {"effective_at": "2026-01-01T00:00:00Z", "metadata": {"order": 7}}
    assert transaction.keys() == {*schemas.Transaction.model_fields}
    return transaction
