"""Whether a shift swap is in force (ATT-28, ATT-35, ATT-47): approved by the right post, in time, by nobody it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kefu.calendar import Calendar
from kefu.law import Decision, Law, decide
from kefu_attendance.rules.month import cite
from kefu_attendance.rules.regimes import by_regulation, regime_of
from kefu_attendance.rules.spans import Shift
from kefu_messages.attendance import SwapNotApproved, SwapNoticeTooShort, SwapRejected
from kefu_messages.errors import SelfApproval, WrongApprover


@dataclass(frozen=True)
class Swap:
    """A swap as it was applied for and, perhaps, decided; each is to work the other's shift."""

    swap_no: str
    staff_a: str
    shift_a: Shift
    staff_b: str
    shift_b: Shift
    applied_at: datetime
    decision: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decider_roles: frozenset[str] = frozenset()

    @property
    def earlier(self) -> Shift:
        """The shift that begins first."""
        return min((self.shift_a, self.shift_b), key=lambda shift: (shift.day, shift.start or time.min))

    @property
    def begins(self) -> datetime:
        """When the earlier shift starts; a day of rest at midnight."""
        return datetime.combine(self.earlier.day, self.earlier.start or time.min, self.applied_at.tzinfo)


def judge_swap(swap: Swap, *, now: datetime, calendar: Calendar, law: Law) -> Decision[str]:
    """``in_force`` or, while it can still be approved, ``open``.

    Raises, each with the rules of the organisation's regulation, ``self_approval`` (before the role is looked at), ``wrong_approver``,
    ``swap_rejected``, ``swap_not_approved`` and ``swap_notice_too_short``.
    """
    on = swap.applied_at.date()
    regime, approvers = regime_of(law, on=on), law.value("swap_approvers", on=on)
    because = list(regime.swap)
    if swap.decision:
        _check_decider(swap, approvers=frozenset(approvers.value or ()), because=because)
    if swap.decision == "rejected":
        raise SwapRejected(swap_no=swap.swap_no, because=because)
    decided_at = (swap.decided_at or now) if swap.decision else now
    if decided_at >= swap.begins:
        raise SwapNotApproved(swap_no=swap.swap_no, because=because)
    needed = law.value("swap_notice_working_days", on=on)
    if needed.value and notice_given(swap, calendar=calendar) < int(needed.value):
        raise SwapNoticeTooShort(needed=int(needed.value), because=because)
    state = "in_force" if swap.decision else "open"
    return decide(state, *cite(regime.swap, law=law), approvers, needed, decided_by=swap.decided_by, earlier=swap.begins)


def _check_decider(swap: Swap, *, approvers: frozenset[str], because: list[str]) -> None:
    if swap.decided_by in (swap.staff_a, swap.staff_b):
        raise SelfApproval(staff_no=swap.decided_by, because=because)
    if not swap.decider_roles & approvers:
        raise WrongApprover(staff_no=swap.decided_by, because=because)


def notice_given(swap: Swap, *, calendar: Calendar) -> int:
    """Whole working days between the application (included) and the earlier shift (excluded) (ATT-35)."""
    last = swap.earlier.day - timedelta(days=1)
    first = swap.applied_at.date()
    return calendar.working_days_between(first, last) if first <= last else 0


def private_swaps(swap: Swap, *, law: Law) -> Decision[tuple[tuple[str, date], ...]]:
    """The violations of a swap that nobody approved in time: each person with the day of the own original shift (ATT-28, DIS-79)."""
    on = swap.applied_at.date()
    found: tuple[tuple[str, date], ...] = ()
    if by_regulation(law, "private_swap_is_violation", on=on):
        found = ((swap.staff_a, swap.shift_a.day), (swap.staff_b, swap.shift_b.day))
    clauses = cite(("ATT-28", "DIS-79"), law=law)
    return decide(found, *clauses, law.value("private_swap_is_violation", on=on), swap_no=swap.swap_no)
