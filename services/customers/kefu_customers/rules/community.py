"""Modules of the owners' platform, loyalty points and enrolment (CUS-65..67; doc 5.2 l.413)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from kefu.figures import percent, rounded
from kefu.law import Decision, Law, decide
from kefu_messages.customers.community import ModuleReadOnly, ModuleUnknown, PointsInsufficient


@dataclass(frozen=True)
class Redemption:
    """The credit that points become, in yuan, and the points left."""

    credit: Decimal
    balance: int


def platform_module(module: str, *, on: date, law: Law) -> Decision[str]:
    """The channel of a request through a module that takes requests (CUS-65; doc 5.2 l.413)."""
    modules = law.value("platform_modules", on=on)
    if module not in modules.value:
        raise ModuleUnknown(module=module)
    read_only = law.value("platform_read_only_modules", on=on)
    if module in read_only.value:
        raise ModuleReadOnly(module=module)
    channel = law.value("platform_channel", on=on)
    return decide(str(channel.value), law.clause("CUS-65"), modules, channel, module=module)


def points_earned(amount: Decimal, *, on: date, law: Law) -> Decision[int]:
    """Whole points for what an owner has spent; the rest of a point is dropped (CUS-66; doc 5.2 l.413)."""
    rate = law.value("points_per_yuan_spent", on=on)
    points = int((amount * Decimal(rate.value)).to_integral_value(ROUND_DOWN))
    return decide(points, law.clause("CUS-66"), rate, amount=amount)


def points_redeemed(balance: int, *, points: int, on: date, law: Law) -> Decision[Redemption]:
    """The credit against the property fee for points that are there (CUS-66; doc 5.2 l.413)."""
    if points > balance:
        raise PointsInsufficient(balance=balance, points=points)
    rate = law.value("points_per_yuan_credit", on=on)
    credit = rounded(Decimal(points) / Decimal(rate.value))
    return decide(Redemption(credit, balance - points), law.clause("CUS-66"), rate, points=points, balance=balance)


def enrolment_percent(enrolled: int, *, occupied: int, law: Law) -> Decision[Decimal | None]:
    """Enrolled among the occupied households, in percent with two places (CUS-67; doc 5.2 l.413)."""
    return decide(percent(enrolled, whole=occupied, places=2), law.clause("CUS-67"), enrolled=enrolled, occupied=occupied)
