"""Dealers' cars sent to partners for repair (OTH-07)."""

from __future__ import annotations

from typing import Any

from kefu.entered import check_moments
from kefu.service import Ask, Page, Shelf, command, query
from kefu_contracts import rules
from kefu_contracts.store import PARTNERS, REFERRALS
from kefu_messages.contracts import ListReferrals, RecordReferral, RecordReferralArrival, ReferralRecorded, WhyReferral
from kefu_messages.errors import AlreadyExists, StateConflict

FIELDS = ("partner_no", "dealer", "vehicle", "responsible", "measure", "referred_on")


class Referrals:
    """Follows a car from the dealer to the partner, with the person who answers for it."""

    referrals = Shelf(REFERRALS)
    partners = Shelf(PARTNERS)

    @command(RecordReferral)
    def record_referral(self, ask: Ask) -> dict[str, Any]:
        """A dealer sends a car to a partner (OTH-07; doc 5.1 l.363)."""
        check_moments(ask, "referred_on")
        record = self.referrals.new(ask.organisation, ask["referral_no"])
        if record.exists:
            raise AlreadyExists(kind="referral", key=record.key)
        known = self.partners.get(ask.organisation, ask["partner_no"]) is not None
        verdict = rules.referral_taken(ask.get("responsible"), partner_no=ask["partner_no"], partner_known=known, law=ask.law)
        content = {**{name: ask.get(name) for name in FIELDS}, "arrived_on": None, "state": "sent"}
        told = {name: ask[name] for name in ("partner_no", "dealer", "referred_on")}
        event = ReferralRecorded.of(referral_no=record.key, **told, because=verdict.clauses)
        return self.referrals.save(record, ask, changes=content, events=[event], decisions={"taken": verdict})

    @command(RecordReferralArrival)
    def record_referral_arrival(self, ask: Ask) -> dict[str, Any]:
        """The car has arrived at the partner (OTH-07)."""
        check_moments(ask, "arrived_on")
        record = self.referrals.require(ask.organisation, ask["referral_no"])
        if record["state"] != "sent" or ask["arrived_on"] < record["referred_on"]:
            raise StateConflict(state=record["state"])
        return self.referrals.save(record, ask, changes={"arrived_on": ask["arrived_on"], "state": "arrived"})

    @query(ListReferrals)
    def list_referrals(self, ask: Ask) -> Page:
        """Referrals to a partner, or those under way."""
        return self.referrals.page(ask, equals={name: ask.get(name) for name in ("partner_no", "state")})

    @query(WhyReferral)
    def why_referral(self, ask: Ask) -> dict[str, Any]:
        """Why a referral was taken."""
        return {"decisions": self.referrals.why(self.referrals.require(ask.organisation, ask["referral_no"]), language=ask.language)}
