"""What payroll is told each month: deductions and scores, closed once, corrected by dated adjustments later (DIS-39, ATT-03)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.entering import LATE, late_reason
from kefu_messages.errors import StateConflict
from kefu_messages.performance.shared import HR
from kefu_messages.roles import FINANCE

PAYROLL = HR | {FINANCE}


class PayrollPeriodClosed(StateConflict):
    """What was handed to payroll stays as it was handed over."""

    code = "payroll_period_closed"
    text = {"zh-Hant": "{month} 的薪資資料已結轉", "en": "The payroll period {month} is closed already"}


class PayrollPeriodNotOver(StateConflict):
    """A period is closed on its closing day at the earliest."""

    code = "payroll_period_not_over"
    text = {"zh-Hant": "{month} 的薪資資料尚不能結轉", "en": "The payroll period {month} cannot be closed yet"}


class EarlierPeriodOpen(StateConflict):
    """Periods are closed in order."""

    code = "earlier_period_open"
    text = {"zh-Hant": "須先結轉 {earlier} 的薪資資料,才能結轉 {month}", "en": "{month} is closed after {earlier}, which is still open"}


class LaterPeriodClosed(StateConflict):
    """What a month before the first closed one owes is in the next period, as an adjustment."""

    code = "later_period_closed"
    text = {
        "zh-Hant": "{later} 已結轉,{month} 不再單獨結轉,其差額列入下一期",
        "en": "{later} is closed already: what {month} owes comes as an adjustment of the next period",
    }


class PayrollLine(Schema):
    """One line for payroll; an adjustment corrects ``for_month``, which was closed before."""

    staff_no = fields.Identifier()
    kind = fields.Choice("deduction", "score", "adjustment")
    for_month = fields.Month()
    found_on = fields.Date(allow_none=True, metadata={"description": "of an adjustment: the day by which it was known"})
    source = fields.String()
    amount = fields.Money(allow_none=True, metadata={"description": "yuan off the wage; negative is paid back"})
    score = fields.Number(allow_none=True, metadata={"description": "the month's score; of an adjustment the difference"})
    because = fields.List(fields.String())


class PayrollExport(Schema):
    """A period for payroll: the same however often it is asked for once it is closed."""

    month = fields.Month()
    state = fields.Choice("open", "closed")
    closed_on = fields.Date(allow_none=True)
    lines = fields.List(fields.Nested(PayrollLine))
    csv = fields.String(metadata={"description": "the same lines as a file: UTF-8, header row, comma"})
    digest = fields.String(metadata={"description": "SHA-256 of the file"})
    version = fields.Integer()


class ClosePayrollPeriod(Command):
    """Hand a month to payroll: its lines are fixed; what changes later comes as an adjustment in the next open period."""

    route = POST("/payroll-periods/{month}:close")
    roles = PAYROLL
    reply = PayrollExport
    errors = (PayrollPeriodClosed, PayrollPeriodNotOver, EarlierPeriodOpen, LaterPeriodClosed, *LATE)
    example = {"month": "2025-06", "closed_on": "2025-07-01"}
    month = fields.Month(required=True)
    closed_on = fields.Date(required=True, metadata={"description": "not ahead"})
    late_reason = late_reason()


class GetPayrollExport(Query):
    """The lines of a period: fixed when closed, a preview while open."""

    route = GET("/payroll-periods/{month}")
    roles = PAYROLL
    reply = PayrollExport
    reads_confidential = True
    example = {"month": "2025-06"}
    month = fields.Month(required=True)


class PayrollPeriodExported(Event):
    """A period has been handed to payroll; its lines are at the service for those who may read them."""

    subject = "month"
    example = {"month": "2025-06", "closed_on": "2025-07-01", "lines": 27, "adjustments": 1, "digest": "0f3a", "because": ["DIS-39"]}
    month = fields.Month(required=True)
    closed_on = fields.Date(required=True)
    lines = fields.Integer(required=True)
    adjustments = fields.Integer(required=True)
    digest = fields.String(required=True)
