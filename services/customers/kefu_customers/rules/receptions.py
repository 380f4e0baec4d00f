"""When a reception may be held and closed, and by when its summary is due (CUS-33..37; doc 1 l.49-52)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kefu.law import Decision, Law, decide
from kefu_messages.customers.receptions import GuestFormIncomplete, GuestTypeUnknown, NotTheReceivingAgent, StrategyMissing
from kefu_messages.errors import StateConflict


@dataclass(frozen=True)
class ReceptionChecklist:
    """What the agent ticks after a reception (CUS-35)."""

    greeted_and_answered: bool = False
    benefits_presented: bool = False
    culture_presented: bool = False
    rules_followed: bool = False


@dataclass(frozen=True)
class HeldReception:
    """What follows from a reception that was held."""

    checklist_missing: tuple[str, ...]
    summary_due_on: date


def guest_type_admitted(guest_type: str, *, planned_on: date, law: Law) -> Decision[str]:
    """The identity of a guest, one of the organisation's list (CUS-33, CUS-34; doc 1 l.50)."""
    types = law.value("guest_types", on=planned_on)
    if guest_type not in types.value:
        raise GuestTypeUnknown(guest_type=guest_type)
    return decide(guest_type, law.clause("CUS-33"), types, guest_type=guest_type)


def receiving_agent(agent: str, *, staff_no: str, law: Law) -> Decision[str]:
    """Only the agent who receives the guests prepares, holds and reports the reception (CUS-36; doc 1 l.50-52)."""
    if staff_no != agent:
        raise NotTheReceivingAgent(agent=agent)
    return decide(agent, law.clause("CUS-36"), agent=agent)


def reception_held(strategy: str | None, *, checklist: ReceptionChecklist, held_on: date, law: Law) -> Decision[HeldReception]:
    """Which checklist items stay open and when the summary is due (CUS-34..36; doc 1 l.50-52).

    Raises ``StrategyMissing`` when no presentation strategy was chosen before.
    """
    if not (strategy or "").strip():
        raise StrategyMissing
    items = law.value("reception_checklist", on=held_on)
    days = law.value("reception_summary_days", on=held_on)
    missing = tuple(item for item in items.value if not getattr(checklist, item))
    outcome = HeldReception(missing, held_on + timedelta(days=int(days.value)))
    return decide(outcome, law.clause("CUS-34"), items, days, held_on=held_on, strategy=strategy)


def summary_days_late(due_on: date, *, filed_on: date, law: Law) -> Decision[int]:
    """How many days after its term a summary was filed, 0 when in time (CUS-36; doc 1 l.52)."""
    return decide(max(0, (filed_on - due_on).days), law.clause("CUS-36"), due_on=due_on, filed_on=filed_on)


def summary_overdue(due_on: date | None, *, filed_on: date | None, as_of: date, law: Law) -> Decision[bool]:
    """Whether the summary is missing at the end of the day ``as_of`` although its term has ended (CUS-36; doc 1 l.52)."""
    late = due_on is not None and filed_on is None and as_of >= due_on
    return decide(late, law.clause("CUS-36"), due_on=due_on, filed_on=filed_on, as_of=as_of)


def reception_closable(state: str, *, form: Mapping[str, str | None], held_on: date | None, law: Law) -> Decision[bool]:
    """A held reception whose guest form is complete may be closed (CUS-37; doc 1 l.52)."""
    if state != "held" or held_on is None:
        raise StateConflict(state=state)
    needed = law.value("guest_form_fields", on=held_on)
    missing = [name for name in needed.value if not (form.get(name) or "").strip()]
    if missing:
        raise GuestFormIncomplete(missing=", ".join(missing))
    return decide(True, law.clause("CUS-37"), needed, form=dict(form))
