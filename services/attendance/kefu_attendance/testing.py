"""Months in short form for the tests: June 2025 of one person, under the law of an organisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kefu import law as books
from kefu.law import Entry, Law
from kefu_attendance.rules.facts import Attempt, MonthFacts, Punch, Session
from kefu_attendance.rules.month import judge_month
from kefu_attendance.rules.results import Month
from kefu_attendance.rules.spans import LateCall, LeaveSpan, Shift

ZONE = ZoneInfo("Asia/Shanghai")
BOOK = books.of_package(Path(__file__).parent)
END = date(2025, 6, 30)


def law_of(organisation: str, **adopted: Any) -> Law:
    """The organisation's law, with values it has adopted."""
    entries = {name: [Entry(date(1970, 1, 1), books.exact(value), "adopted")] for name, value in adopted.items()}
    return BOOK.of(organisation).with_adopted(entries)


def at(day: int, clock: str) -> datetime:
    """A moment of June 2025."""
    return datetime.combine(date(2025, 6, day), time.fromisoformat(clock), ZONE)


def shift(day: int, hours: str = "09:00-18:00", *, kind: str = "work", place: str = "office") -> Shift:
    """A shift of June 2025."""
    begin, end = hours.split("-")
    return Shift(f"SH{day}", date(2025, 6, day), kind, time.fromisoformat(begin), time.fromisoformat(end), place)


def punches(day: int, first: str | None, last: str | None) -> tuple[Punch, ...]:
    """The day's punch in and punch out; None for one that is missing."""
    given = ((first, "in"), (last, "out"))
    return tuple(Punch(f"P{day}{way}", at(day, clock), way) for clock, way in given if clock)


def worked(day: int, first: str | None = "08:55", last: str | None = "18:05", hours: str = "09:00-18:00") -> MonthFacts:
    """One day with its shift and its punches."""
    return MonthFacts("E1", "2025-06", roster=(shift(day, hours),), punches=punches(day, first, last))


def leave(
    first: int, last: int, *, outcome: str = "granted", kind: str = "personal", hours: str = "", because: Iterable[str] = ()
) -> LeaveSpan:
    """Leave within June 2025."""
    begin, end = (time.fromisoformat(clock) for clock in hours.split("-")) if hours else (None, None)
    return LeaveSpan(f"L{first}", kind, date(2025, 6, first), date(2025, 6, last), begin, end, outcome, None, tuple(because))


def call(day: int, clock: str, reason: str = "late", *, to_superior: bool = True) -> LateCall:
    """A phone notice of the day."""
    return LateCall(date(2025, 6, day), at(day, clock), to_superior, reason, f"N{day}")


def session(day: int, attendance: str, kind: str = "training", hours: str = "14:00-16:00", minutes: int = 0) -> Session:
    """A training, meeting or activity of June 2025."""
    begin, end = (time.fromisoformat(clock) for clock in hours.split("-"))
    return Session(f"T{day}", kind, date(2025, 6, day), begin, end, attendance, minutes)


def attempt(day: int, clock: str, job: str | None = None, back: str | None = None) -> Attempt:
    """A call that was not answered."""
    return Attempt(f"CA{day}", at(day, clock), *(at(day, other) if other else None for other in (job, back)))


def together(*parts: MonthFacts, **more: tuple[Any, ...]) -> MonthFacts:
    """Several days as one month, with further facts."""
    names = ("roster", "punches", "leave", "calls", "sessions", "attempts", "offsets", "posts")
    joined = {name: tuple(item for part in parts for item in getattr(part, name)) + more.get(name, ()) for name in names}
    return replace(MonthFacts("E1", "2025-06"), **joined)


def judged(organisation: str, *parts: MonthFacts, as_of: date = END, law: Law | None = None, **more: tuple[Any, ...]) -> Month:
    """The month's result."""
    return judge_month(together(*parts, **more), as_of=as_of, law=law or law_of(organisation)).outcome
