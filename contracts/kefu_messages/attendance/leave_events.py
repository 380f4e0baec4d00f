"""What is said of leave: asked for, decided, to be reported back from."""

from __future__ import annotations

from kefu_messages import Event, fields
from kefu_messages.attendance.leave import LEAVE_OUTCOMES, LEAVE_REASONS

PERIOD = {"request_no": "L001", "staff_no": "E023", "leave_type": "personal", "from_date": "2025-06-16", "to_date": "2025-06-16"}


class LeaveRequested(Event):
    """Somebody has asked for leave."""

    subject = "request_no"
    version = 1
    example = {**PERIOD, "applied_at": "2025-06-13T10:15:00+08:00", "waits_for": ["customer_service_supervisor"], "because": ["ATT-16"]}
    request_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    leave_type = fields.Text(required=True)
    from_date = fields.Date(required=True)
    from_time = fields.Text(allow_none=True)
    to_date = fields.Date(required=True)
    to_time = fields.Text(allow_none=True)
    applied_at = fields.Instant(required=True)
    handover_to = fields.Identifier(allow_none=True)
    waits_for = fields.List(fields.Text(), metadata={"description": "the roles of the steps still to come, in order"})


class LeaveDecided(Event):
    """What has come of a request, as far as is known; said again whenever it changes.

    Days of ``granted`` and ``granted_as_personal`` leave are excused and count under ``counts_as``; ``pending_document`` is neither
    leave nor absence; of ``refused``, ``rejected``, ``not_effective`` and ``absence`` the days not worked are absence;
    ``withdrawn`` means as if it had never been asked for.
    """

    subject = "request_no"
    version = 1
    example = {
        **PERIOD, "counts_as": "personal", "calendar_days": 1, "outcome": "granted", "outcome_reason": None, "late_notice": None,
        "report_back": None, "excused": True, "because": ["ATT-16", "ATT-15"],
    }  # fmt: skip
    request_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    leave_type = fields.Text(required=True)
    counts_as = fields.Text(required=True, metadata={"description": "the type under which its days and hours are counted"})
    from_date = fields.Date(required=True)
    from_time = fields.Text(allow_none=True, metadata={"description": "HH:MM, of part of a day"})
    to_date = fields.Date(required=True)
    to_time = fields.Text(allow_none=True)
    calendar_days = fields.Integer(required=True)
    hours = fields.Number(allow_none=True)
    outcome = fields.Choice(*LEAVE_OUTCOMES, required=True)
    outcome_reason = fields.Choice(*LEAVE_REASONS, allow_none=True)
    excused = fields.Boolean(required=True, metadata={"description": "whether the person is on leave on these days"})
    late_notice = fields.Boolean(allow_none=True)
    papers_due_on = fields.Date(allow_none=True)
    report_back = fields.Choice("done", "open", "not_due", allow_none=True)


class ReportBackDue(Event):
    """Granted leave has ended and is to be reported back from at HR (ATT-45)."""

    subject = "request_no"
    version = 1
    example = {"request_no": "L001", "staff_no": "J018", "leave_type": "personal", "ended_on": "2025-06-04", "because": ["ATT-45"]}
    request_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    leave_type = fields.Text(required=True)
    ended_on = fields.Date(required=True)
    certificate_needed = fields.Boolean()
