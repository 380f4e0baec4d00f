"""How often whom is visited: the organisation's own policy (CUS-22, CUS-24; doc 1 l.93)."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, PUT, Command, Event, Query, fields
from kefu_messages.customers.registry import CUSTOMER_GRADES
from kefu_messages.customers.visits import VISIT_PERIODS, VISIT_POLICY_MAKERS, VISIT_REPORT_READERS, VISITORS
from kefu_messages.errors import ContentInvalid


class VisitPolicyBackdated(ContentInvalid):
    code = "visit_policy_backdated"
    text = {"zh-Hant": "新版回訪制度須自 {since} 之後生效", "en": "A new version must be in force after {since}"}


class VisitFrequency(Schema):
    """How often a post visits which grades."""

    role = fields.Choice(*sorted(VISITORS), required=True)
    kind = fields.Choice("routine", "in_depth", "annual", required=True)
    every = fields.Choice(*VISIT_PERIODS, required=True)
    times = fields.Integer(required=True, validate=validate.Range(min=0, max=31))
    grades = fields.List(fields.Choice(*CUSTOMER_GRADES), required=True)


class VisitPolicy(Schema):
    """One version of the visit policy; version 0 is the regulation's own."""

    policy_version = fields.Integer()
    since = fields.Date()
    frequencies = fields.List(fields.Nested(VisitFrequency))
    reason = fields.Text(allow_none=True)
    made_by = fields.Identifier(allow_none=True)
    version = fields.Integer()


class ChangeVisitPolicy(Command):
    """Put a new version of the visit policy into force; the earlier ones stay for their days (CUS-08; doc 1 l.23)."""

    route = PUT("/visit-policy")
    roles = VISIT_POLICY_MAKERS
    reply = VisitPolicy
    errors = (VisitPolicyBackdated,)
    example = {
        "since": "2025-07-01", "reason": "試行",
        "frequencies": [{"role": "customer_service_supervisor", "kind": "routine", "every": "quarter", "times": 1, "grades": ["B"]}],
    }  # fmt: skip
    since = fields.Date(required=True)
    frequencies = fields.List(fields.Nested(VisitFrequency), required=True, validate=validate.Length(min=1))
    reason = fields.Text()


class GetVisitPolicy(Query):
    """The visit policy in force on a day."""

    route = GET("/visit-policy")
    roles = VISITORS | VISIT_REPORT_READERS
    reply = VisitPolicy
    example = {"as_of": "2025-03-01"}
    as_of = fields.Date()


class VisitPolicyChanged(Event):
    """From the day on, customers are visited as often as the new version says."""

    subject = "policy_version"
    example = {"policy_version": 1, "since": "2025-07-01", "made_by": "E0100", "because": ["CUS-08"]}
    policy_version = fields.Integer(required=True)
    since = fields.Date(required=True)
    made_by = fields.Identifier(required=True)
