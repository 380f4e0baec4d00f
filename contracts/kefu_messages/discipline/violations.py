"""Reported facts that may be violations, and what becomes of them (DIS-01..DIS-18, DIS-24..DIS-79)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Query, fields, roles
from kefu_messages.discipline.refused import (
    AmountOutOfRange,
    BeforeCatalogue,
    CaseClosed,
    CauseFined,
    ConditionNotMet,
    ConfirmedBeforeFact,
    EvidenceMissing,
    FactsMissing,
    OutOfScope,
    ReporterConfirms,
    SanctionNotOffered,
    SelfReported,
    WithdrawnBeforeEffect,
)
from kefu_messages.discipline.settled import CauseCounselled
from kefu_messages.discipline.shared import CASE_WORKERS, DECIDERS, MIGRATION, SANCTIONS, Why, late_reason, means, staff_no
from kefu_messages.errors import EnteredTooLate, SelfApproval, UnknownCode, UnknownStaff


class Violation(Schema):
    """A violation as it is judged now; ``state`` is reported, confirmed, counselled, or refused with its ``refusal``."""

    violation_no = fields.Identifier()
    staff_no = fields.Identifier()
    code = fields.Identifier()
    occurred_on = fields.Date()
    reported_by = fields.Identifier(allow_none=True)
    confirmed_on = fields.Date(allow_none=True)
    facts = fields.Text(allow_none=True)
    evidence = fields.Text(allow_none=True)
    sanction = fields.String(allow_none=True)
    amount = fields.Money(allow_none=True)
    state = fields.String()
    refusal = fields.String(allow_none=True)
    education_note_missing = fields.Boolean(metadata=means("a warning: no educational measure is noted (DIS-17)"))
    because = fields.List(fields.String())
    version = fields.Integer()


class ReportViolation(Command):
    """Report a fact as a possible violation of one item of the catalogue (DIS-18; doc 3 l.215-218, doc 4 l.246, doc 1 l.66)."""

    route = POST("/violations")
    roles = CASE_WORKERS
    reply = Violation
    errors = (
        UnknownStaff, OutOfScope, UnknownCode, BeforeCatalogue, FactsMissing, EvidenceMissing, SelfReported, ConditionNotMet,
        AmountOutOfRange, SanctionNotOffered, ConfirmedBeforeFact, WithdrawnBeforeEffect, CauseFined, CauseCounselled,
        SelfApproval)  # fmt: skip
    status = 201
    bulk = Bulk("/violations:import", key="violation_no", roles=MIGRATION)
    example = {
        "violation_no": "V019", "staff_no": "G004", "code": "DIS-14", "occurred_on": "2025-06-13", "facts": "錄入錯誤的表號",
        "evidence": "記錄單", "sanction": "fine", "amount": "50",
    }  # fmt: skip
    violation_no = fields.Identifier(required=True)
    staff_no = staff_no()
    code = fields.Identifier(required=True, metadata=means("item of the catalogue"))
    occurred_on = fields.Date(required=True)
    reported_by = fields.Identifier(metadata=means("the caller; of past papers, who reported it"))
    confirmed_on = fields.Date(metadata=means("only of past papers: otherwise somebody else confirms it"))
    facts = fields.Text(longest=4000)
    evidence = fields.Text(longest=4000)
    sanction = fields.Choice(*SANCTIONS, load_default="none")
    amount = fields.Money(negative=False, allow_none=True, metadata=means("the proposed amount; empty unless a fine"))
    hazard = fields.Boolean(allow_none=True)
    bad_effect = fields.Boolean(allow_none=True)
    public_place = fields.Boolean(allow_none=True)
    serious = fields.Boolean(allow_none=True)
    complaint_no = fields.Identifier()
    event_no = fields.Identifier(metadata=means("training, meeting or activity behind it"))
    loss_amount = fields.Money(negative=False)
    due_on = fields.Date(metadata=means("of a delayed task"))
    explained_on = fields.Date(metadata=means("when the delay was explained"))
    education_note = fields.Text(metadata=means("the educational measure taken, or why none (DIS-17)"))
    withdrawn_on = fields.Date(metadata=means("day on which the fine was withdrawn after an objection"))
    draft_no = fields.Identifier(metadata=means("the proposal that this takes up"))
    link = fields.Text(metadata=means("where what is meant can be seen: a post, an order, a photograph"))


class ConfirmViolation(Command):
    """Confirm a reported violation, by somebody else than the reporter and the person (DIS-18; doc 3 l.218)."""

    route = POST("/violations/{violation_no}:confirm")
    roles = DECIDERS
    reply = Violation
    errors = (
        ReporterConfirms, SelfApproval, CaseClosed, CauseFined, CauseCounselled, ConditionNotMet, AmountOutOfRange, SanctionNotOffered,
        ConfirmedBeforeFact, EnteredTooLate,
    )  # fmt: skip
    example = {"violation_no": "V019", "confirmed_on": "2025-06-14", "sanction": "fine", "amount": "50"}
    violation_no = fields.Identifier(required=True)
    confirmed_on = fields.Date(required=True)
    sanction = fields.Choice(*SANCTIONS)
    amount = fields.Money(negative=False, allow_none=True)
    education_note = fields.Text()
    reason = fields.Text(metadata=means("why this amount inside the range"))
    late_reason = late_reason()


class CounselViolation(Command):
    """End a case in counselling instead of punishment: education comes first (DIS-17; doc 3 l.218)."""

    route = POST("/violations/{violation_no}:counsel")
    roles = DECIDERS
    reply = Violation
    errors = (SelfApproval, CaseClosed, ConfirmedBeforeFact, EnteredTooLate)
    example = {"violation_no": "V019", "counselled_on": "2025-06-15", "note": "談話並安排錄入培訓"}
    violation_no = fields.Identifier(required=True)
    counselled_on = fields.Date(required=True)
    note = fields.Text(required=True, metadata=means("what was talked about or taught; blanks are no note"))
    late_reason = late_reason()


class GetViolation(Query):
    """One violation; only for HR, the line manager and the person (DIS-63)."""

    route = GET("/violations/{violation_no}")
    roles = roles.EVERYBODY
    reads_confidential = True
    reply = Violation
    example = {"violation_no": "V019", "as_of": "2025-06-30"}
    violation_no = fields.Identifier(required=True)
    as_of = fields.Date()


class WhyViolation(Query):
    """Why the violation stands or is refused, with the amount's range and the circumstances."""

    route = GET("/violations/{violation_no}/why")
    roles = roles.EVERYBODY
    reads_confidential = True
    reply = Why
    example = {"violation_no": "V019"}
    violation_no = fields.Identifier(required=True)
    as_of = fields.Date()
