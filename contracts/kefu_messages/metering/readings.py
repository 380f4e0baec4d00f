"""Readings of a month: recorded, missed, corrected (MET-03, MET-19)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Query, fields
from kefu_messages.errors import UnknownMeter
from kefu_messages.metering.refused import (
    CommercialValuesIncomplete,
    DuplicateReading,
    EstimatedReading,
    InvalidValue,
    LaterReadingExists,
    LowerThanPrevious,
    MeterNotGasOn,
    MissedReasonMissing,
    NothingCorrected,
    OutsidePeriod,
    ReaderNotAllowed,
    RegisterUnknown,
    RolloverImplausible,
)
from kefu_messages.metering.shared import ANOMALIES, ENTRY_STAFF, MISSED_REASONS, READERS_OF_REPORTS, READING_KINDS, Why


class Reading(Schema):
    """A reading of a meter, or the note that it was missed."""

    meter_no = fields.Identifier()
    period = fields.Month()
    kind = fields.Choice("regular", "missed")
    read_at = fields.Instant()
    read_on = fields.Date()
    reader = fields.Identifier()
    sheet_no = fields.Identifier(allow_none=True)
    page = fields.Integer(allow_none=True)
    base_reading = fields.Volume(allow_none=True)
    cumulative = fields.Volume(allow_none=True)
    remaining = fields.Volume(allow_none=True)
    previous = fields.Volume(allow_none=True)
    volume = fields.Volume(allow_none=True)
    missed_reason = fields.Choice(*MISSED_REASONS, allow_none=True)
    anomaly = fields.Choice(*ANOMALIES, allow_none=True)
    appointment_at = fields.Instant(allow_none=True)
    minutes_late = fields.Integer(
        allow_none=True, metadata={"description": "after the appointment, beyond the tolerance; null when punctual"}
    )
    entered_on = fields.Date(allow_none=True)
    entry_limit = fields.Date()
    entered_late = fields.Boolean()
    flags = fields.List(fields.String(), metadata={"description": "outside_commercial_window, outside_visit_window"})
    corrections = fields.List(fields.Dict())
    version = fields.Integer()


class RecordReading(Command):
    """Enter one line of a reading sheet (MET-03, MET-04, MET-20; doc 2 l.144)."""

    route = POST("/readings")
    roles = ENTRY_STAFF
    reply = Reading
    errors = (
        UnknownMeter,
        ReaderNotAllowed,
        OutsidePeriod,
        MeterNotGasOn,
        EstimatedReading,
        MissedReasonMissing,
        CommercialValuesIncomplete,
        InvalidValue,
        DuplicateReading,
        LowerThanPrevious,
        RegisterUnknown,
        RolloverImplausible,
        LaterReadingExists,
    )
    status = 201
    bulk = Bulk("/readings:import", key="meter_no", order="read_at")
    example = {
        "meter_no": "2100007",
        "read_at": "2025-03-22T09:00",
        "reader": "R01",
        "sheet_no": "1002",
        "page": 1,
        "kind": "regular",
        "base_reading": "24945.7",
        "cumulative": "24944.7",
        "remaining": "88",
        "entered_on": "2025-03-22",
    }
    meter_no = fields.Identifier(required=True)
    read_at = fields.Instant(required=True)
    reader = fields.Identifier(required=True, metadata={"description": "staff number of the meter reader"})
    sheet_no = fields.Identifier(allow_none=True, load_default=None)
    page = fields.Integer(allow_none=True, load_default=None)
    kind = fields.Choice(*READING_KINDS, load_default="regular")
    base_reading = fields.Volume(negative=False, allow_none=True, load_default=None)
    cumulative = fields.Volume(negative=False, allow_none=True, load_default=None, metadata={"description": "m3, commercial meters"})
    remaining = fields.Volume(
        negative=False, allow_none=True, load_default=None, metadata={"description": "m3 left in the meter, commercial meters"}
    )
    missed_reason = fields.Choice(*MISSED_REASONS, allow_none=True, load_default=None)
    anomaly = fields.Choice(*ANOMALIES, allow_none=True, load_default=None)
    appointment_at = fields.Instant(allow_none=True, load_default=None)
    entered_on = fields.Date(allow_none=True, load_default=None)
    rolled_over = fields.Boolean(load_default=False, metadata={"description": "the register has passed 9…9 since the previous reading"})


class CorrectReading(Command):
    """Correct a wrong figure; the old one is kept and counts as an entry error of who entered it (MET-19; doc 3 l.217)."""

    route = POST("/readings/{meter_no}/{period}:correct")
    roles = ENTRY_STAFF
    reply = Reading
    errors = (LowerThanPrevious, LaterReadingExists, NothingCorrected, InvalidValue, RegisterUnknown, RolloverImplausible)
    example = {
        "meter_no": "2100007",
        "period": "2025-03",
        "base_reading": "24954.7",
        "discovered_on": "2025-03-24",
        "corrected_on": "2025-03-25",
        "reason": "digits swapped",
    }
    meter_no = fields.Identifier(required=True)
    period = fields.Month(required=True)
    base_reading = fields.Volume(required=True, negative=False)
    cumulative = fields.Volume(negative=False)
    remaining = fields.Volume(negative=False)
    discovered_on = fields.Date(required=True)
    corrected_on = fields.Date()
    reason = fields.Text(required=True)


class GetReading(Query):
    """The accepted reading of a meter in a month."""

    route = GET("/readings/{meter_no}/{period}")
    roles = READERS_OF_REPORTS
    reply = Reading
    example = {"meter_no": "2100007", "period": "2025-03"}
    meter_no = fields.Identifier(required=True)
    period = fields.Month(required=True)


class ListReadings(Query):
    """The readings and missed visits of a month."""

    route = GET("/readings")
    roles = READERS_OF_REPORTS
    reply = Reading
    paged = True
    example = {"period": "2025-03"}
    period = fields.Month(required=True)


class WhyReading(Query):
    """Why a reading was accepted, flagged or called late."""

    route = GET("/readings/{meter_no}/{period}/why")
    roles = READERS_OF_REPORTS
    reply = Why
    example = {"meter_no": "2100007", "period": "2025-03"}
    meter_no = fields.Identifier(required=True)
    period = fields.Month(required=True)
