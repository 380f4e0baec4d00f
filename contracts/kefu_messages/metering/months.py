"""Reading months: opened, consolidated, closed (MET-11)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.errors import AlreadyExists
from kefu_messages.metering.shared import LEADERS, READERS_OF_REPORTS, Why


class ReadingMonth(Schema):
    """A reading month with what was found in it; ``findings`` are keyed by rule."""

    period = fields.Month()
    state = fields.Choice("open", "closing", "closed")
    opened_on = fields.Date(allow_none=True)
    findings = fields.Dict(keys=fields.String())
    version = fields.Integer()


class OpenReadingMonth(Command):
    """Open a month for readings; readings taken in no open month are refused (MET-03, MET-08)."""

    route = POST("/reading-months")
    roles = LEADERS
    reply = ReadingMonth
    errors = (AlreadyExists,)
    status = 201
    example = {"period": "2025-03"}
    period = fields.Month(required=True)
    opened_on = fields.Date()


class CloseReadingMonth(Command):
    """Close a month: no more readings; its figures become the ones later months are counted from (MET-11)."""

    route = POST("/reading-months/{period}:close")
    roles = LEADERS
    reply = ReadingMonth
    example = {"period": "2025-03"}
    period = fields.Month(required=True)
    closed_on = fields.Date()


class ConsolidateReadingMonth(Command):
    """File the month's reading report: totals per class, rates against their targets, anomalies (MET-11; doc 2 l.147)."""

    route = POST("/reading-months/{period}:consolidate")
    roles = LEADERS
    reply = ReadingMonth
    example = {"period": "2025-03"}
    period = fields.Month(required=True)


class GetReadingMonth(Query):
    """What the readings of a month amount to, by rule (MET-03 to MET-17, MET-20)."""

    asked_by = frozenset({"billing"})
    route = GET("/reading-months/{period}")
    roles = READERS_OF_REPORTS
    reply = ReadingMonth
    example = {"period": "2025-03"}
    period = fields.Month(required=True)


class WhyReadingMonth(Query):
    """Why the month's read rates pass or fail."""

    route = GET("/reading-months/{period}/why")
    roles = READERS_OF_REPORTS
    reply = Why
    example = {"period": "2025-03"}
    period = fields.Month(required=True)


class ReadingMonthOpened(Event):
    """Readings of a month may be entered."""

    subject = "period"
    example = {"period": "2025-03", "opened_on": "2025-03-01"}
    period = fields.Month(required=True)
    opened_on = fields.Date(required=True)


class ReadingMonthClosed(Event):
    """No more readings of a month are taken."""

    subject = "period"
    example = {"period": "2025-03", "closed_on": "2025-04-10"}
    period = fields.Month(required=True)
    closed_on = fields.Date(required=True)


class ReadingMonthConsolidated(Event):
    """The month's reading report has been filed; ``findings`` are keyed by rule (MET-11, REP-08, REP-77)."""

    subject = "period"
    example = {
        "period": "2025-03",
        "consolidated_on": "2025-04-01",
        "findings": {"MET-05": {"due": 63, "read": 62, "rate_percent": "98.41", "pass": False}},
        "readers": {"R01": {"read": 90, "missed": 10, "errors": 0, "late_entries": 1, "rate_percent": "90.00"}},
    }
    period = fields.Month(required=True)
    consolidated_on = fields.Date(required=True)
    findings = fields.Dict(keys=fields.String(), required=True)
    readers = fields.Dict(
        keys=fields.String(), metadata={"description": "per reader: read, missed, errors, late_entries, rate_percent (MET-14)"}
    )
