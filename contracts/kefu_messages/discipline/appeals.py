"""Appeals against a notice and their answers (DIS-20, DIS-21)."""

from __future__ import annotations

from kefu_messages import POST, Bulk, Command, fields, roles
from kefu_messages.discipline.notices import Notice
from kefu_messages.discipline.refused import (
    AmountOutOfRange,
    AnswerBeforeAppeal,
    AnsweredByIssuer,
    AppealAnsweredAlready,
    AppealBeforeNotice,
    AppealNotAccepted,
    AppealNoticeNotSigned,
    AppealNotWritten,
    AppealTooLate,
    AppealTwice,
    DutiesApart,
    NoticeNotAccepted,
    NotThePersons,
)
from kefu_messages.discipline.settled import AppealAfterEffect
from kefu_messages.discipline.shared import DECIDERS, LEADERS, MIGRATION, late_reason, means
from kefu_messages.errors import EnteredTooLate, SelfApproval, UnknownReference


class FileAppeal(Command):
    """Appeal against a signed notice, in writing, within three days (DIS-20; doc 3 l.220)."""

    route = POST("/appeals")
    roles = roles.EVERYBODY
    reply = Notice
    errors = (
        UnknownReference, NoticeNotAccepted, AppealNoticeNotSigned, AppealAfterEffect, AppealBeforeNotice, AppealNotWritten, AppealTooLate,
        AppealTwice, NotThePersons, DutiesApart, EnteredTooLate, SelfApproval)  # fmt: skip
    status = 201
    bulk = Bulk("/appeals:import", key="appeal_no", roles=MIGRATION)
    example = {"appeal_no": "A001", "notice_no": "B001", "filed_on": "2025-06-20", "form": "written", "grounds": "處分不合理"}
    appeal_no = fields.Identifier(required=True)
    notice_no = fields.Identifier(required=True)
    filed_on = fields.Date(required=True)
    form = fields.Choice("written", "oral", metadata=means("of an appeal whose form nobody knows it is not known that it is in writing"))
    grounds = fields.Text(longest=4000)
    late_reason = late_reason()


class AnswerAppeal(Command):
    """Answer an appeal within a week, by nobody who had a hand in the penalty (DIS-21; doc 3 l.221)."""

    route = POST("/appeal-answers")
    roles = DECIDERS | LEADERS
    reply = Notice
    errors = (
        UnknownReference, AppealNotAccepted, AnsweredByIssuer, DutiesApart, SelfApproval, AnswerBeforeAppeal, AmountOutOfRange,
        AppealAnsweredAlready, EnteredTooLate,
    )  # fmt: skip
    status = 201
    bulk = Bulk("/appeal-answers:import", key="answer_no", roles=MIGRATION)
    example = {"answer_no": "AA001", "appeal_no": "A001", "answered_on": "2025-06-23", "result": "upheld"}
    answer_no = fields.Identifier(required=True)
    appeal_no = fields.Identifier(required=True)
    answered_on = fields.Date(required=True)
    answered_by = fields.Identifier(metadata=means("the caller; of past papers, who answered"))
    result = fields.Choice("upheld", "revoked", "reduced", required=True, metadata=means("upheld: the penalty stands"))
    new_amount = fields.Money(negative=False, metadata=means("of a reduced penalty, inside the item's range"))
    late_reason = late_reason()
