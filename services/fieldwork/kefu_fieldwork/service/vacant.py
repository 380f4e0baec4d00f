"""Rounds of vacant units (FLD-11, FLD-12; doc 5.2 l.394, l.415)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from kefu.entered import check_moments
from kefu.rows import import_rows, saved
from kefu.service import Ask, Batch, Draft, Record, Shelf, command, importer, query
from kefu_fieldwork import rules
from kefu_fieldwork.store import UNITS, VACANT
from kefu_messages.fieldwork import FindingRaised, GetVacantRound, RecordVacantInspection, VacantUnitInspected, WhyVacantInspection

FOUND = ("defect", "not_cleaned", "cable_stolen")


class Vacant:
    """Records what the inspection of vacant units finds, and how far a year's round is."""

    vacant = Shelf(VACANT)
    units = Shelf(UNITS)

    @command(RecordVacantInspection)
    def record_vacant_inspection(self, ask: Ask) -> dict[str, Any]:
        """Record the inspection of a vacant unit and what it found (FLD-11)."""
        check_moments(ask, "inspected_on")
        record, unit = self.vacant.new(ask.organisation, ask["inspection_no"]), self.units.get(ask.organisation, ask["unit_no"])
        return saved(self.vacant, self._inspected(ask, record, record.exists, unit))

    @importer(RecordVacantInspection)
    def import_vacant_inspections(self, batch: Batch) -> None:
        """The inspections of a file (FLD-11)."""
        units = self.units.get_many(batch.organisation, sorted({str(row.get("unit_no")) for row in batch.rows}))
        import_rows(
            batch, self.vacant, key="inspection_no",
            drafted=lambda row, record, seen: self._inspected(row, record, seen, units.get(str(row.get("unit_no")))),
        )  # fmt: skip

    @query(WhyVacantInspection)
    def why_vacant_inspection(self, ask: Ask) -> dict[str, Any]:
        """Why an inspection of a vacant unit was accepted."""
        record = self.vacant.require(ask.organisation, ask["inspection_no"])
        return {"decisions": self.vacant.why(record, language=ask.language)}

    @query(GetVacantRound)
    def get_vacant_round(self, ask: Ask) -> dict[str, Any]:
        """How many vacant units were inspected and what was found (FLD-11, FLD-12)."""
        year, as_of = ask["year"], ask.get("as_of") or date(ask["year"], 12, 31)
        made = self.vacant.every(ask.organisation, inspected_on=(f"{year}-01-01", as_of.isoformat()))
        inspections = [_inspection(one.key, one) for one in made]
        empty = sum(rules.vacant(rules.state_on(as_of, history=history_of(unit)), on=as_of) for unit in self.units.every(ask.organisation))
        figures = rules.vacant_round(inspections, vacant_units=empty, year=year, as_of=as_of, law=ask.law).outcome
        return {"year": year, "as_of": as_of, **asdict(figures)}

    def _inspected(self, ask: Ask, record: Record, seen: bool, unit: Record | None) -> Draft:  # noqa: FBT001 - what the import passes on
        history = history_of(unit) if unit is not None else None
        verdict = rules.vacant_inspected(_inspection(record.key, ask.data), seen=seen, history=history, law=ask.law)
        facts = {"unit_no": ask["unit_no"], "inspected_on": ask["inspected_on"], **{name: bool(ask.get(name)) for name in FOUND}}
        facts["area"] = unit.get("area") if unit else None
        event = VacantUnitInspected.of(inspection_no=record.key, **facts, because=verdict.clauses)
        raised = [_finding(ask, record.key, facts, item) for item in verdict.outcome]
        return Draft(record, ask, {**facts, "inspector": ask["inspector"]}, [event, *raised], {"inspected": verdict})


def history_of(unit: Record) -> list[rules.UnitState]:
    """The states of a unit, each from its day."""
    return [
        rules.UnitState(**{name: _day(value) if name != "occupancy" else value for name, value in one.items()})
        for one in unit["states"].values()
    ]


def _inspection(number: str, facts: Mapping[str, Any]) -> rules.VacantInspection:
    found = {name: bool(facts.get(name)) for name in FOUND}
    return rules.VacantInspection(number, facts["unit_no"], facts["inspected_on"], **found)


def _finding(ask: Ask, number: str, facts: Mapping[str, Any], item: str) -> Any:
    due = rules.finding_due("vacant_unit", level=None, found_on=ask["inspected_on"], law=ask.law)
    return FindingRaised.of(
        finding_no=f"{number}-{item}", source="vacant_unit", source_no=number, item=item, area=facts["area"], unit_no=ask["unit_no"],
        level=None, description=None, found_on=ask["inspected_on"], found_by=None, responsible="area_steward", due_on=due.outcome,
        because=["FLD-11", *due.clauses],
    )  # fmt: skip


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
