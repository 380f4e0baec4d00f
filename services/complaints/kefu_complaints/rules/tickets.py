"""Repairs and omitted works: what is accepted, their figures, the figures of complaints (CMP-51..53, 56; doc 5.2 l.385-413)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kefu.law import Decision, Law, decide
from kefu_complaints.rules.staff_complaints import channel_known
from kefu_messages.complaints.shared import DatesOutOfOrder
from kefu_messages.complaints.tickets import DuplicateTicket, HandledBeforeReported
from kefu_messages.errors import UnknownCategory, UnknownUnit

CIVIL = "civil"
PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Repair:
    """A repair as it was reported, handled and revisited."""

    ticket_no: str
    reported_on: date
    category: str
    channel: str | None
    handling: str | None = None
    unit_no: str | None = None
    handled_on: date | None = None
    revisited_on: date | None = None


@dataclass(frozen=True)
class Complained:
    """A complaint as the year counts it."""

    category: str | None = None
    cause: str | None = None


@dataclass(frozen=True)
class Handled:
    """How many were received and handled; percent of four places, None over nothing."""

    received: int
    handled: int
    handled_percent: Decimal | None


@dataclass(frozen=True)
class RepairFigures:
    """The repairs of a year as of a day."""

    received: int
    handled: int
    open: int
    handled_percent: Decimal | None
    categories: dict[str, Handled]
    civil_by_handling: dict[str, int]
    handled_without_revisit: int


def ticket_recorded(repair: Repair, *, seen: bool, unit_known: bool, law: Law) -> Decision[str]:
    """The state in which a ticket starts: accepted, replied once it was handled, closed once it was revisited too (CMP-51, CMP-53).

    Raises, in this order, ``duplicate_ticket``, ``unknown_category``, ``unknown_unit``, ``handled_before_reported``,
    ``channel_not_allowed``.
    """
    if seen:
        raise DuplicateTicket(ticket_no=repair.ticket_no, because=["CMP-51"])
    categories, handlings = law.value("repair_categories", on=repair.reported_on), law.value("repair_handlings", on=repair.reported_on)
    if repair.category not in categories.value:
        raise UnknownCategory(category=repair.category, because=["CMP-52"])
    if repair.unit_no is not None and not unit_known:
        raise UnknownUnit(unit_no=repair.unit_no, because=["CMP-51"])
    if repair.handled_on is not None and repair.handled_on < repair.reported_on:
        told = {"handled_on": repair.handled_on.isoformat(), "reported_on": repair.reported_on.isoformat()}
        raise HandledBeforeReported(**told, because=["CMP-51"])
    if repair.handling is not None and (repair.category != CIVIL or repair.handling not in handlings.value):
        raise UnknownCategory(category=repair.handling, because=["CMP-52"])
    if repair.channel is not None:
        channel_known(repair.channel, on=repair.reported_on, law=law)
    state = "accepted" if repair.handled_on is None else "closed" if repair.revisited_on else "replied"
    return decide(
        state, law.clause("CMP-51"), law.clause("CMP-53"), categories, reported_on=repair.reported_on, handled_on=repair.handled_on
    )


def revisited_after_work(*, handled_on: date | None, revisited_on: date | None) -> None:
    """Nobody is asked about a repair that was not made, or before it was (CMP-51); raises ``moments_out_of_order``."""
    if revisited_on is not None and (handled_on is None or revisited_on < handled_on):
        raise DatesOutOfOrder(earlier="handled_on", later="revisited_on", because=["CMP-51"])


def repair_figures(repairs: Sequence[Repair], *, as_of: date, law: Law) -> Decision[RepairFigures]:
    """Received and handled by a day, per category and per handling of civil ones (CMP-51, CMP-52; doc 5.2 l.391).

    A repair handled by then counts as revisited whenever the revisit was made.
    """
    counted = [one for one in repairs if one.reported_on <= as_of]
    handled = [one for one in counted if _by(one.handled_on, as_of)]
    categories = law.value("repair_categories", on=as_of).value
    figures = RepairFigures(
        received=len(counted), handled=len(handled), open=len(counted) - len(handled),
        handled_percent=_percent(len(handled), len(counted)),
        categories={name: _handled([one for one in counted if one.category == name], as_of) for name in categories},
        civil_by_handling=dict(sorted(Counter(one.handling for one in counted if one.category == CIVIL and one.handling).items())),
        handled_without_revisit=sum(one.revisited_on is None for one in handled),
    )  # fmt: skip
    return decide(figures, law.clause("CMP-51"), law.clause("CMP-52"), as_of=as_of, tickets=len(repairs))


def complaint_figures(complaints: Sequence[Complained], *, law: Law) -> Decision[dict[str, dict[str, int]]]:
    """Complaints per category and per cause (CMP-52, CMP-56; doc 5.2 l.389, doc 5.3 l.439)."""
    categories = Counter(one.category or "none" for one in complaints)
    causes = Counter(one.cause or "none" for one in complaints)
    found = {"categories": dict(sorted(categories.items())), "causes": dict(sorted(causes.items()))}
    return decide(found, law.clause("CMP-52"), law.clause("CMP-56"), complaints=len(complaints))


def waiting_days(ordered_on: date, *, served_on: date | None, as_of: date, law: Law) -> Decision[int]:
    """How many days a customer waited for gas-on or installation, or has waited so far (CMP-56; doc 5.3 l.439)."""
    return decide(((served_on or as_of) - ordered_on).days, law.clause("CMP-56"), ordered_on=ordered_on, served_on=served_on)


def _handled(repairs: Sequence[Repair], as_of: date) -> Handled:
    done = sum(_by(one.handled_on, as_of) for one in repairs)
    return Handled(len(repairs), done, _percent(done, len(repairs)))


def _by(day: date | None, as_of: date) -> bool:
    return day is not None and day <= as_of


def _percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(100 * part) / whole).quantize(PLACES, ROUND_HALF_UP) if whole else None
