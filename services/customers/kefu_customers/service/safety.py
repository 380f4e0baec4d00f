"""Safety publicity and coverage of gas-using complexes over a year (CUS-69, CUS-70)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.service import Ask, Record, Shelf, command, query
from kefu_customers import rules
from kefu_customers.store import COMPLEXES, SAFETY_YEARS
from kefu_messages.customers.safety import (
    GetSafetyCoverage,
    RecordSafetyMeasure,
    RecordSafetyPublicity,
    SafetyMeasureTaken,
)
from kefu_messages.errors import AlreadyExists


class Safety:
    """Keeps, per complex and calendar year, what was done for safety and what is missing."""

    safety_years = Shelf(SAFETY_YEARS)
    complexes = Shelf(COMPLEXES)

    @command(RecordSafetyPublicity)
    def record_safety_publicity(self, ask: Ask) -> dict[str, Any]:
        """Record a publicity activity in a complex: its form, day and reach (CUS-69; doc 5.3 l.433)."""
        year = self._safety_year(ask)
        held_on = ask["held_on"]
        rules.day_in_year(held_on, year=ask["year"], law=ask.law)
        if any(one["activity_no"] == ask["activity_no"] for one in year.get("activities", [])):
            raise AlreadyExists(kind="activity", key=ask["activity_no"])
        counted = rules.publicity_counts_as(ask["form"], on=held_on, law=ask.law)
        activity = {
            "activity_no": ask["activity_no"], "form": ask["form"], "held_on": held_on.isoformat(), "reach": ask["reach"],
            "measures": list(counted.outcome),
        }  # fmt: skip
        measures = _with_first(year.get("measures", {}), counted.outcome, held_on.isoformat())
        event = {"form": ask["form"], "taken_on": held_on, "reach": ask["reach"], "measures": list(counted.outcome)}
        activities = [*year.get("activities", []), activity]
        return self._save_safety_year(ask, year, measures=measures, activities=activities, events=[event], because=counted.clauses)

    @command(RecordSafetyMeasure)
    def record_safety_measure(self, ask: Ask) -> dict[str, Any]:
        """Record that one of the four measures was taken for a complex (CUS-70; doc 5.3 l.442)."""
        year = self._safety_year(ask)
        verdict = rules.day_in_year(ask["taken_on"], year=ask["year"], law=ask.law)
        measures = _with_first(year.get("measures", {}), (ask["measure"],), ask["taken_on"].isoformat())
        event = {"form": None, "taken_on": ask["taken_on"], "reach": None, "measures": [ask["measure"]]}
        return self._save_safety_year(
            ask, year, measures=measures, activities=year.get("activities", []), events=[event], because=verdict.clauses
        )

    @query(GetSafetyCoverage)
    def get_safety_coverage(self, ask: Ask) -> dict[str, Any]:
        """Which gas-using complexes have had all four measures in the year (CUS-70)."""
        taken = {one["complex_no"]: one["measures"] for one in self.safety_years.every(ask.organisation, year=ask["year"])}
        complexes = [one.key for one in self.complexes.every(ask.organisation) if one["opened_on"].year <= ask["year"]]
        lacking = {number: rules.measures_missing(tuple(taken.get(number, {})), on=_last_day(ask), law=ask.law) for number in complexes}
        missing = {number: list(verdict.outcome) for number, verdict in sorted(lacking.items()) if verdict.outcome}
        return {"year": ask["year"], "complexes": len(complexes), "covered": len(complexes) - len(missing), "missing": missing}

    def _safety_year(self, ask: Ask) -> Record:
        self.complexes.require(ask.organisation, ask["complex_no"])
        return self.safety_years.new(ask.organisation, _key(ask))

    def _save_safety_year(
        self, ask: Ask, year: Record, *, measures: Mapping[str, str], activities: list[dict[str, Any]],
        events: list[dict[str, Any]], because: list[str],
    ) -> dict[str, Any]:  # fmt: skip
        lacking = rules.measures_missing(tuple(measures), on=_last_day(ask), law=ask.law)
        changes = {
            "complex_no": ask["complex_no"], "year": ask["year"], "measures": dict(measures), "activities": activities,
            "missing": list(lacking.outcome), "covered": not lacking.outcome,
        }  # fmt: skip
        told = [
            SafetyMeasureTaken.of(complex_no=ask["complex_no"], year=ask["year"], missing=list(lacking.outcome), because=because, **event)
            for event in events
        ]
        return self.safety_years.save(year, ask, changes=changes, events=told, decisions={"missing": lacking})


def _key(ask: Ask) -> str:
    return f"{ask['complex_no']}~{ask['year']}"


def _last_day(ask: Ask) -> Any:
    """The last day of the year: its law decides which measures the year needs."""
    return ask.today.replace(year=ask["year"], month=12, day=31)


def _with_first(measures: Mapping[str, str], taken: tuple[str, ...], day: str) -> dict[str, str]:
    """The day on which each measure was first taken."""
    return {**measures, **{measure: min(day, measures.get(measure, day)) for measure in taken}}
