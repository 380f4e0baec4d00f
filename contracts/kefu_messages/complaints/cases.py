"""Cases: inquiries, complaints, grumbles, feedback, suggestions and praise as they come in."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Query, fields
from kefu_messages.complaints.shared import AGENTS, KINDS, READERS, SEVERITIES, DatesOutOfOrder, HistoryFull, TextMissing
from kefu_messages.complaints.staff_complaints import CaseReasons
from kefu_messages.entering import LATE
from kefu_messages.errors import AlreadyExists, ChannelNotAllowed, ContentInvalid, UnknownCategory, UnknownCode, UnknownStaff

OPENED = ("inquiry", "complaint", "grumble", "feedback", "suggestion", "praise")


class ContactMissing(ContentInvalid):
    code = "contact_missing"
    text = {"zh-Hant": "須留下電話、QQ 或電子郵件之一", "en": "A phone number, QQ or e-mail address is needed"}


class SimilarCase(Schema):
    """An earlier case that looks alike: same customer or place, and much the same words."""

    case_no = fields.Identifier()
    likeness_percent = fields.Integer()
    repeated = fields.Boolean(metadata={"description": "the same customer again, about the same thing"})


class CaseStep(Schema):
    """One line of a case's history."""

    at = fields.Instant()
    by = fields.Text()
    what = fields.Text()
    reason = fields.Text(allow_none=True)
    note = fields.Text(allow_none=True, longest=2000)


class CasePause(Schema):
    """A time that does not count, with who stopped and started the clocks and why."""

    since = fields.Instant()
    until = fields.Instant(allow_none=True, metadata={"description": "none while it lasts"})
    reason = fields.Identifier(allow_none=True)
    by = fields.Text(allow_none=True)
    resume_reason = fields.Identifier(allow_none=True)
    resumed_by = fields.Text(allow_none=True)


class CaseContact(Schema):
    phone = fields.Text(allow_none=True)
    qq = fields.Text(allow_none=True)
    email = fields.Text(allow_none=True)


class Case(Schema):
    """A case as it stands. Due moments are null where no clock runs or a pause holds it."""

    case_no = fields.Identifier()
    kind = fields.Choice(*KINDS)
    state = fields.Identifier()
    priority = fields.Choice("normal", "emergency")
    severity = fields.Choice(*SEVERITIES, allow_none=True)
    channel = fields.Identifier(allow_none=True)
    customer_no = fields.Identifier(allow_none=True)
    customer = fields.Text(allow_none=True)
    service = fields.Choice(
        "in_service", "lapsed", allow_none=True, metadata={"description": "of one case: what contracts tells of the customer (CON-04)"}
    )
    covered_until = fields.Date(allow_none=True)
    unit_no = fields.Identifier(allow_none=True)
    area = fields.Text(allow_none=True)
    category = fields.Identifier(allow_none=True)
    cause = fields.Identifier(allow_none=True)
    real_cause = fields.Text(allow_none=True)
    wanted = fields.Text(allow_none=True, metadata={"description": "the solution the customer wants"})
    text = fields.Text(allow_none=True, longest=2000)
    contact = fields.Nested(CaseContact, allow_none=True)
    place = fields.Text(allow_none=True)
    person = fields.Text(allow_none=True)
    event = fields.Text(allow_none=True, longest=2000)
    happened_at = fields.Instant(allow_none=True)
    received_at = fields.Instant()
    received_on = fields.Date()
    procedure_edition = fields.Integer(allow_none=True)
    owner = fields.Identifier(allow_none=True)
    queue = fields.Identifier(allow_none=True)
    responsible = fields.Identifier(allow_none=True, metadata={"description": "who finds the solution of a case file"})
    department = fields.Text(allow_none=True)
    department_refusals = fields.Integer(allow_none=True)
    verified = fields.Boolean(allow_none=True)
    answer = fields.Text(allow_none=True, longest=2000)
    solution = fields.Text(allow_none=True, longest=2000)
    remedies = fields.List(fields.Dict(), metadata={"description": "kind, detail, granted_by, granted_on"})
    escalations = fields.List(fields.Dict(), metadata={"description": "reason, to_role, level (of a missed term), at, by"})
    steps = fields.List(fields.Nested(CaseStep), metadata={"description": "the history in order"})
    similar = fields.List(fields.Nested(SimilarCase))
    links = fields.List(fields.Identifier())
    merged_into = fields.Identifier(allow_none=True)
    split_from = fields.Identifier(allow_none=True)
    apologised_at = fields.Instant(allow_none=True)
    first_responded_at = fields.Instant(allow_none=True)
    first_response_due_at = fields.Instant(allow_none=True)
    solution_due_at = fields.Instant(allow_none=True)
    paused = fields.Boolean()
    pauses = fields.List(fields.Nested(CasePause))
    solved_on = fields.Date(allow_none=True)
    revisited_on = fields.Date(allow_none=True)
    satisfied = fields.Boolean(allow_none=True)
    closed_on = fields.Date(allow_none=True)
    alarms = fields.List(fields.String(), metadata={"description": "what has been reported as overdue"})
    clock_problem = fields.Text(allow_none=True, metadata={"description": "why the terms cannot be told: `calendar_not_published`"})
    orders = fields.List(fields.Dict(), metadata={"description": "orders waited for: order_no, ordered_on, served_on, waiting_days"})
    version = fields.Integer()


class OpenCase(Command):
    """Record what a customer asks, reports or complains of, by any channel (CMP-01, 04, 27, 32, 49, 51; doc 2 l.198, doc 4 l.266)."""

    route = POST("/cases")
    roles = AGENTS
    reply = Case
    errors = (
        TextMissing,
        ChannelNotAllowed,
        UnknownCategory,
        UnknownCode,
        UnknownStaff,
        AlreadyExists,
        DatesOutOfOrder,
        HistoryFull,
        *LATE,
    )
    status = 201
    example = {
        "case_no": "C5", "kind": "complaint", "channel": "call", "text": "發票一直沒有收到", "customer_no": "U7",
        "received_at": "2025-05-06T10:00", "severity": "minor", "category": "billing", "contact": {"phone": "13800000001"},
    }  # fmt: skip
    case_no = fields.Identifier(required=True)
    kind = fields.Choice(*OPENED, required=True)
    channel = fields.Identifier(required=True)
    text = fields.Text(longest=2000, load_default="")
    received_at = fields.Instant(metadata={"description": "now when not given"})
    customer_no = fields.Identifier()
    customer = fields.Text()
    unit_no = fields.Identifier()
    area = fields.Text()
    category = fields.Identifier()
    cause = fields.Identifier()
    staff_no = fields.Identifier(metadata={"description": "whom it is about"})
    severity = fields.Choice(*SEVERITIES, load_default="minor")
    priority = fields.Choice("normal", "emergency", load_default="normal")
    contact = fields.Nested(CaseContact)


class GetCase(Query):
    """One case with its history."""

    route = GET("/cases/{case_no}")
    roles = READERS
    reply = Case
    example = {"case_no": "C5"}
    case_no = fields.Identifier(required=True)


class WhyCase(Query):
    """Why a case was decided, timed and escalated as it was: clauses and facts."""

    route = GET("/cases/{case_no}/why")
    roles = READERS
    reply = CaseReasons
    example = {"case_no": "C5"}
    case_no = fields.Identifier(required=True)
