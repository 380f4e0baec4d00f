"""What kind of file something is, by its content, and whether it is taken."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from kefu.law import Decision, Law, decide
from kefu_messages.documents import AttachmentNameEmpty, AttachmentTooLarge, AttachmentTypeRefused, AttachmentUnreadable

BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-elf"),
)
OFFICE = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
MACROS = b"vbaProject.bin"
CONTROLS = frozenset(range(32)) - {9, 10, 13}
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, marks that turn or hide text, halves of characters, breaks of lines


def sniffed(content: bytes) -> str:
    """The media type by the content alone; ``application/octet-stream`` for what is none of those known."""
    for beginning, media_type in BEGINNINGS:
        if content.startswith(beginning):
            return media_type
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return "text/plain" if _is_text(content) else "application/octet-stream"


def _office(content: bytes) -> str:
    if b"[Content_Types].xml" not in content or MACROS in content:
        return "application/zip"
    return next((media_type for folder, media_type in OFFICE if folder in content), "application/zip")


def _is_text(content: bytes) -> bool:
    """Whether it reads as UTF-8 without control characters, and is no web page or script that a browser would run."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    opening = text.lstrip("\ufeff \t\r\n")[:1]
    return not CONTROLS & set(content) and opening != "<" and not text.startswith("#!")


def accepted(content: bytes, *, on: date, law: Law) -> Decision[str]:
    """The file's media type where it is taken.

    Raises ``attachment_unreadable`` for an empty file, ``attachment_too_large``, ``attachment_type_refused``.
    """
    most, types = law.value("attachment_bytes", on=on), law.value("attachment_types", on=on)
    if not content:
        raise AttachmentUnreadable
    if len(content) > most.value:
        raise AttachmentTooLarge(size=len(content), most=most.value)
    found = sniffed(content)
    if found not in types.value:
        raise AttachmentTypeRefused(found=found, allowed=", ".join(types.value))
    return decide(found, most, types, size=len(content))


def file_name(given: str, *, on: date, law: Law) -> Decision[str]:
    """The name under which a file is kept: without folders, and without characters that control or turn the text.

    Raises ``attachment_name_empty``, and ``attachment_type_refused`` for the ending of what a machine would run.
    """
    runs = law.value("attachment_endings_refused", on=on)
    readable = "".join(each for each in given if unicodedata.category(each) not in UNSEEN)
    name = re.split(r"[/\\]", readable)[-1].strip().rstrip(". ")
    if not name.strip("."):
        raise AttachmentNameEmpty
    _, dot, ending = name.rpartition(".")
    if dot and ending.casefold() in runs.value:
        raise AttachmentTypeRefused(found=f".{ending}", allowed=", ".join(law.value("attachment_types", on=on).value))
    return decide(name, runs, given=given)
