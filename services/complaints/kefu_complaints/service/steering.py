"""Who has a case, how grave it is, what the customer is granted (CMP-04..06, 08, 11, 26, 41, 56)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kefu.directory import Directory
from kefu.service import Ask, Record, Shelf, command
from kefu_complaints import rules
from kefu_complaints.service.keeping import escalated, escalation, keep, moment_of
from kefu_complaints.store import CASES
from kefu_messages.complaints import (
    AnswerForDepartment,
    AskDepartment,
    AssessSeverity,
    AssignCase,
    CaseAssigned,
    CoordinationRequested,
    DatesOutOfOrder,
    DepartmentNotAsked,
    EscalateCase,
    GrantRemedy,
    LinkOrder,
    NoteProgress,
)
from kefu_messages.errors import UnknownStaff


class Steering:
    """Keeps every open case in somebody's hands."""

    cases = Shelf(CASES)
    staff = Directory()

    @command(AssignCase)
    def assign_case(self, ask: Ask) -> dict[str, Any]:
        """Give a case to somebody; escalations from revisits at once (CMP-04, CMP-05, CMP-41)."""
        case, at = self._open(ask, "assigned")
        if not self.staff.known(ask.organisation, ask["owner"]):
            raise UnknownStaff(staff_no=ask["owner"], because=["CMP-05"])
        rules.handled_by_another(case.get("staff_no"), by=ask["owner"])
        changes: dict[str, Any] = {"owner": ask["owner"], "queue": None, "assigned_at": case.get("assigned_at") or at}
        if case["kind"] == "revisit_issue":
            changes["state"] = "assigned"
        told = {"owner": ask["owner"], "queue": None, "assigned_at": at}
        events = [CaseAssigned.of(case_no=case.key, **told, because=["CMP-41" if case["kind"] == "revisit_issue" else "CMP-05"])]
        return keep(self.cases, ask, case, what="assigned", at=at, changes=changes, events=events)

    @command(NoteProgress)
    def note_progress(self, ask: Ask) -> dict[str, Any]:
        """Note that a case was followed up (CMP-05)."""
        case, at = self._open(ask, "progress")
        return keep(self.cases, ask, case, what="progress", at=at, changes={})

    @command(EscalateCase)
    def escalate_case(self, ask: Ask) -> dict[str, Any]:
        """Report a case to the supervisor, whose it is from then on (CMP-06)."""
        case, at = self._open(ask, "escalated")
        to = rules.supervisor("CMP-06", on=at.date(), law=ask.law)
        superior = self.staff.superior(ask.organisation, ask.identity.staff_no)
        owner = superior if to.outcome in self.staff.role(ask.organisation, superior) else None
        changes = {
            "escalations": escalation(ask, case, reason=ask["reason"], to_role=to.outcome, at=at),
            "owner": owner, "queue": None if owner else to.outcome,
        }  # fmt: skip
        events = [escalated(case.key, reason=ask["reason"], to_role=to.outcome, at=at, because=to.clauses)]
        return keep(self.cases, ask, case, what="escalated", at=at, changes=changes, events=events, decisions={"escalated": to})

    @command(AssessSeverity)
    def assess_severity(self, ask: Ask) -> dict[str, Any]:
        """Judge how grave a complaint is; the graver, the higher it is reported, and the sooner it is due (CMP-11)."""
        case, at = self._open(ask, "assessed")
        severity = ask["severity"]
        report = rules.reported_to(severity, on=at.date(), law=ask.law)
        limits = rules.limits_of(case["kind"], severity=severity, priority=case["priority"], on=case["received_on"], law=ask.law)
        changes: dict[str, Any] = {"severity": severity, "limits": limits.outcome if case.get("limits") else {}}
        events = []
        if report.outcome is not None and severity != case.get("severity"):
            reason = f"severity_{severity}"
            changes["escalations"] = escalation(ask, case, reason=reason, to_role=report.outcome, at=at)
            events = [escalated(case.key, reason=reason, to_role=report.outcome, at=at, because=report.clauses)]
        decisions = {"reported": report, "limits": limits}
        return keep(self.cases, ask, case, what="assessed", at=at, changes=changes, events=events, decisions=decisions)

    @command(GrantRemedy)
    def grant_remedy(self, ask: Ask) -> dict[str, Any]:
        """Grant the customer a remedy (CMP-08)."""
        case, at = self._open(ask, "remedy")
        amount = ask.get("amount")
        remedy = {
            "kind": ask["remedy"], "detail": ask.get("detail"), "amount": None if amount is None else str(amount),
            "granted_by": ask.identity.staff_no, "granted_on": at.date().isoformat(),
        }  # fmt: skip
        return keep(self.cases, ask, case, what="remedy", at=at, changes={"remedies": [*case["remedies"], remedy]})

    @command(AskDepartment)
    def ask_department(self, ask: Ask) -> dict[str, Any]:
        """Ask another department to take over; until it accepts the owner stays responsible (CMP-26)."""
        case, at = self._open(ask, "department_asked")
        told = {"department": ask["department"], "text": ask.get("note") or case["text"] or "-", "requested_at": at}
        events = [CoordinationRequested.of(source_no=case.key, requested_by=ask.identity.staff_no, **told, because=["CMP-26"])]
        changes = {"department": ask["department"], "department_refusals": case.get("department_refusals") or 0}
        if not case.get("owner"):
            changes["owner"] = ask.identity.staff_no
        return keep(self.cases, ask, case, what="department_asked", at=at, changes=changes, events=events)

    @command(AnswerForDepartment)
    def answer_for_department(self, ask: Ask) -> dict[str, Any]:
        """The department that was asked accepts or refuses; so many refusals go to the supervisor (CMP-26)."""
        case, at = self._open(ask, "department_answered")
        if not case.get("department"):
            raise DepartmentNotAsked
        refusals = case.get("department_refusals") or 0
        verdict = rules.department_answered(ask["accepted"], refusals=refusals, on=at, law=ask.law)
        changes: dict[str, Any] = {"owner": ask.identity.staff_no, "queue": None}
        events = []
        if not ask["accepted"]:
            changes = {"department": None, "department_refusals": refusals + 1}
        if verdict.outcome == "to_supervisor":
            to = rules.supervisor("CMP-26", on=at.date(), law=ask.law).outcome
            changes["escalations"] = escalation(ask, case, reason="departments_refused", to_role=to, at=at)
            events = [escalated(case.key, reason="departments_refused", to_role=to, at=at, because=verdict.clauses)]
        return keep(self.cases, ask, case, what=verdict.outcome, at=at, changes=changes, events=events, decisions={"department": verdict})

    @command(LinkOrder)
    def link_order(self, ask: Ask) -> dict[str, Any]:
        """Link the order whose long wait a complaint is about (CMP-56)."""
        case, at = self._open(ask, "order_linked")
        served = ask.get("served_on")
        if served is not None and served < ask["ordered_on"]:
            raise DatesOutOfOrder(earlier="ordered_on", later="served_on")
        waited = rules.waiting_days(ask["ordered_on"], served_on=served, as_of=at.date(), law=ask.law)
        order = {
            "order_no": ask["order_no"], "order_kind": ask["order_kind"], "ordered_on": ask["ordered_on"].isoformat(),
            "served_on": served and served.isoformat(), "waiting_days": waited.outcome,
        }  # fmt: skip
        others = [one for one in case.get("orders") or [] if one["order_no"] != order["order_no"]]
        changes = {"orders": [*others, order], "cause": "waiting_time"}
        return keep(self.cases, ask, case, what="order_linked", at=at, changes=changes, decisions={"waited": waited})

    def _open(self, ask: Ask, what: str) -> tuple[Record, datetime]:
        case = self.cases.require(ask.organisation, ask["case_no"])
        rules.still_open(case["state"], to=what)
        return case, moment_of(ask, case, what=what)
