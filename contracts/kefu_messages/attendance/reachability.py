"""Calls to staff that were not answered, and whether they were returned in time (ATT-48, ATT-56)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import PATCH, POST, Bulk, Command, fields
from kefu_messages.attendance.rosters import PLANNERS, late_reason
from kefu_messages.destroying import RecordsDestroyed
from kefu_messages.errors import EnteredTooLate, NotInLine, SelfApproval, StateConflict, UnknownStaff


class AttemptExists(StateConflict):
    """The call has been written down before."""

    code = "attempt_exists"
    text = {"zh-Hant": "未接來電 {attempt_no} 已登記", "en": "The call {attempt_no} is on record already"}


class ContactAttempt(Schema):
    """A call that was not answered."""

    attempt_no = fields.Identifier()
    staff_no = fields.Identifier()
    attempted_at = fields.Instant()
    on_job_until = fields.Instant(allow_none=True)
    called_back_at = fields.Instant(allow_none=True)
    version = fields.Integer()


class RecordContactAttempt(Command):
    """Write down a call to a member of staff that was not answered (ATT-48)."""

    route = POST("/contact-attempts")
    roles = PLANNERS
    reply = ContactAttempt
    errors = (UnknownStaff, AttemptExists, EnteredTooLate, SelfApproval, RecordsDestroyed)
    status = 201
    bulk = Bulk("/contact-attempts:import", key="attempt_no")
    example = {"attempt_no": "CA002", "staff_no": "J012", "attempted_at": "2025-06-05T14:00", "on_job_until": "2025-06-05T15:00"}
    attempt_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    attempted_at = fields.Instant(required=True)
    on_job_until = fields.Instant(allow_none=True, metadata={"description": "end of the job that prevented answering"})
    called_back_at = fields.Instant(allow_none=True)
    late_reason = late_reason()


class RecordCallBack(Command):
    """Note that, and when, a missed call was returned (ATT-56): somebody above the person or HR does."""

    route = PATCH("/contact-attempts/{attempt_no}")
    roles = PLANNERS
    reply = ContactAttempt
    errors = (EnteredTooLate, SelfApproval, NotInLine)
    example = {"attempt_no": "CA002", "called_back_at": "2025-06-05T15:40", "on_job_until": "2025-06-05T15:00"}
    attempt_no = fields.Identifier(required=True)
    called_back_at = fields.Instant(required=True)
    on_job_until = fields.Instant(allow_none=True)
    late_reason = late_reason()
