"""Acts as they are entered: everybody his own, when he does it; papers of others HR alone, of days that are over, with a reason.

Whoever asks is meant, never a name that is typed: nobody enters by hand, or as a row of a file, what decides about himself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from kefu.entered import REASON, check_moments, day_of, entered, past_papers
from kefu.law import Decision, decide
from kefu.service import Ask
from kefu_messages.attendance import OthersPaper
from kefu_messages.attendance.rosters import ATTENDANCE_CLERKS
from kefu_messages.errors import EnteredTooLate, SelfApproval, ValidationFailed

ENTRY = "entry"
OF_SEVERAL = ("paper", "approver", "document", "attempt_no", "punch_id", "shift_id")  # what tells acts of a kind on one record apart
Taken = dict[str, Decision[Any]]


def is_clerk(ask: Ask) -> bool:
    """Whether the caller enters papers of others."""
    return bool(ask.identity.roles & ATTENDANCE_CLERKS)


def not_own(ask: Ask, *people: str | None, because: Sequence[str] = ("ATT-01",)) -> None:
    """Refuse what the caller enters about himself; raises ``self_approval``."""
    me = ask.identity.staff_no
    if me in people:
        raise SelfApproval(staff_no=me, because=list(because))


def whose(ask: Ask) -> str:
    """Whom it is about: whoever is named, else the caller; raises ``validation_failed`` for a row that names nobody."""
    if ask.row is not None and ask.get("staff_no") is None:
        raise ValidationFailed(fields={"staff_no": "Missing data for required field."})
    return str(ask.get("staff_no") or ask.identity.staff_no)


def entry_of(ask: Ask, *names: str, whose: Iterable[str | None] = (), may_be_ahead: bool = False) -> Taken:
    """The decision to take an act that is entered late, by its name; empty for one in time.

    ``whose`` are those it is about: what HR enters later for others, nobody enters so about himself (``self_approval``), nor in a row.
    """
    clerk, own = is_clerk(ask), ask.identity.staff_no in whose
    try:
        late = entered(ask, *names, may_be_late=clerk and not own, may_be_ahead=may_be_ahead)
    except EnteredTooLate:
        if clerk and own:
            raise SelfApproval(staff_no=ask.identity.staff_no, because=["ATT-01"]) from None
        raise
    if not may_be_ahead:
        check_moments(ask, *names)
    return named(ask, late) if late else {}


def only_paper(ask: Ask, *names: str) -> None:
    """Refuse the act of somebody else, unless HR enters its paper: as a row, or for days that are over with a reason (``others_paper``)."""
    if not past_papers(ask, *(day_of(ask[name]) for name in names if ask.get(name) is not None)):
        raise OthersPaper


def corrected(ask: Ask, day: date, *, reason: str = REASON, rule: str = "ATT-01") -> Taken:
    """The decision to write down anew what is over already: HR alone, with a reason; raises ``entered_too_late``.

    Rows that HR imports are past papers.
    """
    if is_clerk(ask) and ask.row is not None:
        return {}
    if not (is_clerk(ask) and ask.get(reason)):
        raise EnteredTooLate(field="date", day=day.isoformat(), earliest=ask.today.isoformat(), because=[rule])
    facts = {"entered_on": ask.today, "entered_by": ask.identity.staff_no, REASON: ask[reason], "date": day}
    return named(ask, decide("taken late", ask.law.clause(rule), **facts))


def named(ask: Ask, decision: Decision[Any]) -> Taken:
    """The decision under the name of the act that it takes."""
    which = next((f" {ask[name]}" for name in OF_SEVERAL if ask.get(name)), "")
    return {f"{ENTRY} {ask.verb}{which}".replace(".", "_").replace("$", "_"): decision}


def moment_of(ask: Ask, name: str) -> datetime:
    """The moment that was given, now when none was."""
    moment: datetime = ask.get(name) or ask.now
    return moment
