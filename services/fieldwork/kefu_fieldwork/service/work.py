"""The work itself: specification, tests, second check, and the report that it is done (FLD-01, FLD-03, FLD-05, FLD-29, FLD-31)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from kefu.law import Decision
from kefu.service import Ask, Record, Shelf, command
from kefu_fieldwork import rules
from kefu_fieldwork.service.keeping import keep, local, moment_of, told
from kefu_fieldwork.service.telling import GAS_KINDS, handled_events
from kefu_fieldwork.store import HOLDS, METERS, ORDERS
from kefu_messages.errors import UnknownCode
from kefu_messages.fieldwork import (
    CheckOrder,
    HandleOrder,
    MomentsReversed,
    OrderNotPassed,
    RecordOrderTest,
    ReportUntestedWork,
    StepOutOfOrder,
    TickSpecification,
    UntestedWorkFound,
)

Decisions = dict[str, Decision[Any]]


class Work:
    """Lets nothing count as done that is not tested, checked, installed before and free of holds, as its kind requires."""

    orders = Shelf(ORDERS)
    holds = Shelf(HOLDS)
    meters = Shelf(METERS)

    @command(TickSpecification)
    def tick_specification(self, ask: Ask) -> dict[str, Any]:
        """Tick steps of the technical specification as done (FLD-05)."""
        order = self._unfinished(ask, "ticked")
        edition = rules.steps_known(order["kind"], ticked=ask["steps"], on=order["requested_on"], law=ask.law)
        changes = {"ticked": sorted({*order["ticked"], *ask["steps"]}), "specification": edition.outcome}
        at = moment_of(ask, order, step="ticked")
        more = {"decisions": {"specification": edition}, "note": ", ".join(ask["steps"])[:500]}
        return keep(self.orders, ask, order, step="ticked", at=at, changes=changes, **more)

    @command(RecordOrderTest)
    def record_order_test(self, ask: Ask) -> dict[str, Any]:
        """Record a test after gas-on or installation (FLD-03)."""
        order, at = self._unfinished(ask, "tested"), local(ask["tested_at"], ask)
        known = rules.test_known(order["kind"], test=ask["test"], on=at.date(), law=ask.law)
        if not order["requested_at"] <= at <= ask.now:
            raise MomentsReversed(earlier="requested_at", later="tested_at")
        test = {"test": ask["test"], "passed": ask["passed"], "tested_at": at, "value": ask.get("value"), "by": ask.identity.staff_no}
        tests = [*order["tests"], test]
        latest = max((one for one in tests if one["test"] == ask["test"]), key=lambda one: one["tested_at"])
        changes = {"tests": tests, "outcome": None if latest["passed"] else "not_passed"}
        failed = OrderNotPassed.of(**told(order, order.key), test=ask["test"], tested_on=at.date(), because=known.clauses)
        more = {"events": [] if ask["passed"] else [failed], "decisions": {"test": known}, "note": ask["test"]}
        step = "test_passed" if ask["passed"] else "test_failed"
        return keep(self.orders, ask, order, step=step, at=max(at, order["last_at"]), changes=changes, **more)

    @command(CheckOrder)
    def check_order(self, ask: Ask) -> dict[str, Any]:
        """A second person has checked the work (FLD-31)."""
        order = self._unfinished(ask, "checked")
        checked = rules.may_check(ask.identity.staff_no, fitters=order["staff_nos"], law=ask.law)
        at, changes = moment_of(ask, order, step="checked"), {"checker": checked.outcome}
        return keep(self.orders, ask, order, step="checked", at=at, changes=changes, decisions={"checker": checked}, note=ask.get("note"))

    @command(HandleOrder)
    def handle_order(self, ask: Ask) -> dict[str, Any]:
        """Report the work done, with everything its kind requires (FLD-01, FLD-03, FLD-05, FLD-29, FLD-31)."""
        order = self.orders.require(ask.organisation, ask["order_no"])
        at = moment_of(ask, order, step="handled")
        decisions = self._judged(ask, order, at)
        staff = order["staff_nos"] or [ask.identity.staff_no]
        recorded = "recorded" in rules.step_names(order["kind"], on=at.date(), law=ask.law)
        due = rules.record_due(at.date(), law=ask.law) if recorded else None
        after = {
            "state": decisions["step"].outcome, "outcome": "handled", "handled_on": at.date(), "handled_at": at,
            "handled_by": ask.identity.staff_no,
            "staff_nos": staff, "result": ask["result"], "departments": ask["departments"],
            "entry_findings": list(decisions["entry"].outcome),
            "handling": ask.get("handling") or order.get("handling"), "record_due_on": due.outcome if due else None,
            "meter_nos": list(decisions["meters"].outcome), "unknown_meters": [],
        }  # fmt: skip
        if due is not None:
            decisions["record_due"] = due
        events = handled_events({**order, **after}, order.key, decisions=decisions, law=ask.law)
        return keep(self.orders, ask, order, step="handled", at=at, changes=after, events=events, decisions=decisions)

    @command(ReportUntestedWork)
    def report_untested_work(self, ask: Ask) -> dict[str, Any]:
        """Report that gas was turned on or something installed without the test (FLD-03; DIS-13, DIS-15, DIS-16)."""
        order = self.orders.require(ask.organisation, ask["order_no"])
        if not rules.tests_required(order["kind"], on=ask["found_on"], law=ask.law):
            raise UnknownCode(value=order["kind"], because=["FLD-03"])
        found = rules.untested_violation(hazard=ask["hazard"], serious=ask["serious"], law=ask.law)
        named = {name: ask[name] for name in ("staff_no", "hazard", "serious", "found_on")}
        event = UntestedWorkFound.of(order_no=order.key, kind=order["kind"], violation=found.outcome, because=found.clauses, **named)
        note = f"{found.outcome}: {ask['staff_no']}"
        return keep(
            self.orders, ask, order, step="untested_found", at=ask.now, changes={}, events=[event], decisions={"untested": found}, note=note
        )

    def _judged(self, ask: Ask, order: Record, at: datetime) -> Decisions:
        kind, on, law, meters = order["kind"], at.date(), ask.law, self._meters_of(ask, order)
        installed_on = self._installed_on(ask, order, meters)
        fitters = [*order["staff_nos"], ask.identity.staff_no]
        decisions: Decisions = {"step": rules.step_taken(kind, state=order["state"], to="handled", on=on, law=law)}
        proven_on = _arrival_told_on(order, on, ask)
        decisions["hold"] = rules.no_hold(
            kind, holds=self._holds_of(ask, order), on=on, told_on=ask.today, proven_on=proven_on, law=law
        )  # fmt: skip
        decisions["ordered"] = rules.shutoff_ordered(kind, by_dunning=self._by_dunning(order), law=law)
        decisions["installation"] = rules.gas_after_installation(kind, installed_on=installed_on, on=on, law=law)
        decisions["meters"] = self._touched(ask, order, meters)
        decisions["specification"] = rules.specification_done(kind, ticked=order["ticked"], on=order["requested_on"], law=law)
        tests = [_test(one, ask) for one in order["tests"]]
        decisions["tests"] = rules.tests_passed(kind, tests=tests, installed_on=installed_on, on=on, law=law)
        decisions["second_check"] = rules.second_check(
            kind, checker=order.get("checker"), fitters=fitters, on=on, law=law, checked_at=_checked_at(order, ask), tests=tests
        )
        decisions["entry"] = rules.entry_code_kept(kind, checklist=ask.get("entry_checklist"), on=on, law=law)
        if ask.get("handling"):
            decisions["handling"] = rules.classified(order.get("category"), handling=ask["handling"], on=on, law=law)
        return decisions

    def _unfinished(self, ask: Ask, to: str) -> Record:
        order = self.orders.require(ask.organisation, ask["order_no"])
        if order.get("handled_on") is not None or order["state"] == "cancelled":
            raise StepOutOfOrder(state=order["state"], to=to, missing="-")
        return order

    def _holds_of(self, ask: Ask, order: Record) -> list[rules.Hold]:
        if order["kind"] != "shutoff":
            return []
        holds = self.holds.find(ask.organisation, customer_no=order["customer_no"])
        return [rules.Hold(one["hold_no"], one.get("since") or date.min, one.get("until"), one.get("released_on")) for one in holds]

    def _by_dunning(self, order: Record) -> bool:
        """Whether billing's word opened the order: one that somebody opens carries the decision to open it."""
        return "opened" not in order.decisions

    def _touched(self, ask: Ask, order: Record, meters: Mapping[str, Record]) -> Decision[tuple[str, ...]]:
        named = order["meter_nos"] or sorted(meters)
        customers = {meter_no: meter["customer_no"] for meter_no, meter in meters.items()}
        return rules.meters_touched(order["kind"], named=named, customer_no=order.get("customer_no"), customers=customers, law=ask.law)

    def _installed_on(self, ask: Ask, order: Record, meters: Mapping[str, Record]) -> date | None:
        """The day from which all that gets gas stands there: as metering knows the meters, else by the customer's first installation."""
        if order["kind"] not in GAS_KINDS:
            return None
        known = [meter["installed_on"] for meter in meters.values() if meter.get("installed_on") is not None]
        if known:
            return max(known)
        done = [one.get("handled_on") for one in self.orders.find(ask.organisation, customer_no=order["customer_no"], kind="installation")]
        return min((day for day in done if day is not None), default=None)

    def _meters_of(self, ask: Ask, order: Record) -> dict[str, Record]:
        """What is known of the meters that the order names, of the customer's without gas where it names none to turn on."""
        if order["meter_nos"] or order["kind"] not in GAS_KINDS:
            return self.meters.get_many(ask.organisation, order["meter_nos"])
        meters = self.meters.find(ask.organisation, customer_no=order["customer_no"])
        return {one.key: one for one in meters if one["state"] in ("installed", "stopped")}


def _arrival_told_on(order: Mapping[str, Any], on: date, ask: Ask) -> date | None:
    """The first day on which it was told that somebody had arrived on the day."""
    arrivals = [step for step in order["steps"] if step["step"] == "arrived" and local(step["at"], ask).date() == on]
    return min((local(step["entered_at"], ask).date() for step in arrivals if step.get("entered_at")), default=None)


def _checked_at(order: Mapping[str, Any], ask: Ask) -> datetime | None:
    return max((local(step["at"], ask) for step in order["steps"] if step["step"] == "checked"), default=None)


def _test(test: Mapping[str, Any], ask: Ask) -> rules.Test:
    return rules.Test(test["test"], test["passed"], local(test["tested_at"], ask))
