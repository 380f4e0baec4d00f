"""Which visits are owed to a graded customer, which are kept, open or overdue (CUS-22, CUS-24..26; doc 1 l.93-96)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from kefu.calendar import add_months
from kefu.law import Citation, Decision, Law, decide

ROLLING = "rolling"
ONE_DAY = timedelta(days=1)
STEPS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class GradeSpan:
    """A grade and the day from which it holds."""

    grade: str
    since: date


@dataclass(frozen=True)
class Visit:
    """A visit as far as obligations need it."""

    role: str
    kind: str
    visited_on: date


@dataclass(frozen=True)
class Obligation:
    """Visits owed from ``since`` to the end of ``due_by``; ``state`` is kept, open or overdue at the end of the day asked about."""

    role: str
    kind: str
    since: date
    due_by: date
    times: int
    made: int = 0
    missing: int = 0
    state: str = "open"


@dataclass(frozen=True)
class VisitPlan:
    """The obligations of a year with their sums; greetings are not among them."""

    obligations: tuple[Obligation, ...]
    planned: int
    made: int
    missing: int


def visit_plan(
    year: int, *, grades: tuple[GradeSpan, ...], visits: tuple[Visit, ...] = (), as_of: date, released_on: date | None = None, law: Law
) -> Decision[VisitPlan]:
    """What is owed in a calendar year under the grades held, as of the end of a day (CUS-24..26; doc 1 l.94-96).

    The grade on a period's last day decides what the period owes; a visit counts from the day on which the customer came to
    a grade that owes it, so that a change of grade within the year obliges from its own day on. ``visits`` are those of
    the year and of the three months before.
    """
    held = tuple(sorted((span for span in grades if span.since <= as_of), key=lambda span: span.since))
    visits = tuple(item for item in visits if item.visited_on <= as_of)
    mode = law.value("every_three_months", on=date(year, 12, 31))
    cited: dict[Any, Citation] = {}
    owed = _owed(year, held, visits, mode=mode.value, law=law, cited=cited)
    owed = (item for item in owed if released_on is None or item.due_by < released_on)
    judged = tuple(sorted((_judged(item, visits, as_of) for item in owed), key=lambda item: (item.due_by, item.role, item.kind)))
    overdue = sum(item.missing for item in judged if item.state == "overdue")
    plan = VisitPlan(judged, sum(item.times for item in judged), sum(item.made for item in judged), overdue)
    grade = held[-1].grade if held else None
    return decide(plan, *cited.values(), mode, law.clause("CUS-26"), year=year, as_of=as_of, grade=grade, visits=len(visits))


def _owed(
    year: int, held: tuple[GradeSpan, ...], visits: tuple[Visit, ...], *, mode: str, law: Law, cited: dict[Any, Citation]
) -> Iterator[Obligation]:
    for every, first, last in _periods(year):
        policy = law.value("visit_frequencies", on=last)
        cited[policy.since, policy.reference] = policy
        for frequency in policy.value:
            if frequency["every"] != every or (every == "quarter" and mode == ROLLING):
                continue
            since = _owed_since(frequency["grades"], held, first, last)
            if since is not None and frequency["times"]:
                yield Obligation(frequency["role"], frequency["kind"], since, last, frequency["times"])
    if mode == ROLLING:
        yield from _rolling(year, held, visits, law)


def _periods(year: int) -> Iterator[tuple[str, date, date]]:
    """Every month, quarter and the year itself, with first and last day."""
    for every, months in STEPS.items():
        for month in range(1, 13, months):
            first = date(year, month, 1)
            yield every, first, add_months(first, months) - ONE_DAY


def _owed_since(grades: list[str], held: tuple[GradeSpan, ...], first: date, last: date) -> date | None:
    """From which day of the period the grades held on its last day owe something, None when they do not."""
    reaching = [span for span in held if span.since <= last]
    since = None
    for span in reversed(reaching):
        if span.grade not in grades:
            break
        since = span.since
    return None if since is None else max(since, first)


def _rolling(year: int, held: tuple[GradeSpan, ...], visits: tuple[Visit, ...], law: Law) -> Iterator[Obligation]:
    """Three months from each visit, or from the grade's day, to the next (CUS-25 read from visit to visit)."""
    for frequency in law.value("visit_frequencies", on=date(year, 12, 31)).value:
        since = _owed_since(frequency["grades"], held, date.min, date(year, 12, 31))
        if frequency["every"] != "quarter" or since is None:
            continue
        made = sorted(item.visited_on for item in visits if (item.role, item.kind) == (frequency["role"], frequency["kind"]))
        while True:
            due_by = add_months(since, STEPS["quarter"])
            if due_by.year > year:
                break
            if due_by.year == year:
                yield Obligation(frequency["role"], frequency["kind"], since + ONE_DAY, due_by, frequency["times"])
            since = next((day for day in made if since < day <= due_by), due_by)


def _judged(owed: Obligation, visits: tuple[Visit, ...], as_of: date) -> Obligation:
    made = sum(
        (item.role, item.kind) == (owed.role, owed.kind) and owed.since <= item.visited_on <= min(owed.due_by, as_of) for item in visits
    )
    missing = max(owed.times - made, 0)
    state = "kept" if not missing else "overdue" if owed.due_by <= as_of else "open"
    return replace(owed, made=made, missing=missing, state=state)


def next_due(plan: VisitPlan, *, as_of: date, law: Law) -> Decision[tuple[Obligation, ...]]:
    """The open obligations whose period ends within the reminder days (CUS-08; doc 1 l.23)."""
    ahead = law.value("visit_reminder_days", on=as_of)
    soon = tuple(
        item
        for item in plan.obligations
        if item.state == "open" and item.since <= as_of and item.due_by <= as_of + timedelta(days=ahead.value)
    )
    return decide(soon, ahead, as_of=as_of)
