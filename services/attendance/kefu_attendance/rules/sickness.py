"""Sickness: who called when, which papers came until when, and what it counts as (ATT-11 to ATT-14, ATT-18, ATT-42, ATT-55)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from kefu.calendar import Calendar
from kefu_attendance.rules.approvals import APPROVED, Chain, approvals_outcome
from kefu_attendance.rules.leave_facts import CERTIFICATE, PERSONAL, SICK, LeaveFacts, LeaveRequest, Verdict
from kefu_attendance.rules.leave_policy import LeavePolicy
from kefu_attendance.rules.spans import LateCall, Shift

ABSENCE = "absence"


def sick_call(calls: Sequence[LateCall], *, request: LeaveRequest, starts_at: datetime, as_of: date) -> LateCall | None:
    """The first call before the start of work that told a superior of sickness; the call of the first day is enough (ATT-13, ATT-18)."""
    valid = [
        call
        for call in calls
        if call.reason == SICK
        and call.to_superior
        and request.from_date <= call.for_date <= starts_at.date()
        and call.called_at < starts_at
        and call.called_at.date() <= as_of
    ]
    return min(valid, key=lambda call: (call.called_at, call.notice_no), default=None)


def papers_due(request: LeaveRequest, *, roster: Sequence[Shift], calendar: Calendar) -> date:
    """The last day for the papers: the first scheduled day after the leave, the next working day where no roster is known (ATT-14)."""
    back = [shift.day for shift in roster if shift.scheduled and shift.day > request.to_date]
    return min(back) if back else calendar.add_working_days(request.to_date, 1)


def lacking(request: LeaveRequest, *, needed: Sequence[str], due: date, as_of: date) -> list[str]:
    """The needed papers that had not been handed in by their last day, as far as is known."""
    return [name for name in needed if not (name in request.papers and request.papers[name] <= min(due, as_of))]


def sick_days(facts: LeaveFacts, *, starts_at: datetime, calendar: Calendar, as_of: date, policy: LeavePolicy) -> Verdict:
    """Whole days under document 1, in the order of ATT-55: no call, late call, papers; approvals are not looked at.

    That nobody called is certain when the first day is over: until then a call may be written down.
    """
    request = facts.request
    call = sick_call(facts.calls, request=request, starts_at=starts_at, as_of=as_of)
    if call is None:
        return Verdict(ABSENCE if as_of > starts_at.date() else "not_effective", "no_prior_notice", ("ATT-18", "ATT-55"))
    late = call.called_at > starts_at - timedelta(minutes=policy["sick_notice_minutes"])
    if late and policy["sick_late_notice"] == ABSENCE:
        return Verdict(ABSENCE, "late_notice", ("ATT-13", "ATT-18", "ATT-55"), late_notice=True)
    due = papers_due(request, roster=facts.roster, calendar=calendar)
    if as_of > due and lacking(request, needed=policy["sick_papers"], due=due, as_of=as_of):
        return Verdict(ABSENCE, "papers_missing", ("ATT-14", "ATT-55"), late_notice=late, papers_due_on=due)
    return Verdict("granted", None, ("ATT-13", "ATT-14", "ATT-55"), late_notice=late, papers_due_on=due)


def sick_part_day(
    facts: LeaveFacts, *, chain: Chain, starts_at: datetime, calendar: Calendar, as_of: date, policy: LeavePolicy,
) -> Verdict:  # fmt: skip
    """Part of a day under document 1: approved before leaving; without certificate it is personal leave (ATT-11, ATT-12, ATT-55)."""
    request = facts.request
    outcome, reason = approvals_outcome(chain, steps=request.steps, starts_at=starts_at, as_of=as_of)
    if outcome != APPROVED:
        return Verdict(outcome, reason, (policy.chain_rule(request),))
    due = papers_due(request, roster=facts.roster, calendar=calendar)
    if as_of > due and lacking(request, needed=(CERTIFICATE,), due=due, as_of=as_of):
        return Verdict("granted_as_personal", "certificate_missing", ("ATT-12", "ATT-55"), counts_as=PERSONAL, papers_due_on=due)
    return Verdict("granted", None, ("ATT-11", "ATT-55"), papers_due_on=due)


def sick_called_or_approved(facts: LeaveFacts, *, chain: Chain, starts_at: datetime, as_of: date, policy: LeavePolicy) -> Verdict:
    """Under document 4: a call before the start of work, or approval before it (ATT-42, ATT-43; doc 4 l.235-236)."""
    back = ("ATT-45",) if policy["leave_report_back"] else ()
    if sick_call(facts.calls, request=facts.request, starts_at=starts_at, as_of=as_of):
        return Verdict("granted", None, ("ATT-42", *back))
    if chain and approvals_outcome(chain, steps=facts.request.steps, starts_at=starts_at, as_of=as_of)[0] == APPROVED:
        return Verdict("granted", None, ("ATT-43", *back))
    return Verdict(ABSENCE if as_of > starts_at.date() else "not_effective", "no_prior_notice", ("ATT-42", "ATT-43"))
