"""Work logs, special customers and monthly summaries (CMP-12, CMP-13; doc 1 l.39)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, PUT, Command, Event, Query, fields
from kefu_messages.complaints.shared import AGENTS, LEADERS, TextMissing
from kefu_messages.errors import EnteredTooLate, TooManyEntries


class WorkLog(Schema):
    """An agent's log of a day."""

    agent = fields.Identifier()
    day = fields.Date()
    text = fields.Text(longest=2000)
    experiences = fields.List(fields.Dict(), metadata={"description": "case_no, lesson"})
    special_customers = fields.List(fields.Dict(), metadata={"description": "customer_no, text, reported_on"})
    version = fields.Integer()


class Lesson(Schema):
    case_no = fields.Identifier()
    lesson = fields.Text(required=True)


class WriteWorkLog(Command):
    """Write one's log of the day, with what is worth learning from complaints (CMP-12; doc 1 l.39)."""

    route = PUT("/work-logs/{day}")
    roles = AGENTS
    reply = WorkLog
    errors = (TextMissing, EnteredTooLate)
    example = {"day": "2025-06-02", "text": "處理投訴三件", "experiences": [{"case_no": "C5", "lesson": "先聽完再解釋"}]}
    day = fields.Date(required=True)
    text = fields.Text(required=True, blank_by_rule=True, longest=2000)
    experiences = fields.List(fields.Nested(Lesson), load_default=list)


class ListExperiences(Query):
    """Logs with something worth learning, newest month first asked for (CMP-12)."""

    route = GET("/experiences")
    roles = AGENTS
    reply = WorkLog
    paged = True
    example = {"month": "2025-06"}
    month = fields.Month(required=True)


class MissingLogs(Schema):
    """Who was there on a day and has written no log."""

    day = fields.Date()
    missing = fields.List(fields.Identifier())


class GetMissingWorkLogs(Query):
    """Which of those present wrote no work log (CMP-12; doc 1 l.39)."""

    route = GET("/missing-work-logs/{day}")
    roles = LEADERS
    reply = MissingLogs
    example = {"day": "2025-06-02"}
    day = fields.Date(required=True)
    present = fields.List(fields.Identifier(), metadata={"description": "who was there; whoever was seen to work that day when not given"})


class ReportSpecialCustomer(Command):
    """Report a special customer's situation to the department (CMP-13; doc 1 l.39)."""

    route = POST("/special-customer-reports")
    roles = AGENTS
    reply = WorkLog
    errors = (TextMissing, TooManyEntries, EnteredTooLate)
    status = 201
    example = {"customer_no": "U7", "text": "客戶情緒激動,要求上門", "day": "2025-06-02"}
    customer_no = fields.Identifier(required=True)
    text = fields.Text(required=True, blank_by_rule=True)
    day = fields.Date(required=True)


class MonthlySummary(Schema):
    """An agent's summary of a month; ``overdue`` when it came after ``due_on``."""

    agent = fields.Identifier()
    month = fields.Month()
    text = fields.Text(longest=2000, allow_none=True)
    due_on = fields.Date()
    submitted_on = fields.Date(allow_none=True)
    overdue = fields.Boolean()
    version = fields.Integer()


class SubmitMonthlySummary(Command):
    """Hand in one's summary of a month (CMP-13; doc 1 l.39)."""

    route = PUT("/monthly-summaries/{month}")
    roles = AGENTS
    reply = MonthlySummary
    errors = (TextMissing, EnteredTooLate)
    example = {"month": "2025-05", "text": "本月處理投訴 32 件", "submitted_on": "2025-06-02"}
    month = fields.Month(required=True)
    text = fields.Text(required=True, blank_by_rule=True, longest=2000)
    submitted_on = fields.Date(required=True)


class GetMonthlySummary(Query):
    """Somebody's summary of a month (CMP-13)."""

    route = GET("/agents/{agent}/monthly-summaries/{month}")
    roles = AGENTS
    reply = MonthlySummary
    example = {"agent": "S4", "month": "2025-05"}
    agent = fields.Identifier(required=True)
    month = fields.Month(required=True)


class SpecialCustomerReported(Event):
    """The department must know of a special customer's situation."""

    subject = "customer_no"
    example = {"customer_no": "U7", "agent": "S4", "text": "要求上門", "reported_on": "2025-06-02", "because": ["CMP-13"]}
    customer_no = fields.Identifier(required=True)
    agent = fields.Identifier(required=True)
    text = fields.Text(required=True)
    reported_on = fields.Date(required=True)


class MonthlySummaryOverdue(Event):
    """An agent has handed in no summary of a month by its last day."""

    subject = "agent"
    example = {"agent": "S4", "month": "2025-05", "due_on": "2025-06-03", "because": ["CMP-13", "monthly_summary_due_day"]}
    agent = fields.Identifier(required=True)
    month = fields.Month(required=True)
    due_on = fields.Date(required=True)
