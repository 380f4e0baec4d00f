"""Readings: entered one by one, corrected, shown (MET-03, MET-04, MET-19)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kefu.directory import Directory
from kefu.law import Decision
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_messages.errors import NotFound, StateConflict
from kefu_messages.metering import (
    CorrectReading,
    EntryErrorFound,
    GetReading,
    ListReadings,
    ReadingCorrected,
    RecordReading,
    WhyReading,
)
from kefu_metering import facts, rules
from kefu_metering.judged import Judge
from kefu_metering.rules import Register
from kefu_metering.rules.readings import Correction
from kefu_metering.service.judging import judge_line, key_of
from kefu_metering.service.open_months import read_months
from kefu_metering.store import METERS, MONTHS, READINGS

TOLD = ("meter_no", "customer_no", "customer_kind", "reading_class", "read_on", "entered_on", "reader", "previous")


class Readings:
    """What was read from the meters, each month once."""

    meters = Shelf(METERS)
    readings = Shelf(READINGS)
    months = Shelf(MONTHS)
    staff = Directory()

    @command(RecordReading)
    def record_reading(self, ask: Ask) -> dict[str, Any]:
        """Enter a line of a sheet (MET-03, MET-04, MET-20)."""
        months = read_months(self.months, ask.organisation)
        self._answer_again(ask)
        judged = judge_line(
            ask.data, invalid=(), meter=self.meters.get(ask.organisation, ask["meter_no"]),
            found=self._found(ask, ask["meter_no"], months.unsettled),
            roles=self.staff.role(ask.organisation, ask["reader"], on=ask["read_at"].date()), months=months, judge=Judge(ask.law),
            entered_on=ask.get("entered_on") or ask.today, today=ask.today, entered_by=ask.identity.staff_no, number=None,
        )  # fmt: skip
        record = self.readings.new(ask.organisation, key_of(judged, operation=ask.operation))
        return self.readings.save(record, ask, changes=judged.fields(), events=judged.events(), decisions=judged.decisions())

    def _answer_again(self, ask: Ask) -> None:
        """End the handler with its first answer when the month's reading is this very operation."""
        self.readings.get(ask.organisation, facts.reading_key(ask["meter_no"], facts.period_of(ask["read_at"]) or ""))

    def _found(self, ask: Ask, meter_no: str, months: tuple[str, ...]) -> dict[str, Record]:
        found = self.readings.get_many(ask.organisation, [facts.reading_key(meter_no, month) for month in months])
        return {record["period"]: record for record in found.values()}

    @command(CorrectReading)
    def correct_reading(self, ask: Ask) -> dict[str, Any]:
        """Correct a wrong figure and keep the old one (MET-19)."""
        reading = self._reading(ask)
        months = read_months(self.months, ask.organisation)
        if ask["period"] not in months.open:
            raise StateConflict(state="closed")
        corrected_on = ask.get("corrected_on") or ask.today
        meter = self.meters.require(ask.organisation, ask["meter_no"])
        register = Register(reading["previous"], meter.get("register_digits"), reading["carried_over"])
        verdict = rules.correct_reading(
            ask["base_reading"], stands=reading["base_reading"], register=register, period=ask["period"],
            read_later=bool(self._found(ask, ask["meter_no"], months.after(ask["period"]))),
            discovered_on=ask["discovered_on"], corrected_on=corrected_on, rolled_over=reading["rolled_over"], law=ask.law,
        )  # fmt: skip
        changes = _corrected(ask, reading, verdict, corrected_on=corrected_on)
        events = [
            _told(ask, {**reading, **changes}, before=reading, verdict=verdict, corrected_on=corrected_on),
            _entry_error(ask, reading, verdict, corrected_on=corrected_on),
        ]
        return self.readings.save(
            reading,
            ask,
            changes=changes,
            events=events,
            decisions={"correction": verdict},
            reply=facts.local({**reading, **changes}, zone=ask.now.tzinfo),
        )

    @query(GetReading)
    def get_reading(self, ask: Ask) -> dict[str, Any]:
        """The accepted reading of a meter in a month."""
        reading = self._reading(ask)
        return {**facts.local(reading, zone=ask.now.tzinfo), "version": reading.version}

    @query(ListReadings)
    def list_readings(self, ask: Ask) -> Page:
        """Readings and missed visits of a month, by meter."""
        page = self.readings.page(ask, equals={"period": ask["period"]}, order="entry")
        return Page([facts.local(item, zone=ask.now.tzinfo) for item in page.items], next=page.next)

    @query(WhyReading)
    def why_reading(self, ask: Ask) -> dict[str, Any]:
        """The decisions behind a reading: acceptance, window, entry, appointment, correction."""
        return {"decisions": self.readings.why(self._reading(ask), language=ask.language)}

    def _reading(self, ask: Ask) -> Record:
        reading = self.readings.get(ask.organisation, facts.reading_key(ask["meter_no"], ask["period"]))
        if reading is None:
            raise NotFound(kind="reading", key=facts.reading_key(ask["meter_no"], ask["period"]))
        return reading


def _corrected(ask: Ask, reading: Record, verdict: Decision[Correction], *, corrected_on: Any) -> dict[str, Any]:
    """The corrected fields, the old ones kept beside them (MET-19)."""
    stood = {name: _text(reading.get(name)) for name in ("base_reading", "cumulative", "remaining", "volume")}
    note = {
        **stood, "corrected_on": corrected_on.isoformat(), "discovered_on": ask["discovered_on"].isoformat(), "by": ask.identity.staff_no,
        "author": reading["entered_by"], "reason": ask["reason"], "late": verdict.outcome.late,
    }  # fmt: skip
    given = {name: ask[name] for name in ("cumulative", "remaining") if ask.get(name) is not None}
    return {
        "base_reading": ask["base_reading"], **given, "volume": verdict.outcome.counted.volume,
        "corrections": [*reading.get("corrections", ()), note],
    }  # fmt: skip


def _text(number: Decimal | None) -> str | None:
    return facts.plain(number)


def _told(ask: Ask, reading: dict[str, Any], *, before: Record, verdict: Decision[Correction], corrected_on: Any) -> Any:
    return ReadingCorrected.of(
        **{name: reading[name] for name in TOLD}, month=reading["period"], read_at=reading["read_at"].astimezone(ask.now.tzinfo),
        base_reading=reading["base_reading"], cumulative=reading.get("cumulative"), remaining=reading.get("remaining"),
        volume=reading["volume"], recent_volumes=reading["recent_volumes"], previous_base_reading=before["base_reading"],
        previous_volume=before["volume"], corrected_on=corrected_on, reason=ask["reason"], because=verdict.clauses,
    )  # fmt: skip


def _entry_error(ask: Ask, reading: Record, verdict: Decision[Correction], *, corrected_on: Any) -> Any:
    return EntryErrorFound.of(
        staff_no=reading["entered_by"], meter_no=reading["meter_no"], month=reading["period"], entered=reading["base_reading"],
        corrected=ask["base_reading"], discovered_on=ask["discovered_on"], corrected_on=corrected_on,
        correct_by=verdict.outcome.correct_by, corrected_late=verdict.outcome.late, because=verdict.clauses,
    )  # fmt: skip
