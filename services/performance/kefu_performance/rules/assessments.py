"""Assessments of probation, skills, and of the year (TRN-15, TRN-16, TRN-18, TRN-19, OTH-14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu.calendar import add_months
from kefu.figures import percent
from kefu.law import Decision, Law, decide
from kefu_messages.errors import AlreadyExists, SelfApproval, StateConflict
from kefu_messages.performance import NotOwnSkill, OtherYear, ProbationDays, UnknownGrade
from kefu_messages.roles import SERVICE_MANAGER


def probation_state(due_on: date, *, filed_on: date | None, as_of: date, law: Law) -> Decision[str]:
    """The probation form is filed by the last day of probation, that day included (TRN-15; doc 4 l.336)."""
    state = "filed" if filed_on is not None and filed_on <= as_of else "overdue" if as_of > due_on else "scheduled"
    return decide(state, law.clause("TRN-15"), due_on=due_on, filed_on=filed_on, as_of=as_of)


def probation_scheduled(
    due_on: date, *, joined_on: date | None, scheduled_on: date, law: Law
) -> Decision[str]:  # fmt: skip
    """Probation is assessed before it ends, and ends within the law's months of the first day of work (TRN-15; doc 4 l.336).

    Raises ``probation_days``.
    """
    most = law.value("probation_most_months", on=scheduled_on)
    latest = add_months(joined_on, int(most.value)) if joined_on else None
    if scheduled_on > due_on or (latest is not None and due_on > latest):
        days = {"scheduled_on": scheduled_on.isoformat(), "ends_on": due_on.isoformat(), "latest": latest.isoformat() if latest else ""}
        raise ProbationDays(**days, because=["TRN-15"])
    return decide("scheduled", law.clause("TRN-15"), most, due_on=due_on, joined_on=joined_on, scheduled_on=scheduled_on)


def skill_requested(staff_no: str, *, by: str, by_roles: frozenset[str], law: Law) -> Decision[str]:
    """The service manager or the person asks for a skill assessment (TRN-16; doc 4 l.337); raises ``not_own_skill``."""
    if by != staff_no and SERVICE_MANAGER not in by_roles:
        raise NotOwnSkill(because=["TRN-16"])
    return decide("scheduled", law.clause("TRN-16"), staff_no=staff_no, by=by)


def form_filed(kind: str, *, staff_no: str, by: str, state: str, law: Law) -> Decision[str]:
    """A form is filled once, by somebody else, and filed with the administration (TRN-15, TRN-16; doc 4 l.336-337).

    Raises ``self_approval`` and ``state_conflict``.
    """
    clause = law.clause("TRN-15" if kind == "probation" else "TRN-16")
    if by == staff_no:
        raise SelfApproval(staff_no=by, because=[clause.id])
    if state == "filed":
        raise StateConflict(state=state)
    return decide("filed", clause, staff_no=staff_no, by=by)


def periodic_assessed(
    grade: str, *, staff_no: str, by: str, assessed_on: date, year: int, before: int = 0, law: Law
) -> Decision[Decimal]:  # fmt: skip
    """The change of the post's basic wage, in percent, that the grade proposes (TRN-18; doc 4 l.338); a proposal only.

    A year is assessed in it or in the next, so often as the law says; ``before`` are the person's of that year so far. Raises
    ``self_approval``, ``unknown_grade``, ``assessment_of_other_year`` and ``already_exists``.
    """
    grades = law.value("wage_change_by_grade", on=assessed_on)
    if by == staff_no:
        raise SelfApproval(staff_no=by, because=["TRN-18"])
    if grade not in grades.value:
        raise UnknownGrade(grade=grade, because=["TRN-18"])
    if year not in {assessed_on.year, assessed_on.year - 1}:
        raise OtherYear(year=year, assessed_on=assessed_on.isoformat(), because=["TRN-18"])
    if before >= law.value("periodic_assessments_a_year", on=assessed_on).value:
        raise AlreadyExists(kind="periodic assessment", key=f"{staff_no} {year}", because=["TRN-18"])
    return decide(Decimal(grades.value[grade]), law.clause("TRN-18"), grades, staff_no=staff_no, grade=grade)


@dataclass(frozen=True)
class YearOfAssessments:
    """How many of those serving at the year's end were assessed in the months for it, in percent to 1 place, and who was not."""

    staff: int
    assessed: int
    rate: Decimal | None
    missing: tuple[str, ...]


def year_of_assessments(
    staff: Sequence[str], *, assessed_on: dict[str, tuple[date, ...]], year: int, as_of: date, law: Law
) -> Decision[YearOfAssessments]:
    """The annual assessment of the department (TRN-19, OTH-14; doc 4 l.262, doc 5.2 l.418)."""
    months = law.value("assessment_months", on=date(year, 12, 31))
    first, last = months.value
    counted = {
        staff_no
        for staff_no, found in assessed_on.items()
        if any(day.year == year and first <= day.month <= last and day <= as_of for day in found)
    }
    bound = sorted(set(staff))
    done = [staff_no for staff_no in bound if staff_no in counted]
    missing = tuple(staff_no for staff_no in bound if staff_no not in counted)
    outcome = YearOfAssessments(len(bound), len(done), percent(len(done), whole=len(bound), places=1), missing)
    return decide(outcome, law.clause("TRN-19"), law.clause("OTH-14"), months, year=year, as_of=as_of)
