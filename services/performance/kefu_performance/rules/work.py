"""Work lists, talks with staff, key persons (OTH-15, OTH-16, OTH-17, OTH-23, OTH-27, OTH-28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kefu.calendar import quarter_end, quarter_of
from kefu.law import Decision, Law, decide
from kefu_messages.errors import StateConflict
from kefu_messages.performance import FirstContractMissing

CLAUSE_OF = {"shortcoming": "OTH-15", "deficiency": "OTH-17", "staffing_need": "OTH-17", "business_development": "OTH-16"}
ENDED = ("done", "dropped")
OF_BUSINESS = {"idea": ("pilot", "dropped"), "pilot": ("running", "dropped"), "running": ("dropped",)}
QUARTERS = (1, 2, 3, 4)


def first_state(kind: str, *, law: Law) -> Decision[str]:
    """In which state an item begins: business as an idea, everything else open (OTH-15, OTH-16, OTH-17)."""
    return decide("idea" if kind == "business_development" else "open", law.clause(CLAUSE_OF[kind]), kind=kind)


def item_moved(item_no: str, *, kind: str, state: str, to: str, contract_no: str | None, law: Law) -> Decision[str]:
    """The state an item moves to (OTH-16; doc 5.4 l.466): business becomes a pilot with its first contract, all others are ended once.

    Raises ``state_conflict`` and ``first_contract_missing``.
    """
    allowed = OF_BUSINESS.get(state, ()) if kind == "business_development" else () if state in ENDED else ENDED
    if to not in allowed:
        raise StateConflict(state=state)
    if to == "pilot" and not contract_no:
        raise FirstContractMissing(item_no=item_no, because=["OTH-16"])
    return decide(to, law.clause(CLAUSE_OF[kind]), kind=kind, state=state, contract_no=contract_no)


def item_overdue(due_on: date | None, *, state: str, as_of: date, law: Law) -> Decision[bool]:
    """Whether an item with a due day is overdue at the end of the day; the due day is included (OTH-15; doc 5.2 l.402)."""
    late = due_on is not None and state not in (*ENDED, "running") and as_of > due_on
    return decide(late, law.clause("OTH-15"), due_on=due_on, state=state, as_of=as_of)


@dataclass(frozen=True)
class YearOfSessions:
    """Talks by quarter, the quarters over without one, and activities."""

    communication_by_quarter: dict[str, int]
    gaps: tuple[int, ...]
    leisure: int


def year_of_sessions(
    year: int, *, communication: Sequence[date], leisure: Sequence[date], as_of: date, over_until: date = date.max, law: Law
) -> Decision[YearOfSessions]:
    """How regularly staff are talked with: at least once a quarter (OTH-28; doc 5.4 l.454), and activities (OTH-23; doc 5.2 l.414).

    ``over_until`` is the last day that has ended: a quarter that ends later has no gap yet.
    """
    needed = law.value("talks_each_quarter", on=date(year, 12, 31))
    held = [day for day in communication if day.year == year and day <= as_of]
    counted = {quarter: sum(1 for day in held if quarter_of(day)[1] == quarter) for quarter in QUARTERS}
    over = [quarter for quarter in QUARTERS if quarter_end(date(year, quarter * 3, 1)) <= min(as_of, over_until)]
    gaps = tuple(quarter for quarter in over if counted[quarter] < needed.value)
    activities = sum(1 for day in leisure if day.year == year and day <= as_of)
    outcome = YearOfSessions({f"Q{quarter}": count for quarter, count in counted.items()}, gaps, activities)
    return decide(outcome, law.clause("OTH-28"), law.clause("OTH-23"), needed, year=year, as_of=as_of)


def key_persons(candidates: tuple[str, ...], *, on: date, law: Law) -> Decision[str | None]:
    """A warning when more are named for development into a key person than planned (OTH-27; doc 5.4 l.484), else None."""
    planned = law.value("key_persons_planned", on=on)
    warning = f"{len(candidates)} candidates, {planned.value} planned" if len(candidates) > planned.value else None
    return decide(warning, law.clause("OTH-27"), planned, candidates=sorted(candidates))


def day_after(due_on: date | None) -> date | None:
    """The first day on which a thing due is overdue."""
    return None if due_on is None else due_on + timedelta(days=1)
