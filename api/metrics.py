"""What Prometheus reads at `/metrics`; docs/operations.md says what each is for."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from orchestrator.database import Counted

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
_OUTCOMES = {200: "completed", **dict.fromkeys((400, 404, 409, 422), "refused"), **dict.fromkeys((500, 503), "failed")}


class Metrics:
    """The metrics of one service."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._transactions = Counter(
            "holdfast_atomic_transactions",
            "Atomic transactions asked for, by what became of them.",
            ["status"],
            registry=self._registry,
        )
        self._transaction_seconds = Histogram(
            "holdfast_atomic_transaction_seconds",
            "How long atomic transactions took, refused ones too.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._rollbacks = Counter(
            "holdfast_rollbacks", "Rollbacks asked for, by what became of them.", ["outcome"], registry=self._registry
        )
        self._requests = Histogram(
            "holdfast_http_request_seconds",
            "HTTP requests, by route and status.",
            ["method", "route", "status"],
            buckets=_SECONDS,
            registry=self._registry,
        )

        for outcome in set(_OUTCOMES.values()):
            self._transactions.labels(outcome)
            self._rollbacks.labels(outcome)

    def exposition(self, counted: Counted) -> bytes:
        """Return all metrics as Prometheus reads them, with what the database has counted."""
        registry = CollectorRegistry()
        registry.register(_Counted(counted))
        return generate_latest(self._registry) + generate_latest(registry)

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an HTTP request."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def observe_transaction(self, status: int, seconds: float) -> None:
        """Count an atomic transaction that was asked for, unless it was no such thing: a client unknown, a body too long."""
        if status in _OUTCOMES:
            self._transactions.labels(_OUTCOMES[status]).inc()
            self._transaction_seconds.observe(seconds)

    def observe_rollback(self, status: int) -> None:
        """Count a rollback that was asked for."""
        if status in _OUTCOMES:
            self._rollbacks.labels(_OUTCOMES[status]).inc()


class _Counted(Collector):
    """What the database has counted, the same from every service."""

    def __init__(self, counted: Counted) -> None:
        self._counted = counted

    def collect(self) -> Iterator[Metric]:
        moved = CounterMetricFamily(
            "holdfast_cross_company_amount", "What moved between a company and the others.", labels=["company", "currency"]
        )
        for volume in self._counted.volumes:
            moved.add_metric([str(volume.company_id), volume.currency], float(volume.amount))
        yield moved
        outside = GaugeMetricFamily(
            "holdfast_outside_steps", "Outside steps that have not ended, by state.", labels=["handler", "state"]
        )
        for backlog in self._counted.backlogs:
            outside.add_metric([backlog.handler, backlog.state], backlog.tasks)
        yield outside
