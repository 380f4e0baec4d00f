"""Puts together what is known of a property for one year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kefu_reporting.rules.property.facts import (
    Asset,
    Card,
    Finding,
    Inspection,
    Money,
    Move,
    Notice,
    PropertyFacts,
    Repair,
    Staffing,
    Survey,
    Unit,
    Visit,
)
from kefu_reporting.service.told import Told, keyed, structured

REPAIR = "repair"


def property_facts(told: Told, *, year: int, cut_off: date) -> PropertyFacts:
    """Everything told of the property that its year may need; what came after the cut-off is told apart by the rules."""
    years = range(year, max(year, cut_off.year) + 1)
    return PropertyFacts(
        year, cut_off,
        units=units(told),
        opening=told.made(Money, "opening", number="number", kind="fee_type"),
        charges=told.made(Money, "charge", year, number="number", kind="fee_type", on="issued_on"),
        payments=told.made(Money, "fee_payment", *years, years[-1] + 1, number="number", kind="fee_type", on="paid_on"),
        discounts=told.made(Money, "discount", *years, number="number", on="granted_on"),
        notices=told.made(Notice, "notice", *years, number="notice_no"),
        repairs=repairs(told, *years),
        visits=told.made(Visit, "visit", *years, number="visit_no"),
        findings=_findings(told, *years),
        surveys=told.made(Survey, "survey", *years, number="survey_no"),
        inspections=told.made(Inspection, "inspection", *years, number="inspection_no"),
        cards=told.made(Card, "card", *years, number="card_no"),
        assets=told.made(Asset, "asset", number="asset_no"),
        staffing=told.made(Staffing, "staffing"),
    )  # fmt: skip


def units(told: Told) -> list[Unit]:
    """Every unit with what has changed since it was registered."""
    moves: defaultdict[str, list[Move]] = defaultdict(list)
    for _, content in told.of("unit_change"):
        moves[content["unit_no"]].append(structured(Move, content))
    return [replace(unit, moves=tuple(moves[unit.unit_no])) for unit in told.made(Unit, "unit", number="unit_no")]


def repairs(told: Told, *years: int) -> list[Repair]:
    """The repairs received in the years, each as it was told of last, with the days it was handled and revisited."""
    handled, revisited = keyed(told.of("case_handled", *years)), keyed(told.of("case_revisited", *years))
    found = []
    for number, opened in told.of("case", *years):
        case: Mapping[str, Any] = {**opened, **handled.get(number, {}), **revisited.get(number, {})}
        if case["kind"] == REPAIR:
            found.append(structured(Repair, case, number={"ticket_no": number}, reported_on="received_on"))
    return found


def _findings(told: Told, *years: int) -> list[Finding]:
    treated = keyed(told.of("finding_treated"))
    return [
        structured(Finding, {**content, **treated.get(number, {})}, number={"finding_no": number})
        for number, content in told.of("finding", *years)
    ]
