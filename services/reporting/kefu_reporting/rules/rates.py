"""How a rate is printed and how it is compared: two different things."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from kefu.law import Decision, Law, decide

HALF_UP_TWO: dict[str, Any] = {"method": "half_up", "decimals": 2}
METHODS = {"half_up": ROUND_HALF_UP, "truncate": ROUND_DOWN}


def reaches(numerator: Decimal, denominator: Decimal, *, target: Decimal) -> bool:
    """Whether the rate reaches the target in percent, compared unrounded: 94.99999 % does not reach 95 % (REP-11)."""
    return numerator * 100 >= target * denominator


def printed_rate(numerator: Decimal, denominator: Decimal, *, figure: str, on: date, law: Law) -> Decision[str | None]:
    """The rate in percent as the figure's method and decimals print it (REP-75); None when nothing was due."""
    rounding = law.value("rounding", on=on)
    how = rounding.value.get(figure) or rounding.value.get("default") or HALF_UP_TWO
    facts = {"numerator": str(numerator), "denominator": str(denominator), "figure": figure}
    if denominator == 0:
        return decide(None, law.clause("REP-75"), rounding, **facts)
    exact = Decimal(numerator) * 100 / Decimal(denominator)
    places = Decimal(1).scaleb(-int(how["decimals"]))
    return decide(str(exact.quantize(places, METHODS[how["method"]])), law.clause("REP-75"), rounding, **facts)
