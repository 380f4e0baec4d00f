"""What contracts bring in, mailed invoices, price lists (BIL-31..BIL-33, BIL-43)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.service import Ask, Record, Shelf, command, on, query, schedule
from kefu_billing import rules
from kefu_billing.rules.contracts import Contract, ContractPayment, PriceList
from kefu_billing.service.books import given, happened_by_now, said
from kefu_billing.store import CONTRACTS, PRICE_LISTS, read
from kefu_messages.billing import (
    ContractOverdue,
    ContractPaymentRecorded,
    ContractReceivableOpened,
    GetContractPrices,
    GetContractReceivable,
    InvoiceMailed,
    ListFinalPayments,
    MailInvoice,
    OpenContractReceivable,
    PublishPriceList,
    RecordContractPayment,
)
from kefu_messages.contracts import ServiceContractSigned
from kefu_messages.errors import AlreadyExists, ValidationFailed

OPENED = ("customer_no", "amount", "signed_by_us_on", "signed_by_customer_on", "sales_person", "assisting_specialist")


class Contracts:
    """Contracts' payments and the prices they keep."""

    contracts = Shelf(CONTRACTS)
    price_lists = Shelf(PRICE_LISTS)

    @command(OpenContractReceivable)
    def open_contract_receivable(self, ask: Ask) -> Any:
        """Open a signed contract's receivable; it keeps the price list in force at signing (BIL-33, BIL-43)."""
        record = self.contracts.new(ask.organisation, ask["contract_no"])
        if record.exists:
            raise AlreadyExists(kind="contract", key=ask["contract_no"])
        return self._open_receivable(ask, record, given(ask, Contract), {name: ask[name] for name in OPENED})

    @on(ServiceContractSigned)
    def open_signed_contract(self, ask: Ask) -> None:
        """Both sides have signed a service contract: its money is due within the days of the law (BIL-33, CON-17; doc 4 l.301)."""
        record = self.contracts.new(ask.organisation, ask["contract_no"])
        if record.exists or not ask.get("amount"):
            return
        signed = {name: ask[name] for name in OPENED if name in ask.data}
        content = {**signed, "sales_person": "", "assisting_specialist": ask.get("specialist") or ""}
        contract = read({**content, "contract_no": record.key}, Contract, zone=None)
        self._open_receivable(ask, record, contract, content)

    def _open_receivable(self, ask: Ask, record: Record, contract: Contract, named: dict[str, Any]) -> Any:
        due = rules.contract_due(contract, law=ask.law)
        lists = [read(item, PriceList, zone=None) for item in self.price_lists.every(ask.organisation)]
        kept = rules.price_list_of(contract.signed_on, lists=lists, law=ask.law) if lists else None
        content = {**named, "payments": [], "mailings": [], "paid_up": False, "price_list": kept.outcome if kept else ""}
        told = {"contract_no": record.key, "customer_no": named["customer_no"], "amount": contract.amount}
        event = ContractReceivableOpened.of(**told, signed_on=contract.signed_on, due_on=due.outcome, because=due.clauses)
        decisions = {"due": due, **({"prices": kept} if kept else {})}
        return self._keep_contract(ask, record, content, contract, events=[event], decisions=decisions)

    @command(RecordContractPayment)
    def record_contract_payment(self, ask: Ask) -> Any:
        """A payment on a contract; the rest is the final payment (BIL-31, BIL-33)."""
        happened_by_now(ask, "paid_on")
        record = self.contracts.require(ask.organisation, ask["contract_no"])
        contract = contract_in(record)
        claim = f"contract-receipt/{ask['receipt_no']}"
        seen = self.contracts.claimed(ask.organisation, claim) is not None
        verdict = rules.judge_contract_payment(given(ask, ContractPayment), contract=contract, seen=seen, law=ask.law)
        after = replace(contract, payments=(*contract.payments, verdict.outcome))
        content = {"payments": list(after.payments), "paid_up": after.paid(until=date.max) >= after.amount}
        event = _payment_told(ask, after, content["paid_up"], verdict.clauses)
        return self._keep_contract(ask, record, content, after, events=[event], decisions={"payment": verdict}, claims=[claim])

    @command(MailInvoice)
    def mail_invoice(self, ask: Ask) -> Any:
        """Record the mailing of an invoice to a confirmed address and contact (BIL-32)."""
        happened_by_now(ask, "mailed_on")
        record = self.contracts.require(ask.organisation, ask["contract_no"])
        verdict = rules.mailable(address_confirmed=ask["address_confirmed"], contact_confirmed=ask["contact_confirmed"], law=ask.law)
        mailing = {name: said(ask[name]) for name in ("invoice_no", "address", "contact", "mailed_on")}
        named = {"contract_no": record.key, "invoice_no": ask["invoice_no"], "mailed_on": ask["mailed_on"]}
        event = InvoiceMailed.of(because=verdict.clauses, **named)
        content = {"mailings": [*record["mailings"], {**mailing, "by": ask.identity.staff_no}]}
        return self._keep_contract(ask, record, content, contract_in(record), decisions={"mailing": verdict}, events=[event])

    def _keep_contract(self, ask: Ask, record: Record, content: dict[str, Any], contract: Contract, **more: Any) -> Any:
        after = {**record, **content}
        return self.contracts.save(record, ask, changes=content, reply=contract_reply(ask, after, contract, on=ask.today), **more)

    @query(GetContractReceivable)
    def get_contract_receivable(self, ask: Ask) -> dict[str, Any]:
        """What the contract still brings in, as of a day (BIL-31, BIL-33)."""
        record = self.contracts.require(ask.organisation, ask["contract_no"])
        return {**contract_reply(ask, record, contract_in(record), on=ask.get("as_of") or ask.today), "version": record.version}

    @query(ListFinalPayments)
    def list_final_payments(self, ask: Ask) -> dict[str, Any]:
        """What a specialist still helps to collect (BIL-31)."""
        on = ask.get("as_of") or ask.today
        records = self.contracts.find(ask.organisation, assisting_specialist=ask["assisting_specialist"])
        rows = [contract_reply(ask, record, contract_in(record), on=on) for record in records]
        owed = sorted((row for row in rows if row["final_payment"] > 0), key=lambda row: row["contract_no"])
        return {"receivables": owed, "total": sum((row["final_payment"] for row in owed), Decimal(0))}

    @schedule("daily")
    def tell_overdue_contracts(self, ask: Ask) -> None:
        """Tell once of a contract that was not paid in full in time (BIL-33)."""
        for record in list(self.contracts.every(ask.organisation, paid_up=False)):
            contract = contract_in(record)
            days = rules.contract_overdue_days(contract, on=ask.today, law=ask.law)
            if not days.outcome or record.get("told_overdue"):
                continue
            due = rules.contract_due(contract, law=ask.law)
            named = {"contract_no": record.key, "due_on": due.outcome, "open": contract.amount - contract.paid(until=ask.today)}
            event = ContractOverdue.of(because=due.clauses, **named)
            self.contracts.save(record, ask, changes={"told_overdue": True}, events=[event], decisions={"overdue": days}, reply={})

    @command(PublishPriceList)
    def publish_price_list(self, ask: Ask) -> Any:
        """A dated version of the price list; a published one is never changed (BIL-43)."""
        record = self.price_lists.new(ask.organisation, ask["price_list"])
        if record.exists:
            raise AlreadyExists(kind="price list", key=ask["price_list"])
        content = {"valid_from": ask["valid_from"], "prices": [priced(row) for row in ask["prices"]]}
        return self.price_lists.save(record, ask, changes=content, reply={"number": record.key, "state": "published"})

    @query(GetContractPrices)
    def get_contract_prices(self, ask: Ask) -> dict[str, Any]:
        """The prices in force when the contract was signed (BIL-43)."""
        contract = self.contracts.require(ask.organisation, ask["contract_no"])
        kept = self.price_lists.require(ask.organisation, contract["price_list"])
        return {"price_list": kept.key, "valid_from": kept["valid_from"], "prices": kept["prices"]}


def _payment_told(ask: Ask, after: Contract, paid_up: bool, because: list[str]) -> Any:  # noqa: FBT001 - a fact, not a switch
    """What is told of a payment; all is paid on the day of the last yuan."""
    last = max(item.paid_on for item in after.payments)
    told = {name: ask[name] for name in ("contract_no", "receipt_no", "paid_on", "amount")}
    rest = after.amount - after.paid(until=date.max)
    return ContractPaymentRecorded.of(**told, open=rest, paid_up_on=last if paid_up else None, because=because)


def contract_in(record: Record) -> Contract:
    """The contract in a record."""
    return read({**record, "contract_no": record.key}, Contract, zone=None)


def contract_reply(ask: Ask, content: Any, contract: Contract, *, on: date) -> dict[str, Any]:
    """A contract's receivable at the end of a day."""
    kept = ("customer_no", "sales_person", "assisting_specialist", "price_list", "mailings")
    return {
        **{name: content[name] for name in kept},
        "contract_no": contract.contract_no,
        "amount": contract.amount,
        "paid": contract.paid(until=on),
        "final_payment": rules.final_payment(contract, on=on, law=ask.law).outcome,
        "signed_on": contract.signed_on,
        "due_on": rules.contract_due(contract, law=ask.law).outcome,
        "overdue_days": rules.contract_overdue_days(contract, on=on, law=ask.law).outcome,
    }


def priced(row: dict[str, Any]) -> dict[str, str]:
    """An item of a price list with its price as text; raises ``validation_failed``."""
    try:
        return {"item": str(row["item"]), "price": str(Decimal(str(row["price"])))}
    except (KeyError, ArithmeticError):
        raise ValidationFailed(fields={"prices": "item and price"}) from None
