"""What is said of call-backs and revisit reports (CUS-48..54; doc 4)."""

from __future__ import annotations

from kefu_messages import Event, fields


class FeedbackCallBackDue(Event):
    """A feedback form came in and its customer is to be called back."""

    subject = "call_back_no"
    example = {
        "call_back_no": "form-FK-101", "form_no": "FK-101", "customer_no": "U7", "specialist": "E0102", "received_on": "2025-03-04",
        "due_on": "2025-03-05", "because": ["call_back_after_days"],
    }  # fmt: skip
    call_back_no = fields.Identifier(required=True)
    form_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    specialist = fields.Identifier(required=True)
    received_on = fields.Date(required=True)
    due_on = fields.Date(required=True)


class CallBackMade(Event):
    """A customer has been called back after a service."""

    subject = "call_back_no"
    example = {
        "call_back_no": "form-FK-101", "source_no": "FK-101", "specialist": "E0102", "made_on": "2025-03-06", "days_late": 1, "attitude": 5,
        "technical_level": 4, "result": 4, "satisfied": True, "because": ["CUS-49"],
    }  # fmt: skip
    call_back_no = fields.Identifier(required=True)
    source_no = fields.Identifier(required=True)
    specialist = fields.Identifier(allow_none=True)
    made_on = fields.Date(required=True)
    days_late = fields.Integer(required=True)
    attitude = fields.Integer(required=True)
    technical_level = fields.Integer(required=True)
    result = fields.Integer(required=True)
    satisfied = fields.Boolean(required=True)


class ComplaintRevisited(Event):
    """The customer of a handled complaint was asked about its result: the complaint may be closed now."""

    subject = "complaint_no"
    example = {"complaint_no": "TS-7", "satisfied": True, "revisited_on": "2025-04-12", "remark": None, "because": ["CUS-50"]}
    complaint_no = fields.Identifier(required=True)
    satisfied = fields.Boolean(required=True)
    revisited_on = fields.Date(required=True)
    remark = fields.Text(allow_none=True)


class CallBackEscalated(Event):
    """A call-back brought up a question or an old problem; the service manager must assign somebody at once."""

    subject = "call_back_no"
    example = {
        "call_back_no": "form-FK-101", "customer_no": "U7", "specialist": "E0102", "kind": "customer_question", "text": "如何做年結?",
        "to_role": "service_manager", "raised_at": "2025-03-05T10:00:00+08:00", "because": ["CUS-52"],
    }  # fmt: skip
    call_back_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(allow_none=True)
    specialist = fields.Identifier(allow_none=True)
    kind = fields.Choice("customer_question", "old_problem", required=True)
    text = fields.Text(required=True)
    to_role = fields.Identifier(required=True)
    raised_at = fields.Instant(required=True)


class RevisitReportSubmitted(Event):
    """The monthly revisit report lies before the service manager."""

    subject = "month"
    example = {
        "month": "2025-03", "forms": 40, "made": 38, "on_time": 36, "done_percent": "95", "on_time_percent": "90",
        "satisfied_percent": "92.11", "software_mean": "4.2", "submitted_on": "2025-03-31", "late": False, "because": ["CUS-53"],
    }  # fmt: skip
    month = fields.Month(required=True)
    forms = fields.Integer(required=True)
    made = fields.Integer(required=True)
    on_time = fields.Integer(required=True)
    done_percent = fields.Number(required=True, allow_none=True)
    on_time_percent = fields.Number(required=True, allow_none=True)
    satisfied_percent = fields.Number(required=True, allow_none=True)
    software_mean = fields.Number(required=True, allow_none=True)
    submitted_on = fields.Date(required=True)
    late = fields.Boolean(required=True)


class RevisitReportOverdue(Event):
    """The month is over and no revisit report was submitted."""

    subject = "month"
    example = {"month": "2025-03", "due_on": "2025-03-31", "to_role": "service_manager", "because": ["revisit_report_due"]}
    month = fields.Month(required=True)
    due_on = fields.Date(required=True)
    to_role = fields.Identifier(required=True)
