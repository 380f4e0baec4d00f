"""The whole year as of its cut-off."""

from pathlib import Path

from oracles.property_year import money, service
from oracles.property_year.judged import judged
from oracles.property_year.units import estate
from oracles.tables import counted, day, rows
from oracles.tables import money as yuan


def figures(folder: Path) -> dict:
    """What ``expected.json`` must say of the folder."""
    known = estate(folder)
    book = judged(folder, known)
    of_year = money.of_year(book, rows(folder, "opening_arrears"))
    after = sum(day(row["paid_on"]) > known.cut_off for row in book.accepted["payments"])
    return {
        "organisation": known.organisation["id"],
        "year": known.year,
        "cut_off": known.cut_off.isoformat(),
        "refused": book.refused,
        "refused_counts": counted(book.refused),
        "arrears_units": [{"unit_no": unit_no, "balance": yuan(balance)} for unit_no, balance in money.arrears(of_year).items()],
        "rules": {
            **money.reports(of_year),
            **service.reports(book, assets=rows(folder, "assets"), staffing=rows(folder, "staffing")),
            "REP-83": {"cut_off": known.cut_off.isoformat(), "payments_after_cut_off": after},
        },
    }
