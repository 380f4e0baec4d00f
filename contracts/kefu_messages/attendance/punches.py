"""The time clock (ATT-05, ATT-41), and who left last (for the evening check)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Query, fields, roles
from kefu_messages.attendance.rosters import ATTENDANCE_CLERKS, PLANNERS, OthersPaper, late_reason
from kefu_messages.destroying import RecordsDestroyed
from kefu_messages.errors import EnteredTooLate, SelfApproval, StateConflict, UnknownStaff

DIRECTIONS = ("in", "out")


class DuplicatePunchId(StateConflict):
    """The punch has been recorded before; the first one stands."""

    code = "duplicate_punch_id"
    text = {"zh-Hant": "打卡記錄 {punch_id} 已存在", "en": "The punch {punch_id} was recorded before"}


class Punched(Schema):
    """A record of a time clock."""

    punch_id = fields.Identifier()
    staff_no = fields.Identifier()
    punched_at = fields.Instant()
    direction = fields.Choice(*DIRECTIONS)
    device = fields.Text(allow_none=True)
    version = fields.Integer()


class RecordPunch(Command):
    """Record a punch, late, twice or out of order as clocks deliver them (ATT-05, ATT-41), but none still to come.

    A device sends it, with the role ``service``, or HR sends rows of what clocks have collected; by hand HR enters one of a day that is
    over, with a reason; nobody enters his own.
    """

    route = POST("/punches")
    roles = ATTENDANCE_CLERKS | {roles.SERVICE}
    reply = Punched
    errors = (UnknownStaff, DuplicatePunchId, SelfApproval, OthersPaper, EnteredTooLate, RecordsDestroyed)
    status = 201
    bulk = Bulk("/punches:import", key="punch_id")
    example = {"punch_id": "P000001", "staff_no": "E018", "punched_at": "2025-06-02T08:35:09", "direction": "in", "device": "gate-1"}
    punch_id = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    punched_at = fields.Instant(required=True)
    direction = fields.Choice(*DIRECTIONS, required=True)
    device = fields.Text(allow_none=True)
    late_reason = late_reason()


class ListPunches(Query):
    """The punches of a person and month in order of time; others' only for HR and their superiors."""

    route = GET("/punches")
    roles = roles.EVERYBODY
    paged = True
    reply = Punched
    example = {"staff_no": "E018", "month": "2025-06"}
    staff_no = fields.Identifier(required=True)
    month = fields.Month(required=True)


class LastLeaver(Schema):
    """Who punched out last on a day; null when nobody did."""

    date = fields.Date()
    staff_no = fields.Identifier(allow_none=True)
    punched_at = fields.Instant(allow_none=True)


class GetLastToLeave(Query):
    """Who left last on a day, by the latest out-punch."""

    asked_by = frozenset({"discipline"})
    route = GET("/last-to-leave")
    roles = PLANNERS | {roles.SERVICE}
    reply = LastLeaver
    example = {"date": "2025-06-12"}
    date = fields.Date(required=True)
