"""The chain of a request: whose steps it needs, whether they were taken in order and in time, and who may take them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime

from kefu.law import Citation, Decision, Law, decide
from kefu_attendance.rules.leave_facts import Applicant, LeaveRequest, Step
from kefu_attendance.rules.leave_policy import LeavePolicy, leave_policy
from kefu_messages.attendance import SameApprover
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

    Somebody whose own role is in the chain starts after it. Nobody decides on his own request, nor on that of somebody to whom he
    reports (ATT-01): whoever is the last step, or has only people of his own in a step, needs the direct superior there, unless the
    organisation keeps to its chain. Where nobody stands above, the posts of ``head_leave_approvers`` decide; where it names none, the
    leave takes effect by notice.
    """
    policy = leave_policy(law, on=request.applied_at.date())
    whole, cited = chain_value(request, policy=policy)
    last_alone = applicant.superior is not None and policy["leave_of_superiors"] == "chain"
    chain = _with_superior(whole, applicant=applicant, last_alone=last_alone)
    used: list[Citation] = [cited] if cited else []
    facts: dict[str, object] = {"type": request.type, "calendar_days": request.calendar_days, "roles": list(applicant.roles)}
    if DIRECT_SUPERIOR in chain and not applicant.superior:
        chain = tuple(role for role in (*chain, *policy["head_leave_approvers"]) if role != DIRECT_SUPERIOR)
        used += [law.clause("ATT-01"), policy.cited["head_leave_approvers"]]
        facts["nobody_above"] = True
    return decide(chain, law.clause(policy.chain_rule(request)), *used, **facts)


def _with_superior(whole: Sequence[str], *, applicant: Applicant, last_alone: bool) -> Chain:
    """The steps that the applicant needs, the direct superior in place of those that only people of his own could decide.

    ``last_alone``: nobody is asked after the last step of the chain.
    """
    needed = whole[own_steps(whole, applicant=applicant) :]
    chain = tuple(dict.fromkeys(DIRECT_SUPERIOR if role in applicant.only_below else role for role in needed))
    return chain or ((DIRECT_SUPERIOR,) if whole and not last_alone else ())


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
    deputies: Mapping[int, frozenset[str]] | None = None,
) -> None:  # fmt: skip
    """Refuse steps taken by somebody who may not.

    ``roles_of`` the approvers are those of the day of their decision, None for nobody known; ``deputies`` who may take a step besides,
    by its position. Refusals in this order: ``self_approval`` whatever the role (ATT-01), ``unknown_staff``, ``wrong_approver``,
    ``same_approver``.
    """
    deputies = deputies or {}
    chain = approval_chain(request, applicant=applicant, law=law).outcome
    rule = leave_policy(law, on=request.applied_at.date()).chain_rule(request)
    if any(step.approver == applicant.staff_no for step in request.steps):
        raise SelfApproval(staff_no=applicant.staff_no, because=["ATT-01", rule])
    for step in request.steps:
        roles = roles_of.get(step.approver)
        if roles is None:
            raise UnknownStaff(staff_no=step.approver, because=[rule])
        needed = chain[step.position - 1] if step.position <= len(chain) else None
        stands_in = step.approver in deputies.get(step.position, ())
        if needed is not None and not stands_in and not may_decide(step.approver, needed=needed, roles=roles, applicant=applicant):
            raise WrongApprover(staff_no=step.approver, because=[rule])
    for step in request.steps:
        signed = {other.approver: other.position for other in request.steps if other.position < step.position <= len(chain)}
        if step.approver in signed and step.approver not in deputies.get(step.position, ()):
            raise SameApprover(approver=step.approver, position=signed[step.approver], because=["ATT-01", rule])


def may_decide(approver: str, *, needed: str, roles: Sequence[str], applicant: Applicant) -> bool:
    """Whether somebody's step it is: by role, or as the direct superior."""
    return approver == applicant.superior if needed == DIRECT_SUPERIOR else needed in roles


def stand_ins(*, holders: Iterable[str], line: Iterable[str], signed: AbstractSet[str], applicant: Applicant) -> frozenset[str]:
    """Who takes a step when everybody whose step it is has signed another one: the next above who has signed none (ATT-01).

    Nobody signs two steps while somebody else can; where nobody else is left at all, whoever holds the post signs it too.
    """
    mine = set(holders) - {applicant.staff_no}
    if not mine or mine - signed:
        return frozenset()
    following = next((person for person in line if person not in signed), None)
    return frozenset({following} if following else mine)


def approvals_outcome(chain: Chain, *, steps: Sequence[Step], starts_at: datetime, as_of: date) -> tuple[str, str | None]:
    """``("approved", None)`` when every step of the chain was approved in order before the start, else the outcome and its reason.

    A rejection decides whatever else is open, also where the chain asks for nobody (ATT-16); what was decided after ``as_of`` is not
    known yet.
    """
    taken = [step for step in steps if step.decided_at.date() <= as_of]
    if any(step.decision == REJECTED for step in taken):
        return REJECTED, "rejected"
    known = {step.position: step for step in taken if step.position <= len(chain)}
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
