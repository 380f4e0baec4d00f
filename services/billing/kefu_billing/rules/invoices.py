"""When a charge arises, what it comes to and by when it is paid (BIL-18..BIL-20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from kefu.law import Decision, Law, decide
from kefu_billing.rules.facts import Account, Invoice, Reading, Slip, Tariff
from kefu_billing.rules.tariffs import charge, tariff_on

RESIDENTIAL = "residential"


def payment_due(delivered_on: date | None, *, law: Law) -> Decision[date | None]:
    """The last day on which a slip is paid in time; none before it is delivered (BIL-19; doc 2 §6 l.210)."""
    if delivered_on is None:
        return decide(None, law.clause("BIL-19"), delivered_on=None)
    days = law.value("payment_days", on=delivered_on)
    return decide(delivered_on + timedelta(days=int(days.value)), days, law.clause("BIL-19"), delivered_on=delivered_on)


def resident_due(read_on: date, *, law: Law) -> Decision[date]:
    """The last day on which a resident pays in time: the amount is known at the reading (BIL-20; doc 2 §6 l.210)."""
    days = law.value("payment_days", on=read_on)
    return decide(read_on + timedelta(days=int(days.value)), days, law.clause("BIL-20"), read_on=read_on)


def number(account: Account, *, month: str, meter_no: str) -> str:
    """The number of the next invoice of a meter in a month."""
    earlier = sum((item.month, item.meter_no) == (month, meter_no) for item in account.invoices)
    return f"{month}-{meter_no}" + (f"-{earlier + 1}" if earlier else "")


def invoice_of_reading(account: Account, *, reading: Reading, kind: str, tariffs: Sequence[Tariff], law: Law) -> Decision[Invoice | None]:
    """The invoice that a resident's accepted reading raises by itself; none for other kinds or no consumption (BIL-20)."""
    if kind != RESIDENTIAL or reading.volume == 0:
        return decide(None, law.clause("BIL-20"), kind=kind, volume=reading.volume)
    tariff = tariff_on(tariffs, customer_kind=kind, on=reading.read_on, law=law)
    due = resident_due(reading.read_on, law=law)
    raised = Invoice(
        invoice_no=number(account, month=reading.month, meter_no=reading.meter_no),
        kind=kind,
        month=reading.month,
        volume=reading.volume,
        tariff_no=tariff.outcome.tariff_no,
        price=tariff.outcome.price,
        amount=charge(reading.volume, price=tariff.outcome.price, law=law).outcome,
        charged_on=reading.read_on,
        priced_on=reading.read_on,
        meter_no=reading.meter_no,
        term_from=reading.read_on,
        due_on=due.outcome,
    )
    return decide(raised, *tariff.because, *due.because, read_on=reading.read_on, volume=reading.volume)


def invoice_of_slip(account: Account, *, slip: Slip, kind: str, tariffs: Sequence[Tariff], law: Law) -> Decision[Invoice | None]:
    """The invoice that a posted slip raises on the day of posting, at the price of the reading day (BIL-18, BIL-19)."""
    reading = account.reading(slip.meter_no, slip.month)
    if slip.entered_on is None or slip.entered_volume is None or reading is None or slip.entered_volume == 0:
        return decide(None, law.clause("BIL-18"), entered_on=slip.entered_on, entered_volume=slip.entered_volume)
    tariff = tariff_on(tariffs, customer_kind=kind, on=reading.read_on, law=law)
    due = payment_due(slip.delivered_on, law=law)
    raised = Invoice(
        invoice_no=number(account, month=slip.month, meter_no=slip.meter_no),
        kind=kind,
        month=slip.month,
        volume=slip.entered_volume,
        tariff_no=tariff.outcome.tariff_no,
        price=tariff.outcome.price,
        amount=charge(slip.entered_volume, price=tariff.outcome.price, law=law).outcome,
        charged_on=slip.entered_on,
        priced_on=reading.read_on,
        origin="slip",
        meter_no=slip.meter_no,
        slip_no=slip.slip_no,
        term_from=slip.delivered_on,
        due_on=due.outcome,
    )
    because = (law.clause("BIL-18"), *tariff.because, *due.because)
    return decide(raised, *because, read_on=reading.read_on, delivered_on=slip.delivered_on, volume=slip.entered_volume)


def delivered_later(invoice: Invoice, *, delivered_on: date, law: Law) -> Decision[Invoice]:
    """The invoice of a slip that reaches the customer only after its posting: its term runs now (BIL-19)."""
    due = payment_due(delivered_on, law=law)
    return decide(replace(invoice, term_from=delivered_on, due_on=due.outcome), *due.because, delivered_on=delivered_on)
