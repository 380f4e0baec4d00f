"""The catalogue in force, and its amendments by the department (DIS-43, DIS-44); voices about the rules (DIS-47, DIS-48)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.service import Ask, Page, command, on, query
from kefu_discipline import rules
from kefu_discipline.rules.catalogue import Item, Version
from kefu_discipline.service.acts import by_now
from kefu_discipline.service.files import Files, exists
from kefu_discipline.store import APPROVED, SUBMITTED, file_of, read, version_of
from kefu_messages.discipline import (
    ApproveCatalogue,
    CatalogueAmended,
    CatalogueApproved,
    FileObjection,
    GetCatalogue,
    ListCatalogues,
    ListVoices,
    NotTheSigner,
    ProposeAmendment,
    PublishCatalogue,
    RuleVoiceRaised,
)
from kefu_messages.errors import SelfApproval

SIGNED = ("version_no", "since", "department_head", "approver", "published_by", "approved_by")
SHOWN = (*SIGNED, "items", "state", "approved_on")


class Catalogues(Files):
    """What binds, who may change it, and who has something to say about it."""

    @command(PublishCatalogue)
    def publish_catalogue(self, ask: Ask) -> Any:
        """Submit an amendment in one's own name; it binds nobody before somebody else has approved it (DIS-43, DIS-44)."""
        staff_no = ask.identity.staff_no
        me = {staff_no, self.staff.name(ask.organisation, staff_no)}
        if (ask.get("approver") or "").strip() in me:
            raise SelfApproval(staff_no=staff_no, because=["DIS-44"])
        record = self.catalogues.new(ask.organisation, ask["version_no"])
        if record.exists:
            raise exists("catalogue", ask["version_no"])
        signed = {
            "department_head": (ask.get("department_head") or "").strip(),
            "approver": ask.get("approver") or "",
            "published_by": staff_no,
        }
        version = Version(ask["version_no"], ask.get("since"), tuple(read(item, Item) for item in ask["items"]), **signed)
        verdict = rules.publishable(version, today=ask.today, law=ask.law)
        if version.department_head not in me:
            raise NotTheSigner(staff_no=staff_no, because=["DIS-44"])
        changes = {"since": version.since, "items": list(version.items), **signed, "state": SUBMITTED}
        reply = {**changes, "version_no": version.version_no, "because": verdict.clauses}
        return self.catalogues.save(record, ask, changes=changes, decisions={"publish": verdict}, reply=reply)

    @command(ApproveCatalogue)
    def approve_catalogue(self, ask: Ask) -> Any:
        """The second person's word, by which the amendment is in force from its day; the past keeps the old items (DIS-43, 44)."""
        record = self.catalogues.require(ask.organisation, ask["version_no"])
        if record.get("state") != SUBMITTED:
            raise CatalogueApproved(version_no=record.key)
        staff_no = ask.identity.staff_no
        me = {"staff_no": staff_no, "roles": ask.identity.roles, "superiors": self.staff.line(ask.organisation, staff_no, on=ask.today)}
        version = version_of(record)
        verdict = rules.amendment_approvable(version, by=me, today=ask.today, law=ask.law)
        codes = [item.code for item in version.items]
        event = CatalogueAmended.of(version_no=version.version_no, since=version.since, codes=codes, because=verdict.clauses)
        name = self.staff.name(ask.organisation, staff_no) or staff_no
        changes = {"state": APPROVED, "approved_by": staff_no, "approved_on": ask.today, "approver": name}
        reply = {**_shown(record), **changes, "because": verdict.clauses}
        return self.catalogues.save(record, ask, changes=changes, events=[event], decisions={"approve": verdict}, reply=reply)

    @query(ListCatalogues)
    def list_catalogues(self, ask: Ask) -> Any:
        """The amendments by their number."""
        page = self.catalogues.page(ask, equals={"state": ask.get("state")}, order="version_no")
        return Page([{**_shown(item), "version": item["version"]} for item in page.items], page.next)

    @on(CatalogueAmended)
    def judge_by_new_catalogue(self, ask: Ask) -> None:
        """Judge anew whoever has facts on or after the first day of the new items."""
        for record in list(self.files.every(ask.organisation)):
            before = file_of(record, staff_no=record.key)
            if any(report.occurred_on >= ask["since"] for report in before.violations):
                self.keep(record, ask, before=before, after=before)

    @query(GetCatalogue)
    def get_catalogue(self, ask: Ask) -> Any:
        """The items that bind a fact of the day."""
        versions = self.versions(ask)
        verdict = rules.in_force(on=ask["day"], law=ask.law, versions=versions)
        past = [version for version in versions if version.since is not None and version.since <= ask["day"]]
        last = max(past, key=lambda version: (version.since, version.version_no), default=None)
        named = {name: getattr(last, name) if last else None for name in SIGNED}
        return {**named, "items": list(verdict.outcome), "because": verdict.clauses}

    @command(FileObjection)
    def file_objection(self, ask: Ask) -> Any:
        """A written objection to the rules or to a fine goes to the service-centre manager (DIS-47)."""
        return self._voice(ask, kind="objection", rule="DIS-47")

    @command(ProposeAmendment)
    def propose_amendment(self, ask: Ask) -> Any:
        """All staff may propose amendments (DIS-48)."""
        return self._voice(ask, kind="amendment", rule="DIS-48")

    def _voice(self, ask: Ask, *, kind: str, rule: str) -> Any:
        by_now(ask, "made_on")
        record = self.voices.new(ask.organisation, ask["voice_no"])
        if record.exists:
            raise exists("voice", ask["voice_no"])
        verdict = rules.voice_goes_to(kind, on=ask["made_on"], law=ask.law)
        named = {"kind": kind, "staff_no": ask.identity.staff_no, "recipient": verdict.outcome}
        event = RuleVoiceRaised.of(voice_no=ask["voice_no"], because=[rule], **named)
        content = {
            **named,
            "made_on": ask["made_on"],
            "about": ask.get("about"),
            "text": ask["text"],
            "state": "submitted",
            "because": [rule],
        }
        return self.voices.save(record, ask, changes=content, events=[event], decisions={"voice": verdict})

    @query(ListVoices)
    def list_voices(self, ask: Ask) -> Any:
        """Objections and amendments by number: those that go to the caller's post, and those of his people."""
        page, reader = self.voices.page(ask, equals={"kind": ask.get("kind")}, order="voice_no"), self.reader(ask)
        seen = [voice for voice in page.items if voice["recipient"] in ask.identity.roles or reader.may(voice["staff_no"])]
        reader.note((voice["staff_no"] for voice in seen), subject="rule_voices")
        return Page(seen, page.next)


def _shown(record: Mapping[str, Any]) -> dict[str, Any]:
    """An amendment as it is read; those kept before approval was asked for are in force."""
    told = {name: record.get(name) for name in SHOWN}
    return {**told, "state": record.get("state") or APPROVED, "because": ["DIS-43", "DIS-44"]}
