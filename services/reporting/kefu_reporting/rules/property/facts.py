"""What other services have told of a property: plain facts, each dated by its own columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal("0.00")
PROPERTY_FEE, VACANT_HALF, PREPAY_BONUS = "property_fee", "vacant_half", "prepay_bonus"
LET = ("leaseback", "unsold_let")
GROUPS = ("occupied", "unoccupied", "let", "not_handed_over")
TYPES = ("residence", "shop", "parking")


@dataclass(frozen=True)
class Move:
    """What a unit has become from a day on: handed over, moved into or out of, with a new owner or tenant."""

    what: str
    on: date
    ownership: str
    handed_over_on: date | None = None
    occupancy: str | None = None


@dataclass(frozen=True)
class Unit:
    """A unit as it was registered, and what has changed since."""

    unit_no: str
    unit_type: str | None = None
    ownership: str = "owner"
    area: str | None = None
    building: str | None = None
    handover_due_on: date | None = None
    handed_over_on: date | None = None
    occupancy: str | None = None
    occupied_since: date | None = None
    chargeable: bool = False
    moves: tuple[Move, ...] = ()

    def handed_over_by(self, day: date) -> bool:
        """Whether it was handed over by the day."""
        handed = self.handed_over_on or next((move.handed_over_on for move in self.moves if move.handed_over_on), None)
        return handed is not None and handed <= day

    def handed_over_in(self, year: int, *, until: date) -> bool:
        """Whether it was handed over in the year, by the day."""
        return self.handed_over_by(until) and not self.handed_over_by(date(year - 1, 12, 31))

    def state_on(self, day: date) -> str | None:
        """How it is lived in on the day (decorated, undecorated, under_decoration, shop); None when nobody lives there."""
        if not self.handed_over_by(day):
            return None
        moved = [move for move in self.moves if move.on <= day and move.what in {"moved_in", "moved_out"}]
        if moved:
            last = max(moved, key=lambda move: move.on)
            return last.occupancy if last.what == "moved_in" else None
        since = self.occupied_since
        return self.occupancy if self.occupancy and since is not None and since <= day else None

    def owned_on(self, day: date) -> str:
        """How it is owned on the day."""
        last = max((move for move in self.moves if move.on <= day), key=lambda move: move.on, default=None)
        return last.ownership if last else self.ownership

    def group_on(self, day: date) -> str:
        """The group its money belongs to on the day (REP-83)."""
        if self.handed_over_by(day):
            return "occupied" if self.state_on(day) else "unoccupied"
        return "let" if self.owned_on(day) in LET else "not_handed_over"


@dataclass(frozen=True)
class Money:
    """A charge, payment, discount or opening debt of a unit: ``kind`` is the fee's or the discount's, ``on`` its day."""

    number: str
    unit_no: str
    kind: str
    amount: Decimal
    on: date | None = None
    fee_year: int | None = None
    at_start_of: int | None = None
    paid_through: date | None = None

    def owed_at_start_of(self, year: int) -> bool:
        """Whether it is an opening debt of the year: of the one it tells, else of every year after the fee's (REP-27)."""
        return (self.fee_year or 0) < year if self.at_start_of is None else self.at_start_of == year


@dataclass(frozen=True)
class Notice:
    """A payment notice (REP-36, REP-37)."""

    notice_no: str
    issued_on: date
    channel: str
    delivery_state: str = "sent"


@dataclass(frozen=True)
class Repair:
    """A repair ticket with the days on which it was handled and revisited (REP-42 to REP-46)."""

    ticket_no: str
    reported_on: date
    category: str
    handling: str | None = None
    handled_on: date | None = None
    revisited_on: date | None = None


@dataclass(frozen=True)
class Visit:
    """A household visit (REP-39)."""

    visit_no: str
    unit_no: str
    visited_on: date


@dataclass(frozen=True)
class Finding:
    """An issue of a visit; ``treatment`` is ticket, no_action or None, ``written_no`` the number it shares with another (REP-40)."""

    finding_no: str
    visited_on: date
    category: str
    treatment: str | None = None
    written_no: str | None = None


@dataclass(frozen=True)
class Survey:
    """An owner's answer (REP-41)."""

    survey_no: str
    answered_on: date
    satisfied: bool
    area: str | None = None


@dataclass(frozen=True)
class Inspection:
    """The inspection of a vacant unit (REP-48)."""

    inspection_no: str
    unit_no: str
    inspected_on: date
    defect: bool = False
    not_cleaned: bool = False
    cable_stolen: bool = False


@dataclass(frozen=True)
class Card:
    """An access card given to a household (REP-38)."""

    card_no: str
    unit_no: str
    replaced_on: date
    holder_type: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Asset:
    """A lamp or charging station (REP-49, REP-50)."""

    asset_no: str
    kind: str
    building: str | None = None
    installed_on: date | None = None
    state: str = "working"
    changed_on: date | None = None

    def stands_on(self, day: date) -> bool:
        """Whether it was installed by the day, or nobody says when, and not removed by then."""
        removed = self.state == "removed" and (self.changed_on is None or self.changed_on <= day)
        return (self.installed_on is None or self.installed_on <= day) and not removed


@dataclass(frozen=True)
class Staffing:
    """A team has so many people from a day on (REP-51, REP-52)."""

    team: str
    valid_from: date
    headcount: int


@dataclass(frozen=True)
class PropertyFacts:
    """Everything a property year is made of, as of the cut-off."""

    year: int
    cut_off: date
    units: Sequence[Unit] = ()
    opening: Sequence[Money] = ()
    charges: Sequence[Money] = ()
    payments: Sequence[Money] = ()
    discounts: Sequence[Money] = ()
    notices: Sequence[Notice] = ()
    repairs: Sequence[Repair] = ()
    visits: Sequence[Visit] = ()
    findings: Sequence[Finding] = ()
    surveys: Sequence[Survey] = ()
    inspections: Sequence[Inspection] = ()
    cards: Sequence[Card] = ()
    assets: Sequence[Asset] = ()
    staffing: Sequence[Staffing] = ()

    def counts(self, day: date | None) -> bool:
        """Whether what is dated on the day counts: neither before 1 January nor after the cut-off, be it in the year or later (REP-83)."""
        return day is not None and date(self.year, 1, 1) <= day <= self.cut_off

    def in_group(self, group: str) -> list[Unit]:
        """The units of a group at the cut-off."""
        return [unit for unit in self.units if unit.group_on(self.cut_off) == group]


def total(items: Iterable[Money]) -> Decimal:
    """The sum of the amounts, in yuan."""
    return sum((item.amount for item in items), ZERO)
