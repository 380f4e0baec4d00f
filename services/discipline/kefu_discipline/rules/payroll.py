"""Wages and fund by month, as sums over lines (DIS-19, DIS-39, DIS-40)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kefu_discipline.rules.outcomes import Line, PayMonth


@dataclass(frozen=True)
class FundMonth:
    """A month in which the fund moved."""

    month: str
    credited: Decimal
    reversed: Decimal
    balance: Decimal
    because: tuple[str, ...] = ("DIS-40",)


def pay_months(lines: Iterable[Line]) -> tuple[PayMonth, ...]:
    """What is taken from a person's wage by month; a reversal counts negative (DIS-19, DIS-39; doc 3 l.219, doc 4 l.345)."""
    by_month: dict[str, list[Line]] = {}
    for line in lines:
        by_month.setdefault(line.month, []).append(line)
    return tuple(_month(month, found) for month, found in sorted(by_month.items()))


def _month(month: str, lines: list[Line]) -> PayMonth:
    deducted = [line for line in lines if line.amount > 0] or lines
    because = dict.fromkeys(rule for line in deducted for rule in line.because)
    sources = dict.fromkeys(line.source for line in lines)
    return PayMonth(month, sum((line.amount for line in lines), Decimal(0)), tuple(sources), tuple(because))


def fund_months(lines: Iterable[Line], *, opening: Decimal) -> tuple[FundMonth, ...]:
    """The fund by month with its balance: credited when deducted, reversed when paid back (DIS-40; doc 4 l.346)."""
    moved: dict[str, list[Decimal]] = {}
    for line in lines:
        if line.fund:
            moved.setdefault(line.month, []).append(line.amount)
    balance, months = opening, []
    for month, amounts in sorted(moved.items()):
        credited = sum((amount for amount in amounts if amount > 0), Decimal(0))
        reverted = -sum((amount for amount in amounts if amount < 0), Decimal(0))
        balance += credited - reverted
        months.append(FundMonth(month, credited, reverted, balance))
    return tuple(months)
