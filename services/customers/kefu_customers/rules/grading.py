"""Which grade a customer has, and which grade is let go (CUS-19..21, CUS-71; doc 1 l.92, doc 5.4 l.470, l.477)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.customers import GradedBeforeLastGrade, NoGradesHere, ReleaseNotExpired, ReleaseNotMarked, ReleaseNotPolicy


@dataclass(frozen=True)
class KeyCustomer:
    """A customer as the order of service needs it."""

    customer_no: str
    key_account: bool = False
    grade: str | None = None


def grade_of(*, brand_reach: bool, second_development: bool, graded_on: date, since: date | None = None, law: Law) -> Decision[str]:
    """A with brand reach, else B with potential for a second development, else C (CUS-19..21; doc 1 l.92); never backdated."""
    grades = law.value("customer_grades", on=graded_on)
    if not grades.value:
        raise NoGradesHere
    if since is not None and graded_on < since:
        raise GradedBeforeLastGrade(graded_on=graded_on.isoformat(), since=since.isoformat())
    facts = {"brand_reach": brand_reach, "second_development": second_development, "graded_on": graded_on}
    if brand_reach:
        return decide("A", law.clause("CUS-19"), grades, **facts)
    if second_development:
        return decide("B", law.clause("CUS-20"), grades, **facts)
    return decide("C", law.clause("CUS-21"), grades, **facts)


def first_grade(day: date, *, law: Law) -> Decision[str | None]:
    """The grade of a customer nobody has graded yet: C, or none where there are no grades (CUS-21; doc 1 l.92)."""
    grades = law.value("customer_grades", on=day)
    if not grades.value:
        return decide(None, grades, day=day)
    return decide("C", law.clause("CUS-21"), grades, day=day)


def may_mark_for_release(grade: str | None, *, marked_on: date, expires_on: date, law: Law) -> Decision[date]:
    """The day after which the customer is not renewed, where its grade is let go (CUS-71; doc 5.4 l.477)."""
    released = law.value("released_grades", on=marked_on)
    if grade not in released.value:
        raise ReleaseNotPolicy(grade=grade or "-")
    return decide(expires_on, law.clause("CUS-71"), released, grade=grade, marked_on=marked_on, expires_on=expires_on)


def may_release(customer_no: str, *, marked: bool, expires_on: date | None, released_on: date, law: Law) -> Decision[date]:
    """The day of release: after the contract's last day, of a customer that was marked (CUS-71; doc 5.4 l.477)."""
    if not marked or expires_on is None:
        raise ReleaseNotMarked(customer_no=customer_no)
    if released_on <= expires_on:
        raise ReleaseNotExpired(expires_on=expires_on.isoformat())
    return decide(released_on, law.clause("CUS-71"), expires_on=expires_on, released_on=released_on)


def order_of_priority(customers: tuple[KeyCustomer, ...], *, law: Law) -> Decision[tuple[str, ...]]:
    """Key accounts first, then the other customers of grade A (CUS-71; doc 5.4 l.470)."""
    first = [item for item in customers if item.key_account or item.grade == "A"]
    ordered = sorted(first, key=lambda item: (not item.key_account, item.grade or "Z", item.customer_no))
    return decide(tuple(item.customer_no for item in ordered), law.clause("CUS-71"), customers=len(customers))
