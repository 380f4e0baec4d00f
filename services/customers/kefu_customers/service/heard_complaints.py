"""Complaints about an agent as complaints tells of them: they enter the month's analysis by themselves (CUS-31; doc 1 l.102)."""

from __future__ import annotations

from kefu.calendar import month_of
from kefu.service import Ask, Shelf, on
from kefu_customers.store import AGENT_COMPLAINTS
from kefu_messages.complaints import ComplaintConfirmed, ComplaintFiled, ComplaintUnconfirmed


class HeardComplaints:
    """Counts for an agent what was filed about him, with the outcome once it is known."""

    agent_complaints = Shelf(AGENT_COMPLAINTS)

    @on(ComplaintFiled)
    def hear_complaint(self, ask: Ask) -> None:
        """A complaint that names somebody counts in the month of its receipt."""
        if not ask.get("staff_no"):
            return
        facts = {"agent": ask["staff_no"], "customer_no": ask.get("customer_no"), "cause": ask.get("cause") or "other"}
        self._enter(ask, facts, result=None)

    @on(ComplaintConfirmed)
    def hear_confirmed(self, ask: Ask) -> None:
        """It was confirmed; the investigation may have found another person or cause."""
        facts = {"agent": ask["staff_no"], "customer_no": ask.get("customer_no"), "cause": ask["cause"]}
        self._enter(ask, facts, result="confirmed", closed_on=ask["confirmed_on"])

    @on(ComplaintUnconfirmed)
    def hear_unconfirmed(self, ask: Ask) -> None:
        """It was not confirmed, or no longer is."""
        facts = {"agent": ask["staff_no"], "cause": ask["cause"]}
        self._enter(ask, facts, result="unconfirmed", closed_on=ask["investigated_on"])

    def _enter(self, ask: Ask, facts: dict[str, object], *, result: str | None, closed_on: object = None) -> None:
        record = self.agent_complaints.new(ask.organisation, ask["complaint_no"])
        if ask.sequence < record.get("told", 0):
            return
        received_on = ask["received_on"]
        changes = {"customer_no": record.get("customer_no"), **facts, "received_on": received_on, "month": month_of(received_on)}
        more = {"result": result, "closed_on": closed_on, "told": ask.sequence}
        self.agent_complaints.save(record, ask, changes={**changes, **more})
