"""Files attached to what the services keep; those about a person, and those of a confidential form, are confidential."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from kefu.directory import Directory
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_documents import rules
from kefu_documents.named_forms import named
from kefu_documents.scanning import searched
from kefu_documents.service.contents import Contents
from kefu_documents.service.reading import may_read, read_confidential
from kefu_documents.store import ATTACHMENTS, FILLED_FORMS
from kefu_messages.documents import (
    AttachFile,
    AttachmentUnreadable,
    DownloadAttachment,
    FileAttached,
    GetAttachment,
    ListAttachments,
)
from kefu_messages.errors import AlreadyExists, NotFound, UnknownStaff

FILLED_FORM = "filled_form"


class Attachments:
    """Which file belongs to what, and who reads it."""

    attachments = Shelf(ATTACHMENTS)
    filled_forms = Shelf(FILLED_FORMS)
    contents = Contents()
    staff = Directory()

    @command(AttachFile)
    def attach_file(self, ask: Ask) -> dict[str, Any]:
        """Keep a file by what it is found to be, whatever was announced."""
        record = self.attachments.new(ask.organisation, ask["attachment_no"])
        if record.exists:
            raise AlreadyExists(kind="attachment", key=record.key)
        name = rules.file_name(ask["file_name"], on=ask.today, law=ask.law)
        content = _decoded(ask["content"])
        verdict = rules.accepted(content, on=ask.today, law=ask.law)
        if ask.get("staff_no") and not self.staff.known(ask.organisation, ask["staff_no"]):
            raise UnknownStaff(staff_no=ask["staff_no"])
        clean = searched(content)
        digest = self.contents.keep(ask.organisation, content)
        told = {
            "attachment_no": ask["attachment_no"], "about": ask["about"], "about_no": ask["about_no"], "media_type": verdict.outcome,
            "size": len(content), "sha256": digest,
        }  # fmt: skip
        changes = {
            **told, "file_name": name.outcome, "staff_no": ask.get("staff_no") or self._person_of(ask),
            "attached_by": ask.identity.staff_no, "attached_on": ask.today, "searched": clean,
        }  # fmt: skip
        event = FileAttached.of(**told, confidential=self._whose(ask, changes) is not None, because=verdict.clauses)
        return self.attachments.save(record, ask, changes=changes, events=[event], decisions={"attached": verdict, "named": name})

    @query(GetAttachment)
    def get_attachment(self, ask: Ask) -> dict[str, Any]:
        """What is known of a file."""
        record = self._readable_file(ask)
        return {**record, "version": record.version}

    @query(ListAttachments)
    def list_attachments(self, ask: Ask) -> Page:
        """The files of one thing that the reader may know of; the page is as long as those are."""
        page = self.attachments.page(ask, equals={"about": ask["about"], "about_no": ask["about_no"]}, order="attachment_no")
        shown = [item for item in page.items if self._open(ask, item)]
        if any(self._whose(ask, item) for item in shown):
            ask.audit(f"attachments/{ask['about']}/{ask['about_no']}")
        return Page(shown, next=page.next)

    @query(DownloadAttachment)
    def download_attachment(self, ask: Ask) -> dict[str, Any]:
        """The file itself."""
        record = self._readable_file(ask)
        content = self.contents.read(ask.organisation, record["sha256"])
        if content is None:
            raise NotFound(kind="content", key=record.key)
        return {"content": base64.b64encode(content).decode(), "media_type": record["media_type"], "file_name": record["file_name"]}

    def _whose(self, ask: Ask, item: Any) -> tuple[str | None, tuple[str, ...]] | None:
        """Whom a confidential file is about and who entered it or its form; None for a file that everybody may read."""
        form = self._confidential_form(ask, item["about"], item["about_no"])
        if form is not None:
            return form["staff_no"] or item["staff_no"], (item["attached_by"], form["filled_by"])
        return None if item["staff_no"] is None else (item["staff_no"], (item["attached_by"],))

    def _confidential_form(self, ask: Ask, about: str, about_no: str) -> Record | None:
        form = self.filled_forms.get(ask.organisation, about_no) if about == FILLED_FORM else None
        return form if form is not None and named(form["form"]).confidential else None

    def _person_of(self, ask: Ask) -> str | None:
        """Whom the confidential form is about to which a file is attached."""
        form = self._confidential_form(ask, ask["about"], ask["about_no"])
        return form["staff_no"] if form is not None else None

    def _open(self, ask: Ask, item: Any) -> bool:
        whose = self._whose(ask, item)
        return whose is None or any(may_read(ask, self.staff, about=whose[0], author=author) for author in whose[1])

    def _readable_file(self, ask: Ask) -> Record:
        record = self.attachments.require(ask.organisation, ask["attachment_no"])
        whose = self._whose(ask, record)
        if whose is not None:
            reader = ask.identity.staff_no
            author = reader if reader in whose[1] else ""
            gone = NotFound(kind="attachment_no", key=record.key)
            read_confidential(ask, self.staff, subject=f"attachments/{record.key}", about=whose[0], author=author, absent=gone)
        return record


def _decoded(text: str) -> bytes:
    """The bytes that base64 stands for; raises ``attachment_unreadable``."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise AttachmentUnreadable from None
