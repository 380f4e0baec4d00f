"""What billing accepts, answers and says: tariffs, slips, receipts, dunning, cash-ups, property fees (BIL-01..BIL-43)."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.errors import (
    ChannelNotAllowed,
    ContentInvalid,
    NotAllowed,
    StateConflict,
    UnknownCustomer,
    UnknownMeter,
    UnknownUnit,
)

CUSTOMER_KINDS = ("residential", "commercial", "public_welfare")
SIGNATURES = ("signed", "refused", "pending")
DUNNING_ACTIONS = ("notice", "handover", "dunning_notice", "shutoff")
DUNNING_STAGES = ("overdue", "notified", "handed_over", "dunning_notice_served", "shut_off", "cancelled")

REVENUE_READERS = frozenset(
    {
        roles.CASHIER,
        roles.CHARGING_CLERK,
        roles.CARD_CLERK,
        roles.BUSINESS_CENTRE_TEAM_LEADER,
        roles.DEPARTMENT_HEAD,
        roles.FINANCE,
        roles.REPORTING,
    }
)
LEADERS = frozenset({roles.BUSINESS_CENTRE_TEAM_LEADER, roles.DEPARTMENT_HEAD, roles.FINANCE, roles.REPORTING})
MIGRATION = frozenset({roles.SYSTEM_ADMINISTRATOR})
ACCOUNT_READERS = (
    REVENUE_READERS
    | roles.CLERKS
    | {roles.METER_READER, roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_SPECIALIST, roles.PHONE_AGENT}
)
PROPERTY_STAFF = frozenset({roles.AREA_STEWARD, roles.PROPERTY_MANAGER, roles.PROPERTY_SERVICE_AGENT, roles.CASHIER, roles.FINANCE})
PROPERTY_LEADERS = frozenset({roles.PROPERTY_MANAGER, roles.FINANCE, roles.REPORTING, roles.DEPARTMENT_HEAD})


def _means(text: str) -> dict[str, str]:
    return {"description": text}


def customer_no(**more: Any) -> fields.Identifier:
    """The customer whose account it is."""
    return fields.Identifier(required=True, metadata=_means("customer number, key of the account"), **more)


# --- refusals -----------------------------------------------------------------------------------------------------------------


class NoTariffInForce(ContentInvalid):
    code = "no_tariff_in_force"
    text = {"zh-Hant": "{day} 沒有適用於 {customer_kind} 的收費標準", "en": "No tariff for {customer_kind} is in force on {day}"}


class TariffDiffers(StateConflict):
    code = "tariff_differs"
    text = {"zh-Hant": "收費標準 {tariff_no} 已公布且內容不同", "en": "Tariff {tariff_no} is published already with other content"}


class TariffPeriodInvalid(ContentInvalid):
    code = "tariff_period_invalid"
    text = {"zh-Hant": "有效期止於 {valid_to},早於起始日 {valid_from}", "en": "It ends on {valid_to}, before it starts on {valid_from}"}


class PriceOverrideRefused(ContentInvalid):
    code = "price_override_refused"
    text = {"zh-Hant": "不得以 {proposed} 取代標準單價 {price}", "en": "{proposed} may not replace the tariff's price of {price}"}


class DuplicateSlip(ContentInvalid):
    code = "duplicate_slip"
    text = {"zh-Hant": "結算單 {slip_no} 已存在", "en": "Slip {slip_no} was submitted before"}


class SlipWithoutReading(ContentInvalid):
    code = "slip_without_reading"
    text = {"zh-Hant": "表具 {meter_no} 於 {month} 沒有有效讀數", "en": "Meter {meter_no} has no accepted reading in {month}"}


class SlipVolumeDiffers(ContentInvalid):
    code = "slip_volume_differs"
    text = {"zh-Hant": "結算單氣量 {volume} 與讀數差 {expected} 不符", "en": "The slip says {volume} m3, the readings {expected} m3"}


class EnteredByWrongRole(ContentInvalid):
    code = "entered_by_wrong_role"
    text = {"zh-Hant": "{entered_by} 不是收費崗位,不得錄入氣量", "en": "{entered_by} holds no charging post and may not enter consumption"}


class EnteredVolumeDiffers(ContentInvalid):
    code = "entered_volume_differs"
    text = {"zh-Hant": "錄入氣量 {entered} 與結算單 {volume} 不符", "en": "{entered} m3 were entered, the slip says {volume} m3"}


class NoSlipForResidents(ContentInvalid):
    code = "no_slip_for_residents"
    text = {"zh-Hant": "居民用戶不填開氣費結算單", "en": "Residential customers are billed from the reading, not by slip"}


class DuplicateReceipt(ContentInvalid):
    code = "duplicate_receipt"
    text = {"zh-Hant": "收據 {receipt_no} 已入帳", "en": "Receipt {receipt_no} was accepted before"}


class InvalidAmount(ContentInvalid):
    code = "invalid_amount"
    text = {"zh-Hant": "金額不正確:{amount}", "en": "The amount is not valid: {amount}"}


class CashierNotAllowed(ContentInvalid):
    code = "cashier_not_allowed"
    text = {"zh-Hant": "{cashier} 不是收費崗位", "en": "{cashier} holds no charging post"}


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


class ReceiptsAreKept(NotAllowed):
    code = "receipts_are_kept"
    text = {"zh-Hant": "收據 {receipt_no} 不得刪除,只能沖正", "en": "Receipt {receipt_no} cannot be deleted: reverse it"}


class RevenueNotDisclosed(NotAllowed):
    code = "revenue_not_disclosed"
    text = {"zh-Hant": "營業收入資料不對此崗位公開", "en": "Revenue figures are not disclosed to this post"}


class UnknownAction(ContentInvalid):
    code = "unknown_action"
    text = {"zh-Hant": "沒有催繳步驟 {action}", "en": "There is no dunning step {action}"}


class DuplicateAction(ContentInvalid):
    code = "duplicate_action"
    text = {"zh-Hant": "催繳記錄 {action_no} 已存在", "en": "Dunning action {action_no} was accepted before"}


class RoleNotAllowed(ContentInvalid):
    code = "role_not_allowed"
    text = {"zh-Hant": "{staff_no} 的崗位不得執行 {action}", "en": "The post of {staff_no} does not carry out {action}"}


class NotOverdue(ContentInvalid):
    code = "not_overdue"
    text = {"zh-Hant": "當時沒有逾期帳款", "en": "Nothing is overdue at that moment"}


class WrongOrder(StateConflict):
    code = "wrong_order"
    text = {"zh-Hant": "目前階段 {stage},不能執行 {action}", "en": "{action} does not follow the stage {stage}"}


class TooEarly(ContentInvalid):
    code = "too_early"
    text = {"zh-Hant": "最早於 {earliest} 執行", "en": "Not before {earliest}"}


class ApprovalMissing(ContentInvalid):
    code = "approval_missing"
    text = {"zh-Hant": "停氣須經 {role} 批准", "en": "A shut-off needs the approval of the {role}"}


class DunningOnHold(StateConflict):
    code = "dunning_on_hold"
    text = {"zh-Hant": "催繳暫停({kind},自 {since})", "en": "Dunning is on hold ({kind}, since {since})"}


class CashUpAlreadyClosed(StateConflict):
    code = "cash_up_already_closed"
    text = {"zh-Hant": "{cashier} 於 {business_date} 已結帳", "en": "The cash-up of {cashier} on {business_date} is closed"}


class CashUpNotClosed(StateConflict):
    code = "cash_up_not_closed"
    text = {
        "zh-Hant": "{cashier} 於 {business_date} 尚未結帳({reasons})",
        "en": "The cash-up of {cashier} on {business_date} is not closed ({reasons})",
    }


class AddressNotConfirmed(StateConflict):
    code = "address_not_confirmed"
    text = {"zh-Hant": "寄送發票前須確認地址與聯系人", "en": "Confirm address and contact before the invoice is mailed"}


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


# --- replies ------------------------------------------------------------------------------------------------------------------


class Tariff(Schema):
    """A published price."""

    tariff_no = fields.Identifier()
    source = fields.Choice("price_authority", "company")
    customer_kind = fields.Choice(*CUSTOMER_KINDS)
    price = fields.Price(metadata=_means("yuan per m3"))
    valid_from = fields.Date()
    valid_to = fields.Date(allow_none=True, metadata=_means("last day, inclusive; none = open"))
    title = fields.Text(longest=200)
    version = fields.Integer()


class Price(Schema):
    """The price that applies on a day, and the tariff it comes from."""

    tariff_no = fields.Identifier()
    price = fields.Price()


class Slip(Schema):
    """A settlement slip as it stands."""

    slip_no = fields.Identifier()
    meter_no = fields.Identifier()
    customer_no = fields.Identifier()
    month = fields.Month()
    issued_by = fields.Identifier()
    issued_on = fields.Date()
    volume = fields.Volume(allow_none=True, metadata=_means("m3"))
    delivered_on = fields.Date(allow_none=True)
    entry_code_checked = fields.Boolean()
    signature = fields.Choice(*SIGNATURES)
    signatory = fields.Text(longest=100)
    witness = fields.Text(longest=100)
    signed_on = fields.Date(allow_none=True)
    entered_on = fields.Date(allow_none=True)
    entered_by = fields.Text(longest=64)
    entered_volume = fields.Volume(allow_none=True)
    state = fields.Choice("issued", "delivered", "signed", "refused", "entered")
    due_on = fields.Date(allow_none=True)
    invoice_no = fields.Identifier(allow_none=True)
    version = fields.Integer()


class Invoice(Schema):
    """A charge for gas and how much of it is open."""

    invoice_no = fields.Identifier()
    customer_no = fields.Identifier()
    meter_no = fields.Identifier(allow_none=True)
    kind = fields.Choice(*CUSTOMER_KINDS)
    month = fields.Month()
    slip_no = fields.Identifier(allow_none=True)
    volume = fields.Volume()
    tariff_no = fields.Identifier()
    price = fields.Price()
    amount = fields.Money()
    charge_date = fields.Date(metadata=_means("reading day, whose tariff applies"))
    opened_on = fields.Date(metadata=_means("from this day on it can be paid"))
    due_on = fields.Date(allow_none=True)
    open = fields.Money()
    settled_on = fields.Date(allow_none=True)


class Allocation(Schema):
    """The part of a receipt that settles an invoice; negative when a reversal takes it back."""

    invoice_no = fields.Identifier()
    amount = fields.Money()


class Receipt(Schema):
    """A receipt with its allocation."""

    receipt_no = fields.Identifier()
    customer_no = fields.Identifier()
    paid_at = fields.Instant()
    method = fields.Identifier()
    amount = fields.Money()
    tendered = fields.Money(allow_none=True)
    change = fields.Money(allow_none=True)
    terminal_ref = fields.Text(longest=64)
    cashier = fields.Identifier()
    reversal_of = fields.Text(longest=64)
    apology = fields.Boolean()
    praise = fields.Boolean()
    warnings = fields.List(fields.String())
    audit_remarks = fields.List(fields.Dict())
    allocations = fields.List(fields.Nested(Allocation))
    version = fields.Integer()


class DunningCase(Schema):
    """Where a customer stands in dunning, at the end of a day."""

    customer_no = fields.Identifier()
    as_of = fields.Date()
    stage = fields.String(allow_none=True, metadata=_means("one of the dunning stages, none when nothing was ever overdue"))
    since = fields.Date(allow_none=True)
    overdue_amount = fields.Money()
    next_step_from = fields.Date(allow_none=True)
    on_hold = fields.Boolean()
    steps = fields.List(fields.Dict())
    version = fields.Integer()


class Account(Schema):
    """A customer's account as of a day."""

    customer_no = fields.Identifier()
    kind = fields.String(allow_none=True)
    as_of = fields.Date()
    open_amount = fields.Money()
    overdue_amount = fields.Money()
    card_credit = fields.Volume(metadata=_means("m3 bought on the customer's card"))
    stage = fields.String(allow_none=True)
    invoices = fields.List(fields.Nested(Invoice))
    slips = fields.List(fields.Nested(Slip))
    receipts = fields.List(fields.Nested(Receipt))
    holds = fields.List(fields.Dict())
    version = fields.Integer()


class AccountLine(Schema):
    """An account in a list."""

    customer_no = fields.Identifier()
    kind = fields.String(allow_none=True)
    open = fields.Boolean()
    version = fields.Integer()


class Hold(Schema):
    """Why dunning pauses and until when."""

    hold_no = fields.Identifier()
    customer_no = fields.Identifier()
    kind = fields.Choice("complaint", "promise", "other")
    since = fields.Date()
    until = fields.Date(allow_none=True)
    released_on = fields.Date(allow_none=True)
    version = fields.Integer()


class CashUp(Schema):
    """A cashier's day: booked, counted, and whether it is closed."""

    cashier = fields.Identifier()
    business_date = fields.Date()
    receipts = fields.Integer()
    book_cash = fields.Money()
    book_card = fields.Money()
    book_total = fields.Money()
    counted_total = fields.Money(allow_none=True)
    difference = fields.Money(allow_none=True, metadata=_means("counted less booked"))
    state = fields.Choice("closed", "closed_with_remark", "open", "missing")
    reasons = fields.List(fields.String())
    hand_over = fields.String(allow_none=True, metadata=_means("balanced, unbalanced, overdue or none"))
    audit_remarks = fields.List(fields.Dict())
    version = fields.Integer()


class CashUpDay(Schema):
    """All cash-ups of a business day that the reader may see."""

    business_date = fields.Date()
    cash_ups = fields.List(fields.Nested(CashUp))
    book_total = fields.Money()


class SalesDay(Schema):
    """The daily summary of gas sold."""

    date = fields.Date()
    receipts = fields.Integer()
    reversals = fields.Integer()
    volume = fields.Volume()
    amount = fields.Money()
    cash = fields.Money()
    card = fields.Money()
    submitted = fields.Boolean()


class CollectionMonth(Schema):
    """The monthly reading-and-collection report."""

    period = fields.Month()
    report_dates = fields.List(fields.Date())
    findings = fields.Dict(metadata=_means("per rule id, the shapes of the acceptance data"))
    invoices = fields.List(fields.Dict())
    version = fields.Integer()


class Why(Schema):
    """The decisions behind a record in the reader's language."""

    decisions = fields.List(fields.Dict())


class Registered(Schema):
    """The number of what was taken down."""

    number = fields.Identifier()
    state = fields.String(allow_none=True)
    version = fields.Integer()


class UnitAccount(Schema):
    """A unit's property-fee account as of a day."""

    unit_no = fields.Identifier()
    balance = fields.Money()
    paid_through = fields.Date(allow_none=True)
    charges = fields.List(fields.Dict())
    payments = fields.List(fields.Dict())
    discounts = fields.List(fields.Dict())
    notices = fields.List(fields.Dict())
    credits = fields.List(fields.Dict())
    version = fields.Integer()


class PropertyYear(Schema):
    """A year's property fees."""

    year = fields.Integer()
    cut_off = fields.Date()
    findings = fields.Dict()
    arrears_units = fields.List(fields.Dict())


class ContractReceivable(Schema):
    """What a contract still brings in."""

    contract_no = fields.Identifier()
    customer_no = fields.Identifier()
    amount = fields.Money()
    paid = fields.Money()
    final_payment = fields.Money()
    signed_on = fields.Date(allow_none=True)
    due_on = fields.Date(allow_none=True)
    overdue_days = fields.Integer()
    sales_person = fields.Text(longest=64)
    assisting_specialist = fields.Text(longest=64)
    price_list = fields.Text(longest=64)
    mailings = fields.List(fields.Dict())
    version = fields.Integer()


class FinalPayments(Schema):
    """Final payments outstanding."""

    receivables = fields.List(fields.Nested(ContractReceivable))
    total = fields.Money()


class ChargingWork(Schema):
    """How each cashier's charging work counts in the performance review (BIL-29)."""

    period = fields.Month()
    cashiers = fields.List(fields.Dict())


class Worklist(Schema):
    """Customers whose next dunning step may be taken."""

    as_of = fields.Date()
    customers = fields.List(fields.Dict())


# --- tariffs (BIL-01, BIL-02, BIL-43) -----------------------------------------------------------------------------------------


class PublishTariff(Command):
    """Publish a price of the authority or of the company (BIL-01; doc 2 l.152)."""

    route = POST("/tariffs")
    roles = frozenset({roles.FINANCE, roles.DEPARTMENT_HEAD}) | MIGRATION
    reply = Tariff
    errors = (TariffDiffers, TariffPeriodInvalid)
    status = 201
    bulk = Bulk("/tariffs:import", key="tariff_no")
    example = {
        "tariff_no": "T2025-C",
        "source": "price_authority",
        "customer_kind": "commercial",
        "price": "3.31",
        "valid_from": "2025-03-23",
    }
    tariff_no = fields.Identifier(required=True)
    source = fields.Choice("price_authority", "company", required=True)
    customer_kind = fields.Choice(*CUSTOMER_KINDS, required=True)
    price = fields.Price(required=True, negative=False, metadata=_means("yuan per m3"))
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(allow_none=True, metadata=_means("last day, inclusive; empty = open"))
    title = fields.Text(longest=200)


class GetTariff(Query):
    """One published tariff."""

    route = GET("/tariffs/{tariff_no}")
    roles = roles.EVERYBODY
    reply = Tariff
    example = {"tariff_no": "T2025-C"}
    tariff_no = fields.Identifier(required=True)


class ListTariffs(Query):
    """Published tariffs, by customer kind."""

    route = GET("/tariffs")
    roles = roles.EVERYBODY
    reply = Tariff
    paged = True
    example = {"customer_kind": "commercial"}
    customer_kind = fields.Choice(*CUSTOMER_KINDS)


class QuotePrice(Query):
    """The price for a kind of customer on a day; the authority's price caps the company's (BIL-01)."""

    route = GET("/prices/{customer_kind}")
    roles = roles.EVERYBODY
    reply = Price
    errors = (NoTariffInForce,)
    example = {"customer_kind": "commercial", "on": "2025-03-25"}
    customer_kind = fields.Choice(*CUSTOMER_KINDS, required=True)
    on = fields.Date()


class ProposePrice(Command):
    """Ask to charge another price than the tariff's: refused, and remembered as an attempt (BIL-02; doc 2 l.134)."""

    route = POST("/price-overrides")
    roles = REVENUE_READERS
    reply = Price
    errors = (PriceOverrideRefused, NoTariffInForce, UnknownCustomer)
    example = {"customer_no": "SH010001", "on": "2025-03-22", "price": "3.00", "reason": "老客戶"}
    customer_no = customer_no()
    on = fields.Date(required=True)
    price = fields.Price(required=True, negative=False)
    reason = fields.Text(load_default="")


# --- slips (BIL-17..BIL-19, BIL-22) -------------------------------------------------------------------------------------------

_SLIP = {"slip_no": "JS25030052", "meter_no": "2100007", "customer_no": "SH010001"}


class IssueSlip(Command):
    """The reader issues a settlement slip from the month's accepted reading (BIL-17; doc 2 l.208)."""

    route = POST("/slips")
    roles = frozenset({roles.METER_READER})
    reply = Slip
    errors = (DuplicateSlip, UnknownMeter, UnknownCustomer, NoSlipForResidents, SlipWithoutReading, SlipVolumeDiffers)
    status = 201
    example = {**_SLIP, "issued_on": "2025-03-25", "volume": "994.6"}
    slip_no = fields.Identifier(required=True)
    meter_no = fields.Identifier(required=True)
    customer_no = customer_no()
    issued_on = fields.Date(required=True)
    volume = fields.Volume(negative=False, metadata=_means("m3; taken from the readings when not given"))


class DeliverSlip(Command):
    """Deliver the slip to the customer, with the home-entry checklist (BIL-19, BIL-22; doc 2 l.206, l.210)."""

    route = POST("/slips/{slip_no}:deliver")
    roles = frozenset({roles.METER_READER})
    reply = Slip
    errors = (StateConflict,)
    example = {"slip_no": "JS25030052", "delivered_on": "2025-03-25", "entry_code_checked": True}
    slip_no = fields.Identifier(required=True)
    delivered_on = fields.Date(required=True)
    entry_code_checked = fields.Boolean(load_default=False)


class SignSlip(Command):
    """The customer signs the slip or refuses to (BIL-17; doc 2 l.208)."""

    route = POST("/slips/{slip_no}:sign")
    roles = frozenset({roles.METER_READER})
    reply = Slip
    errors = (StateConflict,)
    example = {"slip_no": "JS25030052", "signature": "signed", "signatory": "嚴桂", "signed_on": "2025-03-25"}
    slip_no = fields.Identifier(required=True)
    signature = fields.Choice("signed", "refused", required=True)
    signatory = fields.Text(longest=100, load_default="")
    witness = fields.Text(longest=100, load_default="")
    signed_on = fields.Date(required=True)


class PostSlip(Command):
    """A cashier, never the reader, enters the slip's consumption; the invoice is raised (BIL-18; doc 2 l.208)."""

    route = POST("/slips/{slip_no}:post")
    roles = roles.MONEY
    reply = Slip
    errors = (EnteredByWrongRole, EnteredVolumeDiffers, NoTariffInForce, StateConflict)
    example = {"slip_no": "JS25030052", "entered_on": "2025-03-25", "entered_volume": "994.6"}
    slip_no = fields.Identifier(required=True)
    entered_on = fields.Date(required=True)
    entered_volume = fields.Volume(required=True, negative=False)


class RegisterSlip(Command):
    """Take down a slip with all that happened to it on paper; rows of slips.csv (BIL-17..BIL-19, BIL-22)."""

    route = POST("/slips:register")
    roles = roles.MONEY | roles.CLERKS | MIGRATION
    reply = Slip
    errors = (
        DuplicateSlip,
        UnknownMeter,
        SlipWithoutReading,
        SlipVolumeDiffers,
        EnteredByWrongRole,
        EnteredVolumeDiffers,
        NoSlipForResidents,
        NoTariffInForce,
    )
    status = 201
    bulk = Bulk("/slips:import", key="slip_no")
    judges_cells = True
    example = {
        **_SLIP,
        "issued_by": "R01",
        "issued_on": "2025-03-25",
        "volume": "994.6",
        "delivered_on": "2025-03-25",
        "signature": "signed",
        "signatory": "嚴桂",
        "signed_on": "2025-03-25",
        "entry_code_checked": True,
        "entered_on": "2025-03-25",
        "entered_by": "C01",
        "entered_volume": "994.6",
    }
    slip_no = fields.Identifier(required=True)
    meter_no = fields.Identifier(required=True)
    customer_no = customer_no()
    issued_by = fields.Identifier(required=True)
    issued_on = fields.Date(required=True)
    volume = fields.Volume(required=True)
    delivered_on = fields.Date(allow_none=True, metadata=_means("empty = not delivered"))
    signature = fields.Choice(*SIGNATURES, load_default="pending")
    signatory = fields.Text(longest=100, load_default="")
    signed_on = fields.Date(allow_none=True)
    entry_code_checked = fields.Boolean(load_default=False)
    entered_on = fields.Date(allow_none=True, metadata=_means("empty = not posted yet"))
    entered_by = fields.Text(longest=64, load_default="")
    entered_volume = fields.Volume(allow_none=True)


class GetSlip(Query):
    """One slip."""

    route = GET("/slips/{slip_no}")
    roles = ACCOUNT_READERS
    reply = Slip
    example = {"slip_no": "JS25030052"}
    slip_no = fields.Identifier(required=True)


# --- receipts (BIL-03, BIL-09, BIL-12..BIL-16, BIL-30) ------------------------------------------------------------------------


class RecordPayment(Command):
    """Take a payment and settle what is open by due date; negative with ``reversal_of`` (BIL-09, BIL-13, BIL-15, BIL-16)."""

    route = POST("/payments")
    roles = roles.MONEY | MIGRATION
    reply = Receipt
    errors = (
        DuplicateReceipt,
        UnknownCustomer,
        InvalidAmount,
        CashierNotAllowed,
        ReversalTargetUnknown,
        AlreadyReversed,
        ReversalAmountDiffers,
        MethodNotAllowed,
        ReferenceMissing,
        AuthenticityNotChecked,
        TenderedTooLow,
        NoOpenCharge,
        ExceedsOpenAmount,
    )
    status = 201
    bulk = Bulk("/payments:import", key="receipt_no")
    judges_cells = True
    example = {
        "receipt_no": "SJ250301",
        "paid_at": "2025-03-08T10:37",
        "customer_no": "SH010182",
        "method": "cash",
        "amount": "77.81",
        "tendered": "100.00",
        "authenticity_checked": True,
        "cashier": "C02",
    }
    receipt_no = fields.Identifier(required=True)
    paid_at = fields.Instant(required=True)
    customer_no = customer_no()
    slip_no = fields.Text(longest=64, load_default="", metadata=_means("settles this slip's invoice only"))
    method = fields.Text(longest=32, required=True)
    amount = fields.Money(required=True)
    tendered = fields.Money(allow_none=True, metadata=_means("cash called out as taken, yuan"))
    terminal_ref = fields.Text(longest=64, load_default="")
    authenticity_checked = fields.Boolean(load_default=False)
    cashier = fields.Text(longest=64, load_default="", metadata=_means("staff number; the caller when empty"))
    reversal_of = fields.Text(longest=64, load_default="")
    apology = fields.Boolean(load_default=False)
    praise = fields.Boolean(load_default=False)
    started_at = fields.Instant(allow_none=True, metadata=_means("when the service began, for the median service minutes"))


class ReverseReceipt(Command):
    """Take a receipt back in full; its original allocation is undone (BIL-16; doc 2 l.202)."""

    route = POST("/receipts/{receipt_no}:reverse")
    roles = roles.MONEY
    reply = Receipt
    errors = (DuplicateReceipt, ReversalTargetUnknown, AlreadyReversed, CashierNotAllowed)
    status = 201
    example = {"receipt_no": "SJ250301", "reversal_no": "SJ250307", "reversed_at": "2025-03-08T10:45", "apology": True}
    receipt_no = fields.Identifier(required=True)
    reversal_no = fields.Identifier(required=True, metadata=_means("number of the reversing receipt"))
    reversed_at = fields.Instant(required=True)
    apology = fields.Boolean(load_default=False)


class DeleteReceipt(Command):
    """Always refused: a posted receipt is reversed, never deleted (BIL-03; doc 2 l.151)."""

    route = POST("/receipts/{receipt_no}:delete")
    roles = roles.EVERYBODY
    reply = Receipt
    errors = (ReceiptsAreKept,)
    example = {"receipt_no": "SJ250301"}
    receipt_no = fields.Identifier(required=True)


class TopUpCard(Command):
    """Sell gas onto the customer's card: receipt and credit in one (BIL-12; doc 2 l.160)."""

    route = POST("/card-top-ups")
    roles = roles.MONEY
    reply = Receipt
    errors = (
        DuplicateReceipt,
        UnknownCustomer,
        InvalidAmount,
        CashierNotAllowed,
        MethodNotAllowed,
        ReferenceMissing,
        AuthenticityNotChecked,
        TenderedTooLow,
        NoTariffInForce,
    )
    status = 201
    example = {
        "receipt_no": "SJ250990",
        "paid_at": "2025-03-22T10:00",
        "customer_no": "SH010002",
        "volume": "50",
        "method": "card",
        "terminal_ref": "T778",
    }
    receipt_no = fields.Identifier(required=True)
    paid_at = fields.Instant(required=True)
    customer_no = customer_no()
    volume = fields.Volume(required=True, negative=False, metadata=_means("m3 bought"))
    method = fields.Text(longest=32, required=True)
    tendered = fields.Money(allow_none=True)
    terminal_ref = fields.Text(longest=64, load_default="")
    authenticity_checked = fields.Boolean(load_default=False)
    started_at = fields.Instant(allow_none=True)


class RemarkReceipt(Command):
    """Finance places an audit remark on a receipt (BIL-03; doc 2 l.151)."""

    route = POST("/receipts/{receipt_no}:remark")
    roles = frozenset({roles.FINANCE})
    reply = Receipt
    example = {"receipt_no": "SJ250301", "remark": "請補收據存根"}
    receipt_no = fields.Identifier(required=True)
    remark = fields.Text(required=True)


class GetReceipt(Query):
    """One receipt with its allocation."""

    route = GET("/receipts/{receipt_no}")
    roles = REVENUE_READERS
    reply = Receipt
    example = {"receipt_no": "SJ250301"}
    receipt_no = fields.Identifier(required=True)


# --- accounts and dunning (BIL-19..BIL-27) ------------------------------------------------------------------------------------


class GetAccount(Query):
    """A customer's account at the end of a day."""

    route = GET("/accounts/{customer_no}")
    roles = ACCOUNT_READERS
    reply = Account
    example = {"customer_no": "SH010001", "as_of": "2025-04-20"}
    customer_no = customer_no()
    as_of = fields.Date(metadata=_means("end of this day; today when not given"))


class ListAccounts(Query):
    """Accounts, those with something open first asked for."""

    route = GET("/accounts")
    roles = ACCOUNT_READERS
    reply = AccountLine
    paged = True
    example = {"open": True}
    open = fields.Boolean()


class GetInvoice(Query):
    """One invoice."""

    route = GET("/invoices/{invoice_no}")
    roles = ACCOUNT_READERS
    reply = Invoice
    example = {"invoice_no": "2025-03-2100007"}
    invoice_no = fields.Identifier(required=True)


class WhyInvoice(Query):
    """Why the invoice has this price and due date."""

    route = GET("/invoices/{invoice_no}/why")
    roles = ACCOUNT_READERS
    reply = Why
    example = {"invoice_no": "2025-03-2100007"}
    invoice_no = fields.Identifier(required=True)


class WhyAccount(Query):
    """Every decision kept with the account."""

    route = GET("/accounts/{customer_no}/why")
    roles = ACCOUNT_READERS
    reply = Why
    example = {"customer_no": "SH010001"}
    customer_no = customer_no()


class GetDunning(Query):
    """Where the customer stands in dunning at the end of a day (BIL-24..BIL-26)."""

    route = GET("/accounts/{customer_no}/dunning")
    roles = ACCOUNT_READERS
    reply = DunningCase
    example = {"customer_no": "SH010097", "as_of": "2025-03-31"}
    customer_no = customer_no()
    as_of = fields.Date()


class WhyDunning(Query):
    """Why the customer is in this dunning stage, and what the next step waits for."""

    route = GET("/accounts/{customer_no}/dunning/why")
    roles = ACCOUNT_READERS
    reply = Why
    example = {"customer_no": "SH010097", "as_of": "2025-03-31"}
    customer_no = customer_no()
    as_of = fields.Date()


class TakeDunningStep(Command):
    """Record a dunning step; a shut-off becomes an order (BIL-24..BIL-26; doc 2 l.211-212)."""

    route = POST("/dunning-actions")
    roles = roles.CLERKS | MIGRATION | {roles.METER_READER, roles.CASHIER}
    reply = DunningCase
    errors = (
        DuplicateAction,
        UnknownCustomer,
        UnknownAction,
        RoleNotAllowed,
        NotOverdue,
        ChannelNotAllowed,
        WrongOrder,
        TooEarly,
        ApprovalMissing,
        DunningOnHold,
    )
    status = 201
    bulk = Bulk("/dunning-actions:import", key="action_no")
    judges_cells = True
    example = {
        "action_no": "CJ00002",
        "action_at": "2025-03-17T15:04",
        "customer_no": "SH010097",
        "action": "notice",
        "channel": "phone",
        "staff_no": "R01",
    }
    action_no = fields.Identifier(required=True)
    action_at = fields.Instant(required=True)
    customer_no = customer_no()
    action = fields.Text(longest=32, required=True)
    channel = fields.Text(longest=32, load_default="", metadata=_means("of a notice"))
    staff_no = fields.Text(longest=64, load_default="", metadata=_means("who acts; the caller when empty"))
    approved_by = fields.Text(longest=64, load_default="", metadata=_means("staff number of who approved a shut-off"))
    note = fields.Text(load_default="")


class PlaceHold(Command):
    """Pause dunning, for an open billing complaint or another reason (design §peers 6)."""

    route = POST("/accounts/{customer_no}/holds")
    roles = roles.CLERKS | {
        roles.CUSTOMER_SERVICE_SUPERVISOR,
        roles.CUSTOMER_SERVICE_SPECIALIST,
        roles.DEPARTMENT_HEAD,
        roles.BUSINESS_CENTRE_TEAM_LEADER,
    }
    reply = Hold
    errors = (UnknownCustomer,)
    status = 201
    example = {"customer_no": "SH010097", "hold_no": "TS2025-014", "kind": "complaint", "since": "2025-04-01", "reason": "氣量爭議"}
    customer_no = customer_no()
    hold_no = fields.Identifier(required=True)
    kind = fields.Choice("complaint", "other", required=True)
    since = fields.Date(required=True)
    until = fields.Date(allow_none=True)
    reason = fields.Text(load_default="")


class PromisePayment(Command):
    """The customer promises to pay by a day; no shut-off before it has passed."""

    route = POST("/accounts/{customer_no}/promises")
    roles = roles.CLERKS | {roles.METER_READER, roles.CUSTOMER_SERVICE_SPECIALIST, roles.PHONE_AGENT}
    reply = Hold
    errors = (UnknownCustomer, NotOverdue)
    status = 201
    example = {"customer_no": "SH010097", "hold_no": "CN2025-003", "given_on": "2025-04-01", "promised_on": "2025-04-07"}
    customer_no = customer_no()
    hold_no = fields.Identifier(required=True)
    given_on = fields.Date(required=True)
    promised_on = fields.Date(required=True, metadata=_means("last day of the promise"))


class ReleaseHold(Command):
    """End a hold."""

    route = POST("/accounts/{customer_no}/holds/{hold_no}:release")
    roles = PlaceHold.roles
    reply = Hold
    example = {"customer_no": "SH010097", "hold_no": "TS2025-014", "released_on": "2025-04-05"}
    customer_no = customer_no()
    hold_no = fields.Identifier(required=True)
    released_on = fields.Date(required=True)


class GetDunningWorklist(Query):
    """Overdue customers and the step that may be taken on the day (BIL-24..BIL-27)."""

    route = GET("/dunning-worklists/{as_of}")
    roles = roles.CLERKS | LEADERS | {roles.METER_READER}
    reply = Worklist
    example = {"as_of": "2025-03-31"}
    as_of = fields.Date(required=True)


# --- cash-ups and finance (BIL-03..BIL-07, BIL-10, BIL-11) --------------------------------------------------------------------

_TILL = {"cashier": "C01", "business_date": "2025-03-22"}


class CloseCashUp(Command):
    """The cashier's day: counted money and hand-over note; it closes only when they fit (BIL-10; doc 2 l.162)."""

    route = POST("/cashups")
    roles = roles.MONEY | MIGRATION
    reply = CashUp
    errors = (CashUpAlreadyClosed, CashierNotAllowed)
    status = 201
    bulk = Bulk("/cashups:import", key="cashier")
    example = {
        **_TILL,
        "opened_at": "2025-03-22T16:50",
        "closed_at": "2025-03-22T17:10",
        "counted_cash": "102.91",
        "counted_card": "0",
        "handover_note": "票款已交財務",
    }
    cashier = fields.Text(longest=64, load_default="", metadata=_means("the caller when empty"))
    business_date = fields.Date(required=True)
    opened_at = fields.Instant(required=True, metadata=_means("when the cash-up itself began"))
    closed_at = fields.Instant(required=True)
    counted_cash = fields.Money(required=True)
    counted_card = fields.Money(required=True)
    handover_note = fields.Text(load_default="")
    team_leader_remark = fields.Text(load_default="")


class RemarkCashUp(Command):
    """The team leader explains a difference, so that the day can close (BIL-10)."""

    route = POST("/cashups/{business_date}/{cashier}:remark")
    roles = frozenset({roles.BUSINESS_CENTRE_TEAM_LEADER})
    reply = CashUp
    example = {**_TILL, "remark": "找零差錯,已核實"}
    cashier = fields.Identifier(required=True)
    business_date = fields.Date(required=True)
    remark = fields.Text(required=True)


class AuditCashUp(Command):
    """Finance places an audit remark on a cash-up (BIL-03; doc 2 l.151)."""

    route = POST("/cashups/{business_date}/{cashier}:audit")
    roles = frozenset({roles.FINANCE})
    reply = CashUp
    example = {**_TILL, "remark": "已核對"}
    cashier = fields.Identifier(required=True)
    business_date = fields.Date(required=True)
    remark = fields.Text(required=True)


class HandOverMoney(Command):
    """Hand the day's money and vouchers to finance (BIL-04; doc 2 l.153)."""

    route = POST("/cashups/{business_date}/{cashier}:hand-over")
    roles = roles.MONEY
    reply = CashUp
    errors = (CashUpNotClosed,)
    example = {**_TILL, "handed_over_at": "2025-03-22T17:30", "money": "102.91", "vouchers": 2, "received_by": "F01"}
    cashier = fields.Identifier(required=True)
    business_date = fields.Date(required=True)
    handed_over_at = fields.Instant(required=True)
    money = fields.Money(required=True, metadata=_means("cash and card slips handed over, yuan"))
    vouchers = fields.Integer(required=True, metadata=_means("number of receipts handed over"))
    received_by = fields.Identifier(required=True)


class GetCashUps(Query):
    """A business day's cash-ups; a cashier sees only the own one (BIL-03, BIL-11; doc 2 l.162)."""

    route = GET("/cashups/{business_date}")
    roles = REVENUE_READERS
    reply = CashUpDay
    errors = (RevenueNotDisclosed,)
    example = {"business_date": "2025-03-22"}
    business_date = fields.Date(required=True)


class GetSalesDay(Query):
    """The daily summary of gas sold (BIL-07; doc 2 l.155)."""

    route = GET("/sales-days/{day}")
    roles = LEADERS
    reply = SalesDay
    example = {"day": "2025-03-22"}
    day = fields.Date(required=True)


class SubmitSalesDay(Command):
    """Submit the daily summary; the schedule does it at the end of the day (BIL-07)."""

    route = POST("/sales-days/{day}:submit")
    roles = roles.MONEY | LEADERS
    reply = SalesDay
    example = {"day": "2025-03-22"}
    day = fields.Date(required=True)


class RecordSecurityChecklist(Command):
    """The daily security tick of a cashier's place (BIL-06; doc 2 l.154)."""

    route = POST("/security-checklists")
    roles = roles.MONEY | {roles.BUSINESS_CENTRE_TEAM_LEADER}
    reply = Registered
    status = 201
    example = {
        "place": "一號櫃臺",
        "checked_on": "2025-03-22",
        "ticked": ["premises", "vouchers_and_cash", "personal_safety", "safe_locked"],
    }
    place = fields.Identifier(required=True)
    checked_on = fields.Date(required=True)
    ticked = fields.List(fields.String(), required=True)


# --- the month (BIL-07..BIL-30) -----------------------------------------------------------------------------------------------


class GetCollectionMonth(Query):
    """The monthly reading-and-collection report with every figure as of the report dates (BIL-23; doc 2 l.209)."""

    route = GET("/collection-months/{period}")
    roles = LEADERS | {roles.SERVICE}
    reply = CollectionMonth
    example = {"period": "2025-03", "report_dates": "2025-03-31,2025-04-10,2025-04-20"}
    period = fields.Month(required=True)
    report_dates = fields.Text(longest=200, load_default="", metadata=_means("days, comma-separated; the last one is the closing date"))


class SubmitCollectionMonth(Command):
    """Submit the monthly report (BIL-23)."""

    route = POST("/collection-months/{period}:submit")
    roles = LEADERS | {roles.METER_READER, roles.SERVICE}
    reply = CollectionMonth
    example = {"period": "2025-03", "as_of": "2025-03-31"}
    period = fields.Month(required=True)
    as_of = fields.Date(required=True)


class GetChargingWork(Query):
    """Charging work as it counts in the performance review (BIL-29; doc 2 l.156)."""

    route = GET("/charging-work/{period}")
    roles = frozenset({roles.BUSINESS_CENTRE_TEAM_LEADER, roles.DEPARTMENT_HEAD, roles.HR, roles.FINANCE, roles.SERVICE})
    reply = ChargingWork
    example = {"period": "2025-03"}
    period = fields.Month(required=True)


# --- contracts' payments and price lists (BIL-31..BIL-33, BIL-43) -------------------------------------------------------------


class OpenContractReceivable(Command):
    """Open the receivable of a signed contract (BIL-31, BIL-33; doc 4 l.277, l.301)."""

    route = POST("/contract-receivables")
    roles = frozenset({roles.SALES_PERSON, roles.SERVICE_SPECIALIST, roles.SERVICE_MANAGER, roles.FINANCE})
    reply = ContractReceivable
    errors = (StateConflict,)
    status = 201
    example = {
        "contract_no": "HT2025-007",
        "customer_no": "JY0007",
        "amount": "50000.00",
        "signed_by_us_on": "2025-03-01",
        "signed_by_customer_on": "2025-03-03",
        "sales_person": "X01",
        "assisting_specialist": "S1",
    }
    contract_no = fields.Identifier(required=True)
    customer_no = customer_no()
    amount = fields.Money(required=True, negative=False)
    signed_by_us_on = fields.Date(required=True)
    signed_by_customer_on = fields.Date(required=True)
    sales_person = fields.Text(longest=64, load_default="")
    assisting_specialist = fields.Text(longest=64, load_default="")


class RecordContractPayment(Command):
    """A payment on a contract (BIL-31, BIL-33)."""

    route = POST("/contract-receivables/{contract_no}:pay")
    roles = frozenset({roles.FINANCE, roles.CASHIER, roles.SERVICE_SPECIALIST})
    reply = ContractReceivable
    errors = (InvalidAmount, DuplicateReceipt, ExceedsOpenAmount)
    example = {"contract_no": "HT2025-007", "receipt_no": "HK2025-011", "paid_on": "2025-03-06", "amount": "45000.00"}
    contract_no = fields.Identifier(required=True)
    receipt_no = fields.Identifier(required=True)
    paid_on = fields.Date(required=True)
    amount = fields.Money(required=True)


class MailInvoice(Command):
    """Mail an invoice after address and contact are confirmed (BIL-32; doc 4 l.300)."""

    route = POST("/contract-receivables/{contract_no}:mail-invoice")
    roles = frozenset({roles.FINANCE, roles.SERVICE_SPECIALIST})
    reply = ContractReceivable
    errors = (AddressNotConfirmed,)
    example = {
        "contract_no": "HT2025-007",
        "invoice_no": "FP0009",
        "address": "南門街284號",
        "contact": "嚴桂",
        "address_confirmed": True,
        "contact_confirmed": True,
        "mailed_on": "2025-03-07",
    }
    contract_no = fields.Identifier(required=True)
    invoice_no = fields.Identifier(required=True)
    address = fields.Text(required=True)
    contact = fields.Text(longest=100, required=True)
    address_confirmed = fields.Boolean(load_default=False)
    contact_confirmed = fields.Boolean(load_default=False)
    mailed_on = fields.Date(required=True)


class GetContractReceivable(Query):
    """A contract's receivable as of a day."""

    route = GET("/contract-receivables/{contract_no}")
    roles = OpenContractReceivable.roles | {roles.SERVICE_DIRECTOR}
    reply = ContractReceivable
    example = {"contract_no": "HT2025-007", "as_of": "2025-03-06"}
    contract_no = fields.Identifier(required=True)
    as_of = fields.Date()


class ListFinalPayments(Query):
    """Final payments a specialist helps to collect (BIL-31)."""

    route = GET("/final-payments/{assisting_specialist}")
    roles = OpenContractReceivable.roles | {roles.SERVICE_DIRECTOR}
    reply = FinalPayments
    example = {"assisting_specialist": "S1", "as_of": "2025-03-31"}
    assisting_specialist = fields.Identifier(required=True)
    as_of = fields.Date()


class PublishPriceList(Command):
    """A dated version of the price list; contracts keep the one of their signing (BIL-43; doc 5.4 l.470)."""

    route = POST("/price-lists")
    roles = frozenset({roles.FINANCE, roles.GENERAL_MANAGER, roles.SERVICE_DIRECTOR, roles.DEPARTMENT_HEAD})
    reply = Registered
    errors = (StateConflict,)
    status = 201
    example = {"price_list": "v2", "valid_from": "2025-01-01", "prices": [{"item": "annual_service", "price": "1200.00"}]}
    price_list = fields.Identifier(required=True)
    valid_from = fields.Date(required=True)
    prices = fields.List(fields.Dict(), required=True, metadata=_means("item and price, yuan"))


class GetContractPrices(Query):
    """The prices a contract keeps (BIL-43)."""

    route = GET("/contract-receivables/{contract_no}/prices")
    roles = GetContractReceivable.roles
    reply = PublishPriceList
    example = {"contract_no": "HT2025-007"}
    contract_no = fields.Identifier(required=True)


# --- property fees (BIL-34..BIL-42) -------------------------------------------------------------------------------------------


class ChargePropertyFee(Command):
    """Charge a unit for a period (BIL-39; doc 5.2 l.380)."""

    route = POST("/property-charges")
    roles = frozenset({roles.PROPERTY_MANAGER, roles.FINANCE, roles.CASHIER}) | MIGRATION
    reply = Registered
    errors = (DuplicateCharge, UnknownUnit, InvalidAmount, UnitNotChargeable)
    status = 201
    bulk = Bulk("/property-charges:import", key="charge_no")
    judges_cells = True
    example = {
        "charge_no": "YS202400001",
        "unit_no": "B10-101",
        "fee_type": "property_fee",
        "fee_year": 2024,
        "period_from": "2024-01",
        "period_to": "2024-12",
        "months": 12,
        "monthly_fee": "74.67",
        "amount": "896.04",
        "issued_on": "2024-01-01",
    }
    charge_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    fee_type = fields.Identifier(required=True)
    fee_year = fields.Integer(required=True)
    period_from = fields.Month(allow_none=True)
    period_to = fields.Month(allow_none=True)
    months = fields.Integer(allow_none=True)
    monthly_fee = fields.Money(allow_none=True)
    amount = fields.Money(required=True, metadata=_means("before discount, yuan"))
    issued_on = fields.Date(required=True)


class RecordPropertyPayment(Command):
    """A payment of an owner (BIL-39)."""

    route = POST("/property-payments")
    roles = frozenset({roles.CASHIER, roles.FINANCE, roles.PROPERTY_SERVICE_AGENT}) | MIGRATION
    reply = Registered
    errors = (DuplicateReceipt, UnknownUnit, InvalidAmount)
    status = 201
    bulk = Bulk("/property-payments:import", key="receipt_no")
    judges_cells = True
    example = {
        "receipt_no": "WY202400001",
        "paid_on": "2024-01-01",
        "unit_no": "B04-104",
        "fee_type": "property_fee",
        "channel": "card",
        "amount": "1073.64",
    }
    receipt_no = fields.Identifier(required=True)
    paid_on = fields.Date(required=True)
    unit_no = fields.Identifier(required=True)
    fee_type = fields.Identifier(required=True)
    channel = fields.Text(longest=32, load_default="cash")
    amount = fields.Money(required=True)
    payer = fields.Text(longest=100, load_default="")
    note = fields.Text(load_default="")


class GrantDiscount(Command):
    """Grant the vacancy discount or the prepayment bonus (BIL-36, BIL-37; doc 5.2 l.381)."""

    route = POST("/property-discounts")
    roles = frozenset({roles.PROPERTY_MANAGER, roles.FINANCE, roles.CASHIER}) | MIGRATION
    reply = Registered
    errors = (
        DuplicateDiscount,
        UnknownUnit,
        InvalidAmount,
        UnknownCharge,
        UnitTypeNotEligible,
        UnitNotHandedOver,
        UnitOccupied,
        UnknownReceipt,
        NotOneSum,
        BonusWindowMissed,
        AmountDiffers,
        UnknownDiscountKind,
    )
    status = 201
    bulk = Bulk("/property-discounts:import", key="discount_no")
    judges_cells = True
    example = {
        "discount_no": "YH202400001",
        "kind": "vacant_half",
        "unit_no": "A01-303",
        "charge_no": "YS202400834",
        "months": 12,
        "amount": "1416.48",
        "granted_on": "2024-01-01",
    }
    discount_no = fields.Identifier(required=True)
    kind = fields.Text(longest=32, required=True)
    unit_no = fields.Identifier(required=True)
    charge_no = fields.Text(longest=64, load_default="")
    receipt_no = fields.Text(longest=64, load_default="")
    months = fields.Integer(allow_none=True)
    amount = fields.Money(required=True)
    granted_on = fields.Date(required=True)


class RegisterOpeningArrears(Command):
    """What a unit owed at the start of a year."""

    route = POST("/opening-arrears")
    roles = frozenset({roles.PROPERTY_MANAGER, roles.FINANCE}) | MIGRATION
    reply = Registered
    errors = (UnknownUnit, InvalidAmount)
    status = 201
    bulk = Bulk("/opening-arrears:import", key="unit_no")
    judges_cells = True
    example = {"unit_no": "A01-201", "fee_type": "property_fee", "fee_year": 2023, "amount": "107.23"}
    unit_no = fields.Identifier(required=True)
    fee_type = fields.Identifier(required=True)
    fee_year = fields.Integer(required=True)
    amount = fields.Money(required=True)


class IssuePaymentNotice(Command):
    """A payment notice or reminder to a unit, with channel and result (BIL-34, BIL-35; doc 5.2 l.380, l.415)."""

    route = POST("/payment-notices")
    roles = PROPERTY_STAFF | MIGRATION
    reply = Registered
    errors = (UnknownUnit, ChannelNotAllowed)
    status = 201
    bulk = Bulk("/payment-notices:import", key="notice_no")
    example = {"notice_no": "TZ00001", "unit_no": "PB02-101", "issued_on": "2024-02-03", "channel": "courier", "delivery_state": "sent"}
    notice_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    issued_on = fields.Date(required=True)
    channel = fields.Text(longest=32, required=True)
    delivery_state = fields.Text(longest=32, load_default="sent")
    result = fields.Text(load_default="", metadata=_means("for example: promise 06-30"))


class AnnouncePromotion(Command):
    """A promotion for owners with its dates (BIL-41; doc 5.2 l.413)."""

    route = POST("/promotions")
    roles = frozenset({roles.PROPERTY_MANAGER})
    reply = Registered
    errors = (StateConflict,)
    status = 201
    example = {"promotion_no": "HD2024-05", "kind": "fee_waiver", "credit": "50.00", "valid_from": "2024-05-01", "valid_to": "2024-05-31"}
    promotion_no = fields.Identifier(required=True)
    kind = fields.Choice("group_purchase", "discount", "points", "fee_waiver", required=True)
    credit = fields.Money(required=True, negative=False)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True)


class UsePromotion(Command):
    """Credit a promotion to a unit (BIL-41)."""

    route = POST("/promotions/{promotion_no}:use")
    roles = PROPERTY_STAFF
    reply = UnitAccount
    errors = (PromotionNotValid, PromotionExhausted, UnknownUnit)
    example = {"promotion_no": "HD2024-05", "unit_no": "A01-201", "used_on": "2024-05-20"}
    promotion_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    used_on = fields.Date(required=True)


class SetCollectionTarget(Command):
    """The company's target for the year (BIL-42; doc 5.2 l.412)."""

    route = POST("/collection-targets")
    roles = frozenset({roles.GENERAL_MANAGER, roles.FINANCE, roles.PROPERTY_MANAGER})
    reply = Registered
    status = 201
    example = {"year": 2024, "amount": "1500000.00"}
    year = fields.Integer(required=True)
    amount = fields.Money(required=True, negative=False)


class GetUnitAccount(Query):
    """A unit's property-fee account as of a day."""

    route = GET("/unit-accounts/{unit_no}")
    roles = PROPERTY_STAFF | PROPERTY_LEADERS
    reply = UnitAccount
    example = {"unit_no": "A01-201", "as_of": "2024-12-31"}
    unit_no = fields.Identifier(required=True)
    as_of = fields.Date()


class WhyUnitAccount(Query):
    """Why a unit was charged, discounted or refused."""

    route = GET("/unit-accounts/{unit_no}/why")
    roles = PROPERTY_STAFF | PROPERTY_LEADERS
    reply = Why
    example = {"unit_no": "A01-201"}
    unit_no = fields.Identifier(required=True)


class GetPropertyYear(Query):
    """A year's property fees as of the cut-off (BIL-34..BIL-42)."""

    route = GET("/property-years/{year}")
    roles = PROPERTY_LEADERS | {roles.SERVICE}
    reply = PropertyYear
    example = {"year": 2024, "cut_off": "2024-12-31"}
    year = fields.Integer(required=True)
    cut_off = fields.Date()


# --- events -------------------------------------------------------------------------------------------------------------------


class TariffPublished(Event):
    """A price is published."""

    subject = "tariff_no"
    example = {
        "tariff_no": "T2025-C",
        "source": "price_authority",
        "customer_kind": "commercial",
        "price": "3.31",
        "valid_from": "2025-03-23",
        "because": ["BIL-01"],
    }
    tariff_no = fields.Identifier(required=True)
    source = fields.String(required=True)
    customer_kind = fields.String(required=True)
    price = fields.Price(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(allow_none=True)


class PriceOverrideAttempted(Event):
    """Somebody tried to charge another price than the tariff's (BIL-02)."""

    subject = "customer_no"
    example = {"customer_no": "SH010001", "staff_no": "C01", "proposed": "3.00", "price": "3.31", "on": "2025-03-22", "because": ["BIL-02"]}
    customer_no = fields.Identifier(required=True)
    staff_no = fields.String(required=True)
    proposed = fields.Price(required=True)
    price = fields.Price(required=True)
    on = fields.Date(required=True)


class SlipSubmitted(Event):
    """A slip came in, accepted or in error; duplicates are not said (BIL-17, BIL-23, MET-17)."""

    subject = "slip_no"
    example = {
        **_SLIP,
        "month": "2025-03",
        "issued_on": "2025-03-25",
        "volume": "994.6",
        "accepted": True,
        "reason": None,
        "because": ["BIL-17"],
    }
    slip_no = fields.Identifier(required=True)
    meter_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
    issued_on = fields.Date(required=True)
    volume = fields.Volume(allow_none=True)
    accepted = fields.Boolean(required=True)
    reason = fields.String(allow_none=True)


class SlipDelivered(Event):
    """A slip reached the customer: the payment term runs (BIL-19)."""

    subject = "slip_no"
    example = {
        "slip_no": "JS25030052",
        "customer_no": "SH010001",
        "delivered_on": "2025-03-25",
        "due_on": "2025-04-01",
        "entry_code_checked": True,
        "because": ["payment_days"],
    }
    slip_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    delivered_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    entry_code_checked = fields.Boolean(required=True)


class InvoiceIssued(Event):
    """A charge for gas was raised (BIL-01, BIL-18..BIL-20)."""

    subject = "invoice_no"
    example = {
        "invoice_no": "2025-03-2100007",
        "customer_no": "SH010001",
        "meter_no": "2100007",
        "kind": "commercial",
        "month": "2025-03",
        "slip_no": "JS25030052",
        "volume": "994.6",
        "tariff_no": "T2025-C",
        "price": "3.31",
        "amount": "3292.13",
        "charge_date": "2025-03-25",
        "due_on": "2025-04-01",
        "because": ["BIL-01", "payment_days"],
    }
    invoice_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    meter_no = fields.Identifier(allow_none=True)
    kind = fields.String(required=True)
    month = fields.Month(required=True)
    slip_no = fields.String(allow_none=True)
    volume = fields.Volume(required=True)
    tariff_no = fields.Identifier(required=True)
    price = fields.Price(required=True)
    amount = fields.Money(required=True)
    charge_date = fields.Date(required=True)
    due_on = fields.Date(allow_none=True)


class InvoiceCancelled(Event):
    """An invoice was taken back because its reading was corrected."""

    subject = "invoice_no"
    example = {"invoice_no": "2025-03-2100014", "customer_no": "SH010002", "cancelled_on": "2025-03-20", "because": ["BIL-16"]}
    invoice_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    cancelled_on = fields.Date(required=True)


class PaymentReceived(Event):
    """A receipt was accepted (BIL-09, BIL-13); ``open_after`` is what the account still owes."""

    subject = "customer_no"
    example = {
        "receipt_no": "SJ250301",
        "customer_no": "SH010182",
        "paid_at": "2025-03-08T10:37+08:00",
        "method": "cash",
        "amount": "77.81",
        "cashier": "C02",
        "allocations": [{"invoice_no": "2025-03-2101274", "amount": "77.81"}],
        "open_after": "0.00",
        "because": ["BIL-09"],
    }
    receipt_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    paid_at = fields.Instant(required=True)
    method = fields.String(required=True)
    amount = fields.Money(required=True)
    cashier = fields.String(required=True)
    allocations = fields.List(fields.Nested(Allocation), required=True)
    open_after = fields.Money(required=True)


class ReceiptReversed(Event):
    """A receipt was taken back with its allocation (BIL-16)."""

    subject = "customer_no"
    example = {
        "receipt_no": "SJ250307",
        "reversal_of": "SJ250301",
        "customer_no": "SH010182",
        "reversed_at": "2025-03-08T10:45+08:00",
        "amount": "-77.81",
        "cashier": "C02",
        "apology": True,
        "because": ["BIL-16"],
    }
    receipt_no = fields.Identifier(required=True)
    reversal_of = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    reversed_at = fields.Instant(required=True)
    amount = fields.Money(required=True)
    cashier = fields.String(required=True)
    apology = fields.Boolean(required=True)


class CardCredited(Event):
    """Gas was sold onto a card (BIL-12)."""

    subject = "customer_no"
    example = {"receipt_no": "SJ250990", "customer_no": "SH010002", "volume": "50", "amount": "129.00", "because": ["BIL-12"]}
    receipt_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    volume = fields.Volume(required=True)
    amount = fields.Money(required=True)


class PraiseRecorded(Event):
    """A customer praised the service at the counter (BIL-30)."""

    subject = "staff_no"
    example = {"staff_no": "C01", "receipt_no": "SJ250301", "customer_no": "SH010182", "on": "2025-03-08", "because": ["BIL-30"]}
    staff_no = fields.Identifier(required=True)
    receipt_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    on = fields.Date(required=True)


class DunningStepTaken(Event):
    """A step of dunning was taken (BIL-24..BIL-26)."""

    subject = "customer_no"
    example = {
        "action_no": "CJ00002",
        "customer_no": "SH010097",
        "action": "notice",
        "channel": "phone",
        "staff_no": "R01",
        "on": "2025-03-17",
        "stage": "notified",
        "overdue_amount": "120.50",
        "next_step_from": "2025-03-20",
        "because": ["BIL-24"],
    }
    action_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    action = fields.String(required=True)
    channel = fields.String(allow_none=True)
    staff_no = fields.String(required=True)
    on = fields.Date(required=True)
    stage = fields.String(required=True)
    overdue_amount = fields.Money(required=True)
    next_step_from = fields.Date(allow_none=True)


class DunningCancelled(Event):
    """Nothing is overdue any more: the case ends (BIL-25)."""

    subject = "customer_no"
    example = {"customer_no": "SH010097", "on": "2025-04-01", "was": "handed_over", "because": ["BIL-25"]}
    customer_no = fields.Identifier(required=True)
    on = fields.Date(required=True)
    was = fields.String(required=True)


class ShutoffOrdered(Event):
    """Gas is to be shut off (BIL-26); fieldwork makes a work order of it."""

    subject = "customer_no"
    example = {
        "action_no": "CJ00111",
        "customer_no": "SH010212",
        "meter_nos": ["2101505"],
        "ordered_on": "2025-04-09",
        "approved_by": "H01",
        "overdue_amount": "65.40",
        "because": ["BIL-26", "shutoff_after_days"],
    }
    action_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    meter_nos = fields.List(fields.String(), required=True)
    ordered_on = fields.Date(required=True)
    approved_by = fields.Identifier(required=True)
    overdue_amount = fields.Money(required=True)


class ReconnectionDue(Event):
    """A customer whose gas was shut off has paid: reconnect."""

    subject = "customer_no"
    example = {"customer_no": "SH010212", "meter_nos": ["2101505"], "paid_on": "2025-04-12", "because": ["BIL-26"]}
    customer_no = fields.Identifier(required=True)
    meter_nos = fields.List(fields.String(), required=True)
    paid_on = fields.Date(required=True)


class DunningHeld(Event):
    """Dunning pauses."""

    subject = "customer_no"
    example = {
        "customer_no": "SH010097",
        "hold_no": "TS2025-014",
        "kind": "complaint",
        "since": "2025-04-01",
        "until": None,
        "because": ["dunning_holds"],
    }
    customer_no = fields.Identifier(required=True)
    hold_no = fields.Identifier(required=True)
    kind = fields.String(required=True)
    since = fields.Date(required=True)
    until = fields.Date(allow_none=True)


class DunningHoldReleased(Event):
    """Dunning goes on."""

    subject = "customer_no"
    example = {"customer_no": "SH010097", "hold_no": "TS2025-014", "released_on": "2025-04-05"}
    customer_no = fields.Identifier(required=True)
    hold_no = fields.Identifier(required=True)
    released_on = fields.Date(required=True)


class NotDunnedInTime(Event):
    """An overdue customer has no dunning step although the limit has come (BIL-27)."""

    subject = "customer_no"
    example = {
        "customer_no": "SH010300",
        "overdue_since": "2025-03-30",
        "limit": "2025-03-31",
        "because": ["BIL-27", "dunning_limit_working_days"],
    }
    customer_no = fields.Identifier(required=True)
    overdue_since = fields.Date(required=True)
    limit = fields.Date(required=True)


class CashUpClosed(Event):
    """A cashier's day is closed (BIL-10)."""

    subject = "till"
    example = {
        "till": "C01 2025-03-22",
        "cashier": "C01",
        "business_date": "2025-03-22",
        "book_total": "102.91",
        "counted_total": "102.91",
        "difference": "0.00",
        "state": "closed",
        "because": ["BIL-10"],
    }
    till = fields.Identifier(required=True)
    cashier = fields.Identifier(required=True)
    business_date = fields.Date(required=True)
    book_total = fields.Money(required=True)
    counted_total = fields.Money(required=True)
    difference = fields.Money(required=True)
    state = fields.String(required=True)


class MoneyHandedOver(Event):
    """The day's money and vouchers are with finance (BIL-04)."""

    subject = "till"
    example = {
        "till": "C01 2025-03-22",
        "cashier": "C01",
        "business_date": "2025-03-22",
        "state": "unbalanced",
        "difference": "-0.50",
        "because": ["BIL-04"],
    }
    till = fields.Identifier(required=True)
    cashier = fields.Identifier(required=True)
    business_date = fields.Date(required=True)
    state = fields.String(required=True)
    difference = fields.Money(required=True)


class ChargingFindingRaised(Event):
    """Something in charging work that a leader has to look at (BIL-04..BIL-06, BIL-10, BIL-16, BIL-22)."""

    subject = "about"
    example = {
        "about": "C01 2025-03-22",
        "finding": "unexplained_shortage",
        "severity": "serious",
        "staff_no": "C01",
        "on": "2025-03-22",
        "facts": {"difference": "-500.00"},
        "because": ["BIL-05"],
    }
    about = fields.Identifier(required=True)
    finding = fields.String(required=True)
    severity = fields.Choice("notice", "serious", required=True)
    staff_no = fields.String(allow_none=True)
    on = fields.Date(required=True)
    facts = fields.Dict()


class SalesDaySummarised(Event):
    """The daily summary of gas sold (BIL-07, REP-09)."""

    subject = "date"
    example = {
        "date": "2025-03-22",
        "receipts": 14,
        "reversals": 0,
        "volume": "310",
        "amount": "771.90",
        "cash": "771.90",
        "card": "0.00",
        "because": ["BIL-07"],
    }
    date = fields.Date(required=True)
    receipts = fields.Integer(required=True)
    reversals = fields.Integer(required=True)
    volume = fields.Volume(required=True)
    amount = fields.Money(required=True)
    cash = fields.Money(required=True)
    card = fields.Money(required=True)


class PurchaseAnomalyRaised(Event):
    """A consumption far from the customer's mean (BIL-08)."""

    subject = "meter_no"
    example = {
        "meter_no": "2100133",
        "customer_no": "SH010019",
        "month": "2025-03",
        "volume": "6290.8",
        "mean": "2316.20",
        "direction": "up",
        "because": ["anomaly_pct"],
    }
    meter_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
    volume = fields.Volume(required=True)
    mean = fields.Money(required=True)
    direction = fields.Choice("up", "down", required=True)


class CollectionMonthReported(Event):
    """The monthly reading-and-collection report was submitted (BIL-23, REP-10)."""

    subject = "period"
    example = {"period": "2025-03", "as_of": "2025-03-31", "findings": {}, "because": ["BIL-23"]}
    period = fields.Month(required=True)
    as_of = fields.Date(required=True)
    findings = fields.Dict(required=True)


class ContractOverdue(Event):
    """A contract was not paid in full in time (BIL-33)."""

    subject = "contract_no"
    example = {"contract_no": "HT2025-007", "due_on": "2025-03-06", "open": "5000.00", "because": ["contract_payment_days"]}
    contract_no = fields.Identifier(required=True)
    due_on = fields.Date(required=True)
    open = fields.Money(required=True)


class InvoiceMailed(Event):
    """A contract's invoice was mailed (BIL-32)."""

    subject = "contract_no"
    example = {"contract_no": "HT2025-007", "invoice_no": "FP0009", "mailed_on": "2025-03-07", "because": ["BIL-32"]}
    contract_no = fields.Identifier(required=True)
    invoice_no = fields.Identifier(required=True)
    mailed_on = fields.Date(required=True)


class PropertyFeeCharged(Event):
    """A unit was charged (BIL-39)."""

    subject = "unit_no"
    example = {
        "charge_no": "YS202400001",
        "unit_no": "B10-101",
        "fee_type": "property_fee",
        "fee_year": 2024,
        "amount": "896.04",
        "issued_on": "2024-01-01",
        "because": ["BIL-39"],
    }
    charge_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    fee_type = fields.String(required=True)
    fee_year = fields.Integer(required=True)
    amount = fields.Money(required=True)
    issued_on = fields.Date(required=True)


class PropertyFeeReceived(Event):
    """An owner paid (BIL-39)."""

    subject = "unit_no"
    example = {
        "receipt_no": "WY202400001",
        "unit_no": "B04-104",
        "fee_type": "property_fee",
        "amount": "1073.64",
        "paid_on": "2024-01-01",
        "channel": "card",
        "because": ["BIL-39"],
    }
    receipt_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    fee_type = fields.String(required=True)
    amount = fields.Money(required=True)
    paid_on = fields.Date(required=True)
    channel = fields.String(required=True)


class PropertyDiscountGranted(Event):
    """A discount was granted (BIL-36..BIL-38, BIL-41)."""

    subject = "unit_no"
    example = {
        "discount_no": "YH202400001",
        "unit_no": "A01-303",
        "kind": "vacant_half",
        "amount": "1416.48",
        "granted_on": "2024-01-01",
        "paid_through": None,
        "because": ["BIL-36"],
    }
    discount_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    kind = fields.String(required=True)
    amount = fields.Money(required=True)
    granted_on = fields.Date(required=True)
    paid_through = fields.Date(allow_none=True)


class OpeningArrearsRegistered(Event):
    """What a unit owed at the start of a year."""

    subject = "unit_no"
    example = {"unit_no": "A01-201", "fee_type": "property_fee", "fee_year": 2023, "amount": "107.23"}
    unit_no = fields.Identifier(required=True)
    fee_type = fields.String(required=True)
    fee_year = fields.Integer(required=True)
    amount = fields.Money(required=True)


class PaymentNoticeIssued(Event):
    """A payment notice was issued (BIL-34, BIL-35)."""

    subject = "unit_no"
    example = {
        "notice_no": "TZ00001",
        "unit_no": "PB02-101",
        "issued_on": "2024-02-03",
        "channel": "courier",
        "delivery_state": "sent",
        "result": "",
        "because": ["BIL-34"],
    }
    notice_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    issued_on = fields.Date(required=True)
    channel = fields.String(required=True)
    delivery_state = fields.String(required=True)
    result = fields.String()
