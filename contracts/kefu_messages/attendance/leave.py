"""Leave as it is asked for, granted and ended: requests, their papers, hand-over and report-back (ATT-11..ATT-25, ATT-34, ATT-43..ATT-46).

How a request is decided step by step is in ``approvals``; how it is read in ``leave_reading``, what is said of it in ``leave_events``.
"""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import POST, Bulk, Command, fields, roles
from kefu_messages.attendance.rosters import ATTENDANCE_CLERKS, NotInService, OthersMonth, OthersPaper, hours, late_reason
from kefu_messages.destroying import RecordsDestroyed
from kefu_messages.errors import (
    AlreadyExists,
    ContentInvalid,
    EnteredTooLate,
    SelfApproval,
    StateConflict,
    UnknownStaff,
    WrongApprover,
)

LEAVE_OUTCOMES = ("granted", "granted_as_personal", "pending_document", "refused", "rejected", "not_effective", "absence", "withdrawn")
LEAVE_REASONS = (
    "notice_too_short", "filed_after_start", "rejected", "approval_missing", "approval_order", "approval_late", "document_required",
    "no_prior_notice", "late_notice", "papers_missing", "certificate_missing",
)  # fmt: skip
LEAVE_PAPERS = ("certificate", "medical_record", "sick_slip", "document")


class UnknownLeaveType(ContentInvalid):
    """The organisation grants no such leave (ATT-25)."""

    code = "unknown_leave_type"
    text = {"zh-Hant": "沒有假別 {leave_type}", "en": "There is no leave type {leave_type}"}


class HandoverMissing(ContentInvalid):
    """Work is handed over to a colleague before leave (ATT-46)."""

    code = "handover_missing"
    text = {"zh-Hant": "請假前須指定工作交接人", "en": "Before leave the work is handed over to a colleague: name one"}


class LeavePeriodInvalid(ContentInvalid):
    """The leave ends before it begins, or has hours on more than one day."""

    code = "leave_period_invalid"
    text = {"zh-Hant": "請假期間不正確:{detail}", "en": "The period of leave is not valid: {detail}"}


class LeaveOverlaps(StateConflict):
    """Nobody asks twice for the same days or hours: the other request is withdrawn first; sickness may fall into other leave."""

    code = "leave_overlaps"
    depends_on = "moment"
    text = {"zh-Hant": "與 {request_no} 的假期重疊,請先撤回該申請", "en": "It overlaps with {request_no}: withdraw that request first"}


class LeaveNotBegun(StateConflict):
    """Nobody reports back from leave that has not begun (ATT-45)."""

    code = "leave_not_begun"
    depends_on = "moment"
    text = {"zh-Hant": "假期自 {from_date} 起,尚不能銷假", "en": "The leave begins on {from_date}: nobody reports back before"}


class LeaveStarted(StateConflict):
    """The leave has begun: it is no longer withdrawn or handed over, it is reported back from."""

    code = "leave_started"
    text = {"zh-Hant": "假期已於 {start} 開始", "en": "The leave began at {start}"}


class LeaveNotGranted(StateConflict):
    """Only from granted leave does anybody report back (ATT-45)."""

    code = "leave_not_granted"
    text = {
        "zh-Hant": "此假未獲准({outcome}),無需銷假",
        "en": "The leave was not granted ({outcome}): there is nothing to report back from",
    }


class SameApprover(ContentInvalid):
    """Nobody signs two steps of one request (ATT-01, ATT-16, ATT-22)."""

    code = "same_approver"
    depends_on = "sender"
    text = {
        "zh-Hant": "{approver} 已簽第 {position} 步:同一人不簽兩步",
        "en": "{approver} has signed step {position}: nobody signs two steps of one request",
    }


class LeaveStep(Schema):
    """A step of the approval chain and what came of it."""

    position = fields.Integer(metadata={"description": "from 1, in the order of the chain"})
    needed_role = fields.Text(allow_none=True, metadata={"description": "the role that decides it, or direct_superior"})
    approver = fields.Identifier(allow_none=True)
    decision = fields.Choice("approved", "rejected", allow_none=True)
    decided_at = fields.Instant(allow_none=True)


class LeaveRequestReply(Schema):
    """A request for leave and what has come of it, as of a day."""

    request_no = fields.Identifier()
    staff_no = fields.Identifier()
    leave_type = fields.Text(data_key="type")
    from_date = fields.Date()
    from_time = fields.Text(allow_none=True)
    to_date = fields.Date()
    to_time = fields.Text(allow_none=True)
    applied_at = fields.Instant()
    stated_reason = fields.Text(allow_none=True, metadata={"description": "as the applicant gave it"})
    handover_to = fields.Identifier(allow_none=True)
    work_report = fields.Text(allow_none=True, longest=2000)
    calendar_days = fields.Integer()
    hours = fields.Number(allow_none=True, metadata={"description": "of part of a day"})
    steps = fields.List(fields.Nested(LeaveStep), metadata={"description": "the whole chain, undecided steps too"})
    papers = fields.Dict(metadata={"description": "day on which each paper was handed in"})
    papers_due_on = fields.Date(allow_none=True, metadata={"description": "last day for the papers of sickness"})
    withdrawn_at = fields.Instant(allow_none=True)
    reported_back_on = fields.Date(allow_none=True)
    as_of = fields.Date()
    outcome = fields.Choice(*LEAVE_OUTCOMES)
    reason = fields.Choice(*LEAVE_REASONS, allow_none=True, metadata={"description": "why the outcome is none that was hoped for"})
    late_notice = fields.Boolean(
        allow_none=True, metadata={"description": "sickness called in later than the rule wants, but before the start"}
    )
    report_back = fields.Choice("done", "open", "not_due", allow_none=True)
    because = fields.List(fields.Text())
    version = fields.Integer()


class LeaveReasonsReply(Schema):
    """The decisions behind a request in the reader's language."""

    decisions = fields.List(fields.Dict())


class RequestLeave(Command):
    """Ask for leave (ATT-11..ATT-25, ATT-34, ATT-43); HR enters papers with the approvals on them, also by the thousand."""

    route = POST("/leave-requests")
    roles = roles.EVERYBODY
    reply = LeaveRequestReply
    errors = (
        RecordsDestroyed,
        NotInService,
        UnknownStaff,
        UnknownLeaveType,
        HandoverMissing,
        LeavePeriodInvalid,
        LeaveOverlaps,
        SelfApproval,
        WrongApprover,
        SameApprover,
        OthersPaper,
        EnteredTooLate,
        AlreadyExists,
    )
    status = 201
    bulk = Bulk("/leave-requests:import", key="request_no", roles=ATTENDANCE_CLERKS)
    example = {
        "request_no": "L001",
        "type": "personal",
        "from_date": "2025-06-16",
        "to_date": "2025-06-16",
        "applied_at": "2025-06-13T10:15",
        "reason": "搬家",
    }
    request_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(metadata={"description": "whose leave; the caller's when not given"})
    leave_type = fields.Text(longest=32, required=True, data_key="type")
    from_date = fields.Date(required=True)
    from_time = hours(metadata={"description": "of part of one day, with to_time"})
    to_date = fields.Date(required=True)
    to_time = hours()
    applied_at = fields.Instant(metadata={"description": "now when not given; on another moment only HR enters it"})
    reason = fields.Text()
    handover_to = fields.Identifier(metadata={"description": "the colleague who takes over"})
    work_report = fields.Text(longest=2000)
    approver1 = fields.Identifier(metadata={"description": "steps in the order of the chain, from a paper"})
    decision1 = fields.Choice("approved", "rejected")
    decided1_at = fields.Instant()
    approver2 = fields.Identifier()
    decision2 = fields.Choice("approved", "rejected")
    decided2_at = fields.Instant()
    approver3 = fields.Identifier()
    decision3 = fields.Choice("approved", "rejected")
    decided3_at = fields.Instant()
    certificate_on = fields.Date(metadata={"description": "day on which the paper was handed in"})
    medical_record_on = fields.Date()
    sick_slip_on = fields.Date()
    document_on = fields.Date()
    reported_back_on = fields.Date()
    late_reason = late_reason()


class HandInLeavePaper(Command):
    """Confirm that a paper of a request was handed in (ATT-14, ATT-23, ATT-45); whoever receives it says so, never the applicant."""

    route = POST("/leave-requests/{request_no}/papers")
    roles = roles.EVERYBODY
    reply = LeaveRequestReply
    errors = (SelfApproval, EnteredTooLate, OthersMonth)
    example = {"request_no": "L011", "paper": "certificate", "handed_in_on": "2025-06-14"}
    request_no = fields.Identifier(required=True)
    paper = fields.Choice(*LEAVE_PAPERS, required=True)
    handed_in_on = fields.Date(metadata={"description": "today when not given"})
    late_reason = late_reason()


class WithdrawLeave(Command):
    """Take a request back before the leave begins."""

    route = POST("/leave-requests/{request_no}:withdraw")
    roles = roles.EVERYBODY
    reply = LeaveRequestReply
    errors = (LeaveStarted, EnteredTooLate, OthersPaper, SelfApproval)
    example = {"request_no": "L001"}
    request_no = fields.Identifier(required=True)
    withdrawn_at = fields.Instant(metadata={"description": "now when not given; on another moment only HR enters it"})
    late_reason = late_reason()


class ReportBackFromLeave(Command):
    """Enter at HR that somebody is back (ATT-45; doc 4 l.236)."""

    route = POST("/leave-requests/{request_no}:report-back")
    roles = ATTENDANCE_CLERKS
    reply = LeaveRequestReply
    errors = (SelfApproval, LeaveNotGranted, LeaveNotBegun, EnteredTooLate)
    example = {"request_no": "L001", "reported_back_on": "2025-06-05"}
    request_no = fields.Identifier(required=True)
    reported_back_on = fields.Date(metadata={"description": "today when not given"})
    late_reason = late_reason()


class HandOverBeforeLeave(Command):
    """Name who takes over, with a report of the work, before the leave begins (ATT-46; doc 4 l.236)."""

    route = POST("/leave-requests/{request_no}:hand-over")
    roles = roles.EVERYBODY
    reply = LeaveRequestReply
    errors = (UnknownStaff, HandoverMissing, LeaveStarted, OthersPaper)
    example = {"request_no": "L001", "handover_to": "J012", "work_report": "三宗工單待跟進"}
    request_no = fields.Identifier(required=True)
    handover_to = fields.Identifier(required=True)
    work_report = fields.Text(longest=2000)
