"""What Prometheus shows of the cases: how old the open ones are, and how many are past their time (CMP-05)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from kefu.service import Ask, Figure, Shelf, figures
from kefu_complaints import rules
from kefu_complaints.service.keeping import local
from kefu_complaints.store import CASES

AGES = {"today": 0, "up to 3 days": 3, "up to 7 days": 7, "up to 30 days": 30}
OLDER = "older"


class Watching:
    """The figures that an alert or a dashboard asks for."""

    cases = Shelf(CASES)

    @figures
    def watch_open_cases(self, ask: Ask) -> list[Figure]:
        """Open cases by age, and those not solved by their time."""
        ages, overdue = Counter(dict.fromkeys((*AGES, OLDER), 0)), 0
        for case in self.cases.every(ask.organisation, lists=rules.list_key(state="open")):
            ages[age(case["received_on"], on=ask.today)] += 1
            due = case.get("solution_due_at")
            overdue += due is not None and case.get("solved_at") is None and local(due, ask) < ask.now
        open_ones = [Figure("kefu_tickets_open", number, {"age": name}) for name, number in ages.items()]
        return [*open_ones, Figure("kefu_tickets_overdue", overdue)]


def age(received_on: date, *, on: date) -> str:
    """The class of age that a dashboard shows."""
    return next((name for name, days in AGES.items() if (on - received_on).days <= days), OLDER)
