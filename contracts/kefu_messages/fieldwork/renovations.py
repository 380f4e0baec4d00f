"""Renovation files: one household, one file, from its opening to its last problem (FLD-07, FLD-08; doc 5.2 l.385)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.errors import StateConflict, TooManyEntries, UnknownCategory, UnknownCode, UnknownUnit
from kefu_messages.fieldwork.shared import FIELD_STAFF, READERS, RECORDERS, DuplicateNumber, MomentsReversed, means
from kefu_messages.platform import AnyValue


class RenovationFileOpen(StateConflict):
    code = "renovation_file_open"
    text = {
        "zh-Hant": "{unit_no} 已有裝修檔案 {file_no}(一戶一檔)",
        "en": "{unit_no} has its file {file_no} already: one household, one file",
    }


class RenovationUnfinished(StateConflict):
    code = "renovation_unfinished"
    text = {"zh-Hant": "裝修檔案不能結案:{missing}", "en": "The renovation file cannot be closed: {missing}"}


class RenovationFile(Schema):
    """A household's renovation file: one household, one file."""

    file_no = fields.Identifier()
    unit_no = fields.Identifier()
    area = fields.Text(allow_none=True)
    contractor = fields.Text(allow_none=True)
    state = fields.Choice("open", "closed")
    opened_on = fields.Date()
    closed_on = fields.Date(allow_none=True)
    inspections = AnyValue(metadata=means("stage, inspected_on, by, problems per inspection"))
    stages_missing = fields.List(fields.Identifier())
    version = fields.Integer()


class OpenRenovationFile(Command):
    """Open the file of a household that begins to decorate (FLD-07; doc 5.2 l.385)."""

    route = POST("/renovation-files")
    roles = RECORDERS
    reply = RenovationFile
    errors = (DuplicateNumber, UnknownUnit, RenovationFileOpen)
    status = 201
    example = {"file_no": "ZX-1", "unit_no": "D06-504", "opened_on": "2024-03-01", "contractor": "美家裝飾"}
    file_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    opened_on = fields.Date(required=True)
    contractor = fields.Text()


class RecordRenovationInspection(Command):
    """Inspect a stage of a renovation; every problem becomes a rectification order that is followed until it is fixed (FLD-08)."""

    route = POST("/renovation-files/{file_no}:inspect")
    roles = FIELD_STAFF
    reply = RenovationFile
    errors = (UnknownCode, StateConflict, MomentsReversed, UnknownCategory, TooManyEntries)
    example = {
        "file_no": "ZX-1",
        "stage": "waterproofing",
        "inspected_on": "2024-03-12",
        "problems": ["防水高度不足"],
        "responsible": "contractor",
    }
    file_no = fields.Identifier(required=True)
    stage = fields.Identifier(required=True)
    inspected_on = fields.Date(required=True)
    problems = fields.List(fields.Text(), load_default=list)
    responsible = fields.Identifier(load_default="contractor", metadata=means("who has to put it right"))


class CloseRenovationFile(Command):
    """Close a file once every stage was inspected and every problem fixed (FLD-08)."""

    route = POST("/renovation-files/{file_no}:close")
    roles = FIELD_STAFF
    reply = RenovationFile
    errors = (RenovationUnfinished, StateConflict)
    example = {"file_no": "ZX-1", "closed_on": "2024-06-30"}
    file_no = fields.Identifier(required=True)
    closed_on = fields.Date(required=True)


class GetRenovationFile(Query):
    """One renovation file."""

    route = GET("/renovation-files/{file_no}")
    roles = READERS
    reply = RenovationFile
    example = {"file_no": "ZX-1"}
    file_no = fields.Identifier(required=True)


class ListRenovationFiles(Query):
    """Renovation files, open or closed ones."""

    route = GET("/renovation-files")
    roles = READERS
    reply = RenovationFile
    paged = True
    example = {"state": "open"}
    state = fields.Choice("open", "closed")


class RenovationGaps(Schema):
    """Households under decoration against open files."""

    under_decoration = fields.Integer()
    files = fields.Integer()
    without_file = fields.List(fields.Identifier())


class GetRenovationGaps(Query):
    """Households under decoration without a file (FLD-07; doc 5.2 l.385)."""

    route = GET("/renovation-gaps")
    roles = READERS
    reply = RenovationGaps
    example = {}


class RenovationFileMoved(Event):
    """A household's renovation file was opened, inspected or closed."""

    subject = "file_no"
    example = {
        "file_no": "ZX-1",
        "unit_no": "D06-504",
        "area": "DC",
        "what": "opened",
        "on": "2024-03-01",
        "problems": 0,
        "because": ["FLD-07"],
    }
    file_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    area = fields.Text(required=True, allow_none=True)
    what = fields.Choice("opened", "inspected", "closed", required=True)
    on = fields.Date(required=True)
    problems = fields.Integer(required=True)
