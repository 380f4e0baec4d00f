"""The month's figures against their targets: green when reached, red when not (REP-10, REP-11, REP-77)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.law import Citation, Decision, Law, decide
from kefu_reporting.rules.rates import printed_rate, reaches

READ_RATES = {
    "MET-05": ("commercial_read_rate", "commercial"),
    "MET-06": ("outdoor_residential_read_rate", "outdoor_residential"),
    "MET-07": ("indoor_residential_read_rate", "indoor_residential"),
}
RULES = {"recovery_rate": "REP-11", "slip_accuracy": "REP-10"}


@dataclass(frozen=True)
class Judged:
    """A figure with its target and the light it shows: ``green``, ``red`` or ``no_data``."""

    kpi: str
    rule: str
    numerator: Decimal
    denominator: Decimal
    rate_percent: str | None
    target_percent: Decimal
    light: str


def judge(kpi: str, *, numerator: Decimal, denominator: Decimal, on: date, law: Law) -> Decision[Judged]:
    """The traffic light of a figure, compared unrounded (REP-10, REP-11, REP-77); without anything due there is none."""
    rule = RULES.get(kpi, "REP-77")
    target, citation = _target(kpi, on=on, law=law)
    printed = printed_rate(numerator, denominator, figure=kpi, on=on, law=law)
    reached = "green" if reaches(numerator, denominator, target=target) else "red"
    outcome = Judged(kpi, rule, numerator, denominator, printed.outcome, target, reached if denominator else "no_data")
    return decide(outcome, law.clause(rule), citation, *printed.because, kpi=kpi, **printed.facts)


def _target(kpi: str, *, on: date, law: Law) -> tuple[Decimal, Citation]:
    if kpi == "recovery_rate":
        citation = law.value("recovery_target", on=on)
        return Decimal(citation.value), citation
    if kpi == "slip_accuracy":
        citation = law.value("accuracy_target", on=on)
        return Decimal(citation.value), citation
    citation = law.value("reading_targets", on=on)
    return Decimal(citation.value[kpi.removesuffix("_read_rate")]), citation


def lights_of_readings(findings: Mapping[str, Any], *, on: date, law: Law) -> list[Decision[Judged]]:
    """The read rates of a consolidated reading month (REP-77); a class that is not reported has no light."""
    return [
        judge(kpi, numerator=Decimal(findings[rule]["read"]), denominator=Decimal(findings[rule]["due"]), on=on, law=law)
        for rule, (kpi, _) in READ_RATES.items()
        if rule in findings
    ]


def lights_of_collection(findings: Mapping[str, Any], *, on: date, law: Law) -> list[Decision[Judged]]:
    """Recovery and slip accuracy of a submitted collection month (REP-10, REP-11)."""
    report = findings.get("BIL-23") or {}
    recovery = report.get("recovery")
    lights = []
    if recovery:
        lights.append(
            judge("recovery_rate", numerator=Decimal(recovery["received"]), denominator=Decimal(recovery["receivable"]), on=on, law=law)
        )
    if "slips_submitted" in report:
        submitted, wrong = Decimal(report["slips_submitted"]), Decimal(len(report["slips_wrong"]))
        lights.append(judge("slip_accuracy", numerator=submitted - wrong, denominator=submitted, on=on, law=law))
    return lights
