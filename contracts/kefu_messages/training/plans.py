"""Needs and plans, courses, and what they qualify for (TRN-01, TRN-10, TRN-20..TRN-23, TRN-28)."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, PATCH, POST, Command, Event, Query, fields, roles
from kefu_messages.entering import LATE, late_reason
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotInLine, OwnerNotSupervisor, UnknownStaff
from kefu_messages.training.shared import LEADERS, OFFICE, clock


class PlanIncomplete(ContentInvalid):
    """Need, venue, material, date and responsible person make a plan item (TRN-01)."""

    code = "plan_incomplete"
    text = {"zh-Hant": "培訓計劃 {plan_no} 尚缺:{missing}", "en": "The plan item {plan_no} still lacks: {missing}"}


class UnknownQualification(ContentInvalid):
    """No training leads to that qualification (TRN-22)."""

    code = "unknown_qualification"
    text = {"zh-Hant": "沒有規定的資格 {qualification}", "en": "There is no qualification {qualification}"}


class QualificationUntrained(ContentInvalid):
    """The training comes before the post (TRN-22)."""

    code = "qualification_untrained"
    text = {
        "zh-Hant": "{staff_no} 未參加 {subject} 培訓,不能授予 {qualification}",
        "en": "{staff_no} has not attended the training {subject}: {qualification} is not granted",
    }


class PlanItem(Schema):
    """One item of the training plan; ``missing`` names what it lacks."""

    plan_no = fields.Identifier()
    need = fields.Text(allow_none=True)
    venue = fields.Text(allow_none=True)
    material = fields.Text(allow_none=True)
    date = fields.Date(allow_none=True)
    owner = fields.Identifier()
    missing = fields.List(fields.String())
    version = fields.Integer()


class PlanTraining(Command):
    """Put a training need on the plan; the supervisor who does it owns it (TRN-01, TRN-10; doc 1 l.122, l.23)."""

    route = POST("/training-plans")
    roles = LEADERS
    reply = PlanItem
    errors = (UnknownStaff, OwnerNotSupervisor, AlreadyExists)
    status = 201
    example = {"plan_no": "P-2025-06", "need": "投訴處理技巧", "venue": "三樓培訓室", "material": "教材", "date": "2025-06-12"}
    plan_no = fields.Identifier(required=True)
    need = fields.Text(required=True)
    venue = fields.Text(allow_none=True)
    material = fields.Text(allow_none=True)
    date = fields.Date(allow_none=True)
    owner = fields.Identifier(metadata={"description": "responsible person; who enters it when not given"})


class CompletePlan(Command):
    """Add what a plan item lacked."""

    route = PATCH("/training-plans/{plan_no}")
    roles = LEADERS
    reply = PlanItem
    errors = (UnknownStaff, OwnerNotSupervisor)
    example = {"plan_no": "P-2025-06", "venue": "三樓培訓室"}
    plan_no = fields.Identifier(required=True)
    venue = fields.Text()
    material = fields.Text()
    date = fields.Date()
    owner = fields.Identifier()


class ListPlans(Query):
    """The plan by number."""

    route = GET("/training-plans")
    roles = OFFICE
    reply = PlanItem
    paged = True
    example = {}


class Course(Schema):
    """A course: how many sessions and hours are planned, which were held, which outside the plan."""

    course_no = fields.Identifier()
    title = fields.Text()
    first_on = fields.Date()
    last_on = fields.Date()
    assessment = fields.Text()
    planned_sessions = fields.Integer()
    planned_hours = fields.Number()
    held = fields.List(fields.Date())
    outside_plan = fields.List(fields.Date())
    because = fields.List(fields.String())
    version = fields.Integer()


class PlanCourse(Command):
    """Plan a course over a period, with its weekly hours and how it is assessed (TRN-20, TRN-21; doc 5.2 l.384)."""

    route = POST("/training-courses")
    roles = OFFICE
    reply = Course
    errors = (AlreadyExists,)
    status = 201
    example = {
        "course_no": "C-2024-08", "title": "案例分析", "first_on": "2024-08-01", "last_on": "2024-09-30", "weekdays": [0, 1, 2, 3, 4],
        "start": "16:00", "end": "17:30", "assessment": "scenario",
    }  # fmt: skip
    course_no = fields.Identifier(required=True)
    title = fields.Text(required=True)
    first_on = fields.Date(required=True)
    last_on = fields.Date(required=True)
    weekdays = fields.List(fields.Integer(validate=validate.Range(0, 6)), load_default=list, metadata={"description": "0 is Monday"})
    start = clock("begin of each session", allow_none=True)
    end = clock("end of each session", allow_none=True)
    assessment = fields.Choice("written", "scenario", "none", load_default="written")


class GetCourse(Query):
    """A course with its sessions so far."""

    route = GET("/training-courses/{course_no}")
    roles = roles.EVERYBODY
    reply = Course
    example = {"course_no": "C-2024-08"}
    course_no = fields.Identifier(required=True)


class YearOfTrainings(Schema):
    """The trainings of a year by form, and the subjects of study nobody has taught (TRN-23, TRN-28)."""

    year = fields.Integer()
    by_form = fields.Dict()
    untaught_subjects = fields.List(fields.String())
    because = fields.List(fields.String())


class GetYearOfTrainings(Query):
    """How often each form of training was held in a year."""

    route = GET("/training-years/{year}")
    roles = OFFICE
    reply = YearOfTrainings
    example = {"year": 2025}
    year = fields.Year(required=True)


class Qualification(Schema):
    """What somebody may do after its training."""

    qualification_no = fields.Identifier(metadata={"description": "qualification:staff_no"})
    staff_no = fields.Identifier()
    qualification = fields.Text()
    granted_on = fields.Date()
    version = fields.Integer()


class GrantQualification(Command):
    """Let somebody else do what needs a training first, by HR or somebody above (TRN-22; doc 5.2 l.413, l.415)."""

    route = POST("/qualifications")
    roles = OFFICE
    reply = Qualification
    errors = (UnknownQualification, QualificationUntrained, AlreadyExists, NotInLine, *LATE)
    status = 201
    example = {"staff_no": "A01", "qualification": "micro_property_agent", "granted_on": "2025-07-01"}
    staff_no = fields.Identifier(required=True)
    qualification = fields.Identifier(required=True)
    granted_on = fields.Date(required=True)
    late_reason = late_reason()


class QualificationGranted(Event):
    """Somebody has had the training and may take the post."""

    subject = "staff_no"
    example = {"staff_no": "A01", "qualification": "micro_property_agent", "granted_on": "2025-07-01", "because": ["TRN-22"]}
    staff_no = fields.Identifier(required=True)
    qualification = fields.Identifier(required=True)
    granted_on = fields.Date(required=True)
