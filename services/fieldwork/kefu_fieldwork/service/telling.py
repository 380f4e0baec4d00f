"""What is said when work is done: that it is, and what follows from it for gas, money and findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.law import Decision, Law
from kefu_fieldwork import rules
from kefu_fieldwork.service.keeping import told
from kefu_messages import Happening
from kefu_messages.fieldwork import FindingRaised, GasShutOff, GasTurnedOn, OrderHandled, SpecialServiceCharged

GAS_KINDS = ("gas_on", "reconnection")


def handled_events(order: Mapping[str, Any], order_no: str, *, decisions: Mapping[str, Decision[Any]], law: Law) -> list[Happening]:
    """The events of work that is done."""
    because = decisions["step"].clauses
    events = [handled(order, order_no, elsewhere=False, because=because)]
    gas = {"order_no": order_no, "customer_no": order.get("customer_no"), "meter_nos": order["meter_nos"]}
    if order["kind"] in GAS_KINDS:
        cited = [*decisions["tests"].clauses, *decisions["second_check"].clauses]
        people = {"fitter": order["handled_by"], "checker": decisions["second_check"].outcome, "again": order["kind"] == "reconnection"}
        events.append(GasTurnedOn.of(**gas, **people, turned_on_on=order["handled_on"], because=cited))
    if order["kind"] == "shutoff":
        events.append(GasShutOff.of(**gas, shut_off_on=order["handled_on"], by=order["handled_by"], because=decisions["hold"].clauses))
    if order["kind"] == "special_service":
        events.append(charged(order, order_no, law=law))
    return [*events, *(entry_finding(order, order_no, item, law=law) for item in decisions["entry"].outcome)]


def handled(order: Mapping[str, Any], order_no: str, *, elsewhere: bool, because: list[str]) -> Happening:
    """That the work is done, here or where it came from."""
    names = ("handled_on", "handled_at", "handled_by", "staff_nos", "result", "response_minutes", "entry_findings")
    facts = {name: order.get(name) for name in names}
    return OrderHandled.of(**told(order, order_no), **facts, elsewhere=elsewhere, because=because)


def charged(order: Mapping[str, Any], order_no: str, *, law: Law) -> Happening:
    """That a paid service was rendered (FLD-39)."""
    points = law.value("special_service_points", on=order["handled_on"])
    return SpecialServiceCharged.of(
        order_no=order_no, unit_no=order.get("unit_no"), customer_no=order.get("customer_no"),
        service_name=(order.get("description") or "")[:500] or None, amount=order["price"], rendered_on=order["handled_on"],
        earns_points=bool(points.value), because=["FLD-39", points.id],
    )  # fmt: skip


def entry_finding(order: Mapping[str, Any], order_no: str, item: str, *, law: Law) -> Happening:
    """That an item of the home-entry code was not kept (FLD-01)."""
    due = rules.finding_due("work_order", level=None, found_on=order["handled_on"], law=law)
    return FindingRaised.of(
        finding_no=f"{order_no}-{item}", source="work_order", source_no=order_no, item=item, area=order.get("area"),
        unit_no=order.get("unit_no"), level=None, description=None, found_on=order["handled_on"], found_by=order["handled_by"],
        responsible=next(iter(order["staff_nos"]), None), due_on=due.outcome, because=["FLD-01", *due.clauses],
    )  # fmt: skip
