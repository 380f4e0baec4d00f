"""Findings of inspections, patrols and visits, hazards among them, from the day found to their closing (FLD-08, 14, 19, 27, 32)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.errors import ContentInvalid, SelfApproval, StateConflict, UnknownCategory, UnknownUnit
from kefu_messages.fieldwork.shared import FIELD_STAFF, INSPECTORS, LEADERS, READERS, DuplicateNumber, MomentsReversed, Why, means
from kefu_messages.platform import AnyValue

SOURCES = ("area_check", "patrol", "renovation", "vacant_unit", "equipment", "work_order", "staffing", "hazard", "general_inspection")
FINDING_STATES = ("open", "corrected", "closed")


class FindingNotCorrected(StateConflict):
    code = "finding_not_corrected"
    text = {"zh-Hant": "問題狀態為 {state},須先整改", "en": "The finding is {state}: it must be corrected first"}


class ResponsibleMissing(ContentInvalid):
    code = "responsible_missing"
    text = {"zh-Hant": "每個問題須明確責任人", "en": "Every finding names the responsible person"}


class Finding(Schema):
    """A finding as it stands."""

    finding_no = fields.Identifier()
    source = fields.Choice(*SOURCES)
    source_no = fields.Identifier(allow_none=True)
    item = fields.Identifier(allow_none=True)
    area = fields.Text(allow_none=True)
    unit_no = fields.Identifier(allow_none=True)
    level = fields.Identifier(allow_none=True, metadata=means("of a hazard"))
    description = fields.Text(allow_none=True, longest=2000)
    found_on = fields.Date()
    found_by = fields.Identifier(allow_none=True)
    responsible = fields.Identifier(allow_none=True, metadata=means("person, or post where no person is named"))
    due_on = fields.Date(allow_none=True)
    state = fields.Choice(*FINDING_STATES)
    overdue = fields.Boolean()
    corrected_on = fields.Date(allow_none=True)
    corrected_by = fields.Identifier(allow_none=True)
    correction = fields.Text(allow_none=True, longest=2000)
    closed_on = fields.Date(allow_none=True)
    rejections = fields.Integer(metadata=means("re-inspections that found it uncorrected"))
    version = fields.Integer()


class ReportFinding(Command):
    """Report a problem or a hazard with its responsible and due day (FLD-19, FLD-27, FLD-32; doc 5.2 l.407, doc 5.3 l.435)."""

    route = POST("/findings")
    roles = INSPECTORS
    reply = Finding
    errors = (DuplicateNumber, UnknownCategory, ResponsibleMissing, MomentsReversed, UnknownUnit)
    status = 201
    example = {
        "finding_no": "YH-1", "source": "hazard", "level": "major", "description": "膠管老化", "unit_no": "D6-5", "found_on": "2025-03-12",
        "responsible": "F1",
    }  # fmt: skip
    finding_no = fields.Identifier(required=True)
    source = fields.Choice(*SOURCES, required=True)
    source_no = fields.Identifier()
    item = fields.Identifier()
    area = fields.Text()
    unit_no = fields.Identifier()
    level = fields.Identifier(metadata=means("of a hazard: minor, major, critical"))
    description = fields.Text(required=True, longest=2000)
    found_on = fields.Date(required=True)
    responsible = fields.Identifier(required=True)
    due_on = fields.Date(metadata=means("by the organisation's term when not given"))


class CorrectFinding(Command):
    """The responsible has put it right (FLD-08, FLD-27)."""

    route = POST("/findings/{finding_no}:correct")
    roles = INSPECTORS
    reply = Finding
    errors = (FindingNotCorrected, MomentsReversed)
    example = {"finding_no": "YH-1", "corrected_on": "2025-03-14", "correction": "已更換膠管"}
    finding_no = fields.Identifier(required=True)
    corrected_on = fields.Date(required=True)
    correction = fields.Text(required=True, longest=2000)


class ReinspectFinding(Command):
    """Look again: a corrected finding is closed, or open once more; never by who corrected it (FLD-08, FLD-32; doc 5.3 l.435)."""

    route = POST("/findings/{finding_no}:re-inspect")
    roles = INSPECTORS
    reply = Finding
    errors = (FindingNotCorrected, SelfApproval, MomentsReversed)
    example = {"finding_no": "YH-1", "removed": True, "inspected_on": "2025-03-15"}
    finding_no = fields.Identifier(required=True)
    removed = fields.Boolean(required=True)
    inspected_on = fields.Date(required=True)


class GetFinding(Query):
    """One finding."""

    route = GET("/findings/{finding_no}")
    roles = READERS
    reply = Finding
    example = {"finding_no": "YH-1"}
    finding_no = fields.Identifier(required=True)


class WhyFinding(Query):
    """Why a finding is due on its day."""

    route = GET("/findings/{finding_no}/why")
    roles = READERS
    reply = Why
    example = {"finding_no": "YH-1"}
    finding_no = fields.Identifier(required=True)


class ListFindings(Query):
    """Findings, the newest first: of a source, a state, an area or a responsible."""

    route = GET("/findings")
    roles = READERS
    reply = Finding
    paged = True
    example = {"state": "open"}
    source = fields.Choice(*SOURCES)
    state = fields.Choice(*FINDING_STATES, "overdue")
    area = fields.Text()
    responsible = fields.Identifier()
    month = fields.Month(metadata=means("in which it was found"))


class FindingFigures(Schema):
    """What was found in a period and what became of it by a day."""

    found_from = fields.Date()
    found_until = fields.Date()
    as_of = fields.Date()
    found = fields.Integer()
    corrected = fields.Integer()
    overdue = fields.Integer()
    correction_rate = fields.Number(allow_none=True, metadata=means("percent, two places; null of nothing"))
    sources = AnyValue(metadata=means("found, corrected, correction_rate per source"))


class GetFindingFigures(Query):
    """How many findings of a period are corrected (FLD-27; doc 5.2 l.407)."""

    route = GET("/finding-figures")
    roles = LEADERS | {roles.REPORTING, roles.SERVICE} | FIELD_STAFF
    reply = FindingFigures
    example = {"found_from": "2024-10-01", "found_until": "2024-12-31"}
    found_from = fields.Date(required=True)
    found_until = fields.Date(required=True)
    as_of = fields.Date(metadata=means("the last day of the period when not given"))


class _FindingTold(Schema):
    """What is said of every finding."""

    finding_no = fields.Identifier(required=True)
    source = fields.Choice(*SOURCES, required=True)
    source_no = fields.Identifier(required=True, allow_none=True)
    item = fields.Identifier(required=True, allow_none=True)
    area = fields.Text(required=True, allow_none=True)
    unit_no = fields.Identifier(required=True, allow_none=True)
    level = fields.Identifier(required=True, allow_none=True)
    found_on = fields.Date(required=True)
    responsible = fields.Identifier(required=True, allow_none=True)
    due_on = fields.Date(required=True, allow_none=True)


_TOLD = {
    "finding_no": "JC-1-2", "source": "area_check", "source_no": "JC-1", "item": "CHK-51", "area": "hall", "unit_no": None, "level": None,
    "found_on": "2025-06-03", "responsible": "duty_clerk", "due_on": "2025-06-06",
}  # fmt: skip


class FindingRaised(_FindingTold, Event):
    """Something is not as it should be, and somebody is to put it right."""

    subject = "finding_no"
    example = {**_TOLD, "description": "無水杯", "found_by": "E05", "because": ["CHK-51", "CHK-56"]}
    description = fields.Text(required=True, allow_none=True, longest=2000)
    found_by = fields.Identifier(required=True, allow_none=True)


class FindingCorrected(_FindingTold, Event):
    """It was put right."""

    subject = "finding_no"
    example = {**_TOLD, "corrected_on": "2025-06-04", "days": 1, "because": ["FLD-27"]}
    corrected_on = fields.Date(required=True)
    days = fields.Integer(required=True)


class FindingClosed(_FindingTold, Event):
    """A second look found it corrected."""

    subject = "finding_no"
    example = {**_TOLD, "closed_on": "2025-06-05", "because": ["FLD-32"]}
    closed_on = fields.Date(required=True)


class FindingReopened(_FindingTold, Event):
    """A second look found it as it was."""

    subject = "finding_no"
    example = {**_TOLD, "inspected_on": "2025-06-05", "because": ["FLD-32"]}
    inspected_on = fields.Date(required=True)


class FindingOverdue(_FindingTold, Event):
    """It was not put right by its day."""

    subject = "finding_no"
    example = {**_TOLD, "because": ["FLD-27", "correction_days"]}
