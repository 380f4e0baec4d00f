"""What goes into each kind of compiled report: which facts are gathered and which rules make figures of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kefu.law import Decision
from kefu.service import Ask, Shelf
from kefu.store import BoundShelf
from kefu_reporting.rules.periods import Period
from kefu_reporting.rules.property import property_year
from kefu_reporting.rules.property.money import Ledger, arrears_units
from kefu_reporting.service.facts import Told
from kefu_reporting.service.property_facts import property_facts
from kefu_reporting.store import FACTS

YEAR = ("year",)
RHYTHMS: dict[str, tuple[str, ...]] = {
    "property_year": YEAR, "gas_year": YEAR, "boiler_year": YEAR, "insurer_year": YEAR, "service_month": ("month",),
    "service_week": ("week",), "punctuality": ("month", "quarter", "year"), "activity": (),
}  # fmt: skip


@dataclass(frozen=True)
class Content:
    """The figures of a report by rule, and the lists behind them."""

    figures: Mapping[str, Decision[Any]]
    details: Mapping[str, Any] = field(default_factory=dict)


class Compiling:
    """Gathers the facts of a report and lets the rules make figures of them."""

    facts: BoundShelf = Shelf(FACTS)  # type: ignore[assignment] - nameko binds it

    def _content(self, ask: Ask, period: Period, cut_off: date) -> Content:
        made: Callable[..., Content] = getattr(self, f"_{ask['kind']}")
        return made(ask, Told(self.facts, ask.organisation), period, cut_off)

    def _property_year(self, ask: Ask, told: Told, period: Period, cut_off: date) -> Content:
        facts = property_facts(told, year=period.first.year, cut_off=cut_off)
        return Content(property_year(facts, law=ask.law), {"arrears_units": arrears_units(Ledger(facts))})

    def _verified(self, ask: Ask, period: Period) -> bool:
        return False

    def _rebuilding(self, ask: Ask) -> bool:
        return False
