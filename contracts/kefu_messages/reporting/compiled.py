"""Compiled reports: a kind, a period and a cut-off; their figures come from facts and are typed in by nobody (REP-08 to REP-84)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.errors import ContentInvalid, StateConflict
from kefu_messages.platform import AnyValue
from kefu_messages.reporting.shared import LEADERS, READERS_OF_REPORTS, Why, means
from kefu_messages.reporting.submissions import PeriodInvalid

COMPILED = ("property_year", "gas_year", "boiler_year", "insurer_year", "service_month", "service_week", "punctuality", "activity")


class StatisticsNotVerified(StateConflict):
    """The month's statistics have to be verified before they are reported (REP-13)."""

    code = "statistics_not_verified"
    text = {
        "zh-Hant": "{period} 的服務統計尚未核實,不得發佈",
        "en": "The statistics of {period} are not verified: the report is not published",
    }


class ReportClosedAlready(StateConflict):
    """A closed report stays as it is (REP-83)."""

    code = "report_closed"
    text = {"zh-Hant": "報表 {kind} {period} 已結", "en": "The report {kind} {period} is closed"}


class CutOffAhead(StateConflict):
    """A report is closed once its cut-off has passed."""

    code = "cut_off_ahead"
    text = {"zh-Hant": "截止日 {cut_off} 未到", "en": "The cut-off {cut_off} has not passed"}


class CutOffTooEarly(ContentInvalid):
    """A report is closed as of its period's last day, or a later one (REP-83)."""

    code = "cut_off_too_early"
    text = {
        "zh-Hant": "截止日 {cut_off} 早於期末 {last},報表不得結報",
        "en": "The cut-off {cut_off} is before the period's last day {last}: the report is not closed",
    }


class CompiledReport(Schema):
    """The figures of a report per rule, as of its cut-off; ``closed_on`` when it does not change any more."""

    kind = fields.Choice(*COMPILED)
    period = fields.Identifier()
    cut_off = fields.Date()
    closed_on = fields.Date(allow_none=True)
    closed_by = fields.Identifier(allow_none=True)
    rebuilding = fields.Boolean(metadata=means("the read model is being built again: until then the figures are those from before"))
    rules = AnyValue(metadata=means("figures by rule"))
    details = AnyValue(metadata=means("lists behind the figures, for example the units in arrears"))
    version = fields.Integer()


class GetCompiledReport(Query):
    """A report as of its cut-off: as it was closed, or as the facts are now (REP-14 to REP-83)."""

    route = GET("/compiled-reports/{kind}/{period}")
    roles = READERS_OF_REPORTS
    reply = CompiledReport
    errors = (PeriodInvalid,)
    example = {"kind": "property_year", "period": "2024", "cut_off": "2024-12-31"}
    kind = fields.Choice(*COMPILED, required=True)
    period = fields.Identifier(required=True, metadata=means("2024, 2024-12, 2024-Q4, 2024-W52 or 2024-12-31"))
    cut_off = fields.Date(metadata=means("the period's last day when not given"))


class WhyCompiledReport(Query):
    """Which clauses and facts the figures of a report come from."""

    route = GET("/compiled-reports/{kind}/{period}/why")
    roles = READERS_OF_REPORTS
    reply = Why
    errors = (PeriodInvalid,)
    example = {"kind": "property_year", "period": "2024", "rule": "REP-27"}
    kind = fields.Choice(*COMPILED, required=True)
    period = fields.Identifier(required=True)
    cut_off = fields.Date()
    rule = fields.Identifier(metadata=means("of one rule only"))


class CloseCompiledReport(Command):
    """Publish a report as it is: later postings do not change it (REP-13, REP-83)."""

    route = POST("/compiled-reports/{kind}/{period}:close")
    roles = LEADERS
    reply = CompiledReport
    errors = (PeriodInvalid, StatisticsNotVerified, ReportClosedAlready, CutOffAhead, CutOffTooEarly)
    example = {"kind": "property_year", "period": "2024", "cut_off": "2024-12-31"}
    kind = fields.Choice(*COMPILED, required=True)
    period = fields.Identifier(required=True)
    cut_off = fields.Date()


class CompiledReportClosed(Event):
    """A report was published and does not change any more."""

    subject = "report"
    example = {
        "report": "property_year~2024", "kind": "property_year", "period": "2024", "cut_off": "2024-12-31", "closed_on": "2025-01-03",
        "because": ["REP-83"],
    }  # fmt: skip
    report = fields.Identifier(required=True)
    kind = fields.Choice(*COMPILED, required=True)
    period = fields.Identifier(required=True)
    cut_off = fields.Date(required=True)
    closed_on = fields.Date(required=True)
