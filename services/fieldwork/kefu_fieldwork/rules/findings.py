"""Findings and hazards: by when they are put right, who looks again, what is counted (FLD-08, FLD-19, FLD-27, FLD-32)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kefu.figures import percent
from kefu.law import Decision, Law, decide
from kefu_messages.errors import SelfApproval, UnknownCategory
from kefu_messages.fieldwork.findings import FindingNotCorrected, ResponsibleMissing
from kefu_messages.fieldwork.shared import MomentsReversed

HAZARD = "hazard"


@dataclass(frozen=True)
class Found:
    """A finding as figures count it."""

    source: str
    found_on: date
    due_on: date | None = None
    corrected_on: date | None = None


@dataclass(frozen=True)
class Corrected:
    """How many were found and put right; percent of two places, None of nothing."""

    found: int
    corrected: int
    correction_rate: Decimal | None


@dataclass(frozen=True)
class FindingFigures:
    """What became of the findings of a period by a day."""

    found: int
    corrected: int
    overdue: int
    correction_rate: Decimal | None
    sources: dict[str, Corrected]


def finding_due(source: str, *, level: str | None, found_on: date, due_on: date | None = None, law: Law) -> Decision[date]:
    """The last day for putting a finding right: the given one, else the term of its level or source (FLD-08, FLD-27, FLD-32).

    Raises ``unknown_category`` for a hazard without a level that is one, ``field_moments_reversed``.
    """
    levels, days = law.value("hazard_levels", on=found_on), law.value("correction_days", on=found_on)
    if (source == HAZARD or level is not None) and level not in levels.value:
        raise UnknownCategory(category=level or "-", because=["FLD-32"])
    if due_on is not None and due_on < found_on:
        raise MomentsReversed(earlier="found_on", later="due_on", because=["FLD-27"])
    term = days.value.get(level) if level else days.value.get(source, days.value["other"])
    clause = law.clause("FLD-32" if level else "FLD-27")
    return decide(due_on or found_on + timedelta(days=int(term)), clause, days, source=source, level=level, found_on=found_on)


def responsible_named(responsible: str | None, *, law: Law) -> Decision[str]:
    """Every finding names who answers for it (FLD-19, FLD-27; doc 5.2 l.399, l.407); raises ``responsible_missing``."""
    if not responsible or not responsible.strip():
        raise ResponsibleMissing(because=["FLD-19"])
    return decide(responsible, law.clause("FLD-19"), responsible=responsible)


def corrected(state: str, *, found_on: date, corrected_on: date, law: Law) -> Decision[int]:
    """The days it took to put a finding right (FLD-27; doc 5.2 l.407); raises ``finding_not_corrected``, ``field_moments_reversed``."""
    if state != "open":
        raise FindingNotCorrected(state=state, because=["FLD-27"])
    if corrected_on < found_on:
        raise MomentsReversed(earlier="found_on", later="corrected_on", because=["FLD-27"])
    return decide((corrected_on - found_on).days, law.clause("FLD-27"), found_on=found_on, corrected_on=corrected_on)


def reinspected(
    state: str, *, removed: bool, corrected_by: str | None, inspector: str, corrected_on: date | None, inspected_on: date, law: Law
) -> Decision[str]:
    """The state after a second look: closed, or open once more (FLD-08, FLD-32; doc 5.3 l.435).

    Raises ``finding_not_corrected``, ``self_approval`` for who corrected it, ``field_moments_reversed``.
    """
    if state != "corrected" or corrected_on is None:
        raise FindingNotCorrected(state=state, because=["FLD-32"])
    if inspector == corrected_by:
        raise SelfApproval(staff_no=inspector, because=["FLD-32"])
    if inspected_on < corrected_on:
        raise MomentsReversed(earlier="corrected_on", later="inspected_on", because=["FLD-32"])
    return decide("closed" if removed else "open", law.clause("FLD-32"), law.clause("FLD-08"), removed=removed, inspected_on=inspected_on)


def overdue(state: str, *, due_on: date | None, as_of: date, law: Law) -> Decision[bool]:
    """Whether an open finding was due before the day (FLD-27; doc 5.2 l.407)."""
    late = state == "open" and due_on is not None and due_on < as_of
    return decide(late, law.clause("FLD-27"), state=state, due_on=due_on, as_of=as_of)


def finding_figures(findings: Sequence[Found], *, as_of: date, law: Law) -> Decision[FindingFigures]:
    """Corrected of found, in all and per source (FLD-27; doc 5.2 l.407)."""
    counted = [one for one in findings if one.found_on <= as_of]
    every = _corrected(counted, as_of)
    late = sum(_late(one, as_of) for one in counted)
    sources = {name: _corrected([one for one in counted if one.source == name], as_of) for name in sorted({one.source for one in counted})}
    return decide(
        FindingFigures(every.found, every.corrected, late, every.correction_rate, sources),
        law.clause("FLD-27"),
        as_of=as_of,
        findings=len(findings),
    )


def _corrected(findings: Sequence[Found], as_of: date) -> Corrected:
    done = sum(_by(one.corrected_on, as_of) for one in findings)
    return Corrected(len(findings), done, percent(done, whole=len(findings)))


def _late(finding: Found, as_of: date) -> bool:
    return finding.due_on is not None and finding.due_on < as_of and not _by(finding.corrected_on, as_of)


def _by(day: date | None, as_of: date) -> bool:
    return day is not None and day <= as_of
