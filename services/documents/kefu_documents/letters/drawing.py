"""Drawing a letter as PDF: the same letter gives the same bytes. The font is the one at ``KEFU_FONT``, Noto Sans CJK otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import WrapMode, XPos, YPos

from kefu_documents.letters.template import Drawn
from kefu_messages.documents import FontMissing

USUAL_FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
FACE_IN_COLLECTION = {"zh-Hans": 2, "zh-Hant": 3, "en": 3}
FAMILY, MARGIN, LABEL_WIDTH, TEXT_WIDTH = "letter", 25, 45, 160
SMALL, NORMAL, LARGE = 8, 11, 18
LINE, GAP, SIGNING = 7, 4, 14
REMEMBERED = 100
FIRST_HAN = "\u2e80"


def font_path() -> Path:
    """Where the font is; raises ``font_missing``."""
    path = Path(os.environ.get("KEFU_FONT", USUAL_FONT))
    if not path.is_file():
        raise FontMissing(path=str(path), service="documents")
    return path


def drawn(letter: Drawn) -> bytes:
    """The letter on A4; the last ones drawn are remembered, for a letter takes a second or two."""
    return drawn_in(letter, font_path())


@lru_cache(maxsize=REMEMBERED)
def drawn_in(letter: Drawn, font: Path) -> bytes:
    """The letter on A4 in that font."""
    pdf = _Paper(letter, font)
    pdf.add_page()
    pdf.head()
    pdf.paragraphs(letter.text)
    pdf.facts()
    pdf.paragraphs(letter.closing)
    pdf.signing()
    return bytes(pdf.output())


class _Paper(FPDF):
    """A4 in one font, with the template's version at the foot of each page."""

    def __init__(self, letter: Drawn, font: Path) -> None:
        super().__init__(format="A4")
        self.letter = letter
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN)
        self.set_creation_date(datetime.combine(letter.day, time(), UTC))
        self.set_title(letter.title)
        self.set_lang(letter.language)
        face = FACE_IN_COLLECTION[letter.language] if font.suffix.lower() == ".ttc" else 0
        self.add_font(FAMILY, fname=font, collection_font_number=face)

    def head(self) -> None:
        """The organisation's name, the title, a line."""
        self._say(self.letter.heading, size=NORMAL, align="C")
        self._say(self.letter.title, size=LARGE, align="C", line=LINE * 2)
        self.line(MARGIN, self.get_y(), MARGIN + TEXT_WIDTH, self.get_y())
        self.ln(GAP)

    def paragraphs(self, paragraphs: tuple[str, ...]) -> None:
        """Running text."""
        for paragraph in paragraphs:
            self._say(paragraph, size=NORMAL)
            self.ln(GAP / 2)
        self.ln(GAP / 2)

    def facts(self) -> None:
        """What the letter is about, a row each; a long fact takes more lines."""
        self.set_font(FAMILY, size=NORMAL)
        with self.table(
            width=TEXT_WIDTH, col_widths=(LABEL_WIDTH, TEXT_WIDTH - LABEL_WIDTH), first_row_as_headings=False, line_height=LINE,
            text_align="LEFT", padding=1, wrapmode=_wrap(cell for row in self.letter.rows for cell in row),
        ) as table:  # fmt: skip
            for row in self.letter.rows:
                cells = table.row()
                for cell in row:
                    cells.cell(cell)
        self.ln(GAP)

    def signing(self) -> None:
        """The lines to be signed, and the day."""
        for label in self.letter.signatures:
            self.ln(GAP)
            self._say(f"{label}{_colon(self.letter.language)}____________________", size=NORMAL)
        self.ln(GAP)
        self._say(self.letter.heading, size=NORMAL, align="R")
        self._say(self.letter.dated, size=NORMAL, align="R")

    def footer(self) -> None:
        """The number of the letter and the version of its template."""
        self.set_y(-SIGNING)
        self._say(f"{self.letter.number} · {self.letter.foot} · {self.page_no()}", size=SMALL, align="C", line=GAP)

    def _say(self, text: str, *, size: int, align: str = "L", line: float = LINE) -> None:
        self.set_font(FAMILY, size=size)
        self.multi_cell(TEXT_WIDTH, line, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT, wrapmode=_wrap([text]))


def _wrap(texts: Iterable[str]) -> WrapMode:
    """Chinese breaks between any two characters, other text between words."""
    return WrapMode.CHAR if any(max(text, default="") >= FIRST_HAN for text in texts) else WrapMode.WORD


def _colon(language: str) -> str:
    return ": " if language == "en" else "\uff1a"
