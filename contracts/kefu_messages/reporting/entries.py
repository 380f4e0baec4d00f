"""Figures that no service yields, entered as dated facts: revenue, targets, partners, stated figures (REP-14 to REP-20, REP-57 to REP-78).

An entry is never changed: a wrong one is withdrawn, with its reason, and another made.
"""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields
from kefu_messages.errors import AlreadyExists, ContentInvalid, StateConflict
from kefu_messages.reporting.shared import ENTERERS, READERS_OF_REPORTS, Why, means

ENTRY_KINDS = (
    "revenue", "profit", "target", "stated", "contract_due", "contract_planned", "boilers_contracted", "fault_repairs",
    "maintenance_amount", "hire", "hiring_goal", "key_person", "project", "market_note", "partner", "fraud_case", "referral",
    "meeting", "software_use", "software_rating", "work_quality", "work_plan", "quality_check", "suggestion", "post", "accident",
    "household_inspections", "installations", "gas_ons", "satisfaction",
)  # fmt: skip
MARKS = ("rules", "duties", "assessment")


class EntryIncomplete(ContentInvalid):
    """An entry of its kind needs more than was given."""

    code = "entry_incomplete"
    text = {"zh-Hant": "{kind} 須填 {missing}", "en": "An entry of kind {kind} needs {missing}"}


class EntryWithdrawn(StateConflict):
    """The entry does not count any more."""

    code = "entry_withdrawn"
    text = {"zh-Hant": "記錄 {entry_no} 已撤銷", "en": "Entry {entry_no} was withdrawn"}


class ReportEntry(Schema):
    """An entry with who made it and, where it does not count any more, why."""

    entry_no = fields.Identifier()
    kind = fields.Choice(*ENTRY_KINDS)
    on = fields.Date()
    until = fields.Date(allow_none=True)
    name = fields.Text(allow_none=True)
    line = fields.Text(allow_none=True)
    source = fields.Text(allow_none=True)
    state = fields.Text(allow_none=True)
    area = fields.Text(allow_none=True)
    staff_no = fields.Identifier(allow_none=True)
    amount = fields.Money(allow_none=True)
    quantity = fields.Integer(allow_none=True)
    part = fields.Integer(allow_none=True)
    whole = fields.Integer(allow_none=True)
    approximate = fields.Boolean()
    marks = fields.List(fields.String())
    note = fields.Text(longest=2000, allow_none=True)
    entered_by = fields.Identifier()
    entered_at = fields.Instant()
    withdrawn = fields.Text(allow_none=True, metadata=means("the reason it does not count any more"))
    withdrawn_by = fields.Identifier(allow_none=True)
    version = fields.Integer()


class RecordReportEntry(Command):
    """Enter a fact for the reports: what it needs besides its day depends on its kind (REP-14 to REP-20, REP-57 to REP-78)."""

    route = POST("/report-entries")
    roles = ENTERERS
    reply = ReportEntry
    errors = (AlreadyExists, EntryIncomplete)
    status = 201
    bulk = Bulk("/report-entries:import", key="entry_no")
    example = {
        "entry_no": "SR-2024-01",
        "kind": "revenue",
        "on": "2024-12-23",
        "source": "internal",
        "line": "boiler",
        "amount": "295000.00",
    }
    entry_no = fields.Identifier(required=True)
    kind = fields.Choice(*ENTRY_KINDS, required=True)
    on = fields.Date(required=True, metadata=means("the day it belongs to; its year is the report's"))
    until = fields.Date(metadata=means("last day of employment, of a hire"))
    name = fields.Text(metadata=means("of the figure, customer, project, post or partner"))
    line = fields.Text(metadata=means("business line"))
    source = fields.Text(metadata=means("internal or external, of revenue"))
    state = fields.Text(metadata=means("renewed, completed, accepted …, by kind"))
    area = fields.Text(metadata=means("region or area"))
    staff_no = fields.Identifier(metadata=means("whom it is about"))
    amount = fields.Money(metadata=means("yuan"))
    quantity = fields.Integer()
    part = fields.Integer(metadata=means("of the whole, for example units that use the software"))
    whole = fields.Integer()
    approximate = fields.Boolean(load_default=False)
    marks = fields.List(fields.String(validate=validate.OneOf(MARKS)), load_default=list, metadata=means("what a post has"))
    note = fields.Text(longest=2000)


class WithdrawReportEntry(Command):
    """Let an entry not count any more; it stays with the reason."""

    route = POST("/report-entries/{entry_no}:withdraw")
    roles = ENTERERS
    reply = ReportEntry
    errors = (EntryWithdrawn,)
    example = {"entry_no": "SR-2024-01", "reason": "金額有誤"}
    entry_no = fields.Identifier(required=True)
    reason = fields.Text(required=True)


class GetReportEntry(Query):
    """One entry."""

    route = GET("/report-entries/{entry_no}")
    roles = READERS_OF_REPORTS
    reply = ReportEntry
    example = {"entry_no": "SR-2024-01"}
    entry_no = fields.Identifier(required=True)


class WhyReportEntry(Query):
    """Why an entry was taken."""

    route = GET("/report-entries/{entry_no}/why")
    roles = READERS_OF_REPORTS
    reply = Why
    example = {"entry_no": "SR-2024-01"}
    entry_no = fields.Identifier(required=True)


class ListReportEntries(Query):
    """The entries of a kind, those of a year or all."""

    route = GET("/report-entries")
    roles = READERS_OF_REPORTS
    reply = ReportEntry
    paged = True
    example = {"kind": "revenue", "year": 2024}
    kind = fields.Choice(*ENTRY_KINDS, required=True)
    year = fields.Year()


class ReportEntryRecorded(Event):
    """A fact for the reports was entered by hand."""

    subject = "entry_no"
    example = {"entry_no": "SR-2024-01", "kind": "revenue", "on": "2024-12-23", "because": ["entry_fields"]}
    entry_no = fields.Identifier(required=True)
    kind = fields.Choice(*ENTRY_KINDS, required=True)
    on = fields.Date(required=True)


class ReportEntryWithdrawn(Event):
    """An entry does not count any more."""

    subject = "entry_no"
    example = {"entry_no": "SR-2024-01", "kind": "revenue", "reason": "金額有誤"}
    entry_no = fields.Identifier(required=True)
    kind = fields.Choice(*ENTRY_KINDS, required=True)
    reason = fields.Text(required=True)
