"""Phone notices: who called before (or after) the start of work, and to whom (ATT-13, ATT-42; doc 1 l.110, doc 4 l.235)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.attendance.rosters import ATTENDANCE_CLERKS, OthersPaper, late_reason
from kefu_messages.destroying import RecordsDestroyed
from kefu_messages.errors import AlreadyExists, EnteredTooLate, SelfApproval, UnknownStaff

CALL_REASONS = ("sick", "late", "other")


class PhoneNotice(Schema):
    """A call by which somebody told of sickness, lateness or something else, for a day."""

    notice_no = fields.Identifier()
    staff_no = fields.Identifier()
    for_date = fields.Date()
    called_at = fields.Instant()
    called_to = fields.Identifier(metadata={"description": "who took the call"})
    reason = fields.Choice(*CALL_REASONS)
    to_superior = fields.Boolean(metadata={"description": "whether the call reached somebody whom the rule means"})
    version = fields.Integer()


class RecordPhoneNotice(Command):
    """Write down a call; whoever took it does, or HR for somebody else (ATT-13, ATT-18, ATT-42)."""

    route = POST("/phone-notices")
    roles = roles.EVERYBODY
    reply = PhoneNotice
    errors = (UnknownStaff, SelfApproval, OthersPaper, EnteredTooLate, AlreadyExists, RecordsDestroyed)
    status = 201
    bulk = Bulk("/phone-notices:import", key="notice_no", roles=ATTENDANCE_CLERKS)
    example = {"notice_no": "N001", "staff_no": "E019", "for_date": "2025-06-13", "called_at": "2025-06-13T08:00", "reason": "sick"}
    notice_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True, metadata={"description": "who called"})
    for_date = fields.Date(required=True)
    called_at = fields.Instant(required=True)
    called_to = fields.Identifier(metadata={"description": "who took the call; the caller of this command when not given"})
    reason = fields.Choice(*CALL_REASONS, load_default="other")
    late_reason = late_reason()


class ListPhoneNotices(Query):
    """The calls of a person, of a month or of both; others' only for HR and their superiors."""

    route = GET("/phone-notices")
    roles = roles.EVERYBODY
    paged = True
    reply = PhoneNotice
    example = {"staff_no": "E019"}
    staff_no = fields.Identifier()
    month = fields.Month()


class PhoneNoticeRecorded(Event):
    """A call has been written down."""

    subject = "notice_no"
    version = 1
    example = {
        "notice_no": "N001", "staff_no": "E019", "for_date": "2025-06-13", "called_at": "2025-06-13T08:00:00+08:00", "called_to": "E004",
        "reason": "sick", "to_superior": True, "because": ["ATT-13"],
    }  # fmt: skip
    notice_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    for_date = fields.Date(required=True)
    called_at = fields.Instant(required=True)
    called_to = fields.Identifier(required=True)
    reason = fields.Choice(*CALL_REASONS, required=True)
    to_superior = fields.Boolean(required=True)
