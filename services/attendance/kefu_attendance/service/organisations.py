"""Organisations and the policies they adopt."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from kefu import clock
from kefu.calendar import first_day
from kefu.law import decide
from kefu.service import Ask, Shelf, command, query
from kefu_attendance import rules
from kefu_attendance.service.staff_months import StaffMonths
from kefu_attendance.store import ORGANISATIONS
from kefu_messages.attendance import (
    AdoptPolicy,
    GetOrganisation,
    ListPolicies,
    OrganisationRegistered,
    PolicyAdopted,
    RegisterOrganisation,
)
from kefu_messages.attendance.adoptable import all_adoptable
from kefu_messages.errors import AlreadyExists, WrongOrganisation


class Organisations(StaffMonths):
    """One document per organisation; its policies are within it, so that one write adopts one."""

    organisations = Shelf(ORGANISATIONS)

    @command(RegisterOrganisation)
    def register_organisation(self, ask: Ask) -> dict[str, Any]:
        """Enter the organisation the caller's token belongs to (OTH-24, OTH-25)."""
        if ask["organisation"] != ask.organisation:
            raise WrongOrganisation(action="register_organisation")
        clock.zone(ask["timezone"])
        record = self.organisations.new(ask.organisation, ask.organisation)
        if record.exists:
            raise AlreadyExists(kind="organisation", key=ask.organisation)
        entered = {name: ask.get(name) for name in ("name", "timezone", "currency", "rules")}
        book = rules.works_by(entered["rules"], known=all_adoptable())
        verdict = decide(ask.organisation, ask.law.clause("OTH-24"), ask.law.clause("OTH-25"), rules=entered["rules"], works_by=book)
        said = OrganisationRegistered.of(organisation=ask.organisation, because=verdict.clauses, **entered)
        return self.organisations.save(
            record,
            ask,
            decisions={"scope": verdict},
            events=[said],
            changes={"policies": [], **entered},
            reply={"organisation": ask.organisation, **entered},
        )

    @command(AdoptPolicy)
    def adopt_policy(self, ask: Ask) -> dict[str, Any]:
        """Put a value in force from a day (ATT-27); one adopted for the same day is replaced, the same once more changes nothing."""
        record = self.organisations.require(ask.organisation, ask.organisation)
        policy = rules.Policy(ask["value"], ask["since"], rules.exact_content(ask["content"]), ask["reference"])
        written = {**vars(policy), "since": policy.since.isoformat()}
        reply = {**vars(policy), "content": ask["content"]}
        if written in record["policies"]:
            return self.organisations.save(record, ask, changes={}, reply=reply)
        verdict = rules.adopted(policy, circumstances=self._circumstances(ask), known=all_adoptable(), law=ask.law)
        others = [other for other in record["policies"] if (other["value"], other["since"]) != (policy.value, written["since"])]
        said = PolicyAdopted.of(organisation=ask.organisation, because=verdict.clauses, **vars(policy))
        return self.organisations.save(record, ask, changes={"policies": [*others, written]}, events=[said], reply=reply)

    def _circumstances(self, ask: Ask) -> rules.Circumstances:
        """What bears on an adoption besides its content."""
        earliest = max(ask.today + timedelta(days=1), first_day(self.first_open_month(ask)))
        peopled = bool(self.staff.find(ask.organisation, limit=1))
        return rules.Circumstances(peopled, earliest, ask.identity.roles)

    @query(GetOrganisation)
    def get_organisation(self, ask: Ask) -> dict[str, Any]:
        """Its name, zone, currency and rules."""
        if ask["organisation"] != ask.organisation:
            raise WrongOrganisation(action="get_organisation")
        record = self.organisations.require(ask.organisation, ask.organisation)
        shown = {name: record.get(name) for name in ("name", "timezone", "currency", "rules")}
        return {"organisation": ask.organisation, "version": record.version, **shown}

    @query(ListPolicies)
    def list_policies(self, ask: Ask) -> dict[str, Any]:
        """What it has adopted, by value and day."""
        record = self.organisations.require(ask.organisation, ask.organisation)
        policies = sorted(record["policies"], key=lambda policy: (policy["value"], policy["since"]))
        return {"organisation": ask.organisation, "version": record.version, "policies": [_policy(policy) for policy in policies]}


def _policy(stored: dict[str, Any]) -> dict[str, Any]:
    return {**stored, "since": date.fromisoformat(stored["since"]), "content": json.loads(stored["content"])}
