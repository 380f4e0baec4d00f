"""Customers of a software firm with their specialist (CUS-44, CUS-45, CUS-47)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kefu.service import Ask, Page, Shelf, command, on, query
from kefu_customers import rules
from kefu_customers.store import CHAT_HANDLES, FUNCTION_TESTS, REQUIREMENTS, SOFTWARE_CUSTOMERS
from kefu_messages.contracts import ExpiryAnswered
from kefu_messages.customers.software import (
    AssignSoftwareCustomer,
    GetSoftwareCustomer,
    ListChatHandles,
    ListFunctionTests,
    ListRequirements,
    ListSoftwareCustomers,
    PromoteRequirement,
    RecordChatHandle,
    RecordFunctionTest,
    RecordRequirement,
    RecordSoftwareRevisit,
    RequirementPromoted,
    SoftwareCustomerAssigned,
)
from kefu_messages.errors import AlreadyExists


class Software:
    """Knows each unit's specialist, contact, products and use, its requirements and chat handles."""

    software_customers = Shelf(SOFTWARE_CUSTOMERS)
    requirements = Shelf(REQUIREMENTS)
    function_tests = Shelf(FUNCTION_TESTS)
    chat_handles = Shelf(CHAT_HANDLES)

    @command(AssignSoftwareCustomer)
    def assign_software_customer(self, ask: Ask) -> dict[str, Any]:
        """Assign a customer unit to one specialist, with contact, products and state of use (CUS-44; doc 4 l.273)."""
        unit = self.software_customers.new(ask.organisation, ask["customer_no"])
        held = {
            "software_contact": ask.get("software_contact", unit.get("software_contact")),
            "products": ask["products"] or unit.get("products", []),
            "state_of_use": ask.get("state_of_use", unit.get("state_of_use")),
        }
        findings = rules.unit_findings(**held, law=ask.law)
        last = unit.get("last_revisit_on")
        due = rules.next_revisit(ask["assigned_on"], last_revisit_on=last, law=ask.law)
        changes = {
            **held, "specialist": ask["specialist"], "assigned_on": ask["assigned_on"], "last_revisit_on": last,
            "findings": list(findings.outcome), "next_revisit_due_on": due.outcome,
        }  # fmt: skip
        named = {"customer_no": unit.key, "specialist": ask["specialist"], "assigned_on": ask["assigned_on"]}
        event = SoftwareCustomerAssigned.of(**named, because=findings.clauses)
        return self.software_customers.save(unit, ask, changes=changes, events=[event], decisions={"findings": findings, "revisit": due})

    @on(ExpiryAnswered)
    def keep_expiry_answer(self, ask: Ask) -> None:
        """What a customer answers to the reminder of its service's end stands among the unit's revisits (CON-12; doc 4 l.320)."""
        unit = self.software_customers.get(ask.organisation, ask["customer_no"])
        if unit is None:
            return
        answer = {"answered_on": ask["answered_on"].isoformat(), "answer": ask["answer"], "text": ask["text"]}
        others = [one for one in unit.get("expiry_answers", []) if one["answered_on"] != answer["answered_on"]]
        answers = sorted([*others, answer], key=lambda one: str(one["answered_on"]))
        self.software_customers.save(unit, ask, changes={"expiry_answers": answers}, reply={})

    @command(RecordSoftwareRevisit)
    def record_software_revisit(self, ask: Ask) -> dict[str, Any]:
        """The specialist has made a regular revisit (CUS-44; doc 4 l.273)."""
        unit = self.software_customers.require(ask.organisation, ask["customer_no"])
        last = max(ask["revisited_on"], unit.get("last_revisit_on") or ask["revisited_on"])
        due = rules.next_revisit(unit["assigned_on"], last_revisit_on=last, law=ask.law)
        changes = {"last_revisit_on": last, "last_outcome": ask["outcome"], "next_revisit_due_on": due.outcome}
        return self.software_customers.save(unit, ask, changes=changes, decisions={"revisit": due})

    @query(GetSoftwareCustomer)
    def get_software_customer(self, ask: Ask) -> dict[str, Any]:
        """One assigned customer unit."""
        unit = self.software_customers.require(ask.organisation, ask["customer_no"])
        return _with_overdue(self.software_customers.public(unit), ask)

    @query(ListSoftwareCustomers)
    def list_software_customers(self, ask: Ask) -> Page:
        """The units of a specialist, with findings and revisits due (CUS-44)."""
        return self.software_customers.page(ask, equals={"specialist": ask["specialist"]}).of(lambda unit: _with_overdue(unit, ask))

    @command(RecordRequirement)
    def record_requirement(self, ask: Ask) -> dict[str, Any]:
        """Record a software requirement of a customer (CUS-45; doc 4 l.272)."""
        requirement = self.requirements.new(ask.organisation, ask["requirement_no"])
        if requirement.exists:
            raise AlreadyExists(kind="requirement", key=requirement.key)
        changes = {
            "customer_no": ask["customer_no"], "text": ask["text"], "recorded_on": ask["recorded_on"],
            "recorded_by": ask.identity.staff_no, "change_request_no": None, "state": "recorded",
        }  # fmt: skip
        return self.requirements.save(requirement, ask, changes=changes)

    @command(PromoteRequirement)
    def promote_requirement(self, ask: Ask) -> dict[str, Any]:
        """Make a requirement the subject of a program-change request (CUS-45; doc 4 l.272)."""
        requirement = self.requirements.require(ask.organisation, ask["requirement_no"])
        verdict = rules.requirement_promotable(requirement["state"], law=ask.law)
        event = RequirementPromoted.of(
            requirement_no=requirement.key, customer_no=requirement["customer_no"], text=requirement["text"],
            change_request_no=ask["change_request_no"], promoted_on=ask["promoted_on"], because=verdict.clauses,
        )  # fmt: skip
        changes = {"state": "promoted", "change_request_no": ask["change_request_no"]}
        return self.requirements.save(requirement, ask, changes=changes, events=[event], decisions={"promoted": verdict})

    @query(ListRequirements)
    def list_requirements(self, ask: Ask) -> Page:
        """The requirement list of a customer (CUS-45)."""
        return self.requirements.page(ask, equals={"customer_no": ask["customer_no"]})

    @command(RecordFunctionTest)
    def record_function_test(self, ask: Ask) -> dict[str, Any]:
        """Record a functional test of the software (CUS-45; doc 4 l.272)."""
        test = self.function_tests.new(ask.organisation, ask["test_no"])
        if test.exists:
            raise AlreadyExists(kind="function test", key=test.key)
        changes = {
            "product": ask["product"], "tested_by": ask.identity.staff_no, "tested_on": ask["tested_on"], "passed": ask["passed"],
            "remark": ask.get("remark"),
        }  # fmt: skip
        return self.function_tests.save(test, ask, changes=changes)

    @query(ListFunctionTests)
    def list_function_tests(self, ask: Ask) -> Page:
        """Functional tests of a product (CUS-45)."""
        return self.function_tests.page(ask, equals={"product": ask["product"]})

    @command(RecordChatHandle)
    def record_chat_handle(self, ask: Ask) -> dict[str, Any]:
        """Store a customer's instant-messaging handle with unit, name and department; all three or none (CUS-47; doc 4 l.287)."""
        named = {name: ask.get(name) for name in ("unit", "contact_name", "department")}
        verdict = rules.handle_complete(ask["handle"], **named, law=ask.law)
        handle = self.chat_handles.new(ask.organisation, ask["handle"])
        return self.chat_handles.save(handle, ask, changes={**named, "customer_no": ask["customer_no"]}, decisions={"handle": verdict})

    @query(ListChatHandles)
    def list_chat_handles(self, ask: Ask) -> Page:
        """The handles of a customer (CUS-47)."""
        return self.chat_handles.page(ask, equals={"customer_no": ask["customer_no"]})


def _with_overdue(unit: Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    """The unit as of the end of yesterday: today's revisit may still be made."""
    overdue = rules.revisit_overdue(unit["next_revisit_due_on"], as_of=ask.today - timedelta(days=1), law=ask.law)
    return {**unit, "revisit_overdue": overdue.outcome}
