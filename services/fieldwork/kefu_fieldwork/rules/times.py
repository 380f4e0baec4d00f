"""Appointments, response and the terms after an on-site service (FLD-02, FLD-04, FLD-37; CON-19, CON-21, CON-23)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from kefu.calendar import calendar_in, quarter_of
from kefu.figures import mean
from kefu.law import Decision, Law, decide

MINUTE = 60


@dataclass(frozen=True)
class Arrival:
    """How an arrival compares with its appointment; None where none was agreed."""

    minutes_late: int | None
    punctual: bool | None


@dataclass(frozen=True)
class Response:
    """An order that was answered."""

    requested_on: date
    minutes: int


@dataclass(frozen=True)
class Quarter:
    """The orders answered of those requested in a quarter, and the mean of their minutes."""

    answered: int
    mean_minutes: Decimal | None


def arrival(arrived_at: datetime, *, appointment_at: datetime | None, law: Law) -> Decision[Arrival]:
    """How late somebody arrived, whole minutes, and whether that is within the tolerance (FLD-02; CON-21; doc 2 l.207)."""
    if appointment_at is None:
        return decide(Arrival(None, None), law.clause("FLD-02"), appointment_at=None)
    tolerance = law.value("appointment_tolerance_minutes", on=arrived_at.date())
    late = max(0, int((arrived_at - appointment_at).total_seconds()) // MINUTE)
    outcome = Arrival(late, late <= tolerance.value)
    return decide(outcome, law.clause("FLD-02"), tolerance, appointment_at=appointment_at, arrived_at=arrived_at)


def response_minutes(requested_at: datetime, *, answered_at: datetime, law: Law) -> Decision[int]:
    """Whole minutes from the request to the arrival (FLD-37; doc 5.4 l.457)."""
    minutes = int((answered_at - requested_at).total_seconds()) // MINUTE
    return decide(minutes, law.clause("FLD-37"), requested_at=requested_at, answered_at=answered_at)


def response_figures(responses: Sequence[Response], *, year: int, law: Law) -> Decision[dict[str, Quarter]]:
    """The mean response per quarter of the request, two places (FLD-37; doc 5.4 l.457)."""
    quarters = {
        f"Q{number}": [one.minutes for one in responses if quarter_of(one.requested_on) == (year, number)] for number in range(1, 5)
    }
    figures = {name: Quarter(len(minutes), mean(minutes)) for name, minutes in quarters.items()}
    return decide(figures, law.clause("FLD-37"), year=year, orders=len(responses))


def record_due(handled_on: date, *, law: Law) -> Decision[date]:
    """The last day on which an on-site service is recorded in time (CON-23; doc 4 l.309)."""
    days = law.value("order_record_days", on=handled_on)
    return decide(handled_on + timedelta(days=int(days.value)), law.clause("CON-23"), days, handled_on=handled_on)


def record_missing(due_on: date, *, recorded_on: date | None, as_of: date, law: Law) -> Decision[bool]:
    """Whether the record of an on-site service is missing once its last day is over (CON-23; doc 4 l.309)."""
    missing = as_of > due_on and (recorded_on is None or recorded_on > due_on)
    return decide(missing, law.clause("CON-23"), due_on=due_on, recorded_on=recorded_on, as_of=as_of)


def called_back_by(signed_on: date, *, law: Law) -> Decision[date]:
    """The day by which the customer is called back: the next one, a working one if so ruled (FLD-04, CUS-48; doc 4 l.319)."""
    days, shift = law.value("call_back_after_days", on=signed_on), law.value("call_back_workday_shift", on=signed_on)
    due = signed_on + timedelta(days=int(days.value))
    calendar = calendar_in(law, on=signed_on)
    if shift.value and not calendar.working_day(due):
        due = calendar.add_working_days(due, 1)
    return decide(due, law.clause("FLD-04"), law.clause("CUS-48"), days, shift, signed_on=signed_on)
