"""How often one identity may ask: a bucket of tokens each, refilled steadily."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from kefu_messages.errors import TooManyRequests

REMEMBERED = 10_000


class Buckets:
    """``burst`` requests at once, ``rate`` a second in the long run, per name; the longest unused are forgotten."""

    def __init__(self, *, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, float(burst), clock
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, name: Hashable) -> None:
        """Take one token; raises ``TooManyRequests`` with the whole seconds after which there is one."""
        now = self._clock()
        left, since = self._buckets.pop(name, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._rate)
        enough = left >= 1
        self._buckets[name] = (left - 1 if enough else left, now)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        if not enough:
            raise TooManyRequests(retry_after=max(1, math.ceil((1 - left) / self._rate)))
