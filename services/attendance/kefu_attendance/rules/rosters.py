"""The roster: who plans it, what it leaves uncovered, and who is on duty in the hall (ATT-36, ATT-37, ATT-47, ATT-51)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from kefu.calendar import Calendar, days, first_day, last_day
from kefu.law import Decision, Law, decide
from kefu_attendance.rules.month import cite
from kefu_attendance.rules.spans import Shift
from kefu_messages.attendance import DutyOfWrongPost, RosterNotByManager, ShiftHoursInvalid

SUNDAY = 6


@dataclass(frozen=True)
class Rostered:
    """A scheduled shift of somebody with the posts held that day."""

    staff_no: str
    shift: Shift
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Finding:
    """What is wrong with a roster on a day: an ``error``, or a ``warning``."""

    date: date
    kind: str
    level: str = "error"
    staff_no: str | None = None
    start: time | None = None
    end: time | None = None
    because: tuple[str, ...] = ()


def check_shift(shift: Shift, *, planner_roles: frozenset[str], law: Law) -> Decision[Shift]:
    """The shift as it may stand in the roster; raises ``shift_hours_invalid`` and ``roster_not_by_manager`` (ATT-47)."""
    if shift.kind == "rest" and (shift.start or shift.end):
        raise ShiftHoursInvalid(detail="a day of rest has no hours", because=["ATT-01"])
    if shift.kind != "rest" and (shift.start is None or shift.end is None or shift.end <= shift.start):
        raise ShiftHoursInvalid(detail="a shift starts before it ends", because=["ATT-01"])
    planned_by = law.value("holiday_duty_planned_by", on=shift.day)
    planners = as_roles(planned_by.value)
    if shift.kind == "holiday_duty" and planners and not planner_roles & planners:
        raise RosterNotByManager(planner=", ".join(sorted(planners)), because=["ATT-47"])
    return decide(shift, law.clause("ATT-47"), planned_by, planner_roles=sorted(planner_roles))


def plans_duty(roles: frozenset[str], day: date, *, law: Law) -> bool:
    """Whether the post plans everybody's duty on public holidays (ATT-47)."""
    return bool(roles & as_roles(law.value("holiday_duty_planned_by", on=day).value))


def as_roles(value: object) -> frozenset[str]:
    """A value of roles: one name, a list of names or nothing."""
    if not value:
        return frozenset()
    return frozenset([value] if isinstance(value, str) else map(str, value))  # type: ignore[call-overload]


def roster_gaps(month: str, *, covered: Sequence[date], calendar: Calendar, law: Law) -> Decision[tuple[date, ...]]:
    """The public holidays of the month on which nobody is on duty, where the regulation wants somebody to be (ATT-47)."""
    planned_by = law.value("holiday_duty_planned_by", on=last_day(month))
    on_duty = set(covered)
    holidays = [day for day in calendar.public_holidays(first_day(month).year) if f"{day:%Y-%m}" == month]
    gaps = tuple(day for day in holidays if day not in on_duty) if as_roles(planned_by.value) else ()
    return decide(gaps, law.clause("ATT-47"), planned_by, holidays=holidays)


def hall_findings(month: str, *, roster: Sequence[Rostered], law: Law) -> Decision[tuple[Finding, ...]]:
    """Days without a charging clerk, and card clerks planned for a Sunday: they keep office hours (ATT-37)."""
    value = law.value("hall_counter_roles", on=last_day(month))
    roles: Mapping[str, str] = value.value or {}
    if not roles:
        return decide((), law.clause("ATT-37"), value)
    planned = list(roster)
    covered = {item.shift.day for item in planned if roles["every_day"] in item.roles}
    found = [
        Finding(day, "counter_uncovered", because=("ATT-37",)) for day in days(first_day(month), last_day(month)) if day not in covered
    ]
    found += [
        Finding(item.shift.day, "card_clerk_on_sunday", "warning", item.staff_no, because=("ATT-37",))
        for item in planned
        if roles["office_hours"] in item.roles and item.shift.day.weekday() == SUNDAY
    ]
    return decide(tuple(sorted(found, key=lambda item: (item.date, item.kind, item.staff_no or ""))), law.clause("ATT-37"), value)


def service_findings(month: str, *, roster: Sequence[Rostered], law: Law) -> Decision[tuple[Finding, ...]]:
    """Hours of service with nobody rostered: no break at noon, and the hotline after closing (ATT-51)."""
    value = law.value("manned_hours", on=last_day(month))
    by_day: dict[date, list[Shift]] = {}
    for item in roster:
        by_day.setdefault(item.shift.day, []).append(item.shift)
    found = [
        Finding(day, f"{window['name']}_uncovered", start=begin, end=end, because=("ATT-51",))
        for day in sorted(by_day)
        for window in value.value or ()
        for begin, end in uncovered(by_day[day], start=_clock(window["start"]), end=_clock(window["end"]))
    ]
    return decide(tuple(found), law.clause("ATT-51"), value)


def uncovered(shifts: Iterable[Shift], *, start: time, end: time) -> list[tuple[time, time]]:
    """The parts of the hours in which none of the shifts is at work, in order."""
    gaps, reached = [], start
    planned = sorted((shift.start, shift.end) for shift in shifts if shift.start is not None and shift.end is not None)
    for begin, finish in planned:
        if begin > reached and reached < end:
            gaps.append((reached, min(begin, end)))
        reached = max(reached, finish)
    return [*gaps, (reached, end)] if reached < end else gaps


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def check_duty(day: date, *, held: frozenset[str], law: Law) -> Decision[str]:
    """The post of the hall's duty clerk of the day; raises ``duty_of_wrong_post`` for another (ATT-36)."""
    value = law.value("hall_duty_roles", on=day)
    expected = next((role for role, weekdays in (value.value or {}).items() if day.isoweekday() in weekdays), None)
    if expected is not None and expected not in held:
        raise DutyOfWrongPost(date=day.isoformat(), expected=expected, because=["ATT-36"])
    return decide(expected or "", *cite(("ATT-36",), law=law), value, held=sorted(held))
