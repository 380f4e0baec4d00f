"""What goes into each kind of compiled report: which facts are gathered and which rules make figures of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from kefu.calendar import months_after
from kefu.law import Decision
from kefu.service import Ask, Shelf
from kefu.store import BoundShelf
from kefu_reporting import rules
from kefu_reporting.rules.papers import Owed
from kefu_reporting.rules.periods import Period
from kefu_reporting.rules.property import property_year
from kefu_reporting.rules.property.money import Ledger, arrears_units
from kefu_reporting.service import department, years
from kefu_reporting.service.entries import Entered
from kefu_reporting.service.property_facts import property_facts
from kefu_reporting.service.told import ReadsFacts, Told
from kefu_reporting.store import ENTRIES

YEAR = ("year",)
RHYTHMS: dict[str, tuple[str, ...]] = {
    "property_year": YEAR, "gas_year": YEAR, "boiler_year": YEAR, "insurer_year": YEAR, "service_month": ("month",),
    "service_week": ("week",), "punctuality": ("month", "quarter", "year"), "activity": (),
}  # fmt: skip


@dataclass(frozen=True)
class Content:
    """The figures of a report by rule, and the lists behind them."""

    figures: dict[str, Decision[Any]]
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Gathered:
    """Where the facts of a report are found: what was told and what was entered, up to the cut-off."""

    ask: Ask
    told: Told
    entered: Entered
    period: Period
    cut_off: date


class KeepsPapers(Protocol):
    """Whoever knows which papers were owed."""

    def _owed_in(self, ask: Ask, months: list[str]) -> Iterator[Owed]: ...


class Compiling(ReadsFacts):
    """Gathers the facts of a report and lets the rules make figures of them."""

    entries: BoundShelf = Shelf(ENTRIES)

    def _content(self, ask: Ask, period: Period, cut_off: date) -> Content:
        told, entered = self._told(ask), Entered(self.entries, ask.organisation)
        made: Callable[[Gathered], Content] = getattr(self, f"_{ask['kind']}")
        return made(Gathered(ask, told, entered, period, cut_off))

    def _property_year(self, found: Gathered) -> Content:
        facts = property_facts(found.told, year=found.period.first.year, cut_off=found.cut_off)
        return Content(property_year(facts, law=found.ask.law), {"arrears_units": arrears_units(Ledger(facts))})

    def _gas_year(self, found: Gathered) -> Content:
        return Content(years.gas_year(found))

    def _boiler_year(self, found: Gathered) -> Content:
        return Content(years.boiler_year(found))

    def _insurer_year(self, found: Gathered) -> Content:
        return Content(years.insurer_year(found))

    def _service_month(self, found: Gathered) -> Content:
        return Content(department.service_month(found))

    def _service_week(self, found: Gathered) -> Content:
        return Content(department.service_week(found))

    def _activity(self, found: Gathered) -> Content:
        return Content(department.activity(found))

    def _punctuality(self: Any, found: Gathered) -> Content:
        owed = list(self._owed_in(found.ask, _months(found.period)))
        states = {entry.name or entry.entry_no: entry.state or "new" for entry in found.entered.of("suggestion", *found.period.years)
                  if found.period.holds(entry.on, until=found.cut_off)}  # fmt: skip
        law = found.ask.law
        return Content({"REP-84": rules.punctuality(owed, as_of=found.cut_off, law=law), "REP-05": rules.suggestions(states, law=law)})

    def _verified(self, ask: Ask, period: Period) -> bool:
        """Whether the month's service statistics have been verified (REP-13)."""
        return any(month == period.name for month, _ in self._told(ask).of("statistics"))


def _months(period: Period) -> list[str]:
    found = [f"{period.first:%Y-%m}"]
    while found[-1] < f"{period.last:%Y-%m}":
        found.append(months_after(found[-1], 1))
    return found
