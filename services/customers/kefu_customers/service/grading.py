"""Grades and releases of customers (CUS-19..21, CUS-71)."""

from __future__ import annotations

from datetime import date
from typing import Any

from kefu.service import Ask, Record, Shelf, command, query
from kefu_customers import rules
from kefu_customers.rules import KeyCustomer
from kefu_customers.service.registering import customer_changed
from kefu_messages.customers import (
    ConfirmRelease,
    CustomerChanged,
    CustomerGraded,
    CustomerReleased,
    GetGrades,
    GradeCustomer,
    ListReleases,
    MarkForRelease,
    RenewalSuppressed,
)

KEPT = ("existing", "onboarding", "potential")


class Grading:
    """Decides how much a customer is worth visiting, and whom the department lets go."""

    customers: Shelf

    @command(GradeCustomer)
    def grade_customer(self, ask: Ask) -> dict[str, Any]:
        """Grade a customer by what was found of it."""
        record = self.customers.require(ask.organisation, ask["customer_no"])
        graded_on = ask["graded_on"]
        grade = rules.grade_of(
            brand_reach=ask["brand_reach"],
            second_development=ask["second_development"],
            graded_on=graded_on,
            since=_present_since(record),
            law=ask.law,
        )
        entry = {"grade": grade.outcome, "since": graded_on, "reason": ask["reason"], "graded_by": ask.identity.staff_no}
        earlier = [held for held in record["grades"] if held["graded_by"] or str(held["since"]) < graded_on.isoformat()]
        changes = {"grade": grade.outcome, "graded_on": graded_on, "grades": [*earlier, entry]}
        told = CustomerGraded.of(
            customer_no=record.key, grade=grade.outcome, previous=record["grade"], graded_on=graded_on, because=grade.clauses
        )
        changed = CustomerChanged.of(**customer_changed(record, changes), because=grade.clauses)
        return self.customers.save(record, ask, changes=changes, events=[told, changed], decisions={"grade": grade})

    @query(GetGrades)
    def get_grades(self, ask: Ask) -> dict[str, Any]:
        """The grades of a customer, oldest first."""
        record = self.customers.require(ask.organisation, ask["customer_no"])
        history = [{**entry, "since": date.fromisoformat(str(entry["since"]))} for entry in record["grades"]]
        return {"customer_no": record.key, "grade": record["grade"], "history": history, "version": record.version}

    @command(MarkForRelease)
    def mark_for_release(self, ask: Ask) -> dict[str, Any]:
        """Do not renew a customer of a grade that is let go."""
        record = self.customers.require(ask.organisation, ask["customer_no"])
        verdict = rules.may_mark_for_release(record["grade"], marked_on=ask["marked_on"], expires_on=ask["expires_on"], law=ask.law)
        told = RenewalSuppressed.of(customer_no=record.key, expires_on=verdict.outcome, because=verdict.clauses)
        changes = {"to_be_released": True, "contract_expires_on": verdict.outcome}
        return self.customers.save(record, ask, changes=changes, events=[told], decisions={"release": verdict})

    @command(ConfirmRelease)
    def confirm_release(self, ask: Ask) -> dict[str, Any]:
        """Release a marked customer once its contract has expired."""
        record = self.customers.require(ask.organisation, ask["customer_no"])
        verdict = rules.may_release(
            record.key,
            marked=record["to_be_released"],
            expires_on=record.get("contract_expires_on"),
            released_on=ask["released_on"],
            law=ask.law,
        )
        changes = {"status": "released", "to_be_released": False, "released_on": verdict.outcome}
        told = CustomerReleased.of(customer_no=record.key, released_on=verdict.outcome, because=verdict.clauses)
        changed = CustomerChanged.of(**customer_changed(record, changes), because=verdict.clauses)
        return self.customers.save(record, ask, changes=changes, events=[told, changed], decisions={"release": verdict})

    @query(ListReleases)
    def list_releases(self, ask: Ask) -> dict[str, Any]:
        """Who waits for the manager's confirmation, and who comes first."""
        as_of = ask.get("as_of") or ask.today
        waiting = [
            {"customer_no": item.key, "name": item["name"], "expires_on": item["contract_expires_on"],
            "expired": item["contract_expires_on"] < as_of}
            for item in self.customers.every(ask.organisation, to_be_released=True)
        ]  # fmt: skip
        key = {item.key: item for item in self.customers.every(ask.organisation, key_account=True)}
        first = {item.key: item for item in self.customers.every(ask.organisation, grade="A")}
        known = tuple(
            KeyCustomer(item.key, item["key_account"], item["grade"]) for item in (key | first).values() if item["status"] in KEPT
        )
        priority = rules.order_of_priority(known, law=ask.law)
        return {"as_of": as_of, "to_be_released": sorted(waiting, key=lambda item: item["customer_no"]), "priority": list(priority.outcome)}


def _present_since(record: Record) -> date | None:
    """Since when somebody has graded the customer; the grade it started with may be replaced for any day."""
    graded = [entry for entry in record["grades"] if entry["graded_by"]]
    return date.fromisoformat(str(graded[-1]["since"])) if graded else None
