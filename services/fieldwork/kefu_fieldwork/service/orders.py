"""Work orders: opened, reclassified, cancelled, shown and listed (FLD-04, FLD-09, FLD-10, FLD-28, FLD-34..39)."""

from __future__ import annotations

from typing import Any

from kefu.entered import check_moments
from kefu.law import Decision
from kefu.newest import newest
from kefu.service import Ask, Page, Shelf, command, query
from kefu_fieldwork import rules
from kefu_fieldwork.service.keeping import keep, local, moment_of, shown, told
from kefu_fieldwork.store import METERS, ORDERS, UNITS
from kefu_messages.errors import MalformedRequest
from kefu_messages.fieldwork import (
    CancelOrder,
    DuplicateNumber,
    GetOrder,
    ListOrders,
    OpenOrder,
    OrderCancelled,
    OrderOpened,
    OrderReclassified,
    ReclassifyOrder,
    StepOutOfOrder,
    WhyOrder,
)

GIVEN = (
    "kind", "category", "handling", "line", "area", "unit_no", "customer_no", "meter_nos", "project_no", "asset_no", "case_no",
    "request_no", "description", "price",
)  # fmt: skip
ASKED = ("kind", "category", "handling", "line", "unit_no", "customer_no", "project_no", "request_no", "price")


class Orders:
    """Takes orders and keeps them in view until they are done."""

    orders = Shelf(ORDERS)
    units = Shelf(UNITS)
    meters = Shelf(METERS)

    @command(OpenOrder)
    def open_order(self, ask: Ask) -> dict[str, Any]:
        """Open a work order (FLD-04, FLD-09, FLD-28, FLD-34..39; CON-18)."""
        order = self.orders.new(ask.organisation, ask["order_no"])
        unit = self.units.get(ask.organisation, ask["unit_no"]) if ask.get("unit_no") else None
        check_moments(ask, "requested_at")
        at = local(ask["requested_at"], ask)
        request = rules.OrderRequest(order_no=order.key, requested_on=at.date(), **{name: ask.get(name) for name in ASKED})
        facts = {"unit_known": unit is not None, "software_installed": self._software_installed(ask)}
        verdict = rules.order_opened(request, seen=order.exists, law=ask.law, **facts)
        rules.shutoff_ordered(ask["kind"], by_dunning=False, law=ask.law)
        meters = self._meters_named(ask)
        self._one_order_for_a_case(ask)
        changes = {name: ask.get(name) for name in GIVEN} | {"requested_at": at, "requested_on": at.date(), "state": verdict.outcome}
        changes["area"] = ask.get("area") or (unit.get("area") if unit else None)
        changes["unknown_meters"] = list(meters.outcome)
        event = OrderOpened.of(**told(changes, order.key), because=verdict.clauses)
        decisions = {"opened": verdict, **({"meters": meters} if ask["meter_nos"] else {})}
        return keep(self.orders, ask, order, step="requested", at=at, changes=changes, events=[event], decisions=decisions)

    @command(CancelOrder)
    def cancel_order(self, ask: Ask) -> dict[str, Any]:
        """Cancel an order that has not been carried out, with the reason."""
        order = self.orders.require(ask.organisation, ask["order_no"])
        if order.get("handled_on") is not None or order["state"] == "cancelled":
            raise StepOutOfOrder(state=order["state"], to="cancelled", missing="-")
        changes = {"state": "cancelled", "outcome": "cancelled", "cancelled_on": ask.today}
        event = OrderCancelled.of(**told(order, order.key), reason=ask["reason"], cancelled_on=ask.today)
        return keep(self.orders, ask, order, step="cancelled", at=ask.now, changes=changes, events=[event], note=ask["reason"])

    @command(ReclassifyOrder)
    def reclassify_order(self, ask: Ask) -> dict[str, Any]:
        """Correct an order's category, handling or line (FLD-09, FLD-10, FLD-36)."""
        order = self.orders.require(ask.organisation, ask["order_no"])
        names = ("category", "handling", "line")
        after = {name: ask.get(name, order.get(name)) for name in names}
        if ask.get("category", order.get("category")) != rules.CIVIL:
            after["handling"] = ask.get("handling")
        verdict = rules.classified(**after, on=order["requested_on"], law=ask.law)
        before = ", ".join(f"{name}={order.get(name)}" for name in names)
        event = OrderReclassified.of(**told({**order, **after}, order.key), because=verdict.clauses)
        at = moment_of(ask, order, step="reclassified")
        note = f"{before}: {ask['reason']}"[:500]
        more = {"events": [event], "decisions": {"classified": verdict}, "note": note}
        return keep(self.orders, ask, order, step="reclassified", at=at, changes=after, **more)

    @query(GetOrder)
    def get_order(self, ask: Ask) -> dict[str, Any]:
        """One work order."""
        order = self.orders.require(ask.organisation, ask["order_no"])
        return shown(self.orders.public(order), ask)

    @query(WhyOrder)
    def why_order(self, ask: Ask) -> dict[str, Any]:
        """Why an order stands as it does."""
        order = self.orders.require(ask.organisation, ask["order_no"])
        return {"decisions": self.orders.why(order, language=ask.language)}

    @query(ListOrders)
    def list_orders(self, ask: Ask) -> Page:
        """Work orders, the newest request first."""
        given = {"month": ask.get("month"), "area": ask.get("area"), "customer": ask.get("customer_no"), "staff": ask.get("staff_no")}
        whose = [f"{name}:{value}" for name, value in given.items() if value]
        if len(whose) > 1:
            raise MalformedRequest(detail="one of month, area, customer_no, staff_no")
        name = "|".join((ask.get("kind") or "", ask.get("state") or "", *(whose or [""])))
        narrow = bool(whose) or ask.get("state") not in (None, "handled", "called_back", "recorded")
        return newest(self.orders, ask, equals={"lists": name}, narrow=narrow).of(lambda order: shown(order, ask))

    def _software_installed(self, ask: Ask) -> bool:
        if ask["kind"] != "software_training" or not ask.get("customer_no"):
            return False
        installations = self.orders.find(ask.organisation, customer_no=ask["customer_no"], kind="software_installation")
        return any(one.get("handled_on") is not None for one in installations)

    def _meters_named(self, ask: Ask) -> Decision[tuple[str, ...]]:
        known = self.meters.get_many(ask.organisation, ask["meter_nos"])
        customers = {meter_no: meter["customer_no"] for meter_no, meter in known.items()}
        return rules.meters_of_customer(
            ask["kind"], named=ask["meter_nos"], customer_no=ask.get("customer_no"), customers=customers, law=ask.law
        )

    def _one_order_for_a_case(self, ask: Ask) -> None:
        if ask.get("case_no") and self.orders.find(ask.organisation, limit=1, case_no=ask["case_no"]):
            raise DuplicateNumber(number=ask["case_no"], because=["FLD-09"])
