"""What services tell against what was entered by hand: what is told counts, entries only where nothing is told, never both.

Where the two differ the report names it (REP-63, REP-72 to REP-74).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Due:
    """A contract that ran out in the year, whether another followed; ``names`` are those an entry may call it by."""

    number: str
    renewed: bool
    names: tuple[str, ...] = ()

    def is_meant_by(self, name: str) -> bool:
        """Whether somebody who enters that name means this one."""
        return name in {self.number, *self.names}


@dataclass(frozen=True)
class Renewals:
    """How many were due and renewed, how many ended before their day, and where the entries say something else."""

    due: int
    renewed: int
    ended_early: int = 0
    differences: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Months:
    """How many there were in each month that has any, and the months where the entries say something else."""

    numbers: dict[int, int]
    differences: tuple[dict[str, Any], ...] = ()


def renewals_counted(told: Sequence[Due], *, entered: Sequence[tuple[str, bool]], ended_early: int = 0) -> Renewals:
    """Contracts told of, and entered ones that none of those told is meant by (REP-63, REP-72)."""
    differences, due, renewed = [], len(told), sum(each.renewed for each in told)
    for name, was_renewed in entered:
        meant = next((each for each in told if each.is_meant_by(name)), None)
        if meant is None:
            due, renewed = due + 1, renewed + was_renewed
        elif meant.renewed != was_renewed:
            differences.append({"name": name, "told": meant.renewed, "entered": was_renewed})
    return Renewals(due, renewed, ended_early, tuple(differences))


def months_counted(told: Iterable[date], *, entered: Iterable[date]) -> Months:
    """Each month as it is told of, or as it was entered where nothing is told of it (REP-73, REP-74)."""
    said, typed = (Counter(day.month for day in days) for days in (told, entered))
    both = sorted(month for month in said.keys() & typed.keys() if said[month] != typed[month])
    numbers = {month: said[month] or typed[month] for month in sorted(said.keys() | typed.keys())}
    return Months(numbers, tuple({"month": f"{month:02}", "told": said[month], "entered": typed[month]} for month in both))
