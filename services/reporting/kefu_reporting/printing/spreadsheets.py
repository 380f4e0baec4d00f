"""A report's rows as CSV and as XLSX; a text that looks like a formula stays a text."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from kefu.cells import harmless
from kefu_reporting.printing.rows import Sheet, heading

COLUMNS = ("rule", "title", "name", "value", "reference")
WIDTHS = (10, 28, 40, 22, 20)
NO_MOMENT = (1980, 1, 1, 0, 0, 0)  # the oldest that a ZIP file knows


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with byte-order mark and CRLF, as spreadsheets expect it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([*_head(sheet), [], [heading(name, sheet.language) for name in COLUMNS]])
    writer.writerows([harmless(getattr(row, name)) for name in COLUMNS] for row in sheet.rows())
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(sheet: Sheet) -> bytes:
    """One sheet: the report's head, then its rows."""
    book = Workbook()
    page = book.active or book.create_sheet()
    page.title = sheet.title[:31]
    for line in [*_head(sheet), [], [heading(name, sheet.language) for name in COLUMNS]]:
        page.append(line)
    for cell in page[page.max_row]:
        cell.font = Font(bold=True)
    page.freeze_panes = f"A{page.max_row + 1}"
    for row in sheet.rows():
        page.append([getattr(row, name) for name in COLUMNS])
        for cell in page[page.max_row]:
            if isinstance(cell, Cell):
                cell.data_type = "s"
    for number, width in enumerate(WIDTHS, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    return _written(book, on=sheet.cut_off)


def _written(book: Workbook, *, on: str) -> bytes:
    """The book as a file that bears no other moment than its report's cut-off: the same report is the same file, byte for byte."""
    book.properties.created = book.properties.modified = datetime.fromisoformat(on)
    written, dated = io.BytesIO(), io.BytesIO()
    with ZipFile(written, "w") as archive:
        ExcelWriter(book, archive).save()
    with ZipFile(written) as parts, ZipFile(dated, "w") as archive:
        for name in parts.namelist():
            part = ZipInfo(name, NO_MOMENT)
            part.external_attr = 0o600 << 16
            archive.writestr(part, parts.read(name), ZIP_DEFLATED)
    return dated.getvalue()


def _head(sheet: Sheet) -> list[list[str]]:
    closed = [[heading("closed_on", sheet.language), sheet.closed_on]] if sheet.closed_on else []
    return [[sheet.title], [heading("period", sheet.language), sheet.period], [heading("cut_off", sheet.language), sheet.cut_off], *closed]
