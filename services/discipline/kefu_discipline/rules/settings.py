"""The organisation's own settings: a value of the law, or what it says for the regulation that the organisation runs by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kefu.law import Citation, Decision, Law, decide

BY_RULE_SET = "by_rule_set"
LONG_AGO = date(2000, 1, 1)


def setting(law: Law, name: str, *, on: date) -> Citation:
    """The value in force on the day; a table by regulation answers for the organisation's own."""
    found = law.value(name, on=max(on, LONG_AGO))
    if not (isinstance(found.value, Mapping) and BY_RULE_SET in found.value):
        return found
    table = found.value[BY_RULE_SET]
    rule_set = law.value("discipline_rule_set", on=max(on, LONG_AGO)).value
    return replace(found, value=table.get(rule_set, table["doc1"]))


def count(cited: Citation) -> int:
    """The number that a setting holds; 0 where the organisation has adopted none."""
    return int(cited.value or 0)


def day_in(value: Any) -> date | None:
    """A day as a setting holds it; None for a word that says there is none."""
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if isinstance(value, str) and value[:1].isdigit() else None


def cited(law: Law, rules: Iterable[str]) -> tuple[Citation, ...]:
    """The clauses among the rules that the book holds; an organisation's own items have none."""
    return tuple(law.book.clauses[rule] for rule in dict.fromkeys(rules) if rule in law.book.clauses)


def decided(outcome: Any, because: Iterable[str], *values: Citation, law: Law, **facts: Any) -> Decision[Any]:
    """A decision by rules and values."""
    return decide(outcome, *cited(law, because), *values, **facts)
