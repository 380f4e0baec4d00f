"""Time that counts: only while the service is open, on the days that the calendar says are worked.

Opening hours are written per weekday as spans of local time (a split shift has two), with hours of their own for make-up working
days (調休) and, where a hotline is open then, for public holidays. A day of a year without a published calendar is never guessed:
every answer that needs it raises :class:`~kefu.calendar.CalendarNotPublished`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from kefu.calendar import SATURDAY, Calendar
from kefu_messages.errors import ContentInvalid

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_OF_A_DAY = 24 * 60
LONGEST_CLOSURE = 400  # days without an open minute after which there can be no deadline
LONGEST_COUNT = 20 * 366  # days over which open time is counted, one by one: no case is open so long


class NeverOpen(ContentInvalid):
    """The opening hours hold no minute within more than a year: a deadline in them does not exist."""

    code = "never_open"
    text = {"zh-Hant": "{day} 之後一年多沒有任何服務時間", "en": "There are no service hours within a year after {day}"}


class TooFarApart(ContentInvalid):
    """Open time is counted day by day: not over more years than any case lasts."""

    code = "too_far_apart"
    text = {"zh-Hant": "{start} 與 {end} 相距過久,無法計算服務時間", "en": "{start} and {end} are too far apart to count service hours"}


class HoursBroken(ContentInvalid):
    """The opening hours cannot be read: spans overlap, run backwards or are not written ``HH:MM-HH:MM``."""

    code = "service_hours_broken"
    text = {"zh-Hant": "服務時間「{hours}」不正確", "en": "The service hours {hours!r} cannot be read"}


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of open time within one day, in minutes after midnight; ``end`` may be 1440."""

    start: int
    end: int


@dataclass(frozen=True)
class ServiceHours:
    """When a service is open: by weekday (0 is Monday), on make-up working days, on public holidays."""

    weekdays: Mapping[int, tuple[Span, ...]]
    make_up: tuple[Span, ...]
    holiday: tuple[Span, ...] = ()

    @classmethod
    def of(cls, value: Mapping[str, Sequence[str]]) -> ServiceHours:
        """The hours that a value describes: ``{workday: ["08:30-12:00", "13:30-17:30"], sat: […], make_up: […], holiday: […]}``.

        ``workday`` stands for Monday to Friday; a weekday of its own goes before it; ``make_up`` defaults to ``workday``.
        """
        usual = spans(value.get("workday", ()))
        named = {number: spans(value[name]) for number, name in enumerate(WEEKDAYS) if name in value}
        weekdays = {number: named.get(number, usual if number < SATURDAY else ()) for number in range(len(WEEKDAYS))}
        return cls(weekdays, spans(value["make_up"]) if "make_up" in value else usual, spans(value.get("holiday", ())))


def spans(written: Sequence[str]) -> tuple[Span, ...]:
    """The spans of a day in order; raises :class:`HoursBroken` when they overlap or cannot be read."""
    read = tuple(sorted(_span(text) for text in written))
    if any(later.start < earlier.end for earlier, later in pairwise(read)):
        raise HoursBroken(hours=", ".join(written))
    return read


@dataclass(frozen=True)
class WorkingTime:
    """The open time of a service in its zone."""

    hours: ServiceHours
    calendar: Calendar
    zone: ZoneInfo

    def open_on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """When the service opens and closes on the day; raises ``CalendarNotPublished``."""
        return tuple((self._at(day, span.start), self._at(day, span.end)) for span in self._spans(day))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How long the service was open from one moment to another; nothing when they are the wrong way round; raises `TooFarApart`."""
        counted = timedelta()
        day, last = self._day(start), self._day(end)
        if (last - day).days > LONGEST_COUNT:
            raise TooFarApart(start=day.isoformat(), end=last.isoformat())
        while day <= last and start < end:
            counted += sum((_common(opened, closed, start, end) for opened, closed in self.open_on(day)), timedelta())
            day += timedelta(days=1)
        return counted

    def after(self, start: datetime, duration: timedelta) -> datetime:
        """The moment at which that much open time has passed; one that ends at closing time ends there, not at the next opening.

        Raises :class:`NeverOpen` and ``CalendarNotPublished``.
        """
        if duration <= timedelta():
            return start.astimezone(self.zone)
        for opened, closed in self._from(start):
            begun = max(opened, start.astimezone(UTC))
            if closed - begun >= duration:
                return (begun + duration).astimezone(self.zone)
            duration -= closed - begun
        raise NeverOpen(day=self._day(start).isoformat())

    def opens(self, moment: datetime) -> datetime:
        """The moment itself while the service is open, else the next opening."""
        for opened, closed in self._from(moment):
            if closed > moment:
                return max(opened, moment).astimezone(self.zone)
        raise NeverOpen(day=self._day(moment).isoformat())

    def is_open(self, moment: datetime) -> bool:
        """Whether the service is open; at the closing minute it is not."""
        return any(opened <= moment < closed for opened, closed in self.open_on(self._day(moment)))

    def end_of_working_day(self, start: datetime, days: int) -> datetime:
        """When the service closes on the ``days``-th open day after the start's own; with 0 on that day, or else the next open one."""
        day, left = self._day(start), days
        for _ in range(LONGEST_CLOSURE):
            hours = self.open_on(day)
            if hours and left <= 0 and hours[-1][1] >= start:
                return hours[-1][1].astimezone(self.zone)
            day += timedelta(days=1)
            left -= 1 if self.open_on(day) else 0
        raise NeverOpen(day=self._day(start).isoformat())

    def _from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open stretches that end after the moment, until there has been none for very long."""
        day, closed_days = self._day(start), 0
        while closed_days < LONGEST_CLOSURE:
            hours = [(opened, closed) for opened, closed in self.open_on(day) if closed > start]
            closed_days = 0 if hours else closed_days + 1
            yield from hours
            day += timedelta(days=1)

    def _spans(self, day: date) -> tuple[Span, ...]:
        worked = self.calendar.working_day(day)
        if day.weekday() < SATURDAY:
            return self.hours.weekdays[day.weekday()] if worked else self.hours.holiday
        if worked:
            return self.hours.make_up
        return self.hours.holiday if day in self.calendar.closures else self.hours.weekdays[day.weekday()]

    def _at(self, day: date, minute: int) -> datetime:
        if minute == MINUTES_OF_A_DAY:
            return self._at(day + timedelta(days=1), 0)
        return datetime.combine(day, time(minute // 60, minute % 60), self.zone).astimezone(UTC)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


def _common(opened: datetime, closed: datetime, start: datetime, end: datetime) -> timedelta:
    return max(timedelta(), min(closed, end) - max(opened, start))


def _span(text: Any) -> Span:
    try:
        start, end = (_minute(part) for part in str(text).split("-"))
    except ValueError:
        raise HoursBroken(hours=str(text)) from None
    if not 0 <= start < end <= MINUTES_OF_A_DAY:
        raise HoursBroken(hours=str(text))
    return Span(start, end)


def _minute(text: str) -> int:
    hour, minute = text.strip().split(":")
    if not (hour.isdecimal() and minute.isdecimal() and int(minute) < 60):  # noqa: PLR2004 - minutes of an hour
        raise ValueError(text)
    return int(hour) * 60 + int(minute)
