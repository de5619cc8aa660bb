"""A worker is killed right after each of its calls; another goes on: same end, same money, each effect once, outside too."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any, Literal, TypeVar

import pytest
from psycopg.types.json import Jsonb

from orchestrator.chains import advance_due
from orchestrator.database import Connection, Database, connect
from orchestrator.handlers import Answer, Call, CompensationHandler
from orchestrator.handlers.http import HttpHandler
from orchestrator.settings import Settings
from orchestrator.work import Worker
from tests.cluster import new_login
from tests.py.shop import SECRET, SECRET_ENV, Shop, open_shops
from tests.py.use_cases import HANDLERS, LEASE_SECONDS, USE_CASES, Obstacle, Play, assert_completed, assert_undone, prepare
from tests.py.world import set_clock, value

SETTINGS = Settings(lease=LEASE_SECONDS, poll_interval=1, stop_timeout=5)
PATIENCE_SECONDS = 20
LATE = {
    "transfer": "advice",
    "marketplace": "arrival",
    "escrow": "fee",
    "refund": "notice",
    "subscription": "invoice",
    "purchase": "shipping",
    "provisioning": "app",
}
"""The step that fails where a chain is to be rolled back: those outside refuse it, or its account is frozen."""

Kind = Literal["database", "outside"]
Ending = Literal["completed", "rolled back", "resumed"]
Result = TypeVar("Result")


class Killed(BaseException):
    """Not an Exception: nobody catches it."""


@dataclass
class Event:
    """What happens right after a worker's nth call of a kind."""

    kind: Kind
    nth: int
    happen: Callable[[], None] | None = None
    """None: the worker is killed. What it called for is done; it never hears of it, and says nothing more."""
    calls: int = 0

    @property
    def came(self) -> bool:
        return self.calls >= self.nth


class Life:
    """A worker's, to its chain's end or its own. `go_on` is what the world does meanwhile; it says whether all is at an end."""

    def __init__(self, event: Event, go_on: Callable[[], bool]) -> None:
        self._event, self._go_on = event, go_on
        self._is_killed = False
        self._asked: list[asyncio.Future[Answer]] = []

    async def live(self, connection: Connection, handlers: dict[str, HttpHandler]) -> None:
        """Work."""
        self._loop = asyncio.get_running_loop()
        watched = {name: _WatchedHandler(self, handler) for name, handler in handlers.items()}
        worker = Worker(SETTINGS, watched)
        self._work = asyncio.create_task(worker.work(connection))
        await asyncio.wait([self._work], timeout=PATIENCE_SECONDS)
        self._work.cancel()
        ended = (await asyncio.gather(self._work, return_exceptions=True))[0]
        await worker.close()
        await asyncio.gather(*self._asked)
        for handler in handlers.values():
            await handler.close()
        assert isinstance(ended, Killed | asyncio.CancelledError), ended

    def ask_database(self, ask: Callable[..., Result], *arguments: object) -> Result:
        """Let the worker call the database."""
        self._must_live()
        answer = ask(*arguments)
        self._count("database")
        if self._go_on():
            self._loop.call_soon_threadsafe(self._work.cancel)
        return answer

    async def ask_outside(self, ask: Callable[[Call], Awaitable[Answer]], call: Call) -> Answer:
        """Let the worker call somebody outside. What is on its way there arrives, whoever dies meanwhile."""
        self._must_live()
        self._asked.append(asyncio.ensure_future(ask(call)))
        answer = await asyncio.shield(self._asked[-1])
        self._must_live()
        self._count("outside")
        return answer

    def _count(self, kind: Kind) -> None:
        if kind == self._event.kind:
            self._event.calls += 1
            if self._event.calls == self._event.nth:
                (self._event.happen or self._kill)()

    def _kill(self) -> None:
        self._is_killed = True
        self._loop.call_soon_threadsafe(self._work.cancel)
        self._must_live()

    def _must_live(self) -> None:
        if self._is_killed:
            raise Killed


class _WatchedDatabase:
    def __init__(self, life: Life, database: Database) -> None:
        self._life, self._database = life, database

    def __getattr__(self, name: str) -> Any:
        return partial(self._life.ask_database, getattr(self._database, name))


class _WatchedHandler(CompensationHandler):
    def __init__(self, life: Life, handler: HttpHandler) -> None:
        self._life, self._handler = life, handler

    async def run(self, call: Call) -> Answer:
        return await self._life.ask_outside(self._handler.run, call)

    async def undo(self, call: Call) -> Answer:
        return await self._life.ask_outside(self._handler.undo, call)

    async def ask(self, call: Call) -> Answer:
        return await self._life.ask_outside(self._handler.ask, call)

    async def close(self) -> None:
        """Leave that to who opened it."""


class _Quick(Play):
    def look(self) -> None:
        """Leave that to the end of the play."""


class Stage:
    """A database, those outside, and one use case after another."""

    def __init__(self, conn: Connection, login: str, other: Connection, shops: dict[str, Shop]) -> None:
        prepare(conn)
        for name, shop in shops.items():
            conn.execute("select chain.set_handler(%s, 'http', %s)", [name, Jsonb(shop.config)])
        self.conn, self.shops = conn, shops
        self._login, self._other = login, other
        self._numbers = count(1)

    def start(self, name: str, ending: Ending = "completed") -> Play:
        """Start a chain that is to come to its good end, or to fail late."""
        play, late = _Quick(self.conn, name, next(self._numbers)), LATE[name] if ending != "completed" else ""
        for shop in self.shops.values():
            shop.book, shop.answers, shop.refused = [], play.use_case.full.answers, {late}
        if frozen := play.use_case.obstacles.get(late, Obstacle("")).frozen:
            play.freeze(frozen)
        play.start(play.use_case.full)
        return play

    def kill_at_every_call(self, name: str, kind: Kind, ending: Ending) -> None:
        """Let a worker of one chain be killed at its first call, of the next at its second…, and another go on."""
        for nth in count(1):
            play, event = self.start(name, ending), Event(kind, nth)
            with connect(self._login) as connection:
                self.work(play, ending, event, connection)
            if event.came:
                self.let_leases_end()
                advance_due(Database(self.conn), threading.Event())
                self.work(play, ending)
            self.see_the_end(play, ending)
            if not event.came:
                break
        assert nth > 1
        assert value(self.conn, "select count(*) from chain.late_effects") == 0

    def let_leases_end(self) -> None:
        """Let it be so late that others may ask what became of what a worker has."""
        set_clock(self.conn, value(self.conn, "select audit.clock()") + timedelta(seconds=LEASE_SECONDS + 1))

    def work(self, play: Play, ending: Ending, event: Event | None = None, connection: Connection | None = None) -> None:
        """Let a worker live, until it is killed or the chain has ended."""

        def mend() -> None:
            for shop in self.shops.values():
                shop.refused = ()
            play.resume()

        go_on = partial(play.go_on, play.use_case.full, mend if ending == "resumed" else play.roll_back)
        if go_on():
            return
        life = Life(event or Event("database", 0), go_on)
        handlers = {name: HttpHandler(shop.config) for name, shop in self.shops.items()}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("orchestrator.work.Database", lambda connection: _WatchedDatabase(life, Database(connection)))
            asyncio.run(life.live(connection or self._other, handlers))

    def see_the_end(self, play: Play, ending: Ending = "completed") -> None:
        """See that it is the right one, here and in the books of those outside."""
        is_undone = ending == "rolled back"
        if is_undone:
            assert_undone(play)
        else:
            assert_completed(play, play.use_case.full)
        times = Counter((name, *effect) for name, shop in self.shops.items() for effect in shop.book)
        assert set(times.values()) == {1}, times
        done, undone = ({(name, step) for name, step, is_undoing in times if is_undoing is was} for was in (False, True))
        asked = [step for step in play.use_case.full.answers if play.steps[step]["kind"] == "external"]
        assert undone == (done if is_undone else set())
        assert is_undone or done == {(play.steps[step]["params"]["handler"], step) for step in asked}


@pytest.fixture
def stage(conn: Connection, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv(SECRET_ENV, SECRET)
    with open_shops(*HANDLERS) as shops, new_login(database, "holdfast_worker") as login, connect(login) as other:
        yield Stage(conn, login, other, shops)


@pytest.mark.parametrize("kind", ["database", "outside"])
@pytest.mark.parametrize(
    ("name", "ending"),
    [*((name, ending) for name in USE_CASES for ending in ("completed", "rolled back")), ("provisioning", "resumed")],
)
def test_it_comes_to_the_same_end_wherever_its_worker_is_killed(name: str, ending: Ending, kind: Kind, stage: Stage) -> None:
    stage.kill_at_every_call(name, kind, ending)


@pytest.mark.parametrize("ending", ["completed", "rolled back"])
@pytest.mark.parametrize(("knows_keys", "remembers"), [(True, False), (False, True), (False, False)])
def test_an_effect_done_twice_is_found(knows_keys: bool, remembers: bool, ending: Ending, stage: Stage) -> None:
    """What may have been done is asked about before it is asked for again, and then under the same key: each alone is enough.

    So a harness that removes the keys alone finds nothing. It finds the second effect where those outside, asked whether a
    thing was done, say besides that it was not. Were there nobody to ask, the step would be parked, and not done again.
    """
    for shop in stage.shops.values():
        shop.knows_keys, shop.remembers = knows_keys, remembers
    if knows_keys or remembers:
        stage.kill_at_every_call("purchase", "outside", ending)
    else:
        with pytest.raises(AssertionError, match=r"\('shop', 'stock', False\): 2"):
            stage.kill_at_every_call("purchase", "outside", ending)


@pytest.mark.parametrize("ending", ["completed", "rolled back"])
def test_a_key_that_changes_with_the_attempt_is_found(ending: Ending, stage: Stage) -> None:
    """Those outside know nothing of what they did under the first one: neither asking nor their own keys help."""
    claim = "chain.claim_steps(text, text[], integer, interval)"
    change(stage.conn, claim, "attempt = t.attempt + 1", "attempt = t.attempt + 1, id = ledger.new_id()")
    with pytest.raises(AssertionError, match=r"\('shop', 'stock', False\): 2"):
        stage.kill_at_every_call("purchase", "outside", ending)


@pytest.mark.parametrize("is_fenced", [True, False])
def test_a_worker_that_slept_past_its_lease_is_refused(is_fenced: bool, stage: Stage) -> None:
    """It asked the shop so late that its signature was too old, and says so after another has done it.

    Without the fence its word counts: the chain is rolled back, though all was done in good time.
    """
    if not is_fenced:
        change(stage.conn, "chain.complete_steps(text, jsonb)", "t.attempt = r.attempt and t.worker = p_worker and ", "")
    play, database = stage.start("purchase"), Database(stage.conn)
    claimed = database.claim_steps("sleeper", HANDLERS, 1, LEASE_SECONDS)
    stage.let_leases_end()
    reports = [it.key.model_dump(mode="json") | {"outcome": "failed", "code": "http_401", "is_final": True} for it in claimed]

    def wake_up() -> None:
        database.complete_steps("sleeper", reports)
        advance_due(database, threading.Event())

    asked_and_done = 2
    stage.work(play, "completed", Event("outside", asked_and_done, wake_up))
    if is_fenced:
        stage.see_the_end(play)
        assert value(stage.conn, "select array_agg(worker) from chain.late_effects") == ["sleeper"]
    else:
        with pytest.raises(AssertionError):
            stage.see_the_end(play)
        assert play.chain()["state"] == "ROLLED_BACK"


def change(conn: Connection, function: str, old: str, new: str) -> None:
    """Make a fault in a function of this database."""
    source = value(conn, f"select pg_get_functiondef('{function}'::regprocedure)")
    assert source.count(old) == 1
    conn.execute(source.replace(old, new).encode())
