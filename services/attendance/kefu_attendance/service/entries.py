"""Facts that people and clocks deliver, one by one or by the thousand: shifts, punches, calls; each number counts once.

A fact is an entry of its person's month and a claim on its number. The first row with a number stands, also when it is in another
month; the same row sent again is accepted again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kefu.service import Ask, Batch, Draft, Record
from kefu.store.values import digest
from kefu_attendance.service.judging import Standing, judged
from kefu_attendance.service.rows import complete
from kefu_attendance.service.staff_months import StaffMonths, roster_changed
from kefu_attendance.staff_month import field_name, key_of
from kefu_messages.errors import KefuError, UnknownStaff


@dataclass(frozen=True)
class Entry:
    """A fact on its way into a staff-month: its kind (a field of the document), number and content."""

    kind: str
    number: str
    staff_no: str
    month: str
    content: Mapping[str, Any]

    @property
    def claim(self) -> str:
        """The name that only one staff-month may hold."""
        return f"{self.kind}/{self.number}"

    @property
    def key(self) -> str:
        """The key of its staff-month."""
        return key_of(self.staff_no, self.month)


@dataclass(frozen=True)
class Intake:
    """How one kind of fact is taken in: ``read`` makes the entry of a row (and refuses it), ``twice`` is the refusal of a number seen."""

    read: Callable[[Ask, Record, Record | None], Entry]
    twice: Callable[[Entry], KefuError]
    unknown: Sequence[str] = ("ATT-01",)
    tells_roster: bool = False


class Entries(StaffMonths):
    """Taking in facts."""

    def enter(self, ask: Ask, intake: Intake, *, reply: Mapping[str, Any]) -> Any:
        """One fact: refused when its person is unknown or its number has been seen."""
        person = self.known_person(ask, ask["staff_no"], because=intake.unknown)
        entry = intake.read(ask, person, None)
        record = self.staff_months.new(ask.organisation, entry.key)
        entry = intake.read(ask, person, record)
        if self.staff_months.claimed(ask.organisation, entry.claim) is not None:
            raise intake.twice(entry)
        return self.put(
            ask, staff_no=entry.staff_no, month=entry.month, entries=_stamped(entry, ask), claims=[entry.claim],
            events=[roster_changed(entry.staff_no, entry.month)] if intake.tells_roster else [], reply=reply,
        )  # fmt: skip

    def enter_rows(self, batch: Batch, intake: Intake) -> None:
        """Rows of a file, those of one staff-month in one write; judged in the order of the file."""
        people = self.staff.get_many(batch.organisation, sorted({row["staff_no"] for row in batch.rows if "staff_no" in row.data}))
        entries = dict(self._read(batch, intake, people=people))
        records = self.staff_months.get_many(batch.organisation, sorted({entry.key for _, entry in entries.values()}))
        fresh = self._fresh(batch, intake, entries=entries, records=records, people=people)
        drafts = [self._draft(batch, intake, group, record=records.get(key), people=people) for key, group in fresh.items()]
        refused = self.staff_months.save_many(batch, drafts)
        for group, draft in zip(fresh.values(), drafts, strict=True):
            for row, _ in group:
                (batch.refuse(row, refused[draft.row.line]) if draft.row.line in refused else batch.accept(row))

    def _read(self, batch: Batch, intake: Intake, *, people: Mapping[str, Record]) -> Any:
        for row in sorted(batch.rows, key=lambda row: row.line):
            try:
                complete(row)
                if row["staff_no"] not in people:
                    raise UnknownStaff(staff_no=row["staff_no"], because=list(intake.unknown))
                yield row.line, (row, intake.read(row, people[row["staff_no"]], None))
            except KefuError as refusal:
                batch.refuse(row, refusal)

    def _fresh(
        self, batch: Batch, intake: Intake, *, entries: Mapping[int, tuple[Ask, Entry]], records: Mapping[str, Record],
        people: Mapping[str, Record],
    ) -> dict[str, list[tuple[Ask, Entry]]]:  # fmt: skip
        """The entries not seen before, by staff-month; the others are accepted or refused."""
        seen = self._seen(batch.organisation, [entry for _, entry in entries.values()])
        fresh: dict[str, list[tuple[Ask, Entry]]] = defaultdict(list)
        for row, entry in entries.values():
            if entry.claim in seen:
                if seen[entry.claim] == _stamp(row):
                    batch.accept(row)
                else:
                    batch.refuse(row, intake.twice(entry))
                continue
            try:
                fresh[entry.key].append((row, intake.read(row, people[entry.staff_no], records.get(entry.key))))
                seen[entry.claim] = _stamp(row)
            except KefuError as refusal:
                batch.refuse(row, refusal)
        return {key: group for key, group in fresh.items() if group}

    def _seen(self, organisation: str, entries: Sequence[Entry]) -> dict[str, str]:
        """The stamp of whatever holds each claim already."""
        found: dict[str, str] = {}
        for record in self.staff_months.holding(organisation, [entry.claim for entry in entries]):
            for claim in record.claims:
                kind, _, number = claim.partition("/")[2].partition("/")
                found[f"{kind}/{number}"] = (record.get(kind) or {}).get(field_name(number), {}).get("stamp", "")
        return found

    def _draft(
        self, batch: Batch, intake: Intake, group: Sequence[tuple[Ask, Entry]], *, record: Record | None, people: Mapping[str, Record]
    ) -> Draft:
        row, first = group[0]
        record = record or self.staff_months.blank(batch.organisation, first.key)
        closed = self.month_closed(row, first.month)
        posts = tuple(people[first.staff_no]["posts"])
        standing = Standing(posts, closed, self.first_open_month(row) if closed else "")
        entries: dict[str, dict[str, Any]] = defaultdict(dict)
        for each, entry in group:
            for kind, content in _stamped(entry, each).items():
                entries[kind].update(content)
        write = judged(record, row, staff_no=first.staff_no, month=first.month, entries=entries, standing=standing)
        told = [roster_changed(first.staff_no, first.month)] if intake.tells_roster else []
        return Draft(record, row, write.changes, [*told, *write.events], write.decisions, [entry.claim for _, entry in group])


def _stamp(ask: Ask) -> str:
    """What tells the same row sent again from another one with the same number."""
    return digest(ask.operation)[:16]


def _stamped(entry: Entry, ask: Ask) -> dict[str, dict[str, Any]]:
    return {entry.kind: {field_name(entry.number): {**entry.content, "stamp": _stamp(ask)}}}
