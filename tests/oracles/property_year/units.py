"""Units and their state on a day (format 3, units.csv and reports: "state of a unit at the cut-off")."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path

from oracles.tables import Row, day, money, organisation, percent, rows

GROUPS = ("occupied", "unoccupied", "let", "not_handed_over")
UNROUNDED = {"method": "half_up", "decimals": 1}


@dataclass(frozen=True, eq=False)
class Unit:
    row: Row

    @property
    def number(self) -> str:
        return self.row["unit_no"]

    @property
    def type(self) -> str:
        return self.row["type"]

    @property
    def chargeable(self) -> bool:
        return self.row["chargeable"] == "yes"

    def handed_over(self, on: date) -> bool:
        return bool(self.row["handed_over_on"]) and day(self.row["handed_over_on"]) <= on

    def occupied(self, on: date) -> bool:
        """Handed over, with an occupancy and occupied_since not later."""
        since = day(self.row["occupied_since"])
        return self.handed_over(on) and bool(self.row["occupancy"]) and since is not None and since <= on

    def group(self, on: date) -> str:
        if self.handed_over(on):
            return "occupied" if self.occupied(on) else "unoccupied"
        return "let" if self.row["ownership"] in {"leaseback", "unsold_let"} else "not_handed_over"


@dataclass(frozen=True)
class Estate:
    """The organisation with its units; a figure is shown as ``rounding`` says, and everything is as of the cut-off."""

    organisation: dict
    units: dict[str, Unit]

    @property
    def policies(self) -> dict:
        return self.organisation["policies"]

    @property
    def year(self) -> int:
        return self.organisation["year"]

    @property
    def begins(self) -> date:
        return date(self.year, 1, 1)

    @property
    def cut_off(self) -> date:
        return day(self.organisation["cut_off"])

    def counts(self, text: str) -> bool:
        """Rows dated after the cut-off, or before 1 January, are accepted but not counted (REP-83)."""
        return bool(text) and self.begins <= day(text) <= self.cut_off

    def group(self, unit_no: str) -> str:
        return self.units[unit_no].group(self.cut_off)

    def of(self, group: str, type_: str | None = None) -> list[Unit]:
        return [unit for unit in self.units.values() if unit.group(self.cut_off) == group and type_ in {None, unit.type}]

    def shown(self, value: Decimal, figure: str) -> str:
        """As printed in the report: method and decimals of the figure."""
        how = self.organisation["rounding"].get(figure, UNROUNDED)
        rounding = ROUND_DOWN if how["method"] == "truncate" else ROUND_HALF_UP
        return format(value.quantize(Decimal(1).scaleb(-how["decimals"]), rounding=rounding), "f")

    def rate(self, part, whole, figure: str) -> dict:
        """Inputs as integers or as money; a rate whose denominator is 0 is null."""
        inputs = [money(value) if isinstance(value, Decimal) else value for value in (part, whole)]
        shown = self.shown(Decimal(part) * 100 / Decimal(whole), figure) if whole else None
        return {"numerator": inputs[0], "denominator": inputs[1], "percent": percent(part, whole, places=4), "shown": shown}


def estate(folder: Path) -> Estate:
    return Estate(organisation(folder), {row["unit_no"]: Unit(row) for row in rows(folder, "units")})


def months_later(on: date, months: int) -> date:
    """A month end stays a month end: 03-31 + 3 months = 06-30."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    is_end = on.day == monthrange(on.year, on.month)[1]
    return date(year, month + 1, last if is_end else min(on.day, last))


def months_of(first: str, last: str) -> Iterable[date]:
    """The first days of the months from ``first`` to ``last``."""
    on = date.fromisoformat(f"{first}-01")
    while on <= date.fromisoformat(f"{last}-01"):
        yield on
        on = months_later(on.replace(day=1), 1)
