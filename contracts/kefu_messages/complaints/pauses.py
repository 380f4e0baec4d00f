"""The time of a case that does not count, since the next word is the customer's (CMP-05)."""

from __future__ import annotations

from kefu_messages import POST, Command, fields
from kefu_messages.complaints.cases import Case
from kefu_messages.complaints.handling import ON_CASE, OnCase
from kefu_messages.complaints.shared import AGENTS, NotForThisRole, TermPassed
from kefu_messages.errors import EnteredTooLate, UnknownCode

BY_WHOM = "only by who has the case, that person's superior or the supervisor"


class PauseCase(OnCase, Command):
    """Stop the clocks while the next word is the customer's, with the reason (CMP-05; doc 1 l.28).

    It is entered within the days of the law's `latest_entry_days`, and never before a term that has passed meanwhile.
    """

    route = POST("/cases/{case_no}:pause")
    roles, reply = AGENTS, Case
    errors = (NotForThisRole, UnknownCode, TermPassed, EnteredTooLate, *ON_CASE)
    example = {"case_no": "C5", "reason": "awaiting_goods", "note": "等客戶寄回樣品"}
    reason = fields.Identifier(metadata={"description": f"must be given: one of the law's `pause_reasons`; {BY_WHOM}"})


class ResumeCase(OnCase, Command):
    """The clocks go on, with the reason (CMP-05; doc 1 l.28)."""

    route = POST("/cases/{case_no}:resume")
    roles, reply = AGENTS, Case
    errors = (NotForThisRole, UnknownCode, *ON_CASE)
    example = {"case_no": "C5", "reason": "customer_answered"}
    reason = fields.Identifier(metadata={"description": f"must be given: one of the law's `resume_reasons`; {BY_WHOM}"})
