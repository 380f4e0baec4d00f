"""From when to when something of an account is overdue, invoice by invoice and altogether (BIL-24; doc 2 l.211).

A moment is the beginning of a day, ``(day,)``, or a receipt's, ``(day, at, 0, n)``: those of a minute follow as they were recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from kefu_billing.rules.balances import day_of, happened, in_order
from kefu_billing.rules.facts import Account, Invoice

Moment = tuple[Any, ...]


def overdue_from(invoice: Invoice) -> date | None:
    """The first day on which the invoice is later than its due date and charged; None when it never falls due."""
    return None if invoice.due_on is None else max(invoice.due_on + timedelta(days=1), invoice.charged_on)


def arrears(account: Account, *, until: date | datetime) -> Iterator[tuple[Moment, date | None]]:
    """The moments by then at which something begins to be overdue, with its first day, and at which nothing is any longer (None).

    What a reversal reopens has been overdue since its own first day: the reversal undoes the payment.
    """
    paid = _paid(account, until)
    changes: dict[Moment, list[tuple[int, date]]] = {}
    for invoice in account.invoices:
        for moment, more, first in _changes(invoice, paid.get(invoice.invoice_no, ()), until):
            changes.setdefault(moment, []).append((more, first))
    overdue = 0
    for moment in sorted(changes):
        before, overdue = overdue, overdue + sum(more for more, _ in changes[moment])
        if bool(before) != bool(overdue):
            yield moment, min(first for more, first in changes[moment] if more > 0) if overdue else None


def _changes(invoice: Invoice, paid: Sequence[tuple[Moment, Decimal]], until: date | datetime) -> Iterator[tuple[Moment, int, date]]:
    """1 where the invoice becomes overdue, -1 where it no longer is, and its first day: what is paid, and when it can be overdue (None)."""
    first, cancelled = overdue_from(invoice), invoice.cancelled_on or date.max
    if first is None or cancelled <= first:
        return
    days: list[tuple[Moment, None]] = [((day,), None) for day in (first, cancelled) if day <= day_of(until)]
    can_be, left, was = False, invoice.amount, False
    for moment, amount in sorted([*days, *paid], key=lambda change: change[0]):
        can_be, left = (not can_be, left) if amount is None else (can_be, left - amount)
        if was != (can_be and left > 0):
            was = not was
            yield moment, 1 if was else -1, first


def _paid(account: Account, until: date | datetime) -> dict[str, list[tuple[Moment, Decimal]]]:
    """What was received on each invoice by then, and when."""
    found: dict[str, list[tuple[Moment, Decimal]]] = {}
    for number, receipt in enumerate(in_order(account)):
        if happened(receipt.paid_at, until):
            for part in receipt.allocations:
                found.setdefault(part.invoice_no, []).append(((receipt.paid_at.date(), receipt.paid_at, 0, number), part.amount))
    return found
