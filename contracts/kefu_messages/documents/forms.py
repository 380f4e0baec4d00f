"""Books of numbered forms: registered, used, lost, closed."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.documents.policies import PUBLISHERS
from kefu_messages.errors import AlreadyExists, ContentInvalid

FORM_KEEPERS = PUBLISHERS | roles.CLERKS | frozenset({roles.BUSINESS_CENTRE_TEAM_LEADER, roles.ARCHIVE_CUSTODIAN, roles.SERVICE_MANAGER})


class FormNotInBook(ContentInvalid):
    code = "form_not_in_book"
    text = {"zh-Hant": "號碼 {number} 不在本冊 {first}-{last}", "en": "The number {number} is not in the book ({first} to {last})"}


class PageNotInForm(ContentInvalid):
    code = "page_not_in_form"
    text = {"zh-Hant": "表單只有 {pages} 頁", "en": "The form has {pages} pages"}


class BookNumbersInvalid(ContentInvalid):
    code = "book_numbers_invalid"
    text = {"zh-Hant": "起號 {first} 大於止號 {last},或超過每冊上限", "en": "The numbers {first} to {last} do not make a book"}


class FormBook(Schema):
    """A book of numbered forms with what of it is used, missing and lost."""

    form_type = fields.Identifier()
    book_no = fields.Identifier()
    first_number = fields.Integer()
    last_number = fields.Integer()
    pages_each = fields.Integer()
    registered = fields.Integer()
    missing_numbers = fields.List(fields.Integer())
    missing_pages = fields.List(fields.Dict(), metadata={"description": "{number, page}"})
    lost = fields.List(fields.Integer())
    closed_on = fields.Date(allow_none=True)
    version = fields.Integer()


class Why(Schema):
    """The decisions stored with a record."""

    decisions = fields.List(fields.Dict())


class RegisterFormBook(Command):
    """Register a book of numbered forms (MET-13; doc 2 l.148)."""

    route = POST("/form-books")
    roles = FORM_KEEPERS
    reply = FormBook
    errors = (BookNumbersInvalid, AlreadyExists)
    status = 201
    example = {"form_type": "reading_sheet", "book_no": "7", "first_number": 1, "last_number": 50, "pages_each": 1}
    form_type = fields.Identifier(required=True, metadata={"description": "reading_sheet, settlement_slip, program_change_request …"})
    book_no = fields.Identifier(required=True)
    first_number = fields.Integer(required=True)
    last_number = fields.Integer(required=True)
    pages_each = fields.Integer(load_default=1)


class RegisterForm(Command):
    """Enter a form of a book with the pages that are there (MET-13)."""

    route = POST("/form-books/{form_type}/{book_no}/forms")
    roles = FORM_KEEPERS
    reply = FormBook
    errors = (FormNotInBook, PageNotInForm)
    status = 201
    bulk = Bulk("/form-books/forms:import", key="number")
    example = {"form_type": "reading_sheet", "book_no": "7", "number": 32, "pages": [1]}
    form_type = fields.Identifier(required=True)
    book_no = fields.Identifier(required=True)
    number = fields.Integer(required=True)
    pages = fields.List(fields.Integer(), load_default=list, metadata={"description": "the pages that are there; empty: all of them"})


class ReportFormLost(Command):
    """Note that a numbered form is lost (MET-13, POL-09.3)."""

    route = POST("/form-books/{form_type}/{book_no}:lose")
    roles = FORM_KEEPERS | roles.EVERYBODY
    reply = FormBook
    errors = (FormNotInBook,)
    example = {"form_type": "reading_sheet", "book_no": "7", "number": 32, "lost_by": "R01", "lost_on": "2025-03-20"}
    form_type = fields.Identifier(required=True)
    book_no = fields.Identifier(required=True)
    number = fields.Integer(required=True)
    lost_by = fields.Identifier(required=True)
    lost_on = fields.Date()


class CloseFormBook(Command):
    """Close a book: what is not registered by now is missing (MET-13)."""

    route = POST("/form-books/{form_type}/{book_no}:close")
    roles = FORM_KEEPERS
    reply = FormBook
    example = {"form_type": "reading_sheet", "book_no": "7", "closed_on": "2025-03-31"}
    form_type = fields.Identifier(required=True)
    book_no = fields.Identifier(required=True)
    closed_on = fields.Date()


class GetFormBook(Query):
    """A book of numbered forms and what of it is missing (MET-13)."""

    route = GET("/form-books/{form_type}/{book_no}")
    roles = FORM_KEEPERS | frozenset({roles.REPORTING})
    reply = FormBook
    example = {"form_type": "reading_sheet", "book_no": "7"}
    form_type = fields.Identifier(required=True)
    book_no = fields.Identifier(required=True)


class FormLost(Event):
    """A numbered form is lost, for discipline to judge (MET-13, DIS-33 to DIS-35)."""

    subject = "book_no"
    example = {"form_type": "reading_sheet", "book_no": "7", "number": 32, "lost_by": "R01", "lost_on": "2025-03-20"}
    form_type = fields.Identifier(required=True)
    book_no = fields.Identifier(required=True)
    number = fields.Integer(required=True)
    lost_by = fields.Identifier(required=True)
    lost_on = fields.Date(required=True)


class FormsMissing(Event):
    """A closed book lacks numbers or pages (MET-13)."""

    subject = "book_no"
    example = {"form_type": "reading_sheet", "book_no": "7", "missing_numbers": [32], "missing_pages": [], "closed_on": "2025-03-31"}
    form_type = fields.Identifier(required=True)
    book_no = fields.Identifier(required=True)
    missing_numbers = fields.List(fields.Integer(), required=True)
    missing_pages = fields.List(fields.Dict(), required=True)
    closed_on = fields.Date(required=True)
