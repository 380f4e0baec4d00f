"""The chain of a request: whose steps it needs, whether they were taken in order and in time, and who may take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from kefu.law import Citation, Decision, Law, decide
from kefu_attendance.rules.leave_facts import Applicant, LeaveRequest, Step
from kefu_attendance.rules.leave_policy import LeavePolicy, leave_policy
from kefu_messages.errors import SelfApproval, UnknownStaff, WrongApprover

DIRECT_SUPERIOR = "direct_superior"
APPROVED, REJECTED = "approved", "rejected"
Chain = tuple[str, ...]
Slot = tuple[str | None, str | None, datetime | None]


def chain_value(request: LeaveRequest, *, policy: LeavePolicy) -> tuple[Sequence[str], Citation | None]:
    """The roles of the regulation's whole chain in their order, and the value they stand in; sickness of whole days needs none."""
    if policy.sick_days(request):
        return (), None
    if policy.sick_part_day(request):
        name = "sick_part_day_chain"
    elif policy.long(request):
        name = "long_leave_chain"
    elif policy.other_type(request):
        return policy["leave_chain_of_other_types"]["chain"], policy.cited["leave_chain_of_other_types"]
    else:
        name = "leave_chain"
    return policy[name], policy.cited[name]


def approval_chain(request: LeaveRequest, *, applicant: Applicant, law: Law) -> Decision[Chain]:
    """The roles that decide the request, in order (ATT-16, ATT-22, ATT-23, ATT-43, ATT-44).

    Somebody whose own role is in the chain starts after it; whoever is its last step needs the direct superior, if there is one,
    since nobody decides on his own request (ATT-01).
    """
    policy = leave_policy(law, on=request.applied_at.date())
    whole, cited = chain_value(request, policy=policy)
    chain = tuple(whole)[own_steps(whole, applicant=applicant) :]
    if whole and not chain and applicant.superior:
        chain = (DIRECT_SUPERIOR,)
    used = [cited] if cited else []
    facts = {"type": request.type, "calendar_days": request.calendar_days, "roles": list(applicant.roles)}
    return decide(chain, law.clause(policy.chain_rule(request)), *used, **facts)


def skipped_steps(request: LeaveRequest, *, applicant: Applicant, law: Law) -> int:
    """How many steps of the regulation's chain the applicant does not need."""
    whole, _ = chain_value(request, policy=leave_policy(law, on=request.applied_at.date()))
    return own_steps(whole, applicant=applicant)


def own_steps(chain: Sequence[str], *, applicant: Applicant) -> int:
    """How many steps of a chain fall away because the applicant's own role is among them."""
    own = [position for position, role in enumerate(chain, start=1) if role in applicant.roles]
    return max(own, default=0)


def positioned(slots: Sequence[Slot], *, skipped: int) -> tuple[Step, ...]:
    """The decided steps of a paper's slots (approver, decision, moment) at their positions.

    A paper may leave the applicant's own steps empty or leave them out: ``skipped`` of them fall away where nobody is named in them.
    """
    own_empty = any(name for name, _, _ in slots[skipped:]) and not any(name for name, _, _ in slots[:skipped])
    needed = slots[skipped:] if own_empty else slots
    return tuple(
        Step(position, approver, decision, decided_at)
        for position, (approver, decision, decided_at) in enumerate(needed, start=1)
        if approver and decision and decided_at
    )


def check_steps(
    request: LeaveRequest, *, applicant: Applicant, roles_of: Mapping[str, Sequence[str] | None], law: Law,
) -> None:  # fmt: skip
    """Refuse steps taken by somebody who may not.

    ``roles_of`` the approvers are those of the day of their decision, None for nobody known. Refusals in this order: ``self_approval``
    whatever the role (ATT-01), ``unknown_staff``, ``wrong_approver``.
    """
    chain = approval_chain(request, applicant=applicant, law=law).outcome
    rule = leave_policy(law, on=request.applied_at.date()).chain_rule(request)
    if any(step.approver == applicant.staff_no for step in request.steps):
        raise SelfApproval(staff_no=applicant.staff_no, because=["ATT-01", rule])
    for step in request.steps:
        roles = roles_of.get(step.approver)
        if roles is None:
            raise UnknownStaff(staff_no=step.approver, because=[rule])
        needed = chain[step.position - 1] if step.position <= len(chain) else None
        if needed is not None and not may_decide(step.approver, needed=needed, roles=roles, applicant=applicant):
            raise WrongApprover(staff_no=step.approver, because=[rule])


def may_decide(approver: str, *, needed: str, roles: Sequence[str], applicant: Applicant) -> bool:
    """Whether somebody's step it is: by role, or as the direct superior."""
    return approver == applicant.superior if needed == DIRECT_SUPERIOR else needed in roles


def approvals_outcome(chain: Chain, *, steps: Sequence[Step], starts_at: datetime, as_of: date) -> tuple[str, str | None]:
    """``("approved", None)`` when every step of the chain was approved in order before the start, else the outcome and its reason.

    A rejection decides whatever else is open (ATT-16); what was decided after ``as_of`` is not known yet.
    """
    known = {step.position: step for step in steps if step.decided_at.date() <= as_of and step.position <= len(chain)}
    if any(step.decision == REJECTED for step in known.values()):
        return REJECTED, "rejected"
    if len(known) < len(chain):
        return "not_effective", "approval_missing"
    moments = [known[position].decided_at for position in sorted(known)]
    if moments != sorted(moments):
        return "not_effective", "approval_order"
    if moments and moments[-1] >= starts_at:
        return "not_effective", "approval_late"
    return APPROVED, None


def open_steps(chain: Chain, *, steps: Sequence[Step], as_of: date) -> Chain:
    """The steps of the chain not yet decided, in order; none once somebody has said no."""
    known = {step.position: step.decision for step in steps if step.decided_at.date() <= as_of}
    if REJECTED in known.values():
        return ()
    return tuple(role for position, role in enumerate(chain, start=1) if position not in known)
