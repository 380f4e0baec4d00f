"""What was read and used before Kefu counted it (MET-03, MET-12, BIL-08)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import POST, Bulk, Command, fields
from kefu_messages.errors import UnknownMeter
from kefu_messages.metering.meters import Meter
from kefu_messages.metering.refused import LaterReadingExists
from kefu_messages.metering.shared import METER_STAFF


class Consumption(Schema):
    """The consumption of a meter in a month before Kefu counted it."""

    meter_no = fields.Identifier()
    month = fields.Month()
    volume = fields.Volume()


class RecordOpeningReading(Command):
    """Record the figure from which a meter's first consumption is counted (MET-03)."""

    route = POST("/opening-readings")
    roles = METER_STAFF
    reply = Meter
    errors = (UnknownMeter, LaterReadingExists)
    status = 201
    bulk = Bulk("/opening-readings:import", key="meter_no")
    example = {
        "meter_no": "2100007",
        "read_on": "2025-02-24",
        "kind": "regular",
        "base_reading": "24085.7",
        "cumulative": "24084.7",
        "remaining": "148",
    }
    meter_no = fields.Identifier(required=True)
    read_on = fields.Date(required=True)
    kind = fields.Choice(
        "regular",
        "installation",
        required=True,
        metadata={"description": "regular: read in an earlier round; installation: initial figure"},
    )
    base_reading = fields.Volume(required=True, negative=False)
    cumulative = fields.Volume(negative=False, allow_none=True, load_default=None)
    remaining = fields.Volume(negative=False, allow_none=True, load_default=None)


class RecordConsumption(Command):
    """Record a month's consumption from before Kefu counted it, the basis of comparisons (MET-12, BIL-08)."""

    route = POST("/consumption-history")
    roles = METER_STAFF
    reply = Consumption
    errors = (UnknownMeter,)
    status = 201
    bulk = Bulk("/consumption-history:import", key="meter_no")
    example = {"meter_no": "2100007", "month": "2024-12", "volume": "861.6"}
    meter_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
    volume = fields.Volume(required=True, negative=False)
