"""Development of people: directions and mentors, manuals, job descriptions, improvements (TRN-24, TRN-25, TRN-27, TRN-30)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.errors import StateConflict, UnknownStaff
from kefu_messages.training import ConsultationMissing, ImprovementDates, MentorNotSenior, OwnMentor, UnknownDirection


@dataclass(frozen=True)
class Plan:
    """Where an engineer is to develop, under whom, and when he was asked."""

    staff_no: str
    direction: str | None = None
    mentor: str | None = None
    consulted_on: date | None = None


def development_planned(
    plan: Plan, *, mentor_known: bool, joined_on: date | None, mentor_joined_on: date | None, day: date, law: Law
) -> Decision[tuple[str, ...]]:
    """What the plan still lacks (TRN-24; doc 5.4 l.453): direction and mentor are fixed after the engineer was asked.

    Raises ``own_mentor``, ``unknown_direction``, ``unknown_staff``, ``mentor_not_senior``, ``consultation_missing``.
    """
    directions = law.value("development_directions", on=day)
    if plan.mentor == plan.staff_no:
        raise OwnMentor(staff_no=plan.staff_no, because=["TRN-24"])
    if plan.direction is not None and plan.direction not in directions.value:
        raise UnknownDirection(direction=plan.direction, because=["TRN-24"])
    if plan.mentor is not None and not mentor_known:
        raise UnknownStaff(staff_no=plan.mentor, because=["TRN-24"])
    if joined_on and mentor_joined_on and plan.mentor and mentor_joined_on > joined_on:
        raise MentorNotSenior(mentor=plan.mentor, staff_no=plan.staff_no, because=["TRN-24"])
    if plan.direction is not None and plan.consulted_on is None:
        raise ConsultationMissing(staff_no=plan.staff_no, because=["TRN-24"])
    return development_lacks(plan, day=day, law=law)


def development_lacks(plan: Plan, *, day: date, law: Law) -> Decision[tuple[str, ...]]:
    """What is missing of an engineer's direction and mentor (TRN-24; doc 5.4 l.453)."""
    missing = tuple(name for name in ("direction", "mentor") if getattr(plan, name) is None)
    return decide(missing, law.clause("TRN-24"), law.value("development_directions", on=day), **vars(plan))


@dataclass(frozen=True)
class Edition:
    """The edition of a document in force, and the posts that must acknowledge it."""

    document_id: str
    edition: int
    required_of: tuple[str, ...]


def unacknowledged(
    holders: Mapping[str, tuple[str, ...]],
    *,
    editions: Sequence[Edition],
    acknowledged: Mapping[str, Mapping[str, int]],
    day: date,
    law: Law,
) -> Decision[dict[str, tuple[str, ...]]]:
    """By manual, who of those it is for has not acknowledged the edition in force (TRN-25; doc 5.4 l.458).

    ``holders`` maps people to their posts, ``acknowledged`` people to the last edition they acknowledged of each document.
    """
    manuals = law.value("training_manuals", on=day)
    outcome = {}
    for edition in sorted(editions, key=lambda item: item.document_id):
        if edition.document_id in manuals.value:
            bound = [staff_no for staff_no, posts in holders.items() if set(posts) & set(edition.required_of)]
            outcome[edition.document_id] = _behind(bound, edition, acknowledged)
    return decide(outcome, law.clause("TRN-25"), manuals, editions={item.document_id: item.edition for item in editions})


def _behind(people: Sequence[str], edition: Edition, acknowledged: Mapping[str, Mapping[str, int]]) -> tuple[str, ...]:
    known = {person: acknowledged.get(person, {}).get(edition.document_id, 0) for person in people}
    return tuple(sorted(person for person, last in known.items() if last < edition.edition))


@dataclass(frozen=True)
class PostFinding:
    """A post without one of its documents, or a holder who has not acknowledged it."""

    post: str
    document: str
    state: str
    staff_nos: tuple[str, ...] = ()


def post_documents(
    holders: Mapping[str, tuple[str, ...]],
    *,
    editions: Sequence[Edition],
    acknowledged: Mapping[str, Mapping[str, int]],
    day: date,
    law: Law,
) -> Decision[tuple[PostFinding, ...]]:
    """Each post has a job description and a performance method, acknowledged by its holders (TRN-30; doc 5.4 l.452, l.469).

    A document belongs to a post when its number is ``<kind>`` or begins with ``<kind>_`` and it is required of that post.
    """
    kinds = law.value("documents_of_a_post", on=day)
    findings: list[PostFinding] = []
    for post in sorted({post for posts in holders.values() for post in posts}):
        people = sorted(staff_no for staff_no, posts in holders.items() if post in posts)
        for kind in kinds.value:
            found = [item for item in editions if item.document_id.startswith(kind) and post in item.required_of]
            if not found:
                findings.append(PostFinding(post, kind, "missing"))
                continue
            behind = _behind(people, found[-1], acknowledged)
            findings += [PostFinding(post, kind, "not_acknowledged", behind)] if behind else []
    return decide(tuple(findings), law.clause("TRN-30"), kinds, posts=len({post for posts in holders.values() for post in posts}))


def improvement_closed(*, created_on: date, closed_on: date, state: str, law: Law) -> Decision[str]:
    """An improvement of the training system is closed once, not before it was raised (TRN-27; doc 5.4 l.472).

    Raises ``state_conflict`` and ``improvement_dates``.
    """
    if state == "closed":
        raise StateConflict(state="closed")
    if closed_on < created_on:
        raise ImprovementDates(created_on=created_on.isoformat(), closed_on=closed_on.isoformat(), because=["TRN-27"])
    return decide("closed", law.clause("TRN-27"), created_on=created_on, closed_on=closed_on)
