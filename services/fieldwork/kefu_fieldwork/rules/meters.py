"""At which meters an order may do something, and on whose word gas is shut off (FLD-28, FLD-29; BIL-26)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kefu.law import Decision, Law, decide
from kefu_fieldwork.rules.orders import RULES
from kefu_messages.customers import MeterOfAnotherCustomer
from kefu_messages.fieldwork.order_steps import MeterNotKnown
from kefu_messages.fieldwork.orders import ShutoffNotOrdered

AT_METERS = ("gas_on", "reconnection", "shutoff")  # what is done there reaches metering


def meters_of_customer(
    kind: str, *, named: Sequence[str], customer_no: str | None, customers: Mapping[str, str], law: Law
) -> Decision[tuple[str, ...]]:
    """The meters of an order that metering has not told of yet; every other one is its customer's (FLD-28; doc 5.3 l.425).

    ``customers`` are those of the meters that are known. Raises ``meter_of_another_customer``.
    """
    rule = RULES[kind]
    for meter_no in named:
        if customer_no is not None and customers.get(meter_no, customer_no) != customer_no:
            raise MeterOfAnotherCustomer(meter_no=meter_no, because=[rule])
    unknown = tuple(meter_no for meter_no in named if meter_no not in customers)
    return decide(unknown, law.clause(rule), customer_no=customer_no, meters=list(named), unknown=list(unknown))


def meters_touched(
    kind: str, *, named: Sequence[str], customer_no: str | None, customers: Mapping[str, str], law: Law
) -> Decision[tuple[str, ...]]:
    """The meters at which work is done: known, and the customer's on that day too (FLD-28, BIL-26).

    Raises ``meter_of_another_customer``, ``meter_not_known``.
    """
    checked = meters_of_customer(kind, named=named, customer_no=customer_no, customers=customers, law=law)
    if kind in AT_METERS and checked.outcome:
        raise MeterNotKnown(meters=", ".join(checked.outcome), because=[RULES[kind]])
    return decide(tuple(named), *checked.because, customer_no=customer_no, meters=list(named))


def shutoff_ordered(kind: str, *, by_dunning: bool, law: Law) -> Decision[bool]:
    """Gas is shut off when dunning has come to that and the head of the department approved (BIL-26; doc 2 l.212).

    Raises ``shutoff_not_ordered``.
    """
    if kind == "shutoff" and not by_dunning:
        raise ShutoffNotOrdered(because=["BIL-26"])
    return decide(True, law.clause("BIL-26"), kind=kind, by_dunning=by_dunning)
