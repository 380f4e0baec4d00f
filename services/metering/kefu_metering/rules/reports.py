"""Reports: the readers' days, the sheets' completeness, the visits, and what a month says of a reader (MET-10, MET-13, MET-14, MET-16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kefu.figures import percent_text, whole_or_text
from kefu.law import Decision, Law, decide
from kefu_metering.rules.rates import ReadingInMonth


@dataclass(frozen=True)
class SheetInMonth:
    """A reading sheet of the register; ``returned_on`` None: not back yet."""

    sheet_no: str
    issued_on: date | None
    returned_on: date | None = None
    pages: int | None = None


@dataclass(frozen=True)
class PageProof:
    """A line entered from a page of a sheet, accepted or refused: the page was there."""

    sheet_no: str
    page: int


def daily_reports(readings: tuple[ReadingInMonth, ...], *, law: Law) -> Decision[list[dict[str, Any]]]:
    """What each reader did on each reading day; a day without lines has no report (MET-10; doc 2 l.147)."""
    days: dict[tuple[date, str], list[ReadingInMonth]] = defaultdict(list)
    for reading in readings:
        days[reading.read_on, reading.reader].append(reading)
    reports = [daily_report(day, reader=reader, lines=lines) for (day, reader), lines in sorted(days.items())]
    return decide(reports, law.clause("MET-10"), days=len(reports))


def daily_report(day: date, *, reader: str, lines: Iterable[ReadingInMonth]) -> dict[str, Any]:
    """One reader's day: due are the meters read and missed (MET-10)."""
    lines = tuple(lines)
    read = sum(line.kind == "regular" for line in lines)
    anomalies = sum(line.anomaly is not None for line in lines)
    return {
        "date": day.isoformat(), "reader": reader, "due": len(lines), "read": read, "missed": len(lines) - read,
        "anomalies": anomalies, "rate_percent": percent_text(read, whole=len(lines)),
    }  # fmt: skip


def daily_report_overdue(day: date, *, filed_on: date | None, today: date, law: Law) -> Decision[bool]:
    """Whether the report of a reading day was not filed in time: none by then is overdue the next day (MET-10; doc 2 l.147)."""
    days = law.value("daily_report_due_days", on=day)
    last = day + timedelta(days=int(days.value))
    return decide((filed_on or today) > last, days, law.clause("MET-10"), day=day, filed_on=filed_on, due_on=last)


def missing_sheets(sheets: tuple[SheetInMonth, ...], *, law: Law) -> Decision[list[str]]:
    """The sheets that were issued and never returned (MET-13; doc 2 l.148)."""
    missing = sorted(sheet.sheet_no for sheet in sheets if sheet.returned_on is None)
    return decide(missing, law.clause("MET-13"), issued=len(sheets))


def missing_pages(sheets: tuple[SheetInMonth, ...], *, proofs: tuple[PageProof, ...], law: Law) -> Decision[list[dict[str, Any]]]:
    """The pages of returned sheets from which no line was entered, sheets in the register's order (MET-13; doc 2 l.148)."""
    proved = {(proof.sheet_no, proof.page) for proof in proofs}
    missing = [
        {"sheet_no": sheet.sheet_no, "page": page}
        for sheet in sheets
        if sheet.returned_on is not None
        for page in range(1, (sheet.pages or 0) + 1)
        if (sheet.sheet_no, page) not in proved
    ]
    return decide(missing, law.clause("MET-13"), returned=sum(sheet.returned_on is not None for sheet in sheets))


def visit_rate(appointments: int, *, read: int, on: date, law: Law) -> Decision[Mapping[str, Any]]:
    """Whether agreed visits ended in a reading as often as the company demands, compared unrounded (MET-16; doc 2 l.207)."""
    target = law.value("visit_rate_target", on=on)
    outcome = {
        "visit_rate_percent": percent_text(read, whole=appointments), "visit_target_percent": whole_or_text(target.value),
        "visit_pass": None if appointments == 0 else read * 100 >= target.value * appointments,
    }  # fmt: skip
    return decide(outcome, target, law.clause("MET-16"), appointments=appointments, read=read)


@dataclass(frozen=True)
class ReaderMonth:
    """A reader's month: meters read and missed, wrong entries, late entries."""

    read: int
    missed: int
    errors: int = 0
    late_entries: int = 0


def reader_standing(month: ReaderMonth, *, on: date, law: Law) -> Decision[str]:
    """Whether a reader's month is ``outstanding``, ``neglectful`` or ``ordinary`` (MET-14; doc 2 l.149)."""
    best, worst = law.value("outstanding_reader", on=on), law.value("neglectful_reader", on=on)
    due = month.read + month.missed
    facts = {"rate_percent": percent_text(month.read, whole=due), "errors": month.errors, "late_entries": month.late_entries}
    if due == 0:
        return decide("ordinary", law.clause("MET-14"), **facts)
    faultless = month.errors <= best.value["errors"] and month.late_entries <= best.value["late_entries"]
    if month.read * 100 >= best.value["rate_percent"] * due and faultless:
        return decide("outstanding", law.clause("MET-14"), best, **facts)
    if month.read * 100 < worst.value["rate_percent"] * due or month.errors >= worst.value["errors"]:
        return decide("neglectful", law.clause("MET-14"), worst, **facts)
    return decide("ordinary", law.clause("MET-14"), best, worst, **facts)


def reader_months(readings: Iterable[ReadingInMonth]) -> dict[str, ReaderMonth]:
    """Each reader's month, in order of their numbers (MET-14)."""
    by_reader: dict[str, list[ReadingInMonth]] = defaultdict(list)
    for reading in readings:
        by_reader[reading.reader].append(reading)
    return {
        reader: ReaderMonth(
            read=sum(line.kind == "regular" for line in lines), missed=sum(line.kind == "missed" for line in lines),
            errors=sum(line.errors for line in lines), late_entries=sum(line.entered_late for line in lines),
        )
        for reader, lines in sorted(by_reader.items())
    }  # fmt: skip
