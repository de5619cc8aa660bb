"""The bench measures all that it says, does all that it times, and leaves nothing behind."""

from __future__ import annotations

import json
from typing import Any

import pytest

import api.cli.bench as command
from bench import http
from bench import run as bench
from orchestrator.database import connect, drop_database
from tests.cluster import Cluster, broken_invariants

CALLS = 2
"""Of each round at the smallest scale."""
BATCHED = sum(max(1, 5 * CALLS // size) * size for size in bench.BATCHES)
ENTRIES = (
    2 * (3 * CALLS + BATCHED + 500)  # The rounds of one connection: the first is not counted.
    + 2 * (CALLS // 2)  # Chains that are settled: in the rounds, the first of which is not counted,
    + bench.CLIENTS  # from several clients,
    + CALLS // 2  # and beside those that wait;
    + 1  # and the long one.
    + 2 * bench.CLIENTS * (CALLS // 2)
    + 1  # The account with a thousand lines: an entry of a thousand.
    + 28
    + len(http.POSTS) * (http.WARM_UP + 2 * CALLS * len(http.CONNECTIONS))
)


@pytest.fixture
def dropped(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What was found in the bench's database before it was dropped."""
    found: dict[str, Any] = {}

    def look_and_drop(server_url: str, name: str) -> None:
        url = f"{server_url.rpartition('/')[0]}/{name}"
        with connect(url) as connection:
            row = connection.execute("select count(*) from ledger.journal_entries").fetchone()
        found["entries"] = found.get("entries", 0) + (row[0] if row else 0)
        found["broken"] = found.get("broken", []) + broken_invariants(url)
        found["name"] = name
        drop_database(server_url, name)

    monkeypatch.setattr(bench, "drop_database", look_and_drop)
    return found


def exists(cluster: Cluster, name: str) -> bool:
    """Whether the server has a database."""
    with connect(cluster.url) as connection:
        return bool(connection.execute("select from pg_database where datname = %s", [name]).fetchall())


def test_every_measure_is_taken_and_every_call_posts(
    cluster: Cluster, dropped: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said: list[str] = []
    results = bench.run(cluster.url, rounds=1, scale=0.001, progress=said.append)
    batches = [bench.batch_name(size) for size in bench.BATCHES]
    assert list(results.measures) == [
        *(bench.FLOOR, bench.ONE, bench.HOT, bench.CHAIN, *batches, bench.LIMIT, bench.CHAIN_BESIDE)
    ]
    for measure, calls in (
        *((measure, None) for measure in results.measures.values()),
        *((measure, bench.CLIENTS * (CALLS // 2)) for measure in (results.uniform_clients, results.hot_clients)),
        (results.chain_clients, bench.CLIENTS),
        (results.balance_at_seconds, CALLS),
        *((measure, 2 * CALLS) for measure in results.http.measures.values()),
    ):
        assert len(measure.rates) == 1
        assert measure.rate > 0
        assert calls in (None, len(measure.calls))
        assert 0 < min(measure.calls) <= measure.percentile(50) <= measure.percentile(99) <= max(measure.calls)
    assert results.ratio(bench.FLOOR, bench.FLOOR) == 1
    assert (results.lines_of_account, results.import_rows, results.steps_of_chain) == (1000, 28, 2)
    assert results.import_seconds > 0
    names = [http.TRIVIAL, *(post.name for post in http.POSTS)]
    assert list(results.http.measures) == [(name, connections) for connections in http.CONNECTIONS for name in names]
    assert results.http.ratio(names[1], 1) > 0
    assert results.http.at_start > 1e7
    assert results.http.at_rest > 1e7
    outside = results.outside
    assert (outside.finished, len(outside.claim.calls), len(outside.claim_beside.calls)) == (1000, CALLS, CALLS)
    assert min(outside.singly.rate, outside.at_once.rate, outside.told.ratio(outside.untold)) > 0
    assert results.machine["Postgres"].startswith("PostgreSQL ")
    assert any(bench.LIMIT in text for text in said)

    assert dropped["entries"] == ENTRIES
    assert dropped["broken"] == []
    assert not exists(cluster, dropped["name"])

    monkeypatch.setattr(bench, "run", lambda *_, **__: results)
    command.bench(rounds=1, scale=0.001, database_url=cluster.url, as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["one_connection"][bench.ONE]["x_floor"] == results.ratio(bench.ONE, bench.FLOOR)
    assert document["clients"]["hot"]["rate"] == results.hot_clients.rate
    assert [(row["what"], row["connections"]) for row in document["http"]] == list(results.http.measures)
    command.bench(rounds=1, scale=0.001, database_url=cluster.url)
    shown = capsys.readouterr().out
    for text in (
        *results.measures,
        f"{results.measures[bench.ONE].rate:,.0f}",
        "import of 28 rows",
        "account of 1,000 lines",
        "a chain of 2 steps, in 1 commits",
        *names,
        "a claim of 10, beside 1,000 finished",
    ):
        assert text in shown


def test_a_long_chain_is_run_to_its_end(cluster: Cluster) -> None:
    with cluster.database() as url, connect(url) as connection:
        commits = bench.Bench(connection, url).long_chain(120).calls
        assert len(commits) > 2, "fifty steps a commit"
        assert connection.execute("select state from chain.chains").fetchall() == [("COMPLETED",)]


def test_a_bench_that_is_stopped_leaves_no_database(cluster: Cluster, dropped: dict[str, Any]) -> None:
    def stop(_what: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.run(cluster.url, rounds=1, scale=0.001, progress=stop)
    assert not exists(cluster, dropped["name"])
