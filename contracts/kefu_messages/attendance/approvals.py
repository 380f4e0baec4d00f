"""The steps by which leave is decided: who says yes or no, in which order, what waits for whom (ATT-16, ATT-22, ATT-23, ATT-43, ATT-44)."""

from __future__ import annotations

from kefu_messages import GET, POST, Command, Query, fields, roles
from kefu_messages.attendance.leave import LeaveRequestReply, SameApprover
from kefu_messages.attendance.rosters import OthersPaper, late_reason
from kefu_messages.errors import EnteredTooLate, SelfApproval, StateConflict, UnknownStaff, WrongApprover


class EarlierStepOpen(StateConflict):
    """The steps of a chain are decided in their order (ATT-16, ATT-22)."""

    code = "earlier_step_open"
    text = {"zh-Hant": "第 {position} 步尚未審批", "en": "Step {position} has not been decided yet"}


class StepDecided(StateConflict):
    """Somebody has decided the step already."""

    code = "step_decided"
    text = {"zh-Hant": "此步已由 {approver} 審批:{decision}", "en": "{approver} has decided this step: {decision}"}


class DecideLeave(Command):
    """Approve or reject the caller's step of a request; nobody decides on his own (ATT-01, ATT-16, ATT-22, ATT-23, ATT-43, ATT-44).

    Nobody signs two steps of one request: when nobody else holds the post of a step, the next above who has signed none takes it.
    """

    route = POST("/leave-requests/{request_no}:decide")
    roles = roles.EVERYBODY
    reply = LeaveRequestReply
    errors = (SelfApproval, WrongApprover, SameApprover, EarlierStepOpen, StepDecided, OthersPaper, EnteredTooLate, UnknownStaff)
    example = {"request_no": "L001", "decision": "approved"}
    request_no = fields.Identifier(required=True)
    decision = fields.Choice("approved", "rejected", required=True)
    approver = fields.Identifier(metadata={"description": "the caller when not given; for a decision on paper HR names who signed it"})
    decided_at = fields.Instant(metadata={"description": "now when not given; from a paper only HR enters it"})
    late_reason = late_reason()


class ListLeaveToDecide(Query):
    """What waits for the decision of the caller."""

    route = GET("/leave-approvals")
    roles = roles.EVERYBODY
    paged = True
    reply = LeaveRequestReply
    example = {}
