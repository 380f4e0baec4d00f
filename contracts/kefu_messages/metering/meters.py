"""Meters: their life from installation to removal (MET-02, MET-20)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Query, fields
from kefu_messages.errors import UnknownCustomer
from kefu_messages.metering.refused import (
    DuplicateMeter,
    InvalidInlet,
    InvalidValue,
    LowerThanPrevious,
    RegisterUnknown,
    RolloverImplausible,
)
from kefu_messages.metering.shared import CLASSES, KINDS, METER_STAFF, POSITIONS, READERS_OF_REPORTS, STATES, Why


class Installation(Schema):
    """A stretch of time in which the meter served one customer, with its readings at both ends."""

    customer_no = fields.Identifier()
    since = fields.Date(allow_none=True)
    until = fields.Date(allow_none=True)
    initial_reading = fields.Volume(allow_none=True)
    final_reading = fields.Volume(allow_none=True)
    ended_by = fields.Choice("moved", "replaced", "removed", allow_none=True)


class Meter(Schema):
    """A gas meter as it stands now."""

    meter_no = fields.Identifier()
    customer_no = fields.Identifier()
    customer_kind = fields.Choice(*KINDS)
    reading_class = fields.Choice(*CLASSES, allow_none=True)
    meter_type = fields.Identifier(allow_none=True)
    position = fields.Choice(*POSITIONS, allow_none=True)
    inlet = fields.Choice("left", "right")
    installed_on = fields.Date(allow_none=True)
    life_years = fields.Integer(allow_none=True)
    life_ends_on = fields.Date(allow_none=True, metadata={"description": "last day of the permitted service life"})
    register_digits = fields.Integer(
        allow_none=True, metadata={"description": "whole digits of the register; after 9…9 it starts again at 0"}
    )
    state = fields.Choice(*STATES)
    gas_on_on = fields.Date(allow_none=True)
    stopped_on = fields.Date(allow_none=True)
    removed_on = fields.Date(allow_none=True)
    last_reading = fields.Volume(allow_none=True, metadata={"description": "m3, the figure the next consumption is counted from"})
    predecessor = fields.Identifier(allow_none=True)
    successor = fields.Identifier(allow_none=True)
    carried_over = fields.Volume(metadata={"description": "m3 of the predecessor not yet settled"})
    installations = fields.List(fields.Nested(Installation))
    version = fields.Integer()


class InstallMeter(Command):
    """Register a meter with all that a reader has to know of it (MET-02; doc 2 l.143)."""

    route = POST("/meters")
    roles = METER_STAFF
    reply = Meter
    errors = (DuplicateMeter, UnknownCustomer, InvalidInlet, InvalidValue)
    status = 201
    bulk = Bulk("/meters:import", key="meter_no")
    example = {
        "meter_no": "2100007",
        "customer_no": "SH010001",
        "meter_type": "G25",
        "position": "outdoor",
        "inlet": "right",
        "installed_on": "2018-03-06",
        "life_years": 10,
        "state": "gas_on",
        "gas_on_on": "2018-03-10",
    }
    meter_no = fields.Identifier(required=True, metadata={"description": "number on the meter's plate"})
    customer_no = fields.Identifier(required=True)
    meter_type = fields.Identifier(required=True, metadata={"description": "G1.6, G25 …"})
    position = fields.Choice(*POSITIONS, required=True)
    inlet = fields.Identifier(required=True, metadata={"description": "left or right"})
    installed_on = fields.Date(required=True)
    life_years = fields.Integer(required=True, strict=False, metadata={"description": "permitted years of service"})
    register_digits = fields.Integer(allow_none=True, load_default=None)
    state = fields.Choice(*STATES, load_default="installed")
    gas_on_on = fields.Date(allow_none=True, load_default=None)


class ChangeMeter(Command):
    """Correct a meter's master data, or give it to another customer of the same point (MET-02)."""

    route = POST("/meters/{meter_no}:change")
    roles = METER_STAFF
    reply = Meter
    errors = (UnknownCustomer, InvalidInlet)
    example = {"meter_no": "2100007", "position": "indoor", "changed_on": "2025-03-01"}
    meter_no = fields.Identifier(required=True)
    changed_on = fields.Date()
    customer_no = fields.Identifier()
    meter_type = fields.Identifier()
    position = fields.Choice(*POSITIONS)
    inlet = fields.Identifier()
    installed_on = fields.Date()
    life_years = fields.Integer()
    register_digits = fields.Integer()


class ActivateMeter(Command):
    """Turn the gas on at a meter: only from then on may it be read (MET-20; doc 5.3 l.425)."""

    route = POST("/meters/{meter_no}:activate")
    roles = METER_STAFF
    reply = Meter
    errors = (InvalidValue,)
    example = {"meter_no": "2100441", "gas_on_on": "2025-03-12"}
    meter_no = fields.Identifier(required=True)
    gas_on_on = fields.Date(required=True)


class StopMeter(Command):
    """Turn the gas off at a meter; it is due again once it is activated again (MET-20)."""

    route = POST("/meters/{meter_no}:stop")
    roles = METER_STAFF
    reply = Meter
    errors = (InvalidValue,)
    example = {"meter_no": "2100392", "stopped_on": "2025-03-12", "reason": "customer's wish"}
    meter_no = fields.Identifier(required=True)
    stopped_on = fields.Date(required=True)
    reason = fields.Text(load_default="")


class RemoveMeter(Command):
    """Take a meter away with its last figure (MET-02)."""

    route = POST("/meters/{meter_no}:remove")
    roles = METER_STAFF
    reply = Meter
    errors = (LowerThanPrevious, RegisterUnknown, RolloverImplausible)
    example = {"meter_no": "2100392", "removed_on": "2025-03-12", "final_reading": "3811"}
    meter_no = fields.Identifier(required=True)
    removed_on = fields.Date(required=True)
    final_reading = fields.Volume(required=True, negative=False)


class ReplaceMeter(Command):
    """Put a new meter in the place of an old one; what the old one still counted is carried over (MET-02, MET-03)."""

    route = POST("/meters/{meter_no}:replace")
    roles = METER_STAFF
    reply = Meter
    errors = (DuplicateMeter, InvalidInlet, LowerThanPrevious, RegisterUnknown, RolloverImplausible)
    status = 201
    example = {
        "meter_no": "2100392",
        "new_meter_no": "3100001",
        "replaced_on": "2025-03-12",
        "final_reading": "3811",
        "initial_reading": "0",
        "meter_type": "G4",
        "life_years": 10,
    }
    meter_no = fields.Identifier(required=True, metadata={"description": "the old meter"})
    new_meter_no = fields.Identifier(required=True)
    replaced_on = fields.Date(required=True)
    final_reading = fields.Volume(required=True, negative=False, metadata={"description": "m3 on the old meter"})
    initial_reading = fields.Volume(required=True, negative=False, metadata={"description": "m3 on the new meter"})
    meter_type = fields.Identifier(required=True)
    life_years = fields.Integer(required=True)
    inlet = fields.Identifier(metadata={"description": "as the old one's unless given"})
    register_digits = fields.Integer(allow_none=True, load_default=None)


class GetMeter(Query):
    """A meter as it stands now (MET-02)."""

    route = GET("/meters/{meter_no}")
    roles = READERS_OF_REPORTS | METER_STAFF
    reply = Meter
    example = {"meter_no": "2100007"}
    meter_no = fields.Identifier(required=True)


class ListMeters(Query):
    """Meters, of a customer or in a state."""

    part_of_overview = True
    route = GET("/meters")
    roles = READERS_OF_REPORTS | METER_STAFF
    reply = Meter
    paged = True
    example = {"customer_no": "SH010001"}
    customer_no = fields.Identifier()


class WhyMeter(Query):
    """Why a meter is as it is: its stored decisions."""

    route = GET("/meters/{meter_no}/why")
    roles = READERS_OF_REPORTS | METER_STAFF
    reply = Why
    example = {"meter_no": "2100007"}
    meter_no = fields.Identifier(required=True)
