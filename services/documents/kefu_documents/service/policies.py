"""Policy documents: published edition by edition, acknowledged by each for himself (MET-01)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kefu.directory import DIRECTORY, Directory
from kefu.entries import one_more
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_documents import rules
from kefu_documents.rules import Published
from kefu_documents.service.contents import Contents
from kefu_documents.store import ACKNOWLEDGEMENTS, POLICY_DOCUMENTS
from kefu_messages.documents import (
    AcknowledgeDocument,
    DocumentAcknowledged,
    DocumentVersionPublished,
    EditionNotCurrent,
    GetDocument,
    ListAcknowledgements,
    ListDocuments,
    ListOutstanding,
    PublishDocument,
    ReadEdition,
)
from kefu_messages.errors import NotFound

MOST_EDITIONS = 500  # of one document


class Policies:
    """What staff must have read."""

    documents = Shelf(POLICY_DOCUMENTS)
    acknowledgements = Shelf(ACKNOWLEDGEMENTS)
    people = Shelf(DIRECTORY)
    staff = Directory()
    contents = Contents()

    @command(PublishDocument)
    def publish_document(self, ask: Ask) -> dict[str, Any]:
        """Publish a new edition, on trial or final; the one before is archived when it takes effect (MET-01, OTH-04, OTH-08)."""
        document = self.documents.new(ask.organisation, ask["document_id"])
        kind = document.get("kind") or ask.get("kind") or "policy"
        owner = rules.owned(kind, roles=tuple(ask.identity.roles), on=ask.today, law=ask.law)
        verdict = rules.next_edition(_published(document), effective_from=ask["effective_from"], law=ask.law)
        text = ask["text"].encode()
        edition = {
            "edition": verdict.outcome, "title": ask["title"], "effective_from": ask["effective_from"].isoformat(),
            "published_by": ask.identity.staff_no, "digest": self.contents.keep(ask.organisation, text), "stage": ask["stage"],
        }  # fmt: skip
        editions = one_more(document.get("editions", ()), edition, most=MOST_EDITIONS, what="editions")
        changes = {"editions": editions, "required_of": ask["required_of"], "kind": kind}
        event = DocumentVersionPublished.of(
            document_id=ask["document_id"], edition=verdict.outcome, title=ask["title"], effective_from=ask["effective_from"],
            required_of=ask["required_of"], kind=kind, stage=ask["stage"], because=[*verdict.clauses, *owner.clauses],
        )  # fmt: skip
        reply = _shown({"document_id": ask["document_id"], **document, **changes}, ask)
        decisions = {"edition": verdict, "owner": owner}
        return self.documents.save(document, ask, changes=changes, events=[event], decisions=decisions, reply=reply)

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
        return {**_shown(document, ask), "version": document.version}

    @query(ListDocuments)
    def list_documents(self, ask: Ask) -> Page:
        """The documents by identifier."""
        page = self.documents.page(ask, equals={"kind": ask.get("kind")}, order="document_id")
        return Page([_shown(item, ask) for item in page.items], next=page.next)

    @query(ReadEdition)
    def read_edition(self, ask: Ask) -> dict[str, Any]:
        """The text of an edition as published."""
        document = self.documents.require(ask.organisation, ask["document_id"])
        edition = next((item for item in document["editions"] if item["edition"] == ask["edition"]), None)
        if edition is None:
            raise NotFound(kind="edition", key=f"{document.key}/{ask['edition']}")
        text = self.contents.read(ask.organisation, edition["digest"])
        shown = {"document_id": document.key, **_marked(edition, document, ask)}
        return {**shown, "text": None if text is None else text.decode()}

    @query(ListOutstanding)
    def list_outstanding(self, ask: Ask) -> dict[str, Any]:
        """Who serves in a post that must know the document and has not acknowledged the edition in force, or a later one."""
        document = self.documents.require(ask.organisation, ask["document_id"])
        current = rules.edition_in_force(_published(document), on=ask.today)
        shown = {"document_id": document.key, "edition": current, "required_of": document["required_of"]}
        if current is None:
            return {**shown, "acknowledged": 0, "outstanding": []}
        required, done = self._required(ask, set(document["required_of"])), self._acknowledged(ask, current)
        left = [{"staff_no": number, "name": name} for number, name in sorted(required.items()) if number not in done]
        return {**shown, "acknowledged": len(required) - len(left), "outstanding": left}

    def _required(self, ask: Ask, posts: set[str]) -> dict[str, str]:
        numbers = [record.key for record in self.people.every(ask.organisation)]
        held = {number: self.staff.role(ask.organisation, number, on=ask.today) for number in numbers}
        return {number: self.staff.name(ask.organisation, number) or "" for number, roles in held.items() if roles & posts}

    def _acknowledged(self, ask: Ask, current: int) -> set[str]:
        known = self.acknowledgements.every(ask.organisation, document_id=ask["document_id"])
        return {record["staff_no"] for record in known if record["edition"] >= current}

    @query(ListAcknowledgements)
    def list_acknowledgements(self, ask: Ask) -> Page:
        """Who has acknowledged a document, and whether it was the edition now in force."""
        document = self.documents.require(ask.organisation, ask["document_id"])
        current = rules.edition_in_force(_published(document), on=ask.today)
        page = self.acknowledgements.page(ask, equals={"document_id": ask["document_id"]}, order="acknowledgement_id")
        return Page([{**item, "current": item["edition"] == current} for item in page.items], next=page.next)


def _published(document: Record | Mapping[str, Any]) -> tuple[Published, ...]:
    return tuple(Published(item["edition"], date.fromisoformat(item["effective_from"])) for item in document.get("editions", ()))


def _marked(edition: Mapping[str, Any], document: Record | Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    """An edition with its state of today; those of the time before stages are final."""
    state = rules.state_of(edition["edition"], editions=_published(document), on=ask.today, law=ask.law)
    return {"stage": "final", **edition, "state": state.outcome}


def _shown(document: Record | Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    """A document as a reply shows it."""
    editions = [_marked(edition, document, ask) for edition in document["editions"]]
    current = next((item for item in editions if item["state"] == "in_force"), None)
    return {"kind": "policy", **document, "editions": editions, "current": current}
