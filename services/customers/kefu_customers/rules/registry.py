"""Whether a customer may be registered or changed, what is missing, whom it resembles, and the month's figures (CUS-01, 12, 14, 68)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.calendar import first_day, last_day
from kefu.figures import percent
from kefu.law import Decision, Law, decide
from kefu_messages.customers import (
    BoilerOnlyResidential,
    DuplicateCustomer,
    InvalidKind,
    PossibleDuplicate,
    StatusStepNotAllowed,
    UnknownCustomerStatus,
)

RELEASED = "released"


@dataclass(frozen=True)
class Particulars:
    """What is known of a customer when one asks whom it resembles or what is missing."""

    customer_no: str
    name: str = ""
    contact: str | None = None
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class Completeness:
    """The contact data that are missing, and how many of them are known in percent."""

    missing: tuple[str, ...]
    percent: Decimal


@dataclass(frozen=True)
class Registered:
    """A customer as the month's report needs it; one of whom nobody says since when has long been one."""

    customer_no: str
    kind: str
    status: str
    opened_on: date | None
    missing: tuple[str, ...] = ()
    wall_hung_boiler: bool = False


@dataclass(frozen=True)
class RegisteredComplex:
    """A residential complex as the month's report needs it."""

    complex_no: str
    opened_on: date
    boiler: bool = False


def accept_customer(
    customer_no: str, *, known: bool, kind: str | None, status: str, wall_hung_boiler: bool = False, day: date, law: Law
) -> Decision[str]:
    """The kind with which a customer may be registered (CUS-01, CUS-68; doc 1 l.9, doc 5.3 l.424); the checks in this order."""
    if known:
        raise DuplicateCustomer(customer_no=customer_no)
    kinds = law.value("customer_kinds", on=day)
    if kind is None or kind not in kinds.value:
        raise InvalidKind(kind=kind or "", kinds=", ".join(kinds.value))
    statuses = law.value("customer_statuses", on=day)
    if status not in statuses.value:
        raise UnknownCustomerStatus(status=status, statuses=", ".join(statuses.value))
    _refuse_boiler(kind, wall_hung_boiler)
    return decide(kind, law.clause("CUS-01"), statuses, kinds, customer_no=customer_no, kind=kind, status=status)


def _refuse_boiler(kind: str, wall_hung_boiler: bool) -> None:  # noqa: FBT001 - a fact, not a switch
    if wall_hung_boiler and kind != "residential":
        raise BoilerOnlyResidential


def accept_change(kind: str, *, status: str, wanted: str, wall_hung_boiler: bool = False, day: date, law: Law) -> Decision[str]:
    """The status after a change: forward only, steps may be left out; who is released stays so (CUS-01; doc 1 l.9)."""
    if status == RELEASED:
        raise StatusStepNotAllowed(status=status, wanted=wanted)
    kinds = law.value("customer_kinds", on=day)
    if kind not in kinds.value:
        raise InvalidKind(kind=kind, kinds=", ".join(kinds.value))
    statuses = law.value("customer_statuses", on=day)
    if wanted not in statuses.value:
        raise UnknownCustomerStatus(status=wanted, statuses=", ".join(statuses.value))
    if statuses.value.index(wanted) < statuses.value.index(status):
        raise StatusStepNotAllowed(status=status, wanted=wanted)
    _refuse_boiler(kind, wall_hung_boiler)
    return decide(wanted, law.clause("CUS-01"), statuses, kinds, status=status, wanted=wanted)


def completeness(customer: Particulars, *, day: date, law: Law) -> Decision[Completeness]:
    """Which contact data are missing; missing ones warn, they do not block (CUS-14; doc 1 l.86)."""
    needed = law.value("contact_fields", on=day)
    missing = tuple(name for name in needed.value if not (getattr(customer, name) or "").strip())
    known = percent(len(needed.value) - len(missing), whole=len(needed.value), places=2) or Decimal(0)
    return decide(Completeness(missing, known), needed, missing=missing)


def similar_customers(customer: Particulars, *, others: tuple[Particulars, ...], law: Law) -> Decision[tuple[str, ...]]:
    """The customers with the same phone, or the same name and address, in the order of their numbers (CUS-12)."""
    numbers = {other.customer_no for other in others if other.customer_no != customer.customer_no and _alike(customer, other)}
    similar = tuple(sorted(numbers))
    return decide(similar, law.clause("CUS-12"), similar=similar)


def _alike(one: Particulars, other: Particulars) -> bool:
    if one.phone and one.phone == other.phone:
        return True
    return bool(one.address) and (one.name, one.address) == (other.name, other.address)


def refuse_duplicate(similar: tuple[str, ...], *, confirmed_distinct: bool, law: Law) -> Decision[tuple[str, ...]]:
    """The resembling customers, if somebody has confirmed that it is none of them (CUS-12)."""
    if similar and not confirmed_distinct:
        raise PossibleDuplicate(similar=", ".join(similar))
    return decide(similar, law.clause("CUS-12"), similar=similar, confirmed_distinct=confirmed_distinct)


def registry_report(
    period: str, *, customers: tuple[Registered, ...], complexes: tuple[RegisteredComplex, ...] = (), law: Law
) -> Decision[dict[str, Any]]:
    """The month's figures by rule: incomplete records (CUS-14), customers per kind and the new ones (CUS-68), at the month's end."""
    end = last_day(period)
    there = sorted((item for item in customers if _since(item) <= end and item.status != RELEASED), key=lambda item: item.customer_no)
    kinds = law.value("customer_kinds", on=end)
    incomplete = [{"customer_no": item.customer_no, "missing": list(item.missing)} for item in there if item.missing]
    counted = [item for item in there if item.status == "existing"]
    figures = {
        "CUS-14": {"customers": len(there), "incomplete": incomplete},
        "CUS-68": _per_kind(counted, kinds.value),
        "CUS-68-new": _new_in(period, counted, complexes, kinds.value),
    }
    return decide(figures, law.value("contact_fields", on=end), law.clause("CUS-68"), kinds, period=period)


def _since(customer: Registered) -> date:
    return customer.opened_on or date.min


def _per_kind(customers: list[Registered], kinds: list[str]) -> dict[str, int]:
    counts = Counter(item.kind for item in customers)
    return {kind: counts[kind] for kind in kinds}


def _new_in(period: str, customers: list[Registered], complexes: tuple[RegisteredComplex, ...], kinds: list[str]) -> dict[str, int]:
    first, last = first_day(period), last_day(period)
    new = [item for item in customers if first <= _since(item) <= last]
    built = [item for item in complexes if first <= item.opened_on <= last]
    return {
        **_per_kind(new, kinds),
        "residential_with_boiler": sum(item.wall_hung_boiler for item in new),
        "complexes": len(built),
        "boiler_complexes": sum(item.boiler for item in built),
    }
