"""How long a case has been waited for and when its terms end, in open time only (CMP-05, 18, 33, 41).

A clock counts while the service is open and nobody waits for the customer: nothing at night, in the lunch break, at weekends or on
public holidays, everything on a make-up working day. A term that would end while a pause is open has no end yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kefu import clock
from kefu.calendar import calendar_in
from kefu.law import Decision, Law, decide
from kefu.service_hours import ServiceHours, WorkingTime

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, order=True)
class Pause:
    """A time that does not count, since the next word is the customer's; ``until`` is None while it lasts."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Level:
    """A step of escalation: whom a term concerns so many open minutes after its end (before it when negative)."""

    level: int
    to_role: str
    after_minutes: int


@dataclass(frozen=True)
class Reached:
    """A level with its moment."""

    level: int
    to_role: str
    at: datetime


@dataclass(frozen=True)
class Clock:
    """How a term stands at a moment; minutes are whole open minutes, ``due_at`` is None while a pause holds it open."""

    state: str
    elapsed_minutes: int
    remaining_minutes: int
    due_at: datetime | None
    reached: tuple[Reached, ...] = ()


def working_time(on: date, *, law: Law, zone: str = clock.DEFAULT_ZONE) -> Decision[WorkingTime]:
    """The open time of the organisation as of the day: its service hours in its calendar."""
    hours = law.value("service_hours", on=on)
    return decide(WorkingTime(ServiceHours.of(hours.value), calendar_in(law, on=on), clock.zone(zone)), hours, on=on)


def term_ends(
    started_at: datetime, *, limit_minutes: int, law: Law, pauses: Sequence[Pause] = (), zone: str = clock.DEFAULT_ZONE
) -> Decision[datetime | None]:
    """When a term of so many open minutes ends; None while an open pause keeps it from ending (CMP-05).

    Raises ``calendar_not_published`` when it runs into a year whose working days nobody has published.
    """
    open_time = working_time(started_at.date(), law=law, zone=zone)
    ends = _ends(open_time.outcome, started_at, limit_minutes * MINUTE, merged(pauses))
    return decide(ends, *open_time.because, started_at=started_at, limit_minutes=limit_minutes, pauses=len(pauses))


def counted_minutes(
    started_at: datetime, *, until: datetime, law: Law, pauses: Sequence[Pause] = (), zone: str = clock.DEFAULT_ZONE
) -> Decision[int]:
    """The whole open minutes from a start to a moment, without the pauses (CMP-18, CMP-33)."""
    open_time = working_time(started_at.date(), law=law, zone=zone)
    counted = _counted(open_time.outcome, started_at, until, merged(pauses))
    return decide(counted // MINUTE, *open_time.because, started_at=started_at, until=until, pauses=len(pauses))


def clock_at(
    started_at: datetime, *, limit_minutes: int, as_of: datetime, law: Law, stopped_at: datetime | None = None,
    pauses: Sequence[Pause] = (), levels: Sequence[Level] = (), zone: str = clock.DEFAULT_ZONE,
) -> Decision[Clock]:  # fmt: skip
    """How a term stands at a moment: running, paused, missed, or stopped in time (met) or too late (missed), with the levels reached.

    A term that was stopped reaches no further level; one that is due at this very moment is still in time.
    """
    open_time = working_time(started_at.date(), law=law, zone=zone)
    seen, holds = min(as_of, stopped_at or as_of), merged(pauses)
    counted, limit = _counted(open_time.outcome, started_at, seen, holds), limit_minutes * MINUTE
    due_at = _ends(open_time.outcome, started_at, limit, holds)
    reached = _reached(open_time.outcome, started_at, seen, limit=limit, levels=levels, pauses=holds)
    stopped = stopped_at is not None and stopped_at <= as_of
    state = _state(missed=due_at is not None and due_at < seen, stopped=stopped, paused=_paused(seen, holds))
    found = Clock(state, counted // MINUTE, (limit - counted) // MINUTE, due_at, reached)
    return decide(found, *open_time.because, started_at=started_at, limit_minutes=limit_minutes, as_of=as_of, stopped_at=stopped_at)


def working_day_ends(started_at: datetime, *, days: int, law: Law, zone: str = clock.DEFAULT_ZONE) -> Decision[datetime]:
    """The close of service on the so-manyth open day after a moment; with 0 that day's own close, or the next one's (CMP-05, CMP-18)."""
    open_time = working_time(started_at.date(), law=law, zone=zone)
    ends = open_time.outcome.end_of_working_day(started_at, days)
    return decide(ends, *open_time.because, started_at=started_at, days=days)


def levels_of(value: Iterable[dict[str, object]]) -> tuple[Level, ...]:
    """The levels that a value of the law describes, in their order."""
    return tuple(Level(number, str(item["to"]), int(str(item["after_minutes"]))) for number, item in enumerate(value, start=1))


def merged(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """The pauses in order of time without overlaps; an open one swallows all that follow."""
    found: list[Pause] = []
    for pause in sorted(pauses, key=lambda one: one.since):
        last = found[-1] if found else None
        if last is not None and (last.until is None or pause.since <= last.until):
            found[-1] = Pause(last.since, None if None in (last.until, pause.until) else max(last.until, pause.until))  # type: ignore[type-var]
        else:
            found.append(pause)
    return tuple(found)


def _ends(open_time: WorkingTime, start: datetime, limit: timedelta, pauses: Sequence[Pause]) -> datetime | None:
    for pause in pauses:
        if pause.until is not None and pause.until <= start:
            continue
        available = open_time.between(start, pause.since)
        if pause.since > start and available >= limit:
            break
        if pause.until is None:
            return None
        limit -= available
        start = pause.until
    return open_time.after(start, limit)


def _counted(open_time: WorkingTime, start: datetime, until: datetime, pauses: Sequence[Pause]) -> timedelta:
    whole = open_time.between(start, until)
    held = (open_time.between(max(start, pause.since), min(until, pause.until or until)) for pause in pauses)
    return whole - sum(held, timedelta())


def _reached(
    open_time: WorkingTime, start: datetime, seen: datetime, *, limit: timedelta, levels: Sequence[Level], pauses: Sequence[Pause]
) -> tuple[Reached, ...]:
    moments = ((level, _ends(open_time, start, limit + level.after_minutes * MINUTE, pauses)) for level in levels)
    return tuple(Reached(level.level, level.to_role, at) for level, at in moments if at is not None and at <= seen)


def _paused(moment: datetime, pauses: Sequence[Pause]) -> bool:
    return any(pause.since <= moment and (pause.until is None or moment < pause.until) for pause in pauses)


def _state(*, missed: bool, stopped: bool, paused: bool) -> str:
    if missed:
        return "missed"
    if stopped:
        return "met"
    return "paused" if paused else "running"
