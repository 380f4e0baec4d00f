"""Dispatching by area and skill within what crews can do, and the backlog (FLD-33; doc 5.3 l.440)."""

from __future__ import annotations

from datetime import date
from typing import Any

from kefu.directory import Directory
from kefu.law import Decision
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_fieldwork import rules
from kefu_fieldwork.service.keeping import keep, moment_of, told
from kefu_fieldwork.store import CREWS, ORDERS
from kefu_messages.errors import UnknownStaff
from kefu_messages.fieldwork import ORDER_KINDS, AssignOrder, FactMissing, GetOrderBacklog, ListCrews, OrderAssigned, PutCrew


class Dispatch:
    """Gives every order to somebody who can do it on the day."""

    orders = Shelf(ORDERS)
    crews = Shelf(CREWS)
    staff = Directory()

    @command(PutCrew)
    def put_crew(self, ask: Ask) -> dict[str, Any]:
        """Say what a crew can do (FLD-33)."""
        crew = self.crews.new(ask.organisation, ask["crew_no"])
        return self.crews.save(crew, ask, changes={name: ask[name] for name in ("areas", "skills", "members", "orders_per_day")})

    @query(ListCrews)
    def list_crews(self, ask: Ask) -> Page:
        """The crews."""
        return self.crews.page(ask)

    @command(AssignOrder)
    def assign_order(self, ask: Ask) -> dict[str, Any]:
        """Dispatch an order to a crew on a day, or to people; with neither, to the fitting crew with most room (FLD-33)."""
        order = self.orders.require(ask.organisation, ask["order_no"])
        at, day = moment_of(ask, order, step="assigned"), ask.get("planned_on")
        step = rules.step_taken(order["kind"], state=order["state"], to="assigned", on=at.date(), law=ask.law)
        self._known(ask, ask.get("staff_nos") or [])
        decisions: dict[str, Decision[Any]] = {"step": step}
        changes: dict[str, Any] = {"state": step.outcome, "planned_on": day, "crew_no": None, "staff_nos": ask.get("staff_nos") or []}
        if ask.get("crew_no") or not changes["staff_nos"]:
            decisions["crew"], crew = self._crew(ask, order, on=day or at.date())
            changes |= {"crew_no": crew.key, "planned_on": day or at.date(), "staff_nos": changes["staff_nos"] or crew["members"]}
        named = {name: changes[name] for name in ("staff_nos", "crew_no", "planned_on")}
        event = OrderAssigned.of(**told(order, order.key), **named, assigned_at=at, because=decisions.get("crew", step).clauses)
        return keep(self.orders, ask, order, step="assigned", at=at, changes=changes, events=[event], decisions=decisions)

    @query(GetOrderBacklog)
    def get_order_backlog(self, ask: Ask) -> dict[str, Any]:
        """Waiting orders against what the crews can do, per kind (FLD-33)."""
        crews = self.crews.find(ask.organisation)
        kinds = [ask["kind"]] if ask.get("kind") else ORDER_KINDS
        return {"on": ask.today, "kinds": [self._waiting(ask, kind, crews) for kind in kinds]}

    def _known(self, ask: Ask, staff_nos: list[str]) -> None:
        """Refuse who is not in the register, where there is one: whoever asks stands in it."""
        if not self.staff.known(ask.organisation, ask.identity.staff_no):
            return
        for staff_no in staff_nos:
            if not self.staff.known(ask.organisation, staff_no):
                raise UnknownStaff(staff_no=staff_no, because=["FLD-33"])

    def _waiting(self, ask: Ask, kind: str, crews: list[Record]) -> dict[str, Any]:
        waiting = [order for order in self.orders.every(ask.organisation, lists=f"{kind}|open|") if order.get("handled_on") is None]
        capacity = sum(crew["orders_per_day"] for crew in crews if kind in crew["skills"])
        backlog = rules.backlog(len(waiting), capacity_per_day=capacity, on=ask.today, law=ask.law).outcome
        return {"kind": kind, **vars(backlog), "oldest_requested_on": min((order["requested_on"] for order in waiting), default=None)}

    def _crew(self, ask: Ask, order: Record, *, on: date) -> tuple[Decision[Any], Record]:
        asked = {"kind": order["kind"], "area": order.get("area"), "law": ask.law}
        if ask.get("crew_no"):
            crew = self.crews.require(ask.organisation, ask["crew_no"])
            return rules.crew_taken(self._on(ask, order, crew, on), on=on, **asked), crew
        crews = {crew.key: crew for crew in self.crews.find(ask.organisation)}
        chosen = rules.crew_for([self._on(ask, order, crew, on) for crew in crews.values()], **asked)
        if chosen.outcome is None:
            raise FactMissing(field="staff_nos, crew_no", because=["FLD-33"])
        return chosen, crews[chosen.outcome]

    def _on(self, ask: Ask, order: Record, crew: Record, on: date) -> rules.Crew:
        booked = [one for one in self.orders.find(ask.organisation, booked=f"{crew.key}/{on}") if one.key != order.key]
        return rules.Crew(crew.key, tuple(crew["skills"]), crew["orders_per_day"], tuple(crew["areas"]), len(booked))
