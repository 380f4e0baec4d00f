"""New customers of a software firm are trained after their installation (TRN-14)."""

from __future__ import annotations

from typing import Any

from kefu.directory import Directory
from kefu.entered import CLERKS, entry, past_papers
from kefu.personal import own_or_below
from kefu.service import Ask, Shelf, command, query
from kefu_messages.errors import AlreadyExists
from kefu_messages.training import ListUntrainedCustomers, RecordCustomerTraining, RecordInstallation
from kefu_training import rules
from kefu_training.store import CUSTOMER_TRAININGS

OF_A_TRAINING = ("trained_on", "specialist", "attendees")


class CustomerTrainings:
    """Which new customer was installed when, and trained by whom."""

    customer_trainings = Shelf(CUSTOMER_TRAININGS)
    staff = Directory()

    @command(RecordInstallation)
    def record_installation(self, ask: Ask) -> dict[str, Any]:
        """The software has been installed: from now on the training is due; the day is HR's to correct (TRN-14)."""
        record = self.customer_trainings.new(ask.organisation, ask["customer_no"])
        if record.get("installed_on") not in {None, ask["installed_on"]} and not past_papers(ask, ask["installed_on"]):
            raise AlreadyExists(kind="installation", key=record.key)
        due = rules.customer_training_due(ask["installed_on"], law=ask.law)
        changes = {
            "installed_on": ask["installed_on"], "due_on": due.outcome, "attendees": record.get("attendees", []),
            "state": "trained" if record.get("trained_on") else "installed",
        }  # fmt: skip
        return self.customer_trainings.save(record, ask, changes=changes, decisions={"due": due, **entry(ask, "installed_on")})

    @command(RecordCustomerTraining)
    def record_customer_training(self, ask: Ask) -> dict[str, Any]:
        """The customer's people have been trained; it may be entered before the installation."""
        own_or_below(ask, self.staff, ask["specialist"], posts=CLERKS, because=["TRN-14"])
        record = self.customer_trainings.new(ask.organisation, ask["customer_no"])
        changes = {**{name: ask[name] for name in OF_A_TRAINING}, "state": "trained"}
        return self.customer_trainings.save(record, ask, changes=changes, decisions=entry(ask, "trained_on"))

    @query(ListUntrainedCustomers)
    def list_untrained_customers(self, ask: Ask) -> dict[str, Any]:
        """Customers installed, and at the end of the day overdue without a training."""
        as_of = min(ask.get("as_of") or ask.today, ask.today)
        span = ("0000", as_of.isoformat())
        found = self.customer_trainings.find(ask.organisation, state=["installed", "trained"], installed_on=span)
        listed = [
            self.customer_trainings.public(item)
            for item in found
            if rules.customer_untrained(item["installed_on"], trained_on=item.get("trained_on"), as_of=as_of, law=ask.law).outcome
        ]
        return {"as_of": as_of, "customers": sorted(listed, key=lambda item: item["customer_no"]), "because": ["TRN-14"]}
