"""Documents lent from the file and returned (CUS-17, CUS-64)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.documents.filled_forms import FILERS
from kefu_messages.errors import AlreadyExists, ContentInvalid, StateConflict, UnknownStaff

LENDERS = FILERS
LOAN_STATES = ("lent", "returned")


class DocumentOnLoan(StateConflict):
    code = "document_on_loan"
    text = {"zh-Hant": "{document_no} 已借出", "en": "{document_no} is on loan"}


class DocumentNotFiled(StateConflict):
    code = "document_not_filed"
    text = {"zh-Hant": "{document_no} 尚未歸檔,不能借出", "en": "{document_no} is not in the file yet"}


class BackBeforeLent(ContentInvalid):
    code = "back_before_lent"
    text = {"zh-Hant": "歸還日早於借出日 {lent_on}", "en": "Returned before it was lent on {lent_on}"}


class DocumentLoan(Schema):
    """A document lent: to whom, until when, and whether it is late."""

    loan_no = fields.Identifier()
    document_no = fields.Identifier()
    borrower = fields.Identifier()
    lent_by = fields.Identifier()
    lent_on = fields.Date()
    due_on = fields.Date()
    returned_on = fields.Date(allow_none=True)
    state = fields.Choice(*LOAN_STATES)
    days_late = fields.Integer(metadata={"description": "calendar days after due_on, as of today while it is out"})
    version = fields.Integer()


class LendDocument(Command):
    """Lend a filed document; a second borrower waits until it is back (CUS-17, CUS-64)."""

    route = POST("/document-loans")
    roles = LENDERS
    reply = DocumentLoan
    errors = (AlreadyExists, DocumentOnLoan, DocumentNotFiled, UnknownStaff)
    status = 201
    example = {"loan_no": "JY-3", "document_no": "CC-7", "borrower": "E0102", "lent_on": "2025-06-02"}
    loan_no = fields.Identifier(required=True)
    document_no = fields.Identifier(required=True, metadata={"description": "number of the filled form"})
    borrower = fields.Identifier(required=True)
    lent_on = fields.Date(required=True)
    due_on = fields.Date(metadata={"description": "by the term of the law when not given"})


class ReturnDocument(Command):
    """A lent document is back."""

    route = POST("/document-loans/{loan_no}:return")
    roles = LENDERS
    reply = DocumentLoan
    errors = (BackBeforeLent, StateConflict)
    example = {"loan_no": "JY-3", "returned_on": "2025-06-05"}
    loan_no = fields.Identifier(required=True)
    returned_on = fields.Date(required=True)


class GetDocumentLoan(Query):
    """One loan."""

    route = GET("/document-loans/{loan_no}")
    roles = roles.EVERYBODY
    reply = DocumentLoan
    example = {"loan_no": "JY-3"}
    loan_no = fields.Identifier(required=True)


class ListDocumentLoans(Query):
    """Loans in the order of their due days: all that are out, or those due by a day."""

    route = GET("/document-loans")
    roles = LENDERS
    reply = DocumentLoan
    paged = True
    example = {"state": "lent"}
    state = fields.Choice(*LOAN_STATES, load_default="lent")


class DocumentLent(Event):
    """A document has left the file."""

    subject = "document_no"
    example = {
        "loan_no": "JY-3", "document_no": "CC-7", "borrower": "E0102", "lent_on": "2025-06-02", "due_on": "2025-06-09",
        "because": ["document_loan_days"],
    }  # fmt: skip
    loan_no = fields.Identifier(required=True)
    document_no = fields.Identifier(required=True)
    borrower = fields.Identifier(required=True)
    lent_on = fields.Date(required=True)
    due_on = fields.Date(required=True)


class DocumentReturned(Event):
    """A document is back in the file."""

    subject = "document_no"
    example = {
        "loan_no": "JY-3",
        "document_no": "CC-7",
        "borrower": "E0102",
        "returned_on": "2025-06-05",
        "days_late": 0,
        "because": ["CUS-17"],
    }
    loan_no = fields.Identifier(required=True)
    document_no = fields.Identifier(required=True)
    borrower = fields.Identifier(required=True)
    returned_on = fields.Date(required=True)
    days_late = fields.Integer(required=True)


class DocumentOverdue(Event):
    """A lent document was not back on its day; said once."""

    subject = "document_no"
    example = {"loan_no": "JY-3", "document_no": "CC-7", "borrower": "E0102", "due_on": "2025-06-09", "because": ["CUS-17"]}
    loan_no = fields.Identifier(required=True)
    document_no = fields.Identifier(required=True)
    borrower = fields.Identifier(required=True)
    due_on = fields.Date(required=True)
