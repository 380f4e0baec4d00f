"""Cash-ups, hand-over, security and the sales day."""

from __future__ import annotations

import pytest

from kefu_messages.billing import (
    AuditCashUp,
    CashUpAlreadyClosed,
    CashUpClosed,
    ChargingFindingRaised,
    CloseCashUp,
    GetCashUps,
    GetSalesDay,
    HandOverMoney,
    MoneyHandedOver,
    NotYourTill,
    RecordSecurityChecklist,
    RemarkCashUp,
    SalesDaySummarised,
    SubmitSalesDay,
)
from kefu_messages.errors import NotAllowed, ValidationFailed

CLOSING = {"business_date": "2025-03-12", "opened_at": "2025-03-12T16:50", "closed_at": "2025-03-12T17:10"}


@pytest.mark.rule("BIL-03", "BIL-05", "BIL-10")
def test_a_cash_up_closes_with_note_and_explained_difference(billing):
    billing.read()
    billing.pay()
    written = {**CLOSING, "counted_cash": "51.10", "counted_card": "0"}
    opened = billing.ask(CloseCashUp, roles=("charging_clerk",), by="C01", **written)
    assert (opened["state"], opened["difference"]) == ("open", "-0.50")
    assert opened["reasons"] == ["handover_note_missing", "difference_without_remark"]
    billing.ask(CloseCashUp, roles=("charging_clerk",), by="C01", **written, handover_note="票款已交")
    closed = billing.ask(
        RemarkCashUp, roles=("business_centre_team_leader",), by="L01", cashier="C01", business_date="2025-03-12", remark="找零差錯"
    )
    assert (closed["state"], closed["reasons"]) == ("closed_with_remark", [])
    assert [told["difference"] for told in billing.said(CashUpClosed)] == ["-0.50"]
    shortages = [told["severity"] for told in billing.said(ChargingFindingRaised, count=4) if told["finding"] == "unexplained_shortage"]
    assert shortages == ["notice", "notice"]
    with pytest.raises(CashUpAlreadyClosed):
        billing.ask(CloseCashUp, roles=("charging_clerk",), by="C01", **{**written, "counted_cash": "51.60"})
    audited = billing.ask(AuditCashUp, roles=("finance",), by="F01", cashier="C01", business_date="2025-03-12", remark="已核對")
    assert [remark["remark"] for remark in audited["audit_remarks"]] == ["已核對"]


@pytest.mark.rule("BIL-05", "BIL-10")
def test_a_cashier_explains_no_own_difference_and_hands_over_no_other_till(billing):
    billing.read()
    billing.pay()
    written = {**CLOSING, "counted_cash": "31.60", "counted_card": "0", "handover_note": "票款已交"}
    with pytest.raises(ValidationFailed):
        billing.ask(CloseCashUp, roles=("charging_clerk",), by="C01", **written, team_leader_remark="找零差錯")
    with pytest.raises(ValidationFailed):
        billing.ask(CloseCashUp, roles=("charging_clerk",), by="C01", **{**written, "closed_at": "2025-03-12T16:00"})
    closed = billing.ask(CloseCashUp, roles=("charging_clerk",), by="C01", **{**written, "counted_cash": "51.60"})
    assert closed["state"] == "closed"
    handed = {"cashier": "C01", "business_date": "2025-03-12", "handed_over_at": "2025-03-12T17:30", "vouchers": 1, "received_by": "F01"}
    with pytest.raises(NotYourTill):
        billing.ask(HandOverMoney, roles=("card_clerk",), by="K01", **handed, money="51.60")
    with pytest.raises(NotYourTill):
        billing.ask(CloseCashUp, roles=("card_clerk",), by="K01", **written, cashier="C01")


@pytest.mark.rule("BIL-04")
def test_money_handed_over_is_compared_with_the_book(billing):
    billing.read()
    billing.pay()
    billing.ask(CloseCashUp, roles=("charging_clerk",), by="C01", **CLOSING, counted_cash="51.60", counted_card="0", handover_note="交接")
    handed = {"cashier": "C01", "business_date": "2025-03-12", "handed_over_at": "2025-03-12T17:30", "vouchers": 1, "received_by": "F01"}
    reply = billing.ask(HandOverMoney, roles=("charging_clerk",), by="C01", **handed, money="51.10")
    assert reply["hand_over"] == "unbalanced"
    assert [told["difference"] for told in billing.said(MoneyHandedOver)] == ["-0.50"]
    assert [told["finding"] for told in billing.said(ChargingFindingRaised)] == ["hand_over_unbalanced"]


@pytest.mark.rule("BIL-11")
def test_totals_are_shown_to_those_concerned(billing):
    billing.read()
    billing.pay()
    with pytest.raises(NotAllowed):
        billing.ask(GetCashUps, roles=("meter_reader",), by="R01", business_date="2025-03-12")
    assert billing.ask(GetCashUps, roles=("card_clerk",), by="K01", business_date="2025-03-12")["cash_ups"] == []
    (own,) = billing.ask(GetCashUps, roles=("charging_clerk",), by="C01", business_date="2025-03-12")["cash_ups"]
    assert (own["cashier"], own["state"], own["book_total"], own["hand_over"]) == ("C01", "missing", "51.60", "overdue")
    seen = billing.ask(GetCashUps, roles=("finance",), by="F01", business_date="2025-03-12")
    assert seen["book_total"] == "51.60"


@pytest.mark.rule("BIL-06")
def test_an_unticked_security_item_is_a_finding(billing):
    check = {"place": "一號櫃臺", "checked_on": "2025-03-22", "ticked": ["premises", "vouchers_and_cash", "personal_safety"]}
    assert billing.ask(RecordSecurityChecklist, roles=("charging_clerk",), by="C01", **check)["state"] == "incomplete"
    (told,) = billing.said(ChargingFindingRaised)
    assert (told["finding"], told["facts"]["missing"]) == ("security_item_unticked", ["safe_locked"])


@pytest.mark.rule("BIL-04", "BIL-06", "BIL-10")
def test_what_a_day_leaves_undone_is_told_the_next_day(billing):
    billing.read()
    billing.pay()
    billing.run("2025-03-12")
    assert billing.said(ChargingFindingRaised, count=0) == []
    billing.run("2025-03-13")
    told = [(item["finding"], item["staff_no"]) for item in billing.said(ChargingFindingRaised, count=3)]
    assert told == [("cash_up_missing", "C01"), ("hand_over_overdue", "C01"), ("security_checklist_missing", None)]


@pytest.mark.rule("BIL-07")
def test_the_day_is_summarised(billing):
    billing.read()
    billing.pay(receipt_no="R1", amount="50.00")
    billing.pay(receipt_no="R2", amount="1.60")
    assert billing.ask(GetSalesDay, roles=("finance",), day="2025-03-12")["submitted"] is False
    billing.run("2025-03-12")
    (told,) = billing.said(SalesDaySummarised)
    assert (told["receipts"], told["volume"], told["amount"], told["cash"], told["card"]) == (2, "20", "51.60", "51.60", "0.00")
    assert billing.ask(GetSalesDay, roles=("finance",), day="2025-03-12")["submitted"] is True
    billing.run("2025-03-13")
    assert len(billing.said(SalesDaySummarised, count=0)) == 1
    billing.ask(SubmitSalesDay, roles=("charging_clerk",), by="C01", day="2025-03-12")
    assert len(billing.said(SalesDaySummarised, count=2)) == 2


@pytest.mark.rule("BIL-10", "BIL-14")
def test_a_cash_up_of_a_file_may_leave_its_times_and_what_was_not_counted_empty(billing):
    """Nothing counted where nothing is written: without a card slip none is missed, without the cash all of it."""
    billing.read()
    billing.pay()
    row = {"cashier": "C01", **CLOSING, "counted_cash": "51.60", "counted_card": "", "handover_note": "x", "team_leader_remark": ""}
    rows = [
        {**row, "opened_at": "", "closed_at": ""}, {**row, "business_date": "2025-03-13", "counted_cash": ""},
        {**row, "business_date": ""}, {**row, "opened_at": "ten"},
    ]  # fmt: skip
    answers = billing.send(CloseCashUp, rows, roles=("system_administrator",))
    assert [answer["reason"] for answer in answers] == [None, None, "validation_failed", "validation_failed"]
    (till,) = billing.ask(GetCashUps, roles=("finance",), business_date="2025-03-12")["cash_ups"]
    assert (till["state"], till["counted_total"], till["difference"]) == ("closed", "51.60", "0.00")
    (till,) = billing.ask(GetCashUps, roles=("finance",), business_date="2025-03-13")["cash_ups"]
    assert (till["state"], till["counted_total"]) == ("closed", "0.00")
