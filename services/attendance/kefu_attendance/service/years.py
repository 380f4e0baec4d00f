"""A person's year: the right to end the contract, the first absence, and the self-criticisms that are due (ATT-20, ATT-21, ATT-26)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from kefu.calendar import end_of_year, last_day
from kefu.figures import in_decimals
from kefu.service import Ask, Page, Record, Shelf, command, on, query
from kefu_attendance.rules.regimes import by_regulation
from kefu_attendance.rules.results import NO_DAYS
from kefu_attendance.rules.year import JudgedDay, TerminationRight, first_absence, termination_rights
from kefu_attendance.service.acts import entry_of
from kefu_attendance.service.judging import Standing, held, live
from kefu_attendance.service.reading import Reading, whose
from kefu_attendance.staff_month import field_name, key_of
from kefu_attendance.store import STAFF_YEARS, judged_days
from kefu_messages import Happening
from kefu_messages.attendance import (
    AttendanceAdjusted,
    AttendanceMonthChanged,
    GetAbsenceYear,
    ListSelfCriticismsDue,
    ListTerminationRights,
    RecordSelfCriticism,
    RosterChanged,
    TerminationRightArisen,
    TerminationRightWithdrawn,
)
from kefu_messages.errors import NotFound, ValidationFailed

ONE_DAY = timedelta(days=1)
MONTHS = tuple(f"{number:02}" for number in range(1, 13))


class Years(Reading):
    """What a year of staff-months comes to."""

    staff_years = Shelf(STAFF_YEARS)

    @on(AttendanceMonthChanged, AttendanceAdjusted, RosterChanged)
    def look_at_year(self, ask: Ask) -> None:
        """See whether the right has arisen, or is none; December bears on the next year's run too (ATT-20)."""
        if not judged_days(self.staff_months, ask.organisation, [key_of(ask["staff_no"], ask["month"])]):
            return
        year = int(ask["month"][:4])
        for each in (year, *([year + 1] if ask["month"].endswith("-12") else [])):
            self._look_at(ask, ask["staff_no"], each)

    def _look_at(self, ask: Ask, staff_no: str, year: int) -> None:
        days = self._days(ask, staff_no, year)
        verdict = termination_rights(days, law=ask.law)
        rights = [right for right in verdict.outcome if right.date.year == year]
        record = self.staff_years.new(ask.organisation, key_of(staff_no, str(year)))
        before, after = list(record.get("rights") or ()), [_stored(right) for right in rights]
        if before == after:
            return
        events = list(_told(staff_no, before=before, after=rights))
        changes = {"staff_no": staff_no, "year": year, "rights": after, "has_rights": bool(after)}
        self.staff_years.save(record, ask, changes=changes, events=events, decisions={"termination_right": verdict}, reply={})

    def _days(self, ask: Ask, staff_no: str, year: int) -> list[JudgedDay]:
        """The judged days of the year and of the December before."""
        keys = [key_of(staff_no, f"{year - 1}-12"), *(key_of(staff_no, f"{year}-{month}") for month in MONTHS)]
        return [_day(item) for item in judged_days(self.staff_months, ask.organisation, keys)]

    def _known(self, ask: Ask, person: Record, year: int) -> list[JudgedDay]:
        """The days of the year, those of a month that nothing has judged yet from its facts, as the month itself is shown."""
        keys = {month: key_of(person.key, f"{year}-{month}") for month in MONTHS}
        records = self.staff_months.get_many(ask.organisation, list(keys.values()))
        return [day for month, key in keys.items() if key in records for day in _days_in(records[key], ask, person, f"{year}-{month}")]

    @query(ListTerminationRights)
    def list_termination_rights(self, ask: Ask) -> Page:
        """The rights that stand against those whom the caller may read, by person and year (ATT-20)."""
        equals = {"has_rights": True, **({"year": ask["year"]} if ask.get("year") else {})}
        page = self.staff_years.page(ask, equals={"has_rights": True}, order="staff_year")
        years = [item for item in page.items if item["year"] == equals.get("year", item["year"])]
        seen = self.reader(ask).shown(years, subject="termination_rights", about=whose)
        return Page([_right(item["staff_no"], right) for item in seen for right in item["rights"]], page.next)

    @query(GetAbsenceYear)
    def get_absence_year(self, ask: Ask) -> dict[str, Any]:
        """A person's absences of the year, and the first of them (ATT-26)."""
        person = self.known_person(ask, ask["staff_no"])
        self.check_reader(ask, person.key)
        end = end_of_year(ask["year"])
        until = ask.get("until") or end
        days = [day for day in self._known(ask, person, ask["year"]) if day.date <= until]
        first = first_absence(days, year=ask["year"])
        return {
            "staff_no": person.key,
            "year": ask["year"],
            "absence_days": in_decimals(sum((day.absence for day in days), NO_DAYS)),
            "first_absence": first,
            "excluded": first is not None,
            "because": ["ATT-26"],
        }

    @command(RecordSelfCriticism)
    def record_self_criticism(self, ask: Ask) -> Any:
        """The written self-criticism for an absence was handed in (ATT-21)."""
        day = ask["date"].isoformat()
        record = self.staff_months.require(ask.organisation, key_of(ask["staff_no"], day[:7]))
        if not any(item["date"] == day for item in (record.get("figures") or {}).get("absences", ())):
            raise NotFound(kind="absence", key=key_of(ask["staff_no"], day))
        self.check_above(ask, ask["staff_no"], because=["ATT-21"])
        if ask["handed_in_on"] < ask["date"]:
            raise ValidationFailed(fields={"handed_in_on": "Earlier than the absence."})
        late = entry_of(ask, "handed_in_on")
        content = {"handed_in_on": ask["handed_in_on"].isoformat(), "attitude": ask.get("attitude")}
        entries = {"self_criticisms": {field_name(day): content}}
        reply = {"staff_no": ask["staff_no"], "date": ask["date"], **content, "because": ["ATT-21"]}
        return self.put(ask, staff_no=ask["staff_no"], month=day[:7], entries=entries, reply=reply, late=late)

    @query(ListSelfCriticismsDue)
    def list_self_criticisms_due(self, ask: Ask) -> Page:
        """The month's absences without a self-criticism, where the regulation asks for one (ATT-21)."""
        if not by_regulation(ask.law, "self_criticism_required", on=last_day(ask["month"])):
            return Page([])
        records = sorted(self.staff_months.find(ask.organisation, month=ask["month"]), key=lambda record: record.key)
        due = [item for record in records for item in _due(record)]
        seen = self.reader(ask).shown(due, subject="self_criticisms_due", about=whose, month=ask["month"])
        return Page(seen)


def _due(record: Record) -> list[dict[str, Any]]:
    handed_in = record.get("self_criticisms") or {}
    absences = (record.get("figures") or {}).get("absences", ())
    days = [item["date"] for item in absences if field_name(item["date"]) not in handed_in]
    return [{"staff_no": record["staff_no"], "date": day, "handed_in_on": None, "attitude": None, "because": ["ATT-21"]} for day in days]


def _days_in(record: Record, ask: Ask, person: Record, month: str) -> list[JudgedDay]:
    if record.get("figures"):
        return [_day(item) for item in record.get("days", ())]
    standing, as_of = Standing(held(person)), min(ask.today - ONE_DAY, last_day(month))
    return [JudgedDay.of(day) for day in live(record, ask, staff_no=person.key, month=month, standing=standing, as_of=as_of).outcome.days]


def _day(item: Mapping[str, Any]) -> JudgedDay:
    return JudgedDay(date.fromisoformat(item["date"]), item["scheduled"], Fraction(item["absence"]))


def _stored(right: TerminationRight) -> dict[str, Any]:
    return {"date": right.date.isoformat(), "basis": list(right.basis), "because": list(right.because)}


def _right(staff_no: str, right: Mapping[str, Any]) -> dict[str, Any]:
    return {"staff_no": staff_no, "kind": "termination_right", **right}


def _told(staff_no: str, *, before: list[dict[str, Any]], after: list[TerminationRight]) -> list[Happening]:
    """The rights that are new or rest on something else, and those that are none."""
    gone = {item["date"] for item in before} - {right.date.isoformat() for right in after}
    withdrawn = [
        TerminationRightWithdrawn.of(right=key_of(staff_no, day), staff_no=staff_no, date=date.fromisoformat(day), because=["ATT-20"])
        for day in sorted(gone)
    ]
    new = [
        TerminationRightArisen.of(
            right=key_of(staff_no, right.date.isoformat()), staff_no=staff_no, date=right.date, basis=list(right.basis),
            because=right.because,
        )
        for right in after
        if _stored(right) not in before
    ]  # fmt: skip
    return [*withdrawn, *new]
