"""Which cases look alike, and how cases are found by their words and filters (CMP-51; doc 5.2 l.385)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from kefu.law import Decision, Law, decide

MOST_GRAMS = 120
MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Earlier:
    """A case that may be about the same matter."""

    case_no: str
    received_on: date
    text: str
    same_customer: bool = False
    same_place: bool = False
    same_category: bool = False


@dataclass(frozen=True)
class Similar:
    """A similar case: how much of the words is common, and whether the same customer comes with the same again."""

    case_no: str
    likeness_percent: int
    repeated: bool


def grams(text: str) -> tuple[str, ...]:
    """The pairs of neighbouring characters of a text, marks and blanks left out, each once, so many at most: what search finds it by."""
    found: dict[str, None] = {}
    for part in MARKS.split(text.lower()):
        for start in range(max(1, len(part) - 1) if part else 0):
            found.setdefault(part[start : start + 2])
    return tuple(found)[:MOST_GRAMS]


def likeness(one: str, *, other: str) -> int:
    """How much of two texts is common, in percent of all their pairs of characters."""
    first, second = set(grams(one)), set(grams(other))
    return 100 * len(first & second) // len(first | second) if first and second else 0


def similar_cases(text: str, *, received_on: date, earlier: Sequence[Earlier], law: Law) -> Decision[tuple[Similar, ...]]:
    """Recent cases of the same customer or place that sound alike or are of the same category, the likest first (CMP-51)."""
    days, least = law.value("similar_case_days", on=received_on), law.value("similar_case_percent", on=received_on)
    oldest = received_on - timedelta(days=int(days.value))
    found = [
        Similar(one.case_no, alike, one.same_customer)
        for one in earlier
        if one.received_on >= oldest and (one.same_customer or one.same_place)
        if (alike := likeness(text, other=one.text)) >= int(least.value) or one.same_category
    ]
    ordered = tuple(sorted(found, key=lambda one: (-one.likeness_percent, one.case_no)))
    return decide(ordered, law.clause("CMP-51"), days, least, received_on=received_on, compared=len(earlier))


def list_key(*, kind: str | None = None, state: str | None = None, of: str | None = None) -> str:
    """The name of the list that a mixture of filters asks for; ``of`` is ``owner:…``, ``area:…``, ``queue:…`` or ``customer:…``."""
    return f"{kind or ''}|{state or ''}|{of or ''}"


def lists_of(*, kind: str, state: str, ended: bool, overdue: bool, of: Iterable[str]) -> tuple[str, ...]:
    """All lists a case stands in: one for every mixture of filters that finds it."""
    states = (None, state, *(() if ended else ("open",)), *(("overdue",) if overdue else ()))
    return tuple(list_key(kind=a, state=b, of=c) for a, b, c in product((None, kind), states, (None, *of)))
