"""Inquiries: verified, answered, referred and relayed, or made a case file (CMP-15..18, CMP-25; doc 1 l.43-45, doc 2 l.196)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kefu.directory import Directory
from kefu.law import Decision
from kefu.service import Ask, Record, Shelf, command
from kefu_complaints import rules
from kefu_complaints.service.keeping import closed, handled, if_published, keep, local, moment_of, zone_of
from kefu_complaints.store import CASES
from kefu_messages.complaints import (
    AnswerCase,
    AnswerReferral,
    ContactCustomer,
    ObtainSolution,
    OpenCaseFile,
    ReferCase,
    RelayAnswer,
    TransitionRefused,
    VerifyCase,
)
from kefu_messages.errors import UnknownStaff


class Inquiries:
    """Sees to it that a question is understood before it is answered, and that the customer hears the answer."""

    cases = Shelf(CASES)
    staff = Directory()

    @command(VerifyCase)
    def verify_case(self, ask: Ask) -> dict[str, Any]:
        """The question has been checked with the customer (CMP-15)."""
        case, at = self._case(ask, "verified")
        verdict = rules.moved(case["kind"], state=case["state"], to="verified", law=ask.law)
        changes = {"state": "verified", "verified": True, **first_response(case, at), **owned(case, ask)}
        return keep(self.cases, ask, case, what="verified", at=at, changes=changes, decisions={"verified": verdict})

    @command(AnswerCase)
    def answer_case(self, ask: Ask) -> dict[str, Any]:
        """Answer an inquiry, suggestion or feedback; it is closed with its answer on record (CMP-15, CMP-16)."""
        case, at = self._case(ask, "answered")
        rules.still_open(case["state"], to="closed")
        needs = case["kind"] == "inquiry"
        answered = rules.may_answer(ask["answer"], verified=bool(case.get("verified")), needs_verification=needs, law=ask.law)
        rules.moved(case["kind"], state=case["state"], to="closed", law=ask.law)
        return self._close(ask, case, at, what="answered", changes={"answer": ask["answer"]}, decision=answered)

    @command(ReferCase)
    def refer_case(self, ask: Ask) -> dict[str, Any]:
        """Ask somebody competent about an unclear question (CMP-25)."""
        case, at = self._case(ask, "referred")
        if not self.staff.known(ask.organisation, ask["to_staff_no"]):
            raise UnknownStaff(staff_no=ask["to_staff_no"], because=["CMP-25"])
        rules.moved(case["kind"], state=case["state"], to="referred", law=ask.law)
        changes = {"state": "referred", "responsible": ask["to_staff_no"]}
        return keep(self.cases, ask, case, what="referred", at=at, changes=changes)

    @command(AnswerReferral)
    def answer_referral(self, ask: Ask) -> dict[str, Any]:
        """The colleague's answer; the customer has yet to be told (CMP-25)."""
        case, at = self._case(ask, "referral_answered")
        verdict = rules.moved(case["kind"], state=case["state"], to="referral_answered", law=ask.law)
        changes = {"state": "referral_answered", "answer": ask["answer"], "solution_at": at}
        return keep(self.cases, ask, case, what="referral_answered", at=at, changes=changes, decisions={"referred": verdict})

    @command(RelayAnswer)
    def relay_answer(self, ask: Ask) -> dict[str, Any]:
        """Tell the customer what the colleague answered: only then is the question closed (CMP-25)."""
        case, at = self._case(ask, "relayed")
        if case["state"] != "referral_answered":
            raise TransitionRefused(state=case["state"], to="closed")
        answered = rules.may_answer(case["answer"], verified=True, needs_verification=True, law=ask.law)
        return self._close(ask, case, at, what="relayed", changes={"contacted_at": at}, decision=answered)

    @command(OpenCaseFile)
    def open_case_file(self, ask: Ask) -> dict[str, Any]:
        """Make a case file of what cannot be answered at once (CMP-17, CMP-18)."""
        case, at = self._case(ask, "case_file")
        told = {name: ask[name] for name in ("place", "person", "event")}
        complete = rules.case_file_complete(ask["contact"], **told, law=ask.law)
        if not self.staff.known(ask.organisation, ask["responsible"]):
            raise UnknownStaff(staff_no=ask["responsible"], because=["CMP-18"])
        rules.moved(case["kind"], state=case["state"], to="case_file", law=ask.law)
        changes = {
            **told, "state": "case_file", "happened_at": ask["happened_at"], "contact": ask["contact"], "responsible": ask["responsible"],
        }  # fmt: skip
        return keep(self.cases, ask, case, what="case_file", at=at, changes=changes, decisions={"case_file": complete})

    @command(ObtainSolution)
    def obtain_solution(self, ask: Ask) -> dict[str, Any]:
        """The responsible person has a solution; the customer is to be contacted at once (CMP-18)."""
        case, at = self._case(ask, "solution")
        rules.moved(case["kind"], state=case["state"], to="solution", law=ask.law)
        changes = {"state": "solution", "solution": ask["solution"], "solution_at": at, "contacted_at": None}
        due = if_published(lambda: rules.contact_due(at, law=ask.law, zone=zone_of(ask)), name="contact_due")
        return keep(self.cases, ask, case, what="solution", at=at, changes=changes, decisions=due)

    @command(ContactCustomer)
    def contact_customer(self, ask: Ask) -> dict[str, Any]:
        """The customer was told the solution of the case file (CMP-18)."""
        case, at = self._case(ask, "contacted")
        rules.moved(case["kind"], state=case["state"], to="contacted", law=ask.law)
        since = local(case["solution_at"], ask)
        took = if_published(lambda: rules.counted_minutes(since, until=at, law=ask.law, zone=zone_of(ask)), name="contacted")
        changes = {"state": "contacted", "contacted_at": at}
        return keep(self.cases, ask, case, what="contacted", at=at, changes=changes, decisions=took)

    def _case(self, ask: Ask, what: str) -> tuple[Record, datetime]:
        case = self.cases.require(ask.organisation, ask["case_no"])
        return case, moment_of(ask, case, what=what)

    def _close(
        self, ask: Ask, case: Record, at: datetime, *, what: str, changes: dict[str, Any], decision: Decision[Any]
    ) -> dict[str, Any]:
        more = {
            "state": "closed",
            "solved_at": at,
            "solved_on": at.date(),
            "closed_on": at.date(),
            **first_response(case, at),
            **owned(case, ask),
        }
        events = [
            handled(case, case.key, at=at, because=decision.clauses),
            *closed({**case, **more}, case.key, on=at.date(), outcome=what, because=decision.clauses),
        ]
        return keep(self.cases, ask, case, what=what, at=at, changes={**changes, **more}, events=events, decisions={"answered": decision})


def first_response(case: Record, at: datetime) -> dict[str, Any]:
    """The first response is the first one, whatever comes later."""
    return {} if case.get("first_responded_at") else {"first_responded_at": at}


def owned(case: Record, ask: Ask) -> dict[str, Any]:
    """Who takes up a case without an owner owns it from then on (CMP-05)."""
    return {} if case.get("owner") else {"owner": ask.identity.staff_no, "queue": None}
