"""Trainings, meetings and activities as they count in the month (ATT-19, ATT-30, ATT-40, TRN-04)."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from kefu.law import Law
from kefu_attendance.rules.facts import MonthFacts, Session
from kefu_attendance.rules.policy import Policy, policy_on
from kefu_attendance.rules.results import NO_DAYS, WHOLE_DAY, Absence, OtherEvent
from kefu_attendance.rules.spans import GRANTED, LeaveSpan

SECONDS_OF_AN_HOUR = 3600


def judge_session(session: Session, *, facts: MonthFacts, law: Law) -> Absence | OtherEvent | None:
    """What the attendance of a session comes to: absence of its length, a note, or nothing; granted leave excuses."""
    policy = policy_on(law, on=session.day)
    if session.attendance in ("on_time", "excused") or _excused(session, facts=facts):
        return None
    if session.attendance == "late":
        return _late(session, policy=policy)
    return _absence(session, policy=policy)


def _late(session: Session, *, policy: Policy) -> OtherEvent | None:
    kind, because = (
        ("training_late", policy.regime.training_late) if session.kind == "training" else ("meeting_late", policy.regime.meeting_late)
    )
    return OtherEvent(session.day, kind, session.minutes, because=because) if because else None


def _absence(session: Session, *, policy: Policy) -> Absence | OtherEvent | None:
    regime, training = policy.regime, session.kind == "training"
    if not policy.says("missed_session_is_absence"):
        return _late(session, policy=policy) if session.attendance == "late_beyond_grace" else None
    if session.attendance == "late_beyond_grace":
        source, because = ("late_to_training", regime.late_to_training) if training else ("late_to_meeting", regime.missed_meeting)
    else:
        source, because = ("missed_training", regime.missed_training) if training else ("missed_meeting", regime.missed_meeting)
    return Absence(session.day, days_of(session, policy=policy), (source,), because)


def days_of(session: Session, *, policy: Policy) -> Fraction:
    """The session's length in days, at most one (ATT-19); none where no working hours of a day are set."""
    a_day = Fraction(policy["hours_per_day"])
    if not a_day:
        return NO_DAYS
    begin, end = (datetime.combine(session.day, when) for when in (session.start, session.end))
    hours = Fraction(int((end - begin).total_seconds()), SECONDS_OF_AN_HOUR)
    return min(hours / a_day, WHOLE_DAY)


def _excused(session: Session, *, facts: MonthFacts) -> bool:
    return any(span.outcome in GRANTED and span.covers(session.day) and _during(span, session) for span in facts.leave)


def _during(span: LeaveSpan, session: Session) -> bool:
    """Whether the leave is for the whole day, or its hours cover the session."""
    if span.from_time is None or span.to_time is None:
        return True
    return span.from_time <= session.start and session.end <= span.to_time
