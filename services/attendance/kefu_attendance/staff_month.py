"""A staff-month as a document and as facts: entries by their number within each field, so that a write names only what is new.

Numbers people write down may hold dots; within a document's field names they are written as ``%2E``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, tzinfo
from fractions import Fraction
from typing import Any

from kefu.figures import exact, in_decimals, plain
from kefu_attendance.rules.facts import Attempt, MonthFacts, Offset, Punch, Session
from kefu_attendance.rules.results import Month
from kefu_attendance.rules.spans import LateCall, LeaveSpan, Shift

NEVER = "9999-12-31"
FIELDS = ("roster", "swaps", "punches", "leave", "calls", "sessions", "attempts", "offsets")
FIGURES = (
    "late_early", "late_early_count", "free_used", "extra_points", "points", "absences", "absence_days", "leave", "other_events",
    "performance_score", "because",
)  # fmt: skip
Entries = Mapping[str, Mapping[str, Any]]
Document = Mapping[str, Any]


def key_of(staff_no: str, month: str) -> str:
    """The key of a person's month."""
    return f"{staff_no}:{month}"


def field_name(number: str) -> str:
    """A number as the name of a field within a document."""
    return number.replace("%", "%25").replace(".", "%2E").replace("$", "%24")


def merged(document: Document, entries: Entries) -> dict[str, Any]:
    """The document with further entries in its fields."""
    return {**document, **{name: {**(document.get(name) or {}), **new} for name, new in entries.items()}}


def written(entries: Entries, *, exists: bool) -> dict[str, Any]:
    """The entries as a write names them: whole fields of a new document, single paths of an existing one."""
    if not exists:
        return {name: dict(new) for name, new in entries.items()}
    return {f"{name}.{key}": value for name, new in entries.items() for key, value in new.items()}


def until_closed(document: Document, entries: Entries) -> Entries:
    """Of the facts that come once the month is closed, how each stood until then; None where there was none."""
    kept, standing = document.get("as_closed") or {}, {kind: document.get(kind) or {} for kind in FIELDS}
    facts = {kind: new for kind, new in entries.items() if kind in FIELDS}
    return {kind: {name: standing[kind].get(name) for name in new if name not in kept.get(kind, {})} for kind, new in facts.items()}


def as_closed(document: Document) -> dict[str, Any]:
    """The document with its facts as they stood when the month was closed."""
    before = {kind: {**(document.get(kind) or {}), **former} for kind, former in (document.get("as_closed") or {}).items()}
    facts = {kind: {name: item for name, item in standing.items() if item is not None} for kind, standing in before.items()}
    return {**document, **facts}


def facts_of(document: Document, *, staff_no: str, month: str, posts: Iterable[Mapping[str, Any]], zone: tzinfo | None) -> MonthFacts:
    """The facts of the month, moments in the organisation's zone."""
    return MonthFacts(
        staff_no,
        month,
        roster=roster_of(document),
        punches=tuple(_punch(item, zone) for item in _values(document, "punches")),
        leave=tuple(_span(item) for item in _values(document, "leave")),
        calls=tuple(_call(item, zone) for item in _values(document, "calls")),
        sessions=tuple(_session(item) for item in _values(document, "sessions") if "moved_to" not in item),
        attempts=tuple(_attempt(item, zone) for item in _values(document, "attempts")),
        offsets=tuple(Offset(date.fromisoformat(item["day"]), item["kind"]) for item in _values(document, "offsets") if item["in_force"]),
        posts=tuple((date.fromisoformat(str(post["since"])), tuple(post["roles"])) for post in posts),
    )


def roster_of(document: Document) -> tuple[Shift, ...]:
    """The shifts as they stand, by day: the planned ones without those swapped away, and those swapped in."""
    return tuple(shift_of(row) for row in standing_rows(document))


def standing_rows(document: Document) -> list[Mapping[str, Any]]:
    """The rows of the roster as it stands."""
    swaps = _values(document, "swaps")
    gone = {swap["gave"] for swap in swaps if swap.get("gave")}
    rows = [*_values(document, "roster"), *(swap["got"] for swap in swaps if swap.get("got"))]
    return sorted((row for row in rows if row["shift_id"] not in gone), key=lambda row: (row["day"], row["shift_id"]))


def shift_of(row: Mapping[str, Any]) -> Shift:
    """A stored row as a shift."""
    return Shift(
        row["shift_id"], date.fromisoformat(row["day"]), row["kind"], _time(row.get("start")), _time(row.get("end")), row.get("place")
    )


def row_of(shift: Shift) -> dict[str, Any]:
    """A shift as a stored row."""
    hours = {name: when.strftime("%H:%M") if when else None for name, when in (("start", shift.start), ("end", shift.end))}
    return {"shift_id": shift.shift_id, "day": shift.day.isoformat(), "kind": shift.kind, "place": shift.place, **hours}


def later_outs(punches: Mapping[str, Any], *, known: Mapping[str, datetime], zone: tzinfo | None) -> dict[str, datetime]:
    """The latest out-punch of each day on which one of these is later than what is known."""
    outs: dict[str, datetime] = {}
    for item in punches.values():
        if item["direction"] == "out":
            day = _local(item["at"], zone).date().isoformat()
            outs[day] = max(item["at"], outs.get(day) or known.get(day) or item["at"])
    return {day: at for day, at in outs.items() if known.get(day) != at}


def next_unjudged(facts: MonthFacts, *, until: date | None) -> str:
    """The first day after ``until`` on which there will be something to judge, as text; ``NEVER`` when there is none."""
    days = [shift.day for shift in facts.roster if shift.scheduled]
    days += [session.day for session in facts.sessions]
    days += [attempt.attempted_at.date() for attempt in facts.attempts]
    days += [span.from_date for span in facts.leave if span.part_of_day]
    inside = (day for day in days if f"{day:%Y-%m}" == facts.month and (until is None or day > until))
    return min((day.isoformat() for day in inside), default=NEVER)


def figures_of(month: Month) -> dict[str, Any]:
    """The month's figures as JSON values: days and decimals as text."""
    return {
        "late_early": [
            {"date": _day(item.date), "kind": item.kind, "minutes": item.minutes, "free": item.free, "points": plain(item.points),
             "because": list(item.because)}
            for item in month.late_early
        ],
        "late_early_count": month.late_early_count,
        "free_used": month.free_used,
        "extra_points": plain(month.extra_points),
        "points": plain(month.points),
        "absences": [
            {"date": _day(item.date), **_size(item.days), "sources": list(item.sources), "because": list(item.because)}
            for item in month.absences
        ],
        "absence_days": plain(in_decimals(month.absence_days)),
        "leave": {
            kind: {"days": item.days, "hours": plain(in_decimals(item.hours)), "because": list(item.because)}
            for kind, item in month.leave.items()
        },
        "other_events": [
            {"date": _day(item.date), "kind": item.kind, "minutes": item.minutes, "source": item.source, "because": list(item.because)}
            for item in month.other_events
        ],
        "performance_score": None if month.performance_score is None else plain(month.performance_score),
        "because": list(month.because),
    }  # fmt: skip


def _size(days: Fraction) -> dict[str, str]:
    """Days of absence as they are shown, and as they are where that is something else."""
    shown, exactly = plain(in_decimals(days)), exact(days)
    return {"days": shown} if shown == exactly else {"days": shown, "exactly": exactly}


def days_of(month: Month) -> list[dict[str, Any]]:
    """The judged days as a year's look needs them, their absence unrounded."""
    return [{"date": _day(day.date), "scheduled": day.scheduled, "absence": exact(day.absence)} for day in month.days]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The figures that differ, each ``[before, after]``."""
    return {name: [before.get(name), after.get(name)] for name in FIGURES if before.get(name) != after.get(name)}


def _values(document: Document, name: str) -> list[Mapping[str, Any]]:
    return list((document.get(name) or {}).values())


def _punch(item: Mapping[str, Any], zone: tzinfo | None) -> Punch:
    return Punch(item["punch_id"], _local(item["at"], zone), item["direction"], item.get("device") or "")


def _span(item: Mapping[str, Any]) -> LeaveSpan:
    return LeaveSpan(
        item["request_no"], item["type"], date.fromisoformat(item["from_date"]), date.fromisoformat(item["to_date"]),
        _time(item.get("from_time")), _time(item.get("to_time")), item["outcome"], item.get("reason"), tuple(item["because"]),
        bool(item.get("late_notice")),
    )  # fmt: skip


def _call(item: Mapping[str, Any], zone: tzinfo | None) -> LateCall:
    moment = _local(item["called_at"], zone)
    return LateCall(date.fromisoformat(item["for_date"]), moment, item["to_superior"], item["reason"], item["notice_no"])


def _session(item: Mapping[str, Any]) -> Session:
    begin, end = time.fromisoformat(item["start"]), time.fromisoformat(item["end"])
    return Session(item["event_no"], item["kind"], date.fromisoformat(item["day"]), begin, end, item["attendance"], item["minutes"])


def _attempt(item: Mapping[str, Any], zone: tzinfo | None) -> Attempt:
    later = (item.get("on_job_until"), item.get("called_back_at"))
    return Attempt(item["attempt_no"], _local(item["attempted_at"], zone), *(None if at is None else _local(at, zone) for at in later))


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _local(moment: datetime, zone: tzinfo | None) -> datetime:
    return moment.astimezone(zone)


def _day(day: date) -> str:
    return day.isoformat()
