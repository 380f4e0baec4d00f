"""A month being made up: its rows by file, and the folder of the acceptance format that they are written to."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml

from kefu.calendar import first_day

Cells = dict[str, Any]


@dataclass
class Month:
    """The rows being made up, by file."""

    period: str
    until: date
    chance: Random
    rows: dict[str, list[Cells]] = field(default_factory=dict)

    def add(self, file: str, **cells: Any) -> None:
        """One more row."""
        self.rows.setdefault(file, []).append(cells)

    def day(self, number: int) -> date:
        """A day of the month by its number."""
        return first_day(self.period) + timedelta(days=number - 1)

    def write(self, folder: Path, *, about: dict[str, Any]) -> None:
        """Write ``organisation.yaml`` and a CSV file per kind of row."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "organisation.yaml").write_text(yaml.safe_dump(about, allow_unicode=True, sort_keys=False), encoding="utf-8")
        for file, rows in self.rows.items():
            if rows:
                self._write_rows(folder / f"{file}.csv", rows)

    def _write_rows(self, path: Path, rows: list[Cells]) -> None:
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
