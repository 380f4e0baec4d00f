"""Files of entries on units' accounts: judged row by row in the file's order, whatever is read and written together."""

from __future__ import annotations

import pytest

from kefu.store import BoundShelf
from kefu_messages.billing import (
    ChargePropertyFee,
    GetPropertyYear,
    GetUnitAccount,
    IssuePaymentNotice,
    PaymentNoticeIssued,
    PropertyFeeReceived,
    RecordPropertyPayment,
    RegisterOpeningArrears,
    WhyUnitAccount,
)  # fmt: skip
from kefu_messages.customers import UnitRegistered
from kefu_messages.errors import StateConflict

OFFICE = ("system_administrator",)


@pytest.fixture
def estate(billing):
    """Three units of whom billing has heard."""
    with billing.together():
        for unit_no in ("A1", "A2", "A3"):
            billing.say(UnitRegistered, **{**UnitRegistered.example, "unit_no": unit_no, "chargeable": True})
    return billing


def paid(receipt_no, unit_no, amount="10.00", paid_on="2024-02-01"):
    return {"receipt_no": receipt_no, "unit_no": unit_no, "amount": amount, "paid_on": paid_on, "fee_type": "property_fee"}


def receipts(billing, unit_no):
    account = billing.ask(GetUnitAccount, roles=("property_manager",), unit_no=unit_no)
    return account["version"], [payment["receipt_no"] for payment in account["payments"]]


@pytest.mark.rule("BIL-39")
def test_rows_of_one_unit_and_of_one_number_are_judged_in_the_order_of_the_file(estate):
    rows = [
        paid("R1", "A1"), paid("R2", "A1"), paid("R1", "A2"), paid("R3", "A2"), paid("R3", "A3", "x"), paid("R4", "A1"),
        paid("R5", "none"), {**paid("", "A3")}, paid("R6", ""), paid("R7", "A3", paid_on="2999-01-01"), paid("R8", "A3", "0.001"),
        paid("R8", "A3"), paid("R9", "A3", paid_on="whenever"),
    ]  # fmt: skip
    told = [answer["reason"] for answer in estate.send(RecordPropertyPayment, rows, roles=OFFICE)]
    assert told == [
        None, None, "duplicate_receipt", None, "duplicate_receipt", None, "unknown_unit", "validation_failed", "unknown_unit",
        "validation_failed", "invalid_amount", None, "validation_failed",
    ]  # fmt: skip
    assert [receipts(estate, unit_no) for unit_no in ("A1", "A2", "A3")] == [(4, ["R1", "R2", "R4"]), (2, ["R3"]), (2, ["R8"])]
    said = estate.said(PropertyFeeReceived, count=5)
    assert [event["receipt_no"] for event in said if event["unit_no"] == "A1"] == ["R1", "R2", "R4"]
    why = estate.ask(WhyUnitAccount, roles=("property_manager",), unit_no="A1")["decisions"]
    assert [decision["name"] for decision in why] == ["payments R1", "payments R2", "payments R4"]


@pytest.mark.rule("BIL-39")
def test_a_file_that_is_sent_again_changes_nothing_and_has_the_same_answers(estate):
    rows = [paid("R1", "A1"), paid("R2", "A1"), paid("R1", "A2")]
    first = estate.send(RecordPropertyPayment, rows, roles=OFFICE)
    assert estate.send(RecordPropertyPayment, [*rows, paid("R3", "A2")], roles=OFFICE)[:3] == first
    assert (receipts(estate, "A1"), receipts(estate, "A2")) == ((3, ["R1", "R2"]), (2, ["R3"]))
    assert estate.send(RecordPropertyPayment, [paid("R3", "A1")], roles=OFFICE, first_line=9)[0]["reason"] == "duplicate_receipt"


@pytest.mark.rule("BIL-39")
def test_a_number_that_somebody_takes_meanwhile_is_refused_and_the_others_are_entered_once(estate, monkeypatch):
    estate.ask(RecordPropertyPayment, roles=("cashier",), **paid("R1", "A3"))
    looks = []
    looked = BoundShelf.taken

    def taken(self, organisation, names):
        looks.append(names)
        return frozenset() if len(looks) == 1 else looked(self, organisation, names)

    monkeypatch.setattr(BoundShelf, "taken", taken)
    answers = estate.send(RecordPropertyPayment, [paid("R1", "A1"), paid("R2", "A2")], roles=OFFICE)
    assert [answer["reason"] for answer in answers] == ["duplicate_receipt", None]
    assert [receipts(estate, unit_no)[1] for unit_no in ("A1", "A2", "A3")] == [[], ["R2"], ["R1"]]
    assert [event["receipt_no"] for event in estate.said(PropertyFeeReceived, count=2)] == ["R1", "R2"]
    assert len(looks) == 2


@pytest.mark.rule("BIL-39")
def test_a_file_that_is_sent_again_while_it_is_still_at_work_has_its_rows_accepted(estate, monkeypatch):
    """The first sending takes effect between the second one's looks at the numbers and at the accounts."""
    rows, sent, looked = [paid("R1", "A1"), paid("R2", "A2")], [], BoundShelf.taken

    def taken(self, organisation, names):
        if not sent:
            sent.append(True)
            sent.append([answer["reason"] for answer in estate.send(RecordPropertyPayment, rows, roles=OFFICE)])
        return looked(self, organisation, names)

    monkeypatch.setattr(BoundShelf, "taken", taken)
    assert [answer["reason"] for answer in estate.send(RecordPropertyPayment, rows, roles=OFFICE)] == [None, None]
    assert sent[1] == [None, None]
    assert [receipts(estate, unit_no)[1] for unit_no in ("A1", "A2")] == [["R1"], ["R2"]]


@pytest.mark.rule("BIL-34")
def test_every_notice_of_a_file_counts_and_counts_once(estate):
    notice = {"notice_no": "T1", "unit_no": "A1", "issued_on": "2024-02-03", "channel": "phone"}
    rows = [notice, notice, {**notice, "unit_no": ""}, {**notice, "unit_no": "A2"}, {**notice, "channel": "fax"}]
    for _ in range(2):
        told = [answer["reason"] for answer in estate.send(IssuePaymentNotice, rows, roles=OFFICE)]
        assert told == [None, None, "unknown_unit", None, "channel_not_allowed"]
    year = estate.ask(GetPropertyYear, roles=("property_manager",), year=2024, cut_off="2024-12-31")
    assert year["findings"]["BIL-34"]["notices"] == 3


@pytest.mark.rule("BIL-34")
def test_a_file_of_notices_that_has_grown_at_its_top_counts_none_of_them_again(estate):
    notice = {"notice_no": "T1", "unit_no": "A1", "issued_on": "2024-02-03", "channel": "phone"}
    assert [answer["reason"] for answer in estate.send(IssuePaymentNotice, [notice, notice], roles=OFFICE)] == [None, None]
    grown = [{**notice, "notice_no": "T0"}, {**notice, "notice_no": "T2"}, notice, notice, {**notice, "issued_on": "2024-03-04"}]
    told = [answer["reason"] for answer in estate.send(IssuePaymentNotice, grown, roles=OFFICE)]
    assert told == [None, None, "already_exists", "already_exists", None]
    assert [event["nth"] for event in estate.said(PaymentNoticeIssued, count=5)] == [None, 2, None, None, None]


@pytest.mark.rule("BIL-39")
def test_every_row_of_opening_arrears_counts_at_the_start_of_its_year_and_counts_once(estate):
    """Two rows of one kind and year, one of the year itself; sent again, or with a row on top, they change nothing."""
    row = {"unit_no": "A1", "fee_type": "property_fee", "fee_year": "2022", "amount": "7.00", "at_start_of": "2024"}
    rows = [row, {**row, "fee_year": "2024"}, {**row, "amount": "8.00"}, {**row, "unit_no": "A2"}, {**row, "amount": ""}]
    for _ in range(2):
        told = [answer["reason"] for answer in estate.send(RegisterOpeningArrears, rows, roles=OFFICE)]
        assert told == [None, None, None, None, "invalid_amount"]
    later = {**row, "fee_year": "2023", "at_start_of": "2025"}
    told = [answer["reason"] for answer in estate.send(RegisterOpeningArrears, [later, *rows], roles=OFFICE)]
    assert told == [None, *["state_conflict"] * 4, "invalid_amount"]
    assert [owed(estate, year) for year in (2023, 2024, 2025)] == [
        [],
        [{"unit_no": "A1", "balance": "22.00"}, {"unit_no": "A2", "balance": "7.00"}],
        [{"unit_no": "A1", "balance": "7.00"}],
    ]


@pytest.mark.rule("BIL-39")
def test_what_a_unit_owed_is_told_once_by_hand_and_not_again_by_a_file(estate):
    debt = {"unit_no": "A1", "fee_type": "property_fee", "fee_year": 2022, "amount": "7.00"}
    estate.ask(RegisterOpeningArrears, roles=("finance",), **debt)
    with pytest.raises(StateConflict):
        estate.ask(RegisterOpeningArrears, roles=("finance",), **debt)
    row = {**debt, "fee_year": "2022", "at_start_of": "2024"}
    assert [answer["reason"] for answer in estate.send(RegisterOpeningArrears, [row], roles=OFFICE)] == ["state_conflict"]
    assert [owed(estate, year) for year in (2022, 2023)] == [[], [{"unit_no": "A1", "balance": "7.00"}]]


def owed(billing, year):
    return billing.ask(GetPropertyYear, roles=("property_manager",), year=year, cut_off=f"{year}-12-31")["arrears_units"]


@pytest.mark.rule("BIL-39")
def test_a_charge_of_a_file_counts_for_its_year_whenever_it_was_issued(estate):
    row = {"charge_no": "Y1", "unit_no": "A1", "fee_type": "property_fee", "fee_year": "2024", "amount": "12.00", "issued_on": ""}
    assert [answer["reason"] for answer in estate.send(ChargePropertyFee, [row], roles=OFFICE)] == [None]
    assert owed(estate, 2024) == [{"unit_no": "A1", "balance": "12.00"}]


@pytest.mark.rule("BIL-39")
def test_what_is_paid_up_to_a_cut_off_in_january_is_paid(estate):
    charge = {"charge_no": "Y1", "unit_no": "A1", "fee_type": "property_fee", "fee_year": "2024", "amount": "12.00"}
    estate.send(ChargePropertyFee, [charge], roles=OFFICE)
    estate.send(RecordPropertyPayment, [paid("R1", "A1", "5.00", "2025-01-02")], roles=OFFICE)
    asked = [estate.ask(GetPropertyYear, roles=("property_manager",), year=2024, cut_off=day) for day in ("2025-01-01", "2025-01-02")]
    assert [year["arrears_units"][0]["balance"] for year in asked] == ["12.00", "7.00"]


@pytest.mark.rule("BIL-35")
def test_a_notice_by_no_channel_that_can_be_read_stops_no_other(estate):
    notice = {"notice_no": "T1", "unit_no": "A1", "issued_on": "2024-02-03", "channel": "phone"}
    rows = [notice, {**notice, "notice_no": "T2", "channel": "x" * 300}, {**notice, "notice_no": "T3", "channel": ""}]
    answers = estate.send(IssuePaymentNotice, rows, roles=OFFICE)
    assert [answer["reason"] for answer in answers] == [None, "channel_not_allowed", "channel_not_allowed"]
