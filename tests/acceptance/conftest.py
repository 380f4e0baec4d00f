"""The sample's folders changed in ways that must not change a figure, or change it in a known way."""

import csv
import json
import re
import shutil
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest

SAMPLES = Path(__file__).parent / "hr_2025-06"
YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?=-[01][0-9](?![0-9]))")
FIRST_ROW_STANDS = frozenset({"punches"})  # of a number that is there twice the first row counts


@pytest.fixture
def varied():
    """What changes a sample's folder."""
    return SimpleNamespace(copied=copied, shuffle=shuffle, move_by_years=move_by_years)


def copied(name: str, into: Path, *, own: str) -> Path:
    """The organisation under another identifier, so that it can be replayed beside the sample itself; no law book names it."""
    folder = Path(shutil.copytree(SAMPLES / name, into / own))
    about = folder / "organisation.yaml"
    about.write_text(re.sub(r"^id: .*$", f"id: {own}", about.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    (folder / "expected.json").write_text(json.dumps({**expected, "organisation": own}), encoding="utf-8")
    return folder


def shuffle(folder: Path, *, seed: int = 1) -> dict[str, dict[int, int]]:
    """Put the rows of every file in another order; returns where each line of the file came from, by file."""
    chance, moved = Random(seed), {}
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as content:
            header, *rows = list(csv.reader(content))
        order = list(range(len(rows)))
        chance.shuffle(order)
        if file.stem in FIRST_ROW_STANDS:
            order = _first_before_second(order, [row[0] for row in rows])
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([header, *(rows[place] for place in order)])
        moved[file.name] = {line: place + 2 for line, place in enumerate(order, start=2)}
    return moved


def move_by_years(folder: Path, years: int) -> None:
    """Tell the same story so many years later; by 28 years, or 11 earlier, every day falls on the same weekday."""
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        file.write_text(YEAR.sub(lambda year: str(int(year[1]) + years), text), encoding="utf-8")


def _first_before_second(order: list[int], keys: list[str]) -> list[int]:
    """The same order, but rows of one key among themselves as they were."""
    places: dict[str, list[int]] = {}
    for position, row in enumerate(order):
        places.setdefault(keys[row], []).append(position)
    settled = list(order)
    for of_key in places.values():
        for position, row in zip(of_key, sorted(order[position] for position in of_key), strict=True):
            settled[position] = row
    return settled
