"""Workers as processes of their own, and what tests wait for while those work."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from orchestrator.database import Connection
from orchestrator.handlers import Answer
from tests.processes import PATIENCE_SECONDS, end
from tests.py.shop import SECRET, SECRET_ENV
from tests.py.world import value


@contextmanager
def worker(url: str, **settings: float) -> Iterator[subprocess.Popen[str]]:
    """Run `holdfast work`; end it."""
    environment = {f"HOLDFAST_{name}": str(setting) for name, setting in {"STOP_TIMEOUT": 1, **settings}.items()}
    command = [sys.executable, "-c", "from api.cli import app; app()", "work", "--database-url", url]
    process = subprocess.Popen(command, env={**os.environ, **environment, SECRET_ENV: SECRET}, text=True)
    try:
        yield process
    finally:
        end(process)


def unfit_answers() -> list[Any]:
    """Return answers that the database cannot keep."""
    deep: dict[str, Any] = {}
    for _ in range(5000):
        deep = {"a": deep}
    values: list[Any] = [
        "\0",
        "\ud800",
        float("nan"),
        float("-inf"),
        [{"a": ["\0"]}],
        {"\0": 1},
        {7: 1, None: 2, (1, 2): 3},
        dt.datetime.now(dt.UTC),
        "x" * 2_000_000,
        deep,
    ]
    outputs: list[Any] = [[], None, "shipped", {7: 1}]
    codes: list[Any] = [7, "\0", "\ud800", "x" * 2000, ["no_stock"]]
    return [
        None,
        {"outcome": "succeeded"},
        Answer("perhaps"),  # type: ignore[arg-type]
        Answer("failed", is_final="maybe"),  # type: ignore[arg-type]
        Answer("failed", detail=ValueError("no")),  # type: ignore[arg-type]
        *(Answer("succeeded", {"said": said}) for said in values),
        *(Answer("succeeded", output) for output in outputs),
        *(Answer("failed", code=code) for code in codes),
    ]


def wait_until(holds: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> float:
    """Return the seconds that it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds
        time.sleep(0.02)
    return time.monotonic() - began


def is_in(conn: Connection, chain: UUID, state: str) -> Callable[[], bool]:
    return lambda: value(conn, "select state from chain.chains where id = %s", chain) == state
