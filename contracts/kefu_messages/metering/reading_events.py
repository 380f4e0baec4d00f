"""What metering says of readings (MET-03, MET-19)."""

from __future__ import annotations

from kefu_messages import Event, fields
from kefu_messages.metering.shared import ANOMALIES, CLASSES, KINDS, MISSED_REASONS


class ReadingAccepted(Event):
    """A reading has become the month's reading of its meter."""

    subject = "meter_no"
    example = {
        "meter_no": "2100007",
        "customer_no": "SH010001",
        "customer_kind": "commercial",
        "reading_class": "commercial",
        "month": "2025-03",
        "read_at": "2025-03-22T09:00+08:00",
        "read_on": "2025-03-22",
        "entered_on": "2025-03-22",
        "reader": "R01",
        "sheet_no": "1002",
        "page": 1,
        "previous": "24085.7",
        "base_reading": "24945.7",
        "cumulative": "24944.7",
        "remaining": "88",
        "volume": "860",
        "recent_volumes": ["861.6", "956.2", "798.7"],
        "entered_late": False,
        "minutes_late": None,
        "flags": [],
        "because": ["MET-03"],
    }
    meter_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    customer_kind = fields.Choice(*KINDS, required=True)
    reading_class = fields.Choice(*CLASSES, required=True, allow_none=True)
    month = fields.Month(required=True)
    read_at = fields.Instant(required=True)
    read_on = fields.Date(required=True)
    entered_on = fields.Date(required=True, allow_none=True)
    reader = fields.Identifier(required=True)
    sheet_no = fields.Identifier(allow_none=True)
    page = fields.Integer(allow_none=True)
    previous = fields.Volume(required=True, metadata={"description": "m3 the consumption is counted from"})
    base_reading = fields.Volume(required=True)
    cumulative = fields.Volume(allow_none=True)
    remaining = fields.Volume(allow_none=True)
    volume = fields.Volume(required=True, metadata={"description": "m3 consumed, what a replaced meter left included"})
    recent_volumes = fields.List(fields.Volume(), required=True, metadata={"description": "m3 of up to three months before, oldest first"})
    anomaly = fields.Choice(*ANOMALIES, allow_none=True)
    appointment_at = fields.Instant(allow_none=True)
    minutes_late = fields.Integer(
        allow_none=True, metadata={"description": "arrival after the appointment, when beyond the tolerance (MET-16)"}
    )
    entered_late = fields.Boolean(required=True, metadata={"description": "entered after the limit (MET-09)"})
    flags = fields.List(fields.String(), metadata={"description": "outside_commercial_window (MET-08), outside_visit_window (MET-15)"})


class ReadingMissed(Event):
    """A meter could not be read and stays in the round as missed (MET-03)."""

    subject = "meter_no"
    example = {
        "meter_no": "2100063",
        "customer_no": "SH010009",
        "customer_kind": "residential",
        "reading_class": "indoor_residential",
        "month": "2025-03",
        "read_at": "2025-03-10T09:00+08:00",
        "read_on": "2025-03-10",
        "entered_on": "2025-03-10",
        "reader": "R01",
        "missed_reason": "nobody_home",
        "entered_late": False,
    }
    meter_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    customer_kind = fields.Choice(*KINDS, required=True)
    reading_class = fields.Choice(*CLASSES, required=True, allow_none=True)
    month = fields.Month(required=True)
    read_at = fields.Instant(required=True)
    read_on = fields.Date(required=True)
    entered_on = fields.Date(required=True, allow_none=True)
    reader = fields.Identifier(required=True)
    sheet_no = fields.Identifier(allow_none=True)
    page = fields.Integer(allow_none=True)
    missed_reason = fields.Choice(*MISSED_REASONS, required=True)
    anomaly = fields.Choice(*ANOMALIES, allow_none=True)
    appointment_at = fields.Instant(allow_none=True)
    minutes_late = fields.Integer(allow_none=True)
    entered_late = fields.Boolean(required=True)


class ReadingCorrected(Event):
    """The month's reading of a meter has another figure; the old one is kept (MET-19)."""

    subject = "meter_no"
    example = {
        "meter_no": "2100007",
        "customer_no": "SH010001",
        "customer_kind": "commercial",
        "reading_class": "commercial",
        "month": "2025-03",
        "read_at": "2025-03-22T09:00+08:00",
        "read_on": "2025-03-22",
        "entered_on": "2025-03-22",
        "reader": "R01",
        "previous": "24085.7",
        "base_reading": "24954.7",
        "volume": "869",
        "previous_base_reading": "24945.7",
        "previous_volume": "860",
        "recent_volumes": ["861.6", "956.2", "798.7"],
        "corrected_on": "2025-03-25",
        "reason": "digits swapped",
    }
    meter_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    customer_kind = fields.Choice(*KINDS, required=True)
    reading_class = fields.Choice(*CLASSES, required=True, allow_none=True)
    month = fields.Month(required=True)
    read_at = fields.Instant(required=True)
    read_on = fields.Date(required=True)
    entered_on = fields.Date(required=True, allow_none=True)
    reader = fields.Identifier(required=True)
    previous = fields.Volume(required=True)
    base_reading = fields.Volume(required=True)
    cumulative = fields.Volume(allow_none=True)
    remaining = fields.Volume(allow_none=True)
    volume = fields.Volume(required=True)
    recent_volumes = fields.List(fields.Volume(), required=True)
    previous_base_reading = fields.Volume(required=True, metadata={"description": "the figure as it stood"})
    previous_volume = fields.Volume(required=True, metadata={"description": "m3, the consumption as it stood"})
    corrected_on = fields.Date(required=True)
    reason = fields.Text(required=True)


class EntryErrorFound(Event):
    """A figure was entered wrongly, or its correction came late; for discipline to judge (MET-19, DIS-14)."""

    subject = "staff_no"
    example = {
        "staff_no": "R01",
        "meter_no": "2100007",
        "month": "2025-03",
        "entered": "24945.7",
        "corrected": "24954.7",
        "discovered_on": "2025-03-24",
        "corrected_on": "2025-03-29",
        "correct_by": "2025-03-25",
        "corrected_late": True,
    }
    staff_no = fields.Identifier(required=True, metadata={"description": "who entered the wrong figure"})
    meter_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
    entered = fields.Volume(required=True)
    corrected = fields.Volume(required=True)
    discovered_on = fields.Date(required=True)
    corrected_on = fields.Date(required=True)
    correct_by = fields.Date(required=True)
    corrected_late = fields.Boolean(required=True)
