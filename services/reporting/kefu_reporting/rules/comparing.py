"""Comparisons: with last year, with a stated figure, with a target (REP-57, REP-59, REP-61, REP-64 to REP-66, REP-71)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.figures import percent_text, plain
from kefu.law import Decision, Law, decide
from kefu_reporting.rules.rates import growth, rate


@dataclass(frozen=True)
class Indicator:
    """A figure of the annual sheet with its target; ``actual`` is None while it is not known."""

    name: str
    target: Decimal
    actual: Decimal | None = None


def stated_against(stated: Decimal | None, *, counted: Decimal, rule: str, law: Law) -> Decision[dict[str, Any]]:
    """What somebody has stated against what the records give: the records count, a difference is flagged (REP-57, REP-60, REP-68)."""
    difference = None if stated is None else plain(stated - counted)
    agrees = None if stated is None else stated == counted
    outcome = {"counted": plain(counted), "stated": None if stated is None else plain(stated), "difference": difference, "agrees": agrees}
    return decide(outcome, law.clause(rule), stated=stated, counted=counted)


def compared(now: Decimal, *, before: Decimal | None, rule: str, figure: str, on: date, law: Law) -> Decision[dict[str, Any]]:
    """A year's figure against last year's: the change and its percent as the figure is printed (REP-64 to REP-66)."""
    if before is None:
        return decide({"now": plain(now), "before": None, "change": None, "percent": None}, law.clause(rule), now=now)
    printed = growth(now - before, before, figure=figure, on=on, law=law)
    outcome = {"now": plain(now), "before": plain(before), "change": plain(now - before), "percent": printed.outcome}
    return decide(outcome, law.clause(rule), *printed.because, now=now, before=before)


def years_of_decline(series: Sequence[Decimal], *, law: Law) -> Decision[int]:
    """For how many years up to the last one the figure has fallen, year after year (REP-65)."""
    falls = 0
    for before, after in zip(reversed(series[:-1]), reversed(series[1:]), strict=True):
        if after >= before:
            break
        falls += 1
    return decide(falls, law.clause("REP-65"), years=len(series))


def trend(now: Decimal | None, *, before: Decimal | None, law: Law) -> Decision[str]:
    """The change in points from one year to the next, or that there is no comparison (REP-59)."""
    clause = law.clause("REP-59")
    if now is None or before is None:
        return decide("no_comparison", clause, now=now, before=before)
    return decide(f"{now - before:+}", clause, now=now, before=before)


def over_target(actual: Decimal, *, target: Decimal, on: date, law: Law) -> Decision[dict[str, Any]]:
    """By how many percent the target is exceeded (REP-61)."""
    printed = growth(actual - target, target, figure="over_target", on=on, law=law)
    outcome = {"actual": plain(actual), "target": plain(target), "over_percent": printed.outcome, "reached": actual >= target}
    return decide(outcome, law.clause("REP-61"), *printed.because, actual=actual, target=target)


def margin(profit: Decimal, *, revenue: Decimal, on: date, law: Law) -> Decision[dict[str, Any]]:
    """Profit of revenue (REP-62)."""
    shown = rate(profit, revenue, figure="share", on=on, law=law)
    return decide(shown.outcome, law.clause("REP-62"), *shown.because, profit=profit, revenue=revenue)


def sheet(indicators: Sequence[Indicator], *, law: Law) -> Decision[dict[str, Any]]:
    """The annual sheet: each indicator's target, actual and whether it is reached, compared unrounded (REP-71)."""
    rows = [
        {"name": item.name, "target": plain(item.target), "actual": None if item.actual is None else plain(item.actual),
         "reached": item.actual is not None and item.actual >= item.target}
        for item in sorted(indicators, key=lambda item: item.name)
    ]  # fmt: skip
    reached = sum(bool(row["reached"]) for row in rows)
    outcome = {
        "indicators": len(rows), "reached": reached, "percent": percent_text(reached, whole=len(rows), places=0),
        "all_reached": bool(rows) and reached == len(rows), "sheet": rows,
    }  # fmt: skip
    return decide(outcome, law.clause("REP-71"), indicators=len(rows), reached=reached)
