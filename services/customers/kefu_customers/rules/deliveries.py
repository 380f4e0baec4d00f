"""Delivery rate of a month's orders (CUS-38; doc 1 l.29)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kefu.calendar import month_of
from kefu.figures import percent
from kefu.law import Decision, Law, decide
from kefu_messages.customers.deliveries import DeliveredBeforeOrdered


def delivery_month(order_no: str, *, ordered_on: date, delivered_on: date | None, law: Law) -> Decision[str]:
    """The month an order counts in: that of the order (CUS-38; doc 1 l.29)."""
    if delivered_on is not None and delivered_on < ordered_on:
        raise DeliveredBeforeOrdered(order_no=order_no)
    return decide(month_of(ordered_on), law.clause("CUS-38"), ordered_on=ordered_on, delivered_on=delivered_on)


def delivery_rate(orders: int, *, delivered: int, law: Law) -> Decision[Decimal | None]:
    """Percent of the orders that were delivered, two places; None without orders (CUS-38; doc 1 l.29)."""
    return decide(percent(delivered, whole=orders, places=2), law.clause("CUS-38"), orders=orders, delivered=delivered)
