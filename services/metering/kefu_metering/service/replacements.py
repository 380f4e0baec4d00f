"""Replacing and removing meters: what the old one still counted is never lost (MET-02, MET-03)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kefu.service import Ask, Record, Shelf, command, on, schedule
from kefu_messages.errors import StateConflict
from kefu_messages.metering import (
    DuplicateMeter,
    InvalidInlet,
    MeterInstalled,
    MeterLifeExpired,
    MeterRemoved,
    MeterReplaced,
    RemoveMeter,
    ReplaceMeter,
)
from kefu_metering import facts, rules
from kefu_metering.facts import NOTHING
from kefu_metering.rules import Counted, GasPeriod, Register
from kefu_metering.rules.meters import INLETS
from kefu_metering.service.meters import TOLD, derived, installation, shown
from kefu_metering.service.open_months import read_months
from kefu_metering.store import METERS, MONTHS, READINGS

MASTER_DATA_KEPT = ("customer_no", "customer_kind", "position", "history")


class Replacements:
    """The old meter's last figure, the new one's first, and the consumption between."""

    meters = Shelf(METERS)
    readings = Shelf(READINGS)
    months = Shelf(MONTHS)

    @command(ReplaceMeter)
    def replace_meter(self, ask: Ask) -> dict[str, Any]:
        """Put a new meter in the place of an old one (MET-02, MET-03)."""
        new = self.meters.new(ask.organisation, ask["new_meter_no"])
        if new.exists:
            raise DuplicateMeter(meter_no=ask["new_meter_no"])
        old = self._standing(ask)
        inlet = ask.get("inlet") or old["inlet"]
        if inlet not in INLETS:
            raise InvalidInlet(inlet=inlet)
        unsettled = self._unsettled(ask, old, final_reading=ask["final_reading"])
        changes = self._new_meter(ask, old, inlet=inlet, carried_over=unsettled.volume)
        told = {"meter_no": ask["new_meter_no"], **changes}
        return self.meters.save(
            new, ask, changes=changes, events=[_installed(told), _replaced(ask, told)], reply=shown(told), claims=[f"in place of {old.key}"]
        )

    def _new_meter(self, ask: Ask, old: Record, *, inlet: str, carried_over: Decimal) -> dict[str, Any]:
        on_gas = old["state"] == "gas_on"
        gas = (GasPeriod(ask["replaced_on"]),) if on_gas else ()
        changes = {
            **{name: old.get(name) for name in MASTER_DATA_KEPT}, "meter_type": ask["meter_type"], "life_years": ask["life_years"],
            "inlet": inlet, "register_digits": ask.get("register_digits"), "installed_on": ask["replaced_on"], "predecessor": old.key,
            "successor": None, "removed_on": None, "carried_over": carried_over,
            **facts.gas_fields(gas, state="gas_on" if on_gas else "installed"),
            "opening": {"kind": "installation", "read_on": ask["replaced_on"], "base_reading": ask["initial_reading"]},
            "standing": {"base_reading": ask["initial_reading"], "period": None},
            "installations": [installation(old["customer_no"], since=ask["replaced_on"], initial_reading=ask["initial_reading"])],
        }  # fmt: skip
        return {**changes, **derived(changes, ask)}

    @on(MeterReplaced)
    def retire_meter(self, ask: Ask) -> None:
        """Take the old meter out of the rounds once its successor is in (MET-02)."""
        old = self.meters.require(ask.organisation, ask["predecessor"])
        changes = _ended(old, on=ask["replaced_on"], final_reading=ask["final_reading"], ended_by="replaced")
        self.meters.save(old, ask, changes={**changes, "successor": ask["meter_no"]})

    @command(RemoveMeter)
    def remove_meter(self, ask: Ask) -> dict[str, Any]:
        """Take a meter away for good (MET-02)."""
        meter = self._standing(ask)
        unsettled = self._unsettled(ask, meter, final_reading=ask["final_reading"])
        changes = _ended(meter, on=ask["removed_on"], final_reading=ask["final_reading"], ended_by="removed")
        event = MeterRemoved.of(
            meter_no=meter.key, customer_no=meter["customer_no"], customer_kind=meter["customer_kind"], removed_on=ask["removed_on"],
            final_reading=ask["final_reading"], unsettled=unsettled.volume, because=["MET-02"],
        )  # fmt: skip
        return self.meters.save(meter, ask, changes=changes, events=[event], reply=shown({**meter, **changes}))

    def _standing(self, ask: Ask) -> Record:
        meter = self.meters.require(ask.organisation, ask["meter_no"])
        if meter["state"] == "removed":
            raise StateConflict(state="removed")
        return meter

    def _unsettled(self, ask: Ask, meter: Record, *, final_reading: Decimal) -> Counted:
        """What the meter counted since its last reading, with what it carried over itself."""
        unsettled = read_months(self.months, ask.organisation).unsettled
        found = self.readings.get_many(ask.organisation, [facts.reading_key(meter.key, month) for month in unsettled])
        latest = max(found.values(), key=lambda reading: reading["period"], default=None)
        first = ask.law.value("first_figure", on=ask.today).value
        register: Register = facts.register_of(meter, earlier=latest, first_figure=first)
        return rules.consumption(final_reading, register=register, rolled_over=False, on=ask.today, law=ask.law, meter_no=meter.key).outcome

    @schedule("daily")
    def note_expired_lives(self, ask: Ask) -> None:
        """Say which meters have passed the last day of their permitted service (MET-02)."""
        expired = (facts.long_ago(ask.today).isoformat(), facts.yesterday(ask.today).isoformat())
        for meter in self.meters.every(ask.organisation, life_ends_on=expired):
            if meter["state"] == "removed" or meter.get("life_expiry_noted"):
                continue
            event = MeterLifeExpired.of(
                meter_no=meter.key, customer_no=meter["customer_no"], life_ended_on=meter["life_ends_on"], because=["MET-02"]
            )
            self.meters.save(meter, ask, changes={"life_expiry_noted": True}, events=[event])


def _ended(meter: Record, *, on: Any, final_reading: Decimal, ended_by: str) -> dict[str, Any]:
    """The fields of a meter that has left its place."""
    gas = facts.gas_of(meter)
    if gas and gas[-1].until is None:
        gas = (*gas[:-1], GasPeriod(gas[-1].since, on))
    spans = [*meter["installations"]]
    spans[-1] = {**spans[-1], "until": on, "final_reading": final_reading, "ended_by": ended_by}
    return {
        **facts.gas_fields(gas, state="removed"), "removed_on": on, "installations": spans, "carried_over": NOTHING,
        "standing": {**(meter.get("standing") or {"period": None}), "base_reading": final_reading},
    }  # fmt: skip


def _installed(meter: dict[str, Any]) -> Any:
    return MeterInstalled.of(**{name: meter[name] for name in ("meter_no", *TOLD, "predecessor")}, because=["MET-02"])


def _replaced(ask: Ask, meter: dict[str, Any]) -> Any:
    names = ("meter_no", "predecessor", "customer_no", "customer_kind", "position", "carried_over")
    return MeterReplaced.of(
        **{name: meter[name] for name in names}, replaced_on=ask["replaced_on"], final_reading=ask["final_reading"],
        initial_reading=ask["initial_reading"], because=["MET-02", "MET-03"],
    )  # fmt: skip
