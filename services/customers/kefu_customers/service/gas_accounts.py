"""Gas accounts and their IC cards, and breaches of confidentiality (CUS-39, CUS-43, CUS-55)."""

from __future__ import annotations

from typing import Any

from kefu.service import Ask, Shelf, command, query
from kefu_customers import rules
from kefu_customers.store import BREACHES, GAS_ACCOUNTS, METERS
from kefu_messages.customers.breaches import ConfidentialityBreachReported, GetBreach, ReportBreach
from kefu_messages.customers.gas_accounts import EndIcCard, GetGasAccount, IcCardEnded, IcCardIssued, IssueIcCard, OpenGasAccount
from kefu_messages.errors import AlreadyExists


class GasAccounts:
    """Opens accounts, makes cards, one active per meter; takes reports of breaches."""

    gas_accounts = Shelf(GAS_ACCOUNTS)
    breaches = Shelf(BREACHES)
    meters = Shelf(METERS)

    @command(OpenGasAccount)
    def open_gas_account(self, ask: Ask) -> dict[str, Any]:
        """Open a user's account and make its IC card; yields the account and the card number (CUS-43; doc 2 l.160)."""
        account = self.gas_accounts.new(ask.organisation, ask["meter_no"])
        meter = self.meters.get(ask.organisation, ask["meter_no"])
        verdict = rules.account_opened(
            ask["customer_no"], meter_no=ask["meter_no"], meter_owner=meter["customer_no"] if meter else None,
            active_card=account.get("active_card"), cards_before=len(account.get("cards", [])), law=ask.law,
        )  # fmt: skip
        numbers = verdict.outcome
        changes = {
            "account_no": numbers.account_no, "customer_no": ask["customer_no"], "opened_on": ask["opened_on"],
            **_issued(account.get("cards", []), numbers.card_no, ask["opened_on"]),
        }  # fmt: skip
        event = IcCardIssued.of(
            meter_no=account.key, account_no=numbers.account_no, customer_no=ask["customer_no"], card_no=numbers.card_no,
            issued_on=ask["opened_on"], because=verdict.clauses,
        )  # fmt: skip
        return self.gas_accounts.save(account, ask, changes=changes, events=[event], decisions={"opened": verdict})

    @command(IssueIcCard)
    def issue_ic_card(self, ask: Ask) -> dict[str, Any]:
        """Issue a card to a meter that has no active one (CUS-43)."""
        account = self.gas_accounts.require(ask.organisation, ask["meter_no"])
        verdict = rules.card_issued(account.key, active_card=account.get("active_card"), cards_before=len(account["cards"]), law=ask.law)
        event = IcCardIssued.of(
            meter_no=account.key, account_no=account["account_no"], customer_no=account["customer_no"], card_no=verdict.outcome,
            issued_on=ask["issued_on"], because=verdict.clauses,
        )  # fmt: skip
        changes = _issued(account["cards"], verdict.outcome, ask["issued_on"])
        return self.gas_accounts.save(account, ask, changes=changes, events=[event], decisions={"card": verdict})

    @command(EndIcCard)
    def end_ic_card(self, ask: Ask) -> dict[str, Any]:
        """End the active card of a meter: lost, damaged or handed back (CUS-43)."""
        account = self.gas_accounts.require(ask.organisation, ask["meter_no"])
        verdict = rules.card_ended(account.key, active_card=account.get("active_card"), law=ask.law)
        ended = {"ended_on": ask["ended_on"].isoformat(), "end_reason": ask["reason"]}
        cards = [{**card, **ended} if card["card_no"] == verdict.outcome else card for card in account["cards"]]
        event = IcCardEnded.of(
            meter_no=account.key, card_no=verdict.outcome, ended_on=ask["ended_on"], reason=ask["reason"], because=verdict.clauses
        )
        changes = {"active_card": None, "cards": cards}
        return self.gas_accounts.save(account, ask, changes=changes, events=[event], decisions={"card": verdict})

    @query(GetGasAccount)
    def get_gas_account(self, ask: Ask) -> dict[str, Any]:
        """The account of a meter."""
        return self.gas_accounts.public(self.gas_accounts.require(ask.organisation, ask["meter_no"]))

    @command(ReportBreach)
    def report_breach(self, ask: Ask) -> dict[str, Any]:
        """Record that a member of staff disclosed customer data or broke confidentiality or safety rules (CUS-39, CUS-55)."""
        breach = self.breaches.new(ask.organisation, ask["breach_no"])
        if breach.exists:
            raise AlreadyExists(kind="breach", key=breach.key)
        verdict = rules.breach_consequence(
            ask["kind"], staff_no=ask["staff_no"], reported_by=ask.identity.staff_no, happened_on=ask["happened_on"],
            proposed=ask.get("proposed_sanction"), law=ask.law,
        )  # fmt: skip
        facts = {
            "kind": ask["kind"], "staff_no": ask["staff_no"], "happened_on": ask["happened_on"], "amount": verdict.outcome.amount,
            "sanctions": list(verdict.outcome.sanctions), "proposed_sanction": ask.get("proposed_sanction"),
            "reported_by": ask.identity.staff_no,
        }  # fmt: skip
        event = ConfidentialityBreachReported.of(breach_no=breach.key, because=verdict.clauses, **facts)
        changes = {**facts, "customer_no": ask.get("customer_no"), "description": ask["description"]}
        return self.breaches.save(breach, ask, changes=changes, events=[event], decisions={"breach": verdict})

    @query(GetBreach)
    def get_breach(self, ask: Ask) -> dict[str, Any]:
        """One breach."""
        return self.breaches.public(self.breaches.require(ask.organisation, ask["breach_no"]))


def _issued(cards: list[dict[str, Any]], card_no: str, issued_on: Any) -> dict[str, Any]:
    """An account's fields once a card was issued to its meter."""
    card = {"card_no": card_no, "issued_on": issued_on.isoformat(), "ended_on": None, "end_reason": None}
    return {"active_card": card_no, "cards": [*cards, card]}
