"""Whether a shift swap is in force (ATT-28, ATT-35, ATT-38, ATT-47): approved by the right post, in time, by nobody it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kefu.calendar import Calendar
from kefu.law import Citation, Decision, Law, decide
from kefu_attendance.rules.month import cite
from kefu_attendance.rules.regimes import by_regulation, regime_of
from kefu_attendance.rules.spans import Shift
from kefu_messages.attendance import SwapNotApproved, SwapNoticeTooShort, SwapPartnerNotAgreed, SwapRejected
from kefu_messages.errors import SelfApproval, WrongApprover


@dataclass(frozen=True)
class Swap:
    """A swap as it was applied for and, perhaps, decided; each is to work the other's shift.

    ``posts`` are those of the day of application; ``partner`` is who has to agree, None for papers, and ``agreed`` what he has said.
    """

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
    posts_a: frozenset[str] = frozenset()
    posts_b: frozenset[str] = frozenset()
    partner: str | None = None
    agreed: bool | None = None

    @property
    def earlier(self) -> Shift:
        """The shift that begins first."""
        return min((self.shift_a, self.shift_b), key=lambda shift: (shift.day, shift.start or time.min))

    @property
    def begins(self) -> datetime:
        """When the earlier shift starts; a day of rest at midnight."""
        return datetime.combine(self.earlier.day, self.earlier.start or time.min, self.applied_at.tzinfo)


@dataclass(frozen=True)
class Terms:
    """Who may approve a swap, how many working days it is applied for ahead, and by which clauses and values."""

    because: tuple[str, ...]
    approvers: frozenset[str]
    notice: int
    cited: tuple[Citation, ...] = ()


def terms_of(swap: Swap, *, law: Law) -> Terms:
    """The terms of the two's posts: of the hall's when both are of the hall (ATT-38; doc 2 l.184), else those of everybody (ATT-35)."""
    on = swap.applied_at.date()
    by_post = law.value("swaps_of_posts", on=on)
    hall = by_post.value or {}
    if hall and all(posts & set(hall["posts"]) for posts in (swap.posts_a, swap.posts_b)):
        return Terms(("ATT-38",), frozenset(hall["approvers"]), int(hall["notice_working_days"]), (by_post,))
    approvers, needed = law.value("swap_approvers", on=on), law.value("swap_notice_working_days", on=on)
    return Terms(regime_of(law, on=on).swap, frozenset(approvers.value or ()), int(needed.value or 0), (approvers, needed))


def judge_swap(swap: Swap, *, now: datetime, calendar: Calendar, law: Law) -> Decision[str]:
    """``in_force`` or, while it can still be approved, ``open``.

    Raises, each with the rules of the organisation's regulation, ``self_approval`` (before the role is looked at), ``wrong_approver``,
    ``swap_rejected``, ``swap_not_approved``, ``swap_notice_too_short`` and ``swap_partner_not_agreed``.
    """
    terms = terms_of(swap, law=law)
    because = list(terms.because)
    if swap.decision:
        _check_decider(swap, approvers=terms.approvers, because=because)
    if swap.decision == "rejected":
        raise SwapRejected(swap_no=swap.swap_no, because=because)
    decided_at = (swap.decided_at or now) if swap.decision else now
    if decided_at >= swap.begins:
        raise SwapNotApproved(swap_no=swap.swap_no, because=because)
    if terms.notice and notice_given(swap, calendar=calendar) < terms.notice:
        raise SwapNoticeTooShort(needed=terms.notice, because=because)
    if swap.decision and not _agreed(swap):
        raise SwapPartnerNotAgreed(staff_no=swap.partner, because=because)
    state = "in_force" if swap.decision else "open"
    more = {"partner": swap.partner, "agreed": swap.agreed} if swap.partner else {}
    return decide(state, *cite(terms.because, law=law), *terms.cited, decided_by=swap.decided_by, earlier=swap.begins, **more)


def answered(swap: Swap, *, agreed: bool, law: Law) -> Decision[str]:
    """What the other of the two says to a swap that is asked of him: ``open``, or ``refused`` when he does not want it."""
    value = law.value("swap_partner_agrees", on=swap.applied_at.date())
    return decide(
        "open" if agreed else "refused", *cite(terms_of(swap, law=law).because, law=law), value, partner=swap.partner, agreed=agreed
    )


def _agreed(swap: Swap) -> bool:
    return swap.partner is None or swap.agreed is True


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
    """The violations of a swap that nobody approved in time: each person with the day of the own original shift (ATT-28, DIS-79).

    What the other of the two has not agreed to is no swap.
    """
    on = swap.applied_at.date()
    found: tuple[tuple[str, date], ...] = ()
    if by_regulation(law, "private_swap_is_violation", on=on) and _agreed(swap):
        found = ((swap.staff_a, swap.shift_a.day), (swap.staff_b, swap.shift_b.day))
    clauses = cite(("ATT-28", "DIS-79"), law=law)
    return decide(found, *clauses, law.value("private_swap_is_violation", on=on), swap_no=swap.swap_no)
