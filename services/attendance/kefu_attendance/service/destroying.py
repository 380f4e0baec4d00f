"""Months and leave past their time of keeping: listed monthly, decided on by two people, then deleted with all that was in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from kefu.calendar import month_of
from kefu.retention import before_of, decide_on, destroyed, erase, list_due, listed
from kefu.service import Ask, Page, Record, command, on, query, schedule
from kefu.store import BoundShelf
from kefu_attendance.service.leave_book import LeaveBook
from kefu_attendance.service.papers import Papers
from kefu_attendance.service.presence import Presence
from kefu_attendance.service.staff_months import LEAVE, MONTHS
from kefu_attendance.service.swaps import Swaps
from kefu_attendance.service.years import Years
from kefu_attendance.store import forget_numbers
from kefu_messages.attendance import (
    AttendanceDestructionApproved,
    AttendanceDestructionDue,
    AttendanceRecordsDestroyed,
    DecideAttendanceDestruction,
    ListAttendanceDestructions,
)

KINDS = (MONTHS, LEAVE)
EARLIEST = "0000-00"
Found = Iterator[tuple[BoundShelf, Record]]


class Destroying(LeaveBook, Papers, Presence, Swaps, Years):
    """What is no longer to be known."""

    @schedule("daily")
    def list_what_is_past_its_time(self, ask: Ask) -> None:
        """List how many records are past their time, each kind once a month."""
        for kind in KINDS:
            before = before_of(ask, kind)
            if before is not None and not listed(self.destructions, ask, kind):
                due = sum(1 for _ in self._past(ask, kind, before=before))
                list_due(self.destructions, ask, kind, records=due, event=AttendanceDestructionDue)

    @command(DecideAttendanceDestruction)
    def decide_attendance_destruction(self, ask: Ask) -> Any:
        """Two people approve, or one keeps the records for a reason."""
        return decide_on(self.destructions, ask, event=AttendanceDestructionApproved)

    @query(ListAttendanceDestructions)
    def list_attendance_destructions(self, ask: Ask) -> Page:
        """The lists by number."""
        return self.destructions.page(ask, equals={"state": ask.get("state")}, order="destruction_no")

    @on(AttendanceDestructionApproved)
    def destroy_records(self, ask: Ask) -> None:
        """Delete what tells of days before the day, the numbers of its facts with it; done again, it finds nothing more."""
        count = 0
        for shelf, record in list(self._past(ask, ask["kind"], before=ask["before"])):
            if shelf is self.staff_months:
                forget_numbers(self.numbers, record)
            count += erase(shelf, ask, record, destruction_no=ask["destruction_no"])
        destroyed(self.destructions, ask, event=AttendanceRecordsDestroyed, records=count)

    def _past(self, ask: Ask, kind: str, *, before: date) -> Found:
        last = month_of(before - timedelta(days=1))
        yield from self._past_months(ask, last) if kind == MONTHS else self._past_leave(ask, last, before=before)

    def _past_months(self, ask: Ask, last: str) -> Found:
        """What is kept of people's days: their months, confirmations and observations, and years that are over since."""
        for shelf in (self.staff_months, self.confirmed):
            yield from ((shelf, record) for record in shelf.every(ask.organisation, month=(EARLIEST, last)))
        yield from ((self.presence, record) for record in self.presence.every(ask.organisation) if record["month"] <= last)
        yield from ((self.staff_years, record) for record in self.staff_years.every(ask.organisation) if f"{record['year']}-12" <= last)

    def _past_leave(self, ask: Ask, last: str, *, before: date) -> Found:
        """Requests with their papers, calls and rests, and swaps."""
        for shelf in (self.phone_notices, self.compensatory_rests):
            yield from ((shelf, record) for record in shelf.every(ask.organisation, month=(EARLIEST, last)))
        requests = self.leave_requests.every(ask.organisation)
        yield from ((self.leave_requests, record) for record in requests if max(record["months"]) <= last)
        days = ((record, max(str(record[row]["day"]) for row in ("row_a", "row_b"))) for record in self.swaps.every(ask.organisation))
        yield from ((self.swaps, record) for record, day in days if day < before.isoformat())
