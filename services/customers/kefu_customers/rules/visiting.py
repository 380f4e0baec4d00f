"""Who may record which visit, holiday greetings, and new versions of the visit policy (CUS-08, CUS-22, CUS-25; doc 1 l.23, l.93-94)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kefu.calendar import Calendar, CalendarNotPublished, calendar_in
from kefu.law import Decision, Law, decide
from kefu_customers.rules.visits import ONE_DAY, GradeSpan, Visit
from kefu_messages.customers import (
    VISITORS,
    DuplicateCustomerVisit,
    NotAHoliday,
    VisitInFuture,
    VisitNotFaceToFace,
    VisitNotYours,
    VisitPolicyBackdated,
)

GREETING = "holiday_greeting"


@dataclass(frozen=True)
class Holiday:
    """A run of closed days."""

    first: date
    last: date


@dataclass(frozen=True)
class Greetings:
    """The first days of the holidays to be greeted, and of those that passed without a greeting."""

    planned: tuple[date, ...]
    missed: tuple[date, ...]


def accept_visit(
    visit_no: str, *, known: tuple[str, ...] = (), visitor: str, visitor_roles: frozenset[str], wanted_role: str | None = None, kind: str,
    visited_on: date, face_to_face: bool, today: date, law: Law,
) -> Decision[str]:  # fmt: skip
    """The post in which a visit counts (CUS-24..26; doc 1 l.94-96); an in-depth visit is face to face, none is in the future."""
    if visit_no in known:
        raise DuplicateCustomerVisit(visit_no=visit_no)
    if visited_on > today:
        raise VisitInFuture(visited_on=visited_on.isoformat())
    policy = law.value("visit_frequencies", on=visited_on)
    posts = sorted(VISITORS) if kind == GREETING else [frequency["role"] for frequency in policy.value if frequency["kind"] == kind]
    role = next((post for post in posts if post in visitor_roles and wanted_role in (None, post)), None)
    if role is None:
        raise VisitNotYours(visitor=visitor, kind=kind)
    in_person = law.value("in_depth_face_to_face", on=visited_on)
    if kind == "in_depth" and in_person.value == "required" and not face_to_face:
        raise VisitNotFaceToFace
    if kind == GREETING:
        return decide(role, *_greeted(visited_on, law=law).because, kind=kind, visited_on=visited_on)
    return decide(role, policy, in_person, kind=kind, visited_on=visited_on, face_to_face=face_to_face)


def _greeted(day: date, *, law: Law) -> Decision[Holiday]:
    """The holiday that a greeting on the day belongs to."""
    before = law.value("holiday_greeting_days_before", on=day)
    holiday = next((item for item in _holidays_around(day, law) if item.first - timedelta(days=before.value) <= day <= item.last), None)
    if holiday is None:
        raise NotAHoliday(day=day.isoformat())
    return decide(holiday, law.clause("CUS-22"), before, day=day)


def _holidays_around(day: date, law: Law) -> list[Holiday]:
    return [*holidays_of(day.year, law=law).outcome, *holidays_of(day.year + 1, law=law).outcome]


def holidays_of(year: int, *, law: Law) -> Decision[tuple[Holiday, ...]]:
    """The public holidays that end in the year, each run of closed days once (CUS-22; doc 1 l.93); none while not published."""
    listed = law.value("holidays", on=date(year, 12, 31))
    calendar = calendar_in(law, on=date(year, 12, 31))
    try:
        closed = [*_eve(calendar, year), *calendar.public_holidays(year)]
    except CalendarNotPublished:
        return decide((), listed, year=year, published=False)
    runs: list[Holiday] = []
    for day in closed:
        if runs and runs[-1].last + ONE_DAY == day:
            runs[-1] = Holiday(runs[-1].first, day)
        else:
            runs.append(Holiday(day, day))
    ending = tuple(run for run in runs if run.last != date(year, 12, 31) or date(year + 1, 1, 1) not in calendar.closures)
    return decide(ending, listed, year=year, published=True)


def _eve(calendar: Calendar, year: int) -> list[date]:
    """The closed days right before 1 January: New Year's holiday may begin in the old year."""
    day, before = date(year, 1, 1), []
    while day in calendar.closures and day - ONE_DAY in calendar.closures:
        day -= ONE_DAY
        before.append(day)
    return before[::-1]


def greetings(year: int, *, grades: tuple[GradeSpan, ...], visits: tuple[Visit, ...] = (), as_of: date, law: Law) -> Decision[Greetings]:
    """One greeting per public holiday to whoever is graded then, counted apart from visits (CUS-22; doc 1 l.93)."""
    holidays = holidays_of(year, law=law)
    before = law.value("holiday_greeting_days_before", on=as_of)
    owed = [item for item in holidays.outcome if any(span.since <= item.last for span in grades if span.since <= as_of)]
    made = [item.visited_on for item in visits if item.kind == GREETING and item.visited_on <= as_of]
    missed = [
        item
        for item in owed
        if item.last <= as_of and not any(item.first - timedelta(days=before.value) <= day <= item.last for day in made)
    ]
    outcome = Greetings(tuple(item.first for item in owed), tuple(item.first for item in missed))
    return decide(outcome, law.clause("CUS-22"), before, *holidays.because, year=year, as_of=as_of)


def accept_visit_policy(since: date, *, earlier: Sequence[date], today: date, law: Law) -> Decision[int]:
    """The number of a new version: later than the one before and not before today, so no past month changes (CUS-08)."""
    last = max([*earlier, today - ONE_DAY])
    if since <= last:
        raise VisitPolicyBackdated(since=last.isoformat())
    return decide(len(earlier) + 1, law.clause("CUS-08"), since=since)
