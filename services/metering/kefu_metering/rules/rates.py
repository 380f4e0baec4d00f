"""Read rates: which meters were due, which of them were read, and whether their class reaches its target (MET-03, MET-05 to MET-07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kefu.calendar import first_day, last_day, month_of, months_after
from kefu.figures import percent_text, whole_or_text
from kefu.law import Citation, Decision, Law, decide
from kefu_metering.rules.meters import GasPeriod, due_at, reading_class
from kefu_metering.rules.readings import late

CLASS_RULES = {"commercial": "MET-05", "outdoor_residential": "MET-06", "indoor_residential": "MET-07"}
NO_RECORD = "no_record"


@dataclass(frozen=True)
class Opening:
    """The figure a meter started with here: ``regular`` is a reading of an earlier round."""

    kind: str | None
    read_on: date | None


@dataclass(frozen=True)
class MeterInMonth:
    """What of a meter decides whether it was due and counts as read."""

    meter_no: str
    customer_kind: str
    position: str | None
    gas: tuple[GasPeriod, ...]
    opening: Opening | None = None
    predecessor: str | None = None

    @property
    def reading_class(self) -> str | None:
        """The class whose target applies; None of a resident's meter whose position is not known."""
        return reading_class(self.customer_kind, position=self.position)


@dataclass(frozen=True)
class ReadingInMonth:
    """An accepted line of a sheet: a reading, or a missed meter."""

    meter_no: str
    period: str
    kind: str
    customer_kind: str
    reading_class: str | None
    reader: str
    read_at: datetime
    entered_on: date | None
    entry_limit: date
    volume: Decimal | None = None
    missed_reason: str | None = None
    anomaly: str | None = None
    appointment_at: datetime | None = None
    minutes_late: int | None = None
    flags: tuple[str, ...] = ()
    line: int | None = None
    errors: int = 0

    @property
    def read_on(self) -> date:
        """The day of the reading."""
        return self.read_at.date()

    @property
    def entered_late(self) -> bool:
        """Whether it is known to have been entered after its limit (MET-09)."""
        return late(self.entered_on, limit=self.entry_limit)


def cycle_months(period: str, *, months: int) -> tuple[str, ...]:
    """The months of the period's reading cycle up to the period itself: a calendar quarter's for 3."""
    start = first_day(period)
    offset = (start.month - 1) % months
    return tuple(months_after(period, -back) for back in range(offset, -1, -1))


def month_rate(due: int, *, read: int, reading_class: str, on: date, law: Law) -> Decision[Mapping[str, Any]]:
    """Whether a class reaches its target, compared unrounded (MET-05, MET-06, MET-07; doc 2 l.145)."""
    targets = law.value("reading_targets", on=on)
    target = targets.value[reading_class]
    outcome = {
        "class": reading_class, "due": due, "read": read, "rate_percent": percent_text(read, whole=due),
        "target_percent": whole_or_text(target), "pass": None if due == 0 else read * 100 >= target * due,
    }  # fmt: skip
    return decide(outcome, law.clause(CLASS_RULES[reading_class]), targets, due=due, read=read)


@dataclass(frozen=True)
class Round:
    """The meters due in a month, and which of them count as read in their cycle."""

    due: tuple[MeterInMonth, ...]
    read: frozenset[str]
    reasons: Mapping[str, str] = field(default_factory=dict)

    def of(self, reading_class: str) -> tuple[MeterInMonth, ...]:
        """The meters due of a class."""
        return tuple(meter for meter in self.due if meter.reading_class == reading_class)


def round_of(period: str, *, meters: Iterable[MeterInMonth], readings: Iterable[ReadingInMonth], law: Law) -> Round:
    """The round of a month: ``readings`` are those of the months of the longest cycle (MET-05 to MET-07)."""
    end = last_day(period)
    cycles = law.value("reading_cycle_months", on=end).value
    months: dict[str | None, tuple[str, ...]] = {name: cycle_months(period, months=int(count)) for name, count in cycles.items()}
    months[None] = (period,)
    readings = sorted(readings, key=lambda reading: reading.read_at)
    regular = {(reading.meter_no, reading.period) for reading in readings if reading.kind == "regular"}
    due = tuple(meter for meter in meters if due_at(end, gas=meter.gas))
    read = frozenset(
        meter.meter_no
        for meter in due
        if _read_in(months[meter.reading_class], meter=meter, regular=regular, earlier_rounds=cycles.get(meter.reading_class, 1) > 1)
    )
    reasons = {}
    for reading in readings:
        if reading.kind == "missed" and reading.period in months[reading.reading_class]:
            reasons[reading.meter_no] = reading.missed_reason or NO_RECORD
    return Round(due, read, reasons)


def _read_in(months: tuple[str, ...], *, meter: MeterInMonth, regular: set[tuple[str, str]], earlier_rounds: bool) -> bool:
    """Whether the meter, or the one it replaced, was read in the months, by an earlier round too where a cycle has several (MET-07)."""
    numbers = [meter.meter_no, *filter(None, [meter.predecessor])]
    if any((number, month) in regular for number in numbers for month in months):
        return True
    read_on = meter.opening.read_on if meter.opening is not None and meter.opening.kind == "regular" else None
    return earlier_rounds and read_on is not None and month_of(read_on) in months


def read_rates(
    period: str, *, meters: tuple[MeterInMonth, ...], readings: tuple[ReadingInMonth, ...], law: Law
) -> Decision[Mapping[str, Mapping[str, Any]]]:
    """The rate of each class in the month, commercial also by kind (MET-05, MET-06, MET-07)."""
    done = round_of(period, meters=meters, readings=readings, law=law)
    rates = {}
    because: list[Citation] = []
    for name, rule in CLASS_RULES.items():
        due = done.of(name)
        rate = month_rate(len(due), read=_read(due, done=done), reading_class=name, on=last_day(period), law=law)
        rates[rule] = {**rate.outcome, **(_by_kind(due, done=done) if name == "commercial" else {})}
        because.extend(citation for citation in rate.because if citation not in because)
    return decide(rates, *because, period=period)


def _read(due: Iterable[MeterInMonth], *, done: Round) -> int:
    return sum(meter.meter_no in done.read for meter in due)


def _by_kind(due: tuple[MeterInMonth, ...], *, done: Round) -> dict[str, dict[str, int]]:
    kinds = {kind: [meter for meter in due if meter.customer_kind == kind] for kind in ("commercial", "public_welfare")}
    return {kind: {"due": len(of_kind), "read": _read(of_kind, done=done)} for kind, of_kind in kinds.items()}


def unread_meters(
    period: str, *, meters: tuple[MeterInMonth, ...], readings: tuple[ReadingInMonth, ...], law: Law
) -> Decision[list[dict[str, str | None]]]:
    """The meters due and not read, with the reason last given (MET-03; doc 2 l.144)."""
    done = round_of(period, meters=meters, readings=readings, law=law)
    unread = sorted((meter for meter in done.due if meter.meter_no not in done.read), key=lambda meter: meter.meter_no)
    listed: list[dict[str, str | None]] = [
        {"meter_no": meter.meter_no, "class": meter.reading_class, "reason": done.reasons.get(meter.meter_no, NO_RECORD)}
        for meter in unread
    ]
    return decide(listed, law.clause("MET-03"), period=period)
