"""A person's results: sessions, exams, mean, attendance of a year; rates by post (TRN-09, TRN-12, TRN-13)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Query, fields, roles
from kefu_messages.training.shared import OFFICE


class ExamOfSession(Schema):
    """The exam result of one training."""

    result = fields.Text()
    score = fields.Number(allow_none=True)
    because = fields.List(fields.String())


class SessionOfPerson(Schema):
    """One session of a person; ``exam`` is null where none follows."""

    event_no = fields.Identifier()
    kind = fields.Text()
    date = fields.Date()
    attendance = fields.Text(allow_none=True)
    minutes = fields.Integer()
    exam = fields.Nested(ExamOfSession, allow_none=True)


class TrainingResults(Schema):
    """What appraisal and promotion refer to; ``scores`` in the order of the training's number, null where no exams follow."""

    staff_no = fields.Identifier()
    as_of = fields.Date()
    sessions = fields.List(fields.Nested(SessionOfPerson))
    scores = fields.List(fields.Number(), allow_none=True)
    mean_score = fields.Number(allow_none=True)
    because = fields.List(fields.String())


class GetTrainingResults(Query):
    """A person's sessions, exam results and mean, as of the end of a day; for HR, the line manager and the person (TRN-09).

    Today, and a day ahead, is as far as it has gone: who has come is shown, and nobody has missed what is not over.
    """

    route = GET("/training-results/{staff_no}")
    roles = roles.EVERYBODY
    reply = TrainingResults
    reads_confidential = True
    example = {"staff_no": "E021", "as_of": "2025-07-15"}
    staff_no = fields.Identifier(required=True)
    as_of = fields.Date()


class AttendanceOfYear(Schema):
    """How regularly somebody came in a year (TRN-12)."""

    staff_no = fields.Identifier()
    year = fields.Integer()
    invited = fields.Integer()
    attended = fields.Integer()
    rate = fields.Number(allow_none=True, metadata={"description": "percent, 2 places"})
    unexcused = fields.List(fields.Identifier())
    because = fields.List(fields.String())


class GetAttendanceOfYear(Query):
    """A person's attendance of trainings and activities in a year; for HR, the line manager and the person (TRN-12)."""

    route = GET("/training-results/{staff_no}/years/{year}")
    roles = roles.EVERYBODY
    reply = AttendanceOfYear
    reads_confidential = True
    example = {"staff_no": "E021", "year": 2025}
    staff_no = fields.Identifier(required=True)
    year = fields.Year(required=True)


class RatesByPost(Schema):
    """The attendance of a training by post (TRN-13)."""

    training_no = fields.Identifier()
    posts = fields.Dict()
    because = fields.List(fields.String())


class GetRatesByPost(Query):
    """How many holders of each post came to a training (TRN-13)."""

    route = GET("/trainings/{training_no}/posts")
    roles = OFFICE
    reply = RatesByPost
    example = {"training_no": "T001"}
    training_no = fields.Identifier(required=True)


class JudgedSession(Schema):
    """How one person's part in a session is judged; ``result`` and ``score`` are the exam's, null where there is none."""

    attendance = fields.Text(allow_none=True)
    minutes = fields.Integer(metadata={"description": "minutes late, 0 unless late"})
    result = fields.Text(allow_none=True)
    score = fields.Number(allow_none=True)


class SessionDifference(Schema):
    """Whose part in which session would be judged otherwise, and how."""

    staff_no = fields.Identifier()
    event_no = fields.Identifier()
    date = fields.Date()
    now = fields.Nested(JudgedSession)
    then = fields.Nested(JudgedSession)


class ReplayedTrainingResults(Schema):
    """What would differ; nothing has been written."""

    month = fields.Month()
    judged = fields.Integer(metadata={"description": "parts in sessions that were judged both ways"})
    differences = fields.List(fields.Nested(SessionDifference))


class ReplayTrainingResults(Query):
    """What if: a month's sign-ins and exams under other values or by another organisation's regulation; writes nothing."""

    route = POST("/training-results:replay")
    roles = OFFICE
    reply = ReplayedTrainingResults
    reads_confidential = True
    example = {"month": "2025-06", "as_organisation": "jinyang"}
    month = fields.Month(required=True)
    as_of = fields.Date(metadata={"description": "as known at the end of that day; today so far when not given or ahead"})
    as_organisation = fields.Identifier(metadata={"description": "judge by the book's values of that organisation"})
    law_on = fields.Date(metadata={"description": "judge by what is in force on that day"})
    values = fields.Dict(load_default=dict, metadata={"description": "values of the law to try, by id: training_grace_minutes …"})
