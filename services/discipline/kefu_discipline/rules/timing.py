"""What was known at the end of a day, and on which later day the mere passing of time changes something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from kefu.calendar import first_day
from kefu.law import Law
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.notices import answer_due
from kefu_discipline.rules.papers import Notice
from kefu_discipline.rules.settings import count, setting

LATER = {
    "violations": ("confirmed_on", "withdrawn_on", "counselled_on"),
    "notices": ("issued_on", "signed_on", "refused_on"),
    "implementations": ("sheet_returned_on",),
    "checks": ("confirmed_on",),
    "lost_forms": ("found_on",),
}
DATED_BY = {
    "violations": "occurred_on", "witnesses": "signed_on", "appeals": "filed_on", "answers": "answered_on", "implementations": "ended_on",
    "checks": "on", "sessions": "date", "complaints": "received_on", "lost_forms": "loss_confirmed_on", "calls": "on",
    "service_records": "effective_on", "occasions": "on", "withdrawals": "withdrawn_on", "verdicts": "decided_on", "inspections": "on",
}  # fmt: skip


def as_of(file: File, until: date) -> File:
    """The file with what is dated up to the end of the day; what is dated later has not happened yet."""
    kept: dict[str, Any] = {}
    for name, column in DATED_BY.items():
        kept[name] = tuple(_blanked(item, name, until) for item in getattr(file, name) if _by(getattr(item, column), until))
    kept["complaints"] = tuple(item.known_by(until) for item in kept["complaints"])
    kept["notices"] = tuple(_blanked(notice, "notices", until) for notice in file.notices if _by(_begun(notice), until))
    kept["points"] = tuple(item for item in file.points if first_day(item.month) <= until)
    return replace(file, **kept)


def _begun(notice: Notice) -> date | None:
    days = [day for day in (notice.drafted_on, notice.issued_on, notice.signed_on, notice.refused_on) if day is not None]
    return min(days, default=None)


def _by(day: date | None, until: date) -> bool:
    return day is None or day <= until


def _blanked(item: Any, name: str, until: date) -> Any:
    later = {column: None for column in LATER.get(name, ()) if not _by(getattr(item, column), until)}
    return replace(item, **later) if later else item


def next_change(file: File, *, until: date, law: Law) -> date | None:
    """The first day after ``until`` on which something dated ahead happens, or a deadline has passed; None when nothing is pending."""
    return min((day for day in (*_deadlines(file, law=law), *_days(file)) if day > until), default=None)


def _deadlines(file: File, *, law: Law) -> Iterator[date]:
    """The days on which something is overdue, also where it comes later: an answer or a sheet dated ahead is late until then."""
    for appeal in file.appeals:
        yield answer_due(appeal, law=law) + timedelta(days=1)
    for project in file.implementations:
        days = count(setting(law, "implementation_sheet_days", on=project.ended_on))
        yield project.ended_on + timedelta(days=days + 1)


def _days(file: File) -> Iterator[date]:
    for listed in fields(file):
        found = getattr(file, listed.name)
        for item in found if isinstance(found, tuple) else ():
            if is_dataclass(item):
                yield from (day for each in fields(item) if type(day := getattr(item, each.name)) is date)
    yield from (finding.on for complaint in file.complaints for finding in complaint.earlier if finding.on is not None)
