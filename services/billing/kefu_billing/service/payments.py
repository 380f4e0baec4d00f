"""Receipts: payments, reversals, card sales (BIL-03, BIL-09, BIL-12, BIL-13, BIL-15, BIL-16, BIL-30)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from kefu.service import Ask, Batch, Record, command, importer, query
from kefu_billing import rules
from kefu_billing.rules.dunning import CANCELLED, SHUT_OFF
from kefu_billing.rules.facts import Account, Receipt
from kefu_billing.rules.payments import Payment
from kefu_billing.service.accounts import finding, issued
from kefu_billing.service.books import Books, decision_name, given, happened_by_now, needed, past_paper
from kefu_billing.service.replies import receipt_reply
from kefu_messages import Happening
from kefu_messages.billing import (
    AuthenticityNotChecked,
    CardCredited,
    DeleteReceipt,
    DunningCancelled,
    GetReceipt,
    NotYourTill,
    PaymentReceived,
    PraiseRecorded,
    ReceiptReversed,
    ReconnectionDue,
    RecordPayment,
    RemarkReceipt,
    ReverseReceipt,
    TopUpCard,
)
from kefu_messages.errors import KefuError, NotFound


class Payments(Books):
    """Money at the counter."""

    @command(RecordPayment)
    def record_payment(self, ask: Ask) -> Any:
        """Take a payment, or a reversal written as a row, and settle what is open (BIL-09, BIL-16)."""
        needed(ask, ("receipt_no", "paid_at"))
        happened_by_now(ask, "paid_at")
        payment = given(ask, Payment, cashier=self._cashier(ask), amount=ask.get("amount"), method=ask.get("method") or "")
        return self._take(ask, payment, customer_no=ask.get("customer_no") or "")

    @importer(RecordPayment)
    def import_payments(self, batch: Batch) -> None:
        """The rows in the order of their time, those of a minute in the order of the file."""
        take_in_time(batch, moment="paid_at", act=self.record_payment)

    def _cashier(self, ask: Ask) -> str:
        """Whose till it is: the caller's own, unless past paper is entered."""
        named = ask.get("cashier") or (ask.identity.staff_no if ask.row is None else "")
        own = named == ask.identity.staff_no
        if not own and not past_paper(ask):
            raise NotYourTill(cashier=named, action="record_payment")
        return str(named)

    def _take(self, ask: Ask, payment: Payment, *, customer_no: str) -> Any:
        record, account = self.account(ask, customer_no)
        seen = self.taken(ask, f"receipt/{payment.receipt_no}")
        held = self.posts(ask, payment.cashier, payment.paid_at.date())
        try:
            verdict = rules.judge_payment(payment, account=account, customer_no=customer_no, seen=seen, cashier_roles=held, law=ask.law)
        except AuthenticityNotChecked as refusal:
            content: dict[str, Any] = {
                "kind": "cash",
                "on": payment.paid_at.date(),
                "month": f"{payment.paid_at:%Y-%m}",
                "staff_no": payment.cashier,
            }
            return self.remember(ask, f"cash/{ask.key}", refusal=refusal, receipt_no=payment.receipt_no, **content)
        self.till_open(ask, payment.cashier, payment.paid_at.date())
        after = replace(account, receipts=(*account.receipts, verdict.outcome))
        return self._book(record, ask, before=account, after=after, receipt=verdict.outcome, verdict=verdict)

    def _book(
        self, record: Record, ask: Ask, *, before: Account, after: Account, receipt: Receipt, verdict: Any,
        more_events: tuple[Happening, ...] = (), more_claims: tuple[str, ...] = (),
    ) -> Any:  # fmt: skip
        events = [*more_events, *told_of(after, receipt, because=verdict.clauses), *dunning_ended(before, after=after, receipt=receipt)]
        return self.keep(
            record, ask, before=before, after=after, events=events, decisions={decision_name("receipt", receipt.receipt_no): verdict},
            reply=receipt_reply(after, receipt), claims=[f"receipt/{receipt.receipt_no}", *more_claims],
        )  # fmt: skip

    @command(ReverseReceipt)
    def reverse_receipt(self, ask: Ask) -> Any:
        """Take a receipt back in full; its original allocation is undone (BIL-16)."""
        happened_by_now(ask, "reversed_at")
        _, account = self.holder(ask, f"receipt/{ask['receipt_no']}", kind="receipt")
        original = self._receipt(account, ask["receipt_no"])
        named = {"reversal_no": ask["reversal_no"], "at": ask["reversed_at"], "cashier": ask.identity.staff_no, "apology": ask["apology"]}
        return self._take(ask, rules.reversal_of(original, **named), customer_no=account.customer_no)

    @command(DeleteReceipt)
    def delete_receipt(self, ask: Ask) -> Any:
        """Never (BIL-03)."""
        self.holder(ask, f"receipt/{ask['receipt_no']}", kind="receipt")
        return rules.delete_receipt(ask["receipt_no"], law=ask.law)

    @command(TopUpCard)
    def top_up_card(self, ask: Ask) -> Any:
        """Sell gas onto the card: receipt and credit in one write (BIL-12)."""
        happened_by_now(ask, "paid_at")
        record, account = self.account(ask, ask["customer_no"])
        cashier = ask.identity.staff_no
        payment = given(ask, Payment, cashier=cashier, amount=None)
        verdict = rules.top_up(
            payment, account=account, customer_no=ask["customer_no"], volume=ask["volume"], tariffs=self.published(ask), law=ask.law,
            seen=self.taken(ask, f"receipt/{payment.receipt_no}"), cashier_roles=self.posts(ask, cashier, payment.paid_at.date()),
        )  # fmt: skip
        sold = verdict.outcome
        self.till_open(ask, cashier, payment.paid_at.date())
        after = replace(account, invoices=(*account.invoices, sold.invoice), receipts=(*account.receipts, sold.receipt))
        told = {"receipt_no": sold.receipt.receipt_no, "customer_no": account.customer_no, "volume": ask["volume"]}
        events = (
            issued(after, sold.invoice, because=verdict.clauses),
            CardCredited.of(amount=sold.invoice.amount, because=["BIL-12"], **told),
        )
        claims = (f"invoice/{sold.invoice.invoice_no}",)
        return self._book(
            record, ask, before=account, after=after, receipt=sold.receipt, verdict=verdict, more_events=events, more_claims=claims
        )

    @command(RemarkReceipt)
    def remark_receipt(self, ask: Ask) -> Any:
        """Finance's audit remark stays with the receipt (BIL-03)."""
        record, account = self.holder(ask, f"receipt/{ask['receipt_no']}", kind="receipt")
        receipt = self._receipt(account, ask["receipt_no"])
        remark = {"by": ask.identity.staff_no, "at": ask.now.isoformat(timespec="seconds"), "remark": ask["remark"]}
        remarked = replace(receipt, audit_remarks=(*receipt.audit_remarks, remark))
        receipts = tuple(remarked if item.receipt_no == receipt.receipt_no else item for item in account.receipts)
        after = replace(account, receipts=receipts)
        return self.keep(record, ask, before=account, after=after, reply=receipt_reply(after, remarked))

    @query(GetReceipt)
    def get_receipt(self, ask: Ask) -> dict[str, Any]:
        """A receipt; a cashier sees only the own ones (BIL-03, BIL-11)."""
        record, account = self.holder(ask, f"receipt/{ask['receipt_no']}", kind="receipt")
        receipt = self._receipt(account, ask["receipt_no"])
        seen = rules.disclosed(
            [receipt.cashier], staff_no=ask.identity.staff_no, roles=frozenset(ask.identity.roles), on=ask.today, law=ask.law
        )
        if not seen.outcome:
            raise NotFound(kind="receipt", key=receipt.receipt_no)
        return {**receipt_reply(account, receipt), "version": record.version}

    def _receipt(self, account: Account, receipt_no: str) -> Receipt:
        receipt = account.receipt(receipt_no)
        if receipt is None:
            raise NotFound(kind="receipt", key=receipt_no)
        return receipt


def take_in_time(batch: Batch, *, moment: str, act: Any) -> None:
    """Judge the rows of an import in the order of their time; a row without a usable one comes first and is refused."""
    for row in sorted(batch.rows, key=lambda row: row.data[moment].timestamp() if row.get(moment) else 0):
        try:
            act(row)
            batch.accept(row)
        except KefuError as refusal:
            batch.refuse(row, refusal)


def told_of(account: Account, receipt: Receipt, *, because: list[str]) -> list[Happening]:
    """The events of a receipt: received or reversed, praise, a reversal without apology (BIL-09, BIL-16, BIL-30)."""
    shared = {"receipt_no": receipt.receipt_no, "customer_no": account.customer_no, "amount": receipt.amount, "cashier": receipt.cashier}
    day = receipt.paid_at.date()
    if receipt.reversal_of:
        named = {"reversal_of": receipt.reversal_of, "reversed_at": receipt.paid_at, "apology": receipt.apology}
        events = [ReceiptReversed.of(because=because, **shared, **named)]
    else:
        named = {"paid_at": receipt.paid_at, "method": receipt.method, "allocations": list(receipt.allocations)}
        events = [PaymentReceived.of(because=because, open_after=rules.open_amount(account, until=date.max), **shared, **named)]
    if receipt.praise:
        praised = {"receipt_no": receipt.receipt_no, "customer_no": account.customer_no, "on": day}
        events.append(PraiseRecorded.of(staff_no=receipt.cashier, because=["BIL-30"], **praised))
    for warning in rules.warnings(receipt):
        facts = {"receipt_no": receipt.receipt_no, "reversal_of": receipt.reversal_of}
        events.append(finding(receipt.receipt_no, warning, on=day, facts=facts, because=["BIL-16"], staff_no=receipt.cashier))
    return events


def dunning_ended(before: Account, *, after: Account, receipt: Receipt) -> list[Happening]:
    """What is told when a payment leaves nothing overdue: the case ends, and gas shut off is to be reconnected (BIL-25, BIL-26)."""
    was, now = rules.case_at(before, until=receipt.paid_at), rules.case_at(after, until=receipt.paid_at)
    if not was.steps or now.stage != CANCELLED:
        return []
    day = receipt.paid_at.date()
    events = [DunningCancelled.of(customer_no=after.customer_no, on=day, was=was.stage, because=["BIL-25"])]
    if was.stage == SHUT_OFF:
        named = {"customer_no": after.customer_no, "meter_nos": list(after.meters), "paid_on": day}
        events.append(ReconnectionDue.of(because=["BIL-26"], **named))
    return events
