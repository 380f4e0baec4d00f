"""The facts of a request for leave and what it comes to; moments are aware, in the organisation's zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from fractions import Fraction

from kefu_attendance.rules.spans import GRANTED, LateCall, Shift

SICK, PERSONAL, MARRIAGE = "sick", "personal", "marriage"
CERTIFICATE, DOCUMENT = "certificate", "document"
MINUTES_OF_AN_HOUR = 60


@dataclass(frozen=True)
class Applicant:
    """Who asks: the posts held on the day of application and the direct superior.

    ``only_below`` are roles of the chain that nobody holds but people who report to the applicant.
    """

    staff_no: str
    roles: tuple[str, ...] = ()
    superior: str | None = None
    only_below: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Step:
    """What somebody has decided on one step; ``position`` counts the steps that the applicant needs, from 1."""

    position: int
    approver: str
    decision: str
    decided_at: datetime


@dataclass(frozen=True)
class LeaveRequest:
    """A request as it was asked for, with everything handed in, decided and entered since; of every paper its first day counts."""

    request_no: str
    staff_no: str
    type: str
    from_date: date
    to_date: date
    applied_at: datetime
    from_time: time | None = None
    to_time: time | None = None
    handover_to: str | None = None
    steps: tuple[Step, ...] = ()
    papers: Mapping[str, date] = field(default_factory=dict)
    reported_back_on: date | None = None
    withdrawn_at: datetime | None = None

    @property
    def calendar_days(self) -> int:
        """From the first to the last day, both included."""
        return (self.to_date - self.from_date).days + 1

    @property
    def part_of_day(self) -> bool:
        """Whether it is for some hours of one day."""
        return self.from_time is not None and self.to_time is not None

    def meets(self, other: LeaveRequest) -> bool:
        """Whether the two are for a day, or for hours of a day, in common."""
        if self.to_date < other.from_date or other.to_date < self.from_date:
            return False
        spans = [(span.from_time, span.to_time) for span in (self, other)]
        (begin, end), (others_begin, others_end) = spans
        if begin is None or end is None or others_begin is None or others_end is None:
            return True
        return begin < others_end and others_begin < end

    @property
    def hours(self) -> Fraction | None:
        """The hours of part of a day."""
        if self.from_time is None or self.to_time is None:
            return None
        minutes = (self.to_time.hour - self.from_time.hour) * 60 + self.to_time.minute - self.from_time.minute
        return Fraction(minutes, MINUTES_OF_AN_HOUR)


@dataclass(frozen=True)
class LeaveFacts:
    """All that decides a request: who asks for what, the roster around the leave, the calls; in no particular order."""

    request: LeaveRequest
    applicant: Applicant
    roster: tuple[Shift, ...] = ()
    calls: tuple[LateCall, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What the rules make of a request; ``counts_as`` is the type under which its days and hours are counted."""

    outcome: str
    reason: str | None
    because: tuple[str, ...]
    counts_as: str = SICK
    late_notice: bool | None = None
    papers_due_on: date | None = None


@dataclass(frozen=True)
class LeaveOutcome:
    """What a request has come to at the end of a day; ``judged_again_on`` is the next day that changes it without a new fact.

    ``waits_for`` are the steps still open; ``late_notice`` and ``report_back`` are None where the rules know no such thing.
    """

    outcome: str
    reason: str | None
    because: tuple[str, ...]
    counts_as: str
    starts_at: datetime
    late_notice: bool | None = None
    report_back: str | None = None
    papers_due_on: date | None = None
    waits_for: tuple[str, ...] = ()
    judged_again_on: date | None = None

    @property
    def excused(self) -> bool:
        """Whether the person is on leave."""
        return self.outcome in GRANTED
