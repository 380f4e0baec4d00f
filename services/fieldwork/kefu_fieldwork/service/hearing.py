"""What others tell: tickets, shut-offs and holds, meters, units, call-backs; and what follows from fieldwork's own events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kefu.service import Ask, Record, Shelf, on
from kefu_fieldwork.service.keeping import EMPTY, MOST_STEPS, derived, local, midnight, told
from kefu_fieldwork.service.telling import handled
from kefu_fieldwork.store import HOLDS, METERS, ORDERS, UNITS
from kefu_messages import Happening
from kefu_messages.billing import DunningCancelled, DunningHeld, DunningHoldReleased, ReconnectionDue, ShutoffOrdered
from kefu_messages.complaints import CaseClosed, CaseHandled, CaseOpened
from kefu_messages.customers import CallBackMade, UnitChanged, UnitRegistered
from kefu_messages.fieldwork import AssetFailed, OrderCancelled, OrderHandled, OrderOpened
from kefu_messages.metering import MeterActivated, MeterChanged, MeterInstalled, MeterRemoved

STATES_KEPT = 60
OF_A_CASE = ("category", "handling", "area", "unit_no", "customer_no")


class Hearing:
    """Turns what others say into orders, and keeps the copies that decisions need."""

    orders = Shelf(ORDERS)
    holds = Shelf(HOLDS)
    meters = Shelf(METERS)
    units = Shelf(UNITS)

    @on(CaseOpened, CaseHandled)
    def hear_ticket(self, ask: Ask) -> None:
        """A repair ticket becomes a work order; handled without it, the order is done (FLD-09, CMP-51)."""
        if ask["kind"] != "repair":
            return
        order = self._of_case(ask)
        if order.get("handled_on") is not None or order.get("state") == "cancelled":
            return
        changes: dict[str, Any] = {}
        events: list[Happening] = []
        if not order.exists:
            at = midnight(ask["received_on"], ask)
            changes = {"kind": "small_repair", **{name: ask.get(name) for name in OF_A_CASE}, "case_no": ask["case_no"]}
            changes |= {"requested_at": at, "requested_on": ask["received_on"]}
            events.append(OrderOpened.of(**told(changes, order.key), because=["FLD-09", "CMP-51"]))
        day = ask.get("handled_on")
        if day is not None:
            done = {"state": "handled", "outcome": "handled", "handled_on": day, "handled_by": ask.get("handled_by")}
            changes |= done
            events.append(handled({**EMPTY, **order, **changes}, order.key, elsewhere=True, because=["FLD-09", "CMP-51"]))
        if changes:
            self._keep_order(ask, order, changes, step="handled_elsewhere" if day else "requested", events=events)

    @on(CaseClosed)
    def hear_closed_ticket(self, ask: Ask) -> None:
        """A ticket that was closed unhandled, merged into another say, needs no work (CMP-51)."""
        order = self._of_case(ask)
        if ask.get("handled_on") is None and order.exists and order.get("handled_on") is None and order["state"] != "cancelled":
            self._cancel(ask, order, reason=ask["outcome"])

    @on(ShutoffOrdered)
    def hear_shutoff(self, ask: Ask) -> None:
        """Gas is to be shut off for arrears (BIL-26)."""
        self._open_gas(ask, ask["action_no"], kind="shutoff", day=ask["ordered_on"])

    @on(ReconnectionDue)
    def hear_reconnection(self, ask: Ask) -> None:
        """Who was shut off has paid: the gas is turned on again, tested like the first time (BIL-26, FLD-03)."""
        self._open_gas(ask, f"HF.{ask['customer_no']}.{ask['paid_on']}", kind="reconnection", day=ask["paid_on"])

    @on(DunningCancelled)
    def hear_paid(self, ask: Ask) -> None:
        """Nothing is overdue any more: a shut-off that was not carried out is not carried out (BIL-25)."""
        for order in self.orders.find(ask.organisation, customer_no=ask["customer_no"], kind="shutoff"):
            if order.get("handled_on") is None and order["state"] != "cancelled" and order["requested_on"] <= ask["on"]:
                self._cancel(ask, order, reason="paid")

    @on(DunningHeld)
    def hear_hold(self, ask: Ask) -> None:
        """While a hold stands nothing is shut off (BIL-26)."""
        self._hold(ask, since=ask["since"], until=ask.get("until"))

    @on(DunningHoldReleased)
    def hear_release(self, ask: Ask) -> None:
        """The hold no longer stands."""
        self._hold(ask, released_on=ask["released_on"])

    @on(MeterInstalled, MeterChanged, MeterActivated, MeterRemoved)
    def know_meter(self, ask: Ask) -> None:
        """Keep which meters a customer has, since when and in which state (FLD-29)."""
        states = {MeterActivated: "gas_on", MeterRemoved: "removed"}
        facts = {"customer_no": ask["customer_no"], "state": states.get(ask.message) or ask["state"]}
        if ask.get("installed_on") is not None:
            facts["installed_on"] = ask["installed_on"].isoformat()
        self.meters.mirror(ask, ask["meter_no"], **facts)

    @on(UnitRegistered, UnitChanged)
    def know_unit(self, ask: Ask) -> None:
        """Keep a unit's area and its states, each from its day (FLD-07, FLD-11)."""
        unit = self.units.new(ask.organisation, ask["unit_no"])
        names = ("handed_over_on", "occupancy", "occupied_since")
        since = ask.get("on")
        state = {"on": since.isoformat() if since else None, **{name: _day(ask.get(name)) for name in names}}
        states = {**unit.get("states", {}), f"{ask.sequence:012}": state}
        states = {number: states[number] for number in sorted(states)[-STATES_KEPT:]}
        changes = {"states": states, "occupancy": states[max(states)]["occupancy"]}
        if ask.message is UnitRegistered:
            changes |= {"area": ask.get("area"), "building": ask.get("building"), "registered": True}
        self.units.save(unit, ask, changes=changes)

    @on(CallBackMade)
    def hear_call_back(self, ask: Ask) -> None:
        """The customer of an on-site service was called back (FLD-04, CUS-48)."""
        for order in self.orders.find(ask.organisation, feedback_no=ask["source_no"]):
            if order["state"] in ("recorded", "feedback_signed"):
                satisfied = {"satisfied": ask["satisfied"], "called_back_on": ask["made_on"].isoformat()}
                state = "called_back" if order["state"] == "recorded" else order["state"]
                self._keep_order(ask, order, {"state": state, **satisfied}, step="called_back")

    @on(AssetFailed)
    def repair_asset(self, ask: Ask) -> None:
        """A device that does not work is repaired (FLD-13)."""
        order = self.orders.new(ask.organisation, ask["repair_order"])
        if order.exists:
            return
        changes = {
            "kind": "fault_repair", "area": ask.get("area"), "asset_no": ask["asset_no"], "description": ask.get("note"),
            "requested_at": midnight(ask["failed_on"], ask), "requested_on": ask["failed_on"],
        }  # fmt: skip
        event = OrderOpened.of(**told(changes, order.key), because=["FLD-13"])
        self._keep_order(ask, order, changes, step="requested", events=[event])

    @on(OrderHandled)
    def teach_software(self, ask: Ask) -> None:
        """Software that was installed is taught (FLD-38)."""
        if ask["kind"] != "software_installation":
            return
        order = self.orders.new(ask.organisation, f"{ask['order_no']}.training")
        if order.exists:
            return
        at = midnight(ask["handled_on"], ask)
        changes = {
            "kind": "software_training",
            "customer_no": ask.get("customer_no"),
            "requested_at": at,
            "requested_on": ask["handled_on"],
        }
        self._keep_order(ask, order, changes, step="requested", events=[OrderOpened.of(**told(changes, order.key), because=["FLD-38"])])

    def _of_case(self, ask: Ask) -> Record:
        """The order of a case; the one that was opened by hand for it where there is one."""
        own = self.orders.new(ask.organisation, ask["case_no"])
        if own.get("case_no") == own.key:  # then nobody else has opened one for it
            return own
        found = self.orders.find(ask.organisation, limit=1, case_no=ask["case_no"])
        return found[0] if found else own

    def _open_gas(self, ask: Ask, number: str, *, kind: str, day: Any) -> None:
        order = self.orders.new(ask.organisation, number)
        if order.exists and (order["kind"] != kind or "opened" in order.decisions):  # somebody has given the number to an order of his own
            order = self.orders.new(ask.organisation, f"{number}.{kind}")
        if order.exists:
            return
        changes = {
            "kind": kind, "customer_no": ask["customer_no"], "meter_nos": ask["meter_nos"], "requested_at": midnight(day, ask),
            "requested_on": day,
        }  # fmt: skip
        event = OrderOpened.of(**told(changes, order.key), because=["BIL-26"])
        self._keep_order(ask, order, changes, step="requested", events=[event])

    def _cancel(self, ask: Ask, order: Record, *, reason: str) -> None:
        changes = {"state": "cancelled", "outcome": "cancelled", "cancelled_on": ask.today.isoformat()}
        event = OrderCancelled.of(**told(order, order.key), reason=reason, cancelled_on=ask.today)
        self._keep_order(ask, order, changes, step="cancelled", events=[event])

    def _hold(self, ask: Ask, **facts: Any) -> None:
        hold = self.holds.new(ask.organisation, f"{ask['customer_no']}/{ask['hold_no']}")
        days = {name: _day(value) for name, value in facts.items()}
        self.holds.save(hold, ask, changes={"customer_no": ask["customer_no"], "hold_no": ask["hold_no"], **days})

    def _keep_order(self, ask: Ask, order: Record, changes: Mapping[str, Any], *, step: str, events: list[Happening] | None = None) -> None:
        at: datetime = local(ask.event_time or ask.now, ask)
        after = {**(EMPTY if not order.exists else {}), **order, **changes}
        line = {"step": step, "at": at, "by": ask.identity.staff_no, "note": None}
        after |= {"steps": [*after["steps"], line][-MOST_STEPS:]}
        after.setdefault("last_at", after["requested_at"])
        after |= derived(after, order_no=order.key, law=ask.law)
        changed = {name: value for name, value in after.items() if name not in order or order[name] != value}
        self.orders.save(order, ask, changes=changed, events=events or [])


def _day(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
