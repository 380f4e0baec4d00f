"""The letters' templates as data: ``templates.yaml``, each with the versions and the days from which they are used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from kefu.language import SIMPLIFIED, in_language, simplified

FILE = Path(__file__).parent / "templates.yaml"
NOTHING = "—"
TITLE = "letter_title"  # the regulation's words, in the facts of a letter
Words = Mapping[str, str]


@dataclass(frozen=True)
class Template:
    """One version of a letter: ``rows`` are its table, ``text`` its paragraphs, ``signatures`` the lines to be signed."""

    kind: str
    version: int
    since: date
    reference: str
    title: Words
    text: tuple[Words, ...]
    rows: tuple[tuple[str, Words], ...]
    closing: tuple[Words, ...]
    signatures: tuple[Words, ...]
    words: Mapping[str, Words]


@dataclass(frozen=True)
class Drawn:
    """A letter with its facts filled in, in one language; all that stands on the paper."""

    language: str
    heading: str
    title: str
    number: str
    text: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    closing: tuple[str, ...]
    signatures: tuple[str, ...]
    dated: str
    foot: str
    day: date


def template(kind: str, *, on: date) -> Template:
    """The version of a letter's template that is used for letters of the day."""
    return max((item for item in _templates()[kind] if item.since <= on), key=lambda item: item.since)


def compose(found: Template, *, facts: Mapping[str, object], language: str, day: date) -> Drawn:
    """The letter in the language: the template's words are converted, what people wrote is not."""
    known = {
        name: in_language(found.words[value], language) if isinstance(value, str) and value in found.words else value
        for name, value in facts.items()
    }
    if language == SIMPLIFIED and isinstance(title := known.get(TITLE), str):
        known[TITLE] = simplified(title)
    filled = _Facts({name: NOTHING if value is None or value == "" else str(value) for name, value in known.items()})

    def said(words: Words) -> str:
        return Formatter().vformat(in_language(words, language), (), filled)

    return Drawn(
        language=language, heading=filled["organisation"], title=said(found.title), number=filled["number"],
        text=tuple(said(words) for words in found.text), rows=tuple((said(words), filled[name]) for name, words in found.rows),
        closing=tuple(said(words) for words in found.closing), signatures=tuple(said(words) for words in found.signatures),
        dated=_day(day, language), foot=f"{found.kind} v{found.version} · {found.reference}", day=day,
    )  # fmt: skip


class _Facts(dict[str, str]):
    """Facts by name; what is not known is a dash."""

    def __missing__(self, name: str) -> str:
        return NOTHING


def _day(day: date, language: str) -> str:
    return day.isoformat() if language == "en" else f"{day.year} 年 {day.month} 月 {day.day} 日"


@cache
def _templates() -> Mapping[str, tuple[Template, ...]]:
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    words = read.pop("words")
    return {kind: tuple(_version(kind, entry, words) for entry in entries) for kind, entries in read.items()}


def _version(kind: str, entry: Mapping[str, Any], words: Mapping[str, Words]) -> Template:
    return Template(
        kind, entry["version"], entry["since"], entry["reference"], entry["title"], tuple(entry["text"]),
        tuple((row["fact"], row["label"]) for row in entry["rows"]), tuple(entry["closing"]), tuple(entry["signatures"]), words,
    )  # fmt: skip
