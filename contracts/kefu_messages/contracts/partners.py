"""Partners in an alliance, repair shops first: registry, contracts, renewal, what they save (CON-43, CON-44; OTH-06)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.contracts.refused import ContractEnded, PeriodReversed
from kefu_messages.contracts.shared import LEADERS, READERS, Why, means
from kefu_messages.errors import AlreadyExists, TooManyEntries, UnknownReference
from kefu_messages.platform import AnyValue

PARTNER_KINDS = ("repair_shop", "car_dealer", "supplier")


class Partner(Schema):
    """A partner with its alliance contracts."""

    partner_no = fields.Identifier()
    name = fields.Text()
    kind = fields.Choice(*PARTNER_KINDS)
    contracts = AnyValue(metadata=means("contract_no, signed_on, starts_on, ends_on, terminated_on per contract"))
    savings = AnyValue(metadata=means("month and yuan"))
    state = fields.Choice("registered", "active", "expired", "terminated")
    version = fields.Integer()


class RegisterPartner(Command):
    """Enter a partner in the registry (OTH-06; doc 5.1 l.361)."""

    route = POST("/partners")
    roles = LEADERS
    reply = Partner
    errors = (AlreadyExists,)
    status = 201
    example = {"partner_no": "P1", "name": "宏達汽修", "kind": "repair_shop"}
    partner_no = fields.Identifier(required=True)
    name = fields.Text(required=True)
    kind = fields.Choice(*PARTNER_KINDS, required=True)


class SignPartnerContract(Command):
    """Sign an alliance contract with a partner, the first one or its renewal (CON-43, CON-44; doc 5.1 l.361)."""

    route = POST("/partners/{partner_no}:sign")
    roles = LEADERS
    reply = Partner
    errors = (AlreadyExists, PeriodReversed, TooManyEntries)
    example = {
        "partner_no": "P1", "contract_no": "LM-1", "signed_on": "2024-07-01", "starts_on": "2024-07-01", "ends_on": "2025-09-30",
    }  # fmt: skip
    partner_no = fields.Identifier(required=True)
    contract_no = fields.Identifier(required=True)
    signed_on = fields.Date(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)


class TerminatePartnerContract(Command):
    """End a partner's contract before its time (CON-43)."""

    route = POST("/partners/{partner_no}:terminate")
    roles = LEADERS
    reply = Partner
    errors = (ContractEnded, UnknownReference)
    example = {"partner_no": "P1", "contract_no": "LM-1", "terminated_on": "2025-03-31"}
    partner_no = fields.Identifier(required=True)
    contract_no = fields.Identifier(required=True)
    terminated_on = fields.Date(required=True)


class RecordPartnerSaving(Command):
    """Record what a partner saved in a month; a later entry replaces it (OTH-06; doc 5.1 l.361)."""

    route = POST("/partners/{partner_no}:record-saving")
    roles = LEADERS
    reply = Partner
    errors = (TooManyEntries,)
    example = {"partner_no": "P1", "month": "2025-03", "amount": "12000.00"}
    partner_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
    amount = fields.Money(required=True)


class GetPartner(Query):
    """One partner as of a day."""

    route = GET("/partners/{partner_no}")
    roles = READERS
    reply = Partner
    example = {"partner_no": "P1"}
    partner_no = fields.Identifier(required=True)
    as_of = fields.Date()


class ListPartners(Query):
    """The registry of a kind of partner."""

    route = GET("/partners")
    roles = READERS
    reply = Partner
    paged = True
    example = {"kind": "repair_shop"}
    kind = fields.Choice(*PARTNER_KINDS)


class WhyPartner(Query):
    """Why a partner counts as active or not."""

    route = GET("/partners/{partner_no}/why")
    roles = READERS
    reply = Why
    example = {"partner_no": "P1"}
    partner_no = fields.Identifier(required=True)


class PartnerFigures(Schema):
    """Partners of a kind: active ones, those running out, renewals and savings."""

    kind = fields.Choice(*PARTNER_KINDS)
    as_of = fields.Date()
    registered = fields.Integer()
    active = fields.Integer()
    expiring = fields.List(fields.Identifier(), metadata=means("contracts end within the months of the law after the day"))
    due_from = fields.Date()
    due_to = fields.Date()
    due = fields.Integer(metadata=means("partners whose contract ends in the span"))
    renewed = fields.Integer()
    renewal_percent = fields.String(allow_none=True)
    savings = fields.Money(metadata=means("of the months of the span, yuan"))


class GetPartnerFigures(Query):
    """Active partners on a day and the renewal rate of a span (CON-43, CON-44; OTH-06)."""

    route = GET("/partner-figures/{kind}")
    roles = READERS
    reply = PartnerFigures
    example = {"kind": "repair_shop", "as_of": "2025-08-15", "due_from": "2025-09-01", "due_to": "2025-09-30"}
    kind = fields.Choice(*PARTNER_KINDS, required=True)
    as_of = fields.Date()
    due_from = fields.Date(metadata=means("the year of the day when not given"))
    due_to = fields.Date()


class PartnerChanged(Event):
    """A partner was registered, signed, renewed or lost; carries all its contracts."""

    subject = "partner_no"
    example = {
        "partner_no": "P1", "name": "宏達汽修", "kind": "repair_shop",
        "contracts": [{"contract_no": "LM-1", "signed_on": "2024-07-01", "starts_on": "2024-07-01", "ends_on": "2025-09-30"}],
        "because": ["CON-43"],
    }  # fmt: skip
    partner_no = fields.Identifier(required=True)
    name = fields.Text(required=True)
    kind = fields.Choice(*PARTNER_KINDS, required=True)
    contracts = fields.List(fields.Dict(), required=True)
