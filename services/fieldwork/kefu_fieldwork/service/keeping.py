"""How an order is kept: every step with its history, and what lists, bookings and terms need of it, derived anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from itertools import product
from typing import Any

from kefu.entries import one_more
from kefu.law import Decision
from kefu.newest import position
from kefu.service import Ask, Record
from kefu.store import BoundShelf
from kefu_fieldwork import rules
from kefu_messages import Happening
from kefu_messages.fieldwork import MomentsReversed

MOST_STEPS = 200
TOLD = ("kind", "category", "handling", "line", "area", "unit_no", "customer_no", "project_no", "case_no", "requested_on")
INSTANTS = ("requested_at", "appointment_at", "arrived_at", "last_at")
EMPTY: dict[str, Any] = {
    "state": "requested", "meter_nos": [], "unknown_meters": [],
    "staff_nos": [], "departments": [], "ticked": [], "tests": [], "entry_findings": [], "steps": [],
    **dict.fromkeys((
        "outcome", "category", "handling", "line", "area", "unit_no", "customer_no", "project_no", "asset_no", "case_no", "request_no",
        "description", "price", "crew_no", "planned_on", "appointment_at", "applied_by", "signed_by", "arrived_at", "minutes_late",
        "punctual", "response_minutes", "specification", "checker", "handled_on", "handled_at", "handled_by",
        "result", "feedback_no", "record_no",
        "recorded_on", "record_due_on", "call_back_due_on", "satisfied", "signatory", "opinion", "cancelled_on", "alarm_on", "booked",
    )),
}  # fmt: skip


def keep(
    orders: BoundShelf, ask: Ask, order: Record, *, step: str, at: datetime, changes: Mapping[str, Any], events: Sequence[Happening] = (),
    decisions: Mapping[str, Decision[Any]] | None = None, note: str | None = None, claims: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Save a step of an order: its line of history, what it changes, and all that follows from it."""
    after = {**(EMPTY if not order.exists else {}), **order, **changes}
    moves = after["state"] != order.get("state")  # steps forward are few; only what may be repeated is limited
    line = {"step": step, "at": at, "by": ask.identity.staff_no, "note": note, "entered_at": ask.now}
    after["steps"] = [*after["steps"], line] if moves else one_more(after["steps"], line, most=MOST_STEPS, what="steps")
    after["last_at"] = at
    after |= derived(after, order_no=order.key, law=ask.law)
    changed = {name: value for name, value in after.items() if name not in order or order[name] != value}
    reply = shown({**after, "order_no": order.key}, ask) if not ask.of_many else None
    return orders.save(order, ask, changes=changed, events=events, decisions=decisions, reply=reply, claims=claims)


def derived(order: Mapping[str, Any], *, order_no: str, law: Any) -> dict[str, Any]:
    """What is found out from an order anew with every change: its lists, its place in them, its crew's day, its next term."""
    ended = rules.ended(order["kind"], state=order["state"], on=order["requested_on"], law=law)
    due = order.get("record_due_on")
    waits = due is not None and order.get("record_no") is None and order["state"] != "cancelled" and not order.get("record_told")
    booked = order.get("crew_no") and order.get("planned_on") and order["state"] != "cancelled"
    return {
        "lists": lists_of(order, ended=ended),
        "position": position(order["requested_at"], number=order_no),
        "alarm_on": str(due) if waits else None,
        "booked": f"{order['crew_no']}/{order['planned_on']}" if booked else None,
    }  # fmt: skip


def lists_of(order: Mapping[str, Any], *, ended: bool) -> list[str]:
    """The lists an order stands in: a kind or any, a state, all open ones or any, and of one month, area, customer, worker or all."""
    states = ["", order["state"], *([] if ended else ["open"])]
    whose = ["", f"month:{order['requested_on']:%Y-%m}", *(f"staff:{staff_no}" for staff_no in order["staff_nos"])]
    whose += [f"{name}:{order[field]}" for name, field in (("area", "area"), ("customer", "customer_no")) if order.get(field)]
    return ["|".join(names) for names in product(("", order["kind"]), states, whose)]


def moment_of(ask: Ask, order: Mapping[str, Any], *, step: str) -> datetime:
    """When a step was done: not before the one before it, not ahead of now; raises ``field_moments_reversed``."""
    at = local(ask.get("at") or ask.now, ask)
    if at < order["last_at"]:
        raise MomentsReversed(earlier=str(order["state"]), later=step)
    if at > ask.now:
        raise MomentsReversed(earlier=step, later="now")
    return at


def told(order: Mapping[str, Any], order_no: str) -> dict[str, Any]:
    """What every event of an order carries."""
    return {"order_no": order_no, **{name: order.get(name) for name in TOLD}}


def shown(order: Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    """An order as a reply shows it: local times, and what may follow."""
    instants = {name: local(order[name], ask) for name in INSTANTS if order.get(name) is not None}
    following = rules.next_steps(order["kind"], state=order["state"], on=order["requested_on"], law=ask.law)
    steps = [{**step, **{name: local(step[name], ask) for name in ("at", "entered_at") if step.get(name)}} for step in order["steps"]]
    return {**order, **instants, "steps": steps, "next_steps": list(following)}


def local(moment: datetime, ask: Ask) -> datetime:
    """The moment in the organisation's zone."""
    return moment.astimezone(ask.now.tzinfo)


def midnight(day: date, ask: Ask) -> datetime:
    """The beginning of a day of which no moment is known."""
    return datetime.combine(day, time(), ask.now.tzinfo)
