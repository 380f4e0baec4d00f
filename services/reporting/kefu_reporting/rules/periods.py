"""Days, weeks, months, quarters and years as reports name them: ``2025-06-03``, ``2025-W23``, ``2025-06``, ``2025-Q2``, ``2025``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from kefu_messages.reporting import PeriodInvalid

FORMS = {
    "day": r"(?P<day>\d{4}-\d{2}-\d{2})",
    "week": r"(?P<year>\d{4})-W(?P<week>\d{2})",
    "month": r"(?P<year>\d{4})-(?P<month>\d{2})",
    "quarter": r"(?P<year>\d{4})-Q(?P<quarter>[1-4])",
    "year": r"(?P<year>\d{4})",
}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """A stretch of days, both included, and its rhythm: day, week, month, quarter or year."""

    name: str
    rhythm: str
    first: date
    last: date

    def holds(self, day: date | None, *, until: date) -> bool:
        """Whether what is dated on the day counts: in the period and not after the cut-off (REP-83)."""
        return day is not None and self.first <= day <= min(self.last, until)

    @property
    def years(self) -> tuple[int, ...]:
        """The years it touches."""
        return tuple(range(self.first.year, self.last.year + 1))


def period_of(name: str, *, kind: str, rhythms: tuple[str, ...] = ()) -> Period:
    """The period of that name; raises ``period_invalid`` for none, or for one of another rhythm than the kind's."""
    for rhythm, form in FORMS.items():
        found = re.fullmatch(form, name, re.ASCII)
        if found and (not rhythms or rhythm in rhythms):
            try:
                first, last = _span(rhythm, found.groupdict())
            except ValueError:
                break
            return Period(name, rhythm, first, last)
    raise PeriodInvalid(kind=kind, period=name)


def name_of(day: date, *, rhythm: str) -> str:
    """The period of the rhythm that the day is in."""
    if rhythm == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    forms = {"day": f"{day}", "month": f"{day:%Y-%m}", "quarter": f"{day:%Y}-Q{(day.month + 2) // 3}", "year": f"{day:%Y}"}
    return forms[rhythm]


def _span(rhythm: str, parts: dict[str, str]) -> tuple[date, date]:
    if rhythm == "day":
        day = date.fromisoformat(parts["day"])
        return day, day
    year = int(parts["year"])
    if rhythm == "week":
        monday = date.fromisocalendar(year, int(parts["week"]), 1)
        return monday, monday + timedelta(days=6)
    month = {"month": int(parts.get("month") or 1), "quarter": int(parts.get("quarter") or 1) * 3 - 2, "year": 1}[rhythm]
    after = month + MONTHS[rhythm]
    return date(year, month, 1), date(year + (after > 12), (after - 1) % 12 + 1, 1) - timedelta(days=1)  # noqa: PLR2004 - months of a year
