"""What a closed day no longer takes, how it is reopened, and that its money is handed over once, to somebody of finance."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kefu_messages.billing import (
    AlreadyHandedOver,
    CashUpNotClosed,
    ChargingFindingRaised,
    GetCashUps,
    MoneyHandedOver,
    ReceiverNotFinance,
    RecordPayment,
    ReopenCashUp,
    ReverseReceipt,
    TillClosed,
    TopUpCard,
)
from kefu_messages.errors import NotAllowed, SelfApproval, UnknownStaff, ValidationFailed

CARD = {"receipt_no": "R3", "paid_at": "2025-03-12T18:00", "customer_no": "SH1", "volume": "1", "method": "card", "terminal_ref": "UP1"}


def reopen(billing, by="L01"):
    named = {"cashier": "C01", "business_date": "2025-03-12", "reason": "漏記一筆"}
    return billing.ask(ReopenCashUp, roles=("business_centre_team_leader",), by=by, **named)


def day(billing):
    return billing.ask(GetCashUps, roles=("finance",), by="F01", business_date="2025-03-12")["cash_ups"]


@pytest.mark.rule("BIL-10")
def test_no_money_is_booked_on_a_day_that_its_cashier_has_closed(billing):
    billing.read()
    billing.pay(amount="50.00")
    assert billing.close("50.00")["state"] == "closed"
    with pytest.raises(TillClosed) as refusal:
        billing.pay(receipt_no="R2", amount="1.60", when="2025-03-12T18:00")
    assert refusal.value.status == 409
    with pytest.raises(TillClosed):
        billing.ask(TopUpCard, roles=("charging_clerk",), by="C01", **CARD)
    with pytest.raises(TillClosed):
        billing.ask(ReverseReceipt, roles=("charging_clerk",), by="C01", receipt_no="R1", reversal_no="R4", reversed_at="2025-03-12T18:00")
    assert (billing.account()["open_amount"], day(billing)[0]["difference"]) == ("1.60", "0.00")
    assert billing.pay(receipt_no="R2", amount="1.60", when="2025-03-13T09:00")["receipt_no"] == "R2"


@pytest.mark.rule("BIL-10", "BIL-14")
def test_another_cashiers_till_of_the_day_stays_open(billing):
    billing.read()
    billing.pay(amount="50.00")
    billing.close("50.00")
    assert billing.pay(receipt_no="R2", amount="1.60", when="2025-03-12T17:00", by="K01")["cashier"] == "K01"


@pytest.mark.rule("BIL-10")
def test_a_reopened_day_takes_the_late_receipt_and_is_counted_anew(billing):
    billing.read()
    billing.pay(amount="50.00")
    billing.close("40.00")
    with pytest.raises(CashUpNotClosed):
        reopen(billing)
    with pytest.raises(NotAllowed):
        billing.ask(ReopenCashUp, roles=("charging_clerk",), by="C01", cashier="C01", business_date="2025-03-12", reason="x")
    billing.close("50.00")
    with pytest.raises(SelfApproval):
        reopen(billing, by="C01")
    assert reopen(billing)["reasons"] == ["reopened"]
    billing.pay(receipt_no="R2", amount="1.60", when="2025-03-12T18:00")
    assert billing.close("51.60")["state"] == "closed"
    billing.hand_over(vouchers=2)
    with pytest.raises(AlreadyHandedOver):
        reopen(billing)


@pytest.mark.rule("BIL-10")
def test_what_a_file_enters_late_stands_in_the_difference_of_the_day(billing):
    billing.read()
    billing.pay(amount="50.00")
    billing.close("50.00")
    row = {"customer_no": "SH1", "method": "cash", "tendered": "100", "authenticity_checked": "yes", "cashier": "C01"}
    rows = [{**row, "receipt_no": "R2", "paid_at": "2025-03-12T18:00", "amount": "1.60"}]
    assert [answer["state"] for answer in billing.send(RecordPayment, rows, roles=("finance",))] == ["accepted"]
    (till,) = day(billing)
    assert (till["state"], till["difference"], till["reasons"]) == ("open", "-1.60", ["difference_without_remark"])


@pytest.mark.rule("BIL-09")
def test_files_of_money_are_entered_by_finance_or_operators_and_not_ahead(billing):
    billing.read()
    row = {"customer_no": "SH1", "method": "cash", "tendered": "100", "authenticity_checked": "yes", "cashier": "C01", "amount": "1"}
    rows = [{**row, "receipt_no": "R1", "paid_at": "2999-03-12T18:00"}]
    for role in ("charging_clerk", "cashier", "card_clerk"):
        with pytest.raises(NotAllowed):
            billing.send(RecordPayment, rows, roles=(role,))
    for role in ("finance", "system_administrator"):
        (answer,) = billing.send(RecordPayment, rows, roles=(role,))
        assert (answer["reason"], list(answer["detail"]["fields"])) == ("validation_failed", ["paid_at"])
    assert billing.account()["open_amount"] == "51.60"


@pytest.mark.rule("BIL-04")
def test_a_days_money_is_handed_over_once(billing):
    billing.read()
    billing.pay()
    billing.close()
    first = billing.hand_over()
    assert (first["hand_over"], billing.hand_over()["hand_over"]) == ("balanced", "balanced")
    with pytest.raises(AlreadyHandedOver) as refusal:
        billing.hand_over(money="1.00")
    assert refusal.value.params["received_by"] == "F01"
    assert [told["state"] for told in billing.said(MoneyHandedOver)] == ["balanced"]
    assert billing.said(ChargingFindingRaised, count=0) == []


@pytest.mark.rule("BIL-04")
@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"received_by": "C01"}, SelfApproval),
        ({"received_by": "NOBODY"}, UnknownStaff),
        ({"received_by": "S01"}, ReceiverNotFinance),
        ({"vouchers": -1}, ValidationFailed),
        ({"handed_over_at": "2025-03-12T17:00"}, ValidationFailed),
        ({"handed_over_at": "2999-03-12T17:00"}, ValidationFailed),
    ],
)
def test_who_receives_the_money_and_when_must_be_possible(billing, wrong, refusal):
    billing.read()
    billing.pay()
    billing.close()
    with pytest.raises(refusal):
        billing.hand_over(**wrong)
    assert billing.said(MoneyHandedOver, count=0) == []


@pytest.mark.rule("BIL-04", "BIL-10")
def test_a_day_to_come_is_not_closed_and_an_open_one_not_handed_over(billing):
    billing.read()
    billing.pay()
    with pytest.raises(ValidationFailed):
        billing.close(day="2999-03-12")
    with pytest.raises(ValidationFailed):
        billing.close(closed_at="2999-03-12T17:10")
    billing.close(str(Decimal("51.60") - 1))
    with pytest.raises(CashUpNotClosed):
        billing.hand_over()
