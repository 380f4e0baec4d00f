"""Visits owed to graded customers, made, overdue, and the policy that says how many (CUS-08, CUS-22, CUS-24..26; doc 1 l.23, l.93-96)."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.customers.registry import CUSTOMER_GRADES
from kefu_messages.errors import ContentInvalid, NotAllowed

VISITORS = frozenset({roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_SPECIALIST, roles.GENERAL_MANAGER})
VISIT_POLICY_MAKERS = frozenset({roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_MANAGER, roles.GENERAL_MANAGER})
VISIT_REPORT_READERS = VISIT_POLICY_MAKERS | {roles.REPORTING, roles.SERVICE}
VISIT_KINDS = ("routine", "in_depth", "annual", "holiday_greeting")
VISIT_PERIODS = ("month", "quarter", "year")


class VisitNotYours(NotAllowed):
    code = "visit_not_yours"
    text = {"zh-Hant": "{visitor} 沒有「{kind}」回訪的崗位", "en": "{visitor} holds no post that makes visits of kind {kind}"}


class VisitNotFaceToFace(ContentInvalid):
    code = "visit_not_face_to_face"
    text = {"zh-Hant": "深度回訪須當面進行", "en": "An in-depth visit is made face to face"}


class VisitInFuture(ContentInvalid):
    code = "visit_in_future"
    text = {"zh-Hant": "回訪日 {visited_on} 尚未到", "en": "{visited_on} has not come yet"}


class NotAHoliday(ContentInvalid):
    code = "not_a_holiday"
    text = {"zh-Hant": "{day} 不在本單位的節假日內或其前後", "en": "{day} is no public holiday of this organisation"}


class DuplicateCustomerVisit(ContentInvalid):
    code = "duplicate_customer_visit"
    text = {"zh-Hant": "回訪 {visit_no} 已登記", "en": "Visit {visit_no} is recorded already"}


class CustomerVisit(Schema):
    """One visit as recorded."""

    visit_no = fields.Identifier()
    customer_no = fields.Identifier()
    visitor = fields.Identifier()
    visitor_role = fields.String()
    kind = fields.Choice(*VISIT_KINDS)
    face_to_face = fields.Boolean()
    visited_on = fields.Date()
    feedback = fields.Text(longest=2000, allow_none=True)


class VisitObligation(Schema):
    """Visits owed in one period, and what is made of them by the day asked about."""

    role = fields.String()
    kind = fields.Choice(*VISIT_KINDS)
    since = fields.Date()
    due_by = fields.Date()
    times = fields.Integer()
    made = fields.Integer()
    missing = fields.Integer()
    state = fields.Choice("kept", "open", "overdue")


class VisitYear(Schema):
    """The visits owed to a customer in a calendar year; greetings are counted apart."""

    customer_no = fields.Identifier()
    year = fields.Integer()
    as_of = fields.Date()
    grade = fields.Choice(*CUSTOMER_GRADES, allow_none=True)
    planned = fields.Integer(metadata={"description": "visits owed in the year, greetings not counted"})
    made = fields.Integer(metadata={"description": "visits made in the year, greetings not counted"})
    missing = fields.Integer(metadata={"description": "visits whose period has ended without them"})
    obligations = fields.List(fields.Nested(VisitObligation))
    greetings_planned = fields.List(fields.Date(), metadata={"description": "first day of each public holiday to be greeted"})
    greetings_missed = fields.List(fields.Date())
    visits = fields.List(fields.Nested(CustomerVisit))
    version = fields.Integer()


class RecordCustomerVisit(Command):
    """Record a visit or a greeting; the reply is the customer's year (CUS-22, CUS-24..26; doc 1 l.93-96)."""

    route = POST("/customer-visits")
    roles = VISITORS
    reply = VisitYear
    status = 201
    errors = (VisitNotYours, VisitNotFaceToFace, VisitInFuture, NotAHoliday, DuplicateCustomerVisit)
    example = {"visit_no": "HF-2025-0301", "customer_no": "10000012", "kind": "routine", "visited_on": "2025-03-04", "face_to_face": False}
    visit_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    kind = fields.Choice(*VISIT_KINDS, required=True)
    visited_on = fields.Date(required=True)
    visitor = fields.Identifier(metadata={"description": "who visited; default: the sender"})
    visitor_role = fields.Choice(
        *sorted(VISITORS), metadata={"description": "the post in which it was made; default: the visitor's one that fits"}
    )
    face_to_face = fields.Boolean(metadata={"description": "false: by phone"})
    feedback = fields.Text(longest=2000)


class GetVisitPlan(Query):
    """What is owed to a customer in a year, as of a day (CUS-22, CUS-24..26)."""

    route = GET("/customers/{customer_no}/visit-plans/{year}")
    roles = VISITORS | VISIT_REPORT_READERS
    reply = VisitYear
    example = {"customer_no": "10000012", "year": 2025, "as_of": "2025-03-31"}
    customer_no = fields.Identifier(required=True)
    year = fields.Integer(required=True, validate=validate.Range(min=2000, max=2100))
    as_of = fields.Date(metadata={"description": "end of which day; default: today"})


class OverdueVisit(Schema):
    """Visits that were not made in their period."""

    customer_no = fields.Identifier()
    grade = fields.Choice(*CUSTOMER_GRADES)
    role = fields.String()
    kind = fields.Choice(*VISIT_KINDS)
    since = fields.Date()
    due_by = fields.Date()
    times = fields.Integer()
    made = fields.Integer()
    missing = fields.Integer()


class VisitsDue(Schema):
    """Visits of a year that are overdue or still open on a day, of all customers and all staff."""

    as_of = fields.Date()
    overdue = fields.List(fields.Nested(OverdueVisit))
    due = fields.List(fields.Nested(OverdueVisit), metadata={"description": "still open: the period has not ended"})
    missing_per_role = fields.Dict(keys=fields.String(), values=fields.Integer())


class ListVisitsDue(Query):
    """The report of due and overdue visits of all staff (CUS-08; doc 1 l.23), of the calendar year up to the day.

    On 1 January the year that has just ended is reported. ``since`` narrows it to periods that end on or after that day.
    """

    route = GET("/visits-due")
    roles = VISIT_REPORT_READERS
    reply = VisitsDue
    example = {"as_of": "2025-03-31", "since": "2025-03-01"}
    as_of = fields.Date(metadata={"description": "end of which day; default: today"})
    since = fields.Date()
    grade = fields.Choice(*CUSTOMER_GRADES)


class CustomerVisited(Event):
    """A customer was visited or greeted."""

    subject = "customer_no"
    example = {
        "customer_no": "10000012", "visit_no": "HF-2025-0301", "kind": "routine", "visitor": "E0100",
        "visitor_role": "customer_service_supervisor", "visited_on": "2025-03-04", "with_feedback": False, "because": ["visit_frequencies"],
    }  # fmt: skip
    customer_no = fields.Identifier(required=True)
    visit_no = fields.Identifier(required=True)
    kind = fields.Choice(*VISIT_KINDS, required=True)
    visitor = fields.Identifier(required=True)
    visitor_role = fields.String(required=True)
    visited_on = fields.Date(required=True)
    with_feedback = fields.Boolean()


_OWED = {
    "customer_no": "10000012", "grade": "A", "role": "customer_service_supervisor", "kind": "routine", "since": "2025-03-01",
    "due_by": "2025-03-31", "missing": 1, "because": ["visit_frequencies"],
}  # fmt: skip


class _VisitOwed(Schema):
    """Visits missing in a period."""

    customer_no = fields.Identifier(required=True)
    grade = fields.Choice(*CUSTOMER_GRADES, required=True)
    role = fields.String(required=True)
    kind = fields.Choice(*VISIT_KINDS, required=True)
    since = fields.Date(required=True)
    due_by = fields.Date(required=True)
    missing = fields.Integer(required=True)


class VisitDue(_VisitOwed, Event):
    """A period is about to end and visits are still missing."""

    subject = "customer_no"
    example = _OWED


class VisitOverdue(_VisitOwed, Event):
    """A period has ended without the visits owed in it."""

    subject = "customer_no"
    example = _OWED
