"""Nobody is dunned over a bill he disputes: an open billing complaint holds the account until it is closed (BIL-26)."""

from __future__ import annotations

from dataclasses import replace

from kefu.service import Ask, on
from kefu_billing.rules.facts import Hold
from kefu_billing.service.books import Books
from kefu_billing.service.dunning import held
from kefu_messages.billing import DunningHoldReleased
from kefu_messages.complaints import ComplaintClosed, ComplaintFiled


class HoldsByComplaints(Books):
    """Holds and releases an account as its billing complaints come and go."""

    @on(ComplaintFiled)
    def hold_for_complaint(self, ask: Ask) -> None:
        """A complaint about a bill has come in: dunning pauses from the day of its receipt."""
        if not ask["disputes_billing"] or not ask.get("customer_no"):
            return
        record, account = self.account(ask, ask["customer_no"])
        if any(item.hold_no == ask["complaint_no"] for item in account.holds):
            return
        hold = Hold(ask["complaint_no"], "complaint", ask["received_on"])
        after = replace(account, holds=(*account.holds, hold))
        self.keep(record, ask, before=account, after=after, events=[held(account, hold)])

    @on(ComplaintClosed)
    def release_for_complaint(self, ask: Ask) -> None:
        """The complaint is over: dunning goes on from that day."""
        if not ask["disputes_billing"] or not ask.get("customer_no"):
            return
        record, account = self.account(ask, ask["customer_no"])
        hold = next((item for item in account.holds if item.hold_no == ask["complaint_no"]), None)
        if hold is None or hold.released_on is not None:
            return
        released = replace(hold, released_on=max(hold.since, ask["closed_on"]))
        others = tuple(item for item in account.holds if item.hold_no != hold.hold_no)
        after = replace(account, holds=(*others, released))
        named = {"customer_no": account.customer_no, "hold_no": hold.hold_no, "released_on": released.released_on}
        self.keep(record, ask, before=account, after=after, events=[DunningHoldReleased.of(**named)])
