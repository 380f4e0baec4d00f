"""Patrols, renovation files and rounds of vacant units (FLD-06, FLD-07, FLD-08, FLD-11, FLD-12; doc 5.2 l.385-415)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.billing.refused_fees import UnitOccupied
from kefu_messages.errors import ContentInvalid, StateConflict, UnknownCode, UnknownUnit
from kefu_messages.fieldwork.shared import FIELD_STAFF, LEADERS, READERS, RECORDERS, DuplicateNumber, MomentsReversed, Why, means
from kefu_messages.platform import AnyValue


class DuplicateInspection(ContentInvalid):
    code = "duplicate_inspection"
    text = {"zh-Hant": "巡檢編號 {inspection_no} 已存在", "en": "Inspection {inspection_no} exists already"}


class RenovationFileOpen(StateConflict):
    code = "renovation_file_open"
    text = {
        "zh-Hant": "{unit_no} 已有裝修檔案 {file_no}(一戶一檔)",
        "en": "{unit_no} has its file {file_no} already: one household, one file",
    }


class RenovationUnfinished(StateConflict):
    code = "renovation_unfinished"
    text = {"zh-Hant": "裝修檔案不能結案:{missing}", "en": "The renovation file cannot be closed: {missing}"}


class Patrol(Schema):
    """A patrol as it was walked."""

    patrol_no = fields.Identifier()
    area = fields.Text()
    patrolled_at = fields.Instant()
    patrolled_on = fields.Date()
    half = fields.Choice("morning", "afternoon")
    steward = fields.Identifier()
    hygiene_ok = fields.Boolean()
    facilities_ok = fields.Boolean()
    remark = fields.Text(allow_none=True)
    version = fields.Integer()


class RecordPatrol(Command):
    """Fill in the daily patrol form of an area: hygiene and public facilities (FLD-06; doc 5.2 l.385)."""

    route = POST("/patrols")
    roles = RECORDERS
    reply = Patrol
    errors = (DuplicateNumber,)
    status = 201
    bulk = Bulk("/patrols:import", key="patrol_no")
    example = {
        "patrol_no": "XC-1", "area": "B", "patrolled_at": "2024-06-03T09:40", "steward": "W01", "hygiene_ok": True, "facilities_ok": True,
    }  # fmt: skip
    patrol_no = fields.Identifier(required=True)
    area = fields.Text(required=True)
    patrolled_at = fields.Instant(required=True)
    steward = fields.Identifier(required=True)
    hygiene_ok = fields.Boolean(load_default=True)
    facilities_ok = fields.Boolean(load_default=True)
    remark = fields.Text()


class PatrolDay(Schema):
    """Which halves of a day each area was patrolled."""

    on = fields.Date()
    areas = AnyValue(metadata=means("per area: morning, afternoon, missing halves"))
    complete = fields.Boolean()


class GetPatrolDay(Query):
    """Which areas were patrolled in the morning and in the afternoon of a day (FLD-06)."""

    route = GET("/patrol-days/{on}")
    roles = READERS
    reply = PatrolDay
    example = {"on": "2024-06-03"}
    on = fields.Date(required=True)


class RenovationFile(Schema):
    """A household's renovation file: one household, one file."""

    file_no = fields.Identifier()
    unit_no = fields.Identifier()
    area = fields.Text(allow_none=True)
    contractor = fields.Text(allow_none=True)
    state = fields.Choice("open", "closed")
    opened_on = fields.Date()
    closed_on = fields.Date(allow_none=True)
    inspections = AnyValue(metadata=means("stage, inspected_on, by, problems per inspection"))
    stages_missing = fields.List(fields.Identifier())
    version = fields.Integer()


class OpenRenovationFile(Command):
    """Open the file of a household that begins to decorate (FLD-07; doc 5.2 l.385)."""

    route = POST("/renovation-files")
    roles = RECORDERS
    reply = RenovationFile
    errors = (DuplicateNumber, UnknownUnit, RenovationFileOpen)
    status = 201
    example = {"file_no": "ZX-1", "unit_no": "D06-504", "opened_on": "2024-03-01", "contractor": "美家裝飾"}
    file_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    opened_on = fields.Date(required=True)
    contractor = fields.Text()


class RecordRenovationInspection(Command):
    """Inspect a stage of a renovation; every problem becomes a rectification order that is followed until it is fixed (FLD-08)."""

    route = POST("/renovation-files/{file_no}:inspect")
    roles = FIELD_STAFF
    reply = RenovationFile
    errors = (UnknownCode, StateConflict, MomentsReversed)
    example = {
        "file_no": "ZX-1",
        "stage": "waterproofing",
        "inspected_on": "2024-03-12",
        "problems": ["防水高度不足"],
        "responsible": "contractor",
    }
    file_no = fields.Identifier(required=True)
    stage = fields.Identifier(required=True)
    inspected_on = fields.Date(required=True)
    problems = fields.List(fields.Text(), load_default=list)
    responsible = fields.Identifier(load_default="contractor", metadata=means("who has to put it right"))


class CloseRenovationFile(Command):
    """Close a file once every stage was inspected and every problem fixed (FLD-08)."""

    route = POST("/renovation-files/{file_no}:close")
    roles = FIELD_STAFF
    reply = RenovationFile
    errors = (RenovationUnfinished, StateConflict)
    example = {"file_no": "ZX-1", "closed_on": "2024-06-30"}
    file_no = fields.Identifier(required=True)
    closed_on = fields.Date(required=True)


class GetRenovationFile(Query):
    """One renovation file."""

    route = GET("/renovation-files/{file_no}")
    roles = READERS
    reply = RenovationFile
    example = {"file_no": "ZX-1"}
    file_no = fields.Identifier(required=True)


class ListRenovationFiles(Query):
    """Renovation files, open or closed ones."""

    route = GET("/renovation-files")
    roles = READERS
    reply = RenovationFile
    paged = True
    example = {"state": "open"}
    state = fields.Choice("open", "closed")


class RenovationGaps(Schema):
    """Households under decoration against open files."""

    under_decoration = fields.Integer()
    files = fields.Integer()
    without_file = fields.List(fields.Identifier())


class GetRenovationGaps(Query):
    """Households under decoration without a file (FLD-07; doc 5.2 l.385)."""

    route = GET("/renovation-gaps")
    roles = READERS
    reply = RenovationGaps
    example = {}


class VacantInspection(Schema):
    """An inspection of a vacant unit."""

    inspection_no = fields.Identifier()
    unit_no = fields.Identifier()
    area = fields.Text(allow_none=True)
    inspected_on = fields.Date()
    inspector = fields.Text()
    defect = fields.Boolean()
    not_cleaned = fields.Boolean()
    cable_stolen = fields.Boolean()
    version = fields.Integer()


class RecordVacantInspection(Command):
    """Record the inspection of a vacant unit and what it found (FLD-11; doc 5.2 l.394)."""

    route = POST("/vacant-unit-inspections")
    roles = RECORDERS
    reply = VacantInspection
    errors = (DuplicateInspection, UnknownUnit, UnitOccupied)
    status = 201
    bulk = Bulk("/vacant-unit-inspections:import", key="inspection_no")
    example = {
        "inspection_no": "XJ0001", "unit_no": "D17-802", "inspected_on": "2024-07-01", "inspector": "孫玉勇", "defect": False,
        "not_cleaned": False, "cable_stolen": True,
    }  # fmt: skip
    inspection_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    inspected_on = fields.Date(required=True)
    inspector = fields.Text(required=True)
    defect = fields.Boolean(load_default=False, metadata=means("civil, water, electric or intelligent"))
    not_cleaned = fields.Boolean(load_default=False)
    cable_stolen = fields.Boolean(load_default=False)


class WhyVacantInspection(Query):
    """Why an inspection of a vacant unit was accepted."""

    route = GET("/vacant-unit-inspections/{inspection_no}/why")
    roles = READERS
    reply = Why
    example = {"inspection_no": "XJ0001"}
    inspection_no = fields.Identifier(required=True)


class VacantRound(Schema):
    """The year's round of vacant units as of a day."""

    year = fields.Integer()
    as_of = fields.Date()
    vacant = fields.Integer(metadata=means("handed over and not occupied on the day"))
    inspected = fields.Integer(metadata=means("different units"))
    in_round = fields.Integer(metadata=means("different units inspected in the months of the round"))
    round_percent = fields.Number(allow_none=True, metadata=means("of the vacant ones, one place"))
    findings = AnyValue(metadata=means("units per finding: defect, not_cleaned, cable_stolen"))


class GetVacantRound(Query):
    """How many vacant units were inspected and what was found (FLD-11, FLD-12; doc 5.2 l.394, l.415)."""

    route = GET("/vacant-unit-rounds/{year}")
    roles = LEADERS | {roles.REPORTING, roles.SERVICE, roles.AREA_STEWARD}
    reply = VacantRound
    example = {"year": 2024}
    year = fields.Integer(required=True)
    as_of = fields.Date(metadata=means("31 December when not given"))


class PatrolMade(Event):
    """An area was patrolled."""

    subject = "patrol_no"
    example = {
        "patrol_no": "XC-1",
        "area": "B",
        "patrolled_on": "2024-06-03",
        "half": "morning",
        "steward": "W01",
        "in_order": True,
        "because": ["FLD-06"],
    }
    patrol_no = fields.Identifier(required=True)
    area = fields.Text(required=True)
    patrolled_on = fields.Date(required=True)
    half = fields.Choice("morning", "afternoon", required=True)
    steward = fields.Identifier(required=True)
    in_order = fields.Boolean(required=True)


class VacantUnitInspected(Event):
    """A vacant unit was inspected."""

    subject = "inspection_no"
    example = {
        "inspection_no": "XJ0001", "unit_no": "D17-802", "area": "DC", "inspected_on": "2024-07-01", "defect": False, "not_cleaned": False,
        "cable_stolen": True, "because": ["FLD-11"],
    }  # fmt: skip
    inspection_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    area = fields.Text(required=True, allow_none=True)
    inspected_on = fields.Date(required=True)
    defect = fields.Boolean(required=True)
    not_cleaned = fields.Boolean(required=True)
    cable_stolen = fields.Boolean(required=True)


class RenovationFileMoved(Event):
    """A household's renovation file was opened, inspected or closed."""

    subject = "file_no"
    example = {
        "file_no": "ZX-1",
        "unit_no": "D06-504",
        "area": "DC",
        "what": "opened",
        "on": "2024-03-01",
        "problems": 0,
        "because": ["FLD-07"],
    }
    file_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    area = fields.Text(required=True, allow_none=True)
    what = fields.Choice("opened", "inspected", "closed", required=True)
    on = fields.Date(required=True)
    problems = fields.Integer(required=True)
