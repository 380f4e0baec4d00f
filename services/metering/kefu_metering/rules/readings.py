"""Readings: which line of a sheet is accepted, whether it was read and entered when it should, what a correction makes of it.

MET-03, MET-04, MET-08, MET-09, MET-15, MET-16, MET-19, MET-20.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kefu.calendar import calendar_in, month_of
from kefu.law import Decision, Law, decide
from kefu_messages.errors import UnknownMeter
from kefu_messages.metering import (
    CommercialValuesIncomplete,
    DuplicateReading,
    EstimatedReading,
    InvalidValue,
    LaterReadingExists,
    MeterNotGasOn,
    MissedReasonMissing,
    NothingCorrected,
    OutsidePeriod,
    ReaderNotAllowed,
)
from kefu_metering.rules.consumption import Counted, Register, consumption
from kefu_metering.rules.meters import RESIDENTIAL, GasPeriod, gas_at

READER_ROLE = "meter_reader"
FIGURES = ("base_reading", "cumulative", "remaining")
JUDGED_BY_ITSELF = frozenset({"meter_no", "reader", "read_at"})


@dataclass(frozen=True)
class Line:
    """One line of a reading sheet; ``invalid`` names the fields that are given and cannot be read."""

    meter_no: str
    reader: str
    read_at: datetime | None
    kind: str | None = "regular"
    base_reading: Decimal | None = None
    cumulative: Decimal | None = None
    remaining: Decimal | None = None
    missed_reason: str | None = None
    rolled_over: bool = False
    invalid: tuple[str, ...] = ()

    def lacks(self, name: str) -> bool:
        """Whether the field is empty; a value that cannot be read is not empty."""
        return getattr(self, name) is None and name not in self.invalid


@dataclass(frozen=True)
class MeterFacts:
    """What of a meter decides over its reading."""

    meter_no: str
    customer_kind: str
    state: str
    gas: tuple[GasPeriod, ...]
    register: Register


def accept_reading(
    line: Line,
    *,
    meter: MeterFacts | None,
    reader_roles: frozenset[str],
    open_months: tuple[str, ...],
    already_read: bool,
    read_later: bool = False,
    law: Law,
) -> Decision[Counted | None]:
    """The consumption a line proves, None for a missed meter (MET-03, MET-04, MET-20; doc 2 l.144).

    Raises, in this order, ``unknown_meter``, ``reader_not_allowed``, ``outside_period``, ``meter_not_gas_on``,
    ``estimated_reading``, ``missed_reason_missing``, ``commercial_values_incomplete``, ``invalid_value``,
    ``duplicate_reading``, ``later_reading_exists``, ``lower_than_previous``.
    """
    if meter is None:
        raise UnknownMeter(meter_no=line.meter_no)
    if READER_ROLE not in reader_roles:
        raise ReaderNotAllowed(reader=line.reader)
    read_on = _day_in(open_months, line=line)
    if not gas_at(read_on, gas=meter.gas):
        raise MeterNotGasOn(meter_no=line.meter_no, state=meter.state)
    _refuse_untrue(line, commercial=meter.customer_kind == "commercial")
    if already_read:
        raise DuplicateReading(meter_no=line.meter_no, period=month_of(read_on))
    if read_later:
        raise LaterReadingExists(meter_no=line.meter_no, period=month_of(read_on))
    if line.kind == "missed" or line.base_reading is None:
        return decide(None, law.clause("MET-03"), missed_reason=line.missed_reason)
    counted = consumption(
        line.base_reading, register=meter.register, rolled_over=line.rolled_over, on=read_on, law=law, meter_no=line.meter_no
    )
    return _with_figures(counted, line=line, commercial=meter.customer_kind == "commercial", law=law)


def _day_in(open_months: tuple[str, ...], *, line: Line) -> date:
    """The day of the reading; it lies in a month that is open."""
    if line.read_at is None or month_of(line.read_at.date()) not in open_months:
        raise OutsidePeriod(read_at=line.read_at.isoformat(timespec="minutes") if line.read_at else None)
    return line.read_at.date()


def _refuse_untrue(line: Line, *, commercial: bool) -> None:
    """No estimate, no missed meter without its reason, all figures given and readable (MET-03, MET-04)."""
    if line.kind == "estimated":
        raise EstimatedReading(meter_no=line.meter_no)
    if line.kind == "missed" and line.lacks("missed_reason"):
        raise MissedReasonMissing(meter_no=line.meter_no)
    missing = [name for name in FIGURES if line.lacks(name)]
    if commercial and line.kind != "missed" and missing:
        raise CommercialValuesIncomplete(missing=", ".join(missing))
    unreadable = [name for name in line.invalid if name not in JUDGED_BY_ITSELF]
    unreadable += [name for name in FIGURES if (getattr(line, name) or 0) < 0]
    if line.kind != "missed" and line.lacks("base_reading"):
        unreadable.append("base_reading")
    if unreadable:
        raise InvalidValue(field=unreadable[0])


def _with_figures(counted: Decision[Counted], *, line: Line, commercial: bool, law: Law) -> Decision[Counted | None]:
    if not commercial:
        return Decision(counted.outcome, counted.because, counted.facts)
    facts = {**counted.facts, "cumulative": line.cumulative, "remaining": line.remaining}
    return Decision(counted.outcome, (*counted.because, law.clause("MET-04")), facts)


def windows_missed(read_on: date, *, customer_kind: str, law: Law) -> Decision[tuple[str, ...]]:
    """The windows the reading lies outside of: flags, never refusals (MET-08, MET-15; doc 2 l.146, l.208).

    Weekends are no exception; residents have no window.
    """
    if customer_kind == RESIDENTIAL:
        return decide((), law.clause("MET-06"), customer_kind=customer_kind)
    window = law.value("reading_window", on=read_on)
    windows = [("visit", "outside_visit_window")]
    if customer_kind == "commercial":
        windows.insert(0, ("commercial", "outside_commercial_window"))
    missed = tuple(flag for name, flag in windows if not window.value[name][0] <= read_on.day <= window.value[name][1])
    return decide(missed, window, read_on=read_on, customer_kind=customer_kind)


@dataclass(frozen=True)
class Entry:
    """The last day on which an entry is in time, and whether this one came later; False where nobody has said when it was entered."""

    limit: date
    late: bool


def entered_in_time(entered_on: date | None, *, read_on: date, law: Law) -> Decision[Entry]:
    """Whether a reading came into the archive in time (MET-09; doc 2 l.147)."""
    days = law.value("entry_limit_working_days", on=read_on)
    limit = calendar_in(law, on=read_on).add_working_days(read_on, int(days.value))
    return decide(Entry(limit, late(entered_on, limit=limit)), days, law.clause("MET-09"), read_on=read_on, entered_on=entered_on)


def late(entered_on: date | None, *, limit: date) -> bool:
    """Whether an entry is known to have come after its limit (MET-09)."""
    return entered_on is not None and entered_on > limit


def appointment_kept(read_at: datetime, *, appointment_at: datetime, law: Law) -> Decision[int | None]:
    """The minutes after the appointment, None when within the tolerance or early (MET-16; doc 2 l.207)."""
    tolerance = law.value("appointment_tolerance_minutes", on=read_at.date())
    minutes = int((read_at - appointment_at).total_seconds() // 60)
    late = minutes if minutes > tolerance.value else None
    return decide(late, tolerance, law.clause("MET-16"), appointment_at=appointment_at, read_at=read_at, minutes=minutes)


@dataclass(frozen=True)
class Correction:
    """A corrected reading: the new consumption, the day by which it had to be corrected, and whether it was later."""

    counted: Counted
    correct_by: date
    late: bool


def correct_reading(
    base_reading: Decimal,
    *,
    stands: Decimal,
    register: Register,
    read_later: bool,
    period: str,
    discovered_on: date,
    corrected_on: date,
    rolled_over: bool = False,
    law: Law,
) -> Decision[Correction]:
    """What a correction makes of a reading; the old figure stays on record as an entry error (MET-19; doc 3 l.217).

    Raises ``nothing_corrected``, ``later_reading_exists``, ``invalid_value``, ``lower_than_previous``.
    """
    if base_reading == stands:
        raise NothingCorrected
    if read_later:
        raise LaterReadingExists(meter_no="", period=period)
    if corrected_on < discovered_on:
        raise InvalidValue(field="corrected_on")
    counted = consumption(base_reading, register=register, rolled_over=rolled_over, on=corrected_on, law=law)
    days = law.value("correction_limit_working_days", on=discovered_on)
    limit = calendar_in(law, on=discovered_on).add_working_days(discovered_on, int(days.value))
    outcome = Correction(counted.outcome, limit, late=corrected_on > limit)
    facts = {**counted.facts, "stood": stands, "discovered_on": discovered_on, "corrected_on": corrected_on}
    return decide(outcome, law.clause("MET-19"), days, **facts)
