"""The steps of a service contract, from the agreement to the new service period (CON-09, CON-13..17)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import POST, Command, fields
from kefu_messages.contracts.agreements import ServiceContract
from kefu_messages.contracts.refused import ContractEnded, ContractStepDone, ContractStepMissing, NotYourUnit, PeriodReversed, RenewalUnpaid
from kefu_messages.contracts.shared import CHANNELS, LEADERS, SIGNERS, means

STEP = (ContractStepMissing, ContractEnded)


class OnContract(Schema):
    """A step on one service contract."""

    contract_no = fields.Identifier(required=True)


class AgreeContract(OnContract, Command):
    """Fill in service dates and amount once they are agreed with the customer (CON-13; doc 4 l.298)."""

    route = POST("/service-contracts/{contract_no}:agree")
    roles = SIGNERS
    reply = ServiceContract
    errors = (*STEP, PeriodReversed, NotYourUnit)
    example = {
        "contract_no": "FW2025-007", "period_from": "2025-07-01", "period_to": "2026-06-30", "amount": "1200.00", "agreed_on": "2025-06-01",
    }  # fmt: skip
    period_from = fields.Date(required=True)
    period_to = fields.Date(required=True)
    amount = fields.Money(required=True, negative=False)
    agreed_on = fields.Date(required=True)


class SignContract(OnContract, Command):
    """Our representative has signed and dated the contract; the seal may follow (CON-14; doc 4 l.298)."""

    route = POST("/service-contracts/{contract_no}:sign")
    roles = SIGNERS
    reply = ServiceContract
    errors = (*STEP, PeriodReversed, NotYourUnit)
    example = {"contract_no": "FW2025-007", "signed_by": "E0102", "signed_on": "2025-06-02", "sealed": True}
    signed_by = fields.Text(required=True, metadata=means("party B's representative"))
    signed_on = fields.Date(metadata=means("the date written on the paper"))
    sealed = fields.Boolean(required=True, metadata=means("bears the company's official seal"))


class SendContract(OnContract, Command):
    """Send the signed, dated and sealed contract to the customer, mainly by fax (CON-13, CON-14; doc 4 l.298)."""

    route = POST("/service-contracts/{contract_no}:send")
    roles = SIGNERS
    reply = ServiceContract
    errors = (*STEP, PeriodReversed, NotYourUnit)
    example = {"contract_no": "FW2025-007", "sent_on": "2025-06-02"}
    sent_on = fields.Date(required=True)
    channel = fields.Choice(*CHANNELS, load_default="fax")


class AgreeContractDates(OnContract, Command):
    """Agree with the customer when the contract comes back and when it is paid (CON-15; doc 4 l.299)."""

    route = POST("/service-contracts/{contract_no}:agree-dates")
    roles = SIGNERS
    reply = ServiceContract
    errors = (*STEP, PeriodReversed, NotYourUnit)
    example = {"contract_no": "FW2025-007", "return_due_on": "2025-06-05", "pay_due_on": "2025-06-06"}
    return_due_on = fields.Date(required=True)
    pay_due_on = fields.Date(required=True)


class ReturnContract(OnContract, Command):
    """The customer has sent the contract back, signed: both sides are bound (CON-15, CON-17; doc 4 l.299, l.301)."""

    route = POST("/service-contracts/{contract_no}:return")
    roles = SIGNERS
    reply = ServiceContract
    errors = (*STEP, ContractStepDone, PeriodReversed, NotYourUnit)
    example = {"contract_no": "FW2025-007", "returned_on": "2025-06-03", "customer_signed_on": "2025-06-02"}
    returned_on = fields.Date(required=True)
    customer_signed_on = fields.Date(required=True)


class ConfirmInvoiceAddress(OnContract, Command):
    """Confirm the address and the contact to whom the invoice is mailed (CON-16; doc 4 l.300)."""

    route = POST("/service-contracts/{contract_no}:confirm-address")
    roles = SIGNERS
    reply = ServiceContract
    errors = (*STEP, NotYourUnit)
    example = {"contract_no": "FW2025-007", "address": "南門街284號", "contact": "陳會計", "confirmed_on": "2025-06-03"}
    address = fields.Text(required=True)
    contact = fields.Text(required=True, longest=100)
    confirmed_on = fields.Date(required=True)


class UpdateServicePeriod(OnContract, Command):
    """Put the paid contract's period into force: the last step of a renewal (CON-08, CON-09; doc 4 l.302, l.328)."""

    route = POST("/service-contracts/{contract_no}:update-period")
    roles = SIGNERS
    reply = ServiceContract
    errors = (*STEP, ContractStepDone, RenewalUnpaid, PeriodReversed, NotYourUnit)
    example = {"contract_no": "FW2025-007", "updated_on": "2025-06-06"}
    updated_on = fields.Date(required=True)


class TerminateContract(OnContract, Command):
    """End a contract before its time; it stays on record (CON-50)."""

    route = POST("/service-contracts/{contract_no}:terminate")
    roles = LEADERS
    reply = ServiceContract
    errors = (ContractEnded, NotYourUnit)
    example = {"contract_no": "FW2025-007", "terminated_on": "2025-09-30", "reason": "客戶停用"}
    terminated_on = fields.Date(required=True)
    reason = fields.Text(required=True)
