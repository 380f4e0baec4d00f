"""Figures as regulations round and print them: exact decimals and fractions, half-up, never floats; rules may use it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Figure = Decimal | int


def rounded(number: Figure, *, places: int = 2) -> Decimal:
    """The number with so many places, half-up; negative ones away from zero."""
    return Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plain(number: Figure) -> str:
    """The number as it is written down: exact, without trailing zeros."""
    text = format(Decimal(number).normalize(), "f")
    return "0" if text == "-0" else text


def in_decimals(number: Fraction, *, places: int = 4) -> Decimal:
    """The fraction as it is shown: with at most so many places, half-up."""
    return Decimal(plain(rounded(Decimal(number.numerator) / number.denominator, places=places)))


def exact(number: Fraction) -> str:
    """The fraction as it is kept: as a decimal where one is exactly the same, ``0.125``, else as itself, ``1/3``."""
    decimal = Decimal(number.numerator) / number.denominator
    return plain(decimal) if Fraction(decimal) == number else str(number)


def whole_or_text(number: Figure | str) -> int | str:
    """A figure of the law as JSON takes it: ``98`` as the number it is, ``98.5`` as text."""
    exact = Decimal(number)
    return int(exact) if exact == int(exact) else plain(exact)


def percent(part: Figure, *, whole: Figure, places: int = 2) -> Decimal | None:
    """The part in percent of the whole, rounded half-up; None of nothing."""
    return rounded(Decimal(part) * 100 / Decimal(whole), places=places) if whole else None


def percent_text(part: Figure, *, whole: Figure, places: int = 2) -> str | None:
    """The part in percent of the whole as reports print it, ``97.50``; None of nothing."""
    found = percent(part, whole=whole, places=places)
    return None if found is None else str(found)


def reaches(part: Figure, *, whole: Figure, target: Figure | str) -> bool | None:
    """Whether the rate reaches the target in percent, compared unrounded; None of nothing."""
    return Decimal(part) * 100 >= Decimal(target) * Decimal(whole) if whole else None


def mean(numbers: Sequence[Figure], *, places: int = 2) -> Decimal | None:
    """The mean, rounded half-up; None of nothing."""
    return rounded(Decimal(sum(numbers)) / len(numbers), places=places) if numbers else None
