"""A person's month, judged from all its facts as of a day: the order in which they arrived cannot matter.

Late and early leave are counted together in order of time (ATT-06, ATT-07, ATT-10); absences of one day are at most a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from kefu.calendar import first_day, last_day, month_of
from kefu.law import Citation, Decision, Law, decide
from kefu_attendance.rules.day import day_facts, judge_day
from kefu_attendance.rules.facts import Attempt, MonthFacts, Session
from kefu_attendance.rules.part_days import hours_beside
from kefu_attendance.rules.policy import VALUES
from kefu_attendance.rules.reachability import judge_attempt
from kefu_attendance.rules.regimes import regime_of
from kefu_attendance.rules.results import NO_DAYS, ZERO, Absence, Day, LateEarly, LeaveTaken, Month, union
from kefu_attendance.rules.sessions import judge_session
from kefu_attendance.rules.spans import GRANTED, LeaveSpan

COUNTING = ("free_lateness_events", "points_per_lateness")
MONTHLY = (*COUNTING, "extra_points_at_events", "extra_points", "base_score")


def judge_month(facts: MonthFacts, *, as_of: date, law: Law) -> Decision[Month]:
    """The month as of the end of a day: a day not yet over is not judged.

    What counts by the month does so by the law of its first day: what is adopted in the middle changes no month that has begun.
    """
    on = first_day(facts.month)
    found = tuple(_days(facts, as_of=as_of, law=law))
    counted = _counted([item for day in found for item in day.late_early], on=on, law=law)
    days = tuple(replace(day, late_early=tuple(item for item in counted if item.date == day.date)) for day in found)
    regime, values = regime_of(law, on=on), {name: law.value(name, on=on) for name in MONTHLY}
    at = values["extra_points_at_events"].value
    extra = Decimal(values["extra_points"].value or 0) if at and len(counted) >= at else ZERO
    points = sum((item.points for item in counted), extra)
    events = [item.because for item in counted] if regime.month_cites_events else []
    because = union([regime.month, *events, regime.extra if extra else ()])
    base = Decimal(values["base_score"].value or 0)
    month = Month(
        facts.staff_no,
        facts.month,
        late_early=counted,
        free_used=sum(item.free for item in counted),
        extra_points=extra,
        points=points,
        absences=tuple(_absence_of(day) for day in days if day.absences),
        leave=_leave(facts, days=days, as_of=as_of),
        other_events=tuple(item for day in days for item in day.other_events),
        because=because,
        performance_score=base - points if base and _scored(facts, as_of=as_of) else None,
        days=days,
    )
    return decide(month, *cite(because, law=law), *values.values(), as_of=as_of)


def _scored(facts: MonthFacts, *, as_of: date) -> bool:
    """Whether the month had begun when the day was over, and is one of the person's service: nothing is judged of any other."""
    return facts.served and as_of >= first_day(facts.month) - timedelta(days=1)


def cite(rules: Iterable[str], *, law: Law) -> list[Citation]:
    """The clauses with those ids that the book holds."""
    return [law.clause(rule) for rule in rules if rule in law.book.clauses]


def day_decision(day: Day, *, law: Law) -> Decision[Day]:
    """The day as a decision: what was found and counts in its month, the clauses and values behind it, and the facts."""
    values = [law.value(name, on=day.date) for name in VALUES]
    values += [law.value(name, on=first_day(month_of(day.date))) for name in COUNTING] if day.late_early else []
    return decide(replace(day, facts={}), *cite(day.because, law=law), *values, **day.facts)


def _days(facts: MonthFacts, *, as_of: date, law: Law) -> Iterable[Day]:
    """The days of the person's service in the month that are over and on which there is anything to judge."""
    last = min(as_of, last_day(facts.month))
    found = [judge_day(day_facts(shift, facts=facts), law=law) for shift in facts.roster if shift.scheduled and shift.day <= last]
    found += [day for session in facts.sessions if session.day <= last for day in _session_day(session, facts=facts, law=law)]
    found += [day for attempt in facts.attempts for day in _attempt_day(attempt, facts=facts, as_of=as_of, law=law)]
    inside = [day for day in found if first_day(facts.month) <= day.date <= last and facts.serves(day.date)]
    inside.sort(key=lambda day: (day.date, not day.scheduled))
    return (_together(list(days)) for _, days in groupby(inside, key=lambda day: day.date))


def _session_day(session: Session, *, facts: MonthFacts, law: Law) -> Iterable[Day]:
    found = judge_session(session, facts=facts, law=law)
    shown = {"event_no": session.event_no, "attendance": session.attendance}
    if isinstance(found, Absence):
        yield Day(found.date, absences=(found,), facts={f"session {session.event_no}": shown})
    elif found is not None:
        yield Day(found.date, other_events=(found,), facts={f"session {session.event_no}": shown})


def _attempt_day(attempt: Attempt, *, facts: MonthFacts, as_of: date, law: Law) -> Iterable[Day]:
    found = judge_attempt(attempt, facts=facts, as_of=as_of, law=law)
    if found is not None:
        yield Day(found.date, other_events=(found,), facts={f"attempt {attempt.attempt_no}": attempt.attempted_at})


def _together(days: list[Day]) -> Day:
    """What was found about one day by the roster, the sessions and the calls."""
    events = sorted((item for day in days for item in day.other_events), key=lambda item: (item.kind, item.source or ""))
    return Day(
        days[0].date,
        scheduled=any(day.scheduled for day in days),
        late_early=tuple(item for day in days for item in day.late_early),
        absences=tuple(sorted((item for day in days for item in day.absences), key=lambda item: item.sources)),
        leave_type=next((day.leave_type for day in days if day.leave_type), None),
        other_events=tuple(events),
        facts={name: value for day in days for name, value in day.facts.items()},
        most_absence=min(day.most_absence for day in days),
    )


def _counted(events: Iterable[LateEarly], *, on: date, law: Law) -> tuple[LateEarly, ...]:
    """The events in order of time: the first ones free, each further one with its points (ATT-06, ATT-07)."""
    regime = regime_of(law, on=on)
    free = int(law.value("free_lateness_events", on=on).value or 0)
    points = Decimal(law.value("points_per_lateness", on=on).value or 0)
    ordered = sorted(events, key=lambda item: (item.at, item.kind))
    return tuple(
        replace(item, free=True, because=union([item.because, regime.free]))
        if number < free
        else replace(item, points=points, because=union([item.because, regime.counted]))
        for number, item in enumerate(ordered)
    )


def _absence_of(day: Day) -> Absence:
    """The one absence of a day, no longer than the day is, with all it is made of."""
    parts = sorted(day.absences, key=lambda item: item.sources)
    return Absence(day.date, day.absence, union(part.sources for part in parts), union(part.because for part in parts))


def _leave(facts: MonthFacts, *, days: Iterable[Day], as_of: date) -> dict[str, LeaveTaken]:
    """Leave by type: scheduled days of whole-day leave and hours of part-days."""
    taken: dict[str, LeaveTaken] = {}
    for day in days:
        if day.leave_type is not None:
            span = next(span for span in _granted(facts) if span.type == day.leave_type and span.covers(day.date) and not span.part_of_day)
            taken[span.type] = _more(taken.get(span.type), days=1, because=span.because)
    granted = _granted(facts)
    for number, span in enumerate(granted):
        if span.part_of_day and f"{span.from_date:%Y-%m}" == facts.month and span.from_date <= as_of and facts.serves(span.from_date):
            before = [other for other in granted[number + 1 :] if not other.part_of_day] + granted[:number]
            taken[span.type] = _more(taken.get(span.type), hours=hours_beside(span, before), because=span.because)
    return dict(sorted(taken.items()))


def _granted(facts: MonthFacts) -> list[LeaveSpan]:
    return sorted((span for span in facts.leave if span.outcome in GRANTED), key=lambda span: span.request_no)


def _more(taken: LeaveTaken | None, *, because: tuple[str, ...], days: int = 0, hours: Fraction = NO_DAYS) -> LeaveTaken:
    before = taken or LeaveTaken()
    return LeaveTaken(before.days + days, before.hours + hours, union([before.because, because]))
