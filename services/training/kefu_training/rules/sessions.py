"""Announcing sessions, and the material of trainings (TRN-01, TRN-02, TRN-03, TRN-10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from kefu.law import Citation, Decision, Law, decide
from kefu_messages.errors import OwnerNotSupervisor, UnknownStaff
from kefu_messages.training import EndsBeforeStart, ReviewPending, UnknownForm, UnknownSubject, VenueMissing
from kefu_training.rules.facts import Material

ANY = "any"
NOT_DUE = "not_due"


def announced(
    training_no: str, *, venue: str | None, owner_known: bool, owner: str | None, owner_roles: tuple[str, ...], day: date, law: Law
) -> Decision[str]:
    """The training may be announced: it has a venue, and its owner, where known, is no specialist (TRN-01, TRN-10; doc 1 l.122, l.23).

    Refusals in this order: ``venue_missing``, ``unknown_staff``, ``owner_not_supervisor``.
    """
    if not venue:
        raise VenueMissing(training_no=training_no, because=["TRN-01"])
    owned = () if owner is None else owner_allowed(owner, known=owner_known, roles=owner_roles, day=day, law=law).because
    return decide(training_no, law.clause("TRN-01"), *owned, venue=venue, owner=owner, owner_roles=list(owner_roles))


def owner_allowed(owner: str, *, known: bool, roles: tuple[str, ...], day: date, law: Law) -> Decision[str]:
    """Who is responsible for a training, or its item of the plan, is no specialist (TRN-10; doc 1 l.23).

    Raises ``unknown_staff`` and ``owner_not_supervisor``.
    """
    owners = law.value("training_owner_roles", on=day)
    if not known:
        raise UnknownStaff(staff_no=owner, because=["TRN-10"])
    if owners.value != ANY and not set(roles) & set(owners.value):
        raise OwnerNotSupervisor(owner=owner, because=["TRN-10"])
    return decide(owner, law.clause("TRN-10"), owners, owner=owner, roles=list(roles))


def hours_in_order(start: time, *, end: time) -> None:
    """A session ends after its start, on the same day; raises ``ends_before_start``."""
    if end <= start:
        raise EndsBeforeStart(start=f"{start:%H:%M}", end=f"{end:%H:%M}")


def classified(subject: str | None, *, form: str | None, day: date, law: Law) -> Decision[tuple[str | None, str | None]]:
    """Subject and form are words of the organisation's lists (TRN-23, TRN-28; doc 5.3 l.442, doc 5.2 l.419).

    Raises ``unknown_subject`` and ``unknown_form``.
    """
    subjects, forms = law.value("training_subjects", on=day), law.value("training_forms", on=day)
    if subject is not None and subjects.value != ANY and subject not in subjects.value:
        raise UnknownSubject(subject=subject, because=["TRN-28"])
    if form is not None and form not in forms.value:
        raise UnknownForm(form=form, because=["TRN-23"])
    return decide((subject, form), law.clause("TRN-23"), law.clause("TRN-28"), subjects, forms, subject=subject, form=form)


@dataclass(frozen=True)
class MaterialState:
    """How the material of a training came: due, in time or not, and what is wrong with the copies."""

    due: date
    state: str
    days_late: int | None
    copies: str


def material_state(day: date, *, material: Material, over_until: date = date.max, law: Law) -> Decision[MaterialState | None]:
    """Whether material and copies came as they should (TRN-02, TRN-03; doc 1 l.123); None where no regulation asks for it.

    The material is due seven calendar days before the course; the manager reviews it; copies follow the review and reach the
    participants by the day of the course. ``over_until`` is the last day that has ended: what is due later is ``not_due``.
    """
    days = law.value("material_days_before", on=day)
    clauses = (law.clause("TRN-02"), law.clause("TRN-03"))
    if not days.value:
        return decide(None, days)
    due = day - timedelta(days=days.value)
    received = material.received_on
    late = max(0, (received - due).days) if received else None
    state = _outstanding("missing", due=due, over_until=over_until) if received is None else "late" if late else "on_time"
    reviewers, ahead = law.value("material_reviewer_roles", on=day), law.value("copies_days_before", on=day)
    latest = day - timedelta(days=ahead.value)
    copies = _copies(material, latest=latest, reviewers=reviewers, over_until=over_until)
    return decide(MaterialState(due, state, late, copies), *clauses, days, reviewers, ahead, day=day, **vars(material))


def _outstanding(state: str, *, due: date, over_until: date) -> str:
    """How what has not come yet stands."""
    return state if due <= over_until else NOT_DUE


def _copies(material: Material, *, latest: date, reviewers: Citation, over_until: date) -> str:
    handed, reviewed = material.handed_out_on, material.reviewed_on
    if handed is not None and (reviewed is None or handed < reviewed):
        return "handed_out_before_review"
    if reviewed is not None and not set(material.reviewer_roles) & set(reviewers.value):
        return "review_not_by_manager"
    if handed is None:
        return _outstanding("not_handed_out_in_time", due=latest, over_until=over_until)
    return "ok" if handed <= latest else "not_handed_out_in_time"


def copies_may_go_out(training_no: str, *, material: Material, law: Law) -> Decision[date | None]:
    """Copies are handed out only after the review (TRN-03; doc 1 l.123); raises ``review_pending``."""
    if material.handed_out_on is not None and (material.reviewed_on is None or material.handed_out_on < material.reviewed_on):
        raise ReviewPending(training_no=training_no, because=["TRN-03"])
    return decide(material.handed_out_on, law.clause("TRN-03"), **vars(material))


def without_copy(participants: tuple[str, ...], *, recipients: tuple[str, ...], law: Law) -> Decision[tuple[str, ...]]:
    """Participants who received no copy (TRN-03; doc 1 l.123)."""
    missing = tuple(sorted(set(participants) - set(recipients)))
    return decide(missing, law.clause("TRN-03"), participants=len(participants), recipients=len(recipients))
