"""When a form may go into the administration's file, and what is missing there (CON-24..27, CON-41)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kefu.law import Citation, Decision, Law, decide
from kefu_messages.contracts import NotReviewedByManager, PeriodReversed, RequirementNotConfirmed
from kefu_messages.errors import SelfApproval, StateConflict

FEEDBACK = "feedback_form"
ON_RECEIPT = ("data_removal_application", "password_recovery_application")


@dataclass(frozen=True)
class Form:
    """A form handed in and how far it is."""

    form: str
    handed_in_on: date
    staff_no: str = ""
    confirmed_on: date | None = None
    reviewed_on: date | None = None
    filed_on: date | None = None


def goes_to(form: Form, *, law: Law) -> Decision[str]:
    """Feedback forms go to customer relations for the revisit, all others to the administration (CON-41; doc 4 l.331)."""
    if form.form == FEEDBACK:
        return decide("customer_relations", law.clause("CON-41"), form=form.form)
    return decide("administration", _clause_of(form, law), form=form.form)


def form_reviewed(form: Form, *, reviewed_by: str, law: Law) -> Decision[bool]:
    """The service manager reviews applications that are not filed yet, never the own one (CON-24; doc 4 l.330)."""
    if form.staff_no == reviewed_by:
        raise SelfApproval(staff_no=reviewed_by)
    if form.filed_on is not None:
        raise StateConflict(state="filed")
    return decide(True, law.clause("CON-24"), reviewed_by=reviewed_by, staff_no=form.staff_no)


def not_before(form: Form, on: date) -> None:
    """Nobody reviews or files a form before it was handed in, nor files it before its review (CON-24); raises ``period_reversed``."""
    first = max(form.handed_in_on, form.reviewed_on or form.handed_in_on)
    if on < first:
        raise PeriodReversed(first=first.isoformat(), last=on.isoformat())


def may_file(form: Form, *, law: Law) -> Decision[bool]:
    """Applications are filed after their review, change forms after the customer's confirmation (CON-24..27; doc 4 l.330..334)."""
    if form.form == FEEDBACK or form.filed_on is not None:
        raise StateConflict(state="filed" if form.filed_on else "customer_relations")
    reviewed = law.value("reviewed_before_filing", on=form.handed_in_on)
    confirmed = law.value("confirmed_before_filing", on=form.handed_in_on)
    if form.form in reviewed.value and form.reviewed_on is None:
        raise NotReviewedByManager
    if form.form in confirmed.value and form.confirmed_on is None:
        raise RequirementNotConfirmed
    return decide(True, _clause_of(form, law), reviewed, confirmed, reviewed_on=form.reviewed_on, confirmed_on=form.confirmed_on)


def not_filed(form: Form, *, on: date, law: Law) -> Decision[bool]:
    """Whether an application to remove data or to recover a password should be in the file on the day (CON-27; doc 4 l.334)."""
    days = law.value("filing_days", on=form.handed_in_on)
    late = form.form in ON_RECEIPT and on >= form.handed_in_on + timedelta(days=int(days.value))
    missing = late and (form.filed_on is None or form.filed_on > on)
    return decide(missing, law.clause("CON-27"), days, handed_in_on=form.handed_in_on, filed_on=form.filed_on)


@dataclass(frozen=True)
class Documents:
    """The documents of an implementation that are there, and those missing."""

    handed_in: tuple[str, ...]
    missing: tuple[str, ...]
    complete: bool


def implementation_documents(forms: Sequence[str], *, on: date, law: Law) -> Decision[Documents]:
    """The three documents that follow an implementation (CON-25; doc 4 l.332)."""
    needed = law.value("implementation_documents", on=on)
    there = tuple(name for name in needed.value if name in forms)
    missing = tuple(name for name in needed.value if name not in forms)
    return decide(Documents(there, missing, not missing), law.clause("CON-25"), needed, forms=sorted(forms))


def _clause_of(form: Form, law: Law) -> Citation:
    """The clause by which a form is filed."""
    if form.form == "program_change_form":
        return law.clause("CON-26")
    if form.form in ON_RECEIPT:
        return law.clause("CON-27")
    return law.clause("CON-24" if form.form.endswith("_application") else "CON-25")
