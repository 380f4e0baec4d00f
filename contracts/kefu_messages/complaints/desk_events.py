"""What is said of the procedure, promises and checks."""

from __future__ import annotations

from kefu_messages import Event, fields


class ComplaintProcedurePublished(Event):
    """A new edition of the complaint-handling procedure is there."""

    subject = "title"
    example = {"title": "客戶投訴管理規範", "edition": 1, "effective_from": "2025-01-01", "published_by": "J001", "because": ["CMP-01"]}
    title = fields.Text(required=True)
    edition = fields.Integer(required=True)
    effective_from = fields.Date(required=True)
    published_by = fields.Identifier(required=True)


class PromiseOverdue(Event):
    """A promise to a customer was not kept by its day."""

    subject = "promise_no"
    example = {"promise_no": "CN-1", "case_no": "C5", "customer_no": "U7", "made_by": "E017", "due_on": "2025-05-09", "because": ["CMP-02"]}
    promise_no = fields.Identifier(required=True)
    case_no = fields.Identifier(required=True, allow_none=True)
    customer_no = fields.Identifier(required=True, allow_none=True)
    made_by = fields.Identifier(required=True)
    due_on = fields.Date(required=True)


class ConductBreachFound(Event):
    """A check found a quarrel with a customer or an act against the company: a candidate for discipline."""

    subject = "check_no"
    example = {
        "check_no": "JC-2", "case_no": "C31", "staff_no": "E017", "breach": "quarrel", "checked_on": "2025-05-08", "checked_by": "E005",
        "because": ["CMP-09"],
    }  # fmt: skip
    check_no = fields.Identifier(required=True)
    case_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    breach = fields.Choice("quarrel", "against_company", required=True)
    checked_on = fields.Date(required=True)
    checked_by = fields.Identifier(required=True)


class CorrectiveActionOverdue(Event):
    """The corrective action of a check was not taken by its day."""

    subject = "check_no"
    example = {"check_no": "JC-1", "case_no": "C12", "agent": "E017", "due_on": "2025-05-09", "because": ["CMP-03"]}
    check_no = fields.Identifier(required=True)
    case_no = fields.Identifier(required=True)
    agent = fields.Identifier(required=True, allow_none=True)
    due_on = fields.Date(required=True)
