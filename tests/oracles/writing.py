"""Writes a generated folder as people hand them over: the same facts, in one of the ways the formats allow."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import yaml


@dataclass(frozen=True)
class Hand:
    """How somebody writes files: with or without byte-order mark, CRLF or LF, columns and rows in whatever order."""

    mark: bool
    ends: str
    columns_moved: bool
    rows_moved: bool

    @classmethod
    def drawn(cls, chance: Random) -> "Hand":
        return cls(chance.random() < 0.5, chance.choice(("\r\n", "\n")), chance.random() < 0.5, chance.random() < 0.7)


PLAIN = Hand(mark=False, ends="\n", columns_moved=False, rows_moved=False)  # people's records: "column order is fixed"


def write_organisation(folder: Path, organisation: Mapping) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "organisation.yaml").write_text(yaml.safe_dump(dict(organisation), allow_unicode=True, sort_keys=False), encoding="utf-8")


def write_table(folder: Path, file: str, columns: str, found: Sequence[Mapping], *, hand: Hand, chance: Random) -> None:
    """A cell that a row does not give stays empty."""
    order = columns.split()
    if hand.columns_moved:
        chance.shuffle(order)
    with (folder / f"{file}.csv").open("w", encoding="utf-8-sig" if hand.mark else "utf-8", newline="") as out:
        writer = csv.DictWriter(out, order, lineterminator=hand.ends, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(found)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(count) for count in range((last - first).days + 1)]


def around(chance: Random, first: date, last: date, *, edges: Sequence[date] = ()) -> date:
    """A day of the span, in a third of the cases one of the edges."""
    if edges and chance.random() < 1 / 3:
        return chance.choice(edges)
    return first + timedelta(chance.randint(0, (last - first).days))
