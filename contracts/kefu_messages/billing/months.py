"""Sales days, the collection month, charging work (BIL-07, BIL-21, BIL-23, BIL-28, BIL-29)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.billing.shared import LEADERS, _means


class SalesDay(Schema):
    """The daily summary of gas sold."""

    date = fields.Date()
    receipts = fields.Integer()
    reversals = fields.Integer()
    volume = fields.Volume()
    amount = fields.Money()
    cash = fields.Money()
    card = fields.Money()
    submitted = fields.Boolean()


class CollectionMonth(Schema):
    """The monthly reading-and-collection report."""

    period = fields.Month()
    report_dates = fields.List(fields.Date())
    findings = fields.Dict(metadata=_means("per rule id, the shapes of the acceptance data"))
    invoices = fields.List(fields.Dict())
    version = fields.Integer()


class ChargingWork(Schema):
    """How each cashier's charging work counts in the performance review (BIL-29)."""

    period = fields.Month()
    cashiers = fields.List(fields.Dict())


class GetCollectionMonth(Query):
    """The monthly reading-and-collection report with every figure as of the report dates (BIL-23; doc 2 l.209)."""

    route = GET("/collection-months/{period}")
    roles = LEADERS | {roles.SERVICE}
    reply = CollectionMonth
    example = {"period": "2025-03", "report_dates": "2025-03-31,2025-04-10,2025-04-20"}
    period = fields.Month(required=True)
    report_dates = fields.Text(longest=200, load_default="", metadata=_means("days, comma-separated; the last one is the closing date"))


class SubmitCollectionMonth(Command):
    """Submit the monthly report (BIL-23)."""

    route = POST("/collection-months/{period}:submit")
    roles = LEADERS | {roles.METER_READER, roles.SERVICE}
    reply = CollectionMonth
    example = {"period": "2025-03", "as_of": "2025-03-31"}
    period = fields.Month(required=True)
    as_of = fields.Date(required=True)


class GetChargingWork(Query):
    """Charging work as it counts in the performance review (BIL-29; doc 2 l.156)."""

    route = GET("/charging-work/{period}")
    roles = frozenset({roles.BUSINESS_CENTRE_TEAM_LEADER, roles.DEPARTMENT_HEAD, roles.HR, roles.FINANCE, roles.SERVICE})
    reply = ChargingWork
    example = {"period": "2025-03"}
    period = fields.Month(required=True)


class SalesDaySummarised(Event):
    """The daily summary of gas sold (BIL-07, REP-09)."""

    subject = "date"
    example = {
        "date": "2025-03-22",
        "receipts": 14,
        "reversals": 0,
        "volume": "310",
        "amount": "771.90",
        "cash": "771.90",
        "card": "0.00",
        "because": ["BIL-07"],
    }
    date = fields.Date(required=True)
    receipts = fields.Integer(required=True)
    reversals = fields.Integer(required=True)
    volume = fields.Volume(required=True)
    amount = fields.Money(required=True)
    cash = fields.Money(required=True)
    card = fields.Money(required=True)


class CollectionMonthReported(Event):
    """The monthly reading-and-collection report was submitted (BIL-23, REP-10)."""

    subject = "period"
    example = {"period": "2025-03", "as_of": "2025-03-31", "findings": {}, "because": ["BIL-23"]}
    period = fields.Month(required=True)
    as_of = fields.Date(required=True)
    findings = fields.Dict(required=True)
