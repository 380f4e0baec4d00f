"""Daily reading reports: filed by the reader or by themselves, asked for when they are not (MET-10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from kefu.calendar import month_of
from kefu.service import Ask, Page, Record, Shelf, command, query, schedule
from kefu_messages.errors import NotAllowed, NotFound
from kefu_messages.metering import (
    DailyReadingReportFiled,
    DailyReadingReportOverdue,
    FileDailyReadingReport,
    ListDailyReadingReports,
)
from kefu_metering import facts, rules
from kefu_metering.rules import ReadingInMonth
from kefu_metering.rules.reports import daily_report
from kefu_metering.store import DAILY_REPORTS, READINGS

FIGURES = ("due", "read", "missed", "anomalies", "rate_percent")
READER_ROLES = frozenset({"meter_reader"})


class Reports:
    """What each reader did on each reading day."""

    readings = Shelf(READINGS)
    daily = Shelf(DAILY_REPORTS)

    @command(FileDailyReadingReport)
    def file_daily_reading_report(self, ask: Ask) -> dict[str, Any]:
        """File a reading day; a reader files his own only (MET-10)."""
        if set(ask.identity.roles) <= READER_ROLES and ask.identity.staff_no != ask["reader"]:
            raise NotAllowed(action="FileDailyReadingReport")
        lines = self._days(ask, [ask["date"]]).get((ask["date"], ask["reader"]))
        if not lines:
            raise NotFound(kind="reading_day", key=f"{ask['date']}/{ask['reader']}")
        record = self.daily.new(ask.organisation, _key(ask["date"], ask["reader"]))
        return self._file(ask, record, daily_report(ask["date"], reader=ask["reader"], lines=lines), overdue=_late(ask, ask["date"]))

    @query(ListDailyReadingReports)
    def list_daily_reading_reports(self, ask: Ask) -> Page:
        """The filed and the overdue reports of a month, by day and reader (MET-10)."""
        return self.daily.page(ask, equals={"period": ask["period"]}, order="report")

    @schedule("daily")
    def file_daily_reading_reports(self, ask: Ask) -> None:
        """File the days whose lines were entered yesterday, or ask for them where readers file themselves (MET-10).

        Lines of which nobody says when they were entered count as entered on the day they were read.
        """
        yesterday = facts.yesterday(ask.today).isoformat()
        entered = {line["read_on"].isoformat() for line in self.readings.every(ask.organisation, entered_on=yesterday)}
        read = {yesterday for line in self.readings.every(ask.organisation, read_on=yesterday) if line.get("entered_on") is None}
        days = sorted(entered | read)
        by_itself = ask.law.value("daily_report_files_itself", on=ask.today).value
        for (day, reader), lines in self._days(ask, days).items():
            record = self.daily.new(ask.organisation, _key(day, reader))
            report = daily_report(day, reader=reader, lines=lines)
            if by_itself:
                self._refile(ask, record, report)
            elif not record.exists and _late(ask, day):
                self._ask_for(ask, record, report)

    def _refile(self, ask: Ask, record: Record, report: dict[str, Any]) -> None:
        if not record.exists or any(record.get(name) != report[name] for name in FIGURES):
            self._file(ask, record, report, overdue=False)

    def _file(self, ask: Ask, record: Record, report: dict[str, Any], *, overdue: bool) -> dict[str, Any]:
        day = date.fromisoformat(report["date"])
        changes = {**report, "date": day, "period": month_of(day), "filed_on": ask.today, "overdue": overdue}
        event = DailyReadingReportFiled.of(**{**report, "date": day}, filed_on=ask.today, because=["MET-10"])
        return self.daily.save(record, ask, changes=changes, events=[event])

    def _ask_for(self, ask: Ask, record: Record, report: dict[str, Any]) -> None:
        day = date.fromisoformat(report["date"])
        changes = {**report, "date": day, "period": month_of(day), "filed_on": None, "overdue": True}
        event = DailyReadingReportOverdue.of(reader=report["reader"], date=day, overdue_since=ask.today, because=["MET-10"])
        self.daily.save(record, ask, changes=changes, events=[event])

    def _days(self, ask: Ask, days: Iterable[Any]) -> dict[tuple[date, str], list[ReadingInMonth]]:
        """All lines of the days, by day and reader."""
        wanted = [day if isinstance(day, str) else day.isoformat() for day in days]
        found: dict[tuple[date, str], list[ReadingInMonth]] = defaultdict(list)
        for line in self.readings.every(ask.organisation, read_on=wanted) if wanted else ():
            found[line["read_on"], line["reader"]].append(facts.reading_in_month(line, zone=ask.now.tzinfo))
        return dict(sorted(found.items()))


def _key(day: date, reader: str) -> str:
    return f"{day.isoformat()}/{reader}"


def _late(ask: Ask, day: date) -> bool:
    return rules.daily_report_overdue(day, filed_on=None, today=ask.today, law=ask.law).outcome
