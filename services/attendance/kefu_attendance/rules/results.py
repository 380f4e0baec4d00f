"""What judging a month comes to; every figure carries the ids of the rules that produced it.

Days of absence and hours of leave are fractions: they are summed and compared exactly, and rounded only where they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

Ids = tuple[str, ...]
ZERO = Decimal(0)
NO_DAYS, WHOLE_DAY = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class LateEarly:
    """A lateness or early leave (minutes rounded down, at least 1); ``at`` is the punch, by which the month's are ordered."""

    date: date
    kind: str
    minutes: int
    at: datetime
    free: bool = False
    points: Decimal = ZERO
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Absence:
    """Absence without leave on a day, in days (at most one), with what it is made of."""

    date: date
    days: Fraction
    sources: tuple[str, ...]
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeaveTaken:
    """Leave of one type: whole scheduled days, and hours of part-days."""

    days: int = 0
    hours: Fraction = NO_DAYS
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class OtherEvent:
    """Something noted that costs nothing by itself: a missing punch, a late notice, an excused delay, an unanswered call."""

    date: date
    kind: str
    minutes: int | None = None
    source: str | None = None
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Day:
    """One day of a person, judged: what was found, and the facts it was found from; ``most_absence`` is what leave has left of it."""

    date: date
    scheduled: bool = False
    late_early: tuple[LateEarly, ...] = ()
    absences: tuple[Absence, ...] = ()
    leave_type: str | None = None
    other_events: tuple[OtherEvent, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    most_absence: Fraction = WHOLE_DAY

    @property
    def absence(self) -> Fraction:
        """Days of absence, at most one, or what granted leave for part of the day has left of it."""
        return min(sum((item.days for item in self.absences), NO_DAYS), self.most_absence)

    @property
    def because(self) -> tuple[str, ...]:
        """The rules behind what was found."""
        found: list[Ids] = [item.because for item in self.late_early]
        found += [item.because for item in self.absences]
        return union([*found, *(item.because for item in self.other_events)])


@dataclass(frozen=True)
class Month:
    """The result of a person's month as of a day; ``points`` are to be taken off, ``performance_score`` is None where there are none."""

    staff_no: str
    month: str
    late_early: tuple[LateEarly, ...]
    free_used: int
    extra_points: Decimal
    points: Decimal
    absences: tuple[Absence, ...]
    leave: Mapping[str, LeaveTaken]
    other_events: tuple[OtherEvent, ...]
    because: tuple[str, ...]
    performance_score: Decimal | None
    days: tuple[Day, ...]

    @property
    def late_early_count(self) -> int:
        """Late and early-leave events, the free ones included."""
        return len(self.late_early)

    @property
    def absence_days(self) -> Fraction:
        """Days of absence of the month."""
        return sum((item.days for item in self.absences), NO_DAYS)


def union(many: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The ids of several lists, each once, in order of first appearance."""
    return tuple(dict.fromkeys(rule for rules in many for rule in rules))
