"""What a specialist must know of a customer unit and when to revisit it (CUS-44, CUS-45, CUS-47; doc 4 l.272-287)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kefu.law import Decision, Law, decide
from kefu_messages.customers.software import HandleIncomplete
from kefu_messages.errors import StateConflict


def unit_findings(
    software_contact: str | None, *, products: Sequence[str], state_of_use: str | None, law: Law
) -> Decision[tuple[str, ...]]:
    """What is missing on a customer unit: contact, products, state of use (CUS-44; doc 4 l.273)."""
    held = {"software_contact": software_contact, "products": list(products), "state_of_use": state_of_use}
    missing = tuple(name for name, value in held.items() if not (value.strip() if isinstance(value, str) else value))
    return decide(missing, law.clause("CUS-44"), **held)


def next_revisit(assigned_on: date, *, last_revisit_on: date | None, law: Law) -> Decision[date]:
    """The day of the next regular revisit of a unit: some days after the last one, or after the assignment (CUS-44; doc 4 l.273)."""
    start = max(assigned_on, last_revisit_on or assigned_on)
    days = law.value("revisit_interval_days", on=start)
    return decide(start + timedelta(days=int(days.value)), days, assigned_on=assigned_on, last_revisit_on=last_revisit_on)


def revisit_overdue(due_on: date, *, as_of: date, law: Law) -> Decision[bool]:
    """Whether a regular revisit is missing at the end of the day ``as_of`` (CUS-44; doc 4 l.273)."""
    return decide(as_of >= due_on, law.clause("CUS-44"), due_on=due_on, as_of=as_of)


def requirement_promotable(state: str, *, law: Law) -> Decision[bool]:
    """A recorded requirement may become a program-change request, once (CUS-45; doc 4 l.272)."""
    if state != "recorded":
        raise StateConflict(state=state)
    return decide(True, law.clause("CUS-45"), state=state)


def handle_complete(handle: str, *, unit: str | None, contact_name: str | None, department: str | None, law: Law) -> Decision[bool]:
    """A chat handle carries unit, contact name and department, or it is not stored (CUS-47; doc 4 l.287)."""
    held = {"unit": unit, "contact_name": contact_name, "department": department}
    missing = [name for name, value in held.items() if not (value or "").strip()]
    if missing:
        raise HandleIncomplete(handle=handle, missing=", ".join(missing))
    return decide(True, law.clause("CUS-47"), handle=handle)
