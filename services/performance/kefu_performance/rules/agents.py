"""The election of the excellent agent (ATT-26, POL-02.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kefu.figures import mean
from kefu.law import Decision, Law, decide
from kefu_performance.rules.entries import entries_of
from kefu_performance.rules.facts import Fact


@dataclass(frozen=True)
class Eligible:
    """Whether somebody is excluded from the election, and the first day of absence in the year; None: there is no election."""

    excluded: bool | None
    first_absence: date | None = None


def excellent_agent(facts: tuple[Fact, ...], *, year: int, until: date, law: Law) -> Decision[Eligible]:
    """Absence without leave, of any size, in the calendar year up to a day excludes; approved leave does not (ATT-26; doc 1 l.118).

    An absence that is found, or falls, after its month is closed counts as it is known now.
    """
    excludes = law.value("absence_excludes_from_excellent", on=until)
    if not excludes.value:
        return decide(Eligible(None), excludes)
    days: defaultdict[date, Fraction] = defaultdict(Fraction)
    for entry in (entry for fact in facts for entry in entries_of(fact)):
        if entry.kind == "absence" and entry.on is not None and entry.on.year == year:
            days[entry.on] += entry.days or 0  # a correction of a closed month takes days off
    absences = sorted(day for day, size in days.items() if size > 0 and day <= until)
    outcome = Eligible(bool(absences), absences[0] if absences else None)
    return decide(outcome, law.clause("ATT-26"), excludes, year=year, until=until, absences=absences)


def ranked(scores: Sequence[Decimal]) -> Decimal | None:
    """The mean of a year's monthly scores, 2 places, half-up; None of nothing."""
    return mean(scores)
