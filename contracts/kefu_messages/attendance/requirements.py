"""What a post asks of a candidate (OTH-01, OTH-02), and which regulations bind a member of staff (OTH-24 to OTH-26)."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, POST, Command, Query, fields, roles
from kefu_messages.errors import AlreadyExists, ContentInvalid

RECRUITERS = frozenset({roles.HR, roles.ADMIN_HR, roles.CUSTOMER_SERVICE_MANAGER, roles.GENERAL_MANAGER})


class PostWithoutRequirements(ContentInvalid):
    code = "post_without_requirements"
    text = {"zh-Hant": "規章未規定 {post} 的任職要求", "en": "The regulation asks nothing of candidates for {post}"}


class JobRequirements(Schema):
    """What the regulation asks of candidates for a post."""

    post = fields.Identifier()
    required = fields.List(fields.String())
    preferred_months = fields.Integer(allow_none=True, metadata={"description": "months of experience that are preferred, not needed"})
    reference = fields.Text()


class JobCandidate(Schema):
    """A candidate and whether he meets what the post asks."""

    candidate_no = fields.Identifier()
    post = fields.Identifier()
    met = fields.List(fields.String())
    experience_months = fields.Integer()
    assessed_on = fields.Date()
    eligible = fields.Boolean()
    missing = fields.List(fields.String())
    preferred_met = fields.Boolean(allow_none=True)
    version = fields.Integer()


class WhyCandidate(Schema):
    """The decisions stored with a candidate."""

    decisions = fields.List(fields.Dict())


class AssessCandidate(Command):
    """Assess a candidate by the post's requirements (OTH-01, OTH-02; doc 1 l.25, l.32)."""

    route = POST("/job-candidates")
    roles = RECRUITERS
    reply = JobCandidate
    errors = (AlreadyExists, PostWithoutRequirements)
    status = 201
    example = {
        "candidate_no": "YP-1", "post": "customer_service_specialist", "met": ["mandarin", "communication"], "experience_months": 12,
        "assessed_on": "2025-06-02",
    }  # fmt: skip
    candidate_no = fields.Identifier(required=True)
    post = fields.Identifier(required=True)
    met = fields.List(fields.Identifier(), required=True, validate=validate.Length(max=50))
    experience_months = fields.Integer(load_default=0, validate=validate.Range(min=0))
    assessed_on = fields.Date(required=True)


class GetJobCandidate(Query):
    """A candidate as assessed."""

    route = GET("/job-candidates/{candidate_no}")
    roles = RECRUITERS
    reply = JobCandidate
    example = {"candidate_no": "YP-1"}
    candidate_no = fields.Identifier(required=True)


class GetWhyJobCandidate(Query):
    """Why a candidate is eligible or not."""

    route = GET("/job-candidates/{candidate_no}/why")
    roles = RECRUITERS
    reply = WhyCandidate
    example = {"candidate_no": "YP-1"}
    candidate_no = fields.Identifier(required=True)


class GetJobRequirements(Query):
    """What a post asks of candidates."""

    route = GET("/job-requirements/{post}")
    roles = roles.EVERYBODY
    reply = JobRequirements
    errors = (PostWithoutRequirements,)
    example = {"post": "customer_service_specialist"}
    post = fields.Identifier(required=True)


class Binding(Schema):
    """The regulations that bind a person on a day."""

    staff_no = fields.Identifier()
    on = fields.Date()
    regulations = fields.List(fields.String())
    because = fields.List(fields.String())


class GetBindingRegulations(Query):
    """Which regulations bind a member of staff: the organisation's, and the hall's in a post of the hall (OTH-24 to OTH-26)."""

    route = GET("/staff/{staff_no}/regulations")
    roles = roles.EVERYBODY
    reply = Binding
    example = {"staff_no": "R01", "on": "2025-06-02"}
    staff_no = fields.Identifier(required=True)
    on = fields.Date()
