"""What is said of property fees (BIL-34..BIL-41)."""

from __future__ import annotations

from kefu_messages import Event, fields


class PropertyFeeCharged(Event):
    """A unit was charged (BIL-39)."""

    subject = "unit_no"
    example = {
        "charge_no": "YS202400001",
        "unit_no": "B10-101",
        "fee_type": "property_fee",
        "fee_year": 2024,
        "amount": "896.04",
        "issued_on": "2024-01-01",
        "because": ["BIL-39"],
    }
    charge_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    fee_type = fields.String(required=True)
    fee_year = fields.Integer(required=True)
    amount = fields.Money(required=True)
    issued_on = fields.Date(required=True, allow_none=True)


class PropertyFeeReceived(Event):
    """An owner paid (BIL-39)."""

    subject = "unit_no"
    example = {
        "receipt_no": "WY202400001",
        "unit_no": "B04-104",
        "fee_type": "property_fee",
        "amount": "1073.64",
        "paid_on": "2024-01-01",
        "channel": "card",
        "because": ["BIL-39"],
    }
    receipt_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    fee_type = fields.String(required=True)
    amount = fields.Money(required=True)
    paid_on = fields.Date(required=True)
    channel = fields.String(required=True)


class PropertyDiscountGranted(Event):
    """A discount was granted (BIL-36..BIL-38, BIL-41)."""

    subject = "unit_no"
    example = {
        "discount_no": "YH202400001",
        "unit_no": "A01-303",
        "kind": "vacant_half",
        "amount": "1416.48",
        "granted_on": "2024-01-01",
        "paid_through": None,
        "because": ["BIL-36"],
    }
    discount_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    kind = fields.String(required=True)
    amount = fields.Money(required=True)
    granted_on = fields.Date(required=True)
    paid_through = fields.Date(allow_none=True)


class OpeningArrearsRegistered(Event):
    """What a unit owed at the start of a year."""

    subject = "unit_no"
    example = {"unit_no": "A01-201", "fee_type": "property_fee", "fee_year": 2023, "amount": "107.23"}
    unit_no = fields.Identifier(required=True)
    fee_type = fields.String(required=True)
    fee_year = fields.Integer(required=True)
    amount = fields.Money(required=True)
    at_start_of = fields.Integer(allow_none=True)
    nth = fields.Integer(
        allow_none=True, metadata={"description": "place among the rows of its file that agree in number; none: the first"}
    )


class PaymentNoticeIssued(Event):
    """A payment notice was issued (BIL-34, BIL-35)."""

    subject = "unit_no"
    example = {
        "notice_no": "TZ00001",
        "unit_no": "PB02-101",
        "issued_on": "2024-02-03",
        "channel": "courier",
        "delivery_state": "sent",
        "result": "",
        "because": ["BIL-34"],
    }
    notice_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    issued_on = fields.Date(required=True)
    channel = fields.String(required=True)
    delivery_state = fields.String(required=True)
    result = fields.String()
    nth = fields.Integer(
        allow_none=True, metadata={"description": "place among the rows of its file that agree in number; none: the first"}
    )
