"""Posts that arrive together go to the database together, and each is answered by itself."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import requests

from api.coalescing import Coalescer
from api.logs import REQUESTS
from orchestrator.database import Answer, Call, Connection
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


def test_it_is_known_which_requests_are_worked_on() -> None:
    """Those of a batch, and then the one that is asked for alone; whoever waits keeps its own."""
    ids = [uuid.uuid4() for _ in range(3)]
    worked_on = []

    async def create(calls: Sequence[Call]) -> list[Answer]:
        worked_on.append([*REQUESTS.get()])
        return [Answer(code="55P03" if call.request_id == ids[1] else None, body="{}", replayed=False) for call in calls]

    async def call(_: Call) -> Answer:
        worked_on.append([*REQUESTS.get()])
        return Answer(code=None, body="{}", replayed=False)

    async def ask(request_id: uuid.UUID, coalescer: Coalescer) -> list[uuid.UUID]:
        REQUESTS.set([request_id])
        await coalescer.call(Call({}, "create_atomic_transaction", None, {}, "{}", None, request_id, is_read=False))
        return [*REQUESTS.get()]

    async def ask_together() -> list[list[uuid.UUID]]:
        coalescer = Coalescer(mock.Mock(create=create, call=call), queue_size=8, singles=1)
        return await asyncio.gather(*(ask(request_id, coalescer) for request_id in ids))

    assert asyncio.run(ask_together()) == [[request_id] for request_id in ids]
    assert worked_on == [ids, [ids[1]]]
