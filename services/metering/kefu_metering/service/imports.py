"""Imports: meters, opening readings, consumption history and readings by the thousand, a few store accesses per batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from kefu.checking import wrong_cells
from kefu.directory import Directory
from kefu.service import Ask, Batch, Draft, Record, Shelf, importer
from kefu.store import digest, read_ahead
from kefu_messages.errors import AlreadyExists, KefuError, UnknownMeter, ValidationFailed
from kefu_messages.metering import (
    DuplicateMeter,
    DuplicateReading,
    InstallMeter,
    RecordConsumption,
    RecordOpeningReading,
    RecordReading,
)
from kefu_metering import facts
from kefu_metering.judged import Judge
from kefu_metering.service.judging import judge_line, key_of
from kefu_metering.service.meters import installed, opening, remembered
from kefu_metering.service.open_months import ReadMonths, read_months
from kefu_metering.store import CUSTOMERS, METERS, MONTHS, READINGS

NEVER = datetime.max.replace(tzinfo=UTC)


class Known(NamedTuple):
    """What a lot of rows is judged by: their meters, the readings by meter and month, the keys of missed visits."""

    meters: Mapping[str, Record]
    found: Mapping[str, dict[str, Any]]
    missed: frozenset[str]


class Imports:
    """Rows of files, each accepted or refused by itself."""

    meters = Shelf(METERS)
    readings = Shelf(READINGS)
    months = Shelf(MONTHS)
    customers = Shelf(CUSTOMERS)
    staff = Directory()

    @importer(RecordReading)
    def import_readings(self, batch: Batch) -> None:
        """Lines of sheets, judged in the order in which they were read, ties in the order of the file (MET-03, MET-04, MET-20)."""
        rows = sorted(batch.rows, key=lambda row: row.get("read_at") or NEVER)
        months = read_months(self.months, batch.organisation)
        ahead = read_ahead(rows, partial(self._known_of, batch.organisation, months.unsettled))
        self._save(batch, self._judge(batch, ahead, months=months))

    def _judge(self, batch: Batch, lots: Iterable[tuple[list[Ask], Known]], *, months: ReadMonths) -> Iterable[Draft]:
        judge, found = Judge(batch.law), defaultdict[str, dict[str, Any]](dict)
        for rows, known in lots:
            for meter_no, read in known.found.items():
                found[meter_no] = {**read, **found[meter_no]}  # what was judged in an earlier lot may be stored by now
            yield from self._judge_lot(batch, rows, known._replace(found=found), months=months, judge=judge)

    def _judge_lot(self, batch: Batch, rows: Iterable[Ask], lot: Known, *, months: ReadMonths, judge: Judge) -> Iterable[Draft]:
        for row in rows:
            known = lot.found[row.get("meter_no", "")]
            if _missed_key(row) in lot.missed or batch.already(row, _stored(known.get(facts.period_of(row.get("read_at")) or ""))):
                batch.accept(row)
                continue
            try:
                judged = judge_line(
                    row.data, invalid=unreadable(row), meter=lot.meters.get(row.get("meter_no", "")), found=known,
                    roles=self._roles(row), months=months, judge=judge, entered_on=row.get("entered_on"), today=row.today, entered_by=None,
                    number=row.row.line,
                )  # fmt: skip
            except KefuError as refusal:
                batch.refuse(row, refusal)
                continue
            fields = judged.fields()
            if judged.kind == "regular":
                known[judged.period] = fields
            key = key_of(judged, operation=row.operation)
            yield Draft(self.readings.blank(batch.organisation, key), row, fields, judged.events(), judged.decisions())

    def _roles(self, row: Ask) -> frozenset[str]:
        read_at = row.get("read_at")
        return self.staff.role(row.organisation, row.get("reader"), on=read_at.date() if read_at else None)

    def _known_of(self, organisation: str, months: tuple[str, ...], rows: list[Ask]) -> Known:
        """What the rows are judged by: their meters, and what has been read and missed in the unsettled months."""
        numbers = sorted({row["meter_no"] for row in rows if "meter_no" in row.data})
        missed = [key for row in rows if (key := _missed_key(row)) is not None]
        return Known(
            self.meters.get_many(organisation, numbers), self._read(organisation, numbers, months),
            frozenset(self.readings.get_many(organisation, missed, rare=True)),
        )  # fmt: skip

    def _read(self, organisation: str, meters: Iterable[str], months: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        """The readings of the unsettled months, by meter and month."""
        keys = [facts.reading_key(meter_no, month) for meter_no in meters for month in months]
        found: dict[str, dict[str, Any]] = defaultdict(dict)
        for record in self.readings.get_many(organisation, keys, rare=True).values():
            found[record["meter_no"]][record["period"]] = record
        return found

    def _save(self, batch: Batch, drafts: Iterable[Draft]) -> None:
        """Store the first drafts while the next are being judged."""
        judged: list[Draft] = []

        def one_by_one() -> Iterable[Draft]:
            for draft in drafts:
                judged.append(draft)
                yield draft

        refused = self.readings.save_many(batch, one_by_one())
        for draft in judged:
            if draft.row.row.line in refused:
                batch.refuse(draft.row, DuplicateReading(meter_no=draft.changes["meter_no"], period=draft.changes["period"]))
            else:
                batch.accept(draft.row)

    @importer(InstallMeter)
    def import_meters(self, batch: Batch) -> None:
        """A register of meters (MET-02)."""
        known = self.meters.get_many(batch.organisation, sorted({row["meter_no"] for row in batch.rows if "meter_no" in row.data}))
        customers = self.customers.get_many(
            batch.organisation, sorted({row["customer_no"] for row in batch.rows if "customer_no" in row.data})
        )
        drafts: dict[str, Draft] = {}
        for row in batch.rows:
            number = row.get("meter_no", "")
            if batch.already(row, known.get(number)):
                batch.accept(row)
                continue
            try:
                customer = customers.get(row.get("customer_no", ""))
                drafts[number] = self._installed(row, known=known.get(number), customer=customer, taken=drafts)
            except KefuError as refusal:
                batch.refuse(row, refusal)
        refused = self.meters.save_many(batch, list(drafts.values()))
        for number, draft in drafts.items():
            if draft.row.row.line in refused:
                batch.refuse(draft.row, DuplicateMeter(meter_no=number))
            else:
                batch.accept(draft.row)

    def _installed(self, row: Ask, *, known: Record | None, customer: Record | None, taken: dict[str, Draft]) -> Draft:
        number = row.get("meter_no", "")
        if number in taken:
            raise DuplicateMeter(meter_no=number)
        meter = known or self.meters.blank(row.organisation, number)
        _complete(row, meter, customer=customer)
        changes, events, decisions = installed(row, meter, customer=customer)
        return Draft(meter, row, changes, events, decisions)

    @importer(RecordOpeningReading)
    def import_opening_readings(self, batch: Batch) -> None:
        """What the meters' first consumption is counted from (MET-03)."""
        months = read_months(self.months, batch.organisation).unsettled
        meters = self.meters.get_many(batch.organisation, sorted({row.get("meter_no", "") for row in batch.rows}))
        read = self._read(batch.organisation, meters, months)
        drafts: dict[str, Draft] = {}
        for row in batch.rows:
            meter = meters.get(row.get("meter_no", ""))
            if batch.already(row, meter):
                batch.accept(row)
                continue
            try:
                known = self._known(row, meter, required=("base_reading",))
                if known.key in drafts:
                    raise AlreadyExists(kind="opening_reading", key=known.key)
                drafts[known.key] = Draft(known, row, opening(row, known, read=bool(read.get(known.key))))
            except KefuError as refusal:
                batch.refuse(row, refusal)
        self.meters.save_many(batch, list(drafts.values()))
        for draft in drafts.values():
            batch.accept(draft.row)

    @importer(RecordConsumption)
    def import_consumption(self, batch: Batch) -> None:
        """The consumption of months before Kefu counted them: one write a meter, whatever the number of its months (MET-12)."""
        meters = self.meters.get_many(batch.organisation, sorted({row.get("meter_no", "") for row in batch.rows}))
        of_meter: dict[str, list[Ask]] = defaultdict(list)
        for row in batch.rows:
            try:
                of_meter[self._known(row, meters.get(row.get("meter_no", "")), required=("month", "volume")).key].append(row)
            except KefuError as refusal:
                batch.refuse(row, refusal)
        drafts = []
        for number, rows in of_meter.items():
            history = remembered(meters[number], {row["month"]: row["volume"] for row in rows})
            if history != (meters[number].get("history") or {}):
                drafts.append(Draft(meters[number], rows[-1], {"history": history}))
        self.meters.save_many(batch, drafts)
        for row in (row for rows in of_meter.values() for row in rows):
            batch.accept(row)

    def _known(self, row: Ask, meter: Record | None, *, required: tuple[str, ...]) -> Record:
        if meter is None:
            raise UnknownMeter(meter_no=row.get("meter_no", ""))
        wrong = wrong_cells(row, required=required)
        if wrong:
            raise ValidationFailed(fields=wrong)
        return meter


def _complete(row: Ask, meter: Record, *, customer: Record | None) -> None:
    """Refuse a row for what is wrong in it, unless one of the named refusals comes first; what is not given is not known (MET-02)."""
    wrong = wrong_cells(row, required=("meter_no",))
    wrong.pop("inlet", None)
    nameless = "meter_no" in wrong
    if nameless or (wrong and not meter.exists and customer is not None and row.get("inlet") in ("left", "right")):
        raise ValidationFailed(fields=wrong)


def unreadable(row: Ask) -> tuple[str, ...]:
    """The cells of a line that cannot be read; a ``kind`` that stands there empty is none of the known ones."""
    return (*row.row.invalid, *(["kind"] if row.row.raw.get("kind") == "" else ())) if row.row else ()


def _missed_key(row: Ask) -> str | None:
    """The key under which the row would be kept as a missed visit."""
    period = facts.period_of(row.get("read_at"))
    if row.get("kind") != "missed" or period is None or "meter_no" not in row.data:
        return None
    return f"{facts.reading_key(row['meter_no'], period)}/{digest(row.operation)}"


def _stored(reading: Any) -> Record | None:
    """The reading when it is in the store; one of the same batch is not yet."""
    return reading if isinstance(reading, Record) else None
