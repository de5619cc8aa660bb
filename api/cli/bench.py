"""`holdfast bench`: how fast, against the floor and the limit, on this machine."""

from __future__ import annotations

import contextlib
import json
from typing import Annotated

import typer
from rich.console import Console

import bench.run as benchmark
from api.cli import console, options
from bench.http import HttpResults
from bench.measure import Measure
from bench.outside import AT_ONCE, CLAIMED, OutsideResults


def bench(
    rounds: Annotated[int, typer.Option(min=1, help="How often each thing is measured, in turn.")] = 5,
    scale: Annotated[float, typer.Option(min=0.001, help="Length of a round; 1.0 is what the docs show.")] = 1.0,
    database_url: Annotated[
        str | None, typer.Option(metavar="URL", help="A server's superuser; else an embedded server of its own.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Measure on a database made for it and dropped after: rates, ratios and latencies."""
    with contextlib.ExitStack() as stack:
        url = database_url or stack.enter_context(benchmark.server())
        status = stack.enter_context(Console(stderr=True).status("starting"))
        results = benchmark.run(url, rounds=rounds, scale=scale, progress=status.update)
    if as_json:
        typer.echo(json.dumps(_document(results), indent=2))
    else:
        _show(results)


def _show(results: benchmark.Results) -> None:
    out = console.console()
    out.print("; ".join(f"{name} {value}" for name, value in results.machine.items()))
    rates = console.table("One connection", "what", "transactions/s", "x floor", "x limit", "p50 ms", "p99 ms", numbers=5)
    for name, measure in results.measures.items():
        rates.add_row(
            name,
            f"{measure.rate:,.0f}",
            f"{results.ratio(name, benchmark.FLOOR):.2f}",
            f"{results.ratio(name, benchmark.LIMIT):.2f}",
            *(f"{measure.percentile(percent) * 1000:,.2f}" for percent in (50, 99)),
        )
    out.print(rates)
    clients = console.table(
        f"{benchmark.CLIENTS} connections, one transaction or chain a call", "what", "calls/s", "p50 ms", "p99 ms", numbers=3
    )
    at_once = {
        "ledger.post, uniform": results.uniform_clients,
        "ledger.post, one hot account": results.hot_clients,
        f"chain.submit, {benchmark.CLIENTS} accounts": results.chain_clients,
    }
    for name, measure in at_once.items():
        clients.add_row(name, f"{measure.rate:,.0f}", *(f"{measure.percentile(percent) * 1000:,.2f}" for percent in (50, 99)))
    out.print(clients)
    http = console.table("HTTP", "what", "connections", "requests/s", "x baseline", "p50 ms", "p99 ms", "p99.9 ms", numbers=6)
    for (name, connections), measure in results.http.measures.items():
        http.add_row(
            name,
            str(connections),
            f"{measure.rate:,.0f}",
            f"{results.http.ratio(name, connections):.2f}",
            *(f"{measure.percentile(percent) * 1000:,.2f}" for percent in (50, 99, 99.9)),
        )
    out.print(http)
    _show_outside(out, results.outside)
    other = console.table("Other", "what", "result", numbers=1)
    at = results.balance_at_seconds
    other.add_row(
        f"balance_at, account of {results.lines_of_account:,} lines, p50 / p99",
        f"{at.percentile(50) * 1000:.2f} / {at.percentile(99) * 1000:.2f} ms",
    )
    commits = results.long_chain.calls
    other.add_row(
        f"a chain of {results.steps_of_chain:,} steps, in {len(commits)} commits; the longest",
        f"{sum(commits):.1f} s; {max(commits) * 1000:.0f} ms",
    )
    other.add_row(f"import of {results.import_rows:,} rows", f"{results.import_seconds:.1f} s")
    other.add_row("memory of the service at start / at rest after the load", _megabytes(results.http))
    out.print(other)


def _show_outside(out: Console, outside: OutsideResults) -> None:
    shown = console.table("Outside steps", "what", "result", numbers=1)
    shown.add_row("one worker, one at a time", f"{outside.singly.rate:,.0f} a second")
    shown.add_row(f"one worker, {AT_ONCE} at once", f"{outside.at_once.rate:,.0f} a second")
    for name, claim in (("with none finished", outside.claim), (f"beside {outside.finished:,} finished", outside.claim_beside)):
        p50, p99 = (claim.percentile(percent) * 1000 for percent in (50, 99))
        shown.add_row(f"a claim of {CLAIMED}, {name}, p50 / p99", f"{p50:.2f} / {p99:.2f} ms")
    shown.add_row(
        f"submitted by {benchmark.CLIENTS} connections, with a hint to workers / without",
        f"{outside.told.rate:,.0f} / {outside.untold.rate:,.0f} a second, x {outside.told.ratio(outside.untold):.3f}",
    )
    out.print(shown)


def _megabytes(http: HttpResults) -> str:
    return f"{http.at_start / 1e6:.0f} / {http.at_rest / 1e6:.0f} MB"


def _document(results: benchmark.Results) -> dict[str, object]:
    def measure(of: Measure) -> dict[str, float]:
        return {"rate": of.rate, **{f"p{percent}": of.percentile(percent) for percent in (50, 99, 99.9)}}

    return {
        "machine": results.machine,
        "one_connection": {
            name: measure(of) | {"x_floor": results.ratio(name, benchmark.FLOOR), "x_limit": results.ratio(name, benchmark.LIMIT)}
            for name, of in results.measures.items()
        },
        "clients": {
            "uniform": measure(results.uniform_clients),
            "hot": measure(results.hot_clients),
            "chains": measure(results.chain_clients),
        },
        "long_chain": measure(results.long_chain)
        | {"steps": results.steps_of_chain, "commits": len(results.long_chain.calls), "seconds": sum(results.long_chain.calls)},
        "balance_at": measure(results.balance_at_seconds) | {"lines": results.lines_of_account},
        "import": {"rows": results.import_rows, "seconds": results.import_seconds},
        "http": [
            {"what": name, "connections": connections, "x_baseline": results.http.ratio(name, connections), **measure(of)}
            for (name, connections), of in results.http.measures.items()
        ],
        "outside": {
            "finished": results.outside.finished,
            **{name: measure(of) for name, of in vars(results.outside).items() if isinstance(of, Measure) and of.calls},
            "singly": {"rate": results.outside.singly.rate},
            "at_once": {"rate": results.outside.at_once.rate},
            "told_x_untold": results.outside.told.ratio(results.outside.untold),
        },
        "memory": {"at_start": results.http.at_start, "at_rest": results.http.at_rest},
    }
