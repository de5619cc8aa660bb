"""Whatever the document allows, and much that it does not, is answered as the document says, and never by a fault."""

from __future__ import annotations

import os
import uuid
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from api.app import OPERATIONS
from api.openapi import document
from tests.py.api.client import TIMEOUT_SECONDS, Books
from tests.py.api.test_access import ids

schema = schemathesis.openapi.from_dict(document(OPERATIONS.all, "0"))
CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance]
EXAMPLES = 200 if os.environ.get("HOLDFAST_SOAK") else 5


@pytest.fixture
def things(books: Books) -> dict[str, str]:
    """An id of each thing that there is, by the path's word for it."""
    return {**ids(books), "companies": books.company}


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
def test_no_request_makes_a_fault(case: schemathesis.Case[Any], books: Books, things: dict[str, str]) -> None:
    body = case.body if isinstance(case.body, dict) else {}
    resource = "".join(case.path.split("/")[3:4])
    for values, name, kind in (
        (case.path_parameters, "id", resource),
        (case.path_parameters, "lien", "lien"),
        (case.path_parameters, "account_id", "account_id"),
        (case.query, "company_id", "companies"),
        (body, "company_id", "companies"),
    ):
        if is_chosen(values.get(name)):
            values[name] = things[kind]
    headers = {"Authorization": f"Bearer {books.client.credential}"}
    response = case.call(base_url=books.client.url, headers=headers, timeout=TIMEOUT_SECONDS)
    case.validate_response(response, checks=CHECKS)


def is_chosen(value: object) -> bool:
    """Whether an id is to be replaced by one that there is: most are."""
    try:
        return bool(uuid.UUID(str(value)).int % 4)
    except ValueError:
        return False


def test_every_operation_is_tried() -> None:
    assert len(list(schema.get_all_operations())) == len(OPERATIONS.all)
