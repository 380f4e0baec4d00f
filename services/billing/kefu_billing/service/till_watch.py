"""What a day at the tills leaves undone: no cash-up, no hand-over, no security tick (BIL-04, BIL-06, BIL-10)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kefu.service import Ask, Shelf, command, schedule
from kefu_billing import rules
from kefu_billing.service.accounts import finding
from kefu_billing.service.books import happened_by_now
from kefu_billing.service.tills import Tills
from kefu_billing.store import CHECKLISTS
from kefu_messages import Happening
from kefu_messages.billing import RecordSecurityChecklist


class TillWatch(Tills):
    """The security checklist, and a look at each day that has ended."""

    checklists = Shelf(CHECKLISTS)

    @command(RecordSecurityChecklist)
    def record_security_checklist(self, ask: Ask) -> Any:
        """The daily tick; an item left out is a finding (BIL-06)."""
        happened_by_now(ask, "checked_on")
        key = f"{ask['place']}/{ask['checked_on']}"
        verdict = rules.security_findings(ask["ticked"], on=ask["checked_on"], law=ask.law)
        facts = {"place": ask["place"], "missing": list(verdict.outcome)}
        about = finding(ask["place"], "security_item_unticked", on=ask["checked_on"], facts=facts, because=verdict.clauses)
        reply = {"number": f"{ask['place']} {ask['checked_on']}", "state": "incomplete" if verdict.outcome else "complete"}
        changes = {"place": ask["place"], "checked_on": ask["checked_on"], "ticked": ask["ticked"], "by": ask.identity.staff_no}
        return self.checklists.save(
            self.checklists.new(ask.organisation, key), ask, changes=changes, events=[about] if verdict.outcome else [],
            decisions={"security": verdict}, reply=reply,
        )  # fmt: skip

    @schedule("daily")
    def watch_tills(self, ask: Ask) -> None:
        """Look at the tills of the day that has ended: not cashed up, not handed over, no security tick (BIL-04, BIL-06, BIL-10)."""
        day = ask.today - timedelta(days=1)
        receipts = self.receipts_of(ask, day)
        if not receipts:
            return
        records = {item["cashier"]: item for item in self.cashups.find(ask.organisation, business_date=day.isoformat())}
        rows = [
            self._day_row(ask, records.get(cashier), cashier=cashier, day=day, receipts=receipts)
            for cashier in sorted({item.cashier for item in receipts})
        ]
        events = [event for row in rows for event in neglected(row, day=day)]
        if not self.checklists.find(ask.organisation, checked_on=day.isoformat(), limit=1):
            facts = {"missing": ["checklist"]}
            events.append(finding(f"tills {day}", "security_checklist_missing", on=day, facts=facts, because=["security_items", "BIL-06"]))
        if events:
            record = self.checklists.new(ask.organisation, f"watched/{day}")
            self.checklists.save(record, ask, changes={"findings": len(events)}, events=events, reply={})


def neglected(row: dict[str, Any], *, day: date) -> list[Happening]:
    """What a cashier left undone on a day that has ended (BIL-04, BIL-10)."""
    undone = {"cash_up_missing": row["state"] == "missing", "hand_over_overdue": row["hand_over"] == "overdue"}
    facts = {"book_total": str(row["book_total"])}
    about, named = f"{row['cashier']} {day}", {"staff_no": row["cashier"], "because": ["BIL-04", "BIL-10"]}
    return [finding(about, what, on=day, facts=facts, **named) for what, found in undone.items() if found]
