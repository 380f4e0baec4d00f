"""The years of documents 5.1, 5.3 and 5.4: what was told and entered, made into figures by the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kefu.law import Decision, decide
from kefu_reporting import rules
from kefu_reporting.rules.boiler_year import Employment
from kefu_reporting.rules.comparing import Indicator
from kefu_reporting.rules.entries import Entry
from kefu_reporting.rules.insurer_year import Referral
from kefu_reporting.service import renewals

if TYPE_CHECKING:
    from kefu_reporting.service.compiling import Gathered

Figures = dict[str, Decision[Any]]
ZERO = Decimal(0)
YEARS_COMPARED = 5


def gas_year(found: Gathered) -> Figures:
    """New customers and complexes, works, safety, satisfaction, posts (REP-54 to REP-59, REP-78)."""
    law, on, year = found.ask.law, found.cut_off, found.period.first.year
    new = [each for _, each in found.told.of("customer") if _in(found, each["opened_on"])]
    residents = [each for each in new if each["kind"] == "residential"]
    welfare = sum(each["kind"] == "public_welfare" for each in new)
    complexes = [each for _, each in found.told.of("complex", year) if _in(found, each["opened_on"])]
    return {
        "REP-54": rules.new_residents(len(residents), boilers=_count(residents, "wall_hung_boiler"), on=on, law=law),
        "REP-55": rules.works(
            _done(found, "safety_inspection") + _quantity(found, "household_inspections", year),
            installations=_dated(found, "meter", "installed_on") + _quantity(found, "installations", year),
            gas_ons=_gas_ons(found) + _quantity(found, "gas_ons", year), new=len(residents), on=on, law=law,
        ),
        "REP-56": rules.new_complexes(len(complexes), boilers=_count(complexes, "boiler"), on=on, law=law),
        "REP-57": rules.stated_against(_stated(found, "public_welfare_customers"), counted=Decimal(welfare), rule="REP-57", law=law),
        "REP-58": rules.accident_free_days(_accidents(found), on=on, law=law),
        "REP-59": rules.trend(_satisfaction(found, year), before=_satisfaction(found, year - 1), law=law),
        "REP-78": rules.posts_complete({entry.name or "": entry.marks for entry in _entries(found, "post", year)}, law=law),
    }  # fmt: skip


def boiler_year(found: Gathered) -> Figures:
    """Revenue, profit, contracts, repairs, staff, projects, market and the annual sheet (REP-60 to REP-71, REP-76)."""
    law, on, year = found.ask.law, found.cut_off, found.period.first.year
    money = [entry for kind in ("revenue", "profit") for entry in _entries(found, kind, year)]
    earned = {source: _amount(entry for entry in money if entry.source == source) for source in ("internal", "external")}
    revenue, profit = sum(earned.values(), ZERO), _amount(_entries(found, "profit", year))
    target = next((entry.amount for entry in _entries(found, "target", year) if entry.name == "profit"), None)
    repairs = {each: _repairs(found, each) for each in range(year - YEARS_COMPARED, year + 1)}
    return {
        "REP-60": rules.revenue(earned["internal"], external=earned["external"], stated=_stated(found, "revenue"), on=on, law=law),
        **({"REP-61": rules.over_target(profit, target=target, on=on, law=law)} if target else {}),
        "REP-62": rules.margin(profit, revenue=revenue, on=on, law=law),
        "REP-63": rules.renewals(renewals.contracts(found), on=on, law=law),
        "REP-64": rules.compared(
            Decimal(_quantity(found, "boilers_contracted", year)), before=_before(found, "boilers_contracted"), rule="REP-64",
            figure="growth", on=on, law=law,
        ),
        "REP-65": _with_decline(found, repairs, year),
        "REP-66": rules.compared(
            _amount(_entries(found, "maintenance_amount", year)), before=_amount_before(found, "maintenance_amount"), rule="REP-66",
            figure="growth_of_amount", on=on, law=law,
        ),
        "REP-67": rules.survival(_employments(found), on=on, law=law),
        "REP-68": rules.stated_against(
            _stated(found, "projects"), counted=Decimal(len(_entries(found, "project", year)) + _projects(found)), rule="REP-68", law=law
        ),
        "REP-69": rules.hiring(
            _by_name(_entries(found, "hiring_goal", year)), key_persons=len(_entries(found, "key_person", year)), on=on, law=law,
            hired=dict(Counter(entry.name or "" for entry in _entries(found, "hire", year))),
        ),
        "REP-70": rules.market_notes(_entries(found, "market_note", year), law=law),
        "REP-71": rules.sheet(_indicators(found, {"revenue": revenue, "profit": profit}), law=law),
        "REP-76": rules.profit_centre(money, law=law),
    }  # fmt: skip


def insurer_year(found: Gathered) -> Figures:
    """Partners, fraud cases, referrals (REP-72 to REP-74)."""
    law, on, year = found.ask.law, found.cut_off, found.period.first.year
    fraud = rules.months_counted(_days(found, "fraud", "found_on"), entered=[entry.on for entry in _entries(found, "fraud_case", year)])
    entered = [Referral(entry.on, entry.state == "accepted", entry.amount) for entry in _entries(found, "referral", year)]
    sent = rules.months_counted(_days(found, "referral", "referred_on"), entered=[each.on for each in entered])
    return {
        "REP-72": rules.partners_renewed(renewals.partners(found), on=on, law=law),
        "REP-73": rules.fraud_series(fraud.numbers, differences=fraud.differences, on=on, law=law),
        "REP-74": rules.referrals(entered, told=sent.numbers, differences=sent.differences, on=on, law=law),
    }


def _projects(found: Gathered) -> int:
    return sum(_in(found, each["taken_over_on"]) for _, each in found.told.of("project"))


def _in(found: Gathered, day: date | str | None) -> bool:
    return day is not None and found.period.holds(date.fromisoformat(str(day)[:10]), until=found.cut_off)


def _entries(found: Gathered, kind: str, *years: int) -> list[Entry]:
    return [entry for entry in found.entered.of(kind, *years) if entry.on <= found.cut_off]


def _count(items: Iterable[Any], name: str) -> int:
    return sum(bool(item.get(name)) for item in items)


def _quantity(found: Gathered, kind: str, year: int) -> int:
    return sum(entry.quantity or 0 for entry in _entries(found, kind, year))


def _amount(entries: Iterable[Entry]) -> Decimal:
    return sum((entry.amount or ZERO for entry in entries), ZERO)


def _before(found: Gathered, kind: str) -> Decimal | None:
    """Last year's quantity; None when nothing was entered for that year."""
    entries = _entries(found, kind, found.period.first.year - 1)
    return Decimal(sum(entry.quantity or 0 for entry in entries)) if entries else None


def _amount_before(found: Gathered, kind: str) -> Decimal | None:
    entries = _entries(found, kind, found.period.first.year - 1)
    return _amount(entries) if entries else None


def _stated(found: Gathered, figure: str) -> Decimal | None:
    """What somebody has stated of the figure, the last word of the year."""
    stated = [entry for entry in _entries(found, "stated", found.period.first.year) if entry.name == figure]
    return max(stated, key=lambda entry: (entry.on, entry.entry_no)).amount if stated else None


def _days(found: Gathered, kind: str, name: str) -> list[date]:
    """The days that are told of the kind, in the period and up to the cut-off."""
    told = (date.fromisoformat(str(each[name])) for _, each in found.told.of(kind, found.period.first.year))
    return [day for day in told if _in(found, day)]


def _dated(found: Gathered, kind: str, name: str) -> int:
    return sum(_in(found, each[name]) for _, each in found.told.of(kind, found.period.first.year))


def _gas_ons(found: Gathered) -> int:
    """Meters whose gas came on in the year: told when it did, or with the meter."""
    told = {number for number, each in found.told.of("gas_on", found.period.first.year) if _in(found, each["gas_on_on"])}
    with_meter = {number for number, each in found.told.of("meter", found.period.first.year) if _in(found, each["gas_on_on"])}
    return len(told | with_meter)


def _done(found: Gathered, kind: str) -> int:
    return sum(
        each["kind"] == kind and _in(found, each["handled_on"]) for _, each in found.told.of("order_handled", found.period.first.year)
    )


def _accidents(found: Gathered) -> list[date]:
    told = [date.fromisoformat(str(each["happened_on"])) for _, each in found.told.of("accident") if each["counts"]]
    return [*told, *(entry.on for entry in found.entered.of("accident"))]


def _satisfaction(found: Gathered, year: int) -> Decimal | None:
    """The year's satisfaction in percent, one place: answers told, and those entered as part of a whole."""
    answers = [
        each
        for kind in ("survey", "questionnaire")
        for _, each in found.told.of(kind, year)
        if str(each["answered_on"]) <= f"{found.cut_off}"
    ]
    entered = _entries(found, "satisfaction", year)
    part = _count(answers, "satisfied") + sum(entry.part or 0 for entry in entered)
    whole = len(answers) + sum(entry.whole or 0 for entry in entered)
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1")) if whole else None


def _repairs(found: Gathered, year: int) -> Decimal | None:
    """Fault repairs of a year: orders handled, and those entered from before; None when nothing is known."""
    orders = sum(
        each["kind"] == "fault_repair" and str(each["handled_on"]) <= f"{found.cut_off}" for _, each in found.told.of("order_handled", year)
    )
    entered = _entries(found, "fault_repairs", year)
    return Decimal(orders + sum(entry.quantity or 0 for entry in entered)) if orders or entered else None


def _with_decline(found: Gathered, repairs: dict[int, Decimal | None], year: int) -> Decision[dict[str, Any]]:
    law = found.ask.law
    known: list[Decimal] = []
    for each in range(year, year - YEARS_COMPARED - 1, -1):
        number = repairs[each]
        if number is None:
            break
        known.insert(0, number)
    compared = rules.compared(repairs[year] or ZERO, before=repairs[year - 1], rule="REP-65", figure="growth", on=found.cut_off, law=law)
    decline = rules.years_of_decline(known, law=law) if known else decide(0, law.clause("REP-65"))
    return decide({**compared.outcome, "years_of_decline": decline.outcome}, *compared.because, **compared.facts, years=len(known))


def _employments(found: Gathered) -> list[Employment]:
    """From the register of staff and, where there is none, from entries."""
    told = [
        Employment(date.fromisoformat(str(each["joined_on"])), date.fromisoformat(str(each["left_on"])) if each.get("left_on") else None)
        for _, each in found.told.of("staff")
    ]
    return told or [Employment(entry.on, entry.until) for entry in found.entered.of("hire")]


def _by_name(entries: Iterable[Entry]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for entry in entries:
        found[entry.name or ""] += entry.quantity or 0
    return dict(found)


def _indicators(found: Gathered, known: dict[str, Decimal]) -> list[Indicator]:
    """Each target of the year with its actual: a figure of the report, else what was stated of it."""
    targets = _entries(found, "target", found.period.first.year)
    return [
        Indicator(entry.name or "", entry.amount or ZERO, known.get(entry.name or "", _stated(found, entry.name or "")))
        for entry in targets
    ]
