"""Assets, their maintenance, and projects in parts (FLD-13, FLD-15, FLD-23..25, FLD-35; doc 5.2 l.392-418, doc 5.4 l.464)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu.calendar import first_day, last_day, quarter_of, quarter_start
from kefu.figures import percent
from kefu.law import Decision, Law, decide
from kefu_messages.errors import StateConflict

MONTH, QUARTER, QUARTER_ENDS = "month", "quarter", (3, 6, 9, 12)


@dataclass(frozen=True)
class Asset:
    """An asset as figures count it."""

    kind: str
    installed_on: date | None = None
    removed_on: date | None = None
    state: str = "working"


@dataclass(frozen=True)
class AssetCount:
    """How many of a kind are there and how many of them fail."""

    there: int
    failed: int


@dataclass(frozen=True)
class Done:
    """Something done at an asset."""

    what: str
    done_on: date
    passed: bool = True


@dataclass(frozen=True)
class Progress:
    """How far a project is; percent of two places."""

    done: int
    parts: int
    percent: Decimal
    state: str


def asset_warnings(kind: str, *, others_in_building: int, on: date, law: Law) -> Decision[tuple[str, ...]]:
    """What is noted of a new asset: one more than its building has (FLD-23; doc 5.2 l.392)."""
    single = law.value("one_per_building", on=on)
    warned = ("more_than_one_per_building",) if kind in single.value and others_in_building else ()
    return decide(warned, law.clause("FLD-23"), single, kind=kind, others=others_in_building)


def interval_of(kind: str, *, given: str | None, on: date, law: Law) -> Decision[str | None]:
    """How often an asset is maintained: as said of it, else as its kind (FLD-13, FLD-15; doc 5.2 l.418)."""
    intervals = law.value("maintenance_intervals", on=on)
    return decide(given or intervals.value.get(kind), law.clause("FLD-15"), intervals, kind=kind)


def state_after(state: str, *, what: str, passed: bool, law: Law) -> Decision[str]:
    """An asset's state after something was done at it (FLD-13; doc 5.2 l.395).

    What fails stays failed until a retest passes. Raises ``state_conflict`` for a removed one.
    """
    if state == "removed":
        raise StateConflict(state=state, because=["FLD-13"])
    still = state == "failed" and what != "retest"
    after = "working" if passed and not still else "failed"
    return decide(after, law.clause("FLD-13"), state=state, what=what, passed=passed)


def asset_figures(assets: Sequence[Asset], *, as_of: date, law: Law) -> Decision[dict[str, AssetCount]]:
    """Assets there on a day, per kind; removed ones do not count (FLD-23, FLD-25; doc 5.2 l.392, l.393)."""
    there = [one for one in assets if _there(one, as_of)]
    kinds = sorted({one.kind for one in there})
    figures = {kind: AssetCount(sum(one.kind == kind for one in there), sum(_fails(one, kind) for one in there)) for kind in kinds}
    return decide(figures, law.clause("FLD-23"), law.clause("FLD-25"), as_of=as_of, assets=len(assets))


def periods_ending(month: str, *, interval: str) -> tuple[str, date, date] | None:
    """The period of an interval that ends with a month, its first and last day; None where none ends then."""
    first, last = first_day(month), last_day(month)
    if interval == MONTH:
        return month, first, last
    if interval == QUARTER and last.month in QUARTER_ENDS:
        year, quarter = quarter_of(last)
        return f"{year}-Q{quarter}", quarter_start(last), last
    return None


def maintenance_missing(done: Sequence[Done], *, interval: str, month: str, law: Law) -> Decision[tuple[str, ...]]:
    """What equipment lacks in the month's or quarter's period: maintenance or inspection (FLD-15; doc 5.2 l.418).

    Nothing where no period of the interval ends with the month.
    """
    period = periods_ending(month, interval=interval)
    if period is None:
        return decide((), law.clause("FLD-15"), month=month, interval=interval)
    name, first, last = period
    parts = law.value("maintenance_parts", on=last)
    missing = tuple(part for part in parts.value if not any(one.what == part and first <= one.done_on <= last for one in done))
    return decide(missing, law.clause("FLD-15"), parts, period=name, interval=interval)


def project_progress(parts: Sequence[str], *, done: Sequence[str], law: Law) -> Decision[Progress]:
    """How far a project in parts is; closed with its last part (FLD-24, FLD-35; doc 5.2 l.392)."""
    finished = [part for part in parts if part in done]
    rate = percent(len(finished), whole=len(parts)) or Decimal(0)
    state = "closed" if parts and len(finished) == len(parts) else "open"
    return decide(Progress(len(finished), len(parts), rate, state), law.clause("FLD-24"), law.clause("FLD-35"), parts=list(parts))


def _there(asset: Asset, as_of: date) -> bool:
    if asset.installed_on is not None and asset.installed_on > as_of:
        return False
    if asset.removed_on is not None:
        return asset.removed_on > as_of
    return asset.state != "removed"


def _fails(asset: Asset, kind: str) -> bool:
    return asset.kind == kind and asset.state == "failed"
