"""What a round of anything leaves behind."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field


@dataclass
class Measure:
    """The rounds of one thing: how many a second, and seconds per call."""

    rates: list[float] = field(default_factory=list)
    calls: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The median round, in things per second."""
        return statistics.median(self.rates)

    def percentile(self, percent: float) -> float:
        """Seconds that this share of the calls stayed within, to a tenth of a percent."""
        if len(self.calls) == 1:
            return self.calls[0]
        return statistics.quantiles(self.calls, n=1000, method="inclusive")[round(percent * 10) - 1]

    def ratio(self, base: Measure) -> float:
        """Return the median over rounds of the rate against the base's rate in the same round."""
        return statistics.median(rate / base_rate for rate, base_rate in zip(self.rates, base.rates, strict=True))

    def add(self, other: Measure) -> None:
        """Count another's rounds too."""
        self.rates += other.rates
        self.calls += other.calls
