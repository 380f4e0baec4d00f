"""Owners in arrears, letters to owners and resident cards (CUS-58..60)."""

from __future__ import annotations

from typing import Any

from kefu.rows import import_rows, saved
from kefu.service import Ask, Batch, Draft, Page, Record, Shelf, command, importer, query
from kefu_customers import rules
from kefu_customers.rules.residents import ArrearsContactFacts, CardFacts, LetterFacts
from kefu_customers.store import ARREARS_CONTACTS, LETTERS, RESIDENT_CARDS, UNITS
from kefu_messages.customers.residents import (
    ArrearsReasonRecorded,
    GetArrearsReasons,
    GetCardFigures,
    GetOwnerMailing,
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
    units = Shelf(UNITS)

    @command(RecordArrearsContact)
    def record_arrears_contact(self, ask: Ask) -> dict[str, Any]:
        """The steward has talked to a customer who has not paid; the reason and the need go back to the office (CUS-58; doc 5.2 l.380)."""
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
        """Why customers have not paid, grouped by reason, over a year (CUS-58)."""
        contacts = [
            ArrearsContactFacts(one["unit_no"], reason=one["reason"])
            for one in self.arrears_contacts.every(ask.organisation, year=ask["year"])
        ]
        groups = rules.arrears_by_reason(contacts, law=ask.law).outcome
        return {"year": ask["year"], "reasons": [{**vars(group), "units": list(group.units)} for group in groups]}

    @command(RecordLetter)
    def record_letter(self, ask: Ask) -> dict[str, Any]:
        """Record a letter of a mailing as sent, or as not sendable because nobody knows the address (CUS-59; doc 5.2 l.386)."""
        letter = self.letters.new(ask.organisation, _letter_no(ask))
        unit = self.units.get(ask.organisation, ask["unit_no"])
        return saved(self.letters, _dispatched(ask, letter, letter.exists, unit))

    @importer(RecordLetter)
    def import_letters(self, batch: Batch) -> None:
        """The letters of a file, sent or not (CUS-59)."""
        units = self.units.get_many(batch.organisation, sorted({str(row.get("unit_no")) for row in batch.rows}))
        import_rows(
            batch, self.letters, key=_letter_no,
            drafted=lambda row, letter, seen: _dispatched(row, letter, seen, units.get(row["unit_no"])),
        )  # fmt: skip

    @query(GetOwnerMailing)
    def get_owner_mailing(self, ask: Ask) -> dict[str, Any]:
        """The outcome of a mailing (CUS-59)."""
        states = [one["state"] for one in self.letters.every(ask.organisation, mailing_no=ask["mailing_no"])]
        if not states:
            raise NotFound(kind="mailing", key=ask["mailing_no"])
        outcome = rules.mailing_outcome(states.count("sent"), address_unknown=states.count("address_unknown"), law=ask.law).outcome
        return {"mailing_no": ask["mailing_no"], **vars(outcome)}

    @query(ListAddressRepairs)
    def list_address_repairs(self, ask: Ask) -> dict[str, Any]:
        """Owners whom a letter could not reach and whose address nobody has repaired since (CUS-59)."""
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
        """Issue or replace a resident's access card, with the reason (CUS-60; doc 5.2 l.386)."""
        card = self.resident_cards.new(ask.organisation, ask["card_no"])
        unit = self.units.get(ask.organisation, ask["unit_no"])
        return saved(self.resident_cards, _card(ask, card, card.exists, unit))

    @importer(IssueResidentCard)
    def import_resident_cards(self, batch: Batch) -> None:
        """The cards of a file (CUS-60)."""
        units = self.units.get_many(batch.organisation, sorted({str(row.get("unit_no")) for row in batch.rows}))
        import_rows(
            batch, self.resident_cards, key="card_no",
            drafted=lambda row, card, seen: _card(row, card, seen, units.get(row["unit_no"])),
        )  # fmt: skip

    @query(ListResidentCards)
    def list_resident_cards(self, ask: Ask) -> Page:
        """The cards of a household (CUS-60)."""
        return self.resident_cards.page(ask, equals={"unit_no": ask["unit_no"]})

    @query(GetCardFigures)
    def get_card_figures(self, ask: Ask) -> dict[str, Any]:
        """How many households changed how many cards in a year (CUS-60)."""
        cards = [
            CardFacts(one["unit_no"], holder_type=one["holder_type"], reason=one["reason"])
            for one in self.resident_cards.every(ask.organisation, year=ask["year"])
        ]
        return {"year": ask["year"], **vars(rules.cards_counted(cards, law=ask.law).outcome)}


def _letter_no(ask: Ask) -> str:
    return f"{ask['mailing_no']}~{ask['unit_no']}"


def _dispatched(ask: Ask, letter: Record, seen: bool, unit: Record | None) -> Draft:  # noqa: FBT001 - a fact
    """A letter about to be recorded."""
    if seen:
        raise AlreadyExists(kind="letter", key=letter.key)
    verdict = rules.unit_known(ask["unit_no"], known=unit is not None, law=ask.law)
    told = {name: ask[name] for name in ("mailing_no", "unit_no", "dispatched_on", "state")}
    event = LetterRecorded.of(letter_no=letter.key, because=["CUS-59"], **told)
    return Draft(letter, ask, {**told, "owner": unit.get("owner") if unit else None}, [event], {"letter": verdict})


def _card(ask: Ask, card: Record, seen: bool, unit: Record | None) -> Draft:  # noqa: FBT001 - a fact
    """A resident card about to be issued."""
    verdict = rules.card_issuable(card.key, seen=seen, unit_no=ask["unit_no"], known=unit is not None, law=ask.law)
    told = {name: ask.get(name) for name in ("unit_no", "holder_type", "reason", "replaced_on")}
    event = ResidentCardIssued.of(card_no=card.key, because=verdict.clauses, **told)
    return Draft(card, ask, {**told, "year": ask["replaced_on"].year}, [event], {"card": verdict})
