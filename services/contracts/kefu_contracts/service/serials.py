"""Serial numbers: supplied after installation, watched, updated after a paid renewal (CON-06..09)."""

from __future__ import annotations

from datetime import date
from typing import Any

from kefu.entered import check_moments
from kefu.entries import one_more
from kefu.law import Decision
from kefu.service import Ask, Page, Record, Shelf, command, on, query
from kefu_contracts import rules
from kefu_contracts.rules import Served
from kefu_contracts.service.periods import EMPTY, with_ending
from kefu_contracts.store import SERIALS, SERVED, read
from kefu_messages.contracts import (
    GetSerial,
    IssueSerial,
    ListSerials,
    RecordSerialUse,
    SerialIssued,
    SerialMisused,
    SerialShortened,
    SerialUpdateDue,
    ServiceContractTerminated,
    ServicePeriodUpdated,
    UpdateSerial,
    WhySerial,
)
from kefu_messages.errors import AlreadyExists

MOST_UPDATES, ALERTS_KEPT = 200, 100  # a customer who goes on over-using a serial makes no document grow without bound


class Serials:
    """Supplies serials and keeps them as long as the service."""

    serials = Shelf(SERIALS)
    served = Shelf(SERVED)

    @command(IssueSerial)
    def issue_serial(self, ask: Ask) -> dict[str, Any]:
        """Supply a serial once the software is installed (CON-06; doc 4 l.326)."""
        check_moments(ask, "issued_on")
        rules.seats_taken(ask["seats"])
        record = self.serials.new(ask.organisation, ask["serial_no"])
        if record.exists:
            raise AlreadyExists(kind="serial", key=record.key)
        unit = self.served.get(ask.organisation, ask["customer_no"]) or {}
        verdict = rules.serial_valid_to(
            ask["customer_no"], installed_on=unit.get("installed_on"), issued_on=ask["issued_on"], covered=unit.get("covered_until"),
            wanted=ask.get("valid_to"), law=ask.law,
        )  # fmt: skip
        content = {
            **{name: ask[name] for name in ("customer_no", "product", "seats", "issued_on")}, "valid_from": ask["issued_on"],
            "valid_to": verdict.outcome, "update_open": False, "alerts": [], "updates": [],
        }  # fmt: skip
        event = SerialIssued.of(
            serial_no=record.key, customer_no=ask["customer_no"], valid_to=verdict.outcome, on=ask["issued_on"], updated=False,
            because=verdict.clauses,
        )  # fmt: skip
        return self.serials.save(record, ask, changes=content, events=[event], decisions={"issued": verdict})

    @command(RecordSerialUse)
    def record_serial_use(self, ask: Ask) -> dict[str, Any]:
        """A use outside of seats or dates raises an alert (CON-07; doc 4 l.327)."""
        check_moments(ask, "used_on")
        rules.seats_taken(ask["seats"])
        record = self.serials.require(ask.organisation, ask["serial_no"])
        use = {"seats": ask["seats"], "used_on": ask["used_on"]}
        verdict = rules.use_alerts(
            **use, licensed=record["seats"], valid_from=record["valid_from"], valid_to=record["valid_to"], law=ask.law
        )  # fmt: skip
        named = {"serial_no": record.key, "customer_no": record["customer_no"], "licensed": record["seats"], "valid_to": record["valid_to"]}
        events = [SerialMisused.of(**named, **use, alert=alert, because=verdict.clauses) for alert in verdict.outcome]
        raised = [{"alert": alert, "seats": ask["seats"], "used_on": ask["used_on"].isoformat()} for alert in verdict.outcome]
        changes = {"alerts": [*record["alerts"], *raised][-ALERTS_KEPT:], "last_used_on": ask["used_on"].isoformat()}
        return self.serials.save(record, ask, changes=changes, events=events, decisions={"use": verdict})

    @command(UpdateSerial)
    def update_serial(self, ask: Ask) -> dict[str, Any]:
        """Update a serial to the paid service period (CON-08, CON-09; doc 4 l.302, l.328)."""
        check_moments(ask, "updated_on")
        record = self.serials.require(ask.organisation, ask["serial_no"])
        unit = self.served.get(ask.organisation, record["customer_no"]) or {}
        verdict = rules.serial_updated(record.key, valid_to=record["valid_to"], covered=unit.get("covered_until"), law=ask.law)
        update = {"on": ask["updated_on"].isoformat(), "was": record["valid_to"].isoformat(), "valid_to": verdict.outcome.isoformat()}
        changes = {"valid_to": verdict.outcome, "update_open": False}
        changes["updates"] = one_more(record["updates"], update, most=MOST_UPDATES, what="updates")
        event = SerialIssued.of(
            serial_no=record.key, customer_no=record["customer_no"], valid_to=verdict.outcome, on=ask["updated_on"], updated=True,
            because=verdict.clauses,
        )  # fmt: skip
        return self.serials.save(record, ask, changes=changes, events=[event], decisions={"updated": verdict})

    @on(ServicePeriodUpdated)
    def ask_for_updates(self, ask: Ask) -> None:
        """A new period is paid: the customer's serials are to be updated (CON-08; doc 4 l.328)."""
        for record in self.serials.find(ask.organisation, customer_no=ask["customer_no"]):
            due = rules.update_due(valid_to=record["valid_to"], covered=ask["period_to"], law=ask.law)
            if due.outcome and not record["update_open"]:
                named = {"serial_no": record.key, "customer_no": record["customer_no"], "contract_no": ask["contract_no"]}
                event = SerialUpdateDue.of(**named, valid_to=ask["period_to"], because=due.clauses)
                self.serials.save(record, ask, changes={"update_open": True}, events=[event], decisions={"update": due}, reply={})

    @on(ServiceContractTerminated)
    def shorten_serials(self, ask: Ask) -> None:
        """A contract ended before its time: no serial lasts longer than the service that is left (CON-06, CON-07; doc 4 l.326-327)."""
        unit = {**EMPTY, **(self.served.get(ask.organisation, ask["customer_no"]) or {})}
        left = rules.covered_until(read({**unit, "endings": with_ending(unit["endings"], ask)}, Served), law=ask.law)
        for record in self.serials.find(ask.organisation, customer_no=ask["customer_no"]):
            was = record["valid_to"]
            end = rules.serial_ended(
                valid_from=record["valid_from"], valid_to=was, covered=left.outcome, terminated_on=ask["terminated_on"], law=ask.law
            )
            if end.outcome < was:
                self._shorten(ask, record, end)

    def _shorten(self, ask: Ask, record: Record, end: Decision[date]) -> None:
        was = record["valid_to"]
        update = {"on": ask["terminated_on"].isoformat(), "was": was.isoformat(), "valid_to": end.outcome.isoformat()}
        named = {"serial_no": record.key, "customer_no": record["customer_no"], "contract_no": ask["contract_no"]}
        event = SerialShortened.of(**named, was=was, valid_to=end.outcome, because=end.clauses)
        changes = {"valid_to": end.outcome, "updates": [*record["updates"], update][-MOST_UPDATES:]}
        self.serials.save(record, ask, changes=changes, events=[event], decisions={"shortened": end}, reply={})

    @query(GetSerial)
    def get_serial(self, ask: Ask) -> dict[str, Any]:
        """One serial number."""
        return self.serials.public(self.serials.require(ask.organisation, ask["serial_no"]))

    @query(WhySerial)
    def why_serial(self, ask: Ask) -> dict[str, Any]:
        """Why a serial is valid until its day, and what alerts say."""
        record = self.serials.require(ask.organisation, ask["serial_no"])
        return {"decisions": self.serials.why(record, language=ask.language)}

    @query(ListSerials)
    def list_serials(self, ask: Ask) -> Page:
        """Serials of a customer, or those to be updated."""
        return self.serials.page(ask, equals={name: ask.get(name) for name in ("customer_no", "update_open")})
