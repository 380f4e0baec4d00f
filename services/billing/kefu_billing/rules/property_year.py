"""A year's property fees as of the cut-off (BIL-34..BIL-42)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

from kefu.figures import percent_text
from kefu.law import Decision, Law, decide
from kefu_billing.rules.facts import ZERO
from kefu_billing.rules.month import yuan
from kefu_billing.rules.units import (
    DECORATION_DEPOSIT,
    PREPAY_BONUS,
    PROPERTY_FEE,
    VACANT_HALF,
    Discount,
    Notice,
    Unit,
    balance_of,
    bonus_in,
    charged_in,
    received_in,
    vacancy_in,
)


@dataclass(frozen=True)
class PropertyYearFacts:
    """The units with their accounts, the cut-off, and the company's target in yuan when one is set."""

    year: int
    cut_off: date
    units: Sequence[Unit]
    law: Law
    target: Decimal | None = None


def findings(facts: PropertyYearFacts) -> dict[str, Any]:
    """The figures per rule."""
    return {
        "BIL-34": notices(facts),
        "BIL-35": channels(facts),
        "BIL-36": vacancy(facts),
        "BIL-37": bonuses(facts),
        "BIL-38": {"discounts": yuan(discounts(facts))},
        "BIL-39": by_fee_type(facts),
        "BIL-40": occupied_rate(facts),
        "BIL-41": credits_given(facts),
        "BIL-42": achieved(facts),
    }


def notices(facts: PropertyYearFacts) -> dict[str, Any]:
    """Payment notices of the year, counted per channel and month (BIL-34)."""
    found = _notices(facts)
    by_month = Counter(item.issued_on.month for item in found)
    return {
        "notices": len(found),
        "by_channel": dict(sorted(Counter(item.channel for item in found).items())),
        "by_month": [by_month[month] for month in range(1, 13)],
    }


def channels(facts: PropertyYearFacts) -> dict[str, Any]:
    """Reminders that have a result, per channel (BIL-35)."""
    return {"with_result": dict(sorted(Counter(item.channel for item in _notices(facts) if item.result).items()))}


def vacancy(facts: PropertyYearFacts) -> dict[str, Any]:
    """Vacancy discounts of the year (BIL-36)."""
    granted = [item for _, item in _granted(facts, VACANT_HALF)]
    return {"discounts": len(granted), "amount": yuan(sum((item.amount for item in granted), ZERO))}


def bonuses(facts: PropertyYearFacts) -> dict[str, Any]:
    """Prepayment bonuses of the year and what they extend the paid period to (BIL-37)."""
    granted = _granted(facts, PREPAY_BONUS)
    rows = [{"unit_no": unit.unit_no, "paid_through": str(item.paid_through)} for unit, item in granted]
    return {"bonuses": len(granted), "amount": yuan(sum((item.amount for _, item in granted), ZERO)), "paid_through": rows}


def discounts(facts: PropertyYearFacts) -> Decimal:
    """All discounts granted in the year: vacancy, bonus and credits, in yuan (BIL-38; doc 5.2 l.381)."""
    given = sum((vacancy_in(unit, year=facts.year, until=facts.cut_off) for unit in facts.units), ZERO)
    free = sum((bonus_in(unit, year=facts.year, until=facts.cut_off) for unit in facts.units), ZERO)
    return given + free


def by_fee_type(facts: PropertyYearFacts) -> dict[str, Any]:
    """Charges after vacancy discount, and receipts, per kind of fee (BIL-39; doc 5.2 l.380)."""
    charged_kinds = {item.fee_type for unit in facts.units for item in unit.charges}
    paid_kinds = {item.fee_type for unit in facts.units for item in unit.payments}
    kinds = sorted(charged_kinds | paid_kinds | {PROPERTY_FEE, DECORATION_DEPOSIT}, reverse=True)
    charged = {kind: sum((charged_in(unit, year=facts.year, fee_type=kind) for unit in facts.units), ZERO) for kind in kinds}
    off = sum((vacancy_in(unit, year=facts.year, until=facts.cut_off) for unit in facts.units), ZERO)
    received = {
        kind: sum((received_in(unit, year=facts.year, until=facts.cut_off, fee_type=kind) for unit in facts.units), ZERO) for kind in kinds
    }
    return {
        "standard_amount": yuan(charged[PROPERTY_FEE]),
        "receivable_by_fee_type": {kind: yuan(charged[kind] - (off if kind == PROPERTY_FEE else ZERO)) for kind in kinds},
        "received_by_fee_type": {kind: yuan(received[kind]) for kind in kinds},
    }


def occupied_rate(facts: PropertyYearFacts) -> dict[str, Any]:
    """Occupied households that owe nothing against those due, and how many the target still needs (BIL-40; doc 5.2 l.418)."""
    due = [unit for unit in facts.units if unit.chargeable and unit.unit_type == "residence" and unit.group(facts.cut_off) == "occupied"]
    paid = sum(balance_of(unit, year=facts.year, until=facts.cut_off) <= 0 for unit in due)
    return collection_target(paid, due=len(due), on=facts.cut_off, law=facts.law).outcome


def collection_target(paid: int, *, due: int, on: date, law: Law) -> Decision[dict[str, Any]]:
    """Households paid against the target, compared unrounded; the number needed is rounded up (BIL-40)."""
    target = law.value("target_occupied_percent", on=on)
    needed = int((Decimal(due) * Decimal(target.value) / 100).to_integral_value(ROUND_CEILING))
    outcome = {
        "due": due,
        "paid": paid,
        "needed": needed,
        "gap": max(needed - paid, 0),
        "percent": percent_text(paid, whole=due),
        "reached": paid * 100 >= Decimal(target.value) * due,
    }
    return decide(outcome, target, law.clause("BIL-40"), paid=paid, due=due)


def credits_given(facts: PropertyYearFacts) -> dict[str, Any]:
    """Credits of promotions in the year (BIL-41)."""
    used = [item for unit in facts.units for item in unit.credits if _counts(facts, item.used_on)]
    return {"credits": len(used), "amount": yuan(sum((item.amount for item in used), ZERO))}


def achieved(facts: PropertyYearFacts) -> dict[str, Any]:
    """Property fees received against the company's target (BIL-42; doc 5.2 l.412)."""
    received = sum((received_in(unit, year=facts.year, until=facts.cut_off) for unit in facts.units), ZERO)
    rate = target_achieved(received, target=facts.target, law=facts.law).outcome
    return {"target": None if facts.target is None else yuan(facts.target), "received": yuan(received), "percent": rate}


def target_achieved(received: Decimal, *, target: Decimal | None, law: Law) -> Decision[str | None]:
    """Received in percent of the company's target, one place; none without a target (BIL-42; doc 5.2 l.412)."""
    rate = None if target is None else percent_text(received, whole=target, places=1)
    return decide(rate, law.clause("BIL-42"), received=received, target=target)


def arrears_units(facts: PropertyYearFacts) -> list[dict[str, Any]]:
    """Units that owe something at the cut-off, with what they owe."""
    owed = [(unit.unit_no, balance_of(unit, year=facts.year, until=facts.cut_off)) for unit in facts.units]
    return [{"unit_no": unit_no, "balance": yuan(balance)} for unit_no, balance in sorted(owed) if balance > 0]


def _notices(facts: PropertyYearFacts) -> list[Notice]:
    return [item for unit in facts.units for item in unit.notices if _counts(facts, item.issued_on)]


def _granted(facts: PropertyYearFacts, kind: str) -> list[tuple[Unit, Discount]]:
    units: Iterable[Unit] = sorted(facts.units, key=lambda unit: unit.unit_no)
    return [(unit, item) for unit in units for item in unit.discounts if item.kind == kind and _counts(facts, item.granted_on)]


def _counts(facts: PropertyYearFacts, day: date) -> bool:
    return date(facts.year, 1, 1) <= day <= facts.cut_off
