"""Outside steps are done by workers: once each, whatever their handlers answer, and undone when their chain is."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb

from orchestrator.chains import advance
from orchestrator.database import Claim, Connection, Database, DueChain, TaskState, connect, connect_to_work
from orchestrator.handlers import Answer, Call, CompensationHandler
from orchestrator.handlers.sandbox import SandboxHandler
from orchestrator.settings import Settings
from orchestrator.work import Worker, keep_working
from tests.cluster import new_login
from tests.py.workers import unfit_answers
from tests.py.world import Json, make_kind, value

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

    def advance_due_chains(self, *arguments: Any) -> list[bool | psycopg.Error | None]:
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


def _ends(conn: Connection, login: str, handler: CompensationHandler, *chains: UUID, size: int = 32) -> str:
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
        (("twice",), ("COMPLETED", 1)),
        (("contradict", "succeed"), ("COMPLETED", 1)),
        (("contradict",), ("ROLLED_BACK", 1)),
        (("forget", "succeed"), ("COMPLETED", 1)),
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


class _Handler:
    """Runs as it is told; asked, it says that nothing was done."""

    def __init__(self, run: Callable[[Call], Awaitable[Any]]) -> None:
        self._run = run

    async def run(self, call: Call) -> Answer:
        answer: Answer = await self._run(call)
        return answer

    undo = run

    async def ask(self, _: Call) -> Answer:
        return Answer("failed", code="not_done")

    async def close(self) -> None:
        """Keep nothing open."""


async def _cancel_itself(_: Call) -> Answer:
    raise asyncio.CancelledError


async def _leave(_: Call) -> Answer:
    raise GeneratorExit


async def _say_nothing(_: Call) -> None:
    pass


@pytest.mark.parametrize("misbehave", [_cancel_itself, _leave, _say_nothing])
def test_what_no_answer_comes_of_is_not_known(
    conn: Connection, login: str, company: UUID, misbehave: Callable[[Call], Awaitable[Any]]
) -> None:
    async def run(call: Call) -> Any:
        return await misbehave(call) if call.attempt == 1 else Answer("succeeded")

    chain = _submit(conn, company, _outside("ship"))
    assert _ends(conn, login, _Handler(run), chain) == "COMPLETED"
    assert conn.execute("select attempt, was_in_doubt from chain.tasks").fetchall() == [(2, True)]


def test_what_does_not_end_when_it_is_told_to_is_given_up(conn: Connection, login: str, company: UUID) -> None:
    conn.execute("select chain.set_handler('shop', 'sandbox', p_timeout => '100 ms')")

    async def run(call: Call) -> Answer:
        while call.attempt == 1:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(2)
                break
        return Answer("succeeded")

    chain = _submit(conn, company, _outside("ship"))
    assert _ends(conn, login, _Handler(run), chain) == "COMPLETED"
    assert value(conn, "select attempt from chain.tasks") == 2


def test_what_cannot_be_read_is_parked_and_keeps_no_other_waiting(conn: Connection, login: str, company: UUID) -> None:
    """An answer that is too deep for Python comes back when the step is undone."""
    bad = _submit(conn, company, _outside("ship"), _outside("bill", "refuse", after=("ship",)))
    output = '{"a":' * 2000 + "7" + "}" * 2000
    report = """
        select state from chain.complete_steps('ada', (
          select jsonb_agg(to_jsonb(c) || jsonb_build_object('outcome', 'succeeded', 'output', %s::jsonb))
          from chain.claim_steps('ada', array['shop']) c))
        """
    assert value(conn, report, output) == "SUCCEEDED"
    conn.execute("select chain.advance_due(d.company_id, d.id) from chain.list_due() d")
    good = _submit(conn, company, _outside("ship"))

    is_parked = "select count(*) = 1 from chain.tasks where state = 'PARKED'"
    _keep_working_until(lambda: value(conn, is_parked) and _state(conn, good) == "COMPLETED", login)
    assert value(conn, "select code from chain.tasks where state = 'PARKED'") == "unreadable"
    assert _state(conn, bad) == "ROLLING_BACK"


def _keep_working_until(holds: Callable[[], bool], login: str, **settings: float) -> None:
    """Work as `holdfast work` does; then stop."""

    async def work() -> None:
        given = SETTINGS.model_copy(update={"database_url": login, **settings})
        worker = asyncio.create_task(keep_working(given))
        await _until(holds)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)

    asyncio.run(work())


def test_an_error_of_whatever_kind_ends_nothing(
    conn: Connection, login: str, company: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    conn.execute("select chain.set_handler('shop', 'sandbox', %s)", [Jsonb({"late_seconds": 0.3})])
    chains = [_submit(conn, company, _outside("ship", word)) for word in ("succeed", "late")]
    complete, errors = Database.complete_steps, [RuntimeError("no"), MemoryError()]

    def fail_at_first(*arguments: Any) -> list[TaskState]:
        if errors:
            raise errors.pop()
        return complete(*arguments)

    monkeypatch.setattr(Database, "complete_steps", fail_at_first)
    _keep_working_until(lambda: all(_state(conn, chain) == "COMPLETED" for chain in chains), login, lease=5)
    assert conn.execute("select distinct attempt from chain.tasks").fetchall() == [(1,)]


def test_leases_are_prolonged_while_a_chain_keeps_its_worker_waiting(
    conn: Connection, login: str, company: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestrator.work._STATEMENT_TIMEOUT", "3s")
    make_kind(conn, "slow", "perform pg_sleep(60)")
    conn.execute("select chain.set_handler('shop', 'sandbox', %s)", [Jsonb({"late_seconds": 2})])
    _submit(conn, company, _outside("ship"), {"name": "slow", "kind": "slow", "depends_on": ["ship"]})
    chain = _submit(conn, company, _outside("ship", "late"))
    _keep_working_until(lambda: _state(conn, chain) == "COMPLETED", login, lease=0.6)
    assert conn.execute("select distinct attempt from chain.tasks").fetchall() == [(1,)]
    assert value(conn, "select count(*) from chain.late_effects") == 0


def test_a_lease_whose_chain_is_worked_on_keeps_no_other_waiting(database: str, conn: Connection, company: UUID) -> None:
    for _ in range(2):
        _submit(conn, company, _outside("ship"))
    with connect_to_work(database, "1s") as connection:
        claims = Database(connection).claim_steps("ada", ["shop"], 2, 30)
        with conn.transaction():
            conn.execute("select from chain.tasks where id = %s for update", [claims[0].id])
            assert Database(connection).extend_leases("ada", [claim.key for claim in claims], 600) == {it.id for it in claims}
    prolonged = "select array_agg(id) from chain.tasks where due_at > audit.clock() + interval '5 minutes'"
    assert value(conn, prolonged) == [claims[1].id]


def test_who_is_told_to_stop_reports_each_when_it_ends(conn: Connection, login: str, company: UUID) -> None:
    conn.execute("select chain.set_handler('shop', 'sandbox', %s)", [Jsonb({"late_seconds": 0.3})])
    chains = [_submit(conn, company, _outside("ship", word)) for word in ("late", "hang")]

    async def work() -> None:
        settings = SETTINGS.model_copy(update={"database_url": login, "stop_timeout": 2})
        worker = asyncio.create_task(keep_working(settings))
        await _until(lambda: value(conn, "select count(*) from chain.tasks where state = 'RUNNING'") == len(chains))
        worker.cancel()
        await _until(lambda: _state(conn, chains[0]) == "COMPLETED")
        assert not worker.done()
        await asyncio.gather(worker, return_exceptions=True)

    asyncio.run(work())
    has_a_lease = "select attempt = 1 and due_at > audit.clock() from chain.tasks where state = 'RUNNING'"
    assert value(conn, has_a_lease), "it is prolonged until the end"


def test_a_handler_that_hangs_leaves_the_others_room(conn: Connection, login: str, company: UUID) -> None:
    conn.execute("select chain.set_handler('own', 'sandbox')")
    for _ in range(8):
        _submit(conn, company, _outside("ship", "hang"))
    step = _outside("ship")
    chain = _submit(conn, company, step | {"params": step["params"] | {"handler": "own"}})
    assert _ends(conn, login, SandboxHandler({}), chain, size=4) == "COMPLETED"
    assert value(conn, "select count(*) from chain.tasks where state = 'RUNNING'") == 3


def test_who_is_told_to_stop_begins_nothing(conn: Connection, login: str, company: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told in the middle of a turn, when it would look for more."""
    is_going_on = threading.Event()

    def go_on_slowly(database: Database, chains: Sequence[DueChain]) -> bool:
        is_going_on.set()
        time.sleep(0.3)
        return advance(database, chains)

    monkeypatch.setattr("orchestrator.work.advance", go_on_slowly)
    conn.execute("select chain.set_handler('shop', 'sandbox')")
    _submit(conn, company, _outside("ship"))

    async def work() -> None:
        worker = asyncio.create_task(keep_working(SETTINGS.model_copy(update={"database_url": login})))
        await _until(is_going_on.is_set)
        worker.cancel()
        _submit(conn, company, _outside("ship"))
        await asyncio.gather(worker, return_exceptions=True)

    asyncio.run(work())
    assert conn.execute("select state, attempt from chain.tasks order by created_at").fetchall() == [
        ("SUCCEEDED", 1),
        ("READY", 0),
    ]


def test_what_cannot_be_reported_at_a_stop_is_reported_again(
    conn: Connection, login: str, company: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    conn.execute("select chain.set_handler('shop', 'sandbox', %s)", [Jsonb({"late_seconds": 0.3})])
    chain = _submit(conn, company, _outside("ship", "late"))
    complete, errors = Database.complete_steps, [psycopg.errors.QueryCanceled(), psycopg.OperationalError()]

    def fail_at_first(*arguments: Any) -> list[TaskState]:
        if errors:
            raise errors.pop()
        return complete(*arguments)

    monkeypatch.setattr(Database, "complete_steps", fail_at_first)
    _keep_working_until(lambda: value(conn, "select state = 'RUNNING' from chain.tasks"), login)
    assert (_state(conn, chain), errors) == ("COMPLETED", [])


def test_handlers_that_fill_all_threads_keep_their_leases(conn: Connection, login: str, company: UUID) -> None:
    """As many as asyncio has, and more: they call something that blocks."""
    chains = [_submit(conn, company, _outside("ship")) for _ in range(24)]

    async def block(_: Call) -> Answer:
        await asyncio.to_thread(time.sleep, 0.4)
        return Answer("succeeded")

    async def work() -> None:
        worker = Worker(SETTINGS.model_copy(update={"lease": 0.6}), {"shop": _Handler(block)})
        with connect(login) as one, connect(login) as other:
            working = [asyncio.create_task(worker.work(one)), asyncio.create_task(worker.keep_leases(other))]
            await _until(lambda: all(_state(conn, chain) == "COMPLETED" for chain in chains))
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)

    asyncio.run(work())
    assert conn.execute("select distinct attempt from chain.tasks").fetchall() == [(1,)]
