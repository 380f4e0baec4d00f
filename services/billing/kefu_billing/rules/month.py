"""The collection month: every figure of the monthly report as of its report dates (BIL-01..BIL-30, BIL-23)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from kefu.calendar import Calendar, first_day
from kefu.law import Law
from kefu_billing.rules.balances import money
from kefu_billing.rules.facts import Account, Invoice, Receipt, Slip
from kefu_billing.rules.tills import CashUp

CARD = "card"


@dataclass(frozen=True)
class Month:
    """The facts of a collection month: accounts, cash-ups, slips refused outright, refused cash, posts of the staff.

    ``period`` is the reading month; ``dates`` the report dates, the last one the closing date; receipts, cash-ups and
    dunning steps count from the first day of the month to the closing date.
    """

    period: str
    dates: tuple[date, ...]
    accounts: Sequence[Account]
    cash_ups: Sequence[CashUp]
    law: Law
    calendar: Calendar
    refused_slips: Sequence[Slip] = ()
    unchecked_cash: int = 0
    card_clerks: frozenset[str] = frozenset()
    readings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def closing(self) -> date:
        """The day up to whose end everything counts."""
        return self.dates[-1]

    @property
    def first(self) -> date:
        """The first day of the reading month."""
        return first_day(self.period)

    def within(self, day: date) -> bool:
        """Whether the day counts for the month's money."""
        return self.first <= day <= self.closing

    @cached_property
    def invoices(self) -> list[tuple[Account, Invoice]]:
        """The gas invoices of the reading month, in the order of customer and meter; card sales are none of them."""
        found = [
            (account, item)
            for account in self.accounts
            for item in account.invoices
            if item.month == self.period and item.origin != CARD and not _cancelled(item, self.closing) and item.charged_on <= self.closing
        ]
        return sorted(found, key=lambda pair: (pair[0].customer_no, pair[1].meter_no or "", pair[1].invoice_no))

    @cached_property
    def receipts(self) -> list[tuple[Account, Receipt]]:
        """The accepted receipts that count, by number."""
        found = [(account, item) for account in self.accounts for item in account.receipts if self.within(item.paid_at.date())]
        return sorted(found, key=lambda pair: pair[1].receipt_no)

    @cached_property
    def slips(self) -> list[Slip]:
        """Every slip submitted in the month, the refused ones included, by number."""
        own = [item for account in self.accounts for item in account.slips]
        return sorted((item for item in (*own, *self.refused_slips) if item.month == self.period), key=lambda item: item.slip_no)


def _cancelled(invoice: Invoice, closing: date) -> bool:
    return invoice.cancelled_on is not None and invoice.cancelled_on <= closing


def yuan(value: Decimal) -> str:
    """An amount with two places."""
    return str(money(value))


def mean(total: int, *, count: int) -> str | None:
    """The mean with two places; None of nothing."""
    return yuan(Decimal(total) / count) if count else None


def days_after(day: date, count: Any) -> date:
    """The day so many calendar days later."""
    return day + timedelta(days=int(count))


def every_day(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
