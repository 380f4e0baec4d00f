"""What differs between the figures that were expected and those the platform reports.

Values are compared as they are written: ``"12.50"`` is not ``"12.5"``, ``1`` is not ``true``. Keys that only the platform has
are ignored at every depth; lists are compared item by item, matched by their first identifying field.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ABSENT = object()
IDENTIFYING = (
    "line",
    "action_no",
    "receipt_no",
    "slip_no",
    "sheet_no",
    "meter_no",
    "unit_no",
    "customer_no",
    "staff_no",
    "tariff_no",
    "key",
)
LONGEST = 160


@dataclass(frozen=True)
class Difference:
    """One value that is not what it should be; ``rule`` is the rule's id or, outside the rules, the top-level key."""

    rule: str
    place: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        """One line, long values cut."""
        return f"{self.place}: expected {_shown(self.expected)}, found {_shown(self.found)}"


def differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[Difference]:
    """Every difference, in the order of the expected figures; refusals name file and line."""
    return [*_refusals(expected.get("refused", {}), found.get("refused", {})), *_others(expected, found)]


def _others(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Difference]:
    for key, value in expected.items():
        if key == "refused":
            continue
        if key == "rules":
            reported = found.get("rules", {})
            for rule, figure in value.items():
                yield from _between(rule, "", figure, reported.get(rule, ABSENT))
        else:
            yield from _between(key, "", value, found.get(key, ABSENT))


def _refusals(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Difference]:
    for file in expected:
        wanted, given = _by_line(expected.get(file, ())), _by_line(found.get(file, ()))
        for line in sorted(wanted.keys() | given.keys()):
            before, after = wanted.get(line), given.get(line)
            if before != after:
                yield Difference("refused", f"{file}.csv line {line}", before or "accepted", after or "accepted")


def _by_line(refusals: Sequence[Mapping[str, Any]]) -> dict[int, tuple[Any, Any]]:
    return {item["line"]: (item["reason"], item["key"]) for item in refusals}


def _between(rule: str, place: str, expected: Any, found: Any) -> Iterator[Difference]:
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for key, value in expected.items():
            yield from _between(rule, f"{place}.{key}" if place else str(key), value, found.get(key, ABSENT))
    elif isinstance(expected, list) and isinstance(found, list):
        yield from _lists(rule, place, expected, found)
    elif type(expected) is not type(found) or expected != found:
        yield Difference(rule, place or "value", expected, found)


def _lists(rule: str, place: str, expected: list[Any], found: list[Any]) -> Iterator[Difference]:
    wanted, given = _named(expected), _named(found)
    if wanted is None or given is None:
        yield from _one_by_one(rule, place, expected, found)
        return
    for name, item in wanted.items():
        yield from _between(rule, f"{place}[{name}]", item, given.get(name, ABSENT))
    for name, item in given.items():
        if name not in wanted:
            yield Difference(rule, f"{place}[{name}]", ABSENT, item)
    both = [name for name in wanted if name in given]
    if both != [name for name in given if name in wanted]:
        yield Difference(rule, f"{place} order", both, [name for name in given if name in wanted])


def _one_by_one(rule: str, place: str, expected: list[Any], found: list[Any]) -> Iterator[Difference]:
    for position in range(max(len(expected), len(found))):
        before = expected[position] if position < len(expected) else ABSENT
        after = found[position] if position < len(found) else ABSENT
        yield from _between(rule, f"{place}[{position}]", before, after)


def _named(items: list[Any]) -> dict[str, Any] | None:
    """The items by what identifies them; None when they cannot be told apart by it."""
    named = {name: item for item in items if (name := _name(item)) is not None}
    return named if len(named) == len(items) else None


def _name(item: Any) -> str | None:
    if isinstance(item, str | int) and not isinstance(item, bool):
        return str(item)
    if not isinstance(item, Mapping):
        return None
    if "date" in item:
        return " ".join(str(item[key]) for key in ("date", "cashier", "reader") if key in item)
    if "page" in item and "sheet_no" in item:
        return f"{item['sheet_no']} {item['page']}"
    if "customer_no" in item and "meter_no" in item:
        return f"{item['customer_no']} {item['meter_no']}"
    return next((str(item[key]) for key in IDENTIFYING if key in item), None)


def _shown(value: Any) -> str:
    if value is ABSENT:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
