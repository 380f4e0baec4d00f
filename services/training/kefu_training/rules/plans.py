"""Plans of training: needs, items, courses and what lies outside them (TRN-01, TRN-10, TRN-20, TRN-21, TRN-22, TRN-23)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from kefu.calendar import days
from kefu.law import Decision, Law, decide
from kefu_messages.training import PlanIncomplete, QualificationUntrained, UnknownQualification
from kefu_training.rules.facts import Session

REQUIRED = ("need", "venue", "material", "day", "owner")


@dataclass(frozen=True)
class PlanItem:
    """One item of the plan; what is None is still missing."""

    plan_no: str
    need: str | None = None
    venue: str | None = None
    material: str | None = None
    day: date | None = None
    owner: str | None = None


def missing_of_plan(item: PlanItem, *, law: Law) -> Decision[tuple[str, ...]]:
    """What a plan item still lacks of need, venue, material, date and responsible person (TRN-01; doc 1 l.122)."""
    return decide(tuple(name for name in REQUIRED if not getattr(item, name)), law.clause("TRN-01"), **vars(item))


def plan_announced(item: PlanItem, *, law: Law) -> Decision[str]:
    """A complete item can be announced (TRN-01; doc 1 l.122); raises ``plan_incomplete`` naming what is missing."""
    missing = missing_of_plan(item, law=law)
    if missing.outcome:
        raise PlanIncomplete(plan_no=item.plan_no, missing=", ".join(missing.outcome), because=["TRN-01"])
    return decide(item.plan_no, *missing.because, **vars(item))


@dataclass(frozen=True)
class Course:
    """A course planned over a period: on which weekdays (0 Monday to 6 Sunday) and hours; ``assessment`` ends it."""

    course_no: str
    first: date
    last: date
    weekdays: tuple[int, ...] = ()
    start: time | None = None
    end: time | None = None
    assessment: str = "written"


@dataclass(frozen=True)
class CoursePlan:
    """How many sessions a course has and how many hours they last together; both 0 where no weekly hours are planned."""

    sessions: int
    hours: Decimal


def course_plan(course: Course, *, law: Law) -> Decision[CoursePlan]:
    """The sessions of a course: every planned weekday of its period, public holidays not excluded (TRN-20, TRN-21; doc 5.2 l.384)."""
    clauses = (law.clause("TRN-20"), law.clause("TRN-21"))
    hours = [f"{hour:%H:%M}" if hour else None for hour in (course.start, course.end)]
    facts = {"first": course.first, "last": course.last, "weekdays": list(course.weekdays), "hours": hours, "assessment": course.assessment}
    if course.start is None or course.end is None:
        return decide(CoursePlan(0, Decimal(0)), *clauses, **facts)
    planned = [day for day in days(course.first, course.last) if day.weekday() in course.weekdays]
    each = Session(course.course_no, "training", course.first, course.start, course.end).hours
    return decide(CoursePlan(len(planned), each * len(planned)), *clauses, **facts)


def outside_plan(course: Course, *, held: Sequence[date], law: Law) -> Decision[tuple[date, ...]]:
    """The days held that the course does not have (TRN-21; doc 5.2 l.384): outside its period or its weekdays."""
    odd = [day for day in held if not course.first <= day <= course.last or (course.weekdays and day.weekday() not in course.weekdays)]
    return decide(tuple(sorted(odd)), law.clause("TRN-21"), held=sorted(held), weekdays=list(course.weekdays))


def by_form(forms: Sequence[str], *, day: date, law: Law) -> Decision[dict[str, int]]:
    """How often each form of training was held: training, case analysis, exchange of experience (TRN-23; doc 5.3 l.442)."""
    known = law.value("training_forms", on=day)
    counted = Counter(forms)
    return decide({form: counted[form] for form in known.value}, law.clause("TRN-23"), known, sessions=len(forms))


def subjects_untaught(taught: Sequence[str], *, day: date, law: Law) -> Decision[tuple[str, ...]]:
    """The subjects the department is to study that nobody has taught in the period (TRN-28; doc 5.2 l.419)."""
    wanted = law.value("subjects_of_the_year", on=day)
    return decide(
        tuple(subject for subject in wanted.value if subject not in taught), law.clause("TRN-28"), wanted, taught=sorted(set(taught))
    )


def qualification_granted(qualification: str, *, staff_no: str, attended_subjects: tuple[str, ...], day: date, law: Law) -> Decision[str]:
    """A qualification is granted after its training only (TRN-22; doc 5.2 l.413, l.415).

    Raises ``unknown_qualification`` and ``qualification_untrained``.
    """
    needed = law.value("qualification_trainings", on=day)
    if qualification not in needed.value:
        raise UnknownQualification(qualification=qualification, because=["TRN-22"])
    subject = needed.value[qualification]
    if subject not in attended_subjects:
        raise QualificationUntrained(staff_no=staff_no, qualification=qualification, subject=subject, because=["TRN-22"])
    return decide(qualification, law.clause("TRN-22"), needed, staff_no=staff_no, attended=sorted(attended_subjects))
