"""Rates, lights and the catalogue, as cases and one by one."""

from datetime import date
from pathlib import Path

import pytest

from kefu.law import load
from kefu.testing.cases import law_in_examples
from kefu_reporting import rules

test_law_in_examples = law_in_examples(rules, __file__)
LAW = load(Path(rules.__file__).parents[1] / "law.yaml").of("shihua_gas")
MARCH = date(2025, 3, 31)


@pytest.mark.rule("REP-08", "REP-09", "REP-10")
def test_the_catalogue_holds_readings_sales_and_the_month_with_their_sources():
    assert {kind.kind: (kind.rhythm, kind.rule) for kind in rules.CATALOGUE.values()} == {
        "daily_reading_report": ("daily", "REP-08"),
        "reading_analysis": ("monthly", "REP-08"),
        "sales_summary": ("daily", "REP-09"),
        "collection_report": ("monthly", "REP-10"),
    }


@pytest.mark.rule("REP-09")
@pytest.mark.parametrize(("card", "agrees"), [("0.00", True), ("0.01", False), ("-0.01", False)])
def test_a_daily_summary_agrees_when_cash_and_card_are_its_amount(card, agrees):
    figures = {"receipts": 14, "volume": "310", "amount": "771.90", "cash": "771.90", "card": card}
    assert rules.parts_agree("sales_summary", figures=figures) is agrees


@pytest.mark.rule("REP-08")
@pytest.mark.parametrize(("missed", "agrees"), [(1, True), (0, False), (2, False)])
def test_a_daily_reading_report_agrees_when_read_and_missed_are_due(missed, agrees):
    assert rules.parts_agree("daily_reading_report", figures={"readers": [{"due": 40, "read": 39, "missed": missed}]}) is agrees


@pytest.mark.rule("REP-77")
def test_a_consolidated_month_shows_a_light_per_class():
    findings = {"MET-05": {"due": 63, "read": 62}, "MET-06": {"due": 193, "read": 181}, "MET-07": {"due": 140, "read": 108}, "MET-13": {}}
    lights = [verdict.outcome for verdict in rules.lights_of_readings(findings, on=MARCH, law=LAW)]
    assert [(light.kpi, light.rate_percent, light.light) for light in lights] == [
        ("commercial_read_rate", "98.41", "red"),
        ("outdoor_residential_read_rate", "93.78", "red"),
        ("indoor_residential_read_rate", "77.14", "green"),
    ]


@pytest.mark.rule("REP-10", "REP-11")
def test_a_submitted_month_shows_recovery_and_accuracy():
    report = {"recovery": {"receivable": "303384.13", "received": "295479.14"}, "slips_submitted": 61, "slips_wrong": ["S1", "S2"]}
    lights = [verdict.outcome for verdict in rules.lights_of_collection({"BIL-23": report}, on=MARCH, law=LAW)]
    assert [(light.kpi, light.rule, light.rate_percent, light.light) for light in lights] == [
        ("recovery_rate", "REP-11", "97.3944", "green"),
        ("slip_accuracy", "REP-10", "96.72", "red"),
    ]


def test_a_month_without_its_report_shows_nothing():
    assert rules.lights_of_collection({}, on=MARCH, law=LAW) == []
    assert rules.lights_of_readings({}, on=MARCH, law=LAW) == []
