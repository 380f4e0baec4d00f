"""Holding a training: the line stays staffed, and it is closed with its exams (TRN-06, TRN-11)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import POST, Command, Event, fields
from kefu_messages.entering import LATE, late_reason
from kefu_messages.errors import StateConflict
from kefu_messages.training.shared import OFFICE, NotOrganiser, clock


class Continuity(Schema):
    """Whether the service line stays staffed while a training is on (TRN-11)."""

    training_no = fields.Identifier()
    staffed = fields.Boolean()
    warning = fields.Text(allow_none=True, metadata={"description": "continuity when nobody on duty stays on the line"})
    because = fields.List(fields.String())
    version = fields.Integer()


class CheckContinuity(Command):
    """Compare who is on duty with who is invited; a warning is told, and refuses nothing (TRN-11; doc 1 l.71)."""

    route = POST("/trainings/{training_no}:check-continuity")
    roles = OFFICE
    reply = Continuity
    example = {"training_no": "T001", "on_duty": ["E006", "E007"]}
    training_no = fields.Identifier(required=True)
    on_duty = fields.List(fields.Identifier(), required=True, metadata={"description": "who is rostered on the line during the training"})


class LineUnstaffed(Event):
    """Everybody on duty is invited to a training: the service line would stand empty (TRN-11)."""

    subject = "training_no"
    example = {"training_no": "T001", "date": "2025-06-12", "start": "14:00", "end": "16:00", "on_duty": ["E006"], "because": ["TRN-11"]}
    training_no = fields.Identifier(required=True)
    date = fields.Date(required=True)
    start = clock("begin", required=True)
    end = clock("end", required=True)
    on_duty = fields.List(fields.Identifier(), required=True)


class ClosedTraining(Schema):
    """A training that has been held: who came, and whose exam result is still wanting."""

    training_no = fields.Identifier()
    closed_on = fields.Date()
    complete = fields.Boolean(metadata={"description": "whether every participant has an exam result (TRN-06)"})
    without_result = fields.List(fields.Identifier())
    without_copy = fields.List(fields.Identifier(), metadata={"description": "participants who received no material (TRN-03)"})
    invited = fields.Integer()
    attended = fields.Integer()
    attendance_rate = fields.Number(allow_none=True)
    because = fields.List(fields.String())
    version = fields.Integer()


class CloseTraining(Command):
    """Close a training after it was held; it is told as held, complete or not, and told again when it is closed again (TRN-06)."""

    route = POST("/trainings/{training_no}:close")
    roles = OFFICE
    reply = ClosedTraining
    errors = (StateConflict, NotOrganiser, *LATE)
    example = {"training_no": "T001", "closed_on": "2025-07-01"}
    training_no = fields.Identifier(required=True)
    closed_on = fields.Date(required=True)
    late_reason = late_reason()


class TrainingHeld(Event):
    """A training has been held; told again when it is closed again."""

    subject = "training_no"
    example = {
        "training_no": "T001", "title": "投訴溝通技巧", "date": "2025-06-12", "hours": "2", "invited": 15, "attended": 11,
        "attendance_rate": "73.3333", "complete": False, "because": ["TRN-06"],
    }  # fmt: skip
    training_no = fields.Identifier(required=True)
    title = fields.Text(required=True)
    date = fields.Date(required=True)
    hours = fields.Number(required=True)
    subject_taught = fields.Text(allow_none=True)
    form = fields.Text(allow_none=True)
    post = fields.Text(allow_none=True)
    invited = fields.Integer(required=True)
    attended = fields.Integer(required=True)
    attendance_rate = fields.Number(allow_none=True)
    complete = fields.Boolean(required=True)
