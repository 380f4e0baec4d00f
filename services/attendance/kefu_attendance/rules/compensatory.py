"""Compensatory rest: what it may be used for, who approves it, and what an approved one does (ATT-09, ATT-25)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kefu.figures import in_decimals
from kefu.law import Decision, Law, decide
from kefu_attendance.rules.spans import Shift
from kefu_messages.attendance import OffsetForbidden, RestNotEarned
from kefu_messages.errors import SelfApproval, UnknownStaff, WrongApprover

REST_DAY = "rest_day"


@dataclass(frozen=True)
class Earned:
    """What is known of the day on which rest was earned: the hours on the roster, and those asked for in return, for whoever decides."""

    duty_hours: Decimal = Decimal(0)
    claimed_hours: Decimal = Decimal(0)


@dataclass(frozen=True)
class Rest:
    """Rest in return for duty on a day of rest, and how it is to be used; ``decision`` is None while nobody has decided.

    A ``paper`` came as a row with the approval on it; of the others somebody has decided by a call.
    """

    request_no: str
    staff_no: str
    earned_on: date
    hours: Decimal
    use: str
    use_date: date
    approver: str | None = None
    decision: str | None = None
    paper: bool = False


def judge_rest(
    rest: Rest, *, known: bool, superior: str | None, approver_roles: Sequence[str] | None, law: Law, covered: bool = True,
) -> Decision[str]:  # fmt: skip
    """The state of a rest: ``open``, ``approved`` or ``rejected`` (ATT-09, ATT-25); approved is only what the day's duty covers.

    Refusals in this order: ``unknown_staff``, ``offset_forbidden`` (ATT-09), ``self_approval`` (ATT-01), ``wrong_approver``; the direct
    superior may always decide.
    """
    approvers = law.value("compensatory_approvers", on=rest.use_date)
    if not known:
        raise UnknownStaff(staff_no=rest.staff_no, because=["ATT-09"])
    if rest.use != REST_DAY and not law.value("compensatory_offset_allowed", on=rest.use_date).value:
        raise OffsetForbidden(because=["ATT-09"])
    if rest.approver is not None:
        _check_approver(rest, superior=superior, roles=approver_roles, posts=approvers.value or ())
    decided = "open" if rest.approver is None else rest.decision or "approved"
    state = decided if covered or decided != "approved" else "rejected"
    facts = {"use": rest.use, "use_date": rest.use_date, "earned_on": rest.earned_on, "hours": rest.hours, "approver": rest.approver}
    return decide(state, law.clause("ATT-25" if rest.use == REST_DAY else "ATT-09"), approvers, **facts)


def check_in_order(rest: Rest) -> None:
    """Refuse rest that would be used before it is earned (ATT-25)."""
    if rest.earned_on > rest.use_date:
        raise RestNotEarned(earned_on=rest.earned_on.isoformat(), because=["ATT-25"])


def given_back(rest: Rest, *, others: Sequence[Rest], duty_hours: Decimal) -> bool:
    """Whether the duty of the day covers the rest beside those that come before it: one day is given back once (ATT-25).

    What was decided by a call comes before papers, then what is used first, then the lower number: whatever came first, the same stands.
    The first always does; others as far as the hours on the roster go, and where there are none, no second day of rest.
    """
    mine = [item for item in others if item.request_no != rest.request_no and item.earned_on == rest.earned_on]
    standing: list[Rest] = []
    for item in sorted([*(item for item in mine if item.decision == "approved"), rest], key=_precedence):
        taken = sum((each.hours for each in standing), item.hours)
        twice = item.use == REST_DAY and any(each.use == REST_DAY for each in standing)
        if not standing or (taken <= duty_hours if duty_hours else not twice):
            standing.append(item)
    return rest in standing


def _precedence(rest: Rest) -> tuple[bool, date, str]:
    return rest.paper, rest.use_date, rest.request_no


def check_earned(rest: Rest, *, earned: Earned, present: bool, today: date, others: Sequence[Rest] = ()) -> None:
    """Refuse the approval of rest for a day to come, without duty on the roster and without a punch, or beyond the day's duty (ATT-25)."""
    check_in_order(rest)
    spent = bool(earned.duty_hours) and earned.claimed_hours > earned.duty_hours and earned.claimed_hours > rest.hours
    days = [item for item in others if item.request_no != rest.request_no and item.earned_on == rest.earned_on]
    spent |= not earned.duty_hours and rest.use == REST_DAY and any((item.use, item.decision) == (REST_DAY, "approved") for item in days)
    if rest.decision == "approved" and (rest.earned_on > today or spent or not (earned.duty_hours or present)):
        raise RestNotEarned(earned_on=rest.earned_on.isoformat(), because=["ATT-25"])


def _check_approver(rest: Rest, *, superior: str | None, roles: Sequence[str] | None, posts: Sequence[str]) -> None:
    if rest.approver == rest.staff_no:
        raise SelfApproval(staff_no=rest.staff_no, because=["ATT-01"])
    if roles is None:
        raise UnknownStaff(staff_no=rest.approver, because=["ATT-09"])
    if rest.approver != superior and not set(roles) & set(posts):
        raise WrongApprover(staff_no=rest.approver, because=["ATT-09"])


def earned(rest: Rest, *, roster: Sequence[Shift], others: Sequence[Rest]) -> Earned:
    """The duty that a rest stands for: its hours on the roster, and what it and the person's other rests claim for that day (ATT-25)."""
    shifts = (shift for shift in roster if shift.scheduled and shift.day == rest.earned_on)
    minutes = sum(int((shift.ends_at(None) - shift.starts_at(None)).total_seconds()) // 60 for shift in shifts)
    same_day = (item for item in others if item.request_no != rest.request_no and item.earned_on == rest.earned_on)
    claimed = rest.hours + sum((item.hours for item in same_day if item.decision != "rejected"), Decimal(0))
    return Earned(in_decimals(Fraction(minutes, 60)), claimed)
