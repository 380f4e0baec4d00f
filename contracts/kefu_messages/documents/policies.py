"""Policy documents with their editions and acknowledgements."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.errors import ContentInvalid, StateConflict

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


class Edition(Schema):
    """One published version of a policy document."""

    edition = fields.Integer()
    title = fields.Text()
    effective_from = fields.Date()
    published_by = fields.Identifier()
    digest = fields.String(metadata={"description": "sha-256 of the text as published"})


class PolicyDocument(Schema):
    """A policy document with its current edition and its history."""

    document_id = fields.Identifier()
    current = fields.Nested(Edition)
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
    errors = (EditionTooEarly,)
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


class DocumentAcknowledged(Event):
    """A member of staff has acknowledged an edition of a policy document."""

    subject = "staff_no"
    example = {"document_id": "reading_work_instruction", "edition": 1, "staff_no": "R01", "acknowledged_on": "2025-03-01"}
    document_id = fields.Identifier(required=True)
    edition = fields.Integer(required=True)
    staff_no = fields.Identifier(required=True)
    acknowledged_on = fields.Date(required=True)
