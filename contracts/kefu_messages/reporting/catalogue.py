"""The catalogue of reports and the dashboard: read from what other services say, never typed in.

A report is named by its kind and its period: a day ``2025-03-22`` or a month ``2025-03``.
"""

from __future__ import annotations

from marshmallow import Schema
from marshmallow import fields as plain

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.errors import StateConflict
from kefu_messages.reporting.shared import READERS_OF_REPORTS, Why

KINDS = ("daily_reading_report", "reading_analysis", "sales_summary", "collection_report")
LIGHTS = ("green", "red", "no_data")
KPIS = ("commercial_read_rate", "outdoor_residential_read_rate", "indoor_residential_read_rate", "recovery_rate", "slip_accuracy")
READERS = frozenset({
    roles.REPORTING, roles.FINANCE, roles.DEPARTMENT_HEAD, roles.BUSINESS_CENTRE_TEAM_LEADER, roles.GENERAL_MANAGER,
    roles.CUSTOMER_SERVICE_MANAGER, roles.METER_READER, *roles.CLERKS, roles.CASHIER,
})  # fmt: skip
REMARKERS = frozenset({roles.REPORTING, roles.FINANCE, roles.DEPARTMENT_HEAD})


class ReportNotEditable(StateConflict):
    """A figure of a report comes from the records it sums up: correct those (REP-09)."""

    code = "report_not_editable"
    text = {
        "zh-Hant": "報表 {kind} {period} 的數字由原始記錄產生,不得手工修改",
        "en": "The figures of {kind} {period} come from its records and are not edited",
    }


class Light(Schema):
    """A figure against its target, compared unrounded."""

    kpi = fields.Choice(*KPIS)
    rule = fields.Text()
    numerator = fields.Number()
    denominator = fields.Number()
    rate_percent = fields.Text(allow_none=True, metadata={"description": "as printed; null when nothing was due"})
    target_percent = fields.Number()
    light = fields.Choice(*LIGHTS)


class Remark(Schema):
    """What somebody has noted beside a report."""

    by = fields.Identifier()
    at = fields.Instant()
    text = fields.Text()


class Report(Schema):
    """One report of the catalogue; the shape of ``figures`` is its kind's own."""

    kind = fields.Choice(*KINDS)
    period = fields.Identifier()
    rule = fields.Text()
    figures = fields.Dict(keys=plain.String())
    agrees = fields.Boolean(metadata={"description": "whether the parts add up to the total"})
    remarks = fields.List(fields.Nested(Remark))
    version = fields.Integer()


class Entry(Schema):
    """One kind of report: what it is, how often it comes and where its figures are from."""

    kind = fields.Choice(*KINDS)
    title = fields.Text()
    rhythm = fields.Choice("daily", "monthly")
    rule = fields.Text()
    source = fields.Text(metadata={"description": "the event that brings its figures"})


class Catalogue(Schema):
    """Every kind of report."""

    entries = fields.List(fields.Nested(Entry))


class Dashboard(Schema):
    """The traffic lights of a month."""

    period = fields.Month()
    lights = fields.List(fields.Nested(Light))


class GetCatalogue(Query):
    """Which reports there are (REP-08, REP-09, REP-10)."""

    route = GET("/report-catalogue")
    roles = READERS | READERS_OF_REPORTS
    reply = Catalogue
    example = {}


class ListReports(Query):
    """The reports of one kind, by period; without a kind all that the reader may see."""

    route = GET("/reports")
    roles = READERS
    paged = True
    reply = Report
    example = {"kind": "reading_analysis"}
    kind = fields.Choice(*KINDS)


class GetReport(Query):
    """One report; revenue only for those it concerns (REP-08 to REP-10, BIL-11)."""

    route = GET("/reports/{kind}/{period}")
    roles = READERS
    reply = Report
    example = {"kind": "sales_summary", "period": "2025-03-22"}
    kind = fields.Choice(*KINDS, required=True)
    period = fields.Identifier(required=True)


class WhyReport(Query):
    """Which clauses a report of the catalogue comes from, and who has remarked on it (REP-08 to REP-10, BIL-11)."""

    route = GET("/reports/{kind}/{period}/why")
    roles = READERS
    reply = Why
    example = {"kind": "sales_summary", "period": "2025-03-22"}
    kind = fields.Choice(*KINDS, required=True)
    period = fields.Identifier(required=True)


class WhyDashboard(Query):
    """Why each light of the month is green or red: its figures, its target, its rounding (REP-10, REP-11, REP-77)."""

    route = GET("/dashboard/{period}/why")
    roles = READERS
    reply = Why
    example = {"period": "2025-03"}
    period = fields.Month(required=True)


class GetDashboard(Query):
    """The month's read rates, recovery and accuracy against their targets (REP-10, REP-11, REP-77)."""

    route = GET("/dashboard/{period}")
    roles = READERS
    reply = Dashboard
    example = {"period": "2025-03"}
    period = fields.Month(required=True)


class AmendReport(Command):
    """Note something beside a report; its figures are refused (REP-09)."""

    route = POST("/reports/{kind}/{period}:amend")
    roles = REMARKERS
    reply = Report
    errors = (ReportNotEditable,)
    example = {"kind": "sales_summary", "period": "2025-03-22", "remark": "checked against the bank statement"}
    kind = fields.Choice(*KINDS, required=True)
    period = fields.Identifier(required=True)
    figures = fields.Dict(keys=plain.String())
    remark = fields.Text()


class ReportCompiled(Event):
    """A report of the catalogue has new figures."""

    subject = "report"
    version = 1
    example = {"report": "reading_analysis:2025-03", "kind": "reading_analysis", "period": "2025-03", "because": ["REP-08"]}
    report = fields.Text(required=True, metadata={"description": "kind and period"})
    kind = fields.Choice(*KINDS, required=True)
    period = fields.Identifier(required=True)


class KpiJudged(Event):
    """A month's figure has been held against its target."""

    subject = "kpi"
    version = 1
    example = {
        "kpi": "recovery_rate",
        "period": "2025-03",
        "numerator": "190000",
        "denominator": "200000",
        "rate_percent": "95.0000",
        "target_percent": "95",
        "light": "green",
        "because": ["REP-11", "recovery_target"],
    }
    kpi = fields.Choice(*KPIS, required=True)
    period = fields.Month(required=True)
    numerator = fields.Number(required=True)
    denominator = fields.Number(required=True)
    rate_percent = fields.Text(allow_none=True)
    target_percent = fields.Number(required=True)
    light = fields.Choice(*LIGHTS, required=True)
