"""A service contract from its draft to the new period, with billing's money (CON-03..17, CON-42, CON-47, CON-48)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kefu import clock
from kefu_messages import platform
from kefu_messages.billing import ContractReceivableOpened, GetContractReceivable, MailInvoice, RecordContractPayment
from kefu_messages.contracts import (
    AgreeContract,
    AgreeContractDates,
    ConfirmInvoiceAddress,
    ContractPaymentMissing,
    ContractReturnOverdue,
    ContractStepMissing,
    DraftContract,
    GetRenewalRate,
    GetServiceContract,
    GetServicePeriod,
    IssueSerial,
    ListSerials,
    ListServiceContracts,
    NotInstalled,
    NotYourUnit,
    PeriodReversed,
    PublishContractTemplate,
    RecordSalesContract,
    RecordSerialUse,
    RecordSoftwareInstallation,
    RenewalUnpaid,
    ReturnContract,
    ReviewContract,
    SendContract,
    SerialMisused,
    SerialUpdateDue,
    ServiceContractSigned,
    ServiceContractTerminated,
    ServicePeriodUpdated,
    SignContract,
    TerminateContract,
    UpdateSerial,
    UpdateServicePeriod,
    WhyServiceContract,
)

RUN_BILLING = next(item for item in platform.built_ins("billing") if item.__name__ == "RunDue")
SPECIALIST, MANAGER = ("service_specialist",), ("service_manager",)
SALE = {
    "customer_no": "U7", "contract_no": "XS-1", "signed_on": "2026-01-01", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
}  # fmt: skip


def step(place, message, **body):
    return place.ask(message, roles=SPECIALIST, by="S1", contract_no="C-7", **body)


def signed(place):
    place.ask(
        DraftContract, roles=SPECIALIST, by="S1", contract_no="C-7", customer_no="U7", kind="software_service", drafted_on="2026-11-02"
    )
    step(place, AgreeContract, period_from="2027-01-01", period_to="2027-12-31", amount="1200.00", agreed_on="2026-11-02")
    step(place, SignContract, signed_by="S1", signed_on="2026-11-03", sealed=True)
    step(place, SendContract, sent_on="2026-11-03")
    step(place, ReturnContract, returned_on="2026-11-04", customer_signed_on="2026-11-03")
    place.settle()


@pytest.mark.rule("CON-03", "CON-13", "CON-14", "CON-15")
def test_a_contract_is_sent_signed_dated_and_sealed_and_comes_back(unit):
    draft = {"contract_no": "C-7", "customer_no": "U7", "kind": "software_service", "drafted_on": "2026-11-02"}
    with pytest.raises(NotYourUnit) as refusal:
        unit.ask(DraftContract, roles=SPECIALIST, by="S2", **draft)
    assert refusal.value.status == 403
    assert unit.ask(ListServiceContracts, roles=MANAGER, customer_no="U7")["items"] == []
    assert unit.ask(DraftContract, roles=SPECIALIST, by="S1", **draft)["specialist"] == "S1"
    agreed = step(unit, AgreeContract, period_from="2027-01-01", period_to="2027-12-31", amount="1200.00", agreed_on="2026-11-02")
    assert (agreed["state"], agreed["amount"], agreed["payment"]) == ("agreed", "1200.00", "none")
    step(unit, SignContract, signed_by="S1", signed_on="2026-11-03", sealed=False)
    with pytest.raises(ContractStepMissing, match="seal"):
        step(unit, SendContract, sent_on="2026-11-03")
    assert unit.ask(GetServiceContract, roles=MANAGER, contract_no="C-7")["sent_on"] is None
    step(unit, SignContract, signed_by="S1", signed_on="2026-11-03", sealed=True)
    with pytest.raises(PeriodReversed):
        step(unit, SendContract, sent_on="2026-11-02")
    assert unit.ask(GetServiceContract, roles=MANAGER, contract_no="C-7")["sent_on"] is None
    sent = step(unit, SendContract, sent_on="2026-11-03")
    assert (sent["state"], sent["channel"]) == ("sent", "fax")
    back = step(unit, ReturnContract, returned_on="2026-11-04", customer_signed_on="2026-11-03")
    assert (back["state"], back["return_overdue"]) == ("returned", False)
    assert unit.said(ServiceContractSigned)[0]["signed_by_us_on"] == "2026-11-03"
    why = unit.ask(WhyServiceContract, roles=MANAGER, contract_no="C-7")["decisions"]
    assert "CON-14" in str(why)


@pytest.mark.rule("CON-15")
def test_a_contract_that_does_not_come_back_is_told_once(unit, run_due):
    unit.ask(
        DraftContract, roles=SPECIALIST, by="S1", contract_no="C-7", customer_no="U7", kind="software_service", drafted_on="2026-06-01"
    )
    step(unit, AgreeContract, period_from="2026-07-01", period_to="2027-06-30", amount="1.00", agreed_on="2026-06-01")
    step(unit, AgreeContractDates, return_due_on="2026-06-05", pay_due_on="2026-06-06")
    step(unit, SignContract, signed_by="S1", signed_on="2026-06-02", sealed=True)
    step(unit, SendContract, sent_on="2026-06-02")
    for day, told in (("2026-06-05", 0), ("2026-06-06", 1), ("2026-06-07", 1)):
        run_due(day)
        assert len(unit.said(ContractReturnOverdue, count=told)) == told, day
    shown = unit.ask(GetServiceContract, roles=MANAGER, contract_no="C-7", as_of="2026-06-05")
    assert shown["return_overdue"] is False


@pytest.mark.rule("CON-09", "CON-16", "CON-17", "BIL-33")
def test_billing_tells_due_day_invoice_and_payment(unit):
    signed(unit)
    assert unit.said(ContractReceivableOpened)[0]["due_on"] == "2026-11-06"
    for day, state in (("2026-11-06", "pending"), ("2026-11-07", "overdue")):
        assert unit.ask(GetServiceContract, roles=MANAGER, contract_no="C-7", as_of=day)["payment"] == state
    unit.ask(RUN_BILLING, roles=("system_administrator",), as_of="2026-11-06")
    assert unit.said(ContractPaymentMissing, count=0) == []
    unit.ask(RUN_BILLING, roles=("system_administrator",), as_of="2026-11-07")
    assert [(one["open"], one["to_role"]) for one in unit.said(ContractPaymentMissing)] == [("1200.00", "service_manager")]
    with pytest.raises(RenewalUnpaid):
        step(unit, UpdateServicePeriod, updated_on="2026-11-05")
    assert unit.said(ServicePeriodUpdated, count=0) == []
    step(unit, ConfirmInvoiceAddress, address="南門街284號", contact="Chen", confirmed_on="2026-11-04")
    mail = {"contract_no": "C-7", "invoice_no": "I-7", "address": "南門街284號", "contact": "Chen", "mailed_on": "2026-11-04"}
    unit.ask(MailInvoice, roles=("finance",), **mail, address_confirmed=True, contact_confirmed=True)
    for number, amount in (("R1", "1000.00"), ("R2", "200.00")):
        unit.ask(RecordContractPayment, roles=("finance",), contract_no="C-7", receipt_no=number, paid_on="2026-11-06", amount=amount)
        unit.settle()
    shown = unit.ask(GetServiceContract, roles=MANAGER, contract_no="C-7", as_of="2026-11-06")
    assert (shown["payment"], shown["paid_on"], shown["invoice_no"]) == ("paid", "2026-11-06", "I-7")
    done = {one["step"]: one["done"] for one in shown["steps"]}
    assert done == {
        "agreed": True, "signed": True, "sent": True, "dates_agreed": False, "invoice_mailed": True, "paid": True, "updated": False,
    }  # fmt: skip
    assert unit.ask(GetContractReceivable, roles=("finance",), contract_no="C-7")["assisting_specialist"] == "S1"
    assert step(unit, UpdateServicePeriod, updated_on="2026-11-07")["state"] == "concluded"


@pytest.mark.rule("CON-05", "CON-06", "CON-07", "CON-08", "CON-09")
def test_a_serial_follows_the_installation_and_the_paid_renewal(unit):
    unit.ask(RecordSalesContract, roles=SPECIALIST, by="S1", **SALE)
    serial = {"serial_no": "S-9", "customer_no": "U7", "product": "payroll", "seats": 5, "issued_on": "2026-01-10"}
    with pytest.raises(NotInstalled) as refusal:
        unit.ask(IssueSerial, roles=SPECIALIST, by="S1", **serial)
    assert refusal.value.status == 409
    unit.ask(RecordSoftwareInstallation, roles=SPECIALIST, by="S1", customer_no="U7", installed_on="2026-01-10")
    assert unit.ask(IssueSerial, roles=SPECIALIST, by="S1", **serial)["valid_to"] == "2026-12-31"
    used = unit.ask(RecordSerialUse, roles=SPECIALIST, by="S1", serial_no="S-9", used_on="2026-06-02", seats=7)
    assert used["alerts"] == [{"alert": "seats_exceeded", "seats": 7, "used_on": "2026-06-02"}]
    with clock.stopped_at(datetime(2027, 1, 2, 10, tzinfo=UTC)):
        unit.ask(RecordSerialUse, roles=SPECIALIST, by="S1", serial_no="S-9", used_on="2027-01-02", seats=5)
    assert [told["alert"] for told in unit.said(SerialMisused, count=2)] == ["seats_exceeded", "expired_serial"]
    with pytest.raises(RenewalUnpaid):
        unit.ask(UpdateSerial, roles=SPECIALIST, by="S1", serial_no="S-9", updated_on="2026-11-05")
    signed(unit)
    unit.ask(RecordContractPayment, roles=("finance",), contract_no="C-7", receipt_no="R1", paid_on="2026-11-05", amount="1200.00")
    unit.settle()
    step(unit, UpdateServicePeriod, updated_on="2026-11-06")
    assert unit.said(SerialUpdateDue)[0]["valid_to"] == "2027-12-31"
    unit.settle()
    assert [one["serial_no"] for one in unit.ask(ListSerials, roles=MANAGER, update_open=True)["items"]] == ["S-9"]
    updated = unit.ask(UpdateSerial, roles=SPECIALIST, by="S1", serial_no="S-9", updated_on="2026-11-07")
    assert (updated["valid_to"], updated["update_open"]) == ("2027-12-31", False)
    period = unit.ask(GetServicePeriod, roles=MANAGER, customer_no="U7", as_of="2027-06-01")
    assert (period["starts_on"], period["covered_until"], period["standing"]) == ("2026-01-10", "2027-12-31", "in_service")


@pytest.mark.rule("CON-42", "CON-47", "CON-48")
def test_a_review_names_the_archive_and_a_renewal_counts(unit):
    for version, day in (("v2019", "2019-01-01"), ("v2020", "2020-01-01")):
        unit.ask(PublishContractTemplate, roles=MANAGER, kind="maintenance", template=version, valid_from=day)
    draft = {"customer_no": "U7", "kind": "maintenance", "line": "boiler", "drafted_on": "2026-01-02"}
    for number, version in (("W1", "v2019"), ("W2", "v2020"), ("W3", "v2020")):
        drafted = unit.ask(DraftContract, roles=SPECIALIST, by="S1", contract_no=number, template=version, **draft)
        assert drafted["warnings"] == (["template_outdated"] if version == "v2019" else [])
    review = {"contract_no": "W2", "reviewed_on": "2026-01-03", "opinion": "可續簽"}
    assert unit.ask(ReviewContract, roles=MANAGER, by="M1", **review)["warnings"] == ["review_without_archive"]
    assert unit.ask(ReviewContract, roles=MANAGER, by="M1", **review, archive_version=4)["warnings"] == []
    unit.ask(DraftContract, roles=SPECIALIST, by="S1", contract_no="W4", renews="W2", template="v2020", **draft)
    for number, until in (("W2", "2026-06-30"), ("W3", "2026-06-30"), ("W4", "2027-06-30")):
        on = {"roles": SPECIALIST, "by": "S1", "contract_no": number}
        unit.ask(AgreeContract, **on, period_from="2026-01-05", period_to=until, amount="0.00", agreed_on="2026-01-02")
        unit.ask(SignContract, **on, signed_by="S1", signed_on="2026-01-03", sealed=True)
        unit.ask(SendContract, **on, sent_on="2026-01-03")
        unit.ask(ReturnContract, **on, returned_on="2026-01-04", customer_signed_on="2026-01-04")
    rate = unit.ask(GetRenewalRate, roles=MANAGER, kind="maintenance", due_from="2026-01-01", due_to="2026-12-31")
    assert (rate["due"], rate["renewed"], rate["percent"], rate["not_renewed"]) == (2, 1, "50.0", ["W3"])
    before = {"due_from": "2026-01-01", "due_to": "2026-12-31", "as_of": "2026-01-03"}  # the renewal came back on the next day
    assert unit.ask(GetRenewalRate, roles=MANAGER, kind="maintenance", **before)["renewed"] == 0
    unit.ask(TerminateContract, roles=MANAGER, contract_no="W3", terminated_on="2026-03-31", reason="客戶停用")
    assert unit.said(ServiceContractTerminated)[0]["terminated_on"] == "2026-03-31"
    rate = unit.ask(GetRenewalRate, roles=MANAGER, kind="maintenance", due_from="2026-01-01", due_to="2026-12-31")
    assert (rate["due"], rate["percent"]) == (1, "100.0")
