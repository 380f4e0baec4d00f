"""Findings and hazards, from the day found to their closing (FLD-08, FLD-14, FLD-19, FLD-27, FLD-32)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, time
from itertools import product
from typing import Any

from kefu.newest import newest, position
from kefu.service import Ask, Page, Record, Shelf, command, on, query
from kefu_fieldwork import rules
from kefu_fieldwork.store import FINDINGS, UNITS
from kefu_messages.discipline import ViolationRecorded
from kefu_messages.errors import MalformedRequest, UnknownUnit
from kefu_messages.fieldwork import (
    CorrectFinding,
    DuplicateNumber,
    FindingClosed,
    FindingCorrected,
    FindingRaised,
    FindingReopened,
    GetFinding,
    GetFindingFigures,
    ListFindings,
    ReinspectFinding,
    ReportFinding,
    WhyFinding,
)

TOLD = ("source", "source_no", "item", "area", "unit_no", "level", "found_on", "responsible", "due_on")
MOST_CRITICAL, IN_CHARGE = "critical", "department_head"
EMPTY: dict[str, Any] = {
    "state": "open", "overdue": False, "rejections": 0,
    **dict.fromkeys((
        "source_no", "item", "area", "unit_no", "level", "description", "found_by", "corrected_on", "corrected_by", "correction",
        "closed_on",
    )),
}  # fmt: skip


class Findings:
    """Follows every finding until it is put right and somebody else has seen it."""

    findings = Shelf(FINDINGS)
    units = Shelf(UNITS)

    @command(ReportFinding)
    def report_finding(self, ask: Ask) -> dict[str, Any]:
        """Report a problem or a hazard with its responsible and due day (FLD-19, FLD-27, FLD-32)."""
        finding = self.findings.new(ask.organisation, ask["finding_no"])
        if finding.exists:
            raise DuplicateNumber(number=finding.key, because=["FLD-27"])
        unit = self.units.get(ask.organisation, ask["unit_no"]) if ask.get("unit_no") else None
        if ask.get("unit_no") and unit is None:
            raise UnknownUnit(unit_no=ask["unit_no"], because=["FLD-27"])
        named = rules.responsible_named(ask["responsible"], law=ask.law)
        due = rules.finding_due(ask["source"], level=ask.get("level"), found_on=ask["found_on"], due_on=ask.get("due_on"), law=ask.law)
        given = {name: ask.get(name) for name in (*TOLD, "description")} | {"due_on": due.outcome}
        given |= {"found_by": ask.identity.staff_no, "area": ask.get("area") or (unit.get("area") if unit else None)}
        event = FindingRaised.of(finding_no=finding.key, **given, because=[*due.clauses, *named.clauses])
        return self._keep_finding(ask, finding, given, events=[event], decisions={"due": due, "responsible": named})

    @on(FindingRaised)
    def keep_finding(self, ask: Ask) -> None:
        """What a check, a patrol, a visit or a renovation found is followed like everything else (FLD-08, FLD-27)."""
        finding = self.findings.new(ask.organisation, ask["finding_no"])
        if not finding.exists:
            self._keep_finding(ask, finding, {name: ask.get(name) for name in (*TOLD, "description", "found_by")})

    @on(ViolationRecorded)
    def open_hazard(self, ask: Ask) -> None:
        """A violation that is critical for safety, a private connection say, leaves a hazard to be removed (FLD-32, DIS-56)."""
        finding = self.findings.new(ask.organisation, f"YH.{ask['violation_no']}")
        if not ask.get("safety_critical") or finding.exists:
            return
        found_on = ask.get("confirmed_on") or ask["occurred_on"]
        due = rules.finding_due("hazard", level=MOST_CRITICAL, found_on=found_on, law=ask.law)
        facts = {"source": "hazard", "source_no": ask["violation_no"], "item": ask["code"], "level": MOST_CRITICAL, "found_on": found_on}
        given = {**dict.fromkeys((*TOLD, "description", "found_by")), **facts, "responsible": IN_CHARGE, "due_on": due.outcome}
        event = FindingRaised.of(finding_no=finding.key, **given, because=[*due.clauses, "DIS-56"])
        self._keep_finding(ask, finding, given, events=[event], decisions={"due": due})

    @command(CorrectFinding)
    def correct_finding(self, ask: Ask) -> dict[str, Any]:
        """The responsible has put it right (FLD-08, FLD-27)."""
        finding = self.findings.require(ask.organisation, ask["finding_no"])
        took = rules.corrected(finding["state"], found_on=finding["found_on"], corrected_on=ask["corrected_on"], law=ask.law)
        facts = {"corrected_on": ask["corrected_on"], "corrected_by": ask.identity.staff_no, "correction": ask["correction"]}
        event = FindingCorrected.of(**told(finding), corrected_on=ask["corrected_on"], days=took.outcome, because=took.clauses)
        return self._keep_finding(
            ask, finding, {"state": "corrected", "overdue": False, **facts}, events=[event], decisions={"corrected": took}
        )

    @command(ReinspectFinding)
    def reinspect_finding(self, ask: Ask) -> dict[str, Any]:
        """Look again: closed, or open once more; never by who corrected it (FLD-08, FLD-32)."""
        finding = self.findings.require(ask.organisation, ask["finding_no"])
        second = rules.reinspected(
            finding["state"], removed=ask["removed"], corrected_by=finding.get("corrected_by"), inspector=ask.identity.staff_no,
            corrected_on=finding.get("corrected_on"), inspected_on=ask["inspected_on"], law=ask.law,
        )  # fmt: skip
        if second.outcome == "closed":
            changes: dict[str, Any] = {"state": "closed", "closed_on": ask["inspected_on"]}
            event = FindingClosed.of(**told(finding), closed_on=ask["inspected_on"], because=second.clauses)
        else:
            changes = {"state": "open", "corrected_on": None, "corrected_by": None, "rejections": finding["rejections"] + 1}
            event = FindingReopened.of(**told(finding), inspected_on=ask["inspected_on"], because=second.clauses)
        return self._keep_finding(ask, finding, changes, events=[event], decisions={"second_look": second})

    @query(GetFinding)
    def get_finding(self, ask: Ask) -> dict[str, Any]:
        """One finding."""
        return self.findings.public(self.findings.require(ask.organisation, ask["finding_no"]))

    @query(WhyFinding)
    def why_finding(self, ask: Ask) -> dict[str, Any]:
        """Why a finding is due on its day."""
        finding = self.findings.require(ask.organisation, ask["finding_no"])
        return {"decisions": self.findings.why(finding, language=ask.language)}

    @query(ListFindings)
    def list_findings(self, ask: Ask) -> Page:
        """Findings, the newest first."""
        whose = [f"{name}:{ask.get(name)}" for name in ("area", "responsible", "month") if ask.get(name)]
        if len(whose) > 1:
            raise MalformedRequest(detail="one of area, responsible, month")
        name = "|".join((ask.get("source") or "", ask.get("state") or "", *(whose or [""])))
        return newest(self.findings, ask, equals={"lists": name}, narrow=bool(whose) or ask.get("state") not in (None, "closed"))

    @query(GetFindingFigures)
    def get_finding_figures(self, ask: Ask) -> dict[str, Any]:
        """How many findings of a period are corrected (FLD-27)."""
        first, last = ask["found_from"], ask["found_until"]
        as_of = ask.get("as_of") or last
        found = self.findings.every(ask.organisation, found_on=(first.isoformat(), last.isoformat()))
        counted = [rules.Found(one["source"], one["found_on"], one.get("due_on"), one.get("corrected_on")) for one in found]
        figures = rules.finding_figures(counted, as_of=as_of, law=ask.law).outcome
        return {"found_from": first, "found_until": last, "as_of": as_of, **asdict(figures)}

    def _keep_finding(self, ask: Ask, finding: Record, changes: Mapping[str, Any], **saved: Any) -> dict[str, Any]:
        after = {**(EMPTY if not finding.exists else {}), **finding, **changes}
        after |= derived(after, finding.key)
        changed = {name: value for name, value in after.items() if name not in finding or finding[name] != value}
        return self.findings.save(finding, ask, changes=changed, **saved)


def told(finding: Record) -> dict[str, Any]:
    """What every event of a finding carries."""
    return {"finding_no": finding.key, **{name: finding.get(name) for name in TOLD}}


def derived(finding: Mapping[str, Any], finding_no: str) -> dict[str, Any]:
    """The lists a finding stands in, its place in them, and the day on which it becomes overdue."""
    waits = finding["state"] == "open" and finding.get("due_on") is not None and not finding["overdue"]
    states = ["", finding["state"], *(["overdue"] if finding["overdue"] and finding["state"] == "open" else [])]
    found_on = finding["found_on"]
    whose = ["", f"month:{found_on:%Y-%m}", *(f"{name}:{finding[name]}" for name in ("area", "responsible") if finding.get(name))]
    return {
        "lists": ["|".join(names) for names in product(("", finding["source"]), states, whose)],
        "position": position(datetime.combine(found_on, time(), UTC), number=finding_no),
        "alarm_on": str(finding["due_on"]) if waits else None,
    }  # fmt: skip
