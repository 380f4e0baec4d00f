"""Reading sheets: handed out, taken back, lost, checked (MET-01, MET-09, MET-13, MET-18)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kefu.law import Decision
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_messages.errors import AlreadyExists, StateConflict
from kefu_messages.metering import (
    CheckSheet,
    GetSheet,
    InvalidValue,
    IssueSheet,
    ListSheets,
    RegisterSheet,
    ReportSheetLost,
    ReturnSheet,
    SheetFaultFound,
    SheetIssued,
    SheetLost,
    SheetReturned,
)
from kefu_metering import rules
from kefu_metering.rules import Acknowledged, Published
from kefu_metering.store import ACKNOWLEDGEMENTS, EDITIONS, SHEETS


class Sheets:
    """The register of reading sheets."""

    sheets = Shelf(SHEETS)
    editions = Shelf(EDITIONS)
    acknowledgements = Shelf(ACKNOWLEDGEMENTS)

    @command(IssueSheet)
    def issue_sheet(self, ask: Ask) -> dict[str, Any]:
        """Hand a sheet to a reader who has acknowledged how to work (MET-01, MET-13)."""
        sheet = self._unused(ask)
        issued_on = ask.get("issued_on") or ask.today
        verdict = self._instructed(ask, on=issued_on, imported=False)
        return self.sheets.save(
            sheet,
            ask,
            changes=_issued(ask, on=issued_on),
            events=[_told(ask, on=issued_on, because=verdict)],
            decisions={"acknowledgement": verdict},
        )

    @command(RegisterSheet)
    def register_sheet(self, ask: Ask) -> dict[str, Any]:
        """Enter a line of the paper register: issued, and returned or missing (MET-13)."""
        sheet = self._unused(ask)
        on = ask.get("issued_on")
        verdict = self._instructed(ask, on=on or ask.get("returned_on") or ask.today, imported=True)
        changes, events = _issued(ask, on=on), [_told(ask, on=on, because=verdict)]
        if ask.get("returned_on") is not None:
            back, event = _returned({"sheet_no": ask["sheet_no"], **changes}, on=ask["returned_on"], pages=ask.get("pages") or 0)
            changes, events = {**changes, **back}, [*events, event]
        return self.sheets.save(sheet, ask, changes=changes, events=events, decisions={"acknowledgement": verdict})

    @command(ReturnSheet)
    def return_sheet(self, ask: Ask) -> dict[str, Any]:
        """Take a sheet back; a lost one may turn up again (MET-13)."""
        sheet = self.sheets.require(ask.organisation, ask["sheet_no"])
        if sheet["state"] == "returned":
            raise StateConflict(state="returned")
        changes, event = _returned(sheet, on=ask.get("returned_on") or ask.today, pages=ask["pages"])
        return self.sheets.save(sheet, ask, changes=changes, events=[event])

    @command(ReportSheetLost)
    def report_sheet_lost(self, ask: Ask) -> dict[str, Any]:
        """Note that a sheet is lost (MET-13)."""
        sheet = self.sheets.require(ask.organisation, ask["sheet_no"])
        if sheet["state"] != "issued":
            raise StateConflict(state=sheet["state"])
        lost_on = ask.get("lost_on") or ask.today
        event = SheetLost.of(sheet_no=sheet.key, reader=sheet["reader"], lost_on=lost_on, because=["MET-13"])
        return self.sheets.save(sheet, ask, changes={"state": "lost", "lost_on": lost_on.isoformat()}, events=[event])

    @command(CheckSheet)
    def check_sheet(self, ask: Ask) -> dict[str, Any]:
        """Note a fault of a returned sheet for discipline to judge (MET-09, MET-18)."""
        sheet = self.sheets.require(ask.organisation, ask["sheet_no"])
        if sheet["state"] != "returned":
            raise StateConflict(state=sheet["state"])
        checked_on, by = ask.get("checked_on") or ask.today, ask.identity.staff_no or ""
        verdict = rules.sheet_fault(
            ask["fault"], page=ask["page"], pages=sheet["pages"], reader=sheet["reader"], checked_by=by, law=ask.law
        )
        fault = {"page": ask["page"], "fault": ask["fault"], "found_on": checked_on.isoformat(), "found_by": by}
        event = SheetFaultFound.of(
            sheet_no=sheet.key, reader=sheet["reader"], page=ask["page"], fault=ask["fault"], found_on=checked_on, found_by=by,
            because=verdict.clauses,
        )  # fmt: skip
        return self.sheets.save(sheet, ask, changes={"faults": [*sheet["faults"], fault]}, events=[event], decisions={"check": verdict})

    @query(GetSheet)
    def get_sheet(self, ask: Ask) -> dict[str, Any]:
        """A sheet as the register shows it."""
        sheet = self.sheets.require(ask.organisation, ask["sheet_no"])
        return {**sheet, "version": sheet.version}

    @query(ListSheets)
    def list_sheets(self, ask: Ask) -> Page:
        """The register, of a reader when one is given."""
        return self.sheets.page(ask, equals={"reader": ask.get("reader")}, order="sheet_no")

    def _unused(self, ask: Ask) -> Record:
        sheet = self.sheets.new(ask.organisation, ask["sheet_no"])
        if sheet.exists:
            raise AlreadyExists(kind="sheet", key=ask["sheet_no"])
        return sheet

    def _instructed(self, ask: Ask, *, on: date, imported: bool) -> Decision[bool]:
        """Whether the reader has acknowledged what readers must have acknowledged (MET-01)."""
        documents = ask.law.value("acknowledged_documents", on=on).value
        editions = self.editions.find(ask.organisation, document_id=list(documents))
        read = self.acknowledgements.get_many(ask.organisation, [f"{document}/{ask.get('reader')}" for document in documents])
        return rules.may_take_sheet(
            ask.get("reader"),
            published=tuple(Published(item["document_id"], item["edition"], item["effective_from"]) for item in editions),
            acknowledged=tuple(Acknowledged(item["document_id"], item["edition"]) for item in read.values()), on=on, law=ask.law,
            imported=imported,
        )  # fmt: skip


def _issued(ask: Ask, *, on: date | None) -> dict[str, Any]:
    return {
        "reader": ask.get("reader"), "state": "issued", "issued_on": on, "returned_on": None, "pages": None, "faults": [],
        "line": ask.row.line if ask.row else None,
    }  # fmt: skip


def _told(ask: Ask, *, on: date | None, because: Decision[bool]) -> Any:
    return SheetIssued.of(sheet_no=ask["sheet_no"], reader=ask.get("reader"), issued_on=on, because=because.clauses)


def _returned(sheet: Mapping[str, Any], *, on: date, pages: int) -> tuple[dict[str, Any], Any]:
    if sheet["issued_on"] is not None and on < sheet["issued_on"]:
        raise InvalidValue(field="returned_on")
    if pages < 0:
        raise InvalidValue(field="pages")
    event = SheetReturned.of(sheet_no=sheet["sheet_no"], reader=sheet["reader"], returned_on=on, pages=pages, because=["MET-13"])
    return {"state": "returned", "returned_on": on, "pages": pages}, event
