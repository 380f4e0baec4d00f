"""Trainings, meetings and activities as they are announced, and how they were held (TRN-01..TRN-13)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.entering import LATE, late_reason
from kefu_messages.errors import AlreadyExists, ContentInvalid, OwnerNotSupervisor, SelfApproval, StateConflict, UnknownStaff
from kefu_messages.training.plans import PlanIncomplete
from kefu_messages.training.shared import KINDS, OFFICE, NotOrganiser, Why, clock


class VenueMissing(ContentInvalid):
    """A training cannot be announced without a place (TRN-01)."""

    code = "venue_missing"
    text = {"zh-Hant": "培訓 {training_no} 未註明場地", "en": "The training {training_no} has no venue"}


class UnknownForm(ContentInvalid):
    """The form is none of the organisation's (TRN-23)."""

    code = "unknown_form"
    text = {"zh-Hant": "培訓形式 {form} 不在規定範圍內", "en": "{form} is not one of the forms of training"}


class UnknownSubject(ContentInvalid):
    """The subject is none of the organisation's (TRN-28)."""

    code = "unknown_subject"
    text = {"zh-Hant": "培訓內容 {subject} 不在規定範圍內", "en": "{subject} is not one of the subjects of training"}


class EndsBeforeStart(ContentInvalid):
    """A session ends after it has begun."""

    code = "ends_before_start"
    text = {"zh-Hant": "結束時間 {end} 應晚於開始時間 {start}", "en": "It ends at {end}, which is not after {start}"}


class SessionBegun(StateConflict):
    """A session is announced and moved before it begins; of one that has begun HR brings the papers, with the reason (TRN-04)."""

    code = "session_begun"
    depends_on = "sender"
    text = {
        "zh-Hant": "{event_no} 已開始或已結束,只有人事可說明原因後登記或改期",
        "zh-Hans": "{event_no} 已开始或已结束,只有人事可说明原因后登记或改期",
        "en": "{event_no} has begun or is over: only HR announces or moves it then, with a reason",
    }


class ReviewPending(StateConflict):
    """Material is handed out only after its review (TRN-03)."""

    code = "review_pending"
    text = {"zh-Hant": "培訓 {training_no} 的教材尚未審核", "en": "The material of {training_no} has not been reviewed"}


class Training(Schema):
    """A training with the state of its material and copies; those are null where the regulation asks for none."""

    training_no = fields.Identifier()
    title = fields.Text()
    date = fields.Date()
    start = clock("begin")
    end = clock("end")
    hours = fields.Number()
    venue = fields.Text()
    lecturer = fields.Text(allow_none=True)
    owner = fields.Identifier(metadata={"description": "staff number of the person responsible"})
    subject = fields.Text(allow_none=True)
    form = fields.Text(allow_none=True)
    post = fields.Text(allow_none=True)
    invited = fields.Integer()
    attended = fields.Integer(metadata={"description": "who signed in, late or not"})
    attendance_rate = fields.Number(allow_none=True, metadata={"description": "attended in percent of invited, 4 decimals"})
    material_due = fields.Date(allow_none=True)
    material = fields.Text(allow_none=True, metadata={"description": "on_time, late or missing; not_due while its day is not over"})
    material_days_late = fields.Integer(allow_none=True)
    copies = fields.Text(
        allow_none=True,
        metadata={"description": "ok, handed_out_before_review, review_not_by_manager, not_handed_out_in_time or not_due"},
    )
    because = fields.List(fields.String())
    version = fields.Integer()


class RecordTraining(Command):
    """Announce a training, with what is known of its material so far (TRN-01, TRN-02, TRN-03, TRN-10; doc 1 l.122-123)."""

    route = POST("/trainings")
    roles = OFFICE
    reply = Training
    errors = (
        VenueMissing, OwnerNotSupervisor, UnknownStaff, EndsBeforeStart, UnknownForm, UnknownSubject, PlanIncomplete, AlreadyExists,
        SessionBegun, *LATE,
    )  # fmt: skip
    status = 201
    bulk = Bulk("/trainings:import", key="training_no")
    example = {
        "training_no": "T001", "title": "投訴溝通技巧", "date": "2025-06-12", "start": "14:00", "end": "16:00", "venue": "三樓培訓室",
        "owner": "E003",
    }  # fmt: skip
    training_no = fields.Identifier(required=True)
    title = fields.Text(metadata={"description": "the number where there is none"})
    date = fields.Date(required=True)
    start = clock("begin", required=True)
    end = clock("end", required=True)
    venue = fields.Text(allow_none=True, metadata={"description": "without it the training is refused"})
    lecturer = fields.Text(allow_none=True)
    owner = fields.Identifier(metadata={"description": "staff number of the person responsible; a row of past papers may leave it out"})
    material_received_on = fields.Date(allow_none=True)
    material_reviewed_by = fields.Identifier(allow_none=True, metadata={"description": "the caller; of past papers whoever it was"})
    material_reviewed_on = fields.Date(allow_none=True)
    copies_handed_out_on = fields.Date(allow_none=True)
    plan_no = fields.Identifier(allow_none=True, metadata={"description": "the item of the plan it carries out"})
    course_no = fields.Identifier(allow_none=True, metadata={"description": "the course it is a session of"})
    subject = fields.Text(allow_none=True, metadata={"description": "what is taught, one of the organisation's subjects"})
    form = fields.Text(allow_none=True, metadata={"description": "training, case_analysis or exchange"})
    post = fields.Text(allow_none=True, metadata={"description": "the post it is held for"})
    late_reason = late_reason()


class RecordMaterial(Command):
    """Take down what has happened to the material: received, reviewed, copies handed out (TRN-02, TRN-03; doc 1 l.123)."""

    route = POST("/trainings/{training_no}:material")
    roles = OFFICE
    reply = Training
    errors = (NotOrganiser, ReviewPending, UnknownStaff, *LATE)
    example = {"training_no": "T001", "material_received_on": "2025-06-05"}
    training_no = fields.Identifier(required=True)
    material_received_on = fields.Date()
    material_reviewed_by = fields.Identifier(metadata={"description": "the caller; of past papers whoever it was"})
    material_reviewed_on = fields.Date()
    copies_handed_out_on = fields.Date()
    recipients = fields.List(fields.Identifier(), metadata={"description": "who has received a copy"})
    late_reason = late_reason()


class GetTraining(Query):
    """One training as of the end of a day."""

    route = GET("/trainings/{training_no}")
    roles = roles.EVERYBODY
    reply = Training
    example = {"training_no": "T001"}
    training_no = fields.Identifier(required=True)
    as_of = fields.Date()


class ListTrainings(Query):
    """The trainings by number."""

    route = GET("/trainings")
    roles = roles.EVERYBODY
    reply = Training
    paged = True
    example = {}
    as_of = fields.Date()


class WhyTraining(Query):
    """Every decision kept with the training."""

    route = GET("/trainings/{training_no}/why")
    roles = roles.EVERYBODY
    reply = Why
    example = {"training_no": "T001"}
    training_no = fields.Identifier(required=True)


class Meeting(Schema):
    """A meeting or an activity of the department."""

    meeting_no = fields.Identifier()
    title = fields.Text()
    kind = fields.Choice("meeting", "activity")
    date = fields.Date()
    start = clock("begin")
    end = clock("end")
    hours = fields.Number()
    invited = fields.Integer()
    attended = fields.Integer()
    version = fields.Integer()


class RecordMeeting(Command):
    """Announce a meeting or an activity (ATT-30, ATT-40, TRN-12; doc 1 l.71, doc 2 l.139)."""

    route = POST("/meetings")
    roles = OFFICE
    reply = Meeting
    errors = (EndsBeforeStart, AlreadyExists, SessionBegun)
    status = 201
    bulk = Bulk("/meetings:import", key="meeting_no")
    example = {"meeting_no": "M001", "title": "客服部月度例會", "kind": "meeting", "date": "2025-06-05", "start": "14:30", "end": "15:30"}
    meeting_no = fields.Identifier(required=True)
    title = fields.Text(metadata={"description": "the number where there is none"})
    kind = fields.Choice("meeting", "activity", load_default="meeting")
    date = fields.Date(required=True)
    start = clock("begin", required=True)
    end = clock("end", required=True)
    subject = fields.Text(allow_none=True, metadata={"description": "what is taught there, where a month asks for it (TRN-17, TRN-29)"})
    late_reason = late_reason()


class ListMeetings(Query):
    """The meetings and activities by number."""

    route = GET("/meetings")
    roles = roles.EVERYBODY
    reply = Meeting
    paged = True
    example = {}


class SessionRescheduled(Event):
    """A training, meeting or activity has been announced, or its day or hours have changed."""

    subject = "event_no"
    example = {
        "event_no": "T001", "kind": "training", "title": "投訴溝通技巧", "date": "2025-06-12", "start": "14:00", "end": "16:00",
        "because": ["TRN-04"],
    }  # fmt: skip
    event_no = fields.Identifier(required=True)
    kind = fields.Choice(*KINDS, required=True)
    title = fields.Text(required=True)
    date = fields.Date(required=True)
    start = clock("begin", required=True)
    end = clock("end", required=True)


class RescheduleSession(Command):
    """Move a session to another day or hour; every judgement of who came follows.

    Whoever announced, owns or holds it moves it before it begins; afterwards only HR does, who takes no part in it, and nobody signs
    in to it himself any more.
    """

    route = POST("/sessions/{event_no}:reschedule")
    roles = OFFICE
    reply = Meeting
    errors = (EndsBeforeStart, SessionBegun, NotOrganiser, SelfApproval)
    example = {"event_no": "T001", "date": "2025-06-13", "start": "14:00", "end": "16:00", "reason": "講師改期"}
    event_no = fields.Identifier(required=True)
    date = fields.Date(required=True)
    start = clock("begin", required=True)
    end = clock("end", required=True)
    reason = fields.Text(required=True)
