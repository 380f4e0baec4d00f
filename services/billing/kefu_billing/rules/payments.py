"""Receipts: taken, allocated, reversed, never deleted (BIL-03, BIL-09, BIL-12..BIL-16, BIL-30)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from kefu.law import Citation, Decision, Law, decide
from kefu_billing.rules.balances import CENT, charged, money, still_open
from kefu_billing.rules.facts import ZERO, Account, Allocation, Invoice, Receipt, Tariff
from kefu_billing.rules.tariffs import charge, tariff_on
from kefu_messages.billing import (
    AlreadyReversed,
    AuthenticityNotChecked,
    CashierNotAllowed,
    DuplicateReceipt,
    ExceedsOpenAmount,
    InvalidAmount,
    MethodNotAllowed,
    NoOpenCharge,
    ReceiptsAreKept,
    ReferenceMissing,
    ReversalAmountDiffers,
    ReversalTargetUnknown,
    TenderedTooLow,
)
from kefu_messages.errors import UnknownCustomer


@dataclass(frozen=True)
class Payment:
    """What somebody wants to book; ``amount`` is None when it is not a number of at most two places."""

    receipt_no: str
    paid_at: datetime
    method: str
    amount: Decimal | None
    cashier: str
    slip_no: str = ""
    tendered: Decimal | None = None
    terminal_ref: str = ""
    authenticity_checked: bool = False
    reversal_of: str = ""
    apology: bool = False
    praise: bool = False
    started_at: datetime | None = None


def judge_payment(
    payment: Payment, *, account: Account | None, customer_no: str, seen: bool, cashier_roles: frozenset[str], law: Law
) -> Decision[Receipt]:
    """The receipt of a payment with its allocation (BIL-09, BIL-13, BIL-15, BIL-16); refusals in the data format's order.

    ``seen`` is whether a receipt with the number was accepted before; ``account`` is None for an unknown customer.
    """
    if seen:
        raise DuplicateReceipt(receipt_no=payment.receipt_no)
    if account is None or account.kind is None:
        raise UnknownCustomer(customer_no=customer_no)
    amount = _amount(payment)
    posts = law.value("money_roles", on=payment.paid_at.date())
    if not cashier_roles & set(posts.value):
        raise CashierNotAllowed(cashier=payment.cashier)
    if payment.reversal_of:
        return _reversal(payment, account=account, law=law)
    methods = take_money(payment, amount=amount, law=law)
    parts = allocate(account, amount=amount, slip_no=payment.slip_no, at=payment.paid_at)
    taken = replace(receipt_of(payment, amount=amount), allocations=parts)
    return decide(taken, law.clause("BIL-09"), *methods.because, amount=amount, method=payment.method, invoices=len(parts))


def _amount(payment: Payment) -> Decimal:
    """The amount; negative for a reversal, positive for anything else, two places at most."""
    value = payment.amount
    fits = value is not None and value == value.quantize(CENT) and (value < 0 if payment.reversal_of else value > 0)
    if value is None or not fits:
        raise InvalidAmount(amount=str(value))
    return value


def take_money(payment: Payment, *, amount: Decimal, law: Law) -> Decision[str]:
    """The method, when it may be used: card with the terminal's reference, cash checked and enough (BIL-09, BIL-13, BIL-15)."""
    methods = _method(payment, law=law)
    if payment.method == "cash" and not payment.authenticity_checked:
        raise AuthenticityNotChecked
    if payment.method == "cash" and (payment.tendered is None or payment.tendered < amount):
        raise TenderedTooLow(tendered=str(payment.tendered), amount=str(amount))
    return decide(payment.method, methods, method=payment.method)


def _method(payment: Payment, *, law: Law) -> Citation:
    """The methods in force, when the receipt's is one of them, a card's with its reference; of a reversal too."""
    methods = law.value("payment_methods", on=payment.paid_at.date())
    if payment.method not in methods.value:
        raise MethodNotAllowed(method=payment.method)
    if payment.method == "card" and not payment.terminal_ref:
        raise ReferenceMissing
    return methods


def allocate(account: Account, *, amount: Decimal, slip_no: str, at: datetime) -> tuple[Allocation, ...]:
    """The open invoices that the amount settles: by due date, opening day, meter; no due date last (BIL-09).

    Raises ``no_open_charge`` and ``exceeds_open_amount``: nobody pays more than is open.
    """
    wanted = [item for item in charged(account, until=at) if not slip_no or item.slip_no == slip_no]
    free = [(item, still_open(account, item, at=at)) for item in sorted(wanted, key=settling_order)]
    free = [(item, rest) for item, rest in free if rest > 0]
    if not free:
        raise NoOpenCharge
    total = sum((rest for _, rest in free), ZERO)
    if amount > total:
        raise ExceedsOpenAmount(amount=str(amount), open=str(total))
    parts = []
    for item, rest in free:
        part = min(rest, amount)
        amount -= part
        if part:
            parts.append(Allocation(item.invoice_no, part))
    return tuple(parts)


def settling_order(invoice: Invoice) -> tuple[bool, date, date, str]:
    """Due date (none last), opening day, meter number."""
    return (invoice.due_on is None, invoice.due_on or date.max, invoice.charged_on, invoice.meter_no or "")


def _reversal(payment: Payment, *, account: Account, law: Law) -> Decision[Receipt]:
    original = account.receipt(payment.reversal_of)
    if original is None or original.reversal_of or payment.paid_at < original.paid_at:
        raise ReversalTargetUnknown(receipt_no=payment.reversal_of)
    if any(item.reversal_of == original.receipt_no for item in account.receipts):
        raise AlreadyReversed(receipt_no=original.receipt_no)
    if payment.amount != -original.amount:
        raise ReversalAmountDiffers(amount=str(payment.amount), expected=str(-original.amount))
    methods = _method(payment, law=law)
    undone = tuple(Allocation(part.invoice_no, -part.amount) for part in original.allocations)
    taken = replace(receipt_of(payment, amount=-original.amount), allocations=undone, slip_no=original.slip_no)
    return decide(taken, law.clause("BIL-16"), methods, reversal_of=original.receipt_no, amount=taken.amount, apology=payment.apology)


def reversal_of(original: Receipt, *, reversal_no: str, at: datetime, cashier: str, apology: bool) -> Payment:
    """The payment that takes a receipt back in full, by its own method (BIL-16)."""
    return Payment(
        receipt_no=reversal_no,
        paid_at=at,
        method=original.method,
        amount=-original.amount,
        cashier=cashier,
        terminal_ref=original.terminal_ref,
        reversal_of=original.receipt_no,
        apology=apology,
    )


def receipt_of(payment: Payment, *, amount: Decimal) -> Receipt:
    """The payment as a receipt without allocation."""
    return Receipt(
        receipt_no=payment.receipt_no,
        paid_at=payment.paid_at,
        method=payment.method,
        amount=amount,
        cashier=payment.cashier,
        slip_no=payment.slip_no,
        tendered=payment.tendered,
        terminal_ref=payment.terminal_ref,
        authenticity_checked=payment.authenticity_checked,
        reversal_of=payment.reversal_of,
        apology=payment.apology,
        praise=payment.praise,
        started_at=payment.started_at,
    )


def warnings(receipt: Receipt) -> list[str]:
    """What is accepted and still wrong: a reversal without apology (BIL-16; doc 2 l.202)."""
    return ["apology_missing"] if receipt.reversal_of and not receipt.apology else []


def change_given(receipt: Receipt) -> Decimal | None:
    """What the cashier called out as given back, in yuan (BIL-15; doc 2 l.200); None for cards and reversals."""
    if receipt.method != "cash" or receipt.reversal_of or receipt.tendered is None:
        return None
    return receipt.tendered - receipt.amount


def delete_receipt(receipt_no: str, *, law: Law) -> Decision[None]:
    """Never: a posted receipt is reversed (BIL-03; doc 2 l.151)."""
    law.clause("BIL-03")
    raise ReceiptsAreKept(receipt_no=receipt_no, action="delete")


@dataclass(frozen=True)
class TopUp:
    """A sale onto a card: the invoice, settled by its receipt in the same write."""

    invoice: Invoice
    receipt: Receipt


def top_up(
    payment: Payment,
    *,
    account: Account | None,
    customer_no: str,
    volume: Decimal,
    seen: bool,
    cashier_roles: frozenset[str],
    tariffs: Sequence[Tariff],
    law: Law,
) -> Decision[TopUp]:
    """Gas sold onto the card: charge, receipt and credit together, at the price of the day (BIL-12; doc 2 l.160)."""
    if seen:
        raise DuplicateReceipt(receipt_no=payment.receipt_no)
    if account is None or account.kind is None:
        raise UnknownCustomer(customer_no=customer_no)
    if volume <= 0:
        raise InvalidAmount(amount=str(volume))
    day = payment.paid_at.date()
    posts = law.value("money_roles", on=day)
    if not cashier_roles & set(posts.value):
        raise CashierNotAllowed(cashier=payment.cashier)
    tariff = tariff_on(tariffs, customer_kind=account.kind, on=day, law=law)
    amount = charge(volume, price=tariff.outcome.price, law=law).outcome
    methods = take_money(payment, amount=amount, law=law)
    sold = Invoice(
        invoice_no=f"K-{payment.receipt_no}",
        kind=account.kind,
        month=f"{day:%Y-%m}",
        volume=volume,
        tariff_no=tariff.outcome.tariff_no,
        price=tariff.outcome.price,
        amount=amount,
        charged_on=day,
        priced_on=day,
        origin="card",
        term_from=day,
        due_on=day,
    )
    taken = replace(receipt_of(payment, amount=amount), allocations=(Allocation(sold.invoice_no, amount),))
    return decide(TopUp(sold, taken), law.clause("BIL-12"), *tariff.because, *methods.because, volume=volume, amount=amount)


def card_credit(account: Account, *, until: date) -> Decimal:
    """The m3 bought on the customer's card and not taken back (BIL-12)."""
    sold = {item.invoice_no: item.volume for item in account.invoices if item.origin == "card" and item.charged_on <= until}
    back = {part.invoice_no for item in account.receipts if item.reversal_of and item.paid_at.date() <= until for part in item.allocations}
    return sum((volume for invoice_no, volume in sold.items() if invoice_no not in back), ZERO)


def service_minutes(receipts: Sequence[Receipt]) -> Decimal | None:
    """The median minutes from the start of the service to the receipt; None when none was timed (BIL-12)."""
    timed = sorted((item.paid_at - item.started_at).total_seconds() // 60 for item in receipts if item.started_at is not None)
    if not timed:
        return None
    middle = len(timed) // 2
    pair = timed[middle : middle + 1] if len(timed) % 2 else timed[middle - 1 : middle + 1]
    return money(sum((Decimal(int(minutes)) for minutes in pair), ZERO) / len(pair))
