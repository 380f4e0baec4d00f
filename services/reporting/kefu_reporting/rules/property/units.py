"""Hand-over, occupation and households of a property year (REP-21 to REP-24, REP-33, REP-34)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from kefu.law import Decision, Law, decide
from kefu_reporting.rules.property.facts import GROUPS, TYPES, PropertyFacts
from kefu_reporting.rules.rates import rate

DECORATION = ("decorated", "undecorated", "under_decoration")


def handed_over_in_year(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Handed over in the year against what was due in it, and why that differs from what is left over (REP-21; doc 5.2 l.379)."""
    due = [unit for unit in facts.units if _due_in(facts, unit.handover_due_on)]
    done = [unit for unit in facts.units if unit.handed_over_in(facts.year, until=facts.cut_off)]
    kinds = Counter(unit.unit_type for unit in done)
    ready = [unit for unit in facts.units if unit.handover_due_on and unit.handover_due_on <= facts.cut_off]
    handed = sum(unit.handed_over_by(facts.cut_off) for unit in facts.units)
    before = sum(unit.handed_over_by(facts.cut_off) and not unit.handed_over_in(facts.year, until=facts.cut_off) for unit in due)
    shown = rate(len(done), len(due), figure="handover_year", on=facts.cut_off, law=law)
    outcome = {
        "due": len(due), "handed_over": len(done), "residences": kinds["residence"], "parking": kinds["parking"], "shops": kinds["shop"],
        "rate": shown.outcome, "due_minus_handed_over": len(due) - len(done), "cumulative_remainder": len(ready) - handed,
        "due_in_year_handed_over_before": before,
    }  # fmt: skip
    return decide(outcome, law.clause("REP-21"), *shown.because, due=len(due), handed_over=len(done))


def _due_in(facts: PropertyFacts, day: date | None) -> bool:
    """Whether a hand-over was due in the year itself, by the cut-off."""
    return day is not None and day.year == facts.year and facts.counts(day)


def handed_over(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """All that is handed over of what is ready (REP-22; doc 5.2 l.379)."""
    ready = sum(unit.handover_due_on is not None and unit.handover_due_on <= facts.cut_off for unit in facts.units)
    handed = sum(unit.handed_over_by(facts.cut_off) for unit in facts.units)
    shown = rate(handed, ready, figure="handover_total", on=facts.cut_off, law=law)
    outcome = {"units_ready": ready, "handed_over": handed, "rate": shown.outcome}
    return decide(outcome, law.clause("REP-22"), *shown.because, units_ready=ready, handed_over=handed)


def occupied_by_state(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Occupied households by state; their sum is the total (REP-23; doc 5.2 l.379)."""
    states = Counter(state for unit in facts.units if (state := unit.state_on(facts.cut_off)))
    counted = {state: states[state] for state in (*DECORATION, "shop")}
    return decide({**counted, "occupied": sum(states.values())}, law.clause("REP-23"), **counted)


def moved_in(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Occupied of those handed over (REP-24; doc 5.2 l.379)."""
    occupied = len(facts.in_group("occupied"))
    handed = sum(unit.handed_over_by(facts.cut_off) for unit in facts.units)
    shown = rate(occupied, handed, figure="move_in", on=facts.cut_off, law=law)
    outcome = {"occupied": occupied, "handed_over": handed, "rate": shown.outcome}
    return decide(outcome, law.clause("REP-24"), *shown.because, occupied=occupied, handed_over=handed)


def residential_occupied(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Residential occupied: decorated, undecorated and being decorated (REP-33; doc 5.2 l.382)."""
    found = sum(unit.unit_type == "residence" for unit in facts.in_group("occupied"))
    return decide({"residential_occupied": found}, law.clause("REP-33"), residential_occupied=found)


def not_occupied(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Not occupied is handed over less occupied (REP-34; doc 5.2 l.382)."""
    handed = sum(unit.handed_over_by(facts.cut_off) for unit in facts.units)
    occupied = len(facts.in_group("occupied"))
    outcome = {"handed_over": handed, "occupied": occupied, "not_occupied": handed - occupied}
    return decide(outcome, law.clause("REP-34"), handed_over=handed, occupied=occupied)


def census(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Units per group and type (CUS-57; doc 5.2 l.379)."""
    counted = Counter((unit.group_on(facts.cut_off), unit.unit_type) for unit in facts.units)
    return decide({group: {kind: counted[group, kind] for kind in TYPES} for group in GROUPS}, law.clause("CUS-57"))
