"""Invoices, and receipts with what they settle (BIL-01, BIL-09, BIL-20)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import Event, fields
from kefu_messages.billing.shared import CUSTOMER_KINDS, _means


class Invoice(Schema):
    """A charge for gas and how much of it is open."""

    invoice_no = fields.Identifier()
    customer_no = fields.Identifier()
    meter_no = fields.Identifier(allow_none=True)
    kind = fields.Choice(*CUSTOMER_KINDS)
    month = fields.Month()
    slip_no = fields.Identifier(allow_none=True)
    volume = fields.Volume()
    tariff_no = fields.Identifier()
    price = fields.Price()
    amount = fields.Money()
    charge_date = fields.Date(metadata=_means("reading day, whose tariff applies"))
    opened_on = fields.Date(metadata=_means("from this day on it can be paid"))
    due_on = fields.Date(allow_none=True)
    open = fields.Money()
    settled_on = fields.Date(allow_none=True)


class Allocation(Schema):
    """The part of a receipt that settles an invoice; negative when a reversal takes it back."""

    invoice_no = fields.Identifier()
    amount = fields.Money()


class Receipt(Schema):
    """A receipt with its allocation."""

    receipt_no = fields.Identifier()
    customer_no = fields.Identifier()
    paid_at = fields.Instant()
    method = fields.Identifier()
    amount = fields.Money()
    tendered = fields.Money(allow_none=True)
    change = fields.Money(allow_none=True)
    terminal_ref = fields.Text(longest=64)
    cashier = fields.Identifier()
    reversal_of = fields.Text(longest=64)
    apology = fields.Boolean()
    praise = fields.Boolean()
    warnings = fields.List(fields.String())
    audit_remarks = fields.List(fields.Dict())
    allocations = fields.List(fields.Nested(Allocation))
    version = fields.Integer()


class InvoiceIssued(Event):
    """A charge for gas was raised (BIL-01, BIL-18..BIL-20)."""

    subject = "invoice_no"
    example = {
        "invoice_no": "2025-03-2100007",
        "customer_no": "SH010001",
        "meter_no": "2100007",
        "kind": "commercial",
        "month": "2025-03",
        "slip_no": "JS25030052",
        "volume": "994.6",
        "tariff_no": "T2025-C",
        "price": "3.31",
        "amount": "3292.13",
        "charge_date": "2025-03-25",
        "due_on": "2025-04-01",
        "because": ["BIL-01", "payment_days"],
    }
    invoice_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    meter_no = fields.Identifier(allow_none=True)
    kind = fields.String(required=True)
    month = fields.Month(required=True)
    slip_no = fields.String(allow_none=True)
    volume = fields.Volume(required=True)
    tariff_no = fields.Identifier(required=True)
    price = fields.Price(required=True)
    amount = fields.Money(required=True)
    charge_date = fields.Date(required=True)
    due_on = fields.Date(allow_none=True)


class InvoiceCancelled(Event):
    """An invoice was taken back because its reading was corrected."""

    subject = "invoice_no"
    example = {"invoice_no": "2025-03-2100014", "customer_no": "SH010002", "cancelled_on": "2025-03-20", "because": ["BIL-16"]}
    invoice_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    cancelled_on = fields.Date(required=True)
