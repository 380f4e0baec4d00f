"""Fines that follow from facts by rule, what is paid of them, and the fund (DIS-24..DIS-40)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Query, fields, roles
from kefu_messages.discipline.refused import (
    CaseClosed,
    ConfirmedBeforeFact,
    NotTheirFile,
    ReporterConfirms,
    SheetBeforeEnd,
    WithdrawnBeforeEffect,
)
from kefu_messages.discipline.shared import CASE_WORKERS, DECIDERS, HEADS, MIGRATION, PERSONNEL, Noted, Why, late_reason, means, staff_no
from kefu_messages.errors import EnteredTooLate, SelfApproval, UnknownReference, UnknownStaff


class Fine(Schema):
    """A fine that takes effect by the rule's dates unless a human withdraws it."""

    penalty_no = fields.Identifier()
    staff_no = fields.Identifier()
    code = fields.Identifier()
    amount = fields.Money()
    effective_on = fields.Date()
    file = fields.String(metadata=means("the kind of paper the fact stands in"))
    source = fields.String(metadata=means("key of the fact; event/staff of a session"))
    payroll_month = fields.Month(allow_none=True)
    state = fields.Choice("deducted", "withdrawn", "reversed")
    reversed_in = fields.Month(allow_none=True)
    because = fields.List(fields.String())


class Movement(Schema):
    """A month of the fund."""

    month = fields.Month()
    credited = fields.Money()
    reversed = fields.Money()
    balance = fields.Money()
    because = fields.List(fields.String())


class Fund(Schema):
    """The department's fund, every month in which it moved (DIS-40)."""

    fund = fields.String(allow_none=True)
    opening_balance = fields.Money(allow_none=True)
    months = fields.List(fields.Nested(Movement))


class Replayed(Schema):
    """Whose outcome differs under the other values; nothing is written."""

    values = fields.Dict()
    people = fields.Integer()
    differing = fields.List(fields.Dict())


class WithdrawPenalty(Command):
    """Withdraw a fine, by hand and with a reason; deducted already, it is paid back and leaves the fund (DIS-39, DIS-40, DIS-47)."""

    route = POST("/staff/{staff_no}/penalties:withdraw")
    roles = DECIDERS
    reply = Noted
    errors = (SelfApproval, UnknownReference, CaseClosed, WithdrawnBeforeEffect, EnteredTooLate)
    example = {"staff_no": "J011", "penalty_no": "V012", "withdrawn_on": "2025-06-27", "reason": "異議成立"}
    staff_no = staff_no()
    penalty_no = fields.String(required=True, metadata=means("the fine's source"))
    withdrawn_on = fields.Date(required=True)
    reason = fields.Text(required=True)
    late_reason = late_reason()


class RecordImplementation(Command):
    """Note that a software implementation has ended, whose sheet is due in three days (DIS-38; doc 4 l.344)."""

    route = POST("/implementations")
    roles = CASE_WORKERS
    reply = Noted
    errors = (UnknownStaff, SheetBeforeEnd, SelfApproval, EnteredTooLate)
    status = 201
    bulk = Bulk("/implementations:import", key="project_no")
    example = {"project_no": "I001", "staff_no": "J019", "customer": "河東食品廠", "ended_on": "2025-06-06"}
    project_no = fields.Identifier(required=True)
    staff_no = staff_no()
    customer = fields.Text()
    ended_on = fields.Date(required=True)
    sheet_returned_on = fields.Date()
    late_reason = late_reason()


class ReturnImplementationSheet(Command):
    """Note that the implementation sheet has been brought back (DIS-38)."""

    route = POST("/implementations/{project_no}:return")
    roles = CASE_WORKERS
    reply = Noted
    errors = (SelfApproval, CaseClosed, SheetBeforeEnd, EnteredTooLate)
    example = {"project_no": "I001", "sheet_returned_on": "2025-06-09"}
    project_no = fields.Identifier(required=True)
    sheet_returned_on = fields.Date(required=True)
    late_reason = late_reason()


class EveningCheck(Schema):
    """An evening's check of doors, windows and power; the last to leave answers for it once it is confirmed."""

    check_no = fields.Identifier()
    date = fields.Date()
    checked_at = fields.Instant(allow_none=True)
    left_on = fields.Text(allow_none=True)
    confirmed_on = fields.Date(allow_none=True)
    loss_amount = fields.Money(allow_none=True)
    staff_no = fields.Identifier(allow_none=True, metadata=means("who left last on that day"))
    version = fields.Integer()


class RecordEveningCheck(Command):
    """Take down an evening check; what is left on becomes a fine only once confirmed (DIS-26, DIS-27; doc 4 l.242)."""

    route = POST("/evening-checks")
    roles = CASE_WORKERS
    reply = EveningCheck
    errors = (ConfirmedBeforeFact,)
    status = 201
    bulk = Bulk("/evening-checks:import", key="check_no", roles=MIGRATION)
    example = {"check_no": "Q002", "date": "2025-06-10", "checked_at": "2025-06-10T22:00", "checked_by": "保安", "left_on": "2台電腦"}
    check_no = fields.Identifier(required=True)
    date = fields.Date(required=True)
    checked_at = fields.Instant()
    checked_by = fields.Text()
    left_on = fields.Text(metadata=means("what was found on or open; empty: all off"))
    confirmed_on = fields.Date()
    loss_amount = fields.Money(negative=False)


class ConfirmEveningCheck(Command):
    """Confirm what an evening check found (DIS-26)."""

    route = POST("/evening-checks/{check_no}:confirm")
    roles = DECIDERS
    reply = EveningCheck
    errors = (SelfApproval, ReporterConfirms, CaseClosed, ConfirmedBeforeFact, EnteredTooLate)
    example = {"check_no": "Q002", "confirmed_on": "2025-06-11"}
    check_no = fields.Identifier(required=True)
    confirmed_on = fields.Date(required=True)
    loss_amount = fields.Money(negative=False)
    late_reason = late_reason()


class GetEveningCheck(Query):
    """One evening check, for HR, the superiors of who answers for it, that person, and whoever made it."""

    route = GET("/evening-checks/{check_no}")
    roles = roles.EVERYBODY
    reads_confidential = True
    reply = EveningCheck
    errors = (NotTheirFile,)
    example = {"check_no": "Q002"}
    check_no = fields.Identifier(required=True)


class WhyPenalty(Query):
    """Why a person is fined, in which month it is deducted, and why it was withdrawn or paid back."""

    route = GET("/staff/{staff_no}/penalties/why")
    roles = roles.EVERYBODY
    reads_confidential = True
    reply = Why
    example = {"staff_no": "J019", "penalty_no": "I002"}
    staff_no = staff_no()
    penalty_no = fields.String(required=True, metadata=means("the fine's source"))
    as_of = fields.Date()


class GetFund(Query):
    """The department's fund by month (DIS-40; doc 4 l.346)."""

    route = GET("/fund")
    roles = roles.EVERYBODY
    reply = Fund
    example = {"as_of": "2025-07-15"}
    as_of = fields.Date()


class ReplayPenalties(Query):
    """Judge everybody anew under other values and list whose outcome differs, of those the caller may read; writes nothing."""

    route = POST("/penalties:replay")
    roles = HEADS | PERSONNEL
    reply = Replayed
    example = {"values": {"appeal_days": 5}, "as_of": "2025-07-15"}
    values = fields.Dict(keys=fields.Identifier(), load_default=dict, metadata=means("value id and what it would be; decimals as strings"))
    as_organisation = fields.Identifier(metadata=means("judge by the book's values of that organisation"))
    policy_of = fields.Identifier(metadata=means("the same under its former name"))
    law_on = fields.Date(metadata=means("judge by what is in force on that day"))
    as_of = fields.Date()
