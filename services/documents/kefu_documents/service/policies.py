"""Policy documents: published edition by edition, acknowledged by each for himself (MET-01)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_documents import rules
from kefu_documents.rules import Published
from kefu_documents.store import ACKNOWLEDGEMENTS, POLICY_DOCUMENTS
from kefu_messages.documents import (
    AcknowledgeDocument,
    DocumentAcknowledged,
    DocumentVersionPublished,
    EditionNotCurrent,
    GetDocument,
    ListAcknowledgements,
    PublishDocument,
)


class Policies:
    """What staff must have read."""

    documents = Shelf(POLICY_DOCUMENTS)
    acknowledgements = Shelf(ACKNOWLEDGEMENTS)

    @command(PublishDocument)
    def publish_document(self, ask: Ask) -> dict[str, Any]:
        """Publish a new edition (MET-01)."""
        document = self.documents.new(ask.organisation, ask["document_id"])
        verdict = rules.next_edition(_published(document), effective_from=ask["effective_from"], law=ask.law)
        edition = {
            "edition": verdict.outcome, "title": ask["title"], "effective_from": ask["effective_from"].isoformat(),
            "published_by": ask.identity.staff_no, "digest": hashlib.sha256(ask.get("text", "").encode()).hexdigest(),
        }  # fmt: skip
        changes = {"editions": [*document.get("editions", ()), edition], "required_of": ask["required_of"]}
        event = DocumentVersionPublished.of(
            document_id=ask["document_id"], edition=verdict.outcome, title=ask["title"], effective_from=ask["effective_from"],
            required_of=ask["required_of"], because=verdict.clauses,
        )  # fmt: skip
        reply = _shown({"document_id": ask["document_id"], **document, **changes}, today=ask.today)
        return self.documents.save(document, ask, changes=changes, events=[event], decisions={"edition": verdict}, reply=reply)

    @command(AcknowledgeDocument)
    def acknowledge_document(self, ask: Ask) -> dict[str, Any]:
        """Acknowledge an edition for oneself; nobody acknowledges for another (MET-01)."""
        document = self.documents.require(ask.organisation, ask["document_id"])
        on, reader = ask.get("acknowledged_on") or ask.today, ask.identity.staff_no
        known = self.acknowledgements.new(ask.organisation, f"{ask['document_id']}/{reader}")
        verdict = rules.acknowledged(ask["edition"], editions=_published(document), on=on, law=ask.law)
        if known.get("edition", 0) > ask["edition"]:
            raise EditionNotCurrent(document_id=ask["document_id"], edition=ask["edition"], current=known["edition"])
        changes = {"document_id": ask["document_id"], "staff_no": reader, "edition": ask["edition"], "acknowledged_on": on}
        event = DocumentAcknowledged.of(**changes, because=verdict.clauses)
        current = rules.edition_in_force(_published(document), on=ask.today) == ask["edition"]
        return self.acknowledgements.save(
            known, ask, changes=changes, events=[event], decisions={"acknowledgement": verdict}, reply={**changes, "current": current}
        )

    @query(GetDocument)
    def get_document(self, ask: Ask) -> dict[str, Any]:
        """A document with its current edition and its history."""
        document = self.documents.require(ask.organisation, ask["document_id"])
        return {**_shown(document, today=ask.today), "version": document.version}

    @query(ListAcknowledgements)
    def list_acknowledgements(self, ask: Ask) -> Page:
        """Who has acknowledged a document, and whether it was the edition now in force."""
        document = self.documents.require(ask.organisation, ask["document_id"])
        current = rules.edition_in_force(_published(document), on=ask.today)
        page = self.acknowledgements.page(ask, equals={"document_id": ask["document_id"]}, order="acknowledgement_id")
        return Page([{**item, "current": item["edition"] == current} for item in page.items], next=page.next)


def _published(document: Record | Mapping[str, Any]) -> tuple[Published, ...]:
    return tuple(Published(item["edition"], date.fromisoformat(item["effective_from"])) for item in document.get("editions", ()))


def _shown(document: Record | Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """A document as a reply shows it."""
    current = rules.edition_in_force(_published(document), on=today)
    return {**document, "current": next((item for item in document["editions"] if item["edition"] == current), None)}
