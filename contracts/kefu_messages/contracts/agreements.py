"""Service contracts: drafted for a customer, reviewed, read (CON-03, CON-42, CON-47, CON-48)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Query, fields
from kefu_messages.contracts.refused import NotYourUnit, RenewsNothing
from kefu_messages.contracts.shared import CHANNELS, KINDS, LEADERS, LINES, READERS, SIGNERS, Why, means
from kefu_messages.errors import AlreadyExists, SelfApproval, StateConflict, TooManyEntries
from kefu_messages.platform import AnyValue

STATES = ("drafted", "agreed", "signed", "sent", "returned", "concluded", "terminated")
PAYMENT_STATES = ("none", "pending", "paid", "overdue")


class ServiceContract(Schema):
    """A service contract with how far it is and what is still missing."""

    contract_no = fields.Identifier()
    customer_no = fields.Identifier()
    kind = fields.Choice(*KINDS)
    line = fields.Choice(*LINES, allow_none=True)
    project_no = fields.Identifier(allow_none=True)
    specialist = fields.Identifier(allow_none=True)
    renews = fields.Identifier(allow_none=True, metadata=means("the contract it follows"))
    template = fields.Identifier(allow_none=True, metadata=means("version of the template of its kind"))
    drafted_on = fields.Date()
    drafted_by = fields.Identifier()
    state = fields.Choice(*STATES)
    period_from = fields.Date(allow_none=True)
    period_to = fields.Date(allow_none=True)
    amount = fields.Money(allow_none=True)
    agreed_on = fields.Date(allow_none=True)
    signed_by = fields.Text(allow_none=True)
    signed_on = fields.Date(allow_none=True)
    sealed = fields.Boolean()
    sent_on = fields.Date(allow_none=True)
    channel = fields.Choice(*CHANNELS, allow_none=True)
    return_due_on = fields.Date(allow_none=True)
    pay_due_on = fields.Date(allow_none=True, metadata=means("the day agreed with the customer"))
    returned_on = fields.Date(allow_none=True)
    customer_signed_on = fields.Date(allow_none=True)
    return_overdue = fields.Boolean()
    address = fields.Text(allow_none=True)
    contact = fields.Text(allow_none=True)
    address_confirmed = fields.Boolean()
    invoice_no = fields.Identifier(allow_none=True)
    invoice_mailed_on = fields.Date(allow_none=True)
    payment = fields.Choice(*PAYMENT_STATES)
    payment_due_on = fields.Date(allow_none=True, metadata=means("told by billing"))
    paid_on = fields.Date(allow_none=True, metadata=means("the day the last yuan arrived, told by billing"))
    updated_on = fields.Date(allow_none=True)
    terminated_on = fields.Date(allow_none=True)
    reviews = AnyValue(metadata=means("who reviewed it, when, with which version of the customer archive"))
    steps = AnyValue(metadata=means("the steps of a renewal in their order, each done or not"))
    warnings = fields.List(fields.Identifier(), metadata=means("template_outdated, review_without_archive"))
    version = fields.Integer()


class DraftContract(Command):
    """Draft a service contract for an assigned unit (CON-03, CON-47; doc 4 l.276, doc 5.4 l.457)."""

    route = POST("/service-contracts")
    roles = SIGNERS
    reply = ServiceContract
    errors = (NotYourUnit, StateConflict, AlreadyExists, RenewsNothing)
    status = 201
    example = {
        "contract_no": "FW2025-007", "customer_no": "U7", "kind": "software_service", "drafted_on": "2025-06-01", "template": "v2020",
        "renews": "FW2024-007",
    }  # fmt: skip
    contract_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    kind = fields.Choice(*KINDS, required=True)
    line = fields.Choice(*LINES)
    project_no = fields.Identifier()
    specialist = fields.Identifier(metadata=means("who looks after it; the unit's own specialist when not given"))
    renews = fields.Identifier(metadata=means("the contract of the same customer that it follows"))
    template = fields.Identifier()
    drafted_on = fields.Date(required=True)


class ReviewContract(Command):
    """Review a contract by the customer's archive; without naming its version a warning stays (CON-42; doc 1 l.89)."""

    route = POST("/service-contracts/{contract_no}:review")
    roles = LEADERS
    reply = ServiceContract
    errors = (SelfApproval, StateConflict, TooManyEntries)
    example = {"contract_no": "FW2025-007", "reviewed_on": "2025-06-01", "archive_version": 4, "opinion": "按期付款,可續簽"}
    contract_no = fields.Identifier(required=True)
    reviewed_on = fields.Date(required=True)
    archive_version = fields.Integer(metadata=means("version of the customer archive that was consulted"))
    opinion = fields.Text(required=True)


class GetServiceContract(Query):
    """One service contract as of a day."""

    route = GET("/service-contracts/{contract_no}")
    roles = READERS
    reply = ServiceContract
    example = {"contract_no": "FW2025-007", "as_of": "2025-06-06"}
    contract_no = fields.Identifier(required=True)
    as_of = fields.Date(metadata=means("today when not given"))


class WhyServiceContract(Query):
    """Why a service contract stands as it does."""

    route = GET("/service-contracts/{contract_no}/why")
    roles = READERS
    reply = Why
    example = {"contract_no": "FW2025-007"}
    contract_no = fields.Identifier(required=True)


class ListServiceContracts(Query):
    """Service contracts: of a customer, of a specialist, or in a state."""

    route = GET("/service-contracts")
    roles = READERS
    reply = ServiceContract
    paged = True
    example = {"customer_no": "U7"}
    customer_no = fields.Identifier()
    specialist = fields.Identifier()
    state = fields.Choice(*STATES)


class RenewalRate(Schema):
    """Contracts due for renewal in a span, and how many of them were renewed."""

    due_from = fields.Date()
    due_to = fields.Date()
    kind = fields.Choice(*KINDS)
    line = fields.Choice(*LINES, allow_none=True)
    due = fields.Integer()
    renewed = fields.Integer()
    percent = fields.String(allow_none=True, metadata=means("one place, half-up"))
    not_renewed = fields.List(fields.Identifier())


class GetRenewalRate(Query):
    """The rate of contracts renewed among those that ran out in a span (CON-48; doc 5.4 l.463)."""

    route = GET("/renewal-rates/{kind}")
    roles = READERS
    reply = RenewalRate
    example = {"kind": "maintenance", "due_from": "2024-01-01", "due_to": "2024-12-31"}
    kind = fields.Choice(*KINDS, required=True)
    line = fields.Choice(*LINES)
    due_from = fields.Date(required=True)
    due_to = fields.Date(required=True)
    as_of = fields.Date(metadata=means("what came back signed after it does not count; today when not given"))
