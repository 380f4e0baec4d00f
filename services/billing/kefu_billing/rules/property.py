"""Property fees: charging, payments, discounts, notices, promotions (BIL-34..BIL-41)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kefu.calendar import add_months, first_day, months_after
from kefu.law import Decision, Law, decide
from kefu_billing.rules.balances import CENT, money
from kefu_billing.rules.units import (
    PREPAY_BONUS,
    PROPERTY_FEE,
    VACANT_HALF,
    Arrears,
    Charge,
    Credit,
    Discount,
    Notice,
    OwnerPayment,
    Unit,
)
from kefu_messages.billing import (
    AmountDiffers,
    BonusWindowMissed,
    DuplicateCharge,
    DuplicateDiscount,
    DuplicateReceipt,
    InvalidAmount,
    NotOneSum,
    PromotionExhausted,
    PromotionNotValid,
    UnitNotChargeable,
    UnitNotHandedOver,
    UnitOccupied,
    UnitTypeNotEligible,
    UnknownCharge,
    UnknownDiscountKind,
    UnknownReceipt,
)
from kefu_messages.errors import ChannelNotAllowed, UnknownUnit


def monthly_charge(monthly_fee: Decimal, *, vacant: bool, on: date, law: Law) -> Decision[Decimal]:
    """A month's fee: half (by law's percent) of the full rate while nobody has moved in on its first day (BIL-36; doc 5.2 l.381)."""
    off = law.value("vacancy_discount_percent", on=on)
    fee = money(monthly_fee * (100 - off.value) / 100) if vacant else monthly_fee
    return decide(fee, off, law.clause("BIL-36"), monthly_fee=monthly_fee, vacant=vacant)


def judge_charge(charge: Charge, *, unit: Unit | None, unit_no: str, seen: bool, amount: Decimal | None, law: Law) -> Decision[Charge]:
    """A charge of a chargeable unit, with fee kind and period (BIL-39; doc 5.2 l.380)."""
    if seen:
        raise DuplicateCharge(charge_no=charge.charge_no)
    if unit is None:
        raise UnknownUnit(unit_no=unit_no)
    valid = positive(amount)
    if not unit.chargeable:
        raise UnitNotChargeable(unit_no=unit_no)
    return decide(replace(charge, amount=valid), law.clause("BIL-39"), fee_type=charge.fee_type, amount=valid)


def judge_owner_payment(
    payment: OwnerPayment, *, unit: Unit | None, unit_no: str, seen: bool, amount: Decimal | None, law: Law
) -> Decision[OwnerPayment]:
    """A payment of an owner, of any fee kind (BIL-39)."""
    if seen:
        raise DuplicateReceipt(receipt_no=payment.receipt_no)
    if unit is None:
        raise UnknownUnit(unit_no=unit_no)
    valid = positive(amount)
    return decide(replace(payment, amount=valid), law.clause("BIL-39"), fee_type=payment.fee_type, amount=valid)


def judge_arrears(arrears: Arrears, *, unit: Unit | None, unit_no: str, amount: Decimal | None, law: Law) -> Decision[Arrears]:
    """What a known unit owed at the start (BIL-39)."""
    if unit is None:
        raise UnknownUnit(unit_no=unit_no)
    return decide(replace(arrears, amount=positive(amount)), law.clause("BIL-39"), fee_year=arrears.fee_year)


def positive(amount: Decimal | None) -> Decimal:
    """The amount when it is a positive number of at most two places; raises ``invalid_amount``."""
    if amount is None or amount <= 0 or amount != amount.quantize(CENT):
        raise InvalidAmount(amount=str(amount))
    return amount


def judge_discount(
    discount: Discount, *, unit: Unit | None, unit_no: str, seen: bool, amount: Decimal | None, law: Law
) -> Decision[Discount]:
    """A vacancy discount or a bonus that the unit is entitled to (BIL-36, BIL-37; doc 5.2 l.381)."""
    if seen:
        raise DuplicateDiscount(discount_no=discount.discount_no)
    if unit is None:
        raise UnknownUnit(unit_no=unit_no)
    asked = replace(discount, amount=positive(amount))
    if discount.kind == VACANT_HALF:
        return _vacant_half(asked, unit=unit, law=law)
    if discount.kind == PREPAY_BONUS:
        return _prepay_bonus(asked, unit=unit, law=law)
    raise UnknownDiscountKind(kind=discount.kind)


def _vacant_half(asked: Discount, *, unit: Unit, law: Law) -> Decision[Discount]:
    charge = unit.charge(asked.charge_no)
    if charge is None or charge.fee_type != PROPERTY_FEE:
        raise UnknownCharge(charge_no=asked.charge_no)
    types = law.value("vacancy_discount_types", on=asked.granted_on)
    if unit.unit_type not in types.value:
        raise UnitTypeNotEligible(type=str(unit.unit_type))
    for day in _first_days(charge):
        if not unit.handed_over(day):
            raise UnitNotHandedOver(day=day.isoformat())
        if unit.occupied(day):
            raise UnitOccupied(day=day.isoformat())
    off = law.value("vacancy_discount_percent", on=asked.granted_on)
    expected = money(charge.amount * off.value / 100)
    if asked.amount != expected:
        raise AmountDiffers(amount=str(asked.amount), expected=str(expected))
    granted = replace(asked, fee_year=charge.fee_year)
    return decide(granted, off, types, law.clause("BIL-36"), charge=charge.amount, months=charge.months)


def _first_days(charge: Charge) -> Iterator[date]:
    month, last = charge.period_from, charge.period_to
    while month and last and month <= last:
        yield first_day(month)
        month = months_after(month, 1)


def _prepay_bonus(asked: Discount, *, unit: Unit, law: Law) -> Decision[Discount]:
    payment = unit.payment(asked.receipt_no)
    if payment is None or payment.fee_type != PROPERTY_FEE:
        raise UnknownReceipt(receipt_no=asked.receipt_no)
    bonus = law.value("bonus", on=payment.paid_on)
    vacant = unit.vacant(payment.paid_on.replace(day=1)) and unit.unit_type in law.value("vacancy_discount_types", on=payment.paid_on).value
    rate = monthly_charge(unit.monthly_fee or Decimal(0), vacant=vacant, on=payment.paid_on, law=law)
    one_sum = _months_of(int(bonus.value["pay_months"]), rate=rate)
    if payment.amount not in one_sum:
        raise NotOneSum(amount=str(payment.amount), expected=str(one_sum[0]))
    through = bonus_paid_through(payment.paid_on, fee_paid_through=unit.fee_paid_through, law=law)
    if through.outcome is None:
        raise BonusWindowMissed(last_day=str(through.facts["last_day"]))
    expected = _months_of(int(bonus.value["free_months"]), rate=rate)
    if asked.amount not in expected:
        raise AmountDiffers(amount=str(asked.amount), expected=str(expected[0]))
    granted = replace(asked, paid_through=through.outcome)
    return decide(granted, bonus, *rate.because, law.clause("BIL-37"), paid=payment.amount, monthly=rate.outcome)


def _months_of(months: int, *, rate: Decision[Decimal]) -> tuple[Decimal, Decimal]:
    """So many months at the rate: each month's fee rounded, or the sum, as the charge less its discount is (BIL-37)."""
    off = rate.because[0].value if rate.facts["vacant"] else 0
    return money(rate.outcome * months), money(rate.facts["monthly_fee"] * (100 - off) / 100 * months)


def bonus_paid_through(paid_on: date, *, fee_paid_through: date | None, law: Law) -> Decision[date | None]:
    """The day up to which a year paid in one sum now counts, free months included; None once the window has closed (BIL-37).

    Paying before the old period ends is fine; a month's end stays a month's end.
    """
    bonus = law.value("bonus", on=paid_on)
    if fee_paid_through is None:
        return decide(None, bonus, law.clause("BIL-37"), last_day=None)
    last_day = add_months(fee_paid_through, int(bonus.value["window_months"]), keep_month_end=True)
    months = int(bonus.value["pay_months"]) + int(bonus.value["free_months"])
    through = add_months(fee_paid_through, months, keep_month_end=True) if paid_on <= last_day else None
    return decide(through, bonus, law.clause("BIL-37"), last_day=last_day, paid_on=paid_on, fee_paid_through=fee_paid_through)


def judge_notice(notice: Notice, *, unit: Unit | None, unit_no: str, law: Law) -> Decision[Notice]:
    """A payment notice by an allowed channel, whoever lives there (BIL-34, BIL-35; doc 5.2 l.380, l.415)."""
    if unit is None:
        raise UnknownUnit(unit_no=unit_no)
    channels = law.value("notice_channels", on=notice.issued_on)
    if notice.channel not in channels.value:
        raise ChannelNotAllowed(channel=notice.channel)
    return decide(notice, channels, law.clause("BIL-34"), law.clause("BIL-35"), channel=notice.channel, result=notice.result)


@dataclass(frozen=True)
class Promotion:
    """A promotion for owners; ``credit`` in yuan, both days inclusive."""

    promotion_no: str
    kind: str
    credit: Decimal
    valid_from: date
    valid_to: date


def use_promotion(promotion: Promotion, *, unit: Unit, used_on: date, law: Law) -> Decision[Credit]:
    """The credit of a promotion, within its dates and once per unit (BIL-41; doc 5.2 l.413)."""
    if not promotion.valid_from <= used_on <= promotion.valid_to:
        raise PromotionNotValid(promotion_no=promotion.promotion_no, day=used_on.isoformat())
    if any(item.promotion_no == promotion.promotion_no for item in unit.credits):
        raise PromotionExhausted(unit_no=unit.unit_no, promotion_no=promotion.promotion_no, state="used")
    credit = Credit(promotion.promotion_no, promotion.kind, promotion.credit, used_on)
    return decide(credit, law.clause("BIL-41"), valid_from=promotion.valid_from, valid_to=promotion.valid_to)
