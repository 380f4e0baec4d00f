"""Runs the law in examples: a YAML file of cases against a service's pure rules.

A case names the rule it comes from, the function that decides, what is given and what is to come out::

    - rule: BIL-19
      name: due seven days after delivery
      decide: payment_due
      organisation: shihua_gas
      given: {delivered_on: 2025-03-21}
      expect: 2025-03-28

``given`` is made into what the function's annotations ask for (frozen dataclasses, ``Decimal``, ``date``, tuples) by cattrs;
instead of ``expect`` a case may say ``refused: <code>``, and besides it ``because: [ids]`` and ``adopted: {value: content}``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import cattrs
import pytest
import yaml

from kefu import law as books
from kefu.calendar import Calendar, calendar_of, national
from kefu.figures import exact
from kefu.law import Decision, Entry, Law, LawBook
from kefu_messages.errors import KefuError

EVER = date(1900, 1, 1)
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's is ten times as fast
Case = Mapping[str, Any]


def law_in_examples(rules: ModuleType, test_file: str, *, cases: str = "cases.yaml") -> Callable[[Case], None]:
    """A parametrised test of every case in the file beside ``test_file``, under the law of the package that ``rules`` is in."""
    file = Path(test_file).parent / cases
    listed = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER) or []  # noqa: S506 - a SafeLoader
    book = book_of(rules)
    default = next((case["organisation"] for case in listed if "organisation" in case), "demo")
    parameters = [pytest.param(case, id=f"{_rule(case)}: {case['name']}", marks=pytest.mark.rule(_rule(case))) for case in listed]

    @pytest.mark.parametrize("case", parameters)
    def test_law_in_examples(case: Case) -> None:
        check(rules, book, {"organisation": default, **case})

    return test_law_in_examples


def book_of(rules: ModuleType) -> LawBook:
    """The law book of the package that the rules are in."""
    package = Path(inspect.getfile(rules)).parent
    while package.name == "rules":
        package = package.parent
    return books.of_package(package)


def check(rules: ModuleType, book: LawBook, case: Case) -> None:
    """Decide the case and compare; fails with the case's own words."""
    decide = getattr(rules, case["decide"])
    adopted = {name: [Entry(EVER, books.exact(content), "adopted in the case")] for name, content in case.get("adopted", {}).items()}
    law = book.of(case["organisation"]).with_adopted(adopted)
    arguments = _arguments(decide, case.get("given") or {}, law)
    if "refused" in case:
        with pytest.raises(KefuError) as refusal:
            decide(**arguments)
        assert refusal.value.code == case["refused"], f"refused as {refusal.value.code}"
        return
    decision = decide(**arguments)
    outcome = decision.outcome if isinstance(decision, Decision) else decision
    assert plain(outcome) == _expected(case["expect"], outcome), f"{case['decide']} decided {plain(outcome)!r}"
    if "because" in case:
        cited = decision.clauses
        assert set(case["because"]) <= set(cited), f"cites {cited}"


def plain(value: Any) -> Any:
    """A value as a case writes it: numbers by their value, days and words as text, dataclasses as mappings without their Nones."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items() if item is not None}
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return _plain_single(value)


def _plain_single(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, Fraction):
        return exact(value)
    if isinstance(value, Decimal | int):
        return format(Decimal(value).normalize(), "f")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(getattr(value, "value", value))


def _expected(written: Any, outcome: Any) -> Any:
    """What the case expects, in the form of :func:`plain`; where the outcome is a text, every character counts ("95.00" is not "95")."""
    if isinstance(outcome, str) and isinstance(written, str):
        return written
    if isinstance(written, Mapping) and (is_dataclass(outcome) or isinstance(outcome, Mapping)):
        inside = outcome if isinstance(outcome, Mapping) else vars(outcome)
        return {str(name): _expected(item, inside.get(name)) for name, item in written.items() if item is not None}
    if isinstance(written, list) and isinstance(outcome, list | tuple) and len(written) == len(outcome):
        return [_expected(item, inside) for item, inside in zip(written, outcome, strict=True)]
    return plain(books.exact(written))


def _rule(case: Case) -> str:
    return str(case["rule"])


def _arguments(decide: Callable[..., Any], given: Mapping[str, Any], law: Law) -> dict[str, Any]:
    hints = get_type_hints(decide)
    converter = _converter()
    arguments = {name: converter.structure(value, hints[name]) for name, value in given.items()}
    parameters = inspect.signature(decide).parameters
    if "law" in parameters:
        arguments["law"] = law
    if "calendar" in parameters and "calendar" not in arguments:
        arguments["calendar"] = national()
    return arguments


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(Decimal, lambda value, _: Decimal(str(value)))
    converter.register_structure_hook(Fraction, lambda value, _: Fraction(str(value)))
    converter.register_structure_hook(date, lambda value, _: value if isinstance(value, date) else date.fromisoformat(value))
    converter.register_structure_hook(datetime, lambda value, _: value if isinstance(value, datetime) else datetime.fromisoformat(value))
    converter.register_structure_hook(time, lambda value, _: time.fromisoformat(str(value)))
    converter.register_structure_hook(Calendar, lambda value, _: calendar_of(value))
    converter.register_structure_hook(Any, lambda value, _: value)
    return converter
