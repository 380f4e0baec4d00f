"""Paid special services earn an owner points (CUS-66, FLD-39; doc 5.2 l.413)."""

from __future__ import annotations

from kefu.service import Ask, Shelf, on
from kefu_customers import rules
from kefu_customers.store import POINTS_ACCOUNTS, UNITS
from kefu_messages.customers.community import PointsEarned
from kefu_messages.fieldwork import SpecialServiceCharged

ENTRIES_KEPT = 200


class Spending:
    """Puts what an owner spends on special services to the account of points."""

    points_accounts = Shelf(POINTS_ACCOUNTS)
    units = Shelf(UNITS)

    @on(SpecialServiceCharged)
    def earn_points_by_service(self, ask: Ask) -> None:
        """A paid service was rendered: it earns points, once (CUS-66)."""
        unit = self.units.get(ask.organisation, ask["unit_no"]) if ask["earns_points"] and ask.get("unit_no") else None
        if unit is None:
            return
        account, on = self.points_accounts.new(ask.organisation, unit.key), ask["rendered_on"]
        if any(entry["entry_no"] == ask["order_no"] for entry in account.get("entries", [])):
            return
        verdict = rules.points_earned(ask["amount"], on=on, law=ask.law)
        points, balance = verdict.outcome, account.get("balance", 0) + verdict.outcome
        entry = {"entry_no": ask["order_no"], "what": "earned", "points": points, "amount": ask["amount"], "on": on.isoformat()}
        changes = {
            "balance": balance, "earned": account.get("earned", 0) + points, "redeemed": account.get("redeemed", 0),
            "entries": [*account.get("entries", []), entry][-ENTRIES_KEPT:],
        }  # fmt: skip
        told = {"unit_no": unit.key, "entry_no": ask["order_no"], "points": points, "balance": balance, "earned_on": on}
        event = PointsEarned.of(**told, because=verdict.clauses)
        self.points_accounts.save(account, ask, changes=changes, events=[event], decisions={"earned": verdict})
