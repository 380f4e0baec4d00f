"""Readings become invoices: tariffs, overrides, anomalies, corrections."""

from __future__ import annotations

import pytest

from kefu_messages.billing import (
    ChargingFindingRaised,
    GetInvoice,
    InvoiceCancelled,
    InvoiceIssued,
    ListTariffs,
    PriceOverrideAttempted,
    PriceOverrideRefused,
    ProposePrice,
    PublishTariff,
    PurchaseAnomalyRaised,
    QuotePrice,
    TariffDiffers,
    WhyInvoice,
)
from kefu_messages.metering import ReadingCorrected


@pytest.mark.rule("BIL-01", "BIL-20")
def test_a_residents_reading_raises_the_invoice_once(billing):
    billing.read()
    billing.read()
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
    billing.read(read_on="2025-02-20")
    assert billing.said(InvoiceIssued, count=0) == []
    assert [told["finding"] for told in billing.said(ChargingFindingRaised)] == ["no_tariff_in_force"]
    late = {"tariff_no": "T-old", "source": "price_authority", "customer_kind": "residential", "price": "2.50", "valid_from": "2025-01-01"}
    billing.ask(PublishTariff, roles=("finance",), **late, valid_to="2025-02-28")
    billing.run("2025-02-21")
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
    billing.read(volume="120", recent=("30", "30", "30"))
    (told,) = billing.said(PurchaseAnomalyRaised)
    assert (told["mean"], told["direction"]) == ("30.00", "up")


def test_a_corrected_reading_cancels_the_unpaid_invoice_and_raises_it_anew(billing):
    billing.read()
    corrected = {**ReadingCorrected.example, "meter_no": "M1", "customer_no": "SH1", "customer_kind": "residential", "month": "2025-03"}
    moments = {"read_on": "2025-03-10", "read_at": "2025-03-10T09:00", "corrected_on": "2025-03-11"}
    billing.say(ReadingCorrected, **{**corrected, **moments, "volume": "30", "recent_volumes": []})
    assert [told["invoice_no"] for told in billing.said(InvoiceCancelled)] == ["2025-03-M1"]
    assert [told["amount"] for told in billing.said(InvoiceIssued, count=2)] == ["51.60", "77.40"]
    assert billing.account()["open_amount"] == "77.40"
    billing.pay(amount="77.40")
    billing.say(ReadingCorrected, **{**corrected, **moments, "volume": "31", "recent_volumes": []})
    assert [told["finding"] for told in billing.said(ChargingFindingRaised)] == ["invoice_of_corrected_reading"]
    assert len(billing.said(InvoiceIssued, count=2)) == 2
