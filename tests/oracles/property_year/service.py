"""Hand-over, notices, visits, surveys, repairs, inspections, cards, assets and staff (format 3, the keys that money is not part of)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from oracles.property_year.judged import FINDINGS, REPAIRS, Judged
from oracles.property_year.units import GROUPS, Estate
from oracles.tables import Row, day

HANDLING = ("glass_doors_windows", "reported_to_engineering", "self_repaired")
AREAS = {"REP-47": "villa", "REP-80": "AC", "REP-81": "B", "REP-82": "DC"}
OCTOBER = 10


def reports(book: Judged, *, assets: list[Row], staffing: list[Row]) -> dict:
    estate = book.estate
    return {
        **_handed_over(estate),
        **_occupied(estate),
        **_notices(book),
        "REP-38": _cards(book.counted("cards", "replaced_on")),
        **_visits(book),
        **_satisfaction(book),
        **_repairs(book),
        "REP-48": _inspections(book),
        **_assets(estate, assets),
        **_staff(estate, staffing),
    }


def _handed_over(estate: Estate) -> dict:
    units = estate.units.values()
    due = [unit for unit in units if unit.row["handover_due_on"] and day(unit.row["handover_due_on"]).year == estate.year]
    in_year = [unit for unit in units if estate.counts(unit.row["handed_over_on"])]
    ready = sum(bool(unit.row["handover_due_on"]) and day(unit.row["handover_due_on"]) <= estate.cut_off for unit in units)
    handed_over = sum(unit.handed_over(estate.cut_off) for unit in units)
    types = Counter(unit.type for unit in in_year)
    return {
        "REP-21": {
            "due": len(due),
            "handed_over": len(in_year),
            "residences": types["residence"],
            "parking": types["parking"],
            "shops": types["shop"],
            "rate": estate.rate(len(in_year), len(due), "handover_year"),
            "due_minus_handed_over": len(due) - len(in_year),
            "cumulative_remainder": ready - handed_over,
            "due_in_year_handed_over_before": sum(unit.handed_over(estate.begins - timedelta(1)) for unit in due),
        },
        "REP-22": {"units_ready": ready, "handed_over": handed_over, "rate": estate.rate(handed_over, ready, "handover_total")},
    }


def _occupied(estate: Estate) -> dict:
    states = Counter(unit.row["occupancy"] for unit in estate.of("occupied"))
    occupied, handed_over = len(estate.of("occupied")), len(estate.of("occupied")) + len(estate.of("unoccupied"))
    homes = ("decorated", "undecorated", "under_decoration")
    return {
        "CUS-57": {group: dict(Counter(unit.type for unit in estate.of(group))) for group in GROUPS},
        "REP-23": {**{state: states[state] for state in (*homes, "shop")}, "occupied": occupied},
        "REP-24": {"occupied": occupied, "handed_over": handed_over, "rate": estate.rate(occupied, handed_over, "move_in")},
        "REP-33": {"residential_occupied": sum(states[state] for state in homes)},
        "REP-34": {"handed_over": handed_over, "occupied": occupied, "not_occupied": handed_over - occupied},
    }


def _notices(book: Judged) -> dict:
    """Every row counts; courier notices are part of them."""
    found = book.counted("notices", "issued_on")
    months = Counter(day(row["issued_on"]).month for row in found)
    courier = [row for row in found if row["channel"] == "courier"]
    undeliverable = sum(row["delivery_state"] == "address_unknown" for row in courier)
    return {
        "REP-36": {
            "notices": len(found),
            "by_channel": dict(Counter(row["channel"] for row in found)),
            "by_month": [months[month] for month in range(1, 13)],
        },
        "REP-37": {
            "addressed": len(courier),
            "undeliverable": undeliverable,
            "sent": len(courier) - undeliverable,
            "undeliverable_share": book.estate.rate(undeliverable, len(courier), "share"),
        },
    }


def _units(found: Iterable[Row]) -> int:
    return len({row["unit_no"] for row in found})


def _cards(found: list[Row]) -> dict:
    return {
        "households": _units(found),
        "cards": len(found),
        "tenant_households": _units(row for row in found if row["holder_type"] == "tenant"),
        "gate_upgrade_cards": sum(row["reason"] == "gate_upgrade" for row in found),
    }


def _visits(book: Judged) -> dict:
    """A finding belongs to the day of its visit; the rate is of households visited."""
    estate, visits = book.estate, book.counted("visits", "visited_on")
    occupied, numbers = len(estate.of("occupied")), {row["visit_no"] for row in visits}
    findings = [row for row in book.accepted["visit_findings"] if row["visit_no"] in numbers]
    categories = {category: sum(row["category"] == category for row in findings) for category in FINDINGS}
    treatments = Counter(row["treatment"] for row in findings)
    rate = estate.rate(_units(visits), occupied, "share")
    return {
        "REP-39": {"visits": len(visits), "households": _units(visits), "occupied": occupied, "rate": rate},
        "REP-40": {
            "findings": categories,
            "total": len(findings),
            "shares": {category: estate.rate(count, len(findings), "share") for category, count in categories.items()},
            "per_100_visits": estate.shown(Decimal(len(findings)) * 100 / len(visits), "share") if visits else None,
        },
        "CUS-62": {
            "with_ticket": treatments["ticket"],
            "no_action": treatments["no_action"],
            "untreated": sorted(row["finding_no"] for row in findings if not row["treatment"]),
        },
    }


def _satisfaction(book: Judged) -> dict:
    """Overall is never the mean of the areas."""
    answers = book.counted("surveys", "answered_on")
    in_areas = {area: [row for row in answers if book.unit(row).row["area"] == area] for area in AREAS.values()}
    areas = {rule: {"area": area, **_satisfied(book.estate, in_areas[area], "satisfaction_area")} for rule, area in AREAS.items()}
    return {"REP-41": _satisfied(book.estate, answers, "satisfaction_total"), **areas}


def _satisfied(estate: Estate, answers: list[Row], figure: str) -> dict:
    satisfied = sum(row["satisfied"] == "yes" for row in answers)
    return {"answers": len(answers), "satisfied": satisfied, "rate": estate.rate(satisfied, len(answers), figure)}


def _repairs(book: Judged) -> dict:
    found, estate = book.counted("repairs", "reported_on"), book.estate
    of = {category: [row for row in found if row["category"] == category] for category in REPAIRS}
    rules = zip(("REP-43", "REP-44", "REP-45", "REP-46"), REPAIRS, strict=True)
    unrevisited = sum(_handled(estate, row) and not row["revisited_on"] for row in found)
    return {
        "REP-42": _handled_of(estate, found, "repairs_total"),
        **{rule: {"category": category, **_handled_of(estate, of[category], f"repairs_{category}")} for rule, category in rules},
        "FLD-10": {handling: sum(row["handling"] == handling for row in of["civil"]) for handling in HANDLING},
        "CMP-51": {"handled_without_revisit": unrevisited},
    }


def _handled(estate: Estate, row: Row) -> bool:
    return bool(row["handled_on"]) and day(row["handled_on"]) <= estate.cut_off


def _handled_of(estate: Estate, found: list[Row], figure: str) -> dict:
    handled = sum(_handled(estate, row) for row in found)
    return {"received": len(found), "handled": handled, "open": len(found) - handled, "rate": estate.rate(handled, len(found), figure)}


def _inspections(book: Judged) -> dict:
    """Distinct units inspected, and distinct units per finding."""
    found = book.counted("inspections", "inspected_on")
    units = {defect: _units(row for row in found if row[defect] == "yes") for defect in ("defect", "not_cleaned", "cable_stolen")}
    shares = {defect: {"units": count, "share": book.estate.rate(count, _units(found), "share")} for defect, count in units.items()}
    return {"inspected": _units(found), **shares}


def _assets(estate: Estate, assets: list[Row]) -> dict:
    """Removed ones do not count."""
    standing = [row for row in assets if row["state"] != "removed" and estate.counts(row["installed_on"])]
    lamps = Counter(row["building"] for row in standing if row["kind"] == "street_lamp")
    stations = [day(row["installed_on"]) for row in standing if row["kind"] == "charging_station"]
    several = sorted(building for building, count in lamps.items() if count > 1)
    return {
        "REP-49": {"lamps": lamps.total(), "buildings": len(lamps), "buildings_with_more_than_one": several},
        "REP-50": {"charging_stations": len(stations), "installed_in_october": sum(on.month == OCTOBER for on in stations)},
    }


def _staff(estate: Estate, staffing: list[Row]) -> dict:
    """Staff before the year and at the cut-off."""

    def headcount(team: str, on: date) -> int:
        known = [(row["valid_from"], int(row["headcount"])) for row in staffing if row["team"] == team and day(row["valid_from"]) <= on]
        return max(known)[1] if known else 0

    def change(team: str) -> dict:
        before, after = headcount(team, estate.begins - timedelta(1)), headcount(team, estate.cut_off)
        return {"before": before, "after": after, "change": after - before}

    inside, outside, green = (change(team) for team in ("stairwell_cleaning", "outer_cleaning", "greening"))
    share = estate.shown(Decimal(green["change"]) * 100 / green["before"], "share") if green["before"] else None
    return {
        "REP-51": {"stairwell_cleaning": inside, "outer_cleaning": outside, "cleaning_change": inside["change"] + outside["change"]},
        "REP-52": {**green, "change_percent": share},
    }
