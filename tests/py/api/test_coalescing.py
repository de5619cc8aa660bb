"""Posts that arrive together go to the database together, and each is answered by itself."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from psycopg.types.json import Jsonb

from api.coalescing import Coalescer
from api.logs import REQUESTS
from orchestrator.database import Answer, Call, Connection, Door, connect, hash_of_key, open_door
from orchestrator.settings import Settings
from tests.py.api.client import Books, Client, create_key, create_principal, line, open_books, wait_until_blocked
from tests.py.world import value

PATH = "/api/v1/atomic-transactions/"


def _move(books: Books, debited: str, credited: str, amount: str, client: Client | None = None) -> requests.Response:
    lines = [line(debited, debit=amount), line(credited, credit=amount)]
    body = {"transactions": [{"description": "Move", "lines": lines}]}
    return (client or books.client).post(PATH, body, company_id=books.company)


def test_who_is_refused_does_not_touch_the_others(books: Books, conn: Connection) -> None:
    """Forty spend one each of ten, ten write amounts that are none; the database sees fewer transactions than that."""
    assert _move(books, books.cash, books.wallet, "10.00").status_code == 200
    before = value(conn, "select count(distinct e.xmin::text) from ledger.journal_entries e")
    with ThreadPoolExecutor(50) as pool:
        answers = pool.map(lambda amount: _move(books, books.wallet, books.cash, amount), ["1.00"] * 40 + ["1.001"] * 10)
        assert Counter(answer.status_code for answer in answers) == {200: 10, 422: 30, 400: 10}
    assert books.balance(books.wallet)["posted"] == "0.00"
    assert value(conn, "select count(distinct e.xmin::text) from ledger.journal_entries e") - before < 10


def test_principals_that_share_a_batch_see_and_move_what_is_their_own(books: Books, admin: Client, conn: Connection) -> None:
    other = open_books(admin, "birch")
    keys = {
        own.company: Client(admin.url, create_key(conn, create_principal(conn, companies=[uuid.UUID(own.company)])))
        for own in (books, other)
    }
    jobs = [(own, asker) for own in (books, other) for asker in (books, other)] * 10

    def post(job: tuple[Books, Books]) -> tuple[bool, int]:
        own, asker = job
        return own is asker, _move(own, own.cash, own.wallet, "1.00", keys[asker.company]).status_code

    with ThreadPoolExecutor(40) as pool:
        assert Counter(pool.map(post, jobs)) == {(True, 200): 20, (False, 403): 20}
    assert [own.balance(own.wallet)["posted"] for own in (books, other)] == ["10.00", "10.00"]


def test_an_account_that_somebody_holds_keeps_only_those_waiting_who_need_it(
    books: Books, admin: Client, conn: Connection
) -> None:
    other = open_books(admin, "birch")
    with ThreadPoolExecutor(20) as pool:
        with conn.transaction():
            conn.execute("select from ledger.balances where account_id = %s for update", [books.cash])
            waiting = [pool.submit(_move, books, books.cash, books.wallet, "1.00") for _ in range(10)]
            named = pool.submit(books.post, "3.00")
            wait_until_blocked(conn, "request_creations")
            others = [pool.submit(_move, other, other.cash, other.wallet, "1.00") for _ in range(10)]
            assert [answer.result().status_code for answer in others] == [200] * 10
            assert not any(answer.done() for answer in [*waiting, named])
        assert [answer.result().status_code for answer in [*waiting, named]] == [200] * 11
    assert [own.balance(own.wallet)["posted"] for own in (books, other)] == ["10.00", "10.00"]


def test_a_group_that_somebody_holds_keeps_only_those_waiting_who_name_it(books: Books, admin: Client, conn: Connection) -> None:
    other = open_books(admin, "birch")
    assert books.post("1.00").status_code == 200
    with ThreadPoolExecutor(2) as pool:
        with conn.transaction():
            conn.execute("select from ledger.transaction_groups for update")
            named = pool.submit(books.post, "1.00")
            wait_until_blocked(conn, "request_creations")
            assert _move(other, other.cash, other.wallet, "1.00").status_code == 200
            assert not named.done()
        assert named.result().status_code == 200


def test_a_settlement_account_that_somebody_holds_keeps_only_those_waiting_who_cross(
    books: Books, admin: Client, conn: Connection, database: str
) -> None:
    """Not who names accounts of the other company alone: there is nothing to settle."""
    other, third = open_books(admin, "birch"), open_books(admin, "cedar")
    assert _move(books, other.cash, books.wallet, "1.00").status_code == 200
    key_hash = hash_of_key(admin.credential or "").hex()

    def item(own: Books, debited: str, credited: str) -> dict[str, Any]:
        lines = [line(debited, debit="1.00"), line(credited, credit="1.00")]
        body = {"transactions": [{"description": "Move", "lines": lines}]}
        return {"credential": {"key_hash": key_hash}, "company_id": own.company, "body": body}

    items = [
        item(books, other.cash, other.wallet),
        item(books, other.cash, books.wallet),
        item(third, third.cash, third.wallet),
    ]
    with connect(database) as session, conn.transaction():
        conn.execute(
            """
            select from ledger.balances b where (b.company_id, b.account_id) in (
              select a.company_id, a.id from ledger.accounts a where a.purpose = 'intercompany')
            for update
            """
        )
        query = "select a.position, a.code from access.request_creations(%s) a order by 1"
        assert session.execute(query, [Jsonb(items)]).fetchall() == [(0, None), (1, "55P03"), (2, None)]


def test_who_waits_for_an_account_that_is_held_for_long_leaves_the_service_to_others(
    books: Books, admin: Client, conn: Connection
) -> None:
    """More than may wait: they are told to come again, and nobody else is. Reads go on, whatever else is written."""
    other = open_books(admin, "birch")
    with ThreadPoolExecutor(60) as pool:
        with conn.transaction():
            conn.execute(
                "select from ledger.balances where account_id = any (%s::uuid[]) for update", [[books.cash, books.wallet]]
            )
            waiting = [pool.submit(_move, books, books.cash, books.wallet, "1.00") for _ in range(50)]
            path = f"/api/v1/accounts/{books.wallet}/liens"
            liens = [pool.submit(books.client.post, path, {"amount": "1.00"}) for _ in range(6)]
            wait_until_blocked(conn, "request")
            for _ in range(5):
                assert _move(other, other.cash, other.wallet, "1.00").status_code == 200
                other.balance(other.cash)
        answers = [answer.result() for answer in waiting]
        assert {answer.status_code for answer in answers} == {200, 503}
        assert {answer.json()["code"] for answer in answers if answer.status_code == 503} == {"contention"}
        assert {lien.result().status_code for lien in liens} <= {200, 422}
    assert other.balance(other.wallet)["posted"] == "5.00"


def test_it_is_known_which_requests_are_worked_on(books: Books, conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of a batch, and then each that is asked for alone."""
    together, alone = [], []
    create, call = Door.create, Door.call

    async def note_and_create(door: Door, calls: Sequence[Call]) -> list[Answer]:
        together.append(([*REQUESTS.get()], [one.request_id for one in calls]))
        return await create(door, calls)

    async def note_and_call(door: Door, one: Call) -> Answer:
        alone.append(([*REQUESTS.get()], [one.request_id]))
        return await call(door, one)

    monkeypatch.setattr(Door, "create", note_and_create)
    monkeypatch.setattr(Door, "call", note_and_call)
    with ThreadPoolExecutor(3) as pool:
        with conn.transaction():
            conn.execute("select from ledger.balances where account_id = %s for update", [books.cash])
            posts = [pool.submit(_move, books, books.cash, books.wallet, "1.00") for _ in range(3)]
            wait_until_blocked(conn, "request")
        assert [post.result().status_code for post in posts] == [200] * 3
    ids = {uuid.UUID(post.result().headers["X-Request-Id"]) for post in posts}
    for seen in (together, alone):
        assert all(known == asked for known, asked in seen)
    assert {request_id for _, asked in together for request_id in asked} == ids
    assert alone


def test_a_batch_is_half_of_what_is_under_way(
    books: Books, database: str, conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty at once go in two halves; and so they go on, when those of a half ask again as soon as they are answered."""
    credential = {"key_hash": hash_of_key(create_key(conn, create_principal(conn))).hex()}
    sizes: list[int] = []
    create = Door.create

    async def count_and_create(door: Door, calls: Sequence[Call]) -> list[Answer]:
        sizes.append(len(calls))
        return await create(door, calls)

    def call() -> Call:
        lines = [line(books.cash, debit="1.00"), line(books.wallet, credit="1.00")]
        body = json.dumps({"transactions": [{"description": "Move", "lines": lines}]})
        company = uuid.UUID(books.company)
        return Call(credential, "create_atomic_transaction", company, {}, body, None, uuid.uuid4(), is_read=False)

    async def ask(coalescer: Coalescer) -> None:
        for _ in range(3):
            assert (await coalescer.call(call())).code is None

    async def ask_twenty_times_three() -> None:
        async with open_door(Settings(database_url=database)) as door:
            coalescer = Coalescer(door, queue_size=100, singles=1)
            await asyncio.gather(*(ask(coalescer) for _ in range(20)))

    monkeypatch.setattr(Door, "create", count_and_create)
    asyncio.run(ask_twenty_times_three())
    assert sizes == [10] * 6
    assert books.balance(books.wallet)["posted"] == "60.00"
