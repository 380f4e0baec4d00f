"""Prices: only what is published may be charged (BIL-01, BIL-02)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kefu.law import Decision, Law, decide
from kefu_billing.rules.balances import money
from kefu_billing.rules.facts import Tariff
from kefu_messages.billing import NoTariffInForce, PriceOverrideRefused, TariffPeriodInvalid

AUTHORITY = "price_authority"


def publishable(tariff: Tariff, *, law: Law) -> Decision[Tariff]:
    """A tariff that may be published: its period is not empty (BIL-01; doc 2 l.152)."""
    if tariff.valid_to is not None and tariff.valid_to < tariff.valid_from:
        raise TariffPeriodInvalid(valid_from=tariff.valid_from.isoformat(), valid_to=tariff.valid_to.isoformat())
    return decide(tariff, law.clause("BIL-01"), tariff_no=tariff.tariff_no)


def tariff_on(tariffs: Sequence[Tariff], *, customer_kind: str, on: date, law: Law) -> Decision[Tariff]:
    """The tariff of the day: the authority's, unless a company rule of the day is lower (BIL-01; doc 2 l.152).

    Raises ``no_tariff_in_force`` when neither is published for the kind of customer and day.
    """
    valid = [item for item in tariffs if item.customer_kind == customer_kind and _in_force(item, on)]
    authority = [item for item in valid if item.source == AUTHORITY]
    company = [item for item in valid if item.source != AUTHORITY]
    if not valid:
        raise NoTariffInForce(customer_kind=customer_kind, day=on.isoformat())
    cap = _latest(authority or company)
    lower = [item for item in company if item.price < cap.price]
    chosen = min(lower, key=lambda item: (item.price, item.tariff_no)) if authority and lower else cap
    return decide(chosen, law.clause("BIL-01"), customer_kind=customer_kind, on=on, tariff_no=chosen.tariff_no, price=chosen.price)


def charge(volume: Decimal, *, price: Decimal, law: Law) -> Decision[Decimal]:
    """What a consumption costs, rounded half-up to the fen (BIL-01); the whole volume takes the one price."""
    return decide(money(volume * price), law.clause("BIL-01"), volume=volume, price=price)


def price_override(proposed: Decimal, *, price: Decimal, law: Law) -> Decision[Decimal]:
    """The tariff's price, when that is what was proposed; any other price is refused (BIL-02; doc 2 l.134)."""
    if proposed != price:
        raise PriceOverrideRefused(proposed=str(proposed), price=str(price))
    return decide(price, law.clause("BIL-02"), proposed=proposed)


def _in_force(tariff: Tariff, on: date) -> bool:
    return tariff.valid_from <= on and (tariff.valid_to is None or on <= tariff.valid_to)


def _latest(tariffs: Sequence[Tariff]) -> Tariff:
    return max(tariffs, key=lambda item: (item.valid_from, item.tariff_no))
