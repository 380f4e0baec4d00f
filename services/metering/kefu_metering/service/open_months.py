"""Which reading months take readings, and which are not yet part of the meters' standing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

OPEN, CLOSING, CLOSED = "open", "closing", "closed"


@dataclass(frozen=True)
class ReadMonths:
    """``open`` months take readings; ``unsettled`` ones are looked up beside a meter's standing (open and closing)."""

    open: tuple[str, ...]
    unsettled: tuple[str, ...]

    def before(self, period: str) -> tuple[str, ...]:
        """The unsettled months before the period, the latest first."""
        return tuple(month for month in reversed(self.unsettled) if month < period)

    def after(self, period: str) -> tuple[str, ...]:
        """The unsettled months after the period."""
        return tuple(month for month in self.unsettled if month > period)


def read_months(months: Any, organisation: str) -> ReadMonths:
    """The organisation's months as its shelf of reading months has them."""
    found = sorted(months.find(organisation, state=[OPEN, CLOSING]), key=lambda month: month.key)
    return ReadMonths(tuple(month.key for month in found if month["state"] == OPEN), tuple(month.key for month in found))
