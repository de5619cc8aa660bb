"""How much one client may ask for."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

MAX_BUCKETS = 10_000


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class RateLimit:
    """A token bucket a client: it holds what is allowed in a second, and fills up at that rate.

    The buckets of those not seen for longest are forgotten.
    """

    def __init__(self, rate: float) -> None:
        """`rate` is in requests a second; 0 allows any number."""
        self._rate = rate
        self._size = max(rate, 1.0)
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def wait(self, client: Hashable) -> float:
        """Count a request; return 0 if it may go on, else in how many seconds the next one may."""
        if not self._rate:
            return 0
        now = time.monotonic()
        bucket = self._buckets.pop(client, None) or _Bucket(self._size, now)
        bucket.tokens = min(self._size, bucket.tokens + (now - bucket.filled_at) * self._rate)
        bucket.filled_at = now
        self._buckets[client] = bucket
        if len(self._buckets) > MAX_BUCKETS:
            self._buckets.popitem(last=False)
        if bucket.tokens < 1:
            return (1 - bucket.tokens) / self._rate
        bucket.tokens -= 1
        return 0
