"""Payments as they are taken (format 2, payments.csv)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from oracles.gas_month.dunning import Dunning
from oracles.gas_month.invoices import Invoice
from oracles.gas_month.registers import MONEY_ROLES, Registers
from oracles.tables import Row, first_that_applies, moment, number

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
