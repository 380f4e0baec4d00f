"""A unit's property-fee account: what it owes, was charged and given, as of any day (BIL-34..BIL-41)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu_billing.rules.facts import ZERO

PROPERTY_FEE = "property_fee"
DECORATION_DEPOSIT = "decoration_deposit"
VACANT_HALF, PREPAY_BONUS = "vacant_half", "prepay_bonus"


@dataclass(frozen=True)
class Charge:
    """A charge before discount; months ``YYYY-MM``, ``monthly_fee`` the full rate."""

    charge_no: str
    fee_type: str
    fee_year: int
    amount: Decimal
    issued_on: date | None = None
    period_from: str | None = None
    period_to: str | None = None
    months: int | None = None
    monthly_fee: Decimal | None = None


@dataclass(frozen=True)
class OwnerPayment:
    """A payment of an owner, in yuan."""

    receipt_no: str
    paid_on: date
    fee_type: str
    amount: Decimal
    channel: str = "cash"
    payer: str = ""
    note: str = ""


@dataclass(frozen=True)
class Discount:
    """A granted discount; ``paid_through`` is what a bonus extends the paid period to."""

    discount_no: str
    kind: str
    amount: Decimal
    granted_on: date
    charge_no: str = ""
    receipt_no: str = ""
    paid_through: date | None = None
    fee_year: int | None = None


@dataclass(frozen=True)
class Arrears:
    """What was owed at the start of a year: of ``at_start_of`` alone where that is said, else of every year after the fee's."""

    fee_type: str
    fee_year: int
    amount: Decimal
    at_start_of: int | None = None

    def owed_in(self, year: int) -> bool:
        """Whether the year begins with it."""
        return self.fee_year < year if self.at_start_of is None else self.at_start_of == year

    def same_debt(self, other: Arrears) -> bool:
        """Whether both tell of one kind and year of fee at the start of one year, for all they say."""
        kind = (self.fee_type, self.fee_year) == (other.fee_type, other.fee_year)
        return kind and (None in (self.at_start_of, other.at_start_of) or self.at_start_of == other.at_start_of)


@dataclass(frozen=True)
class Credit:
    """A promotion credited to the unit (BIL-41)."""

    promotion_no: str
    kind: str
    amount: Decimal
    used_on: date


@dataclass(frozen=True)
class Notice:
    """A payment notice or reminder with its channel and result (BIL-34, BIL-35)."""

    notice_no: str
    issued_on: date
    channel: str = ""
    delivery_state: str = "sent"
    result: str = ""


@dataclass(frozen=True)
class Move:
    """Somebody moved in or out."""

    on: date
    occupied: bool


@dataclass(frozen=True)
class Unit:
    """A unit with its account; ``monthly_fee`` is the full rate, ``fee_paid_through`` as of the start of the books."""

    unit_no: str
    unit_type: str | None = None
    ownership: str | None = None
    handed_over_on: date | None = None
    occupancy: str | None = None
    moves: tuple[Move, ...] = ()
    chargeable: bool = False
    monthly_fee: Decimal | None = None
    fee_paid_through: date | None = None
    opening: tuple[Arrears, ...] = ()
    charges: tuple[Charge, ...] = ()
    payments: tuple[OwnerPayment, ...] = ()
    discounts: tuple[Discount, ...] = ()
    credits: tuple[Credit, ...] = ()
    notices: tuple[Notice, ...] = ()

    def handed_over(self, on: date) -> bool:
        """Whether the unit was handed over by the day."""
        return self.handed_over_on is not None and self.handed_over_on <= on

    def occupied(self, on: date) -> bool:
        """Whether somebody lived there on the day: handed over, with an occupancy, moved in and not out again."""
        moved = [move for move in self.moves if move.on <= on]
        last = max(moved, key=lambda move: move.on, default=None)
        return self.handed_over(on) and last is not None and last.occupied

    def vacant(self, on: date) -> bool:
        """Handed over and nobody in it."""
        return self.handed_over(on) and not self.occupied(on)

    def group(self, on: date) -> str:
        """The group its money belongs to: occupied, unoccupied, let or not handed over."""
        if self.handed_over(on):
            return "occupied" if self.occupied(on) else "unoccupied"
        return "let" if self.ownership in ("leaseback", "unsold_let") else "not_handed_over"

    def charge(self, charge_no: str) -> Charge | None:
        """The charge with the number."""
        return next((item for item in self.charges if item.charge_no == charge_no), None)

    def payment(self, receipt_no: str) -> OwnerPayment | None:
        """The payment with the number."""
        return next((item for item in self.payments if item.receipt_no == receipt_no), None)


def charged_in(unit: Unit, *, year: int, fee_type: str = PROPERTY_FEE) -> Decimal:
    """What was charged for a year, before discounts, in yuan."""
    return sum((item.amount for item in unit.charges if item.fee_type == fee_type and item.fee_year == year), ZERO)


def vacancy_in(unit: Unit, *, year: int, until: date) -> Decimal:
    """The vacancy discounts granted from 1 January of a year up to the day, in yuan."""
    return sum((item.amount for item in unit.discounts if item.kind == VACANT_HALF and _in(item.granted_on, year, until)), ZERO)


def bonus_in(unit: Unit, *, year: int, until: date) -> Decimal:
    """The bonuses granted from 1 January of a year up to the day, in yuan."""
    return sum((item.amount for item in unit.discounts if item.kind == PREPAY_BONUS and _in(item.granted_on, year, until)), ZERO)


def received_in(unit: Unit, *, year: int, until: date, fee_type: str = PROPERTY_FEE) -> Decimal:
    """What was paid from 1 January of a year up to the day, in yuan."""
    return sum((item.amount for item in unit.payments if item.fee_type == fee_type and _in(item.paid_on, year, until)), ZERO)


def opening_of(unit: Unit, *, year: int) -> Decimal:
    """What was owed at the start of a year, in yuan."""
    return sum((item.amount for item in unit.opening if item.fee_type == PROPERTY_FEE and item.owed_in(year)), ZERO)


def balance_of(unit: Unit, *, year: int, until: date) -> Decimal:
    """Opening arrears, charges less vacancy discounts and credits, less payments (REP-27), in yuan."""
    credited = sum((item.amount for item in unit.credits if _in(item.used_on, year, until)), ZERO)
    due = charged_in(unit, year=year) - vacancy_in(unit, year=year, until=until) - credited
    return opening_of(unit, year=year) + due - received_in(unit, year=year, until=until)


def paid_through(unit: Unit, *, until: date) -> date | None:
    """The last day up to which the fee is paid, bonuses included."""
    extended = [item.paid_through for item in unit.discounts if item.paid_through is not None and item.granted_on <= until]
    return max(extended, default=unit.fee_paid_through)


def _in(day: date, year: int, until: date) -> bool:
    return date(year, 1, 1) <= day <= until
