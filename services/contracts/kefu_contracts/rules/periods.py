"""A customer's service period, its end and the reminder before it (CON-04, CON-05, CON-10..12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kefu.calendar import add_months
from kefu.law import Decision, Law, decide
from kefu_messages.contracts import PeriodReversed
from kefu_messages.errors import StateConflict

DAY = timedelta(days=1)
FIRST = date(2013, 1, 1)


@dataclass(frozen=True)
class Sale:
    """A sales contract; ``free_service_months`` is what its remark grants, None where it says nothing."""

    contract_no: str
    signed_on: date
    valid_from: date
    valid_to: date
    free_service_months: int | None = None
    remark: str = ""


@dataclass(frozen=True)
class Period:
    """The period of a paid service contract."""

    contract_no: str
    period_from: date
    period_to: date


@dataclass(frozen=True)
class Ending:
    """A service contract that ended before its time: the first day without it."""

    contract_no: str
    ended_on: date


@dataclass(frozen=True)
class Served:
    """What is known of a customer's service."""

    sales_contracts: tuple[Sale, ...] = ()
    installed_on: date | None = None
    periods: tuple[Period, ...] = ()
    endings: tuple[Ending, ...] = ()


@dataclass(frozen=True)
class Reminder:
    """A reminder of the end of a period and the customer's answer."""

    covered_until: date
    reminded_on: date
    letter_sent_on: date | None = None
    letter_channel: str | None = None
    letter_copy: str | None = None
    sender: str | None = None
    answer: str | None = None
    answered_on: date | None = None
    text: str | None = None


def service_start(served: Served, *, law: Law) -> Decision[date | None]:
    """Service begins on the day of installation, by default with the first signature (CON-05; doc 4 l.325)."""
    signed = [sale.signed_on for sale in served.sales_contracts] + [period.period_from for period in served.periods]
    first = min(signed, default=None)
    way = law.value("service_start", on=served.installed_on or first or FIRST)
    start = served.installed_on if way.value == "installation" and served.installed_on else first
    return decide(start, law.clause("CON-05"), way, installed_on=served.installed_on, first_signed_on=first)


def installed_on(first: date | None, *, corrected: Mapping[str, str] | None, law: Law) -> Decision[date | None]:
    """The day of the installation: the first that is told, unless somebody corrected it and said why (CON-05; doc 4 l.325)."""
    day = date.fromisoformat(corrected["installed_on"]) if corrected else first
    return decide(day, law.clause("CON-05"), first_told=first, corrected=corrected)


def sale_ends(sale: Sale, *, law: Law) -> Decision[date]:
    """The end of the service that a sales contract grants: what its remark says, else its validity (CON-04; doc 4 l.296)."""
    if sale.valid_to < sale.valid_from:
        raise PeriodReversed(first=sale.valid_from.isoformat(), last=sale.valid_to.isoformat())
    months = sale.free_service_months
    end = sale.valid_to if months is None else add_months(sale.valid_from, months) - DAY
    return decide(end, law.clause("CON-04"), valid_to=sale.valid_to, free_service_months=months, remark=sale.remark)


def covered_until(served: Served, *, law: Law) -> Decision[date | None]:
    """The last day of service: where sales and service contracts overlap, the later end (CON-04; doc 4 l.296)."""
    spans = _spans(served, law=law)
    which = law.value("overlapping_periods", on=max((last for _, last in spans), default=FIRST))
    end = max((last for _, last in spans), default=None)
    return decide(end, law.clause("CON-04"), which, spans=[[first.isoformat(), last.isoformat()] for first, last in spans])


def standing(served: Served, *, on: date, law: Law) -> Decision[str]:
    """Whether the customer is in service on the day: unknown before any service began, lapsed outside of every span (CON-04)."""
    spans = _spans(served, law=law)
    inside = any(first <= on <= last for first, last in spans)
    begun = any(first <= on for first, _ in spans)
    state = "in_service" if inside else "lapsed" if begun else "unknown"
    return decide(state, law.clause("CON-04"), law.clause("CON-05"), on=on, spans=len(spans))


def reminder_due(covered: date | None, *, law: Law) -> Decision[date | None]:
    """The day of the reminder: one calendar month before the service ends (CON-10; doc 4 l.297)."""
    if covered is None:
        return decide(None, law.clause("CON-10"), covered_until=None)
    months = law.value("expiry_reminder_months", on=covered)
    return decide(add_months(covered, -int(months.value)), law.clause("CON-10"), months, covered_until=covered)


def reminder_state(reminder: Reminder | None, *, due_on: date | None, on: date, law: Law) -> Decision[str]:
    """A reminder without its letter, the letter's copy and sender is incomplete (CON-11; doc 4 l.297, l.283, l.320)."""
    if reminder is None:
        state = "due" if due_on is not None and on >= due_on else "not_due"
        return decide(state, law.clause("CON-10"), due_on=due_on, on=on)
    title = law.value("expiry_letter_title", on=reminder.reminded_on)
    kept = {"letter_sent_on": reminder.letter_sent_on, "letter_copy": reminder.letter_copy, "sender": reminder.sender}
    state = "complete" if all(kept.values()) else "incomplete"
    return decide(state, law.clause("CON-11"), title, **kept)


def reminder_in_order(reminder: Reminder | None, *, answered_on: date | None = None) -> None:
    """The letter is sent no earlier than the customer is reminded, and the answer follows (CON-11, CON-12); raises ``period_reversed``."""
    if reminder is None:
        return
    for last in (reminder.letter_sent_on, answered_on or reminder.answered_on):
        if last is not None and last < reminder.reminded_on:
            raise PeriodReversed(first=reminder.reminded_on.isoformat(), last=last.isoformat())


def answer_taken(reminder: Reminder | None, *, answer: str, law: Law) -> Decision[bool]:
    """The answer to a reminder is entered; one that is not a refusal opens a renewal (CON-12; doc 4 l.320)."""
    if reminder is None:
        raise StateConflict(state="not_reminded")
    return decide(answer != "decline", law.clause("CON-12"), answer=answer, covered_until=reminder.covered_until)


def _spans(served: Served, *, law: Law) -> list[tuple[date, date]]:
    """Every span of service, the sales contracts' from the day on which the service began."""
    start = service_start(served, law=law).outcome or FIRST
    sold = [(start, sale_ends(sale, law=law).outcome) for sale in served.sales_contracts]
    ended = {one.contract_no: one.ended_on - DAY for one in served.endings}
    bought = [(one.period_from, min(one.period_to, ended.get(one.contract_no, one.period_to))) for one in served.periods]
    return sorted(span for span in sold + bought if span[0] <= span[1])


def next_turn(served: Served, *, after: date, law: Law) -> Decision[date | None]:
    """The first day after the given one on which the customer comes into service or falls out of it (CON-04)."""
    spans = _spans(served, law=law)
    edges = sorted({first for first, _ in spans} | {last + DAY for _, last in spans})
    now = standing(served, on=after, law=law).outcome
    turn = next((day for day in edges if day > after and standing(served, on=day, law=law).outcome != now), None)
    return decide(turn, law.clause("CON-04"), after=after, now=now)
