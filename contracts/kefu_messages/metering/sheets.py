"""Reading sheets: issued, returned, lost, checked (MET-13, MET-18)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.errors import AlreadyExists
from kefu_messages.metering.refused import InstructionNotAcknowledged, InvalidValue, OwnSheet, TooManyPages
from kefu_messages.metering.shared import LEADERS, READERS_OF_REPORTS, SHEET_FAULTS


class Sheet(Schema):
    """A numbered reading sheet."""

    sheet_no = fields.Identifier()
    reader = fields.Identifier(allow_none=True)
    state = fields.Choice("issued", "returned", "lost")
    issued_on = fields.Date(allow_none=True)
    returned_on = fields.Date(allow_none=True)
    pages = fields.Integer(allow_none=True)
    faults = fields.List(fields.Dict())
    version = fields.Integer()


class IssueSheet(Command):
    """Hand a numbered reading sheet to a reader who has acknowledged how to work (MET-01, MET-13; doc 2 l.142, l.148)."""

    route = POST("/reading-sheets")
    roles = LEADERS | roles.CLERKS
    reply = Sheet
    errors = (InstructionNotAcknowledged, AlreadyExists)
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
    errors = (InstructionNotAcknowledged, AlreadyExists, InvalidValue)
    status = 201
    bulk = Bulk("/reading-sheets:import", key="sheet_no")
    example = {"sheet_no": "1001", "reader": "R01", "issued_on": "2025-03-01", "returned_on": "2025-03-22", "pages": 5}
    sheet_no = fields.Identifier(required=True)
    reader = fields.Identifier(allow_none=True, load_default=None)
    issued_on = fields.Date(allow_none=True, load_default=None)
    returned_on = fields.Date(allow_none=True, load_default=None)
    pages = fields.Integer(allow_none=True, load_default=None, metadata={"description": "filled pages of a returned sheet"})


class ReturnSheet(Command):
    """Take a reading sheet back with the number of its filled pages (MET-13)."""

    route = POST("/reading-sheets/{sheet_no}:return")
    roles = LEADERS | roles.CLERKS
    reply = Sheet
    errors = (InvalidValue,)
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


class SheetIssued(Event):
    """A reading sheet has been handed to a reader (MET-13)."""

    subject = "sheet_no"
    example = {"sheet_no": "1001", "reader": "R01", "issued_on": "2025-03-01"}
    sheet_no = fields.Identifier(required=True)
    reader = fields.Identifier(required=True, allow_none=True)
    issued_on = fields.Date(required=True, allow_none=True)


class SheetReturned(Event):
    """A reading sheet is back (MET-13)."""

    subject = "sheet_no"
    example = {"sheet_no": "1001", "reader": "R01", "returned_on": "2025-03-22", "pages": 5}
    sheet_no = fields.Identifier(required=True)
    reader = fields.Identifier(required=True, allow_none=True)
    returned_on = fields.Date(required=True)
    pages = fields.Integer(required=True)


class SheetLost(Event):
    """A reading sheet is lost (MET-13, POL-09.3)."""

    subject = "sheet_no"
    example = {"sheet_no": "1003", "reader": "R01", "lost_on": "2025-03-31"}
    sheet_no = fields.Identifier(required=True)
    reader = fields.Identifier(required=True, allow_none=True)
    lost_on = fields.Date(required=True)


class SheetFaultFound(Event):
    """A reading sheet is illegible or incomplete; for discipline to judge (MET-18, DIS-12)."""

    subject = "sheet_no"
    example = {"sheet_no": "1001", "reader": "R01", "page": 2, "fault": "illegible", "found_on": "2025-03-23", "found_by": "C01"}
    sheet_no = fields.Identifier(required=True)
    reader = fields.Identifier(required=True, allow_none=True)
    page = fields.Integer(required=True)
    fault = fields.Choice(*SHEET_FAULTS, required=True)
    found_on = fields.Date(required=True)
    found_by = fields.Identifier(required=True)
