"""Checklists of how staff behave and dress, inspections by them, and what they find (CHK-01..CHK-81)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Query, fields, roles
from kefu_messages.discipline.refused import NotTheirFile, ObservationMissing, SelfReported, UnknownChecklistItem
from kefu_messages.discipline.shared import CASE_WORKERS, means, staff_no
from kefu_messages.errors import EnteredTooLate, SelfApproval, UnknownStaff


class ChecklistItem(Schema):
    """One item of the staff's checklist, with its clause and the violation it may lead to."""

    item = fields.Identifier()
    title = fields.Text()
    section = fields.String()
    judged = fields.String(metadata=means("how: observed, at_least, at_most, parts, each, flag_above, recommended"))
    needed = fields.String(allow_none=True, metadata=means("threshold, or the parts that are looked for"))
    may_lead_to = fields.List(fields.String())
    severity = fields.String()
    reference = fields.String()
    assumption = fields.Boolean()


class Checklist(Schema):
    """The items that bind the caller's organisation."""

    items = fields.List(fields.Nested(ChecklistItem))


class Inspection(Schema):
    """What an inspection found of one person and item."""

    inspection_no = fields.Identifier()
    staff_no = fields.Identifier()
    item = fields.Identifier()
    observed_at = fields.Instant()
    result = fields.Choice("met", "not_met", "noted")
    findings = fields.Integer()
    missing = fields.List(fields.String())
    may_lead_to = fields.List(fields.String())
    because = fields.List(fields.String())
    version = fields.Integer()


class RecordInspection(Command):
    """Take down how one person met one item; what is not met is a finding, and perhaps a draft, never a fine (CHK-01..CHK-81)."""

    route = POST("/staff-inspections")
    roles = CASE_WORKERS
    reply = Inspection
    errors = (UnknownStaff, UnknownChecklistItem, ObservationMissing, SelfReported, SelfApproval, EnteredTooLate)
    status = 201
    example = {
        "inspection_no": "JC-1",
        "staff_no": "S1",
        "item": "CHK-16",
        "observed_at": "2025-06-03T11:02",
        "met": False,
        "note": "手機響鈴",
    }
    inspection_no = fields.Identifier(required=True)
    staff_no = staff_no()
    item = fields.Identifier(required=True)
    observed_at = fields.Instant(required=True)
    met = fields.Boolean(metadata=means("of an observed item"))
    value = fields.Number(metadata=means("rating, count, minutes or percentage of a measured item"))
    seen = fields.List(fields.String(), metadata=means("the parts that were seen or heard"))
    note = fields.Text()


class GetInspection(Query):
    """One inspection; for HR, the line manager and the person."""

    route = GET("/staff/{staff_no}/inspections/{inspection_no}")
    roles = roles.EVERYBODY
    reads_confidential = True
    errors = (NotTheirFile,)
    reply = Inspection
    example = {"staff_no": "S1", "inspection_no": "JC-1"}
    staff_no = staff_no()
    inspection_no = fields.Identifier(required=True)


class GetStaffChecklist(Query):
    """The staff's checklist of the caller's organisation."""

    route = GET("/staff-checklist")
    roles = roles.EVERYBODY
    reply = Checklist
    example = {"section": "phone"}
    section = fields.Identifier()
