"""The daily reports of the readers (MET-10, REP-08)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.metering.shared import ENTRY_STAFF, READERS_OF_REPORTS


class DailyReadingReport(Schema):
    """What a reader did on a reading day."""

    date = fields.Date()
    reader = fields.Identifier()
    due = fields.Integer()
    read = fields.Integer()
    missed = fields.Integer()
    anomalies = fields.Integer()
    rate_percent = fields.String(allow_none=True)
    filed_on = fields.Date(allow_none=True)
    overdue = fields.Boolean()


class FileDailyReadingReport(Command):
    """File what a reader did on a reading day (MET-10; doc 2 l.147)."""

    route = POST("/daily-reading-reports")
    roles = ENTRY_STAFF
    reply = DailyReadingReport
    status = 201
    example = {"date": "2025-03-22", "reader": "R01"}
    date = fields.Date(required=True)
    reader = fields.Identifier(required=True)


class ListDailyReadingReports(Query):
    """The daily reports of a month, those not filed in time marked overdue (MET-10)."""

    route = GET("/daily-reading-reports")
    roles = READERS_OF_REPORTS
    reply = DailyReadingReport
    paged = True
    example = {"period": "2025-03"}
    period = fields.Month(required=True)


class DailyReadingReportFiled(Event):
    """A reader's report of a reading day has been filed (MET-10, REP-08)."""

    subject = "reader"
    example = {
        "reader": "R01",
        "date": "2025-03-22",
        "due": 40,
        "read": 39,
        "missed": 1,
        "anomalies": 0,
        "rate_percent": "97.50",
        "filed_on": "2025-03-22",
    }
    reader = fields.Identifier(required=True)
    date = fields.Date(required=True)
    due = fields.Integer(required=True)
    read = fields.Integer(required=True)
    missed = fields.Integer(required=True)
    anomalies = fields.Integer(required=True)
    rate_percent = fields.String(allow_none=True)
    filed_on = fields.Date(required=True)


class DailyReadingReportOverdue(Event):
    """A reader has not filed the report of a reading day by the next day (MET-10)."""

    subject = "reader"
    example = {"reader": "R01", "date": "2025-03-22", "overdue_since": "2025-03-23"}
    reader = fields.Identifier(required=True)
    date = fields.Date(required=True)
    overdue_since = fields.Date(required=True)
