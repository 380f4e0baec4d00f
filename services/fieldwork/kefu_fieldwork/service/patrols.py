"""Patrols of areas, twice a day (FLD-06; doc 5.2 l.385)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kefu.rows import import_rows, saved
from kefu.service import Ask, Batch, Draft, Record, Shelf, command, importer, query
from kefu_fieldwork import rules
from kefu_fieldwork.service.keeping import local
from kefu_fieldwork.store import AREAS, PATROLS
from kefu_messages.fieldwork import DuplicateNumber, FindingRaised, GetPatrolDay, PatrolMade, RecordPatrol


class Patrols:
    """Keeps the daily patrol form of every area."""

    patrols = Shelf(PATROLS)
    areas = Shelf(AREAS)

    @command(RecordPatrol)
    def record_patrol(self, ask: Ask) -> dict[str, Any]:
        """Fill in the daily patrol form of an area (FLD-06)."""
        record = self.patrols.new(ask.organisation, ask["patrol_no"])
        return saved(self.patrols, self._patrol(ask, record, record.exists))

    @importer(RecordPatrol)
    def import_patrols(self, batch: Batch) -> None:
        """The patrols of a file (FLD-06)."""
        import_rows(batch, self.patrols, key="patrol_no", drafted=self._patrol)

    @query(GetPatrolDay)
    def get_patrol_day(self, ask: Ask) -> dict[str, Any]:
        """Which areas were patrolled in the morning and in the afternoon of a day (FLD-06)."""
        areas = patrol_day(self.patrols, self.areas, ask, on=ask["on"])
        return {"on": ask["on"], "areas": areas, "complete": not any(area["missing"] for area in areas.values())}

    def _patrol(self, ask: Ask, record: Record, seen: bool) -> Draft:  # noqa: FBT001 - what the import passes on
        if seen:
            raise DuplicateNumber(number=record.key, because=["FLD-06"])
        at = local(ask["patrolled_at"], ask)
        half = rules.half_of(at, law=ask.law)
        names = ("area", "steward", "hygiene_ok", "facilities_ok", "remark")
        changes = {**{name: ask.get(name) for name in names}, "patrolled_at": at, "patrolled_on": at.date(), "half": half.outcome}
        wrong = [name for name in ("hygiene", "facilities") if not ask[f"{name}_ok"]]
        event = PatrolMade.of(
            patrol_no=record.key, area=ask["area"], patrolled_on=at.date(), half=half.outcome, steward=ask["steward"], in_order=not wrong,
            because=half.clauses,
        )  # fmt: skip
        found = [_finding(ask, record.key, item, at.date()) for item in wrong]
        return Draft(record, ask, changes, [event, *found], {"half": half})


def patrol_day(patrols: Any, areas: Any, ask: Ask, *, on: date) -> dict[str, Any]:
    """Per area the halves in which it was patrolled on a day; areas with a steward and those that were patrolled."""
    made = patrols.find(ask.organisation, patrolled_on=on.isoformat())
    named = {area.key for area in areas.find(ask.organisation, team="steward") if area["active"]} | {one["area"] for one in made}
    moments: dict[str, list[datetime]] = {name: [local(one["patrolled_at"], ask) for one in made if one["area"] == name] for name in named}
    missing = {name: rules.patrols_missing(moments[name], on=on, law=ask.law).outcome for name in named}
    halves = {name: sorted({one["half"] for one in made if one["area"] == name}) for name in named}
    return {name: {"made": halves[name], "missing": list(missing[name])} for name in sorted(named)}


def _finding(ask: Ask, patrol_no: str, item: str, on: date) -> Any:
    due = rules.finding_due("patrol", level=None, found_on=on, law=ask.law)
    return FindingRaised.of(
        finding_no=f"{patrol_no}-{item}", source="patrol", source_no=patrol_no, item=item, area=ask["area"], unit_no=None, level=None,
        description=ask.get("remark"), found_on=on, found_by=ask["steward"], responsible=ask["steward"], due_on=due.outcome,
        because=["FLD-06", *due.clauses],
    )  # fmt: skip
