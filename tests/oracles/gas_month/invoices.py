"""Settlement slips and invoices (format 2, slips.csv, "Invoices", keys BIL-01, BIL-17 to BIL-23, MET-17)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from oracles.gas_month.readings import Reading, Readings
from oracles.gas_month.registers import KINDS, MONEY_ROLES, Registers
from oracles.tables import Row, day, first_that_applies, money, number, percent, reaches, refusal, rounded, volume

ERRORS = frozenset({"slip_without_reading", "slip_volume_differs", "entered_volume_differs", "unknown_meter"})  # BIL-23


@dataclass(eq=False)
class Invoice:
    """Receivable from ``opened_on``; ``notified_on`` is the slip's delivery or the resident's reading; ``moves`` are net payments."""

    reading: Reading
    slip_no: str | None
    tariff: Row
    opened_on: date
    notified_on: date | None
    due_on: date | None
    moves: list[tuple[date, Decimal]] = field(default_factory=list)
    settled_on: date | None = None

    @property
    def customer_no(self) -> str:
        return self.reading.meter.row["customer_no"]

    @property
    def amount(self) -> Decimal:
        """Volume x price, rounded on its own."""
        return rounded(self.reading.volume * Decimal(self.tariff["price"]), 2)

    def paid(self, until: date = date.max) -> Decimal:
        return sum((amount for on, amount in self.moves if on <= until), Decimal(0))

    @property
    def open(self) -> Decimal:
        return self.amount - self.paid()

    @property
    def first_overdue_on(self) -> date | None:
        """Overdue means open and later than the due date; an undelivered slip's invoice never is."""
        return max(self.due_on + timedelta(1), self.opened_on) if self.due_on else None


@dataclass(frozen=True)
class Slips:
    """``submitted`` are all but duplicates; ``reasons`` says why some of them were refused, by number."""

    submitted: list[Row]
    reasons: dict[str, str]
    refused: list[dict]

    @property
    def accepted(self) -> list[Row]:
        return [slip for slip in self.submitted if slip["slip_no"] not in self.reasons]

    def wrong(self, among) -> list[str]:
        return sorted(slip_no for slip_no, reason in self.reasons.items() if reason in among)


def judged(registers: Registers, readings: Readings, found: list[Row]) -> Slips:
    submitted, reasons, refused = {}, {}, []
    for slip in found:
        reason = "duplicate_slip" if slip["slip_no"] in submitted else _fault(registers, readings, slip)
        if reason:
            refused.append(refusal(slip, "slip_no", reason))
        if reason and reason != "duplicate_slip":
            reasons[slip["slip_no"]] = reason
        submitted.setdefault(slip["slip_no"], slip)
    return Slips(list(submitted.values()), reasons, refused)


def _fault(registers: Registers, readings: Readings, slip: Row) -> str | None:
    posted, of_meter = bool(slip["entered_on"]), readings.of_meters.get(slip["meter_no"])
    return first_that_applies(
        ("unknown_meter", lambda: slip["meter_no"] not in registers.meters),
        ("slip_without_reading", lambda: of_meter is None),
        ("slip_volume_differs", lambda: number(slip["volume"]) != of_meter.volume),
        ("entered_by_wrong_role", lambda: posted and registers.roles.get(slip["entered_by"]) not in MONEY_ROLES),
        ("entered_volume_differs", lambda: posted and number(slip["entered_volume"]) != number(slip["volume"])),
    )


def raised(registers: Registers, readings: Readings, slips: Slips) -> list[Invoice]:
    """Residents' from the accepted reading, the others' from the accepted, posted slip; a consumption of 0 raises none."""
    found = [_invoice(registers, reading, notified_on=reading.on) for reading in readings.of_meters.values() if _is_resident(reading)]
    for slip in slips.accepted:
        if slip["entered_on"]:
            reading = readings.of_meters[slip["meter_no"]]
            found.append(_invoice(registers, reading, slip=slip, notified_on=day(slip["delivered_on"])))
    consumed = (invoice for invoice in found if invoice.reading.volume)
    return sorted(consumed, key=lambda invoice: (invoice.customer_no, invoice.reading.meter.number, invoice.slip_no or ""))


def _is_resident(reading: Reading) -> bool:
    return reading.meter.kind == "residential"


def _invoice(registers: Registers, reading: Reading, *, notified_on: date | None, slip: Row | None = None) -> Invoice:
    """The price is that of the day of the reading; due so many days after delivery or, for residents, reading (BIL-19, BIL-20)."""
    return Invoice(
        reading=reading,
        slip_no=slip["slip_no"] if slip else None,
        tariff=registers.tariff(reading.meter.kind, reading.on),
        opened_on=day(slip["entered_on"]) if slip else reading.on,
        notified_on=notified_on,
        due_on=notified_on + timedelta(registers.policies["payment_days"]) if notified_on else None,
    )


def listed(invoices: list[Invoice]) -> list[dict]:
    """The top-level ``invoices``."""
    return [
        {
            **_whose(invoice),
            "kind": invoice.reading.meter.kind,
            "slip_no": invoice.slip_no,
            "volume": volume(invoice.reading.volume),
            "tariff_no": invoice.tariff["tariff_no"],
            "price": volume(Decimal(invoice.tariff["price"])),
            "amount": money(invoice.amount),
            "charge_date": invoice.reading.on.isoformat(),
            "due_on": _iso(invoice.due_on),
        }
        for invoice in invoices
    ]


def reports(registers: Registers, readings: Readings, slips: Slips, invoices: list[Invoice]) -> dict:
    """What does not depend on payments."""
    with_slip = {slip["meter_no"] for slip in slips.submitted}
    read = {meter_no for meter_no, reading in readings.of_meters.items() if not _is_resident(reading)}
    delivered = [slip for slip in slips.submitted if slip["delivered_on"]]
    return {
        "MET-17": {"readings_without_slip": sorted(read - with_slip)},
        "BIL-01": {"by_tariff": _by_tariff(invoices), "without_tariff": []},
        "BIL-17": _signatures(slips),
        "BIL-18": {
            "refused_entries": slips.wrong({"entered_by_wrong_role", "entered_volume_differs"}),
            "not_entered": sorted(slip["slip_no"] for slip in slips.accepted if not slip["entered_on"]),
        },
        "BIL-19": [_term(registers, slip) for slip in sorted(slips.submitted, key=lambda slip: slip["slip_no"])],
        "BIL-20": [{**_whose(invoice), "due_on": _iso(invoice.due_on)} for invoice in invoices if _is_resident(invoice.reading)],
        "BIL-22": {
            "deliveries": len(delivered),
            "without_checklist": sorted(slip["slip_no"] for slip in delivered if slip["entry_code_checked"] != "yes"),
        },
        "BIL-23": {
            "consumption": {kind: _sums([invoice for invoice in invoices if invoice.reading.meter.kind == kind]) for kind in KINDS},
            "total": _sums(invoices),
            **_accuracy(slips, registers.policies["accuracy_target"]),
        },
    }


def _whose(invoice: Invoice) -> dict:
    return {"customer_no": invoice.customer_no, "meter_no": invoice.reading.meter.number}


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _sums(invoices: list[Invoice]) -> dict:
    return {
        "invoices": len(invoices),
        "volume": volume(sum((invoice.reading.volume for invoice in invoices), Decimal(0))),
        "amount": money(sum((invoice.amount for invoice in invoices), Decimal(0))),
    }


def _by_tariff(invoices: list[Invoice]) -> list[dict]:
    groups = defaultdict(list)
    for invoice in invoices:
        groups[invoice.tariff["tariff_no"]].append(invoice)
    return [{"tariff_no": tariff_no, **_sums(group)} for tariff_no, group in sorted(groups.items())]


def _signatures(slips: Slips) -> dict:
    numbers = {
        state: sorted(slip["slip_no"] for slip in slips.submitted if slip["signature"] == state)
        for state in ("signed", "refused", "pending")
    }
    return {
        "slips": len(slips.submitted),
        "signed": len(numbers["signed"]),
        "refused_signature": numbers["refused"],
        "pending": numbers["pending"],
    }


def _term(registers: Registers, slip: Row) -> dict:
    """Due date per slip = delivery date + payment days; not delivered: null."""
    delivered = day(slip["delivered_on"])
    due = delivered + timedelta(registers.policies["payment_days"]) if delivered else None
    return {"slip_no": slip["slip_no"], "delivered_on": _iso(delivered), "due_on": _iso(due)}


def _accuracy(slips: Slips, target) -> dict:
    """Slips without error / slips submitted; a posting by the wrong role is not a slip error."""
    wrong, submitted = slips.wrong(ERRORS), len(slips.submitted)
    right = submitted - len(wrong)
    rate = {"accuracy_percent": percent(right, submitted), "accuracy_pass": reaches(right, submitted, target)}
    return {"slips_submitted": submitted, "slips_wrong": wrong, **rate}
