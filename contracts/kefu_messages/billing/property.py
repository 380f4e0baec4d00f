"""Property fees, discounts, notices, promotions (BIL-34..BIL-42)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Query, fields, roles
from kefu_messages.billing.refused_fees import (
    AmountDiffers,
    BonusWindowMissed,
    DuplicateCharge,
    DuplicateDiscount,
    NotOneSum,
    UnitNotChargeable,
    UnitNotHandedOver,
    UnitOccupied,
    UnitTypeNotEligible,
    UnknownCharge,
    UnknownDiscountKind,
    UnknownReceipt,
)
from kefu_messages.billing.refused_money import DuplicateReceipt, InvalidAmount
from kefu_messages.billing.shared import MIGRATION, PROPERTY_LEADERS, PROPERTY_STAFF, Registered, Why, _means
from kefu_messages.errors import AlreadyExists, ChannelNotAllowed, UnknownUnit


class UnitAccount(Schema):
    """A unit's property-fee account as of a day."""

    unit_no = fields.Identifier()
    balance = fields.Money()
    paid_through = fields.Date(allow_none=True)
    charges = fields.List(fields.Dict())
    payments = fields.List(fields.Dict())
    discounts = fields.List(fields.Dict())
    notices = fields.List(fields.Dict())
    credits = fields.List(fields.Dict())
    version = fields.Integer()


class PropertyYear(Schema):
    """A year's property fees."""

    year = fields.Integer()
    cut_off = fields.Date()
    findings = fields.Dict()
    arrears_units = fields.List(fields.Dict())


class ChargePropertyFee(Command):
    """Charge a unit for a period (BIL-39; doc 5.2 l.380)."""

    route = POST("/property-charges")
    roles = frozenset({roles.PROPERTY_MANAGER, roles.FINANCE, roles.CASHIER}) | MIGRATION
    reply = Registered
    errors = (DuplicateCharge, UnknownUnit, InvalidAmount, UnitNotChargeable)
    status = 201
    bulk = Bulk("/property-charges:import", key="charge_no")
    judges_cells = True
    example = {
        "charge_no": "YS202400001",
        "unit_no": "B10-101",
        "fee_type": "property_fee",
        "fee_year": 2024,
        "period_from": "2024-01",
        "period_to": "2024-12",
        "months": 12,
        "monthly_fee": "74.67",
        "amount": "896.04",
        "issued_on": "2024-01-01",
    }
    charge_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    fee_type = fields.Identifier(required=True)
    fee_year = fields.Year(required=True)
    period_from = fields.Month(allow_none=True)
    period_to = fields.Month(allow_none=True)
    months = fields.Integer(allow_none=True)
    monthly_fee = fields.Money(allow_none=True)
    amount = fields.Money(required=True, metadata=_means("before discount, yuan"))
    issued_on = fields.Date(required=True)


class RecordPropertyPayment(Command):
    """A payment of an owner (BIL-39)."""

    route = POST("/property-payments")
    roles = frozenset({roles.CASHIER, roles.FINANCE, roles.PROPERTY_SERVICE_AGENT}) | MIGRATION
    reply = Registered
    errors = (DuplicateReceipt, UnknownUnit, InvalidAmount)
    status = 201
    bulk = Bulk("/property-payments:import", key="receipt_no")
    judges_cells = True
    example = {
        "receipt_no": "WY202400001",
        "paid_on": "2024-01-01",
        "unit_no": "B04-104",
        "fee_type": "property_fee",
        "channel": "card",
        "amount": "1073.64",
    }
    receipt_no = fields.Identifier(required=True)
    paid_on = fields.Date(required=True)
    unit_no = fields.Identifier(required=True)
    fee_type = fields.Identifier(required=True)
    channel = fields.Text(longest=32, load_default="cash")
    amount = fields.Money(required=True)
    payer = fields.Text(longest=100, load_default="")
    note = fields.Text(load_default="")


class GrantDiscount(Command):
    """Grant the vacancy discount or the prepayment bonus (BIL-36, BIL-37; doc 5.2 l.381)."""

    route = POST("/property-discounts")
    roles = frozenset({roles.PROPERTY_MANAGER, roles.FINANCE, roles.CASHIER}) | MIGRATION
    reply = Registered
    errors = (
        DuplicateDiscount,
        UnknownUnit,
        InvalidAmount,
        UnknownCharge,
        UnitTypeNotEligible,
        UnitNotHandedOver,
        UnitOccupied,
        UnknownReceipt,
        NotOneSum,
        BonusWindowMissed,
        AmountDiffers,
        UnknownDiscountKind,
    )
    status = 201
    bulk = Bulk("/property-discounts:import", key="discount_no")
    judges_cells = True
    example = {
        "discount_no": "YH202400001",
        "kind": "vacant_half",
        "unit_no": "A01-303",
        "charge_no": "YS202400834",
        "months": 12,
        "amount": "1416.48",
        "granted_on": "2024-01-01",
    }
    discount_no = fields.Identifier(required=True)
    kind = fields.Text(longest=32, required=True)
    unit_no = fields.Identifier(required=True)
    charge_no = fields.Text(longest=64, load_default="")
    receipt_no = fields.Text(longest=64, load_default="")
    months = fields.Integer(allow_none=True)
    amount = fields.Money(required=True)
    granted_on = fields.Date(required=True)


class RegisterOpeningArrears(Command):
    """What a unit owed at the start of a year."""

    route = POST("/opening-arrears")
    roles = frozenset({roles.PROPERTY_MANAGER, roles.FINANCE}) | MIGRATION
    reply = Registered
    errors = (UnknownUnit, InvalidAmount)
    status = 201
    bulk = Bulk("/opening-arrears:import", key="unit_no", every_row=("unit_no", "fee_type", "fee_year"))
    judges_cells = True
    example = {"unit_no": "A01-201", "fee_type": "property_fee", "fee_year": 2023, "amount": "107.23"}
    unit_no = fields.Identifier(required=True)
    fee_type = fields.Identifier(required=True)
    fee_year = fields.Year(required=True)
    amount = fields.Money(required=True)
    at_start_of = fields.Integer(metadata=_means("the year at whose start it is owed; not given: every year after the fee's"))


class IssuePaymentNotice(Command):
    """A payment notice or reminder to a unit, with channel and result (BIL-34, BIL-35; doc 5.2 l.380, l.415)."""

    route = POST("/payment-notices")
    roles = PROPERTY_STAFF | MIGRATION
    reply = Registered
    errors = (UnknownUnit, ChannelNotAllowed, AlreadyExists)
    status = 201
    bulk = Bulk("/payment-notices:import", key="notice_no", every_row=("notice_no", "unit_no", "issued_on"))
    example = {"notice_no": "TZ00001", "unit_no": "PB02-101", "issued_on": "2024-02-03", "channel": "courier", "delivery_state": "sent"}
    notice_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    issued_on = fields.Date(required=True)
    channel = fields.Text(longest=32, load_default="")
    delivery_state = fields.Text(longest=32, load_default="sent")
    result = fields.Text(load_default="", metadata=_means("for example: promise 06-30"))


class GetUnitAccount(Query):
    """A unit's property-fee account as of a day."""

    route = GET("/unit-accounts/{unit_no}")
    roles = PROPERTY_STAFF | PROPERTY_LEADERS
    reply = UnitAccount
    example = {"unit_no": "A01-201", "as_of": "2024-12-31"}
    unit_no = fields.Identifier(required=True)
    as_of = fields.Date()


class WhyUnitAccount(Query):
    """Why a unit was charged, discounted or refused."""

    route = GET("/unit-accounts/{unit_no}/why")
    roles = PROPERTY_STAFF | PROPERTY_LEADERS
    reply = Why
    example = {"unit_no": "A01-201"}
    unit_no = fields.Identifier(required=True)


class GetPropertyYear(Query):
    """A year's property fees as of the cut-off (BIL-34..BIL-42)."""

    route = GET("/property-years/{year}")
    roles = PROPERTY_LEADERS | {roles.SERVICE}
    reply = PropertyYear
    example = {"year": 2024, "cut_off": "2024-12-31"}
    year = fields.Year(required=True)
    cut_off = fields.Date()
