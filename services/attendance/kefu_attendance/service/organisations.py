"""Organisations and the policies they adopt."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from kefu import clock
from kefu.law import decide
from kefu.service import Ask, Shelf, command, query
from kefu_attendance import rules
from kefu_attendance.store import ORGANISATIONS
from kefu_messages.attendance import (
    AdoptPolicy,
    GetOrganisation,
    ListPolicies,
    OrganisationRegistered,
    PolicyAdopted,
    RegisterOrganisation,
)
from kefu_messages.errors import AlreadyExists, WrongOrganisation


class Organisations:
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
        verdict = decide(ask.organisation, ask.law.clause("OTH-24"), ask.law.clause("OTH-25"), rules=entered["rules"])
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
        """Put a value in force from a day; one adopted for the same day is replaced."""
        record = self.organisations.require(ask.organisation, ask.organisation)
        adopted = {
            "value": ask["value"],
            "since": ask["since"].isoformat(),
            "content": rules.exact_content(ask["content"]),
            "reference": ask["reference"],
        }
        verdict = decide(adopted["value"], ask.law.clause("ATT-27"), **adopted)
        others = [policy for policy in record["policies"] if (policy["value"], policy["since"]) != (adopted["value"], adopted["since"])]
        said = PolicyAdopted.of(
            organisation=ask.organisation,
            because=verdict.clauses,
            **{**adopted, "since": ask["since"]},
        )
        return self.organisations.save(
            record,
            ask,
            changes={"policies": [*others, adopted]},
            events=[said],
            reply={"value": ask["value"], "since": ask["since"], "content": ask["content"], "reference": ask["reference"]},
        )

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
