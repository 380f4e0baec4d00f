"""Reading sheets: who may take one, and what a check of one finds (MET-01, MET-09, MET-18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.metering import InstructionNotAcknowledged, OwnSheet, TooManyPages


@dataclass(frozen=True)
class Published:
    """An edition of a document and the day from which it is in force."""

    document_id: str
    edition: int
    effective_from: date


@dataclass(frozen=True)
class Acknowledged:
    """The edition of a document that a reader has acknowledged last."""

    document_id: str
    edition: int


def may_take_sheet(
    reader: str | None,
    *,
    published: tuple[Published, ...],
    acknowledged: tuple[Acknowledged, ...],
    on: date,
    law: Law,
    imported: bool = False,
) -> Decision[bool]:
    """Whether the reader knows how to work: the current edition of each document is acknowledged (MET-01; doc 2 l.142).

    A document the organisation has not published yet binds nobody, and of a reader whom nobody names nothing is asked.
    Raises ``instruction_not_acknowledged``.
    """
    documents = law.value("acknowledged_documents", on=on)
    enforced = law.value("acknowledgement_enforced_for_imports" if imported else "acknowledgement_enforced", on=on)
    current = _current(published, on=on)
    read = {item.document_id: item.edition for item in acknowledged}
    unread = [name for name in documents.value if name in current and read.get(name, 0) < current[name]]
    if reader is not None and unread and enforced.value:
        raise InstructionNotAcknowledged(reader=reader, documents=", ".join(unread))
    return decide(not unread, law.clause("MET-01"), documents, enforced, reader=reader, unread=unread)


def _current(published: tuple[Published, ...], *, on: date) -> dict[str, int]:
    """The edition of each document that is in force on the day."""
    in_force = sorted((item for item in published if item.effective_from <= on), key=lambda item: item.edition)
    return {item.document_id: item.edition for item in in_force}


def sheet_fault(fault: str, *, page: int, pages: int, reader: str | None, checked_by: str, law: Law) -> Decision[str]:
    """The fault a check of a sheet has found, for discipline to judge; nobody checks own sheets (MET-09, MET-18; doc 3 l.216).

    Raises ``own_sheet`` and ``too_many_pages``.
    """
    if reader == checked_by:
        raise OwnSheet(action="CheckSheet")
    if not 1 <= page <= pages:
        raise TooManyPages(sheet_no="", page=page)
    return decide(fault, law.clause("MET-09"), law.clause("MET-18"), page=page, reader=reader, checked_by=checked_by)
