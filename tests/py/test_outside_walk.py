"""An exhaustive walk of claim, do, ask, report, fail, expire, time out, roll back and resume, for two workers and one step.

Depth first, over all interleavings within the budgets of a case, with the real functions in a real database: savepoints go
back, and what was visited is remembered. Beside the database stands the outside, a book of what was done; at the end the chain
and the book have to agree. So they have once honest workers go on from any state, whatever happened before.

A worker knows only its claim, and does with it what `Worker` does: asks where it must, does it where it may, reports. It may do
so long after its lease has ended. The outside keeps to what `Call` says: it does a thing once a key, never what it was asked to
undo before, and once it has heard of a later attempt it does nothing for an earlier one.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any, Literal, NamedTuple, Protocol
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb

from orchestrator.database import Connection
from tests.py.world import START, install_clock, set_clock, value

SOAK = os.environ.get("HOLDFAST_SOAK") == "1"
LEASES = {"a": 30, "b": 90, "honest": 1000}
TIMEOUT, DEADLINE, HORIZON = 60, 90, 100
"""Seconds: a's lease ends before the step's time is over, b's after it."""
ENDED = ("COMPLETED", "ROLLED_BACK")
FINISHED = ("SUCCEEDED", "FAILED")
REFUSALS = {"SG031", "SG034", "SG038", "SG072"}
NEVER = 1000
"""Later than any attempt."""

Effect = Literal["none", "compensatable", "pivot", "retriable"]
Key = tuple[int, bool]
"""Of a task: the step's run, and whether it undoes."""
Counts = frozenset[tuple[Key, int]]


@dataclass(frozen=True)
class Case:
    """What is walked, and how often each thing may happen on one way."""

    effect: Effect
    can_ask: bool = True
    on_failure: Literal["rollback", "hold"] = "rollback"
    claims: int = 3 if SOAK else 2
    failures: int = 1
    resumes: int = 1
    knows_keys: bool = True
    knows_attempts: bool = True

    @property
    def has_deadline(self) -> bool:
        """Where it does the same as a timeout or a rollback there is none."""
        return self.on_failure == "hold" or self.effect in {"pivot", "retriable"}

    def __str__(self) -> str:
        return f"{self.effect}-{'asked' if self.can_ask else 'mute'}-{self.on_failure}"


class Hand(NamedTuple):
    """What a worker has: a claim, and then what it will say of it."""

    key: Key
    attempt: int
    must_ask: bool
    may_run: bool
    answer: str | None = None
    is_final: bool = False


@dataclass(frozen=True)
class World:
    """All that is not in the database; the outside with its book, and the workers' hands."""

    book: Counts = frozenset()
    """How often each task was done."""
    heard: Counts = frozenset()
    """The latest attempt of each that the outside heard of."""
    hands: tuple[tuple[str, Hand | None], ...] = (("a", None), ("b", None))
    claims: int = 0
    failures: int = 0
    resumes: int = 0

    def give(self, worker: str, hand: Hand | None) -> World:
        return replace(self, hands=tuple(sorted({**dict(self.hands), worker: hand}.items())))

    def hear(self, hand: Hand) -> World:
        latest = max(hand.attempt, dict(self.heard).get(hand.key, 0))
        return replace(self, heard=frozenset({**dict(self.heard), hand.key: latest}.items()))

    def bar(self, key: Key) -> World:
        return replace(self, heard=frozenset({**dict(self.heard), key: NEVER}.items()))

    def do(self, hand: Hand, *, knows_keys: bool) -> World:
        times = self.times(hand.key)
        return replace(self, book=frozenset({**dict(self.book), hand.key: 1 if knows_keys else times + 1}.items()))

    def times(self, key: Key) -> int:
        return dict(self.book).get(key, 0)


class Task(NamedTuple):
    """A row of `chain.tasks`."""

    run: int
    is_undoing: bool
    state: str
    is_wanted: bool
    is_told: bool
    attempt: int
    due: int | None
    worker: str | None


class Rows(NamedTuple):
    """All in the database that has a say in what comes next; times are seconds from the beginning."""

    now: int
    state: str
    waiting_on: str | None
    due: int | None
    deadline: int | None
    step: str
    run: int
    step_attempt: int
    step_waiting_on: str | None
    step_due: int | None
    tasks: tuple[Task, ...]


Act = tuple[object, ...]
"""What is asked of the database: the name of a method of `Engine`, and its arguments."""


class Move(NamedTuple):
    """What became of an act: what there is then, and what was answered."""

    rows: Rows
    answer: object


class Engine:
    """The real functions, with every move that they made: each is asked for once. Savepoints lead back."""

    def __init__(self, connection: Connection, company: UUID, chain: UUID) -> None:
        self._connection = connection
        self._key = (company, chain)
        self._moves: dict[tuple[Rows, Act], Move | None] = {}
        self._here: tuple[Act, ...] = ()
        connection.execute("begin")
        self._ways: dict[Rows, tuple[Act, ...]] = {}
        self.broken: dict[Rows, list[str]] = {}
        """The promises that are, where it was looked."""
        self.start = self._see()

    def close(self) -> None:
        self._connection.execute("rollback")

    @property
    def size(self) -> tuple[int, int]:
        """How many states of the database were seen, and how many moves were made in them."""
        return len(self._ways), len(self._moves)

    def move(self, rows: Rows, act: Act) -> Move | None:
        """Return what becomes of an act; None where it is refused, or there was nothing to do."""
        if (rows, act) not in self._moves:
            self._go_to(self._ways[rows])
            answer = self._act(act)
            self._moves[rows, act] = None if answer is None else Move(self._see(), answer)
        return self._moves[rows, act]

    def _go_to(self, way: tuple[Act, ...]) -> None:
        common = next((nth for nth, (one, two) in enumerate(zip(self._here, way, strict=False)) if one != two), None)
        common = min(len(self._here), len(way)) if common is None else common
        if common < len(self._here):
            self._connection.execute(f"rollback to s{common}; release s{common}".encode())
        self._here = way[:common]
        for act in way[common:]:
            self._act(act)

    def _act(self, act: Act) -> object:
        self._connection.execute(f"savepoint s{len(self._here)}".encode())
        self._here = (*self._here, act)
        name, *arguments = act
        return getattr(self, f"_{name}")(*arguments)

    def _claim(self, worker: str) -> object:
        row = self._connection.execute(CLAIM, (worker, LEASES[worker])).fetchone()
        return row and Hand((row[0], row[1]), *row[2:])

    def _report(self, worker: str, hand: Hand) -> object:
        """Return whether it was late."""
        report = {"company_id": str(self._key[0]), "chain_id": str(self._key[1]), "step_no": 2, "run": hand.key[0]}
        said = {"is_undoing": hand.key[1], "attempt": hand.attempt, "outcome": hand.answer, "is_final": hand.is_final}
        before = value(self._connection, LATE)
        self._connection.execute("select chain.complete_steps(%s, %s)", (worker, Jsonb([report | said])))
        return bool(value(self._connection, LATE) > before)

    def _advance(self) -> object:
        due = self._connection.execute("select chain.advance_due(d.company_id, d.id) from chain.list_due() d").fetchall()
        return due or None

    def _rollback(self) -> object:
        return self._ask("select (chain.rollback(%s, %s)).id")

    def _resume(self) -> object:
        """Or, where it only goes forward, have tried once more what waits for a person."""
        return self._ask("select (chain.resume(%s, %s)).id") or self._ask("select (chain.retry_step(%s, %s, 'ship')).id")

    def _ask(self, query: str) -> object:
        try:
            with self._connection.transaction():
                return value(self._connection, query, *self._key)
        except psycopg.Error as exc:
            if exc.sqlstate not in REFUSALS:
                raise
            return None

    def _wait(self, moment: int) -> object:
        set_clock(self._connection, START + timedelta(seconds=moment))
        return moment

    def _see(self) -> Rows:
        row = self._connection.execute(ROWS, {"start": START, "chain": self._key[1]}).fetchone()
        assert row is not None
        rows = Rows._make([*row[:-1], tuple(Task(*it) for it in row[-1])])
        if rows not in self._ways:
            self._ways[rows] = self._here
            if rows.state in ENDED or SOAK:
                self.broken[rows] = [it[0] for it in self._connection.execute(BROKEN)]
        return rows


@dataclass
class Walk:
    """A walk of one case. `faults` has of each kind the shortest way that led to it; `ends`, how honest workers ended it."""

    engine: Engine
    case: Case
    wanted: frozenset[str] = frozenset()
    """Faults that are looked for: where it has found them it ends."""
    nodes: int = 0
    states: set[tuple[Rows, World]] = field(default_factory=set)
    drained: set[tuple[Rows, World]] = field(default_factory=set)
    ends: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)

    def visit(self, rows: Rows, world: World, way: list[str]) -> None:
        """Look at a state that is new, let honest workers go on from it, and go to all that may come next."""
        self.nodes += 1
        if (rows, world) in self.states or (self.wanted and self.wanted <= self.faults.keys()):
            return
        self.states.add((rows, world))
        self.note(self.check(rows, world), way)
        self.note(self.drain(rows, world), way)
        for name, act, after in self.acts(rows, world):
            if act is None:
                self.visit(rows, after(None), [*way, name])
            elif move := self.engine.move(rows, act):
                self.note(_check_move(rows, act, move), [*way, name])
                self.visit(move.rows, after(move.answer), [*way, name])

    def note(self, faults: Iterable[str], way: list[str]) -> None:
        text = ", ".join(way)
        for fault in faults:
            self.faults[fault] = min(self.faults.get(fault, text), text, key=len)

    # What may come next.

    def acts(self, rows: Rows, world: World) -> Iterator[tuple[str, Act | None, Callable[[Any], World]]]:
        """Give each thing a name, what is asked of the database for it, and the world after its answer."""
        for worker, hand in world.hands:
            if hand is None:
                if world.claims < self.case.claims:
                    more = replace(world, claims=world.claims + 1)
                    yield f"{worker} claims", ("claim", worker), partial(more.give, worker)
            elif hand.answer is not None:
                free = world.give(worker, None)
                yield f"{worker} reports: {hand.answer}", ("report", worker, hand), partial(_same, free)
            else:
                for name, after in (self.asked if hand.must_ask else self.done)(worker, hand, world):
                    yield f"{worker} {name}", None, partial(_same, after)
        yield "advance", ("advance",), partial(_same, world)
        if rows.state not in ENDED:
            yield "rollback", ("rollback",), partial(_same, world)
        if (moment := _next_moment(rows)) is not None and moment <= HORIZON:
            yield f"it is {moment}", ("wait", moment), partial(_same, world)
        if world.resumes < self.case.resumes and _is_held(rows):
            yield "resume", ("resume",), partial(_same, replace(world, resumes=world.resumes + 1))

    def done(self, worker: str, hand: Hand, world: World) -> Iterator[tuple[str, World]]:
        """A worker does it: it is done, or is not, and the worker may not hear of it."""
        if self.case.knows_attempts and hand.attempt < dict(world.heard).get(hand.key, 0):
            yield "is too late", world.give(worker, hand._replace(answer="failed"))
            return
        run, is_undoing = hand.key
        if is_undoing and not world.times((run, False)):
            yield "bars it", world.bar((run, False)).give(worker, hand._replace(answer="succeeded"))
            return
        heard = world.hear(hand)
        done = heard.do(hand, knows_keys=self.case.knows_keys)
        yield "does it", done.give(worker, hand._replace(answer="succeeded"))
        if world.failures < self.case.failures:
            done, heard = (replace(it, failures=it.failures + 1) for it in (done, heard))
            yield "does it, hears nothing", done.give(worker, hand._replace(answer="unknown"))
            if not world.times(hand.key):
                yield "is refused", heard.give(worker, hand._replace(answer="failed"))
                yield "does it not, hears nothing", heard.give(worker, hand._replace(answer="unknown"))

    def asked(self, worker: str, hand: Hand, world: World) -> Iterator[tuple[str, World]]:
        """A worker asks whether it was done."""
        if not self.case.can_ask:
            yield "cannot ask", world.give(worker, hand._replace(answer="unknown", is_final=True))
            return
        heard = world.hear(hand)
        if world.times(hand.key) and self.case.knows_keys:
            yield "asks: done", heard.give(worker, hand._replace(answer="succeeded"))
        elif hand.may_run:
            yield "asks: not done", heard.give(worker, hand._replace(must_ask=False))
        else:
            yield "asks: not done", heard.give(worker, hand._replace(answer="failed"))
        if world.failures < self.case.failures:
            lost = replace(world, failures=world.failures + 1)
            yield "asks in vain", lost.give(worker, hand._replace(answer="unknown"))

    # What has to be.

    def check(self, rows: Rows, world: World) -> Iterator[str]:
        yield from self.engine.broken.get(rows, ())
        if rows.state in ENDED and self.case.effect != "none":
            yield from _check_end(rows, world)

    def drain(self, rows: Rows, world: World) -> Iterator[str]:
        """Let an honest worker go on until the chain has ended, or waits for a person who alone can know."""
        world = World(book=world.book, heard=world.heard)
        for _ in range(60):
            if (rows, world) in self.drained:
                return
            self.drained.add((rows, world))
            yield from self.check(rows, world)
            if rows.state in ENDED:
                self.ends[rows.state] += 1
                return
            if claimed := self.engine.move(rows, ("claim", "honest")):
                assert isinstance(claimed.answer, Hand)
                hand, world = self.work(claimed.answer, world)
                act: Act = ("report", "honest", hand)
                moved = self.engine.move(claimed.rows, act)
                assert moved is not None
                yield from _check_move(claimed.rows, act, moved)
            elif (moved := self.engine.move(rows, ("advance",))) is None and any(it.state == "PARKED" for it in rows.tasks):
                yield from self.check_parked(rows)
                return
            elif moved is None and (moved := self.decide(rows)) is None:
                yield "nothing moves it"
                return
            yield from _check_finished(rows, moved.rows)
            rows = moved.rows
        yield "it never ends"

    def work(self, hand: Hand, world: World) -> tuple[Hand, World]:
        """Do what was claimed, with an outside that answers."""
        while hand.answer is None:
            _, after = next((self.asked if hand.must_ask else self.done)("honest", hand, world))
            given = dict(after.hands)["honest"]
            assert given is not None
            hand, world = given, replace(after, hands=World.hands)
        return hand, world

    def decide(self, rows: Rows) -> Move | None:
        """Do what an operator does with a chain that waits for one: undo it, or else go on with it; or let time pass."""
        moved = None
        if _is_held(rows):
            moved = self.engine.move(rows, ("rollback",)) or self.engine.move(rows, ("resume",))
        moment = _next_moment(rows)
        return moved or (None if moment is None else self.engine.move(rows, ("wait", moment)))

    def check_parked(self, rows: Rows) -> Iterator[str]:
        """A person is waited for where nobody can be asked, or where an undoing was refused for good; and that is said."""
        if self.case.can_ask and not any(it.state == "PARKED" and it.is_undoing for it in rows.tasks):
            yield "PARKED, and somebody can be asked"
        if "operator" not in (rows.waiting_on or ""):
            yield "PARKED, and nobody is told"
        self.ends["PARKED"] += 1


def _same(world: World, _answer: object) -> World:
    return world


def _is_held(rows: Rows) -> bool:
    return rows.state == "FAILED" or "operator" in (rows.waiting_on or "")


def _next_moment(rows: Rows) -> int | None:
    """When something happens by itself."""
    if rows.state in ENDED:
        return None
    moments = [rows.due, rows.step_due, rows.deadline, *(task.due for task in rows.tasks)]
    return min((it for it in moments if it is not None and it > rows.now), default=None)


def _check_move(before: Rows, act: Act, move: Move) -> Iterator[str]:
    """What has ended stays as it is; a report counts for who has the task, and for nobody else."""
    yield from _check_finished(before, move.rows)
    if act[0] == "report":
        _, worker, hand = act
        assert isinstance(hand, Hand)
        mine = (*hand.key, "RUNNING", hand.attempt, worker)
        has_it = any((it.run, it.is_undoing, it.state, it.attempt, it.worker) == mine for it in before.tasks)
        if move.answer == has_it or (move.answer and move.rows != before):
            yield "a late report counts"


def _check_finished(before: Rows, after: Rows) -> Iterator[str]:
    tasks = {(it.run, it.is_undoing): it for it in after.tasks}
    for task in before.tasks:
        then = tasks[task.run, task.is_undoing]
        is_again = (task.state, then.state) == ("FAILED", "READY")  # A person had it tried again, under its key.
        if task.state in FINISHED and (task.attempt != then.attempt or (task.state != then.state and not is_again)):
            yield "a finished task changes"
    if before.state in ENDED and (before.state, before.step) != (after.state, after.step):
        yield "an ended chain changes"


def _check_end(rows: Rows, world: World) -> Iterator[str]:
    """A chain that has ended and the outside's book say the same."""
    runs = range(1, rows.run + 1)
    if any(world.times((run, is_undoing)) > 1 for run in runs for is_undoing in (False, True)):
        yield f"{rows.state}, and done twice"
    left = [world.times((run, False)) - world.times((run, True)) for run in runs]
    if min(left) < 0 or sum(left) != (rows.state == "COMPLETED"):
        yield f"{rows.state}, and left {sum(left)}"


ROWS = """
    select extract(epoch from audit.clock() - %(start)s)::integer, c.state, c.waiting_on,
           extract(epoch from c.due_at - %(start)s)::integer, extract(epoch from c.deadline - %(start)s)::integer,
           s.state, s.run, s.attempt, s.waiting_on, extract(epoch from s.due_at - %(start)s)::integer, (
             select coalesce(jsonb_agg(
               jsonb_build_array(t.run, t.is_undoing, t.state, t.is_wanted, t.is_told, t.attempt,
                 extract(epoch from t.due_at - %(start)s)::integer, t.worker)
               order by t.run, t.is_undoing), '[]')
             from chain.tasks t where t.chain_id = c.id)
    from chain.chains c
    join chain.steps s on s.company_id = c.company_id and s.chain_id = c.id and s.step_no = 2
    where c.id = %(chain)s
    """
CLAIM = """
    select run, is_undoing, attempt, must_ask, may_run
    from chain.claim_steps(p_worker => %s, p_handlers => '{shop}', p_limit => 1, p_lease => make_interval(secs => %s))
    """
BROKEN = "select distinct i.broken from audit.invariants i"
LATE = "select count(*) from chain.late_effects"


# In all 12,000 states of the database and the world together, by 29,000 ways; 18,000 moves of the database.
CASES = [
    *(Case(effect) for effect in ("none", "compensatable", "pivot", "retriable")),
    *(Case(effect, can_ask=False, failures=int(SOAK)) for effect in ("none", "compensatable", "pivot", "retriable")),
    *(Case(effect, on_failure="hold", failures=int(SOAK)) for effect in ("compensatable", "pivot")),
    *(Case(effect, can_ask=False, on_failure="hold") for effect in ("compensatable", "pivot") if SOAK),
]


class Go(Protocol):
    """Walks a case; ends early where it has found what is wanted."""

    def __call__(self, case: Case, *wanted: str) -> Walk: ...


@pytest.fixture
def walk(conn: Connection) -> Go:
    install_clock(conn)
    conn.execute("select chain.set_handler('shop', 'sandbox')")
    company: UUID = value(conn, "select (ledger.create_company('acme', 'Acme', 'business')).id")

    def go(case: Case, *wanted: str) -> Walk:
        ship = {
            "name": "ship",
            "kind": "external",
            "effect": case.effect,
            "params": {"handler": "shop"},
            "depends_on": ["begin"],
            "timeout": TIMEOUT,
            "retry": {"max_attempts": 2, "initial": 0},
        }
        begin = {"name": "begin", "kind": "delay", "params": {"seconds": 0}, "checkpoint": True}
        if case.effect == "retriable":
            begin = {"name": "begin", "kind": "callback", "effect": "pivot"}
        deadline = {"deadline": (START + timedelta(seconds=DEADLINE)).isoformat()} if case.has_deadline else {}
        body = {"steps": [begin, ship], "on_failure": case.on_failure, **deadline}
        chain = value(conn, "select (chain.submit(%s, %s)).id", company, Jsonb(body))
        if case.effect == "retriable":
            conn.execute("select chain.signal(%s, %s, 'begin')", (company, chain))
        walked = Walk(Engine(conn, company, chain), case, frozenset(wanted))
        walked.visit(walked.engine.start, World(), [])
        walked.engine.close()
        return walked

    return go


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_chain_and_the_outside_agree(walk: Go, case: Case) -> None:
    walked = walk(case)
    seen = f"{len(walked.states)} states, {walked.nodes} nodes, {walked.engine.size} of the database, {dict(walked.ends)}"
    assert walked.faults == {}, seen
    assert len(walked.states) > 200, seen
    ends = {"COMPLETED": True, "ROLLED_BACK": case.effect != "retriable", "PARKED": not case.can_ask}
    assert {end for end, is_due in ends.items() if is_due} <= set(walked.ends), seen


# What the walk would find.


def _without(conn: Connection, function: str, *conditions: str) -> None:
    """Take something out of a function."""
    text = value(conn, "select pg_get_functiondef(%s::regproc)", function)
    for condition in conditions:
        assert condition in text
        text = text.replace(condition, "")
    conn.execute(text.encode())


def test_it_finds_a_fence_that_is_gone(conn: Connection, walk: Go) -> None:
    """What the first worker says counts, though the second one has done it since."""
    _without(conn, "chain.complete_steps", "t.attempt = r.attempt and t.worker = p_worker and ")
    wanted = {"a late report counts", "ROLLED_BACK, and left 1"}
    assert wanted <= walk(Case("pivot", failures=0), *wanted).faults.keys()


@pytest.mark.parametrize("effect", ["compensatable", "pivot"])
def test_it_finds_an_outside_that_knows_no_keys(walk: Go, effect: Effect) -> None:
    """Nor does it know what it has done: who asks is told that it was not."""
    wanted = "COMPLETED, and done twice"
    assert wanted in walk(Case(effect, failures=0, knows_keys=False, knows_attempts=False), wanted).faults


def test_it_finds_an_outside_that_knows_no_attempts(walk: Go) -> None:
    """A worker slept past its lease; another asked, and it was not done; the chain is rolled back; the first one does it."""
    wanted = "ROLLED_BACK, and left 1"
    assert wanted in walk(Case("pivot", failures=0, knows_attempts=False), wanted).faults


def test_it_finds_a_pivot_that_is_overlooked(conn: Connection, walk: Go) -> None:
    _without(conn, "chain.is_past_pivot", " or chain.is_unknown(v_task)")
    wanted = "ROLLED_BACK, and left 1"
    assert wanted in walk(Case("pivot", failures=0), wanted).faults
