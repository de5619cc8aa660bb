"""Outside steps are done by workers: once each, whatever their handlers answer, and undone when their chain is."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator
from uuid import UUID

import pytest
from psycopg.types.json import Jsonb

from orchestrator.database import Connection, connect
from orchestrator.handlers.sandbox import SandboxHandler
from orchestrator.settings import Settings
from orchestrator.work import Worker
from tests.cluster import new_login
from tests.py.world import Json, value

SETTINGS = Settings(lease=0.5, poll_interval=0.02, stop_timeout=5)
PATIENCE_SECONDS = 20


@pytest.fixture
def company(conn: Connection) -> UUID:
    conn.execute("select chain.set_handler('shop', 'sandbox')")
    found: UUID = value(conn, "select (ledger.create_company('acme', 'Acme', 'business')).id")
    return found


@pytest.fixture
def login(database: str) -> Iterator[str]:
    with new_login(database, "holdfast_worker") as url:
        yield url


def _submit(conn: Connection, company: UUID, *steps: Json) -> UUID:
    chain: UUID = value(conn, "select (chain.submit(%s, %s)).id", company, Jsonb({"steps": list(steps)}))
    return chain


def _outside(name: str, *words: str, effect: str = "compensatable", after: tuple[str, ...] = (), **more: Json) -> Json:
    params = {"handler": "shop", "request": {"sandbox": list(words), **more.pop("request", {})}}
    retry = {"max_attempts": 3, "initial": 0.01}
    step = {"name": name, "kind": "external", "effect": effect, "params": params, "depends_on": list(after), "retry": retry}
    return {**step, **more}


def _ends(conn: Connection, login: str, handler: SandboxHandler, chain: UUID) -> str:
    """Work until the chain has ended; return how."""

    async def work() -> str:
        with connect(login) as connection:
            worker = asyncio.create_task(Worker(SETTINGS, {"shop": handler}).work(connection))
            began = time.monotonic()
            while (state := _state(conn, chain)) not in {"COMPLETED", "ROLLED_BACK"}:
                assert time.monotonic() - began < PATIENCE_SECONDS, state
                assert not worker.done(), worker
                await asyncio.sleep(0.01)
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker
            return state

    return asyncio.run(work())


def _state(conn: Connection, chain: UUID) -> str:
    return str(value(conn, "select state from chain.chains where id = %s", chain))


@pytest.mark.parametrize(
    ("words", "end"),
    [
        (("succeed",), ("COMPLETED", 1)),
        (("fail", "succeed"), ("COMPLETED", 1)),
        (("fail",), ("ROLLED_BACK", 0)),
        (("refuse",), ("ROLLED_BACK", 0)),
        (("vanish", "succeed"), ("COMPLETED", 1)),
    ],
)
def test_a_step_is_done_once(conn: Connection, login: str, company: UUID, words: tuple[str, ...], end: tuple[str, int]) -> None:
    handler = SandboxHandler({})
    chain = _submit(conn, company, _outside("ship", *words))
    assert (_ends(conn, login, handler, chain), len(handler.book)) == end


def test_what_was_done_is_undone_in_reverse_order(conn: Connection, login: str, company: UUID) -> None:
    handler = SandboxHandler({})
    steps = [_outside("one"), _outside("two", after=("one",)), _outside("three", "refuse", after=("two",))]
    chain = _submit(conn, company, *steps)
    assert _ends(conn, login, handler, chain) == "ROLLED_BACK"
    names: dict[UUID, str] = dict(
        conn.execute("select t.id, s.name from chain.tasks t join chain.steps s using (chain_id, step_no)").fetchall()
    )
    assert [(names[task], is_undoing) for task, is_undoing in handler.book] == [
        ("one", False),
        ("two", False),
        ("two", True),
        ("one", True),
    ]
