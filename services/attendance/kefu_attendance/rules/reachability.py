"""Whether a call that was not answered was made good in time (ATT-48, ATT-56)."""

from __future__ import annotations

from datetime import date, timedelta

from kefu.law import Law
from kefu_attendance.rules.facts import Attempt, MonthFacts
from kefu_attendance.rules.results import OtherEvent

RULES = ("ATT-48", "ATT-56")


def judge_attempt(attempt: Attempt, *, facts: MonthFacts, as_of: date, law: Law) -> OtherEvent | None:
    """An ``unreachable`` event, when the call fell into the shift and no call-back came in time after it, or after the job it met."""
    day = attempt.attempted_at.date()
    limit = law.value("callback_minutes", on=day).value
    if not limit or not _in_shift(attempt, facts=facts):
        return None
    due = max(attempt.attempted_at, attempt.on_job_until or attempt.attempted_at) + timedelta(minutes=int(limit))
    answered = attempt.called_back_at is not None and attempt.called_back_at <= due
    if answered or (attempt.called_back_at is None and due.date() > as_of):
        return None
    return OtherEvent(day, "unreachable", source=attempt.attempt_no, because=RULES)


def _in_shift(attempt: Attempt, *, facts: MonthFacts) -> bool:
    at = attempt.attempted_at
    shifts = (shift for shift in facts.roster if shift.scheduled and shift.day == at.date())
    return any(shift.starts_at(at.tzinfo) <= at <= shift.ends_at(at.tzinfo) for shift in shifts)
