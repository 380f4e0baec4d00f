"""Files attached to what the services keep; those about a person are confidential."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from kefu.directory import Directory
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_documents import rules
from kefu_documents.service.contents import Contents
from kefu_documents.service.reading import may_read, read_confidential
from kefu_documents.store import ATTACHMENTS
from kefu_messages.documents import (
    AttachFile,
    AttachmentUnreadable,
    DownloadAttachment,
    FileAttached,
    GetAttachment,
    ListAttachments,
)
from kefu_messages.errors import AlreadyExists, NotFound, UnknownStaff


class Attachments:
    """Which file belongs to what, and who reads it."""

    attachments = Shelf(ATTACHMENTS)
    contents = Contents()
    staff = Directory()

    @command(AttachFile)
    def attach_file(self, ask: Ask) -> dict[str, Any]:
        """Keep a file by what it is found to be, whatever was announced."""
        record = self.attachments.new(ask.organisation, ask["attachment_no"])
        if record.exists:
            raise AlreadyExists(kind="attachment", key=record.key)
        content = _decoded(ask["content"])
        verdict = rules.accepted(content, on=ask.today, law=ask.law)
        if ask.get("staff_no") and not self.staff.known(ask.organisation, ask["staff_no"]):
            raise UnknownStaff(staff_no=ask["staff_no"])
        digest = self.contents.keep(ask.organisation, content)
        told = {
            "attachment_no": ask["attachment_no"], "about": ask["about"], "about_no": ask["about_no"], "media_type": verdict.outcome,
            "size": len(content), "sha256": digest,
        }  # fmt: skip
        changes = {
            **told, "file_name": ask["file_name"], "staff_no": ask.get("staff_no"), "attached_by": ask.identity.staff_no,
            "attached_on": ask.today,
        }  # fmt: skip
        event = FileAttached.of(**told, confidential=changes["staff_no"] is not None, because=verdict.clauses)
        return self.attachments.save(record, ask, changes=changes, events=[event], decisions={"attached": verdict})

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
        if any(item["staff_no"] for item in shown):
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

    def _open(self, ask: Ask, item: Any) -> bool:
        return item["staff_no"] is None or may_read(ask, self.staff, about=item["staff_no"], author=item["attached_by"])

    def _readable_file(self, ask: Ask) -> Record:
        record = self.attachments.require(ask.organisation, ask["attachment_no"])
        if record["staff_no"] is not None:
            read_confidential(ask, self.staff, subject=f"attachments/{record.key}", about=record["staff_no"], author=record["attached_by"])
        return record


def _decoded(text: str) -> bytes:
    """The bytes that base64 stands for; raises ``attachment_unreadable``."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise AttachmentUnreadable from None
