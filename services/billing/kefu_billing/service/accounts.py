"""Accounts: opened by what customers and metering tell, charged by residents' readings (BIL-08, BIL-20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from kefu.law import Decision
from kefu.service import Ask, on, query, schedule
from kefu_billing import rules
from kefu_billing.rules.facts import Account, Invoice, Reading
from kefu_billing.service.books import Books, account_in, decision_name, explained, told
from kefu_billing.service.replies import account_reply, invoice_reply
from kefu_messages import Happening
from kefu_messages.billing import (
    ChargingFindingRaised,
    GetAccount,
    GetInvoice,
    InvoiceCancelled,
    InvoiceIssued,
    ListAccounts,
    NoTariffInForce,
    PurchaseAnomalyRaised,
    WhyAccount,
    WhyInvoice,
)
from kefu_messages.customers import CustomerChanged, CustomerRegistered
from kefu_messages.errors import NotFound
from kefu_messages.metering import MeterChanged, MeterInstalled, MeterReplaced, ReadingAccepted, ReadingCorrected


def issued(account: Account, invoice: Invoice, *, because: list[str]) -> Happening:
    """The event of a raised invoice."""
    names = ("invoice_no", "meter_no", "kind", "month", "slip_no", "volume", "tariff_no", "price", "amount", "due_on")
    facts = {name: getattr(invoice, name) for name in names}
    return InvoiceIssued.of(customer_no=account.customer_no, charge_date=invoice.priced_on, because=because, **facts)


class Accounts(Books):
    """What a customer has and owes."""

    @on(CustomerRegistered, CustomerChanged)
    def know_customer(self, ask: Ask) -> None:
        """Open the customer's account, or take over a changed kind; an older event changes nothing."""
        record, account = self.account(ask, ask["customer_no"])
        if record.get("customer_told", 0) < ask.sequence:
            self.keep(record, ask, before=account, after=replace(account, kind=ask["kind"]), more={"customer_told": ask.sequence})

    @on(MeterInstalled, MeterChanged, MeterReplaced)
    def know_meter(self, ask: Ask) -> None:
        """Know whose meter it is, whatever its state."""
        record, account = self.account(ask, ask["customer_no"])
        if ask["meter_no"] not in account.meters:
            self.keep(record, ask, before=account, after=replace(account, meters=(*account.meters, ask["meter_no"])))

    @on(ReadingAccepted)
    def charge_reading(self, ask: Ask) -> None:
        """Take down the month's reading; a resident's raises the invoice at once (BIL-20), an abnormal one is told (BIL-08)."""
        record, account = self.account(ask, ask["customer_no"])
        reading = reading_of(ask)
        if account.reading(reading.meter_no, reading.month) is not None:
            return
        kept = replace(account, readings=(*account.readings, reading), kind=account.kind or ask["customer_kind"])
        self._charge(record, ask, before=account, account=kept, reading=reading, kind=ask["customer_kind"])

    def _charge(self, record: Any, ask: Ask, *, before: Account, account: Account, reading: Reading, kind: str, events: Any = ()) -> None:
        anomaly = rules.purchase_anomaly(reading, law=ask.law)
        said = [*events, *anomaly_events(account, reading, anomaly)]
        waiting = [item for item in record.get("waiting", ()) if item != [reading.meter_no, reading.month]]
        try:
            verdict = rules.invoice_of_reading(account, reading=reading, kind=kind, tariffs=self.published(ask), law=ask.law)
        except NoTariffInForce:
            more = {"waiting": [*waiting, [reading.meter_no, reading.month]], "uncharged": True}
            fact = {"meter_no": reading.meter_no, "month": reading.month}
            said.append(finding(account.customer_no, "no_tariff_in_force", on=reading.read_on, facts=fact, because=["BIL-01"]))
            self.keep(record, ask, before=before, after=account, events=said, more=more)
            return
        raised = verdict.outcome
        decisions: dict[str, Decision[Any]] = {decision_name("anomaly", reading.meter_no): anomaly}
        claims = []
        if raised is not None:
            account = replace(account, invoices=(*account.invoices, raised))
            decisions[decision_name("invoice", raised.invoice_no)] = verdict
            said.append(issued(account, raised, because=verdict.clauses))
            claims.append(f"invoice/{raised.invoice_no}")
        more = {"waiting": waiting, "uncharged": bool(waiting)} if record.get("waiting") else {}
        self.keep(record, ask, before=before, after=account, events=said, decisions=decisions, claims=claims, more=more)

    @on(ReadingCorrected)
    def recharge_reading(self, ask: Ask) -> None:
        """A corrected reading replaces the old one; an unpaid invoice is cancelled and raised anew, a paid one becomes a finding."""
        record, account = self.account(ask, ask["customer_no"])
        reading = reading_of(ask)
        others = tuple(item for item in account.readings if (item.meter_no, item.month) != (reading.meter_no, reading.month))
        corrected = replace(account, readings=(*others, reading))
        standing = [item for item in account.invoices if (item.meter_no, item.month) == (reading.meter_no, reading.month)]
        live = [item for item in standing if item.cancelled_on is None]
        touched = any(item.slip_no or rules.received_on(account, item, until=date.max) for item in live)
        if touched:
            fact = {"meter_no": reading.meter_no, "month": reading.month, "volume": str(reading.volume)}
            event = finding(account.customer_no, "invoice_of_corrected_reading", on=ask["corrected_on"], facts=fact, because=["BIL-16"])
            self.keep(record, ask, before=account, after=corrected, events=[event])
            return
        cancelled = tuple(replace(item, cancelled_on=ask["corrected_on"]) if item in live else item for item in account.invoices)
        events = [
            InvoiceCancelled.of(
                invoice_no=item.invoice_no, customer_no=account.customer_no, cancelled_on=ask["corrected_on"], because=["BIL-16"]
            )
            for item in live
        ]
        after = replace(corrected, invoices=cancelled)
        self._charge(record, ask, before=account, account=after, reading=reading, kind=ask["customer_kind"], events=events)

    @schedule("daily")
    def charge_waiting(self, ask: Ask) -> None:
        """Charge the readings that waited for a tariff, once one is published."""
        for record in list(self.accounts.every(ask.organisation, uncharged=True)):
            account = account_in(record, ask)
            for meter_no, month in record["waiting"]:
                reading = account.reading(meter_no, month)
                if reading is not None and account.kind is not None and self._priced(ask, account, reading):
                    self._charge(record, ask, before=account, account=account, reading=reading, kind=account.kind)
                    break

    def _priced(self, ask: Ask, account: Account, reading: Reading) -> bool:
        try:
            rules.tariff_on(self.published(ask), customer_kind=str(account.kind), on=reading.read_on, law=ask.law)
        except NoTariffInForce:
            return False
        return True

    @query(GetAccount)
    def get_account(self, ask: Ask) -> dict[str, Any]:
        """The account at the end of a day."""
        record = self.accounts.require(ask.organisation, ask["customer_no"])
        on, since = ask.get("as_of") or ask.today, ask.get("since") or date.min
        return account_reply(account_in(record, ask), on=on, law=ask.law, version=record.version, since=since)

    @query(ListAccounts)
    def list_accounts(self, ask: Ask) -> Any:
        """Accounts by number."""
        return self.accounts.page(ask, equals={"open": ask.get("open")}, order="customer_no")

    @query(GetInvoice)
    def get_invoice(self, ask: Ask) -> dict[str, Any]:
        """One invoice, with what is open of it today."""
        _, account = self.holder(ask, f"invoice/{ask['invoice_no']}", kind="invoice")
        invoice = account.invoice(ask["invoice_no"])
        if invoice is None:
            raise NotFound(kind="invoice", key=ask["invoice_no"])
        return invoice_reply(account, invoice, on=ask.today)

    @query(WhyInvoice)
    def why_invoice(self, ask: Ask) -> dict[str, Any]:
        """Price and due date with what decided them."""
        record, account = self.holder(ask, f"invoice/{ask['invoice_no']}", kind="invoice")
        name = decision_name("invoice", ask["invoice_no"])
        stored = [item for item in self.accounts.why(record, language=ask.language) if item["name"] == name]
        invoice = account.invoice(ask["invoice_no"])
        due = [] if invoice is None or invoice.term_from is None else [rules.payment_due(invoice.term_from, law=ask.law)]
        return told([*stored, *(explained("due date", item, language=ask.language) for item in due)])

    @query(WhyAccount)
    def why_account(self, ask: Ask) -> dict[str, Any]:
        """Every decision kept with the account."""
        record = self.accounts.require(ask.organisation, ask["customer_no"])
        return told(self.accounts.why(record, language=ask.language))


def reading_of(ask: Ask) -> Reading:
    """The reading that metering tells of."""
    return Reading(ask["meter_no"], ask["month"], ask["read_on"], ask["volume"], tuple(ask["recent_volumes"]))


def anomaly_events(account: Account, reading: Reading, anomaly: Any) -> list[Happening]:
    """What is told of an abnormal consumption (BIL-08)."""
    found = anomaly.outcome
    if found is None:
        return []
    facts = {"volume": found.volume, "mean": found.mean, "direction": found.direction, "month": reading.month}
    return [PurchaseAnomalyRaised.of(meter_no=found.meter_no, customer_no=account.customer_no, because=anomaly.clauses, **facts)]


def finding(
    about: str, what: str, *, on: date, facts: dict[str, Any], because: list[str], severity: str = "notice", staff_no: str | None = None
) -> Happening:
    """The event of a finding in charging work."""
    return ChargingFindingRaised.of(about=about, finding=what, severity=severity, staff_no=staff_no, on=on, facts=facts, because=because)
