"""Cleaners' area contracts, the re-division before they run out, and areas nobody covers (CON-45, CON-46)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.contracts import AreaTaken, NoAreas, PerformanceNoteMissing, PeriodReversed, RedivisionMissing


@dataclass(frozen=True)
class AreaLease:
    """A cleaner's contract for areas from one day to another, both included; ``ended_on`` is its last day if it was given up."""

    contract_no: str
    staff_no: str
    areas: tuple[str, ...]
    starts_on: date
    ends_on: date
    ended_on: date | None = None

    @property
    def last_day(self) -> date:
        """The last day on which it holds."""
        return min(self.ends_on, self.ended_on or self.ends_on)


def area_contract_end(starts_on: date, *, law: Law) -> Decision[date]:
    """The last day of the contract year in which a contract begins (CON-46; doc 5.2 l.414)."""
    day = law.value("area_contract_end", on=starts_on)
    month, number = map(int, str(day.value).split("-"))
    end = date(starts_on.year, month, number)
    return decide(end if end > starts_on and _long_enough(starts_on, end) else end.replace(year=end.year + 1), day, starts_on=starts_on)


def area_lease(lease: AreaLease, *, others: Sequence[AreaLease], law: Law) -> Decision[bool]:
    """A contract names its areas, and nobody else has one of them in its time (CON-45; doc 5.2 l.398)."""
    if not lease.areas:
        raise NoAreas
    if lease.ends_on < lease.starts_on:
        raise PeriodReversed(first=lease.starts_on.isoformat(), last=lease.ends_on.isoformat())
    for other in others:
        taken = sorted(set(other.areas) & set(lease.areas))
        if taken and other.contract_no != lease.contract_no and other.starts_on <= lease.ends_on and lease.starts_on <= other.last_day:
            raise AreaTaken(areas=", ".join(taken), contract_no=other.contract_no)
    return decide(True, law.clause("CON-45"), staff_no=lease.staff_no, areas=list(lease.areas))


def area_renewable(former: AreaLease, *, divided_on: date | None, performance_note: str, law: Law) -> Decision[bool]:
    """A renewal needs a re-division before the former contract's end and the cleaner's past year (CON-46; doc 5.2 l.414)."""
    if divided_on is None or divided_on > former.last_day:
        raise RedivisionMissing(ended_on=former.last_day.isoformat())
    if not performance_note.strip():
        raise PerformanceNoteMissing
    return decide(True, law.clause("CON-46"), divided_on=divided_on, former=former.contract_no, ends_on=former.last_day)


def uncovered_areas(areas: Sequence[str], *, leases: Sequence[AreaLease], on: date, law: Law) -> Decision[tuple[str, ...]]:
    """The areas nobody has a contract for on the day (CON-46; doc 5.2 l.414)."""
    covered = {area for lease in leases if lease.starts_on <= on <= lease.last_day for area in lease.areas}
    left = tuple(sorted(set(areas) - covered))
    return decide(left, law.clause("CON-46"), on=on, covered=len(covered))


def _long_enough(starts_on: date, end: date) -> bool:
    """A contract that begins in the month of the end is the next year's (from March to March)."""
    return (starts_on.year, starts_on.month) < (end.year, end.month)
