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

SETTINGS = Settings(lease=LEASE_SECONDS, poll_interval=0.02, stop_timeout=5)
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

    async def live(self, connection: Connection, handlers: dict[str, HttpHandler]) -> None:
        """Work."""
        self._loop = asyncio.get_running_loop()
        watched = {name: _WatchedHandler(self, handler) for name, handler in handlers.items()}
        self._work = asyncio.create_task(Worker(connection, SETTINGS, watched).work())
        await asyncio.wait([self._work], timeout=PATIENCE_SECONDS)
        self._work.cancel()
        ended = (await asyncio.gather(self._work, return_exceptions=True))[0]
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
        """Let the worker call somebody outside."""
        self._must_live()
        answer = await ask(call)
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

    def play(self, name: str, event: Event, *, fails: bool = False) -> None:
        """Start a chain; let a worker live to what comes, and another to the chain's end; see that it is the right one."""
        play = _Quick(self.conn, name, next(self._numbers))
        script, late = play.use_case.full, LATE[name] if fails else ""
        for shop in self.shops.values():
            shop.book, shop.answers, shop.refused = [], script.answers, {late}
        if frozen := play.use_case.obstacles.get(late, Obstacle("")).frozen:
            play.freeze(frozen)
        play.start(script)

        go_on = partial(play.go_on, script)
        with connect(self._login) as connection:
            self._work(connection, event, go_on)
        if not go_on():
            self.let_leases_end()
            advance_due(Database(self.conn), threading.Event())
            self._work(self._other, Event("database", 0), go_on)
        self._see_the_end(play, fails=fails)

    def let_leases_end(self) -> None:
        set_clock(self.conn, value(self.conn, "select audit.clock()") + timedelta(seconds=LEASE_SECONDS + 1))

    def _work(self, connection: Connection, event: Event, go_on: Callable[[], bool]) -> None:
        life = Life(event, go_on)
        handlers = {name: HttpHandler(shop.config) for name, shop in self.shops.items()}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("orchestrator.work.Database", lambda connection: _WatchedDatabase(life, Database(connection)))
            asyncio.run(life.live(connection, handlers))

    def _see_the_end(self, play: Play, *, fails: bool) -> None:
        assert not play.open_tasks()
        if fails:
            assert_undone(play)
        else:
            assert_completed(play, play.use_case.full)
        times = Counter((name, *effect) for name, shop in self.shops.items() for effect in shop.book)
        assert set(times.values()) == {1}, times
        done, undone = ({(name, step) for name, step, is_undoing in times if is_undoing is was} for was in (False, True))
        asked = [step for step in play.use_case.full.answers if play.steps[step]["kind"] == "external"]
        assert undone == (done if fails else set())
        assert fails or done == {(play.steps[step]["params"]["handler"], step) for step in asked}
        assert Database(self.conn).invariants() == []


@pytest.fixture
def stage(conn: Connection, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv(SECRET_ENV, SECRET)
    with open_shops(*HANDLERS) as shops, new_login(database, "holdfast_worker") as login, connect(login) as other:
        yield Stage(conn, login, other, shops)


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("kind", ["database", "outside"])
@pytest.mark.parametrize("name", USE_CASES)
def test_it_comes_to_the_same_end_wherever_its_worker_is_killed(name: str, kind: Kind, fails: bool, stage: Stage) -> None:
    for nth in count(1):
        event = Event(kind, nth)
        stage.play(name, event, fails=fails)
        if not event.came:
            break
    assert nth > 1
