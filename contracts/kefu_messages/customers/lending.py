"""The filing cabinet: files, their custodian and their loans (CUS-64; doc 5.2 l.410-417)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.errors import AlreadyExists, ContentInvalid, StateConflict

CUSTODIANS = frozenset({roles.ARCHIVE_CUSTODIAN})
BORROWERS = CUSTODIANS | {roles.PROPERTY_MANAGER, roles.PROPERTY_SERVICE_AGENT, roles.AREA_STEWARD}


class FileOnLoan(StateConflict):
    code = "file_on_loan"
    text = {"zh-Hant": "檔案 {file_no} 已由 {borrower} 借出", "en": "File {file_no} is on loan to {borrower}"}


class FileNotOnLoan(StateConflict):
    code = "file_not_on_loan"
    text = {"zh-Hant": "檔案 {file_no} 未借出", "en": "File {file_no} is not on loan"}


class ReturnedBeforeLent(ContentInvalid):
    code = "returned_before_lent"
    text = {"zh-Hant": "歸還日 {returned_on} 早於借出日 {lent_on}", "en": "Returned on {returned_on}, before it was lent on {lent_on}"}


class FileLoan(Schema):
    borrower = fields.Identifier()
    lent_on = fields.Date()
    due_on = fields.Date()
    returned_on = fields.Date(allow_none=True)
    days_late = fields.Integer(allow_none=True)


class ArchiveFile(Schema):
    """A paper file in the cabinet; ``state`` is filed or on_loan."""

    file_no = fields.Identifier()
    kind = fields.Choice("customer_file", "inspection_record", "patrol_record")
    title = fields.Text()
    place = fields.Text()
    filed_on = fields.Date()
    filed_by = fields.Identifier()
    state = fields.Choice("filed", "on_loan")
    borrower = fields.Identifier(allow_none=True)
    due_on = fields.Date(allow_none=True)
    overdue = fields.Boolean()
    loans = fields.List(fields.Nested(FileLoan))
    version = fields.Integer()


class FileInArchive(Command):
    """The custodian puts a customer's file or an inspection or patrol record into the cabinet (CUS-64)."""

    route = POST("/archive-files")
    roles = CUSTODIANS
    reply = ArchiveFile
    errors = (AlreadyExists,)
    status = 201
    example = {"file_no": "F-12", "kind": "customer_file", "title": "A06-103 業主資料", "place": "3 號柜 2 層", "filed_on": "2024-06-01"}
    file_no = fields.Identifier(required=True)
    kind = fields.Choice("customer_file", "inspection_record", "patrol_record", required=True)
    title = fields.Text(required=True)
    place = fields.Text(required=True)
    filed_on = fields.Date(required=True)


class LendFile(Command):
    """The custodian lends a file; a second borrower waits until it is back (CUS-64)."""

    route = POST("/archive-files/{file_no}:lend")
    roles = CUSTODIANS
    reply = ArchiveFile
    errors = (FileOnLoan,)
    example = {"file_no": "F-12", "borrower": "E0203", "lent_on": "2024-07-01"}
    file_no = fields.Identifier(required=True)
    borrower = fields.Identifier(required=True, metadata={"description": "staff number"})
    lent_on = fields.Date(required=True)


class ReturnFile(Command):
    """A lent file is back in the cabinet (CUS-64)."""

    route = POST("/archive-files/{file_no}:return")
    roles = CUSTODIANS
    reply = ArchiveFile
    errors = (FileNotOnLoan, ReturnedBeforeLent)
    example = {"file_no": "F-12", "returned_on": "2024-07-05"}
    file_no = fields.Identifier(required=True)
    returned_on = fields.Date(required=True)


class GetArchiveFile(Query):
    """One file and its loans."""

    route = GET("/archive-files/{file_no}")
    roles = BORROWERS
    reply = ArchiveFile
    example = {"file_no": "F-12"}
    file_no = fields.Identifier(required=True)


class ListArchiveFiles(Query):
    """Files by state, overdue loans marked as of today (CUS-64)."""

    route = GET("/archive-files")
    roles = BORROWERS
    reply = ArchiveFile
    paged = True
    example = {"state": "on_loan"}
    state = fields.Choice("filed", "on_loan")


class FileLent(Event):
    """A file has left the cabinet."""

    subject = "file_no"
    example = {"file_no": "F-12", "borrower": "E0203", "lent_on": "2024-07-01", "due_on": "2024-07-08", "because": ["loan_days"]}
    file_no = fields.Identifier(required=True)
    borrower = fields.Identifier(required=True)
    lent_on = fields.Date(required=True)
    due_on = fields.Date(required=True)


class FileReturned(Event):
    """A file is back in the cabinet."""

    subject = "file_no"
    example = {"file_no": "F-12", "borrower": "E0203", "returned_on": "2024-07-05", "days_late": 0, "because": ["CUS-64"]}
    file_no = fields.Identifier(required=True)
    borrower = fields.Identifier(required=True)
    returned_on = fields.Date(required=True)
    days_late = fields.Integer(required=True)
