"""Service contracts and the property fees of units."""

from __future__ import annotations

import pytest

from kefu_messages.billing import (
    ChargePropertyFee,
    ContractOverdue,
    GetContractPrices,
    GetContractReceivable,
    GetPropertyYear,
    GetUnitAccount,
    GrantDiscount,
    IssuePaymentNotice,
    ListFinalPayments,
    MailInvoice,
    OpenContractReceivable,
    PropertyDiscountGranted,
    PublishPriceList,
    RecordContractPayment,
    RecordPropertyPayment,
    SetCollectionTarget,
    UnknownCharge,
)
from kefu_messages.customers import UnitRegistered

CONTRACT = {
    "contract_no": "HT1", "customer_no": "JY1", "amount": "50000.00", "signed_by_us_on": "2025-03-01",
    "signed_by_customer_on": "2025-03-03",
    "sales_person": "X01", "assisting_specialist": "S1",
}  # fmt: skip
UNIT = {
    "unit_no": "A01-101", "unit_type": "residence", "ownership": "owner", "handed_over_on": "2020-01-01", "occupancy": None,
    "occupied_since": None,
    "chargeable": True, "monthly_fee": "200.00", "fee_paid_through": "2023-12-31",
}  # fmt: skip


@pytest.mark.rule("BIL-31", "BIL-32", "BIL-33", "BIL-43")
def test_a_contract_is_paid_and_keeps_its_prices(billing):
    for version, day, price in (("v1", "2024-01-01", "1000.00"), ("v2", "2025-03-04", "1200.00")):
        billing.ask(
            PublishPriceList, roles=("finance",), price_list=version, valid_from=day, prices=[{"item": "annual_service", "price": price}]
        )
    billing.ask(OpenContractReceivable, roles=("sales_person",), **CONTRACT)
    payment = {"contract_no": "HT1", "receipt_no": "HK1", "paid_on": "2025-03-06", "amount": "45000.00"}
    assert billing.ask(RecordContractPayment, roles=("finance",), **payment)["final_payment"] == "5000.00"
    owed = billing.ask(ListFinalPayments, roles=("service_specialist",), assisting_specialist="S1", as_of="2025-03-31")
    assert [(row["contract_no"], row["final_payment"]) for row in owed["receivables"]] == [("HT1", "5000.00")]
    assert billing.ask(GetContractReceivable, roles=("finance",), contract_no="HT1", as_of="2025-03-07")["overdue_days"] == 1
    for day in ("2025-03-06", "2025-03-07", "2025-03-08"):
        billing.run(day)
    assert [(told["due_on"], told["open"]) for told in billing.said(ContractOverdue)] == [("2025-03-06", "5000.00")]
    assert billing.ask(GetContractPrices, roles=("finance",), contract_no="HT1")["prices"] == [
        {"item": "annual_service", "price": "1000.00"}
    ]
    mail = {
        "contract_no": "HT1",
        "invoice_no": "FP1",
        "address": "南門街",
        "contact": "嚴桂",
        "mailed_on": "2025-03-07",
        "contact_confirmed": True,
    }
    with pytest.raises(Exception, match="Confirm address") as refusal:
        billing.ask(MailInvoice, roles=("finance",), **mail)
    assert refusal.value.status == 409
    assert len(billing.ask(MailInvoice, roles=("finance",), **mail, address_confirmed=True)["mailings"]) == 1


@pytest.mark.rule("BIL-34", "BIL-36", "BIL-38", "BIL-39", "BIL-42")
def test_a_units_property_fee(billing):
    billing.say(UnitRegistered, **{**UnitRegistered.example, **UNIT})
    charge = {
        "unit_no": "A01-101",
        "fee_type": "property_fee",
        "fee_year": "2024",
        "period_from": "2024-01",
        "period_to": "2024-12",
        "months": "12",
    }
    rows = [
        {**charge, "charge_no": "YS1", "amount": "2400", "issued_on": "2024-01-01"},
        {**charge, "charge_no": "YS1", "amount": "2400", "issued_on": "2024-01-01"},
        {**charge, "charge_no": "YS2", "amount": "x", "issued_on": "2024-01-01"},
        {**charge, "charge_no": "YS3", "amount": "1", "issued_on": "2024-01-01", "unit_no": "Z"},
    ]  # fmt: skip
    answers = billing.send(ChargePropertyFee, rows, roles=("system_administrator",))
    assert [answer["reason"] for answer in answers] == [None, "duplicate_charge", "invalid_amount", "unknown_unit"]
    granted = {
        "discount_no": "YH1",
        "kind": "vacant_half",
        "unit_no": "A01-101",
        "charge_no": "YS1",
        "amount": "1200.00",
        "granted_on": "2024-01-01",
    }
    billing.ask(GrantDiscount, roles=("property_manager",), **granted)
    with pytest.raises(UnknownCharge):
        billing.ask(GrantDiscount, roles=("property_manager",), **{**granted, "discount_no": "YH2", "charge_no": "YS9"})
    assert [told["amount"] for told in billing.said(PropertyDiscountGranted)] == ["1200.00"]
    payment = {"receipt_no": "WY1", "paid_on": "2024-02-01", "unit_no": "A01-101", "fee_type": "property_fee", "amount": "1000.00"}
    billing.ask(RecordPropertyPayment, roles=("cashier",), **payment)
    billing.ask(IssuePaymentNotice, roles=("area_steward",), notice_no="TZ1", unit_no="A01-101", issued_on="2024-02-03", channel="letter")
    notice = {"unit_no": "A01-101", "issued_on": "2024-02-04"}
    notices = [{**notice, "notice_no": "TZ2", "channel": ""}, {**notice, "notice_no": "TZ3", "unit_no": "Z", "channel": ""}]
    told = billing.send(IssuePaymentNotice, notices, roles=("system_administrator",))
    assert [answer["reason"] for answer in told] == ["channel_not_allowed", "unknown_unit"]
    billing.ask(SetCollectionTarget, roles=("general_manager",), year=2024, amount="2000.00")
    assert billing.ask(GetUnitAccount, roles=("property_manager",), unit_no="A01-101", as_of="2024-12-31")["balance"] == "200.00"
    year = billing.ask(GetPropertyYear, roles=("property_manager",), year=2024)
    assert year["arrears_units"] == [{"unit_no": "A01-101", "balance": "200.00"}]
    found = year["findings"]
    assert (found["BIL-38"]["discounts"], found["BIL-34"]["by_channel"], found["BIL-42"]["percent"]) == ("1200.00", {"letter": 1}, "50.0")
