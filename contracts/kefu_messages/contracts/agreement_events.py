"""What is said of service contracts: all that reports, billing and complaints need (CON-09, CON-15, CON-17, CON-47, CON-48)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import Event, fields, roles
from kefu_messages.contracts.shared import KINDS, LINES


class _ContractTold(Schema):
    """What reports need of every contract."""

    contract_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    kind = fields.Choice(*KINDS, required=True)
    line = fields.Choice(*LINES, required=True, allow_none=True)
    project_no = fields.Identifier(required=True, allow_none=True)
    specialist = fields.Identifier(required=True, allow_none=True)
    renews = fields.Identifier(required=True, allow_none=True)
    period_from = fields.Date(required=True, allow_none=True)
    period_to = fields.Date(required=True, allow_none=True)
    amount = fields.Money(required=True, allow_none=True)


_TOLD = {
    "contract_no": "FW2025-007", "customer_no": "U7", "kind": "software_service", "line": None, "project_no": None, "specialist": "E0102",
    "renews": "FW2024-007", "period_from": "2025-07-01", "period_to": "2026-06-30", "amount": "1200.00",
}  # fmt: skip


class ServiceContractAgreed(_ContractTold, Event):
    """Dates and amount of a contract are agreed with the customer."""

    subject = "contract_no"
    example = {**_TOLD, "agreed_on": "2025-06-01", "because": ["CON-13"]}
    agreed_on = fields.Date(required=True)


class ServiceContractSigned(_ContractTold, Event):
    """Both sides have signed: billing opens the receivable, and the money is due within the days of the law."""

    subject = "contract_no"
    example = {
        **_TOLD, "signed_by_us_on": "2025-06-02", "signed_by_customer_on": "2025-06-02", "returned_on": "2025-06-03", "because": ["CON-15"],
    }  # fmt: skip
    signed_by_us_on = fields.Date(required=True)
    signed_by_customer_on = fields.Date(required=True)
    returned_on = fields.Date(required=True)


class ServicePeriodUpdated(_ContractTold, Event):
    """A paid contract's period is in force: whoever holds a serial of the customer has it updated."""

    subject = "contract_no"
    example = {**_TOLD, "paid_on": "2025-06-05", "updated_on": "2025-06-06", "because": ["CON-09"]}
    paid_on = fields.Date(required=True)
    updated_on = fields.Date(required=True)


class ServiceContractTerminated(_ContractTold, Event):
    """A contract ended before its time."""

    subject = "contract_no"
    example = {**_TOLD, "terminated_on": "2025-09-30", "reason": "客戶停用", "because": ["CON-50"]}
    terminated_on = fields.Date(required=True)
    reason = fields.Text(required=True)


class ContractReturnOverdue(Event):
    """A contract that was sent did not come back on the agreed day."""

    subject = "contract_no"
    example = {
        "contract_no": "FW2025-007", "customer_no": "U7", "specialist": "E0102", "return_due_on": "2025-06-05", "because": ["CON-15"],
    }  # fmt: skip
    contract_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    specialist = fields.Identifier(required=True, allow_none=True)
    return_due_on = fields.Date(required=True)


class ContractPaymentMissing(Event):
    """The money of a signed contract did not arrive in time: the service manager looks after it."""

    subject = "contract_no"
    example = {
        "contract_no": "FW2025-007", "customer_no": "U7", "specialist": "E0102", "due_on": "2025-06-05", "open": "1200.00",
        "to_role": roles.SERVICE_MANAGER, "because": ["CON-17"],
    }  # fmt: skip
    contract_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    specialist = fields.Identifier(required=True, allow_none=True)
    due_on = fields.Date(required=True)
    open = fields.Money(required=True)
    to_role = fields.Identifier(required=True)
