"""Owners in arrears, letters to owners and resident cards (CUS-58..60)."""

from __future__ import annotations

from typing import Any

from kefu.service import Ask, Page, Shelf, command, query
from kefu_customers import rules
from kefu_customers.rules.residents import ArrearsContactFacts, CardFacts, LetterFacts
from kefu_customers.store import ARREARS_CONTACTS, LETTERS, RESIDENT_CARDS
from kefu_messages.customers.residents import (
    ArrearsReasonRecorded,
    GetArrearsReasons,
    GetCardFigures,
    GetMailing,
    IssueResidentCard,
    LetterRecorded,
    ListAddressRepairs,
    ListResidentCards,
    RecordArrearsContact,
    RecordLetter,
    ResidentCardIssued,
)
from kefu_messages.errors import AlreadyExists, NotFound


class Residents:
    """Writes down why owners do not pay, whom letters could not reach, and who holds which card."""

    arrears_contacts = Shelf(ARREARS_CONTACTS)
    letters = Shelf(LETTERS)
    resident_cards = Shelf(RESIDENT_CARDS)

    @command(RecordArrearsContact)
    def record_arrears_contact(self, ask: Ask) -> dict[str, Any]:
        contact = self.arrears_contacts.new(ask.organisation, ask["contact_no"])
        if contact.exists:
            raise AlreadyExists(kind="arrears contact", key=contact.key)
        rules.unit_known(ask["unit_no"], known=self.units.get(ask.organisation, ask["unit_no"]) is not None, law=ask.law)
        verdict = rules.arrears_reason(ask["reason"], contacted_on=ask["contacted_on"], law=ask.law)
        told = {"unit_no": ask["unit_no"], "reason": verdict.outcome, "contacted_on": ask["contacted_on"], "need": ask.get("need")}
        event = ArrearsReasonRecorded.of(contact_no=contact.key, because=verdict.clauses, **told)
        changes = {**told, "steward": ask.identity.staff_no, "year": ask["contacted_on"].year}
        return self.arrears_contacts.save(contact, ask, changes=changes, events=[event], decisions={"reason": verdict})

    @query(GetArrearsReasons)
    def get_arrears_reasons(self, ask: Ask) -> dict[str, Any]:
        contacts = [
            ArrearsContactFacts(one["unit_no"], reason=one["reason"])
            for one in self.arrears_contacts.every(ask.organisation, year=ask["year"])
        ]
        groups = rules.arrears_by_reason(contacts, law=ask.law).outcome
        return {"year": ask["year"], "reasons": [{**vars(group), "units": list(group.units)} for group in groups]}

    @command(RecordLetter)
    def record_letter(self, ask: Ask) -> dict[str, Any]:
        letter = self.letters.new(ask.organisation, f"{ask['mailing_no']}~{ask['unit_no']}")
        if letter.exists:
            raise AlreadyExists(kind="letter", key=letter.key)
        unit = self.units.get(ask.organisation, ask["unit_no"])
        verdict = rules.unit_known(ask["unit_no"], known=unit is not None, law=ask.law)
        told = {name: ask[name] for name in ("mailing_no", "unit_no", "dispatched_on", "state")}
        event = LetterRecorded.of(letter_no=letter.key, because=["CUS-59"], **told)
        changes = {**told, "owner": unit.get("owner")}
        return self.letters.save(letter, ask, changes=changes, events=[event], decisions={"letter": verdict})

    @query(GetMailing)
    def get_mailing(self, ask: Ask) -> dict[str, Any]:
        states = [one["state"] for one in self.letters.every(ask.organisation, mailing_no=ask["mailing_no"])]
        if not states:
            raise NotFound(kind="mailing", key=ask["mailing_no"])
        outcome = rules.mailing_outcome(states.count("sent"), address_unknown=states.count("address_unknown"), law=ask.law).outcome
        return {"mailing_no": ask["mailing_no"], **vars(outcome)}

    @query(ListAddressRepairs)
    def list_address_repairs(self, ask: Ask) -> dict[str, Any]:
        unreachable = list(self.letters.every(ask.organisation, state="address_unknown"))
        units = self.units.get_many(ask.organisation, sorted({one["unit_no"] for one in unreachable}))
        facts = [
            LetterFacts(one["unit_no"], dispatched_on=one["dispatched_on"],
                        address_repaired_on=units[one["unit_no"]].get("address_repaired_on"))
            for one in unreachable
        ]  # fmt: skip
        return {"units": list(rules.addresses_to_repair(facts, law=ask.law).outcome)}

    @command(IssueResidentCard)
    def issue_resident_card(self, ask: Ask) -> dict[str, Any]:
        card = self.resident_cards.new(ask.organisation, ask["card_no"])
        known = self.units.get(ask.organisation, ask["unit_no"]) is not None
        verdict = rules.card_issuable(card.key, seen=card.exists, unit_no=ask["unit_no"], known=known, law=ask.law)
        told = {name: ask[name] for name in ("unit_no", "holder_type", "reason", "replaced_on")}
        event = ResidentCardIssued.of(card_no=card.key, because=verdict.clauses, **told)
        changes = {**told, "year": ask["replaced_on"].year}
        return self.resident_cards.save(card, ask, changes=changes, events=[event], decisions={"card": verdict})

    @query(ListResidentCards)
    def list_resident_cards(self, ask: Ask) -> Page:
        return self.resident_cards.page(ask, equals={"unit_no": ask["unit_no"]})

    @query(GetCardFigures)
    def get_card_figures(self, ask: Ask) -> dict[str, Any]:
        cards = [
            CardFacts(one["unit_no"], holder_type=one["holder_type"], reason=one["reason"])
            for one in self.resident_cards.every(ask.organisation, year=ask["year"])
        ]
        return {"year": ask["year"], **vars(rules.cards_counted(cards, law=ask.law).outcome)}
