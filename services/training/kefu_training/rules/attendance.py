"""How somebody attended a session: on time, late, missed or excused (TRN-04, TRN-05, ATT-30, ATT-40, ATT-50)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kefu.law import Citation, Decision, Law, decide
from kefu_training.rules.facts import Leave, Session, SignIn

SECONDS = 60
NO_GRACE = "none"


@dataclass(frozen=True)
class Attended:
    """The judgement of one person and session; ``attendance`` is None until the session's day has ended."""

    attendance: str | None
    minutes: int = 0


def session_clauses(kind: str, *, day: date, law: Law) -> tuple[Citation, ...]:
    """The clauses by which the organisation judges who comes to a session."""
    regulation = law.value("attendance_rule_set", on=day).value
    ids = law.value("session_clauses", on=day).value[regulation]["training" if kind == "training" else "meeting"]
    return tuple(law.clause(rule) for rule in ids)


def session_attendance(session: Session, *, sign_in: SignIn, leaves: tuple[Leave, ...], over_until: date, law: Law) -> Decision[Attended]:
    """How the person attended (TRN-04, TRN-05; doc 1 l.124), judged by the rules in force on the session's day.

    Late counts in whole minutes, rounded down, at least 1. A training allows a grace; a meeting does not. Excused is who is late
    or missing with approved official business (somebody else's approval), a certificate or granted leave. ``over_until`` is the
    last day that has ended: who has not signed in by then has missed.
    """
    clauses = session_clauses(session.kind, day=session.day, law=law)
    facts = {**vars(sign_in), "event_no": session.event_no, "starts": f"{session.day} {session.start:%H:%M}"}
    granularity = law.value("late_granularity", on=session.day)
    minutes = None if sign_in.signed_in_at is None else minutes_late(session, at=sign_in.signed_in_at, granularity=granularity.value)
    if minutes == 0:
        return decide(Attended("on_time"), *clauses, granularity, **facts)
    reason = excuse_of(session, sign_in=sign_in, leaves=leaves)
    if reason is not None:
        return decide(Attended("excused"), *clauses, *_exempt(session, law), **facts, excused_by=reason)
    if minutes is None:
        attendance = "missed" if session.day <= over_until else None
        return decide(Attended(attendance), *clauses, **facts)
    grace = law.value("training_grace_minutes", on=session.day)
    beyond = session.kind == "training" and grace.value not in {None, NO_GRACE} and minutes > grace.value
    return decide(Attended("late_beyond_grace" if beyond else "late", minutes), *clauses, granularity, grace, **facts)


def minutes_late(session: Session, *, at: datetime, granularity: str) -> int:
    """Whole minutes after the start, 0 when in time; ``granularity`` ``minute`` cuts seconds off before comparing."""
    start = datetime.combine(session.day, session.start, tzinfo=at.tzinfo)
    signed = at.replace(second=0, microsecond=0) if granularity == "minute" else at
    seconds = (signed - start).total_seconds()
    return max(1, int(seconds // SECONDS)) if seconds > 0 else 0


def excuse_of(session: Session, *, sign_in: SignIn, leaves: tuple[Leave, ...]) -> str | None:
    """What excuses the person from the session (TRN-05; doc 1 l.124), or None."""
    approved = sign_in.excuse_approved_by not in (None, "", sign_in.staff_no)
    if sign_in.excuse == "official_business" and approved:
        return "official_business"
    if sign_in.excuse == "certificate":
        return "certificate"
    covering = sorted(leave.request_no for leave in leaves if leave.covers(session))
    return f"leave {covering[0]}" if covering else None


def _exempt(session: Session, law: Law) -> tuple[Citation, ...]:
    regulation = law.value("attendance_rule_set", on=session.day).value
    return (law.clause("TRN-05"),) if session.kind == "training" and regulation == "doc1" else ()
