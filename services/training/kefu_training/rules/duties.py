"""What has to be taught again and again: every month, every year (TRN-17, TRN-26, TRN-29)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kefu.calendar import first_day, last_day
from kefu.law import Decision, Law, decide


@dataclass(frozen=True)
class Held:
    """Something taught: a session with a sign-in sheet, or an entry without one by ``channel`` (``meeting``, ``mail``)."""

    day: date
    subject: str | None
    channel: str
    signed: int = 0
    staff_nos: tuple[str, ...] = ()


@dataclass(frozen=True)
class Duty:
    """One duty of a period: how often it was met and what is missing."""

    rule: str
    subject: str
    state: str
    held: dict[str, int]


def monthly_study(month: str, *, held: Sequence[Held], over_until: date = date.max, law: Law) -> Decision[tuple[Duty, ...]]:
    """The study sessions every month asks for, each with a sign-in sheet (TRN-17; doc 5.3 l.437).

    ``gap``: none was held; ``attendance_missing``: nobody's attendance was recorded. ``over_until`` is the last day that has ended:
    of a period that ends later nothing is missing yet, it is ``open``.
    """
    wanted = law.value("monthly_study_subjects", on=first_day(month))
    duties, missing = [], _missing(last_day(month), over_until)
    for subject in wanted.value:
        sessions = [item for item in held if item.subject == subject and item.channel == "session" and f"{item.day:%Y-%m}" == month]
        signed = sum(1 for item in sessions if item.signed)
        state = "met" if signed else "attendance_missing" if sessions else missing
        duties.append(Duty("TRN-17", subject, state, {"session": len(sessions)}))
    return decide(tuple(duties), law.clause("TRN-17"), wanted, month=month)


def monthly_teaching(month: str, *, held: Sequence[Held], over_until: date = date.max, law: Law) -> Decision[tuple[Duty, ...]]:
    """What is taught every month at the monthly meeting and by mail (TRN-29; doc 5.1 l.365).

    ``met``: by every channel; ``partly``: not by all of them; ``gap``: not at all, ``open`` before the month is over.
    """
    wanted = law.value("monthly_teachings", on=first_day(month))
    duties, missing = [], _missing(last_day(month), over_until)
    for subject, channels in sorted(wanted.value.items()):
        taught = [item for item in held if item.subject == subject and f"{item.day:%Y-%m}" == month]
        counted = {channel: sum(1 for item in taught if item.channel == channel) for channel in channels}
        reached = [channel for channel in channels if counted[channel]]
        state = "met" if len(reached) == len(channels) else "partly" if reached else missing
        duties.append(Duty("TRN-29", subject, state, counted))
    return decide(tuple(duties), law.clause("TRN-29"), wanted, month=month)


def yearly_courses(
    year: int, *, held: Sequence[Held], heads: tuple[str, ...], over_until: date = date.max, law: Law
) -> Decision[tuple[Duty, ...]]:  # fmt: skip
    """The course each department head attends once a year (TRN-26; doc 5.4 l.482); ``gap`` for a head who attended none."""
    wanted = law.value("yearly_course_of_heads", on=date(year, 12, 31))
    duties, missing = [], _missing(date(year, 12, 31), over_until)
    for subject in wanted.value:
        for head in sorted(heads):
            attended = sum(1 for item in held if item.subject == subject and item.day.year == year and head in item.staff_nos)
            duties.append(Duty("TRN-26", f"{subject}: {head}", "met" if attended else missing, {"session": attended}))
    return decide(tuple(duties), law.clause("TRN-26"), wanted, year=year, heads=sorted(heads))


def _missing(last: date, over_until: date) -> str:
    """How what was not held in a period stands."""
    return "gap" if last <= over_until else "open"
