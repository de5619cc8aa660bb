"""Risk rules over HTTP: set, listed, and what they say of chains."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from api import schemas
from orchestrator.database import Connection
from tests.py.api.client import (
    Books,
    Client,
    chain,
    create_key,
    create_principal,
    done,
    everything,
    open_books,
    problem,
    step,
    transfer,
)
from tests.py.api.test_chains import CHAINS, funded

RULES = "/api/v1/risk-rules"


@pytest.fixture
def shop(books: Books) -> Books:
    """Books in whose wallet there are 100."""
    return funded(books)


def rule(books: Books, name: str = "big", **fields: Any) -> dict[str, Any]:
    """Return the body of a rule: no more than 30 of the wallet in a chain, unless somebody approves."""
    given = {"measure": "chain_exposure", "threshold": "30.00", "action": "review", "currency": "USD", "account_id": books.wallet}
    return {"company_id": books.company, "name": name, **given, **fields}


def pay(books: Books, amount: str) -> dict[str, Any]:
    return done(books.client.post(CHAINS, chain(books.company, transfer("pay", books.wallet, books.revenue, amount))))


def test_rules_are_set_and_listed(shop: Books) -> None:
    first = done(shop.client.post(RULES, rule(shop), key="one"))
    assert first == done(shop.client.post(RULES, rule(shop), key="one"))
    assert first.keys() == {*schemas.RiskRule.model_fields}
    assert (first["version"], first["threshold"], first["window"]) == (1, "30", None)
    second = done(shop.client.post(RULES, rule(shop, action="off")))
    assert (second["version"], second["action"]) == (2, "off")
    often = rule(shop, "often", measure="velocity_count", threshold="3", action="deny", window=3600, account_id=None)
    assert done(shop.client.post(RULES, often))["window"] == 3600
    page = done(shop.client.get(RULES, company_id=shop.company, limit=1))
    assert page["items"] == [second]
    [last] = done(shop.client.get(RULES, company_id=shop.company, cursor=page["next_cursor"]))["items"]
    assert last["name"] == "often"


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"measure": "magic"}, 400, "LG019"),
        ({"threshold": 30}, 400, "LG020"),
        ({"threshold": "-1"}, 400, "LG022"),
        ({"threshold": "1.001"}, 400, "LG019"),
        ({"action": "pray"}, 400, "LG001"),
        ({"window": 0}, 400, "LG001"),
        ({"window": 60}, 400, "LG019"),
        ({"currency": "XXX"}, 400, "LG019"),
        ({"account_id": str(uuid.UUID(int=7))}, 400, "LG011"),
        ({"company_id": str(uuid.UUID(int=7))}, 403, "ZA003"),
        ({"surprise": 1}, 400, "LG002"),
    ],
)
def test_what_is_no_rule_is_refused(shop: Books, conn: Connection, fields: dict[str, Any], status: int, code: str) -> None:
    before = everything(conn)
    problem(shop.client.post(RULES, rule(shop, **fields)), status, code)
    assert code == "ZA003" or everything(conn) == before


def test_what_is_held_is_approved_by_another(shop: Books, conn: Connection) -> None:
    done(shop.client.post(RULES, rule(shop)))
    assert pay(shop, "30.00")["state"] == "COMPLETED"
    held = pay(shop, "30.01")
    assert (held["state"], held["waiting_on"]) == ("EXECUTING", "pay: review")
    path = f"{CHAINS}/{held['id']}"
    problem(shop.client.post(f"{path}/approvals", {"step": "pay"}), 403, "SG037")
    approver = create_principal(conn, scopes=["chains:approve"], companies=[uuid.UUID(shop.company)])
    other = Client(shop.client.url, create_key(conn, approver))
    assert done(other.post(f"{path}/approvals", {"step": "pay"}))["state"] == "COMPLETED"
    problem(other.get(f"{path}/assessments"), 403, "ZA002")
    page = done(shop.client.get(f"{path}/assessments", limit=1))
    rest = done(shop.client.get(f"{path}/assessments", cursor=page["next_cursor"]))
    said = page["items"] + rest["items"]
    assert said[0].keys() == {*schemas.RiskAssessment.model_fields}
    assert [(one["decision"], one["outcome"], one["measured"]) for one in said] == [
        ("review", "held", "30.01"),
        ("approved", "passed", "30.01"),
    ]
    assert {(one["step"], one["amount"], one["threshold"], one["rule_version"]) for one in said} == {("pay", "30.01", "30", 1)}
    assert said[1]["actor"] == str(approver)


def test_what_is_denied_says_by_which_rule(shop: Books) -> None:
    done(shop.client.post(RULES, rule(shop, action="deny")))
    denied = pay(shop, "30.01")
    assert (denied["state"], denied["failure"]["code"]) == ("ROLLED_BACK", "SG050")
    assert "big" in denied["failure"]["detail"]
    [said] = done(shop.client.get(f"{CHAINS}/{denied['id']}/assessments"))["items"]
    assert (said["decision"], said["outcome"]) == ("deny", "refused")
    assert shop.balance(shop.wallet)["available"] == "100.00"


@pytest.mark.parametrize(("action", "code"), [("deny", "SG050"), ("review", "SG051")])
def test_a_lien_that_is_added_is_assessed(shop: Books, conn: Connection, action: str, code: str) -> None:
    done(shop.client.post(RULES, rule(shop, measure="largest_lien", action=action)))
    started = done(shop.client.post(CHAINS, chain(shop.company, step("paid", "callback"))))
    body = {"account": shop.wallet, "beneficiary": shop.revenue, "amount": "30.01"}
    path = f"{CHAINS}/{started['id']}/liens"
    before = everything(conn)
    problem(shop.client.post(path, body), 422, code)
    assert everything(conn) == before
    done(shop.client.post(path, body | {"amount": "30.00"}))


def test_a_company_sees_what_its_own_rules_say(shop: Books, admin: Client, conn: Connection) -> None:
    strange = open_books(admin, "strange")
    done(shop.client.post(RULES, rule(shop)))
    started = pay(shop, "10.00")
    key = create_key(conn, create_principal(conn, scopes=["chains:read"], companies=[uuid.UUID(strange.company)]))
    stranger = Client(shop.client.url, key)
    problem(stranger.get(f"{CHAINS}/{started['id']}/assessments"), 404, "ZA004")
    problem(stranger.get(RULES, company_id=shop.company), 403, "ZA003")
    problem(stranger.post(RULES, rule(strange)), 403, "ZA002")
    assert done(stranger.get(RULES, company_id=strange.company))["items"] == []
