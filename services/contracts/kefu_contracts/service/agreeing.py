"""The steps of a contract, from the agreement to the new service period (CON-09, CON-13..17, CON-50)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kefu.entered import check_moments
from kefu.service import Ask, Record, command, schedule
from kefu_contracts import rules
from kefu_contracts.rules import Agreement
from kefu_contracts.service.agreements import Agreements, may_sign
from kefu_contracts.service.shown import agreement_of, told
from kefu_messages.contracts import (
    AgreeContract,
    AgreeContractDates,
    ConfirmInvoiceAddress,
    ContractReturnOverdue,
    ReturnContract,
    SendContract,
    ServiceContractAgreed,
    ServiceContractSigned,
    ServiceContractTerminated,
    ServicePeriodUpdated,
    SignContract,
    TerminateContract,
    UpdateServicePeriod,
)

LONG_AGO = date(1900, 1, 1)


class Agreeing(Agreements):
    """Takes a contract step by step, in the order of the regulation."""

    @command(AgreeContract)
    def agree_contract(self, ask: Ask) -> dict[str, Any]:
        """Fill in service dates and amount once they are agreed (CON-13; doc 4 l.298)."""
        check_moments(ask, "agreed_on")
        record, agreement = self._contract_of(ask)
        terms = {name: ask[name] for name in ("period_from", "period_to", "amount")}
        verdict = rules.terms_agreed(agreement, **terms, law=ask.law)
        changes = {**terms, "agreed_on": ask["agreed_on"]}
        event = ServiceContractAgreed.of(**_told(record, changes), agreed_on=ask["agreed_on"], because=verdict.clauses)
        return self._keep_contract(ask, record, changes, events=[event], decisions={"agreed": verdict})

    @command(SignContract)
    def sign_contract(self, ask: Ask) -> dict[str, Any]:
        """Our representative has signed; the seal may follow by signing again (CON-14; doc 4 l.298)."""
        check_moments(ask, "signed_on")
        record, agreement = self._contract_of(ask)
        verdict = rules.may_sign(agreement, signed_on=ask.get("signed_on"), law=ask.law)
        changes = {"signed_by": ask["signed_by"], "signed_on": ask.get("signed_on"), "sealed": ask["sealed"]}
        return self._keep_contract(ask, record, changes, decisions={"signed": verdict})

    @command(SendContract)
    def send_contract(self, ask: Ask) -> dict[str, Any]:
        """Send the signed, dated and sealed contract (CON-13, CON-14; doc 4 l.298)."""
        check_moments(ask, "sent_on")
        record, agreement = self._contract_of(ask)
        verdict = rules.may_send(agreement, sent_on=ask["sent_on"], law=ask.law)
        changes = {"sent_on": ask["sent_on"], "channel": ask["channel"], "awaited_by": agreement.return_due_on}
        return self._keep_contract(ask, record, changes, decisions={"sent": verdict})

    @command(AgreeContractDates)
    def agree_contract_dates(self, ask: Ask) -> dict[str, Any]:
        """Agree when the contract comes back and when it is paid (CON-15; doc 4 l.299)."""
        record, agreement = self._contract_of(ask)
        days = {name: ask[name] for name in ("return_due_on", "pay_due_on")}
        verdict = rules.dates_agreed(agreement, **days, law=ask.law)
        awaited = days["return_due_on"] if agreement.returned_on is None else None
        return self._keep_contract(ask, record, {**days, "awaited_by": awaited}, decisions={"dates": verdict})

    @command(ReturnContract)
    def return_contract(self, ask: Ask) -> dict[str, Any]:
        """The contract is back, signed by the customer: both sides are bound (CON-15, CON-17; doc 4 l.299, l.301)."""
        check_moments(ask, "returned_on", "customer_signed_on")
        record, agreement = self._contract_of(ask)
        days = {name: ask[name] for name in ("returned_on", "customer_signed_on")}
        verdict = rules.may_return(agreement, **days, law=ask.law)
        changes = {**days, "awaited_by": None}
        event = ServiceContractSigned.of(
            **_told(record, changes), signed_by_us_on=agreement.signed_on or agreement.sent_on,
            signed_by_customer_on=days["customer_signed_on"],
            returned_on=days["returned_on"], because=verdict.clauses,
        )  # fmt: skip
        return self._keep_contract(ask, record, changes, events=[event], decisions={"returned": verdict})

    @command(ConfirmInvoiceAddress)
    def confirm_invoice_address(self, ask: Ask) -> dict[str, Any]:
        """Confirm to whom the invoice is mailed (CON-16; doc 4 l.300)."""
        check_moments(ask, "confirmed_on")
        record, agreement = self._contract_of(ask)
        verdict = rules.invoice_step(agreement, law=ask.law)
        changes = {"address": ask["address"], "contact": ask["contact"], "address_confirmed": True}
        return self._keep_contract(ask, record, changes, decisions={"invoice": verdict})

    @command(UpdateServicePeriod)
    def update_service_period(self, ask: Ask) -> dict[str, Any]:
        """Put the paid contract's period into force (CON-08, CON-09; doc 4 l.302, l.328)."""
        check_moments(ask, "updated_on")
        record, agreement = self._contract_of(ask)
        verdict = rules.may_update_period(agreement, updated_on=ask["updated_on"], law=ask.law)
        paid_on = agreement.paid_on or agreement.returned_on
        event = ServicePeriodUpdated.of(**_told(record, {}), paid_on=paid_on, updated_on=ask["updated_on"], because=verdict.clauses)
        return self._keep_contract(ask, record, {"updated_on": ask["updated_on"]}, events=[event], decisions={"updated": verdict})

    @command(TerminateContract)
    def terminate_contract(self, ask: Ask) -> dict[str, Any]:
        """End a contract before its time; it stays on record (CON-50)."""
        record, agreement = self._contract_of(ask)
        verdict = rules.may_terminate(agreement, law=ask.law)
        ended = {"terminated_on": ask["terminated_on"], "reason": ask["reason"]}
        event = ServiceContractTerminated.of(**_told(record, {}), **ended, because=verdict.clauses)
        return self._keep_contract(ask, record, {**ended, "awaited_by": None}, events=[event], decisions={"terminated": verdict})

    @schedule("daily")
    def tell_overdue_returns(self, ask: Ask) -> None:
        """Tell once of a contract that did not come back on the agreed day (CON-15; doc 4 l.299)."""
        for record in list(self.contracts.every(ask.organisation, awaited_by=(LONG_AGO, ask.today - timedelta(days=1)))):
            agreement = agreement_of(record, {}, contract_no=record.key)
            verdict = rules.return_overdue(agreement, on=ask.today, law=ask.law)
            named = {"contract_no": record.key, "customer_no": record["customer_no"], "specialist": record.get("specialist")}
            event = ContractReturnOverdue.of(**named, return_due_on=agreement.return_due_on, because=verdict.clauses)
            self.contracts.save(
                record,
                ask,
                changes={"awaited_by": None},
                events=[event] if verdict.outcome else [],
                decisions={"return": verdict},
                reply={},
            )

    def _contract_of(self, ask: Ask) -> tuple[Record, Agreement]:
        """The contract of a step, with its money; a specialist's own units only (CON-03)."""
        record = self.contracts.require(ask.organisation, ask["contract_no"])
        may_sign(ask, record["customer_no"], record.get("specialist"))
        money = self.money.get(ask.organisation, record.key) or {}
        return record, agreement_of(record, money, contract_no=record.key)


def _told(record: Record, changes: dict[str, Any]) -> dict[str, Any]:
    return told({**record, **changes}, contract_no=record.key)
