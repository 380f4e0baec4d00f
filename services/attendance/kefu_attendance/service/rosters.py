"""The roster: planned, changed, checked (ATT-36, ATT-37, ATT-47, ATT-51)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

from kefu.calendar import month_of
from kefu.entered import REASON, past_papers
from kefu.service import Ask, Batch, Page, Record, Shelf, command, importer, on, query
from kefu_attendance.rules import rosters
from kefu_attendance.rules.register import check_served, post_on, served
from kefu_attendance.rules.rosters import Rostered
from kefu_attendance.rules.spans import Shift
from kefu_attendance.service.acts import Taken, corrected, is_clerk, not_own
from kefu_attendance.service.entries import Entries, Entry, Intake
from kefu_attendance.service.reading import Reading
from kefu_attendance.service.register import person_of
from kefu_attendance.service.staff_months import roster_changed
from kefu_attendance.staff_month import field_name, key_of, roster_of, row_of, shift_of, standing_rows
from kefu_attendance.store import DUTIES
from kefu_messages.attendance import (
    AssignDuty,
    ChangeShift,
    CheckRoster,
    GetDuty,
    ListRosterGaps,
    ListShifts,
    OthersMonth,
    OthersPaper,
    RosterChanged,
    RosterShift,
    ShiftBegun,
    ShiftExists,
)
from kefu_messages.attendance.rosters import PLANNERS
from kefu_messages.errors import EnteredTooLate, NotFound

PUBLISHED = ("shift_id", "staff_no", "date", "kind", "start", "end", "place", "version")


class Rosters(Entries, Reading):
    """Who is to work when."""

    duties = Shelf(DUTIES)

    @command(RosterShift)
    def roster_shift(self, ask: Ask) -> Any:
        """Put a person on the roster for a day (ATT-37, ATT-47)."""
        names = ("shift_id", "staff_no", "date", "kind", "start", "end", "place", "rostered_by")
        shown = {name: ask.get(name) for name in names} | {"rostered_by": _planner(ask), "version": 1}
        return self.enter(ask, self._shifts, reply=shown)

    @importer(RosterShift)
    def import_shifts(self, batch: Batch) -> None:
        """A whole roster, one row per person and day (ATT-37, ATT-47)."""
        self.enter_rows(batch, self._shifts)

    @property
    def _shifts(self) -> Intake:
        return Intake(self._shift, lambda entry: ShiftExists(shift_id=entry.number, because=["ATT-01"]), tells_roster=True)

    def _shift(self, ask: Ask, person: Record, standing: Record | None) -> Entry:
        shift, planner = _shift_of(ask, ask["shift_id"], ask["date"]), _planner(ask)
        late = self._let_plan(ask, ask["staff_no"], shift)
        self._served(ask, person, shift)
        if ask.get("rostered_by") not in (None, ask.identity.staff_no) and not past_papers(ask, shift.day):
            raise OthersPaper
        duty = _as_duty(ask, shift)
        held = self.roles_on(ask.organisation, planner, shift.day) if duty.kind == "holiday_duty" else frozenset()
        rosters.check_shift(duty, planner_roles=held, law=ask.law)
        for row in (standing.get("roster") or {}).values() if standing else ():
            if row["day"] == shift.day.isoformat() and row["shift_id"] != shift.shift_id:
                raise ShiftExists(shift_id=row["shift_id"], because=["ATT-01"])
        content = {**row_of(shift), "rostered_by": planner}
        return Entry("roster", shift.shift_id, ask["staff_no"], month_of(shift.day), content, late)

    def _served(self, ask: Ask, person: Record, shift: Shift) -> None:
        """Refuse a new shift outside the person's service; one that was planned before its end was known stands, sent again or not."""
        if not served(person_of(person), on=shift.day) and self.holder_of(ask.organisation, "roster", shift.shift_id) is None:
            check_served(person_of(person), first=shift.day, last=shift.day, because=["ATT-01"])

    def _let_plan(self, ask: Ask, staff_no: str, *shifts: Shift, reason: str = REASON) -> Taken:
        """HR plans anybody, a superior his people, nobody himself; what has begun HR alone corrects, with a reason (ATT-01, ATT-47)."""
        duty = all(shift.kind == "holiday_duty" for shift in shifts) and rosters.plans_duty(ask.identity.roles, shifts[0].day, law=ask.law)
        if duty:
            not_own(ask, staff_no)
        else:
            self.check_above(ask, staff_no, on=shifts[0].day)
        begun = [shift.day for shift in shifts if shift.day < ask.today or (shift.scheduled and shift.starts_at(ask.now.tzinfo) <= ask.now)]
        try:
            return corrected(ask, begun[0], reason=reason) if begun else {}
        except EnteredTooLate:
            if begun[0] == ask.today:
                raise ShiftBegun(date=begun[0].isoformat(), because=["ATT-01"]) from None
            raise

    @command(ChangeShift)
    def change_shift(self, ask: Ask) -> Any:
        """Plan a shift anew; one that has begun is corrected by HR, for the reason given (ATT-37, ATT-47)."""
        record = self.holder_of(ask.organisation, "roster", ask["shift_id"])
        if record is None:
            raise NotFound(kind="shift", key=ask["shift_id"])
        before = record["roster"][field_name(ask["shift_id"])]
        shift, planner = _shift_of(ask, ask["shift_id"], date.fromisoformat(before["day"])), ask.identity.staff_no
        late = self._let_plan(ask, record["staff_no"], shift, shift_of(before), reason="reason")
        rosters.check_shift(_as_duty(ask, shift), planner_roles=frozenset(ask.identity.roles), law=ask.law)
        earlier = [*before.get("earlier", ()), {**_without(before, "earlier", "stamp"), "changed_by": planner, "reason": ask["reason"]}]
        row = {**before, **row_of(shift), "rostered_by": planner, "earlier": earlier}
        shown = {**row_of(shift), "date": shift.day, "staff_no": record["staff_no"], "rostered_by": planner, "version": record.version + 1}
        return self.put(
            ask, staff_no=record["staff_no"], month=record["month"], entries={"roster": {field_name(shift.shift_id): row}},
            events=[roster_changed(record["staff_no"], record["month"])], reply=shown, late=late,
        )  # fmt: skip

    @query(ListShifts)
    def list_shifts(self, ask: Ask) -> Page:
        """The person's month as it stands; the team and who plans see when and where, not by whose swap."""
        reader, staff_no = self.reader(ask), ask["staff_no"]
        whole = reader.may(staff_no)
        if not whole and not (ask.identity.roles & PLANNERS or self._of_one_team(ask, staff_no)):
            reader.look(staff_no, subject=f"shifts/{staff_no}", refusal=OthersMonth(staff_no=staff_no))
        reader.note([staff_no], subject=f"shifts/{staff_no}", month=ask["month"])
        record = self.staff_months.get(ask.organisation, key_of(staff_no, ask["month"]))
        rows = [_shown(record, row) for row in standing_rows(record)] if record else []
        return Page(rows if whole else [{name: value for name, value in row.items() if name in PUBLISHED} for row in rows])

    def _of_one_team(self, ask: Ask, staff_no: str) -> bool:
        """Whether the asker and the person work today in one group, or under one superior."""
        posts = [post_on(person_of(record).posts, ask.today) for record in self._both(ask, staff_no)]
        groups = [{("group", post.group), ("superior", post.reports_to)} for post in posts if post]
        return len(groups) == 2 and any(value for _, value in groups[0] & groups[1])  # noqa: PLR2004 - the asker and the person

    def _both(self, ask: Ask, staff_no: str) -> Iterable[Record]:
        return self.staff.get_many(ask.organisation, [ask.identity.staff_no, staff_no]).values()

    @query(ListRosterGaps)
    def list_roster_gaps(self, ask: Ask) -> Page:
        """Public holidays of the month, or of every rostered month, that nobody covers (ATT-47)."""
        months = [ask["month"]] if ask.get("month") else self.rostered_months(ask)
        found = [day for month in months for day in self._gaps(ask, month)]
        return Page([{"date": day, "because": ["ATT-47"]} for day in found])

    def _gaps(self, ask: Ask, month: str) -> tuple[date, ...]:
        covered = sorted({item.shift.day for item in self._planned(ask, month)})
        return rosters.roster_gaps(month, covered=covered, calendar=ask.calendar, law=ask.law).outcome

    @query(CheckRoster)
    def check_roster(self, ask: Ask) -> Page:
        """What the month's roster leaves uncovered or plans wrongly (ATT-37, ATT-51)."""
        planned = self._planned(ask, ask["month"])
        found = [check(ask["month"], roster=planned, law=ask.law).outcome for check in (rosters.hall_findings, rosters.service_findings)]
        listed = [_finding(item) for findings in found for item in findings]
        self.reader(ask).note((item["staff_no"] for item in listed), subject=f"rosters/{ask['month']}")
        return Page(listed)

    def _planned(self, ask: Ask, month: str) -> list[Rostered]:
        """Every scheduled shift of the month with the posts of the person that day."""
        records = self.staff_months.find(ask.organisation, month=month)
        people = self.staff.get_many(ask.organisation, sorted({record["staff_no"] for record in records}))
        return [
            Rostered(record["staff_no"], shift, _held(people.get(record["staff_no"]), shift.day))
            for record in records
            for shift in roster_of(record)
            if shift.scheduled
        ]

    def roles_on(self, organisation: str, staff_no: str | None, day: date) -> frozenset[str]:
        """The posts that a person holds on the day; none of an unknown one."""
        return _held(self.staff.get(organisation, staff_no) if staff_no else None, day)

    def rostered_months(self, ask: Ask) -> list[str]:
        """Every month that anybody was put on the roster for, in order."""
        return sorted(record["month"] for record in self.attendance_months.find(ask.organisation) if record.get("rostered"))

    @on(RosterChanged)
    def know_month(self, ask: Ask) -> None:
        """Keep in mind which months have a roster."""
        record = self.attendance_months.new(ask.organisation, ask["month"])
        if not record.get("rostered"):
            self.attendance_months.save(record, ask, changes={"rostered": True})

    @command(AssignDuty)
    def assign_duty(self, ask: Ask) -> Any:
        """Name the hall's duty clerk of a day (ATT-36)."""
        self.known_person(ask, ask["staff_no"], because=("ATT-36",))
        held = self.roles_on(ask.organisation, ask["staff_no"], ask["date"])
        verdict = rosters.check_duty(ask["date"], held=held, law=ask.law)
        self.check_above(ask, ask["staff_no"], on=ask["date"], because=["ATT-36"])
        late = corrected(ask, ask["date"], rule="ATT-36") if ask["date"] < ask.today else {}
        record = self.duties.new(ask.organisation, ask["date"].isoformat())
        content = {"staff_no": ask["staff_no"], "because": verdict.clauses}
        return self.duties.save(record, ask, changes=content, decisions={"duty": verdict, **late}, reply={"date": ask["date"], **content})

    @query(GetDuty)
    def get_duty(self, ask: Ask) -> dict[str, Any]:
        """The hall's duty clerk of the day (ATT-36)."""
        record = self.duties.require(ask.organisation, ask["date"].isoformat())
        return {**record, "date": ask["date"], "version": record.version}


def _held(person: Record | None, day: date) -> frozenset[str]:
    post = post_on(person_of(person).posts, day) if person else None
    return frozenset(post.roles) if post else frozenset()


def _as_duty(ask: Ask, shift: Shift) -> Shift:
    """Work that a call plans for a public holiday is duty, by whatever name (ATT-47); rows say what was."""
    on_a_holiday = ask.row is None and shift.kind == "work" and shift.day in ask.calendar.closures
    return replace(shift, kind="holiday_duty") if on_a_holiday else shift


def _planner(ask: Ask) -> str | None:
    """Who planned the shift: as the paper says, else who enters it; rows of HR that name nobody are nobody's."""
    past = ask.row is not None and is_clerk(ask)
    planner: str | None = ask.get("rostered_by") or (None if past else ask.identity.staff_no)
    return planner


def _shift_of(ask: Ask, shift_id: str, day: date) -> Shift:
    begin, end = (time.fromisoformat(ask[name]) if ask.get(name) else None for name in ("start", "end"))
    return Shift(shift_id, day, ask["kind"], begin, end, ask.get("place"))


def _shown(record: Record, row: Mapping[str, Any]) -> dict[str, Any]:
    swaps: Iterable[Mapping[str, Any]] = (record.get("swaps") or {}).values()
    came = next((swap["swap_no"] for swap in swaps if swap.get("got") and swap["got"]["shift_id"] == row["shift_id"]), None)
    return {**row, "date": row["day"], "staff_no": record["staff_no"], "swapped_in": came, "version": record.version}


def _finding(item: rosters.Finding) -> dict[str, Any]:
    hours = {name: when.strftime("%H:%M") if when else None for name, when in (("start", item.start), ("end", item.end))}
    return {**vars(item), **hours}


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
