"""Which rows of which file are accepted, and why the others are not (format 3, files)."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from oracles.property_year.units import Estate, Unit, months_later, months_of
from oracles.tables import Row, day, first_that_applies, number, refusal, rounded, rows

KEYS = {
    "charges": "charge_no", "payments": "receipt_no", "discounts": "discount_no", "notices": "notice_no", "repairs": "ticket_no",
    "visits": "visit_no", "visit_findings": "finding_no", "surveys": "survey_no", "inspections": "inspection_no", "cards": "card_no",
}  # fmt: skip
REPAIRS = ("water_electric", "civil", "intelligent", "lift")
FINDINGS = ("service_attitude", "engineering", "security_vehicle", "cleaning_greening")
PROPERTY_FEE = "property_fee"


@dataclass
class Judged:
    """Accepted rows by file, in the order of the file; numbers, where they may stand there once, are those of accepted rows."""

    estate: Estate
    accepted: dict[str, list[Row]] = field(default_factory=dict)
    refused: dict[str, list[dict]] = field(default_factory=dict)
    numbers: dict[str, dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))

    def judge(self, file: str, found: list[Row], fault: Callable[[Row], str | None]) -> None:
        self.accepted[file], self.refused[file] = [], []
        for row in found:
            reason = fault(row)
            if reason:
                self.refused[file].append(refusal(row, KEYS[file], reason))
            else:
                self.accepted[file].append(row)
                self.numbers[file].setdefault(row[KEYS[file]], row)

    def find(self, file: str, key: str) -> Row | None:
        return self.numbers[file].get(key)

    def counted(self, file: str, column: str) -> list[Row]:
        """Accepted rows that are dated in the year and not after the cut-off."""
        return [row for row in self.accepted[file] if self.estate.counts(row[column])]

    def again(self, file: str, row: Row) -> bool:
        return self.find(file, row[KEYS[file]]) is not None

    def unknown(self, row: Row) -> bool:
        return row["unit_no"] not in self.estate.units

    def unit(self, row: Row) -> Unit:
        return self.estate.units[row["unit_no"]]


def judged(folder: Path, estate: Estate) -> Judged:
    book = Judged(estate)
    for file, fault in _faults(book).items():
        book.judge(file, rows(folder, file), fault)
    return book


def _faults(book: Judged) -> dict[str, Callable[[Row], str | None]]:
    """In this order: discounts rest on charges and payments, findings on visits."""
    notice_channels, survey_channels = (book.estate.policies[f"{kind}_channels"] for kind in ("notice", "survey"))
    return {
        "charges": lambda row: first_that_applies(
            *_of_money(book, "charges", "duplicate_charge", row),
            ("unit_not_chargeable", lambda: not book.unit(row).chargeable),
        ),
        "payments": lambda row: first_that_applies(*_of_money(book, "payments", "duplicate_receipt", row)),
        "discounts": lambda row: (
            first_that_applies(
                *_of_money(book, "discounts", "duplicate_discount", row),
                ("unknown_kind", lambda: row["kind"] not in {"vacant_half", "prepay_bonus"}),
            )
            or (_vacancy(book, row) if row["kind"] == "vacant_half" else _bonus(book, row))
        ),
        "notices": lambda row: first_that_applies(
            ("unknown_unit", lambda: book.unknown(row)),
            ("channel_not_allowed", lambda: row["channel"] not in notice_channels),
        ),
        "repairs": lambda row: first_that_applies(
            ("duplicate_ticket", lambda: book.again("repairs", row)),
            ("unknown_category", lambda: row["category"] not in REPAIRS),
            ("unknown_unit", lambda: bool(row["unit_no"]) and book.unknown(row)),
            ("handled_before_reported", lambda: bool(row["handled_on"]) and row["handled_on"] < row["reported_on"]),
        ),
        "visits": lambda row: first_that_applies(
            ("duplicate_visit", lambda: book.again("visits", row)),
            ("unknown_unit", lambda: book.unknown(row)),
            ("unit_not_occupied", lambda: not book.unit(row).occupied(day(row["visited_on"]))),
        ),
        "visit_findings": lambda row: first_that_applies(
            ("unknown_visit", lambda: book.find("visits", row["visit_no"]) is None),
            ("unknown_category", lambda: row["category"] not in FINDINGS),
        ),
        "surveys": lambda row: first_that_applies(
            ("unknown_unit", lambda: book.unknown(row)),
            ("channel_not_allowed", lambda: row["channel"] not in survey_channels),
            ("answer_missing", lambda: not row["satisfied"]),
        ),
        "inspections": lambda row: first_that_applies(
            ("duplicate_inspection", lambda: book.again("inspections", row)),
            ("unknown_unit", lambda: book.unknown(row)),
            ("unit_occupied", lambda: book.unit(row).occupied(day(row["inspected_on"]))),
        ),
        "cards": lambda row: first_that_applies(
            ("duplicate_card", lambda: book.again("cards", row)),
            ("unknown_unit", lambda: book.unknown(row)),
        ),
    }


def _of_money(book: Judged, file: str, duplicate: str, row: Row) -> tuple:
    return (
        (duplicate, lambda: book.again(file, row)),
        ("unknown_unit", lambda: book.unknown(row)),
        ("invalid_amount", lambda: not _is_amount(row["amount"])),
    )


def _is_amount(text: str) -> bool:
    """Positive yuan of at most two places."""
    amount = number(text)
    return amount is not None and amount > 0 and -amount.as_tuple().exponent <= 2


def _vacancy(book: Judged, row: Row) -> str | None:
    unit, charge, policies = book.unit(row), book.find("charges", row["charge_no"]), book.estate.policies
    half = Decimal(str(policies["vacancy_discount_percent"])) / 100
    return first_that_applies(
        ("unknown_charge", lambda: not _rests_on(charge, unit)),
        ("unit_type_not_eligible", lambda: unit.type not in policies["vacancy_discount_types"]),
    ) or first_that_applies(
        *(check for month in months_of(charge["period_from"], charge["period_to"]) for check in _of_month(unit, month)),
        ("amount_differs", lambda: number(row["amount"]) != rounded(number(charge["amount"]) * half, 2)),
    )


def _rests_on(row: Row | None, unit: Unit) -> bool:
    """An accepted property-fee charge or payment of that unit."""
    return row is not None and row["unit_no"] == unit.number and row["fee_type"] == PROPERTY_FEE


def _of_month(unit: Unit, first: date) -> tuple:
    """Months are tested in order, hand-over before occupancy."""
    return (("unit_not_handed_over", lambda: not unit.handed_over(first)), ("unit_occupied", lambda: unit.occupied(first)))


def _bonus(book: Judged, row: Row) -> str | None:
    unit, payment, bonus = book.unit(row), book.find("payments", row["receipt_no"]), book.estate.policies["bonus"]
    if not _rests_on(payment, unit):
        return "unknown_receipt"
    rate, latest = _charged_rate(book.estate, unit, payment), months_later(day(unit.row["fee_paid_through"]), bonus["window_months"])
    return first_that_applies(
        ("not_one_sum", lambda: number(payment["amount"]) != rate * bonus["pay_months"]),
        ("bonus_window_missed", lambda: day(payment["paid_on"]) > latest),
        ("amount_differs", lambda: number(row["amount"]) != rate * bonus["free_months"]),
    )


def _charged_rate(estate: Estate, unit: Unit, payment: Row) -> Decimal:
    """Half rate if vacant on the first day of the payment month; parking and units not handed over never get it."""
    first, full = day(payment["paid_on"]).replace(day=1), number(unit.row["monthly_fee"])
    vacant = unit.type in estate.policies["vacancy_discount_types"] and unit.handed_over(first) and not unit.occupied(first)
    return full * (100 - Decimal(str(estate.policies["vacancy_discount_percent"]))) / 100 if vacant else full
