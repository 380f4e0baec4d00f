"""Until when a document is lent, and by how many days it is late (CUS-17, CUS-64)."""

from __future__ import annotations

from datetime import date, timedelta

from kefu.law import Decision, Law, decide
from kefu_messages.documents import BackBeforeLent
from kefu_messages.errors import StateConflict


def loan_due(lent_on: date, *, asked: date | None, law: Law) -> Decision[date]:
    """The last day of a loan: the one agreed, at most the law's term after the lending (CUS-17; doc 1 l.92)."""
    term = law.value("document_loan_days", on=lent_on)
    last = lent_on + timedelta(days=term.value)
    due = last if asked is None else min(asked, last)
    return decide(max(due, lent_on), term, lent_on=lent_on, asked=asked)


def loan_late(due_on: date, *, on: date) -> int:
    """Calendar days after the due day; 0 on it and before."""
    return max((on - due_on).days, 0)


def loan_returned(returned_on: date, *, lent_on: date, due_on: date, state: str, law: Law) -> Decision[int]:
    """The days by which a document came back late (CUS-17, CUS-64). Raises ``back_before_lent``, ``state_conflict``."""
    if state != "lent":
        raise StateConflict(state=state)
    if returned_on < lent_on:
        raise BackBeforeLent(lent_on=lent_on.isoformat())
    return decide(loan_late(due_on, on=returned_on), law.clause("CUS-17"), law.clause("CUS-64"), returned_on=returned_on, due_on=due_on)
