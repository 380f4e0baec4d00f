"""Percentages and means, exact and rounded half-up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal


def percent(part: int, whole: int, *, places: int) -> Decimal | None:
    """``part`` of ``whole`` in percent, rounded half-up; None over nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def mean(numbers: Sequence[int], *, places: int = 2) -> Decimal | None:
    """The mean, rounded half-up; None of nothing."""
    if not numbers:
        return None
    return (Decimal(sum(numbers)) / len(numbers)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
