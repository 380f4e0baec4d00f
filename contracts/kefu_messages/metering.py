"""What metering accepts, answers and says: meters, their gas, the reading sheets, the readings of a month and their reports."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.errors import ContentInvalid, NotAllowed, StateConflict, UnknownCustomer, UnknownMeter

KINDS = ("residential", "commercial", "public_welfare")
CLASSES = ("commercial", "outdoor_residential", "indoor_residential")
POSITIONS = ("indoor", "outdoor")
STATES = ("installed", "gas_on", "stopped", "removed")
READING_KINDS = ("regular", "estimated", "missed")
MISSED_REASONS = ("nobody_home", "access_refused", "meter_blocked", "other")
ANOMALIES = ("fast", "slow", "dead", "other")
SHEET_FAULTS = ("illegible", "incomplete")

METER_STAFF = frozenset(
    {roles.ENGINEER, roles.COUNTER_CLERK, roles.CHARGING_CLERK, roles.BUSINESS_CENTRE_TEAM_LEADER, roles.DEPARTMENT_HEAD, roles.SERVICE}
)
ENTRY_STAFF = frozenset({roles.METER_READER, *roles.CLERKS, roles.BUSINESS_CENTRE_TEAM_LEADER, roles.DEPARTMENT_HEAD, roles.SERVICE})
LEADERS = frozenset({roles.BUSINESS_CENTRE_TEAM_LEADER, roles.DEPARTMENT_HEAD, roles.REPORTING, roles.SERVICE})
READERS_OF_REPORTS = frozenset(
    {*LEADERS, roles.METER_READER, roles.FINANCE, *roles.CLERKS, roles.CASHIER, roles.GENERAL_MANAGER, roles.CUSTOMER_SERVICE_MANAGER}
)


# What can be refused


class DuplicateMeter(StateConflict):
    code = "duplicate_meter"
    text = {"zh-Hant": "表號 {meter_no} 已登記", "en": "The meter {meter_no} is registered already"}


class InvalidInlet(ContentInvalid):
    code = "invalid_inlet"
    text = {"zh-Hant": "進向「{inlet}」不是左或右", "en": "The inlet '{inlet}' is neither left nor right"}


class ReaderNotAllowed(ContentInvalid):
    code = "reader_not_allowed"
    text = {"zh-Hant": "{reader} 不是抄表員", "en": "{reader} is not a meter reader"}


class OutsidePeriod(ContentInvalid):
    code = "outside_period"
    text = {"zh-Hant": "抄表時間 {read_at} 不在開放的抄表月份內", "en": "{read_at} is not in an open reading month"}


class MeterNotGasOn(ContentInvalid):
    code = "meter_not_gas_on"
    text = {"zh-Hant": "表具 {meter_no} 在抄表時尚未通氣({state})", "en": "The meter {meter_no} had no gas when it was read ({state})"}


class EstimatedReading(ContentInvalid):
    code = "estimated_reading"
    text = {"zh-Hant": "不得估抄", "en": "Estimated readings are not allowed"}


class MissedReasonMissing(ContentInvalid):
    code = "missed_reason_missing"
    text = {"zh-Hant": "未抄見須註明原因", "en": "A missed reading needs its reason"}


class CommercialValuesIncomplete(ContentInvalid):
    code = "commercial_values_incomplete"
    text = {"zh-Hant": "商業客戶抄表缺少:{missing}", "en": "A commercial reading lacks {missing}"}


class InvalidValue(ContentInvalid):
    code = "invalid_value"
    text = {"zh-Hant": "「{field}」的值不正確", "en": "The value of '{field}' is not valid"}


class DuplicateReading(StateConflict):
    code = "duplicate_reading"
    text = {"zh-Hant": "表具 {meter_no} 在 {period} 已有抄表記錄", "en": "The meter {meter_no} has its reading of {period} already"}


class LowerThanPrevious(ContentInvalid):
    code = "lower_than_previous"
    text = {"zh-Hant": "讀數 {base_reading} 低於上次讀數 {previous}", "en": "{base_reading} is below the previous reading {previous}"}


class RegisterUnknown(ContentInvalid):
    code = "register_unknown"
    text = {
        "zh-Hant": "表具 {meter_no} 未登記表盤位數,不能按過零計算",
        "en": "The digits of meter {meter_no} are not known: no rollover can be computed",
    }


class RolloverImplausible(ContentInvalid):
    code = "rollover_implausible"
    text = {"zh-Hant": "過零計算的用量 {volume} 不合理", "en": "A rollover would mean an implausible consumption of {volume}"}


class LaterReadingExists(StateConflict):
    code = "later_reading_exists"
    text = {"zh-Hant": "表具 {meter_no} 在 {period} 之後已有抄表記錄", "en": "The meter {meter_no} was read again after {period}"}


class NothingCorrected(ContentInvalid):
    code = "nothing_corrected"
    text = {"zh-Hant": "更正的讀數與原讀數相同", "en": "The corrected reading is the reading as it stands"}


class InstructionNotAcknowledged(StateConflict):
    code = "instruction_not_acknowledged"
    text = {
        "zh-Hant": "抄表員 {reader} 尚未簽收現行版本:{documents}",
        "en": "{reader} has not acknowledged the current version of {documents}",
    }


class OwnSheet(NotAllowed):
    code = "own_sheet"
    text = {"zh-Hant": "抄表員不得檢查自己的抄表記錄單", "en": "Nobody checks their own reading sheets"}


class TooManyPages(ContentInvalid):
    code = "too_many_pages"
    text = {"zh-Hant": "記錄單 {sheet_no} 沒有第 {page} 頁", "en": "The sheet {sheet_no} has no page {page}"}


# What it answers


class Installation(Schema):
    """A stretch of time in which the meter served one customer, with its readings at both ends."""

    customer_no = fields.Identifier()
    since = fields.Date()
    until = fields.Date(allow_none=True)
    initial_reading = fields.Volume(allow_none=True)
    final_reading = fields.Volume(allow_none=True)
    ended_by = fields.Choice("moved", "replaced", "removed", allow_none=True)


class Meter(Schema):
    """A gas meter as it stands now."""

    meter_no = fields.Identifier()
    customer_no = fields.Identifier()
    customer_kind = fields.Choice(*KINDS)
    reading_class = fields.Choice(*CLASSES)
    meter_type = fields.Identifier()
    position = fields.Choice(*POSITIONS)
    inlet = fields.Choice("left", "right")
    installed_on = fields.Date()
    life_years = fields.Integer()
    life_ends_on = fields.Date(metadata={"description": "last day of the permitted service life"})
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
    entered_on = fields.Date()
    entry_limit = fields.Date()
    entered_late = fields.Boolean()
    flags = fields.List(fields.String(), metadata={"description": "outside_commercial_window, outside_visit_window"})
    corrections = fields.List(fields.Dict())
    version = fields.Integer()


class Sheet(Schema):
    """A numbered reading sheet."""

    sheet_no = fields.Identifier()
    reader = fields.Identifier()
    state = fields.Choice("issued", "returned", "lost")
    issued_on = fields.Date()
    returned_on = fields.Date(allow_none=True)
    pages = fields.Integer(allow_none=True)
    faults = fields.List(fields.Dict())
    version = fields.Integer()


class ReadingMonth(Schema):
    """A reading month with what was found in it; ``findings`` are keyed by rule."""

    period = fields.Month()
    state = fields.Choice("open", "closing", "closed")
    opened_on = fields.Date(allow_none=True)
    findings = fields.Dict(keys=fields.String())
    version = fields.Integer()


class DailyReadingReport(Schema):
    """What a reader did on a reading day."""

    date = fields.Date()
    reader = fields.Identifier()
    due = fields.Integer()
    read = fields.Integer()
    missed = fields.Integer()
    anomalies = fields.Integer()
    rate_percent = fields.String(allow_none=True)
    filed_on = fields.Date(allow_none=True)
    overdue = fields.Boolean()


class Consumption(Schema):
    """The consumption of a meter in a month before Kefu counted it."""

    meter_no = fields.Identifier()
    month = fields.Month()
    volume = fields.Volume()


class Why(Schema):
    """The decisions stored with a record: outcome, facts and the clauses that decided, in the reader's language."""

    decisions = fields.List(fields.Dict())


# Meters


class InstallMeter(Command):
    """Register a meter with all that a reader has to know of it (MET-02; doc 2 l.143)."""

    route = POST("/meters")
    roles = METER_STAFF
    reply = Meter
    errors = (DuplicateMeter, UnknownCustomer, InvalidInlet)
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
    example = {"meter_no": "2100441", "gas_on_on": "2025-03-12"}
    meter_no = fields.Identifier(required=True)
    gas_on_on = fields.Date(required=True)


class StopMeter(Command):
    """Turn the gas off at a meter; it is due again once it is activated again (MET-20)."""

    route = POST("/meters/{meter_no}:stop")
    roles = METER_STAFF
    reply = Meter
    example = {"meter_no": "2100392", "stopped_on": "2025-03-12", "reason": "customer's wish"}
    meter_no = fields.Identifier(required=True)
    stopped_on = fields.Date(required=True)
    reason = fields.Text(load_default="")


class RemoveMeter(Command):
    """Take a meter away with its last figure (MET-02)."""

    route = POST("/meters/{meter_no}:remove")
    roles = METER_STAFF
    reply = Meter
    errors = (LowerThanPrevious,)
    example = {"meter_no": "2100392", "removed_on": "2025-03-12", "final_reading": "3811"}
    meter_no = fields.Identifier(required=True)
    removed_on = fields.Date(required=True)
    final_reading = fields.Volume(required=True, negative=False)


class ReplaceMeter(Command):
    """Put a new meter in the place of an old one; what the old one still counted is carried over (MET-02, MET-03)."""

    route = POST("/meters/{meter_no}:replace")
    roles = METER_STAFF
    reply = Meter
    errors = (DuplicateMeter, InvalidInlet, LowerThanPrevious)
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


# Reading months and sheets


class OpenReadingMonth(Command):
    """Open a month for readings; readings taken in no open month are refused (MET-03, MET-08)."""

    route = POST("/reading-months")
    roles = LEADERS
    reply = ReadingMonth
    status = 201
    example = {"period": "2025-03"}
    period = fields.Month(required=True)
    opened_on = fields.Date()


class CloseReadingMonth(Command):
    """Close a month: no more readings; its figures become the ones later months are counted from (MET-11)."""

    route = POST("/reading-months/{period}:close")
    roles = LEADERS
    reply = ReadingMonth
    example = {"period": "2025-03"}
    period = fields.Month(required=True)
    closed_on = fields.Date()


class ConsolidateReadingMonth(Command):
    """File the month's reading report: totals per class, rates against their targets, anomalies (MET-11; doc 2 l.147)."""

    route = POST("/reading-months/{period}:consolidate")
    roles = LEADERS
    reply = ReadingMonth
    example = {"period": "2025-03"}
    period = fields.Month(required=True)


class GetReadingMonth(Query):
    """What the readings of a month amount to, by rule (MET-03 to MET-17, MET-20)."""

    route = GET("/reading-months/{period}")
    roles = READERS_OF_REPORTS
    reply = ReadingMonth
    example = {"period": "2025-03"}
    period = fields.Month(required=True)


class WhyReadingMonth(Query):
    """Why the month's read rates pass or fail."""

    route = GET("/reading-months/{period}/why")
    roles = READERS_OF_REPORTS
    reply = Why
    example = {"period": "2025-03"}
    period = fields.Month(required=True)


class FileDailyReadingReport(Command):
    """File what a reader did on a reading day (MET-10; doc 2 l.147)."""

    route = POST("/daily-reading-reports")
    roles = ENTRY_STAFF
    reply = DailyReadingReport
    status = 201
    example = {"date": "2025-03-22", "reader": "R01"}
    date = fields.Date(required=True)
    reader = fields.Identifier(required=True)


class ListDailyReadingReports(Query):
    """The daily reports of a month, those not filed in time marked overdue (MET-10)."""

    route = GET("/daily-reading-reports")
    roles = READERS_OF_REPORTS
    reply = DailyReadingReport
    paged = True
    example = {"period": "2025-03"}
    period = fields.Month(required=True)


class IssueSheet(Command):
    """Hand a numbered reading sheet to a reader who has acknowledged how to work (MET-01, MET-13; doc 2 l.142, l.148)."""

    route = POST("/reading-sheets")
    roles = LEADERS | roles.CLERKS
    reply = Sheet
    errors = (InstructionNotAcknowledged,)
    status = 201
    example = {"sheet_no": "1001", "reader": "R01", "issued_on": "2025-03-01"}
    sheet_no = fields.Identifier(required=True)
    reader = fields.Identifier(required=True)
    issued_on = fields.Date()


class RegisterSheet(Command):
    """Enter a sheet of the paper register: issued, and returned or missing (MET-13; doc 2 l.148)."""

    route = POST("/reading-sheets:register")
    roles = LEADERS | roles.CLERKS
    reply = Sheet
    errors = (InstructionNotAcknowledged,)
    status = 201
    bulk = Bulk("/reading-sheets:import", key="sheet_no")
    example = {"sheet_no": "1001", "reader": "R01", "issued_on": "2025-03-01", "returned_on": "2025-03-22", "pages": 5}
    sheet_no = fields.Identifier(required=True)
    reader = fields.Identifier(required=True)
    issued_on = fields.Date(required=True)
    returned_on = fields.Date(allow_none=True, load_default=None)
    pages = fields.Integer(allow_none=True, load_default=None, metadata={"description": "filled pages of a returned sheet"})


class ReturnSheet(Command):
    """Take a reading sheet back with the number of its filled pages (MET-13)."""

    route = POST("/reading-sheets/{sheet_no}:return")
    roles = LEADERS | roles.CLERKS
    reply = Sheet
    example = {"sheet_no": "1001", "returned_on": "2025-03-22", "pages": 5}
    sheet_no = fields.Identifier(required=True)
    returned_on = fields.Date()
    pages = fields.Integer(required=True)


class ReportSheetLost(Command):
    """Note that a reading sheet is lost (MET-13; doc 2 l.148)."""

    route = POST("/reading-sheets/{sheet_no}:lose")
    roles = LEADERS | roles.CLERKS | frozenset({roles.METER_READER})
    reply = Sheet
    example = {"sheet_no": "1003", "lost_on": "2025-03-20"}
    sheet_no = fields.Identifier(required=True)
    lost_on = fields.Date()


class CheckSheet(Command):
    """Check a returned sheet for legibility and completeness; a fault is said for discipline to judge (MET-09, MET-18; doc 3 l.216)."""

    route = POST("/reading-sheets/{sheet_no}:check")
    roles = LEADERS | roles.CLERKS
    reply = Sheet
    errors = (OwnSheet, TooManyPages)
    example = {"sheet_no": "1001", "page": 2, "fault": "illegible"}
    sheet_no = fields.Identifier(required=True)
    page = fields.Integer(required=True)
    fault = fields.Choice(*SHEET_FAULTS, required=True)
    checked_on = fields.Date()


class GetSheet(Query):
    """A reading sheet as the register shows it (MET-13)."""

    route = GET("/reading-sheets/{sheet_no}")
    roles = READERS_OF_REPORTS
    reply = Sheet
    example = {"sheet_no": "1001"}
    sheet_no = fields.Identifier(required=True)


class ListSheets(Query):
    """The register of reading sheets, of a reader (MET-13)."""

    route = GET("/reading-sheets")
    roles = READERS_OF_REPORTS
    reply = Sheet
    paged = True
    example = {"reader": "R01"}
    reader = fields.Identifier()


# Readings


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
    errors = (LowerThanPrevious, LaterReadingExists, NothingCorrected, InvalidValue)
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


# What it says


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
    meter_type = fields.Identifier(required=True)
    position = fields.Choice(*POSITIONS, required=True)
    inlet = fields.Identifier(required=True)
    installed_on = fields.Date(required=True)
    life_years = fields.Integer(required=True)
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
    position = fields.Choice(*POSITIONS, required=True)
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
    position = fields.Choice(*POSITIONS, required=True)
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
    reading_class = fields.Choice(*CLASSES, required=True)
    month = fields.Month(required=True)
    read_at = fields.Instant(required=True)
    read_on = fields.Date(required=True)
    entered_on = fields.Date(required=True)
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
    reading_class = fields.Choice(*CLASSES, required=True)
    month = fields.Month(required=True)
    read_at = fields.Instant(required=True)
    read_on = fields.Date(required=True)
    entered_on = fields.Date(required=True)
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
    reading_class = fields.Choice(*CLASSES, required=True)
    month = fields.Month(required=True)
    read_at = fields.Instant(required=True)
    read_on = fields.Date(required=True)
    entered_on = fields.Date(required=True)
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


class MeterAnomalyReported(Event):
    """A reader has found a meter running fast, slow, not at all or otherwise wrong (MET-12)."""

    subject = "meter_no"
    example = {"meter_no": "2100623", "customer_no": "SH010089", "anomaly": "dead", "reported_on": "2025-03-22", "reader": "R01"}
    meter_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    anomaly = fields.Choice(*ANOMALIES, required=True)
    reported_on = fields.Date(required=True)
    reader = fields.Identifier(required=True)


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


class SheetIssued(Event):
    """A reading sheet has been handed to a reader (MET-13)."""

    subject = "sheet_no"
    example = {"sheet_no": "1001", "reader": "R01", "issued_on": "2025-03-01"}
    sheet_no = fields.Identifier(required=True)
    reader = fields.Identifier(required=True)
    issued_on = fields.Date(required=True)


class SheetReturned(Event):
    """A reading sheet is back (MET-13)."""

    subject = "sheet_no"
    example = {"sheet_no": "1001", "reader": "R01", "returned_on": "2025-03-22", "pages": 5}
    sheet_no = fields.Identifier(required=True)
    reader = fields.Identifier(required=True)
    returned_on = fields.Date(required=True)
    pages = fields.Integer(required=True)


class SheetLost(Event):
    """A reading sheet is lost (MET-13, POL-09.3)."""

    subject = "sheet_no"
    example = {"sheet_no": "1003", "reader": "R01", "lost_on": "2025-03-31"}
    sheet_no = fields.Identifier(required=True)
    reader = fields.Identifier(required=True)
    lost_on = fields.Date(required=True)


class SheetFaultFound(Event):
    """A reading sheet is illegible or incomplete; for discipline to judge (MET-18, DIS-12)."""

    subject = "sheet_no"
    example = {"sheet_no": "1001", "reader": "R01", "page": 2, "fault": "illegible", "found_on": "2025-03-23", "found_by": "C01"}
    sheet_no = fields.Identifier(required=True)
    reader = fields.Identifier(required=True)
    page = fields.Integer(required=True)
    fault = fields.Choice(*SHEET_FAULTS, required=True)
    found_on = fields.Date(required=True)
    found_by = fields.Identifier(required=True)


class DailyReadingReportFiled(Event):
    """A reader's report of a reading day has been filed (MET-10, REP-08)."""

    subject = "reader"
    example = {
        "reader": "R01",
        "date": "2025-03-22",
        "due": 40,
        "read": 39,
        "missed": 1,
        "anomalies": 0,
        "rate_percent": "97.50",
        "filed_on": "2025-03-22",
    }
    reader = fields.Identifier(required=True)
    date = fields.Date(required=True)
    due = fields.Integer(required=True)
    read = fields.Integer(required=True)
    missed = fields.Integer(required=True)
    anomalies = fields.Integer(required=True)
    rate_percent = fields.String(allow_none=True)
    filed_on = fields.Date(required=True)


class DailyReadingReportOverdue(Event):
    """A reader has not filed the report of a reading day by the next day (MET-10)."""

    subject = "reader"
    example = {"reader": "R01", "date": "2025-03-22", "overdue_since": "2025-03-23"}
    reader = fields.Identifier(required=True)
    date = fields.Date(required=True)
    overdue_since = fields.Date(required=True)


class ReadingMonthOpened(Event):
    """Readings of a month may be entered."""

    subject = "period"
    example = {"period": "2025-03", "opened_on": "2025-03-01"}
    period = fields.Month(required=True)
    opened_on = fields.Date(required=True)


class ReadingMonthClosed(Event):
    """No more readings of a month are taken."""

    subject = "period"
    example = {"period": "2025-03", "closed_on": "2025-04-10"}
    period = fields.Month(required=True)
    closed_on = fields.Date(required=True)


class ReadingMonthConsolidated(Event):
    """The month's reading report has been filed; ``findings`` are keyed by rule (MET-11, REP-08, REP-77)."""

    subject = "period"
    example = {
        "period": "2025-03",
        "consolidated_on": "2025-04-01",
        "findings": {"MET-05": {"due": 63, "read": 62, "rate_percent": "98.41", "pass": False}},
        "readers": {"R01": {"read": 90, "missed": 10, "errors": 0, "late_entries": 1, "rate_percent": "90.00"}},
    }
    period = fields.Month(required=True)
    consolidated_on = fields.Date(required=True)
    findings = fields.Dict(keys=fields.String(), required=True)
    readers = fields.Dict(
        keys=fields.String(), metadata={"description": "per reader: read, missed, errors, late_entries, rate_percent (MET-14)"}
    )
