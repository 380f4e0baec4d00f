"""Contracts' payments and price lists (BIL-31..BIL-33, BIL-43)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.billing.refused_money import DuplicateReceipt, ExceedsOpenAmount, InvalidAmount
from kefu_messages.billing.shared import Registered, _means, customer_no
from kefu_messages.errors import AlreadyExists, StateConflict


class AddressNotConfirmed(StateConflict):
    code = "address_not_confirmed"
    text = {"zh-Hant": "寄送發票前須確認地址與聯系人", "en": "Confirm address and contact before the invoice is mailed"}


class ContractReceivable(Schema):
    """What a contract still brings in."""

    contract_no = fields.Identifier()
    customer_no = fields.Identifier()
    amount = fields.Money()
    paid = fields.Money()
    final_payment = fields.Money()
    signed_on = fields.Date(allow_none=True)
    due_on = fields.Date(allow_none=True)
    overdue_days = fields.Integer()
    sales_person = fields.Text(longest=64)
    assisting_specialist = fields.Text(longest=64)
    price_list = fields.Text(longest=64)
    mailings = fields.List(fields.Dict())
    version = fields.Integer()


class FinalPayments(Schema):
    """Final payments outstanding."""

    receivables = fields.List(fields.Nested(ContractReceivable))
    total = fields.Money()


class OpenContractReceivable(Command):
    """Open the receivable of a signed contract (BIL-31, BIL-33; doc 4 l.277, l.301)."""

    route = POST("/contract-receivables")
    roles = frozenset({roles.SALES_PERSON, roles.SERVICE_SPECIALIST, roles.SERVICE_MANAGER, roles.FINANCE})
    reply = ContractReceivable
    errors = (StateConflict, AlreadyExists)
    status = 201
    example = {
        "contract_no": "HT2025-007",
        "customer_no": "JY0007",
        "amount": "50000.00",
        "signed_by_us_on": "2025-03-01",
        "signed_by_customer_on": "2025-03-03",
        "sales_person": "X01",
        "assisting_specialist": "S1",
    }
    contract_no = fields.Identifier(required=True)
    customer_no = customer_no()
    amount = fields.Money(required=True, negative=False)
    signed_by_us_on = fields.Date(required=True)
    signed_by_customer_on = fields.Date(required=True)
    sales_person = fields.Text(longest=64, load_default="")
    assisting_specialist = fields.Text(longest=64, load_default="")


class RecordContractPayment(Command):
    """A payment on a contract (BIL-31, BIL-33)."""

    route = POST("/contract-receivables/{contract_no}:pay")
    roles = frozenset({roles.FINANCE, roles.CASHIER, roles.SERVICE_SPECIALIST})
    reply = ContractReceivable
    errors = (InvalidAmount, DuplicateReceipt, ExceedsOpenAmount)
    example = {"contract_no": "HT2025-007", "receipt_no": "HK2025-011", "paid_on": "2025-03-06", "amount": "45000.00"}
    contract_no = fields.Identifier(required=True)
    receipt_no = fields.Identifier(required=True)
    paid_on = fields.Date(required=True)
    amount = fields.Money(required=True)


class MailInvoice(Command):
    """Mail an invoice after address and contact are confirmed (BIL-32; doc 4 l.300)."""

    route = POST("/contract-receivables/{contract_no}:mail-invoice")
    roles = frozenset({roles.FINANCE, roles.SERVICE_SPECIALIST})
    reply = ContractReceivable
    errors = (AddressNotConfirmed,)
    example = {
        "contract_no": "HT2025-007",
        "invoice_no": "FP0009",
        "address": "南門街284號",
        "contact": "嚴桂",
        "address_confirmed": True,
        "contact_confirmed": True,
        "mailed_on": "2025-03-07",
    }
    contract_no = fields.Identifier(required=True)
    invoice_no = fields.Identifier(required=True)
    address = fields.Text(required=True)
    contact = fields.Text(longest=100, required=True)
    address_confirmed = fields.Boolean(load_default=False)
    contact_confirmed = fields.Boolean(load_default=False)
    mailed_on = fields.Date(required=True)


class GetContractReceivable(Query):
    """A contract's receivable as of a day."""

    route = GET("/contract-receivables/{contract_no}")
    roles = OpenContractReceivable.roles | {roles.SERVICE_DIRECTOR}
    reply = ContractReceivable
    example = {"contract_no": "HT2025-007", "as_of": "2025-03-06"}
    contract_no = fields.Identifier(required=True)
    as_of = fields.Date()


class ListFinalPayments(Query):
    """Final payments a specialist helps to collect (BIL-31)."""

    route = GET("/final-payments/{assisting_specialist}")
    roles = OpenContractReceivable.roles | {roles.SERVICE_DIRECTOR}
    reply = FinalPayments
    example = {"assisting_specialist": "S1", "as_of": "2025-03-31"}
    assisting_specialist = fields.Identifier(required=True)
    as_of = fields.Date()


class PublishPriceList(Command):
    """A dated version of the price list; contracts keep the one of their signing (BIL-43; doc 5.4 l.470)."""

    route = POST("/price-lists")
    roles = frozenset({roles.FINANCE, roles.GENERAL_MANAGER, roles.SERVICE_DIRECTOR, roles.DEPARTMENT_HEAD})
    reply = Registered
    errors = (StateConflict, AlreadyExists)
    status = 201
    example = {"price_list": "v2", "valid_from": "2025-01-01", "prices": [{"item": "annual_service", "price": "1200.00"}]}
    price_list = fields.Identifier(required=True)
    valid_from = fields.Date(required=True)
    prices = fields.List(fields.Dict(), required=True, metadata=_means("item and price, yuan"))


class GetContractPrices(Query):
    """The prices a contract keeps (BIL-43)."""

    route = GET("/contract-receivables/{contract_no}/prices")
    roles = GetContractReceivable.roles
    reply = PublishPriceList
    example = {"contract_no": "HT2025-007"}
    contract_no = fields.Identifier(required=True)


class ContractOverdue(Event):
    """A contract was not paid in full in time (BIL-33)."""

    subject = "contract_no"
    example = {"contract_no": "HT2025-007", "due_on": "2025-03-06", "open": "5000.00", "because": ["contract_payment_days"]}
    contract_no = fields.Identifier(required=True)
    due_on = fields.Date(required=True)
    open = fields.Money(required=True)


class InvoiceMailed(Event):
    """A contract's invoice was mailed (BIL-32)."""

    subject = "contract_no"
    example = {"contract_no": "HT2025-007", "invoice_no": "FP0009", "mailed_on": "2025-03-07", "because": ["BIL-32"]}
    contract_no = fields.Identifier(required=True)
    invoice_no = fields.Identifier(required=True)
    mailed_on = fields.Date(required=True)


class ContractReceivableOpened(Event):
    """A signed contract's money is due on a day (BIL-33)."""

    subject = "contract_no"
    example = {
        "contract_no": "HT2025-007", "customer_no": "JY0007", "amount": "50000.00", "signed_on": "2025-03-03", "due_on": "2025-03-06",
        "because": ["contract_payment_days"],
    }  # fmt: skip
    contract_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    amount = fields.Money(required=True)
    signed_on = fields.Date(required=True)
    due_on = fields.Date(required=True)


class ContractPaymentRecorded(Event):
    """Money arrived on a contract; ``paid_up_on`` is the day of the last yuan once all is paid (BIL-31, BIL-33)."""

    subject = "contract_no"
    example = {
        "contract_no": "HT2025-007", "receipt_no": "HK2025-011", "paid_on": "2025-03-06", "amount": "45000.00", "open": "5000.00",
        "paid_up_on": None, "because": ["BIL-31"],
    }  # fmt: skip
    contract_no = fields.Identifier(required=True)
    receipt_no = fields.Identifier(required=True)
    paid_on = fields.Date(required=True)
    amount = fields.Money(required=True)
    open = fields.Money(required=True)
    paid_up_on = fields.Date(required=True, allow_none=True)
