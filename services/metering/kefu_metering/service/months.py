"""Reading months: opened, reported, closed (MET-03 to MET-17, MET-20)."""

from __future__ import annotations

from typing import Any

from kefu.calendar import first_day, last_day, month_of, months_after
from kefu.figures import percent_text
from kefu.imports import Refusals
from kefu.language import in_language
from kefu.law import Decision
from kefu.service import Ask, Record, Shelf, command, query, schedule
from kefu_messages.errors import AlreadyExists, StateConflict
from kefu_messages.metering import (
    CloseReadingMonth,
    ConsolidateReadingMonth,
    GetReadingMonth,
    OpenReadingMonth,
    ReadingMonthClosed,
    ReadingMonthConsolidated,
    ReadingMonthOpened,
    RecordReading,
    WhyReadingMonth,
)
from kefu_metering import facts, rules
from kefu_metering.facts import NOTHING
from kefu_metering.rules import MonthFacts, PageProof, RefusedRow, SheetInMonth
from kefu_metering.rules.rates import cycle_months
from kefu_metering.rules.reports import reader_months
from kefu_metering.service.meters import remembered
from kefu_metering.service.open_months import CLOSED, CLOSING, OPEN
from kefu_metering.store import METERS, MONTHS, READINGS, SHEETS, SLIPS

LAST = 10**9


class Months:
    """What the readings of a month amount to."""

    meters = Shelf(METERS)
    readings = Shelf(READINGS)
    months = Shelf(MONTHS)
    sheets = Shelf(SHEETS)
    slips = Shelf(SLIPS)
    refusals = Refusals()

    @command(OpenReadingMonth)
    def open_reading_month(self, ask: Ask) -> dict[str, Any]:
        """Let readings of a month be entered (MET-03)."""
        month = self.months.new(ask.organisation, ask["period"])
        if month.exists:
            raise AlreadyExists(kind="reading_month", key=ask["period"])
        opened_on = ask.get("opened_on") or ask.today
        event = ReadingMonthOpened.of(period=ask["period"], opened_on=opened_on, because=["MET-03"])
        return self.months.save(month, ask, changes={"state": OPEN, "opened_on": opened_on, "consolidated_on": None}, events=[event])

    @command(CloseReadingMonth)
    def close_reading_month(self, ask: Ask) -> dict[str, Any]:
        """Take no more readings of a month; the earlier months are closed first (MET-11)."""
        month = self.months.require(ask.organisation, ask["period"])
        earlier = [other.key for other in self.months.find(ask.organisation, state=[OPEN]) if other.key < month.key]
        if month["state"] != OPEN or earlier:
            raise StateConflict(state=earlier[0] if earlier else month["state"])
        event = ReadingMonthClosed.of(period=month.key, closed_on=ask.get("closed_on") or ask.today, because=["MET-11"])
        return self.months.save(month, ask, changes={"state": CLOSING}, events=[event])

    @command(ConsolidateReadingMonth)
    def consolidate_reading_month(self, ask: Ask) -> dict[str, Any]:
        """File the month's reading report (MET-11)."""
        return self._consolidate(ask, self.months.require(ask.organisation, ask["period"]))

    @schedule("monthly:1")
    def consolidate_last_month(self, ask: Ask) -> None:
        """File the report of the month that has ended, and again while it is open (MET-11)."""
        ended = months_after(month_of(ask.today), -1)
        for month in self.months.find(ask.organisation, state=[OPEN, CLOSING]):
            if month.key <= ended:
                self._consolidate(ask, month)

    def _consolidate(self, ask: Ask, month: Record) -> dict[str, Any]:
        collected = self._collected(ask, month.key)
        found = rules.findings(collected, law=ask.law)
        event = ReadingMonthConsolidated.of(
            period=month.key, consolidated_on=ask.today, findings=found.outcome, readers=_standings(ask, collected), because=found.clauses
        )
        reply = {**month, "period": month.key, "findings": found.outcome}
        return self.months.save(
            month, ask, changes={"consolidated_on": ask.today}, events=[event], decisions=self._verdicts(ask, collected), reply=reply
        )

    @query(GetReadingMonth)
    def get_reading_month(self, ask: Ask) -> dict[str, Any]:
        """What the month amounts to as of now, by rule (MET-03 to MET-17, MET-20)."""
        month = self.months.require(ask.organisation, ask["period"])
        found = rules.findings(self._collected(ask, month.key), law=ask.law)
        return {**_shown(month), "findings": found.outcome}

    @query(WhyReadingMonth)
    def why_reading_month(self, ask: Ask) -> dict[str, Any]:
        """Why each class reaches its target or not, as of now (MET-05 to MET-07)."""
        month = self.months.require(ask.organisation, ask["period"])
        verdicts = self._verdicts(ask, self._collected(ask, month.key))
        return {"decisions": [_explained(name, verdict, language=ask.language) for name, verdict in verdicts.items()]}

    def _verdicts(self, ask: Ask, month: MonthFacts) -> dict[str, Decision[Any]]:
        rates = rules.read_rates(month.period, meters=month.meters, readings=month.earlier + month.readings, law=ask.law).outcome.values()
        return {
            rate["class"]: rules.month_rate(
                rate["due"], read=rate["read"], reading_class=rate["class"], on=last_day(month.period), law=ask.law)
            for rate in rates
        }  # fmt: skip

    def _collected(self, ask: Ask, period: str) -> MonthFacts:
        """All that the month's findings are made of."""
        cycles = ask.law.value("reading_cycle_months", on=last_day(period)).value
        earlier = cycle_months(period, months=max(int(months) for months in cycles.values()))[:-1]
        refused = self.refusals.find(ask.organisation, RecordReading)
        sheets = self._issued(ask, period)
        return MonthFacts(
            period=period, meters=tuple(facts.meter_in_month(meter) for meter in self.meters.every(ask.organisation)),
            readings=self._lines(ask, [period]), earlier=self._lines(ask, list(earlier)) if earlier else (),
            refused=tuple(RefusedRow(row["key"], row["reason"]) for row in refused if row["raw"].get("read_at", "")[:7] == period),
            sheets=sheets, proofs=self._proofs(ask, sheets, refused),
            slip_meters=frozenset(slip["meter_no"] for slip in self.slips.every(ask.organisation, month=period)),
        )  # fmt: skip

    def _lines(self, ask: Ask, periods: list[str]) -> tuple[Any, ...]:
        lines = self.readings.every(ask.organisation, period=periods)
        return tuple(facts.reading_in_month(line, zone=ask.now.tzinfo) for line in lines)

    def _issued(self, ask: Ask, period: str) -> tuple[SheetInMonth, ...]:
        """The sheets issued in the month, in the order of the register (MET-13).

        One of which nobody says when it was issued is of the month in which it came back, and of every month until then.
        """
        span = (first_day(period).isoformat(), last_day(period).isoformat())
        undated = self.sheets.every(ask.organisation, issued_on=None)
        found = [sheet for sheet in undated if sheet["returned_on"] is None or span[0] <= sheet["returned_on"].isoformat() <= span[1]]
        found += self.sheets.every(ask.organisation, issued_on=span)
        sheets = sorted(found, key=lambda sheet: (sheet["line"] or LAST, sheet.key))
        return tuple(SheetInMonth(sheet.key, sheet["issued_on"], sheet["returned_on"], sheet["pages"]) for sheet in sheets)

    def _proofs(self, ask: Ask, sheets: tuple[SheetInMonth, ...], refused: list[dict[str, Any]]) -> tuple[PageProof, ...]:
        """The pages from which a line was entered, accepted or refused (MET-13)."""
        numbers = [sheet.sheet_no for sheet in sheets]
        lines = self.readings.every(ask.organisation, sheet_no=numbers) if numbers else ()
        entered = [(line["sheet_no"], line["page"]) for line in lines]
        entered += [(row["raw"].get("sheet_no"), row["raw"].get("page")) for row in refused]
        return tuple(PageProof(str(sheet), int(page)) for sheet, page in entered if sheet and page is not None and str(page).isdigit())

    @schedule("daily")
    def settle_closing_months(self, ask: Ask) -> None:
        """Make the readings of the earliest closed month what later ones are counted from; one month a day (MET-03)."""
        for month in sorted(self.months.find(ask.organisation, state=[CLOSING]), key=lambda month: month.key)[:1]:
            for reading in self.readings.every(ask.organisation, period=month.key):
                if reading["kind"] == "regular":
                    self._settle(ask, reading)
            self.months.save(month, ask, changes={"state": CLOSED})

    def _settle(self, ask: Ask, reading: Record) -> None:
        meter = self.meters.require(ask.organisation, reading["meter_no"])
        standing = meter.get("standing") or {}
        if (standing.get("period") or "") >= reading["period"]:
            return
        standing = {"base_reading": reading["base_reading"], "period": reading["period"]}
        figures = {} if meter["state"] == "removed" else {"standing": standing}
        history = remembered(meter, {reading["period"]: reading["volume"]})
        self.meters.save(meter, ask, changes={**figures, "history": history, "carried_over": NOTHING})


def _standings(ask: Ask, month: MonthFacts) -> dict[str, Any]:
    """Each reader's month and standing (MET-14)."""
    return {
        reader: {
            "read": done.read, "missed": done.missed, "errors": done.errors, "late_entries": done.late_entries,
            "rate_percent": percent_text(done.read, whole=done.read + done.missed),
            "standing": rules.reader_standing(done, on=last_day(month.period), law=ask.law).outcome,
        }
        for reader, done in reader_months(month.readings).items()
    }  # fmt: skip


def _shown(month: Record) -> dict[str, Any]:
    state = OPEN if month["state"] == OPEN else CLOSED
    return {**month, "period": month.key, "state": state, "version": month.version}


def _explained(name: str, decision: Decision[Any], *, language: str) -> dict[str, Any]:
    because = [
        {"id": cited.id, "title": in_language(cited.title, language), "reference": cited.reference,
         "since": cited.since.isoformat() if cited.since else None}
        for cited in decision.because
    ]  # fmt: skip
    return {"name": name, "outcome": decision.outcome, "facts": dict(decision.facts), "because": because}
