"""Money settles invoices: payments, reversals, cards, imported receipts."""

from __future__ import annotations

from collections import Counter

import eventlet
import pytest

from kefu_messages.billing import (
    AuthenticityNotChecked,
    CardCredited,
    ChargingFindingRaised,
    DeleteReceipt,
    DuplicateReceipt,
    GetReceipt,
    ListAccounts,
    NotYourTill,
    PaymentReceived,
    PraiseRecorded,
    ReceiptReversed,
    ReceiptsAreKept,
    RecordPayment,
    RemarkReceipt,
    ReversalTargetUnknown,
    ReverseReceipt,
    TopUpCard,
    WhyAccount,
)
from kefu_messages.errors import KefuError, NotAllowed, NotFound, ValidationFailed

PAID = {"customer_no": "SH1", "method": "cash", "tendered": "100", "authenticity_checked": "yes", "cashier": "C01"}


@pytest.mark.rule("BIL-09", "BIL-15", "BIL-30")
def test_a_payment_settles_the_invoice_in_one_write(billing):
    billing.read()
    reply = billing.pay(praise=True, tendered="60.00")
    assert (reply["change"], reply["allocations"]) == ("8.40", [{"invoice_no": "2025-03-M1", "amount": "51.60"}])
    (told,) = billing.said(PaymentReceived)
    assert (told["open_after"], told["cashier"]) == ("0.00", "C01")
    assert [told["staff_no"] for told in billing.said(PraiseRecorded)] == ["C01"]
    assert billing.ask(ListAccounts, roles=("finance",), open=True)["items"] == []
    with pytest.raises(DuplicateReceipt):
        billing.pay(amount="1.00")
    assert len(billing.said(PaymentReceived)) == 1


@pytest.mark.rule("BIL-09")
def test_numbers_that_look_alike_keep_decisions_of_their_own(billing):
    billing.read()
    for number, receipt_no in enumerate(("a.b", "a_b", "a%2Eb", "$a"), start=1):
        billing.pay(receipt_no=receipt_no, amount=f"{number}.00")
    told = billing.ask(WhyAccount, roles=("finance",), customer_no="SH1")["decisions"]
    kept = {item["name"]: item["facts"]["amount"] for item in told if item["name"].startswith("receipt ")}
    assert kept == {"receipt a.b": "1.00", "receipt a_b": "2.00", "receipt a%2Eb": "3.00", "receipt $a": "4.00"}


@pytest.mark.rule("BIL-09")
def test_one_receipt_number_at_once_by_many_is_one_receipt_and_clear_refusals(billing):
    billing.read()
    money = {"paid_at": "2025-03-12T10:00", "method": "card", "amount": "1.00", "terminal_ref": "UP1"}
    asked = {"roles": ("charging_clerk",), "by": "C01", "receipt_no": "R1", "customer_no": "SH1", **money}

    def pay(number):
        try:
            return billing.ask(RecordPayment, key=f"k{number}", **asked)["receipt_no"]
        except KefuError as refusal:
            return (refusal.status, refusal.code)

    answers = Counter(thread.wait() for thread in [eventlet.spawn(pay, number) for number in range(25)])
    assert answers == {"R1": 1, (409, "duplicate_receipt"): 24}
    assert billing.account()["open_amount"] == "50.60"


@pytest.mark.rule("BIL-09")
def test_the_same_request_twice_is_one_payment(billing):
    billing.read()
    money = {
        "receipt_no": "R1",
        "paid_at": "2025-03-12T10:00",
        "customer_no": "SH1",
        "method": "card",
        "amount": "10",
        "terminal_ref": "UP1",
    }
    first, again = (billing.ask(RecordPayment, roles=("charging_clerk",), by="C01", key="k1", **money) for _ in range(2))
    assert first == again
    assert billing.account()["open_amount"] == "41.60"


@pytest.mark.rule("BIL-09")
def test_refused_money_changes_nothing(billing):
    billing.read()
    with pytest.raises(AuthenticityNotChecked):
        billing.pay(authenticity_checked=False)
    with pytest.raises(NotYourTill) as refusal:
        billing.pay(cashier="K01")
    assert (refusal.value.status, refusal.value.sentence("en")) == (403, "The till of K01 is not yours")
    with pytest.raises(NotAllowed):
        billing.pay(by="R01")
    assert billing.account()["open_amount"] == "51.60"
    assert billing.said(PaymentReceived, count=0) == []


@pytest.mark.rule("BIL-03", "BIL-16")
def test_a_receipt_is_reversed_never_deleted(billing):
    billing.read()
    billing.pay()
    with pytest.raises(ReceiptsAreKept) as refusal:
        billing.ask(DeleteReceipt, roles=("charging_clerk",), by="C01", receipt_no="R1")
    assert refusal.value.status == 403
    billing.ask(ReverseReceipt, roles=("charging_clerk",), by="C01", receipt_no="R1", reversal_no="R2", reversed_at="2025-03-12T10:05")
    assert [(told["reversal_of"], told["amount"]) for told in billing.said(ReceiptReversed)] == [("R1", "-51.60")]
    assert [told["finding"] for told in billing.said(ChargingFindingRaised)] == ["apology_missing"]
    assert billing.account()["open_amount"] == "51.60"
    remarked = billing.ask(RemarkReceipt, roles=("finance",), by="F01", receipt_no="R1", remark="已核對")
    assert [remark["by"] for remark in remarked["audit_remarks"]] == ["F01"]
    with pytest.raises(NotFound):
        billing.ask(GetReceipt, roles=("card_clerk",), by="K01", receipt_no="R1")
    assert billing.ask(GetReceipt, roles=("charging_clerk",), by="C01", receipt_no="R1")["amount"] == "51.60"


@pytest.mark.rule("BIL-16")
def test_nothing_is_paid_tomorrow_or_reversed_before_it_was_paid(billing):
    billing.read()
    with pytest.raises(ValidationFailed):
        billing.pay(when="2999-12-31T10:00")
    billing.pay()
    reversal = {"receipt_no": "R1", "reversal_no": "R2"}
    with pytest.raises(ReversalTargetUnknown):
        billing.ask(ReverseReceipt, roles=("charging_clerk",), by="C01", **reversal, reversed_at="2025-03-12T09:59")
    with pytest.raises(ValidationFailed):
        billing.ask(ReverseReceipt, roles=("charging_clerk",), by="C01", **reversal, reversed_at="2999-12-31T10:00")
    assert billing.account()["open_amount"] == "0.00"


@pytest.mark.rule("BIL-12")
def test_a_card_sale_is_receipt_and_credit(billing):
    sale = {
        "receipt_no": "R1",
        "paid_at": "2025-03-22T10:00",
        "customer_no": "SH1",
        "volume": "50",
        "method": "card",
        "terminal_ref": "UP1",
    }
    with pytest.raises(ValidationFailed):
        billing.ask(TopUpCard, roles=("card_clerk",), by="K01", **{**sale, "paid_at": "2999-03-22T10:00"})
    assert billing.ask(TopUpCard, roles=("card_clerk",), by="K01", **sale)["amount"] == "129.00"
    assert [told["volume"] for told in billing.said(CardCredited)] == ["50"]
    found = billing.account()
    assert (found["card_credit"], found["open_amount"]) == ("50", "0.00")


@pytest.mark.rule("BIL-09", "BIL-13", "BIL-15", "BIL-16")
def test_payments_of_a_file_are_judged_in_the_order_of_their_time(billing):
    billing.read()
    rows = [
        {**PAID, "receipt_no": "R3", "paid_at": "2025-03-12T11:00", "amount": "0.01"},
        {**PAID, "receipt_no": "R1", "paid_at": "2025-03-12T10:00", "amount": "51.60"},
        {**PAID, "receipt_no": "R1", "paid_at": "2025-03-12T10:00", "amount": "51.60"},
        {**PAID, "receipt_no": "R2", "paid_at": "2025-03-12T10:00", "amount": "abc"},
        {**PAID, "receipt_no": "R4", "paid_at": "2025-03-12T10:00", "amount": "1", "cashier": "R01"},
        {**PAID, "receipt_no": "R5", "paid_at": "2025-03-12T10:00", "amount": "1", "authenticity_checked": ""},
        {**PAID, "receipt_no": "R6", "paid_at": "2025-03-12T10:00", "amount": "1", "customer_no": "SH9"},
        {**PAID, "receipt_no": "R7", "paid_at": "2025-03-12T12:00", "amount": "-51.60", "reversal_of": "R1", "apology": "yes"},
        {**PAID, "receipt_no": "R6", "paid_at": "2025-03-12T13:00", "amount": "1"},
    ]  # fmt: skip
    expected = [
        "no_open_charge", None, "duplicate_receipt", "invalid_amount", "cashier_not_allowed", "authenticity_not_checked",
        "unknown_customer", None, None,
    ]  # fmt: skip
    for _ in range(2):
        answers = billing.send(RecordPayment, rows, roles=("system_administrator",))
        assert [answer["reason"] for answer in answers] == expected
    assert billing.account()["open_amount"] == "50.60"
    assert len(billing.said(PaymentReceived, count=2)) == 2


@pytest.mark.rule("BIL-09", "BIL-13", "BIL-16")
def test_a_reversal_names_a_method_like_any_receipt_and_a_card_its_reference(billing):
    billing.read()
    row = {**PAID, "receipt_no": "R1", "paid_at": "2025-03-12T10:00", "amount": "51.60"}
    back = {**row, "amount": "-51.60", "reversal_of": "R1", "tendered": "", "authenticity_checked": ""}
    rows = [
        row, {**back, "receipt_no": "R2", "method": ""}, {**back, "receipt_no": "R3", "method": "wechat"},
        {**back, "receipt_no": "R4", "method": "card"}, {**back, "receipt_no": "R5", "customer_no": ""}, {**back, "receipt_no": "R6"},
    ]  # fmt: skip
    answers = billing.send(RecordPayment, rows, roles=("system_administrator",))
    assert [answer["reason"] for answer in answers] == [
        None, "method_not_allowed", "method_not_allowed", "reference_missing", "unknown_customer", None,
    ]  # fmt: skip


@pytest.mark.rule("BIL-09")
@pytest.mark.parametrize("cell", ["true", "TRUE", "Y", "1", "\u662f", "Yes", "no", ""])
def test_of_a_file_only_yes_counts_as_yes(billing, cell):
    billing.read()
    row = {**PAID, "receipt_no": "R1", "paid_at": "2025-03-12T10:00", "amount": "51.60", "authenticity_checked": cell}
    (answer,) = billing.send(RecordPayment, [row], roles=("system_administrator",))
    assert answer["reason"] == "authenticity_not_checked"
