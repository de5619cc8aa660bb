"""A pgTAP script fails for each thing that is wrong with it, and for nothing else."""

from __future__ import annotations

import pytest

from orchestrator.database import Connection
from tests.tap import run


@pytest.mark.parametrize(
    "script",
    [
        "select plan(1); select ok(true, 'holds'); select * from finish();",
        "select plan(1); select todo('later', 1); select ok(false, 'does not hold yet');",
        "select plan(2); select skip('not here', 2);",
        "select plan(1); select is(1, 1, 'a name with # and - in it');",
    ],
    ids=["passes", "todo", "skip", "odd name"],
)
def test_what_is_right_has_no_problems(conn: Connection, script: str) -> None:
    assert run(conn, script).problems() == []


@pytest.mark.parametrize(
    ("script", "problems"),
    [
        (
            "select plan(1); select is(1, 2, 'same');",
            ['not ok 1 - same\n# Failed test 1: "same"\n#         have: 1\n#         want: 2'],
        ),
        ("select plan(2); select ok(true);", ["planned 2 assertions, ran 1"]),
        ("select 1;", ["no plan: begin with plan(n), end with finish()"]),
        (
            "select plan(2); select ok(false, 'seen');\nselect nothing();",
            [
                'not ok 1 - seen\n# Failed test 1: "seen"',
                "SQL error after assertion 1: 42883 function nothing() does not exist (line 2)",
            ],
        ),
    ],
    ids=["fails", "stops early", "no plan", "SQL error"],
)
def test_what_is_wrong_is_told_in_full(conn: Connection, script: str, problems: list[str]) -> None:
    assert run(conn, script).problems() == problems
