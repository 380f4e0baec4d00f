"""What is open, overdue and settled, as of any day or moment: computed from the dated facts, never stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kefu.figures import rounded
from kefu_billing.rules.facts import ZERO, Account, Invoice, Receipt

CENT = Decimal("0.01")


def money(value: Decimal) -> Decimal:
    """The amount in yuan with two places, half-up, negative ones away from zero."""
    return rounded(value)


def day_of(until: date | datetime) -> date:
    """The day of a day or moment."""
    return until.date() if isinstance(until, datetime) else until


def happened(at: datetime, until: date | datetime) -> bool:
    """Whether the moment lies not after the other moment, or not after the end of the day."""
    return at <= until if isinstance(until, datetime) else at.date() <= until


def in_order(account: Account) -> tuple[Receipt, ...]:
    """The receipts by time, those of the same minute as they were recorded."""
    return tuple(sorted(account.receipts, key=lambda receipt: receipt.paid_at))


def charged(account: Account, *, until: date | datetime) -> Iterator[Invoice]:
    """The invoices raised by then and not cancelled by then."""
    day = day_of(until)
    return (item for item in account.invoices if item.charged_on <= day and (item.cancelled_on is None or item.cancelled_on > day))


def received_on(account: Account, invoice: Invoice, *, until: date | datetime) -> Decimal:
    """Net payments on the invoice by then, in yuan."""
    return sum((amount for at, amount in account.parts.get(invoice.invoice_no, ()) if happened(at, until)), ZERO)


def open_of(account: Account, invoice: Invoice, *, until: date | datetime) -> Decimal:
    """What is open of the invoice at that time, in yuan."""
    return invoice.amount - received_on(account, invoice, until=until)


def open_amount(account: Account, *, until: date | datetime) -> Decimal:
    """What the account owes at that time, due or not."""
    return sum((open_of(account, item, until=until) for item in charged(account, until=until)), ZERO)


def overdue_invoices(account: Account, *, until: date | datetime) -> list[Invoice]:
    """The invoices open and later than their due date (BIL-24); those without due date never are."""
    day = day_of(until)
    return [
        item
        for item in charged(account, until=until)
        if item.due_on is not None and item.due_on < day and open_of(account, item, until=until) > 0
    ]


def overdue_amount(account: Account, *, until: date | datetime) -> Decimal:
    """What is open and later than due at that time, in yuan."""
    return sum((open_of(account, item, until=until) for item in overdue_invoices(account, until=until)), ZERO)


@dataclass(frozen=True)
class Turn:
    """An invoice was settled in full (``sign`` 1) or reopened by a reversal (``sign`` -1)."""

    at: datetime
    invoice: Invoice
    sign: int


def turns(account: Account, *, until: date | datetime) -> list[Turn]:
    """Every settling in full and reopening by then, in order (BIL-07, BIL-28)."""
    paid = {item.invoice_no: ZERO for item in account.invoices}
    found = []
    for receipt in in_order(account):
        if not happened(receipt.paid_at, until):
            continue
        for part in receipt.allocations:
            invoice = account.invoice(part.invoice_no)
            if invoice is None:
                continue
            before = paid[part.invoice_no] >= invoice.amount
            paid[part.invoice_no] += part.amount
            after = paid[part.invoice_no] >= invoice.amount
            if before != after:
                found.append(Turn(receipt.paid_at, invoice, 1 if after else -1))
    return found


def settled_on(account: Account, invoice: Invoice, *, until: date | datetime) -> date | None:
    """The day the invoice was paid in full and has stayed so until then; None while it is open."""
    paid, settled = ZERO, None
    for at, amount in account.parts.get(invoice.invoice_no, ()):
        if happened(at, until):
            before, paid = paid >= invoice.amount, paid + amount
            if before != (paid >= invoice.amount):
                settled = None if before else at.date()
    return settled


def still_open(account: Account, invoice: Invoice, *, at: datetime) -> Decimal:
    """What a payment of that moment may still settle: never more than is open at any later moment either."""
    later = {moment for moment, _ in account.parts.get(invoice.invoice_no, ()) if moment > at}
    return min(open_of(account, invoice, until=moment) for moment in (at, *later))
