"""A report as rows: one for each value, under the title of its rule, named in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kefu.language import ENGLISH, TRADITIONAL, in_language, simplified

NAMES = Path(__file__).with_name("names.yaml")
HEADINGS = {
    "rule": {TRADITIONAL: "規則", ENGLISH: "Rule"},
    "title": {TRADITIONAL: "報表項目", ENGLISH: "Report line"},
    "name": {TRADITIONAL: "指標", ENGLISH: "Figure"},
    "value": {TRADITIONAL: "數值", ENGLISH: "Value"},
    "reference": {TRADITIONAL: "出處", ENGLISH: "Source"},
    "period": {TRADITIONAL: "期間", ENGLISH: "Period"},
    "cut_off": {TRADITIONAL: "截止日", ENGLISH: "Cut-off"},
    "closed_on": {TRADITIONAL: "結報日", ENGLISH: "Closed on"},
    "rates": {TRADITIONAL: "各項比率(%)", ENGLISH: "Rates (%)"},
    "yes": {TRADITIONAL: "是", ENGLISH: "yes"},
    "no": {TRADITIONAL: "否", ENGLISH: "no"},
    "unknown": {TRADITIONAL: "無數據", ENGLISH: "no data"},
}


@dataclass(frozen=True)
class Row:
    """One value of a report."""

    rule: str
    title: str
    reference: str
    name: str
    value: str


@dataclass(frozen=True)
class Sheet:
    """A report about to be printed; ``titles`` and ``references`` are those of its rules."""

    kind: str
    period: str
    cut_off: str
    closed_on: str | None
    rules: Mapping[str, Any]
    titles: Mapping[str, str]
    references: Mapping[str, str]
    language: str

    @property
    def title(self) -> str:
        """The kind of report in the reader's language."""
        return named(self.kind, self.language)

    def rows(self) -> Iterator[Row]:
        """Every value, rule by rule."""
        for rule, figures in sorted(self.rules.items(), key=lambda item: _order(item[0])):
            for path, value in _flat(figures):
                name = " · ".join(named(part, self.language) for part in path)
                yield Row(rule, self.titles.get(rule, rule), self.references.get(rule, ""), name, shown(value, self.language))

    def rates(self) -> list[tuple[str, str]]:
        """The printed rates with the titles of their rules."""
        found = ((rule, figures.get("rate")) for rule, figures in self.rules.items() if isinstance(figures, Mapping))
        return [(self.titles.get(rule, rule), str(rate["shown"])) for rule, rate in sorted(found, key=lambda item: _order(item[0]))
                if isinstance(rate, Mapping) and rate.get("shown") is not None]  # fmt: skip

    def months(self) -> list[tuple[str, list[int]]]:
        """The series of twelve months with the titles of their rules."""
        found = ((rule, figures.get("by_month")) for rule, figures in self.rules.items() if isinstance(figures, Mapping))
        return [(self.titles.get(rule, rule), [number or 0 for number in series]) for rule, series in found if isinstance(series, list)]


def heading(name: str, language: str) -> str:
    """A heading in the reader's language."""
    return in_language(HEADINGS[name], language)


def named(name: str, language: str) -> str:
    """A figure's name in the reader's language; one that has none is shown as it is called."""
    if language == ENGLISH:
        return name.replace("_", " ")
    traditional = _names().get(name, name.replace("_", " "))
    return simplified(traditional) if language != TRADITIONAL else traditional


def shown(value: Any, language: str) -> str:
    """A value as it is printed."""
    if value is None:
        return heading("unknown", language)
    if isinstance(value, bool):
        return heading("yes" if value else "no", language)
    return str(value)


def _flat(figures: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(figures, Mapping):
        for name, inside in figures.items():
            yield from _flat(inside, (*path, str(name)))
    elif isinstance(figures, list) and any(isinstance(item, Mapping) for item in figures):
        for number, item in enumerate(figures, start=1):
            yield from _flat(item, (*path, str(number)))
    elif isinstance(figures, list):
        yield path, ", ".join(map(str, figures))
    else:
        yield path, figures


def _order(rule: str) -> tuple[str, int]:
    letters, _, number = rule.partition("-")
    return letters, int(number) if number.isdecimal() else 0


@cache
def _names() -> dict[str, str]:
    return dict(yaml.safe_load(NAMES.read_text(encoding="utf-8")))
