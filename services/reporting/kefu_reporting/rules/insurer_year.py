"""The year of an insurer's service department (document 5.1): partners, fraud cases, referrals (REP-72 to REP-74)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.figures import plain
from kefu.law import Decision, Law, decide
from kefu_reporting.rules.rates import rate

MONTHS = range(1, 13)


@dataclass(frozen=True)
class Referral:
    """A repair referred to a dealer's shop: its day, whether it was accepted, its amount in yuan."""

    on: date
    accepted: bool
    amount: Decimal | None = None


def partners_renewed(renewed: int, *, due: int, on: date, law: Law) -> Decision[dict[str, Any]]:
    """Partner repair shops renewed of those due (REP-72; doc 5.1 l.361)."""
    shown = rate(renewed, due, figure="share_of_partners", on=on, law=law)
    return decide({"due": due, "renewed": renewed, "rate": shown.outcome}, law.clause("REP-72"), *shown.because, due=due, renewed=renewed)


def fraud_series(cases: Mapping[int, int], *, on: date, law: Law) -> Decision[dict[str, Any]]:
    """Fraud cases found per month up to the day, and since which month every month has one (REP-73; doc 5.1 l.365)."""
    series = {month: cases.get(month, 0) for month in MONTHS if month <= on.month}
    without = [month for month, number in series.items() if number == 0]
    since = max(without, default=0) + 1
    every = None if since > on.month else since
    outcome = {"by_month": [series.get(month) for month in MONTHS], "total": sum(series.values()), "every_month_since": every}
    return decide(outcome, law.clause("REP-73"), total=sum(series.values()))


def referrals(found: Sequence[Referral], *, on: date, law: Law) -> Decision[dict[str, Any]]:
    """Referred repairs per month: sent, accepted, amount; a month before the first has no data (REP-74; doc 5.1 l.363)."""
    first = min((item.on.month for item in found), default=None)
    months: dict[str, Any] = {}
    for month in MONTHS:
        mine = [item for item in found if item.on.month == month]
        accepted = [item for item in mine if item.accepted]
        began = first is not None and first <= month <= on.month
        shown = rate(len(accepted), len(mine), figure="share_of_referrals", on=on, law=law).outcome if began else None
        amount = sum((item.amount or Decimal(0) for item in accepted), Decimal(0))
        months[f"{month:02}"] = (
            {"sent": len(mine), "accepted": len(accepted), "amount": plain(amount), "rate": shown} if began else "no_data"
        )
    return decide({"months": months, "sent": len(found)}, law.clause("REP-74"), first_month=first)
