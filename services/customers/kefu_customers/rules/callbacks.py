"""When a customer is called back, what is asked, what is escalated and reported (CUS-48..54; doc 4 l.257-323)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kefu.calendar import calendar_in, first_day, last_day
from kefu.figures import mean, percent
from kefu.law import Decision, Law, decide
from kefu_messages.customers.callbacks import (
    CallBackBeforeReceipt,
    CallBackIncomplete,
    OwnCallBack,
    RatingOutOfScale,
    ReportMonthNotBegun,
)
from kefu_messages.errors import StateConflict


@dataclass(frozen=True)
class Ratings:
    """What the customer said, each on the organisation's scale; ``software`` is asked besides (CUS-49, CUS-54)."""

    attitude: int | None = None
    technical_level: int | None = None
    result: int | None = None
    software: int | None = None


@dataclass(frozen=True)
class CallBackFacts:
    """A call-back of a received form, as the monthly report counts it."""

    due_on: date
    made_on: date | None = None
    satisfied: bool | None = None
    software: int | None = None


@dataclass(frozen=True)
class ReportFigures:
    """The figures of a revisit report; rates in percent, None over nothing."""

    forms: int
    made: int
    on_time: int
    done_percent: Decimal | None
    on_time_percent: Decimal | None
    satisfied_percent: Decimal | None
    software_answers: int
    software_mean: Decimal | None


def call_back_due(received_on: date, *, law: Law) -> Decision[date]:
    """The day by which the customer of a received form is called back: the next one, a working one if so ruled (CUS-48; doc 4 l.319)."""
    days = law.value("call_back_after_days", on=received_on)
    shift = law.value("call_back_workday_shift", on=received_on)
    due = received_on + timedelta(days=int(days.value))
    if shift.value:
        calendar = calendar_in(law, on=received_on)
        due = due if calendar.working_day(due) else calendar.add_working_days(due, 1)
    return decide(due, law.clause("CUS-48"), days, shift, received_on=received_on)


def call_back_days_late(due_on: date | None, *, made_on: date, law: Law) -> Decision[int]:
    """How many days after its term a call-back was made, 0 when in time or without a term (CUS-48, CUS-50)."""
    late = 0 if due_on is None else max(0, (made_on - due_on).days)
    return decide(late, law.clause("CUS-48"), due_on=due_on, made_on=made_on)


def call_back_complete(ratings: Ratings, *, received_on: date, made_on: date, law: Law) -> Decision[Ratings]:
    """A call-back records attitude, technical level and result, each on the scale (CUS-49; doc 4 l.319)."""
    if made_on < received_on:
        raise CallBackBeforeReceipt(made_on=made_on.isoformat(), received_on=received_on.isoformat())
    asked = law.value("call_back_asks", on=made_on)
    missing = [name for name in asked.value if getattr(ratings, name) is None]
    if missing:
        raise CallBackIncomplete(missing=", ".join(missing))
    for name in (*asked.value, "software"):
        rating_on_scale(name, rating=getattr(ratings, name), on=made_on, law=law)
    return decide(ratings, law.clause("CUS-49"), asked, made_on=made_on)


def rating_on_scale(name: str, *, rating: int | None, on: date, law: Law) -> Decision[int | None]:
    """A rating within the organisation's scale, its ends included; None was not asked (CUS-49; doc 4 l.319)."""
    scale = law.value("call_back_scale", on=on)
    low, high = int(scale.value[0]), int(scale.value[1])
    if rating is not None and not low <= rating <= high:
        raise RatingOutOfScale(field=name, rating=rating, low=low, high=high)
    return decide(rating, scale, name=name)


def call_back_by(specialist: str | None, *, staff_no: str, law: Law) -> Decision[str]:
    """Nobody records or changes a call-back about the own service (CUS-51; doc 4 l.282)."""
    if specialist is not None and specialist == staff_no:
        raise OwnCallBack
    return decide(staff_no, law.clause("CUS-51"), specialist=specialist, by=staff_no)


def call_back_in_state(state: str, *, wanted: str, law: Law) -> Decision[str]:
    """A call-back is recorded once, and only a recorded one is corrected (CUS-49, CUS-51)."""
    if state != wanted:
        raise StateConflict(state=state)
    return decide(state, law.clause("CUS-49"), state=state)


def escalations(customer_question: str | None, *, old_problem: str | None, law: Law) -> Decision[tuple[str, ...]]:
    """What of a call-back goes to the service manager at once: a question, an unhandled old problem (CUS-52; doc 4 l.321)."""
    raised = {"customer_question": customer_question, "old_problem": old_problem}
    kinds = tuple(kind for kind, text in raised.items() if (text or "").strip())
    return decide(kinds, law.clause("CUS-52"), **raised)


def complaint_may_close(resolved_on: date | None, *, revisited_on: date | None, law: Law) -> Decision[bool]:
    """A handled complaint is closed only after the customer was asked about its result (CUS-50; doc 4 l.281)."""
    may = resolved_on is not None and revisited_on is not None and revisited_on >= resolved_on
    return decide(may, law.clause("CUS-50"), resolved_on=resolved_on, revisited_on=revisited_on)


def report_due(month: str, *, law: Law) -> Decision[date]:
    """The last day on which the month's revisit report is in time (CUS-53; doc 4 l.323)."""
    term = law.value("revisit_report_due", on=last_day(month))
    end = last_day(month)
    if term.value == "last_working_day":
        return decide(calendar_in(law, on=end).last_working_day(month), law.clause("CUS-53"), term, month=month)
    return decide(min(first_day(month) + timedelta(days=int(term.value) - 1), end), law.clause("CUS-53"), term, month=month)


def report_overdue(due_on: date, *, submitted_on: date | None, as_of: date, law: Law) -> Decision[bool]:
    """Whether the report is missing at the end of the day ``as_of`` although its term has ended (CUS-53; doc 4 l.323)."""
    return decide(submitted_on is None and as_of >= due_on, law.clause("CUS-53"), due_on=due_on, submitted_on=submitted_on, as_of=as_of)


def report_month_begun(month: str, *, on: date, law: Law) -> Decision[bool]:
    """A month is reported once it has begun (CUS-53; doc 4 l.323)."""
    if on < first_day(month):
        raise ReportMonthNotBegun(month=month)
    return decide(True, law.clause("CUS-53"), month=month, on=on)


def report_figures(call_backs: Sequence[CallBackFacts], *, law: Law) -> Decision[ReportFigures]:
    """The month's call-backs made and made in time, of all forms received, with satisfaction and software (CUS-53, CUS-54; doc 4 l.263)."""
    made = [one for one in call_backs if one.made_on is not None]
    in_time = [one for one in made if one.made_on is not None and one.made_on <= one.due_on]
    software = [one.software for one in made if one.software is not None]
    figures = ReportFigures(
        forms=len(call_backs), made=len(made), on_time=len(in_time),
        done_percent=percent(len(made), whole=len(call_backs), places=2),
        on_time_percent=percent(len(in_time), whole=len(call_backs), places=2),
        satisfied_percent=percent(sum(one.satisfied is True for one in made), whole=len(made), places=2),
        software_answers=len(software), software_mean=mean(software),
    )  # fmt: skip
    return decide(figures, law.clause("CUS-53"), law.clause("CUS-54"), forms=len(call_backs))
