"""Deciding on requests step by step, and what waits for whom (ATT-16, ATT-22, ATT-23, ATT-43, ATT-44)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from kefu.service import Ask, Page, Record, command, query
from kefu_attendance.leave_store import request_in
from kefu_attendance.rules import leave_decisions as rules
from kefu_attendance.rules.leave_decisions import LeaveRequest, Step
from kefu_attendance.service.acts import entry_of, is_clerk, moment_of, only_paper
from kefu_attendance.service.leave import Leave, concerned, stored_step
from kefu_messages.attendance import DecideLeave, EarlierStepOpen, ListLeaveToDecide, OthersPaper, SameApprover, StepDecided
from kefu_messages.errors import SelfApproval, StateConflict, UnknownStaff, WrongApprover

MOST_OPEN = 1_000


class Approvals(Leave):
    """The steps of the chain."""

    @command(DecideLeave)
    def decide_leave(self, ask: Ask) -> Any:
        """Take the caller's step; HR enters a signed one (ATT-16, ATT-22, ATT-23, ATT-43, ATT-44)."""
        record, request = self.required(ask)
        approver, moment = ask.get("approver") or ask.identity.staff_no, moment_of(ask, "decided_at")
        others = approver != ask.identity.staff_no
        on_paper = others or ask.get("decided_at") is not None
        try:
            step = self._step(ask, request, approver, moment, on_paper=on_paper)
        except (WrongApprover, OthersPaper, UnknownStaff) as refusal:
            raise self.turned_away(ask, refusal, *concerned(ask, record), paper="request_no") from None
        said_no = record["outcome"] == "rejected" and not on_paper
        ended = "withdrawn" if request.withdrawn_at is not None else "rejected" if said_no else None
        if ended is not None:
            raise StateConflict(state=ended)
        steps = [*record.get("steps", ()), stored_step(step, ask)]
        late = entry_of(ask, "decided_at")
        if others:
            only_paper(ask, "decided_at")
        return self.keep_leave(record, ask, changes={"steps": sorted(steps, key=lambda item: item["position"])}, decisions=late)

    def _step(self, ask: Ask, request: LeaveRequest, approver: str, moment: datetime, *, on_paper: bool) -> Step:
        """The approver's step, refused in this order: own request, no post for it, not the caller's paper, taken, out of order."""
        applicant = self.applicant(ask, request)
        chain = rules.approval_chain(request, applicant=applicant, law=ask.law).outcome
        rule = rules.leave_policy(ask.law, on=request.applied_at.date()).chain_rule(request)
        if request.staff_no in (approver, ask.identity.staff_no):
            raise SelfApproval(staff_no=request.staff_no, because=["ATT-01", rule])
        roles = self._roles(ask, approver, moment, rule)
        taken = {step.position: step for step in request.steps}
        mine = self._steps_of(ask, request, chain, approver=approver, roles=roles, day=moment.date())
        if not mine:
            raise WrongApprover(staff_no=approver, because=[rule])
        if on_paper and not is_clerk(ask):
            raise OthersPaper
        position = next((position for position in mine if position not in taken), None)
        if position is None:
            raise StepDecided(approver=taken[mine[0]].approver, decision=taken[mine[0]].decision)
        still = [earlier for earlier in range(1, position) if earlier not in taken]
        if still and not on_paper:
            raise EarlierStepOpen(position=still[0])
        return Step(position, approver, ask["decision"], moment)

    def _steps_of(
        self, ask: Ask, request: LeaveRequest, chain: Sequence[str], *, approver: str, roles: Sequence[str], day: date,
    ) -> list[int]:  # fmt: skip
        """The steps that are the approver's by post, or as who stands in; having signed one, no other while somebody else can."""
        applicant = self.applicant(ask, request)
        own = [
            position
            for position, needed in enumerate(chain, start=1)
            if rules.may_decide(approver, needed=needed, roles=roles, applicant=applicant)
        ]
        signed = [step.position for step in request.steps if step.approver == approver]
        if own and not signed:
            return own
        deputies = self.deputies(ask, request, chain, dict.fromkeys(range(1, len(chain) + 1), day))
        others = [position for position, people in deputies.items() if approver in people]
        if signed and not others and set(own) - {step.position for step in request.steps}:
            rule = rules.leave_policy(ask.law, on=request.applied_at.date()).chain_rule(request)
            raise SameApprover(approver=approver, position=signed[0], because=["ATT-01", rule])
        return others or own

    def _roles(self, ask: Ask, approver: str, moment: datetime, rule: str) -> tuple[str, ...]:
        """The approver's posts on that day by the register; those of the token where the register does not know the caller."""
        known = self.roles_of(ask, approver, moment.date())
        if known is None and approver != ask.identity.staff_no:
            raise UnknownStaff(staff_no=approver, because=[rule])
        return tuple(ask.identity.roles) if known is None else known

    @query(ListLeaveToDecide)
    def list_leave_to_decide(self, ask: Ask) -> Page:
        """Requests whose next step is the caller's, by the first day of leave; the own ones never."""
        me = ask.identity.staff_no
        steps = [*(self.roles_of(ask, me, ask.today) or ask.identity.roles), f"superior:{me}"]
        found = self.leave_requests.find(ask.organisation, next_step=steps, limit=MOST_OPEN)
        mine = sorted((record for record in found if _waits_for(record, me)), key=lambda record: (record["from_date"], record.key))
        shown = mine[ask.after : ask.after + ask.limit]
        following = ask.after + ask.limit
        return Page([self._shown_request(ask, record) for record in shown], next=str(following) if following < len(mine) else None)

    def _shown_request(self, ask: Ask, record: Any) -> dict[str, Any]:
        request = request_in(record, request_no=record.key, zone=ask.now.tzinfo)
        verdict = self.judged(ask, request, as_of=ask.today)
        return self.leave_reply(ask, {**record, "version": record.version}, request=request, verdict=verdict, as_of=ask.today)


def _waits_for(record: Record, staff_no: str) -> bool:
    """Whether the next step of a request may be this person's: not his own, nor one of which he has signed another step."""
    signed = {step["approver"] for step in record.get("steps", ())}
    return staff_no != record["staff_no"] and (staff_no not in signed or record["next_step"] == f"superior:{staff_no}")
