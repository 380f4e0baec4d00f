"""How well the service does by questionnaires, recordings and complaints (CUS-29..32; doc 1 l.100-102)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from kefu.calendar import month_of
from kefu.figures import mean, percent
from kefu.law import Decision, Law, decide
from kefu_messages import roles
from kefu_messages.customers import (
    AnswerTwice,
    CaseClosedBeforeReceipt,
    OthersEvaluation,
    OwnRecording,
    RecordingExpired,
    RecordingWithoutConsent,
)

SUPERIORS = frozenset({roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_MANAGER})
PLACES = 2


@dataclass(frozen=True)
class Satisfied:
    """Satisfied of answered; the rate is None without answers."""

    answered: int
    satisfied: int
    satisfaction_percent: Decimal | None


@dataclass(frozen=True)
class Complained:
    """A complaint about an agent."""

    cause: str
    outcome: str = "open"


@dataclass(frozen=True)
class ComplaintAnalysis:
    """Complaints of a period about an agent; the rate is per contacts, None without contacts."""

    complaints: int
    contacts: int
    complaint_rate_percent: Decimal | None
    causes: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)


def accept_answer(customer_no: str, *, period: str, answered: bool, law: Law) -> Decision[str]:
    """One questionnaire per customer and period (CUS-29; doc 1 l.102)."""
    if answered:
        raise AnswerTwice(customer_no=customer_no, period=period, kind="answer", key=customer_no)
    return decide(period, law.clause("CUS-29"), period=period)


def satisfaction(answers: tuple[bool, ...], *, law: Law) -> Decision[Satisfied]:
    """Satisfied / answered (CUS-29; doc 1 l.102)."""
    satisfied = sum(answers)
    figures = Satisfied(len(answers), satisfied, percent(satisfied, whole=len(answers), places=PLACES))
    return decide(figures, law.clause("CUS-29"), answered=len(answers), satisfied=satisfied)


def accept_review(agent: str, *, reviewer: str, recorded_on: date, reviewed_on: date, consent: bool, law: Law) -> Decision[date]:
    """Until when the recording may be reviewed, by another than the agent, with the customer's knowledge (CUS-30; doc 1 l.102)."""
    if agent == reviewer:
        raise OwnRecording
    kept, needed = law.value("recording_kept_days", on=recorded_on), law.value("recording_consent", on=recorded_on)
    kept_until = recorded_on + timedelta(days=kept.value)
    if reviewed_on > kept_until:
        raise RecordingExpired(kept_until=kept_until.isoformat())
    if needed.value == "required" and not consent:
        raise RecordingWithoutConsent
    return decide(kept_until, law.clause("CUS-30"), kept, needed, recorded_on=recorded_on, reviewed_on=reviewed_on)


def recording_mean(scores: tuple[int, ...], *, law: Law) -> Decision[Decimal | None]:
    """The mean score of an agent's reviewed recordings (CUS-30; doc 1 l.102)."""
    return decide(mean(scores, places=PLACES), law.clause("CUS-30"), reviewed=len(scores))


def accept_case(received_on: date, *, closed_on: date | None, law: Law) -> Decision[str]:
    """The month in which a complaint case counts: that of its receipt (CUS-31; doc 1 l.102)."""
    if closed_on is not None and closed_on < received_on:
        raise CaseClosedBeforeReceipt(closed_on=closed_on.isoformat(), received_on=received_on.isoformat())
    return decide(month_of(received_on), law.clause("CUS-31"), received_on=received_on, closed_on=closed_on)


def complaint_analysis(complaints: tuple[Complained, ...], *, contacts: int, law: Law) -> Decision[ComplaintAnalysis]:
    """Count, causes, outcomes and rate per contacts (CUS-31; doc 1 l.102)."""
    causes, outcomes = Counter(item.cause for item in complaints), Counter(item.outcome for item in complaints)
    rate = percent(len(complaints), whole=contacts, places=PLACES)
    figures = ComplaintAnalysis(len(complaints), contacts, rate, dict(sorted(causes.items())), dict(sorted(outcomes.items())))
    return decide(figures, law.clause("CUS-31"), complaints=len(complaints), contacts=contacts)


def may_see_evaluation(agent: str, *, reader: str, reader_roles: frozenset[str], law: Law) -> Decision[str]:
    """One's own evaluation, or anybody's for the supervisor and the manager (CUS-32; doc 1 l.100)."""
    if agent != reader and not reader_roles & SUPERIORS:
        raise OthersEvaluation
    return decide(agent, law.clause("CUS-32"), agent=agent, reader=reader)
