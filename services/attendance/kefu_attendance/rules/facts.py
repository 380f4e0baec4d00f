"""The facts of one person and month that the judge decides about; moments are aware, in the organisation's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from kefu.calendar import days, first_day, last_day
from kefu_attendance.rules.spans import LateCall, LeaveSpan, Shift


@dataclass(frozen=True)
class Punch:
    """One record of a time clock; it belongs to the shift of its calendar day."""

    punch_id: str
    at: datetime
    direction: str
    device: str = ""


@dataclass(frozen=True)
class Session:
    """How somebody attended a training, meeting or activity, as training tells it.

    ``attendance`` is ``on_time``, ``late``, ``late_beyond_grace``, ``missed`` or ``excused``; ``minutes`` those of the delay.
    """

    event_no: str
    kind: str
    day: date
    start: time
    end: time
    attendance: str
    minutes: int = 0


@dataclass(frozen=True)
class Attempt:
    """A call to somebody that was not answered; ``on_job_until`` is the end of the job that prevented it."""

    attempt_no: str
    attempted_at: datetime
    on_job_until: datetime | None = None
    called_back_at: datetime | None = None


@dataclass(frozen=True)
class Offset:
    """An approved rest used against a ``late`` or ``early_leave`` of a day, where that is allowed at all (ATT-09)."""

    day: date
    kind: str


@dataclass(frozen=True)
class MonthFacts:
    """All that is known of a person's month, in no particular order.

    ``posts`` are the roles by the day from which they are held: none from the day after somebody has left.
    """

    staff_no: str
    month: str
    roster: tuple[Shift, ...] = ()
    punches: tuple[Punch, ...] = ()
    leave: tuple[LeaveSpan, ...] = ()
    calls: tuple[LateCall, ...] = ()
    sessions: tuple[Session, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    offsets: tuple[Offset, ...] = ()
    posts: tuple[tuple[date, tuple[str, ...]], ...] = ()

    def roles_on(self, day: date) -> frozenset[str]:
        """The roles held on the day."""
        held = [roles for since, roles in sorted(self.posts) if since <= day]
        return frozenset(held[-1]) if held else frozenset()

    def serves(self, day: date) -> bool:
        """Whether the person is employed on the day; whoever is not known is taken to be."""
        return not self.posts or bool(self.roles_on(day))

    @property
    def served(self) -> bool:
        """Whether the person is employed on any day of the month."""
        return any(self.serves(day) for day in days(first_day(self.month), last_day(self.month)))
