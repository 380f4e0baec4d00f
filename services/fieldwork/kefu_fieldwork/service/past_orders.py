"""Work orders of the past (FLD-09, FLD-28, FLD-34..36)."""

from __future__ import annotations

from typing import Any

from kefu.rows import import_rows
from kefu.service import Ask, Batch, Draft, Record, Shelf, command, importer
from kefu_fieldwork import rules
from kefu_fieldwork.service.keeping import EMPTY, derived, midnight, shown, told
from kefu_fieldwork.service.telling import handled
from kefu_fieldwork.store import ORDERS, UNITS
from kefu_messages.fieldwork import OrderOpened, RecordPastOrder

ASKED = ("kind", "requested_on", "category", "handling", "line", "unit_no", "customer_no", "project_no", "request_no", "price")


class PastOrders:
    """Takes over what was ordered and done before, as it was written down."""

    orders = Shelf(ORDERS)
    units = Shelf(UNITS)

    @command(RecordPastOrder)
    def record_past_order(self, ask: Ask) -> dict[str, Any]:
        """Record an order with what came of it."""
        record = self.orders.new(ask.organisation, ask["order_no"])
        unit = self.units.get(ask.organisation, ask["unit_no"]) if ask.get("unit_no") else None
        draft = self._past(ask, record, record.exists, unit)
        reply = shown({**draft.changes, "order_no": record.key}, ask)
        return self.orders.save(record, ask, changes=draft.changes, events=draft.events, decisions=draft.decisions, reply=reply)

    @importer(RecordPastOrder)
    def import_past_orders(self, batch: Batch) -> None:
        """The orders of a register."""
        units = self.units.get_many(batch.organisation, sorted({str(row.get("unit_no")) for row in batch.rows if row.get("unit_no")}))
        import_rows(
            batch, self.orders, key="order_no",
            drafted=lambda row, record, seen: self._past(row, record, seen, units.get(str(row.get("unit_no")))),
        )  # fmt: skip

    def _past(self, ask: Ask, record: Record, seen: bool, unit: Record | None) -> Draft:  # noqa: FBT001 - what the import passes on
        request = rules.OrderRequest(record.key, **{name: ask.get(name) for name in ASKED})
        opened = rules.order_opened(request, seen=seen, unit_known=unit is not None, software_installed=True, law=ask.law)
        done = rules.done_after_request(request.requested_on, handled_on=ask.get("handled_on"), law=ask.law)
        at, staff = midnight(request.requested_on, ask), [ask["staff_no"]] if ask.get("staff_no") else []
        steps = [{"step": "requested", "at": at, "by": None, "note": None}]
        order: dict[str, Any] = {
            **EMPTY, **{name: ask.get(name) for name in ASKED}, "area": ask.get("area") or (unit.get("area") if unit else None),
            "description": ask.get("description"), "staff_nos": staff, "response_minutes": ask.get("response_minutes"), "requested_at": at,
            "last_at": at, "steps": steps,
        }  # fmt: skip
        events = [OrderOpened.of(**told(order, record.key), because=opened.clauses)]
        if done.outcome is not None:
            handled_at = midnight(done.outcome, ask)
            last = rules.step_names(request.kind, on=request.requested_on, law=ask.law)[-1]
            order |= {"state": last, "outcome": "handled", "handled_on": done.outcome, "last_at": handled_at}
            order["handled_by"] = ask.get("staff_no")
            steps.append({"step": "handled", "at": handled_at, "by": ask.get("staff_no"), "note": None})
            events.append(handled(order, record.key, elsewhere=False, because=opened.clauses))
        order |= derived(order, order_no=record.key, law=ask.law)
        return Draft(record, ask, order, events, {"opened": opened, "done": done})
