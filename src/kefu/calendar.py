"""Working days, make-up working days (調休) and the arithmetic of months and quarters.

An organisation either follows the calendar that the State Council publishes a year ahead, or gives its own list of
``holidays``, which then is all there is: Monday to Friday except these days. A day of a year for which nothing has been
published yet is never guessed: :class:`CalendarNotPublished`.
"""

from __future__ import annotations

import calendar as month_table
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import chinese_calendar.constants as published

from kefu.law import Law
from kefu_messages.errors import ContentInvalid, ValidationFailed

NATIONAL = "national"
SATURDAY = 5
FIRST_YEAR, LAST_YEAR = 1900, 2999


class CalendarNotPublished(ContentInvalid):
    """Nobody has said yet which days of the year are worked."""

    code = "calendar_not_published"
    text = {
        "zh-Hant": "{year} 年的放假安排尚未公布,請先更新節假日資料或採用本單位的假日表",
        "en": "The calendar of {year} is not published: update the holiday data or adopt the organisation's own list",
    }


@dataclass(frozen=True)
class Calendar:
    """Which days are worked: Monday to Friday, without ``closures``, and the ``make_up`` days.

    ``published_years`` are the years it knows about; None means that its lists are all there is.
    """

    closures: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()
    published_years: frozenset[int] | None = None

    def working_day(self, day: date) -> bool:
        """Whether the day is worked; raises :class:`CalendarNotPublished`."""
        self._know(day.year)
        return day in self.make_up or (day.weekday() < SATURDAY and day not in self.closures)

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after the day, which is not counted itself; before it when negative.

        With 0 it is the day itself, worked or not.
        """
        step = timedelta(days=1 if count >= 0 else -1)
        for _ in range(abs(count)):
            day += step
            while not self.working_day(day):
                day += step
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie from the first to the last day, both included."""
        return sum(self.working_day(day) for day in days(first, last))

    def public_holidays(self, year: int) -> tuple[date, ...]:
        """The closed days of the year in order, weekends among them only where they are listed."""
        self._know(year)
        return tuple(sorted(day for day in self.closures if day.year == year))

    def last_working_day(self, month: str) -> date:
        """The last worked day of a month ``YYYY-MM``."""
        day = last_day(month)
        return day if self.working_day(day) else self.add_working_days(day, -1)

    def _know(self, year: int) -> None:
        if self.published_years is not None and year not in self.published_years:
            raise CalendarNotPublished(year=year)

    @classmethod
    def listed(cls, holidays: Iterable[date | str], make_up: Iterable[date | str] = ()) -> Calendar:
        """Monday to Friday except the listed holidays: the calendar of an organisation that gives its own list."""
        return cls(closures=frozenset(map(_day, holidays)), make_up=frozenset(map(_day, make_up)))


@lru_cache(maxsize=1)
def national() -> Calendar:
    """The published calendar of the PRC, as far as the package ``chinesecalendar`` knows it."""
    closures = frozenset(published.holidays)
    return Calendar(closures, frozenset(published.workdays), frozenset(day.year for day in closures))


def calendar_in(law: Law, *, on: date) -> Calendar:
    """The calendar of the law's organisation on the day: its value ``holidays``, or the national one without it.

    The value is the word ``national``, a list of days, or ``{closures: […], make_up: […], base: national}``, where
    ``base`` adds to the national calendar what the organisation closes or works besides.
    """
    if "holidays" not in law.book.values:
        return national()
    return calendar_of(law.value("holidays", on=on).value)


def calendar_of(value: Any) -> Calendar:
    """The calendar that a value ``holidays`` describes (see :func:`calendar_in`)."""
    if value == NATIONAL:
        return national()
    if not isinstance(value, Mapping):
        return Calendar.listed(value)
    own = Calendar.listed(value.get("closures", ()), value.get("make_up", ()))
    return own if value.get("base") != NATIONAL else _besides(national(), own)


def succession(lists: Sequence[tuple[date, Calendar]]) -> Calendar:
    """One calendar of lists, each in force from its day until the next one's; a year is known when every list with days in it knows it."""
    ends = [*(since for since, _ in lists[1:]), date.max]
    spans = [(since, end, each) for (since, each), end in zip(lists, ends, strict=True)]
    return Calendar(
        closures=frozenset(day for since, end, each in spans for day in each.closures if since <= day < end),
        make_up=frozenset(day for since, end, each in spans for day in each.make_up if since <= day < end),
        published_years=_years_known(spans),
    )


def _years_known(spans: Sequence[tuple[date, date, Calendar]]) -> frozenset[int]:
    def known(year: int) -> bool:
        within = [each for since, end, each in spans if since <= date(year, 12, 31) and end > date(year, 1, 1)]
        return all(each.published_years is None or year in each.published_years for each in within)

    return frozenset(filter(known, range(FIRST_YEAR, LAST_YEAR + 1)))


def _besides(base: Calendar, own: Calendar) -> Calendar:
    return Calendar(
        closures=(base.closures | own.closures) - own.make_up,
        make_up=(base.make_up | own.make_up) - own.closures,
        published_years=base.published_years,
    )


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def month_of(day: date) -> str:
    """The day's month, ``YYYY-MM``."""
    return f"{day.year:04}-{day.month:02}"


def end_of_year(year: int) -> date:
    """31 December of a year somebody asks for; raises ``validation_failed`` for one that is none of ours."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationFailed(fields={"year": f"{year} is not within {FIRST_YEAR}…{LAST_YEAR}"})
    return date(year, 12, 31)


def first_day(month: str) -> date:
    """The first day of a month ``YYYY-MM``."""
    return date.fromisoformat(f"{month}-01")


def last_day(month: str) -> date:
    """The last day of a month ``YYYY-MM``."""
    start = first_day(month)
    return start.replace(day=month_table.monthrange(start.year, start.month)[1])


def months_after(month: str, count: int) -> str:
    """The month ``count`` months later, earlier when negative."""
    return month_of(add_months(first_day(month), count))


def add_months(day: date, count: int, *, keep_month_end: bool = False) -> date:
    """The same day number ``count`` months later, clipped to the month's end (01-31 + 1 month = 02-28).

    With ``keep_month_end`` a month's last day stays one (02-28 + 1 month = 03-31).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = month_table.monthrange(year, month + 1)[1]
    stays = keep_month_end and day == last_day(month_of(day))
    return date(year, month + 1, last if stays else min(day.day, last))


def quarter_of(day: date) -> tuple[int, int]:
    """The day's year and calendar quarter (1 to 4)."""
    return day.year, (day.month + 2) // 3


def quarter_start(day: date) -> date:
    """The first day of the day's calendar quarter."""
    year, quarter = quarter_of(day)
    return date(year, quarter * 3 - 2, 1)


def quarter_end(day: date) -> date:
    """The last day of the day's calendar quarter."""
    year, quarter = quarter_of(day)
    return last_day(f"{year}-{quarter * 3:02}")
