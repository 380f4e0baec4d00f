"""Customers' faxed requests that were lost, and some of them found again (DIS-33 to DIS-35; doc 4 l.341)."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.documents.forms import FORM_KEEPERS, Why
from kefu_messages.errors import AlreadyExists, StateConflict, UnknownStaff

FORMS = ("program_change", "data_removal", "password_recovery")
LOSS_REPORTERS = FORM_KEEPERS | frozenset({roles.DEPARTMENT_MANAGER, roles.ADMIN_HR, roles.SYSTEM_ADMINISTRATOR})


class FormFoundAlready(StateConflict):
    code = "form_found_already"
    text = {"zh-Hant": "{record_no} 已於 {found_on} 尋回", "en": "{record_no} was found on {found_on}"}


class LostForm(Schema):
    """Customers' requests of one kind that somebody has lost; a sheet is a form. Without its day the loss is not confirmed yet."""

    record_no = fields.Identifier()
    staff_no = fields.Identifier(metadata={"description": "who has lost them"})
    form = fields.Choice(*FORMS)
    sheets = fields.Integer()
    loss_confirmed_on = fields.Date()
    found_on = fields.Date(allow_none=True, metadata={"description": "null while they are lost"})
    version = fields.Integer()


class ReportLostForm(Command):
    """Note that somebody has lost a customer's faxed request, for discipline to judge (DIS-33 to DIS-35; doc 4 l.341).

    Nothing follows from a loss that nobody has confirmed; the same report with the day confirms it.
    """

    route = POST("/lost-forms")
    roles = LOSS_REPORTERS
    reply = LostForm
    errors = (UnknownStaff, AlreadyExists, FormFoundAlready)
    status = 201
    bulk = Bulk("/lost-forms:import", key="record_no")
    example = {"record_no": "F01", "staff_no": "J07", "form": "program_change", "sheets": 3, "loss_confirmed_on": "2025-06-12"}
    record_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    form = fields.Choice(*FORMS, required=True)
    sheets = fields.Integer(required=True, validate=validate.Range(min=1))
    loss_confirmed_on = fields.Date(metadata={"description": "none while nobody has confirmed the loss"})
    found_on = fields.Date(allow_none=True, metadata={"description": "where it has been found by the time it is entered"})


class RecordFormFound(Command):
    """Note that a lost request has been found."""

    route = POST("/lost-forms/{record_no}:find")
    roles = LOSS_REPORTERS
    reply = LostForm
    errors = (FormFoundAlready,)
    example = {"record_no": "F01", "found_on": "2025-06-20"}
    record_no = fields.Identifier(required=True)
    found_on = fields.Date(required=True)


class GetLostForm(Query):
    """One record of lost requests."""

    route = GET("/lost-forms/{record_no}")
    roles = LOSS_REPORTERS
    reply = LostForm
    example = {"record_no": "F01"}
    record_no = fields.Identifier(required=True)


class ListLostForms(Query):
    """The lost requests, all or those of one person."""

    route = GET("/lost-forms")
    roles = LOSS_REPORTERS
    reply = LostForm
    paged = True
    example = {"staff_no": "J07"}
    staff_no = fields.Identifier()


class GetWhyLostForm(Query):
    """Why a loss was taken as one."""

    route = GET("/lost-forms/{record_no}/why")
    roles = LOSS_REPORTERS
    reply = Why
    example = {"record_no": "F01"}
    record_no = fields.Identifier(required=True)


class LostFormReported(Event):
    """Somebody has lost customers' requests, for discipline to judge (DIS-33 to DIS-35)."""

    subject = "record_no"
    example = {
        "record_no": "F01",
        "staff_no": "J07",
        "form": "program_change",
        "sheets": 3,
        "loss_confirmed_on": "2025-06-12",
        "because": ["DIS-33"],
    }
    record_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    form = fields.Choice(*FORMS, required=True)
    sheets = fields.Integer(required=True)
    loss_confirmed_on = fields.Date(required=True)


class LostFormFound(Event):
    """Requests that were reported lost have been found."""

    subject = "record_no"
    example = {"record_no": "F01", "staff_no": "J07", "found_on": "2025-06-20", "because": ["DIS-33"]}
    record_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    found_on = fields.Date(required=True)
