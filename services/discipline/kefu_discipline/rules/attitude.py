"""Complaints about attitude as they stood: the first is fined, each further one proposes termination (DIS-30, DIS-31; doc 4 l.340)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from kefu_discipline.rules.facts import Complaint, File

ATTITUDE = "attitude"


@dataclass(frozen=True, order=True)
class Spell:
    """A time in which a complaint about attitude stood confirmed; ``until`` is the day on which it was found otherwise."""

    since: date
    received_on: date
    complaint_no: str
    number: int = 1
    until: date | None = None

    @property
    def source(self) -> str:
        """The complaint; a time after the first has a number of its own."""
        return self.complaint_no if self.number == 1 else f"{self.complaint_no}:{self.number}"


def attitude_complaints(file: File) -> list[Complaint]:
    """Complaints about attitude that stand confirmed, in the order of their confirmation; confirming one again changes no day."""
    standing = {spell.complaint_no: spell.since for spell in spells(file) if spell.until is None}
    found = [replace(item, confirmed_on=standing[item.complaint_no]) for item in file.complaints if item.complaint_no in standing]
    return sorted(found, key=lambda item: (item.confirmed_on or date.max, item.received_on, item.complaint_no))


def first_ones(file: File) -> list[tuple[Spell, date]]:
    """The spells that were the first standing one, each with the day on which it was known to be (DIS-30; doc 4 l.340).

    Taken back, the first leaves its place to the next; that one was not the first before, so it is dated with that day.
    """
    found, free_since, left = list[tuple[Spell, date]](), date.min, sorted(spells(file), key=_order)
    while nexts := [spell for spell in left if spell.until is None or spell.until > free_since or spell.since >= free_since]:
        first = nexts[0]
        found.append((first, max(first.since, free_since)))
        if first.until is None:
            break
        free_since = first.until
        left.remove(first)
    return found


def spells(file: File) -> Iterator[Spell]:
    """Every time in which a complaint about attitude stood confirmed, in no order."""
    for complaint in file.complaints:
        yield from _spells(complaint)


def _spells(complaint: Complaint) -> Iterator[Spell]:
    since, number, named = None, 0, (complaint.received_on, complaint.complaint_no)
    for finding in complaint.findings:
        stands = finding.confirmed and finding.cause == ATTITUDE
        if stands and since is None and finding.on is not None:
            since, number = finding.on, number + 1
        elif not stands and since is not None:
            if finding.on is not None:
                yield Spell(since, *named, number, max(finding.on, since))
            since = None
    if since is not None:
        yield Spell(since, *named, number)


def _order(spell: Spell) -> tuple[date, date, str, int]:
    return spell.since, spell.received_on, spell.complaint_no, spell.number
