"""Forms on their way to the administration's file: handed in, reviewed, filed (CON-24..27, CON-41)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.contracts.refused import NotReviewedByManager, PeriodReversed, RequirementNotConfirmed
from kefu_messages.contracts.shared import CLERKS, READERS, Why, means
from kefu_messages.errors import AlreadyExists, SelfApproval, StateConflict

FORMS = (
    "travel_application", "service_application", "implementation_sheet", "acceptance_sheet", "go_live_plan", "program_change_form",
    "data_removal_application", "password_recovery_application", "feedback_form",
)  # fmt: skip
FILING_STATES = ("handed_in", "reviewed", "filed")


class Filing(Schema):
    """A form handed in, and whether it is in the file."""

    filing_no = fields.Identifier()
    form = fields.Choice(*FORMS)
    document_no = fields.Identifier()
    customer_no = fields.Identifier(allow_none=True)
    implementation_no = fields.Identifier(allow_none=True)
    staff_no = fields.Identifier()
    handed_in_on = fields.Date()
    confirmed_on = fields.Date(allow_none=True)
    reviewed_on = fields.Date(allow_none=True)
    reviewed_by = fields.Identifier(allow_none=True)
    filed_on = fields.Date(allow_none=True)
    file_no = fields.Identifier(allow_none=True)
    state = fields.Choice(*FILING_STATES)
    goes_to = fields.Identifier(metadata=means("administration, or customer_relations for feedback forms"))
    not_filed = fields.Boolean(metadata=means("an application that should be in the file by today"))
    version = fields.Integer()


class HandInForm(Command):
    """Hand in a form; the customers' service-feedback form goes to customer relations (CON-24..27, CON-41; doc 4 l.330..334)."""

    route = POST("/filings")
    roles = CLERKS
    reply = Filing
    errors = (AlreadyExists,)
    status = 201
    example = {
        "filing_no": "GD-1", "form": "service_application", "document_no": "SQ-4", "customer_no": "U7", "staff_no": "E0102",
        "handed_in_on": "2025-05-06",
    }  # fmt: skip
    filing_no = fields.Identifier(required=True)
    form = fields.Choice(*FORMS, required=True)
    document_no = fields.Identifier(required=True)
    customer_no = fields.Identifier()
    implementation_no = fields.Identifier(metadata=means("the implementation whose three documents it is one of"))
    staff_no = fields.Identifier(required=True, metadata=means("whose form it is"))
    handed_in_on = fields.Date(required=True)
    confirmed_on = fields.Date(metadata=means("when the requirement was confirmed with the customer"))


class ReviewForm(Command):
    """The service manager reviews a travel or service application before it is filed (CON-24; doc 4 l.330)."""

    route = POST("/filings/{filing_no}:review")
    roles = frozenset({roles.SERVICE_MANAGER})
    reply = Filing
    errors = (SelfApproval, StateConflict, PeriodReversed)
    example = {"filing_no": "GD-1", "reviewed_on": "2025-05-06"}
    filing_no = fields.Identifier(required=True)
    reviewed_on = fields.Date(required=True)


class ConfirmFormRequirement(Command):
    """The requirement on a program-change form was confirmed with the customer (CON-26; doc 4 l.333)."""

    route = POST("/filings/{filing_no}:confirm")
    roles = CLERKS
    reply = Filing
    errors = (StateConflict,)
    example = {"filing_no": "GD-2", "confirmed_on": "2025-05-07"}
    filing_no = fields.Identifier(required=True)
    confirmed_on = fields.Date(required=True)


class FileForm(Command):
    """The administration puts the form in its file (CON-24..27; doc 4 l.330..334)."""

    route = POST("/filings/{filing_no}:file")
    roles = frozenset({roles.ADMIN_HR, roles.ARCHIVE_CUSTODIAN})
    reply = Filing
    errors = (NotReviewedByManager, RequirementNotConfirmed, StateConflict, PeriodReversed)
    example = {"filing_no": "GD-1", "filed_on": "2025-05-06", "file_no": "DA-12"}
    filing_no = fields.Identifier(required=True)
    filed_on = fields.Date(required=True)
    file_no = fields.Identifier(required=True)


class GetFiling(Query):
    """One form on its way to the file."""

    route = GET("/filings/{filing_no}")
    roles = READERS | FileForm.roles
    reply = Filing
    example = {"filing_no": "GD-1"}
    filing_no = fields.Identifier(required=True)


class WhyFiling(Query):
    """Why a form may be filed."""

    route = GET("/filings/{filing_no}/why")
    roles = READERS | FileForm.roles
    reply = Why
    example = {"filing_no": "GD-1"}
    filing_no = fields.Identifier(required=True)


class ListFilings(Query):
    """Forms in a state: ``handed_in`` and ``reviewed`` ones are not filed yet (CON-27)."""

    route = GET("/filings")
    roles = READERS | FileForm.roles
    reply = Filing
    paged = True
    example = {"state": "handed_in"}
    state = fields.Choice(*FILING_STATES)
    implementation_no = fields.Identifier()


class ImplementationDocuments(Schema):
    """The documents of an implementation that are there and those missing."""

    implementation_no = fields.Identifier()
    handed_in = fields.List(fields.Identifier())
    missing = fields.List(fields.Identifier())
    complete = fields.Boolean()


class GetImplementationDocuments(Query):
    """Whether an implementation's three documents are handed in (CON-25; doc 4 l.332)."""

    route = GET("/implementations/{implementation_no}/documents")
    roles = READERS | FileForm.roles
    reply = ImplementationDocuments
    example = {"implementation_no": "SS-3"}
    implementation_no = fields.Identifier(required=True)


class FormHandedIn(Event):
    """A form was handed in; customers makes the call-back of a feedback form due."""

    subject = "filing_no"
    example = {
        "filing_no": "GD-3", "form": "feedback_form", "document_no": "FK-101", "customer_no": "U7", "staff_no": "E0102",
        "implementation_no": None, "handed_in_on": "2025-05-06", "goes_to": "customer_relations", "because": ["CON-41"],
    }  # fmt: skip
    filing_no = fields.Identifier(required=True)
    form = fields.Choice(*FORMS, required=True)
    document_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True, allow_none=True)
    staff_no = fields.Identifier(required=True)
    implementation_no = fields.Identifier(required=True, allow_none=True)
    handed_in_on = fields.Date(required=True)
    goes_to = fields.Identifier(required=True)


class FormReviewed(Event):
    """The service manager has reviewed an application."""

    subject = "filing_no"
    example = {
        "filing_no": "GD-1", "form": "service_application", "document_no": "SQ-4", "reviewed_on": "2025-05-06", "reviewed_by": "E0104",
        "because": ["CON-24"],
    }  # fmt: skip
    filing_no = fields.Identifier(required=True)
    form = fields.Choice(*FORMS, required=True)
    document_no = fields.Identifier(required=True)
    reviewed_on = fields.Date(required=True)
    reviewed_by = fields.Identifier(required=True)


class FormFiled(Event):
    """A form stands in the administration's file."""

    subject = "filing_no"
    example = {
        "filing_no": "GD-1", "form": "service_application", "document_no": "SQ-4", "filed_on": "2025-05-06", "file_no": "DA-12",
        "because": ["CON-24"],
    }  # fmt: skip
    filing_no = fields.Identifier(required=True)
    form = fields.Choice(*FORMS, required=True)
    document_no = fields.Identifier()
    filed_on = fields.Date(required=True)
    file_no = fields.Identifier(required=True)
