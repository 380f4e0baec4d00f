"""The counter of the business hall: whom a clerk serves and reads, assistance, the rack, meter facts (CUS-39..42)."""

from __future__ import annotations

from typing import Any

from kefu.service import Ask, Record, Shelf, command, on, query
from kefu_customers import rules
from kefu_customers.store import ASSISTANCE, COUNTER_SERVICES, CUSTOMERS, METER_READERS, METERS, RACK_CHECKS
from kefu_messages.customers.counter import (
    AssignMeterReader,
    BeginCounterService,
    CheckRack,
    EndCounterService,
    GetCustomerMeters,
    GetServedCustomer,
    NoteAssistanceNeeds,
    RackTitleShort,
    RefillRack,
)
from kefu_messages.errors import AlreadyExists
from kefu_messages.metering import MeterActivated, MeterChanged, MeterInstalled, MeterRemoved

SEEN_OF_CUSTOMER = ("name", "kind", "address")


class Counter:
    """Serves customers at the counter and shows a clerk nobody but the customer being served."""

    counter_services = Shelf(COUNTER_SERVICES)
    assistance = Shelf(ASSISTANCE)
    rack_checks = Shelf(RACK_CHECKS)
    meters = Shelf(METERS)
    meter_readers = Shelf(METER_READERS)
    customers = Shelf(CUSTOMERS)

    @command(BeginCounterService)
    def begin_counter_service(self, ask: Ask) -> dict[str, Any]:
        """A clerk takes up a customer's business; from here until its end the clerk may read that customer (CUS-39; doc 2 l.187)."""
        self.customers.require(ask.organisation, ask["customer_no"])
        service = self.counter_services.new(ask.organisation, ask["service_no"])
        if service.exists:
            raise AlreadyExists(kind="counter service", key=service.key)
        verdict = rules.assistance_needs((*self._needs_on_file(ask, ask["customer_no"]), *ask.get("assistance_needs", [])),
                                         on=ask.today, law=ask.law)  # fmt: skip
        changes = {
            "customer_no": ask["customer_no"], "clerk": ask.identity.staff_no, "begun_at": ask.get("begun_at") or ask.now,
            "ended_at": None, "assistance_needs": list(verdict.outcome), "state": "serving",
        }  # fmt: skip
        return self.counter_services.save(service, ask, changes=changes, decisions={"assistance": verdict})

    @command(EndCounterService)
    def end_counter_service(self, ask: Ask) -> dict[str, Any]:
        """The customer's business is done; reading ends with it (CUS-39)."""
        service = self._own_service(ask)
        changes = {"state": "ended", "ended_at": ask.get("ended_at") or ask.now}
        return self.counter_services.save(service, ask, changes=changes)

    @query(GetServedCustomer)
    def get_served_customer(self, ask: Ask) -> dict[str, Any]:
        """Read the customer at one's own counter (CUS-39, CUS-40; doc 2 l.187, l.201)."""
        service = self._own_service(ask)
        customer_no = service["customer_no"]
        customer = self.customers.require(ask.organisation, customer_no)
        ask.audit(f"customers/{customer_no}", purpose=f"counter service {service.key}")
        return {
            "customer_no": customer_no, "assistance_needs": service["assistance_needs"], "meters": self._meter_facts(ask, customer_no),
            **{name: customer.get(name) for name in SEEN_OF_CUSTOMER},
        }  # fmt: skip

    @command(NoteAssistanceNeeds)
    def note_assistance_needs(self, ask: Ask) -> dict[str, Any]:
        """State which help a customer needs, from a closed list of needs; an empty list withdraws them (CUS-40; doc 2 l.201)."""
        self.customers.require(ask.organisation, ask["customer_no"])
        verdict = rules.assistance_needs(tuple(ask["needs"]), on=ask["noted_on"], law=ask.law)
        noted = self.assistance.new(ask.organisation, ask["customer_no"])
        changes = {"needs": list(verdict.outcome), "noted_on": ask["noted_on"]}
        return self.assistance.save(noted, ask, changes=changes, decisions={"needs": verdict})

    @command(CheckRack)
    def check_rack(self, ask: Ask) -> dict[str, Any]:
        """Count the free material on the hall's rack (CUS-41; doc 2 l.175)."""
        check = self.rack_checks.new(ask.organisation, ask["check_no"])
        if check.exists:
            raise AlreadyExists(kind="rack check", key=check.key)
        verdict = rules.rack_short(ask["stock"], on=ask["checked_on"], law=ask.law)
        seen = {name: ask[name] for name in ("checked_on", "duty_clerk", "stock")}
        events = [
            RackTitleShort.of(
                check_no=check.key, title=title, stock=ask["stock"].get(title, 0), duty_clerk=ask["duty_clerk"],
                checked_on=ask["checked_on"], because=verdict.clauses,
            )
            for title in verdict.outcome
        ]  # fmt: skip
        return self.rack_checks.save(
            check, ask, changes={**seen, "short": list(verdict.outcome)}, events=events, decisions={"rack": verdict}
        )

    @command(RefillRack)
    def refill_rack(self, ask: Ask) -> dict[str, Any]:
        """The duty clerk has refilled a title that was short (CUS-41)."""
        check = self.rack_checks.require(ask.organisation, ask["check_no"])
        verdict = rules.rack_refilled(tuple(check["short"]), title=ask["title"], stock=ask["stock"], on=check["checked_on"], law=ask.law)
        changes = {"stock": {**check["stock"], ask["title"]: ask["stock"]}, "short": list(verdict.outcome)}
        return self.rack_checks.save(check, ask, changes=changes, decisions={"rack": verdict})

    @command(AssignMeterReader)
    def assign_meter_reader(self, ask: Ask) -> dict[str, Any]:
        """Name the reader of a customer's meters; until then any reader of the organisation counts as such (CUS-42)."""
        assigned = self.meter_readers.new(ask.organisation, ask["customer_no"])
        return self.meter_readers.save(assigned, ask, changes={"reader": ask["reader"], "assigned_on": ask["assigned_on"]})

    @query(GetCustomerMeters)
    def get_customer_meters(self, ask: Ask) -> dict[str, Any]:
        """Meter facts of a customer, for the reader of the meters (CUS-42; doc 2 l.143)."""
        customer_no = ask["customer_no"]
        if "meter_reader" in ask.identity.roles:
            assigned = self.meter_readers.get(ask.organisation, customer_no)
            reader = assigned["reader"] if assigned else None
            rules.reader_may_read_meters(customer_no, assigned_reader=reader, staff_no=ask.identity.staff_no, law=ask.law)
        return {"customer_no": customer_no, "meters": self._meter_facts(ask, customer_no)}

    @on(MeterInstalled, MeterChanged, MeterActivated, MeterRemoved)
    def know_meter(self, ask: Ask) -> None:
        """Mirror what a reader must know of a meter (CUS-42)."""
        told = {name: ask[name] for name in ("customer_no", "meter_type", "position", "inlet", "installed_on", "life_years", "state")
                if name in ask.data}  # fmt: skip
        if ask.message is MeterRemoved:
            told["state"] = "removed"
        self.meters.mirror(ask, ask["meter_no"], **told)

    def _own_service(self, ask: Ask) -> Record:
        service = self.counter_services.require(ask.organisation, ask["service_no"])
        rules.clerk_may_read(
            service["customer_no"], serving_clerk=service["clerk"], state=service["state"], staff_no=ask.identity.staff_no, law=ask.law
        )
        return service

    def _needs_on_file(self, ask: Ask, customer_no: str) -> list[str]:
        noted = self.assistance.get(ask.organisation, customer_no)
        return list(noted["needs"]) if noted else []

    def _meter_facts(self, ask: Ask, customer_no: str) -> list[dict[str, Any]]:
        meters = sorted(self.meters.find(ask.organisation, customer_no=customer_no), key=lambda meter: meter.key)
        return [
            {**meter, "meter_no": meter.key,
             "years_in_service": rules.years_in_service(meter.get("installed_on"), on=ask.today, law=ask.law).outcome}
            for meter in meters if meter.get("state") != "removed"
        ]  # fmt: skip
