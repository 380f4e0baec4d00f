"""How a rate is printed and how it is compared: two different things."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from kefu.figures import percent_text
from kefu.law import Decision, Law, decide

HALF_UP_TWO: dict[str, Any] = {"method": "half_up", "decimals": 2}
METHODS = {"half_up": ROUND_HALF_UP, "truncate": ROUND_DOWN}
EXACT_PLACES = 4


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
    shown = exact.quantize(places, METHODS[how["method"]])
    return decide(str(shown or abs(shown)), law.clause("REP-75"), rounding, **facts)


def rate(numerator: Decimal | int, denominator: Decimal | int, *, figure: str, on: date, law: Law) -> Decision[dict[str, Any]]:
    """A rate with its inputs, exact to four places and as the report prints it (REP-75)."""
    printed = printed_rate(Decimal(numerator), Decimal(denominator), figure=figure, on=on, law=law)
    outcome = {
        "numerator": written(numerator), "denominator": written(denominator),
        "percent": percent_text(numerator, whole=denominator, places=EXACT_PLACES), "shown": printed.outcome,
    }  # fmt: skip
    return decide(outcome, *printed.because, **printed.facts)


def growth(change: Decimal | int, before: Decimal | int, *, figure: str, on: date, law: Law) -> Decision[str | None]:
    """A change in percent of what was before, as the figure is printed; None when there was nothing before (REP-59, REP-64 to REP-66)."""
    return printed_rate(Decimal(change), Decimal(before), figure=figure, on=on, law=law)


def per_hundred(number: int, of: int, *, figure: str, on: date, law: Law) -> Decision[str | None]:
    """So many for every hundred, as the figure is printed (REP-40)."""
    return printed_rate(Decimal(number), Decimal(of), figure=figure, on=on, law=law)


def written(number: Decimal | int) -> str | int:
    """Counts stay whole numbers, money is written with two places."""
    return number if isinstance(number, int) else str(number.quantize(Decimal("0.01")))
