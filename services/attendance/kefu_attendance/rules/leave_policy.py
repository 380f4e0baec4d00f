"""What an organisation has chosen about leave (POL-03), and which clauses each regulation's decisions rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kefu.law import Citation, Law
from kefu_attendance.rules.leave_facts import MARRIAGE, PERSONAL, SICK, LeaveRequest
from kefu_attendance.rules.regimes import regime_of

Ids = tuple[str, ...]
DOC1, DOC2, DOC4 = "doc1", "doc2", "doc4"
VALUES = (
    "leave_types",
    "personal_leave_notice_days",
    "long_leave_notice_days",
    "marriage_leave_notice_months",
    "sick_notice_minutes",
    "sick_late_notice",
    "leave_chain",
    "leave_chain_of_other_types",
    "sick_part_day_chain",
    "long_leave_from_days",
    "long_leave_chain",
    "long_leave_exempt_types",
    "sick_papers",
    "leave_document_types",
    "leave_report_back",
    "leave_handover",
    "leave_longest_days",
    "leave_furthest_days",
    "head_leave_approvers",
    "leave_of_superiors",
)

NONE_MEANS: Mapping[str, Any] = {
    "leave_types": (),
    "leave_chain": (),
    "leave_chain_of_other_types": {"types": (), "chain": ()},
    "sick_part_day_chain": (),
    "long_leave_chain": (),
    "long_leave_exempt_types": (),
    "sick_papers": (),
    "head_leave_approvers": (),
    "leave_document_types": (),
    "sick_notice_minutes": 0,
    "sick_late_notice": "flag",
}


@dataclass(frozen=True)
class LeavePolicy:
    """The values in force on a day; a parameter adopted as none means that there is no such rule."""

    rule_set: str
    cited: dict[str, Citation]

    def __getitem__(self, name: str) -> Any:
        adopted = self.cited[name].value
        return NONE_MEANS.get(name) if adopted is None else adopted

    def long(self, request: LeaveRequest) -> bool:
        """Whether the leave is so long that it needs more notice and a longer chain (ATT-22, ATT-44); the exempt types never are."""
        limit = self["long_leave_from_days"]
        return bool(limit) and request.calendar_days >= limit and request.type not in self["long_leave_exempt_types"]

    def sick_part_day(self, request: LeaveRequest) -> bool:
        """Whether it is sickness for part of a day, which document 1 treats by itself (ATT-11)."""
        return self.rule_set == DOC1 and request.type == SICK and request.part_of_day

    def sick_days(self, request: LeaveRequest) -> bool:
        """Whether it is sickness for whole days under document 1: called in, not approved (ATT-13, ATT-14)."""
        return self.rule_set == DOC1 and request.type == SICK and not request.part_of_day

    def other_type(self, request: LeaveRequest) -> bool:
        """Whether the type has a chain of its own (ATT-23)."""
        return request.type in self["leave_chain_of_other_types"]["types"]

    def chain_rule(self, request: LeaveRequest) -> str:
        """The clause that asks for the approvals of the request."""
        if self.rule_set == DOC2:
            return "ATT-34"
        if self.rule_set == DOC4:
            return "ATT-44" if self.long(request) else "ATT-43"
        if request.type == SICK:
            return "ATT-11"
        if self.long(request):
            return "ATT-22"
        return "ATT-23" if self.other_type(request) else "ATT-16"

    def notice_rule(self, request: LeaveRequest) -> str:
        """The clause that asks for notice."""
        if self.rule_set != DOC1:
            return self.chain_rule(request)
        if request.type == MARRIAGE and self["marriage_leave_notice_months"]:
            return "ATT-24"
        return "ATT-22" if self.long(request) else "ATT-15"

    @property
    def filed_late_rule(self) -> str | None:
        """The clause on applications after the start; None where it is the chain's own."""
        return "ATT-17" if self.rule_set == DOC1 else None

    @property
    def unknown_staff_rule(self) -> str:
        """The clause that a request of nobody breaks."""
        return {DOC1: "ATT-16", DOC2: "ATT-34", DOC4: "ATT-43"}[self.rule_set]

    def granted(self, request: LeaveRequest) -> Ids:
        """The clauses of granted leave that is not judged as sickness."""
        if self.rule_set == DOC4:
            more = [*(["ATT-46"] if self["leave_handover"] else []), *(["ATT-45"] if self["leave_report_back"] else [])]
            return (self.chain_rule(request), *more)
        if self.rule_set == DOC2:
            return ("ATT-34",)
        long = ("ATT-22",) if self.long(request) else ()
        if self.other_type(request):
            return ("ATT-23", *(("ATT-24",) if request.type == MARRIAGE else ()), *long)
        return long or (("ATT-16", "ATT-15") if request.type == PERSONAL else ("ATT-16",))


def leave_policy(law: Law, *, on: date) -> LeavePolicy:
    """The organisation's choices on the day."""
    return LeavePolicy(regime_of(law, on=on).name, {name: law.value(name, on=on) for name in VALUES})
