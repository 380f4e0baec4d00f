"""The sample's folders changed in ways that must not change a figure, or change it in a known way."""

import csv
import json
import re
import shutil
from pathlib import Path
from random import Random

import yaml

SAMPLES = Path(__file__).parent / "hr_2025-06"
YEAR = re.compile(r"\b(20[0-9]{2})(?=-[01][0-9](?:-|\b))")


def shuffled(name: str, into: Path, *, seed: int = 1) -> Path:
    """The organisation with the rows of every file in another order; those of one key stay in their order."""
    folder = _copy(name, into)
    chance = Random(seed)
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as content:
            header, *rows = list(csv.reader(content))
        keys = [row[0] for row in rows]
        twice = {key for key in keys if keys.count(key) > 1} if file.stem == "punches" else set()
        first = [row for row in rows if row[0] in twice]
        others = [row for row in rows if row[0] not in twice]
        chance.shuffle(others)
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([header, *first, *others])
    return folder


def in_another_year(name: str, into: Path, *, years: int) -> Path:
    """The organisation so many years later: by 28, or 11 earlier, every day falls on the same weekday."""
    folder = _copy(name, into)
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        if file.name == "organisation.yaml":
            since = yaml.safe_load(text).get("catalogue_in_force_from")
            text = _moved(text, years)
            if since:
                text = text.replace(_moved(str(since), years), str(since)) if years < 0 else text
        else:
            text = _moved(text, years)
        file.write_text(text, encoding="utf-8")
    return folder


def of_another_name(name: str, into: Path, *, own: str) -> Path:
    """The organisation under an identifier that no law book names."""
    folder = _copy(name, into)
    about = folder / "organisation.yaml"
    about.write_text(re.sub(r"^id: .*$", f"id: {own}", about.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
    expected = folder / "expected.json"
    expected.write_text(json.dumps({**json.loads(expected.read_text(encoding="utf-8")), "organisation": own}), encoding="utf-8")
    return folder


def _moved(text: str, years: int) -> str:
    return YEAR.sub(lambda year: str(int(year[1]) + years), text)


def _copy(name: str, into: Path) -> Path:
    return Path(shutil.copytree(SAMPLES / name, into / name))
