"""Acts as they are entered: in time by whoever acts, later by HR alone, with the reason in the decision (latest_entry_days)."""

from __future__ import annotations

from typing import Any

from kefu.entered import entered
from kefu.law import Decision
from kefu.service import Ask
from kefu_messages.attendance.rosters import ATTENDANCE_CLERKS
from kefu_messages.errors import SelfApproval

ENTRY = "entry"
OF_SEVERAL = ("paper", "approver", "document", "attempt_no")  # what tells several acts of a kind on one record apart


def entry_of(ask: Ask, *names: str, whose: str | None = None, may_be_ahead: bool = False) -> dict[str, Decision[Any]]:
    """The decision to take an act that is entered late, by its name; empty for one in time. Nobody enters his own so."""
    clerk = bool(ask.identity.roles & ATTENDANCE_CLERKS)
    decision = entered(ask, *names, may_be_late=clerk, may_be_ahead=may_be_ahead)
    if decision is None:
        return {}
    if whose == ask.identity.staff_no:
        raise SelfApproval(staff_no=whose, because=["ATT-01"])
    which = next((f" {ask[name]}" for name in OF_SEVERAL if ask.get(name)), "")
    return {f"{ENTRY} {ask.verb}{which}".replace(".", "_").replace("$", "_"): decision}
