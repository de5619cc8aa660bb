"""Measures posts over HTTP, and in the same run a service that does nothing but answer: `bench.baseline`."""

from __future__ import annotations

import asyncio
import json
import os
import random
import secrets
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from bench.load import load, request
from bench.measure import Measure

TRIVIAL = "a function that does nothing"
CONNECTIONS = (1, 8, 32, 64)
PATH = "/api/v1/atomic-transactions/?company_id={}"
WARM_UP = 200
_SERVE = "from api.cli import app; app()"


@dataclass(frozen=True)
class Post:
    """A kind of post."""

    name: str
    hot: bool = False
    keyed: bool = False


POSTS = (
    Post("posts, uniform"),
    Post("posts, one hot account", hot=True),
    Post("posts, uniform, with keys", keyed=True),
    Post("posts, one hot account, with keys", hot=True, keyed=True),
)


@dataclass
class HttpResults:
    """What was measured, by what was sent and over how many connections; memory in bytes."""

    measures: dict[tuple[str, int], Measure]
    at_start: int
    at_rest: int

    def ratio(self, name: str, connections: int, base: str = TRIVIAL) -> float:
        """Return the median over rounds of the rate against a base's over as many connections."""
        return self.measures[name, connections].ratio(self.measures[base, connections])


class Posts:
    """Makes requests: of a company's accounts, of which the first is the hot one, with a key that may do everything."""

    def __init__(self, company_id: uuid.UUID, accounts: Sequence[uuid.UUID]) -> None:
        """The accounts are at least three, without floors."""
        self.key = secrets.token_urlsafe()
        self._path = PATH.format(company_id)
        self._hot, *self._accounts = map(str, accounts)
        self._random = random.Random(1)

    def trivial(self) -> bytes:
        """Return a request for what does nothing, of the same size."""
        return request("/", self._headers(), self._body(hot=False))

    def of(self, post: Post) -> bytes:
        """Return a post of that kind."""
        return request(self._path, self._headers(keyed=post.keyed), self._body(hot=post.hot))

    def _headers(self, *, keyed: bool = False) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}", **({"Idempotency-Key": str(uuid.uuid4())} if keyed else {})}

    def _body(self, *, hot: bool) -> str:
        debited, credited = self._random.sample(self._accounts, 2)
        lines = [
            {"account_id": self._hot if hot else debited, "debit_amount": "1.00", "credit_amount": "0.00"},
            {"account_id": credited, "debit_amount": "0.00", "credit_amount": "1.00"},
        ]
        return json.dumps({"transactions": [{"description": "transfer", "lines": lines}]})


def run(database_url: str, posts: Posts, *, rounds: int, calls: int, progress: Callable[[str], object]) -> HttpResults:
    """Measure each post over each number of connections, in turn with the service that does nothing.

    Args:
        database_url: of a superuser, migrated, with `bench/setup.sql` in it.
        posts: what is sent.
        rounds: how often each thing is measured.
        calls: requests of a round.
        progress: is told what comes next.
    """
    made: dict[str, Callable[[], bytes]] = {TRIVIAL: posts.trivial, **{post.name: partial(posts.of, post) for post in POSTS}}
    with ExitStack() as stack:
        baseline, _ = stack.enter_context(_process(["-m", "bench.baseline", database_url], {}))
        arguments = ["-c", _SERVE, "serve", "--port", "0", "--database-url", database_url]
        service, process = stack.enter_context(_process(arguments, {"HOLDFAST_BOOTSTRAP_KEY": posts.key}))
        at_start = _memory(process)

        def measure(name: str, count: int, connections: int) -> Measure:
            sent = [made[name]() for _ in range(count)]
            return asyncio.run(load(baseline if name == TRIVIAL else service, sent, connections))

        for name in made:
            measure(name, WARM_UP, max(CONNECTIONS))
        measures = {(name, connections): Measure() for connections in CONNECTIONS for name in made}
        for number in range(1, rounds + 1):
            for (name, connections), total in measures.items():
                progress(f"round {number}/{rounds}: HTTP, {name}, {connections} connections")
                total.add(measure(name, calls, connections))
        return HttpResults(measures, at_start, _memory(process))


@contextmanager
def _process(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Run Python; yield the first line that it prints, and its process id."""
    with subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}
    ) as process:
        try:
            assert process.stdout is not None  # noqa: S101
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.terminate()


def _memory(process: int) -> int:
    """Return the bytes that a process has in memory."""
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=True)  # noqa: S607
    return int(shown.stdout) * 1024
