"""Records as the facts that rules judge, and decisions as the fields that are stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from kefu import figures
from kefu.calendar import month_of
from kefu_metering import rules
from kefu_metering.rules import GasPeriod, Line, MeterFacts, MeterInMonth, Opening, Plate, ReadingInMonth, Register

NOTHING = Decimal(0)
FIGURES = ("base_reading", "cumulative", "remaining")


def day(value: Any) -> date | None:
    """A day as it is kept inside a document, as a date again."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def gas_of(meter: Mapping[str, Any]) -> tuple[GasPeriod, ...]:
    """The days a meter had gas."""
    return tuple(GasPeriod(day(item.get("since")), day(item.get("until"))) for item in meter.get("gas", ()))


def gas_fields(gas: Iterable[GasPeriod], *, state: str) -> dict[str, Any]:
    """The days a meter had gas as its document keeps them."""
    gas = tuple(gas)
    last = gas[-1] if gas else None
    return {
        "state": state,
        "gas": [{"since": period.since, "until": period.until} for period in gas],
        "gas_on_on": gas[0].since if gas else None,
        "stopped_on": last.until if last else None,
        "gas_now": state == "gas_on",
    }


def plate_of(data: Mapping[str, Any]) -> Plate:
    """What a registration says of a meter."""
    return Plate(
        meter_no=data["meter_no"], customer_no=data.get("customer_no") or "", inlet=data.get("inlet") or "",
        installed_on=data.get("installed_on"), state=data.get("state") or "installed", gas_on_on=data.get("gas_on_on"),
    )  # fmt: skip


def meter_facts(meter: Mapping[str, Any], *, register: Register) -> MeterFacts:
    """What of a meter decides over its reading."""
    return MeterFacts(meter["meter_no"], meter["customer_kind"], meter["state"], gas_of(meter), register)


def register_of(meter: Mapping[str, Any], *, earlier: Mapping[str, Any] | None, first_figure: Decimal) -> Register:
    """Where the register stood: at the latest reading of an open month, else at the meter's standing."""
    if earlier is not None:
        return Register(earlier["base_reading"], meter.get("register_digits"))
    standing = meter.get("standing") or {}
    return Register(standing.get("base_reading", first_figure), meter.get("register_digits"), meter.get("carried_over") or NOTHING)


def line_of(data: Mapping[str, Any], *, invalid: Iterable[str] = ()) -> Line:
    """A line of a sheet as it was written down."""
    invalid = tuple(invalid)
    return Line(
        meter_no=data.get("meter_no") or "", reader=data.get("reader") or "", read_at=data.get("read_at"),
        kind=None if "kind" in invalid else data.get("kind") or "regular",
        base_reading=data.get("base_reading"), cumulative=data.get("cumulative"), remaining=data.get("remaining"),
        missed_reason=data.get("missed_reason"), rolled_over=bool(data.get("rolled_over")), invalid=invalid,
    )  # fmt: skip


def history_of(meter: Mapping[str, Any], *, earlier: Iterable[Mapping[str, Any]], before: str) -> tuple[Decimal, ...]:
    """The consumption of up to three months before, readings of months still open included."""
    history = {**(meter.get("history") or {}), **{reading["period"]: reading["volume"] for reading in earlier}}
    return rules.recent_volumes(history, before=before)


def meter_in_month(meter: Mapping[str, Any]) -> MeterInMonth:
    """What of a meter decides whether it was due and counts as read."""
    opening = meter.get("opening")
    return MeterInMonth(
        meter["meter_no"], meter["customer_kind"], meter["position"], gas_of(meter),
        Opening(opening["kind"], day(opening["read_on"])) if opening else None,  # type: ignore[arg-type]
        meter.get("predecessor"),
    )  # fmt: skip


def reading_in_month(reading: Mapping[str, Any], *, zone: tzinfo | None) -> ReadingInMonth:
    """An accepted line as reports read it, times in the organisation's zone."""
    return ReadingInMonth(
        reading["meter_no"], reading["period"], reading["kind"], reading["customer_kind"], reading["reading_class"], reading["reader"],
        reading["read_at"].astimezone(zone), reading["entered_on"], reading["entry_limit"], reading.get("volume"),
        reading.get("missed_reason"), reading.get("anomaly"), _local(reading.get("appointment_at"), zone=zone),
        reading.get("minutes_late"), tuple(reading.get("flags", ())), reading.get("line"), len(reading.get("corrections", ())),
    )  # fmt: skip


def _local(moment: datetime | None, *, zone: tzinfo | None) -> datetime | None:
    return None if moment is None else moment.astimezone(zone)


def period_of(read_at: datetime | None) -> str | None:
    """The month a reading belongs to."""
    return None if read_at is None else month_of(read_at.date())


def reading_key(meter_no: str, period: str) -> str:
    """The key of a meter's reading of a month: one a month is the key's own uniqueness."""
    return f"{meter_no}/{period}"


def plain(number: Decimal | None) -> str | None:
    """A volume as events carry it; None stays None."""
    return None if number is None else figures.plain(number)


def yesterday(today: date) -> date:
    """The day before."""
    return today - timedelta(days=1)


def long_ago(today: date) -> date:
    """Longer ago than any meter lives."""
    return today.replace(year=today.year - 100, day=1)


def local(reading: Mapping[str, Any], *, zone: tzinfo | None) -> dict[str, Any]:
    """A stored line with its times where the organisation is."""
    return {**reading, "read_at": reading["read_at"].astimezone(zone), "appointment_at": _local(reading.get("appointment_at"), zone=zone)}
