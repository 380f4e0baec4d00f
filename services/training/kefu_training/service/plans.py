"""Needs and plans of training (TRN-01, TRN-10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.directory import Directory
from kefu.service import Ask, Page, Shelf, command, query
from kefu_messages.errors import AlreadyExists
from kefu_messages.training import CompletePlan, ListPlans, PlanTraining
from kefu_training import rules
from kefu_training.store import PLANS

OF_A_PLAN = ("need", "venue", "material", "date", "owner")


class Plans:
    """What the department needs to learn, and what each item still lacks."""

    plans = Shelf(PLANS)
    staff = Directory()

    @command(PlanTraining)
    def plan_training(self, ask: Ask) -> dict[str, Any]:
        """Put a need on the plan; it belongs to whom it is given, else to who enters it, who may both own a training (TRN-10)."""
        record = self.plans.new(ask.organisation, ask["plan_no"])
        if record.exists:
            raise AlreadyExists(kind="training plan", key=record.key)
        changes = {**{name: ask.get(name) for name in OF_A_PLAN}, "owner": ask.get("owner") or ask.identity.staff_no}
        decisions = {"owner": self._owned(ask, changes), "plan": _missing(record.key, changes, ask)}
        return self.plans.save(record, ask, changes={**changes, "missing": list(decisions["plan"].outcome)}, decisions=decisions)

    @command(CompletePlan)
    def complete_plan(self, ask: Ask) -> dict[str, Any]:
        """Add what the item lacked."""
        record = self.plans.require(ask.organisation, ask["plan_no"])
        changes = {name: ask[name] for name in OF_A_PLAN if name in ask.data}
        decisions = {"plan": _missing(record.key, {**record, **changes}, ask)}
        if "owner" in changes:
            decisions["owner"] = self._owned(ask, {**record, **changes})
        return self.plans.save(record, ask, changes={**changes, "missing": list(decisions["plan"].outcome)}, decisions=decisions)

    def _owned(self, ask: Ask, fields: Mapping[str, Any]) -> Any:
        """The decision that the person may be responsible, on the day of the item, today when it has none (TRN-10)."""
        owner, day = fields["owner"], fields["date"] or ask.today
        known, roles = self.staff.known(ask.organisation, owner), self.staff.role(ask.organisation, owner, on=day)
        return rules.owner_allowed(owner, known=known, roles=tuple(sorted(roles)), day=day, law=ask.law)

    @query(ListPlans)
    def list_plans(self, ask: Ask) -> Page:
        """The plan by number."""
        return self.plans.page(ask, order="plan_no")


def _missing(plan_no: str, fields: Mapping[str, Any], ask: Ask) -> Any:
    item = rules.PlanItem(plan_no, fields["need"], fields["venue"], fields["material"], fields["date"], fields["owner"])
    return rules.missing_of_plan(item, law=ask.law)
