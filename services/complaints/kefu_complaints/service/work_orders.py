"""What fieldwork does about tickets: dispatched there, handled there; then the customer is asked about it (CMP-51, CMP-53)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kefu.service import Ask, Record, Shelf, on
from kefu_complaints.service.inquiries import first_response
from kefu_complaints.service.keeping import follow, handled, local
from kefu_complaints.store import CASES
from kefu_messages import Happening
from kefu_messages.fieldwork import OrderAssigned, OrderHandled

BEFORE = {"dispatched": ("accepted",), "replied": ("accepted", "dispatched", "followed_up")}


class WorkOrders:
    """Takes a ticket along with the work order that came of it."""

    cases = Shelf(CASES)

    @on(OrderAssigned)
    def hear_dispatched(self, ask: Ask) -> None:
        """Somebody is to do it: the ticket is dispatched (CMP-53)."""
        case = self._ticket(ask, "dispatched")
        if case is not None:
            at = local(ask["assigned_at"], ask)
            owner = next(iter(ask["staff_nos"]), None)
            self._take_along(ask, case, {"state": "dispatched", "owner": owner, "queue": None, "assigned_at": at}, at=at, events=[])

    @on(OrderHandled)
    def hear_work_done(self, ask: Ask) -> None:
        """The work is done: the customer is to be called back (CMP-51, CMP-53; doc 5.2 l.385)."""
        case = self._ticket(ask, "replied")
        if case is not None and not ask["elsewhere"]:
            at, day = local(ask.get("handled_at") or ask.event_time or ask.now, ask), ask["handled_on"]
            changes = {"state": "replied", "solved_at": at, "solved_on": day, "handled_on": day, "answer": ask.get("result")}
            changes |= {"owner": case.get("owner") or ask.get("handled_by"), "handling": ask.get("handling") or case.get("handling")}
            event = handled({**case, **changes}, case.key, at=at, on=day, because=["CMP-51", "CMP-53"])
            self._take_along(ask, case, changes, at=at, events=[event])

    def _ticket(self, ask: Ask, to: str) -> Record | None:
        case = self.cases.get(ask.organisation, ask["case_no"]) if ask.get("case_no") else None
        return case if case is not None and case["kind"] == "repair" and case["state"] in BEFORE[to] else None

    def _take_along(self, ask: Ask, case: Record, changes: dict[str, Any], *, at: datetime, events: list[Happening]) -> None:
        more = {**first_response(case, at), "last_step_at": at, "followed_up_at": at}
        follow(self.cases, ask, case, what=changes["state"], at=at, changes={**changes, **more}, note=ask["order_no"], events=events)
