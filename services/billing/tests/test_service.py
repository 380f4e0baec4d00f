"""Billing on a real bus and store: readings become invoices, money settles them, what is not paid is dunned."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from kefu.service import Ask, query
from kefu.testing.running import Running
from kefu_billing.service import Billing
from kefu_messages import platform
from kefu_messages.attendance import StaffRegistered
from kefu_messages.billing import (
    AuditCashUp,
    AuthenticityNotChecked,
    CardCredited,
    CashierNotAllowed,
    CashUpAlreadyClosed,
    CashUpClosed,
    ChargePropertyFee,
    ChargingFindingRaised,
    CloseCashUp,
    CollectionMonthReported,
    ContractOverdue,
    DeleteReceipt,
    DeliverSlip,
    DunningCancelled,
    DunningOnHold,
    DunningStepTaken,
    DuplicateReceipt,
    DuplicateSlip,
    EnteredByWrongRole,
    GetAccount,
    GetCashUps,
    GetChargingWork,
    GetCollectionMonth,
    GetContractPrices,
    GetContractReceivable,
    GetDunning,
    GetDunningWorklist,
    GetInvoice,
    GetPropertyYear,
    GetReceipt,
    GetSalesDay,
    GetSlip,
    GetUnitAccount,
    GrantDiscount,
    HandOverMoney,
    InvoiceCancelled,
    InvoiceIssued,
    IssuePaymentNotice,
    IssueSlip,
    ListAccounts,
    ListFinalPayments,
    ListTariffs,
    MailInvoice,
    MoneyHandedOver,
    NotDunnedInTime,
    OpenContractReceivable,
    PaymentReceived,
    PlaceHold,
    PostSlip,
    PraiseRecorded,
    PriceOverrideAttempted,
    PriceOverrideRefused,
    PromisePayment,
    PropertyDiscountGranted,
    ProposePrice,
    PublishPriceList,
    PublishTariff,
    PurchaseAnomalyRaised,
    QuotePrice,
    ReceiptReversed,
    ReceiptsAreKept,
    ReconnectionDue,
    RecordContractPayment,
    RecordPayment,
    RecordPropertyPayment,
    RecordSecurityChecklist,
    RegisterSlip,
    ReleaseHold,
    RemarkCashUp,
    RemarkReceipt,
    ReverseReceipt,
    SalesDaySummarised,
    SetCollectionTarget,
    ShutoffOrdered,
    SignSlip,
    SlipDelivered,
    SlipSubmitted,
    SlipVolumeDiffers,
    SubmitCollectionMonth,
    SubmitSalesDay,
    TakeDunningStep,
    TariffDiffers,
    TopUpCard,
    UnknownCharge,
    WhyDunning,
    WhyInvoice,
)
from kefu_messages.customers import CustomerRegistered, UnitRegistered
from kefu_messages.errors import NotAllowed, NotFound
from kefu_messages.metering import GetReadingMonth, MeterInstalled, ReadingAccepted, ReadingCorrected

STAFF = {
    "C01": "charging_clerk",
    "K01": "card_clerk",
    "R01": "meter_reader",
    "S01": "counter_clerk",
    "H01": "department_head",
    "F01": "finance",
}
TARIFFS = {"residential": "2.58", "commercial": "3.31"}
RATE = {"due": 1, "read": 1, "rate_percent": "100.00", "pass": True}


class ReadRates:
    """Stands where metering does, and knows one month's read rates."""

    name = "metering"

    @query(GetReadingMonth)
    def get_reading_month(self, ask: Ask) -> dict[str, Any]:
        return {"period": ask["period"], "state": "open", "findings": {"MET-05": RATE, "MET-06": RATE, "MET-07": RATE}}


class House(Running):
    """Billing, started once for this file; every test is an organisation of its own."""

    quiet = False

    def settle(self) -> None:
        """Wait until nothing is under way, unless several things are to be said at once."""
        if not self.quiet:
            super().settle()

    def enter(self, organisation: str) -> None:
        """Two customers, a resident and a restaurant, each with a meter; tariffs and staff."""
        self.settle()
        self.organisation, self.quiet = organisation, True
        for staff_no, role in STAFF.items():
            post = {"since": "2010-01-01", "roles": [role]}
            person = {"staff_no": staff_no, "joined_on": "2010-01-01", "posts": [post], "left_on": None}
            self.say(StaffRegistered, **{**StaffRegistered.example, **person})
        for customer_no, kind, meter_no in (("SH1", "residential", "M1"), ("SH2", "commercial", "M2")):
            self.say(CustomerRegistered, **{**CustomerRegistered.example, "customer_no": customer_no, "kind": kind})
            meter = {"customer_no": customer_no, "meter_no": meter_no, "customer_kind": kind}
            self.say(MeterInstalled, **{**MeterInstalled.example, **meter})
        for kind, price in TARIFFS.items():
            tariff = {
                "tariff_no": f"T-{kind}",
                "source": "price_authority",
                "customer_kind": kind,
                "price": price,
                "valid_from": "2025-03-01",
            }
            self.ask(PublishTariff, roles=("finance",), **tariff)
        self.quiet = False
        self.settle()
        self._heard.clear()


@pytest.fixture(scope="module")
def house(broker, store, tmp_path_factory):
    vhost = broker.new_vhost()
    inside = House(
        amqp_uri=broker.uri_of(vhost), mongo_uri=store.uri, database=f"billing_{uuid.uuid4().hex[:8]}",
        home=tmp_path_factory.mktemp("issuer"),
    )  # fmt: skip
    inside.start(Billing, ReadRates)
    yield inside
    inside.stop()
    broker.manage("DELETE", f"vhosts/{vhost}")


@pytest.fixture
def billing(house):
    house.enter(f"gas-{uuid.uuid4().hex[:8]}")
    return house


def read(billing, *, meter_no="M1", customer_no="SH1", kind="residential", volume="20", read_on="2025-03-10", recent=()):
    told = {
        "meter_no": meter_no,
        "customer_no": customer_no,
        "customer_kind": kind,
        "month": read_on[:7],
        "volume": volume,
        "recent_volumes": list(recent),
    }
    billing.say(
        ReadingAccepted, **{**ReadingAccepted.example, **told, "read_on": read_on, "read_at": f"{read_on}T09:00", "entered_on": read_on}
    )


def restaurant(billing):
    read(billing, meter_no="M2", customer_no="SH2", kind="commercial", volume="420", read_on="2025-03-21")


def pay(billing, *, receipt_no="R1", amount="51.60", when="2025-03-12T10:00", customer_no="SH1", by="C01", **more):
    money = {"method": "cash", "amount": amount, "tendered": "100000.00", "authenticity_checked": True, **more}
    return billing.ask(RecordPayment, roles=(STAFF[by],), by=by, receipt_no=receipt_no, paid_at=when, customer_no=customer_no, **money)


def dun(billing, action, when, by="R01", **more):
    named = {"action_no": f"CJ-{action}-{when[:10]}", "action": action, "action_at": when, "customer_no": "SH1", **more}
    return billing.ask(TakeDunningStep, roles=(STAFF[by],), by=by, **named)


def serve(billing):
    """A resident's case up to the served dunning notice: due 03-17, notified 03-18, handed over 03-21, served 03-22."""
    read(billing)
    dun(billing, "notice", "2025-03-18T10:00", channel="phone")
    dun(billing, "handover", "2025-03-21T10:00", by="S01")
    dun(billing, "dunning_notice", "2025-03-22T10:00")


def account(billing, customer_no="SH1", as_of="2025-12-31"):
    return billing.ask(GetAccount, roles=("finance",), customer_no=customer_no, as_of=as_of)


@pytest.mark.rule("BIL-01", "BIL-20")
def test_a_residents_reading_raises_the_invoice_once(billing):
    read(billing)
    read(billing)
    (told,) = billing.said(InvoiceIssued)
    named = ("invoice_no", "volume", "tariff_no", "amount", "charge_date", "due_on", "because")
    assert {name: told[name] for name in named} == {
        "invoice_no": "2025-03-M1", "volume": "20", "tariff_no": "T-residential", "amount": "51.60", "charge_date": "2025-03-10",
        "due_on": "2025-03-17", "because": ["BIL-01", "payment_days", "BIL-20"],
    }  # fmt: skip
    assert billing.ask(GetInvoice, roles=("cashier",), invoice_no="2025-03-M1")["open"] == "51.60"
    why = billing.ask(WhyInvoice, roles=("cashier",), invoice_no="2025-03-M1")["decisions"]
    assert {cited["id"] for decision in why for cited in decision["because"]} >= {"BIL-01", "BIL-20", "payment_days"}


@pytest.mark.rule("BIL-01")
def test_without_tariff_nothing_is_charged_until_one_is_published(billing):
    read(billing, read_on="2025-02-20")
    assert billing.said(InvoiceIssued, count=0) == []
    assert [told["finding"] for told in billing.said(ChargingFindingRaised)] == ["no_tariff_in_force"]
    late = {"tariff_no": "T-old", "source": "price_authority", "customer_kind": "residential", "price": "2.50", "valid_from": "2025-01-01"}
    billing.ask(PublishTariff, roles=("finance",), **late, valid_to="2025-02-28")
    run(billing, "2025-02-21")
    assert [told["amount"] for told in billing.said(InvoiceIssued)] == ["50.00"]


@pytest.mark.rule("BIL-01")
def test_a_published_tariff_is_not_rewritten(billing):
    tariff = {
        "tariff_no": "T-commercial",
        "source": "price_authority",
        "customer_kind": "commercial",
        "price": "3.00",
        "valid_from": "2025-03-01",
    }
    with pytest.raises(TariffDiffers):
        billing.ask(PublishTariff, roles=("finance",), **tariff)
    assert billing.ask(QuotePrice, roles=("cashier",), customer_kind="commercial", on="2025-03-22") == {
        "tariff_no": "T-commercial",
        "price": "3.31",
    }
    assert len(billing.ask(ListTariffs, roles=("cashier",), customer_kind="commercial")["items"]) == 1


@pytest.mark.rule("BIL-02")
def test_a_price_override_is_refused_and_told(billing):
    proposal = {"customer_no": "SH2", "on": "2025-03-22", "price": "3.00", "reason": "老客戶"}
    with pytest.raises(PriceOverrideRefused):
        billing.ask(ProposePrice, roles=("charging_clerk",), by="C01", **proposal)
    (told,) = billing.said(PriceOverrideAttempted)
    assert (told["staff_no"], told["proposed"], told["price"], told["because"]) == ("C01", "3", "3.31", ["BIL-02"])


@pytest.mark.rule("BIL-08")
def test_an_abnormal_consumption_is_told(billing):
    read(billing, volume="120", recent=("30", "30", "30"))
    (told,) = billing.said(PurchaseAnomalyRaised)
    assert (told["mean"], told["direction"]) == ("30.00", "up")


def test_a_corrected_reading_cancels_the_unpaid_invoice_and_raises_it_anew(billing):
    read(billing)
    corrected = {**ReadingCorrected.example, "meter_no": "M1", "customer_no": "SH1", "customer_kind": "residential", "month": "2025-03"}
    moments = {"read_on": "2025-03-10", "read_at": "2025-03-10T09:00", "corrected_on": "2025-03-11"}
    billing.say(ReadingCorrected, **{**corrected, **moments, "volume": "30", "recent_volumes": []})
    assert [told["invoice_no"] for told in billing.said(InvoiceCancelled)] == ["2025-03-M1"]
    assert [told["amount"] for told in billing.said(InvoiceIssued, count=2)] == ["51.60", "77.40"]
    assert account(billing)["open_amount"] == "77.40"
    pay(billing, amount="77.40")
    billing.say(ReadingCorrected, **{**corrected, **moments, "volume": "31", "recent_volumes": []})
    assert [told["finding"] for told in billing.said(ChargingFindingRaised)] == ["invoice_of_corrected_reading"]
    assert len(billing.said(InvoiceIssued, count=2)) == 2


@pytest.mark.rule("BIL-17", "BIL-18", "BIL-19", "BIL-22")
def test_a_slip_from_the_reader_to_the_charging_system(billing):
    restaurant(billing)
    slip = billing.ask(
        IssueSlip, roles=("meter_reader",), by="R01", slip_no="JS1", meter_no="M2", customer_no="SH2", issued_on="2025-03-21"
    )
    assert (slip["volume"], slip["state"]) == ("420", "issued")
    billing.ask(DeliverSlip, roles=("meter_reader",), by="R01", slip_no="JS1", delivered_on="2025-03-21", entry_code_checked=False)
    billing.ask(SignSlip, roles=("meter_reader",), slip_no="JS1", signature="signed", signatory="嚴桂", signed_on="2025-03-21")
    with pytest.raises(NotAllowed):
        billing.ask(PostSlip, roles=("meter_reader",), by="R01", slip_no="JS1", entered_on="2025-03-21", entered_volume="420")
    assert billing.said(InvoiceIssued, count=0) == []
    posted = billing.ask(PostSlip, roles=("charging_clerk",), by="C01", slip_no="JS1", entered_on="2025-03-22", entered_volume="420")
    assert (posted["state"], posted["due_on"], posted["entered_by"]) == ("entered", "2025-03-28", "C01")
    (told,) = billing.said(InvoiceIssued)
    assert (told["slip_no"], told["amount"], told["due_on"]) == ("JS1", "1390.20", "2025-03-28")
    assert [told["due_on"] for told in billing.said(SlipDelivered)] == ["2025-03-28"]
    assert [told["finding"] for told in billing.said(ChargingFindingRaised)] == ["entry_code_not_checked"]


SLIP = {
    "slip_no": "JS1", "meter_no": "M2", "customer_no": "SH2", "issued_by": "R01", "issued_on": "2025-03-21", "volume": "420",
    "delivered_on": "2025-03-21", "signature": "signed", "signatory": "嚴桂", "signed_on": "2025-03-21", "entry_code_checked": "yes",
    "entered_on": "2025-03-21", "entered_by": "C01", "entered_volume": "420",
}  # fmt: skip


@pytest.mark.rule("BIL-17", "BIL-18", "BIL-23")
def test_slips_of_a_file_are_judged_row_by_row_and_the_same_file_changes_nothing(billing):
    restaurant(billing)
    rows = [
        {**SLIP, "slip_no": "JS0", "volume": "421"}, SLIP, SLIP, {**SLIP, "slip_no": "JS2", "meter_no": "M9"}, {**SLIP, "slip_no": "JS0"},
    ]  # fmt: skip
    for _ in range(2):
        answers = billing.send(RegisterSlip, rows, roles=("system_administrator",))
        assert [answer["reason"] for answer in answers] == [
            "slip_volume_differs",
            None,
            "duplicate_slip",
            "unknown_meter",
            "duplicate_slip",
        ]
    told = [(slip["slip_no"], slip["accepted"], slip["reason"]) for slip in billing.said(SlipSubmitted, count=3)]
    assert told == [("JS0", False, "slip_volume_differs"), ("JS1", True, None), ("JS2", False, "unknown_meter")]
    assert len(billing.said(InvoiceIssued)) == 1


@pytest.mark.rule("BIL-18")
def test_a_slip_posted_by_the_reader_stands_and_a_cashier_posts_it(billing):
    restaurant(billing)
    (answer,) = billing.send(RegisterSlip, [{**SLIP, "entered_by": "R01"}], roles=("system_administrator",))
    assert answer["reason"] == "entered_by_wrong_role"
    assert billing.said(InvoiceIssued, count=0) == []
    assert billing.ask(GetSlip, roles=("cashier",), slip_no="JS1")["state"] == "signed"
    billing.ask(PostSlip, roles=("charging_clerk",), by="C01", slip_no="JS1", entered_on="2025-03-22", entered_volume="420")
    assert len(billing.said(InvoiceIssued)) == 1


@pytest.mark.rule("BIL-17", "BIL-23")
def test_a_single_slip_in_error_is_refused_and_counts_as_submitted(billing):
    restaurant(billing)
    slip = {**SLIP, "entry_code_checked": True}
    with pytest.raises(SlipVolumeDiffers):
        billing.ask(RegisterSlip, roles=("counter_clerk",), **{**slip, "volume": "1"})
    with pytest.raises(DuplicateSlip):
        billing.ask(RegisterSlip, roles=("counter_clerk",), **slip)
    with pytest.raises(EnteredByWrongRole):
        billing.ask(RegisterSlip, roles=("counter_clerk",), **{**slip, "slip_no": "JS2", "entered_by": "R01"})
    assert [told["reason"] for told in billing.said(SlipSubmitted, count=2)] == ["slip_volume_differs", "entered_by_wrong_role"]


@pytest.mark.rule("BIL-09", "BIL-15", "BIL-30")
def test_a_payment_settles_the_invoice_in_one_write(billing):
    read(billing)
    reply = pay(billing, praise=True, tendered="60.00")
    assert (reply["change"], reply["allocations"]) == ("8.40", [{"invoice_no": "2025-03-M1", "amount": "51.60"}])
    (told,) = billing.said(PaymentReceived)
    assert (told["open_after"], told["cashier"]) == ("0.00", "C01")
    assert [told["staff_no"] for told in billing.said(PraiseRecorded)] == ["C01"]
    assert billing.ask(ListAccounts, roles=("finance",), open=True)["items"] == []
    with pytest.raises(DuplicateReceipt):
        pay(billing, amount="1.00")
    assert len(billing.said(PaymentReceived)) == 1


@pytest.mark.rule("BIL-09")
def test_the_same_request_twice_is_one_payment(billing):
    read(billing)
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
    assert account(billing)["open_amount"] == "41.60"


@pytest.mark.rule("BIL-09", "BIL-14")
def test_refused_money_changes_nothing(billing):
    read(billing)
    with pytest.raises(AuthenticityNotChecked):
        pay(billing, authenticity_checked=False)
    with pytest.raises(CashierNotAllowed):
        pay(billing, cashier="K01")
    with pytest.raises(NotAllowed):
        pay(billing, by="R01")
    assert account(billing)["open_amount"] == "51.60"
    assert billing.said(PaymentReceived, count=0) == []


@pytest.mark.rule("BIL-03", "BIL-16")
def test_a_receipt_is_reversed_never_deleted(billing):
    read(billing)
    pay(billing)
    with pytest.raises(ReceiptsAreKept) as refusal:
        billing.ask(DeleteReceipt, roles=("charging_clerk",), by="C01", receipt_no="R1")
    assert refusal.value.status == 403
    billing.ask(ReverseReceipt, roles=("charging_clerk",), by="C01", receipt_no="R1", reversal_no="R2", reversed_at="2025-03-12T10:05")
    assert [(told["reversal_of"], told["amount"]) for told in billing.said(ReceiptReversed)] == [("R1", "-51.60")]
    assert [told["finding"] for told in billing.said(ChargingFindingRaised)] == ["apology_missing"]
    assert account(billing)["open_amount"] == "51.60"
    remarked = billing.ask(RemarkReceipt, roles=("finance",), by="F01", receipt_no="R1", remark="已核對")
    assert [remark["by"] for remark in remarked["audit_remarks"]] == ["F01"]
    with pytest.raises(NotFound):
        billing.ask(GetReceipt, roles=("card_clerk",), by="K01", receipt_no="R1")
    assert billing.ask(GetReceipt, roles=("charging_clerk",), by="C01", receipt_no="R1")["amount"] == "51.60"


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
    assert billing.ask(TopUpCard, roles=("card_clerk",), by="K01", **sale)["amount"] == "129.00"
    assert [told["volume"] for told in billing.said(CardCredited)] == ["50"]
    found = account(billing)
    assert (found["card_credit"], found["open_amount"]) == ("50", "0.00")


PAID = {"customer_no": "SH1", "method": "cash", "tendered": "100", "authenticity_checked": "yes", "cashier": "C01"}


@pytest.mark.rule("BIL-09", "BIL-13", "BIL-15", "BIL-16")
def test_payments_of_a_file_are_judged_in_the_order_of_their_time(billing):
    read(billing)
    rows = [
        {**PAID, "receipt_no": "R3", "paid_at": "2025-03-12T11:00", "amount": "0.01"},
        {**PAID, "receipt_no": "R1", "paid_at": "2025-03-12T10:00", "amount": "51.60"},
        {**PAID, "receipt_no": "R1", "paid_at": "2025-03-12T10:00", "amount": "51.60"},
        {**PAID, "receipt_no": "R2", "paid_at": "2025-03-12T10:00", "amount": "abc"},
        {**PAID, "receipt_no": "R4", "paid_at": "2025-03-12T10:00", "amount": "1", "cashier": "R01"},
        {**PAID, "receipt_no": "R5", "paid_at": "2025-03-12T10:00", "amount": "1", "authenticity_checked": ""},
        {**PAID, "receipt_no": "R6", "paid_at": "2025-03-12T10:00", "amount": "1", "customer_no": "SH9"},
        {**PAID, "receipt_no": "R7", "paid_at": "2025-03-12T12:00", "amount": "-51.60", "reversal_of": "R1", "apology": "yes"},
    ]  # fmt: skip
    expected = [
        "no_open_charge", None, "duplicate_receipt", "invalid_amount", "cashier_not_allowed", "authenticity_not_checked",
        "unknown_customer", None,
    ]  # fmt: skip
    for _ in range(2):
        answers = billing.send(RecordPayment, rows, roles=("system_administrator",))
        assert [answer["reason"] for answer in answers] == expected
    assert account(billing)["open_amount"] == "51.60"
    assert len(billing.said(PaymentReceived)) == 1


@pytest.mark.rule("BIL-24", "BIL-25", "BIL-26")
def test_dunning_up_to_the_shut_off_and_back(billing):
    serve(billing)
    reply = dun(billing, "shutoff", "2025-03-29T10:00", approved_by="H01")
    assert (reply["stage"], reply["overdue_amount"]) == ("shut_off", "51.60")
    (order,) = billing.said(ShutoffOrdered)
    assert (order["meter_nos"], order["approved_by"], order["overdue_amount"]) == (["M1"], "H01", "51.60")
    pay(billing, when="2025-03-30T10:00")
    assert [told["was"] for told in billing.said(DunningCancelled)] == ["shut_off"]
    assert [told["meter_nos"] for told in billing.said(ReconnectionDue)] == [["M1"]]
    assert [told["stage"] for told in billing.said(DunningStepTaken, count=4)] == [
        "notified",
        "handed_over",
        "dunning_notice_served",
        "shut_off",
    ]
    then = billing.ask(GetDunning, roles=("finance",), customer_no="SH1", as_of="2025-03-23")
    assert (then["stage"], then["since"], then["next_step_from"]) == ("dunning_notice_served", "2025-03-22", "2025-03-29")
    why = billing.ask(WhyDunning, roles=("finance",), customer_no="SH1", as_of="2025-03-23")["decisions"]
    assert "shutoff_after_days" in {cited["id"] for decision in why for cited in decision["because"]}


@pytest.mark.rule("BIL-26")
def test_no_gas_is_shut_off_while_a_complaint_or_promise_stands(billing):
    serve(billing)
    hold = {"hold_no": "TS1", "kind": "complaint", "since": "2025-03-25"}
    billing.ask(PlaceHold, roles=("counter_clerk",), customer_no="SH1", **hold)
    with pytest.raises(DunningOnHold):
        dun(billing, "shutoff", "2025-03-29T10:00", approved_by="H01")
    billing.ask(ReleaseHold, roles=("counter_clerk",), customer_no="SH1", hold_no="TS1", released_on="2025-03-29")
    promise = {"hold_no": "CN1", "given_on": "2025-03-29", "promised_on": "2025-03-31"}
    billing.ask(PromisePayment, roles=("counter_clerk",), customer_no="SH1", **promise)
    with pytest.raises(DunningOnHold):
        dun(billing, "shutoff", "2025-03-31T10:00", approved_by="H01")
    assert billing.said(ShutoffOrdered, count=0) == []
    (row,) = billing.ask(GetDunningWorklist, roles=("counter_clerk",), as_of="2025-03-31")["customers"]
    assert (row["stage"], row["actions"], row["on_hold"]) == ("dunning_notice_served", [], True)
    assert dun(billing, "shutoff", "2025-04-01T10:00", approved_by="H01")["stage"] == "shut_off"


@pytest.mark.rule("BIL-24", "BIL-26")
def test_dunning_actions_of_a_file_are_judged_as_of_their_moment(billing):
    read(billing)
    pay(billing, when="2025-03-25T10:00")
    rows = [
        {
            "action_no": "CJ1",
            "action_at": "2025-03-17T10:00",
            "customer_no": "SH1",
            "action": "notice",
            "channel": "phone",
            "staff_no": "R01",
        },
        {
            "action_no": "CJ2",
            "action_at": "2025-03-18T10:00",
            "customer_no": "SH1",
            "action": "notice",
            "channel": "phone",
            "staff_no": "R01",
        },
        {"action_no": "CJ3", "action_at": "2025-03-19T10:00", "customer_no": "SH1", "action": "shutoff", "staff_no": "R01"},
        {"action_no": "CJ4", "action_at": "2025-03-25T10:00", "customer_no": "SH1", "action": "handover", "staff_no": "S01"},
    ]
    for _ in range(2):
        answers = billing.send(TakeDunningStep, rows, roles=("system_administrator",))
        assert [answer["reason"] for answer in answers] == ["not_overdue", None, "wrong_order", "not_overdue"]
    assert billing.ask(GetDunning, roles=("finance",), customer_no="SH1", as_of="2025-03-25")["stage"] == "cancelled"


@pytest.mark.rule("BIL-27")
def test_who_was_not_dunned_in_time_is_told_once(billing):
    read(billing)
    run(billing, "2025-03-19")
    assert billing.said(NotDunnedInTime, count=0) == []
    for day in ("2025-03-20", "2025-03-21"):
        run(billing, day)
    told = [(item["customer_no"], item["overdue_since"], item["limit"]) for item in billing.said(NotDunnedInTime)]
    assert told == [("SH1", "2025-03-18", "2025-03-19")]


def run(billing, day):
    message = next(item for item in platform.built_ins("billing") if item.verb() == "run_due")
    billing.ask(message, roles=("system_administrator",), as_of=day)
    billing.settle()


CLOSING = {"business_date": "2025-03-12", "opened_at": "2025-03-12T16:50", "closed_at": "2025-03-12T17:10"}


@pytest.mark.rule("BIL-03", "BIL-05", "BIL-10")
def test_a_cash_up_closes_with_note_and_explained_difference(billing):
    read(billing)
    pay(billing)
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


@pytest.mark.rule("BIL-04")
def test_money_handed_over_is_compared_with_the_book(billing):
    read(billing)
    pay(billing)
    billing.ask(CloseCashUp, roles=("charging_clerk",), by="C01", **CLOSING, counted_cash="51.60", counted_card="0", handover_note="交接")
    handed = {"cashier": "C01", "business_date": "2025-03-12", "handed_over_at": "2025-03-12T17:30", "vouchers": 1, "received_by": "F01"}
    reply = billing.ask(HandOverMoney, roles=("charging_clerk",), by="C01", **handed, money="51.10")
    assert reply["hand_over"] == "unbalanced"
    assert [told["difference"] for told in billing.said(MoneyHandedOver)] == ["-0.50"]
    assert [told["finding"] for told in billing.said(ChargingFindingRaised)] == ["hand_over_unbalanced"]


@pytest.mark.rule("BIL-11")
def test_totals_are_shown_to_those_concerned(billing):
    read(billing)
    pay(billing)
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
    read(billing)
    pay(billing)
    run(billing, "2025-03-12")
    assert billing.said(ChargingFindingRaised, count=0) == []
    run(billing, "2025-03-13")
    told = [(item["finding"], item["staff_no"]) for item in billing.said(ChargingFindingRaised, count=3)]
    assert told == [("cash_up_missing", "C01"), ("hand_over_overdue", "C01"), ("security_checklist_missing", None)]


@pytest.mark.rule("BIL-23")
def test_the_month_is_submitted_after_its_last_working_day_unless_somebody_has(billing):
    read(billing)
    run(billing, "2025-03-31")
    assert billing.said(CollectionMonthReported, count=0) == []
    run(billing, "2025-04-01")
    run(billing, "2025-04-02")
    assert [(told["period"], told["as_of"]) for told in billing.said(CollectionMonthReported)] == [("2025-03", "2025-03-31")]


@pytest.mark.rule("BIL-07")
def test_the_day_is_summarised(billing):
    read(billing)
    pay(billing, receipt_no="R1", amount="50.00")
    pay(billing, receipt_no="R2", amount="1.60")
    assert billing.ask(GetSalesDay, roles=("finance",), day="2025-03-12")["submitted"] is False
    run(billing, "2025-03-12")
    (told,) = billing.said(SalesDaySummarised)
    assert (told["receipts"], told["volume"], told["amount"], told["cash"], told["card"]) == (2, "20", "51.60", "51.60", "0.00")
    assert billing.ask(GetSalesDay, roles=("finance",), day="2025-03-12")["submitted"] is True
    run(billing, "2025-03-13")
    assert len(billing.said(SalesDaySummarised, count=0)) == 1
    billing.ask(SubmitSalesDay, roles=("charging_clerk",), by="C01", day="2025-03-12")
    assert len(billing.said(SalesDaySummarised, count=2)) == 2


@pytest.mark.rule("BIL-21", "BIL-23", "BIL-28")
def test_the_month_is_reported_as_of_any_day(billing):
    read(billing)
    restaurant(billing)
    billing.send(RegisterSlip, [SLIP, {**SLIP, "slip_no": "JS2", "volume": "1"}], roles=("system_administrator",))
    pay(billing, amount="51.60", when="2025-03-16T10:00")
    with pytest.raises(AuthenticityNotChecked):
        pay(billing, receipt_no="R2", amount="1", authenticity_checked=False)
    month = billing.ask(GetCollectionMonth, roles=("reporting",), period="2025-03", report_dates="2025-03-15,2025-03-31")
    found = month["findings"]
    assert [item["received"] for item in found["BIL-21"]["recovery"].values()] == ["0.00", "51.60"]
    assert [item["receivable"] for item in found["BIL-21"]["recovery"].values()] == ["51.60", "1441.80"]
    assert (found["BIL-23"]["slips_submitted"], found["BIL-23"]["slips_wrong"], found["BIL-23"]["accuracy_percent"]) == (
        2,
        ["JS2"],
        "50.00",
    )
    assert found["BIL-23"]["reading"]["MET-05"] == RATE
    assert found["BIL-28"]["all_invoices"] == {"paid": 1, "days_sum": 6, "mean_days": "6.00"}
    assert (found["BIL-09"]["authenticity_refused"], len(month["invoices"])) == (1, 2)
    billing.ask(SubmitCollectionMonth, roles=("reporting",), period="2025-03", as_of="2025-03-31")
    assert [told["findings"]["BIL-23"]["accuracy_pass"] for told in billing.said(CollectionMonthReported)] == [False]


@pytest.mark.rule("BIL-29", "BIL-30")
def test_charging_work_counts_for_the_review(billing):
    read(billing)
    pay(billing, praise=True)
    (row,) = billing.ask(GetChargingWork, roles=("department_head",), period="2025-03")["cashiers"]
    assert (row["cashier"], row["praise"], row["findings"], row["verdict"]) == ("C01", 1, 1, "ordinary")


CONTRACT = {
    "contract_no": "HT1", "customer_no": "JY1", "amount": "50000.00", "signed_by_us_on": "2025-03-01",
    "signed_by_customer_on": "2025-03-03",
    "sales_person": "X01", "assisting_specialist": "S1",
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
        run(billing, day)
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


UNIT = {
    "unit_no": "A01-101", "unit_type": "residence", "ownership": "owner", "handed_over_on": "2020-01-01", "occupancy": None,
    "occupied_since": None,
    "chargeable": True, "monthly_fee": "200.00", "fee_paid_through": "2023-12-31",
}  # fmt: skip


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
    billing.ask(SetCollectionTarget, roles=("general_manager",), year=2024, amount="2000.00")
    assert billing.ask(GetUnitAccount, roles=("property_manager",), unit_no="A01-101", as_of="2024-12-31")["balance"] == "200.00"
    year = billing.ask(GetPropertyYear, roles=("property_manager",), year=2024)
    assert year["arrears_units"] == [{"unit_no": "A01-101", "balance": "200.00"}]
    found = year["findings"]
    assert (found["BIL-38"]["discounts"], found["BIL-34"]["by_channel"], found["BIL-42"]["percent"]) == ("1200.00", {"letter": 1}, "50.0")
