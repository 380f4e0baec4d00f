"""Meters: registered, changed, given gas and cut from it; what they started with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_messages.errors import StateConflict, UnknownCustomer, UnknownMeter
from kefu_messages.metering import (
    KINDS,
    ActivateMeter,
    ChangeMeter,
    GetMeter,
    InstallMeter,
    InvalidInlet,
    LaterReadingExists,
    ListMeters,
    MeterActivated,
    MeterChanged,
    MeterInstalled,
    RecordConsumption,
    RecordOpeningReading,
    StopMeter,
    WhyMeter,
)
from kefu_metering import facts, rules
from kefu_metering.facts import NOTHING
from kefu_metering.rules.meters import INLETS
from kefu_metering.service.open_months import read_months
from kefu_metering.store import CUSTOMERS, METERS, MONTHS, READINGS

HISTORY_KEPT = 24
TOLD = ("customer_no", "customer_kind", "meter_type", "position", "inlet", "installed_on", "life_years", "state", "gas_on_on")
MASTER_DATA = ("meter_type", "position", "inlet", "installed_on", "life_years", "register_digits")


class Meters:
    """The registry of meters (MET-02, MET-20)."""

    meters = Shelf(METERS)
    readings = Shelf(READINGS)
    customers = Shelf(CUSTOMERS)
    months = Shelf(MONTHS)

    @command(InstallMeter)
    def install_meter(self, ask: Ask) -> dict[str, Any]:
        """Register a meter (MET-02)."""
        meter = self.meters.new(ask.organisation, ask["meter_no"])
        customer = self.customers.get(ask.organisation, ask["customer_no"])
        changes, events, decisions = installed(ask, meter, customer=customer)
        return self.meters.save(
            meter, ask, changes=changes, events=events, decisions=decisions, reply=shown({"meter_no": ask["meter_no"], **changes})
        )

    @command(ChangeMeter)
    def change_meter(self, ask: Ask) -> dict[str, Any]:
        """Correct master data, or give the meter to another customer (MET-02)."""
        meter = self._in_place(ask)
        changed_on = ask.get("changed_on") or ask.today
        changes = {name: ask[name] for name in MASTER_DATA if ask.get(name) is not None and ask[name] != meter.get(name)}
        if changes.get("inlet", "left") not in INLETS:
            raise InvalidInlet(inlet=changes["inlet"])
        if ask.get("customer_no") not in (None, meter["customer_no"]):
            changes.update(self._moved(ask, meter, on=changed_on))
        changes.update(derived({**meter, **changes}, ask))
        told = {**meter, **changes}
        events = [changed(told, on=changed_on, what=sorted(changes))]
        return self.meters.save(meter, ask, changes=changes, events=events, reply=shown(told))

    def _moved(self, ask: Ask, meter: Record, *, on: date) -> dict[str, Any]:
        customer = self.customers.get(ask.organisation, ask["customer_no"])
        if customer is None or customer["kind"] not in KINDS:
            raise UnknownCustomer(customer_no=ask["customer_no"])
        before = [*meter["installations"]]
        last = (meter.get("standing") or {}).get("base_reading")
        before[-1] = {**before[-1], "until": on, "ended_by": "moved", "final_reading": last}
        return {
            "customer_no": ask["customer_no"], "customer_kind": customer["kind"],
            "installations": [*before, installation(ask["customer_no"], since=on, initial_reading=last)],
        }  # fmt: skip

    @command(ActivateMeter)
    def activate_meter(self, ask: Ask) -> dict[str, Any]:
        """Turn the gas on (MET-20)."""
        meter = self._in_place(ask)
        gas = rules.activated(
            facts.gas_of(meter), state=meter["state"], on=ask["gas_on_on"], installed_on=meter["installed_on"], law=ask.law
        )
        changes = facts.gas_fields(gas.outcome, state="gas_on")
        told = {**meter, **changes}
        return self.meters.save(
            meter, ask, changes=changes, decisions={"gas": gas}, reply=shown(told),
            events=[
                MeterActivated.of(
                    meter_no=meter.key, customer_no=meter["customer_no"], customer_kind=meter["customer_kind"],
                    gas_on_on=ask["gas_on_on"], because=gas.clauses),
                changed(told, on=ask["gas_on_on"], what=["state"]),
            ],
        )  # fmt: skip

    @command(StopMeter)
    def stop_meter(self, ask: Ask) -> dict[str, Any]:
        """Turn the gas off (MET-20)."""
        meter = self._in_place(ask)
        gas = rules.stopped(facts.gas_of(meter), state=meter["state"], on=ask["stopped_on"], law=ask.law)
        changes = {**facts.gas_fields(gas.outcome, state="stopped"), "stop_reason": ask.get("reason")}
        told = {**meter, **changes}
        events = [changed(told, on=ask["stopped_on"], what=["state"])]
        return self.meters.save(meter, ask, changes=changes, decisions={"gas": gas}, events=events, reply=shown(told))

    @command(RecordOpeningReading)
    def record_opening_reading(self, ask: Ask) -> dict[str, Any]:
        """Record what the first consumption is counted from (MET-03)."""
        meter = self.meters.get(ask.organisation, ask["meter_no"])
        if meter is None:
            raise UnknownMeter(meter_no=ask["meter_no"])
        months = read_months(self.months, ask.organisation)
        read = self.readings.get_many(ask.organisation, [facts.reading_key(meter.key, month) for month in months.unsettled])
        changes = opening(ask, meter, read=bool(read))
        return self.meters.save(meter, ask, changes=changes, reply=shown({**meter, **changes}))

    @command(RecordConsumption)
    def record_consumption(self, ask: Ask) -> dict[str, Any]:
        """Record the consumption of a month before Kefu counted it (MET-12)."""
        meter = self.meters.get(ask.organisation, ask["meter_no"])
        if meter is None:
            raise UnknownMeter(meter_no=ask["meter_no"])
        history = remembered(meter, {ask["month"]: ask["volume"]})
        reply = {"meter_no": meter.key, "month": ask["month"], "volume": ask["volume"]}
        return self.meters.save(meter, ask, changes={"history": history}, reply=reply)

    @query(GetMeter)
    def get_meter(self, ask: Ask) -> dict[str, Any]:
        """A meter as it stands."""
        meter = self.meters.require(ask.organisation, ask["meter_no"])
        return {**shown(meter), "version": meter.version}

    @query(ListMeters)
    def list_meters(self, ask: Ask) -> Page:
        """Meters in the order of their numbers."""
        page = self.meters.page(ask, equals={"customer_no": ask.get("customer_no")}, order="meter_no")
        return Page([shown(meter) for meter in page.items], next=page.next)

    @query(WhyMeter)
    def why_meter(self, ask: Ask) -> dict[str, Any]:
        """The decisions behind a meter."""
        meter = self.meters.require(ask.organisation, ask["meter_no"])
        return {"decisions": self.meters.why(meter, language=ask.language)}

    def _in_place(self, ask: Ask) -> Record:
        meter = self.meters.require(ask.organisation, ask["meter_no"])
        if meter["state"] == "removed":
            raise StateConflict(state="removed")
        return meter


def installed(ask: Ask, meter: Record, *, customer: Mapping[str, Any] | None) -> tuple[dict[str, Any], list[Any], dict[str, Any]]:
    """The document, events and decisions of a newly registered meter (MET-02); raises its refusals in their order."""
    kind = customer["kind"] if customer is not None and customer["kind"] in KINDS else None
    plate, old = facts.plate_of(ask.data), ask.row is not None
    gas = rules.register_meter(plate, known=meter.exists, customer_known=kind is not None, undated=old, law=ask.law)
    state = ask.get("state") or "installed"
    changes = {
        **{name: ask.get(name) for name in MASTER_DATA},
        "customer_no": ask["customer_no"], "customer_kind": kind, "carried_over": NOTHING, "predecessor": None, "successor": None,
        **facts.gas_fields(gas.outcome, state=state), "gas_on_on": ask.get("gas_on_on"), "removed_on": None,
        "installations": [installation(ask["customer_no"], since=ask.get("installed_on"), initial_reading=None)],
        "history": {}, "standing": None, "opening": None,
    }  # fmt: skip
    changes.update(derived(changes, ask))
    told = {name: changes.get(name) for name in TOLD}
    return changes, [MeterInstalled.of(meter_no=ask["meter_no"], **told, because=gas.clauses)], {"registration": gas}


def derived(meter: Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    """What follows from a meter's master data: its class and the end of its life."""
    return {
        "reading_class": rules.reading_class(meter["customer_kind"], position=meter["position"]),
        "life_ends_on": rules.life_ends_on(meter["installed_on"], life_years=meter["life_years"], law=ask.law).outcome,
    }


def installation(customer_no: str, *, since: date | None, initial_reading: Any) -> dict[str, Any]:
    """The beginning of a stretch in which the meter serves a customer."""
    return {
        "customer_no": customer_no, "since": since, "until": None, "initial_reading": initial_reading, "final_reading": None,
        "ended_by": None,
    }  # fmt: skip


def opening(ask: Ask, meter: Mapping[str, Any], *, read: bool) -> dict[str, Any]:
    """The fields an opening reading sets on its meter; refused once the meter was read (MET-03)."""
    if read or (meter.get("standing") or {}).get("period"):
        raise LaterReadingExists(meter_no=ask["meter_no"], period=f"{ask.get('read_on') or ask.today:%Y-%m}")
    figures = {name: ask.get(name) for name in ("read_on", "kind", "base_reading", "cumulative", "remaining")}
    return {"opening": figures, "standing": {"base_reading": ask["base_reading"], "period": None}}


def remembered(meter: Mapping[str, Any], volumes: Mapping[str, Any]) -> dict[str, Any]:
    """The meter's monthly consumption with these months added; the last two years are kept."""
    history = {**(meter.get("history") or {}), **volumes}
    return {month: history[month] for month in sorted(history)[-HISTORY_KEPT:]}


def shown(meter: Mapping[str, Any]) -> dict[str, Any]:
    """A meter as a reply shows it."""
    spans = [{**span, "since": facts.day(span["since"]), "until": facts.day(span["until"])} for span in meter["installations"]]
    return {**meter, "installations": spans, "last_reading": (meter.get("standing") or {}).get("base_reading")}


def changed(meter: Mapping[str, Any], *, on: date, what: list[str]) -> Any:
    """What is said when a meter is different now."""
    return MeterChanged.of(
        meter_no=meter["meter_no"], customer_no=meter["customer_no"], customer_kind=meter["customer_kind"], position=meter["position"],
        state=meter["state"], changed_on=on, what=what, because=["MET-02"],
    )  # fmt: skip
