"""The facts training decides about: sessions, sign-ins, leave, exam rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

SECONDS_IN_HOUR = 3600


@dataclass(frozen=True)
class Session:
    """A training, meeting or activity; ``start`` and ``end`` are local hours of the organisation."""

    event_no: str
    kind: str
    day: date
    start: time
    end: time

    @property
    def hours(self) -> Decimal:
        """Its length in hours, exact to 4 places."""
        seconds = (datetime.combine(self.day, self.end) - datetime.combine(self.day, self.start)).total_seconds()
        return (Decimal(int(seconds)) / SECONDS_IN_HOUR).quantize(Decimal("0.0001")).normalize()


@dataclass(frozen=True)
class SignIn:
    """One row of a sign-in sheet; ``signed_in_at`` is aware, in the organisation's zone, None for who did not come."""

    staff_no: str
    signed_in_at: datetime | None = None
    excuse: str | None = None
    excuse_approved_by: str | None = None


@dataclass(frozen=True)
class Leave:
    """Granted leave; with hours only on its one day, else whole days, first and last included."""

    request_no: str
    first: date
    last: date
    from_time: time | None = None
    to_time: time | None = None

    def covers(self, session: Session) -> bool:
        """Whether the day, or for part of a day the whole session, lies in the leave."""
        if not self.first <= session.day <= self.last:
            return False
        if self.from_time is None or self.to_time is None:
            return True
        return self.from_time <= session.start and session.end <= self.to_time


@dataclass(frozen=True)
class ExamRow:
    """One row of an exam list; ``score`` None: did not sit it."""

    exam_no: str
    kind: str
    day: date
    score: Decimal | None = None


@dataclass(frozen=True)
class Material:
    """What is known of a training's material and copies."""

    received_on: date | None = None
    reviewed_on: date | None = None
    reviewer_roles: tuple[str, ...] = ()
    handed_out_on: date | None = None
