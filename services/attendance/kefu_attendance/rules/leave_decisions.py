"""Everything decided about leave, under one roof: requests, their steps, sickness, calls and compensatory rest."""

from kefu_attendance.rules.approvals import (
    DIRECT_SUPERIOR,
    approval_chain,
    approvals_outcome,
    chain_value,
    check_steps,
    may_decide,
    open_steps,
    positioned,
    skipped_steps,
    stand_ins,
)
from kefu_attendance.rules.compensatory import Earned, Rest, check_earned, check_in_order, earned, given_back, judge_rest
from kefu_attendance.rules.leave import (
    check_overlap,
    check_request,
    leave_outcome,
    leave_starts_at,
    leave_verdict,
    notice_too_short,
    reported_back,
)
from kefu_attendance.rules.leave_balance import TypeOfLeave, leave_of_year
from kefu_attendance.rules.leave_facts import Applicant, LeaveFacts, LeaveOutcome, LeaveRequest, Step
from kefu_attendance.rules.leave_policy import leave_policy
from kefu_attendance.rules.notices import judge_notice, notice_rule
from kefu_attendance.rules.sickness import papers_due

__all__ = [
    "DIRECT_SUPERIOR",
    "Applicant",
    "Earned",
    "LeaveFacts",
    "LeaveOutcome",
    "LeaveRequest",
    "Rest",
    "Step",
    "TypeOfLeave",
    "approval_chain",
    "approvals_outcome",
    "chain_value",
    "check_earned",
    "check_in_order",
    "check_overlap",
    "check_request",
    "check_steps",
    "earned",
    "given_back",
    "judge_notice",
    "judge_rest",
    "leave_of_year",
    "leave_outcome",
    "leave_policy",
    "leave_starts_at",
    "leave_verdict",
    "may_decide",
    "notice_rule",
    "notice_too_short",
    "open_steps",
    "papers_due",
    "positioned",
    "reported_back",
    "skipped_steps",
    "stand_ins",
]
