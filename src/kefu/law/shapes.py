"""What a value of the law takes: contents that rules can work with, said in the law book or read off the book's own contents.

::

    takes: {whole: [0, 31]}                 a whole number in the range; {number: […]} a decimal too
    takes: {one_of: [flag, absence]}
    takes: {list_of: role, least: 1}        posts, one at least
    takes: {table: {types: …, chain: …}}    these keys and no others; with ``others: shape`` further keys too
    takes: {any_of: [yes_or_no, none]}
    takes: role, word, text, day, time, month_and_day, yes_or_no, none, any, or a shape of NAMED

Where the book says nothing, :func:`derived` makes the shape of what it holds: a number is no less than 0 and no larger than its unit
allows, a word is one of the book's, a list of posts names posts, a table has the book's keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kefu_messages import roles

Shape = str | Mapping[str, Any]
ANY: Shape = "any"
BY_RULE_SET = "by_rule_set"
LONGEST_WORD, LONGEST_TEXT, LONGEST_LIST = 64, 2000, 500
MOST_BY_UNIT = (
    ("day of", 31), ("days of", 31), ("weekday", 7), ("month", 1200), ("day", 36_500), ("hour", 24), ("minute", 5_256_000),
    ("percent", 1000), ("persons", 100), ("people", 1000), ("points", 1000), ("bytes", 10**9),
)  # fmt: skip
MOST = 10**6
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z|24:00\Z")
FRACTIONS = ("percent", "yuan", "points")
DAYS: Shape = {"list_of": "day"}
READERS = (
    roles.HR, roles.ADMIN_HR, roles.SYSTEM_ADMINISTRATOR, roles.GENERAL_MANAGER, roles.DEPARTMENT_HEAD, roles.DEPARTMENT_MANAGER,
    roles.CUSTOMER_SERVICE_MANAGER, roles.SERVICE_DIRECTOR, roles.PROPERTY_MANAGER,
)  # fmt: skip
NAMED: Mapping[str, Shape] = {
    "roles": {"list_of": "role", "least": 1},
    "readers": {"list_of": {"one_of": READERS}, "least": 1},
    "calendar": {
        "any_of": [
            {"one_of": ["national"]}, DAYS,
            {"table": {}, "may": {"closures": DAYS, "make_up": DAYS, "base": {"one_of": ["national"]}}},
        ]
    },
    "amount": {"any_of": [{"number": [0, MOST]}, "none"]},
    "taken": {"number": [-MOST, 0]},
    "given": {"number": [0, MOST]},
    "rounding": {"table": {"method": {"one_of": ["half_up", "truncate"]}, "decimals": {"whole": [0, 6]}}},
    "duties": {
        "list_of": {"one_of": ["reporter", "confirmer", "issuer", "refuser", "witness", "answerer", "signatory", "appellant", "enterer"]}
    },
}  # fmt: skip


def misfit(content: Any, shape: Shape, *, place: str = "") -> tuple[str, str] | None:
    """Where the content is not what the shape takes, and what it takes there; None where rules can work with it."""
    shape = NAMED.get(shape, shape) if isinstance(shape, str) else shape
    kind, limits = _kind_of(shape)
    if kind == "any_of":
        found = [misfit(content, option, place=place) for option in limits]
        return None if None in found else (place, described(shape))
    if kind == "list_of":
        return _misfit_of_list(content, shape, place=place)
    if kind == "table":
        return _misfit_of_table(content, shape, place=place)
    return None if SIMPLE[kind](content, limits) else (place, described(shape))


def described(shape: Shape) -> str:
    """The shape in a notation that needs no translation."""
    shape = NAMED.get(shape, shape) if isinstance(shape, str) else shape
    kind, limits = _kind_of(shape)
    if kind in ("whole", "number"):
        return f"{limits[0]}…{limits[1]}" + (" (0.00)" if kind == "number" else "")
    if kind in ("one_of", "any_of"):
        return " | ".join(str(option) if kind == "one_of" else described(option) for option in limits)
    if kind == "list_of":
        return f"[{described(limits)}, …]" + (f" ≥ {shape.get('least')}" if isinstance(shape, Mapping) and shape.get("least") else "")
    if kind == "table":
        return "{" + ", ".join([f"{key}: {described(inner)}" for key, inner in limits.items()] or ["…"]) + "}"
    return WORDS.get(kind, kind)


def derived(contents: Sequence[Any], *, unit: str = "") -> Shape:
    """The shape of a value whose contents the book holds."""
    found: list[Shape] = []
    for kind, make in DERIVED:
        alike = [content for content in contents if kind(content)]
        if alike:
            found.append(make(alike, unit))
    if not found:
        return ANY
    return found[0] if len(found) == 1 else {"any_of": found}


def _kind_of(shape: Shape) -> tuple[str, Any]:
    if isinstance(shape, str):
        return _kind_of(NAMED[shape]) if shape in NAMED else (shape, None)
    kind = next(iter(shape))
    return kind, shape[kind]


def _misfit_of_list(content: Any, shape: Any, *, place: str) -> tuple[str, str] | None:
    fits = isinstance(content, list | tuple) and int(shape.get("least", 0)) <= len(content) <= int(shape.get("most", LONGEST_LIST))
    if not fits:
        return place, described(shape)
    found = (misfit(item, shape["list_of"], place=f"{place}[{number}]") for number, item in enumerate(content))
    return next((item for item in found if item is not None), None)


def _misfit_of_table(content: Any, shape: Any, *, place: str) -> tuple[str, str] | None:
    needed, may, others = shape["table"], shape.get("may") or {}, shape.get("others")
    if not isinstance(content, Mapping) or needed.keys() - content.keys():
        return place, described(shape)
    for key, item in content.items():
        inner = needed.get(key) or may.get(key) or others
        if inner is None or not isinstance(key, str):
            return f"{place}.{key}", described(shape)
        found = misfit(item, inner, place=f"{place}.{key}")
        if found is not None:
            return found
    low, high = (content.get(name) for name in shape.get("ascending") or (None, None))
    return None if low is None or high is None or Decimal(low) <= Decimal(high) else (place, " ≤ ".join(shape["ascending"]))


def _number(content: Any, limits: Any, *, whole: bool) -> bool:
    if isinstance(content, bool) or not isinstance(content, int | Decimal) or not Decimal(content).is_finite():
        return False
    return Decimal(str(limits[0])) <= content <= Decimal(str(limits[1])) and (not whole or content == int(content))


def _day(content: Any) -> bool:
    if isinstance(content, date):
        return True
    try:
        return isinstance(content, str) and bool(date.fromisoformat(content))
    except ValueError:
        return False


def _text(content: Any, longest: int) -> bool:
    return isinstance(content, str | Decimal) and 0 < len(str(content).strip()) <= longest


SIMPLE: Mapping[str, Callable[[Any, Any], bool]] = {
    "any": lambda _content, _limits: True,
    "none": lambda content, _limits: content is None,
    "yes_or_no": lambda content, _limits: isinstance(content, bool),
    "whole": lambda content, limits: _number(content, limits, whole=True),
    "number": lambda content, limits: _number(content, limits, whole=False),
    "one_of": lambda content, limits: not isinstance(content, bool | list | Mapping) and content in limits,
    "role": lambda content, _limits: isinstance(content, str) and content in roles.EVERYBODY,
    "word": lambda content, _limits: _text(content, LONGEST_WORD),
    "text": lambda content, _limits: _text(content, LONGEST_TEXT),
    "day": lambda content, _limits: _day(content),
    "time": lambda content, _limits: isinstance(content, str) and bool(TIME.match(content)),
    "month_and_day": lambda content, _limits: isinstance(content, str) and _day(f"2001-{content}"),
}
WORDS = {
    "none": "null",
    "yes_or_no": "true | false",
    "day": "YYYY-MM-DD",
    "time": "HH:MM",
    "month_and_day": "MM-DD",
    "word": "…",
    "text": "…",
    "any": "…",
}


def _of_numbers(contents: Sequence[Any], unit: str) -> Shape:
    words = unit.replace("_", " ")
    most = next((most for word, most in MOST_BY_UNIT if word in words), MOST)
    low = -most if any(content < 0 for content in contents) else 0
    fraction = any(isinstance(content, Decimal) for content in contents) or any(word in words for word in FRACTIONS)
    return {"number" if fraction else "whole": [low, most]}


def _of_words(contents: Sequence[str], _unit: str) -> Shape:
    if all(content in roles.EVERYBODY for content in contents):
        return "role"
    return {"one_of": sorted(set(contents))}


def _of_lists(contents: Sequence[Sequence[Any]], unit: str) -> Shape:
    items = [item for content in contents for item in content]
    least = {} if any(not content for content in contents) else {"least": 1}
    return {"list_of": _inside(items, unit) if items else "word", **least}


def _of_tables(contents: Sequence[Mapping[str, Any]], unit: str) -> Shape:
    if any(BY_RULE_SET in content for content in contents):
        inner = derived([item for content in contents for item in content.get(BY_RULE_SET, content).values()], unit=unit)
        return {"any_of": [inner, {"table": {BY_RULE_SET: {"table": {}, "others": inner}}}]}
    common = [key for key in contents[0] if all(key in content for content in contents)]
    needed = {key: _inside([content[key] for content in contents], unit) for key in common}
    return {"table": needed, "others": _inside([item for content in contents for item in content.values()], unit)}


def _inside(contents: Sequence[Any], unit: str) -> Shape:
    """The shape of what a list or a table holds: its words are the organisation's own."""
    words = [content for content in contents if isinstance(content, str)]
    if not words or _of_words(words, unit) == "role":
        return derived(contents, unit=unit)
    own: Shape = "time" if all(TIME.match(word) for word in words) else "text"
    others = [content for content in contents if not isinstance(content, str)]
    return {"any_of": [own, derived(others, unit=unit)]} if others else own


DERIVED: Iterable[tuple[Callable[[Any], bool], Callable[[Sequence[Any], str], Shape]]] = (
    (lambda content: content is None, lambda _contents, _unit: "none"),
    (lambda content: isinstance(content, bool), lambda _contents, _unit: "yes_or_no"),
    (lambda content: isinstance(content, int | Decimal) and not isinstance(content, bool), _of_numbers),
    (lambda content: isinstance(content, date), lambda _contents, _unit: "day"),
    (lambda content: isinstance(content, str), _of_words),
    (lambda content: isinstance(content, list | tuple), _of_lists),
    (lambda content: isinstance(content, Mapping), _of_tables),
)
