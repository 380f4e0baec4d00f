"""Cash-ups, hand-over, security (BIL-03..BIL-06, BIL-10, BIL-11)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.billing.months import SalesDay
from kefu_messages.billing.refused_money import CashierNotAllowed, NotYourTill
from kefu_messages.billing.shared import LEADERS, MIGRATION, PAST_PAPER, REVENUE_READERS, Registered, _means
from kefu_messages.errors import ContentInvalid, NotAllowed, SelfApproval, StateConflict, UnknownStaff


class RevenueNotDisclosed(NotAllowed):
    code = "revenue_not_disclosed"
    text = {"zh-Hant": "營業收入資料不對此崗位公開", "en": "Revenue figures are not disclosed to this post"}


class CashUpAlreadyClosed(StateConflict):
    code = "cash_up_already_closed"
    text = {"zh-Hant": "{cashier} 於 {business_date} 已結帳", "en": "The cash-up of {cashier} on {business_date} is closed"}


class CashUpNotClosed(StateConflict):
    code = "cash_up_not_closed"
    text = {
        "zh-Hant": "{cashier} 於 {business_date} 尚未結帳({reasons})",
        "en": "The cash-up of {cashier} on {business_date} is not closed ({reasons})",
    }


class AlreadyHandedOver(StateConflict):
    code = "already_handed_over"
    text = {
        "zh-Hant": "{cashier} 於 {business_date} 的票款已由 {received_by} 簽收",
        "en": "The money of {cashier} of {business_date} was received by {received_by}",
    }


class ReceiverNotFinance(ContentInvalid):
    code = "receiver_not_finance"
    text = {"zh-Hant": "{staff_no} 不是財務崗位,不得簽收票款", "en": "{staff_no} holds no post of the finance department"}


class CashUp(Schema):
    """A cashier's day: booked, counted, and whether it is closed."""

    cashier = fields.Identifier()
    business_date = fields.Date()
    receipts = fields.Integer()
    book_cash = fields.Money()
    book_card = fields.Money()
    book_total = fields.Money()
    counted_total = fields.Money(allow_none=True)
    difference = fields.Money(allow_none=True, metadata=_means("counted less booked"))
    state = fields.Choice("closed", "closed_with_remark", "open", "missing")
    reasons = fields.List(fields.String())
    hand_over = fields.String(allow_none=True, metadata=_means("balanced, unbalanced, overdue or none"))
    audit_remarks = fields.List(fields.Dict())
    version = fields.Integer()


class CashUpDay(Schema):
    """All cash-ups of a business day that the reader may see."""

    business_date = fields.Date()
    cash_ups = fields.List(fields.Nested(CashUp))
    book_total = fields.Money()


_TILL = {"cashier": "C01", "business_date": "2025-03-22"}


class CloseCashUp(Command):
    """The cashier's day: counted money and hand-over note; it closes only when they fit (BIL-10; doc 2 l.162)."""

    route = POST("/cashups")
    roles = roles.MONEY | MIGRATION
    reply = CashUp
    errors = (CashUpAlreadyClosed, NotYourTill, CashierNotAllowed)
    status = 201
    bulk = Bulk("/cashups:import", key="cashier", roles=PAST_PAPER)
    judges_cells = True
    example = {
        **_TILL,
        "opened_at": "2025-03-22T16:50",
        "closed_at": "2025-03-22T17:10",
        "counted_cash": "102.91",
        "counted_card": "0",
        "handover_note": "票款已交財務",
    }
    cashier = fields.Text(longest=64, load_default="", metadata=_means("the caller when empty"))
    business_date = fields.Date(required=True)
    opened_at = fields.Instant(required=True, metadata=_means("when the cash-up itself began"))
    closed_at = fields.Instant(required=True)
    counted_cash = fields.Money(required=True)
    counted_card = fields.Money(required=True)
    handover_note = fields.Text(load_default="")
    team_leader_remark = fields.Text(load_default="")


class RemarkCashUp(Command):
    """The team leader explains a difference, so that the day can close (BIL-10)."""

    route = POST("/cashups/{business_date}/{cashier}:remark")
    roles = frozenset({roles.BUSINESS_CENTRE_TEAM_LEADER})
    reply = CashUp
    errors = (SelfApproval,)
    example = {**_TILL, "remark": "找零差錯,已核實"}
    cashier = fields.Identifier(required=True)
    business_date = fields.Date(required=True)
    remark = fields.Text(required=True)


class ReopenCashUp(Command):
    """The team leader reopens a closed day that is not yet handed over, so that a late receipt can be booked and counted (BIL-10)."""

    route = POST("/cashups/{business_date}/{cashier}:reopen")
    roles = frozenset({roles.BUSINESS_CENTRE_TEAM_LEADER})
    reply = CashUp
    errors = (SelfApproval, CashUpNotClosed, AlreadyHandedOver)
    example = {**_TILL, "reason": "漏記一筆現金"}
    cashier = fields.Identifier(required=True)
    business_date = fields.Date(required=True)
    reason = fields.Text(required=True)


class AuditCashUp(Command):
    """Finance places an audit remark on a cash-up (BIL-03; doc 2 l.151)."""

    route = POST("/cashups/{business_date}/{cashier}:audit")
    roles = frozenset({roles.FINANCE})
    reply = CashUp
    example = {**_TILL, "remark": "已核對"}
    cashier = fields.Identifier(required=True)
    business_date = fields.Date(required=True)
    remark = fields.Text(required=True)


class HandOverMoney(Command):
    """Hand the day's money and vouchers to finance (BIL-04; doc 2 l.153)."""

    route = POST("/cashups/{business_date}/{cashier}:hand-over")
    roles = roles.MONEY
    reply = CashUp
    errors = (CashUpNotClosed, NotYourTill, AlreadyHandedOver, UnknownStaff, SelfApproval, ReceiverNotFinance)
    example = {**_TILL, "handed_over_at": "2025-03-22T17:30", "money": "102.91", "vouchers": 2, "received_by": "F01"}
    cashier = fields.Identifier(required=True)
    business_date = fields.Date(required=True)
    handed_over_at = fields.Instant(required=True)
    money = fields.Money(required=True, metadata=_means("cash and card slips handed over, yuan"))
    vouchers = fields.Integer(required=True, metadata=_means("number of receipts handed over"))
    received_by = fields.Identifier(required=True)


class GetCashUps(Query):
    """A business day's cash-ups; a cashier sees only the own one (BIL-03, BIL-11; doc 2 l.162)."""

    route = GET("/cashups/{business_date}")
    roles = REVENUE_READERS
    reply = CashUpDay
    errors = (RevenueNotDisclosed,)
    example = {"business_date": "2025-03-22"}
    business_date = fields.Date(required=True)


class GetSalesDay(Query):
    """The daily summary of gas sold (BIL-07; doc 2 l.155)."""

    route = GET("/sales-days/{day}")
    roles = LEADERS
    reply = SalesDay
    example = {"day": "2025-03-22"}
    day = fields.Date(required=True)


class SubmitSalesDay(Command):
    """Submit the daily summary; the schedule does it at the end of the day (BIL-07)."""

    route = POST("/sales-days/{day}:submit")
    roles = roles.MONEY | LEADERS
    reply = SalesDay
    example = {"day": "2025-03-22"}
    day = fields.Date(required=True)


class RecordSecurityChecklist(Command):
    """The daily security tick of a cashier's place (BIL-06; doc 2 l.154)."""

    route = POST("/security-checklists")
    roles = roles.MONEY | {roles.BUSINESS_CENTRE_TEAM_LEADER}
    reply = Registered
    status = 201
    example = {
        "place": "一號櫃臺",
        "checked_on": "2025-03-22",
        "ticked": ["premises", "vouchers_and_cash", "personal_safety", "safe_locked"],
    }
    place = fields.Identifier(required=True)
    checked_on = fields.Date(required=True)
    ticked = fields.List(fields.String(), required=True)


class CashUpClosed(Event):
    """A cashier's day is closed (BIL-10)."""

    subject = "till"
    example = {
        "till": "C01 2025-03-22",
        "cashier": "C01",
        "business_date": "2025-03-22",
        "book_total": "102.91",
        "counted_total": "102.91",
        "difference": "0.00",
        "state": "closed",
        "because": ["BIL-10"],
    }
    till = fields.Identifier(required=True)
    cashier = fields.Identifier(required=True)
    business_date = fields.Date(required=True)
    book_total = fields.Money(required=True)
    counted_total = fields.Money(required=True)
    difference = fields.Money(required=True)
    state = fields.String(required=True)


class MoneyHandedOver(Event):
    """The day's money and vouchers are with finance (BIL-04)."""

    subject = "till"
    example = {
        "till": "C01 2025-03-22",
        "cashier": "C01",
        "business_date": "2025-03-22",
        "state": "unbalanced",
        "difference": "-0.50",
        "because": ["BIL-04"],
    }
    till = fields.Identifier(required=True)
    cashier = fields.Identifier(required=True)
    business_date = fields.Date(required=True)
    state = fields.String(required=True)
    difference = fields.Money(required=True)
