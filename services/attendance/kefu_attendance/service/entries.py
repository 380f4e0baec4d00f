"""Facts that people and clocks deliver, one by one or by the thousand: shifts, punches, calls; each number counts once.

A fact is an entry of its person's month; its number is taken for it first. The first row with a number stands, also when it is in
another month; the same row sent again is accepted again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from kefu.calendar import first_day
from kefu.checking import check_cells
from kefu.law import Decision, Law
from kefu.retention import check_kept
from kefu.service import Ask, Batch, Draft, Record, Shelf
from kefu.store import OnceMore
from kefu.store.values import digest
from kefu_attendance.service.judging import Standing, held, judged
from kefu_attendance.service.staff_months import StaffMonths, roster_changed
from kefu_attendance.staff_month import field_name, key_of
from kefu_attendance.store import NUMBERS, reserve
from kefu_messages.errors import KefuError, UnknownStaff


@dataclass(frozen=True)
class Entry:
    """A fact on its way into a staff-month: its kind (a field of the document), number and content."""

    kind: str
    number: str
    staff_no: str
    month: str
    content: Mapping[str, Any]
    late: Mapping[str, Decision[Any]] = field(default_factory=dict)

    @property
    def claim(self) -> str:
        """The name that only one staff-month may hold."""
        return f"{self.kind}/{self.number}"

    @property
    def key(self) -> str:
        """The key of its staff-month."""
        return key_of(self.staff_no, self.month)


Pairs = Sequence[tuple[Ask, Entry]]


@dataclass(frozen=True)
class Intake:
    """How one kind of fact is taken in: ``read`` makes the entry of a row (and refuses it), ``twice`` is the refusal of a number seen.

    What is ``by_itself`` fits any month: it is read once, without what stands there.
    """

    read: Callable[[Ask, Record, Record | None], Entry]
    twice: Callable[[Entry], KefuError]
    unknown: Sequence[str] = ("ATT-01",)
    tells_roster: bool = False
    by_itself: bool = False


class Entries(StaffMonths):
    """Taking in facts."""

    numbers = Shelf(NUMBERS)

    def holder_of(self, organisation: str, kind: str, number: str) -> Record | None:
        """The staff-month that a fact of that number is in."""
        taken = self.numbers.get(organisation, f"{kind}/{number}")
        record = self.staff_months.get(organisation, taken["staff_month"]) if taken else None
        return record if record is not None and field_name(number) in (record.get(kind) or {}) else None

    def enter(self, ask: Ask, intake: Intake, *, reply: Mapping[str, Any]) -> Any:
        """One fact: refused when its person is unknown or its number has been seen."""
        person = self.known_person(ask, ask["staff_no"], because=intake.unknown)
        entry = intake.read(ask, person, None)
        self.check_month_kept(ask, first_day(entry.month))
        entry = intake.read(ask, person, self.staff_months.new(ask.organisation, entry.key))
        taken = reserve(self.numbers, ask.organisation, {entry.claim: _taken(entry, ask)})
        if entry.claim in taken and taken[entry.claim]["stamp"] != _stamp(ask):
            raise intake.twice(entry)
        return self.put(
            ask, staff_no=entry.staff_no, month=entry.month, entries=_stamped(entry, ask),
            events=[roster_changed(entry.staff_no, entry.month)] if intake.tells_roster else [], reply=reply, late=entry.late,
        )  # fmt: skip

    def enter_rows(self, batch: Batch, intake: Intake) -> None:
        """Rows of a file, those of one staff-month in one write; judged in the order of the file."""
        people = self.staff.get_many(batch.organisation, sorted({row["staff_no"] for row in batch.rows if "staff_no" in row.data}))
        read = list(self._read(batch, intake, people=people))
        records = self.staff_months.get_many(batch.organisation, sorted({entry.key for _, entry in read}))
        fitting = self._fitting(batch, intake, read, people=people, records=records)
        fresh = self._fresh(batch, intake, fitting, records=records)
        groups = [list(group) for _, group in groupby(sorted(fresh, key=lambda pair: pair[1].key), key=lambda pair: pair[1].key)]
        months = {entry.month: row for row, entry in fresh}
        closed = {month: self.law_of_closed(row, month) for month, row in months.items()}
        drafts = [self._draft(batch, intake, group, record=records.get(group[0][1].key), people=people, closed=closed) for group in groups]
        refused = self.staff_months.save_many(batch, drafts)
        if refused:  # a staff-month that was not there a moment ago: read it and decide again
            raise OnceMore
        for row, _ in fresh:
            batch.accept(row)

    def _read(self, batch: Batch, intake: Intake, *, people: Mapping[str, Record]) -> Iterator[tuple[Ask, Entry]]:
        kept = self.months_kept_from(batch.rows[0]) if batch.rows else None
        for row in sorted(batch.rows, key=lambda row: row.line):
            try:
                check_cells(row)
                if row["staff_no"] not in people:
                    raise UnknownStaff(staff_no=row["staff_no"], because=list(intake.unknown))
                entry = intake.read(row, people[row["staff_no"]], None)
                check_kept(first_day(entry.month), kept=kept)
                yield row, entry
            except KefuError as refusal:
                batch.refuse(row, refusal)

    def _fitting(
        self, batch: Batch, intake: Intake, read: Pairs, *, people: Mapping[str, Record], records: Mapping[str, Record]
    ) -> list[tuple[Ask, Entry]]:
        """The entries that fit what stands in their month, each number once: the first row stands."""
        seen: dict[str, Ask] = {}
        fitting = []
        for row, entry in read:
            try:
                if entry.claim in seen:
                    raise intake.twice(entry)
                fits = entry if intake.by_itself else intake.read(row, people[entry.staff_no], records.get(entry.key))
                fitting.append((row, fits))
                seen[entry.claim] = row
            except KefuError as refusal:
                batch.refuse(row, refusal)
        return fitting

    def _fresh(self, batch: Batch, intake: Intake, fitting: Pairs, *, records: Mapping[str, Record]) -> list[tuple[Ask, Entry]]:
        """The entries whose number nobody had before; a row sent again is accepted, another one with the number refused."""
        taken = reserve(self.numbers, batch.organisation, {entry.claim: _taken(entry, row) for row, entry in fitting})
        fresh = []
        for row, entry in fitting:
            holder = taken.get(entry.claim)
            if holder is not None and holder["stamp"] != _stamp(row):
                batch.refuse(row, intake.twice(entry))
            elif holder is not None and field_name(entry.number) in (records.get(entry.key, {}).get(entry.kind) or {}):
                batch.accept(row)
            else:
                fresh.append((row, entry))
        return fresh

    def _draft(
        self, batch: Batch, intake: Intake, group: Pairs, *, record: Record | None, people: Mapping[str, Record],
        closed: Mapping[str, Law | None],
    ) -> Draft:  # fmt: skip
        row, first = group[0]
        record = record or self.staff_months.blank(batch.organisation, first.key)
        law = closed[first.month]
        listed_in = self.first_open_month(row) if law else ""
        standing = Standing(held(people[first.staff_no]), law is not None, listed_in, law)
        entries: dict[str, dict[str, Any]] = defaultdict(dict)
        for each, entry in group:
            for kind, content in _stamped(entry, each).items():
                entries[kind].update(content)
        write = judged(record, row, staff_no=first.staff_no, month=first.month, entries=entries, standing=standing)
        told = [roster_changed(first.staff_no, first.month)] if intake.tells_roster else []
        late = {name: decision for _, entry in group for name, decision in entry.late.items()}
        return Draft(record, row, write.changes, [*told, *write.events], {**write.decisions, **late})


def _stamp(ask: Ask) -> str:
    """What tells the same row sent again from another one with the same number."""
    return digest(ask.operation)[:16]


def _stamped(entry: Entry, ask: Ask) -> dict[str, dict[str, Any]]:
    return {entry.kind: {field_name(entry.number): {**entry.content, "stamp": _stamp(ask)}}}


def _taken(entry: Entry, ask: Ask) -> dict[str, str]:
    return {"stamp": _stamp(ask), "staff_month": entry.key}
