"""Household visits, their findings, and owners' satisfaction by area (CUS-61..63; doc 5.2 l.389)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu.figures import percent
from kefu.law import Decision, Law, decide
from kefu_customers.rules.units import UnitFacts, occupancy_on
from kefu_messages.customers import AnswerMissing, DuplicateVisit, ReasonMissing, TicketMissing, UnitNotOccupied, UnknownVisit
from kefu_messages.errors import ChannelNotAllowed, StateConflict, UnknownCategory, UnknownUnit


@dataclass(frozen=True)
class FindingFacts:
    """A finding as the year's summary counts it."""

    finding_no: str
    category: str
    treatment: str | None = None


@dataclass(frozen=True)
class FindingSummary:
    """Findings per class and what became of them."""

    findings: dict[str, int]
    with_ticket: int
    no_action: int
    untreated: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """One owner's answer with the area of the unit."""

    area: str
    satisfied: bool


@dataclass(frozen=True)
class SatisfactionFigures:
    """Answers, satisfied ones, and percent with four places (None without answers)."""

    answers: int
    satisfied: int
    percent: Decimal | None


@dataclass(frozen=True)
class SatisfactionByArea:
    """Overall from all answers, never the mean of the areas."""

    overall: SatisfactionFigures
    areas: dict[str, SatisfactionFigures]


def visit_recordable(visit_no: str, *, seen: bool, unit_no: str, unit: UnitFacts | None, visited_on: date, law: Law) -> Decision[bool]:
    """A visit is recorded once, at a known unit that was occupied on that day (CUS-61; doc 5.2 l.389)."""
    if seen:
        raise DuplicateVisit(visit_no=visit_no)
    if unit is None:
        raise UnknownUnit(unit_no=unit_no)
    if occupancy_on(unit, day=visited_on, law=law).outcome is None:
        raise UnitNotOccupied(unit_no=unit_no, day=visited_on.isoformat())
    return decide(True, law.clause("CUS-61"), visit_no=visit_no, unit_no=unit_no, visited_on=visited_on)


def finding_classified(
    visit_no: str, *, visited_on: date | None, category: str, treatment: str | None, ticket_no: str | None, law: Law
) -> Decision[tuple[str, ...]]:
    """The repair classes a finding of that class may become (CUS-61, FLD-09; doc 5.2 l.389-391).

    Raises ``UnknownVisit`` without a recorded visit, ``UnknownCategory`` for any other class, ``TicketMissing``.
    """
    if visited_on is None:
        raise UnknownVisit(visit_no=visit_no)
    classes = law.value("finding_categories", on=visited_on)
    if category not in classes.value:
        raise UnknownCategory(category=category)
    if treatment == "ticket" and not ticket_no:
        raise TicketMissing
    return decide(tuple(classes.value[category]), law.clause("CUS-61"), classes, category=category, visit_no=visit_no)


def finding_treated(before: str | None, *, treatment: str, ticket_no: str | None, reason: str | None, law: Law) -> Decision[str]:
    """Each finding ends once, in a ticket or in a reasoned decision to do nothing (CUS-62; doc 5.2 l.389)."""
    if before is not None:
        raise StateConflict(state=before)
    if treatment == "ticket" and not ticket_no:
        raise TicketMissing
    if treatment == "no_action" and not (reason or "").strip():
        raise ReasonMissing
    return decide(treatment, law.clause("CUS-62"), treatment=treatment, ticket_no=ticket_no, reason=reason)


def finding_summary(findings: Sequence[FindingFacts], *, law: Law) -> Decision[FindingSummary]:
    """Count findings per class and by treatment, and list the untreated (CUS-61, CUS-62; doc 5.2 l.389)."""
    listed = sorted(findings, key=lambda one: one.finding_no)
    classes, ends = Counter(one.category for one in listed), Counter(one.treatment for one in listed)
    untreated = tuple(one.finding_no for one in listed if one.treatment is None)
    summary = FindingSummary(dict(sorted(classes.items())), ends["ticket"], ends["no_action"], untreated)
    return decide(summary, law.clause("CUS-61"), law.clause("CUS-62"), findings=len(listed))


def survey_answer(
    survey_no: str, *, unit_no: str, area: str | None, known: bool, channel: str, satisfied: bool | None, answered_on: date, law: Law
) -> Decision[Answer]:
    """An answer of a known unit through an allowed channel (CUS-63; doc 5.2 l.389)."""
    if not known:
        raise UnknownUnit(unit_no=unit_no)
    channels = law.value("survey_channels", on=answered_on)
    if channel not in channels.value:
        raise ChannelNotAllowed(channel=channel)
    if satisfied is None:
        raise AnswerMissing(survey_no=survey_no)
    return decide(Answer(area or "", satisfied), law.clause("CUS-63"), channels, channel=channel)


def satisfaction_by_area(answers: Sequence[Answer], *, law: Law) -> Decision[SatisfactionByArea]:
    """Satisfied of all answers, overall and per area (CUS-63, REP-41; doc 5.2 l.389)."""
    listed = list(answers)
    areas = sorted({one.area for one in listed})
    outcome = SatisfactionByArea(_figures(listed), {area: _figures([one for one in listed if one.area == area]) for area in areas})
    return decide(outcome, law.clause("CUS-63"), answers=len(listed))


def _figures(answers: list[Answer]) -> SatisfactionFigures:
    satisfied = sum(one.satisfied for one in answers)
    return SatisfactionFigures(len(answers), satisfied, percent(satisfied, whole=len(answers), places=4))
