"""Being at one's post between start and end: leaving it, breaks, private matters, time points and standing meetings.

ATT-29, ATT-31, ATT-33, ATT-38, ATT-40, ATT-49, ATT-52, ATT-53, ATT-58.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from kefu.calendar import Calendar, days, first_day, last_day
from kefu.law import Decision, Law, decide
from kefu_attendance.rules.month import cite
from kefu_attendance.rules.regimes import regime_of
from kefu_messages.attendance import ConsentOfWrongPost
from kefu_messages.errors import SelfApproval

A_MINUTE = 60
MONDAY = 0


@dataclass(frozen=True)
class PostLeave:
    """Leaving the post for a while, with the consent that was asked for and recorded beforehand."""

    staff_no: str
    left_at: datetime
    back_at: datetime
    consented_by: str


@dataclass(frozen=True)
class Deviation:
    """A finding of a day: its kind, its minutes where it has any, and the rules."""

    kind: str
    minutes: int | None = None
    because: tuple[str, ...] = ()


def consent(leave: PostLeave, *, held: frozenset[str], law: Law) -> Decision[PostLeave]:
    """A recorded consent; raises ``self_approval`` and ``consent_of_wrong_post`` (ATT-38)."""
    value = law.value("post_leave_approvers", on=leave.left_at.date())
    if leave.consented_by == leave.staff_no:
        raise SelfApproval(staff_no=leave.staff_no, because=["ATT-38"])
    if not held & set(value.value or ()):
        raise ConsentOfWrongPost(staff_no=leave.consented_by, because=["ATT-38"])
    return decide(leave, law.clause("ATT-38"), value)


def post_check(staff_no: str, *, checked_at: datetime, leaves: Sequence[PostLeave], law: Law) -> Decision[Deviation | None]:
    """Who was not found at the post has left it, unless with recorded consent for that time (ATT-29, ATT-33, ATT-38)."""
    rules = {"doc1": ("ATT-29",), "doc2": ("ATT-33", "ATT-38")}.get(regime_of(law, on=checked_at.date()).name, ("ATT-29",))
    allowed = any(item.staff_no == staff_no and item.left_at <= checked_at <= item.back_at for item in leaves)
    found = None if allowed else Deviation("left_post", because=rules)
    return decide(found, *cite(rules, law=law), staff_no=staff_no, checked_at=checked_at)


def substitution(at_post: str, *, rostered: Sequence[str], law: Law, on: date) -> Decision[Deviation | None]:
    """Somebody at a post who is not rostered there stands in without authority (ATT-33)."""
    planned = sorted(rostered)
    found = None if at_post in planned else Deviation("unauthorised_substitution", because=("ATT-33",))
    return decide(found, law.clause("ATT-33"), at_post=at_post, rostered=planned, on=on)


def break_deviations(left: time, *, back: time, on: date, law: Law) -> Decision[tuple[Deviation, ...]]:
    """A break begun early or ended late, against the timetable of the day (ATT-58)."""
    value = law.value("noon_break", on=on)
    if not value.value:
        return decide((), law.clause("ATT-58"), value)
    start, end = (time.fromisoformat(value.value[name]) for name in ("start", "end"))
    early, late = _minutes(left, start), _minutes(end, back)
    found = [Deviation("break_begun_early", early, ("ATT-58",))] if early > 0 else []
    found += [Deviation("break_ended_late", late, ("ATT-58",))] if late > 0 else []
    return decide(tuple(found), law.clause("ATT-58"), value, left=left.isoformat(), back=back.isoformat())


def _minutes(first: time, last: time) -> int:
    """Whole minutes from the first to the last, negative when it is earlier."""
    seconds = (datetime.combine(date.min, last) - datetime.combine(date.min, first)).total_seconds()
    return int(seconds // A_MINUTE)


def conduct(activity: str, *, at: time, on: date, law: Law) -> Decision[Deviation | None]:
    """Private matters in working hours: a finding without a fine, none in the noon break (ATT-31, ATT-49)."""
    value, regime = law.value("noon_break", on=on), regime_of(law, on=on)
    inside = bool(value.value) and time.fromisoformat(value.value["start"]) <= at < time.fromisoformat(value.value["end"])
    rules = ("ATT-49", "CHK-72") if regime.name == "doc4" else ("ATT-31", "CHK-07")
    found = None if inside else Deviation(activity, because=rules)
    return decide(found, *cite(rules, law=law), value, at=at.isoformat())


def milestone(due: time, *, done: time | None, on: date, law: Law) -> Decision[Deviation | None]:
    """A time point of cleaners or gardeners, in whole minutes late, or missed (ATT-52)."""
    late = None if done is None else _minutes(due, done)
    found = Deviation("milestone_missed", because=("ATT-52",)) if late is None else None
    if late is not None and late > 0:
        found = Deviation("milestone_late", late, ("ATT-52",))
    return decide(found, law.clause("ATT-52"), due=due.isoformat(), done=done.isoformat() if done else None, on=on)


def weekly_meeting(day: date, *, on_duty: Sequence[str], signed: Sequence[str], calendar: Calendar, law: Law) -> Decision[tuple[str, ...]]:
    """Who of those on duty was missing at Monday's meeting after closing; on a holiday there is none (ATT-40)."""
    held = day.weekday() == MONDAY and calendar.working_day(day)
    missing = tuple(sorted(set(on_duty) - set(signed))) if held else ()
    return decide(missing, law.clause("ATT-40"), day=day, held=held)


def morning_meeting_gaps(month: str, *, held_on: Sequence[date], as_of: date, calendar: Calendar, law: Law) -> Decision[tuple[date, ...]]:
    """The working days of the month, up to a day, of which no morning meeting is on record (ATT-53)."""
    held = set(held_on)
    until = min(last_day(month), as_of)
    listed = days(first_day(month), until) if until >= first_day(month) else ()
    gaps = tuple(day for day in listed if calendar.working_day(day) and day not in held)
    return decide(gaps, law.clause("ATT-53"), as_of=as_of)
