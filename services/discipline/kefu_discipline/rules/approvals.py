"""Nobody is dismissed by one person: the head of a department and an approver do (DIS-16, DIS-41; doc 3 l.216, l.223, l.226-228)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kefu.law import Citation, Law
from kefu_discipline.rules.facts import Verdict
from kefu_discipline.rules.outcomes import Proposed
from kefu_discipline.rules.settings import setting
from kefu_messages.destroying import ApprovedTwice
from kefu_messages.discipline import NotAnApprover

DISMISSAL = "dismissal"


def approvals(item: Proposed, verdict: Verdict, *, law: Law) -> Citation | None:
    """What the approval of a dismissal takes, where the proposal's rule asks for more than one person; else None."""
    if verdict.decision != DISMISSAL:
        return None
    cited = setting(law, "dismissal_approvals", on=verdict.decided_on)
    return cited if cited.value and item.kind in cited.value["proposals"] else None


def approvable(item: Proposed, verdict: Verdict, *, before: Sequence[Verdict], law: Law) -> tuple[Citation, ...]:
    """Let one of the posts approve a dismissal, once each (DIS-16; doc 3 l.216). Raises ``not_an_approver`` and ``approved_twice``."""
    cited = approvals(item, verdict, law=law)
    if cited is None:
        return ()
    if not set(verdict.roles or ()) & _posts(cited.value):
        raise NotAnApprover(because=list(item.because))
    if any(other.decided_by == verdict.decided_by for other in before if other.decision == DISMISSAL):
        raise ApprovedTwice(staff_no=verdict.decided_by)
    return (cited,)


def settling(item: Proposed, verdicts: Sequence[Verdict], *, law: Law) -> Verdict | None:
    """The verdict that decided a proposal: the last that one person may give, else the one that completed a dismissal's approvals."""
    mine = sorted((each for each in verdicts if each.proposal_no == item.proposal_no), key=lambda each: (each.decided_on, each.decided_by))
    alone = [each for each in mine if approvals(item, each, law=law) is None]
    if alone:
        return max(alone, key=lambda each: each.decided_on)
    for number, each in enumerate(mine, start=1):
        cited = approvals(item, each, law=law)
        if cited is not None and _complete(mine[:number], cited.value):
            return each
    return None


def _complete(given: Sequence[Verdict], needed: Mapping[str, Any]) -> bool:
    """Whether enough people have approved: the head of a department, and somebody else who holds a post of the approvers."""
    people = {each.decided_by for each in given if set(each.roles or ()) & _posts(needed)}
    heads, approvers = ({each.decided_by for each in given if set(each.roles or ()) & set(needed[name])} for name in ("heads", "approvers"))
    return len(people) >= int(needed["people"]) and any(head != other for head in heads for other in approvers)


def _posts(needed: Mapping[str, Any]) -> set[str]:
    return {*needed["heads"], *needed["approvers"]}
