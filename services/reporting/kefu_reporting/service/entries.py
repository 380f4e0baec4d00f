"""Facts entered by hand: kept with who entered them; a wrong one is withdrawn, never changed."""

from __future__ import annotations

from typing import Any

from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu.store import BoundShelf
from kefu_messages.errors import AlreadyExists
from kefu_messages.reporting import (
    EntryWithdrawn,
    GetReportEntry,
    ListReportEntries,
    RecordReportEntry,
    ReportEntryRecorded,
    ReportEntryWithdrawn,
    WhyReportEntry,
    WithdrawReportEntry,
)
from kefu_reporting import rules
from kefu_reporting.rules.entries import Entry
from kefu_reporting.service.told import structured
from kefu_reporting.store import ENTRIES

GIVEN = (
    "kind", "on", "until", "name", "line", "source", "state", "area", "staff_no", "amount", "quantity", "part", "whole", "approximate",
    "marks", "note",
)  # fmt: skip


class Entries:
    """One document per entry."""

    entries: BoundShelf = Shelf(ENTRIES)

    @command(RecordReportEntry)
    def record_report_entry(self, ask: Ask) -> dict[str, Any]:
        """Take an entry that has what its kind needs."""
        record = self.entries.new(ask.organisation, ask["entry_no"])
        if record.exists:
            raise AlreadyExists(kind="entry", key=record.key)
        given = {name: ask.get(name) for name in GIVEN}
        verdict = rules.entry_taken(structured(Entry, given, number={"entry_no": record.key}), law=ask.law)
        event = ReportEntryRecorded.of(entry_no=record.key, kind=ask["kind"], on=ask["on"], because=verdict.clauses)
        own = {"year": ask["on"].year, "entered_by": ask.identity.staff_no, "entered_at": ask.now, "withdrawn": None, "withdrawn_by": None}
        return self.entries.save(record, ask, changes={**given, **own}, events=[event], decisions={"entry": verdict})

    @command(WithdrawReportEntry)
    def withdraw_report_entry(self, ask: Ask) -> dict[str, Any]:
        """Let the entry not count any more."""
        record = self.entries.require(ask.organisation, ask["entry_no"])
        if record["withdrawn"]:
            raise EntryWithdrawn(entry_no=record.key)
        event = ReportEntryWithdrawn.of(entry_no=record.key, kind=record["kind"], reason=ask["reason"])
        changes = {"withdrawn": ask["reason"], "withdrawn_by": ask.identity.staff_no}
        return self.entries.save(record, ask, changes=changes, events=[event])

    @query(GetReportEntry)
    def get_report_entry(self, ask: Ask) -> dict[str, Any]:
        """One entry."""
        return self.entries.public(self.entries.require(ask.organisation, ask["entry_no"]))

    @query(WhyReportEntry)
    def why_report_entry(self, ask: Ask) -> dict[str, Any]:
        """Why the entry was taken."""
        return {"decisions": self.entries.why(self.entries.require(ask.organisation, ask["entry_no"]), language=ask.language)}

    @query(ListReportEntries)
    def list_report_entries(self, ask: Ask) -> Page:
        """The entries of a kind and year."""
        return self.entries.page(ask, equals={"kind": ask["kind"], "year": ask.get("year")}, order="entry_no")


class Entered:
    """The entries of one organisation that count."""

    def __init__(self, shelf: BoundShelf, organisation: str) -> None:
        self._shelf, self._organisation = shelf, organisation

    def of(self, kind: str, *years: int) -> list[Entry]:
        """The entries of the kind, of these years or all, by number."""
        where: dict[str, Any] = {"kind": kind, **({"year": list(years)} if years else {})}
        found = [record for record in self._shelf.every(self._organisation, **where) if not record["withdrawn"]]
        return sorted(map(_entry, found), key=lambda entry: entry.entry_no)


def _entry(record: Record) -> Entry:
    return structured(Entry, record, number={"entry_no": record.key})
