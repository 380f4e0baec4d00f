"""The life of a property unit and the group it counts in on a day (CUS-56, CUS-57; doc 5.2 l.379)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.customers import (
    EarlierThanLastEvent,
    NotHandedOverYet,
    OccupancyDoesNotFit,
    OccupiedAlready,
    UnitHandedOverAlready,
    UnitNotOccupied,
)


@dataclass(frozen=True)
class Stay:
    """A time in which a unit was occupied: from ``since`` up to, but without, ``until``."""

    occupancy: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class UnitFacts:
    """What the registry knows of a unit; ``last_event_on`` is the day of its latest dated event."""

    unit_no: str
    unit_type: str | None
    ownership: str = "owner"
    handed_over_on: date | None = None
    stays: tuple[Stay, ...] = ()
    last_event_on: date | None = None


@dataclass(frozen=True)
class Census:
    """Units per group and type, and the occupied ones per state of occupancy."""

    groups: dict[str, dict[str, int]]
    occupied_by_state: dict[str, int]


def occupancy_fits(unit_type: str | None, *, occupancy: str | None, on: date, law: Law) -> Decision[bool]:
    """Which states of occupancy a type of unit may have; a parking space has none, of an unknown type any fits (CUS-57; doc 5.2 l.379)."""
    states = law.value("occupancy_states", on=on)
    if unit_type is not None and occupancy is not None and occupancy not in states.value.get(unit_type, []):
        raise OccupancyDoesNotFit(unit_type=unit_type, occupancy=occupancy)
    return decide(True, law.clause("CUS-57"), states, unit_type=unit_type, occupancy=occupancy)


def occupancy_on(unit: UnitFacts, *, day: date, law: Law) -> Decision[str | None]:
    """The state in which a handed-over unit was occupied on the day, None when it was not (CUS-57; doc 5.2 l.379)."""
    handed_over = unit.handed_over_on is not None and unit.handed_over_on <= day
    stay = next((one for one in unit.stays if one.since <= day and (one.until is None or day < one.until)), None)
    state = stay.occupancy if handed_over and stay is not None else None
    return decide(state, law.clause("CUS-57"), unit_no=unit.unit_no, day=day, handed_over_on=unit.handed_over_on)


def unit_group(unit: UnitFacts, *, day: date, law: Law) -> Decision[str]:
    """The group of a unit on the day: occupied, unoccupied, let, or not handed over (CUS-57; doc 5.2 l.379)."""
    if occupancy_on(unit, day=day, law=law).outcome is not None:
        group = "occupied"
    elif unit.handed_over_on is not None and unit.handed_over_on <= day:
        group = "unoccupied"
    else:
        let = law.value("let_ownerships", on=day)
        group = "let" if unit.ownership in let.value else "not_handed_over"
    return decide(group, law.clause("CUS-57"), unit_no=unit.unit_no, day=day)


def unit_census(units: Sequence[UnitFacts], *, day: date, law: Law) -> Decision[Census]:
    """Count units per group and type, and the occupied ones per state (CUS-57; doc 5.2 l.379)."""
    groups: dict[str, Counter[str]] = {group: Counter() for group in ("occupied", "unoccupied", "let", "not_handed_over")}
    states: Counter[str] = Counter()
    for unit in units:
        if unit.unit_type is not None:
            groups[unit_group(unit, day=day, law=law).outcome][unit.unit_type] += 1
        state = occupancy_on(unit, day=day, law=law).outcome
        if state is not None:
            states[state] += 1
    census = Census({group: dict(sorted(types.items())) for group, types in groups.items()}, dict(sorted(states.items())))
    return decide(census, law.clause("CUS-57"), day=day)


def handed_over(unit: UnitFacts, *, on: date, law: Law) -> Decision[date]:
    """A unit is handed over once (CUS-56; doc 5.2 l.379)."""
    if unit.handed_over_on is not None:
        raise UnitHandedOverAlready(unit_no=unit.unit_no, day=unit.handed_over_on.isoformat())
    _in_order(unit, on)
    return decide(on, law.clause("CUS-56"), unit_no=unit.unit_no, on=on)


def moved_in(unit: UnitFacts, *, occupancy: str, on: date, law: Law) -> Decision[tuple[Stay, ...]]:
    """The stays of a unit after a move-in: it was handed over and is not occupied (CUS-56; doc 5.2 l.379)."""
    occupancy_fits(unit.unit_type, occupancy=occupancy, on=on, law=law)
    if unit.handed_over_on is None or on < unit.handed_over_on:
        raise NotHandedOverYet(unit_no=unit.unit_no, day=on.isoformat())
    if occupancy_on(unit, day=on, law=law).outcome is not None:
        raise OccupiedAlready(unit_no=unit.unit_no, day=on.isoformat())
    _in_order(unit, on)
    return decide((*unit.stays, Stay(occupancy, on)), law.clause("CUS-56"), unit_no=unit.unit_no, on=on, occupancy=occupancy)


def moved_out(unit: UnitFacts, *, on: date, law: Law) -> Decision[tuple[Stay, ...]]:
    """The stays of a unit after a move-out: vacant from that day (CUS-56; doc 5.2 l.379)."""
    if occupancy_on(unit, day=on, law=law).outcome is None:
        raise UnitNotOccupied(unit_no=unit.unit_no, day=on.isoformat())
    _in_order(unit, on)
    *before, last = unit.stays
    return decide((*before, Stay(last.occupancy, last.since, on)), law.clause("CUS-56"), unit_no=unit.unit_no, on=on)


def holder_changed(unit: UnitFacts, *, holder: str, on: date, law: Law) -> Decision[str]:
    """A new owner at any time, a new tenant of an occupied unit (CUS-56; doc 5.2 l.379)."""
    if holder == "tenant" and occupancy_on(unit, day=on, law=law).outcome is None:
        raise UnitNotOccupied(unit_no=unit.unit_no, day=on.isoformat())
    _in_order(unit, on)
    return decide(f"{holder}_changed", law.clause("CUS-56"), unit_no=unit.unit_no, on=on)


def _in_order(unit: UnitFacts, on: date) -> None:
    if unit.last_event_on is not None and on < unit.last_event_on:
        raise EarlierThanLastEvent(day=on.isoformat(), last=unit.last_event_on.isoformat())
