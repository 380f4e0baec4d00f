"""The sign-in sheets of trainings, meetings and activities (TRN-04, TRN-05, TRN-11, TRN-12, ATT-30, ATT-40, ATT-50)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.destroying import RecordsDestroyed
from kefu_messages.entering import late_reason
from kefu_messages.errors import ContentInvalid, EnteredTooLate, NotInLine, SelfApproval, StateConflict, UnknownReference, UnknownStaff
from kefu_messages.training.shared import ATTENDANCES, KINDS, OFFICE, NotOrganiser, Why, clock


class SignInOutsideWindow(ContentInvalid):
    """People sign in themselves while the session is on; afterwards whoever held it or HR enters it."""

    code = "sign_in_outside_window"
    text = {
        "zh-Hant": "{event_no} 本人只能在 {opens} 至 {closes} 之間簽到",
        "zh-Hans": "{event_no} 本人只能在 {opens} 至 {closes} 之间签到",
        "en": "One signs in to {event_no} oneself from {opens} to {closes}",
    }


class InvitedTooLate(ContentInvalid):
    """Who was not invited before a session began cannot be found missing; HR brings the papers."""

    code = "invited_too_late"
    depends_on = "sender"
    text = {
        "zh-Hant": "{staff_no} 在 {event_no} 開始前未被邀請",
        "zh-Hans": "{staff_no} 在 {event_no} 开始前未被邀请",
        "en": "{staff_no} was not invited before {event_no} began",
    }


class SignIn(Schema):
    """One invited person and one session; ``attendance`` is null until the session is over."""

    participation = fields.Identifier(metadata={"description": "event_no:staff_no"})
    event_no = fields.Identifier()
    staff_no = fields.Identifier()
    kind = fields.Choice(*KINDS)
    date = fields.Date()
    signed_in_at = fields.Instant(allow_none=True)
    excuse = fields.Text(allow_none=True)
    excuse_approved_by = fields.Identifier(allow_none=True)
    attendance = fields.Text(allow_none=True)
    minutes = fields.Integer(allow_none=True, metadata={"description": "minutes late, 0 on time"})
    because = fields.List(fields.String())
    version = fields.Integer()


class RecordSignIn(Command):
    """Enter one row of a sign-in sheet; entered again it replaces the earlier row (TRN-04, TRN-05; doc 1 l.124).

    For oneself it is a sign-in on the spot, once, at the service's time and without an excuse; for others organiser, lecturer and HR
    enter it, later than the next day HR alone with a ``late_reason``. What somebody signed on the spot stays, unless HR corrects it so.
    """

    route = POST("/sign-ins")
    roles = roles.EVERYBODY
    reply = SignIn
    errors = (
        UnknownStaff, UnknownReference, SelfApproval, SignInOutsideWindow, NotOrganiser, StateConflict, EnteredTooLate, InvitedTooLate,
        NotInLine, RecordsDestroyed,
    )  # fmt: skip
    status = 201
    bulk = Bulk("/sign-ins:import", key="event_no", roles=OFFICE)
    example = {"event_no": "T001", "staff_no": "E021", "signed_in_at": "2025-06-12T14:00:00"}
    event_no = fields.Identifier(required=True, metadata={"description": "number of the training, meeting or activity"})
    staff_no = fields.Identifier(required=True)
    signed_in_at = fields.Instant(allow_none=True, metadata={"description": "empty: did not come; of oneself: now"})
    excuse = fields.Choice("official_business", "certificate", allow_none=True)
    excuse_approved_by = fields.Identifier(
        allow_none=True, metadata={"description": "who approved the official business: the caller; of past papers whoever it was"}
    )
    late_reason = late_reason()


class GetSignIn(Query):
    """One person's sign-in to one session; for HR, leaders and the person."""

    route = GET("/sessions/{event_no}/sign-ins/{staff_no}")
    roles = roles.EVERYBODY
    reply = SignIn
    reads_confidential = True
    example = {"event_no": "T001", "staff_no": "E021"}
    event_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)


class WhySignIn(Query):
    """Why the person counts as late, missed or excused."""

    route = GET("/sessions/{event_no}/sign-ins/{staff_no}/why")
    roles = roles.EVERYBODY
    reply = Why
    reads_confidential = True
    example = {"event_no": "T001", "staff_no": "E021"}
    event_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)


class SessionAttended(Event):
    """How somebody attended a training, meeting or activity; said again, newest state, whenever the judgement changes.

    A consumer keeps one state per ``participation``: the one with the highest sequence.
    """

    subject = "participation"
    example = {
        "participation": "T001:E006", "event_no": "T001", "kind": "training", "title": "投訴溝通技巧", "staff_no": "E006",
        "date": "2025-06-12", "start": "14:00", "end": "16:00", "hours": "2", "signed_in_at": "2025-06-12T14:16:00+08:00",
        "attendance": "late_beyond_grace", "minutes": 16, "because": ["TRN-04"],
    }  # fmt: skip
    participation = fields.Identifier(required=True, metadata={"description": "event_no:staff_no"})
    event_no = fields.Identifier(required=True)
    kind = fields.Choice(*KINDS, required=True)
    title = fields.Text(required=True)
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True)
    start = clock("begin", required=True)
    end = clock("end", required=True)
    hours = fields.Number(required=True, metadata={"description": "length of the session in hours, 4 decimals"})
    signed_in_at = fields.Instant(allow_none=True)
    attendance = fields.Choice(*ATTENDANCES, required=True)
    minutes = fields.Integer(required=True, metadata={"description": "minutes late, 0 unless late"})
    moved_from = fields.List(fields.Date(), metadata={"description": "other days of which it was told before the session was moved"})
