"""Judging a line of a sheet: the same for one line and for thousands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.store import digest
from kefu_messages.errors import UnknownMeter
from kefu_metering import facts, rules
from kefu_metering.judged import Judge, Judged
from kefu_metering.service.open_months import ReadMonths


def judge_line(
    data: Mapping[str, Any],
    *,
    invalid: Iterable[str],
    meter: Mapping[str, Any] | None,
    found: Mapping[str, Mapping[str, Any]],
    roles: frozenset[str],
    months: ReadMonths,
    judge: Judge,
    entered_on: date | None,
    today: date,
    entered_by: str | None,
    number: int | None,
) -> Judged:
    """The line with everything decided about it; ``found`` are the meter's readings by month.

    Raises what the line is refused for, in the order of the regulation (see ``accept_reading``).
    """
    if meter is None:
        raise UnknownMeter(meter_no=data.get("meter_no", ""))
    period = facts.period_of(data.get("read_at")) or ""
    earlier = [found[month] for month in months.before(period) if month in found]
    register = facts.register_of(meter, earlier=earlier[0] if earlier else None, first_figure=_first_figure(judge, today))
    reading = rules.accept_reading(
        facts.line_of(data, invalid=invalid), meter=facts.meter_facts(meter, register=register),
        reader_roles=roles, open_months=months.open, already_read=period in found,
        read_later=any(month in found for month in months.after(period)), law=judge.law,
    )  # fmt: skip
    return _with_the_rest(
        data, meter=meter, period=period, earlier=earlier, reading=reading, judge=judge, entered_on=entered_on,
        entered_by=entered_by or data["reader"], number=number, carried_over=register.carried_over,
    )  # fmt: skip


def _with_the_rest(
    data: Mapping[str, Any],
    *,
    meter: Mapping[str, Any],
    period: str,
    earlier: list[Mapping[str, Any]],
    reading: Any,
    judge: Judge,
    entered_on: date | None,
    entered_by: str,
    number: int | None,
    carried_over: Decimal,
) -> Judged:
    read_at = data["read_at"]
    recent = facts.history_of(meter, earlier=earlier, before=period)
    appointment = data.get("appointment_at")
    counted = reading.outcome
    return Judged(
        data=data, meter=meter, period=period, read_at=read_at, entered_on=entered_on, entered_by=entered_by, line=number, recent=recent,
        carried_over=carried_over, reading=reading, window=judge.windows(read_at.date(), meter["customer_kind"]),
        entry=judge.entry(entered_on, read_at.date()),
        appointment=rules.appointment_kept(read_at, appointment_at=appointment, law=judge.law) if appointment else None,
        suspicion=rules.suspected_anomaly(counted.volume, recent=recent, on=read_at.date(), law=judge.law) if counted else None,
    )  # fmt: skip


def _first_figure(judge: Judge, today: date) -> Decimal:
    return Decimal(judge.law.value("first_figure", on=today).value)


def key_of(judged: Judged, *, operation: str) -> str:
    """A reading is its meter's only one of the month; a missed visit is one of several."""
    key = facts.reading_key(judged.meter["meter_no"], judged.period)
    return key if judged.kind == "regular" else f"{key}/{digest(operation)}"
