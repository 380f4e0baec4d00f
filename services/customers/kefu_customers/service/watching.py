"""What Prometheus shows of the customers: the year's satisfaction by area (CUS-63)."""

from __future__ import annotations

from kefu.service import Ask, Figure, Shelf, figures
from kefu_customers import rules
from kefu_customers.rules.households import Answer
from kefu_customers.store import OWNER_SURVEYS


class Watching:
    """The figures that a dashboard asks for."""

    owner_surveys = Shelf(OWNER_SURVEYS)

    @figures
    def watch_satisfaction(self, ask: Ask) -> list[Figure]:
        """Satisfied of all answers of the year, in each area that has any."""
        surveys = self.owner_surveys.every(ask.organisation, year=ask.today.year)
        answers = [Answer(one.get("area") or "", one["satisfied"]) for one in surveys]
        areas = rules.satisfaction_by_area(answers, law=ask.law).outcome.areas
        return [
            Figure("kefu_satisfaction_percent", found.percent, {"area": area})
            for area, found in areas.items()
            if found.percent is not None
        ]  # fmt: skip
