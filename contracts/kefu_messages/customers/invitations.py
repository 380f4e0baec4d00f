"""Events for customers, and mailings to grade A (CUS-27, CUS-28; doc 1 l.97-98)."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.customers.campaigns import CAMPAIGN_READERS, CAMPAIGNERS, PLANNERS
from kefu_messages.errors import AlreadyExists, ContentInvalid

MAILING_KINDS = ("policy_bulletin", "company_news", "house_magazine")
EVENT_KINDS = ("knowledge_lecture", "social_gathering", "policy_lecture", "study_tour", "other")


class NotInvited(ContentInvalid):
    code = "not_invited"
    text = {"zh-Hant": "客戶 {customer_no} 未獲邀請", "en": "Customer {customer_no} is not invited"}


class OnlyGradeAInvited(ContentInvalid):
    code = "only_grade_a_invited"
    text = {
        "zh-Hant": "政策講座和考察只邀請 A 類客戶:{customer_nos}",
        "en": "Policy lectures and study tours are for grade A: {customer_nos} are not",
    }


class CustomerEvent(Schema):
    """An event for customers."""

    event_no = fields.Identifier()
    title = fields.Text()
    kind = fields.Choice(*EVENT_KINDS)
    held_on = fields.Date()
    invited = fields.List(fields.Identifier())
    attended = fields.List(fields.Identifier())
    invited_count = fields.Integer()
    attended_count = fields.Integer()
    attendance_percent = fields.Number(allow_none=True)
    version = fields.Integer()


class PlanCustomerEvent(Command):
    """Plan an event with those invited; policy lectures and study tours are for grade A (CUS-27, CUS-28; doc 1 l.97-98)."""

    route = POST("/customer-events")
    roles = PLANNERS
    reply = CustomerEvent
    errors = (OnlyGradeAInvited, AlreadyExists, NotInvited)
    status = 201
    example = {"event_no": "HD-2025-01", "title": "知識講座", "kind": "knowledge_lecture", "held_on": "2025-04-12", "invited": ["10000012"]}
    event_no = fields.Identifier(required=True)
    title = fields.Text(required=True)
    kind = fields.Choice(*EVENT_KINDS, required=True)
    held_on = fields.Date(required=True)
    invited = fields.List(fields.Identifier(), required=True, validate=validate.Length(min=1, max=5000))


class RecordAttendance(Command):
    """Record who came to an event (CUS-27)."""

    route = POST("/customer-events/{event_no}:record-attendance")
    roles = CAMPAIGNERS
    reply = CustomerEvent
    errors = (NotInvited,)
    example = {"event_no": "HD-2025-01", "attended": ["10000012"]}
    event_no = fields.Identifier(required=True)
    attended = fields.List(fields.Identifier(), required=True)


class GetCustomerEvent(Query):
    """An event with its attendance."""

    route = GET("/customer-events/{event_no}")
    roles = CAMPAIGN_READERS
    reply = CustomerEvent
    example = {"event_no": "HD-2025-01"}
    event_no = fields.Identifier(required=True)


class MailingAddress(Schema):
    """Where a copy goes."""

    customer_no = fields.Identifier()
    name = fields.Text()
    address = fields.Text()


class GradeAMailing(Schema):
    """An issue with the list it goes to and those it cannot reach."""

    issue_no = fields.Identifier()
    kind = fields.Choice(*MAILING_KINDS)
    title = fields.Text()
    issued_on = fields.Date()
    recipients = fields.List(fields.Nested(MailingAddress))
    without_address = fields.List(fields.Identifier(), metadata={"description": "grade A customers whose address is not known"})
    version = fields.Integer()


class IssueMailing(Command):
    """Draw up the list of all grade A customers for a bulletin, news or the house magazine (CUS-28; doc 1 l.98)."""

    route = POST("/mailings")
    roles = CAMPAIGNERS
    reply = GradeAMailing
    errors = (AlreadyExists,)
    status = 201
    example = {"issue_no": "NK-2025-05", "kind": "house_magazine", "title": "內刊五月號", "issued_on": "2025-05-05"}
    issue_no = fields.Identifier(required=True)
    kind = fields.Choice(*MAILING_KINDS, required=True)
    title = fields.Text(required=True)
    issued_on = fields.Date(required=True)


class GetGradeAMailing(Query):
    """The mailing list of an issue as drawn up."""

    route = GET("/mailings/{issue_no}")
    roles = CAMPAIGNERS
    reply = GradeAMailing
    example = {"issue_no": "NK-2025-05"}
    issue_no = fields.Identifier(required=True)


class CustomerEventPlanned(Event):
    """An event for customers is planned."""

    subject = "event_no"
    example = {"event_no": "HD-2025-01", "kind": "knowledge_lecture", "held_on": "2025-04-12", "invited": 30, "because": ["CUS-27"]}
    event_no = fields.Identifier(required=True)
    kind = fields.Choice(*EVENT_KINDS, required=True)
    held_on = fields.Date(required=True)
    invited = fields.Integer(required=True)


class MailingIssued(Event):
    """A bulletin or magazine goes to the grade A customers."""

    subject = "issue_no"
    example = {
        "issue_no": "NK-2025-05",
        "kind": "house_magazine",
        "recipients": 12,
        "without_address": 1,
        "issued_on": "2025-05-05",
        "because": ["CUS-28"],
    }
    issue_no = fields.Identifier(required=True)
    kind = fields.Choice(*MAILING_KINDS, required=True)
    recipients = fields.Integer(required=True)
    without_address = fields.Integer(required=True)
    issued_on = fields.Date(required=True)
