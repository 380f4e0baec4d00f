"""Customers' written applications to remove data or to recover a password (CMP-35, CMP-37; doc 4 l.290, l.292)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.complaints.program_changes import SUPPORT
from kefu_messages.complaints.shared import ApplicationMissing, DatesOutOfOrder, RecordIncomplete
from kefu_messages.errors import AlreadyExists


class CustomerApplication(Schema):
    """A customer's written application to remove data or to recover the administrator's password; the password is nowhere in it."""

    application_no = fields.Identifier()
    kind = fields.Choice("data_removal", "password_recovery")
    state = fields.Choice("received", "fulfilled")
    customer_no = fields.Identifier()
    applied_by = fields.Text()
    document_no = fields.Identifier()
    data = fields.Text(allow_none=True, longest=2000)
    received_on = fields.Date()
    tool = fields.Text(allow_none=True)
    contact_told = fields.Text(allow_none=True)
    fulfilled_on = fields.Date(allow_none=True)
    fulfilled_by = fields.Identifier(allow_none=True)
    version = fields.Integer()


class SubmitApplication(Command):
    """Take in a customer's written application: data to remove, or a password to recover (CMP-35, CMP-37; doc 4 l.290, l.292)."""

    route = POST("/customer-applications")
    roles = SUPPORT
    reply = CustomerApplication
    errors = (RecordIncomplete, AlreadyExists)
    status = 201
    example = {
        "application_no": "DR-24", "kind": "data_removal", "customer_no": "U7", "applied_by": "王會計", "document_no": "FAX-78",
        "data": "2023 年測試帳套", "received_on": "2025-06-11",
    }  # fmt: skip
    application_no = fields.Identifier(required=True)
    kind = fields.Choice("data_removal", "password_recovery", required=True)
    customer_no = fields.Identifier(required=True)
    applied_by = fields.Text(required=True)
    document_no = fields.Identifier(required=True, metadata={"description": "number of the scanned application"})
    data = fields.Text(longest=2000, load_default="", metadata={"description": "what is to be removed, in the customer's words"})
    received_on = fields.Date(required=True)


class FulfilApplication(Command):
    """Remove the data with a named tool, or tell a named contact of the reset password (CMP-35, CMP-37; doc 4 l.290, l.292)."""

    route = POST("/customer-applications/{application_no}:fulfil")
    roles = SUPPORT
    reply = CustomerApplication
    errors = (RecordIncomplete, ApplicationMissing, DatesOutOfOrder)
    example = {"application_no": "DR-24", "tool": "SQL Studio", "fulfilled_on": "2025-06-12"}
    application_no = fields.Identifier(required=True)
    tool = fields.Text(load_default="")
    contact_told = fields.Text(load_default="")
    fulfilled_on = fields.Date(required=True)


class GetApplication(Query):
    """One application."""

    route = GET("/customer-applications/{application_no}")
    roles = SUPPORT
    reply = CustomerApplication
    example = {"application_no": "DR-24"}
    application_no = fields.Identifier(required=True)


class ApplicationFulfilled(Event):
    """A customer's application was fulfilled."""

    subject = "application_no"
    example = {
        "application_no": "DR-24", "kind": "data_removal", "customer_no": "U7", "fulfilled_on": "2025-06-12", "fulfilled_by": "J009",
        "because": ["CMP-35"],
    }  # fmt: skip
    application_no = fields.Identifier(required=True)
    kind = fields.Choice("data_removal", "password_recovery", required=True)
    customer_no = fields.Identifier(required=True)
    fulfilled_on = fields.Date(required=True)
    fulfilled_by = fields.Identifier(required=True)
