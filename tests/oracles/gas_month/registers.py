"""What is entered before the first day: staff, customers, meters, prices, earlier readings (format 2, files)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from oracles.tables import Row, day, first_that_applies, organisation, refusal, rows

KINDS = ("residential", "commercial", "public_welfare")
CLASSES = ("commercial", "outdoor_residential", "indoor_residential")
MONEY_ROLES = frozenset({"cashier", "charging_clerk", "card_clerk"})
CLERK_ROLES = frozenset({"counter_clerk", "charging_clerk", "card_clerk"})
HISTORY_MONTHS = 3  # BIL-08: "the mean of the last 3 history months"


@dataclass(frozen=True, eq=False)
class Meter:
    """An accepted meter; ``kind`` is its customer's."""

    row: Row
    kind: str

    @property
    def number(self) -> str:
        return self.row["meter_no"]

    @property
    def class_(self) -> str:
        """Commercial and public-welfare meters are one class; residential meters go by position."""
        return f"{self.row['position']}_residential" if self.kind == "residential" else "commercial"

    def gas_on(self, on: date) -> bool:
        return self.row["state"] == "gas_on" and not (self.row["gas_on_on"] and on < day(self.row["gas_on_on"]))


@dataclass(frozen=True)
class Registers:
    """Everything that days and money are judged by."""

    organisation: dict
    roles: dict[str, str]
    customers: dict[str, Row]
    meters: dict[str, Meter]
    tariffs: list[Row]
    opening: dict[str, Row]
    history: dict[str, list[tuple[str, Decimal]]]
    refused: dict[str, list[dict]]

    @property
    def policies(self) -> dict:
        return self.organisation["policies"]

    @property
    def holidays(self) -> frozenset[date]:
        return frozenset(map(day, self.organisation.get("holidays") or ()))

    @property
    def report_dates(self) -> list[date]:
        return list(map(day, self.organisation["report_dates"]))

    @property
    def first(self) -> date:
        return date.fromisoformat(f"{self.organisation['period']}-01")

    @property
    def last(self) -> date:
        return (self.first + timedelta(31)).replace(day=1) - timedelta(1)

    @property
    def quarter_begins(self) -> date:
        return self.first.replace(month=(self.first.month - 1) // 3 * 3 + 1)

    def due_meters(self, class_: str) -> list[Meter]:
        """Due = accepted meters with state gas_on and gas-on not after the month's last day."""
        return [meter for meter in self.meters.values() if meter.class_ == class_ and meter.gas_on(self.last)]

    def previous(self, meter_no: str) -> Decimal:
        return Decimal(self.opening[meter_no]["base_reading"])

    def recent_months(self, meter_no: str) -> list[Decimal]:
        return [volume for _, volume in sorted(self.history[meter_no])[-HISTORY_MONTHS:]]

    def tariff(self, kind: str, on: date) -> Row:
        """The authority's price of the day; a company rule replaces it only when it is lower."""
        valid = [row for row in self.tariffs if row["customer_kind"] == kind and _valid(row, on)]
        authority = min((row for row in valid if row["source"] == "price_authority"), key=_price)
        return min((authority, *(row for row in valid if row["source"] == "company")), key=_price)


def registers(folder: Path) -> Registers:
    customers, refused_customers = _customers(rows(folder, "customers"))
    meters, refused_meters = _meters(rows(folder, "meters"), customers)
    history = defaultdict(list)
    for row in rows(folder, "consumption_history"):
        history[row["meter_no"]].append((row["month"], Decimal(row["volume"])))
    return Registers(
        organisation=organisation(folder),
        roles={row["staff_no"]: row["role"] for row in rows(folder, "staff")},
        customers=customers,
        meters=meters,
        tariffs=rows(folder, "tariffs"),
        opening={row["meter_no"]: row for row in rows(folder, "opening_readings")},
        history=history,
        refused={"customers": refused_customers, "meters": refused_meters},
    )


def _customers(found: list[Row]) -> tuple[dict[str, Row], list[dict]]:
    accepted, refused = {}, []
    for row in found:
        reason = first_that_applies(
            ("duplicate_customer", lambda row=row: row["customer_no"] in accepted),
            ("invalid_kind", lambda row=row: row["kind"] not in KINDS),
        )
        if reason:
            refused.append(refusal(row, "customer_no", reason))
        else:
            accepted[row["customer_no"]] = row
    return accepted, refused


def _meters(found: list[Row], customers: dict[str, Row]) -> tuple[dict[str, Meter], list[dict]]:
    accepted, refused = {}, []
    for row in found:
        reason = first_that_applies(
            ("duplicate_meter", lambda row=row: row["meter_no"] in accepted),
            ("unknown_customer", lambda row=row: row["customer_no"] not in customers),
            ("invalid_inlet", lambda row=row: row["inlet"] not in {"left", "right"}),
        )
        if reason:
            refused.append(refusal(row, "meter_no", reason))
        else:
            accepted[row["meter_no"]] = Meter(row, customers[row["customer_no"]]["kind"])
    return accepted, refused


def _valid(tariff: Row, on: date) -> bool:
    return day(tariff["valid_from"]) <= on <= (day(tariff["valid_to"]) or date.max)


def _price(tariff: Row) -> Decimal:
    return Decimal(tariff["price"])
