"""The reading month: everything the readings of a month amount to, by rule (MET-03 to MET-17, MET-20)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kefu.calendar import last_day
from kefu.figures import percent_text, plain
from kefu.law import Decision, Law, decide
from kefu_metering.rules.rates import CLASS_RULES, MeterInMonth, ReadingInMonth, read_rates, unread_meters
from kefu_metering.rules.reports import PageProof, SheetInMonth, daily_reports, missing_pages, missing_sheets, visit_rate

LAST = 10**9


@dataclass(frozen=True)
class RefusedRow:
    """A line that was refused, with its reason."""

    meter_no: str
    reason: str


@dataclass(frozen=True)
class MonthFacts:
    """What a reading month consists of; ``earlier`` are the lines of the months before in the quarter."""

    period: str
    meters: tuple[MeterInMonth, ...] = ()
    readings: tuple[ReadingInMonth, ...] = ()
    earlier: tuple[ReadingInMonth, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    sheets: tuple[SheetInMonth, ...] = ()
    proofs: tuple[PageProof, ...] = ()
    slip_meters: frozenset[str] = frozenset()

    @property
    def regular(self) -> tuple[ReadingInMonth, ...]:
        """The accepted readings, without missed meters."""
        return tuple(reading for reading in self.readings if reading.kind == "regular")


def findings(month: MonthFacts, *, law: Law) -> Decision[Mapping[str, Any]]:
    """What the readings of a month amount to, keyed by rule (MET-11; doc 2 l.147)."""
    rates = read_rates(month.period, meters=month.meters, readings=month.earlier + month.readings, law=law)
    refused = Counter(row.reason for row in month.refused)
    found = {
        "MET-03": _missed(month, estimated=refused["estimated_reading"], law=law),
        "MET-04": {"incomplete_refused": refused["commercial_values_incomplete"]},
        **rates.outcome,
        "MET-08": _outside(month, window="commercial", flag="outside_commercial_window", law=law),
        "MET-09": _late_entries(month.readings),
        "MET-10": daily_reports(month.readings, law=law).outcome,
        "MET-11": {name: _totals(month.regular, reading_class=name) for name in CLASS_RULES},
        "MET-12": _anomalies(month.readings),
        "MET-13": _sheets(month, law=law),
        "MET-15": _outside(month, window="visit", flag="outside_visit_window", law=law),
        "MET-16": _appointments(month, law=law),
        "MET-17": {"readings_without_slip": _without_slip(month)},
        "MET-20": {"not_gas_on_refused": refused["meter_not_gas_on"]},
    }
    return decide(found, law.clause("MET-11"), *rates.because, period=month.period)


def _missed(month: MonthFacts, *, estimated: int, law: Law) -> dict[str, Any]:
    unread = unread_meters(month.period, meters=month.meters, readings=month.earlier + month.readings, law=law).outcome
    return {"missed": unread, "missed_count": len(unread), "estimated_refused": estimated}


def _outside(month: MonthFacts, *, window: str, flag: str, law: Law) -> dict[str, Any]:
    outside = [
        {"meter_no": reading.meter_no, "read_on": reading.read_on.isoformat()}
        for reading in _by_meter(month.regular)
        if flag in reading.flags
    ]
    days = law.value("reading_window", on=last_day(month.period)).value[window]
    return {"window": list(days), "out_of_window": outside, "count": len(outside)}


def _late_entries(readings: Iterable[ReadingInMonth]) -> dict[str, Any]:
    late = [
        {
            "line": reading.line, "meter_no": reading.meter_no, "read_on": reading.read_on.isoformat(),
            "entered_on": str(reading.entered_on), "limit": reading.entry_limit.isoformat(),
        }
        for reading in _by_line(readings)
        if reading.entered_late
    ]  # fmt: skip
    return {"late_entries": late, "count": len(late)}


def _totals(regular: Iterable[ReadingInMonth], *, reading_class: str) -> dict[str, Any]:
    volumes = [reading.volume or Decimal(0) for reading in regular if reading.reading_class == reading_class]
    return {"accepted_readings": len(volumes), "volume": plain(sum(volumes, Decimal(0))), "zero_readings": sum(not v for v in volumes)}


def _anomalies(readings: Iterable[ReadingInMonth]) -> dict[str, Any]:
    found = [
        {"meter_no": reading.meter_no, "type": reading.anomaly, "reported_on": reading.read_on.isoformat()}
        for reading in _by_meter(readings)
        if reading.anomaly is not None
    ]
    return {"anomalies": found, "count": len(found)}


def _sheets(month: MonthFacts, *, law: Law) -> dict[str, Any]:
    return {
        "missing_sheets": missing_sheets(month.sheets, law=law).outcome,
        "missing_pages": missing_pages(month.sheets, proofs=month.proofs, law=law).outcome,
    }


def _appointments(month: MonthFacts, *, law: Law) -> dict[str, Any]:
    agreed = [reading for reading in _by_line(month.readings) if reading.appointment_at is not None]
    late = [reading for reading in agreed if reading.minutes_late is not None]
    read = sum(reading.kind == "regular" for reading in agreed)
    return {
        "appointments": len(agreed),
        "late": [{"line": reading.line, "meter_no": reading.meter_no, "minutes": reading.minutes_late} for reading in late],
        "late_count": len(late),
        "punctual_percent": percent_text(len(agreed) - len(late), whole=len(agreed)),
        **visit_rate(len(agreed), read=read, on=last_day(month.period), law=law).outcome,
    }


def _without_slip(month: MonthFacts) -> list[str]:
    commercial = {reading.meter_no for reading in month.regular if reading.reading_class == "commercial"}
    return sorted(commercial - month.slip_meters)


def _by_meter(readings: Iterable[ReadingInMonth]) -> list[ReadingInMonth]:
    return sorted(readings, key=lambda reading: (reading.meter_no, reading.read_at))


def _by_line(readings: Iterable[ReadingInMonth]) -> list[ReadingInMonth]:
    return sorted(readings, key=lambda reading: (reading.line or LAST, reading.meter_no, reading.read_at))
