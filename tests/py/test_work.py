"""Outside steps are done by workers: once each, whatever their handlers answer, and undone when their chain is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator
from typing import Any
from uuid import UUID

import pytest
from psycopg.types.json import Jsonb

from orchestrator.database import Claim, Connection, Database, TaskState, connect
from orchestrator.handlers import Answer, Call
from orchestrator.handlers.sandbox import SandboxHandler
from orchestrator.settings import Settings
from orchestrator.work import Worker, keep_working
from tests.cluster import new_login
from tests.py.workers import unfit_answers
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


class _Counting(Database):
    """Counts the round trips that were not for nothing."""

    trips = 0

    def claim_steps(self, *arguments: Any) -> list[Claim]:
        claims = super().claim_steps(*arguments)
        _Counting.trips += bool(claims)
        return claims

    def complete_steps(self, *arguments: Any) -> list[TaskState]:
        _Counting.trips += 1
        return super().complete_steps(*arguments)

    def advance_due_chains(self, *arguments: Any) -> list[bool | None]:
        _Counting.trips += 1
        return super().advance_due_chains(*arguments)


def _submit(conn: Connection, company: UUID, *steps: Json) -> UUID:
    chain: UUID = value(conn, "select (chain.submit(%s, %s)).id", company, Jsonb({"steps": list(steps)}))
    return chain


def _outside(name: str, *words: str, effect: str = "compensatable", after: tuple[str, ...] = (), **more: Json) -> Json:
    params = {"handler": "shop", "request": {"sandbox": list(words), **more.pop("request", {})}}
    retry = {"max_attempts": 3, "initial": 0.01}
    step = {"name": name, "kind": "external", "effect": effect, "params": params, "depends_on": list(after), "retry": retry}
    return {**step, **more}


def _ends(conn: Connection, login: str, handler: SandboxHandler, *chains: UUID, size: int = 32) -> str:
    """Work until chains have ended; return how."""

    async def work() -> str:
        settings = SETTINGS.model_copy(update={"worker_size": size})
        with connect(login) as connection:
            return await _until_ended(conn, Worker(settings, {"shop": handler}).work(connection), *chains)

    return asyncio.run(work())


async def _until_ended(conn: Connection, working: Coroutine[Any, Any, None], *chains: UUID) -> str:
    worker = asyncio.create_task(working)
    await _until(lambda: worker.done() or all(_state(conn, chain) in {"COMPLETED", "ROLLED_BACK"} for chain in chains))
    assert not worker.done(), worker
    worker.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await worker
    return ", ".join({_state(conn, chain) for chain in chains})


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not holds():  # noqa: ASYNC110  # the database tells nobody
            await asyncio.sleep(0.01)


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


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestrator.work.Database", _Counting)
    monkeypatch.setattr(_Counting, "trips", 0)


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize(("size", "most"), [(1, 3.0), (32, 0.99)])
def test_a_step_costs_three_round_trips_and_less_than_one_among_many(
    conn: Connection, login: str, company: UUID, size: int, most: float
) -> None:
    chains = [_submit(conn, company, _outside("ship")) for _ in range(40)]
    assert _ends(conn, login, SandboxHandler({}), *chains, size=size) == "COMPLETED"
    assert _Counting.trips <= most * len(chains)


def test_what_hangs_is_given_up_and_asked_about(conn: Connection, login: str, company: UUID) -> None:
    conn.execute("select chain.set_handler('shop', 'sandbox', p_timeout => '100 ms')")
    handler = SandboxHandler({})
    chain = _submit(conn, company, _outside("ship", "hang", "succeed"))
    assert (_ends(conn, login, handler, chain), list(handler.book.values())) == ("COMPLETED", [2])


class _Unfit(SandboxHandler):
    """Does it, and answers what cannot be kept, until it is asked."""

    def __init__(self, answers: dict[int, Any]) -> None:
        super().__init__({})
        self._answers = answers

    async def run(self, call: Call) -> Answer:
        await super().run(call)
        answer: Answer = self._answers[call.request["nth"]]
        return answer


def test_an_answer_that_cannot_be_kept_keeps_no_other_waiting(conn: Connection, login: str, company: UUID) -> None:
    handler = _Unfit(dict(enumerate([Answer("succeeded"), *unfit_answers()])))
    chains = [_submit(conn, company, _outside("ship", request={"nth": nth})) for nth in range(len(unfit_answers()) + 1)]
    assert _ends(conn, login, handler, *chains, size=4) == "COMPLETED"
    assert len(handler.book) == len(chains)


def test_a_handler_that_cannot_be_made_keeps_no_other_waiting(
    conn: Connection, login: str, company: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    conn.execute("select chain.set_handler('post', 'pigeon'), chain.set_handler('own', 'sandbox')")
    stuck = _submit(conn, company, {"name": "send", "kind": "external", "params": {"handler": "post"}})
    chain = _submit(conn, company, {"name": "send", "kind": "external", "params": {"handler": "own"}})
    assert _ends(conn, login, SandboxHandler({}), chain) == "COMPLETED"
    assert _state(conn, stuck) == "EXECUTING"
    assert [record.message for record in caplog.records] == [
        "handler post is not run here: no handler of that name is installed: pigeon"
    ]


def test_a_lost_connection_loses_no_answer(conn: Connection, login: str, company: UUID) -> None:
    conn.execute("select chain.set_handler('own', 'sandbox', %s)", [Jsonb({"late_seconds": 0.3})])
    step = _outside("ship", "late")
    chain = _submit(conn, company, step | {"params": step["params"] | {"handler": "own"}})

    async def work() -> str:
        async def lose() -> None:
            await _until(lambda: bool(value(conn, "select count(*) from chain.tasks where state = 'RUNNING'")))
            conn.execute(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and strpos(query, 'claim_steps') > 0 and pid <> pg_backend_pid()
                """
            )

        settings = SETTINGS.model_copy(update={"database_url": login, "lease": 5})
        losing = asyncio.create_task(lose())
        end = await _until_ended(conn, keep_working(settings), chain)
        await losing
        return end

    assert asyncio.run(work()) == "COMPLETED"
    assert value(conn, "select attempt from chain.tasks") == 1


def test_who_is_told_to_stop_ends_what_it_does(conn: Connection, login: str, company: UUID) -> None:
    chain = _submit(conn, company, _outside("ship", "late"))

    async def work() -> None:
        with connect(login) as connection:
            worker = asyncio.create_task(Worker(SETTINGS, {"shop": SandboxHandler({"late_seconds": 0.3})}).work(connection))
            await _until(lambda: bool(value(conn, "select count(*) from chain.tasks where state = 'RUNNING'")))
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker

    asyncio.run(work())
    assert _state(conn, chain) == "COMPLETED"
