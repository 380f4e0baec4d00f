"""Patrols, renovation files and rounds of vacant units (FLD-06, FLD-07, FLD-08, FLD-11, FLD-12; doc 5.2 l.385-415)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kefu.figures import percent
from kefu.law import Decision, Law, decide
from kefu_messages.billing.refused_fees import UnitOccupied
from kefu_messages.errors import UnknownCode, UnknownUnit
from kefu_messages.fieldwork.renovations import RenovationFileOpen, RenovationUnfinished
from kefu_messages.fieldwork.vacant import DuplicateInspection

UNDER_DECORATION = "under_decoration"


@dataclass(frozen=True)
class UnitState:
    """A unit's state from a day on; None is the state at its registration."""

    on: date | None
    handed_over_on: date | None = None
    occupancy: str | None = None
    occupied_since: date | None = None


@dataclass(frozen=True)
class VacantInspection:
    """An inspection of a vacant unit."""

    inspection_no: str
    unit_no: str
    inspected_on: date
    defect: bool = False
    not_cleaned: bool = False
    cable_stolen: bool = False


@dataclass(frozen=True)
class VacantRound:
    """A year's inspections: different units, those in the months of the round, and units per finding."""

    vacant: int
    inspected: int
    in_round: int
    round_percent: Decimal | None
    findings: dict[str, int]


@dataclass(frozen=True)
class Gaps:
    """Households under decoration against open files."""

    under_decoration: int
    files: int
    without_file: tuple[str, ...]


def half_of(patrolled_at: datetime, *, law: Law) -> Decision[str]:
    """The half of the day in which a patrol counts (FLD-06; doc 5.2 l.385)."""
    boundary = law.value("patrol_boundary_hour", on=patrolled_at.date())
    half = "morning" if patrolled_at.hour < boundary.value else "afternoon"
    return decide(half, law.clause("FLD-06"), boundary, patrolled_at=patrolled_at)


def patrols_missing(patrols: Sequence[datetime], *, on: date, law: Law) -> Decision[tuple[str, ...]]:
    """The halves of a day in which an area was not patrolled; every day counts, weekends too (FLD-06; doc 5.2 l.385)."""
    halves = law.value("patrol_halves", on=on)
    made = {half_of(moment, law=law).outcome for moment in patrols if moment.date() == on}
    missing = tuple(half for half in halves.value if half not in made)
    return decide(missing, law.clause("FLD-06"), halves, law.value("patrol_boundary_hour", on=on), on=on, patrols=len(patrols))


def renovation_opened(unit_no: str, *, unit_known: bool, open_file: str | None, law: Law) -> Decision[str]:
    """The household whose file is opened: one household, one file (FLD-07); raises ``unknown_unit``, ``renovation_file_open``."""
    if not unit_known:
        raise UnknownUnit(unit_no=unit_no, because=["FLD-07"])
    if open_file is not None:
        raise RenovationFileOpen(unit_no=unit_no, file_no=open_file, because=["FLD-07"])
    return decide(unit_no, law.clause("FLD-07"), unit_no=unit_no)


def stage_inspected(stage: str, *, on: date, law: Law) -> Decision[str]:
    """A stage of a renovation that is inspected (FLD-08; doc 5.2 l.385); raises ``unknown_code``."""
    stages = law.value("renovation_stages", on=on)
    if stage not in stages.value:
        raise UnknownCode(value=stage, because=["FLD-08"])
    return decide(stage, law.clause("FLD-08"), stages, stage=stage)


def stages_missing(inspected: Sequence[str], *, on: date, law: Law) -> tuple[str, ...]:
    """The stages nobody has inspected yet (FLD-08)."""
    return tuple(stage for stage in law.value("renovation_stages", on=on).value if stage not in inspected)


def renovation_closed(inspected: Sequence[str], *, open_findings: int, on: date, law: Law) -> Decision[bool]:
    """A file is closed once every stage was inspected and every problem fixed (FLD-08); raises ``renovation_unfinished``."""
    missing = [*stages_missing(inspected, on=on, law=law), *(["open_findings"] if open_findings else [])]
    if missing:
        raise RenovationUnfinished(missing=", ".join(missing), because=["FLD-08"])
    return decide(True, law.clause("FLD-08"), law.value("renovation_stages", on=on), inspected=list(inspected), open_findings=open_findings)


def renovation_gaps(decorating: Sequence[str], *, filed: Sequence[str], law: Law) -> Decision[Gaps]:
    """The households under decoration that have no open file (FLD-07; doc 5.2 l.385)."""
    without = tuple(sorted(set(decorating) - set(filed)))
    return decide(Gaps(len(set(decorating)), len(set(filed)), without), law.clause("FLD-07"), households=len(decorating))


def state_on(day: date, *, history: Sequence[UnitState]) -> UnitState:
    """A unit's state on a day: the last one from that day or before, else the one at its registration."""
    ordered = sorted(history, key=lambda state: state.on or date.min)
    known = [state for state in ordered if state.on is None or state.on <= day]
    return known[-1] if known else UnitState(None)


def vacant(state: UnitState, *, on: date) -> bool:
    """Whether a unit is handed over and not occupied on the day."""
    return state.handed_over_on is not None and state.handed_over_on <= on and not occupied(state, on=on)


def occupied(state: UnitState, *, on: date) -> bool:
    """Whether a unit is handed over and occupied on the day."""
    handed_over = state.handed_over_on is not None and state.handed_over_on <= on
    return handed_over and bool(state.occupancy) and state.occupied_since is not None and state.occupied_since <= on


def vacant_inspected(
    inspection: VacantInspection, *, seen: bool, history: Sequence[UnitState] | None, law: Law
) -> Decision[tuple[str, ...]]:
    """The findings of an inspection of a vacant unit (FLD-11; doc 5.2 l.394).

    Raises, in this order, ``duplicate_inspection``, ``unknown_unit`` (``history`` None), ``unit_occupied`` on that day.
    """
    if seen:
        raise DuplicateInspection(inspection_no=inspection.inspection_no, because=["FLD-11"])
    if history is None:
        raise UnknownUnit(unit_no=inspection.unit_no, because=["FLD-11"])
    state = state_on(inspection.inspected_on, history=history)
    if occupied(state, on=inspection.inspected_on):
        raise UnitOccupied(day=inspection.inspected_on.isoformat(), because=["FLD-11"])
    found = tuple(name for name in ("defect", "not_cleaned", "cable_stolen") if getattr(inspection, name))
    return decide(found, law.clause("FLD-11"), unit_no=inspection.unit_no, inspected_on=inspection.inspected_on)


def vacant_round(inspections: Sequence[VacantInspection], *, vacant_units: int, year: int, as_of: date, law: Law) -> Decision[VacantRound]:
    """How many vacant units were inspected in a year and in its round, and what was found (FLD-11, FLD-12; doc 5.2 l.394, l.415)."""
    months = law.value("vacant_round_months", on=as_of)
    counted = [one for one in inspections if one.inspected_on.year == year and one.inspected_on <= as_of]
    in_round = {one.unit_no for one in counted if one.inspected_on.month in months.value}
    findings = {name: len({one.unit_no for one in counted if getattr(one, name)}) for name in ("defect", "not_cleaned", "cable_stolen")}
    figures = VacantRound(
        vacant_units, len({one.unit_no for one in counted}), len(in_round), percent(len(in_round), whole=vacant_units, places=1), findings
    )
    return decide(figures, law.clause("FLD-11"), law.clause("FLD-12"), months, year=year, as_of=as_of)
