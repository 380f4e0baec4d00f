"""What each fact of another service counts as (ATT-07, ATT-10, TRN-09, DIS-50, DIS-51, CMP-24, MET-14, BIL-29)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kefu.figures import in_decimals
from kefu_performance.rules.facts import Entry, Fact

NOTHING: tuple[Entry, ...] = ()


def entries_of(fact: Fact) -> tuple[Entry, ...]:
    """What counts of a fact in its newest state; nothing of what has been reversed, suspended or withdrawn."""
    read = READERS.get(fact.kind)
    return tuple(read(fact)) if read else NOTHING


def all_entries(facts: Sequence[Fact], *, month: str) -> tuple[Entry, ...]:
    """What counts for a month, in an order that does not depend on that of the facts."""
    found = [entry for fact in facts for entry in entries_of(fact) if entry.month == month]
    return tuple(sorted(found, key=_order))


def _order(entry: Entry) -> tuple[str, str, str, str]:
    return (str(entry.on or ""), entry.kind, entry.source, str(entry.measure))


def _attendance(fact: Fact) -> Iterator[Entry]:
    """Lateness and early leave with the points attendance gave them, the extra points once, and days of absence."""
    _, told = fact.latest("month")
    if not told:
        return
    month, because = str(told["month"]), tuple(told.get("because", ()))
    for event in told.get("late_early", ()):
        yield Entry(
            event["kind"], fact.source, month, _day(event["date"]), _number(event["minutes"]), -_number(event["points"]), _ids(event)
        )
    extra = _number(told.get("extra_points"))
    if extra:
        cited = tuple(rule for rule in because if rule in ("ATT-10", "DIS-51")) or ("ATT-10", "DIS-51")
        yield Entry("extra_points", fact.source, month, None, _number(told.get("late_early_count")), -extra, cited)
    for absence in told.get("absences", ()):
        yield _absence(fact, month=month, day=absence["date"], days=_days(absence), because=_ids(absence))


def _attendance_adjustment(fact: Fact) -> Iterator[Entry]:
    """What a closed month would have cost or not, listed in the next open one: points, and days of absence more or, negative, fewer."""
    _, told = fact.latest("adjusted")
    differences = (told.get("differences") or {}) if told else {}
    change = differences.get("points")
    if change:
        points = _number(change[0]) - _number(change[1])
        yield Entry("attendance_adjustment", fact.source, str(told["listed_in"]), _day(told["found_on"]), None, points, _ids(told))
    before, after = ({item["date"]: item for item in found or ()} for found in differences.get("absences") or ((), ()))
    for day in sorted(before.keys() | after.keys()):
        was, now = before.get(day, {}), after.get(day, {})
        days = _days(now) - _days(was)
        if days:
            yield _absence(fact, month=str(told["listed_in"]), day=day, days=days, because=_ids(now or was))


def _absence(fact: Fact, *, month: str, day: Any, days: Fraction, because: tuple[str, ...]) -> Entry:
    return Entry("absence", fact.source, month, _day(day), in_decimals(days), None, because, days)


def _days(absence: Mapping[str, Any]) -> Fraction:
    """Days of absence unrounded: as attendance tells them where no decimal says it, else as they are shown."""
    return Fraction(str(absence.get("exactly") or absence.get("days") or 0))


def _session(fact: Fact) -> Iterator[Entry]:
    _, told = fact.latest("attended")
    if told and told["attendance"] in ("late", "late_beyond_grace", "missed"):
        kind = "session_missed" if told["attendance"] == "missed" else "session_late"
        yield Entry(kind, fact.source, _month(told["date"]), _day(told["date"]), _number(told["minutes"]), None, _ids(told))


def _exam(fact: Fact) -> Iterator[Entry]:
    """A score in a training is a reference; a zero for a missed make-up is one of its own."""
    name, told = fact.latest("scored", "missed")
    if name == "scored":
        kind = "exam_zero" if told["result"] == "make_up_missed" else "exam"
        yield Entry(kind, fact.source, _month(told["date"]), _day(told["date"]), _number(told["score"]), None, (*_ids(told), "TRN-09"))


def _penalty(fact: Fact) -> Iterator[Entry]:
    """A penalty in force; the newest of effective, suspended and reversed decides, the newest of amounts is its amount."""
    state, _ = fact.latest("effective", "suspended", "reversed")
    told = fact.told.get("effective")
    if state != "effective" or told is None:
        return
    _, amount = fact.latest("effective", "reduced")
    yield Entry(
        "penalty", fact.source, _month(told["effective_on"]), _day(told["effective_on"]), _number(amount.get("amount")), None, _ids(told)
    )


def _complaint(fact: Fact) -> Iterator[Entry]:
    name, told = fact.latest("confirmed", "unconfirmed")
    if name == "confirmed" and told.get("own_fault", True):
        yield Entry("complaint", fact.source, _month(told["confirmed_on"]), _day(told["confirmed_on"]), None, None, _ids(told))


def _reading(fact: Fact) -> Iterator[Entry]:
    """A reader's month: the read rate, and errors of entry (MET-14)."""
    _, told = fact.latest("consolidated")
    if told and told.get("rate_percent") is not None:
        yield Entry("read_rate", fact.source, str(told["period"]), None, _number(told["rate_percent"]), None, ("MET-14",))
        if _number(told.get("errors")):
            yield Entry("reading_errors", fact.source, str(told["period"]), None, _number(told["errors"]), None, ("MET-14",))


def _till(fact: Fact) -> Iterator[Entry]:
    _, told = fact.latest("closed")
    if told and _number(told["difference"]):
        day = told["business_date"]
        yield Entry("till_difference", fact.source, _month(day), _day(day), _number(told["difference"]), None, (*_ids(told), "BIL-29"))


def _charging(fact: Fact) -> Iterator[Entry]:
    _, told = fact.latest("raised")
    if told:
        kind = "serious_finding" if told["severity"] == "serious" else "charging_finding"
        yield Entry(kind, fact.source, _month(told["on"]), _day(told["on"]), None, None, (*_ids(told), "BIL-29"))


def _praise(fact: Fact) -> Iterator[Entry]:
    _, told = fact.latest("praised")
    if told:
        yield Entry("praise", fact.source, _month(told["on"]), _day(told["on"]), None, None, tuple(told.get("because") or ("BIL-29",)))


def _adjustment(fact: Fact) -> Iterator[Entry]:
    """A line a leader added, while it is in force."""
    _, told = fact.latest("adjusted")
    if told and told["in_force"]:
        points = _number(told["points"])
        yield Entry("adjustment", fact.source, str(told["month"]), _day(told["decided_on"]), None, points, _ids(told))


READERS: Mapping[str, Callable[[Fact], Iterator[Entry]]] = {
    "attendance": _attendance,
    "attendance_adjustment": _attendance_adjustment,
    "session": _session,
    "exam": _exam,
    "penalty": _penalty,
    "complaint": _complaint,
    "reading": _reading,
    "till": _till,
    "charging": _charging,
    "praise": _praise,
    "adjustment": _adjustment,
}


def _number(value: Any) -> Decimal:
    return Decimal(str(value)) if value not in (None, "") else Decimal(0)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _month(value: Any) -> str:
    return str(value)[:7]


def _ids(told: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(told.get("because") or ())
