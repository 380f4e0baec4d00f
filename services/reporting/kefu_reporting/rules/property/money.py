"""Property fees of a year: received, receivable, arrears, households paid, discounts and whether it adds up (REP-25 to REP-32)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from typing import Any

from kefu.law import Decision, Law, decide
from kefu_reporting.rules.property.facts import PREPAY_BONUS, PROPERTY_FEE, VACANT_HALF, ZERO, Money, PropertyFacts, Unit, total
from kefu_reporting.rules.rates import rate


@dataclass(frozen=True)
class Ledger:
    """The year's money per unit, only what counts at the cut-off; the ledgers of charges, receipts and discounts stay apart (REP-32)."""

    facts: PropertyFacts

    @cached_property
    def group_of(self) -> dict[str, str]:
        """The group of each unit at the cut-off."""
        return {unit.unit_no: unit.group_on(self.facts.cut_off) for unit in self.facts.units}

    @cached_property
    def charges(self) -> list[Money]:
        """Property fees charged for the year, before discount."""
        return [item for item in self.facts.charges if item.kind == PROPERTY_FEE and item.fee_year == self.facts.year]

    @cached_property
    def payments(self) -> list[Money]:
        """Property fees received in the year."""
        return [item for item in self.facts.payments if item.kind == PROPERTY_FEE and self.facts.counts(item.on)]

    @cached_property
    def opening(self) -> list[Money]:
        """Property fees owed at the start of the year."""
        return [item for item in self.facts.opening if item.kind == PROPERTY_FEE and item.owed_at_start_of(self.facts.year)]

    def granted(self, *kinds: str) -> list[Money]:
        """Discounts of the kinds granted in the year."""
        return [item for item in self.facts.discounts if item.kind in kinds and self.facts.counts(item.on)]

    @cached_property
    def credits(self) -> list[Money]:
        """Credits of promotions: every discount that is neither for vacancy nor for prepayment (BIL-41)."""
        return [item for item in self.facts.discounts if item.kind not in {VACANT_HALF, PREPAY_BONUS} and self.facts.counts(item.on)]

    @cached_property
    def receivable(self) -> Decimal:
        """Charges of the year less vacancy discounts, in yuan."""
        return total(self.charges) - total(self.granted(VACANT_HALF))

    @cached_property
    def balances(self) -> dict[str, Decimal]:
        """What each unit owes at the cut-off, in yuan; negative when it has paid ahead."""
        found: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
        for sign, items in (
            (1, self.opening), (1, self.charges), (-1, self.granted(VACANT_HALF)), (-1, self.credits), (-1, self.payments),
        ):  # fmt: skip
            for item in items:
                found[item.unit_no] += sign * item.amount
        return dict(found)

    def arrears(self, *groups: str) -> Decimal:
        """The positive balances, of all units or of those of the groups, in yuan."""
        owed = ((unit_no, balance) for unit_no, balance in self.balances.items() if balance > 0)
        return sum((balance for unit_no, balance in owed if not groups or self.group_of.get(unit_no) in groups), ZERO)

    def households(self, units: Iterable[Unit]) -> tuple[int, int]:
        """Chargeable households among the units, and those of them that owe nothing at all, prior years included."""
        due = [unit for unit in units if unit.chargeable]
        return len(due), sum(self.balances.get(unit.unit_no, ZERO) <= 0 for unit in due)


def received_by_group(ledger: Ledger, *, law: Law) -> Decision[dict[str, Any]]:
    """Property fees received in the year per group of the unit; the groups add up (REP-25; doc 5.2 l.381)."""
    found: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for item in ledger.payments:
        found[ledger.group_of.get(item.unit_no, "not_handed_over")] += item.amount
    parts = {group: found[group] for group in ("occupied", "unoccupied", "let")}
    other = {"not_handed_over": yuan(found["not_handed_over"])} if found["not_handed_over"] else {}
    outcome = {**{group: yuan(amount) for group, amount in parts.items()}, **other, "received": yuan(sum(found.values(), ZERO))}
    return decide(outcome, law.clause("REP-25"), receipts=len(ledger.payments))


def collected(ledger: Ledger, *, law: Law) -> Decision[dict[str, Any]]:
    """Received against receivable, by amount (REP-26; doc 5.2 l.381)."""
    received = total(ledger.payments)
    shown = rate(received, ledger.receivable, figure="collection_amount", on=ledger.facts.cut_off, law=law)
    outcome = {"receivable": yuan(ledger.receivable), "received": yuan(received), "rate": shown.outcome}
    return decide(outcome, law.clause("REP-26"), *shown.because, receivable=ledger.receivable, received=received)


def arrears(ledger: Ledger, *, law: Law) -> Decision[dict[str, Any]]:
    """What is owed at the cut-off, by group, with shares (REP-27; doc 5.2 l.381)."""
    parts = {group: ledger.arrears(group) for group in ("occupied", "unoccupied", "let", "not_handed_over")}
    whole = ledger.arrears()
    shares = {group: rate(parts[group], whole, figure="share", on=ledger.facts.cut_off, law=law) for group in ("occupied", "unoccupied")}
    outcome = {
        **{group: yuan(amount) for group, amount in parts.items()}, "arrears": yuan(whole),
        **{f"{group}_share": share.outcome for group, share in shares.items()},
        "units_in_arrears": sum(balance > 0 for balance in ledger.balances.values()),
    }  # fmt: skip
    return decide(outcome, law.clause("REP-27"), *shares["occupied"].because, arrears=whole)


def households_paid(ledger: Ledger, *, rule: str, law: Law) -> Decision[dict[str, Any]]:
    """Households that owe nothing of those due: residential occupied (REP-28), shops occupied (REP-29), not occupied (REP-30)."""
    units = _of_rule(ledger, rule)
    due, paid = ledger.households(units)
    shown = rate(paid, due, figure="collection_households", on=ledger.facts.cut_off, law=law)
    more = {"occupied_shops": len(units)} if rule == "REP-29" else {}
    outcome = {"due": due, "paid": paid, "unpaid": due - paid, "rate": shown.outcome, **more}
    return decide(outcome, law.clause(rule), *shown.because, due=due, paid=paid)


def households_overall(ledger: Ledger, *, law: Law) -> Decision[dict[str, Any]]:
    """All households, weighted: never the mean of the groups' rates (REP-35; doc 5.2 l.382)."""
    found = [ledger.households(_of_rule(ledger, rule)) for rule in ("REP-28", "REP-29", "REP-30")]
    return overall_rate(found, on=ledger.facts, law=law)


def overall_rate(groups: Sequence[tuple[int, int]], *, on: PropertyFacts, law: Law) -> Decision[dict[str, Any]]:
    """Paid of due over groups of ``(due, paid)`` (REP-35)."""
    due, paid = sum(each for each, _ in groups), sum(each for _, each in groups)
    shown = rate(paid, due, figure="collection_overall", on=on.cut_off, law=law)
    outcome = {"due": due, "paid": paid, "unpaid": due - paid, "rate": shown.outcome}
    return decide(outcome, law.clause("REP-35"), *shown.because, due=due, paid=paid)


def discounts(ledger: Ledger, *, law: Law) -> Decision[dict[str, Any]]:
    """Discounts granted in the year, separate from what was received (REP-31; doc 5.2 l.381)."""
    vacancy, bonus, credit = total(ledger.granted(VACANT_HALF)), total(ledger.granted(PREPAY_BONUS)), total(ledger.credits)
    more = {"promotions": yuan(credit)} if credit else {}
    outcome = {"vacancy": yuan(vacancy), "prepay_bonus": yuan(bonus), **more, "discounts": yuan(vacancy + bonus + credit)}
    return decide(outcome, law.clause("REP-31"), vacancy=vacancy, prepay_bonus=bonus)


def reconciled(ledger: Ledger, *, law: Law) -> Decision[dict[str, Any]]:
    """Whether the year's money adds up; the ledgers stay apart and every gap is shown (REP-32; doc 5.2 l.381)."""
    given = total(ledger.granted(VACANT_HALF, PREPAY_BONUS)) + total(ledger.credits)
    return reconcile(
        receivable=ledger.receivable, received=total(ledger.payments), discounts=given, arrears=ledger.arrears(),
        opening_arrears=total(ledger.opening), law=law,
    )  # fmt: skip


def reconcile(
    *, receivable: Decimal, received: Decimal, discounts: Decimal, arrears: Decimal, opening_arrears: Decimal, law: Law
) -> Decision[dict[str, Any]]:
    """Receivable less received less discounts is the change in arrears, or the report says that it is not (REP-32)."""
    gap = receivable - received
    outcome = {
        "receivable_minus_received": yuan(gap), "minus_discounts": yuan(gap - discounts), "arrears": yuan(arrears),
        "arrears_minus_gap": yuan(arrears - gap), "reconciles": gap - discounts == arrears - opening_arrears,
        "opening_arrears": yuan(opening_arrears), "opening_plus_receivable_minus_received": yuan(opening_arrears + gap),
        "ledger_balances": opening_arrears + gap == arrears,
    }  # fmt: skip
    return decide(outcome, law.clause("REP-32"), receivable=receivable, received=received, discounts=discounts, arrears=arrears)


def target_reached(ledger: Ledger, *, law: Law) -> Decision[dict[str, Any]]:
    """The occupied households against the company's target (REP-53; doc 5.2 l.418)."""
    due, paid = ledger.households(_of_rule(ledger, "REP-28"))
    return against_target(paid, due=due, facts=ledger.facts, law=law)


def against_target(paid: int, *, due: int, facts: PropertyFacts, law: Law) -> Decision[dict[str, Any]]:
    """Households needed for the target, rounded up, the gap, and whether it is reached, compared unrounded (REP-53, BIL-40).

    Where nobody owes anything nothing is needed, and it is reached.
    """
    target = law.value("target_occupied_percent", on=facts.cut_off)
    percent = Decimal(target.value)
    needed = int((Decimal(due) * percent / 100).to_integral_value(ROUND_CEILING))
    reached = paid * 100 >= percent * due
    whole = int(percent) if percent == int(percent) else str(percent)
    outcome = {"target_percent": whole, "due": due, "paid": paid, "needed": needed, "gap": max(needed - paid, 0), "reached": reached}
    return decide(outcome, target, law.clause("REP-53"), due=due, paid=paid)


def paid_after_cut_off(facts: PropertyFacts, *, law: Law) -> Decision[dict[str, Any]]:
    """What was paid after the cut-off is in none of the figures (REP-83; doc 5.2 l.379, l.381)."""
    later = sum(item.on is not None and item.on > facts.cut_off for item in facts.payments)
    outcome = {"cut_off": facts.cut_off.isoformat(), "payments_after_cut_off": later}
    return decide(outcome, law.clause("REP-83"), cut_off=facts.cut_off)


def arrears_units(ledger: Ledger) -> list[dict[str, str]]:
    """Units that owe something at the cut-off, with what they owe."""
    return [{"unit_no": unit_no, "balance": yuan(balance)} for unit_no, balance in sorted(ledger.balances.items()) if balance > 0]


def yuan(amount: Decimal) -> str:
    """Money as reports print it."""
    return str(Decimal(amount).quantize(Decimal("0.01")))


def _of_rule(ledger: Ledger, rule: str) -> list[Unit]:
    if rule == "REP-30":
        return ledger.facts.in_group("unoccupied")
    kind = "residence" if rule == "REP-28" else "shop"
    return [unit for unit in ledger.facts.in_group("occupied") if unit.unit_type == kind]
