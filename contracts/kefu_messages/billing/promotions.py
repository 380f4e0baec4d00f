"""Promotions of property fees, and the year's collection target (BIL-41, BIL-42; doc 5.2 l.412-413)."""

from __future__ import annotations

from kefu_messages import POST, Command, fields, roles
from kefu_messages.billing.property import UnitAccount
from kefu_messages.billing.refused_fees import (
    PromotionExhausted,
    PromotionNotValid,
)
from kefu_messages.billing.shared import PROPERTY_STAFF, Registered
from kefu_messages.errors import AlreadyExists, StateConflict, UnknownUnit


class AnnouncePromotion(Command):
    """A promotion for owners with its dates (BIL-41; doc 5.2 l.413)."""

    route = POST("/promotions")
    roles = frozenset({roles.PROPERTY_MANAGER})
    reply = Registered
    errors = (StateConflict, AlreadyExists)
    status = 201
    example = {"promotion_no": "HD2024-05", "kind": "fee_waiver", "credit": "50.00", "valid_from": "2024-05-01", "valid_to": "2024-05-31"}
    promotion_no = fields.Identifier(required=True)
    kind = fields.Choice("group_purchase", "discount", "points", "fee_waiver", required=True)
    credit = fields.Money(required=True, negative=False)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True)


class UsePromotion(Command):
    """Credit a promotion to a unit (BIL-41)."""

    route = POST("/promotions/{promotion_no}:use")
    roles = PROPERTY_STAFF
    reply = UnitAccount
    errors = (PromotionNotValid, PromotionExhausted, UnknownUnit)
    example = {"promotion_no": "HD2024-05", "unit_no": "A01-201", "used_on": "2024-05-20"}
    promotion_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    used_on = fields.Date(required=True)


class SetCollectionTarget(Command):
    """The company's target for the year (BIL-42; doc 5.2 l.412)."""

    route = POST("/collection-targets")
    roles = frozenset({roles.GENERAL_MANAGER, roles.FINANCE, roles.PROPERTY_MANAGER})
    reply = Registered
    status = 201
    example = {"year": 2024, "amount": "1500000.00"}
    year = fields.Year(required=True)
    amount = fields.Money(required=True, negative=False)
