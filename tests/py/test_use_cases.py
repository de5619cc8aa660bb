"""The plan's use cases: each runs forward, and is undone from every step."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import psycopg
import pytest

from orchestrator.database import Connection
from tests.py.use_cases import (
    FOLDER,
    HANDLERS,
    OPEN_END,
    USE_CASES,
    Obstacle,
    Play,
    Script,
    assert_completed,
    assert_undone,
    prepare,
    read,
    steps_of,
)

Stage = Callable[[str], Play]


@pytest.fixture
def stage(conn: Connection) -> Stage:
    """Sets the stage for a use case, as often as need be."""
    prepare(conn)
    conn.execute("select chain.set_handler(h, 'sandbox') from unnest(%s::text[]) h", [HANDLERS])
    numbers = count(1)
    return lambda name: Play(conn, name, next(numbers))


def test_every_definition_is_tried() -> None:
    assert {path.stem: read(path.stem)["name"] for path in FOLDER.iterdir()} == {name: name for name in USE_CASES}


@pytest.mark.parametrize("length", ["full", "short"])
@pytest.mark.parametrize("name", USE_CASES)
def test_it_runs_forward(name: str, length: str, stage: Stage) -> None:
    play = stage(name)
    script: Script = getattr(play.use_case, length)
    play.start(script)
    for step, payload in script.answers.items():
        assert play.chain()["state"] == "EXECUTING"
        play.answer(step, payload)
    assert_completed(play, script)


@pytest.mark.parametrize(("name", "step"), [(name, step) for name in USE_CASES for step in steps_of(name)])
def test_no_step_ends_it_halfway(name: str, step: str, stage: Stage) -> None:
    effect = steps_of(name)[step].get("effect")
    if effect != "retriable":
        fail_at(stage(name), step)
    if effect in {"pivot", "retriable"}:
        go_forward_from(stage(name), step)
    else:
        roll_back_from(stage(name), step)


def fail_at(play: Play, step: str) -> None:
    """Let a step fail: what was done before is undone."""
    script, obstacle = play.use_case.full, play.use_case.obstacles.get(step, Obstacle(""))
    code = obstacle.code
    if obstacle.frozen:
        play.freeze(obstacle.frozen)
    play.start(script, **obstacle.input)
    for told, payload in script.answers.items():
        if play.chain()["state"] != "EXECUTING":
            break
        if told == step:
            code = play.fail(step)
            break
        play.answer(told, obstacle.answers.get(told, payload))
    if play.chain()["state"] == "FAILED":
        play.roll_back()
    play.finish_undoing()
    assert_undone(play)
    # Of what was refused outside it is known that it was not done: its undoing has nothing to do.
    is_undone = play.steps[step].get("effect") == "compensatable"
    assert play.states()[step] in ({"COMPENSATED"} if is_undone else {"FAILED", "SKIPPED"})
    assert play.chain()["failure"]["code"] == code


def roll_back_from(play: Play, step: str) -> None:
    """Roll back once a step is done: it is undone with all before it."""
    play.start(play.use_case.full, OPEN_END)
    answers = iter(play.use_case.full.answers.items())
    while play.states()[step] != "SUCCEEDED":
        play.answer(*next(answers))
    play.roll_back()
    play.finish_undoing()
    assert_undone(play)


def go_forward_from(play: Play, step: str) -> None:
    """Try to roll back once a step is done that cannot be undone: the chain goes on to its end."""
    play.start(play.use_case.full, OPEN_END)
    answers = iter([*play.use_case.full.answers.items(), ("open_end", {})])
    while play.states()[step] != "SUCCEEDED":
        play.answer(*next(answers))
    with pytest.raises(psycopg.Error) as refused:
        play.roll_back()
    assert refused.value.sqlstate == "SG034"
    for told, payload in answers:
        play.answer(told, payload)
    assert_completed(play, play.use_case.full)


def test_funds_in_transit_are_spent_inside_the_chain_alone(stage: Stage) -> None:
    play = stage("marketplace")
    play.start(play.use_case.full)
    assert play.money() == play.before | {"incoming": ("0.00", "-100.00")}
    assert [play.spendable_inside(account) for account in ("escrow", "merchant", "supplier")] == [0, 25, 70]
    assert play.pay("merchant", "supplier", "0.01") == "LG040"
    assert play.pay("supplier", "merchant", "0.01") == "LG040"


def test_a_payment_stays_in_the_chain_until_it_can_no_longer_be_undone(stage: Stage) -> None:
    play = stage("purchase")
    play.start(play.use_case.full)
    assert play.money() == play.before | {
        "customer": ("10.10", "10.10"),
        "shop": ("48.65", "0.00"),
        "fees": ("1.25", "0.00"),
        "points_issued": ("0", "0"),
    }
    assert play.pay("shop", "customer", "0.01") == "LG040"


def test_a_seller_that_spent_too_much_funds_the_rebate_and_the_chain_goes_on(stage: Stage) -> None:
    play = stage("escrow")
    play.start(play.use_case.full)
    play.answer("notice", {})
    play.answer("delivery", {"accepted": False, "rebate": "40.00"})
    play.answer("arbitration", {})
    assert (play.chain()["state"], play.chain()["failure"]["code"]) == ("FAILED", "LG040")
    assert play.pay("buyer", "seller", "5.00") is None
    play.resume()
    ends = {"buyer": "85.00", "seller": "0.00", "supplier": "60.00", "fees": "5.00"}
    assert_completed(play, Script(input={}, answers={}, after=ends))


def test_an_account_that_cannot_be_linked_is_linked_later(stage: Stage) -> None:
    play = stage("provisioning")
    script = play.use_case.short
    play.start(script)
    play.answer("user", script.answers["user"])
    play.answer("app", {})
    play.fail("card")
    assert (play.chain()["state"], play.chain()["failure"]["code"]) == ("FAILED", "refused")
    play.resume()
    play.answer("card", {})
    assert_completed(play, script)


def test_a_payment_is_refunded_once(stage: Stage) -> None:
    play = stage("refund")
    script = play.use_case.short
    play.start(script)
    for step, payload in script.answers.items():
        play.answer(step, payload)
    play.start(script)
    play.answer("restock", {})
    play.finish_undoing()
    assert (play.chain()["state"], play.chain()["failure"]["code"]) == ("ROLLED_BACK", "LG051")
    assert play.money() == play.money_after(script)


def test_a_statement_shows_each_leg_of_a_transfer(stage: Stage) -> None:
    play = stage("transfer")
    play.start(play.use_case.short)
    for step, payload in play.use_case.short.answers.items():
        play.answer(step, payload)
    legs = {"Payment": "20000.00", "Goods": "-9999.99", "Freight": "-480.00", "Fee": "-12.50", "Commission": "-61.73"}
    assert play.statement("sender") == legs
