"""The facts that leave and the roster exchange: what leave decides and who called, and when somebody is to be at work.

Leave (requests, sickness, compensatory rest) gives :class:`LeaveSpan` and :class:`LateCall`; the roster gives :class:`Shift`.
All moments are aware, in the organisation's zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

GRANTED = frozenset({"granted", "granted_as_personal"})
FAILED = frozenset({"refused", "rejected", "not_effective", "absence"})
OUTCOMES = GRANTED | FAILED | {"pending_document"}


@dataclass(frozen=True)
class LeaveSpan:
    """What a leave request came to: ``granted``, ``granted_as_personal``, ``pending_document``, or why the days are absence.

    ``type`` is the type it counts as (``personal`` for sick hours without certificate; ``compensatory`` for a rest day earned);
    times only for part of one day. ``late_notice`` marks sickness called in late and accepted all the same (ATT-13).
    """

    request_no: str
    type: str
    from_date: date
    to_date: date
    from_time: time | None = None
    to_time: time | None = None
    outcome: str = "granted"
    reason: str | None = None
    because: tuple[str, ...] = ()
    late_notice: bool = False

    @property
    def part_of_day(self) -> bool:
        """Whether it is for some hours of one day only."""
        return self.from_time is not None and self.to_time is not None

    def covers(self, day: date) -> bool:
        """Whether the day is within it."""
        return self.from_date <= day <= self.to_date


@dataclass(frozen=True)
class LateCall:
    """A phone notice: for which day, when, whether the direct or a higher superior took it, and why (``late``, ``sick``, ``other``)."""

    for_date: date
    called_at: datetime
    to_superior: bool
    reason: str = "late"
    notice_no: str = ""


@dataclass(frozen=True)
class Shift:
    """A row of the roster: ``work``, ``rest`` or ``holiday_duty``; the times are empty for rest, no shift passes midnight."""

    shift_id: str
    day: date
    kind: str
    start: time | None = None
    end: time | None = None
    place: str | None = None

    @property
    def scheduled(self) -> bool:
        """Whether the person is to work: duty on a holiday is a scheduled day like any other."""
        return self.kind != "rest" and self.start is not None and self.end is not None

    def starts_at(self, zone: tzinfo | None) -> datetime:
        """The start as a moment; raises ``ValueError`` for a day of rest."""
        return self._moment(self.start, zone)

    def ends_at(self, zone: tzinfo | None) -> datetime:
        """The end as a moment; raises ``ValueError`` for a day of rest."""
        return self._moment(self.end, zone)

    def _moment(self, when: time | None, zone: tzinfo | None) -> datetime:
        if when is None:
            raise ValueError(f"{self.shift_id} has no hours")
        return datetime.combine(self.day, when, zone)
