"""Consumption: what a register counted between two figures, over a rollover and after a replacement (MET-03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu.figures import plain, rounded
from kefu.law import Decision, Law, decide
from kefu_messages.metering import LowerThanPrevious, RegisterUnknown, RolloverImplausible

MONTHS_COMPARED = 3


@dataclass(frozen=True)
class Register:
    """Where a meter's register stood, how many whole digits it has, what a replaced meter left unsettled."""

    previous: Decimal
    digits: int | None = None
    carried_over: Decimal = Decimal(0)


@dataclass(frozen=True)
class Counted:
    """The figure counted from and the consumption, in m3."""

    previous: Decimal
    volume: Decimal


def consumption(
    base_reading: Decimal, *, register: Register, rolled_over: bool, on: date, law: Law, meter_no: str = ""
) -> Decision[Counted]:
    """What was consumed since the previous figure (MET-03; doc 2 l.144).

    Raises ``lower_than_previous``; for a declared rollover ``register_unknown`` or ``rollover_implausible``.
    """
    if base_reading >= register.previous and not rolled_over:
        return _counted(base_reading, register=register, extra=Decimal(0), law=law)
    if not rolled_over:
        raise LowerThanPrevious(base_reading=plain(base_reading), previous=plain(register.previous))
    if register.digits is None:
        raise RegisterUnknown(meter_no=meter_no)
    return _over_zero(base_reading, register=register, capacity=Decimal(10) ** register.digits, on=on, law=law)


def _over_zero(base_reading: Decimal, *, register: Register, capacity: Decimal, on: date, law: Law) -> Decision[Counted]:
    limit = law.value("rollover_limit_percent", on=on)
    volume = base_reading + capacity - register.previous
    if volume * 100 > capacity * limit.value:
        raise RolloverImplausible(volume=plain(volume))
    counted = _counted(base_reading, register=register, extra=capacity, law=law)
    return Decision(counted.outcome, (*counted.because, limit), {**counted.facts, "rolled_over": True})


def _counted(base_reading: Decimal, *, register: Register, extra: Decimal, law: Law) -> Decision[Counted]:
    volume = base_reading + extra - register.previous + register.carried_over
    facts = {"base_reading": base_reading, "previous": register.previous, "volume": volume}
    if register.carried_over:
        facts["carried_over"] = register.carried_over
    return decide(Counted(register.previous, volume), law.clause("MET-03"), **facts)


def recent_volumes(history: dict[str, Decimal], *, before: str) -> tuple[Decimal, ...]:
    """The consumption of up to three months known before a month, the oldest first (MET-12, BIL-08)."""
    months = sorted(month for month in history if month < before)[-MONTHS_COMPARED:]
    return tuple(history[month] for month in months)


def suspected_anomaly(volume: Decimal, *, recent: tuple[Decimal, ...], on: date, law: Law) -> Decision[str | None]:
    """Whether the consumption suggests a meter that runs fast, slow or not at all (MET-12; doc 2 l.147).

    None with fewer than three months to compare with; exactly the permitted deviation is not suspect.
    """
    limits = law.value("suspect_deviation_percent", on=on)
    if len(recent) < MONTHS_COMPARED:
        return decide(None, limits, months=len(recent))
    total = sum(recent, Decimal(0))
    scaled = volume * MONTHS_COMPARED * 100
    facts = {"volume": volume, "mean": rounded(total / MONTHS_COMPARED)}
    if volume == 0 and total > 0:
        return decide("dead", limits, **facts)
    if scaled > total * (100 + limits.value["fast"]):
        return decide("fast", limits, **facts)
    return decide("slow" if scaled < total * (100 - limits.value["slow"]) else None, limits, **facts)
