"""Being at one's post: consents to leave it, checks, breaks, time points and standing meetings.

ATT-29, ATT-31, ATT-33, ATT-38, ATT-40, ATT-49, ATT-52, ATT-53, ATT-58.
"""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.attendance.rosters import PLANNERS, hours, late_reason
from kefu_messages.destroying import RecordsDestroyed
from kefu_messages.errors import AlreadyExists, ContentInvalid, EnteredTooLate, NotInLine, SelfApproval, UnknownStaff

PRESENCE_KINDS = ("post_leave", "post_check", "break", "conduct", "milestone", "weekly_meeting", "morning_meeting")


class ConsentOfWrongPost(ContentInvalid):
    """Leaving the post needs the consent of the leader (ATT-38)."""

    code = "consent_of_wrong_post"
    text = {"zh-Hant": "{staff_no} 無權同意離崗", "en": "{staff_no} cannot consent to leaving the post"}


class PresenceDeviation(Schema):
    """A finding: what it is, the minutes where it has any, and whose."""

    kind = fields.Text()
    minutes = fields.Integer(allow_none=True)
    staff_no = fields.Identifier(allow_none=True)
    because = fields.List(fields.Text())


class PresenceRecord(Schema):
    """What was observed or recorded on a day, and what was found."""

    record_no = fields.Identifier()
    kind = fields.Choice(*PRESENCE_KINDS)
    staff_no = fields.Identifier(allow_none=True)
    date = fields.Date()
    findings = fields.List(fields.Nested(PresenceDeviation))
    version = fields.Integer()


class RecordPostLeave(Command):
    """Record the consent to leave the post for a while, before it is left (ATT-38); nobody consents to his own."""

    route = POST("/post-leaves")
    roles = PLANNERS
    reply = PresenceRecord
    errors = (UnknownStaff, SelfApproval, ConsentOfWrongPost, EnteredTooLate, AlreadyExists, RecordsDestroyed)
    status = 201
    example = {"record_no": "PL1", "staff_no": "G005", "left_at": "2025-06-10T10:00", "back_at": "2025-06-10T10:20"}
    record_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    left_at = fields.Instant(required=True)
    back_at = fields.Instant(required=True)
    late_reason = late_reason()


class RecordPostCheck(Command):
    """Note who was at a post, or that nobody was (ATT-29, ATT-33, ATT-38)."""

    route = POST("/post-checks")
    roles = PLANNERS
    reply = PresenceRecord
    errors = (UnknownStaff, SelfApproval, EnteredTooLate, AlreadyExists, RecordsDestroyed)
    status = 201
    example = {"record_no": "PC1", "staff_no": "G005", "checked_at": "2025-06-10T10:10", "at_post": None}
    record_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True, metadata={"description": "who is rostered at the post"})
    checked_at = fields.Instant(required=True)
    at_post = fields.Identifier(allow_none=True, metadata={"description": "who was there; null when nobody was"})
    late_reason = late_reason()


class RecordBreak(Command):
    """Note when somebody took the noon break (ATT-58)."""

    route = POST("/breaks")
    roles = PLANNERS
    reply = PresenceRecord
    errors = (UnknownStaff, SelfApproval, EnteredTooLate, AlreadyExists, RecordsDestroyed)
    status = 201
    example = {"record_no": "BR1", "staff_no": "G005", "date": "2025-06-10", "left": "11:50", "back": "13:10"}
    record_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True)
    left = hours(required=True)
    back = hours(required=True)
    late_reason = late_reason()


class RecordConduct(Command):
    """Note a private matter or an unrelated activity in working hours (ATT-31, ATT-49): a finding without a fine."""

    route = POST("/conduct-observations")
    roles = PLANNERS
    reply = PresenceRecord
    errors = (UnknownStaff, SelfApproval, EnteredTooLate, AlreadyExists, RecordsDestroyed)
    status = 201
    example = {"record_no": "CO1", "staff_no": "J012", "observed_at": "2025-06-10T10:20", "activity": "private_call"}
    record_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    observed_at = fields.Instant(required=True)
    activity = fields.Choice("private_call", "private_matter", "non_work_website", "other", required=True)
    late_reason = late_reason()


class RecordMilestone(Command):
    """Note when a time point of a cleaner or gardener was done (ATT-52), the own one at that moment; null when it was not."""

    route = POST("/milestones")
    roles = PLANNERS | {roles.CLEANER, roles.GARDENER, roles.AREA_STEWARD}
    reply = PresenceRecord
    errors = (UnknownStaff, SelfApproval, NotInLine, EnteredTooLate, AlreadyExists, RecordsDestroyed)
    status = 201
    example = {"record_no": "MS1", "staff_no": "C001", "date": "2025-06-10", "task": "stairwells", "due": "08:00", "done": "08:20"}
    record_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True)
    task = fields.Text(required=True)
    due = hours(required=True)
    done = hours(allow_none=True)
    late_reason = late_reason()


class RecordStandingMeeting(Command):
    """Take attendance of Monday's meeting after closing (ATT-40) or of the morning shift meeting (ATT-53)."""

    route = POST("/standing-meetings")
    roles = PLANNERS
    reply = PresenceRecord
    errors = (UnknownStaff, SelfApproval, EnteredTooLate, AlreadyExists, RecordsDestroyed)
    status = 201
    example = {"record_no": "WM1", "kind": "weekly_meeting", "date": "2025-06-09", "signed": ["G004", "G005"]}
    record_no = fields.Identifier(required=True)
    kind = fields.Choice("weekly_meeting", "morning_meeting", required=True)
    date = fields.Date(required=True)
    signed = fields.List(fields.Identifier(), required=True, metadata={"description": "those who were there, besides the caller"})
    late_reason = late_reason()


class ListPresence(Query):
    """What was recorded of a kind and month: HR sees all of it, everybody else what concerns the own people and himself."""

    route = GET("/presence-records")
    roles = roles.EVERYBODY
    paged = True
    reads_confidential = True
    reply = PresenceRecord
    example = {"kind": "post_check", "month": "2025-06"}
    kind = fields.Choice(*PRESENCE_KINDS, required=True)
    month = fields.Month(required=True)


class MeetingGap(Schema):
    """A working day without a morning meeting on record."""

    date = fields.Date()
    because = fields.List(fields.Text())


class ListMorningMeetingGaps(Query):
    """The working days of a month, up to yesterday, without a morning meeting on record (ATT-53)."""

    route = GET("/morning-meeting-gaps")
    roles = PLANNERS
    paged = True
    reply = MeetingGap
    example = {"month": "2025-06"}
    month = fields.Month(required=True)
    as_of = fields.Date()


class PresenceFindingRecorded(Event):
    """Somebody left the post, stood in, overran a break, dealt with private matters or missed a time point or meeting."""

    subject = "record_no"
    version = 1
    example = {"record_no": "PC1", "staff_no": "G005", "date": "2025-06-10", "kind": "left_post", "minutes": None, "because": ["ATT-38"]}
    record_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True)
    kind = fields.Text(required=True)
    minutes = fields.Integer(allow_none=True)
