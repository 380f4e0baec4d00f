"""Points off a month's performance score for lateness: points, never money (DIS-50, DIS-51; doc 1 l.108)."""

from __future__ import annotations

from kefu.calendar import first_day
from kefu.law import Decision, Law
from kefu_discipline.rules.outcomes import PointsOff
from kefu_discipline.rules.settings import decided, setting


def points_of_month(month: str, *, events: int, law: Law) -> Decision[tuple[PointsOff, ...]]:
    """Points for each late or early event after the free ones, and once more when the month has enough of them (DIS-50, DIS-51)."""
    names = ("free_lateness_events", "points_per_lateness", "extra_points_at_events", "extra_points")
    values = {name: setting(law, name, on=first_day(month)) for name in names}
    free, each, extra_at, extra = (int(values[name].value or 0) for name in names)
    found = []
    if each and events > free:
        found.append(PointsOff(month, "DIS-50", (events - free) * each, ("DIS-50",)))
    if extra and extra_at and events >= extra_at:
        found.append(PointsOff(month, "DIS-51", extra, ("DIS-51",)))
    because = [rule for line in found for rule in line.because] or ["DIS-50"]
    return decided(tuple(found), because, *values.values(), law=law, month=month, events=events)
