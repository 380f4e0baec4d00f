"""Grades A, B and C, and letting go of grade C customers (CUS-19..21, CUS-71; doc 1 l.92, doc 5.4 l.470, l.477)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.customers.registry import CUSTOMER_GRADES, READERS, Customer
from kefu_messages.errors import ContentInvalid, StateConflict

GRADERS = frozenset(
    {
        roles.CUSTOMER_SERVICE_SUPERVISOR,
        roles.CUSTOMER_SERVICE_MANAGER,
        roles.SERVICE_MANAGER,
        roles.SERVICE_DIRECTOR,
        roles.DEPARTMENT_HEAD,
    }
)
RELEASERS = frozenset({roles.SERVICE_MANAGER, roles.CUSTOMER_SERVICE_MANAGER, roles.DEPARTMENT_HEAD, roles.GENERAL_MANAGER})


class NoGradesHere(ContentInvalid):
    code = "no_grades_here"
    text = {"zh-Hant": "本單位不對客戶分級", "en": "This organisation does not grade its customers"}


class GradedBeforeLastGrade(ContentInvalid):
    code = "graded_before_last_grade"
    text = {
        "zh-Hant": "定級日 {graded_on} 早於現行等級生效日 {since}",
        "en": "The grade of {graded_on} is before the present one of {since}",
    }


class ReleaseNotPolicy(StateConflict):
    code = "release_not_policy"
    text = {"zh-Hant": "本單位對 {grade} 級客戶不作淘汰", "en": "This organisation does not release customers of grade {grade}"}


class ReleaseNotMarked(StateConflict):
    code = "release_not_marked"
    text = {"zh-Hant": "客戶 {customer_no} 未列入待淘汰", "en": "Customer {customer_no} is not marked to be released"}


class ReleaseNotExpired(StateConflict):
    code = "release_not_expired"
    text = {"zh-Hant": "合同至 {expires_on} 才到期", "en": "Its contract runs until {expires_on}"}


class GradeOfDay(Schema):
    """One grade and the day from which it holds."""

    grade = fields.Choice(*CUSTOMER_GRADES)
    since = fields.Date()
    reason = fields.Text()
    graded_by = fields.Identifier(allow_none=True)


class GradeHistory(Schema):
    """All grades of a customer, oldest first."""

    customer_no = fields.Identifier()
    grade = fields.Choice(*CUSTOMER_GRADES, allow_none=True)
    history = fields.List(fields.Nested(GradeOfDay))
    version = fields.Integer()


class GradeCustomer(Command):
    """Grade a customer by what was found of it, with the reason (CUS-19, CUS-20, CUS-21; doc 1 l.92)."""

    route = POST("/customers/{customer_no}/grades")
    roles = GRADERS
    reply = Customer
    errors = (NoGradesHere, GradedBeforeLastGrade)
    status = 201
    example = {"customer_no": "10000012", "brand_reach": True, "second_development": False, "reason": "全市連鎖", "graded_on": "2025-03-01"}
    customer_no = fields.Identifier(required=True)
    brand_reach = fields.Boolean(required=True, metadata={"description": "has a certain brand reach or publicity value"})
    second_development = fields.Boolean(required=True, metadata={"description": "has potential for a second development"})
    reason = fields.Text(required=True)
    graded_on = fields.Date(required=True)


class GetGrades(Query):
    """The grades of a customer over time."""

    part_of_overview = True
    route = GET("/customers/{customer_no}/grades")
    roles = READERS
    reply = GradeHistory
    example = {"customer_no": "10000012"}
    customer_no = fields.Identifier(required=True)


class MarkForRelease(Command):
    """Mark a grade C customer not to be renewed (CUS-71; doc 5.4 l.477)."""

    route = POST("/customers/{customer_no}:mark-for-release")
    roles = GRADERS
    reply = Customer
    errors = (ReleaseNotPolicy,)
    example = {"customer_no": "10000012", "marked_on": "2025-10-01", "expires_on": "2025-12-31"}
    customer_no = fields.Identifier(required=True)
    marked_on = fields.Date(required=True)
    expires_on = fields.Date(required=True, metadata={"description": "last day of its contract"})


class ConfirmRelease(Command):
    """The manager confirms, once the contract has expired, that the customer is released (CUS-71)."""

    route = POST("/customers/{customer_no}:release")
    roles = RELEASERS
    reply = Customer
    errors = (ReleaseNotMarked, ReleaseNotExpired)
    example = {"customer_no": "10000012", "released_on": "2026-01-01"}
    customer_no = fields.Identifier(required=True)
    released_on = fields.Date(required=True)


class ReleaseCandidate(Schema):
    """A customer marked to be released."""

    customer_no = fields.Identifier()
    name = fields.Text()
    expires_on = fields.Date()
    expired = fields.Boolean()


class ReleaseList(Schema):
    """Customers that wait for the manager's confirmation, and the key customers whose service comes first."""

    as_of = fields.Date()
    to_be_released = fields.List(fields.Nested(ReleaseCandidate))
    priority = fields.List(fields.Identifier(), metadata={"description": "key accounts, then grade A: deep service first"})


class ListReleases(Query):
    """Customers marked to be released and those with priority (CUS-71)."""

    route = GET("/customer-releases")
    roles = GRADERS | RELEASERS
    reply = ReleaseList
    errors = (NoGradesHere,)
    example = {"as_of": "2025-12-31"}
    as_of = fields.Date()


class CustomerGraded(Event):
    """A customer has a grade from a day on; its visits are owed from that day."""

    subject = "customer_no"
    example = {"customer_no": "10000012", "grade": "A", "previous": "C", "graded_on": "2025-03-01", "because": ["CUS-19"]}
    customer_no = fields.Identifier(required=True)
    grade = fields.Choice(*CUSTOMER_GRADES, required=True)
    previous = fields.Choice(*CUSTOMER_GRADES, allow_none=True)
    graded_on = fields.Date(required=True)


class RenewalSuppressed(Event):
    """No renewal is to be proposed to the customer: it will be released when its contract ends."""

    subject = "customer_no"
    example = {"customer_no": "10000012", "expires_on": "2025-12-31", "because": ["CUS-71"]}
    customer_no = fields.Identifier(required=True)
    expires_on = fields.Date(required=True)


class CustomerReleased(Event):
    """The customer is released; nobody serves it any more."""

    subject = "customer_no"
    example = {"customer_no": "10000012", "released_on": "2026-01-01", "because": ["CUS-71"]}
    customer_no = fields.Identifier(required=True)
    released_on = fields.Date(required=True)
