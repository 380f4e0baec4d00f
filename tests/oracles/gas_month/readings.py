"""The month's readings and what is reported of them (format 2, readings.csv and keys MET-03 to MET-20, BIL-08)."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from oracles.gas_month.registers import CLASSES, HISTORY_MONTHS, Meter, Registers
from oracles.tables import (
    Row,
    after_working_days,
    day,
    first_that_applies,
    moment,
    money,
    number,
    percent,
    reaches,
    refusal,
    volume,
)

FIGURES = ("base_reading", "cumulative", "remaining")


@dataclass(frozen=True, eq=False)
class Reading:
    """An accepted row; ``volume`` is the consumption, None of a missed one."""

    row: Row
    meter: Meter
    volume: Decimal | None

    @property
    def at(self) -> datetime:
        return moment(self.row["read_at"])

    @property
    def on(self) -> date:
        return self.at.date()


@dataclass(frozen=True)
class Readings:
    """``accepted`` in the order in which they were judged; ``of_meters`` the month's reading of each meter that has one."""

    accepted: list[Reading]
    of_meters: dict[str, Reading]
    refused: list[dict]


def judged(registers: Registers, found: list[Row]) -> Readings:
    """Rows are judged in the order of read_at (ties: file order)."""
    accepted, of_meters, refused = [], {}, []
    for row in sorted(found, key=lambda row: row["read_at"]):
        reason = _fault(registers, row, of_meters)
        if reason:
            refused.append(refusal(row, "meter_no", reason))
            continue
        regular = row["kind"] == "regular"
        consumed = number(row["base_reading"]) - registers.previous(row["meter_no"]) if regular else None
        accepted.append(Reading(row, registers.meters[row["meter_no"]], consumed))
        if regular:
            of_meters[row["meter_no"]] = accepted[-1]
    return Readings(accepted, of_meters, refused)


def _fault(registers: Registers, row: Row, of_meters: dict[str, Reading]) -> str | None:
    meter, on, missed = registers.meters.get(row["meter_no"]), moment(row["read_at"]).date(), row["kind"] == "missed"
    return first_that_applies(
        ("unknown_meter", lambda: meter is None),
        ("reader_not_allowed", lambda: registers.roles.get(row["reader"]) != "meter_reader"),
        ("outside_period", lambda: not registers.first <= on <= registers.last),
        ("meter_not_gas_on", lambda: not meter.gas_on(on)),
        ("estimated_reading", lambda: row["kind"] == "estimated"),
        ("missed_reason_missing", lambda: missed and not row["missed_reason"]),
        ("commercial_values_incomplete", lambda: meter.kind == "commercial" and not missed and not all(row[name] for name in FIGURES)),
        ("invalid_value", lambda: _invalid(row)),
        ("duplicate_reading", lambda: row["meter_no"] in of_meters),
        ("lower_than_previous", lambda: not missed and number(row["base_reading"]) < registers.previous(row["meter_no"])),
    )


def _invalid(row: Row) -> bool:
    """A given value is not a number or is negative; base reading empty; unknown kind."""
    given = [number(row[name]) for name in FIGURES if row[name]]
    empty = row["kind"] == "regular" and not row["base_reading"]
    return row["kind"] not in {"regular", "missed"} or empty or any(value is None or value < 0 for value in given)


def reports(registers: Registers, readings: Readings, *, sheets: list[Row], entered: list[Row]) -> dict:
    """Keys MET-03 to MET-16, MET-20 and BIL-08; ``entered`` are all rows, whatever became of them."""
    refused = Counter(refused["reason"] for refused in readings.refused)
    windows = registers.policies["reading_window"]
    return {
        "MET-03": {**_unread(registers, readings), "estimated_refused": refused["estimated_reading"]},
        "MET-04": {"incomplete_refused": refused["commercial_values_incomplete"]},
        "MET-20": {"not_gas_on_refused": refused["meter_not_gas_on"]},
        **{rule: _read_rate(registers, readings, class_) for rule, class_ in zip(("MET-05", "MET-06", "MET-07"), CLASSES, strict=True)},
        "MET-08": _out_of_window(readings, windows["commercial"], kinds=("commercial",)),
        "MET-15": _out_of_window(readings, windows["visit"], kinds=("commercial", "public_welfare")),
        "MET-09": _entered_late(registers, readings),
        "MET-10": _by_day_and_reader(readings),
        "MET-11": {class_: _consumption(readings, class_) for class_ in CLASSES},
        "MET-12": _anomalies(readings),
        "MET-13": _missing(sheets, entered),
        "MET-16": _appointments(registers, readings),
        "BIL-08": _abnormal(registers, readings),
    }


def _is_read(registers: Registers, readings: Readings, meter: Meter) -> bool:
    """MET-07 is per calendar quarter: an opening reading of kind regular dated in the quarter counts as read."""
    if meter.number in readings.of_meters:
        return True
    opening = registers.opening.get(meter.number)
    if meter.class_ != "indoor_residential" or opening is None or opening["kind"] != "regular":
        return False
    return registers.quarter_begins <= day(opening["read_on"]) <= registers.last


def _unread(registers: Registers, readings: Readings) -> dict:
    """The reason is that of the last accepted missed row, else no_record."""
    reasons = {reading.meter.number: reading.row["missed_reason"] for reading in readings.accepted if reading.volume is None}
    unread = [meter for class_ in CLASSES for meter in registers.due_meters(class_) if not _is_read(registers, readings, meter)]
    missed = [
        {"meter_no": meter.number, "class": meter.class_, "reason": reasons.get(meter.number, "no_record")}
        for meter in sorted(unread, key=lambda meter: meter.number)
    ]
    return {"missed": missed, "missed_count": len(missed)}


def _read_rate(registers: Registers, readings: Readings, class_: str) -> dict:
    due = registers.due_meters(class_)
    read = [meter for meter in due if _is_read(registers, readings, meter)]
    target = registers.policies["reading_targets"][class_]
    rate = {"rate_percent": percent(len(read), len(due)), "target_percent": target, "pass": reaches(len(read), len(due), target)}
    split = {
        kind: {"due": sum(meter.kind == kind for meter in due), "read": sum(meter.kind == kind for meter in read)}
        for kind in ("commercial", "public_welfare")
    }
    return {"class": class_, "due": len(due), "read": len(read), **rate, **(split if class_ == "commercial" else {})}


def _out_of_window(readings: Readings, window: list[int], *, kinds: tuple[str, ...]) -> dict:
    """Days of the month, both included; weekends are no exception."""
    outside = [
        {"meter_no": meter_no, "read_on": reading.on.isoformat()}
        for meter_no, reading in sorted(readings.of_meters.items())
        if reading.meter.kind in kinds and not window[0] <= reading.on.day <= window[1]
    ]
    return {"window": window, "out_of_window": outside, "count": len(outside)}


def _entered_late(registers: Registers, readings: Readings) -> dict:
    late = []
    for reading in sorted(readings.accepted, key=lambda reading: reading.row.line):
        limit = after_working_days(reading.on, registers.policies["entry_limit_working_days"], registers.holidays)
        entered = day(reading.row["entered_on"])
        if entered and entered > limit:
            days = {"read_on": reading.on.isoformat(), "entered_on": entered.isoformat(), "limit": limit.isoformat()}
            late.append({"line": reading.row.line, "meter_no": reading.meter.number, **days})
    return {"late_entries": late, "count": len(late)}


def _by_day_and_reader(readings: Readings) -> list[dict]:
    """Due = read and missed of accepted rows; days without such rows have no report."""
    groups = defaultdict(list)
    for reading in readings.accepted:
        groups[reading.on.isoformat(), reading.row["reader"]].append(reading)
    found = []
    for (on, reader), of_day in sorted(groups.items()):
        read = sum(reading.volume is not None for reading in of_day)
        counts = {"due": len(of_day), "read": read, "missed": len(of_day) - read, "rate_percent": percent(read, len(of_day))}
        found.append({"date": on, "reader": reader, **counts, "anomalies": sum(bool(reading.row["anomaly"]) for reading in of_day)})
    return found


def _consumption(readings: Readings, class_: str) -> dict:
    volumes = [reading.volume for reading in readings.of_meters.values() if reading.meter.class_ == class_]
    return {"accepted_readings": len(volumes), "volume": volume(sum(volumes, Decimal(0))), "zero_readings": volumes.count(0)}


def _anomalies(readings: Readings) -> dict:
    """Of accepted rows, also of missed ones."""
    found = [
        {"meter_no": reading.meter.number, "type": reading.row["anomaly"], "reported_on": reading.on.isoformat()}
        for reading in sorted(readings.accepted, key=lambda reading: reading.meter.number)
        if reading.row["anomaly"]
    ]
    return {"anomalies": found, "count": len(found)}


def _missing(sheets: list[Row], entered: list[Row]) -> dict:
    """Sheets never returned; pages of returned ones on which no row was entered (refused rows prove the page too)."""
    proven = {(row["sheet_no"], row["page"]) for row in entered}
    pages = [
        {"sheet_no": sheet["sheet_no"], "page": page}
        for sheet in sheets
        if sheet["returned_on"]
        for page in range(1, int(sheet["pages"] or 0) + 1)
        if (sheet["sheet_no"], str(page)) not in proven
    ]
    return {"missing_sheets": sorted(sheet["sheet_no"] for sheet in sheets if not sheet["returned_on"]), "missing_pages": pages}


def _appointments(registers: Registers, readings: Readings) -> dict:
    """Late = arrival more than the tolerance after the appointment."""
    kept = sorted((reading for reading in readings.accepted if reading.row["appointment_at"]), key=lambda reading: reading.row.line)
    late = []
    for reading in kept:
        minutes = int((reading.at - moment(reading.row["appointment_at"])).total_seconds()) // 60
        if minutes > registers.policies["appointment_tolerance_minutes"]:
            late.append({"line": reading.row.line, "meter_no": reading.meter.number, "minutes": minutes})
    punctual = percent(len(kept) - len(late), len(kept))
    return {"appointments": len(kept), "late": late, "late_count": len(late), "punctual_percent": punctual}


def _abnormal(registers: Registers, readings: Readings) -> dict:
    """Differs from the mean by more than anomaly_pct: exactly that is not abnormal; fewer than 3 months are not tested."""
    found = []
    for meter_no, reading in sorted(readings.of_meters.items()):
        months = registers.recent_months(meter_no)
        mean = sum(months) / Decimal(HISTORY_MONTHS)
        allowed = sum(months) * Decimal(str(registers.policies["anomaly_pct"]))
        if len(months) == HISTORY_MONTHS and abs(reading.volume * HISTORY_MONTHS - sum(months)) * 100 > allowed:
            direction = "up" if reading.volume > mean else "down"
            found.append({"meter_no": meter_no, "volume": volume(reading.volume), "mean": money(mean), "direction": direction})
    return {"anomalies": found, "count": len(found)}
