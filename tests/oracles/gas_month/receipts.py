"""What is reported of receipts, tills and the money received (format 2, cashups.csv, keys BIL-04 to BIL-16, BIL-21, BIL-28, BIL-30)."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from oracles.gas_month.invoices import Invoice
from oracles.gas_month.registers import Registers
from oracles.gas_month.till import METHODS, Receipt, Till
from oracles.tables import Row, moment, money, number, percent, reaches, volume


def reports(till: Till, invoices: list[Invoice], cash_ups: list[Row]) -> dict:
    receipts = list(till.receipts.values())
    tills = _tills(receipts, cash_ups)
    unbalanced = [(each["date"], each["cashier"], each["difference"]) for each in tills if each["difference"] not in {None, "0.00"}]
    return {
        "BIL-04": {
            "unbalanced": [{"date": on, "cashier": cashier, "difference": difference} for on, cashier, difference in unbalanced],
            "difference_sum": money(sum(map(Decimal, (difference for _, _, difference in unbalanced)), Decimal(0))),
        },
        "BIL-07": [_day(till, on) for on in sorted({receipt.on for receipt in receipts})],
        "BIL-09": {"partly_paid": _partly_paid(invoices), "authenticity_refused": till.authenticity_refused},
        "BIL-10": tills,
        **_of_receipts(till, receipts, cash_ups),
        "BIL-21": {
            "recovery": {on.isoformat(): _recovery(till.registers, invoices, on) for on in till.registers.report_dates},
            "paid_within_3_days": _paid_in_time(till.registers, invoices),
        },
        "BIL-28": {"slips": _mean_days([invoice for invoice in invoices if invoice.slip_no]), "all_invoices": _mean_days(invoices)},
    }


def _sum(receipts: list[Receipt], method: str | None = None) -> Decimal:
    """Net: reversals are negative."""
    return sum((receipt.amount for receipt in receipts if method in {None, receipt.row["method"]}), Decimal(0))


def _day(till: Till, on: date) -> dict:
    receipts = [receipt for receipt in till.receipts.values() if receipt.on == on]
    reversals = sum(receipt.is_reversal for receipt in receipts)
    sums = {"amount": money(_sum(receipts)), **{method: money(_sum(receipts, method)) for method in METHODS}}
    return {
        "date": on.isoformat(),
        "receipts": len(receipts) - reversals,
        "reversals": reversals,
        "volume": volume(till.volumes[on]),
        **sums,
    }


def _partly_paid(invoices: list[Invoice]) -> list[dict]:
    return [
        {
            "customer_no": invoice.customer_no,
            "meter_no": invoice.reading.meter.number,
            "amount": money(invoice.amount),
            "open": money(invoice.open),
        }
        for invoice in invoices
        if 0 < invoice.paid() < invoice.amount
    ]


def _tills(receipts: list[Receipt], cash_ups: list[Row]) -> list[dict]:
    """BIL-10: one item per day and cashier with a cash-up or receipts."""
    counted = {(row["business_date"], row["cashier"]): row for row in cash_ups}
    taken = defaultdict(list)
    for receipt in receipts:
        taken[receipt.on.isoformat(), receipt.row["cashier"]].append(receipt)
    return [_till(key, taken[key], counted.get(key)) for key in sorted(counted.keys() | taken.keys())]


def _till(key: tuple[str, str], receipts: list[Receipt], cash_up: Row | None) -> dict:
    cash, card = _sum(receipts, "cash"), _sum(receipts, "card")
    book = {"book_cash": money(cash), "book_card": money(card), "book_total": money(cash + card)}
    about = {"date": key[0], "cashier": key[1], "receipts": len(receipts), **book}
    if cash_up is None:
        return {**about, "counted_total": None, "difference": None, "state": "missing", "reasons": ["cash_up_missing"]}
    counted = number(cash_up["counted_cash"]) + number(cash_up["counted_card"])
    difference = counted - cash - card
    reasons = [
        *([] if cash_up["handover_note"] else ["handover_note_missing"]),
        *(["difference_without_remark"] if difference and not cash_up["team_leader_remark"] else []),
    ]
    state = "open" if reasons else "closed_with_remark" if difference else "closed"
    return {**about, "counted_total": money(counted), "difference": money(difference), "state": state, "reasons": reasons}


def _of_receipts(till: Till, receipts: list[Receipt], cash_ups: list[Row]) -> dict:
    reversals = [receipt for receipt in receipts if receipt.is_reversal]
    cash = [receipt for receipt in receipts if receipt.row["method"] == "cash" and not receipt.is_reversal]
    change = sum((number(receipt.row["tendered"]) - receipt.amount for receipt in cash), Decimal(0))
    return {
        "BIL-13": {method: _method(receipts, method) for method in METHODS},
        "BIL-14": {
            "receipts_by_card_clerks": sum(till.registers.roles[receipt.row["cashier"]] == "card_clerk" for receipt in receipts),
            "receipts_inside_own_cash_up": sorted(receipt.number for receipt in receipts if _is_inside_own_cash_up(receipt, cash_ups)),
        },
        "BIL-15": {"cash_receipts": len(cash), "change_total": money(change)},
        "BIL-16": {
            "reversals": sorted(receipt.number for receipt in reversals),
            "reversals_without_apology": sorted(receipt.number for receipt in reversals if receipt.row["apology"] != "yes"),
        },
        "BIL-30": {"praise": sum(receipt.row["praise"] == "yes" for receipt in receipts)},
    }


def _method(receipts: list[Receipt], method: str) -> dict:
    """Accepted receipts without reversals, and the net amount."""
    taken = sum(receipt.row["method"] == method and not receipt.is_reversal for receipt in receipts)
    return {"receipts": taken, "amount": money(_sum(receipts, method))}


def _is_inside_own_cash_up(receipt: Receipt, cash_ups: list[Row]) -> bool:
    """Dated inside the cashier's own cash-up: opened_at <= time < closed_at."""
    own = [row for row in cash_ups if row["cashier"] == receipt.row["cashier"]]
    return any(moment(row["opened_at"]) <= receipt.at < moment(row["closed_at"]) for row in own)


def _recovery(registers: Registers, invoices: list[Invoice], on: date) -> dict:
    """Receivable = invoices open by that day, received = net payments on them by then; by amount."""
    target, opened = registers.policies["recovery_target"], [invoice for invoice in invoices if invoice.opened_on <= on]
    receivable = sum((invoice.amount for invoice in opened), Decimal(0))
    received = sum((invoice.paid(on) for invoice in opened), Decimal(0))
    return {
        "receivable": money(receivable),
        "received": money(received),
        "rate_percent": percent(received, receivable, places=4),
        "target_percent": target,
        "pass": reaches(received, receivable, target),
    }


def _paid_in_time(registers: Registers, invoices: list[Invoice]) -> dict:
    """Invoices with a delivery or reading date; what was paid by the end of that date + the internal term."""
    notified = [invoice for invoice in invoices if invoice.notified_on]
    term = timedelta(registers.policies["kpi_payment_days"])
    paid = [invoice.paid(invoice.notified_on + term) for invoice in notified]
    full = sum(amount == invoice.amount for invoice, amount in zip(notified, paid, strict=True))
    receivable, received = sum((invoice.amount for invoice in notified), Decimal(0)), sum(paid, Decimal(0))
    return {
        "invoices": len(notified),
        "fully_paid": full,
        "invoice_rate_percent": percent(full, len(notified)),
        "receivable": money(receivable),
        "received": money(received),
        "amount_rate_percent": percent(received, receivable),
    }


def _mean_days(invoices: list[Invoice]) -> dict:
    """Days from delivery or reading to the day the invoice was paid in full."""
    days = [(invoice.settled_on - invoice.notified_on).days for invoice in invoices if invoice.settled_on and invoice.notified_on]
    return {"paid": len(days), "days_sum": sum(days), "mean_days": money(Decimal(sum(days)) / len(days)) if days else None}
