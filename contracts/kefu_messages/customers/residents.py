"""Owners in arrears, letters to owners, resident cards (CUS-58..60; doc 5.2 l.380, l.386)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.customers.units import IMPORTERS, STEWARDS
from kefu_messages.errors import AlreadyExists, ContentInvalid, UnknownUnit

READERS = STEWARDS | {roles.REPORTING, roles.SERVICE}


class ArrearsReasonUnknown(ContentInvalid):
    code = "arrears_reason_unknown"
    text = {"zh-Hant": "{reason} 不在欠費原因名單內", "en": "{reason} is not one of the reasons"}


class DuplicateCard(ContentInvalid):
    code = "duplicate_card"
    text = {"zh-Hant": "住戶卡 {card_no} 已登記", "en": "Resident card {card_no} exists already"}


class ArrearsContact(Schema):
    contact_no = fields.Identifier()
    unit_no = fields.Identifier()
    steward = fields.Identifier()
    contacted_on = fields.Date()
    reason = fields.Identifier()
    need = fields.Text(allow_none=True)
    version = fields.Integer()


class RecordArrearsContact(Command):
    """The steward has talked to a customer who has not paid; the reason and the need go back to the office (CUS-58; doc 5.2 l.380)."""

    route = POST("/arrears-contacts")
    roles = STEWARDS
    reply = ArrearsContact
    errors = (UnknownUnit, ArrearsReasonUnknown, AlreadyExists)
    status = 201
    example = {"contact_no": "GT-1", "unit_no": "5-201", "contacted_on": "2024-05-06", "reason": "leak_unresolved", "need": "修好漏水再交"}
    contact_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    contacted_on = fields.Date(required=True)
    reason = fields.Identifier(required=True)
    need = fields.Text()


class ArrearsReason(Schema):
    reason = fields.Identifier()
    contacts = fields.Integer()
    units = fields.List(fields.String())


class ArrearsReasons(Schema):
    year = fields.Integer()
    reasons = fields.List(fields.Nested(ArrearsReason))


class GetArrearsReasons(Query):
    """Why customers have not paid, grouped by reason, over a year (CUS-58)."""

    route = GET("/arrears-reasons/{year}")
    roles = READERS
    reply = ArrearsReasons
    example = {"year": 2024}
    year = fields.Year(required=True)


class Letter(Schema):
    """A letter of a mailing to one owner; ``state`` is sent or address_unknown."""

    letter_no = fields.Identifier()
    mailing_no = fields.Identifier()
    unit_no = fields.Identifier()
    owner = fields.Text(allow_none=True)
    dispatched_on = fields.Date()
    state = fields.Choice("sent", "address_unknown")
    version = fields.Integer()


class RecordLetter(Command):
    """Record a letter of a mailing as sent, or as not sendable because nobody knows the address (CUS-59; doc 5.2 l.386)."""

    route = POST("/letters")
    roles = IMPORTERS
    reply = Letter
    errors = (UnknownUnit, AlreadyExists)
    status = 201
    bulk = Bulk("/letters:import", key="unit_no")
    example = {"mailing_no": "KD-2024-05", "unit_no": "A06-103", "dispatched_on": "2024-05-10", "state": "address_unknown"}
    mailing_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    dispatched_on = fields.Date(required=True)
    state = fields.Choice("sent", "address_unknown", required=True)


class OwnerMailing(Schema):
    """How a mailing went: targeted owners, letters sent, letters without an address and their share in percent (one place)."""

    mailing_no = fields.Identifier()
    targeted = fields.Integer()
    sent = fields.Integer()
    address_unknown = fields.Integer()
    address_unknown_percent = fields.Number(allow_none=True)


class GetOwnerMailing(Query):
    """The outcome of a mailing (CUS-59)."""

    route = GET("/letter-mailings/{mailing_no}")
    roles = READERS
    reply = OwnerMailing
    example = {"mailing_no": "KD-2024-05"}
    mailing_no = fields.Identifier(required=True)


class AddressRepairs(Schema):
    units = fields.List(fields.String(), metadata={"description": "units whose owner's address is to be found out"})


class ListAddressRepairs(Query):
    """Owners whom a letter could not reach and whose address nobody has repaired since (CUS-59)."""

    route = GET("/address-repairs")
    roles = STEWARDS
    reply = AddressRepairs
    example = {}


class ResidentCard(Schema):
    card_no = fields.Identifier()
    unit_no = fields.Identifier()
    holder_type = fields.Choice("owner", "tenant")
    reason = fields.Choice("first_issue", "gate_upgrade", "lost")
    replaced_on = fields.Date()
    version = fields.Integer()


class IssueResidentCard(Command):
    """Issue or replace a resident's access card, with the reason (CUS-60; doc 5.2 l.386)."""

    route = POST("/resident-cards")
    roles = IMPORTERS
    reply = ResidentCard
    errors = (DuplicateCard, UnknownUnit)
    status = 201
    bulk = Bulk("/resident-cards:import", key="card_no", may_be_empty=("holder_type", "reason"))
    example = {"card_no": "K000001", "unit_no": "V06-203", "holder_type": "owner", "reason": "gate_upgrade", "replaced_on": "2024-04-01"}
    card_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(load_default="")
    holder_type = fields.Choice("owner", "tenant", required=True)
    reason = fields.Choice("first_issue", "gate_upgrade", "lost", required=True)
    replaced_on = fields.Date(required=True)


class ListResidentCards(Query):
    """The cards of a household (CUS-60)."""

    route = GET("/resident-cards")
    roles = STEWARDS
    reply = ResidentCard
    paged = True
    example = {"unit_no": "V06-203"}
    unit_no = fields.Identifier(required=True)


class CardFigures(Schema):
    """Cards of a year counted by household and holder (CUS-60, REP-38)."""

    year = fields.Integer()
    households = fields.Integer()
    cards = fields.Integer()
    tenant_households = fields.Integer()
    tenant_cards = fields.Integer()
    by_reason = fields.Dict(keys=fields.String(), values=fields.Integer())


class GetCardFigures(Query):
    """How many households changed how many cards in a year (CUS-60)."""

    route = GET("/resident-card-figures/{year}")
    roles = READERS
    reply = CardFigures
    example = {"year": 2024}
    year = fields.Year(required=True)


class ArrearsReasonRecorded(Event):
    """A customer in arrears has said why."""

    subject = "unit_no"
    example = {
        "unit_no": "5-201", "contact_no": "GT-1", "reason": "leak_unresolved", "contacted_on": "2024-05-06", "need": None,
        "because": ["arrears_reasons"],
    }  # fmt: skip
    unit_no = fields.Identifier(required=True)
    contact_no = fields.Identifier(required=True)
    reason = fields.Identifier(required=True)
    contacted_on = fields.Date(required=True)
    need = fields.Text(allow_none=True)


class LetterRecorded(Event):
    """A letter to an owner has gone out, or could not."""

    subject = "letter_no"
    example = {
        "letter_no": "KD-2024-05~A06-103", "mailing_no": "KD-2024-05", "unit_no": "A06-103", "dispatched_on": "2024-05-10",
        "state": "address_unknown", "because": ["CUS-59"],
    }  # fmt: skip
    letter_no = fields.Identifier(required=True)
    mailing_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    dispatched_on = fields.Date(required=True)
    state = fields.Choice("sent", "address_unknown", required=True)


class ResidentCardIssued(Event):
    """A household has a new access card."""

    subject = "card_no"
    example = {
        "card_no": "K000001", "unit_no": "V06-203", "holder_type": "owner", "reason": "gate_upgrade", "replaced_on": "2024-04-01",
        "because": ["CUS-60"],
    }  # fmt: skip
    card_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    holder_type = fields.Choice("owner", "tenant", required=True, allow_none=True)
    reason = fields.Choice("first_issue", "gate_upgrade", "lost", required=True, allow_none=True)
    replaced_on = fields.Date(required=True)
