"""Exams after trainings and their make-ups (TRN-06, TRN-07, TRN-08, TRN-09)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields
from kefu_messages.destroying import RecordsDestroyed
from kefu_messages.entering import LATE, late_reason
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotInLine, UnknownReference, UnknownStaff
from kefu_messages.training.shared import EXAM_RESULTS, OFFICE, NotOrganiser


class ScoreOutOfRange(ContentInvalid):
    """Scores run from 0 to 100."""

    code = "score_out_of_range"
    text = {"zh-Hant": "成績 {score} 不在 {lowest} 至 {highest} 之間", "en": "The score {score} is not between {lowest} and {highest}"}


class MakeUpNotDue(ContentInvalid):
    """Only who missed the exam takes a make-up (TRN-07)."""

    code = "make_up_not_due"
    text = {
        "zh-Hant": "{staff_no} 已有 {training_no} 的考試成績,不需補考",
        "en": "{staff_no} has a score in {training_no}: no make-up",
    }


class ExamBeforeTraining(ContentInvalid):
    """The exam follows the training: nobody has a score in one that has not begun (TRN-06)."""

    code = "exam_before_training"
    depends_on = "moment"
    text = {"zh-Hant": "{training_no} 尚未開始,不能登記成績", "en": "{training_no} has not begun: there is no score yet"}


class ExamCorrection(Schema):
    """What a score was corrected from and to, by whom, and why."""

    score_before = fields.Number(allow_none=True, attribute="from")
    score_after = fields.Number(allow_none=True, attribute="to")
    by = fields.Identifier()
    reason = fields.Text()


class Exam(Schema):
    """One row of an exam list."""

    exam_no = fields.Identifier()
    training_no = fields.Identifier()
    staff_no = fields.Identifier()
    kind = fields.Choice("exam", "make_up")
    date = fields.Date()
    score = fields.Number(allow_none=True)
    remark = fields.Text(allow_none=True)
    result = fields.Text(allow_none=True, metadata={"description": "the person's exam result in the training"})
    corrections = fields.List(fields.Nested(ExamCorrection), metadata={"description": "earliest first; left out where there is none"})
    version = fields.Integer()


class RecordExam(Command):
    """Enter one row of an exam list, nobody the own: a score, or that somebody did not sit it (TRN-06, TRN-07, TRN-08; doc 1 l.125-127).

    Whoever announced, owns or holds the training enters it, for those above him HR; only an exam without a score may lie ahead. A
    person's exam is entered once, and so is the make-up: what is wrong is corrected. Of what files of HR hold twice the first day
    counts, of one day the lowest score.
    """

    route = POST("/exams")
    roles = OFFICE
    reply = Exam
    errors = (
        UnknownStaff, UnknownReference, ScoreOutOfRange, MakeUpNotDue, ExamBeforeTraining, AlreadyExists, NotOrganiser, NotInLine,
        RecordsDestroyed, *LATE,
    )  # fmt: skip
    status = 201
    bulk = Bulk("/exams:import", key="exam_no", order="date")
    example = {"exam_no": "X001", "training_no": "T001", "staff_no": "E021", "kind": "exam", "date": "2025-06-14", "score": "82"}
    exam_no = fields.Identifier(required=True)
    training_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    kind = fields.Choice("exam", "make_up", required=True)
    date = fields.Date(required=True)
    score = fields.Number(allow_none=True, metadata={"description": "0 to 100; empty: did not sit it"})
    remark = fields.Text(allow_none=True)
    late_reason = late_reason()


class CorrectExam(Command):
    """Correct the score of an exam, nobody the own; what was entered before stays on record (TRN-09)."""

    route = POST("/exams/{exam_no}:correct")
    roles = OFFICE
    reply = Exam
    errors = (ScoreOutOfRange, MakeUpNotDue, ExamBeforeTraining, NotOrganiser, NotInLine, *LATE)
    example = {"exam_no": "X001", "score": "84", "reason": "漏計一題"}
    exam_no = fields.Identifier(required=True)
    score = fields.Number(required=True, allow_none=True)
    reason = fields.Text(required=True)
    late_reason = late_reason()


class ExamScored(Event):
    """Somebody has a score in a training, a zero for both missed included; said again, newest state, when it changes."""

    subject = "participation"
    example = {
        "participation": "T001:E021", "training_no": "T001", "staff_no": "E021", "date": "2025-06-14", "result": "scored", "score": "82",
        "because": ["TRN-06"],
    }  # fmt: skip
    participation = fields.Identifier(required=True, metadata={"description": "training_no:staff_no"})
    training_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True, metadata={"description": "day of the exam or make-up that counts"})
    result = fields.Choice(*EXAM_RESULTS, required=True, metadata={"description": "scored, make_up or make_up_missed"})
    score = fields.Number(required=True)


class ExamMissed(Event):
    """Somebody has no score (any more): a make-up is due or scheduled, or the result is missing; said again when it changes."""

    subject = "participation"
    example = {
        "participation": "T001:E011", "training_no": "T001", "staff_no": "E011", "date": "2025-06-14", "result": "make_up_open",
        "make_up_on": None, "because": ["TRN-07"],
    }  # fmt: skip
    participation = fields.Identifier(required=True, metadata={"description": "training_no:staff_no"})
    training_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True, metadata={"description": "day of the exam that was missed, or of the training"})
    result = fields.Choice(*EXAM_RESULTS, required=True, metadata={"description": "make_up_scheduled, make_up_open or exam_missing"})
    make_up_on = fields.Date(allow_none=True)


class ListExams(Query):
    """The exam rows of a training, of those the caller may read: all of them for HR, of his people for a leader."""

    route = GET("/trainings/{training_no}/exams")
    roles = OFFICE
    reply = Exam
    reads_confidential = True
    paged = True
    example = {"training_no": "T001"}
    training_no = fields.Identifier(required=True)
