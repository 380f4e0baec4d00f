"""Why a property charge or discount is refused (BIL-36, BIL-37, BIL-39, BIL-41)."""

from __future__ import annotations

from kefu_messages.errors import ContentInvalid, StateConflict


class DuplicateCharge(ContentInvalid):
    code = "duplicate_charge"
    text = {"zh-Hant": "應收 {charge_no} 已存在", "en": "Charge {charge_no} was accepted before"}


class UnitNotChargeable(ContentInvalid):
    code = "unit_not_chargeable"
    text = {"zh-Hant": "房號 {unit_no} 不收物業費", "en": "Unit {unit_no} is not chargeable"}


class DuplicateDiscount(ContentInvalid):
    code = "duplicate_discount"
    text = {"zh-Hant": "優惠 {discount_no} 已存在", "en": "Discount {discount_no} was accepted before"}


class UnknownCharge(ContentInvalid):
    code = "unknown_charge"
    text = {"zh-Hant": "該房號沒有物業費應收 {charge_no}", "en": "The unit has no property-fee charge {charge_no}"}


class UnitTypeNotEligible(ContentInvalid):
    code = "unit_type_not_eligible"
    text = {"zh-Hant": "{type} 不適用空置優惠", "en": "The vacancy discount does not apply to {type}"}


class UnitNotHandedOver(ContentInvalid):
    code = "unit_not_handed_over"
    text = {"zh-Hant": "{day} 尚未交房", "en": "The unit was not handed over on {day}"}


class UnitOccupied(ContentInvalid):
    code = "unit_occupied"
    text = {"zh-Hant": "{day} 已入住", "en": "The unit was occupied on {day}"}


class UnknownReceipt(ContentInvalid):
    code = "unknown_receipt"
    text = {"zh-Hant": "該房號沒有物業費收據 {receipt_no}", "en": "The unit has no property-fee receipt {receipt_no}"}


class NotOneSum(ContentInvalid):
    code = "not_one_sum"
    text = {"zh-Hant": "收款 {amount} 不是一次繳足 {expected}", "en": "{amount} is not the one sum of {expected}"}


class BonusWindowMissed(ContentInvalid):
    code = "bonus_window_missed"
    text = {"zh-Hant": "優惠期至 {last_day} 止", "en": "The bonus was open until {last_day}"}


class AmountDiffers(ContentInvalid):
    code = "amount_differs"
    text = {"zh-Hant": "優惠金額 {amount} 應為 {expected}", "en": "The discount is {amount}, it must be {expected}"}


class UnknownDiscountKind(ContentInvalid):
    code = "unknown_kind"
    text = {"zh-Hant": "沒有優惠種類 {kind}", "en": "There is no discount kind {kind}"}


class PromotionNotValid(ContentInvalid):
    code = "promotion_not_valid"
    text = {"zh-Hant": "活動 {promotion_no} 於 {day} 無效", "en": "Promotion {promotion_no} is not valid on {day}"}


class PromotionExhausted(StateConflict):
    code = "promotion_already_used"
    text = {"zh-Hant": "房號 {unit_no} 已使用活動 {promotion_no}", "en": "Unit {unit_no} has used promotion {promotion_no} already"}
