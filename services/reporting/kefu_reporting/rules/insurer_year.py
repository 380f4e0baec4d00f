"""The year of an insurer's service department (document 5.1): partners, fraud cases, referrals (REP-72 to REP-74)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.figures import plain
from kefu.law import Decision, Law, decide
from kefu_reporting.rules.rates import rate
from kefu_reporting.rules.reconciling import Renewals

MONTHS = range(1, 13)


@dataclass(frozen=True)
class Referral:
    """A repair referred to a dealer's shop: its day, whether it was accepted, its amount in yuan."""

    on: date
    accepted: bool
    amount: Decimal | None = None


def partners_renewed(counted: Renewals, *, on: date, law: Law) -> Decision[dict[str, Any]]:
    """Partner repair shops renewed of those whose contract ran to its last day (REP-72, CON-44; doc 5.1 l.361)."""
    shown = rate(counted.renewed, counted.due, figure="share_of_partners", on=on, law=law)
    outcome = {"due": counted.due, "renewed": counted.renewed, "rate": shown.outcome, "differences": list(counted.differences)}
    return decide(outcome, law.clause("REP-72"), law.clause("CON-44"), *shown.because, due=counted.due, renewed=counted.renewed)


def fraud_series(
    cases: Mapping[int, int], *, differences: Sequence[Mapping[str, Any]] = (), on: date, law: Law
) -> Decision[dict[str, Any]]:
    """Fraud cases found per month up to the day, and since which month every month has one (REP-73; doc 5.1 l.365)."""
    series = {month: cases.get(month, 0) for month in MONTHS if month <= on.month}
    without = [month for month, number in series.items() if number == 0]
    since = max(without, default=0) + 1
    every = None if since > on.month else since
    by_month, total = [series.get(month) for month in MONTHS], sum(series.values())
    outcome = {"by_month": by_month, "total": total, "every_month_since": every, "differences": list(differences)}
    return decide(outcome, law.clause("REP-73"), total=total)


def referrals(
    found: Sequence[Referral], *, told: Mapping[int, int] | None = None, differences: Sequence[Mapping[str, Any]] = (), on: date, law: Law
) -> Decision[dict[str, Any]]:
    """Referred repairs per month: sent, accepted, amount; a month before the first has no data (REP-74; doc 5.1 l.363).

    ``told`` is how many were sent, by month, where services tell of it; whether one was accepted and for how much is entered only.
    """
    sent = {**Counter(item.on.month for item in found), **(told or {})}
    months = {
        f"{month:02}": _month([item for item in found if item.on.month == month], sent=sent.get(month, 0), on=on, law=law)
        if min(sent, default=13) <= month <= on.month
        else "no_data"
        for month in MONTHS
    }
    outcome = {"months": months, "sent": sum(sent.values()), "differences": list(differences)}
    return decide(outcome, law.clause("REP-74"), first_month=min(sent, default=None))


def _month(entered: Sequence[Referral], *, sent: int, on: date, law: Law) -> dict[str, Any]:
    """A month's referrals; what became of those sent is not known while nobody has entered any of it."""
    if sent and not entered:
        return {"sent": sent, "accepted": None, "amount": None, "rate": None}
    accepted = [item for item in entered if item.accepted]
    amount = sum((item.amount or Decimal(0) for item in accepted), Decimal(0))
    shown = rate(len(accepted), sent, figure="share_of_referrals", on=on, law=law).outcome
    return {"sent": sent, "accepted": len(accepted), "amount": plain(amount), "rate": shown}
