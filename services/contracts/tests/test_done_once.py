"""What is concluded stays, what is renewed exists, a serial lasts no longer than its service, and no day is ahead (CON-05..17, CON-48)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kefu import clock
from kefu_messages.billing import RecordContractPayment
from kefu_messages.contracts import (
    AgreeContract,
    ContractStepDone,
    DraftContract,
    FileForm,
    GetRenewalRate,
    GetSerial,
    GetServiceContract,
    GetServicePeriod,
    HandInForm,
    IssueSerial,
    PeriodReversed,
    RecordExpiryAnswer,
    RecordExpiryReminder,
    RecordSalesContract,
    RecordSerialUse,
    RecordSoftwareInstallation,
    RenewsNothing,
    ReturnContract,
    ReviewForm,
    SendContract,
    SerialMisused,
    SerialShortened,
    ServiceContractSigned,
    ServicePeriodUpdated,
    SignContract,
    TerminateContract,
    UpdateServicePeriod,
    WhyServicePeriod,
)
from kefu_messages.errors import ValidationFailed
from kefu_messages.fieldwork import OrderHandled

S1, MANAGER, REVISITOR = (
    {"roles": ("service_specialist",), "by": "S1"},
    ("service_manager",),
    {"roles": ("revisit_specialist",), "by": "V1"},
)
TERMS = {"period_from": "2026-02-01", "period_to": "2027-01-31", "amount": "100.00", "agreed_on": "2026-01-10"}
DRAFT = {"customer_no": "U7", "kind": "software_service", "drafted_on": "2026-01-10"}


def returned(place, number, **more):
    place.ask(DraftContract, **S1, **{**DRAFT, "contract_no": number, **more})
    place.ask(AgreeContract, **S1, contract_no=number, **TERMS)
    place.ask(SignContract, **S1, contract_no=number, signed_by="S1", signed_on="2026-01-11", sealed=True)
    place.ask(SendContract, **S1, contract_no=number, sent_on="2026-01-11")
    place.ask(ReturnContract, **S1, contract_no=number, returned_on="2026-01-13", customer_signed_on="2026-01-12")
    place.settle()


def concluded(place, number):
    returned(place, number)
    place.ask(
        RecordContractPayment, roles=("finance",), contract_no=number, receipt_no=f"R-{number}", paid_on="2026-01-14", amount="100.00"
    )
    place.settle()
    place.ask(UpdateServicePeriod, **S1, contract_no=number, updated_on="2026-01-15")
    place.settle()


@pytest.mark.rule("CON-09", "CON-15")
def test_a_contract_that_is_back_and_in_force_is_not_concluded_again(unit):
    concluded(unit, "C-1")
    for signed_on, back_on in (("2020-11-01", "2026-01-13"), ("2026-01-12", "2026-01-20")):
        with pytest.raises(ContractStepDone):
            unit.ask(ReturnContract, **S1, contract_no="C-1", returned_on=back_on, customer_signed_on=signed_on)
    with pytest.raises(ContractStepDone):
        unit.ask(UpdateServicePeriod, **S1, contract_no="C-1", updated_on="2026-01-16")
    shown = unit.ask(GetServiceContract, roles=MANAGER, contract_no="C-1")
    assert (shown["customer_signed_on"], shown["returned_on"], shown["updated_on"]) == ("2026-01-12", "2026-01-13", "2026-01-15")
    assert len(unit.said(ServiceContractSigned, count=0)) == len(unit.said(ServicePeriodUpdated, count=0)) == 1


@pytest.mark.rule("CON-48")
def test_a_renewal_follows_another_contract_of_the_same_customer(unit):
    returned(unit, "C-1")
    unit.ask(DraftContract, roles=MANAGER, **{**DRAFT, "contract_no": "C-9", "customer_no": "U9"})
    for number, renews, customer_no in (("C-2", "C-2", "U7"), ("C-2", "NOPE", "U7"), ("C-2", "C-9", "U7"), ("C-2", "C-1", "NOBODY")):
        with pytest.raises(RenewsNothing):
            unit.ask(DraftContract, roles=MANAGER, **{**DRAFT, "contract_no": number, "renews": renews, "customer_no": customer_no})
    due = {"kind": "software_service", "due_from": "2027-01-01", "due_to": "2027-01-31"}
    assert unit.ask(GetRenewalRate, roles=MANAGER, **due)["renewed"] == 0
    returned(unit, "C-2", renews="C-1")
    assert unit.ask(GetRenewalRate, roles=MANAGER, **due)["renewed"] == 1


@pytest.mark.rule("CON-06", "CON-07")
def test_a_serial_ends_with_the_service_of_a_contract_that_was_terminated(unit):
    unit.ask(RecordSoftwareInstallation, **S1, customer_no="U7", installed_on="2026-01-10")
    concluded(unit, "C-1")
    serial = {"serial_no": "SN1", "customer_no": "U7", "product": "payroll", "seats": 5, "issued_on": "2026-02-10"}
    for wrong, refusal in (
        ({"valid_to": "2020-01-01"}, PeriodReversed),
        ({"seats": 0}, ValidationFailed),
        ({"seats": -1}, ValidationFailed),
    ):
        with pytest.raises(refusal):
            unit.ask(IssueSerial, **S1, **{**serial, **wrong})
    assert unit.ask(IssueSerial, **S1, **serial)["valid_to"] == "2027-01-31"
    unit.ask(TerminateContract, roles=MANAGER, contract_no="C-1", terminated_on="2026-07-01", reason="客戶停用")
    told = unit.said(SerialShortened)
    assert [(one["serial_no"], one["contract_no"], one["was"], one["valid_to"]) for one in told] == [
        ("SN1", "C-1", "2027-01-31", "2026-06-30")
    ]
    unit.settle()
    assert unit.ask(GetSerial, roles=MANAGER, serial_no="SN1")["valid_to"] == "2026-06-30"
    unit.ask(RecordSerialUse, **S1, serial_no="SN1", used_on="2026-07-01", seats=5)
    assert [one["alert"] for one in unit.said(SerialMisused)] == ["expired_serial"]


@pytest.mark.rule("CON-05")
@pytest.mark.parametrize("correct_first", [True, False])
def test_a_wrong_day_of_installation_is_corrected_with_a_reason_whatever_comes_first(unit, correct_first):
    wrong, right = {"installed_on": "2014-01-01"}, {"installed_on": "2025-12-25", "reason": "年份筆誤"}
    for told in (right, wrong) if correct_first else (wrong, right):
        unit.ask(RecordSoftwareInstallation, **S1, customer_no="U7", **told)
    unit.say(OrderHandled, **{**OrderHandled.example, "kind": "software_installation", "customer_no": "U7", "handled_on": "2013-05-05"})
    shown = unit.ask(GetServicePeriod, roles=MANAGER, customer_no="U7")
    assert (shown["installed_on"], shown["starts_on"]) == ("2025-12-25", "2025-12-25")
    assert "年份筆誤" in str(unit.ask(WhyServicePeriod, roles=MANAGER, customer_no="U7"))


def test_no_day_is_ahead(unit):
    ahead = (clock.today("Asia/Shanghai") + timedelta(days=1)).isoformat()
    sale = {"customer_no": "U7", "contract_no": "X", "signed_on": "2099-01-01", "valid_from": "2099-01-01", "valid_to": "2099-12-31"}
    form = {"filing_no": "F1", "form": "travel_application", "document_no": "D1", "staff_no": "S1", "handed_in_on": ahead}
    returned(unit, "C-1")
    for message, asked in (
        (DraftContract, {**DRAFT, "contract_no": "C-2", "drafted_on": ahead}), (RecordSalesContract, sale), (HandInForm, form),
        (RecordSoftwareInstallation, {"customer_no": "U7", "installed_on": "2099-01-01"}),
        (UpdateServicePeriod, {"contract_no": "C-1", "updated_on": "2099-11-01"}),
    ):  # fmt: skip
        with pytest.raises(ValidationFailed):
            unit.ask(message, **S1, **asked)


@pytest.mark.rule("CON-15", "CON-24")
def test_the_customer_signs_what_was_agreed_and_a_form_is_filed_after_it_was_handed_in(unit):
    unit.ask(DraftContract, **S1, **DRAFT, contract_no="C-1")
    unit.ask(AgreeContract, **S1, contract_no="C-1", **TERMS)
    with pytest.raises(PeriodReversed):
        unit.ask(SignContract, **S1, contract_no="C-1", signed_by="S1", signed_on="2026-01-09", sealed=True)
    unit.ask(SignContract, **S1, contract_no="C-1", signed_by="S1", signed_on="2026-01-11", sealed=True)
    unit.ask(SendContract, **S1, contract_no="C-1", sent_on="2026-01-11")
    with pytest.raises(PeriodReversed):
        unit.ask(ReturnContract, **S1, contract_no="C-1", returned_on="2026-01-13", customer_signed_on="2020-11-01")
    form = {"filing_no": "F1", "form": "travel_application", "document_no": "D1", "staff_no": "S1", "handed_in_on": "2026-01-10"}
    unit.ask(HandInForm, **S1, **form)
    with pytest.raises(PeriodReversed):
        unit.ask(ReviewForm, roles=MANAGER, by="M1", filing_no="F1", reviewed_on="2026-01-09")
    unit.ask(ReviewForm, roles=MANAGER, by="M1", filing_no="F1", reviewed_on="2026-01-12")
    with pytest.raises(PeriodReversed):
        unit.ask(FileForm, roles=("admin_hr",), filing_no="F1", filed_on="2026-01-11", file_no="DA-1")


@pytest.mark.rule("CON-11", "CON-12")
def test_a_letter_is_not_sent_before_the_reminder_nor_answered_before_it(unit):
    sale = {"customer_no": "U7", "contract_no": "X", "signed_on": "2026-01-01", "valid_from": "2026-01-01", "valid_to": "2026-12-31"}
    unit.ask(RecordSalesContract, **S1, **sale)
    remind = {"customer_no": "U7", "reminded_on": "2026-06-01", "letter_copy": "TZ-1"}
    with pytest.raises(PeriodReversed):
        unit.ask(RecordExpiryReminder, **REVISITOR, **remind, letter_sent_on="1999-01-01")
    assert unit.ask(RecordExpiryReminder, **REVISITOR, **remind, letter_sent_on="2026-06-01")["reminder"] == "complete"
    with pytest.raises(PeriodReversed):
        unit.ask(RecordExpiryAnswer, **REVISITOR, customer_no="U7", answered_on="1990-01-01", answer="renew")
