"""Accounts of gas users and their IC cards: one active card per meter (CUS-43; doc 2 l.160)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.customers.counter import HEADS
from kefu_messages.errors import ContentInvalid, StateConflict, UnknownMeter

CARD_MAKERS = frozenset({roles.CASHIER, roles.CARD_CLERK})


class ActiveCardExists(StateConflict):
    code = "active_card_exists"
    text = {"zh-Hant": "表具 {meter_no} 已有有效卡 {card_no}", "en": "Meter {meter_no} has an active card already: {card_no}"}


class NoActiveCard(StateConflict):
    code = "no_active_card"
    text = {"zh-Hant": "表具 {meter_no} 沒有有效卡", "en": "Meter {meter_no} has no active card"}


class MeterOfAnotherCustomer(ContentInvalid):
    code = "meter_of_another_customer"
    text = {"zh-Hant": "表具 {meter_no} 屬於其他客戶", "en": "Meter {meter_no} belongs to another customer"}


class IcCard(Schema):
    card_no = fields.Identifier()
    issued_on = fields.Date()
    ended_on = fields.Date(allow_none=True)
    end_reason = fields.Text(allow_none=True)


class GasAccount(Schema):
    """The account of a meter with all its IC cards; at most one card is active."""

    account_no = fields.Identifier()
    customer_no = fields.Identifier()
    meter_no = fields.Identifier()
    opened_on = fields.Date()
    active_card = fields.Identifier(allow_none=True)
    cards = fields.List(fields.Nested(IcCard))
    version = fields.Integer()


class OpenGasAccount(Command):
    """Open a user's account and make its IC card; yields the account and the card number (CUS-43; doc 2 l.160)."""

    route = POST("/gas-accounts")
    roles = CARD_MAKERS
    reply = GasAccount
    errors = (UnknownMeter, MeterOfAnotherCustomer, ActiveCardExists)
    status = 201
    example = {"customer_no": "10000012", "meter_no": "2100007", "opened_on": "2025-06-03"}
    customer_no = fields.Identifier(required=True)
    meter_no = fields.Identifier(required=True)
    opened_on = fields.Date(required=True)


class IssueIcCard(Command):
    """Issue a card to a meter that has no active one (CUS-43)."""

    route = POST("/gas-accounts/{meter_no}:issue-card")
    roles = CARD_MAKERS
    reply = GasAccount
    errors = (ActiveCardExists,)
    example = {"meter_no": "2100007", "issued_on": "2025-06-10"}
    meter_no = fields.Identifier(required=True)
    issued_on = fields.Date(required=True)


class EndIcCard(Command):
    """End the active card of a meter: lost, damaged or handed back (CUS-43)."""

    route = POST("/gas-accounts/{meter_no}:end-card")
    roles = CARD_MAKERS
    reply = GasAccount
    errors = (NoActiveCard,)
    example = {"meter_no": "2100007", "ended_on": "2025-06-10", "reason": "lost"}
    meter_no = fields.Identifier(required=True)
    ended_on = fields.Date(required=True)
    reason = fields.Choice("lost", "damaged", "returned", required=True)


class GetGasAccount(Query):
    """The account of a meter."""

    route = GET("/gas-accounts/{meter_no}")
    roles = CARD_MAKERS | HEADS
    reply = GasAccount
    example = {"meter_no": "2100007"}
    meter_no = fields.Identifier(required=True)


class IcCardIssued(Event):
    """A meter has a new active card."""

    subject = "meter_no"
    example = {
        "meter_no": "2100007", "account_no": "A-2100007", "customer_no": "10000012", "card_no": "C-2100007-1",
        "issued_on": "2025-06-03", "because": ["CUS-43"],
    }  # fmt: skip
    meter_no = fields.Identifier(required=True)
    account_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    card_no = fields.Identifier(required=True)
    issued_on = fields.Date(required=True)


class IcCardEnded(Event):
    """A card of a meter is no longer valid."""

    subject = "meter_no"
    example = {"meter_no": "2100007", "card_no": "C-2100007-1", "ended_on": "2025-06-10", "reason": "lost", "because": ["CUS-43"]}
    meter_no = fields.Identifier(required=True)
    card_no = fields.Identifier(required=True)
    ended_on = fields.Date(required=True)
    reason = fields.Text(required=True)
