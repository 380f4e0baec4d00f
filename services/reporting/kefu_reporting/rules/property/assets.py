"""Lamps, charging stations and teams of a property year (REP-49 to REP-52)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from kefu.law import Decision, Law, decide
from kefu_reporting.rules.property.facts import PropertyFacts
from kefu_reporting.rules.rates import growth

OCTOBER = 10


def lamps(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Lamps that stand at the cut-off, one per building: a building with more is named (REP-49; doc 5.2 l.392)."""
    found = Counter(asset.building for asset in facts.assets if asset.kind == "street_lamp" and asset.stands_on(facts.cut_off))
    more = sorted(str(building) for building, number in found.items() if number > 1)
    outcome = {"lamps": found.total(), "buildings": len(found), "buildings_with_more_than_one": more}
    return decide(outcome, law.clause("REP-49"), lamps=found.total())


def charging_stations(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Charging stations that stand at the cut-off, and those installed in October (REP-50; doc 5.2 l.393)."""
    found = [asset for asset in facts.assets if asset.kind == "charging_station" and asset.stands_on(facts.cut_off)]
    october = sum(
        asset.installed_on is not None and asset.installed_on.month == OCTOBER and facts.counts(asset.installed_on) for asset in found
    )
    return decide({"charging_stations": len(found), "installed_in_october": october}, law.clause("REP-50"), stations=len(found))


def cleaning(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Cleaners before the year and at the cut-off, by team (REP-51; doc 5.2 l.398)."""
    teams = {team: _change(facts, team) for team in ("stairwell_cleaning", "outer_cleaning")}
    outcome = {**teams, "cleaning_change": sum(team["change"] for team in teams.values())}
    return decide(outcome, law.clause("REP-51"), **{team: found["after"] for team, found in teams.items()})


def gardeners(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """Gardeners before the year and at the cut-off (REP-52; doc 5.2 l.400)."""
    found = _change(facts, "greening")
    percent = growth(found["change"], found["before"], figure="share", on=facts.cut_off, law=law)
    return decide({**found, "change_percent": percent.outcome}, law.clause("REP-52"), *percent.because, **found)


def _change(facts: PropertyFacts, team: str) -> dict[str, int]:
    before = headcount(facts, team, on=date(facts.year - 1, 12, 31))
    after = headcount(facts, team, on=facts.cut_off)
    return {"before": before, "after": after, "change": after - before}


def headcount(facts: PropertyFacts, team: str, *, on: date) -> int:
    """How many people the team has on the day."""
    rows: Sequence[Any] = [row for row in facts.staffing if row.team == team and row.valid_from <= on]
    return max(rows, key=lambda row: row.valid_from).headcount if rows else 0
