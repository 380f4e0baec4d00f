"""How a case comes in: what it must hold, who gets it, to whom it is reported (CMP-04, 11, 27, 32, 49, 52)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_complaints.rules.staff_complaints import channel_known, known_cause
from kefu_messages.complaints.shared import TextMissing
from kefu_messages.errors import UnknownCategory, UnknownStaff

COMPLAINTS = frozenset({"complaint", "grumble"})


@dataclass(frozen=True)
class Opening:
    """What is recorded of a case as it comes in."""

    kind: str
    channel: str
    text: str
    received_on: date
    category: str | None = None
    cause: str | None = None


@dataclass(frozen=True)
class Edition:
    """An edition of the complaint procedure."""

    edition: int
    effective_from: date


@dataclass(frozen=True)
class Routing:
    """Where a new case goes: into a queue, or past all queues to the supervisor."""

    queue: str | None
    to_role: str | None = None


def case_opened(opening: Opening, *, staff_known: bool, law: Law, staff_no: str | None = None) -> Decision[Opening]:
    """A case is recorded with its words, channel and category (CMP-27, CMP-32, CMP-52; doc 2 l.198, doc 4 l.266, doc 5.2 l.389).

    Raises ``text_missing``, ``channel_not_allowed``, ``unknown_category``, ``unknown_code``, ``unknown_staff``.
    """
    clause = law.clause("CMP-27" if opening.kind in COMPLAINTS else "CMP-51")
    if not opening.text.strip():
        raise TextMissing(field="text", because=[clause.id])
    channel = channel_known(opening.channel, on=opening.received_on, law=law)
    categories = category_known(opening.category, on=opening.received_on, law=law)
    causes = known_cause(opening.cause, on=opening.received_on, law=law).because if opening.cause else ()
    if staff_no is not None and not staff_known:
        raise UnknownStaff(staff_no=staff_no, because=["CMP-24"])
    return decide(opening, clause, *channel.because, *categories.because, *causes, kind=opening.kind, received_on=opening.received_on)


def category_known(category: str | None, *, on: date, law: Law) -> Decision[str | None]:
    """A category is one of those configured (CMP-52; doc 5.2 l.389); raises ``unknown_category``."""
    categories = law.value("complaint_categories", on=on)
    if category is not None and category not in categories.value:
        raise UnknownCategory(category=category, because=["CMP-52"])
    return decide(category, law.clause("CMP-52"), categories, category=category)


def procedure_in_force(editions: Sequence[Edition], *, on: date, law: Law) -> Decision[int | None]:
    """The edition of the complaint procedure in force on the day of receipt; None before the first (CMP-01; doc 1 l.15)."""
    current = [one.edition for one in editions if one.effective_from <= on]
    return decide(max(current, default=None), law.clause("CMP-01"), on=on)


def routed(kind: str, *, priority: str, on: date, law: Law) -> Decision[Routing]:
    """Complaints wait in the reception centre, the rest in the service group; an emergency goes to the supervisor (CMP-04, CMP-49)."""
    if priority == "emergency":
        role = law.value("supervisor_role", on=on)
        return decide(Routing(None, str(role.value)), law.clause("CMP-04"), role, kind=kind, priority=priority)
    queues = law.value("queues", on=on)
    return decide(Routing(queues.value.get(kind, queues.value["others"])), law.clause("CMP-49"), queues, kind=kind, priority=priority)


def reported_to(severity: str, *, on: date, law: Law) -> Decision[str | None]:
    """To whose post a complaint of that severity is reported; None when the agent handles it alone (CMP-11; doc 1 l.39)."""
    reports = law.value("severity_reports_to", on=on)
    return decide(reports.value.get(severity), law.clause("CMP-11"), reports, severity=severity)


def supervisor(rule: str, *, on: date, law: Law) -> Decision[str]:
    """The post of the supervisor, to whom the rule sends a case (CMP-06, CMP-26; doc 1 l.29, doc 2 l.197)."""
    role = law.value("supervisor_role", on=on)
    return decide(str(role.value), law.clause(rule), role, on=on)


def disputes_billing(category: str | None, *, on: date, law: Law) -> Decision[bool]:
    """Whether a complaint is about a bill, so that nobody is dunned while it is open (CMP-07)."""
    categories = law.value("billing_categories", on=on)
    return decide(category in categories.value, categories, category=category)
