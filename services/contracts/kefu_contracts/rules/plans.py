"""The month's contract plan and the department's monthly report (CON-01, CON-02, CON-28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kefu.calendar import first_day, last_day, months_after
from kefu.figures import percent_text
from kefu.law import Citation, Decision, Law, decide
from kefu_messages.contracts import PlanDecided
from kefu_messages.errors import SelfApproval, UnknownReference, ValidationFailed


@dataclass(frozen=True)
class Item:
    """A contract to be signed in the month; ``done_on`` once it is."""

    item_no: str
    customer_no: str = ""
    specialist: str = ""
    contract_no: str | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class Completion:
    """How much of a plan is done; ``percent`` with one place."""

    planned: int
    completed: int
    percent: str | None


def plan_prepared(items: Sequence[Item], *, state: str, month: str, law: Law) -> Decision[int]:
    """The manager prepares items with their specialists until the plan is decided (CON-02; doc 4 l.270)."""
    if state == "decided":
        raise PlanDecided(month=month)
    numbers = [item.item_no for item in items]
    if len(set(numbers)) < len(numbers):
        raise ValidationFailed(fields={"items": "item_no stands twice"})
    return decide(len(items), law.clause("CON-02"), month=month, items=len(items))


def plan_due(month: str, *, law: Law) -> Decision[date | None]:
    """The last day on which the month's plan is decided in time, None where no day is adopted (CON-01; doc 4 l.258)."""
    return _due_in(month, day_of="contract_plan_day", clause=law.clause("CON-01"), law=law)


def plan_late(month: str, *, decided_on: date | None, on: date, law: Law) -> Decision[bool]:
    """Whether the plan was decided late, or is overdue at the end of the day (CON-01; doc 4 l.258)."""
    due = plan_due(month, law=law)
    late = due.outcome is not None and (decided_on or on) > due.outcome
    return decide(late, *due.because, due_on=due.outcome, decided_on=decided_on, on=on)


def plan_decided(month: str, *, state: str, prepared_by: str, decided_by: str, law: Law) -> Decision[bool]:
    """The director decides what the manager prepared, nobody the own plan, and once (CON-01, CON-02; doc 4 l.258, l.270)."""
    if prepared_by == decided_by:
        raise SelfApproval(staff_no=decided_by)
    if state == "decided":
        raise PlanDecided(month=month)
    return decide(True, law.clause("CON-01"), law.clause("CON-02"), prepared_by=prepared_by, decided_by=decided_by)


def item_done(items: Sequence[Item], *, item_no: str, law: Law) -> Decision[bool]:
    """Work is entered on an item that the plan allocates (CON-02; doc 4 l.270); raises ``unknown_reference``."""
    if item_no not in {item.item_no for item in items}:
        raise UnknownReference(kind="plan item", key=item_no)
    return decide(True, law.clause("CON-02"), item_no=item_no)


def completion(items: Sequence[Item], *, month: str, on: date, law: Law) -> Decision[Completion]:
    """What of the plan was done by the day and within its month, in percent with one place (CON-01; doc 4 l.258)."""
    until = min(on, last_day(month))
    done = sum(item.done_on is not None and item.done_on <= until for item in items)
    percent = percent_text(done, whole=len(items), places=1)
    return decide(Completion(len(items), done, percent), law.clause("CON-01"), month=month, until=until)


def report_due(month: str, *, law: Law) -> Decision[date | None]:
    """The last day on which the department's report of a month is in time, None where no day is adopted (CON-28; doc 4 l.261)."""
    return _due_in(months_after(month, 1), day_of="department_report_day", clause=law.clause("CON-28"), law=law)


def report_late(month: str, *, submitted_on: date | None, on: date, law: Law) -> Decision[bool]:
    """Whether a report came late, or is missing at the end of the day (CON-28; doc 4 l.261)."""
    due = report_due(month, law=law)
    late = due.outcome is not None and (submitted_on or on) > due.outcome
    return decide(late, *due.because, due_on=due.outcome, submitted_on=submitted_on, on=on)


def _due_in(month: str, *, day_of: str, clause: Citation, law: Law) -> Decision[date | None]:
    """The day of the month that the law names; a month that is shorter ends before it."""
    start, end = first_day(month), last_day(month)
    if not any(entry.since <= start for entry in law.entries(day_of)):
        return decide(None, clause, month=month)
    day = law.value(day_of, on=start)
    return decide(start.replace(day=min(int(day.value), end.day)), clause, day, month=month)
