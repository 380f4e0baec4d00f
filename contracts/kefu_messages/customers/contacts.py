"""The contact log, what customers say in it, and suggestions about the service (CUS-03, CUS-10, CUS-11, CUS-32; doc 1)."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.errors import AlreadyExists, ContentInvalid

CONTACTERS = frozenset(
    {
        roles.CUSTOMER_SERVICE_SPECIALIST, roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_MANAGER, roles.PHONE_AGENT,
        roles.KEY_ACCOUNT_TEAM, roles.SERVICE_SPECIALIST, roles.SERVICE_MANAGER, roles.REVISIT_SPECIALIST, roles.PROPERTY_SERVICE_AGENT,
        roles.AREA_STEWARD,
    }
)  # fmt: skip
SUGGESTION_READERS = frozenset(
    {
        roles.CUSTOMER_SERVICE_SUPERVISOR,
        roles.CUSTOMER_SERVICE_MANAGER,
        roles.GENERAL_MANAGER,
        roles.SERVICE_DIRECTOR,
        roles.PROPERTY_MANAGER,
    }
)


class ContactTypeUnknown(ContentInvalid):
    code = "contact_type_unknown"
    text = {"zh-Hant": "聯絡類型「{type}」不在本單位清單內:{types}", "en": "'{type}' is no contact type of this organisation: {types}"}


class OrderNumberMissing(ContentInvalid):
    code = "order_number_missing"
    text = {"zh-Hant": "訂單查詢須填寫訂單編號", "en": "An order enquiry names the order"}


class Contact(Schema):
    """One contact with a customer."""

    contact_no = fields.Identifier()
    customer_no = fields.Identifier()
    contact_type = fields.Identifier()
    contacted_at = fields.Instant()
    agent = fields.Identifier()
    outcome = fields.Text(longest=2000)
    order_no = fields.Identifier(allow_none=True)
    minutes = fields.Integer(allow_none=True)
    feedback = fields.Text(longest=2000, allow_none=True)
    version = fields.Integer()


class LogContact(Command):
    """Log a contact with a customer of one of the organisation's types (CUS-10, CUS-11; doc 1 l.27)."""

    route = POST("/contacts")
    roles = CONTACTERS
    reply = Contact
    errors = (ContactTypeUnknown, OrderNumberMissing, AlreadyExists)
    status = 201
    example = {
        "contact_no": "LX-2025-0001", "customer_no": "10000012", "contact_type": "order_enquiry", "contacted_at": "2025-03-04T10:20",
        "outcome": "訂單已發貨", "order_no": "E1001",
    }  # fmt: skip
    contact_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    contact_type = fields.Identifier(
        required=True, metadata={"description": "outbound_call, online_answer, order_enquiry, revisit, care, ..."}
    )
    contacted_at = fields.Instant(metadata={"description": "default: now"})
    outcome = fields.Text(longest=2000, required=True)
    order_no = fields.Identifier(metadata={"description": "required for an order enquiry"})
    minutes = fields.Integer(validate=validate.Range(min=0, max=1440))
    feedback = fields.Text(longest=2000, metadata={"description": "what the customer said or wishes (CUS-11)"})


class ListContacts(Query):
    """The contacts of a customer in the order of their numbers."""

    part_of_overview = True
    route = GET("/customers/{customer_no}/contacts")
    roles = CONTACTERS
    reply = Contact
    paged = True
    example = {"customer_no": "10000012"}
    customer_no = fields.Identifier(required=True)


class Feedback(Schema):
    """What a customer said, and on which occasion."""

    source = fields.Choice("contact", "visit", "satisfaction_answer")
    source_no = fields.Identifier()
    given_on = fields.Date()
    text = fields.Text(longest=2000)


class CustomerFeedback(Schema):
    """Everything a customer has said, oldest first."""

    customer_no = fields.Identifier()
    feedback = fields.List(fields.Nested(Feedback))


class ListFeedback(Query):
    """The feedback of a customer from contacts, visits and surveys (CUS-11; doc 1 l.27)."""

    route = GET("/customers/{customer_no}/feedback")
    roles = CONTACTERS
    reply = CustomerFeedback
    example = {"customer_no": "10000012"}
    customer_no = fields.Identifier(required=True)


class Suggestion(Schema):
    """A suggestion about how customers are served."""

    suggestion_no = fields.Identifier()
    text = fields.Text(longest=2000)
    author = fields.Identifier(metadata={"description": "staff number, or the customer's number when a customer suggests"})
    by_customer = fields.Boolean()
    suggested_on = fields.Date()
    state = fields.Choice("submitted", "adopted", "declined")
    answer = fields.Text(allow_none=True)
    version = fields.Integer()


class SuggestImprovement(Command):
    """Suggest how the service could be better, for oneself or for a customer (CUS-03, CUS-32; doc 1 l.12, l.100)."""

    route = POST("/service-suggestions")
    roles = CONTACTERS | {roles.RECEPTION_AGENT}
    reply = Suggestion
    errors = (AlreadyExists,)
    status = 201
    example = {"suggestion_no": "JY-2025-01", "text": "增加短信提醒", "suggested_on": "2025-03-05"}
    suggestion_no = fields.Identifier(required=True)
    text = fields.Text(longest=2000, required=True)
    customer_no = fields.Identifier(metadata={"description": "the customer who suggests, if it is one"})
    suggested_on = fields.Date(metadata={"description": "default: today"})


class AnswerSuggestion(Command):
    """Adopt or decline a suggestion (CUS-03)."""

    route = POST("/service-suggestions/{suggestion_no}:answer")
    roles = SUGGESTION_READERS
    reply = Suggestion
    example = {"suggestion_no": "JY-2025-01", "state": "adopted", "answer": "下月上線"}
    suggestion_no = fields.Identifier(required=True)
    state = fields.Choice("adopted", "declined", required=True)
    answer = fields.Text(required=True)


class ListSuggestions(Query):
    """Suggestions, filtered by state, in the order of their numbers."""

    route = GET("/service-suggestions")
    roles = SUGGESTION_READERS | CONTACTERS
    reply = Suggestion
    paged = True
    example = {"state": "submitted"}
    state = fields.Choice("submitted", "adopted", "declined")


class ContactLogged(Event):
    """A customer was contacted."""

    subject = "customer_no"
    example = {
        "customer_no": "10000012", "contact_no": "LX-2025-0001", "contact_type": "order_enquiry", "agent": "E0102",
        "contacted_on": "2025-03-04", "with_feedback": False, "because": ["contact_types"],
    }  # fmt: skip
    customer_no = fields.Identifier(required=True)
    contact_no = fields.Identifier(required=True)
    contact_type = fields.Identifier(required=True)
    agent = fields.Identifier(required=True)
    contacted_on = fields.Date(required=True)
    with_feedback = fields.Boolean()


class ImprovementSuggested(Event):
    """Somebody suggests a better service."""

    subject = "suggestion_no"
    example = {"suggestion_no": "JY-2025-01", "author": "E0102", "by_customer": False, "suggested_on": "2025-03-05", "because": ["CUS-03"]}
    suggestion_no = fields.Identifier(required=True)
    author = fields.Identifier(required=True)
    by_customer = fields.Boolean(required=True)
    suggested_on = fields.Date(required=True)
