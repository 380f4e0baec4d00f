"""How a case is steered: owner, escalation, remedies, departments, links, merges and splits (CMP-04..06, 11, 26, 56)."""

from __future__ import annotations

from kefu_messages import POST, Command, Event, fields
from kefu_messages.complaints.cases import Case
from kefu_messages.complaints.handling import ON_CASE, OnCase
from kefu_messages.complaints.shared import AGENTS, LEADERS, SEVERITIES
from kefu_messages.errors import AlreadyExists, StateConflict, TooManyEntries, UnknownCategory, UnknownReference, UnknownStaff


class DepartmentNotAsked(StateConflict):
    code = "department_not_asked"
    text = {"zh-Hant": "尚未向任何部門轉辦", "en": "No department has been asked"}


class AssignCase(OnCase, Command):
    """Give a case to somebody; escalations from revisits at once (CMP-04, CMP-05, CMP-41; doc 4 l.322)."""

    route = POST("/cases/{case_no}:assign")
    roles, reply = AGENTS, Case
    errors = (UnknownStaff, *ON_CASE)
    example = {"case_no": "C5", "owner": "E017"}
    owner = fields.Identifier(required=True)


class NoteProgress(OnCase, Command):
    """Note that a case was followed up (CMP-05; doc 1 l.28)."""

    route = POST("/cases/{case_no}:note-progress")
    roles, reply, errors = AGENTS, Case, ON_CASE
    example = {"case_no": "C5", "note": "已催倉庫"}


class EscalateCase(OnCase, Command):
    """Report a case to the supervisor: the customer cannot be spoken with, or another reason (CMP-06; doc 1 l.29)."""

    route = POST("/cases/{case_no}:escalate")
    roles, reply, errors = AGENTS, Case, ON_CASE
    example = {"case_no": "C20", "reason": "difficult_customer"}
    reason = fields.Choice("difficult_customer", "beyond_authority", "other", required=True)


class AssessSeverity(OnCase, Command):
    """Judge how grave a complaint is; the graver, the higher it is reported (CMP-11; doc 1 l.39)."""

    route = POST("/cases/{case_no}:assess")
    roles, reply, errors = AGENTS, Case, ON_CASE
    example = {"case_no": "C5", "severity": "major"}
    severity = fields.Choice(*SEVERITIES, required=True)


class GrantRemedy(OnCase, Command):
    """Grant the customer a remedy; money needs a leader (CMP-08; doc 1 l.38)."""

    route = POST("/cases/{case_no}:grant-remedy")
    roles, reply, errors = LEADERS, Case, ON_CASE
    example = {"case_no": "C5", "remedy": "refund", "amount": "20", "detail": "退運費"}
    remedy = fields.Choice("apology", "refund", "replacement", "repair", "discount", "other", required=True)
    amount = fields.Money(negative=False)
    detail = fields.Text()


class AskDepartment(OnCase, Command):
    """Ask another department to take over; until it accepts the owner stays responsible (CMP-26; doc 2 l.197)."""

    route = POST("/cases/{case_no}:ask-department")
    roles, reply, errors = AGENTS, Case, ON_CASE
    example = {"case_no": "C5", "department": "logistics"}
    department = fields.Text(required=True)


class AnswerForDepartment(OnCase, Command):
    """The department that was asked accepts or refuses; so many refusals go to the supervisor (CMP-26; doc 2 l.197)."""

    route = POST("/cases/{case_no}:answer-for-department")
    roles, reply = AGENTS, Case
    errors = (DepartmentNotAsked, *ON_CASE)
    example = {"case_no": "C5", "accepted": False, "note": "非本部門"}
    accepted = fields.Boolean(required=True)


class LinkOrder(OnCase, Command):
    """Link the gas-on or installation order whose long wait a complaint is about (CMP-56; doc 5.3 l.439)."""

    route = POST("/cases/{case_no}:link-order")
    roles, reply, errors = AGENTS, Case, ON_CASE
    example = {"case_no": "C5", "order_no": "TQ-1", "order_kind": "gas_on", "ordered_on": "2025-11-01", "served_on": "2025-11-25"}
    order_no = fields.Identifier(required=True)
    order_kind = fields.Choice("gas_on", "installation", required=True)
    ordered_on = fields.Date(required=True)
    served_on = fields.Date(metadata={"description": "none while the customer still waits"})


class LinkCase(OnCase, Command):
    """Link a case with another one about the same matter (CMP-51)."""

    route = POST("/cases/{case_no}:link")
    roles, reply, errors = AGENTS, Case, (*ON_CASE, UnknownReference, TooManyEntries)
    example = {"case_no": "C5", "other_case_no": "C6"}
    other_case_no = fields.Identifier(required=True)


class MergeCase(OnCase, Command):
    """Close a case as the same as another one, which goes on for both (CMP-51)."""

    route = POST("/cases/{case_no}:merge")
    roles, reply, errors = AGENTS, Case, (*ON_CASE, UnknownReference, TooManyEntries)
    example = {"case_no": "C6", "into_case_no": "C5"}
    into_case_no = fields.Identifier(required=True)


class SplitCase(OnCase, Command):
    """Open a case of its own for a second matter that a case holds; customer, channel and receipt stay the same (CMP-51)."""

    route = POST("/cases/{case_no}:split")
    roles, reply, errors, status = AGENTS, Case, (*ON_CASE, AlreadyExists, UnknownCategory, TooManyEntries), 201
    example = {"case_no": "C5", "new_case_no": "C5-2", "text": "另有開票問題"}
    new_case_no = fields.Identifier(required=True)
    text = fields.Text(required=True, longest=2000)
    category = fields.Identifier()


class CasesLinked(Event):
    """Two cases are about the same matter: linked, one merged into the other, or one split from it."""

    subject = "case_no"
    example = {"case_no": "C6", "other_case_no": "C5", "how": "merged", "linked_at": "2025-05-06T11:00:00+08:00", "because": ["CMP-51"]}
    case_no = fields.Identifier(required=True)
    other_case_no = fields.Identifier(required=True)
    how = fields.Choice("linked", "merged", "split", required=True)
    linked_at = fields.Instant(required=True)


class CoordinationRequested(Event):
    """Another department is asked to do something for a customer."""

    subject = "source_no"
    example = {
        "source_no": "C5", "department": "logistics", "text": "催發貨", "requested_by": "E017", "requested_at": "2025-05-06T11:00:00+08:00",
        "because": ["CMP-26"],
    }  # fmt: skip
    source_no = fields.Identifier(required=True, metadata={"description": "number of the case or call"})
    department = fields.Text(required=True)
    text = fields.Text(required=True, longest=2000)
    requested_by = fields.Identifier(required=True)
    requested_at = fields.Instant(required=True)
