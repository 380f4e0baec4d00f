"""Generates the folder of a property year, another for every seed.

What the format leaves open is not drawn: a hand-over due between the cut-off and the year's end, money of units that are neither handed
over nor let, half of a fee that is no whole cents, older assets, a revisit after the cut-off. The functions that draw say so.
"""

from datetime import date
from pathlib import Path
from random import Random

from oracles.property_year import draft as drafted
from oracles.property_year import draft_money
from oracles.property_year.draft_service import service


def write(folder: Path, *, seed: int, year: int = 2024, cut_off: date | None = None, units: int = 40, own: str = "") -> None:
    """Write ``organisation.yaml`` and every CSV file; the cut-off is the year's end unless it is given."""
    cut_off = cut_off or date(year, 12, 31)
    draft = drafted.begun(folder, Random(seed), year=year, cut_off=cut_off, identifier=own or f"property_{year}_{seed}")
    drafted.units(draft, units)
    draft_money.arrears(draft)
    draft_money.charges(draft)
    draft_money.payments(draft)
    draft_money.discounts(draft)
    service(draft)
    draft.save()
