"""What counts as a lost request of a customer (DIS-33 to DIS-35)."""

from __future__ import annotations

from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.documents import FormFoundAlready
from kefu_messages.errors import UnknownStaff

LOSS_OF = {"program_change": "DIS-33", "data_removal": "DIS-34", "password_recovery": "DIS-35"}


def loss_of(form: str, *, sheets: int, staff_no: str, known: bool, law: Law) -> Decision[int]:
    """The number of forms somebody has lost: a sheet is a form (DIS-33, DIS-34, DIS-35; doc 4 l.341).

    Raises ``unknown_staff``.
    """
    if not known:
        raise UnknownStaff(staff_no=staff_no, because=["DIS-33"])
    return decide(sheets, law.clause(LOSS_OF[form]), form=form, staff_no=staff_no)


def found_again(found_on: date, *, before: date | None, record_no: str, form: str, law: Law) -> Decision[date]:
    """The day on which a lost form was found (DIS-33, DIS-34, DIS-35). Raises ``form_found_already``."""
    if before is not None:
        raise FormFoundAlready(record_no=record_no, found_on=before.isoformat())
    return decide(found_on, law.clause(LOSS_OF[form]), form=form)
