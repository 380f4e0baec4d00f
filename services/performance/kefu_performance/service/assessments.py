"""Assessments and their forms (TRN-15, TRN-16, TRN-18, TRN-19, OTH-14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kefu.directory import Directory
from kefu.entered import entry
from kefu.personal import decides_about
from kefu.service import Ask, Record, Shelf, command, query, schedule
from kefu_messages.errors import AlreadyExists, UnknownStaff, ValidationFailed
from kefu_messages.performance import (
    AssessmentFiled,
    AssessmentOverdue,
    FileAssessmentForm,
    FilePeriodicAssessment,
    GetAssessment,
    GetAssessmentYear,
    ListOverdueAssessments,
    RequestSkillAssessment,
    ScheduleProbationAssessment,
    WageChangeProposed,
)
from kefu_performance import rules
from kefu_performance.service.numbered import in_turn
from kefu_performance.service.people import serving
from kefu_performance.service.replies import hidden, read_personal, reader
from kefu_performance.store import ASSESSMENTS, HOLDERS

ADMINISTRATION = "administration"


class Assessments:
    """Who is to be assessed, was, and what the form said."""

    assessments = Shelf(ASSESSMENTS)
    holders = Shelf(HOLDERS)
    staff = Directory()

    @command(ScheduleProbationAssessment)
    def schedule_probation_assessment(self, ask: Ask) -> dict[str, Any]:
        """The service manager sets time and content; the form is due by the end of probation (TRN-15)."""
        record = self._new(ask, rule="TRN-15")
        decides_about(ask, self.staff, ask["staff_no"], because=["TRN-15"])
        late = entry(ask, "scheduled_on", may_be_ahead=True)
        person, due = self.staff.person(ask.organisation, ask["staff_no"]), ask["probation_ends_on"]
        days = {"joined_on": person.joined_on if person else None, "scheduled_on": ask["scheduled_on"]}
        verdict = rules.probation_scheduled(due, **days, law=ask.law)
        changes = {**_scheduled(ask, kind="probation"), "due_on": due}
        return self.assessments.save(record, ask, changes=changes, decisions={"scheduled": verdict, **late})

    @command(RequestSkillAssessment)
    def request_skill_assessment(self, ask: Ask) -> dict[str, Any]:
        """The service manager or the person asks for it (TRN-16)."""
        by, by_roles = ask.identity.staff_no, ask.identity.roles
        verdict = rules.skill_requested(ask["staff_no"], by=by, by_roles=by_roles, law=ask.law)
        record = self._new(ask, rule="TRN-16")
        if by != ask["staff_no"]:
            decides_about(ask, self.staff, ask["staff_no"], because=["TRN-16"])
        late = entry(ask, "scheduled_on", may_be_ahead=True)
        return self.assessments.save(record, ask, changes=_scheduled(ask, kind="skill"), decisions={"requested": verdict, **late})

    @command(FileAssessmentForm)
    def file_assessment_form(self, ask: Ask) -> dict[str, Any]:
        """The form goes to the administration (TRN-15, TRN-16)."""
        record = self.assessments.require(ask.organisation, ask["assessment_no"])
        facts = {"staff_no": record["staff_no"], "by": ask.identity.staff_no, "state": record["state"]}
        with hidden(ask, self.staff, record["staff_no"], paper="assessment_no"):
            decides_about(ask, self.staff, record["staff_no"], because=["TRN-15" if record["kind"] == "probation" else "TRN-16"])
        verdict = rules.form_filed(record["kind"], **facts, law=ask.law)
        late = _assessed(ask)
        filed = {name: ask[name] for name in ("assessed_on", "result", "filed_on")}
        changes = {**filed, "filed_with": ADMINISTRATION, "state": verdict.outcome}
        told = {"staff_no": record["staff_no"], "kind": record["kind"], "filed_on": ask["filed_on"]}
        event = AssessmentFiled.of(assessment_no=record.key, **told, because=verdict.clauses)
        return self.assessments.save(record, ask, changes=changes, decisions={"filed": verdict, **late}, events=[event])

    @command(FilePeriodicAssessment)
    def file_periodic_assessment(self, ask: Ask) -> dict[str, Any]:
        """Assess somebody below once a year, propose the grade's wage change, and file (TRN-18)."""
        staff_no, by, year, day = ask["staff_no"], ask.identity.staff_no, ask["year"], ask["assessed_on"]
        known = self.assessments.find(ask.organisation, staff_no=staff_no)
        before = sum(1 for one in known if (one["kind"], one.get("year")) == ("periodic", year))
        graded = rules.periodic_assessed(ask["grade"], staff_no=staff_no, by=by, assessed_on=day, year=year, before=before, law=ask.law)
        record = self._new(ask, rule="TRN-18")
        decides_about(ask, self.staff, staff_no, because=["TRN-18"])
        late = _assessed(ask)
        changes = {
            "staff_no": ask["staff_no"], "kind": "periodic", "state": "filed", "year": ask["year"], "result": ask["grade"],
            "content": ask.get("remark"), "assessed_on": ask["assessed_on"], "filed_on": ask["filed_on"], "filed_with": ADMINISTRATION,
            "requested_by": ask.identity.staff_no, "wage_change_percent": graded.outcome,
        }  # fmt: skip
        events, decisions = [_filed(record.key, ask), *_proposed(record.key, ask, graded.outcome)], {"graded": graded, **late}
        claims = [f"{staff_no}/{year}/{before + 1}"]
        return in_turn(lambda: self.assessments.save(record, ask, changes=changes, decisions=decisions, events=events, claims=claims))

    @query(GetAssessment)
    def get_assessment(self, ask: Ask) -> dict[str, Any]:
        """One assessment as of a day."""
        record = self.assessments.require(ask.organisation, ask["assessment_no"])
        read_personal(ask, self.staff, record["staff_no"], paper="assessment_no")
        return _standing(self.assessments.public(record), min(ask.get("as_of") or ask.today, ask.today), ask)

    @query(ListOverdueAssessments)
    def list_overdue_assessments(self, ask: Ask) -> dict[str, Any]:
        """Probation forms not filed by the end of the day though the probation is over (TRN-15)."""
        as_of = min(ask.get("as_of") or ask.today, ask.today)
        span = ("0000-00-00", as_of.isoformat())
        found = self.assessments.find(ask.organisation, kind="probation", state=["scheduled", "overdue", "filed"], due_on=span)
        subject = f"{ask.organisation}/assessments/overdue"
        seen = reader(ask, self.staff).shown(found, subject=subject, about=lambda record: [record["staff_no"]])
        shown = [_standing(self.assessments.public(record), as_of, ask) for record in seen]
        overdue = sorted((item for item in shown if item["state"] == "overdue"), key=lambda item: str(item["assessment_no"]))
        return {"as_of": as_of, "assessments": overdue, "because": ["TRN-15"]}

    @query(GetAssessmentYear)
    def get_assessment_year(self, ask: Ask) -> dict[str, Any]:
        """How many of those serving at its end, or today, were assessed in the year; by name whom the caller may read (TRN-19, OTH-14)."""
        year, as_of = ask["year"], min(ask.get("as_of") or date(ask["year"], 12, 31), ask.today)
        assessed: defaultdict[str, tuple[date, ...]] = defaultdict(tuple)
        for record in self.assessments.every(ask.organisation, kind="periodic", assessed_on=(f"{year}-01-01", f"{year}-12-31")):
            assessed[record["staff_no"]] = (*assessed[record["staff_no"]], record["assessed_on"])
        staff = self._serving(ask, as_of)
        verdict = rules.year_of_assessments(staff, assessed_on=dict(assessed), year=year, as_of=as_of, law=ask.law)
        missing = reader(ask, self.staff).shown(
            verdict.outcome.missing, subject=f"{ask.organisation}/assessments/{year}", about=lambda staff_no: [staff_no]
        )
        return {"year": year, **vars(verdict.outcome), "missing": missing, "because": ["TRN-19", "OTH-14"]}

    @schedule("daily")
    def miss_probation_forms(self, ask: Ask) -> None:
        """Say once that a probation is over without its form (TRN-15)."""
        until = (ask.today - timedelta(days=1)).isoformat()
        for record in self.assessments.find(ask.organisation, kind="probation", state="scheduled", due_on=("0000-00-00", until)):
            told = {"staff_no": record["staff_no"], "due_on": record["due_on"]}
            event = AssessmentOverdue.of(assessment_no=record.key, **told, because=["TRN-15"])
            self.assessments.save(record, ask, changes={"state": "overdue"}, events=[event])

    def _serving(self, ask: Ask, day: date) -> list[str]:
        outside = ask.law.value("assessed_from_outside", on=day).value
        return serving(self.holders.every(ask.organisation), day=day, outside=outside)

    def _new(self, ask: Ask, *, rule: str) -> Record:
        if not self.staff.known(ask.organisation, ask["staff_no"]):
            raise UnknownStaff(staff_no=ask["staff_no"], because=[rule])
        record = self.assessments.new(ask.organisation, ask["assessment_no"])
        if record.exists:
            raise AlreadyExists(kind="assessment", key=record.key)
        return record


def _assessed(ask: Ask) -> dict[str, Any]:
    """The decision to take a form that is filed late; nothing is filed before it was assessed (TRN-15, TRN-16, TRN-18)."""
    if ask["filed_on"] < ask["assessed_on"]:
        raise ValidationFailed(fields={"filed_on": "Earlier than it was assessed."})
    return entry(ask, "assessed_on", "filed_on")


def _scheduled(ask: Ask, *, kind: str) -> dict[str, Any]:
    given = {name: ask[name] for name in ("staff_no", "content", "scheduled_on")}
    empty = dict.fromkeys(("due_on", "assessed_on", "result", "filed_on", "filed_with", "wage_change_percent"))
    return {**empty, **given, "kind": kind, "state": "scheduled", "requested_by": ask.identity.staff_no}


def _filed(assessment_no: str, ask: Ask) -> Any:
    told = {"staff_no": ask["staff_no"], "kind": "periodic", "filed_on": ask["filed_on"]}
    return AssessmentFiled.of(assessment_no=assessment_no, **told, because=["TRN-18"])


def _proposed(assessment_no: str, ask: Ask, percent: Any) -> list[Any]:
    told = {"staff_no": ask["staff_no"], "grade": ask["grade"], "percent": percent}
    return [WageChangeProposed.of(assessment_no=assessment_no, **told, because=["TRN-18"])] if percent else []


def _standing(item: Mapping[str, Any], as_of: date, ask: Ask) -> dict[str, Any]:
    rule = {"probation": "TRN-15", "skill": "TRN-16", "periodic": "TRN-18"}[item["kind"]]
    if item["kind"] != "probation":
        return {**item, "because": [rule]}
    state = rules.probation_state(item["due_on"], filed_on=item["filed_on"], as_of=as_of, law=ask.law).outcome
    return {**item, "state": state, "because": [rule]}
