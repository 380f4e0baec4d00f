"""Letters as PDF: what stands on them, the same bytes every time, a missing font told."""

import shutil
import subprocess
from datetime import date

import pytest

from kefu_documents.letters import drawing
from kefu_documents.letters.drawing import USUAL_FONT, drawn
from kefu_documents.letters.template import compose, template
from kefu_messages.documents import FontMissing

PDFTOTEXT = shutil.which("pdftotext")
DAY = date(2025, 6, 14)
NOTICE = {
    "organisation": "石華燃氣客戶服務部", "name": "林志強", "staff_no": "G004", "number": "B004", "code": "DIS-12",
    "occurred_on": "2025-06-13", "facts": "與 Müller 先生、𠮷田女士爭執", "evidence": "", "sanction": "fine", "amount": "200.00",
}  # fmt: skip


def letter(language, *, kind="penalty_notice", facts=None, day=DAY):
    return compose(template(kind, on=day), facts=facts or NOTICE, language=language, day=day)


def test_a_letter_speaks_its_language_and_leaves_what_people_wrote():
    traditional, simplified, english = (letter(language) for language in ("zh-Hant", "zh-Hans", "en"))
    assert (traditional.title, simplified.title, english.title) == ("處罰單", "处罚单", "Penalty notice")
    assert dict(traditional.rows)["處罰意見"] == "罰款"
    assert dict(simplified.rows)["处罚意见"] == "罚款"
    assert dict(english.rows)["Proposed penalty"] == "fine"
    assert dict(simplified.rows)["违纪事实"] == NOTICE["facts"]
    assert dict(english.rows)["Evidence"] == "—"
    assert (traditional.dated, english.dated) == ("2025 年 6 月 14 日", "2025-06-14")
    assert "penalty_notice v1" in english.foot


@pytest.mark.rule("CON-11")
def test_the_expiry_letter_bears_the_title_the_house_gives_it():
    found = letter("zh-Hant", kind="expiry_notice", facts={"letter_title": "金洋售后服務到期通知函", "covered_until": "2025-06-30"})
    assert found.title == "金洋售后服務到期通知函"
    assert any("2025-06-30" in line for line in found.text)


def test_names_with_braces_are_only_text():
    assert "{0.__class__}" in letter("en", facts={**NOTICE, "name": "{0.__class__}"}).text[0]


@pytest.mark.skipif(not PDFTOTEXT, reason="poppler-utils is not installed")
def test_the_same_letter_is_the_same_bytes_and_can_be_read(tmp_path):
    first = drawn(letter("zh-Hant"))
    drawing.drawn_in.cache_clear()
    assert drawn(letter("zh-Hant")) == first
    (tmp_path / "a.pdf").write_bytes(first)
    text = subprocess.run([PDFTOTEXT, "-layout", tmp_path / "a.pdf", "-"], capture_output=True, check=True).stdout.decode()
    for written in ("處罰單", "林志強", "Müller", "𠮷田", "200.00"):
        assert written in text


def test_a_missing_font_is_told(monkeypatch):
    monkeypatch.setenv("KEFU_FONT", "/nowhere/font.ttc")
    with pytest.raises(FontMissing) as refusal:
        drawn(letter("en"))
    assert refusal.value.params["path"] == "/nowhere/font.ttc"
    assert USUAL_FONT.endswith(".ttc")
