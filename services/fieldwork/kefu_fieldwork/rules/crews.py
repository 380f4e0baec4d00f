"""Which crew takes an order, and how long the backlog lasts (FLD-33; doc 5.3 l.440)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.fieldwork.crews import CrewFull, CrewUnfit


@dataclass(frozen=True)
class Crew:
    """A crew on a day; no areas means everywhere."""

    crew_no: str
    skills: tuple[str, ...]
    orders_per_day: int
    areas: tuple[str, ...] = ()
    booked: int = 0


@dataclass(frozen=True)
class Backlog:
    """What waits and how many working days it takes; None without a crew."""

    waiting: int
    capacity_per_day: int
    working_days: int | None
    peak_season: bool


def crew_taken(crew: Crew, *, kind: str, area: str | None, on: date, law: Law) -> Decision[str]:
    """The crew, where it has the skill, the area and room on the day (FLD-33); raises ``crew_unfit``, ``crew_full``."""
    lacks = [name for name, missing in (("skill", kind not in crew.skills), ("area", not _serves(crew, area))) if missing]
    if lacks:
        raise CrewUnfit(crew_no=crew.crew_no, lacks=", ".join(lacks), because=["FLD-33"])
    if crew.booked >= crew.orders_per_day:
        raise CrewFull(crew_no=crew.crew_no, day=on.isoformat(), capacity=crew.orders_per_day, because=["FLD-33"])
    return decide(crew.crew_no, law.clause("FLD-33"), kind=kind, area=area, booked=crew.booked, orders_per_day=crew.orders_per_day)


def crew_for(crews: Sequence[Crew], *, kind: str, area: str | None, law: Law) -> Decision[str | None]:
    """The fitting crew with most room left on the day, the first number among equals; None when there is none (FLD-33)."""
    fitting = [crew for crew in crews if kind in crew.skills and _serves(crew, area) and crew.booked < crew.orders_per_day]
    best = min(fitting, key=lambda crew: (crew.booked - crew.orders_per_day, crew.crew_no), default=None)
    return decide(best.crew_no if best else None, law.clause("FLD-33"), kind=kind, area=area, crews=len(crews))


def backlog(waiting: int, *, capacity_per_day: int, on: date, law: Law) -> Decision[Backlog]:
    """The working days in which the crews do what waits, a begun day being one (FLD-33; doc 5.3 l.440)."""
    days = -(-waiting // capacity_per_day) if capacity_per_day else None
    peak = law.value("peak_months", on=on)
    return decide(
        Backlog(waiting, capacity_per_day, days, on.month in peak.value),
        law.clause("FLD-33"),
        peak,
        waiting=waiting,
        capacity=capacity_per_day,
    )


def _serves(crew: Crew, area: str | None) -> bool:
    return not crew.areas or area in crew.areas
