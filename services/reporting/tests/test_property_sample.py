# ruff: noqa: E501 - a row of a file on a line
"""The sample year of the property manager, through the rules alone: rows as plain facts, no store, no bus."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from kefu.law import Entry, exact, of_package
from kefu_reporting import rules
from kefu_reporting.rules.property import facts as of
from kefu_reporting.rules.property import property_year
from kefu_reporting.rules.property.money import Ledger, arrears_units

FOLDER = Path(__file__).parents[3] / "tests" / "acceptance" / "shenpu_2024"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
ORGANISATION = yaml.safe_load((FOLDER / "organisation.yaml").read_text(encoding="utf-8"))
ELSEWHERE = {"BIL-36", "BIL-37", "BIL-39"}  # billing's own figures
RULES = sorted(set(EXPECTED["rules"]) - ELSEWHERE)


def accepted(name: str) -> list[dict[str, Any]]:
    """The rows of a file that the sample does not refuse; empty cells are not given."""
    refused = {each["line"] for each in EXPECTED["refused"].get(name, ())}
    with (FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(line, row) for line, row in enumerate(csv.DictReader(file), start=2) if line not in refused]
    return [{key: cell or None for key, cell in row.items()} for _, row in rows]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def facts() -> of.PropertyFacts:
    areas = {row["unit_no"]: row["area"] for row in accepted("units")}
    visited = {row["visit_no"]: day(row["visited_on"]) for row in accepted("visits")}
    return of.PropertyFacts(
        EXPECTED["year"], date.fromisoformat(EXPECTED["cut_off"]),
        units=[
            of.Unit(
                row["unit_no"], row["type"], row["ownership"], row["area"], row["building"], day(row["handover_due_on"]),
                day(row["handed_over_on"]), row["occupancy"], day(row["occupied_since"]), row["chargeable"] == "yes",
            ) for row in accepted("units")
        ],
        opening=[
            of.Money("", row["unit_no"], row["fee_type"], Decimal(row["amount"]), fee_year=int(row["fee_year"]))
            for row in accepted("opening_arrears")
        ],
        charges=[
            of.Money(row["charge_no"], row["unit_no"], row["fee_type"], Decimal(row["amount"]), day(row["issued_on"]), int(row["fee_year"]))
            for row in accepted("charges")
        ],
        payments=[
            of.Money(row["receipt_no"], row["unit_no"], row["fee_type"], Decimal(row["amount"]), day(row["paid_on"]))
            for row in accepted("payments")
        ],
        discounts=[
            of.Money(row["discount_no"], row["unit_no"], row["kind"], Decimal(row["amount"]), day(row["granted_on"]))
            for row in accepted("discounts")
        ],
        notices=[of.Notice(row["notice_no"], day(row["issued_on"]), row["channel"], row["delivery_state"]) for row in accepted("notices")],
        repairs=[
            of.Repair(
                row["ticket_no"], day(row["reported_on"]), row["category"], row["handling"], day(row["handled_on"]), day(row["revisited_on"])
            ) for row in accepted("repairs")
        ],
        visits=[of.Visit(row["visit_no"], row["unit_no"], day(row["visited_on"])) for row in accepted("visits")],
        findings=[of.Finding(row["finding_no"], visited[row["visit_no"]], row["category"], row["treatment"]) for row in accepted("visit_findings")],
        surveys=[of.Survey(row["survey_no"], day(row["answered_on"]), row["satisfied"] == "yes", areas[row["unit_no"]]) for row in accepted("surveys")],
        inspections=[
            of.Inspection(row["inspection_no"], row["unit_no"], day(row["inspected_on"]), *(row[name] == "yes" for name in ("defect", "not_cleaned", "cable_stolen")))
            for row in accepted("inspections")
        ],
        cards=[of.Card(row["card_no"], row["unit_no"], day(row["replaced_on"]), row["holder_type"], row["reason"]) for row in accepted("cards")],
        assets=[of.Asset(row["asset_no"], row["kind"], row["building"], day(row["installed_on"]), row["state"]) for row in accepted("assets")],
        staffing=[of.Staffing(row["team"], day(row["valid_from"]), int(row["headcount"])) for row in accepted("staffing")],
    )  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> of.PropertyFacts:
    return facts()


@pytest.fixture(scope="module")
def figures(sample) -> dict[str, Any]:
    book = of_package(Path(rules.__file__).parents[1])
    own = {**ORGANISATION["policies"], "rounding": ORGANISATION["rounding"]}
    adopted = {name: [Entry(date(1970, 1, 1), exact(content), "organisation.yaml")] for name, content in own.items()}
    return property_year(sample, law=book.of(ORGANISATION["id"]).with_adopted(adopted))


def within(expected: Any, found: Any) -> Any:
    """What is found of the keys that are expected: others may be there too."""
    if isinstance(expected, dict):
        return {key: within(value, found.get(key)) for key, value in expected.items()}
    return found


@pytest.mark.parametrize("rule", [pytest.param(rule, marks=pytest.mark.rule(rule)) for rule in RULES])
def test_every_figure_of_the_year_is_as_expected(figures, rule):
    expected = EXPECTED["rules"][rule]
    assert within(expected, figures[rule].outcome) == expected


@pytest.mark.rule("REP-27")
def test_the_units_in_arrears_are_those_expected(sample):
    assert arrears_units(Ledger(sample)) == EXPECTED["arrears_units"]
