"""Violations by item and month, without names (DIS-45; doc 3 l.215)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kefu.calendar import month_of
from kefu.law import Decision, Law
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.outcomes import Judgement
from kefu_discipline.rules.settings import decided


@dataclass(frozen=True)
class ItemCount:
    """How often an item was violated, and the fines that came of it."""

    code: str
    count: int
    fines: Decimal


@dataclass(frozen=True)
class Occurrence:
    """One accepted violation of a month, or one fine by rule."""

    code: str
    amount: Decimal


def occurrences(file: File, judgement: Judgement, *, month: str) -> Iterable[Occurrence]:
    """What a person's file adds to the month's table: confirmed violations of the month, and the fines that stand.

    A fine stands once it takes something off a wage: with its notice in effect where one is needed, and not withdrawn.
    """
    days = {report.violation_no: report.occurred_on for report in file.violations}
    fines = {notice.violation_no: notice.amount for notice in judgement.notices if notice.deductible_on is not None}
    fines |= {fine.source: fine.amount for fine in judgement.fines if fine.file == "violations" and fine.state == "deducted"}
    for item in judgement.violations:
        if item.confirmed_on is not None and month_of(days[item.violation_no]) == month:
            yield Occurrence(item.code, fines.get(item.violation_no) or Decimal(0))
    for fine in judgement.fines:
        if fine.file != "violations" and fine.state == "deducted" and month_of(fine.effective_on) == month:
            yield Occurrence(fine.code, fine.amount)


def by_item(found: Iterable[Occurrence], *, law: Law) -> Decision[tuple[ItemCount, ...]]:
    """The month's table by item (DIS-45; doc 3 l.215)."""
    table: dict[str, list[Decimal]] = {}
    for occurrence in found:
        table.setdefault(occurrence.code, []).append(occurrence.amount)
    counted = tuple(ItemCount(code, len(amounts), sum(amounts, Decimal(0))) for code, amounts in sorted(table.items()))
    return decided(counted, ["DIS-45"], law=law, total=sum(item.count for item in counted))
