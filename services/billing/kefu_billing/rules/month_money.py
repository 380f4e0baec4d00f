"""The month's money: tariffs, receipts, tills (BIL-01, BIL-04, BIL-07..BIL-10, BIL-13..BIL-16, BIL-30)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.figures import plain
from kefu_billing.rules.balances import received_on, turns
from kefu_billing.rules.facts import ZERO, Account, Receipt
from kefu_billing.rules.month import Month, yuan
from kefu_billing.rules.payments import change_given
from kefu_billing.rules.performance import purchase_anomaly
from kefu_billing.rules.tills import Till, inside_own_cash_up, reconcile


def findings(month: Month) -> dict[str, Any]:
    """The figures of this room, per rule."""
    return {
        "BIL-01": by_tariff(month),
        "BIL-04": unbalanced(month),
        "BIL-07": sales_days(month),
        "BIL-08": anomalies(month),
        "BIL-09": collected(month),
        "BIL-10": [till_row(till) for till in tills(month)],
        "BIL-13": methods(month),
        "BIL-14": substitutes(month),
        "BIL-15": change(month),
        "BIL-16": reversals(month),
        "BIL-30": {"praise": sum(item.praise for _, item in month.receipts)},
    }


def by_tariff(month: Month) -> dict[str, Any]:
    """Invoices, volume and amount of each tariff used; an invoice without tariff would be a violation (BIL-01)."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for _, item in month.invoices:
        rows[item.tariff_no].append(item)
    listed = [
        {"tariff_no": tariff_no, "invoices": len(items), "volume": plain(_volume(items)), "amount": yuan(_amount(items))}
        for tariff_no, items in sorted(rows.items())
        if tariff_no
    ]
    return {"by_tariff": listed, "without_tariff": [item.invoice_no for item in rows.get("", ())]}


def tills(month: Month) -> list[Till]:
    """Every cashier's day with receipts or a cash-up, by day and cashier (BIL-10)."""
    receipts = [item for _, item in month.receipts]
    cash_ups = {(item.business_date, item.cashier): item for item in month.cash_ups if month.within(item.business_date)}
    keys = sorted({*cash_ups, *((item.paid_at.date(), item.cashier) for item in receipts)})
    return [
        reconcile(cash_ups.get((day, cashier)), cashier=cashier, day=day, receipts=receipts, law=month.law).outcome for day, cashier in keys
    ]


def till_row(till: Till) -> dict[str, Any]:
    """A cashier's day as the report shows it."""
    return {
        "date": till.business_date.isoformat(),
        "cashier": till.cashier,
        "receipts": till.receipts,
        "book_cash": yuan(till.book_cash),
        "book_card": yuan(till.book_card),
        "book_total": yuan(till.book),
        "counted_total": None if till.counted is None else yuan(till.counted),
        "difference": None if till.difference is None else yuan(till.difference),
        "state": till.state,
        "reasons": list(till.reasons),
    }


def unbalanced(month: Month) -> dict[str, Any]:
    """Cash-ups whose count differs from the book (BIL-04)."""
    found = [till for till in tills(month) if till.difference]
    rows = [
        {"date": till.business_date.isoformat(), "cashier": till.cashier, "difference": yuan(till.difference or ZERO)} for till in found
    ]
    return {"unbalanced": rows, "difference_sum": yuan(sum((till.difference or ZERO for till in found), ZERO))}


def sales_days(month: Month) -> list[dict[str, Any]]:
    """The daily sales summaries of days with receipts (BIL-07)."""
    days = sorted({item.paid_at.date() for _, item in month.receipts})
    volumes = sold_volumes(month.accounts, until=month.closing)
    grouped: dict[date, list[Receipt]] = defaultdict(list)
    for _, item in month.receipts:
        grouped[item.paid_at.date()].append(item)
    return [sales_day(day, receipts=grouped[day], volume=volumes.get(day, ZERO)) for day in days]


def sold_volumes(accounts: Iterable[Account], *, until: date) -> dict[date, Decimal]:
    """The m3 of invoices settled in full on each day; a reversal that reopens one takes it back on its own day (BIL-07)."""
    volumes: dict[date, Decimal] = defaultdict(Decimal)
    for account in accounts:
        for turn in turns(account, until=until):
            volumes[turn.at.date()] += turn.sign * turn.invoice.volume
    return volumes


def sales_day(day: date, *, receipts: list[Receipt], volume: Decimal) -> dict[str, Any]:
    """One day's summary (BIL-07; doc 2 l.155)."""
    cash = sum((item.amount for item in receipts if item.method == "cash"), ZERO)
    card = sum((item.amount for item in receipts if item.method != "cash"), ZERO)
    return {
        "date": day.isoformat(),
        "receipts": sum(not item.reversal_of for item in receipts),
        "reversals": sum(bool(item.reversal_of) for item in receipts),
        "volume": plain(volume),
        "amount": yuan(cash + card),
        "cash": yuan(cash),
        "card": yuan(card),
    }


def anomalies(month: Month) -> dict[str, Any]:
    """Readings far from the customer's mean (BIL-08)."""
    read = [item for account in month.accounts for item in account.readings if item.month == month.period]
    found = [purchase_anomaly(item, law=month.law).outcome for item in sorted(read, key=lambda item: item.meter_no)]
    rows = [
        {"meter_no": item.meter_no, "volume": plain(item.volume), "mean": yuan(item.mean), "direction": item.direction}
        for item in found
        if item is not None
    ]
    return {"anomalies": rows, "count": len(rows)}


def collected(month: Month) -> dict[str, Any]:
    """Invoices partly paid at the end, and cash refused because the notes were not checked (BIL-09)."""
    rows = []
    for account, item in month.invoices:
        rest = item.amount - received_on(account, item, until=month.closing)
        if 0 < rest < item.amount:
            rows.append({"customer_no": account.customer_no, "meter_no": item.meter_no, "amount": yuan(item.amount), "open": yuan(rest)})
    return {"partly_paid": rows, "authenticity_refused": month.unchecked_cash}


def methods(month: Month) -> dict[str, Any]:
    """Accepted receipts and net amount per method (BIL-13)."""
    wanted = month.law.value("payment_methods", on=month.closing).value
    by_method = {method: [item for _, item in month.receipts if item.method == method] for method in wanted}
    return {
        method: {"receipts": sum(not item.reversal_of for item in items), "amount": yuan(_amount(items))}
        for method, items in by_method.items()
    }


def substitutes(month: Month) -> dict[str, Any]:
    """Receipts of card clerks, and those a cashier took inside the own cash-up (BIL-14)."""
    inside = [item.receipt_no for _, item in month.receipts if inside_own_cash_up(item, cash_ups=month.cash_ups)]
    by_card_clerks = sum(item.cashier in month.card_clerks for _, item in month.receipts)
    return {"receipts_by_card_clerks": by_card_clerks, "receipts_inside_own_cash_up": inside}


def change(month: Month) -> dict[str, Any]:
    """The change called out over the month (BIL-15)."""
    cash = [item for _, item in month.receipts if item.method == "cash"]
    return {
        "cash_receipts": sum(not item.reversal_of for item in cash),
        "change_total": yuan(sum((change_given(item) or ZERO for item in cash), ZERO)),
    }


def reversals(month: Month) -> dict[str, Any]:
    """Reversals, and those without apology (BIL-16)."""
    back = [item for _, item in month.receipts if item.reversal_of]
    return {
        "reversals": [item.receipt_no for item in back],
        "reversals_without_apology": [item.receipt_no for item in back if not item.apology],
    }


def _volume(items: Iterable[Any]) -> Decimal:
    return sum((item.volume for item in items), ZERO)


def _amount(items: Iterable[Any]) -> Decimal:
    return sum((item.amount for item in items), ZERO)
