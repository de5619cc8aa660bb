"""Several workers share the chains of one database, while one of them sleeps past its lease, and one dies and is replaced."""

from __future__ import annotations

import signal
import subprocess
import time
from collections import Counter
from contextlib import ExitStack
from functools import partial
from uuid import UUID

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from orchestrator.database import Connection
from tests.cluster import broken_invariants, new_login
from tests.py.shop import open_shop
from tests.py.workers import wait_until, worker
from tests.py.world import Json, value

CHAINS = 60
LEASE_SECONDS = 1.0
RUNNING = "select count(*) from chain.tasks where state = 'RUNNING' and split_part(worker, '/', 2)::integer = %s"
HELD = """
    select worker, company_id::text, chain_id::text, step_no, run, is_undoing, attempt
    from chain.tasks where state = 'RUNNING' and split_part(worker, '/', 2)::integer = %s
    """
LATE = "select count(*) from chain.late_effects where split_part(worker, '/', 2)::integer = %s"
"""What it said when it awoke: the answers lay there."""
TASKS = "select t.* from chain.tasks t order by t.id"


def _is_refused(nth: int) -> bool:
    return nth % 4 == 0


def _submit(conn: Connection, company: UUID, nth: int) -> None:
    def step(name: str, *after: str, **request: bool) -> Json:
        params = {"handler": "shop", "request": request}
        return {"name": name, "kind": "external", "effect": "compensatable", "params": params, "depends_on": list(after)}

    steps = [step(f"ship_{nth}"), step(f"bill_{nth}", f"ship_{nth}", refuse=_is_refused(nth))]
    conn.execute("select chain.submit(%s, %s)", (company, Jsonb({"steps": steps})))


def _is_busy(conn: Connection, process: subprocess.Popen[str]) -> bool:
    return bool(value(conn, RUNNING, process.pid) >= 2)


def test_every_chain_ends_and_every_effect_is_had_once(database: str, conn: Connection) -> None:
    company = value(conn, "select (ledger.create_company('acme', 'Acme', 'business')).id")
    with open_shop() as shop, new_login(database, "holdfast_worker") as url, ExitStack() as workers:
        conn.execute("select chain.set_handler('shop', 'http', %s)", [Jsonb(shop.config)])
        shop.slow = 0.3
        for nth in range(CHAINS):
            _submit(conn, company, nth)
        work = partial(worker, url, LEASE=LEASE_SECONDS, POLL_INTERVAL=0.1, WORKER_SIZE=4)
        sleeper, victim, _ = (workers.enter_context(work()) for _ in range(3))

        wait_until(lambda: _is_busy(conn, sleeper))
        sleeper.send_signal(signal.SIGSTOP)
        with conn.cursor(row_factory=dict_row) as cursor:
            held = cursor.execute(HELD, [sleeper.pid]).fetchall()
        try:
            wait_until(lambda: _is_busy(conn, victim))
            victim.kill()
            workers.enter_context(work())
            time.sleep(2 * LEASE_SECONDS)
            wait_until(lambda: not value(conn, RUNNING, sleeper.pid))
        finally:
            sleeper.send_signal(signal.SIGCONT)
        wait_until(lambda: value(conn, LATE, sleeper.pid))
        wait_until(lambda: value(conn, "select bool_and(ended_at is not null) from chain.chains"))

    states: dict[str, int] = dict(conn.execute("select state, count(*) from chain.chains group by state").fetchall())
    refused = sum(_is_refused(nth) for nth in range(CHAINS))
    assert states == {"COMPLETED": CHAINS - refused, "ROLLED_BACK": refused}
    once = {(f"ship_{nth}", False) for nth in range(CHAINS)}
    once |= {(f"ship_{nth}", True) if _is_refused(nth) else (f"bill_{nth}", False) for nth in range(CHAINS)}
    assert Counter(shop.book) == Counter(once)
    tasks = conn.execute(TASKS).fetchall()
    for task in held:
        report = {**task, "outcome": "failed"}
        assert conn.execute("select chain.complete_steps(%s, %s)", (task["worker"], Jsonb([report]))).fetchall() == []
    assert conn.execute(TASKS).fetchall() == tasks
    assert value(conn, LATE, sleeper.pid) >= len(held) > 0
    assert broken_invariants(database) == []
