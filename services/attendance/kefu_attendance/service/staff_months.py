"""Every person's month: facts are put in by whoever hears of them, and the month is judged again; each day when it is over.

What leave, training and swaps say is heard here, attendance's own events among it, so that one command writes one record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from kefu.calendar import first_day, month_of, months_after
from kefu.law import Decision, Law, as_kept
from kefu.retention import DESTRUCTIONS, check_kept, kept_from
from kefu.service import Ask, Record, Shelf, on, schedule
from kefu_attendance.rules.spans import Shift
from kefu_attendance.service.judging import Standing, Written, held, judged, law_in_force
from kefu_attendance.staff_month import field_name, key_of, roster_of
from kefu_attendance.store import ATTENDANCE_MONTHS, STAFF, STAFF_MONTHS
from kefu_messages import Happening
from kefu_messages.attendance import (
    AttendanceMonthClosed,
    CompensatoryRestDecided,
    LeaveDecided,
    PhoneNoticeRecorded,
    RosterChanged,
    ShiftsSwapped,
    StaffChanged,
)
from kefu_messages.errors import UnknownStaff
from kefu_messages.training import SessionAttended

ONE_DAY = timedelta(days=1)
LAWS, LAWS_KEPT = "laws", 50
AT_ONCE = 200
MONTHS, LEAVE = "staff_months", "leave"  # what is destroyed by itself
OFFSETS = {"offset_lateness": "late", "offset_early_leave": "early_leave"}


class StaffMonths:
    """Reading, judging and keeping staff-months."""

    staff = Shelf(STAFF)
    staff_months = Shelf(STAFF_MONTHS)
    attendance_months = Shelf(ATTENDANCE_MONTHS)
    destructions = Shelf(DESTRUCTIONS)

    # -- for the other rooms

    def known_person(self, ask: Ask, staff_no: str, *, because: Sequence[str] = ("ATT-01",)) -> Record:
        """The person of the register; raises ``unknown_staff`` with the rules that need one."""
        record = self.staff.get(ask.organisation, staff_no)
        if record is None:
            raise UnknownStaff(staff_no=staff_no, because=list(because))
        return record

    def months_kept_from(self, ask: Ask) -> date | None:
        """The first day of the months that were not destroyed."""
        return kept_from(self.destructions, ask.organisation, MONTHS)

    def check_month_kept(self, ask: Ask, day: date) -> None:
        """Refuse what is told of a month that was destroyed; raises ``records_destroyed``."""
        check_kept(day, kept=self.months_kept_from(ask))

    def check_leave_kept(self, ask: Ask, day: date) -> None:
        """Refuse leave, calls and rests of a day of which they, or the month itself, were destroyed; raises ``records_destroyed``."""
        check_kept(day, kept=kept_from(self.destructions, ask.organisation, MONTHS, LEAVE))

    def standing(self, ask: Ask, staff_no: str, month: str) -> Standing:
        """What else bears on a person's month."""
        person, law = self.staff.get(ask.organisation, staff_no), self.law_of_closed(ask, month)
        return Standing(held(person), law is not None, self.first_open_month(ask) if law else "", law)

    def month_closed(self, ask: Ask, month: str) -> bool:
        """Whether the month is locked."""
        return self.law_of_closed(ask, month) is not None

    def law_of_closed(self, ask: Ask, month: str) -> Law | None:
        """The law under which the month was locked, the present one where it was not kept; None while the month is open."""
        record = self.attendance_months.get(ask.organisation, month)
        if record is None or not record.get("closed_by"):
            return None
        return as_kept(ask.law, record["law"]) if record.get("law") else ask.law

    def first_open_month(self, ask: Ask) -> str:
        """The month in which corrections that become known today are listed: this one, or the next that is not closed."""
        month = month_of(ask.today)
        while self.month_closed(ask, month):
            month = months_after(month, 1)
        return month

    def put(
        self, ask: Ask, *, staff_no: str, month: str, entries: Mapping[str, Mapping[str, Any]],
        events: Iterable[Happening] = (), reply: Mapping[str, Any] | None = None, until: date | None = None,
        late: Mapping[str, Decision[Any]] | None = None,
    ) -> Any:  # fmt: skip
        """Put facts into a person's month and judge it again, in one write; entries that stand there already change nothing."""
        record = self.staff_months.new(ask.organisation, key_of(staff_no, month))
        standing = self.standing(ask, staff_no, month)
        write = judged(record, ask, staff_no=staff_no, month=month, entries=entries, standing=standing, until=until)
        if late:
            write = replace(write, decisions={**write.decisions, **late})
        return self._keep_month(ask, record, write, events=events, reply=reply)

    def _keep_month(
        self, ask: Ask, record: Record, write: Written, *, events: Iterable[Happening] = (), reply: Mapping[str, Any] | None = None
    ) -> Any:
        said = [*events, *write.events]
        if ask.of_many and not write.changes and not said:
            return None
        return self.staff_months.save(record, ask, changes=write.changes, events=said, decisions=write.decisions, reply=reply or {})

    def shifts_of(self, ask: Ask, staff_no: str, first: date, last: date) -> tuple[Shift, ...]:
        """The person's shifts from the first to the last day, after swaps, by day; days of rest among them."""
        months = [month_of(first)]
        while months[-1] < month_of(last):
            months.append(months_after(months[-1], 1))
        records = self.staff_months.get_many(ask.organisation, [key_of(staff_no, month) for month in months])
        shifts = (shift for record in records.values() for shift in roster_of(record) if first <= shift.day <= last)
        return tuple(sorted(shifts, key=lambda shift: (shift.day, shift.shift_id)))

    # -- days that are over

    @schedule("daily")
    def judge_days_over(self, ask: Ask) -> None:
        """Judge every day that was over when today began, of everybody; of days caught up with all at once (ATT-05, ATT-17, ATT-18)."""
        until = ask.caught_up - ONE_DAY
        due = [record.key for record in self.staff_months.every(ask.organisation, unjudged_from=("0000-01-01", until.isoformat()))]
        self._judge_again(ask, due, until=until)

    def _judge_again(self, ask: Ask, keys: Sequence[str], *, until: date | None = None) -> None:
        """Judge many staff-months, each in a write of its own; what bears on all of them is read once."""
        open_month = self.first_open_month(ask)
        closed: dict[str, Law | None] = {}
        for start in range(0, len(keys), AT_ONCE):
            records = self.staff_months.get_many(ask.organisation, keys[start : start + AT_ONCE])
            people = self.staff.get_many(ask.organisation, sorted({record["staff_no"] for record in records.values()}))
            for record in records.values():
                staff_no, month = record["staff_no"], record["month"]
                if month not in closed:
                    closed[month] = self.law_of_closed(ask, month)
                law = closed[month]
                standing = Standing(held(people.get(staff_no)), law is not None, open_month, law)
                self._keep_month(
                    ask, record, judged(record, ask, staff_no=staff_no, month=month, entries={}, standing=standing, until=until)
                )

    @schedule("daily")
    def judge_by_new_law(self, ask: Ask) -> None:
        """After a policy was adopted, or the book has changed, judge the open months again that were judged by what was in force before."""
        law, record = law_in_force(ask), self.attendance_months.new(ask.organisation, LAWS)
        former = [known for known in record.get("laws") or () if known != law]
        found = self.staff_months.every(ask.organisation, judged_by=former) if former else ()
        stale = [(item.key, item["month"]) for item in found]
        closed = {month for month in {month for _, month in stale} if self.month_closed(ask, month)}
        self._judge_again(ask, [key for key, month in stale if month not in closed])
        if [*former, law] != list(record.get("laws") or ()):
            self.attendance_months.save(record, ask, changes={"laws": [*former, law][-LAWS_KEPT:]})

    # -- what others say

    @on(LeaveDecided)
    def know_leave(self, ask: Ask) -> None:
        """Put what a request came to into each of its months (ATT-14 to ATT-18, ATT-22 to ATT-24, ATT-43)."""
        names = ("request_no", "from_time", "to_time", "outcome", "late_notice")
        span = {name: ask.get(name) for name in names} | {"type": ask["counts_as"], "reason": ask.get("outcome_reason")}
        self._know_span(ask, {**span, "because": ask["because"]}, first=ask["from_date"], last=ask["to_date"])

    @on(CompensatoryRestDecided)
    def know_rest(self, ask: Ask) -> None:
        """An approved rest makes its day a day off (ATT-25), or where allowed makes up for a lateness (ATT-09)."""
        day, number, approved = ask["use_date"], ask["request_no"], ask["state"] == "approved"
        if ask["use"] in OFFSETS:
            offset = {"day": day.isoformat(), "kind": OFFSETS[ask["use"]], "in_force": approved}
            self._know(ask, "offsets", number, offset, day=day)
            return
        span = {"request_no": number, "type": "compensatory", "outcome": "granted" if approved else "withdrawn", "because": ["ATT-25"]}
        self._know_span(ask, span, first=day, last=day)

    @on(PhoneNoticeRecorded)
    def know_call(self, ask: Ask) -> None:
        """Somebody phoned that he is ill or late (ATT-13, ATT-18, ATT-42)."""
        call = {name: ask[name] for name in ("notice_no", "called_at", "to_superior", "reason")}
        self._know(ask, "calls", ask["notice_no"], {**call, "for_date": ask["for_date"].isoformat()}, day=ask["for_date"])

    @on(SessionAttended)
    def know_session(self, ask: Ask) -> None:
        """How somebody attended a training, meeting or activity (ATT-19, ATT-30, ATT-40, ATT-50)."""
        session = {name: ask[name] for name in ("event_no", "kind", "start", "end", "attendance", "minutes")}
        self._know(ask, "sessions", ask["event_no"], {**session, "day": ask["date"].isoformat()}, day=ask["date"])
        for month in sorted({month_of(day) for day in ask.get("moved_from") or ()} - {month_of(ask["date"])}):
            self._tell(ask, "sessions", ask["event_no"], {"moved_to": ask["date"].isoformat()}, staff_no=ask["staff_no"], month=month)

    @on(ShiftsSwapped)
    def know_swap(self, ask: Ask) -> None:
        """Each of the two works the other's shift from now on (ATT-28, ATT-35, ATT-47)."""
        for staff_no, gave, got in (
            (ask["staff_a"], ask["shift_a"], ask["shift_b"]),
            (ask["staff_b"], ask["shift_b"], ask["shift_a"]),
        ):
            for month in sorted({gave["day"][:7], got["day"][:7]}):
                swap = {
                    "swap_no": ask["swap_no"],
                    "gave": gave["shift_id"] if gave["day"][:7] == month else None,
                    "got": dict(got) if got["day"][:7] == month else None,
                }
                self._tell(ask, "swaps", ask["swap_no"], swap, staff_no=staff_no, month=month, roster=True)

    @on(StaffChanged)
    def know_posts(self, ask: Ask) -> None:
        """Another post from a day on may bring other duties (ATT-39), and who has left has none: judge the months from there again."""
        since = max(post["since"] for post in ask["posts"])
        since = since if isinstance(since, str) else since.isoformat()
        for record in self.staff_months.find(ask.organisation, staff_no=ask["staff_no"], month=(since[:7], "9999-12")):
            self.put(ask, staff_no=ask["staff_no"], month=record["month"], entries={})

    @on(AttendanceMonthClosed)
    def close_staff_months(self, ask: Ask) -> None:
        """Fix the figures with which everybody's month was closed (ATT-02)."""
        keys = [record.key for record in self.staff_months.every(ask.organisation, month=ask["month"])]
        self._judge_again(ask, keys)

    def _know_span(self, ask: Ask, span: Mapping[str, Any], *, first: date, last: date) -> None:
        content = {**span, "from_date": first.isoformat(), "to_date": last.isoformat()}
        month = month_of(first)
        while month <= month_of(last):
            self._tell(ask, "leave", span["request_no"], content, staff_no=ask["staff_no"], month=month)
            month = months_after(month, 1)

    def _destroyed(self, ask: Ask, month: str) -> bool:
        kept = self.months_kept_from(ask)
        return kept is not None and first_day(month) < kept

    def _know(self, ask: Ask, kind: str, number: str, content: Mapping[str, Any], *, day: date) -> None:
        self._tell(ask, kind, number, content, staff_no=ask["staff_no"], month=month_of(day))

    def _tell(
        self, ask: Ask, kind: str, number: str, content: Mapping[str, Any], *, staff_no: str, month: str, roster: bool = False
    ) -> None:
        """Put in what an event tells, unless something newer of the same number is there, or the month was destroyed."""
        record = self.staff_months.new(ask.organisation, key_of(staff_no, month))
        if not record.exists and self._destroyed(ask, month):
            return
        known = (record.get(kind) or {}).get(field_name(number))
        if known is not None and known["sequence"] >= ask.sequence:
            return
        entry = {**content, "sequence": ask.sequence}
        events = [roster_changed(staff_no, month)] if roster else []
        self.put(ask, staff_no=staff_no, month=month, entries={kind: {field_name(number): entry}}, events=events)


def roster_changed(staff_no: str, month: str) -> Happening:
    """Tell that shifts of a person's month are others than before."""
    return RosterChanged.of(staff_month=key_of(staff_no, month), staff_no=staff_no, month=month, because=["ATT-01"])
