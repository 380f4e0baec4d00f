"""Days without accident, and the general inspection of the last quarter (FLD-14, FLD-30; doc 5.2 l.418, doc 5.3 l.426)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kefu.law import Decision, Law, decide


@dataclass(frozen=True)
class Accident:
    """An accident that counts."""

    happened_on: date
    severity: str = "minor"


@dataclass(frozen=True)
class SafetyYear:
    """The general inspections of a year, their findings, and whether the target is met: held, all closed, no major accident."""

    inspections: int
    held: bool
    findings: int
    closed: int
    major_accidents: int
    target_met: bool


def accident_free_days(accidents: Sequence[date], *, since: date, as_of: date, law: Law) -> Decision[int]:
    """Days without accident at the end of a day: since the last one, else since the first day counted, which is one (FLD-30)."""
    last = max((day for day in accidents if day <= as_of), default=None)
    days = (as_of - last).days if last is not None else (as_of - since).days + 1
    return decide(max(0, days), law.clause("FLD-30"), last_accident_on=last, since=since, as_of=as_of)


def general_inspection(day: date, *, law: Law) -> Decision[bool]:
    """Whether a general safety inspection on the day is that of the year's last months (FLD-14; doc 5.2 l.418)."""
    months = law.value("general_safety_months", on=day)
    return decide(day.month in months.value, law.clause("FLD-14"), months, day=day)


def safety_year(
    inspections: Sequence[date], *, findings: int, closed: int, accidents: Sequence[Accident], year: int, law: Law
) -> Decision[SafetyYear]:
    """Whether the general inspection was held, its findings closed and no major accident happened (FLD-14; doc 5.2 l.418)."""
    months = law.value("general_safety_months", on=date(year, 12, 31))
    held = sum(day.year == year and day.month in months.value for day in inspections)
    major = sum(one.severity == "major" and one.happened_on.year == year for one in accidents)
    outcome = SafetyYear(held, held > 0, findings, closed, major, held > 0 and closed == findings and major == 0)
    return decide(outcome, law.clause("FLD-14"), months, year=year, inspections=len(inspections), accidents=len(accidents))
