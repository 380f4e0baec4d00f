"""Household visits, their findings, and owners' answers (CUS-61..63)."""

from __future__ import annotations

from typing import Any

from kefu.service import Ask, Page, Shelf, command, query
from kefu_customers import rules
from kefu_customers.rules.households import Answer, FindingFacts
from kefu_customers.service.units import unit_facts
from kefu_customers.store import HOUSEHOLD_VISITS, OWNER_SURVEYS, VISIT_FINDINGS
from kefu_messages.customers.households import (
    GetFindingTreatment,
    GetHouseholdVisit,
    GetOwnerSatisfaction,
    HouseholdVisited,
    ListVisitFindings,
    OwnerSurveyed,
    RecordHouseholdVisit,
    RecordOwnerSurvey,
    RecordVisitFinding,
    TreatVisitFinding,
    VisitFindingRecorded,
    VisitFindingTreated,
)
from kefu_messages.errors import AlreadyExists


class Households:
    """Records visits, sees that every finding ends, and reports satisfaction per area."""

    household_visits = Shelf(HOUSEHOLD_VISITS)
    visit_findings = Shelf(VISIT_FINDINGS)
    owner_surveys = Shelf(OWNER_SURVEYS)

    @command(RecordHouseholdVisit)
    def record_household_visit(self, ask: Ask) -> dict[str, Any]:
        visit = self.household_visits.new(ask.organisation, ask["visit_no"])
        unit = self.units.get(ask.organisation, ask["unit_no"])
        verdict = rules.visit_recordable(
            visit.key, seen=visit.exists, unit_no=ask["unit_no"], unit=unit_facts(unit) if unit else None,
            visited_on=ask["visited_on"], law=ask.law,
        )  # fmt: skip
        told = {name: ask[name] for name in ("unit_no", "visited_on", "steward")}
        event = HouseholdVisited.of(visit_no=visit.key, because=verdict.clauses, **told)
        changes = {**told, "outcome": ask.get("outcome"), "year": ask["visited_on"].year}
        return self.household_visits.save(visit, ask, changes=changes, events=[event], decisions={"visit": verdict})

    @query(GetHouseholdVisit)
    def get_household_visit(self, ask: Ask) -> dict[str, Any]:
        visit = self.household_visits.require(ask.organisation, ask["visit_no"])
        findings = self.visit_findings.find(ask.organisation, visit_no=visit.key)
        return {**self.household_visits.public(visit), "findings": sorted(finding.key for finding in findings)}

    @command(RecordVisitFinding)
    def record_visit_finding(self, ask: Ask) -> dict[str, Any]:
        finding = self.visit_findings.new(ask.organisation, ask["finding_no"])
        if finding.exists:
            raise AlreadyExists(kind="finding", key=finding.key)
        visit = self.household_visits.get(ask.organisation, ask["visit_no"])
        treatment, ticket_no = ask.get("treatment"), ask.get("ticket_no")
        verdict = rules.finding_classified(
            ask["visit_no"], visited_on=visit["visited_on"] if visit else None, category=ask["category"], treatment=treatment,
            ticket_no=ticket_no, law=ask.law,
        )  # fmt: skip
        told = {
            "visit_no": ask["visit_no"], "unit_no": visit["unit_no"], "visited_on": visit["visited_on"], "category": ask["category"],
            "repair_categories": list(verdict.outcome), "treatment": treatment, "ticket_no": ticket_no,
        }  # fmt: skip
        event = VisitFindingRecorded.of(finding_no=finding.key, because=verdict.clauses, **told)
        changes = {
            **told, "description": ask.get("description"), "reason": None, "year": visit["visited_on"].year,
            "open": treatment is None,
        }  # fmt: skip
        return self.visit_findings.save(finding, ask, changes=changes, events=[event], decisions={"class": verdict})

    @command(TreatVisitFinding)
    def treat_visit_finding(self, ask: Ask) -> dict[str, Any]:
        finding = self.visit_findings.require(ask.organisation, ask["finding_no"])
        ticket_no, reason = ask.get("ticket_no"), ask.get("reason")
        verdict = rules.finding_treated(
            finding.get("treatment"), treatment=ask["treatment"], ticket_no=ticket_no, reason=reason, law=ask.law
        )
        told = {"treatment": verdict.outcome, "ticket_no": ticket_no}
        event = VisitFindingTreated.of(finding_no=finding.key, treated_on=ask["treated_on"], because=verdict.clauses, **told)
        changes = {**told, "reason": reason, "treated_on": ask["treated_on"], "open": False}
        return self.visit_findings.save(finding, ask, changes=changes, events=[event], decisions={"treatment": verdict})

    @query(ListVisitFindings)
    def list_visit_findings(self, ask: Ask) -> Page:
        return self.visit_findings.page(ask, equals={"year": ask["year"], "open": True if ask["open_only"] else None})

    @query(GetFindingTreatment)
    def get_finding_treatment(self, ask: Ask) -> dict[str, Any]:
        visits = list(self.household_visits.every(ask.organisation, year=ask["year"]))
        findings = [
            FindingFacts(one.key, category=one["category"], treatment=one.get("treatment"))
            for one in self.visit_findings.every(ask.organisation, year=ask["year"])
        ]
        summary = rules.finding_summary(findings, law=ask.law).outcome
        return {"year": ask["year"], "visits": len(visits), "households": len({one["unit_no"] for one in visits}), **vars(summary)}

    @command(RecordOwnerSurvey)
    def record_owner_survey(self, ask: Ask) -> dict[str, Any]:
        survey = self.owner_surveys.new(ask.organisation, ask["survey_no"])
        if survey.exists:
            raise AlreadyExists(kind="survey", key=survey.key)
        unit = self.units.get(ask.organisation, ask["unit_no"])
        verdict = rules.survey_answer(
            survey.key, unit_no=ask["unit_no"], area=unit.get("area") if unit else None, known=unit is not None,
            channel=ask["channel"], satisfied=ask.get("satisfied"), answered_on=ask["answered_on"], law=ask.law,
        )  # fmt: skip
        told = {
            "unit_no": ask["unit_no"], "area": verdict.outcome.area or None, "channel": ask["channel"],
            "answered_on": ask["answered_on"], "satisfied": verdict.outcome.satisfied,
        }  # fmt: skip
        event = OwnerSurveyed.of(survey_no=survey.key, because=verdict.clauses, **told)
        changes = {**told, "remark": ask.get("remark"), "year": ask["answered_on"].year}
        return self.owner_surveys.save(survey, ask, changes=changes, events=[event], decisions={"answer": verdict})

    @query(GetOwnerSatisfaction)
    def get_owner_satisfaction(self, ask: Ask) -> dict[str, Any]:
        answers = [Answer(one.get("area") or "", one["satisfied"]) for one in self.owner_surveys.every(ask.organisation, year=ask["year"])]
        figures = rules.satisfaction_by_area(answers, law=ask.law).outcome
        return {"year": ask["year"], "overall": vars(figures.overall), "areas": {area: vars(one) for area, one in figures.areas.items()}}
