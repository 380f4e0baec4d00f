"""Which rows of a gas month are sent on which day, and in which runs.

Readings and slips of a day take effect before its money. Payments and dunning actions follow in the order of their time;
at the same minute payments first, then file order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kefu.acceptance.folder import Row

DAY = len("2025-03-22")
MINUTE = len("2025-03-22T09:00")
Run = tuple[Row, ...]


@dataclass(frozen=True)
class Day:
    """What is sent on a day, stage by stage; every stage is a list of runs, one import call each."""

    day: date
    readings: tuple[Run, ...] = ()
    slips: tuple[Run, ...] = ()
    money: tuple[Run, ...] = ()
    cash_ups: tuple[Run, ...] = ()


def timeline(
    *,
    readings: Sequence[Row],
    slips: Sequence[Row],
    payments: Sequence[Row],
    dunning_actions: Sequence[Row],
    cash_ups: Sequence[Row],
    first: date,
    last: date,
) -> list[Day]:
    """Every day from ``first`` to ``last`` with its rows; days outside are added where rows are dated on them.

    A row without a usable date is sent on ``first``: the platform refuses it, with its own reason.
    """
    read_on = _by_day(readings, lambda row: day_of(row.get("read_at")), first)
    slip_days = days_of_slips(slips, first)
    slips_on = _by_day(slips, lambda row: slip_days[row.line], first)
    money_on = _by_day((*payments, *dunning_actions), lambda row: day_of(moment(row)), first)
    closed_on = _by_day(cash_ups, lambda row: day_of(row.get("business_date")), first)
    dated = {*read_on, *slips_on, *money_on, *closed_on, *_span(first, last)}
    return [
        Day(
            day=day,
            readings=runs(sorted(read_on[day], key=lambda row: (row.get("read_at"), row.line))),
            slips=runs(sorted(slips_on[day], key=lambda row: row.line)),
            money=runs(sorted(money_on[day], key=lambda row: (moment(row)[:MINUTE], row.file != "payments", row.line))),
            cash_ups=runs(sorted(closed_on[day], key=lambda row: row.line)),
        )
        for day in sorted(dated)
    ]


def moment(row: Row) -> str:
    """When a payment or dunning action happened, as written."""
    return row.get("paid_at" if row.file == "payments" else "action_at")


def days_of_slips(slips: Sequence[Row], default: date) -> Mapping[int, date]:
    """The day on which each slip's row is sent, by line: when it was posted, else delivered, else issued.

    A row tells of several days at once; on the last of them everything it builds on has happened. A number that is
    seen again is never sent before the row that had it first.
    """
    found: dict[int, date] = {}
    first_seen: dict[str, date] = {}
    for row in slips:
        named = (day_of(row.get(column)) for column in ("entered_on", "delivered_on", "issued_on"))
        day = next((day for day in named if day is not None), default)
        found[row.line] = max(day, first_seen.setdefault(row.get("slip_no"), day))
    return found


def day_of(text: str) -> date | None:
    """The day of a written date or date-time; None when it is none."""
    try:
        return date.fromisoformat(text[:DAY])
    except ValueError:
        return None


def runs(rows: Iterable[Row]) -> tuple[Run, ...]:
    """The rows in runs of consecutive lines of one file, so that a run's first line numbers all of it."""
    found: list[list[Row]] = []
    for row in rows:
        last = found[-1][-1] if found else None
        if last and last.file == row.file and row.line == last.line + 1:
            found[-1].append(row)
        else:
            found.append([row])
    return tuple(map(tuple, found))


def _by_day(rows: Iterable[Row], day: Callable[[Row], date | None], default: date) -> defaultdict[date, list[Row]]:
    found: defaultdict[date, list[Row]] = defaultdict(list)
    for row in rows:
        found[day(row) or default].append(row)
    return found


def _span(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))
