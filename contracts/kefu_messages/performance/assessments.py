"""Assessments: of probation, of skills, periodic and annual (TRN-15, TRN-16, TRN-18, TRN-19, OTH-14)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.errors import (
    AlreadyExists,
    ContentInvalid,
    EnteredTooLate,
    NotAllowed,
    NotInLine,
    SelfApproval,
    StateConflict,
    UnknownStaff,
)
from kefu_messages.performance.shared import LEADERS, OFFICE

ASSESSORS = frozenset({roles.SERVICE_MANAGER, roles.SERVICE_DIRECTOR})


class UnknownGrade(ContentInvalid):
    """The grade is none of the organisation's (TRN-18)."""

    code = "unknown_grade"
    text = {"zh-Hant": "等級 {grade} 不在規定範圍內", "en": "{grade} is not one of the grades"}


class NotOwnSkill(NotAllowed):
    """A skill assessment is asked for by the service manager or the employee himself (TRN-16)."""

    code = "not_own_skill"
    text = {"zh-Hant": "專業技能考核只能由服務經理或本人提出", "en": "Only the service manager or the person asks for a skill assessment"}


class ProbationDays(ContentInvalid):
    """Probation is assessed before it ends, and no longer than the law allows (TRN-15)."""

    code = "probation_days"
    text = {
        "zh-Hant": "考核日 {scheduled_on} 不得晚於試用期滿日 {ends_on},試用期最長至 {latest}",
        "zh-Hans": "考核日 {scheduled_on} 不得晚于试用期满日 {ends_on},试用期最长至 {latest}",
        "en": "Assessed on {scheduled_on}, probation ends on {ends_on}: not before, and not after {latest}",
    }


class OtherYear(ContentInvalid):
    """A year is assessed in it or in the next (TRN-18)."""

    code = "assessment_of_other_year"
    text = {
        "zh-Hant": "{assessed_on} 不能考核 {year} 年度",
        "zh-Hans": "{assessed_on} 不能考核 {year} 年度",
        "en": "On {assessed_on} the year {year} is not assessed",
    }


class Assessment(Schema):
    """An assessment of one person; ``state`` scheduled, overdue or filed."""

    assessment_no = fields.Identifier()
    staff_no = fields.Identifier()
    kind = fields.Choice("probation", "skill", "periodic")
    content = fields.Text(allow_none=True)
    scheduled_on = fields.Date(allow_none=True)
    due_on = fields.Date(allow_none=True)
    requested_by = fields.Identifier(allow_none=True)
    assessed_on = fields.Date(allow_none=True)
    result = fields.Text(allow_none=True)
    filed_on = fields.Date(allow_none=True)
    filed_with = fields.Text(allow_none=True)
    wage_change_percent = fields.Number(allow_none=True)
    state = fields.String()
    because = fields.List(fields.String())
    version = fields.Integer()


class ScheduleProbationAssessment(Command):
    """The service manager sets time and content of a probation assessment (TRN-15; doc 4 l.336); nobody else does."""

    route = POST("/probation-assessments")
    roles = frozenset({roles.SERVICE_MANAGER})
    reply = Assessment
    errors = (UnknownStaff, AlreadyExists, SelfApproval, NotInLine, ProbationDays, EnteredTooLate)
    status = 201
    example = {
        "assessment_no": "PA-1", "staff_no": "J013", "content": "軟件安裝與客戶溝通", "scheduled_on": "2025-06-25",
        "probation_ends_on": "2025-06-30",
    }  # fmt: skip
    assessment_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    content = fields.Text(required=True)
    scheduled_on = fields.Date(required=True)
    probation_ends_on = fields.Date(required=True, metadata={"description": "last day of probation; the form is due by then"})


class RequestSkillAssessment(Command):
    """The service manager or the employee asks for a skill assessment (TRN-16; doc 4 l.337)."""

    route = POST("/skill-assessments")
    roles = roles.EVERYBODY
    reply = Assessment
    errors = (UnknownStaff, AlreadyExists, NotOwnSkill, NotInLine, EnteredTooLate)
    status = 201
    example = {"assessment_no": "SA-1", "staff_no": "J007", "content": "數據庫維護", "scheduled_on": "2025-07-01"}
    assessment_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    content = fields.Text(required=True)
    scheduled_on = fields.Date(required=True)


class FileAssessmentForm(Command):
    """Fill in the form of a probation or skill assessment and file it with the administration (TRN-15, TRN-16; doc 4 l.336-337)."""

    route = POST("/assessments/{assessment_no}:file")
    roles = ASSESSORS | LEADERS
    reply = Assessment
    errors = (SelfApproval, StateConflict, NotInLine, EnteredTooLate)
    example = {"assessment_no": "PA-1", "assessed_on": "2025-06-25", "result": "passed", "filed_on": "2025-06-26"}
    assessment_no = fields.Identifier(required=True)
    assessed_on = fields.Date(required=True)
    result = fields.Text(required=True)
    filed_on = fields.Date(required=True)


class FilePeriodicAssessment(Command):
    """Assess somebody for a period, propose the wage change of the grade and file it (TRN-18, OTH-14; doc 4 l.338, doc 5.2 l.418)."""

    route = POST("/periodic-assessments")
    roles = LEADERS
    reply = Assessment
    errors = (UnknownStaff, AlreadyExists, SelfApproval, UnknownGrade, OtherYear, NotInLine, EnteredTooLate)
    status = 201
    example = {
        "assessment_no": "EA-2025-J007", "staff_no": "J007", "year": 2025, "assessed_on": "2025-12-20", "grade": "B",
        "filed_on": "2025-12-22",
    }  # fmt: skip
    assessment_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    year = fields.Year(required=True)
    assessed_on = fields.Date(required=True)
    grade = fields.Identifier(required=True)
    filed_on = fields.Date(required=True)
    remark = fields.Text(longest=4000, allow_none=True)


class GetAssessment(Query):
    """An assessment, for HR, the line manager and the person."""

    route = GET("/assessments/{assessment_no}")
    roles = roles.EVERYBODY
    reply = Assessment
    reads_confidential = True
    example = {"assessment_no": "PA-1"}
    assessment_no = fields.Identifier(required=True)
    as_of = fields.Date()


class OverdueAssessments(Schema):
    """Assessments whose form is overdue."""

    as_of = fields.Date()
    assessments = fields.List(fields.Nested(Assessment))
    because = fields.List(fields.String())


class ListOverdueAssessments(Query):
    """Probation forms that are not filed though the probation is over, of those the caller may read (TRN-15)."""

    route = GET("/overdue-assessments")
    roles = OFFICE
    reply = OverdueAssessments
    reads_confidential = True
    example = {"as_of": "2025-07-01"}
    as_of = fields.Date()


class AssessmentYear(Schema):
    """How many of the department have been assessed in a year, and who has not (TRN-19, OTH-14)."""

    year = fields.Integer()
    staff = fields.Integer()
    assessed = fields.Integer()
    rate = fields.Number(allow_none=True, metadata={"description": "percent, 1 place"})
    missing = fields.List(fields.Identifier())
    because = fields.List(fields.String())


class GetAssessmentYear(Query):
    """The annual assessment of the department (TRN-19, OTH-14; doc 4 l.262, doc 5.2 l.418)."""

    route = GET("/assessment-years/{year}")
    roles = OFFICE
    reply = AssessmentYear
    example = {"year": 2025}
    year = fields.Year(required=True)
    as_of = fields.Date()


class AssessmentOverdue(Event):
    """A probation is over and its form has not been filed (TRN-15)."""

    subject = "assessment_no"
    example = {"assessment_no": "PA-1", "staff_no": "J013", "due_on": "2025-06-30", "because": ["TRN-15"]}
    assessment_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    due_on = fields.Date(required=True)


class AssessmentFiled(Event):
    """An assessment form has been filed with the administration."""

    subject = "assessment_no"
    example = {"assessment_no": "PA-1", "staff_no": "J013", "kind": "probation", "filed_on": "2025-06-26", "because": ["TRN-15"]}
    assessment_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    kind = fields.String(required=True)
    filed_on = fields.Date(required=True)


class WageChangeProposed(Event):
    """The grade of an assessment proposes another basic wage of the post; nothing changes by itself (TRN-18)."""

    subject = "assessment_no"
    example = {"assessment_no": "EA-2025-J007", "staff_no": "J007", "grade": "B", "percent": "3", "because": ["TRN-18"]}
    assessment_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    grade = fields.Identifier(required=True)
    percent = fields.Number(required=True)
