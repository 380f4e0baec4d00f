"""Areas, their staffing, and greening work (FLD-16, FLD-17, FLD-21, FLD-22; doc 5.2 l.397-400)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kefu.checking import check_cells
from kefu.service import Ask, Batch, Draft, Page, Record, Shelf, command, importer, query
from kefu_fieldwork import rules
from kefu_fieldwork.store import AREAS, GREENING, STAFFINGS
from kefu_messages.errors import KefuError
from kefu_messages.fieldwork import (
    DuplicateNumber,
    GetStaffingFigures,
    GreeningTaskDone,
    ListGreeningTasks,
    ListServiceAreas,
    PutServiceArea,
    RecordGreeningTask,
    RecordStaffing,
    ReviewStaffing,
    StaffingRecorded,
)


class Areas:
    """Says who works where, and whether they are enough."""

    areas = Shelf(AREAS)
    staffings = Shelf(STAFFINGS)
    greening = Shelf(GREENING)

    @command(PutServiceArea)
    def put_service_area(self, ask: Ask) -> dict[str, Any]:
        """Say who works in an area (FLD-16, FLD-17, FLD-21)."""
        area = self.areas.new(ask.organisation, ask["area_no"])
        return self.areas.save(area, ask, changes={name: ask.get(name) for name in ("team", "name", "staff", "stairwells", "active")})

    @query(ListServiceAreas)
    def list_service_areas(self, ask: Ask) -> Page:
        """The areas of a team, or all."""
        return self.areas.page(ask, equals={"team": ask.get("team")}, order="area_no")

    @query(ReviewStaffing)
    def review_staffing(self, ask: Ask) -> dict[str, Any]:
        """Compare the staffing of all areas with the standard (FLD-16, FLD-17, FLD-21)."""
        active = [area for area in self.areas.find(ask.organisation) if area["active"]]
        areas = [rules.Area(area.key, area["team"], tuple(area["staff"]), area.get("stairwells")) for area in active]
        review = asdict(rules.staffing_review(areas, on=ask.today, law=ask.law).outcome)
        return {"on": ask.today, "teams": review["teams"], "findings": {one["subject"]: one for one in review["findings"]}}

    @command(RecordStaffing)
    def record_staffing(self, ask: Ask) -> dict[str, Any]:
        """Record a team's strength from a day on (FLD-16, FLD-17, FLD-21)."""
        draft = self._staffing(ask, self.staffings.new(ask.organisation, number_of(ask)))
        return self.staffings.save(draft.record, ask, changes=draft.changes, events=draft.events)

    @importer(RecordStaffing)
    def import_staffings(self, batch: Batch) -> None:
        """The strengths of a file, one for each team and day (FLD-16, FLD-17, FLD-21)."""
        for row in batch.rows:
            try:
                record = self._row(row)
            except KefuError as refusal:
                batch.refuse(row, refusal)
                continue
            if batch.already(row, record):
                batch.accept(row)
                continue
            try:
                refused = self.staffings.save_many(batch, [self._staffing(row, record)])
            except KefuError as refusal:
                batch.refuse(row, refusal)
                continue
            error = refused.get(row.line)
            batch.accept(row) if error is None else batch.refuse(row, error)

    @query(GetStaffingFigures)
    def get_staffing_figures(self, ask: Ask) -> dict[str, Any]:
        """The strength of teams on a day against that at the end of the year before (FLD-16, FLD-17, FLD-21)."""
        as_of = ask.get("as_of") or ask.today
        found = self.staffings.find(ask.organisation)
        strengths = [rules.Strength(one["team"], one["valid_from"], one["headcount"], one.get("stairwells_per_person")) for one in found]
        teams = {
            team: rules.staffing_change(strengths, team=team, as_of=as_of, law=ask.law).outcome
            for team in sorted({s.team for s in strengths})
        }
        wells = teams[rules.STAIRWELLS].stairwells if rules.STAIRWELLS in teams else None
        return {"as_of": as_of, "teams": {team: asdict(change) for team, change in teams.items()}, "stairwells": wells}

    @command(RecordGreeningTask)
    def record_greening_task(self, ask: Ask) -> dict[str, Any]:
        """Record greening work in an area (FLD-22)."""
        task = self.greening.new(ask.organisation, ask["task_no"])
        if task.exists:
            raise DuplicateNumber(number=task.key, because=["FLD-22"])
        season = rules.greening_season(ask["task"], on=ask["done_on"], law=ask.law)
        named = {name: ask[name] for name in ("area_no", "task", "done_on")} | {"in_season": season.outcome}
        event = GreeningTaskDone.of(task_no=task.key, **named, because=season.clauses)
        changes = {**named, "done_by": ask["done_by"], "note": ask.get("note")}
        return self.greening.save(task, ask, changes=changes, events=[event], decisions={"season": season})

    @query(ListGreeningTasks)
    def list_greening_tasks(self, ask: Ask) -> Page:
        """The greening tasks of an area."""
        return self.greening.page(ask, equals={"area_no": ask["area_no"]}, order="task_no")

    def _row(self, row: Ask) -> Record:
        check_cells(row)
        return self.staffings.new(row.organisation, number_of(row))

    def _staffing(self, ask: Ask, record: Record) -> Draft:
        if record.exists:
            raise DuplicateNumber(number=record.key, because=["FLD-16"])
        names = ("team", "valid_from", "headcount", "stairwells_per_person", "areas")
        changes = {name: ask.get(name) for name in names}
        return Draft(record, ask, changes, [StaffingRecorded.of(staffing_no=record.key, **changes, because=["FLD-16", "FLD-17", "FLD-21"])])


def number_of(ask: Ask) -> str:
    """The number of a team's strength: the team and the day."""
    return f"{ask['team']}.{ask['valid_from']}"
