"""Settlement slips (BIL-17..BIL-19, BIL-22)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kefu.service import Ask, Record, command, query
from kefu_billing import rules
from kefu_billing.rules.facts import Account, Slip
from kefu_billing.service.accounts import finding, issued
from kefu_billing.service.books import Books, decision_name, given, happened_by_now, needed, past_paper
from kefu_billing.service.replies import slip_reply
from kefu_messages import Happening
from kefu_messages.billing import (
    ActsForAnother,
    DeliverSlip,
    DuplicateSlip,
    EnteredByWrongRole,
    EnteredVolumeDiffers,
    GetSlip,
    IssueSlip,
    PostSlip,
    RegisterSlip,
    SignSlip,
    SlipDelivered,
    SlipSubmitted,
)
from kefu_messages.errors import KefuError, NotFound

DAYS = ("issued_on", "delivered_on", "signed_on", "entered_on")


def submitted(slip: Slip, *, reason: str | None, because: list[str]) -> Happening:
    """The event of a submitted slip."""
    names = ("slip_no", "meter_no", "customer_no", "month", "issued_on", "volume")
    facts = {name: getattr(slip, name) or None for name in names} | {"volume": slip.volume}
    return SlipSubmitted.of(accepted=reason is None, reason=reason, because=because, **facts)


class Slips(Books):
    """Slips from the reader's pad to the charging system."""

    @command(IssueSlip)
    def issue_slip(self, ask: Ask) -> Any:
        """Issue a slip from the month's reading (BIL-17)."""
        happened_by_now(ask, "issued_on")
        record, account = self.account(ask, ask["customer_no"])
        if self._seen_slip(ask, ask["slip_no"]):
            raise DuplicateSlip(slip_no=ask["slip_no"])
        slip = rules.of_month(given(ask, Slip, issued_by=ask.identity.staff_no), account=account)
        verdict = rules.judge_issue(slip, account=account, law=ask.law)
        after = replace(account, slips=(*account.slips, verdict.outcome))
        event = submitted(verdict.outcome, reason=None, because=verdict.clauses)
        return self.keep(
            record, ask, before=account, after=after, events=[event], decisions={decision_name("slip", slip.slip_no): verdict},
            reply=slip_reply(after, verdict.outcome, law=ask.law), claims=[f"slip/{slip.slip_no}"],
        )  # fmt: skip

    @command(RegisterSlip)
    def register_slip(self, ask: Ask) -> Any:
        """Take down a slip with all its paper says; one in error is refused, and counts as submitted (BIL-17, BIL-18, BIL-23)."""
        needed(ask, ("slip_no", *(() if any(ask.get(name) for name in DAYS) else ("issued_on",))))
        happened_by_now(ask, *DAYS)
        record, account = self.account(ask, ask.get("customer_no") or self._owner(ask))
        slip = rules.of_month(given(ask, Slip, customer_no=account.customer_no, **self._entered_by(ask)), account=account)
        held = self.posts(ask, slip.entered_by, slip.entered_on or slip.known_on)
        seen = self._seen_slip(ask, slip.slip_no)
        try:
            verdict = rules.judge_slip(slip, account=account, seen=seen, entered_by_roles=held, law=ask.law)
        except DuplicateSlip:
            raise
        except (EnteredByWrongRole, EnteredVolumeDiffers) as refusal:
            return self._unposted(record, ask, account=account, slip=slip, refusal=refusal)
        except KefuError as refusal:
            return self._in_error(ask, slip=slip, refusal=refusal)
        return self._enter(record, ask, account=account, slip=verdict.outcome, verdict=verdict, new=True)

    def _owner(self, ask: Ask) -> str:
        """Whose meter it is, where the paper does not name the customer; empty when nobody's."""
        found = self.accounts.find(ask.organisation, meters=ask["meter_no"]) if ask.get("meter_no") else ()
        return next((account.key for account in found), "")

    def _entered_by(self, ask: Ask) -> dict[str, str]:
        """Who posts the slip: the caller, unless past paper is entered (BIL-18)."""
        named, own = ask.get("entered_by"), ask.identity.staff_no
        if past_paper(ask) or (not named and ask.get("entered_on") is None):
            return {"entered_by": named or ""}
        if named not in (own, "", None):
            raise ActsForAnother(staff_no=named, action="register_slip")
        if own == ask.get("issued_by"):
            raise EnteredByWrongRole(entered_by=own)
        return {"entered_by": own}

    def _seen_slip(self, ask: Ask, slip_no: str) -> bool:
        return self.taken(ask, f"slip/{slip_no}") or self.register.get(ask.organisation, f"slip/{slip_no}") is not None

    def _unposted(self, record: Record, ask: Ask, *, account: Account, slip: Slip, refusal: KefuError) -> Any:
        """The slip stands, its posting is refused: a charging post may post it properly later (BIL-18)."""
        kept = replace(slip, entered_on=None, entered_by="", entered_volume=None, refused_entry=refusal.code)
        event = submitted(kept, reason=refusal.code, because=["BIL-18"])
        after = replace(account, slips=(*account.slips, kept))
        return self.keep(record, ask, before=account, after=after, events=[event], claims=[f"slip/{slip.slip_no}"], refusal=refusal)

    def _in_error(self, ask: Ask, *, slip: Slip, refusal: KefuError) -> Any:
        """A slip that does not fit meter or reading raises nothing until a right one comes (BIL-23)."""
        kept = replace(slip, refused=refusal.code)
        event = submitted(kept, reason=refusal.code, because=["BIL-17"])
        content = {"kind": "slip", "on": slip.known_on, "month": slip.month, "slip": kept}
        return self.remember(ask, f"slip/{slip.slip_no}", refusal=refusal, events=[event], **content)

    def _enter(self, record: Record, ask: Ask, *, account: Account, slip: Slip, verdict: Any, new: bool) -> Any:
        """Keep the slip, and raise its invoice when it is posted (BIL-18)."""
        priced = rules.invoice_of_slip(account, slip=slip, kind=str(account.kind), tariffs=self.published(ask), law=ask.law)
        others = tuple(item for item in account.slips if item.slip_no != slip.slip_no)
        after = replace(account, slips=(*others, slip))
        events = [submitted(slip, reason=None, because=verdict.clauses)] if new else []
        decisions = {decision_name("slip", slip.slip_no): verdict}
        claims = [f"slip/{slip.slip_no}"] if new else []
        if priced.outcome is not None:
            after = replace(after, invoices=(*after.invoices, priced.outcome))
            events.append(issued(after, priced.outcome, because=priced.clauses))
            decisions[decision_name("invoice", priced.outcome.invoice_no)] = priced
            claims.append(f"invoice/{priced.outcome.invoice_no}")
        if new and slip.delivered_on is not None:
            events += delivery_events(slip, law=ask.law)
        reply = slip_reply(after, slip, law=ask.law)
        return self.keep(record, ask, before=account, after=after, events=events, decisions=decisions, claims=claims, reply=reply)

    @command(DeliverSlip)
    def deliver_slip(self, ask: Ask) -> Any:
        """The slip reaches the customer: its payment term runs, also of an invoice already raised (BIL-19, BIL-22)."""
        record, account, slip = self._slip(ask)
        happened_by_now(ask, "delivered_on")
        verdict = rules.deliver(slip, delivered_on=ask["delivered_on"], entry_code_checked=ask["entry_code_checked"], law=ask.law)
        after = self._with(account, verdict.outcome)
        invoices = tuple(
            rules.delivered_later(item, delivered_on=ask["delivered_on"], law=ask.law).outcome if item.slip_no == slip.slip_no else item
            for item in after.invoices
        )
        after = replace(after, invoices=invoices)
        return self._kept(record, ask, before=account, after=after, verdict=verdict, events=delivery_events(verdict.outcome, law=ask.law))

    @command(SignSlip)
    def sign_slip(self, ask: Ask) -> Any:
        """The customer signs, or refuses to (BIL-17)."""
        record, account, slip = self._slip(ask)
        happened_by_now(ask, "signed_on")
        named = {name: ask[name] for name in ("signature", "signatory", "witness", "signed_on")}
        verdict = rules.sign(slip, law=ask.law, **named)
        return self._kept(record, ask, before=account, after=self._with(account, verdict.outcome), verdict=verdict)

    @command(PostSlip)
    def post_slip(self, ask: Ask) -> Any:
        """A cashier enters the consumption; the invoice is raised (BIL-18)."""
        record, account, slip = self._slip(ask)
        happened_by_now(ask, "entered_on")
        who = ask.identity.staff_no
        if who == slip.issued_by:
            raise EnteredByWrongRole(entered_by=who)
        entry = {"entered_on": ask["entered_on"], "entered_by": who, "entered_volume": ask["entered_volume"]}
        verdict = rules.post(slip, held=frozenset(ask.identity.roles), law=ask.law, **entry)
        return self._enter(record, ask, account=account, slip=verdict.outcome, verdict=verdict, new=False)

    @query(GetSlip)
    def get_slip(self, ask: Ask) -> dict[str, Any]:
        """One slip as it stands."""
        record, account, slip = self._slip(ask)
        return {**slip_reply(account, slip, law=ask.law), "version": record.version}

    def _slip(self, ask: Ask) -> tuple[Record, Account, Slip]:
        record, account = self.holder(ask, f"slip/{ask['slip_no']}", kind="slip")
        slip = account.slip(ask["slip_no"])
        if slip is None:
            raise NotFound(kind="slip", key=ask["slip_no"])
        return record, account, slip

    def _with(self, account: Account, slip: Slip) -> Account:
        return replace(account, slips=tuple(slip if item.slip_no == slip.slip_no else item for item in account.slips))

    def _kept(self, record: Record, ask: Ask, *, before: Account, after: Account, verdict: Any, events: Any = ()) -> Any:
        slip = verdict.outcome
        decisions = {decision_name("slip", slip.slip_no): verdict}
        reply = slip_reply(after, slip, law=ask.law)
        return self.keep(record, ask, before=before, after=after, events=events, decisions=decisions, reply=reply)


def delivery_events(slip: Slip, *, law: Any) -> list[Happening]:
    """What is told of a delivery, and the finding when the home-entry checklist is not confirmed (BIL-19, BIL-22)."""
    due = rules.payment_due(slip.delivered_on, law=law)
    names = ("slip_no", "customer_no", "delivered_on", "entry_code_checked")
    delivered = SlipDelivered.of(due_on=due.outcome, because=due.clauses, **{name: getattr(slip, name) for name in names})
    if slip.delivered_on is None or not rules.without_checklist([slip]):
        return [delivered]
    facts = {"slip_no": slip.slip_no, "customer_no": slip.customer_no}
    missing = finding(
        slip.slip_no, "entry_code_not_checked", on=slip.delivered_on, facts=facts, because=["BIL-22"], staff_no=slip.issued_by or None
    )
    return [delivered, missing]
