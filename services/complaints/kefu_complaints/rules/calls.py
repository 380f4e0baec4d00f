"""Calls, messages, the day's call figures, work logs and summaries (CMP-12..14, 21..23; doc 1 l.17-61)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kefu.calendar import first_day, months_after
from kefu.law import Decision, Law, decide
from kefu_messages.complaints.calls import CountsDoNotAddUp, MessageMissing, TransferTargetMissing
from kefu_messages.complaints.shared import TextMissing

CENTS = Decimal("0.01")


@dataclass(frozen=True)
class Call:
    """A call as it was logged."""

    outcome: str
    transferred_to: str | None = None
    taken_for: str | None = None
    message: str = ""
    department: str | None = None
    coordination: str | None = None


@dataclass(frozen=True)
class CallRates:
    """Percent answered and the mean seconds of a handled call; None over nothing."""

    answer_percent: Decimal | None
    mean_handling_seconds: Decimal | None


def call_logged(call: Call, *, law: Law) -> Decision[Call]:
    """A call has one outcome, a transferred one its colleague, one taken for a colleague a message (CMP-14, 22, 23; doc 1 l.41-61).

    Raises ``transfer_target_missing``, ``message_missing``, ``text_missing``.
    """
    if (call.outcome == "transferred") != (call.transferred_to is not None):
        raise TransferTargetMissing(because=["CMP-22"])
    if call.taken_for is not None and not call.message.strip():
        raise MessageMissing(staff_no=call.taken_for, because=["CMP-23"])
    if call.department is not None and not (call.coordination or "").strip():
        raise TextMissing(field="coordination", because=["CMP-14"])
    clauses = ["CMP-22", *(["CMP-23"] if call.taken_for else []), *(["CMP-14"] if call.department else [])]
    return decide(call, *map(law.clause, clauses), ended=call.outcome, taken_for=call.taken_for)


def call_rates(inbound: int, *, answered: int, outbound: int, handling_seconds: int, law: Law) -> Decision[CallRates]:
    """The share of incoming calls that were answered and how long a call takes (CMP-21; doc 1 l.17); raises ``call_counts_wrong``."""
    if min(inbound, answered, outbound, handling_seconds) < 0 or answered > inbound:
        raise CountsDoNotAddUp(answered=answered, inbound=inbound)
    rates = CallRates(_share(100 * answered, inbound), _share(handling_seconds, answered + outbound))
    return decide(rates, law.clause("CMP-21"), inbound=inbound, answered=answered, outbound=outbound)


def logs_missing(present: Sequence[str], *, written: Sequence[str], law: Law) -> Decision[tuple[str, ...]]:
    """Who was there and wrote no work log (CMP-12; doc 1 l.39)."""
    return decide(tuple(sorted(set(present) - set(written))), law.clause("CMP-12"), present=len(set(present)))


def summary_due(month: str, *, law: Law) -> Decision[date]:
    """The last day on which the month's summary is in time (CMP-13; doc 1 l.39)."""
    following = first_day(months_after(month, 1))
    day = law.value("monthly_summary_due_day", on=following)
    return decide(following.replace(day=int(day.value)), law.clause("CMP-13"), day, month=month)


def summary_overdue(month: str, *, submitted_on: date | None, as_of: date, law: Law) -> Decision[bool]:
    """Whether a summary came too late, or has not come although its last day is over (CMP-13; doc 1 l.39)."""
    due = summary_due(month, law=law)
    return decide((submitted_on or as_of) > due.outcome, *due.because, submitted_on=submitted_on, as_of=as_of)


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / whole).quantize(CENTS, ROUND_HALF_UP) if whole else None
