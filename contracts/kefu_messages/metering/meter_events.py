"""What metering says of meters (MET-02, MET-12, MET-20)."""

from __future__ import annotations

from kefu_messages import Event, fields
from kefu_messages.metering.shared import ANOMALIES, KINDS, POSITIONS, STATES


class MeterInstalled(Event):
    """A meter has been registered, in whatever state."""

    subject = "meter_no"
    example = {
        "meter_no": "2100007",
        "customer_no": "SH010001",
        "customer_kind": "commercial",
        "meter_type": "G25",
        "position": "outdoor",
        "inlet": "right",
        "installed_on": "2018-03-06",
        "life_years": 10,
        "state": "gas_on",
        "gas_on_on": "2018-03-10",
        "because": ["MET-02"],
    }
    meter_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    customer_kind = fields.Choice(*KINDS, required=True)
    meter_type = fields.Identifier(required=True, allow_none=True)
    position = fields.Choice(*POSITIONS, required=True, allow_none=True)
    inlet = fields.Identifier(required=True)
    installed_on = fields.Date(required=True, allow_none=True)
    life_years = fields.Integer(required=True, allow_none=True)
    state = fields.Choice(*STATES, required=True)
    gas_on_on = fields.Date(allow_none=True)
    predecessor = fields.Identifier(allow_none=True)


class MeterChanged(Event):
    """A meter has another customer, place, state or master data."""

    subject = "meter_no"
    example = {
        "meter_no": "2100007",
        "customer_no": "SH010001",
        "customer_kind": "commercial",
        "position": "outdoor",
        "state": "stopped",
        "changed_on": "2025-03-12",
        "what": ["state"],
    }
    meter_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    customer_kind = fields.Choice(*KINDS, required=True)
    position = fields.Choice(*POSITIONS, required=True, allow_none=True)
    state = fields.Choice(*STATES, required=True)
    changed_on = fields.Date(required=True)
    what = fields.List(fields.String(), required=True, metadata={"description": "the fields that changed"})


class MeterActivated(Event):
    """The gas is on at a meter: from this day it is read (MET-20)."""

    subject = "meter_no"
    example = {
        "meter_no": "2100441",
        "customer_no": "SH010063",
        "customer_kind": "residential",
        "gas_on_on": "2025-03-12",
        "because": ["MET-20"],
    }
    meter_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    customer_kind = fields.Choice(*KINDS, required=True)
    gas_on_on = fields.Date(required=True)


class MeterReplaced(Event):
    """A meter stands in the place of an old one; ``carried_over`` is what the old one counted since its last reading."""

    subject = "meter_no"
    example = {
        "meter_no": "3100001",
        "predecessor": "2100392",
        "customer_no": "SH010056",
        "customer_kind": "residential",
        "position": "indoor",
        "replaced_on": "2025-03-12",
        "final_reading": "3811",
        "initial_reading": "0",
        "carried_over": "12",
    }
    meter_no = fields.Identifier(required=True)
    predecessor = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    customer_kind = fields.Choice(*KINDS, required=True)
    position = fields.Choice(*POSITIONS, required=True, allow_none=True)
    replaced_on = fields.Date(required=True)
    final_reading = fields.Volume(required=True)
    initial_reading = fields.Volume(required=True)
    carried_over = fields.Volume(required=True)


class MeterRemoved(Event):
    """A meter has been taken away; ``unsettled`` is what it counted since its last reading."""

    subject = "meter_no"
    example = {
        "meter_no": "2100392",
        "customer_no": "SH010056",
        "customer_kind": "residential",
        "removed_on": "2025-03-12",
        "final_reading": "3811",
        "unsettled": "12",
    }
    meter_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    customer_kind = fields.Choice(*KINDS, required=True)
    removed_on = fields.Date(required=True)
    final_reading = fields.Volume(required=True)
    unsettled = fields.Volume(required=True)


class MeterLifeExpired(Event):
    """A meter has reached the end of its permitted service life (MET-02)."""

    subject = "meter_no"
    example = {"meter_no": "2100014", "customer_no": "SH010002", "life_ended_on": "2023-10-02"}
    meter_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    life_ended_on = fields.Date(required=True)


class MeterAnomalyReported(Event):
    """A reader has found a meter running fast, slow, not at all or otherwise wrong (MET-12)."""

    subject = "meter_no"
    example = {"meter_no": "2100623", "customer_no": "SH010089", "anomaly": "dead", "reported_on": "2025-03-22", "reader": "R01"}
    meter_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    anomaly = fields.Choice(*ANOMALIES, required=True)
    reported_on = fields.Date(required=True)
    reader = fields.Identifier(required=True)
