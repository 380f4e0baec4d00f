"""What is watched about purchases and about charging work (BIL-08, BIL-29, BIL-30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu.law import Decision, Law, decide
from kefu_billing.rules.facts import ZERO, Reading


@dataclass(frozen=True)
class Anomaly:
    """A consumption far from the mean, in m3; ``direction`` is up or down."""

    meter_no: str
    volume: Decimal
    mean: Decimal
    direction: str


def purchase_anomaly(reading: Reading, *, law: Law) -> Decision[Anomaly | None]:
    """Whether a consumption differs from the mean of the months before by more than the allowed part (BIL-08; doc 2 l.155).

    Exactly the allowed part is not abnormal; with fewer months than the mean needs nothing is said.
    """
    months, pct = law.value("anomaly_months", on=reading.read_on), law.value("anomaly_pct", on=reading.read_on)
    count = int(months.value)
    recent = reading.recent_volumes[-count:]
    if len(recent) < count:
        return decide(None, months, law.clause("BIL-08"), months=len(recent))
    total = sum(recent, ZERO)
    abnormal = abs(reading.volume * count - total) * 100 > total * pct.value
    direction = "up" if reading.volume * count > total else "down"
    found = Anomaly(reading.meter_no, reading.volume, total / count, direction) if abnormal else None
    return decide(found, pct, months, law.clause("BIL-08"), volume=reading.volume, recent=list(recent))


def charging_verdict(praise: int, *, findings: int, serious: int, on: date, law: Law) -> Decision[str]:
    """How a month's charging work counts: commendation, ordinary or criticism (BIL-29, BIL-30; doc 2 l.156).

    A serious finding is neglect by itself; praise does not outweigh findings.
    """
    good, bad = law.value("commendation_praise", on=on), law.value("criticism_findings", on=on)
    facts = {"praise": praise, "findings": findings, "serious": serious}
    if serious or findings >= bad.value:
        return decide("criticism", bad, law.clause("BIL-29"), **facts)
    if praise >= good.value and not findings:
        return decide("commendation", good, law.clause("BIL-29"), law.clause("BIL-30"), **facts)
    return decide("ordinary", law.clause("BIL-29"), **facts)
