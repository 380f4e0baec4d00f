"""Policy documents with their editions and acknowledgements."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.errors import ContentInvalid, NotAllowed, StateConflict, TooManyEntries

KINDS = ("policy", "instruction", "standard", "process", "measures")
STAGES = ("trial", "final")
EDITION_STATES = ("announced", "in_force", "archived")

PUBLISHERS = frozenset(
    {
        roles.CUSTOMER_SERVICE_SUPERVISOR,
        roles.CUSTOMER_SERVICE_MANAGER,
        roles.DEPARTMENT_HEAD,
        roles.GENERAL_MANAGER,
        roles.SERVICE_DIRECTOR,
        roles.PROPERTY_MANAGER,
        roles.HR,
        roles.SERVICE,
    }
)


class EditionNotCurrent(StateConflict):
    code = "edition_not_current"
    text = {
        "zh-Hant": "{document_id} 第 {edition} 版不是現行版本({current})",
        "en": "Edition {edition} of {document_id} is not the current one ({current})",
    }


class EditionTooEarly(ContentInvalid):
    code = "edition_too_early"
    text = {
        "zh-Hant": "新版本的生效日須晚於現行版本({effective_from})",
        "en": "A new edition takes effect after the current one ({effective_from})",
    }


class NotTheOwner(NotAllowed):
    code = "not_the_owner"
    text = {"zh-Hant": "{kind} 類文件由 {owners} 制定", "en": "Documents of the kind {kind} are written by {owners}"}


class Edition(Schema):
    """One published version of a policy document."""

    edition = fields.Integer()
    title = fields.Text()
    effective_from = fields.Date()
    published_by = fields.Identifier()
    digest = fields.String(metadata={"description": "sha-256 of the text as published"})
    stage = fields.Choice(*STAGES, metadata={"description": "whether it is on trial"})
    state = fields.Choice(*EDITION_STATES)


class PolicyDocument(Schema):
    """A policy document with its current edition and its history."""

    document_id = fields.Identifier()
    kind = fields.Choice(*KINDS)
    current = fields.Nested(Edition, allow_none=True)
    editions = fields.List(fields.Nested(Edition))
    required_of = fields.List(fields.Identifier())
    version = fields.Integer()


class Acknowledgement(Schema):
    """That a member of staff has read an edition of a document."""

    document_id = fields.Identifier()
    staff_no = fields.Identifier()
    edition = fields.Integer()
    acknowledged_on = fields.Date()
    current = fields.Boolean(metadata={"description": "whether it is the edition in force"})
    version = fields.Integer()


class PublishDocument(Command):
    """Publish a new edition of a policy document, to be acknowledged by the posts it is required of (MET-01; doc 2 l.142)."""

    route = POST("/policy-documents")
    roles = PUBLISHERS
    reply = PolicyDocument
    errors = (EditionTooEarly, NotTheOwner, TooManyEntries)
    status = 201
    example = {
        "document_id": "reading_work_instruction",
        "title": "抄表作業指導書",
        "effective_from": "2025-03-01",
        "required_of": ["meter_reader"],
        "text": "…",
    }
    document_id = fields.Identifier(required=True)
    title = fields.Text(required=True)
    effective_from = fields.Date(required=True)
    required_of = fields.List(fields.Identifier(), required=True, metadata={"description": "posts that must acknowledge it"})
    text = fields.Text(longest=200_000, load_default="")
    kind = fields.Choice(*KINDS, metadata={"description": "a policy when not given; later editions keep the first one's"})
    stage = fields.Choice(*STAGES, load_default="final")


class AcknowledgeDocument(Command):
    """Acknowledge the current edition of a document, for oneself (MET-01)."""

    route = POST("/policy-documents/{document_id}:acknowledge")
    roles = roles.EVERYBODY
    reply = Acknowledgement
    errors = (EditionNotCurrent,)
    example = {"document_id": "reading_work_instruction", "edition": 1, "acknowledged_on": "2025-03-01"}
    document_id = fields.Identifier(required=True)
    edition = fields.Integer(required=True)
    acknowledged_on = fields.Date()


class GetDocument(Query):
    """A policy document with its current edition and its history."""

    route = GET("/policy-documents/{document_id}")
    roles = roles.EVERYBODY
    reply = PolicyDocument
    example = {"document_id": "reading_work_instruction"}
    document_id = fields.Identifier(required=True)


class ListDocuments(Query):
    """The policy documents, all or those of a kind."""

    route = GET("/policy-documents")
    roles = roles.EVERYBODY
    reply = PolicyDocument
    paged = True
    example = {"kind": "policy"}
    kind = fields.Choice(*KINDS)


class EditionText(Schema):
    """An edition as it was published."""

    document_id = fields.Identifier()
    edition = fields.Integer()
    title = fields.Text()
    effective_from = fields.Date()
    stage = fields.Choice(*STAGES)
    digest = fields.String()
    text = fields.String(allow_none=True)


class ReadEdition(Query):
    """The text of an edition, to be read before it is acknowledged (MET-01)."""

    route = GET("/policy-documents/{document_id}/editions/{edition}")
    roles = roles.EVERYBODY
    reply = EditionText
    example = {"document_id": "reading_work_instruction", "edition": 1}
    document_id = fields.Identifier(required=True)
    edition = fields.Integer(required=True)


class Outstanding(Schema):
    """Who must still acknowledge the edition in force."""

    document_id = fields.Identifier()
    edition = fields.Integer(allow_none=True)
    required_of = fields.List(fields.Identifier())
    acknowledged = fields.Integer()
    outstanding = fields.List(fields.Dict(), metadata={"description": "{staff_no, name}, in order of the number"})


class ListOutstanding(Query):
    """Who of the posts that must know a document has not acknowledged the edition in force (MET-01; doc 2 l.142)."""

    route = GET("/policy-documents/{document_id}/outstanding")
    roles = PUBLISHERS | {roles.DEPARTMENT_MANAGER, roles.SERVICE_MANAGER, roles.ADMIN_HR}
    reply = Outstanding
    example = {"document_id": "reading_work_instruction"}
    document_id = fields.Identifier(required=True)


class ListAcknowledgements(Query):
    """Who has acknowledged a document, and which edition."""

    route = GET("/acknowledgements")
    roles = roles.EVERYBODY
    reply = Acknowledgement
    paged = True
    example = {"document_id": "reading_work_instruction"}
    document_id = fields.Identifier(required=True)


class DocumentVersionPublished(Event):
    """A policy document has a new edition in force from a day."""

    subject = "document_id"
    example = {
        "document_id": "reading_work_instruction",
        "edition": 1,
        "title": "抄表作業指導書",
        "effective_from": "2025-03-01",
        "required_of": ["meter_reader"],
    }
    document_id = fields.Identifier(required=True)
    edition = fields.Integer(required=True)
    title = fields.Text(required=True)
    effective_from = fields.Date(required=True)
    required_of = fields.List(fields.Identifier(), required=True)
    kind = fields.Choice(*KINDS)
    stage = fields.Choice(*STAGES)


class DocumentAcknowledged(Event):
    """A member of staff has acknowledged an edition of a policy document."""

    subject = "staff_no"
    example = {"document_id": "reading_work_instruction", "edition": 1, "staff_no": "R01", "acknowledged_on": "2025-03-01"}
    document_id = fields.Identifier(required=True)
    edition = fields.Integer(required=True)
    staff_no = fields.Identifier(required=True)
    acknowledged_on = fields.Date(required=True)
