"""Chains over HTTP: started, watched, told, undone; their liens, and what their accounts may spend."""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import requests

from api import schemas, service
from orchestrator.database import Connection
from orchestrator.settings import Settings
from tests.processes import PATIENCE_SECONDS
from tests.py.api.client import (
    ATOMIC,
    Books,
    Client,
    chain,
    create_key,
    create_principal,
    done,
    everything,
    line,
    open_books,
    problem,
    step,
    transfer,
)

SOAK = os.environ.get("HOLDFAST_SOAK") == "1"
CHAINS = "/api/v1/chains"
DEFINITIONS = "/api/v1/chain-definitions"


@pytest.fixture
def shop(books: Books) -> Books:
    """Books in whose wallet there are 100."""
    return funded(books)


@pytest.fixture
def other(shop: Books, conn: Connection) -> Client:
    """Somebody else who may do everything in the shop."""
    return Client(shop.client.url, create_key(conn, create_principal(conn, companies=[uuid.UUID(shop.company)])))


def funded(books: Books) -> Books:
    """Put 100 into the wallet."""
    lines = [line(books.cash, debit="100.00"), line(books.wallet, credit="100.00")]
    body = {"transactions": [{"description": "Deposit", "lines": lines}]}
    done(books.client.post(f"{ATOMIC}/", body, company_id=books.company))
    return books


def hold(books: Books, amount: str = "30.00", name: str = "hold") -> dict[str, Any]:
    return step(name, "lien", params={"account": books.wallet, "beneficiary": books.revenue, "amount": amount})


def start(books: Books, *steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Start a chain; return how it stands."""
    return done(books.client.post(CHAINS, chain(books.company, *steps, **fields)))


def show(books: Books, started: dict[str, Any]) -> dict[str, Any]:
    return done(books.client.get(f"{CHAINS}/{started['id']}"))


def states(shown: dict[str, Any]) -> dict[str, str]:
    return {step["name"]: step["state"] for step in shown["steps"]}


def test_a_chain_that_waits_for_nothing_is_done_at_once(shop: Books) -> None:
    started = start(shop, transfer("pay", shop.wallet, shop.revenue, "30.00"), metadata={"order": 7}, input={"a": 1})
    assert started.keys() == {*schemas.ChainHead.model_fields}
    assert (started["state"], started["metadata"], started["failure"]) == ("COMPLETED", {"order": 7}, None)
    shown = show(shop, started)
    assert shown.keys() == {*schemas.Chain.model_fields}
    assert {name: shown[name] for name in started} == started
    assert (shown["progress"], shown["input"], shown["liens"]) == ({"total": 1, "done": 1}, {"a": 1}, [])
    [pay] = shown["steps"]
    assert pay.keys() == {*schemas.Step.model_fields}
    assert (pay["state"], pay["output"]) == ("SUCCEEDED", {"amount": "30.00"})
    assert shop.balance(shop.wallet)["posted"] == "70.00"
    assert shop.balance(shop.revenue)["posted"] == "30.00"
    lines = done(shop.client.get(f"/api/v1/accounts/{shop.wallet}/transactions"))["items"]
    assert lines[0]["transaction_id"] == started["transaction_id"]


def test_a_chain_that_fails_is_undone_and_says_why(shop: Books) -> None:
    steps = (transfer("one", shop.wallet, shop.revenue, "60.00"), transfer("two", shop.wallet, shop.revenue, "60.00", "one"))
    started = start(shop, *steps)
    assert started["state"] == "ROLLED_BACK"
    assert (started["failure"]["step"], started["failure"]["code"]) == ("two", "LG040")
    assert states(show(shop, started)) == {"one": "COMPENSATED", "two": "FAILED"}
    assert shop.balance(shop.wallet)["available"] == "100.00"


def test_what_waits_says_for_what(shop: Books) -> None:
    started = start(shop, hold(shop), step("paid", "callback", "hold"), step("check", "approval", "paid"))
    assert (started["state"], started["waiting_on"]) == ("EXECUTING", "paid: signal:paid")
    shown = show(shop, started)
    assert states(shown) == {"hold": "SUCCEEDED", "paid": "WAITING", "check": "PENDING"}
    assert shown["progress"] == {"total": 3, "done": 1}
    assert [step["depends_on"] for step in shown["steps"]] == [[], ["hold"], ["paid"]]
    [lien] = shown["liens"]
    assert lien.keys() == {*schemas.ChainLien.model_fields}
    assert (lien["amount"], lien["beneficiary_account_id"], lien["step"]) == ("30.00", shop.revenue, "hold")


def test_the_service_does_outside_steps_too(shop: Books, conn: Connection, settings: Settings) -> None:
    conn.execute("select chain.set_handler('post', 'sandbox')")
    ship = step("ship", "external", params={"handler": "post", "request": {"parcel": 7}})
    started = start(shop, ship, transfer("pay", shop.wallet, shop.revenue, "30.00", "ship"))
    assert (started["state"], started["waiting_on"]) == ("EXECUTING", "ship: outside: post")
    began = time.monotonic()
    with service.running(settings.model_copy(update={"orchestrator": True}), "127.0.0.1", 0):
        while (shown := show(shop, started))["state"] != "COMPLETED":
            assert time.monotonic() - began < PATIENCE_SECONDS
            time.sleep(0.02)
    assert shown["steps"][0]["output"].keys() == {"reference"}
    assert shop.balance(shop.revenue)["posted"] == "30.00"


def test_all_that_is_wrong_is_listed(shop: Books, conn: Connection) -> None:
    body = chain(
        shop.company,
        step("One", "transfer", params={"from": 5}),
        step("two", "magic", surprise=1),
        step("three", "delay", effect="pivot"),
    )
    before = everything(conn)
    found = problem(shop.client.post(CHAINS, body), 400, "LG001")
    assert {(error["step"], error["code"], error["field"]) for error in found["errors"]} == {
        ("One", "SG003", "name"),
        ("One", "LG001", "params.from"),
        ("One", "LG001", "params.to"),
        ("One", "LG001", "params.amount"),
        ("two", "LG002", "surprise"),
        ("two", "SG002", "kind"),
        ("three", "SG006", "effect"),
    }
    judged = done(shop.client.post(f"{CHAINS}/validate", body))
    assert judged == {"is_valid": False, "problems": found["errors"]}
    assert everything(conn) == before


REFUSED: dict[str, tuple[Callable[[Books], dict[str, Any]], int, str]] = {
    "no company": (lambda b: {"steps": [hold(b)]}, 400, "LG001"),
    "no steps": (lambda b: {"company_id": b.company}, 400, "LG001"),
    "no step": (lambda b: chain(b.company), 400, "SG010"),
    "an unknown field": (lambda b: chain(b.company, hold(b), surprise=1), 400, "LG002"),
    "steps and a definition": (lambda b: chain(b.company, hold(b), definition="pay"), 400, "LG002"),
    "no definition": (lambda b: {"company_id": b.company, "definition": "pay"}, 404, "SG040"),
    "no settlement": (lambda b: chain(b.company, hold(b), settlement="maybe"), 400, "LG001"),
    "a cycle": (lambda b: chain(b.company, step("a", "delay", "b"), step("b", "delay", "a")), 400, "SG005"),
    "no account": (lambda b: chain(b.company, transfer("pay", b.wallet, str(uuid.UUID(int=7)), "1.00")), 400, "LG011"),
    "an amount that is none": (lambda b: chain(b.company, hold(b, "NaN")), 400, "LG021"),
    "too many decimals": (lambda b: chain(b.company, hold(b, "1.001")), 400, "LG024"),
    "an amount that is a number": (lambda b: chain(b.company, hold(b) | {"params": {"amount": 1}}), 400, "LG001"),
    "a company that is none": (lambda b: chain(str(uuid.UUID(int=7)), hold(b)), 403, "ZA003"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_chain_is_refused(shop: Books, conn: Connection, name: str) -> None:
    body, status, code = REFUSED[name]
    before = everything(conn)
    problem(shop.client.post(CHAINS, body(shop)), status, code)
    assert name == "a company that is none" or everything(conn) == before


ODD: list[object] = [None, 5, "x", True, [], {}, [None], [5], [[]], {"a": None}, 1e20, -1, "$", {"$ref": "$.steps"}]


def test_no_body_makes_a_fault(shop: Books, subtests: pytest.Subtests) -> None:
    """Whatever stands in whatever field, known kinds' parameters included."""
    whole = {
        "liens": [{"account": shop.wallet, "beneficiary": shop.revenue, "amount": "1.00"}],
        **dict.fromkeys(("settlement", "on_failure", "deadline", "priority", "metadata", "input")),
    }
    parts = hold(shop) | dict.fromkeys(("group", "when", "effect", "compensation", "retry", "timeout", "checkpoint"))
    bodies = [chain(shop.company, **{**whole, field: odd}) for field in [*whole, "steps"] for odd in ODD]
    bodies += [chain(shop.company, {**parts, field: odd}) for field in parts for odd in ODD]
    bodies += [
        chain(shop.company, step("s", kind, params={field: odd}, **fields))
        for kind, field, fields in (
            *(("transfer", name, {}) for name in ("from", "to", "amount", "timing", "guarded")),
            *(("entry", name, {}) for name in ("lines", "timing")),
            *(("convert", name, {}) for name in ("rate", "from_position")),
            *(("lien", name, {}) for name in ("account", "amount")),
            *(("capture_lien", name, {}) for name in ("lien", "to")),
            *(("open_account", name, {}) for name in ("code", "type", "currency")),
            *(("delay", name, {}) for name in ("seconds", "until")),
            ("reverse", "transaction_id", {}),
            ("callback", "signal", {"compensation": {"kind": "callback", "params": {"signal": "x"}}}),
            ("approval", "count", {}),
        )
        for odd in ODD
    ]
    for body in bodies[:: 1 if SOAK else 3]:
        for path in (f"{CHAINS}/validate", CHAINS):
            with subtests.test(path, body=body):
                assert shop.client.post(path, body).status_code < 500
        with subtests.test(DEFINITIONS, body=body):
            rest = {name: value for name, value in body.items() if name != "company_id"}
            assert shop.client.post(DEFINITIONS, {"company_id": shop.company, "name": "odd", "body": rest}).status_code < 500


def test_what_a_chain_is_told_makes_no_fault(shop: Books, subtests: pytest.Subtests) -> None:
    """Parameters whose value comes with a signal are judged when it comes, and a chain always ends or waits."""
    known: dict[str, dict[str, Any]] = {
        "transfer": {"from": shop.wallet, "to": shop.revenue, "amount": "1.00", "description": "", "timing": "", "guarded": True},
        "entry": {"lines": [], "timing": "immediate"},
        "convert": {"from": shop.wallet, "to": shop.revenue, "amount": "1.00", "rate": "1"}
        | {"from_position": shop.cash, "to_position": shop.revenue},
        "lien": {"account": shop.wallet, "beneficiary": shop.revenue, "amount": "1.00"},
        "capture_lien": {"lien": "hold", "amount": "1.00", "to": shop.revenue},
        "release_lien": {"lien": "hold", "amount": "1.00"},
        "open_account": {"code": "c", "name": "n", "type": "asset", "currency": "USD", "purpose": "general", "user_id": "u"},
        "reverse": {"transaction_id": ""},
        "delay": {"seconds": 1, "until": ""},
        "approval": {"count": 1},
        "callback": {"signal": "later"},
    }
    for kind, params in known.items():
        for field in params:
            for odd in ODD[:6]:
                with subtests.test(kind, field=field, odd=odd):
                    others = {} if kind == "delay" else params
                    told = step("told", kind, "paid", "hold", params={**others, field: {"$ref": "$.steps.paid.x"}})
                    path = f"{CHAINS}/{start(shop, hold(shop, '0.01'), step('paid', 'callback'), told)['id']}/signals"
                    shown = done(shop.client.post(path, {"name": "paid", "payload": {"x": odd}}))
                    assert shown["state"] in {"EXECUTING", "ROLLED_BACK", "COMPLETED"}


def test_a_key_starts_one_chain(shop: Books) -> None:
    body = chain(shop.company, transfer("pay", shop.wallet, shop.revenue, "30.00"))
    first, second = (shop.client.post(CHAINS, body, key="one") for _ in range(2))
    assert done(first) == done(second)
    assert second.headers["Idempotency-Replayed"] == "true"
    problem(shop.client.post(CHAINS, chain(shop.company, hold(shop)), key="one"), 422, "ZA010")
    assert shop.balance(shop.wallet)["posted"] == "70.00"


def test_a_refusal_for_the_state_of_things_is_kept_and_a_fault_of_form_is_not(shop: Books) -> None:
    started = start(shop, step("paid", "callback"))
    path = f"{CHAINS}/{started['id']}"
    for _ in range(2):
        refused = shop.client.post(f"{path}/resume", key="one")
    problem(shop.client.post(f"{path}/signals", {"name": "paid", "payload": 5}, key="two"), 400, "LG001")
    assert done(shop.client.post(f"{path}/signals", {"name": "paid"}, key="two"))["state"] == "COMPLETED"
    for _ in range(2):
        refused = shop.client.post(f"{path}/resume", key="three")
        problem(refused, 409, "SG031")
    assert refused.headers["Idempotency-Replayed"] == "true"


def test_lists(shop: Books, admin: Client) -> None:
    ended = [start(shop, transfer("pay", shop.wallet, shop.revenue, "1.00"))["id"] for _ in range(3)]
    waiting = start(shop, step("paid", "callback"))["id"]
    strange = start(funded(open_books(admin, "strange")), step("paid", "callback"))["id"]

    def listed(**query: object) -> list[str]:
        return [item["id"] for item in done(shop.client.get(CHAINS, **query))["items"]]

    assert listed() == [strange, waiting, *reversed(ended)]
    assert listed(company_id=shop.company) == [waiting, *reversed(ended)]
    assert listed(state="EXECUTING") == [strange, waiting]
    assert listed(state="COMPLETED", company_id=shop.company) == [*reversed(ended)]
    assert listed(state="FAILED") == listed(definition="pay") == []
    first = done(shop.client.get(CHAINS, limit=2))
    assert [item["id"] for item in first["items"]] == [strange, waiting]
    assert listed(limit=2, cursor=first["next_cursor"]) == [*reversed(ended)][:2]
    assert listed(limit=1, state="EXECUTING", cursor=strange) == [waiting]
    assert done(shop.client.get(CHAINS))["items"][0].keys() == {*schemas.ChainHead.model_fields}
    problem(shop.client.get(CHAINS, state="DONE"), 400, "LG001")


def test_events_page_by_page(shop: Books) -> None:
    started = start(shop, hold(shop), transfer("pay", shop.wallet, shop.revenue, "30.00", "hold"))
    path = f"{CHAINS}/{started['id']}/events"
    page = done(shop.client.get(path, limit=2))
    found = page["items"]
    while page["next_cursor"]:
        page = done(shop.client.get(path, limit=2, cursor=page["next_cursor"]))
        found += page["items"]
    assert found == done(shop.client.get(path))["items"]
    assert [event["seq"] for event in found] == [*range(1, len(found) + 1)]
    assert found[0].keys() == {*schemas.ChainEvent.model_fields}
    assert (found[0]["type"], found[-1]["type"]) == ("chain.created", "chain.completed")
    assert [event["prev_hash"] for event in found] == ["", *(event["hash"] for event in found[:-1])]
    assert {len(bytes.fromhex(event["hash"])) for event in found} == {hashlib.sha256().digest_size}
    problem(shop.client.get(path, cursor="x"), 400, "LG001")


def test_plans(shop: Books, conn: Connection) -> None:
    steps = (hold(shop), step("paid", "callback", "hold"), step("check", "approval", group="last", depends_on=["paid"]))
    body = chain(shop.company, *steps)
    before = everything(conn)
    judged = done(shop.client.post(f"{CHAINS}/validate", body))
    assert judged["is_valid"]
    assert judged["plan"]["accounts"] == [{"account_id": shop.wallet, "currency": "USD", "reserved": "0.00", "held": "30.00"}]
    assert everything(conn) == before
    plan = done(shop.client.get(f"{CHAINS}/{start(shop, *steps)['id']}/plan"))
    assert [step | {"state": "PENDING"} for step in plan["steps"]] == judged["plan"]["steps"]
    assert [(step["name"], step["wave"], step["depends_on"]) for step in plan["steps"]] == [
        ("hold", 1, []),
        ("paid", 2, ["hold"]),
        ("check", 3, ["paid"]),
    ]


def test_a_rollback_can_be_looked_at_before(shop: Books, conn: Connection) -> None:
    started = start(shop, transfer("pay", shop.wallet, shop.revenue, "30.00"), step("paid", "callback", "pay"))
    path = f"{CHAINS}/{started['id']}/rollback"
    before = everything(conn)
    plan = done(shop.client.get(path))
    assert plan["state"] == "ROLLED_BACK"
    assert plan["accounts"] == [{"account_id": shop.wallet, "available_before": "70.00", "available_after": "100.00"}]
    assert {undone["step"]: undone["state"] for undone in plan["undone"]} == {"pay": "COMPENSATED", "paid": "SKIPPED"}
    assert done(shop.client.get(path, steps="pay,nothing"))["blocked"]["code"] == "SG033"
    assert everything(conn) == before
    problem(shop.client.get(path, steps="pay;paid"), 400, "LG001")


def test_a_plan_of_a_rollback_changes_nothing_outside_the_chain(shop: Books, conn: Connection) -> None:
    done(shop.post("5.00"))
    lines = done(shop.client.get(f"/api/v1/accounts/{shop.revenue}/transactions"))["items"]
    started = start(
        shop,
        step("back", "reverse", params={"transaction_id": lines[0]["transaction_id"]}),
        step("open", "open_account", params={"code": "new", "name": "New", "type": "asset", "currency": "USD"}),
        step("paid", "callback", "back", "open"),
    )
    assert started["state"] == "EXECUTING"
    before = everything(conn)
    done(shop.client.get(f"{CHAINS}/{started['id']}/rollback"))
    assert everything(conn) == before


def test_rollback_of_a_part_and_of_all(shop: Books) -> None:
    steps = (transfer("one", shop.wallet, shop.revenue, "30.00"), transfer("two", shop.wallet, shop.revenue, "20.00"))
    started = start(shop, *steps, step("paid", "callback"))
    path = f"{CHAINS}/{started['id']}"
    assert shop.balance(shop.wallet)["available"] == "50.00"
    assert done(shop.client.post(f"{path}/rollback", {"steps": ["one"], "reason": "Sold out"}))["state"] == "EXECUTING"
    assert states(show(shop, started)) == {"one": "COMPENSATED", "two": "SUCCEEDED", "paid": "WAITING"}
    assert shop.balance(shop.wallet)["available"] == "80.00"
    problem(shop.client.post(f"{path}/rollback", {"steps": ["three"]}), 404, "SG033")
    for steps_that_are_none in ([], [5], "one"):
        problem(shop.client.post(f"{path}/rollback", {"steps": steps_that_are_none}), 400, "LG001")
    undone = done(shop.client.post(f"{path}/rollback"))
    assert (undone["state"], undone["failure"]["code"]) == ("ROLLED_BACK", "SG026")
    assert done(shop.client.post(f"{path}/rollback")) == undone
    assert shop.balance(shop.wallet)["available"] == "100.00"
    problem(shop.client.post(f"{path}/rollback", {"steps": ["two"]}), 409, "SG031")


def test_cancel(shop: Books) -> None:
    path = f"{CHAINS}/{start(shop, hold(shop), step('paid', 'callback'))['id']}"
    problem(shop.client.post(f"{path}/cancel", {"steps": ["hold"]}), 400, "LG002")
    cancelled = done(shop.client.post(f"{path}/cancel", {"reason": "Changed their mind"}))
    assert (cancelled["state"], cancelled["failure"]) == ("ROLLED_BACK", {"code": "SG026", "detail": "Changed their mind"})
    ended = f"{CHAINS}/{start(shop, transfer('pay', shop.wallet, shop.revenue, '1.00'))['id']}"
    problem(shop.client.post(f"{ended}/cancel"), 409, "SG031")


def test_resume(shop: Books) -> None:
    steps = (transfer("one", shop.wallet, shop.revenue, "60.00") | {"checkpoint": True},)
    held = start(shop, *steps, transfer("two", shop.wallet, shop.revenue, "60.00", "one"), on_failure="hold")
    assert (held["state"], held["waiting_on"]) == ("FAILED", "operator")
    path = f"{CHAINS}/{held['id']}/resume"
    assert done(shop.client.post(path))["state"] == "FAILED"
    funded(shop)
    problem(shop.client.post(path, {"anyway": True}), 400, "LG002")
    assert done(shop.client.post(path, {}))["state"] == "COMPLETED"
    assert shop.balance(shop.wallet)["posted"] == "80.00"
    problem(shop.client.post(path), 409, "SG031")
    none = start(shop, transfer("one", shop.wallet, shop.revenue, "600.00"), on_failure="hold")
    problem(shop.client.post(f"{CHAINS}/{none['id']}/resume"), 409, "SG038")


def test_signals(shop: Books) -> None:
    pay = step("pay", "transfer", params={"from": shop.wallet, "to": shop.revenue, "amount": {"$ref": "$.steps.paid.amount"}})
    path = f"{CHAINS}/{start(shop, step('paid', 'callback'), pay)['id']}/signals"
    problem(shop.client.post(path, {"name": "sold"}), 404, "SG032")
    problem(shop.client.post(path, {"payload": {}}), 400, "LG001")
    told = done(shop.client.post(path, {"name": "paid", "payload": {"amount": "7.00"}}))
    assert told["state"] == "COMPLETED"
    assert shop.balance(shop.revenue)["posted"] == "7.00"
    problem(shop.client.post(path, {"name": "paid"}), 409, "SG031")


def test_what_was_told_before(shop: Books) -> None:
    path = f"{CHAINS}/{start(shop, step('one', 'callback'), step('two', 'callback', 'one'))['id']}/signals"
    assert done(shop.client.post(path, {"name": "two"}))["state"] == "EXECUTING"
    problem(shop.client.post(path, {"name": "two"}), 409, "SG035")
    assert done(shop.client.post(path, {"name": "one"}))["state"] == "COMPLETED"


def test_approvals_are_another_persons(shop: Books, other: Client) -> None:
    path = f"{CHAINS}/{start(shop, step('check', 'approval'))['id']}/approvals"
    problem(shop.client.post(path, {"step": "check"}), 403, "SG037")
    problem(other.post(path, {"step": "pay"}), 404, "SG032")
    problem(other.post(path, {"step": "check", "approve": "yes"}), 400, "LG001")
    assert done(other.post(path, {"step": "check", "reason": "Known customer"}))["state"] == "COMPLETED"


def test_a_rejection_ends_a_chain(shop: Books, other: Client) -> None:
    started = start(shop, hold(shop), step("check", "approval", "hold"))
    rejected = done(other.post(f"{CHAINS}/{started['id']}/approvals", {"step": "check", "approve": False, "reason": "No"}))
    assert (rejected["state"], rejected["failure"]["code"]) == ("ROLLED_BACK", "SG025")
    assert shop.balance(shop.wallet)["available"] == "100.00"


def test_liens(shop: Books) -> None:
    started = start(shop, step("paid", "callback"))
    path = f"{CHAINS}/{started['id']}/liens"
    body = {"account": shop.wallet, "beneficiary": shop.revenue, "amount": "30.00"}
    assert done(shop.client.get(path)) == {"items": []}
    placed = done(shop.client.post(path, body, key="one"))
    assert done(shop.client.post(path, body, key="one")) == placed
    assert placed.keys() == {*schemas.ChainLien.model_fields}
    assert (placed["amount"], placed["status"], placed["chain_id"]) == ("30.00", "active", started["id"])
    assert done(shop.client.get(path)) == {"items": [placed]} == {"items": show(shop, started)["liens"]}
    assert shop.balance(shop.wallet)["held"] == "30.00"
    for change, status, code in (
        ({"amount": "70.01"}, 422, "LG040"),
        ({"amount": "1.001"}, 400, "LG024"),
        ({"amount": 1}, 400, "LG020"),
        ({"amount": "0.00"}, 422, "SG022"),
        ({"beneficiary": shop.wallet}, 422, "SG013"),
        ({"beneficiary": str(uuid.UUID(int=7))}, 400, "LG011"),
        ({"expires_at": "2099-01-01T00:00:00Z"}, 400, "LG002"),
    ):
        problem(shop.client.post(path, {**body, **change}), status, code)

    lien = f"{path}/{placed['id']}"
    extended = done(shop.client.post(f"{lien}/extend", {"deadline": "2099-01-01T00:00:00Z"}))
    assert extended == {**placed, "deadline": "2099-01-01T00:00:00Z"}
    assert show(shop, started)["deadline"] == "2099-01-01T00:00:00Z"
    problem(shop.client.post(f"{lien}/extend", {"deadline": "2001-01-01T00:00:00Z"}), 400, "LN007")
    problem(shop.client.post(f"{lien}/extend", {}), 400, "LG001")

    assert done(shop.client.post(f"{lien}/release", {"amount": "10.00"}))["released"] == "10.00"
    problem(shop.client.post(f"{lien}/release", {"amount": "20.01"}), 422, "LN003")
    released = done(shop.client.post(f"{lien}/release"))
    assert (released["status"], released["released"]) == ("released", "30.00")
    problem(shop.client.post(f"{lien}/release"), 404, "LN001")
    assert shop.balance(shop.wallet)["held"] == "0.00"
    done(shop.client.post(f"{CHAINS}/{started['id']}/cancel"))
    problem(shop.client.post(path, body), 409, "SG031")
    problem(shop.client.post(f"{lien}/release"), 409, "SG031")
    problem(shop.client.post(f"{lien}/extend", {"deadline": "2099-01-01T00:00:00Z"}), 409, "SG031")


def test_a_lien_that_was_spent_is_not_released(shop: Books) -> None:
    purse = {"company_id": shop.company, "code": "bo", "name": "bo", "type": "liability", "currency": "USD", "purpose": "wallet"}
    purse["id"] = done(shop.client.post("/api/v1/accounts", purse))["id"]
    held = hold(shop) | {"params": {"account": shop.wallet, "beneficiary": purse["id"], "amount": "30.00"}}
    started = start(shop, held, transfer("spend", purse["id"], shop.revenue, "20.00", "hold"), step("paid", "callback"))
    path = f"{CHAINS}/{started['id']}"
    [lien] = show(shop, started)["liens"]
    assert done(shop.client.get(f"{path}/balances/{purse['id']}"))["virtual_available"] == "10.00"
    problem(shop.client.post(f"{path}/liens/{lien['id']}/release"), 422, "LG040")
    assert done(shop.client.post(f"{path}/liens/{lien['id']}/release", {"amount": "10.00"}))["released"] == "10.00"


def test_a_lien_of_a_chain_is_reached_through_its_chain(shop: Books) -> None:
    one, two = (start(shop, hold(shop), step("paid", "callback")) for _ in range(2))
    [lien] = show(shop, one)["liens"]
    problem(shop.client.post(f"{CHAINS}/{two['id']}/liens/{lien['id']}/release"), 404, "ZA004")
    problem(shop.client.post(f"/api/v1/liens/{lien['id']}/release"), 409, "LN009")


def test_a_virtual_balance(shop: Books) -> None:
    started = start(shop, hold(shop), transfer("pay", shop.wallet, shop.revenue, "10.00"), step("paid", "callback"))
    path = f"{CHAINS}/{started['id']}/balances"
    held = done(shop.client.get(f"{path}/{shop.wallet}"))
    assert held.keys() == {*schemas.VirtualBalance.model_fields}
    expected = {"posted": "100.00", "held": "40.00", "available": "60.00", "ctel_locked": "40.00", "ctel_available": "0.00"}
    assert held.items() >= {**expected, "virtual_available": "60.00", "currency": "USD"}.items()
    fed = done(shop.client.get(f"{path}/{shop.revenue}"))
    expected = {"posted": "0.00", "held": "0.00", "available": "0.00", "ctel_locked": "0.00", "ctel_available": "40.00"}
    assert fed.items() >= {**expected, "virtual_available": None}.items()
    problem(shop.client.get(f"{path}/{uuid.UUID(int=7)}"), 404, "ZA004")
    problem(shop.client.get(f"{path}/ada"), 404)


@pytest.fixture
def partner(admin: Client, conn: Connection) -> Books:
    """Another company, and who may use it alone."""
    opened = open_books(admin, "partner")
    key = create_key(conn, create_principal(conn, companies=[uuid.UUID(opened.company)]))
    return replace(opened, client=Client(admin.url, key))


def test_who_takes_part_sees_its_own_accounts(shop: Books, partner: Books, other: Client) -> None:
    started = start(shop, transfer("pay", shop.wallet, partner.wallet, "30.00"), hold(shop), step("paid", "callback"))
    path = f"{CHAINS}/{started['id']}"
    assert done(partner.client.get(f"{path}/balances/{partner.wallet}"))["ctel_available"] == "30.00"
    assert done(partner.client.get(f"{path}/liens")) == {"items": []}
    for hidden in ("", "/events", "/plan", "/rollback", f"/balances/{shop.wallet}"):
        problem(partner.client.get(f"{path}{hidden}"), 404, "ZA004")
    for hidden in ("cancel", "resume", "rollback"):
        problem(partner.client.post(f"{path}/{hidden}"), 404, "ZA004")
    assert partner.client.get(CHAINS).json()["items"] == []
    problem(other.get(f"{path}/balances/{partner.wallet}"), 404, "ZA004")
    body = {"account": shop.wallet, "beneficiary": partner.wallet, "amount": "1.00"}
    problem(other.post(f"{path}/liens", body), 400, "LG011")
    back = done(other.get(f"{path}/rollback"))["accounts"]
    assert [account["account_id"] for account in back] == [shop.wallet]


def test_who_takes_no_part_sees_nothing(shop: Books, partner: Books) -> None:
    path = f"{CHAINS}/{start(shop, hold(shop), step('paid', 'callback'))['id']}"
    for hidden in ("liens", f"balances/{partner.wallet}", f"balances/{shop.wallet}"):
        problem(partner.client.get(f"{path}/{hidden}"), 404, "ZA004")
    problem(
        partner.client.post(CHAINS, chain(partner.company, transfer("pay", shop.wallet, partner.wallet, "1.00"))), 400, "LG011"
    )


def test_definitions(shop: Books, partner: Books) -> None:
    def define(body: dict[str, Any], **fields: Any) -> requests.Response:
        return shop.client.post(DEFINITIONS, {"company_id": shop.company, "name": "pay", "body": body, **fields})

    pay = step("pay", "transfer", params={"from": shop.wallet, "to": shop.revenue, "amount": {"$ref": "$.input.amount"}})
    first = done(define({"steps": [pay]}, input_schema={"amount": "string!"}))
    assert first.keys() == {*schemas.Definition.model_fields}
    assert (first["version"], first["body"]) == (1, {"steps": [pay]})
    assert done(define({"steps": [pay, step("paid", "callback", "pay")]}))["version"] == 2
    for body, code in (({"steps": []}, "SG010"), ({"steps": [step("pay", "magic")]}, "SG002"), ({"surprise": 1}, "LG001")):
        assert code in {error["code"] for error in problem(define(body), 400)["errors"]}
    problem(define({"steps": [pay]}, input_schema={"amount": "money"}), 400, "LG019")
    problem(define({"steps": [pay]}, name="Pay"), 400, "LG001")

    mine = {"company_id": shop.company}
    assert done(shop.client.get(f"{DEFINITIONS}/pay", **mine, version=1)) == first
    assert done(shop.client.get(f"{DEFINITIONS}/pay", **mine))["version"] == 2
    problem(shop.client.get(f"{DEFINITIONS}/pay", **mine, version=3), 404, "SG040")
    problem(shop.client.get(f"{DEFINITIONS}/sell", **mine), 404, "SG040")
    problem(partner.client.get(f"{DEFINITIONS}/pay", company_id=partner.company), 404, "SG040")
    problem(partner.client.get(f"{DEFINITIONS}/pay", **mine), 403, "ZA003")

    asked = {**mine, "definition": "pay", "version": 1}
    problem(shop.client.post(CHAINS, asked), 400, "LG001")
    problem(shop.client.post(CHAINS, {**asked, "input": {"amount": 5}}), 400, "LG001")
    ended = done(shop.client.post(CHAINS, {**asked, "input": {"amount": "5.00"}}))
    assert (ended["state"], ended["definition"], ended["definition_version"]) == ("COMPLETED", "pay", 1)
    assert [item["id"] for item in done(shop.client.get(CHAINS, definition="pay"))["items"]] == [ended["id"]]


def test_definitions_are_listed_by_name(shop: Books, conn: Connection) -> None:
    for name in ("b", "a", "a", "c"):
        body = {"steps": [step("paid", "callback")]}
        done(shop.client.post(DEFINITIONS, {"company_id": shop.company, "name": name, "body": body}))
    for name in ("a", "d"):
        conn.execute('select chain.define(access.installation(), %s, \'{"steps": [{"name": "s", "kind": "delay"}]}\')', [name])
    page = done(shop.client.get(DEFINITIONS, company_id=shop.company, limit=3))
    assert [(item["name"], item["version"]) for item in page["items"]] == [("a", 2), ("b", 1), ("c", 1)]
    assert page["items"][0].keys() == {*schemas.DefinitionHead.model_fields}
    rest = done(shop.client.get(DEFINITIONS, company_id=shop.company, limit=3, cursor=page["next_cursor"]))
    assert [(item["name"], item["company_id"] == shop.company) for item in rest["items"]] == [("d", False)]
