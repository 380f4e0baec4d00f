"""The rounds of vacant units (FLD-11, FLD-12; doc 5.2 l.394, l.415)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.billing.refused_fees import UnitOccupied
from kefu_messages.errors import ContentInvalid, UnknownCategory, UnknownUnit
from kefu_messages.fieldwork.shared import LEADERS, READERS, RECORDERS, MomentsReversed, Why, means
from kefu_messages.platform import AnyValue


class DuplicateInspection(ContentInvalid):
    code = "duplicate_inspection"
    text = {"zh-Hant": "巡檢編號 {inspection_no} 已存在", "en": "Inspection {inspection_no} exists already"}


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
    errors = (DuplicateInspection, UnknownUnit, UnitOccupied, MomentsReversed, UnknownCategory)
    status = 201
    bulk = Bulk("/vacant-unit-inspections:import", key="inspection_no")
    example = {
        "inspection_no": "XJ0001", "unit_no": "D17-802", "inspected_on": "2024-07-01", "inspector": "孫玉勇", "defect": False,
        "not_cleaned": False, "cable_stolen": True,
    }  # fmt: skip
    inspection_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(load_default="")
    inspected_on = fields.Date(required=True)
    inspector = fields.Text(load_default="")
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
    year = fields.Year(required=True)
    as_of = fields.Date(metadata=means("31 December when not given"))


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
