"""The facts of an account that rules decide about; every fact carries its day, so that any past day can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

ZERO = Decimal(0)


@dataclass(frozen=True)
class Tariff:
    """A published price in yuan per m3; ``valid_to`` is its last day, None when open."""

    tariff_no: str
    source: str
    customer_kind: str
    price: Decimal
    valid_from: date
    valid_to: date | None = None
    title: str = ""


@dataclass(frozen=True)
class Reading:
    """The accepted reading of a meter in a month; volumes in m3, ``recent_volumes`` of the months before, oldest first."""

    meter_no: str
    month: str
    read_on: date
    volume: Decimal
    recent_volumes: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class Slip:
    """A settlement slip; ``refused_entry`` says why its posting was refused, ``refused`` why the slip itself was.

    ``reading_month`` is given where it settles another month's reading than that of the month in which it was issued. Of a paper that does
    not say when it was issued, one of its other days is there.
    """

    slip_no: str
    meter_no: str = ""
    customer_no: str = ""
    issued_by: str = ""
    issued_on: date | None = None
    volume: Decimal | None = None
    delivered_on: date | None = None
    entry_code_checked: bool = False
    signature: str = "pending"
    signatory: str = ""
    witness: str = ""
    signed_on: date | None = None
    entered_on: date | None = None
    entered_by: str = ""
    entered_volume: Decimal | None = None
    refused_entry: str | None = None
    refused: str | None = None
    reading_month: str | None = None

    @property
    def month(self) -> str:
        """The reading month it settles."""
        return self.reading_month or f"{self.known_on:%Y-%m}"

    @property
    def known_on(self) -> date:
        """When it was issued, else the first day by which it was."""
        return self.issued_on or min(day for day in (self.delivered_on, self.signed_on, self.entered_on) if day is not None)


@dataclass(frozen=True)
class Invoice:
    """A charge opened on ``charged_on`` at the price of the reading day ``priced_on``.

    ``term_from`` is the delivery (residents: reading) day from which the payment term runs.
    """

    invoice_no: str
    kind: str
    month: str
    volume: Decimal
    tariff_no: str
    price: Decimal
    amount: Decimal
    charged_on: date
    priced_on: date
    origin: str = "reading"
    meter_no: str | None = None
    slip_no: str | None = None
    term_from: date | None = None
    due_on: date | None = None
    cancelled_on: date | None = None


@dataclass(frozen=True)
class Allocation:
    """The part of a receipt that settles one invoice, negative in a reversal."""

    invoice_no: str
    amount: Decimal


@dataclass(frozen=True)
class Receipt:
    """An accepted receipt; the amount of a reversal is negative and its allocation undoes the original's."""

    receipt_no: str
    paid_at: datetime
    method: str
    amount: Decimal
    cashier: str
    allocations: tuple[Allocation, ...] = ()
    slip_no: str = ""
    tendered: Decimal | None = None
    terminal_ref: str = ""
    authenticity_checked: bool = False
    reversal_of: str = ""
    apology: bool = False
    praise: bool = False
    started_at: datetime | None = None
    audit_remarks: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Step:
    """An accepted dunning action."""

    action_no: str
    at: datetime
    action: str
    staff_no: str
    channel: str = ""
    approved_by: str = ""
    note: str = ""
    line: int | None = None  # of the file it came with

    def same_as(self, other: Step) -> bool:
        """Whether both tell of one step: by their number, and two rows of files by what was done and when too."""
        by_hand = self.line is None or other.line is None
        return self.action_no == other.action_no and (by_hand or (self.action, self.at) == (other.action, other.at))


@dataclass(frozen=True)
class Approval:
    """A shut-off approved for the case that stood then, by whom and with which post."""

    approved_by: str
    approved_at: datetime
    post: str
    note: str = ""


@dataclass(frozen=True)
class Hold:
    """A pause of dunning from ``since`` up to and including ``until`` (None: until released)."""

    hold_no: str
    kind: str
    since: date
    until: date | None = None
    released_on: date | None = None
    reason: str = ""

    def stands(self, day: date) -> bool:
        """Whether it pauses dunning on the day; on the day of its release it no longer does."""
        ended = self.released_on is not None and day >= self.released_on
        return self.since <= day and not ended and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Account:
    """Everything billing knows about one customer."""

    customer_no: str
    kind: str | None = None
    meters: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    slips: tuple[Slip, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    steps: tuple[Step, ...] = ()
    holds: tuple[Hold, ...] = ()
    approvals: tuple[Approval, ...] = ()

    @cached_property
    def parts(self) -> dict[str, list[tuple[datetime, Decimal]]]:
        """What was received on each invoice and when: by time, what came in one minute as it was recorded."""
        found: dict[str, list[tuple[datetime, Decimal]]] = {}
        for receipt in sorted(self.receipts, key=lambda receipt: receipt.paid_at):
            for part in receipt.allocations:
                found.setdefault(part.invoice_no, []).append((receipt.paid_at, part.amount))
        return found

    @cached_property
    def _numbered(self) -> dict[str, Invoice]:
        return {item.invoice_no: item for item in reversed(self.invoices)}

    @cached_property
    def _of_slips(self) -> dict[str, Invoice]:
        return {item.slip_no: item for item in reversed(self.invoices) if item.slip_no and item.cancelled_on is None}

    def reading(self, meter_no: str, month: str) -> Reading | None:
        """The accepted reading of the meter in the month."""
        return next((item for item in self.readings if (item.meter_no, item.month) == (meter_no, month)), None)

    def slip(self, slip_no: str) -> Slip | None:
        """The slip with the number."""
        return next((item for item in self.slips if item.slip_no == slip_no), None)

    def invoice(self, invoice_no: str) -> Invoice | None:
        """The invoice with the number."""
        return self._numbered.get(invoice_no)

    def invoice_of_slip(self, slip_no: str) -> Invoice | None:
        """The invoice that stands for the slip."""
        return self._of_slips.get(slip_no)

    def receipt(self, receipt_no: str) -> Receipt | None:
        """The receipt with the number."""
        return next((item for item in self.receipts if item.receipt_no == receipt_no), None)
