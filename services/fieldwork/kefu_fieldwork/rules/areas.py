"""Staffing of areas and greening work (FLD-16, FLD-17, FLD-21, FLD-22; doc 5.2 l.397-400)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.errors import UnknownCode

STAIRWELLS, GREENING = "stairwell_cleaning", "greening"


@dataclass(frozen=True)
class Area:
    """An area of a team and who works in it."""

    area_no: str
    team: str
    staff: tuple[str, ...] = ()
    stairwells: int | None = None


@dataclass(frozen=True)
class StaffingFinding:
    """What is amiss: ``has`` against ``required``; a warning is no shortage."""

    subject: str
    what: str
    has: int
    required: int


@dataclass(frozen=True)
class Team:
    """A team's areas, people and the people required."""

    areas: int
    staff: int
    required: int


@dataclass(frozen=True)
class Review:
    """The staffing of all areas."""

    teams: dict[str, Team]
    findings: tuple[StaffingFinding, ...]


@dataclass(frozen=True)
class Strength:
    """A team's strength from a day on."""

    team: str
    valid_from: date
    headcount: int
    stairwells_per_person: int | None = None


@dataclass(frozen=True)
class Change:
    """A team's strength before the year and on a day; None where nothing is known."""

    before: int | None
    now: int | None
    change: int | None
    stairwells: int | None = None


def staffing_review(areas: Sequence[Area], *, on: date, law: Law) -> Decision[Review]:
    """What the staffing of areas lacks against the standard (FLD-16, FLD-17, FLD-21; doc 5.2 l.398, l.400)."""
    per_area, each, wells = (law.value(name, on=on) for name in ("staff_per_area", "areas_per_gardener", "stairwells_per_cleaner"))
    teams = sorted({area.team for area in areas})
    required = {area.area_no: _required(area, per_area.value, int(wells.value)) for area in areas}
    short = [
        StaffingFinding(area.area_no, "understaffed", len(set(area.staff)), required[area.area_no])
        for area in sorted(areas, key=lambda one: one.area_no)
        if len(set(area.staff)) < required[area.area_no]
    ]
    loads = Counter(person for area in areas if area.team == GREENING for person in set(area.staff))
    spread = [StaffingFinding(name, "too_many_areas", load, int(each.value)) for name, load in sorted(loads.items()) if load > each.value]
    found = {name: _team([area for area in areas if area.team == name], required) for name in teams}
    cited = (law.clause("FLD-16"), law.clause("FLD-17"), law.clause("FLD-21"), per_area, each, wells)
    return decide(Review(found, (*short, *spread)), *cited, areas=len(areas), on=on)


def staffing_change(strengths: Sequence[Strength], *, team: str, as_of: date, law: Law) -> Decision[Change]:
    """A team's strength on a day against the last day of the year before (FLD-16, FLD-17, FLD-21; doc 5.2 l.398, l.400)."""
    now, before = _on(strengths, team, as_of), _on(strengths, team, date(as_of.year - 1, 12, 31))
    change = now.headcount - before.headcount if now and before else None
    wells = now.headcount * now.stairwells_per_person if now and now.stairwells_per_person else None
    outcome = Change(before.headcount if before else None, now.headcount if now else None, change, wells)
    clause = law.clause({STAIRWELLS: "FLD-17", GREENING: "FLD-21"}.get(team, "FLD-16"))
    return decide(outcome, clause, team=team, as_of=as_of)


def greening_season(task: str, *, on: date, law: Law) -> Decision[bool]:
    """Whether a greening task is done in the season named for it; tasks without one always are (FLD-22); raises ``unknown_code``."""
    tasks = law.value("greening_tasks", on=on)
    if task not in tasks.value:
        raise UnknownCode(value=task, because=["FLD-22"])
    months = tasks.value[task]
    return decide(not months or on.month in months, law.clause("FLD-22"), tasks, task=task, on=on)


def _required(area: Area, per_area: dict[str, int], wells: int) -> int:
    if area.team == STAIRWELLS and area.stairwells is not None:
        return -(-area.stairwells // wells)
    return int(per_area.get(area.team, 1))


def _team(areas: Sequence[Area], required: dict[str, int]) -> Team:
    people = {person for area in areas for person in area.staff}
    return Team(len(areas), len(people), sum(required[area.area_no] for area in areas))


def _on(strengths: Sequence[Strength], team: str, day: date) -> Strength | None:
    known = [one for one in strengths if one.team == team and one.valid_from <= day]
    return max(known, key=lambda one: one.valid_from, default=None)
