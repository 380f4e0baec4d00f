"""Partners: registry, alliance contracts, renewals, savings (CON-43, CON-44; OTH-06)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kefu.entered import check_moments
from kefu.entries import one_more
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_contracts import rules
from kefu_contracts.rules import Alliance, Ally
from kefu_contracts.store import PARTNERS, read
from kefu_messages.contracts import (
    GetPartner,
    GetPartnerFigures,
    ListPartners,
    PartnerChanged,
    RecordPartnerSaving,
    RegisterPartner,
    SignPartnerContract,
    TerminatePartnerContract,
    WhyPartner,
)
from kefu_messages.errors import AlreadyExists

MOST_CONTRACTS, MOST_SAVINGS = 200, 600  # of one partner; savings stand by month
NEW: dict[str, Any] = {"contracts": [], "savings": []}


class Partners:
    """Knows the partners, until when they are bound, and who was renewed."""

    partners = Shelf(PARTNERS)

    @command(RegisterPartner)
    def register_partner(self, ask: Ask) -> dict[str, Any]:
        """Enter a partner in the registry (OTH-06; doc 5.1 l.361)."""
        record = self.partners.new(ask.organisation, ask["partner_no"])
        if record.exists:
            raise AlreadyExists(kind="partner", key=record.key)
        return self._keep_partner(ask, record, {**NEW, "name": ask["name"], "kind": ask["kind"]}, because=["OTH-06"])

    @command(SignPartnerContract)
    def sign_partner_contract(self, ask: Ask) -> dict[str, Any]:
        """Sign an alliance contract, the first one or its renewal (CON-43, CON-44; doc 5.1 l.361)."""
        check_moments(ask, "signed_on")
        record = self.partners.require(ask.organisation, ask["partner_no"])
        terms = {name: ask[name] for name in ("contract_no", "signed_on", "starts_on", "ends_on")}
        verdict = rules.alliance_signed(read(terms, Alliance), known=_ally(record, record.key).contracts, law=ask.law)
        signed = {name: _plain(value) for name, value in terms.items()}
        contracts = one_more(record["contracts"], signed, most=MOST_CONTRACTS, what="contracts")
        return self._keep_partner(ask, record, {"contracts": contracts}, because=verdict.clauses, signed=verdict)

    @command(TerminatePartnerContract)
    def terminate_partner_contract(self, ask: Ask) -> dict[str, Any]:
        """End a partner's contract before its time (CON-43)."""
        record = self.partners.require(ask.organisation, ask["partner_no"])
        verdict = rules.alliance_ended(ask["contract_no"], known=_ally(record, record.key).contracts, law=ask.law)
        ended = {"terminated_on": ask["terminated_on"].isoformat()}
        contracts = [{**one, **ended} if one["contract_no"] == ask["contract_no"] else one for one in record["contracts"]]
        return self._keep_partner(ask, record, {"contracts": contracts}, because=verdict.clauses, ended=verdict)

    @command(RecordPartnerSaving)
    def record_partner_saving(self, ask: Ask) -> dict[str, Any]:
        """Record what a partner saved in a month; a later entry replaces it (OTH-06; doc 5.1 l.361)."""
        record = self.partners.require(ask.organisation, ask["partner_no"])
        others = [one for one in record["savings"] if one["month"] != ask["month"]]
        saving = {"month": ask["month"], "amount": ask["amount"]}
        changes = {"savings": one_more(others, saving, most=MOST_SAVINGS, what="savings")}
        return self.partners.save(record, ask, changes=changes, reply=_shown(ask, {**record, **changes}, record.key, on=ask.today))

    @query(GetPartner)
    def get_partner(self, ask: Ask) -> dict[str, Any]:
        """One partner as of a day."""
        record = self.partners.require(ask.organisation, ask["partner_no"])
        return {**_shown(ask, record, record.key, on=ask.get("as_of") or ask.today), "version": record.version}

    @query(ListPartners)
    def list_partners(self, ask: Ask) -> Page:
        """The registry of a kind of partner."""
        page = self.partners.page(ask, equals={"kind": ask.get("kind")})
        return page.of(lambda one: _shown(ask, one, one["partner_no"], on=ask.today))

    @query(WhyPartner)
    def why_partner(self, ask: Ask) -> dict[str, Any]:
        """Why a partner counts as active or not."""
        return {"decisions": self.partners.why(self.partners.require(ask.organisation, ask["partner_no"]), language=ask.language)}

    @query(GetPartnerFigures)
    def get_partner_figures(self, ask: Ask) -> dict[str, Any]:
        """Active partners on a day, those running out, renewals and savings of a span (CON-43, CON-44; OTH-06)."""
        on = ask.get("as_of") or ask.today
        first, last = ask.get("due_from") or date(on.year, 1, 1), ask.get("due_to") or date(on.year, 12, 31)
        allies = [_ally(one, one.key) for one in self.partners.every(ask.organisation, kind=ask["kind"])]
        renewal = rules.partner_renewals(allies, first=first, last=last, law=ask.law).outcome
        return {
            "kind": ask["kind"], "as_of": on, "due_from": first, "due_to": last, "registered": len(allies),
            "active": rules.active_partners(allies, on=on, law=ask.law).outcome,
            "expiring": list(rules.expiring_partners(allies, on=on, law=ask.law).outcome),
            "due": renewal.due, "renewed": renewal.renewed, "renewal_percent": renewal.percent,
            "savings": rules.savings(allies, first=first, last=last, law=ask.law).outcome,
        }  # fmt: skip

    def _keep_partner(self, ask: Ask, record: Record, changes: dict[str, Any], *, because: list[str], **decisions: Any) -> dict[str, Any]:
        content = {**record, **changes}
        state = rules.partner_state(_ally(content, record.key), on=ask.today, law=ask.law)
        told = {name: content[name] for name in ("name", "kind", "contracts")}
        event = PartnerChanged.of(partner_no=record.key, **told, because=because)
        shown = _shown(ask, content, record.key, on=ask.today)
        return self.partners.save(record, ask, changes=changes, events=[event], decisions={**decisions, "state": state}, reply=shown)


def _shown(ask: Ask, content: Mapping[str, Any], partner_no: str, *, on: date) -> dict[str, Any]:
    return {**content, "partner_no": partner_no, "state": rules.partner_state(_ally(content, partner_no), on=on, law=ask.law).outcome}


def _ally(content: Mapping[str, Any], partner_no: str) -> Ally:
    return read(content, Ally, partner_no=partner_no)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
