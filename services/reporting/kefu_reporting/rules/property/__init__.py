"""The year of a property (document 5.2): every figure as of the cut-off, each a decision with its clauses and facts."""

from __future__ import annotations

from typing import Any

from kefu.law import Decision, Law
from kefu_reporting.rules.property import assets, money, service, units
from kefu_reporting.rules.property.facts import PropertyFacts
from kefu_reporting.rules.property.money import Ledger

Figures = dict[str, Decision[dict[str, Any]]]


def property_year(facts: PropertyFacts, *, law: Law) -> Figures:
    """Every figure of the year by rule (document 5.2)."""
    return {**_units(facts, law), **_money(facts, law), **_service(facts, law), **_assets(facts, law)}


def _units(facts: PropertyFacts, law: Law) -> Figures:
    return {
        "REP-21": units.handed_over_in_year(facts, law=law),
        "REP-22": units.handed_over(facts, law=law),
        "REP-23": units.occupied_by_state(facts, law=law),
        "REP-24": units.moved_in(facts, law=law),
        "REP-33": units.residential_occupied(facts, law=law),
        "REP-34": units.not_occupied(facts, law=law),
        "CUS-57": units.census(facts, law=law),
    }


def _money(facts: PropertyFacts, law: Law) -> Figures:
    ledger = Ledger(facts)
    return {
        "REP-25": money.received_by_group(ledger, law=law),
        "REP-26": money.collected(ledger, law=law),
        "REP-27": money.arrears(ledger, law=law),
        **{rule: money.households_paid(ledger, rule=rule, law=law) for rule in ("REP-28", "REP-29", "REP-30")},
        "REP-31": money.discounts(ledger, law=law),
        "REP-32": money.reconciled(ledger, law=law),
        "REP-35": money.households_overall(ledger, law=law),
        "REP-53": money.target_reached(ledger, law=law),
        "REP-83": money.paid_after_cut_off(facts, law=law),
    }


def _service(facts: PropertyFacts, law: Law) -> Figures:
    return {
        "REP-36": service.notices(facts, law=law),
        "REP-37": service.couriers(facts, law=law),
        "REP-38": service.cards(facts, law=law),
        "REP-39": service.visits(facts, law=law),
        "REP-40": service.findings(facts, law=law),
        "REP-41": service.satisfaction(facts, law=law),
        **{rule: service.satisfaction_of_area(facts, rule=rule, law=law) for rule in service.AREAS},
        "REP-42": service.repairs(facts, law=law),
        **{rule: service.repairs_of_category(facts, rule=rule, law=law) for rule in service.REPAIRS},
        "REP-48": service.inspections(facts, law=law),
        "CUS-62": service.treatments(facts, law=law),
        "FLD-10": service.civil_by_handling(facts, law=law),
        "CMP-51": service.not_revisited(facts, law=law),
    }


def _assets(facts: PropertyFacts, law: Law) -> Figures:
    return {
        "REP-49": assets.lamps(facts, law=law),
        "REP-50": assets.charging_stations(facts, law=law),
        "REP-51": assets.cleaning(facts, law=law),
        "REP-52": assets.gardeners(facts, law=law),
    }
