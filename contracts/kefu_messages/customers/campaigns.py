"""Research campaigns and development plans (CUS-02, CUS-07; doc 1 l.11, l.23)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, PUT, Command, Event, Query, fields, roles
from kefu_messages.customers.registry import CUSTOMER_GRADES, CUSTOMER_KINDS
from kefu_messages.errors import AlreadyExists, ContentInvalid, StateConflict

PLANNERS = frozenset({roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_MANAGER})
CAMPAIGNERS = PLANNERS | {roles.CUSTOMER_SERVICE_SPECIALIST, roles.KEY_ACCOUNT_TEAM}
CAMPAIGN_READERS = CAMPAIGNERS | {roles.GENERAL_MANAGER, roles.REPORTING}


class CampaignWithoutTarget(ContentInvalid):
    code = "campaign_without_target"
    text = {"zh-Hant": "客戶調查須指定至少一類客戶", "en": "A research campaign is aimed at one category of customers at least"}


class NotInCampaign(ContentInvalid):
    code = "not_in_campaign"
    text = {"zh-Hant": "客戶 {customer_no} 不在此調查範圍內", "en": "Customer {customer_no} is not among those asked"}


class CampaignClosed(StateConflict):
    code = "campaign_closed"
    text = {"zh-Hant": "此調查自 {begins_on} 至 {ends_on}", "en": "This campaign runs from {begins_on} to {ends_on}"}


class AlreadyAnswered(AlreadyExists):
    code = "already_answered"
    text = {"zh-Hant": "客戶 {customer_no} 已答覆", "en": "Customer {customer_no} has answered already"}


class NotPlanned(ContentInvalid):
    code = "not_planned"
    text = {"zh-Hant": "客戶 {customer_no} 不是潛在或即將成為的客戶", "en": "Customer {customer_no} is no prospective customer"}


class CategorySummary(Schema):
    """The answers of one category; the rate is null when nobody was asked."""

    category = fields.String()
    targeted = fields.Integer()
    answered = fields.Integer()
    response_rate_percent = fields.Number(allow_none=True)


class ResearchCampaign(Schema):
    """A research campaign with its summary."""

    campaign_no = fields.Identifier()
    title = fields.Text()
    begins_on = fields.Date()
    ends_on = fields.Date()
    grades = fields.List(fields.String())
    kinds = fields.List(fields.String())
    statuses = fields.List(fields.String())
    targeted = fields.Integer()
    answered = fields.Integer()
    response_rate_percent = fields.Number(allow_none=True)
    categories = fields.List(fields.Nested(CategorySummary))
    version = fields.Integer()


class StartCampaign(Command):
    """Start a research campaign among one or more categories of customers (CUS-02; doc 1 l.11)."""

    route = POST("/research-campaigns")
    roles = PLANNERS
    reply = ResearchCampaign
    errors = (CampaignWithoutTarget, AlreadyExists)
    status = 201
    example = {
        "campaign_no": "DY-2025-01", "title": "需求調查", "begins_on": "2025-03-01", "ends_on": "2025-03-31", "grades": ["B"],
        "questions": ["還需要哪些服務"],
    }  # fmt: skip
    campaign_no = fields.Identifier(required=True)
    title = fields.Text(required=True)
    begins_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    grades = fields.List(fields.Choice(*CUSTOMER_GRADES), load_default=list)
    kinds = fields.List(fields.Choice(*CUSTOMER_KINDS), load_default=list)
    statuses = fields.List(fields.Choice("potential", "onboarding", "existing"), load_default=list)
    questions = fields.List(fields.Text(), load_default=list)


class CampaignAnswer(Schema):
    """The answer of one customer."""

    answer_no = fields.Identifier()
    campaign_no = fields.Identifier()
    customer_no = fields.Identifier()
    answers = fields.List(fields.Text(longest=2000))
    answered_on = fields.Date()
    version = fields.Integer()


class AnswerCampaign(Command):
    """Store what a customer answered (CUS-02)."""

    route = POST("/research-campaigns/{campaign_no}/answers")
    roles = CAMPAIGNERS
    reply = CampaignAnswer
    errors = (NotInCampaign, CampaignClosed, AlreadyAnswered)
    status = 201
    example = {"campaign_no": "DY-2025-01", "customer_no": "10000012", "answered_on": "2025-03-05", "answers": ["上門檢修"]}
    campaign_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    answered_on = fields.Date(required=True)
    answers = fields.List(fields.Text(longest=2000), required=True)


class GetCampaign(Query):
    """A research campaign and its summary per category (CUS-02)."""

    route = GET("/research-campaigns/{campaign_no}")
    roles = CAMPAIGN_READERS
    reply = ResearchCampaign
    example = {"campaign_no": "DY-2025-01"}
    campaign_no = fields.Identifier(required=True)


class ListCampaignAnswers(Query):
    """The answers to a research campaign (CUS-02)."""

    route = GET("/research-campaigns/{campaign_no}/answers")
    roles = CAMPAIGN_READERS
    reply = CampaignAnswer
    paged = True
    example = {"campaign_no": "DY-2025-01"}
    campaign_no = fields.Identifier(required=True)


class DevelopmentPlan(Schema):
    """A customer development plan and how far it has come."""

    plan_no = fields.Identifier()
    title = fields.Text()
    owner = fields.Identifier()
    targets = fields.List(fields.Identifier())
    target_count = fields.Integer()
    converted = fields.Integer(metadata={"description": "targets that are existing customers now"})
    conversion_percent = fields.Number(allow_none=True)
    version = fields.Integer()


class SetDevelopmentPlan(Command):
    """Write or rewrite the list of customers to be won (CUS-07; doc 1 l.23); only prospective ones may be added."""

    route = PUT("/development-plans/{plan_no}")
    roles = PLANNERS
    reply = DevelopmentPlan
    errors = (NotPlanned,)
    example = {"plan_no": "2025-Q1", "title": "一季度開發", "targets": ["10000012"]}
    plan_no = fields.Identifier(required=True)
    title = fields.Text(required=True)
    targets = fields.List(fields.Identifier(), required=True)


class GetDevelopmentPlan(Query):
    """A development plan with its conversion (CUS-07)."""

    route = GET("/development-plans/{plan_no}")
    roles = CAMPAIGN_READERS
    reply = DevelopmentPlan
    example = {"plan_no": "2025-Q1"}
    plan_no = fields.Identifier(required=True)


class CampaignStarted(Event):
    """A research campaign has begun."""

    subject = "campaign_no"
    example = {"campaign_no": "DY-2025-01", "targeted": 12, "begins_on": "2025-03-01", "ends_on": "2025-03-31", "because": ["CUS-02"]}
    campaign_no = fields.Identifier(required=True)
    targeted = fields.Integer(required=True)
    begins_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)


class CampaignAnswered(Event):
    """A customer has answered a research campaign."""

    subject = "campaign_no"
    example = {"campaign_no": "DY-2025-01", "customer_no": "10000012", "answered_on": "2025-03-05", "because": ["CUS-02"]}
    campaign_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    answered_on = fields.Date(required=True)
