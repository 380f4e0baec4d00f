"""A customer's account as of any day (BIL-19..BIL-21)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, Query, fields
from kefu_messages.billing.charges import Invoice, Receipt
from kefu_messages.billing.shared import ACCOUNT_READERS, Why, _means, customer_no
from kefu_messages.billing.slips import Slip


class Account(Schema):
    """A customer's account as of a day."""

    customer_no = fields.Identifier()
    kind = fields.String(allow_none=True)
    as_of = fields.Date()
    open_amount = fields.Money()
    overdue_amount = fields.Money()
    card_credit = fields.Volume(metadata=_means("m3 bought on the customer's card"))
    stage = fields.String(allow_none=True)
    invoices = fields.List(fields.Nested(Invoice))
    slips = fields.List(fields.Nested(Slip))
    receipts = fields.List(fields.Nested(Receipt))
    holds = fields.List(fields.Dict())
    version = fields.Integer()


class AccountLine(Schema):
    """An account in a list."""

    customer_no = fields.Identifier()
    kind = fields.String(allow_none=True)
    open = fields.Boolean()
    version = fields.Integer()


class GetAccount(Query):
    """A customer's account at the end of a day."""

    part_of_overview = True
    route = GET("/accounts/{customer_no}")
    roles = ACCOUNT_READERS
    reply = Account
    example = {"customer_no": "SH010001", "as_of": "2025-04-20"}
    customer_no = customer_no()
    as_of = fields.Date(metadata=_means("end of this day; today when not given"))
    since = fields.Date(metadata=_means("list what is from this day on, and invoices that are still open; everything when not given"))


class ListAccounts(Query):
    """Accounts, those with something open first asked for."""

    route = GET("/accounts")
    roles = ACCOUNT_READERS
    reply = AccountLine
    paged = True
    example = {"open": True}
    open = fields.Boolean()


class GetInvoice(Query):
    """One invoice."""

    route = GET("/invoices/{invoice_no}")
    roles = ACCOUNT_READERS
    reply = Invoice
    example = {"invoice_no": "2025-03-2100007"}
    invoice_no = fields.Identifier(required=True)


class WhyInvoice(Query):
    """Why the invoice has this price and due date."""

    route = GET("/invoices/{invoice_no}/why")
    roles = ACCOUNT_READERS
    reply = Why
    example = {"invoice_no": "2025-03-2100007"}
    invoice_no = fields.Identifier(required=True)


class WhyAccount(Query):
    """Every decision kept with the account."""

    route = GET("/accounts/{customer_no}/why")
    roles = ACCOUNT_READERS
    reply = Why
    example = {"customer_no": "SH010001"}
    customer_no = customer_no()
