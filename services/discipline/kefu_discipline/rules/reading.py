"""Who may read a person's file (DIS-63; doc 4 l.233)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date

from kefu.law import Decision, Law
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.settings import decided, setting
from kefu_messages.discipline import NotTheirFile


def readable_by(reader: str, *, roles: AbstractSet[str], file: File, on: date, law: Law) -> Decision[str]:
    """The person reads all of the own file; besides only HR and the line manager do (DIS-63; doc 4 l.233)."""
    readers = setting(law, "file_readers", on=on)
    posting = file.person.posting(on) if file.person else None
    superior = posting.reports_to if posting else None
    allowed = reader == file.staff_no or (superior is not None and reader == superior) or bool(set(readers.value) & roles)
    if not allowed:
        raise NotTheirFile(because=["DIS-63"])
    return decided(reader, ["DIS-63"], readers, law=law, file=file.staff_no)
