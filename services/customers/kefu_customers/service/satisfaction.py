"""Questionnaires, reviewed recordings, complaints, and the evaluation of agents by them (CUS-29..32)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kefu.calendar import month_of
from kefu.service import Ask, Record, Shelf, command, query
from kefu_customers import rules
from kefu_customers.rules import Complained
from kefu_customers.store import AGENT_COMPLAINTS, ANSWERS, RECORDING_REVIEWS
from kefu_messages.customers import (
    ComplaintCaseNoted,
    GetAgentEvaluation,
    GetSatisfactionReport,
    NoteComplaintCase,
    QuestionnaireAnswered,
    RecordingReviewed,
    ReviewRecording,
    SubmitQuestionnaire,
)
from kefu_messages.errors import AlreadyExists


class Satisfaction:
    """Tells how well the service does, for the department and for each agent."""

    customers: Shelf
    contacts: Shelf
    answers = Shelf(ANSWERS)
    recording_reviews = Shelf(RECORDING_REVIEWS)
    agent_complaints = Shelf(AGENT_COMPLAINTS)

    @command(SubmitQuestionnaire)
    def submit_questionnaire(self, ask: Ask) -> dict[str, Any]:
        """Store a customer's answer of the month."""
        customer = self.customers.require(ask.organisation, ask["customer_no"])
        period = month_of(ask["answered_on"])
        record = self.answers.new(ask.organisation, f"{customer.key}.{period}")
        accepted = rules.accept_answer(customer.key, period=period, answered=record.exists, law=ask.law)
        changes = {
            "customer_no": customer.key, "period": period, **{name: ask.get(name) for name in ("answered_on", "satisfied",
            "agent", "suggestion")},
        }  # fmt: skip
        told = QuestionnaireAnswered.of(answer_no=record.key, **changes, because=accepted.clauses)
        return self.answers.save(record, ask, changes=changes, events=[told], decisions={"answer": accepted})

    @command(ReviewRecording)
    def review_recording(self, ask: Ask) -> dict[str, Any]:
        """Score a recorded call."""
        record = self.recording_reviews.new(ask.organisation, ask["recording_no"])
        if record.exists:
            raise AlreadyExists(kind="recording review", key=record.key)
        accepted = rules.accept_review(
            ask["agent"],
            reviewer=ask.identity.staff_no,
            recorded_on=ask["recorded_on"],
            reviewed_on=ask["reviewed_on"],
            consent=ask["consent"],
            law=ask.law,
        )
        changes = {
            **{name: ask.get(name) for name in ("agent", "recorded_on", "reviewed_on", "score", "consent", "remark")},
            "period": month_of(ask["recorded_on"]), "reviewer": ask.identity.staff_no,
        }  # fmt: skip
        told = RecordingReviewed.of(
            recording_no=record.key,
            **{name: changes[name] for name in ("agent", "reviewer", "recorded_on", "reviewed_on", "score")},
            because=accepted.clauses,
        )
        return self.recording_reviews.save(record, ask, changes=changes, events=[told], decisions={"review": accepted})

    @command(NoteComplaintCase)
    def note_complaint_case(self, ask: Ask) -> dict[str, Any]:
        """Enter a complaint case into the month's analysis."""
        customer = self.customers.require(ask.organisation, ask["customer_no"])
        record = self.agent_complaints.new(ask.organisation, ask["complaint_no"])
        month = rules.accept_case(ask["received_on"], closed_on=ask.get("closed_on"), law=ask.law)
        facts = {name: ask.get(name) for name in ("customer_no", "agent", "cause", "received_on", "result", "closed_on")}
        told = ComplaintCaseNoted.of(complaint_no=record.key, **{**facts, "customer_no": customer.key}, because=month.clauses)
        return self.agent_complaints.save(record, ask, changes={**facts, "month": month.outcome}, events=[told], decisions={"month": month})

    @query(GetAgentEvaluation)
    def get_agent_evaluation(self, ask: Ask) -> dict[str, Any]:
        """One agent's month."""
        rules.may_see_evaluation(ask["agent"], reader=ask.identity.staff_no, reader_roles=frozenset(ask.identity.roles), law=ask.law)
        return self._evaluation(ask, ask["agent"], ask["period"])

    @query(GetSatisfactionReport)
    def get_satisfaction_report(self, ask: Ask) -> dict[str, Any]:
        """The month of the department and of each agent that was heard of in it."""
        period = ask["period"]
        answers = self.answers.find(ask.organisation, period=period)
        heard = {item.get("agent") for item in [*answers, *self.recording_reviews.find(ask.organisation, period=period)]}
        heard |= {item.get("agent") for item in self.agent_complaints.find(ask.organisation, month=period)}
        agents = [self._evaluation(ask, agent, period) for agent in sorted(heard - {None})]
        return {"period": period, "overall": _satisfied(answers, ask), "agents": agents}

    def _evaluation(self, ask: Ask, agent: str, period: str) -> dict[str, Any]:
        answers = self.answers.find(ask.organisation, period=period, agent=agent)
        reviews = self.recording_reviews.find(ask.organisation, period=period, agent=agent)
        contacts = len(self.contacts.find(ask.organisation, month=period, agent=agent))
        known = self.agent_complaints.find(ask.organisation, month=period, agent=agent)
        complaints = tuple(Complained(item["cause"], item.get("result") or "open") for item in known)
        return {
            "agent": agent, "period": period, "questionnaires": _satisfied(answers, ask), "recordings_reviewed": len(reviews),
            "recording_score_mean": rules.recording_mean(tuple(item["score"] for item in reviews), law=ask.law).outcome,
            "complaints": vars(rules.complaint_analysis(complaints, contacts=contacts, law=ask.law).outcome),
        }  # fmt: skip


def _satisfied(answers: Sequence[Record], ask: Ask) -> dict[str, Any]:
    return vars(rules.satisfaction(tuple(item["satisfied"] for item in answers), law=ask.law).outcome)
