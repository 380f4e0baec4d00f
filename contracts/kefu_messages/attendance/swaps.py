"""Shift swaps: asked for, approved in time, or private and void (ATT-28, ATT-35, ATT-38, ATT-47)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.attendance.rosters import ATTENDANCE_CLERKS, PLANNERS, OthersPaper, late_reason
from kefu_messages.errors import (
    AlreadyExists,
    ContentInvalid,
    EnteredTooLate,
    SelfApproval,
    StateConflict,
    UnknownReference,
    UnknownStaff,
    WrongApprover,
)

SWAP_STATES = ("open", "in_force", "refused")


class SwapNotApproved(ContentInvalid):
    """Nobody approved before the earlier of the two shifts began: the original roster stands (ATT-28)."""

    code = "swap_not_approved"
    text = {"zh-Hant": "調班 {swap_no} 未在班次開始前獲批准", "en": "The swap {swap_no} was not approved before the shifts began"}


class SwapRejected(ContentInvalid):
    """The superior said no."""

    code = "swap_rejected"
    text = {"zh-Hant": "調班 {swap_no} 未獲同意", "en": "The swap {swap_no} was rejected"}


class SwapNoticeTooShort(ContentInvalid):
    """The application came too late (ATT-35)."""

    code = "swap_notice_too_short"
    text = {"zh-Hant": "調班須提前 {needed} 個工作日申請", "en": "A swap is applied for {needed} working days ahead"}


class SwapPartnerNotAgreed(StateConflict):
    """A swap moves the shifts of two: the other one agrees before it is approved."""

    depends_on = "moment"

    code = "swap_partner_not_agreed"
    text = {"zh-Hant": "{staff_no} 尚未同意調班", "en": "{staff_no} has not agreed to the swap yet"}


class SwapDecided(StateConflict):
    """It has been decided already."""

    code = "swap_decided"
    text = {"zh-Hant": "調班 {swap_no} 已處理", "en": "The swap {swap_no} was decided already"}


class OthersSwap(ContentInvalid):
    """A swap is applied for by one of the two; what stands on paper is entered by HR alone."""

    depends_on = "sender"

    code = "others_swap"
    text = {"zh-Hant": "調班須由當事人提出", "en": "A swap is applied for by one of the two"}


class ShiftSwap(Schema):
    """A swap and what has come of it; ``in_force`` means that each works the other's shift."""

    swap_no = fields.Identifier()
    staff_a = fields.Identifier()
    shift_a = fields.Identifier()
    staff_b = fields.Identifier()
    shift_b = fields.Identifier()
    applied_at = fields.Instant()
    decision = fields.Text(allow_none=True)
    decided_by = fields.Identifier(allow_none=True)
    decided_at = fields.Instant(allow_none=True)
    state = fields.Choice(*SWAP_STATES)
    in_force = fields.Boolean()
    refused = fields.Text(allow_none=True, metadata={"description": "why it is void; declined when the other of the two does not want it"})
    partner = fields.Identifier(allow_none=True, metadata={"description": "who is asked to agree; null for papers"})
    agreed = fields.Boolean(allow_none=True, metadata={"description": "what the partner has said; null while he has not"})
    because = fields.List(fields.Text())
    version = fields.Integer()


class RecordShiftSwap(Command):
    """Apply for a swap, or enter a paper with its decision (ATT-28, ATT-35, ATT-38, ATT-47); a void one is refused, the roster stands.

    Of one that is applied for the other of the two is asked (``AnswerShiftSwap``); a paper that HR enters bears both signatures.
    """

    route = POST("/shift-swaps")
    roles = roles.EVERYBODY
    reply = ShiftSwap
    errors = (
        UnknownStaff, UnknownReference, SelfApproval, WrongApprover, SwapNotApproved, SwapRejected, SwapNoticeTooShort, OthersSwap,
        OthersPaper, EnteredTooLate, AlreadyExists)  # fmt: skip
    status = 201
    bulk = Bulk("/shift-swaps:import", key="swap_no", roles=ATTENDANCE_CLERKS)
    example = {
        "swap_no": "W001", "staff_a": "E006", "shift_a": "SH250620-E006", "staff_b": "E023", "shift_b": "SH250620-E023",
        "applied_at": "2025-06-17T10:15",
    }  # fmt: skip
    swap_no = fields.Identifier(required=True)
    staff_a = fields.Identifier(required=True)
    shift_a = fields.Identifier(required=True)
    staff_b = fields.Identifier(required=True)
    shift_b = fields.Identifier(required=True)
    applied_at = fields.Instant(required=True)
    decision = fields.Choice("approved", "rejected", allow_none=True)
    decided_by = fields.Identifier(allow_none=True)
    decided_at = fields.Instant(allow_none=True)
    late_reason = late_reason()


class DecideShiftSwap(Command):
    """Approve or reject a swap; nobody decides on his own (ATT-28, ATT-35, ATT-38)."""

    route = POST("/shift-swaps/{swap_no}:decide")
    roles = PLANNERS
    reply = ShiftSwap
    errors = (
        SelfApproval, WrongApprover, SwapNotApproved, SwapRejected, SwapNoticeTooShort, SwapPartnerNotAgreed, SwapDecided, EnteredTooLate,
    )  # fmt: skip
    example = {"swap_no": "W001", "decision": "approved"}
    swap_no = fields.Identifier(required=True)
    decision = fields.Choice("approved", "rejected", required=True)
    decided_at = fields.Instant(metadata={"description": "now when not given"})
    late_reason = late_reason()


class AnswerShiftSwap(Command):
    """Agree to a swap that a colleague has applied for, or decline it; only then is it approved (ATT-28, ATT-35, ATT-38)."""

    route = POST("/shift-swaps/{swap_no}:answer")
    roles = roles.EVERYBODY
    reply = ShiftSwap
    errors = (OthersSwap, SwapDecided)
    example = {"swap_no": "W001", "agreed": True}
    swap_no = fields.Identifier(required=True)
    agreed = fields.Boolean(required=True)


class ListShiftSwaps(Query):
    """The swaps in a state, or all of them: HR sees each, superiors those of their people, everybody the own."""

    route = GET("/shift-swaps")
    roles = roles.EVERYBODY
    paged = True
    reads_confidential = True
    reply = ShiftSwap
    example = {"state": "in_force"}
    state = fields.Choice(*SWAP_STATES)


class SwapReasons(Schema):
    """The decisions behind a swap in the reader's language."""

    decisions = fields.List(fields.Dict())


class WhyShiftSwap(Query):
    """The clauses and facts behind a swap's state, for HR, the superiors of the two and the two themselves."""

    route = GET("/shift-swaps/{swap_no}/why")
    roles = roles.EVERYBODY
    reads_confidential = True
    errors = (OthersSwap,)
    reply = SwapReasons
    example = {"swap_no": "W001"}
    swap_no = fields.Identifier(required=True)


class ShiftsSwapped(Event):
    """An approved swap is in force: the two shifts change hands; the rows are complete."""

    subject = "swap_no"
    version = 1
    example = {
        "swap_no": "W001", "staff_a": "E006", "shift_a": {"shift_id": "SH250620-E006", "day": "2025-06-20", "kind": "work"},
        "staff_b": "E023", "shift_b": {"shift_id": "SH250620-E023", "day": "2025-06-20", "kind": "work"}, "because": ["ATT-28"],
    }  # fmt: skip
    swap_no = fields.Identifier(required=True)
    staff_a = fields.Identifier(required=True)
    shift_a = fields.Dict(required=True)
    staff_b = fields.Identifier(required=True)
    shift_b = fields.Dict(required=True)


class PrivateSwapFound(Event):
    """Two worked each other's shift without approval: a violation of each, dated with the own original shift (ATT-28, DIS-79)."""

    subject = "swap_no"
    version = 1
    example = {"swap_no": "W002", "staff_no": "E020", "date": "2025-06-06", "because": ["ATT-28", "DIS-79"]}
    swap_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True)
