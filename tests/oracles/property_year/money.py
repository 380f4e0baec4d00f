"""Charges, payments, discounts and what is owed (format 3, keys REP-25 to REP-32, REP-35, REP-53, BIL-36, BIL-37, BIL-39)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from math import ceil

from oracles.property_year.judged import PROPERTY_FEE, Judged
from oracles.property_year.units import Estate, Unit, months_later
from oracles.tables import Row, day, money, number

FEE_TYPES = (PROPERTY_FEE, "decoration_deposit")


@dataclass(frozen=True)
class Money:
    """What counts of the year: charges belong to their fee year, everything else to its day."""

    estate: Estate
    opening: list[Row]
    charges: list[Row]
    payments: list[Row]
    vacancies: list[Row]
    bonuses: list[Row]

    @property
    def receivable(self) -> Decimal:
        """Property-fee charges of the year less accepted vacancy discounts."""
        return total(self.charges, PROPERTY_FEE) - total(self.vacancies)

    @property
    def received(self) -> Decimal:
        return total(self.payments, PROPERTY_FEE)

    def balances(self) -> dict[str, Decimal]:
        """Opening arrears + charges - vacancy discounts - payments; other fee types stay outside."""
        found = defaultdict(Decimal)
        owed = [row for row in (*self.opening, *self.charges) if row["fee_type"] == PROPERTY_FEE]
        settled = [*self.vacancies, *(row for row in self.payments if row["fee_type"] == PROPERTY_FEE)]
        for row in owed:
            found[row["unit_no"]] += number(row["amount"])
        for row in settled:
            found[row["unit_no"]] -= number(row["amount"])
        return found


def of_year(book: Judged, opening: list[Row]) -> Money:
    granted = book.counted("discounts", "granted_on")
    return Money(
        estate=book.estate,
        opening=[row for row in opening if row["fee_type"] == PROPERTY_FEE],
        charges=[row for row in book.accepted["charges"] if row["fee_year"] == str(book.estate.year)],
        payments=book.counted("payments", "paid_on"),
        vacancies=[row for row in granted if row["kind"] == "vacant_half"],
        bonuses=[row for row in granted if row["kind"] == "prepay_bonus"],
    )


def total(found: Iterable[Row], fee_type: str | None = None) -> Decimal:
    return sum((number(row["amount"]) for row in found if fee_type in {None, row["fee_type"]}), Decimal(0))


def arrears(of: Money) -> dict[str, Decimal]:
    """Units with a positive balance."""
    return {unit_no: balance for unit_no, balance in sorted(of.balances().items()) if balance > 0}


def reports(of: Money) -> dict:
    estate, owed = of.estate, arrears(of)
    households = _households(of)
    vacancy, bonus = total(of.vacancies), total(of.bonuses)
    by_group = {
        group: money(total((row for row in of.payments if estate.group(row["unit_no"]) == group), PROPERTY_FEE))
        for group in ("occupied", "unoccupied", "let")
    }
    return {
        "REP-25": {**by_group, "received": money(of.received)},
        "REP-26": {
            "receivable": money(of.receivable),
            "received": money(of.received),
            "rate": estate.rate(of.received, of.receivable, "collection_amount"),
        },
        "REP-27": _arrears(estate, owed),
        **households,
        "REP-53": _target(estate, households["REP-28"]),
        "BIL-36": {"discounts": len(of.vacancies), "amount": money(vacancy)},
        "BIL-37": {"bonuses": len(of.bonuses), "amount": money(bonus), "paid_through": _paid_through(of)},
        "REP-31": {"vacancy": money(vacancy), "prepay_bonus": money(bonus), "discounts": money(vacancy + bonus)},
        "REP-32": _reconciled(of, discounts=vacancy + bonus, owed=sum(owed.values(), Decimal(0))),
        "BIL-39": {
            "standard_amount": money(total(of.charges, PROPERTY_FEE)),
            "receivable_by_fee_type": {
                fee_type: money(total(of.charges, fee_type) - (vacancy if fee_type == PROPERTY_FEE else 0)) for fee_type in FEE_TYPES
            },
            "received_by_fee_type": {fee_type: money(total(of.payments, fee_type)) for fee_type in FEE_TYPES},
        },
    }


def _arrears(estate: Estate, owed: dict[str, Decimal]) -> dict:
    whole = sum(owed.values(), Decimal(0))
    parts = {
        group: sum((balance for unit_no, balance in owed.items() if estate.group(unit_no) == group), Decimal(0))
        for group in ("occupied", "unoccupied")
    }
    return {
        **{group: money(part) for group, part in parts.items()},
        "arrears": money(whole),
        **{f"{group}_share": estate.rate(part, whole, "share") for group, part in parts.items()},
        "units_in_arrears": len(owed),
    }


def _households(of: Money) -> dict:
    """Households due = chargeable units of the group; paid = balance not above 0; the overall rate is weighted."""
    estate, balances = of.estate, of.balances()
    groups = {
        "REP-28": estate.of("occupied", "residence"),
        "REP-29": estate.of("occupied", "shop"),
        "REP-30": estate.of("unoccupied"),
    }
    found = {rule: _collected(estate, units, balances, "collection_households") for rule, units in groups.items()}
    found["REP-29"]["occupied_shops"] = len(groups["REP-29"])
    return {**found, "REP-35": _collected(estate, list(chain(*groups.values())), balances, "collection_overall")}


def _collected(estate: Estate, units: list[Unit], balances: dict[str, Decimal], figure: str) -> dict:
    due = [unit for unit in units if unit.chargeable]
    paid = sum(balances.get(unit.number, Decimal(0)) <= 0 for unit in due)
    return {"due": len(due), "paid": paid, "unpaid": len(due) - paid, "rate": estate.rate(paid, len(due), figure)}


def _target(estate: Estate, occupied: dict) -> dict:
    """Households needed = target percent of due, rounded up; reached is compared unrounded."""
    target = estate.policies["target_occupied_percent"]
    needed = ceil(occupied["due"] * Decimal(str(target)) / 100)
    gap = max(0, needed - occupied["paid"])
    reached = occupied["paid"] * 100 >= occupied["due"] * Decimal(str(target))
    return {"target_percent": target, "due": occupied["due"], "paid": occupied["paid"], "needed": needed, "gap": gap, "reached": reached}


def _paid_through(of: Money) -> list[dict]:
    """Old date + the months paid and the free ones."""
    bonus = of.estate.policies["bonus"]
    months = bonus["pay_months"] + bonus["free_months"]
    return [
        {"unit_no": unit_no, "paid_through": months_later(day(of.estate.units[unit_no].row["fee_paid_through"]), months).isoformat()}
        for unit_no in sorted(row["unit_no"] for row in of.bonuses)
    ]


def _reconciled(of: Money, *, discounts: Decimal, owed: Decimal) -> dict:
    gap, opening = of.receivable - of.received, total(of.opening)
    return {
        "receivable_minus_received": money(gap),
        "minus_discounts": money(gap - discounts),
        "arrears": money(owed),
        "arrears_minus_gap": money(owed - gap),
        "reconciles": gap - discounts == owed - opening,
        "opening_arrears": money(opening),
        "opening_plus_receivable_minus_received": money(opening + gap),
        "ledger_balances": opening + gap == owed,
    }
