"""Parked work over HTTP: listed, tried once more, resolved by one person or by two."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from api import schemas
from orchestrator.database import Connection
from tests.py.api.client import Books, Client, chain, create_key, create_principal, done, everything, open_books, problem, step
from tests.py.api.test_chains import CHAINS

PARKED = "/api/v1/parked"
SAID = {"outcome": "succeeded", "reason": "They said so", "output": {"parcel": "7"}}


@pytest.fixture
def shop(books: Books, conn: Connection) -> Books:
    """Books of a company that has a shop ship for it."""
    conn.execute("select chain.set_handler('shop', 'sandbox')")
    return books


def report(conn: Connection, outcome: str, **fields: Any) -> None:
    """Claim what there is, and report of it."""
    claims = conn.execute("select to_jsonb(c) from chain.claim_steps('ada', array['shop']) c").fetchall()
    reports = [{**claim, "outcome": outcome, "output": {}, **fields} for (claim,) in claims]
    conn.execute("select from chain.complete_steps('ada', %s)", [Jsonb(reports)])
    conn.execute("select chain.advance_due(d.company_id, d.id) from chain.list_due() d")


def ship() -> dict[str, Any]:
    return step("ship", "external", params={"handler": "shop", "request": {"for": "ada"}}, effect="compensatable")


def park(books: Books, conn: Connection) -> str:
    """Start a chain with a step of which nobody can tell whether it was done; return its path."""
    started = done(books.client.post(CHAINS, chain(books.company, ship())))
    report(conn, "unknown", is_final=True, code="cannot_ask")
    return f"{CHAINS}/{started['id']}"


def test_what_is_parked_is_listed(shop: Books, conn: Connection) -> None:
    paths = [park(shop, conn) for _ in range(3)]
    page = done(shop.client.get(PARKED, limit=2))
    rest = done(shop.client.get(PARKED, limit=2, cursor=page["next_cursor"], company_id=shop.company))
    items = page["items"] + rest["items"]
    assert [f"{CHAINS}/{item['chain_id']}" for item in items] == paths
    assert rest["next_cursor"] is None
    assert items[0].keys() == {*schemas.Parked.model_fields}
    found = {name: items[0][name] for name in ("step", "what", "chain_state", "handler", "attempt", "code", "proposed")}
    assert found == {
        "step": "ship",
        "what": "in_doubt",
        "chain_state": "EXECUTING",
        "handler": "shop",
        "attempt": 1,
        "code": "cannot_ask",
        "proposed": None,
    }


def test_what_is_parked_is_tried_once_more(shop: Books, conn: Connection) -> None:
    path = park(shop, conn)
    assert done(shop.client.post(f"{path}/steps/ship/retry", key="one"))["waiting_on"] == "ship: outside: shop"
    assert done(shop.client.post(f"{path}/steps/ship/retry", key="one"))["waiting_on"] == "ship: outside: shop"
    problem(shop.client.post(f"{path}/steps/ship/retry", key="two"), 409, "SG072")
    problem(shop.client.post(f"{path}/steps/bill/retry"), 404, "SG033")
    problem(shop.client.post(f"{path}/steps/ship/retry", {"surprise": 1}), 400, "LG002")
    assert done(shop.client.get(PARKED))["items"] == []
    report(conn, "succeeded", output={"parcel": "7"})
    assert done(shop.client.get(path))["state"] == "COMPLETED"
    [task] = done(shop.client.get(f"{path}/tasks"))["items"]
    assert task.keys() == {*schemas.Task.model_fields}
    assert (task["state"], task["attempt"], task["output"], task["request"]) == ("SUCCEEDED", 2, {"parcel": "7"}, {"for": "ada"})


def test_what_is_parked_is_resolved_by_hand(shop: Books, conn: Connection) -> None:
    path = f"{park(shop, conn)}/steps/ship/resolve"
    before = everything(conn)
    problem(shop.client.post(path, {**SAID, "reason": " "}), 400, "SG074")
    problem(shop.client.post(path, {**SAID, "outcome": "retried"}), 400, "LG001")
    problem(shop.client.post(path, {**SAID, "output": []}), 400, "LG001")
    problem(shop.client.post(path, {**SAID, "outcome": "noted"}), 409, "SG072")
    assert everything(conn) == before
    first = done(shop.client.post(path, SAID, key="one"))
    assert first == done(shop.client.post(path, SAID, key="one"))
    assert first.keys() == {*schemas.Resolution.model_fields}
    assert (first["is_effective"], first["chain"]["state"], first["output"]) == (True, "COMPLETED", {"parcel": "7"})
    problem(shop.client.post(path, SAID, key="two"), 409, "SG072")


def test_a_second_person_confirms(shop: Books, conn: Connection) -> None:
    conn.execute("select chain.set_policy(%s, true)", [shop.company])
    path = f"{park(shop, conn)}/steps/ship/resolve"
    other = Client(shop.client.url, create_key(conn, create_principal(conn, scopes=["chains:operate"])))
    for _ in range(2):
        proposed = shop.client.post(path, SAID, key="one")
        assert proposed.status_code == 202
        assert (proposed.json()["is_effective"], proposed.json()["chain"]["state"]) == (False, "EXECUTING")
    assert shop.client.post(path, SAID).status_code == 202
    [item] = done(shop.client.get(PARKED))["items"]
    assert item["proposed"].keys() == {*schemas.Proposal.model_fields}
    assert (item["proposed"]["outcome"], item["proposed"]["output"]) == ("succeeded", {"parcel": "7"})
    assert other.post(path, {**SAID, "output": {"parcel": "8"}}).status_code == 202
    assert done(shop.client.post(path, {**SAID, "output": {"parcel": "8"}}))["chain"]["state"] == "COMPLETED"


def test_what_cannot_be_undone_was_seen_to(shop: Books, conn: Connection) -> None:
    body = chain(shop.company, {**ship(), "retry": {"max_attempts": 1}}, step("go", "callback"))
    path = f"{CHAINS}/{done(shop.client.post(CHAINS, body))['id']}"
    report(conn, "succeeded")
    assert done(shop.client.post(f"{path}/rollback"))["state"] == "ROLLING_BACK"
    report(conn, "failed", code="broken")
    [item] = done(shop.client.get(PARKED))["items"]
    assert (item["what"], item["is_undoing"], item["code"]) == ("undoing", True, "broken")
    problem(shop.client.post(f"{path}/steps/ship/resolve", {**SAID, "outcome": "failed"}), 422, "SG073")
    assert done(shop.client.post(f"{path}/steps/ship/resolve", SAID))["chain"]["state"] == "ROLLED_BACK"
    events = done(shop.client.get(f"{path}/events"))["items"]
    assert events[-1]["payload"] == {"by_hand": ["ship"]}


def test_a_late_effect_is_shown_and_noted(shop: Books, conn: Connection) -> None:
    path = park(shop, conn)
    assert done(shop.client.post(f"{path}/steps/ship/resolve", {**SAID, "outcome": "failed"}))["chain"]["state"] == "ROLLED_BACK"
    key = 'select to_jsonb(t) || \'{"outcome": "succeeded"}\' from chain.tasks t'
    for (late,) in conn.execute(key).fetchall():
        conn.execute("select from chain.complete_steps('ada', %s)", [Jsonb([late])])
    [item] = done(shop.client.get(PARKED))["items"]
    assert (item["what"], item["chain_state"], item["code"]) == ("late_effect", "ROLLED_BACK", "SG075")
    [task] = done(shop.client.get(f"{path}/tasks"))["items"]
    assert [late["worker"] for late in task["late_effects"]] == ["ada"]
    assert task["late_effects"][0].keys() == {*schemas.LateEffect.model_fields}
    noted = done(shop.client.post(f"{path}/steps/ship/resolve", {"outcome": "noted", "reason": "They sent it back"}))
    assert (noted["is_effective"], noted["chain"]["state"]) == (True, "ROLLED_BACK")
    assert done(shop.client.get(PARKED))["items"] == []


def test_a_company_sees_its_own_parked_work(shop: Books, admin: Client, conn: Connection) -> None:
    strange = open_books(admin, "strange")
    path = park(shop, conn)
    key = create_key(conn, create_principal(conn, scopes=["chains:read"], companies=[uuid.UUID(strange.company)]))
    stranger = Client(shop.client.url, key)
    assert done(stranger.get(PARKED))["items"] == []
    problem(stranger.get(PARKED, company_id=shop.company), 403, "ZA003")
    problem(stranger.get(f"{path}/tasks"), 404, "ZA004")
    problem(stranger.post(f"{path}/steps/ship/retry"), 403, "ZA002")
    problem(shop.client.get(PARKED, cursor=""), 400, "LG001")
