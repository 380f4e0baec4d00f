"""Household visits, their findings, and owners' answers (CUS-61..63)."""

from __future__ import annotations

from typing import Any

from kefu.repeats import told_apart
from kefu.rows import import_rows, saved
from kefu.service import Ask, Batch, Draft, Page, Record, Shelf, command, importer, query
from kefu_customers import rules
from kefu_customers.rules.households import Answer, FindingFacts
from kefu_customers.service.units import unit_facts
from kefu_customers.store import HOUSEHOLD_VISITS, OWNER_SURVEYS, UNITS, VISIT_FINDINGS
from kefu_messages.customers import (
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
    units = Shelf(UNITS)

    @command(RecordHouseholdVisit)
    def record_household_visit(self, ask: Ask) -> dict[str, Any]:
        """Record the visit of a steward at an occupied household (CUS-61; doc 5.2 l.389)."""
        visit = self.household_visits.new(ask.organisation, ask["visit_no"])
        unit = self.units.get(ask.organisation, ask["unit_no"])
        return saved(self.household_visits, _visited(ask, visit, visit.exists, unit))

    @importer(RecordHouseholdVisit)
    def import_household_visits(self, batch: Batch) -> None:
        """The visits of a file, each at a unit that was occupied on its day (CUS-61)."""
        units = self.units.get_many(batch.organisation, sorted({str(row.get("unit_no")) for row in batch.rows}))
        import_rows(
            batch, self.household_visits, key="visit_no",
            drafted=lambda row, visit, seen: _visited(row, visit, seen, units.get(row["unit_no"])),
        )  # fmt: skip

    @query(GetHouseholdVisit)
    def get_household_visit(self, ask: Ask) -> dict[str, Any]:
        """One visit with its findings (CUS-61)."""
        visit = self.household_visits.require(ask.organisation, ask["visit_no"])
        findings = self.visit_findings.find(ask.organisation, visit_no=visit.key)
        return {**self.household_visits.public(visit), "findings": sorted(finding.key for finding in findings)}

    @command(RecordVisitFinding)
    def record_visit_finding(self, ask: Ask) -> dict[str, Any]:
        """Record an issue of a visit in one of the classes, with its treatment where it is known (CUS-61, CUS-62)."""
        finding = self.visit_findings.new(ask.organisation, ask["finding_no"])
        visit = self.household_visits.get(ask.organisation, ask["visit_no"])
        return saved(self.visit_findings, _found(ask, finding, finding.exists, visit, treatment=ask.get("treatment")))

    @importer(RecordVisitFinding)
    def import_visit_findings(self, batch: Batch) -> None:
        """The findings of a file; those of a refused visit are refused too (CUS-61, CUS-62)."""
        visits = self.household_visits.get_many(batch.organisation, sorted({str(row.get("visit_no")) for row in batch.rows}))
        import_rows(
            batch, self.visit_findings, key=lambda row: told_apart(row["finding_no"], row),
            drafted=lambda row, finding, seen: _found(row, finding, seen, visits.get(row["visit_no"]), treatment=_written_treatment(row)),
        )  # fmt: skip

    @command(TreatVisitFinding)
    def treat_visit_finding(self, ask: Ask) -> dict[str, Any]:
        """Decide what becomes of an issue: a ticket, or no action for a reason (CUS-62; doc 5.2 l.389)."""
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
        """The findings of a year's visits, all or only the untreated (CUS-62)."""
        return self.visit_findings.page(ask, equals={"year": ask["year"], "open": True if ask["open_only"] else None})

    @query(GetFindingTreatment)
    def get_finding_treatment(self, ask: Ask) -> dict[str, Any]:
        """Visits of a year, findings per class and what became of them (CUS-61, CUS-62)."""
        visits = list(self.household_visits.every(ask.organisation, year=ask["year"]))
        findings = [
            FindingFacts(one.key, category=one["category"], treatment=one.get("treatment"))
            for one in self.visit_findings.every(ask.organisation, year=ask["year"])
        ]
        summary = rules.finding_summary(findings, law=ask.law).outcome
        return {"year": ask["year"], "visits": len(visits), "households": len({one["unit_no"] for one in visits}), **vars(summary)}

    @command(RecordOwnerSurvey)
    def record_owner_survey(self, ask: Ask) -> dict[str, Any]:
        """Record an owner's answer, taken at home or by phone; the unit gives the area (CUS-63; doc 5.2 l.389)."""
        survey = self.owner_surveys.new(ask.organisation, ask["survey_no"])
        unit = self.units.get(ask.organisation, ask["unit_no"])
        return saved(self.owner_surveys, _answered(ask, survey, survey.exists, unit))

    @importer(RecordOwnerSurvey)
    def import_owner_surveys(self, batch: Batch) -> None:
        """The answers of a file, each with the area of its unit (CUS-63)."""
        units = self.units.get_many(batch.organisation, sorted({str(row.get("unit_no")) for row in batch.rows}))
        import_rows(
            batch, self.owner_surveys, key=lambda row: told_apart(row["survey_no"], row),
            drafted=lambda row, survey, seen: _answered(row, survey, seen, units.get(row["unit_no"])),
        )  # fmt: skip

    @query(GetOwnerSatisfaction)
    def get_owner_satisfaction(self, ask: Ask) -> dict[str, Any]:
        """Owners' satisfaction in a year (CUS-63)."""
        answers = [Answer(one.get("area") or "", one["satisfied"]) for one in self.owner_surveys.every(ask.organisation, year=ask["year"])]
        figures = rules.satisfaction_by_area(answers, law=ask.law).outcome
        return {"year": ask["year"], "overall": vars(figures.overall), "areas": {area: vars(one) for area, one in figures.areas.items()}}


def _visited(ask: Ask, visit: Record, seen: bool, unit: Record | None) -> Draft:  # noqa: FBT001 - a fact
    """A visit about to be recorded."""
    verdict = rules.visit_recordable(
        visit.key, seen=seen, unit_no=ask["unit_no"], unit=unit_facts(unit) if unit else None, visited_on=ask["visited_on"], law=ask.law
    )
    told = {name: ask[name] for name in ("unit_no", "visited_on", "steward")}
    event = HouseholdVisited.of(visit_no=visit.key, because=verdict.clauses, **told)
    changes = {**told, "outcome": ask.get("outcome"), "year": ask["visited_on"].year}
    return Draft(visit, ask, changes, [event], {"visit": verdict})


def _written_treatment(row: Ask) -> str | None:
    """What a file says became of a finding; a ticket without its number is none, and the finding still untreated (CUS-62)."""
    return row.get("treatment") if row.get("treatment") != "ticket" or row.get("ticket_no") else None


def _found(ask: Ask, finding: Record, seen: bool, visit: Record | None, *, treatment: str | None) -> Draft:  # noqa: FBT001 - a fact
    """A finding about to be recorded."""
    if seen:
        raise AlreadyExists(kind="finding", key=finding.key)
    ticket_no = ask.get("ticket_no")
    day, unit_no = (visit["visited_on"], visit["unit_no"]) if visit else (None, None)
    verdict = rules.finding_classified(
        ask["visit_no"], visited_on=day, category=ask["category"], treatment=treatment, ticket_no=ticket_no, law=ask.law
    )
    told = {
        "visit_no": ask["visit_no"], "unit_no": unit_no, "visited_on": day, "category": ask["category"],
        "repair_categories": list(verdict.outcome), "treatment": treatment, "ticket_no": ticket_no,
    }  # fmt: skip
    written = ask["finding_no"] if finding.key != ask["finding_no"] else None
    event = VisitFindingRecorded.of(finding_no=finding.key, written_no=written, because=verdict.clauses, **told)
    own = {"description": ask.get("description"), "reason": None, "year": day.year if day else None, "open": treatment is None}
    return Draft(finding, ask, {**told, **own}, [event], {"class": verdict})


def _answered(ask: Ask, survey: Record, seen: bool, unit: Record | None) -> Draft:  # noqa: FBT001 - a fact
    """An answer about to be recorded."""
    if seen:
        raise AlreadyExists(kind="survey", key=survey.key)
    verdict = rules.survey_answer(
        survey.key, unit_no=ask["unit_no"], area=unit.get("area") if unit else None, known=unit is not None, channel=ask["channel"],
        satisfied=ask.get("satisfied"), answered_on=ask["answered_on"], law=ask.law,
    )  # fmt: skip
    told = {
        "unit_no": ask["unit_no"], "area": verdict.outcome.area or None, "channel": ask["channel"], "answered_on": ask["answered_on"],
        "satisfied": verdict.outcome.satisfied,
    }  # fmt: skip
    event = OwnerSurveyed.of(survey_no=survey.key, because=verdict.clauses, **told)
    changes = {**told, "remark": ask.get("remark"), "year": ask["answered_on"].year}
    return Draft(survey, ask, changes, [event], {"answer": verdict})
