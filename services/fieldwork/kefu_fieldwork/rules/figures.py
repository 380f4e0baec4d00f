"""What a year's orders amount to (FLD-09, FLD-10, FLD-28, FLD-29, FLD-34, FLD-36; doc 5.2 l.391, doc 5.3 l.421-425, doc 5.4 l.446-462)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu.figures import percent
from kefu.law import Decision, Law, decide

CIVIL, SMALL, FAULT = "civil", "small_repair", "fault_repair"
HOUSEHOLD_KINDS = ("safety_inspection", "installation", "gas_on")
CHAIN = ("acceptance", "installation", "gas_on", "safety_inspection", "revisit")


@dataclass(frozen=True)
class Order:
    """An order as the year counts it; a cancelled one isn't counted."""

    kind: str
    requested_on: date
    category: str | None = None
    handling: str | None = None
    line: str | None = None
    handled_on: date | None = None
    cancelled: bool = False


@dataclass(frozen=True)
class Counted:
    """How many were received and handled; percent of four places, None over nothing."""

    received: int
    handled: int
    handled_percent: Decimal | None


@dataclass(frozen=True)
class OrderYear:
    """The orders of a year as of a day."""

    received: int
    handled: int
    open: int
    handled_percent: Decimal | None
    kinds: dict[str, Counted]
    categories: dict[str, Counted]
    civil_by_handling: dict[str, int]
    lines: dict[str, int]


@dataclass(frozen=True)
class Comparison:
    """A year's count against that of the year before; percent of two places, None where there was none."""

    now: int
    before: int
    change: int
    change_percent: Decimal | None


@dataclass(frozen=True)
class ChainOrder:
    """A household's order of one of the steps of the chain."""

    order_no: str
    step: str
    staff: tuple[str, ...] = ()
    done_on: date | None = None


@dataclass(frozen=True)
class ChainLink:
    """A step of the chain with its responsible post and people."""

    step: str
    post: str
    responsible: tuple[str, ...] = ()
    order_no: str | None = None
    done_on: date | None = None


def order_figures(orders: Sequence[Order], *, as_of: date, law: Law) -> Decision[OrderYear]:
    """Orders requested and handled by a day: per kind, per category, civil ones per handling, per line (FLD-09, FLD-10, FLD-36)."""
    counted = [one for one in orders if one.requested_on <= as_of and not one.cancelled]
    small = [one for one in counted if one.kind == SMALL]
    categories = law.value("repair_order_categories", on=as_of)
    every = _counted(counted, as_of)
    year = OrderYear(
        received=every.received, handled=every.handled, open=every.received - every.handled, handled_percent=every.handled_percent,
        kinds={kind: _counted([one for one in counted if one.kind == kind], as_of) for kind in sorted({one.kind for one in counted})},
        categories={name: _counted([one for one in small if one.category == name], as_of) for name in categories.value},
        civil_by_handling=_tally(one.handling for one in small if one.category == CIVIL),
        lines=_tally(one.line for one in counted),
    )  # fmt: skip
    return decide(year, law.clause("FLD-09"), law.clause("FLD-10"), law.clause("FLD-36"), categories, as_of=as_of, orders=len(orders))


def households(orders: Sequence[Order], *, year: int, as_of: date, law: Law) -> Decision[dict[str, int]]:
    """Households inspected, installed and given gas in a year, whenever they had asked for it (FLD-28; doc 5.3 l.425)."""
    done = [one for one in orders if one.handled_on is not None and one.handled_on.year == year and one.handled_on <= as_of]
    return decide({kind: sum(one.kind == kind for one in done) for kind in HOUSEHOLD_KINDS}, law.clause("FLD-28"), year=year, as_of=as_of)


def faults_compared(now: int, *, before: int, law: Law) -> Decision[Comparison]:
    """Fault repairs of a year against the year before (FLD-34; doc 5.4 l.462)."""
    change = now - before
    return decide(Comparison(now, before, change, percent(change, whole=before)), law.clause("FLD-34"), now=now, before=before)


def chain(orders: Sequence[ChainOrder], *, on: date, law: Law) -> Decision[tuple[ChainLink, ...]]:
    """A household's chain from acceptance to revisit; of several orders of a step the last one done (FLD-29; doc 5.3 l.421)."""
    posts = law.value("chain_posts", on=on)
    latest: dict[str, ChainOrder] = {}
    for order in sorted(orders, key=lambda one: (one.done_on or date.min, one.order_no)):
        latest[order.step] = order
    return decide(tuple(_link(step, posts.value, latest.get(step)) for step in CHAIN), law.clause("FLD-29"), posts, orders=len(orders))


def _link(step: str, posts: Mapping[str, str], order: ChainOrder | None) -> ChainLink:
    post = str(posts.get(step, step))
    return ChainLink(step, post) if order is None else ChainLink(step, post, order.staff, order.order_no, order.done_on)


def _counted(orders: Sequence[Order], as_of: date) -> Counted:
    handled = sum(one.handled_on is not None and one.handled_on <= as_of for one in orders)
    return Counted(len(orders), handled, percent(handled, whole=len(orders), places=4))


def _tally(values: object) -> dict[str, int]:
    return dict(sorted(Counter(value for value in values if value is not None).items()))  # type: ignore[attr-defined]
