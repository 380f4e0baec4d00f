"""Receptions of guests, and the delivery statistics of the same people (CUS-33..38)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kefu.rows import import_rows, saved
from kefu.service import Ask, Batch, Draft, Page, Record, Shelf, command, importer, query
from kefu_customers import rules
from kefu_customers.store import DELIVERIES, RECEPTIONS
from kefu_messages.customers.deliveries import DeliveryRecorded, GetDeliveryStatistics, RecordDelivery
from kefu_messages.customers.receptions import (
    ArrangeReception,
    CloseReception,
    FileReceptionSummary,
    FillGuestForm,
    GetReception,
    HoldReception,
    ListReceptions,
    PrepareReception,
    ReceptionHeld,
    ReceptionSummaryFiled,
)
from kefu_messages.errors import AlreadyExists, StateConflict

FORM = ("guest_unit", "guest_name", "purpose", "received_by")
TICKS = ("greeted_and_answered", "benefits_presented", "culture_presented", "rules_followed")


class Receptions:
    """Arranges, holds, reports and closes receptions."""

    receptions = Shelf(RECEPTIONS)
    deliveries = Shelf(DELIVERIES)

    @command(ArrangeReception)
    def arrange_reception(self, ask: Ask) -> dict[str, Any]:
        """A superior arranges the reception of a guest and names the receiving agent (CUS-33; doc 1 l.49, l.51)."""
        verdict = rules.guest_type_admitted(ask["guest_type"], planned_on=ask["planned_on"], law=ask.law)
        reception = self.receptions.new(ask.organisation, ask["reception_no"])
        if reception.exists:
            raise AlreadyExists(kind="reception", key=reception.key)
        changes = {
            "guest": ask["guest"], "guest_type": ask["guest_type"], "agent": ask["agent"], "planned_on": ask["planned_on"],
            "strategy": ask.get("strategy"), "arranged_by": ask.identity.staff_no, "state": "arranged", "questions": [], "guest_form": {},
        }  # fmt: skip
        return self.receptions.save(reception, ask, changes=changes, decisions={"guest": verdict})

    @command(PrepareReception)
    def prepare_reception(self, ask: Ask) -> dict[str, Any]:
        """The agent chooses the presentation strategy from the guest's identity, before the reception (CUS-34; doc 1 l.50)."""
        reception = self._own_reception(ask)
        _in_state(reception, "arranged")
        return self.receptions.save(reception, ask, changes={"strategy": ask["strategy"]})

    @command(HoldReception)
    def hold_reception(self, ask: Ask) -> dict[str, Any]:
        """The reception took place; the checklist says how (CUS-33..35; doc 1 l.49-51). An unticked item flags it, no more."""
        reception = self._own_reception(ask)
        _in_state(reception, "arranged")
        ticks = rules.ReceptionChecklist(**{item: ask[item] for item in TICKS})
        verdict = rules.reception_held(reception.get("strategy"), checklist=ticks, held_on=ask["held_on"], law=ask.law)
        held = verdict.outcome
        changes = {
            "state": "held", "held_on": ask["held_on"], "questions": ask["questions"],
            "checklist_missing": list(held.checklist_missing), "summary_due_on": held.summary_due_on,
        }  # fmt: skip
        event = ReceptionHeld.of(
            reception_no=reception.key, agent=reception["agent"], held_on=ask["held_on"], summary_due_on=held.summary_due_on,
            checklist_missing=list(held.checklist_missing), because=verdict.clauses,
        )  # fmt: skip
        return self.receptions.save(reception, ask, changes=changes, events=[event], decisions={"held": verdict})

    @command(FillGuestForm)
    def fill_guest_form(self, ask: Ask) -> dict[str, Any]:
        """Fill the guest reception form, whole or in part; what is given replaces what was there (CUS-37; doc 1 l.52)."""
        reception = self._own_reception(ask)
        if reception["state"] == "closed":
            raise StateConflict(state="closed")
        given = {name: ask[name] for name in FORM if ask.get(name) is not None}
        return self.receptions.save(reception, ask, changes={"guest_form": {**reception["guest_form"], **given}})

    @command(FileReceptionSummary)
    def file_reception_summary(self, ask: Ask) -> dict[str, Any]:
        """Report the guest's situation and the summary to the supervisor (CUS-36; doc 1 l.52)."""
        reception = self._own_reception(ask)
        if reception["state"] == "arranged" or reception.get("summary_filed_on"):
            raise StateConflict(state="summary_filed" if reception.get("summary_filed_on") else "arranged")
        verdict = rules.summary_days_late(reception["summary_due_on"], filed_on=ask["filed_on"], law=ask.law)
        changes = {"guest_situation": ask["guest_situation"], "summary": ask["summary"], "summary_filed_on": ask["filed_on"]}
        event = ReceptionSummaryFiled.of(
            reception_no=reception.key,
            agent=reception["agent"],
            filed_on=ask["filed_on"],
            days_late=verdict.outcome,
            because=verdict.clauses,
        )
        return self.receptions.save(reception, ask, changes=changes, events=[event], decisions={"summary": verdict})

    @command(CloseReception)
    def close_reception(self, ask: Ask) -> dict[str, Any]:
        """Close a reception whose guest form is complete (CUS-37; doc 1 l.52)."""
        reception = self.receptions.require(ask.organisation, ask["reception_no"])
        verdict = rules.reception_closable(reception["state"], form=reception["guest_form"], held_on=reception.get("held_on"), law=ask.law)
        return self.receptions.save(reception, ask, changes={"state": "closed"}, decisions={"closed": verdict})

    @query(GetReception)
    def get_reception(self, ask: Ask) -> dict[str, Any]:
        """One reception."""
        reception = self.receptions.require(ask.organisation, ask["reception_no"])
        return _with_overdue(self.receptions.public(reception), ask)

    @query(ListReceptions)
    def list_receptions(self, ask: Ask) -> Page:
        """Receptions by state, with the overdue summaries marked as of today (CUS-33, CUS-36)."""
        page = self.receptions.page(ask, equals={"state": ask.get("state")})
        return page.of(lambda reception: _with_overdue(reception, ask))

    @command(RecordDelivery)
    def record_delivery(self, ask: Ask) -> dict[str, Any]:
        """Record an order and, once known, its delivery; a later row completes an earlier one (CUS-38; doc 1 l.29)."""
        return saved(self.deliveries, _delivered(ask, self.deliveries.new(ask.organisation, ask["order_no"]), False))

    @importer(RecordDelivery)
    def import_deliveries(self, batch: Batch) -> None:
        """The orders of a file; a later file completes them (CUS-38)."""
        import_rows(batch, self.deliveries, key="order_no", drafted=_delivered)

    @query(GetDeliveryStatistics)
    def get_delivery_statistics(self, ask: Ask) -> dict[str, Any]:
        """The delivery rate of a month's orders (CUS-38)."""
        listed = list(self.deliveries.every(ask.organisation, month=ask["month"]))
        delivered = sum(one.get("delivered_on") is not None for one in listed)
        rate = rules.delivery_rate(len(listed), delivered=delivered, law=ask.law).outcome
        return {"month": ask["month"], "orders": len(listed), "delivered": delivered, "delivery_percent": rate}

    def _own_reception(self, ask: Ask) -> Record:
        reception = self.receptions.require(ask.organisation, ask["reception_no"])
        rules.receiving_agent(reception["agent"], staff_no=ask.identity.staff_no, law=ask.law)
        return reception


def _in_state(reception: Record, state: str) -> None:
    if reception["state"] != state:
        raise StateConflict(state=reception["state"])


def _with_overdue(reception: Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    """The reception as of the end of yesterday: today's term is not over yet."""
    due, filed = reception.get("summary_due_on"), reception.get("summary_filed_on")
    overdue = rules.summary_overdue(due, filed_on=filed, as_of=ask.today - timedelta(days=1), law=ask.law)
    return {**reception, "summary_overdue": overdue.outcome}


def _delivered(ask: Ask, delivery: Record, _seen: bool) -> Draft:  # noqa: FBT001 - a fact
    """An order about to be recorded or completed."""
    delivered_on = ask.get("delivered_on")
    verdict = rules.delivery_month(ask["order_no"], ordered_on=ask["ordered_on"], delivered_on=delivered_on, law=ask.law)
    changes = {"month": verdict.outcome, "ordered_on": ask["ordered_on"], "delivered_on": delivered_on}
    event = DeliveryRecorded.of(order_no=delivery.key, because=verdict.clauses, **changes)
    return Draft(delivery, ask, changes, [event], {"month": verdict})
