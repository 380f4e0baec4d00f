"""Whether a phone call reached somebody whom the rule means: the direct or a higher superior (ATT-13, ATT-18, ATT-42)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_attendance.rules.leave_policy import DOC4
from kefu_attendance.rules.regimes import regime_of
from kefu_messages.errors import UnknownStaff


def notice_rule(law: Law, *, on: date) -> str:
    """The clause that asks for the call."""
    return "ATT-42" if regime_of(law, on=on).name == DOC4 else "ATT-13"


def judge_notice(
    *,
    staff_no: str,
    called_to: str,
    line: Sequence[str] | None,
    roles_of_taker: Sequence[str] | None,
    on: date,
    law: Law,
) -> Decision[bool]:
    """Whether who took the call stands above the caller, or holds a post that takes such calls (ATT-13, ATT-42).

    ``line`` are the caller's superiors, nearest first; it and ``roles_of_taker`` are None for nobody known: ``unknown_staff``.
    """
    rule = notice_rule(law, on=on)
    unknown = staff_no if line is None else called_to if roles_of_taker is None else None
    if line is None or roles_of_taker is None:
        raise UnknownStaff(staff_no=unknown, because=[rule])
    posts = law.value("sick_call_roles", on=on)
    reached = called_to != staff_no and (called_to in line or bool(set(roles_of_taker) & set(posts.value or ())))
    return decide(reached, law.clause(rule), posts, staff_no=staff_no, called_to=called_to, line=list(line))
