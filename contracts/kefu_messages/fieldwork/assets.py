"""Assets, their maintenance by month and quarter, and projects with parts (FLD-13, FLD-15, FLD-23..25, FLD-35)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.errors import StateConflict
from kefu_messages.fieldwork.shared import FIELD_STAFF, LEADERS, READERS, RECORDERS, DuplicateNumber, MomentsReversed, means
from kefu_messages.platform import AnyValue

ASSET_STATES = ("working", "failed", "removed")
MAINTAINED = ("maintenance", "inspection", "retest")


class Asset(Schema):
    """A lamp, a charging station, a fire device, a pump: whatever has to be kept in order."""

    asset_no = fields.Identifier()
    kind = fields.Identifier()
    building = fields.Text(allow_none=True)
    area = fields.Text(allow_none=True)
    group = fields.Text(allow_none=True)
    installed_on = fields.Date(allow_none=True)
    state = fields.Choice(*ASSET_STATES)
    interval = fields.Choice("month", "quarter", allow_none=True)
    last = AnyValue(metadata=means("last day of maintenance, inspection and retest"))
    done = AnyValue(metadata=means("the last entries: what, day, passed, by"))
    repair_order = fields.Identifier(allow_none=True)
    warnings = fields.List(fields.Identifier())
    version = fields.Integer()


class RegisterAsset(Command):
    """Register an asset; a second lamp of the same building is taken with a warning (FLD-13, 15, 23, 25; doc 5.2 l.392-395)."""

    route = POST("/assets")
    roles = RECORDERS
    reply = Asset
    errors = (DuplicateNumber,)
    status = 201
    bulk = Bulk("/assets:import", key="asset_no")
    example = {"asset_no": "LD001", "kind": "street_lamp", "building": "V01", "installed_on": "2024-07-04", "state": "working"}
    asset_no = fields.Identifier(required=True)
    kind = fields.Identifier(required=True)
    building = fields.Text()
    area = fields.Text()
    group = fields.Text(metadata=means("the group that maintains it"))
    installed_on = fields.Date()
    state = fields.Choice(*ASSET_STATES, load_default="working")
    interval = fields.Choice("month", "quarter", metadata=means("of its kind when not given"))


class RemoveAsset(Command):
    """Take an asset out of service (FLD-23)."""

    route = POST("/assets/{asset_no}:remove")
    roles = RECORDERS
    reply = Asset
    errors = (StateConflict,)
    example = {"asset_no": "LD001", "removed_on": "2024-07-03", "reason": "改為高桿路燈"}
    asset_no = fields.Identifier(required=True)
    removed_on = fields.Date(required=True)
    reason = fields.Text()


class RecordMaintenance(Command):
    """Record maintenance, inspection or a retest; a device that fails gets a repair order and stays failed until retested (FLD-13)."""

    route = POST("/assets/{asset_no}:maintain")
    roles = FIELD_STAFF
    reply = Asset
    errors = (StateConflict, MomentsReversed)
    example = {"asset_no": "YJ-22", "what": "inspection", "done_on": "2025-05-06", "passed": False, "note": "應急燈不亮"}
    asset_no = fields.Identifier(required=True)
    what = fields.Choice(*MAINTAINED, required=True)
    done_on = fields.Date(required=True)
    passed = fields.Boolean(load_default=True)
    note = fields.Text()


class GetAsset(Query):
    """One asset."""

    route = GET("/assets/{asset_no}")
    roles = READERS
    reply = Asset
    example = {"asset_no": "LD001"}
    asset_no = fields.Identifier(required=True)


class ListAssets(Query):
    """Assets of a kind, or in a state."""

    route = GET("/assets")
    roles = READERS
    reply = Asset
    paged = True
    example = {"kind": "street_lamp"}
    kind = fields.Identifier()
    state = fields.Choice(*ASSET_STATES)


class AssetFigures(Schema):
    """How many assets of each kind are there on a day, and how many fail."""

    as_of = fields.Date()
    kinds = AnyValue(metadata=means("installed by the day and not removed, and failed ones, per kind"))


class GetAssetFigures(Query):
    """The assets on a day (FLD-23, FLD-25; doc 5.2 l.392, l.393)."""

    route = GET("/asset-figures")
    roles = LEADERS | {roles.REPORTING, roles.SERVICE, roles.AREA_STEWARD}
    reply = AssetFigures
    example = {"as_of": "2024-12-31"}
    as_of = fields.Date(metadata=means("today when not given"))


class MaintenanceGaps(Schema):
    """What was due in a period and was not done."""

    period = fields.Text()
    due = fields.Integer()
    gaps = AnyValue(metadata=means("asset_no, group, lacks per asset"))


class GetMaintenanceGaps(Query):
    """Equipment without the month's or quarter's maintenance, inspection or record (FLD-15; doc 5.2 l.418)."""

    route = GET("/maintenance-gaps/{month}")
    roles = LEADERS | {roles.REPORTING, roles.SERVICE, roles.AREA_STEWARD}
    reply = MaintenanceGaps
    example = {"month": "2024-12"}
    month = fields.Month(required=True, metadata=means("a quarter's last month asks for the quarter too"))


class AssetRegistered(Event):
    """An asset stands in the register, or its state changed; carries all that reports count."""

    subject = "asset_no"
    example = {
        "asset_no": "LD001", "kind": "street_lamp", "building": "V01", "area": None, "installed_on": "2024-07-04", "state": "working",
        "changed_on": None, "warnings": [], "because": ["FLD-23"],
    }  # fmt: skip
    asset_no = fields.Identifier(required=True)
    kind = fields.Identifier(required=True)
    building = fields.Text(required=True, allow_none=True)
    area = fields.Text(required=True, allow_none=True)
    installed_on = fields.Date(required=True, allow_none=True)
    state = fields.Choice(*ASSET_STATES, required=True)
    changed_on = fields.Date(required=True, allow_none=True)
    warnings = fields.List(fields.Identifier(), required=True)


class AssetFailed(Event):
    """A device does not work: a repair order is opened (FLD-13)."""

    subject = "asset_no"
    example = {
        "asset_no": "YJ-22", "kind": "emergency_lamp", "area": "B", "building": "B05", "failed_on": "2025-05-06", "repair_order": "YJ-22.1",
        "note": "不亮", "because": ["FLD-13"],
    }  # fmt: skip
    asset_no = fields.Identifier(required=True)
    kind = fields.Identifier(required=True)
    area = fields.Text(required=True, allow_none=True)
    building = fields.Text(required=True, allow_none=True)
    failed_on = fields.Date(required=True)
    repair_order = fields.Identifier(required=True)
    note = fields.Text(required=True, allow_none=True)


class MaintenanceMissed(Event):
    """The month's or quarter's maintenance of equipment was not done (FLD-15)."""

    subject = "asset_no"
    example = {"asset_no": "P1", "group": "水電組", "period": "2024-Q4", "lacks": ["maintenance"], "because": ["FLD-15"]}
    asset_no = fields.Identifier(required=True)
    group = fields.Text(required=True, allow_none=True)
    period = fields.Text(required=True)
    lacks = fields.List(fields.Identifier(), required=True)
