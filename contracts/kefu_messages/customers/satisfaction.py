"""How well the service does: questionnaires, reviewed recordings, complaints, per agent (CUS-29..32; doc 1 l.100-102)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, PUT, Command, Event, Query, fields, roles
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotAllowed

SURVEYORS = frozenset(
    {roles.CUSTOMER_SERVICE_SPECIALIST, roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_MANAGER, roles.PHONE_AGENT, roles.SERVICE}
)
REVIEWERS = frozenset({roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_MANAGER})
EVALUATED = frozenset({roles.CUSTOMER_SERVICE_SPECIALIST, roles.PHONE_AGENT, roles.RECEPTION_AGENT, roles.KEY_ACCOUNT_TEAM})


class AnswerTwice(AlreadyExists):
    code = "answer_twice"
    text = {"zh-Hant": "客戶 {customer_no} 已答覆 {period} 的調查表", "en": "Customer {customer_no} has answered for {period} already"}


class OthersEvaluation(NotAllowed):
    code = "others_evaluation"
    text = {"zh-Hant": "只能查看自己的評價", "en": "One sees one's own evaluation only"}


class CaseClosedBeforeReceipt(ContentInvalid):
    code = "case_closed_before_receipt"
    text = {
        "zh-Hant": "結案日 {closed_on} 早於收件日 {received_on}",
        "en": "It was closed on {closed_on}, before its receipt on {received_on}",
    }


class SatisfactionAnswer(Schema):
    """One answered questionnaire."""

    answer_no = fields.Identifier()
    customer_no = fields.Identifier()
    period = fields.Month()
    answered_on = fields.Date()
    agent = fields.Identifier(allow_none=True)
    satisfied = fields.Boolean()
    suggestion = fields.Text(longest=2000, allow_none=True)
    version = fields.Integer()


class SubmitQuestionnaire(Command):
    """Store a customer's answer to the online questionnaire; its suggestion joins the list (CUS-29, CUS-32; doc 1 l.100, l.102)."""

    route = POST("/satisfaction-answers")
    roles = SURVEYORS
    reply = SatisfactionAnswer
    errors = (AnswerTwice,)
    status = 201
    example = {"customer_no": "10000012", "answered_on": "2025-05-06", "satisfied": True, "agent": "E0102", "suggestion": "延長服務時間"}
    customer_no = fields.Identifier(required=True)
    answered_on = fields.Date(required=True)
    satisfied = fields.Boolean(required=True)
    agent = fields.Identifier(metadata={"description": "about whose service"})
    suggestion = fields.Text(longest=2000)


class ComplaintCase(Schema):
    """A complaint case as its analysis needs it; the case itself is kept where it is handled."""

    complaint_no = fields.Identifier()
    customer_no = fields.Identifier()
    agent = fields.Identifier(allow_none=True)
    cause = fields.Identifier()
    result = fields.Identifier(allow_none=True, metadata={"description": "outcome; null while the case is open"})
    received_on = fields.Date()
    closed_on = fields.Date(allow_none=True)
    month = fields.Month(metadata={"description": "month of receipt, in which it counts"})
    version = fields.Integer()


class NoteComplaintCase(Command):
    """Enter a complaint case, or what has become of it, into the analysis of the month of its receipt (CUS-31; doc 1 l.102)."""

    route = PUT("/complaint-cases/{complaint_no}")
    roles = REVIEWERS | {roles.SERVICE}
    reply = ComplaintCase
    errors = (CaseClosedBeforeReceipt,)
    example = {"complaint_no": "TS-2025-01", "customer_no": "10000012", "agent": "E0102", "cause": "delay", "received_on": "2025-06-03"}
    complaint_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    agent = fields.Identifier(allow_none=True, metadata={"description": "whom the complaint is about"})
    cause = fields.Identifier(required=True)
    received_on = fields.Date(required=True)
    result = fields.Identifier(allow_none=True)
    closed_on = fields.Date(allow_none=True)


class SatisfactionFigures(Schema):
    """Satisfied / answered; the rate is null without answers."""

    answered = fields.Integer()
    satisfied = fields.Integer()
    satisfaction_percent = fields.Number(allow_none=True)


class ComplaintFigures(Schema):
    """Complaints about an agent, by cause and outcome; the rate is per contacts, null without contacts."""

    complaints = fields.Integer()
    contacts = fields.Integer()
    complaint_rate_percent = fields.Number(allow_none=True)
    causes = fields.Dict(keys=fields.String(), values=fields.Integer())
    outcomes = fields.Dict(keys=fields.String(), values=fields.Integer())


class AgentEvaluation(Schema):
    """An agent's month by the three methods."""

    agent = fields.Identifier()
    period = fields.Month()
    questionnaires = fields.Nested(SatisfactionFigures)
    recordings_reviewed = fields.Integer()
    recording_score_mean = fields.Number(allow_none=True)
    complaints = fields.Nested(ComplaintFigures)


class GetAgentEvaluation(Query):
    """The evaluation of one agent: one's own, or anybody's for the supervisor (CUS-29..32)."""

    route = GET("/agent-evaluations/{agent}/{period}")
    roles = EVALUATED | REVIEWERS
    reply = AgentEvaluation
    errors = (OthersEvaluation,)
    example = {"agent": "E0102", "period": "2025-06"}
    agent = fields.Identifier(required=True)
    period = fields.Month(required=True)


class SatisfactionReport(Schema):
    """The month's satisfaction of the whole department and per agent."""

    period = fields.Month()
    overall = fields.Nested(SatisfactionFigures)
    agents = fields.List(fields.Nested(AgentEvaluation))


class GetSatisfactionReport(Query):
    """The evaluation of the month (CUS-29, CUS-31)."""

    route = GET("/satisfaction-reports/{period}")
    roles = REVIEWERS | {roles.GENERAL_MANAGER, roles.REPORTING, roles.SERVICE}
    reply = SatisfactionReport
    example = {"period": "2025-05"}
    period = fields.Month(required=True)


class QuestionnaireAnswered(Event):
    """A customer has said whether it is satisfied."""

    subject = "customer_no"
    example = {
        "customer_no": "10000012", "answer_no": "10000012.2025-05", "period": "2025-05", "answered_on": "2025-05-06", "satisfied": True,
        "agent": "E0102", "suggestion": None, "because": ["CUS-29"],
    }  # fmt: skip
    customer_no = fields.Identifier(required=True)
    answer_no = fields.Identifier(required=True)
    period = fields.Month(required=True)
    answered_on = fields.Date(required=True)
    satisfied = fields.Boolean(required=True)
    agent = fields.Identifier(allow_none=True)
    suggestion = fields.Text(longest=2000, allow_none=True)


class ComplaintCaseNoted(Event):
    """A complaint case counts in the analysis; once it is closed the customer's archive is due for an update check."""

    subject = "customer_no"
    example = {
        "customer_no": "10000012", "complaint_no": "TS-2025-01", "agent": "E0102", "cause": "delay", "result": "justified",
        "received_on": "2025-06-03", "closed_on": "2025-06-05", "because": ["CUS-31"],
    }  # fmt: skip
    customer_no = fields.Identifier(required=True)
    complaint_no = fields.Identifier(required=True)
    agent = fields.Identifier(allow_none=True)
    cause = fields.Identifier(required=True)
    result = fields.Identifier(allow_none=True)
    received_on = fields.Date(required=True)
    closed_on = fields.Date(allow_none=True)
