"""Writes a generated folder as people hand them over: the same facts, in one of the ways the formats allow."""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass
class Draft:
    """A folder in the making; whatever is drawn comes from one source, so that a seed makes one folder."""

    folder: Path
    chance: Random
    organisation: dict
    columns: Mapping[str, str]
    hand: Hand
    first: date
    last: date
    until: date
    tables: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))

    @property
    def policies(self) -> dict:
        return self.organisation["policies"]

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def at(self, on: date, hour: int | None = None, minute: int | None = None) -> str:
        """A moment of the day; sometimes its first or its last minute."""
        if hour is None:
            hour, minute = self.chance.choice([(0, 0), (23, 59), *((hour, self.chance.randint(0, 59)) for hour in range(8, 18))])
        return f"{on}T{hour:02d}:{minute:02d}"

    def settle(self, file: str) -> None:
        """The file's rows get their order, which decides where a number stands there twice."""
        if self.hand.rows_moved:
            self.chance.shuffle(self.tables[file])

    def save(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        about = yaml.safe_dump(self.organisation, allow_unicode=True, sort_keys=False)
        (self.folder / "organisation.yaml").write_text(about, encoding="utf-8")
        order = Random(self.organisation["id"])
        for file, columns in self.columns.items():
            self._save(file, order.sample(columns.split(), len(columns.split())) if self.hand.columns_moved else columns.split())

    def _save(self, file: str, columns: list[str]) -> None:
        """A cell that a row does not give stays empty."""
        with (self.folder / f"{file}.csv").open("w", encoding="utf-8-sig" if self.hand.mark else "utf-8", newline="") as out:
            writer = csv.DictWriter(out, columns, lineterminator=self.hand.ends, restval="")
            writer.writeheader()
            writer.writerows(self.tables[file])


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(count) for count in range((last - first).days + 1)]


def around(chance: Random, first: date, last: date, *, edges: Sequence[date] = ()) -> date:
    """A day of the span, in a third of the cases one of the edges."""
    if edges and chance.random() < 1 / 3:
        return chance.choice(edges)
    return first + timedelta(chance.randint(0, (last - first).days))
