"""Fraud counted by kind, and whether a quotation is whole (OTH-09, OTH-10; doc 5.1 l.365, l.370)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kefu.law import Decision, Law, decide
from kefu_messages.contracts import FRAUD_KINDS


@dataclass(frozen=True)
class Fraud:
    """A fraudulent claim: its kind, and the yuan that were not paid."""

    kind: str
    prevented: Decimal | None = None


@dataclass(frozen=True)
class FraudFigures:
    """The cases of a month, those of each kind, and the yuan not paid."""

    cases: int
    by_kind: dict[str, int]
    prevented: Decimal


@dataclass(frozen=True)
class Quoted:
    """A quotation's total in yuan, None while something is missing."""

    total: Decimal | None
    missing: tuple[str, ...]


def fraud_figures(cases: Sequence[Fraud], *, law: Law) -> Decision[FraudFigures]:
    """A month's cases by kind, kinds without a case at 0 (OTH-09; doc 5.1 l.365)."""
    counted = Counter(case.kind for case in cases)
    by_kind = {kind: counted[kind] for kind in FRAUD_KINDS}
    prevented = sum((case.prevented or Decimal(0) for case in cases), Decimal(0))
    return decide(FraudFigures(len(cases), by_kind, prevented), law.clause("OTH-09"))


def quotation(*, vehicle: str | None, parts: Decimal | None, labour: Decimal | None, law: Law) -> Decision[Quoted]:
    """Parts and labour for a vehicle; a quotation that lacks one of the three has no total (OTH-10; doc 5.1 l.370)."""
    given = {"vehicle": vehicle, "parts": parts, "labour": labour}
    missing = tuple(name for name, value in given.items() if value is None)
    total = None if missing or parts is None or labour is None else parts + labour
    return decide(Quoted(total, missing), law.clause("OTH-10"), **given)
