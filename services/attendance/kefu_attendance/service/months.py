"""Months as they are read: figures, reasons, corrections, and what would differ under another law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

from kefu.calendar import first_day, last_day, month_of
from kefu.law import Law, kept, tried
from kefu.retention import before_of
from kefu.service import Ask, Page, Record, command, query
from kefu_attendance.rules.policies import exact_content
from kefu_attendance.service.closed import day_reasons, explained_day, known_then, month_reasons, open_reasons
from kefu_attendance.service.judging import Standing, day_name, held, live
from kefu_attendance.service.reading import Reading, whose
from kefu_attendance.service.rosters import Rosters
from kefu_attendance.staff_month import differences, facts_of, figures_of, key_of
from kefu_attendance.store import everybody_below
from kefu_messages.attendance import (
    AttendanceMonthClosed,
    CloseAttendanceMonth,
    GetAttendanceMonth,
    ListAdjustments,
    ListAttendanceMonths,
    MonthClosed,
    MonthNotOver,
    ReplayAttendanceMonths,
    WhyAttendanceDay,
    WhyAttendanceMonth,
)
from kefu_messages.errors import NotFound

ONE_DAY = timedelta(days=1)


class Months(Rosters, Reading):
    """What the staff-months say."""

    @query(ListAttendanceMonths)
    def list_attendance_months(self, ask: Ask) -> Page:
        """Everybody's month, or all rostered months; who is not HR sees those below him."""
        months = self._kept(ask, [ask["month"]] if ask.get("month") else self.rostered_months(ask))
        page = self._readable(replace(ask, limit=max(ask.limit // max(len(months), 1), 1)))
        people = page.items
        self.reader(ask).note((person["staff_no"] for person in people), subject="attendance/months", month=ask.get("month") or "all")
        keys = [key_of(person["staff_no"], month) for person in people for month in months]
        records = self.staff_months.get_many(ask.organisation, keys)
        closed = {month: self.law_of_closed(ask, month) for month in months}
        items = [
            self._month_shown(ask, person, month, record=records.get(key_of(person["staff_no"], month)), closed=closed[month])
            for person in people
            for month in months
        ]
        return Page(items, page.next)

    def _kept(self, ask: Ask, months: Iterable[str]) -> list[str]:
        """The months without those that were destroyed: of them nothing is told, not even that there was nothing."""
        kept = self.months_kept_from(ask)
        return [month for month in months if kept is None or first_day(month) >= kept]

    def _readable(self, ask: Ask) -> Page:
        """A page of those of the staff whom the caller may read; the next one begins after the last of them."""
        reader = self.reader(ask)
        if reader.sees_all:
            return self.staff.page(ask, order="staff_no")
        below = everybody_below(self.staff, ask.organisation, ask.identity.staff_no)
        mine = (number for number in sorted({*below, ask.identity.staff_no}) if number > (ask.cursor or "") and reader.may(number))
        numbers = list(islice(mine, ask.limit + 1))
        people = self.staff.get_many(ask.organisation, numbers[: ask.limit])
        shown = [self.staff.public(people[number]) for number in numbers[: ask.limit] if number in people]
        return Page(shown, next=numbers[ask.limit - 1] if len(numbers) > ask.limit else None)

    @query(GetAttendanceMonth)
    def get_attendance_month(self, ask: Ask) -> dict[str, Any]:
        """One person's month; of those past their time nothing is told once they are destroyed."""
        person = self.known_person(ask, ask["staff_no"])
        self.check_reader(ask, person.key)
        record = self.staff_months.get(ask.organisation, key_of(person.key, ask["month"]))
        kept_from = before_of(ask, "staff_months")
        if record is None and kept_from is not None and ask["month"] < month_of(kept_from):
            raise NotFound(kind="attendance month", key=ask["month"])
        return self._month_shown(
            ask, {**person, "staff_no": person.key}, ask["month"], record=record, closed=self.law_of_closed(ask, ask["month"])
        )

    def _month_shown(self, ask: Ask, person: Mapping[str, Any], month: str, *, record: Record | None, closed: Law | None) -> dict[str, Any]:
        figures, as_of = self._figures(ask, person, month, record=record, closed=closed)
        more = {
            "state": _state(ask, person, month),
            "closed": closed is not None,
            "adjustments": len((record or {}).get("adjustments") or ()),
            "version": record.version if record else 0,
        }
        return {"staff_no": person["staff_no"], "month": month, "as_of": as_of, **more, **figures}

    def _figures(
        self, ask: Ask, person: Mapping[str, Any], month: str, *, record: Record | None, closed: Law | None
    ) -> tuple[Mapping[str, Any], date]:
        """The figures as stored, or from the facts when another day is asked for or nothing has been judged yet."""
        if record is not None and closed and record.get("closed_figures"):
            return record["closed_figures"], last_day(month)
        if record is not None and record.get("figures") and not ask.get("as_of"):
            return record["figures"], date.fromisoformat(record["judged_until"])
        as_of = min(ask.get("as_of") or date.max, ask.today - ONE_DAY, last_day(month))
        standing = _standing(person, law=closed)
        verdict = live(record, ask, staff_no=person["staff_no"], month=month, standing=standing, as_of=as_of)
        return figures_of(verdict.outcome), as_of

    @query(WhyAttendanceMonth)
    def why_attendance_month(self, ask: Ask) -> dict[str, Any]:
        """The month's decision and those of its days with findings; of a closed month as it was closed."""
        person, record = self._whose_month(ask, ask["month"])
        told = self.staff_months.why(record, language=ask.language)
        law = self.law_of_closed(ask, ask["month"])
        return month_reasons(ask, record, told, standing=_standing(person, law=law)) if law else open_reasons(told)

    @query(WhyAttendanceDay)
    def why_attendance_day(self, ask: Ask) -> dict[str, Any]:
        """The day's decision as stored, or as its facts decide it; of a closed month as it was closed."""
        month, name = month_of(ask["date"]), day_name(ask["date"])
        person, record = self._whose_month(ask, month)
        law = self.law_of_closed(ask, month)
        told = [item for item in self.staff_months.why(record, language=ask.language) if item["name"] == name]
        standing = _standing(person, law=law)
        if law:
            return day_reasons(ask, record, told, standing=standing)
        return open_reasons(told or explained_day(ask, record, ask["date"], standing=standing, as_of=min(ask["date"], ask.today - ONE_DAY)))

    def _whose_month(self, ask: Ask, month: str) -> tuple[Record, Record]:
        """The person and the staff-month, for those who may read it."""
        person = self.known_person(ask, ask["staff_no"])
        self.check_reader(ask, person.key)
        return person, self.staff_months.require(ask.organisation, key_of(person.key, month))

    @command(CloseAttendanceMonth)
    def close_attendance_month(self, ask: Ask) -> Any:
        """Lock a month that is over (ATT-02); everybody's figures are fixed as it is heard."""
        if ask.today <= last_day(ask["month"]):
            raise MonthNotOver(month=ask["month"])
        record = self.attendance_months.new(ask.organisation, ask["month"])
        if record.get("closed_by"):
            raise MonthClosed(month=ask["month"])
        closed = {"closed_at": ask.now, "closed_by": ask.identity.staff_no}
        law = kept(ask.law, until=last_day(ask["month"]))
        event = AttendanceMonthClosed.of(month=ask["month"], closed_by=ask.identity.staff_no, because=["ATT-02"])
        reply = {"month": ask["month"], **closed}
        return self.attendance_months.save(record, ask, changes={**closed, "law": law}, events=[event], reply=reply)

    @query(ListAdjustments)
    def list_adjustments(self, ask: Ask) -> Page:
        """The corrections of closed months that the month lists."""
        records = sorted(self.staff_months.find(ask.organisation, adjusted_in=ask["month"]), key=lambda record: record.key)
        listed = [
            {**item, "staff_no": record["staff_no"], "month": record["month"]}
            for record in records
            for item in record["adjustments"]
            if item["listed_in"] == ask["month"]
        ]
        return Page(self.reader(ask).shown(listed, subject="attendance/adjustments", about=whose, month=ask["month"]))

    @query(ReplayAttendanceMonths)
    def replay_attendance_months(self, ask: Ask) -> Page:
        """Judge the month as it is, or was closed, and under another law; list whose would come out otherwise. Nothing is written."""
        own = self.law_of_closed(ask, ask["month"]) or ask.law
        other = _other_law(ask, own)
        page = self.staff_months.page(ask, equals={"month": ask["month"]}, order="staff_no")
        people = self.staff.get_many(ask.organisation, [item["staff_no"] for item in page.items])
        as_of = min(ask.get("as_of") or date.max, ask.today - ONE_DAY, last_day(ask["month"]))
        seen = self.reader(ask).shown(page.items, subject="attendance/replay", about=whose, month=ask["month"])
        return Page(list(_replayed(ask, seen, people=people, as_of=as_of, laws=(own, other))), page.next)


def _replayed(
    ask: Ask, items: Iterable[Mapping[str, Any]], *, people: Mapping[str, Record], as_of: date, laws: tuple[Law, Law]
) -> Iterable[dict[str, Any]]:
    for item in items:
        document, standing = known_then(item, _standing(people.get(item["staff_no"], {})))
        common: dict[str, Any] = {"staff_no": item["staff_no"], "month": item["month"], "standing": standing, "as_of": as_of}
        now, then = (figures_of(live(document, asked, **common).outcome) for asked in (replace(ask, law=law) for law in laws))
        found = differences(now, then)
        if found:
            yield {"staff_no": item["staff_no"], "month": item["month"], "differences": found}


def _state(ask: Ask, person: Mapping[str, Any], month: str) -> str:
    """How far the month has come; nothing is judged of one that is not of service, or has not begun."""
    if not facts_of({}, staff_no=person["staff_no"], month=month, posts=held(person), zone=None).served:
        return "not_served"
    if first_day(month) > ask.today:
        return "not_begun"
    return "over" if last_day(month) < ask.today else "running"


def _standing(person: Mapping[str, Any], *, law: Law | None = None) -> Standing:
    return Standing(held(person), law=law)


def _other_law(ask: Ask, own: Law) -> Law:
    """The law to replay by: another organisation's, that of another day, with the values given put in place of the month's own."""
    exact_content(ask.get("adopted") or {})
    return tried(own, values=ask.get("adopted") or {}, organisation=ask.get("as_organisation"), on=ask.get("law_on"))
