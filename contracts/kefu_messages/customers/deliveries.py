"""Delivery data and the statistics specialists compile from them (CUS-38; doc 1 l.29)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.errors import ContentInvalid

COMPILERS = frozenset({roles.CUSTOMER_SERVICE_SPECIALIST, roles.CUSTOMER_SERVICE_SUPERVISOR})


class DeliveredBeforeOrdered(ContentInvalid):
    code = "delivered_before_ordered"
    text = {"zh-Hant": "訂單 {order_no} 的送達日早於訂購日", "en": "Order {order_no} was delivered before it was ordered"}


class Delivery(Schema):
    order_no = fields.Identifier()
    month = fields.Month()
    ordered_on = fields.Date()
    delivered_on = fields.Date(allow_none=True)
    version = fields.Integer()


class RecordDelivery(Command):
    """Record an order and, once known, its delivery; a later row completes an earlier one (CUS-38; doc 1 l.29)."""

    route = POST("/deliveries")
    roles = COMPILERS
    reply = Delivery
    errors = (DeliveredBeforeOrdered,)
    bulk = Bulk("/deliveries:import", key="order_no")
    example = {"order_no": "E1001", "ordered_on": "2025-05-02", "delivered_on": "2025-05-05"}
    order_no = fields.Identifier(required=True)
    ordered_on = fields.Date(required=True)
    delivered_on = fields.Date()


class DeliveryStatistics(Schema):
    """Orders of a month and how many were delivered; percent with two places, null without orders."""

    month = fields.Month()
    orders = fields.Integer()
    delivered = fields.Integer()
    delivery_percent = fields.Number(allow_none=True)


class GetDeliveryStatistics(Query):
    """The delivery rate of a month's orders (CUS-38)."""

    route = GET("/delivery-statistics/{month}")
    roles = COMPILERS | {roles.CUSTOMER_SERVICE_MANAGER, roles.REPORTING}
    reply = DeliveryStatistics
    example = {"month": "2025-05"}
    month = fields.Month(required=True)


class DeliveryRecorded(Event):
    """An order, delivered or not, stands in the statistics of its month."""

    subject = "order_no"
    example = {"order_no": "E1001", "month": "2025-05", "ordered_on": "2025-05-02", "delivered_on": "2025-05-05", "because": ["CUS-38"]}
    order_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
    ordered_on = fields.Date(required=True)
    delivered_on = fields.Date(allow_none=True)
