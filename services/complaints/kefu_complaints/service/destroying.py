"""What was said and written about staff, past its time of keeping: listed monthly, decided on by two people, gone.

A customer's case stays, without whom it was about; a complaint that came on paper, records, logs and figures are deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from kefu.calendar import month_of
from kefu.retention import DESTRUCTIONS, decide_on, destroy_past, emptied, erase, list_past
from kefu.service import Ask, Page, Record, Shelf, command, on, query, schedule
from kefu.store import BoundShelf
from kefu_complaints import rules
from kefu_complaints.store import CALL_FIGURES, CASES, CHECKS, SERVICE_ERRORS, SERVICE_RECORDS, SUMMARIES, WORK_LOGS
from kefu_messages.complaints import (
    ComplaintsDestructionApproved,
    ComplaintsDestructionDue,
    ComplaintsRecordsDestroyed,
    DecideComplaintsDestruction,
    ListComplaintsDestructions,
)

COMPLAINTS, RECORDS, LOGS = KINDS = ("complaints", "service_records", "work_logs")
EARLIEST = "0000-00-00"
OF_STAFF = ("staff_no", "cause", "major_impact", "outcome", "investigated_on", "investigated_by", "confirmed_month", "filed_by")
DAYS = ("received_on", "investigated_on", "solved_on", "revisited_on", "closed_on")
Found = Iterator[tuple[BoundShelf, Record]]


class Destroying:
    """What is no longer to be known."""

    destructions = Shelf(DESTRUCTIONS)
    cases = Shelf(CASES)
    checks = Shelf(CHECKS)
    service_errors = Shelf(SERVICE_ERRORS)
    service_records = Shelf(SERVICE_RECORDS)
    work_logs = Shelf(WORK_LOGS)
    summaries = Shelf(SUMMARIES)
    call_figures = Shelf(CALL_FIGURES)

    @schedule("daily")
    def list_what_is_past_its_time(self, ask: Ask) -> None:
        """List how many records are past their time, each kind once a month."""
        list_past(self.destructions, ask, KINDS, past=self._past, event=ComplaintsDestructionDue)

    @command(DecideComplaintsDestruction)
    def decide_complaints_destruction(self, ask: Ask) -> Any:
        """Two people approve, or one keeps the records for a reason."""
        return decide_on(self.destructions, ask, event=ComplaintsDestructionApproved)

    @query(ListComplaintsDestructions)
    def list_complaints_destructions(self, ask: Ask) -> Page:
        """The lists by number."""
        return self.destructions.page(ask, equals={"state": ask.get("state")}, order="destruction_no")

    @on(ComplaintsDestructionApproved)
    def destroy_records(self, ask: Ask) -> None:
        """Delete or empty what tells of days before the day; done again, it finds nothing more."""
        destroy_past(self.destructions, ask, past=self._past, event=ComplaintsRecordsDestroyed, away=self._away)

    def _away(self, ask: Ask, shelf: BoundShelf, record: Record) -> bool:
        if shelf.collection is CASES and record["state"] != "recorded":
            told = [name for name in record.decisions if name in {"filed", "investigated"} or name.startswith("entry ")]
            return emptied(shelf, ask, record, changes=dict.fromkeys(OF_STAFF), decisions=told)
        return erase(shelf, ask, record, destruction_no=ask["destruction_no"])

    def _past(self, ask: Ask, kind: str, before: date) -> Found:
        yield from {COMPLAINTS: self._past_complaints, RECORDS: self._past_records, LOGS: self._past_logs}[kind](ask, before)

    def _past_complaints(self, ask: Ask, before: date) -> Found:
        """Complaints about staff and their praise whose cases are over, checks of their work, their errors."""
        for kind in ("complaint", "praise"):
            for case in self.cases.every(ask.organisation, kind=kind, received_on=(EARLIEST, _until(before))):
                if case.get("staff_no") and case["state"] in rules.ENDED and all(case[day] < before for day in DAYS if case.get(day)):
                    yield self.cases, case
        for check in self.checks.every(ask.organisation):
            if check["state"] not in ("action_open", "action_overdue") and (check.get("action_done_on") or check["checked_on"]) < before:
                yield self.checks, check
        yield from ((self.service_errors, one) for one in self.service_errors.every(ask.organisation) if one["happened_at"].date() < before)

    def _past_records(self, ask: Ask, before: date) -> Found:
        """Jobs whose entry is there or will never be."""
        jobs = self.service_records.every(ask.organisation, month=("0000-00", month_of(before - timedelta(days=1))))
        over = (job for job in jobs if job["judgement"] != "open" and (job["recorded_on"] is None or job["recorded_on"] < before))
        yield from ((self.service_records, job) for job in over)

    def _past_logs(self, ask: Ask, before: date) -> Found:
        """What people wrote of their days and months, and how many calls they took."""
        for shelf in (self.work_logs, self.call_figures):
            yield from ((shelf, one) for one in shelf.every(ask.organisation, day=(EARLIEST, _until(before))))
        last = month_of(before - timedelta(days=1))
        yield from ((self.summaries, one) for one in self.summaries.every(ask.organisation, month=("0000-00", last)))


def _until(before: date) -> str:
    return (before - timedelta(days=1)).isoformat()
