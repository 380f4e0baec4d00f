"""What it all comes to: rates of attendance, a person's results, what appraisal refers to (TRN-09, TRN-12, TRN-13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu.figures import mean, percent
from kefu.law import Citation, Decision, Law, decide

RATE_PLACES = 4


@dataclass(frozen=True)
class Rate:
    """How many were invited, how many came, and the rate in percent to 4 places; None of nothing."""

    invited: int
    attended: int
    rate: Decimal | None


def attendance_rate(*, invited: int, attended: int, day: date, law: Law) -> Decision[Rate]:
    """The attendance of a session (TRN-12, TRN-13); who signed in late has attended too."""
    rate = percent(attended, whole=invited, places=RATE_PLACES)
    return decide(Rate(invited, attended, rate), *_training_clauses(day, law), invited=invited, attended=attended)


def _training_clauses(day: date, law: Law) -> tuple[Citation, ...]:
    """The clauses a training's figures rest on (TRN-02, TRN-03; TRN-12; TRN-13)."""
    regulation = law.value("attendance_rule_set", on=day).value
    return tuple(law.clause(rule) for rule in law.value("training_clauses", on=day).value[regulation])


def result_clauses(day: date, *, law: Law) -> tuple[Citation, ...]:
    """The clauses a person's results rest on."""
    regulation = law.value("attendance_rule_set", on=day).value
    return tuple(law.clause(rule) for rule in law.value("result_clauses", on=day).value[regulation])


def mean_score(scores: tuple[Decimal, ...], *, law: Law) -> Decision[Decimal | None]:
    """The mean of a person's exam scores, zeros included, 2 places, half-up; None of nothing (TRN-09; doc 1 l.128)."""
    return decide(mean(scores), law.clause("TRN-09"), scores=list(scores))


@dataclass(frozen=True)
class Participation:
    """One session a person was invited to: its day, kind and how it was attended."""

    event_no: str
    day: date
    kind: str
    attendance: str


@dataclass(frozen=True)
class YearOfAttendance:
    """A person's attendance in a year: how many invitations, how many were attended, which were missed without excuse."""

    invited: int
    attended: int
    rate: Decimal | None
    unexcused: tuple[str, ...]


def year_of_attendance(participations: Sequence[Participation], *, law: Law) -> Decision[YearOfAttendance]:
    """A person's trainings and activities of a year (TRN-12; doc 2 l.139)."""
    ordered = sorted(participations, key=lambda item: (item.day, item.event_no))
    came = [item for item in ordered if item.attendance not in ("missed", "excused")]
    missed = tuple(item.event_no for item in ordered if item.attendance == "missed")
    outcome = YearOfAttendance(len(ordered), len(came), percent(len(came), whole=len(ordered)), missed)
    return decide(outcome, law.clause("TRN-12"), sessions=[item.event_no for item in ordered])


def rate_by_post(roles_of: dict[str, tuple[str, ...]], *, attended: tuple[str, ...], law: Law) -> Decision[dict[str, Rate]]:
    """The attendance of a training for each post among those invited (TRN-13; doc 4 l.266, l.268)."""
    posts = sorted({role for held in roles_of.values() for role in held})
    outcome = {}
    for post in posts:
        holders = [staff_no for staff_no, held in roles_of.items() if post in held]
        came = len(set(holders) & set(attended))
        outcome[post] = Rate(len(holders), came, percent(came, whole=len(holders), places=1))
    return decide(outcome, law.clause("TRN-13"), invited=sorted(roles_of), attended=sorted(attended))


def exams_complete(participants: tuple[str, ...], *, with_result: tuple[str, ...], law: Law) -> Decision[tuple[str, ...]]:
    """Participants of a training who have no exam result yet; the training is complete without any (TRN-06; doc 1 l.125)."""
    without = tuple(sorted(set(participants) - set(with_result)))
    return decide(without, law.clause("TRN-06"), participants=len(participants), with_result=len(with_result))
