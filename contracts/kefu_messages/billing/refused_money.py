"""Why money is not taken (BIL-09, BIL-13, BIL-15, BIL-16)."""

from __future__ import annotations

from kefu_messages.errors import ContentInvalid, NotAllowed, StateConflict


class DuplicateReceipt(StateConflict):
    code = "duplicate_receipt"
    text = {"zh-Hant": "收據 {receipt_no} 已入帳", "en": "Receipt {receipt_no} was accepted before"}


class InvalidAmount(ContentInvalid):
    code = "invalid_amount"
    text = {"zh-Hant": "金額不正確:{amount}", "en": "The amount is not valid: {amount}"}


class CashierNotAllowed(ContentInvalid):
    code = "cashier_not_allowed"
    text = {"zh-Hant": "{cashier} 不是收費崗位", "en": "{cashier} holds no charging post"}


class NotYourTill(NotAllowed):
    code = "not_your_till"
    text = {"zh-Hant": "{cashier} 的錢箱只能由本人經手", "en": "The till of {cashier} is not yours"}


class TillClosed(StateConflict):
    code = "till_closed"
    text = {
        "zh-Hant": "{cashier} 於 {business_date} 已結帳,請於下一營業日入帳或由組長重開",
        "en": "The till of {cashier} on {business_date} is closed: book it on the next open day, or have the team leader reopen the till",
    }


class ReversalTargetUnknown(ContentInvalid):
    code = "reversal_target_unknown"
    text = {"zh-Hant": "該客戶沒有可沖正的收據 {receipt_no}", "en": "The customer has no receipt {receipt_no} that can be reversed"}


class AlreadyReversed(ContentInvalid):
    code = "already_reversed"
    text = {"zh-Hant": "收據 {receipt_no} 已沖正", "en": "Receipt {receipt_no} is reversed already"}


class ReversalAmountDiffers(ContentInvalid):
    code = "reversal_amount_differs"
    text = {"zh-Hant": "沖正金額 {amount} 應為 {expected}", "en": "The reversal is {amount}, it must be {expected}"}


class MethodNotAllowed(ContentInvalid):
    code = "method_not_allowed"
    text = {"zh-Hant": "不接受付款方式 {method}", "en": "The payment method {method} is not accepted"}


class ReferenceMissing(ContentInvalid):
    code = "reference_missing"
    text = {"zh-Hant": "刷卡須登記終端憑證號", "en": "A card payment needs the terminal's reference"}


class AuthenticityNotChecked(ContentInvalid):
    code = "authenticity_not_checked"
    text = {"zh-Hant": "現金未確認驗鈔", "en": "It is not confirmed that the notes were checked"}


class TenderedTooLow(ContentInvalid):
    code = "tendered_too_low"
    text = {"zh-Hant": "實收現金 {tendered} 少於應收 {amount}", "en": "{tendered} was tendered for {amount}"}


class NoOpenCharge(ContentInvalid):
    code = "no_open_charge"
    text = {"zh-Hant": "當日沒有未結帳款", "en": "Nothing is open on that day"}


class ExceedsOpenAmount(ContentInvalid):
    code = "exceeds_open_amount"
    text = {"zh-Hant": "金額 {amount} 超過未結 {open}", "en": "{amount} is more than the {open} that is open"}
