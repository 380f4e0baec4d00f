"""What the rooms of billing's contract share: words, who reads what, small replies."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema

from kefu_messages import fields, roles
from kefu_messages.errors import NotAllowed

CUSTOMER_KINDS = ("residential", "commercial", "public_welfare")


SIGNATURES = ("signed", "refused", "pending")


DUNNING_ACTIONS = ("notice", "handover", "dunning_notice", "shutoff")


DUNNING_STAGES = ("overdue", "notified", "handed_over", "dunning_notice_served", "shut_off", "cancelled")


REVENUE_READERS = frozenset(
    {
        roles.CASHIER,
        roles.CHARGING_CLERK,
        roles.CARD_CLERK,
        roles.BUSINESS_CENTRE_TEAM_LEADER,
        roles.DEPARTMENT_HEAD,
        roles.FINANCE,
        roles.REPORTING,
    }
)


LEADERS = frozenset({roles.BUSINESS_CENTRE_TEAM_LEADER, roles.DEPARTMENT_HEAD, roles.FINANCE, roles.REPORTING})


MIGRATION = frozenset({roles.SYSTEM_ADMINISTRATOR})


PAST_PAPER = frozenset({roles.SYSTEM_ADMINISTRATOR, roles.FINANCE})  # who may enter files of what others did


ACCOUNT_READERS = (
    REVENUE_READERS
    | roles.CLERKS
    | {roles.METER_READER, roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_SPECIALIST, roles.PHONE_AGENT}
)


PROPERTY_STAFF = frozenset({roles.AREA_STEWARD, roles.PROPERTY_MANAGER, roles.PROPERTY_SERVICE_AGENT, roles.CASHIER, roles.FINANCE})


PROPERTY_LEADERS = frozenset({roles.PROPERTY_MANAGER, roles.FINANCE, roles.REPORTING, roles.DEPARTMENT_HEAD})


class ActsForAnother(NotAllowed):
    code = "acts_for_another"
    text = {"zh-Hant": "{staff_no} 所做的須由本人登記", "en": "What {staff_no} did is recorded by that person"}


def _means(text: str) -> dict[str, str]:
    return {"description": text}


def customer_no(**more: Any) -> fields.Identifier:
    """The customer whose account it is."""
    return fields.Identifier(required=True, metadata=_means("customer number, key of the account"), **more)


class Why(Schema):
    """The decisions behind a record in the reader's language."""

    decisions = fields.List(fields.Dict())


class Registered(Schema):
    """The number of what was taken down."""

    number = fields.Identifier()
    state = fields.String(allow_none=True)
    version = fields.Integer()
