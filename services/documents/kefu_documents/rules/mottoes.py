"""The organisation's own words that are shown (OTH-18, OTH-20, OTH-30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kefu.law import Decision, Law, decide

TEXTS = {"service_concept": "OTH-18", "service_motto": "OTH-20", "mission": "OTH-30"}


@dataclass(frozen=True)
class Shown:
    """A text, what it is, and where it is written."""

    text: str
    content: str
    reference: str


def texts(on: date, *, law: Law) -> Decision[tuple[Shown, ...]]:
    """The texts in force that are not empty (OTH-18, OTH-20, OTH-30; doc 1 l.7, doc 5.3 l.421)."""
    found = {name: law.value(name, on=on) for name in TEXTS}
    shown = tuple(Shown(name, _lines(value.value), value.reference) for name, value in found.items() if value.value)
    return decide(shown, *found.values(), on=on)


def _lines(value: str | list[str]) -> str:
    """A text, or several lines of it."""
    return value if isinstance(value, str) else "\n".join(value)
