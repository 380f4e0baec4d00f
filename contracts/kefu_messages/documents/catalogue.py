"""The named forms of the regulations: who fills them, who signs them, where they are filed."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, Query, fields, roles
from kefu_messages.errors import ContentInvalid


class NoSuchForm(ContentInvalid):
    code = "no_such_form"
    text = {"zh-Hant": "規章中沒有表單 {form}", "en": "The regulations know no form {form}"}


class SignatureSlot(Schema):
    """A signature that a form bears; without roles it is given outside the house."""

    by = fields.Identifier()
    roles = fields.List(fields.String(), metadata={"description": "posts that may give it; * is anybody on the staff"})
    instead = fields.Identifier(
        allow_none=True, metadata={"description": "who may give it in that place: a witness where the person refuses"}
    )


class Form(Schema):
    """A form as the regulation describes it."""

    form = fields.Identifier()
    title = fields.Text()
    also = fields.List(fields.Text(), metadata={"description": "other names of the same form"})
    filled_by = fields.List(fields.String(), metadata={"description": "posts; * is anybody on the staff"})
    signatures = fields.List(fields.Nested(SignatureSlot), metadata={"description": "in the order in which they are given"})
    filed_with = fields.String(allow_none=True)
    confidential = fields.Boolean(metadata={"description": "read by HR, the line manager and the person"})
    words = fields.Text()
    rules = fields.List(fields.Identifier())
    reference = fields.Text()


class ListForms(Query):
    """The named forms of the regulations, by name."""

    route = GET("/forms")
    roles = roles.EVERYBODY
    reply = Form
    paged = True
    example = {"filed_with": "administration"}
    filed_with = fields.Identifier()


class GetForm(Query):
    """One form, by its identifier or any of its Chinese names."""

    route = GET("/forms/{form}")
    roles = roles.EVERYBODY
    reply = Form
    errors = (NoSuchForm,)
    example = {"form": "travel_application"}
    form = fields.Identifier(required=True)
