"""What a file is, by its content, and whether it is taken."""

from datetime import date
from pathlib import Path

import pytest

from kefu.law import of_package
from kefu_documents import rules
from kefu_messages.documents import LARGEST_ATTACHMENT, AttachmentNameEmpty, AttachmentTooLarge, AttachmentTypeRefused, AttachmentUnreadable

DAY = date(2025, 6, 2)
DOCX = b"PK\x03\x04....[Content_Types].xml....word/document.xml"
XLSX = b"PK\x03\x04....[Content_Types].xml....xl/workbook.xml"


@pytest.fixture(scope="module")
def law():
    return of_package(Path(rules.__file__).parent.parent).of("jinyang")


@pytest.mark.parametrize(("content", "found"), [
    (b"%PDF-1.7", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff\xe0", "image/jpeg"),
    (b"II*\x00", "image/tiff"), (b"MM\x00*", "image/tiff"), (b"RIFF....WEBPVP8", "image/webp"),
    ("申請:刪除數據\r\n\tü".encode(), "text/plain"), (DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
])  # fmt: skip
def test_a_file_is_what_its_content_says(content, found, law):
    assert rules.accepted(content, on=DAY, law=law).outcome == found


@pytest.mark.parametrize("content", [
    b"MZ\x90\x00", b"\x7fELF", b"PK\x03\x04 a.exe", b"<html><script>", "\ufeff <svg onload=x>".encode(), b"#!/bin/sh", b"a\x00b",
    "申請".encode("big5"), b"GIF89a", DOCX + b"word/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
])  # fmt: skip
def test_what_could_run_or_is_not_known_is_refused(content, law):
    with pytest.raises(AttachmentTypeRefused):
        rules.accepted(content, on=DAY, law=law)


def test_the_largest_file_is_taken_and_one_byte_more_is_not(law):
    assert rules.accepted(b"%PDF-" + bytes(LARGEST_ATTACHMENT - 5), on=DAY, law=law).outcome == "application/pdf"
    with pytest.raises(AttachmentTooLarge):
        rules.accepted(b"%PDF-" + bytes(LARGEST_ATTACHMENT - 4), on=DAY, law=law)


def test_an_empty_file_is_none(law):
    with pytest.raises(AttachmentUnreadable):
        rules.accepted(b"", on=DAY, law=law)


@pytest.mark.parametrize(("reader", "held", "allowed"), [
    ("J07", {"engineer"}, True), ("J04", {"service_manager"}, True), ("P01", {"hr"}, True), ("P02", {"admin_hr"}, True),
    ("J09", {"engineer"}, True), ("J08", {"engineer"}, False), ("J05", {"service_director"}, False),
])  # fmt: skip
def test_a_confidential_paper_is_read_by_hr_the_manager_the_person_and_who_entered_it(reader, held, allowed):
    assert rules.may_read(reader, held=frozenset(held), about="J07", superior="J04", author="J09") == allowed


def test_nobody_is_the_superior_of_nobody():
    assert not rules.may_read("J08", held=frozenset({"engineer"}), about=None, superior=None, author="")


@pytest.mark.parametrize(("given", "kept"), [
    ("病歷.pdf", "病歷.pdf"), ("../../etc/passwd", "passwd"), (r"C:\Temp\病歷.pdf", "病歷.pdf"), ("a\r\nb\x00.pdf", "ab.pdf"),
    ("\u202efdp.附件.pdf", "fdp.附件.pdf"), ("  a b.pdf . ", "a b.pdf"), ("batch.bat.pdf", "batch.bat.pdf"), ("README", "README"),
])  # fmt: skip
def test_a_file_is_kept_under_a_name_without_folders_and_hidden_characters(given, kept, law):
    assert rules.file_name(given, on=DAY, law=law).outcome == kept


@pytest.mark.parametrize("given", ["", " ", "..", "a/", "\u202e\u200b", "\\", ". ."])
def test_a_name_of_nothing_is_refused(given, law):
    with pytest.raises(AttachmentNameEmpty):
        rules.file_name(given, on=DAY, law=law)


@pytest.mark.parametrize("given", ["invoice.bat", "INVOICE.BAT. ", "a.pdf.exe", "x/y.Ps1", "a.b\u200bat", "傳真.cmd", "run.sh", "a.html"])
def test_the_ending_of_what_a_machine_would_run_is_refused(given, law):
    with pytest.raises(AttachmentTypeRefused):
        rules.file_name(given, on=DAY, law=law)
