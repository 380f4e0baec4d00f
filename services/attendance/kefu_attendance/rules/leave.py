"""What a request for leave comes to: a pure function of the request with its steps and papers, the calls and the roster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from kefu.calendar import Calendar, add_months
from kefu.law import Decision, Law, decide
from kefu_attendance.rules.approvals import APPROVED, Chain, approval_chain, approvals_outcome, open_steps
from kefu_attendance.rules.leave_facts import (
    CERTIFICATE,
    DOCUMENT,
    MARRIAGE,
    PERSONAL,
    SICK,
    LeaveFacts,
    LeaveOutcome,
    LeaveRequest,
    Verdict,
)
from kefu_attendance.rules.leave_policy import DOC4, LeavePolicy, leave_policy
from kefu_attendance.rules.sickness import sick_called_or_approved, sick_days, sick_part_day
from kefu_attendance.rules.spans import Shift
from kefu_messages.attendance import HandoverMissing, LeaveOverlaps, LeavePeriodInvalid, UnknownLeaveType

ONE_DAY = timedelta(days=1)


def check_request(request: LeaveRequest, *, law: Law) -> None:
    """Refuse what is no request: ``unknown_leave_type`` (ATT-25), ``leave_period_invalid``, ``handover_missing`` (ATT-46)."""
    policy = leave_policy(law, on=request.applied_at.date())
    if request.type not in policy["leave_types"]:
        raise UnknownLeaveType(leave_type=request.type, because=["ATT-25"])
    if not 1 <= request.calendar_days <= policy["leave_longest_days"]:
        raise LeavePeriodInvalid(detail="to_date", because=["ATT-25"])
    if abs((request.from_date - request.applied_at.date()).days) > policy["leave_furthest_days"]:
        raise LeavePeriodInvalid(detail="from_date", because=["ATT-25"])
    hours = (request.from_time, request.to_time)
    if any(hours) and (None in hours or request.from_date != request.to_date or hours[0] >= hours[1]):  # type: ignore[operator]
        raise LeavePeriodInvalid(detail="to_time", because=["ATT-25"])
    if policy["leave_handover"] and request.type != SICK and request.handover_to in (None, "", request.staff_no):
        raise HandoverMissing(because=["ATT-46"])


def check_overlap(request: LeaveRequest, *, others: Sequence[LeaveRequest]) -> None:
    """Refuse what is asked for already (``leave_overlaps``, ATT-25); who falls ill during other leave asks for sick leave all the same."""
    met = [other for other in others if other.request_no != request.request_no and request.meets(other)]
    twice = [other for other in met if request.type != SICK or other.type == SICK]
    if twice:
        raise LeaveOverlaps(request_no=min(other.request_no for other in twice), because=["ATT-25"])


def leave_starts_at(request: LeaveRequest, *, roster: Sequence[Shift]) -> datetime:
    """The start of the leave: its first hour, else the start of the first scheduled shift, else 00:00 of the first day."""
    zone = request.applied_at.tzinfo
    if request.from_time is not None:
        return datetime.combine(request.from_date, request.from_time, zone)
    within = [shift.starts_at(zone) for shift in roster if shift.scheduled and request.from_date <= shift.day <= request.to_date]
    return min(within, default=datetime.combine(request.from_date, time(), zone))


def latest_application(request: LeaveRequest, *, policy: LeavePolicy) -> date | None:
    """The last day on which the leave could be applied for in days of notice; None where no such period applies (ATT-15, ATT-22)."""
    if policy.long(request):
        days = policy["long_leave_notice_days"]
    else:
        days = policy["personal_leave_notice_days"] if request.type == PERSONAL else 0
    return request.from_date - timedelta(days=days) if days else None


def notice_too_short(request: LeaveRequest, *, policy: LeavePolicy) -> bool:
    """Whether it was applied for later than the notice allows; for marriage a calendar month replaces the days (ATT-24)."""
    applied = request.applied_at.date()
    months = policy["marriage_leave_notice_months"]
    if request.type == MARRIAGE and months:
        return add_months(applied, months) > request.from_date
    latest = latest_application(request, policy=policy)
    return latest is not None and applied > latest


def leave_outcome(facts: LeaveFacts, *, as_of: date, calendar: Calendar, law: Law) -> Decision[LeaveOutcome]:
    """What the request has come to at the end of the day, with its clauses (ATT-11 to ATT-24, ATT-34, ATT-43 to ATT-46, ATT-55)."""
    request = facts.request
    policy = leave_policy(law, on=request.applied_at.date())
    chain = approval_chain(request, applicant=facts.applicant, law=law)
    starts_at = leave_starts_at(request, roster=facts.roster)
    verdict = _verdict(facts, chain=chain.outcome, starts_at=starts_at, calendar=calendar, as_of=as_of, policy=policy)
    outcome = LeaveOutcome(
        outcome=verdict.outcome,
        reason=verdict.reason,
        because=verdict.because,
        counts_as=verdict.counts_as,
        starts_at=starts_at,
        late_notice=verdict.late_notice,
        report_back=_report_back(request, granted=verdict.outcome == "granted", as_of=as_of, policy=policy),
        papers_due_on=verdict.papers_due_on,
        waits_for=open_steps(chain.outcome, steps=request.steps, as_of=as_of) if verdict.outcome == "not_effective" else (),
    )
    outcome = replace(outcome, judged_again_on=_judged_again_on(request, outcome=outcome, as_of=as_of))
    cited = [law.clause(rule) for rule in verdict.because]
    told = _told(facts, chain=chain.outcome, as_of=as_of)
    if chain.facts.get("nobody_above"):
        cited, told = [*cited, *chain.because], {**told, "nobody_above": True}
    return decide(outcome, *cited, *_values_used(request, verdict, policy), **told)


def leave_verdict(facts: LeaveFacts, *, as_of: date, calendar: Calendar, law: Law) -> Decision[str]:
    """The outcome in a word, with the reason where there is one: ``granted``, ``refused: notice_too_short``."""
    decided = leave_outcome(facts, as_of=as_of, calendar=calendar, law=law)
    outcome = decided.outcome
    return decide(f"{outcome.outcome}: {outcome.reason}" if outcome.reason else outcome.outcome, *decided.because, **decided.facts)


def reported_back(facts: LeaveFacts, *, as_of: date, calendar: Calendar, law: Law) -> Decision[str | None]:
    """Whether granted leave was reported back from: ``done``, ``open``, ``not_due``; None where nobody has to (ATT-45)."""
    decided = leave_outcome(facts, as_of=as_of, calendar=calendar, law=law)
    return decide(decided.outcome.report_back, *decided.because, **decided.facts)


def _verdict(
    facts: LeaveFacts, *, chain: Chain, starts_at: datetime, calendar: Calendar, as_of: date, policy: LeavePolicy,
) -> Verdict:  # fmt: skip
    request = facts.request
    if request.withdrawn_at is not None and request.withdrawn_at.date() <= as_of:
        return Verdict("withdrawn", None, (policy.chain_rule(request),), counts_as=request.type)
    if policy.sick_days(request):
        return sick_days(facts, starts_at=starts_at, calendar=calendar, as_of=as_of, policy=policy)
    if policy.sick_part_day(request):
        return sick_part_day(facts, chain=chain, starts_at=starts_at, calendar=calendar, as_of=as_of, policy=policy)
    if policy.rule_set == DOC4 and request.type == SICK:
        return sick_called_or_approved(facts, chain=chain, starts_at=starts_at, as_of=as_of, policy=policy)
    return _applied_for(request, chain=chain, starts_at=starts_at, as_of=as_of, policy=policy)


def _applied_for(request: LeaveRequest, *, chain: Chain, starts_at: datetime, as_of: date, policy: LeavePolicy) -> Verdict:
    """Leave that is applied for and approved: in time, by everybody in order, with its document (ATT-15 to ATT-17, ATT-22 to ATT-24)."""

    def came_to(outcome: str, reason: str | None, *because: str) -> Verdict:
        return Verdict(outcome, reason, because, counts_as=request.type)

    if request.applied_at >= starts_at:
        return came_to("refused", "filed_after_start", policy.filed_late_rule or policy.chain_rule(request))
    if notice_too_short(request, policy=policy):
        return came_to("refused", "notice_too_short", policy.notice_rule(request))
    outcome, reason = approvals_outcome(chain, steps=request.steps, starts_at=starts_at, as_of=as_of)
    if outcome != APPROVED:
        return came_to(outcome, reason, policy.chain_rule(request))
    if request.type in policy["leave_document_types"] and not _handed_in(request, DOCUMENT, as_of=as_of):
        return came_to("pending_document", "document_required", "ATT-23")
    return came_to("granted", None, *policy.granted(request))


def _handed_in(request: LeaveRequest, paper: str, *, as_of: date) -> bool:
    return paper in request.papers and request.papers[paper] <= as_of


def _report_back(request: LeaveRequest, *, granted: bool, as_of: date, policy: LeavePolicy) -> str | None:
    """``done``, ``open`` or ``not_due`` for granted leave; from sickness with the certificate only (ATT-45; doc 4 l.236)."""
    if not granted or not policy["leave_report_back"]:
        return None
    back = request.reported_back_on is not None and request.reported_back_on <= as_of
    if back and (request.type != SICK or _handed_in(request, CERTIFICATE, as_of=as_of)):
        return "done"
    return "open" if as_of > request.to_date else "not_due"


def _judged_again_on(request: LeaveRequest, *, outcome: LeaveOutcome, as_of: date) -> date | None:
    """The next day after ``as_of`` that may change the outcome although no new fact comes: what is written down ahead counts on its day."""
    turns = [step.decided_at.date() for step in request.steps] + list(request.papers.values())
    turns += [request.reported_back_on] if request.reported_back_on is not None else []
    turns += [outcome.starts_at.date() + ONE_DAY] if outcome.reason == "no_prior_notice" else []
    if outcome.papers_due_on is not None:
        turns.append(outcome.papers_due_on + ONE_DAY)
    if outcome.report_back == "not_due":
        turns.append(request.to_date + ONE_DAY)
    return min((day for day in turns if day > as_of), default=None)


def _values_used(request: LeaveRequest, verdict: Verdict, policy: LeavePolicy) -> list:  # type: ignore[type-arg]
    """The values of the law behind the verdict, for its explanation."""
    used: list[str] = []
    if verdict.reason == "notice_too_short":
        marriage = request.type == MARRIAGE and policy["marriage_leave_notice_months"]
        used = (
            ["marriage_leave_notice_months"]
            if marriage
            else ["long_leave_notice_days" if policy.long(request) else "personal_leave_notice_days"]
        )
    elif verdict.late_notice is not None:
        used = ["sick_notice_minutes", "sick_late_notice", *(["sick_papers"] if verdict.papers_due_on else [])]
    elif verdict.reason == "document_required":
        used = ["leave_document_types"]
    return [policy.cited[name] for name in used]


def _told(facts: LeaveFacts, *, chain: Chain, as_of: date) -> dict[str, object]:
    """The facts as they are told with the decision."""
    request = facts.request
    steps = sorted(request.steps, key=lambda step: step.position)
    return {
        "as_of": as_of,
        "type": request.type,
        "applied_at": request.applied_at,
        "from_date": request.from_date,
        "to_date": request.to_date,
        "chain": list(chain),
        "steps": [
            {"position": step.position, "approver": step.approver, "decision": step.decision, "at": step.decided_at} for step in steps
        ],
        "papers": dict(sorted(request.papers.items())),
        "calls": [
            {"called_at": call.called_at, "reason": call.reason, "to_superior": call.to_superior}
            for call in sorted(facts.calls, key=lambda call: (call.called_at, call.notice_no))
        ],
    }
