"""Payments, reversals, card sales (BIL-03, BIL-09, BIL-12..BIL-16, BIL-30)."""

from __future__ import annotations

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.billing.charges import Allocation, Receipt
from kefu_messages.billing.refused_money import (
    AlreadyReversed,
    AuthenticityNotChecked,
    CashierNotAllowed,
    DuplicateReceipt,
    ExceedsOpenAmount,
    InvalidAmount,
    MethodNotAllowed,
    NoOpenCharge,
    NotYourTill,
    ReferenceMissing,
    ReversalAmountDiffers,
    ReversalTargetUnknown,
    TenderedTooLow,
    TillClosed,
)
from kefu_messages.billing.shared import MIGRATION, PAST_PAPER, REVENUE_READERS, _means, customer_no
from kefu_messages.billing.tariffs import NoTariffInForce
from kefu_messages.errors import NotAllowed, UnknownCustomer


class ReceiptsAreKept(NotAllowed):
    code = "receipts_are_kept"
    text = {"zh-Hant": "收據 {receipt_no} 不得刪除,只能沖正", "en": "Receipt {receipt_no} cannot be deleted: reverse it"}


class RecordPayment(Command):
    """Take a payment and settle what is open by due date; negative with ``reversal_of`` (BIL-09, BIL-13, BIL-15, BIL-16)."""

    route = POST("/payments")
    roles = roles.MONEY | MIGRATION
    reply = Receipt
    errors = (
        DuplicateReceipt,
        UnknownCustomer,
        InvalidAmount,
        NotYourTill,
        CashierNotAllowed,
        ReversalTargetUnknown,
        AlreadyReversed,
        ReversalAmountDiffers,
        MethodNotAllowed,
        ReferenceMissing,
        AuthenticityNotChecked,
        TenderedTooLow,
        NoOpenCharge,
        ExceedsOpenAmount,
        TillClosed,
    )
    status = 201
    bulk = Bulk("/payments:import", key="receipt_no", roles=PAST_PAPER)
    judges_cells = True
    example = {
        "receipt_no": "SJ250301",
        "paid_at": "2025-03-08T10:37",
        "customer_no": "SH010182",
        "method": "cash",
        "amount": "77.81",
        "tendered": "100.00",
        "authenticity_checked": True,
        "cashier": "C02",
    }
    receipt_no = fields.Identifier(required=True)
    paid_at = fields.Instant(required=True)
    customer_no = customer_no()
    slip_no = fields.Text(longest=64, load_default="", metadata=_means("settles this slip's invoice only"))
    method = fields.Text(longest=32, required=True)
    amount = fields.Money(required=True)
    tendered = fields.Money(allow_none=True, metadata=_means("cash called out as taken, yuan"))
    terminal_ref = fields.Text(longest=64, load_default="")
    authenticity_checked = fields.Boolean(load_default=False)
    cashier = fields.Text(longest=64, load_default="", metadata=_means("staff number; the caller when empty"))
    reversal_of = fields.Text(longest=64, load_default="")
    apology = fields.Boolean(load_default=False)
    praise = fields.Boolean(load_default=False)
    started_at = fields.Instant(allow_none=True, metadata=_means("when the service began, for the median service minutes"))


class ReverseReceipt(Command):
    """Take a receipt back in full; its original allocation is undone (BIL-16; doc 2 l.202)."""

    route = POST("/receipts/{receipt_no}:reverse")
    roles = roles.MONEY
    reply = Receipt
    errors = RecordPayment.errors  # a reversal is judged like the payment that it is
    status = 201
    example = {"receipt_no": "SJ250301", "reversal_no": "SJ250307", "reversed_at": "2025-03-08T10:45", "apology": True}
    receipt_no = fields.Identifier(required=True)
    reversal_no = fields.Identifier(required=True, metadata=_means("number of the reversing receipt"))
    reversed_at = fields.Instant(required=True)
    apology = fields.Boolean(load_default=False)


class DeleteReceipt(Command):
    """Always refused: a posted receipt is reversed, never deleted (BIL-03; doc 2 l.151)."""

    route = POST("/receipts/{receipt_no}:delete")
    roles = roles.EVERYBODY
    reply = Receipt
    errors = (ReceiptsAreKept,)
    example = {"receipt_no": "SJ250301"}
    receipt_no = fields.Identifier(required=True)


class TopUpCard(Command):
    """Sell gas onto the customer's card: receipt and credit in one (BIL-12; doc 2 l.160)."""

    route = POST("/card-top-ups")
    roles = roles.MONEY
    reply = Receipt
    errors = (
        DuplicateReceipt,
        UnknownCustomer,
        InvalidAmount,
        CashierNotAllowed,
        MethodNotAllowed,
        ReferenceMissing,
        AuthenticityNotChecked,
        TenderedTooLow,
        NoTariffInForce,
        TillClosed,
    )
    status = 201
    example = {
        "receipt_no": "SJ250990",
        "paid_at": "2025-03-22T10:00",
        "customer_no": "SH010002",
        "volume": "50",
        "method": "card",
        "terminal_ref": "T778",
    }
    receipt_no = fields.Identifier(required=True)
    paid_at = fields.Instant(required=True)
    customer_no = customer_no()
    volume = fields.Volume(required=True, negative=False, metadata=_means("m3 bought"))
    method = fields.Text(longest=32, required=True)
    tendered = fields.Money(allow_none=True)
    terminal_ref = fields.Text(longest=64, load_default="")
    authenticity_checked = fields.Boolean(load_default=False)
    started_at = fields.Instant(allow_none=True)


class RemarkReceipt(Command):
    """Finance places an audit remark on a receipt (BIL-03; doc 2 l.151)."""

    route = POST("/receipts/{receipt_no}:remark")
    roles = frozenset({roles.FINANCE})
    reply = Receipt
    example = {"receipt_no": "SJ250301", "remark": "請補收據存根"}
    receipt_no = fields.Identifier(required=True)
    remark = fields.Text(required=True)


class GetReceipt(Query):
    """One receipt with its allocation."""

    route = GET("/receipts/{receipt_no}")
    roles = REVENUE_READERS
    reply = Receipt
    example = {"receipt_no": "SJ250301"}
    receipt_no = fields.Identifier(required=True)


class PaymentReceived(Event):
    """A receipt was accepted (BIL-09, BIL-13); ``open_after`` is what the account still owes."""

    subject = "customer_no"
    example = {
        "receipt_no": "SJ250301",
        "customer_no": "SH010182",
        "paid_at": "2025-03-08T10:37+08:00",
        "method": "cash",
        "amount": "77.81",
        "cashier": "C02",
        "allocations": [{"invoice_no": "2025-03-2101274", "amount": "77.81"}],
        "open_after": "0.00",
        "because": ["BIL-09"],
    }
    receipt_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    paid_at = fields.Instant(required=True)
    method = fields.String(required=True)
    amount = fields.Money(required=True)
    cashier = fields.String(required=True)
    allocations = fields.List(fields.Nested(Allocation), required=True)
    open_after = fields.Money(required=True)


class ReceiptReversed(Event):
    """A receipt was taken back with its allocation (BIL-16)."""

    subject = "customer_no"
    example = {
        "receipt_no": "SJ250307",
        "reversal_of": "SJ250301",
        "customer_no": "SH010182",
        "reversed_at": "2025-03-08T10:45+08:00",
        "amount": "-77.81",
        "cashier": "C02",
        "apology": True,
        "because": ["BIL-16"],
    }
    receipt_no = fields.Identifier(required=True)
    reversal_of = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    reversed_at = fields.Instant(required=True)
    amount = fields.Money(required=True)
    cashier = fields.String(required=True)
    apology = fields.Boolean(required=True)


class CardCredited(Event):
    """Gas was sold onto a card (BIL-12)."""

    subject = "customer_no"
    example = {"receipt_no": "SJ250990", "customer_no": "SH010002", "volume": "50", "amount": "129.00", "because": ["BIL-12"]}
    receipt_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    volume = fields.Volume(required=True)
    amount = fields.Money(required=True)


class PraiseRecorded(Event):
    """A customer praised the service at the counter (BIL-30)."""

    subject = "staff_no"
    example = {"staff_no": "C01", "receipt_no": "SJ250301", "customer_no": "SH010182", "on": "2025-03-08", "because": ["BIL-30"]}
    staff_no = fields.Identifier(required=True)
    receipt_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    on = fields.Date(required=True)
