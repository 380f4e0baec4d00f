"""Safety publicity and coverage of gas-using complexes over a year (CUS-69, CUS-70)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.service import Ask, Record, Shelf, command, query
from kefu_customers import rules
from kefu_customers.store import SAFETY_YEARS
from kefu_messages.customers.safety import (
    GetSafetyCoverage,
    OpenSafetyYear,
    RecordSafetyMeasure,
    RecordSafetyPublicity,
    SafetyMeasureTaken,
)
from kefu_messages.errors import AlreadyExists


class Safety:
    """Keeps, per complex and calendar year, what was done for safety and what is missing."""

    safety_years = Shelf(SAFETY_YEARS)

    @command(OpenSafetyYear)
    def open_safety_year(self, ask: Ask) -> dict[str, Any]:
        year = self.safety_years.new(ask.organisation, _key(ask))
        if year.exists:
            raise AlreadyExists(kind="safety year", key=year.key)
        return self._save(ask, year, measures={}, activities=[], events=[])

    @command(RecordSafetyPublicity)
    def record_safety_publicity(self, ask: Ask) -> dict[str, Any]:
        year = self.safety_years.new(ask.organisation, _key(ask))
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
        return self._save(ask, year, measures=measures, activities=activities, events=[event], because=counted.clauses)

    @command(RecordSafetyMeasure)
    def record_safety_measure(self, ask: Ask) -> dict[str, Any]:
        year = self.safety_years.new(ask.organisation, _key(ask))
        verdict = rules.day_in_year(ask["taken_on"], year=ask["year"], law=ask.law)
        measures = _with_first(year.get("measures", {}), (ask["measure"],), ask["taken_on"].isoformat())
        event = {"form": None, "taken_on": ask["taken_on"], "reach": None, "measures": [ask["measure"]]}
        return self._save(ask, year, measures=measures, activities=year.get("activities", []), events=[event], because=verdict.clauses)

    @query(GetSafetyCoverage)
    def get_safety_coverage(self, ask: Ask) -> dict[str, Any]:
        years = list(self.safety_years.every(ask.organisation, year=ask["year"]))
        missing = {one["complex_no"]: one["missing"] for one in sorted(years, key=lambda one: one.key) if one["missing"]}
        return {"year": ask["year"], "complexes": len(years), "covered": len(years) - len(missing), "missing": missing}

    def _save(
        self, ask: Ask, year: Record, *, measures: Mapping[str, str], activities: list[dict[str, Any]],
        events: list[dict[str, Any]], because: list[str] | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        lacking = rules.measures_missing(tuple(measures), on=_last_day(ask), law=ask.law)
        changes = {
            "complex_no": ask["complex_no"], "year": ask["year"], "measures": dict(measures), "activities": activities,
            "missing": list(lacking.outcome), "covered": not lacking.outcome,
        }  # fmt: skip
        told = [
            SafetyMeasureTaken.of(
                complex_no=ask["complex_no"], year=ask["year"], missing=list(lacking.outcome), because=because or lacking.clauses, **event
            )
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
