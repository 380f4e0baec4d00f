"""Payments as they are taken, and what is reported of receipts and of the money received (format 2, payments.csv, cashups.csv)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from oracles.gas_month.dunning import Dunning
from oracles.gas_month.invoices import Invoice
from oracles.gas_month.registers import MONEY_ROLES, Registers
from oracles.tables import Row, first_that_applies, moment, money, number, percent, reaches, volume

MOST_PLACES = 2
METHODS = ("cash", "card")


@dataclass(frozen=True, eq=False)
class Receipt:
    """An accepted payment or reversal; ``settles`` says how much of which invoice."""

    row: Row
    settles: list[tuple[Invoice, Decimal]]

    @property
    def number(self) -> str:
        return self.row["receipt_no"]

    @property
    def at(self) -> datetime:
        return moment(self.row["paid_at"])

    @property
    def on(self) -> date:
        return self.at.date()

    @property
    def amount(self) -> Decimal:
        return number(self.row["amount"])

    @property
    def is_reversal(self) -> bool:
        return bool(self.row["reversal_of"])


@dataclass
class Till:
    registers: Registers
    dunning: Dunning
    receipts: dict[str, Receipt] = field(default_factory=dict)
    volumes: dict[date, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    authenticity_refused: int = 0

    def take(self, row: Row) -> str | None:
        """Take the payment or the reversal, or say why it is refused."""
        on, customer_no = moment(row["paid_at"]).date(), row["customer_no"]
        reason = self._fault(row, on)
        if reason:
            self.authenticity_refused += reason == "authenticity_not_checked"
            return reason
        self.dunning.case(customer_no, on)
        settles = self._undone(row) if row["reversal_of"] else _allocated(number(row["amount"]), self._open(row, on))
        for invoice, amount in settles:
            self._move(invoice, amount, on)
        self.receipts[row["receipt_no"]] = Receipt(row, settles)
        self.dunning.paid(customer_no, on)
        return None

    def _fault(self, row: Row, on: date) -> str | None:
        reversal, cash, amount = bool(row["reversal_of"]), row["method"] == "cash", number(row["amount"])
        return first_that_applies(
            ("duplicate_receipt", lambda: row["receipt_no"] in self.receipts),
            ("unknown_customer", lambda: row["customer_no"] not in self.registers.customers),
            ("invalid_amount", lambda: not _is_valid(amount, reversal=reversal)),
            ("cashier_not_allowed", lambda: self.registers.roles.get(row["cashier"]) not in MONEY_ROLES),
            ("reversal_target_unknown", lambda: reversal and not self._is_target(row)),
            ("already_reversed", lambda: reversal and self._is_reversed(row["reversal_of"])),
            ("reversal_amount_differs", lambda: reversal and amount != -self.receipts[row["reversal_of"]].amount),
            ("method_not_allowed", lambda: row["method"] not in METHODS),
            ("reference_missing", lambda: row["method"] == "card" and not row["terminal_ref"]),
            ("authenticity_not_checked", lambda: cash and not reversal and row["authenticity_checked"] != "yes"),
            ("tendered_too_low", lambda: cash and not reversal and (number(row["tendered"]) or 0) < amount),
            ("no_open_charge", lambda: not reversal and not self._open(row, on)),
            ("exceeds_open_amount", lambda: not reversal and amount > sum(invoice.open for invoice in self._open(row, on))),
        )

    def _is_target(self, row: Row) -> bool:
        """An accepted receipt of that number and customer that is no reversal itself."""
        target = self.receipts.get(row["reversal_of"])
        return target is not None and target.row["customer_no"] == row["customer_no"] and not target.is_reversal

    def _is_reversed(self, receipt_no: str) -> bool:
        return any(receipt.row["reversal_of"] == receipt_no for receipt in self.receipts.values())

    def _open(self, row: Row, on: date) -> list[Invoice]:
        """Open invoices by due date (no due date last), then opening day, then meter number."""
        found = [
            invoice
            for invoice in self.dunning.invoices.get(row["customer_no"], ())
            if invoice.opened_on <= on and invoice.open > 0 and row["slip_no"] in {"", invoice.slip_no}
        ]
        return sorted(found, key=lambda invoice: (invoice.due_on or date.max, invoice.opened_on, invoice.reading.meter.number))

    def _undone(self, row: Row) -> list[tuple[Invoice, Decimal]]:
        """A reversal undoes the original allocation."""
        return [(invoice, -amount) for invoice, amount in self.receipts[row["reversal_of"]].settles]

    def _move(self, invoice: Invoice, amount: Decimal, on: date) -> None:
        """BIL-07: the volume counts on the day of settlement in full; a reversal that reopens takes it back on its own day."""
        before = invoice.open
        invoice.moves.append((on, amount))
        if not before and invoice.open:
            self.volumes[on] -= invoice.reading.volume
            invoice.settled_on = None
        elif before and not invoice.open:
            self.volumes[on] += invoice.reading.volume
            invoice.settled_on = on


def _is_valid(amount: Decimal | None, *, reversal: bool) -> bool:
    """A number of at most 2 places, positive; a reversal's is negative."""
    if amount is None or -amount.as_tuple().exponent > MOST_PLACES:
        return False
    return amount < 0 if reversal else amount > 0


def _allocated(amount: Decimal, invoices: list[Invoice]) -> list[tuple[Invoice, Decimal]]:
    found = []
    for invoice in invoices:
        part = min(amount, invoice.open)
        if part:
            found.append((invoice, part))
        amount -= part
    return found


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
