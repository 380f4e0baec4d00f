"""What differs between the expected figures of an organisation's people and those the platform reports.

Everything is compared exactly, also what only the platform reports; but ``because``, ``sources`` and ``basis`` are sets, and the
order of ``refused``, ``triggers``, ``fines`` and ``violation_drafts`` does not count.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from kefu.acceptance.comparison import ABSENT, Difference

SETS = frozenset({"because", "sources", "basis"})
UNORDERED = frozenset({"refused", "triggers", "fines", "violation_drafts"})
NAMING = {
    "refused": ("file", "line"),
    "triggers": ("staff_no", "kind", "source"),
    "fines": ("file", "source", "code"),
    "violation_drafts": ("staff_no", "source"),
}


def differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[Difference]:
    """Every difference, in the order of the expected figures; what only the platform reports comes last."""
    return [
        difference
        for key in (*expected, *(key for key in found if key not in expected))
        for difference in _top(key, expected.get(key, ABSENT), found.get(key, ABSENT))
    ]


def _top(key: str, expected: Any, found: Any) -> Iterator[Difference]:
    if key in UNORDERED and isinstance(expected, list) and isinstance(found, list):
        yield from _unordered(key, expected, found)
    else:
        yield from _between(key, "", key, expected, found)


def _between(rule: str, place: str, name: str, expected: Any, found: Any) -> Iterator[Difference]:
    """The differences of two values at one place; ``name`` is the last key on the way there."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for key in (*expected, *(key for key in found if key not in expected)):
            inner = f"{place}.{key}" if place else str(key)
            yield from _between(rule, inner, str(key), expected.get(key, ABSENT), found.get(key, ABSENT))
    elif isinstance(expected, list) and isinstance(found, list) and name not in SETS:
        for position in range(max(len(expected), len(found))):
            before = expected[position] if position < len(expected) else ABSENT
            after = found[position] if position < len(found) else ABSENT
            yield from _between(rule, f"{place}[{position}]", name, before, after)
    elif _canonical(expected, name) != _canonical(found, name):
        yield Difference(rule, place or "value", expected, found)


def _unordered(key: str, expected: list[Any], found: list[Any]) -> Iterator[Difference]:
    """What is left once equal items are taken away: items of the same name are compared, the others are missing or too many."""
    missing, surplus = list(expected), []
    for item in found:
        same = next((known for known in missing if _canonical(known) == _canonical(item)), ABSENT)
        if same is ABSENT:
            surplus.append(item)
        else:
            missing.remove(same)
    for item in missing:
        other = next((candidate for candidate in surplus if _name(key, candidate) == _name(key, item)), ABSENT)
        if other is not ABSENT:
            surplus.remove(other)
        yield from _between(key, f"[{_name(key, item)}]", key, item, other)
    for item in surplus:
        yield Difference(key, f"[{_name(key, item)}]", ABSENT, item)


def _name(key: str, item: Any) -> str:
    return " ".join(str(item.get(part)) for part in NAMING[key] if item.get(part) is not None) if isinstance(item, Mapping) else str(item)


def _canonical(value: Any, name: str = "") -> str:
    """The value as text that is the same for equal values, whatever the order of keys and of sets."""
    return json.dumps(_plain(value, name), ensure_ascii=False, sort_keys=True)


def _plain(value: Any, name: str) -> Any:
    if value is ABSENT:
        return {"absent": True}
    if isinstance(value, Mapping):
        return {str(key): _plain(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [_plain(item, "") for item in value]
        return sorted(map(str, items)) if name in SETS else items
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return {"number": format(Decimal(str(value)).normalize(), "f")}
    return value
