"""Complaints step by step: accepted with an apology, investigated, proposed, answered, revisited, closed (CMP-07..10, 19, 20, 51)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kefu.directory import Directory
from kefu.entered import check_moments
from kefu.service import Ask, Record, Shelf, command
from kefu_complaints import rules
from kefu_complaints.service.inquiries import first_response, owned
from kefu_complaints.service.keeping import closed, escalated, escalation, handled, keep, moment_of, told
from kefu_complaints.store import CASES
from kefu_messages import Happening
from kefu_messages import roles as posts
from kefu_messages.complaints import (
    AcceptCase,
    CaseRevisited,
    CloseCase,
    InvestigateCase,
    ProposeSolution,
    RecordResponse,
    ReopenCase,
    RevisitCase,
)
from kefu_messages.errors import UnknownCode


class Handling:
    """Takes a complaint through its prescribed steps and no others."""

    cases = Shelf(CASES)
    staff = Directory()

    @command(AcceptCase)
    def accept_case(self, ask: Ask) -> dict[str, Any]:
        """Accept a complaint, with an apology on one's own initiative (CMP-07, CMP-10)."""
        case, at = self._step(ask, "accepted")
        check_moments(ask, "apologised_at")
        apology = rules.accepted_with_apology(ask.get("apologised_at"), received_at=case["received_at"], law=ask.law)
        changes = {"state": "accepted", "apologised_at": apology.outcome, **first_response(case, at), **owned(case, ask)}
        return keep(self.cases, ask, case, what="accepted", at=at, changes=changes, decisions={"apology": apology})

    @command(InvestigateCase)
    def investigate_case(self, ask: Ask) -> dict[str, Any]:
        """Look into a complaint; once more to add what was not known before (CMP-07, CMP-08)."""
        case = self.cases.require(ask.organisation, ask["case_no"])
        at = moment_of(ask, case, what="investigating")
        if case["state"] != "investigating":
            rules.moved(case["kind"], state=case["state"], to="investigating", law=ask.law)
        found = {name: ask[name] for name in ("real_cause", "wanted") if ask.get(name)}
        return keep(self.cases, ask, case, what="investigating", at=at, changes={"state": "investigating", **found})

    @command(ProposeSolution)
    def propose_solution(self, ask: Ask) -> dict[str, Any]:
        """Propose a solution; its cause and the customer's wish must be known (CMP-07, CMP-08)."""
        case, at = self._step(ask, "proposal")
        may = rules.may_propose(case.get("real_cause"), wanted=case.get("wanted"), law=ask.law)
        changes = {"state": "proposal", "solution": ask["solution"]}
        return keep(self.cases, ask, case, what="proposal", at=at, changes=changes, decisions={"proposal": may})

    @command(RecordResponse)
    def record_response(self, ask: Ask) -> dict[str, Any]:
        """What the customer says to the proposal: accepted, or rejected and escalated at the same time (CMP-19, CMP-20)."""
        case = self.cases.require(ask.organisation, ask["case_no"])
        at = moment_of(ask, case, what="response")
        taken = rules.response_taken(ask["response"], escalate_to=ask.get("escalate_to"), law=ask.law)
        rules.moved(case["kind"], state=case["state"], to=taken.outcome, law=ask.law)
        if taken.outcome == "resolved":
            changes: dict[str, Any] = {"solved_at": at, "solved_on": at.date()}
            events = [handled(case, case.key, at=at, because=taken.clauses)]
        else:
            to = ask["escalate_to"]
            if to not in posts.EVERYBODY and not self.staff.known(ask.organisation, to):
                raise UnknownCode(value=to, because=["CMP-20"])
            changes = {"escalations": escalation(ask, case, reason="proposal_rejected", to_role=to, at=at)}
            events = [escalated(case.key, reason="proposal_rejected", to_role=to, at=at, because=taken.clauses)]
        changes["state"] = taken.outcome
        return keep(self.cases, ask, case, what=ask["response"], at=at, changes=changes, events=events, decisions={"response": taken})

    @command(RevisitCase)
    def revisit_case(self, ask: Ask) -> dict[str, Any]:
        """Ask the customer of a resolved case about the result (CMP-07, CMP-51)."""
        case, at = self._step(ask, "follow_up")
        verdict = rules.moved(case["kind"], state=case["state"], to="follow_up", law=ask.law)
        changes = {"state": "follow_up", "revisited_on": at.date(), "satisfied": ask["satisfied"]}
        events = [revisited({**case, **changes}, case.key, because=["CMP-51"])]
        return keep(self.cases, ask, case, what="revisited", at=at, changes=changes, events=events, decisions={"revisited": verdict})

    @command(CloseCase)
    def close_case(self, ask: Ask) -> dict[str, Any]:
        """Close a case that was revisited (CMP-07, CMP-51)."""
        case, at = self._step(ask, "closed")
        verdict = rules.closed_after_revisit(case["state"], revisited_on=case.get("revisited_on"), law=ask.law)
        rules.said_why(case.get("satisfied"), note=ask.get("note"))
        changes = {"state": "closed", "closed_on": at.date()}
        outcome = "satisfied" if case.get("satisfied") else "not_satisfied"
        events = closed({**case, **changes}, case.key, on=at.date(), outcome=outcome, because=["CMP-07", "CMP-51"])
        return keep(self.cases, ask, case, what="closed", at=at, changes=changes, events=events, decisions={"closed": verdict})

    @command(ReopenCase)
    def reopen_case(self, ask: Ask) -> dict[str, Any]:
        """Take a resolved or revisited complaint up again when the customer is not content (CMP-07)."""
        case, at = self._step(ask, "investigating")
        rules.may_reopen(case["state"], law=ask.law)
        changes = {"state": "investigating", "solved_at": None, "solved_on": None, "revisited_on": None, "satisfied": None}
        return keep(self.cases, ask, case, what="reopened", at=at, changes=changes)

    def _step(self, ask: Ask, to: str) -> tuple[Record, datetime]:
        case = self.cases.require(ask.organisation, ask["case_no"])
        rules.moved(case["kind"], state=case["state"], to=to, law=ask.law)
        return case, moment_of(ask, case, what=to)


def revisited(case: Mapping[str, Any], case_no: str, *, because: list[str]) -> Happening:
    """That the customer of a case was asked about the result."""
    return CaseRevisited.of(**told(case, case_no), revisited_on=case["revisited_on"], satisfied=case.get("satisfied"), because=because)
