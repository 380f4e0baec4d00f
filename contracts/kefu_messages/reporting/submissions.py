"""What people hand in by a day: reports, summaries, work logs, duty reports (REP-01 to REP-07, REP-12, REP-16, REP-84)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.errors import AlreadyExists, ContentInvalid
from kefu_messages.platform import AnyValue
from kefu_messages.reporting.shared import FILERS, LEADERS, READERS_OF_REPORTS, Why, means

PAPERS = (
    "weekly_report", "monthly_sales_report", "monthly_summary", "ad_hoc_report", "work_log", "work_summary", "suggestions", "duty_report",
    "department_report", "specialist_report",
)  # fmt: skip


class PeriodInvalid(ContentInvalid):
    """The period does not fit the kind: a week is ``2025-W23``, a month ``2025-05``, a quarter ``2025-Q2``."""

    code = "period_invalid"
    text = {"zh-Hant": "{kind} 的期間 {period} 不正確", "en": "{period} is no period of {kind}"}


class PeriodNotOver(ContentInvalid):
    """A period is reported once it has begun."""

    code = "period_not_begun"
    text = {"zh-Hant": "期間 {period} 尚未開始", "en": "The period {period} has not begun"}


class Paper(Schema):
    """What was handed in, and how it stands to its day."""

    paper_no = fields.Identifier()
    kind = fields.Choice(*PAPERS)
    period = fields.Identifier()
    by = fields.Identifier()
    title = fields.Text(allow_none=True)
    text = fields.Text(longest=10_000, allow_none=True)
    requested_by = fields.Identifier(allow_none=True)
    submitted_on = fields.Date()
    due_on = fields.Date(allow_none=True)
    days_late = fields.Integer(allow_none=True)
    version = fields.Integer()


class SubmitPaper(Command):
    """Hand in a report, summary, log or list of suggestions for a period (REP-01 to REP-07, REP-12, REP-16)."""

    route = POST("/papers")
    roles = FILERS
    reply = Paper
    errors = (PeriodInvalid, PeriodNotOver, AlreadyExists)
    status = 201
    example = {"kind": "weekly_report", "period": "2025-W23", "submitted_on": "2025-06-09", "text": "本周受理客訴 12 件"}
    kind = fields.Choice(*PAPERS, required=True)
    period = fields.Identifier(required=True)
    submitted_on = fields.Date(required=True)
    title = fields.Text(metadata=means("of an ad-hoc report: what it is about"))
    text = fields.Text(longest=10_000)
    requested_by = fields.Identifier(metadata=means("who asked for an ad-hoc report"))


class WhyPaper(Query):
    """Why a paper was in time or late."""

    route = GET("/papers/{paper_no}/why")
    roles = READERS_OF_REPORTS
    reply = Why
    example = {"paper_no": "weekly_report~2025-W23~E0100"}
    paper_no = fields.Identifier(required=True)


class ListPapers(Query):
    """The papers of a kind and period."""

    route = GET("/papers")
    roles = LEADERS
    reply = Paper
    paged = True
    example = {"kind": "work_summary", "period": "2025-05"}
    kind = fields.Choice(*PAPERS, required=True)
    period = fields.Identifier()


class Completeness(Schema):
    """Who owed a paper of a period, and whose is missing, in percent one place."""

    kind = fields.Choice(*PAPERS)
    period = fields.Identifier()
    due_on = fields.Date(allow_none=True)
    expected = fields.Integer()
    filed = fields.Integer()
    percent = fields.Text(allow_none=True)
    missing = AnyValue(metadata=means("staff numbers"))


class GetCompleteness(Query):
    """How complete the papers of a period are, and whose are missing (REP-04, REP-06)."""

    route = GET("/paper-completeness/{kind}/{period}")
    roles = LEADERS
    reply = Completeness
    errors = (PeriodInvalid,)
    example = {"kind": "work_summary", "period": "2025-05"}
    kind = fields.Choice(*PAPERS, required=True)
    period = fields.Identifier(required=True)
    as_of = fields.Date(metadata=means("today when not given"))


class PaperSubmitted(Event):
    """Somebody has handed in what was due."""

    subject = "paper_no"
    example = {
        "paper_no": "weekly_report~2025-W23~E0100", "kind": "weekly_report", "period": "2025-W23", "by": "E0100",
        "submitted_on": "2025-06-09", "due_on": "2025-06-09", "days_late": 0, "because": ["REP-01", "paper_duties"],
    }  # fmt: skip
    paper_no = fields.Identifier(required=True)
    kind = fields.Choice(*PAPERS, required=True)
    period = fields.Identifier(required=True)
    by = fields.Identifier(required=True)
    submitted_on = fields.Date(required=True)
    due_on = fields.Date(required=True, allow_none=True)
    days_late = fields.Integer(required=True, allow_none=True)


class PaperOverdue(Event):
    """The day of a paper has passed without it."""

    subject = "duty_no"
    example = {
        "duty_no": "weekly_report~2025-W23", "kind": "weekly_report", "period": "2025-W23", "due_on": "2025-06-09", "missing": ["E0100"],
        "because": ["REP-01", "paper_duties"],
    }  # fmt: skip
    duty_no = fields.Identifier(required=True)
    kind = fields.Choice(*PAPERS, required=True)
    period = fields.Identifier(required=True)
    due_on = fields.Date(required=True)
    missing = fields.List(fields.Identifier(), required=True, metadata=means("who owes it; empty when it is the department's"))
