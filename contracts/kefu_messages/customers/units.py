"""Units of a property and who lives in them: registry, hand-over, move-in, move-out, change of owner (CUS-56, CUS-57; doc 5.2 l.379)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Query, fields, roles
from kefu_messages.errors import ContentInvalid, StateConflict

PROPERTY = frozenset({roles.PROPERTY_SERVICE_AGENT, roles.PROPERTY_MANAGER})
STEWARDS = PROPERTY | {roles.AREA_STEWARD}
IMPORTERS = STEWARDS | {roles.SYSTEM_ADMINISTRATOR}  # who may bring in a year's files
UNIT_TYPES = ("residence", "shop", "parking")
OWNERSHIPS = ("owner", "leaseback", "unsold_let", "unsold")
OCCUPANCIES = ("decorated", "undecorated", "under_decoration", "shop")


class DuplicateUnit(ContentInvalid):
    code = "duplicate_unit"
    text = {"zh-Hant": "房號 {unit_no} 已登記", "en": "Unit {unit_no} is registered already"}


class OccupancyDoesNotFit(ContentInvalid):
    code = "occupancy_does_not_fit"
    text = {"zh-Hant": "{unit_type} 不能登記為 {occupancy}", "en": "A {unit_type} cannot be {occupancy}"}


class NotHandedOverYet(StateConflict):
    code = "not_handed_over_yet"
    text = {"zh-Hant": "房號 {unit_no} 在 {day} 尚未交房", "en": "Unit {unit_no} was not handed over on {day}"}


class UnitHandedOverAlready(StateConflict):
    code = "unit_handed_over_already"
    text = {"zh-Hant": "房號 {unit_no} 已於 {day} 交房", "en": "Unit {unit_no} was handed over on {day}"}


class OccupiedAlready(StateConflict):
    code = "occupied_already"
    text = {"zh-Hant": "房號 {unit_no} 在 {day} 有人入住", "en": "Unit {unit_no} was occupied on {day}"}


class UnitNotOccupied(StateConflict):
    code = "unit_not_occupied"
    text = {"zh-Hant": "房號 {unit_no} 在 {day} 無人入住", "en": "Unit {unit_no} was not occupied on {day}"}


class EarlierThanLastEvent(ContentInvalid):
    code = "earlier_than_last_event"
    text = {"zh-Hant": "日期 {day} 早於上次登記的 {last}", "en": "{day} is before the unit's last event on {last}"}


class UnitEvent(Schema):
    """One dated event in the life of a unit."""

    what = fields.Choice("handed_over", "moved_in", "moved_out", "owner_changed", "tenant_changed")
    on = fields.Date()
    by = fields.Identifier()
    name = fields.Text(allow_none=True)
    before = fields.Text(allow_none=True)


class Unit(Schema):
    """A unit as it stands; ``group`` is occupied, unoccupied, let or not_handed_over as of today."""

    unit_no = fields.Identifier()
    unit_type = fields.Choice(*UNIT_TYPES, allow_none=True)
    area = fields.Text(allow_none=True)
    building = fields.Text(allow_none=True)
    owner = fields.Text(allow_none=True)
    tenant = fields.Text(allow_none=True)
    phone = fields.Text(allow_none=True)
    postal_address = fields.Text(allow_none=True)
    ownership = fields.Choice(*OWNERSHIPS)
    handover_due_on = fields.Date(allow_none=True)
    handed_over_on = fields.Date(allow_none=True)
    occupancy = fields.Choice(*OCCUPANCIES, allow_none=True)
    occupied_since = fields.Date(allow_none=True)
    chargeable = fields.Boolean()
    monthly_fee = fields.Money(allow_none=True)
    fee_paid_through = fields.Date(allow_none=True)
    group = fields.Choice("occupied", "unoccupied", "let", "not_handed_over")
    history = fields.List(fields.Nested(UnitEvent))
    version = fields.Integer()


class RegisterUnit(Command):
    """Register a unit with its state on the day of registration (CUS-57; doc 5.2 l.379)."""

    route = POST("/units")
    roles = PROPERTY | {roles.SYSTEM_ADMINISTRATOR}
    reply = Unit
    errors = (DuplicateUnit, OccupancyDoesNotFit)
    status = 201
    bulk = Bulk("/units:import", key="unit_no", may_be_empty=("unit_type",))
    example = {
        "unit_no": "A06-103", "type": "residence", "area": "AC", "building": "A06", "owner": "謝玉洋", "phone": "13600000000",
        "ownership": "owner", "handover_due_on": "2020-10-13", "handed_over_on": "2020-10-15", "occupancy": "decorated",
        "occupied_since": "2021-02-01", "chargeable": True, "monthly_fee": "126.65", "fee_paid_through": "2023-12-31",
    }  # fmt: skip
    unit_no = fields.Identifier(required=True)
    unit_type = fields.Choice(*UNIT_TYPES, required=True, data_key="type")
    area = fields.Identifier()
    building = fields.Identifier()
    owner = fields.Text()
    phone = fields.Text()
    postal_address = fields.Text()
    ownership = fields.Choice(*OWNERSHIPS, load_default="owner")
    handover_due_on = fields.Date()
    handed_over_on = fields.Date()
    occupancy = fields.Choice(*OCCUPANCIES)
    occupied_since = fields.Date()
    chargeable = fields.Boolean(load_default=False)
    monthly_fee = fields.Money(negative=False, metadata={"description": "full monthly rate, yuan"})
    fee_paid_through = fields.Date()


class HandOverUnit(Command):
    """Hand the unit over to its owner (CUS-56)."""

    route = POST("/units/{unit_no}:hand-over")
    roles = STEWARDS
    reply = Unit
    errors = (UnitHandedOverAlready, EarlierThanLastEvent)
    example = {"unit_no": "A06-103", "handed_over_on": "2025-03-01"}
    unit_no = fields.Identifier(required=True)
    handed_over_on = fields.Date(required=True)
    owner = fields.Text()
    phone = fields.Text()


class MoveIn(Command):
    """The household moves in, or begins to decorate, which counts as occupied (CUS-56, CUS-57)."""

    route = POST("/units/{unit_no}:move-in")
    roles = STEWARDS
    reply = Unit
    errors = (NotHandedOverYet, OccupiedAlready, OccupancyDoesNotFit, EarlierThanLastEvent, UnitHandedOverAlready)
    example = {"unit_no": "A06-103", "moved_in_on": "2025-04-01", "occupancy": "under_decoration", "tenant": "張先生"}
    unit_no = fields.Identifier(required=True)
    moved_in_on = fields.Date(required=True)
    occupancy = fields.Choice(*OCCUPANCIES, required=True)
    tenant = fields.Text(metadata={"description": "given when a tenant moves in, not the owner"})


class MoveOut(Command):
    """The household moves out; the unit is vacant from that day (CUS-56)."""

    route = POST("/units/{unit_no}:move-out")
    roles = STEWARDS
    reply = Unit
    errors = (UnitNotOccupied, EarlierThanLastEvent, UnitHandedOverAlready)
    example = {"unit_no": "A06-103", "moved_out_on": "2025-08-31"}
    unit_no = fields.Identifier(required=True)
    moved_out_on = fields.Date(required=True)


class ChangeHolder(Command):
    """The unit has a new owner or tenant (CUS-56)."""

    route = POST("/units/{unit_no}:change-holder")
    roles = STEWARDS
    reply = Unit
    errors = (EarlierThanLastEvent, UnitNotOccupied, UnitHandedOverAlready)
    example = {"unit_no": "A06-103", "holder": "owner", "name": "周女士", "phone": "13600000001", "changed_on": "2025-09-01"}
    unit_no = fields.Identifier(required=True)
    holder = fields.Choice("owner", "tenant", required=True)
    name = fields.Text(required=True)
    phone = fields.Text()
    changed_on = fields.Date(required=True)


class RepairAddress(Command):
    """Write down an owner's address that a letter could not find (CUS-59)."""

    route = POST("/units/{unit_no}:repair-address")
    roles = STEWARDS
    reply = Unit
    example = {"unit_no": "A06-103", "postal_address": "上海市申浦路 8 號", "repaired_on": "2025-05-02"}
    unit_no = fields.Identifier(required=True)
    postal_address = fields.Text(required=True)
    repaired_on = fields.Date(required=True)


class GetUnit(Query):
    """One unit."""

    route = GET("/units/{unit_no}")
    roles = STEWARDS
    reply = Unit
    example = {"unit_no": "A06-103"}
    unit_no = fields.Identifier(required=True)


class ListUnits(Query):
    """The units of an area or building."""

    route = GET("/units")
    roles = STEWARDS
    reply = Unit
    paged = True
    example = {"area": "AC"}
    area = fields.Identifier(required=True)


class UnitCensus(Schema):
    """Units per group and type, occupied ones per state too, on a day (CUS-57, REP-23)."""

    on = fields.Date()
    groups = fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.Integer()))
    occupied_by_state = fields.Dict(keys=fields.String(), values=fields.Integer())


class TakeUnitCensus(Query):
    """Count the units on a day: occupied, unoccupied, let, not handed over (CUS-57)."""

    route = GET("/unit-census")
    roles = STEWARDS | {roles.REPORTING, roles.SERVICE}
    reply = UnitCensus
    example = {"on": "2024-12-31"}
    on = fields.Date(metadata={"description": "default: today"})
