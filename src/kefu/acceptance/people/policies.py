"""The parameters of an ``organisation.yaml`` as values of the law: a table says which parameter is which value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kefu.acceptance.folder import FolderUnusable

BOOK_OF = {"doc1": "emall", "doc2": "gas_penalty", "doc4": "jinyang"}  # in the law books, whose regulation is which
READINGS = {"absence_beside_leave": "whole_day", "leave_of_superiors": "chain"}  # of the data's format: it makes no exception for either
TABLE = Path(__file__).with_name("policies.yaml")


def adopted(about: Mapping[str, Any]) -> dict[str, Any]:
    """What the organisation adopts, by value; where it says nothing, it keeps to the book of its regulation.

    Raises :class:`FolderUnusable` for a parameter that no value stands for, and for a rule set that no book has.
    """
    given, table = dict(_parameters(about.get("policy") or {})), _table()
    unknown = sorted(set(given) - set(table))
    if unknown:
        raise FolderUnusable(f"organisation.yaml: no value of the law stands for {', '.join(unknown)}")
    own = {path: _at(about, path) for path in table if not path.startswith("POL-") and _at(about, path) is not None}
    values = {value: _written(content) for path, content in {**own, **given}.items() for value in table[path]}
    holidays = {"holidays": _holidays(about)} if "public_holidays" in about else {}
    return {**READINGS, **values, **holidays, **_book(_at(about, "rule_set.attendance"))}


def _book(rule_set: Any) -> dict[str, str]:
    """Whose regulation it works by; nothing where no rule set is named."""
    if rule_set is None:
        return {}
    if rule_set not in BOOK_OF:
        raise FolderUnusable(f"organisation.yaml: 'rule_set.attendance' is none of {', '.join(BOOK_OF)}: {rule_set}")
    return {"book_of": BOOK_OF[rule_set]}


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """The values of each parameter, ``POL-01.1.granularity`` or a key of ``organisation.yaml``."""
    written = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return {path: tuple(named) if isinstance(named, list) else (named,) for path, named in written.items()}


def _parameters(policy: Any) -> Iterator[tuple[str, Any]]:
    """The parameters by policy and name; a policy that is left empty says nothing."""
    for number, parameters in _mapping(policy, "policy").items():
        for name, content in _mapping(parameters or {}, f"policy.{number}").items():
            yield f"{number}.{name}", content


def _mapping(content: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(content, Mapping):
        raise FolderUnusable(f"organisation.yaml: '{place}' holds no parameters by name: {content}")
    return content


def _at(about: Mapping[str, Any], path: str) -> Any:
    found: Any = about
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _holidays(about: Mapping[str, Any]) -> dict[str, Any]:
    return {"closures": _written(about.get("public_holidays") or []), "make_up": _written(about.get("adjusted_workdays") or [])}


def _written(content: Any) -> Any:
    """A parameter as JSON: days as they are written."""
    if isinstance(content, date):
        return content.isoformat()
    if isinstance(content, list):
        return [_written(item) for item in content]
    if isinstance(content, Mapping):
        return {str(key): _written(item) for key, item in content.items()}
    return content
