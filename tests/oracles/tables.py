"""A folder's files, and the roundings of its figures (gas-and-property format, 1: common conventions)."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import yaml

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, eq=False)
class Row:
    """A row and its line in the file, the header being line 1; a column that is not there is empty."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column):
        return self.cells.get(column, "")


def rows(folder: Path, file: str) -> list[Row]:
    """With or without byte-order mark, CRLF or LF; none where there is no such file."""
    source = folder / f"{file}.csv"
    if not source.is_file():
        return []
    with source.open(encoding="utf-8-sig", newline="") as content:
        return [Row(line, cells) for line, cells in enumerate(csv.DictReader(content), start=2)]


def organisation(folder: Path) -> dict:
    return yaml.safe_load((folder / "organisation.yaml").read_text(encoding="utf-8-sig"))


def day(text) -> date | None:
    """Of a cell or of ``organisation.yaml``, where it may be a date already."""
    if isinstance(text, date):
        return text
    return date.fromisoformat(text) if text else None


def moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def number(text: str) -> Decimal | None:
    """None where it is no number; "decimal strings with a point, no thousands separators"."""
    return Decimal(text) if NUMBER.fullmatch(text) else None


def first_that_applies(*checks: tuple[str, Callable[[], bool]]) -> str | None:
    """ "Checks are made in the order in which the codes are listed; the first that applies is the reason"."""
    return next((code for code, applies in checks if applies()), None)


def refusal(row: Row, key: str, reason: str) -> dict:
    return {"line": row.line, "key": row[key], "reason": reason}


def by_line(refusals: Iterable[dict]) -> list[dict]:
    return sorted(refusals, key=lambda refused: refused["line"])


def counted(refused: Mapping[str, list[dict]]) -> dict[str, dict[str, int]]:
    return {file: dict(Counter(refusal["reason"] for refusal in found)) for file, found in refused.items()}


def rounded(value: Decimal, places: int) -> Decimal:
    """Half-up, negative amounts away from zero; never a negative zero."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0


def money(value: Decimal) -> str:
    return format(rounded(Decimal(value), 2), "f")


def volume(value: Decimal) -> str:
    """Exact, without trailing zeros."""
    text = format(Decimal(value) + 0, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(part, whole, *, places: int = 2) -> str | None:
    """A rate whose denominator is 0 is null."""
    return format(rounded(Decimal(part) * 100 / Decimal(whole), places), "f") if whole else None


def reaches(part, whole, target) -> bool | None:
    """Compared unrounded: 94.99999 % does not reach 95 %."""
    return Decimal(part) * 100 >= Decimal(str(target)) * Decimal(whole) if whole else None


def after_working_days(start: date, count: int, holidays: Iterable[date]) -> date:
    """ "N days after D does not count D"; working days are Monday to Friday except holidays."""
    while count:
        start += timedelta(1)
        count -= start.weekday() < 5 and start not in holidays
    return start
