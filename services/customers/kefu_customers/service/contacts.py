"""Contacts, what customers said, and suggestions (CUS-03, CUS-10, CUS-11, CUS-32)."""

from __future__ import annotations

from datetime import date
from typing import Any

from kefu.calendar import month_of
from kefu.service import Ask, Page, Shelf, command, on, query
from kefu_customers import rules
from kefu_customers.rules import Said
from kefu_customers.store import CONTACTS, SUGGESTIONS
from kefu_messages.customers import (
    AnswerSuggestion,
    ContactLogged,
    ImprovementSuggested,
    ListContacts,
    ListFeedback,
    ListSuggestions,
    LogContact,
    QuestionnaireAnswered,
    SuggestImprovement,
)
from kefu_messages.errors import AlreadyExists, StateConflict


class Contacts:
    """Remembers every contact and everything a customer has said."""

    customers: Shelf
    visit_years: Shelf
    answers: Shelf
    contacts = Shelf(CONTACTS)
    suggestions = Shelf(SUGGESTIONS)

    @command(LogContact)
    def log_contact(self, ask: Ask) -> dict[str, Any]:
        """Log a contact of one of the organisation's types."""
        customer = self.customers.require(ask.organisation, ask["customer_no"])
        record = self.contacts.new(ask.organisation, ask["contact_no"])
        if record.exists:
            raise AlreadyExists(kind="contact", key=record.key)
        moment = ask.get("contacted_at") or ask.now
        kind = rules.accept_contact(ask["contact_type"], order_no=ask.get("order_no"), contacted_on=moment.date(), law=ask.law)
        changes = {
            "customer_no": customer.key, "contact_type": kind.outcome, "contacted_at": moment.isoformat(),
            "contacted_on": moment.date().isoformat(),
            "month": month_of(moment.date()), "agent": ask.identity.staff_no,
            **{name: ask.get(name) for name in ("outcome", "order_no", "minutes", "feedback")},
        }  # fmt: skip
        told = ContactLogged.of(
            customer_no=customer.key,
            contact_no=record.key,
            contact_type=kind.outcome,
            agent=ask.identity.staff_no,
            contacted_on=moment.date(),
            with_feedback=bool(ask.get("feedback")),
            because=kind.clauses,
        )
        return self.contacts.save(record, ask, changes=changes, events=[told], decisions={"contact": kind})

    @query(ListContacts)
    def list_contacts(self, ask: Ask) -> Page:
        """The contacts of a customer."""
        return self.contacts.page(ask, equals={"customer_no": ask["customer_no"]}, order="contact_no")

    @query(ListFeedback)
    def list_feedback(self, ask: Ask) -> dict[str, Any]:
        """What a customer said in contacts, visits and surveys."""
        customer = self.customers.require(ask.organisation, ask["customer_no"])
        of_customer = {"organisation": ask.organisation, "customer_no": customer.key}
        said = [
            Said("contact", item.key, date.fromisoformat(item["contacted_on"]), item.get("feedback"))
            for item in self.contacts.find(**of_customer)
        ]  # fmt: skip
        said += [
            Said("visit", visit["visit_no"], date.fromisoformat(visit["visited_on"]), visit.get("feedback"))
            for year in self.visit_years.find(**of_customer) for visit in year.get("visits", ())
        ]  # fmt: skip
        said += [
            Said("satisfaction_answer", item.key, item["answered_on"], item.get("suggestion")) for item in self.answers.find(**of_customer)
        ]
        return {"customer_no": customer.key, "feedback": [vars(item) for item in rules.feedback_of(tuple(said), law=ask.law).outcome]}

    @command(SuggestImprovement)
    def suggest_improvement(self, ask: Ask) -> dict[str, Any]:
        """Suggest a better service, for oneself or for a customer."""
        if ask.get("customer_no"):
            self.customers.require(ask.organisation, ask["customer_no"])
        return self._suggest(ask, ask["suggestion_no"], ask["text"], ask.get("customer_no"), ask.get("suggested_on") or ask.today)

    @on(QuestionnaireAnswered)
    def collect_suggestion(self, ask: Ask) -> None:
        """A questionnaire's suggestion joins the list."""
        if ask.get("suggestion"):
            self._suggest(ask, f"WJ-{ask['answer_no']}", ask["suggestion"], ask["customer_no"], ask["answered_on"])

    @command(AnswerSuggestion)
    def answer_suggestion(self, ask: Ask) -> dict[str, Any]:
        """Adopt or decline a suggestion."""
        record = self.suggestions.require(ask.organisation, ask["suggestion_no"])
        if record["state"] != "submitted":
            raise StateConflict(state=record["state"])
        return self.suggestions.save(record, ask, changes={"state": ask["state"], "answer": ask["answer"]})

    @query(ListSuggestions)
    def list_suggestions(self, ask: Ask) -> Page:
        """Suggestions by number."""
        return self.suggestions.page(ask, equals={"state": ask.get("state")}, order="suggestion_no")

    def _suggest(self, ask: Ask, number: str, text: str, customer_no: str | None, day: date) -> dict[str, Any]:
        record = self.suggestions.new(ask.organisation, number)
        if record.exists and not ask.of_many:
            raise AlreadyExists(kind="suggestion", key=number)
        author = rules.accept_suggestion(text, customer_no=customer_no, staff_no=ask.identity.staff_no, law=ask.law)
        changes = {
            "text": text,
            "author": author.outcome,
            "by_customer": bool(customer_no),
            "suggested_on": day,
            "state": "submitted",
            "answer": None,
        }
        told = ImprovementSuggested.of(
            suggestion_no=number, author=author.outcome, by_customer=bool(customer_no), suggested_on=day, because=author.clauses
        )
        return self.suggestions.save(record, ask, changes=changes, events=[told], decisions={"author": author})
