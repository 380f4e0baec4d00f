"""Renovation files: one household, one file, every stage inspected (FLD-07, FLD-08; doc 5.2 l.385)."""

from __future__ import annotations

from datetime import date
from typing import Any

from kefu.entries import one_more
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_fieldwork import rules
from kefu_fieldwork.store import FINDINGS, RENOVATIONS, UNITS
from kefu_messages.errors import StateConflict
from kefu_messages.fieldwork import (
    CloseRenovationFile,
    DuplicateNumber,
    FindingRaised,
    GetRenovationFile,
    GetRenovationGaps,
    ListRenovationFiles,
    MomentsReversed,
    OpenRenovationFile,
    RecordRenovationInspection,
    RenovationFileMoved,
)

MOST_INSPECTIONS = 200  # of one household


class Renovations:
    """Follows every renovation from its first stage to its last problem."""

    renovations = Shelf(RENOVATIONS)
    findings = Shelf(FINDINGS)
    units = Shelf(UNITS)

    @command(OpenRenovationFile)
    def open_renovation_file(self, ask: Ask) -> dict[str, Any]:
        """Open the file of a household that begins to decorate (FLD-07)."""
        file = self.renovations.new(ask.organisation, ask["file_no"])
        if file.exists:
            raise DuplicateNumber(number=file.key, because=["FLD-07"])
        unit = self.units.get(ask.organisation, ask["unit_no"])
        others = self.renovations.find(ask.organisation, unit_no=ask["unit_no"])
        standing = next((one.key for one in others if one["state"] == "open"), None)
        opened = rules.renovation_opened(ask["unit_no"], unit_known=unit is not None, open_file=standing, law=ask.law)
        changes = {
            "unit_no": ask["unit_no"], "area": unit.get("area") if unit else None, "contractor": ask.get("contractor"), "state": "open",
            "opened_on": ask["opened_on"], "closed_on": None, "inspections": [],
        }  # fmt: skip
        return self._keep_file(
            ask, file, changes, what="opened", on=ask["opened_on"], decision=opened, claims=[f"{ask['unit_no']}/{len(others)}"]
        )

    @command(RecordRenovationInspection)
    def record_renovation_inspection(self, ask: Ask) -> dict[str, Any]:
        """Inspect a stage of a renovation; every problem becomes a rectification order (FLD-08)."""
        file, on = self._open_file(ask), ask["inspected_on"]
        if on < file["opened_on"]:
            raise MomentsReversed(earlier="opened_on", later="inspected_on", because=["FLD-08"])
        stage = rules.stage_inspected(ask["stage"], on=on, law=ask.law)
        number = len(file["inspections"]) + 1
        told = {"stage": ask["stage"], "inspected_on": on.isoformat(), "by": ask.identity.staff_no, "problems": ask["problems"]}
        raised = [_finding(ask, file, f"{file.key}-{number}-{place}", problem) for place, problem in enumerate(ask["problems"], 1)]
        changes = {"inspections": one_more(file["inspections"], told, most=MOST_INSPECTIONS, what="inspections")}
        return self._keep_file(ask, file, changes, what="inspected", on=on, decision=stage, raised=raised)

    @command(CloseRenovationFile)
    def close_renovation_file(self, ask: Ask) -> dict[str, Any]:
        """Close a file once every stage was inspected and every problem fixed (FLD-08)."""
        file = self._open_file(ask)
        stages = [one["stage"] for one in file["inspections"]]
        problems = sum(len(one["problems"]) for one in file["inspections"])
        fixed = [one for state in ("corrected", "closed") for one in self.findings.find(ask.organisation, source_no=file.key, state=state)]
        left = problems - len(fixed)
        closed = rules.renovation_closed(stages, open_findings=left, on=ask["closed_on"], law=ask.law)
        return self._keep_file(
            ask, file, {"state": "closed", "closed_on": ask["closed_on"]}, what="closed", on=ask["closed_on"], decision=closed
        )

    @query(GetRenovationFile)
    def get_renovation_file(self, ask: Ask) -> dict[str, Any]:
        """One renovation file."""
        return shown(self.renovations.public(self.renovations.require(ask.organisation, ask["file_no"])), ask)

    @query(ListRenovationFiles)
    def list_renovation_files(self, ask: Ask) -> Page:
        """Renovation files, open or closed ones."""
        page = self.renovations.page(ask, equals={"state": ask.get("state")}, order="file_no")
        return page.of(lambda file: shown(file, ask))

    @query(GetRenovationGaps)
    def get_renovation_gaps(self, ask: Ask) -> dict[str, Any]:
        """Households under decoration without a file (FLD-07)."""
        decorating = [unit.key for unit in self.units.every(ask.organisation, occupancy=rules.UNDER_DECORATION)]
        files = [file["unit_no"] for file in self.renovations.every(ask.organisation, state="open")]
        return vars(rules.renovation_gaps(decorating, filed=files, law=ask.law).outcome)

    def _open_file(self, ask: Ask) -> Record:
        file = self.renovations.require(ask.organisation, ask["file_no"])
        if file["state"] != "open":
            raise StateConflict(state=file["state"], because=["FLD-08"])
        return file

    def _keep_file(
        self, ask: Ask, file: Record, changes: dict[str, Any], *, what: str, on: date, decision: Any, raised: list[Any] | None = None,
        claims: list[str] | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        after = {**file, **changes}
        event = RenovationFileMoved.of(
            file_no=file.key, unit_no=after["unit_no"], area=after.get("area"), what=what, on=on, problems=len(raised or []),
            because=decision.clauses,
        )  # fmt: skip
        reply = shown({**after, "file_no": file.key}, ask)
        events = [event, *(raised or [])]
        return self.renovations.save(
            file, ask, changes=changes, events=events, decisions={what: decision}, reply=reply, claims=claims or []
        )


def shown(file: Any, ask: Ask) -> dict[str, Any]:
    """A file with the stages nobody has inspected yet."""
    stages = [one["stage"] for one in file["inspections"]]
    return {**file, "stages_missing": list(rules.stages_missing(stages, on=file["opened_on"], law=ask.law))}


def _finding(ask: Ask, file: Record, number: str, problem: str) -> Any:
    due = rules.finding_due("renovation", level=None, found_on=ask["inspected_on"], law=ask.law)
    return FindingRaised.of(
        finding_no=number, source="renovation", source_no=file.key, item=ask["stage"], area=file.get("area"), unit_no=file["unit_no"],
        level=None, description=problem, found_on=ask["inspected_on"], found_by=ask.identity.staff_no, responsible=ask["responsible"],
        due_on=due.outcome, because=["FLD-08", *due.clauses],
    )  # fmt: skip
