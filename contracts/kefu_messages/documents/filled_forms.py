"""Forms filled in: their fields, their signatures, and whether they are filed (CON-24, CON-27, CMP-44, TRN-15)."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.documents.catalogue import NoSuchForm
from kefu_messages.documents.forms import Why
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotAllowed, SelfApproval, StateConflict, UnknownStaff

FORM_STATES = ("filled", "signed", "filed")
FILERS = frozenset({roles.ADMIN_HR, roles.HR, roles.ARCHIVE_CUSTODIAN, roles.CUSTOMER_SERVICE_SUPERVISOR, roles.DEPARTMENT_HEAD})


class FilledByWrongPost(NotAllowed):
    code = "filled_by_wrong_post"
    text = {"zh-Hant": "{form} 由 {posts} 填寫", "en": "{form} is filled in by {posts}"}


class SignedByWrongPost(NotAllowed):
    code = "signed_by_wrong_post"
    text = {"zh-Hant": "{slot} 欄由 {posts} 簽署", "en": "The signature {slot} is given by {posts}"}


class NoSuchSignature(ContentInvalid):
    code = "no_such_signature"
    text = {"zh-Hant": "{form} 沒有 {slot} 簽署欄", "en": "{form} bears no signature {slot}"}


class SignatureOutOfTurn(StateConflict):
    code = "signature_out_of_turn"
    text = {"zh-Hant": "須先由 {missing} 簽署", "en": "{missing} signs first"}


class SignaturesMissing(StateConflict):
    code = "signatures_missing"
    text = {"zh-Hant": "尚缺簽署:{missing}", "en": "Signatures are missing: {missing}"}


class FiledWithItsFiling(StateConflict):
    code = "filed_with_its_filing"
    text = {"zh-Hant": "此表單以 {filing_no} 送存,請在該處歸檔", "en": "This form is on its way to the file as {filing_no}: file it there"}


class Signature(Schema):
    """A signature on a form."""

    by = fields.Identifier()
    staff_no = fields.Identifier(allow_none=True, metadata={"description": "who of the staff; null for somebody outside"})
    name = fields.Text(metadata={"description": "as signed, where it was given outside"})
    signed_on = fields.Date()
    taken_down_by = fields.Identifier()


class FilledForm(Schema):
    """A form filled in."""

    form_no = fields.Identifier()
    form = fields.Identifier()
    content = fields.Dict()
    staff_no = fields.Identifier(allow_none=True, metadata={"description": "the person it is about"})
    customer_no = fields.Identifier(allow_none=True)
    filled_by = fields.Identifier(allow_none=True)
    filled_on = fields.Date(allow_none=True)
    filing_no = fields.Identifier(allow_none=True, metadata={"description": "its way to the file, where contracts takes it there"})
    signatures = fields.List(fields.Nested(Signature))
    missing = fields.List(fields.Identifier(), metadata={"description": "signatures still to be given, in order"})
    state = fields.Choice(*FORM_STATES)
    filed_on = fields.Date(allow_none=True)
    filed_by = fields.Identifier(allow_none=True)
    file_no = fields.Identifier(allow_none=True)
    version = fields.Integer()


class FillForm(Command):
    """Fill in one of the regulations' forms; who may is written there."""

    route = POST("/filled-forms")
    roles = roles.EVERYBODY
    reply = FilledForm
    errors = (AlreadyExists, NoSuchForm, FilledByWrongPost, UnknownStaff)
    status = 201
    example = {
        "form_no": "CC-7", "form": "travel_application", "filled_on": "2025-05-06", "content": {"目的地": "包頭", "天數": "2"},
        "customer_no": "U7",
    }  # fmt: skip
    form_no = fields.Identifier(required=True)
    form = fields.Identifier(required=True, metadata={"description": "identifier or Chinese name"})
    content = fields.Dict(
        keys=fields.Text(longest=100), values=fields.Text(longest=4000), required=True, validate=validate.Length(max=100),
        metadata={"description": "what is written in each field"},
    )  # fmt: skip
    filled_on = fields.Date(required=True)
    staff_no = fields.Identifier(metadata={"description": "the person it is about"})
    customer_no = fields.Identifier()


class SignForm(Command):
    """Sign a form in its order; a post's signature is given by itself, one from outside is taken down with the name."""

    route = POST("/filled-forms/{form_no}:sign")
    roles = roles.EVERYBODY
    reply = FilledForm
    errors = (NoSuchSignature, SignatureOutOfTurn, SignedByWrongPost, SelfApproval, StateConflict, NoSuchForm)
    example = {"form_no": "CC-7", "signature": "service_manager", "signed_on": "2025-05-06"}
    form_no = fields.Identifier(required=True)
    signature = fields.Identifier(required=True, metadata={"description": "which of the form's signatures"})
    name = fields.Text(longest=100, load_default="", metadata={"description": "who signed outside the house"})
    signed_on = fields.Date(required=True)


class PutFormOnFile(Command):
    """File a form that bears all its signatures (CON-24, CON-27, CMP-44, TRN-15)."""

    route = POST("/filled-forms/{form_no}:file")
    roles = FILERS
    reply = FilledForm
    errors = (SignaturesMissing, FiledWithItsFiling, StateConflict, NoSuchForm)
    example = {"form_no": "CC-7", "filed_on": "2025-05-07", "file_no": "DA-12"}
    form_no = fields.Identifier(required=True)
    filed_on = fields.Date(required=True)
    file_no = fields.Identifier(required=True)


class GetFilledForm(Query):
    """One form filled in; a confidential one only for HR, the line manager, the person and who filled it in."""

    route = GET("/filled-forms/{form_no}")
    roles = roles.EVERYBODY
    reply = FilledForm
    example = {"form_no": "CC-7"}
    form_no = fields.Identifier(required=True)


class ListFilledForms(Query):
    """The forms of a kind, or those about a customer; confidential kinds only for HR."""

    route = GET("/filled-forms")
    roles = roles.EVERYBODY
    reply = FilledForm
    paged = True
    example = {"form": "travel_application", "state": "signed"}
    form = fields.Identifier(required=True)
    state = fields.Choice(*FORM_STATES)


class WhyFilledForm(Query):
    """Why a form was taken, signed and filed."""

    route = GET("/filled-forms/{form_no}/why")
    roles = roles.EVERYBODY
    reply = Why
    example = {"form_no": "CC-7"}
    form_no = fields.Identifier(required=True)


class FilledFormSigned(Event):
    """A form bears all its signatures."""

    subject = "form_no"
    example = {"form_no": "CC-7", "form": "travel_application", "signed_on": "2025-05-06", "because": ["CON-24"]}
    form_no = fields.Identifier(required=True)
    form = fields.Identifier(required=True)
    signed_on = fields.Date(required=True)


class FilledFormFiled(Event):
    """A form stands in its file."""

    subject = "form_no"
    example = {
        "form_no": "CC-7", "form": "travel_application", "filed_with": "administration", "filed_on": "2025-05-07", "file_no": "DA-12",
        "because": ["CON-24"],
    }  # fmt: skip
    form_no = fields.Identifier(required=True)
    form = fields.Identifier(required=True)
    filed_with = fields.String(allow_none=True)
    filed_on = fields.Date(required=True)
    file_no = fields.Identifier(required=True)
