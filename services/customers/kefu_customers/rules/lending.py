"""Filing and lending in the archive: one borrower at a time, a term, a custodian (CUS-64; doc 5.2 l.410-417)."""

from __future__ import annotations

from datetime import date, timedelta

from kefu.law import Decision, Law, decide
from kefu_messages.customers.lending import FileNotOnLoan, FileOnLoan, ReturnedBeforeLent


def loan_due(file_no: str, *, borrower: str | None, lent_on: date, law: Law) -> Decision[date]:
    """The day a lent file is due back; a file that is out is not lent again (CUS-64; doc 5.2 l.417)."""
    if borrower is not None:
        raise FileOnLoan(file_no=file_no, borrower=borrower)
    days = law.value("loan_days", on=lent_on)
    return decide(lent_on + timedelta(days=int(days.value)), law.clause("CUS-64"), days, file_no=file_no, lent_on=lent_on)


def loan_returned(file_no: str, *, lent_on: date | None, due_on: date | None, returned_on: date, law: Law) -> Decision[int]:
    """How many days after its term a file came back, 0 when in time (CUS-64; doc 5.2 l.417)."""
    if lent_on is None or due_on is None:
        raise FileNotOnLoan(file_no=file_no)
    if returned_on < lent_on:
        raise ReturnedBeforeLent(returned_on=returned_on.isoformat(), lent_on=lent_on.isoformat())
    return decide(max(0, (returned_on - due_on).days), law.clause("CUS-64"), due_on=due_on, returned_on=returned_on)


def loan_overdue(due_on: date | None, *, as_of: date, law: Law) -> Decision[bool]:
    """Whether a lent file is not back at the end of the day ``as_of`` although its term has ended (CUS-64; doc 5.2 l.417)."""
    return decide(due_on is not None and as_of >= due_on, law.clause("CUS-64"), due_on=due_on, as_of=as_of)
