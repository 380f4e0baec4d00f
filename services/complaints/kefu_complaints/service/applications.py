"""Customers' written applications to remove data or to recover a password (CMP-35, CMP-37; doc 4 l.290, l.292)."""

from __future__ import annotations

from typing import Any

from kefu.entered import check_moments
from kefu.service import Ask, Shelf, command, query
from kefu_complaints import rules
from kefu_complaints.store import APPLICATIONS
from kefu_messages.complaints import ApplicationFulfilled, DatesOutOfOrder, FulfilApplication, GetApplication, SubmitApplication
from kefu_messages.errors import AlreadyExists, StateConflict


class Applications:
    """Removes data and resets passwords on written application only; a password is never written down."""

    applications = Shelf(APPLICATIONS)

    @command(SubmitApplication)
    def submit_application(self, ask: Ask) -> dict[str, Any]:
        """Take in a customer's written application (CMP-35, CMP-37)."""
        application = self.applications.new(ask.organisation, ask["application_no"])
        if application.exists:
            raise AlreadyExists(kind="application", key=application.key)
        check_moments(ask, "received_on")
        submitted = rules.application_submitted(ask["kind"], data=ask["data"], law=ask.law)
        facts = {name: ask[name] for name in ("kind", "customer_no", "applied_by", "document_no", "data", "received_on")}
        done = dict.fromkeys(("tool", "contact_told", "fulfilled_on", "fulfilled_by"))
        return self.applications.save(
            application, ask, changes={**facts, **done, "state": submitted.outcome}, decisions={"submitted": submitted}
        )

    @command(FulfilApplication)
    def fulfil_application(self, ask: Ask) -> dict[str, Any]:
        """Remove the data with a named tool, or tell a named contact of the reset password (CMP-35, CMP-37)."""
        application = self.applications.new(ask.organisation, ask["application_no"])
        told = {"tool": ask["tool"], "contact_told": ask["contact_told"]}
        verdict = rules.application_fulfilled(application.get("kind"), **told, law=ask.law)
        if application["state"] == "fulfilled":
            raise StateConflict(state="fulfilled")
        check_moments(ask, "fulfilled_on")
        if ask["fulfilled_on"] < application["received_on"]:
            raise DatesOutOfOrder(earlier="received_on", later="fulfilled_on")
        changes = {**told, "state": verdict.outcome, "fulfilled_on": ask["fulfilled_on"], "fulfilled_by": ask.identity.staff_no}
        facts = {name: application[name] for name in ("kind", "customer_no")}
        by = {"fulfilled_on": ask["fulfilled_on"], "fulfilled_by": ask.identity.staff_no}
        event = ApplicationFulfilled.of(application_no=application.key, **facts, **by, because=verdict.clauses)
        return self.applications.save(application, ask, changes=changes, events=[event], decisions={"fulfilled": verdict})

    @query(GetApplication)
    def get_application(self, ask: Ask) -> dict[str, Any]:
        """One application."""
        return self.applications.public(self.applications.require(ask.organisation, ask["application_no"]))
