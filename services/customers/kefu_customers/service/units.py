"""The registry of property units and their dated events (CUS-56, CUS-57)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from kefu.law import Decision
from kefu.rows import import_rows, saved
from kefu.service import Ask, Batch, Draft, Page, Record, Shelf, command, importer, query
from kefu_customers import rules
from kefu_customers.rules.units import Stay, UnitFacts
from kefu_customers.store import UNITS
from kefu_messages.customers import (
    ChangeHolder,
    DuplicateUnit,
    GetUnit,
    HandOverUnit,
    ListUnits,
    MoveIn,
    MoveOut,
    RegisterUnit,
    RepairAddress,
    TakeUnitCensus,
    UnitChanged,
    UnitRegistered,
)

GIVEN = ("unit_type", "area", "building", "owner", "phone", "postal_address", "handover_due_on", "handed_over_on", "occupancy",
         "occupied_since", "monthly_fee", "fee_paid_through")  # fmt: skip
TOLD = ("unit_type", "area", "building", "owner", "ownership", "handover_due_on", "handed_over_on", "occupancy", "occupied_since",
        "chargeable", "monthly_fee", "fee_paid_through")  # fmt: skip
STATE = ("owner", "tenant", "ownership", "handed_over_on", "occupancy", "occupied_since")


class Units:
    """Registers units and writes down who took them over, moved in and moved out, and when."""

    units = Shelf(UNITS)

    @command(RegisterUnit)
    def register_unit(self, ask: Ask) -> dict[str, Any]:
        """Register a unit with its state on the day of registration (CUS-57; doc 5.2 l.379)."""
        unit = self.units.new(ask.organisation, ask["unit_no"])
        return saved(self.units, _registered(ask, unit, unit.exists))

    @importer(RegisterUnit)
    def import_units(self, batch: Batch) -> None:
        """The units of a file, each with its state on the day of registration (CUS-57)."""
        import_rows(batch, self.units, key="unit_no", drafted=_registered)

    @command(HandOverUnit)
    def hand_over_unit(self, ask: Ask) -> dict[str, Any]:
        """Hand the unit over to its owner (CUS-56)."""
        unit = self.units.require(ask.organisation, ask["unit_no"])
        verdict = rules.handed_over(unit_facts(unit), on=ask["handed_over_on"], law=ask.law)
        owner = ask.get("owner") or unit.get("owner")
        changes = {
            "handed_over_on": ask["handed_over_on"],
            "owner": owner,
            "phone": ask.get("phone") or unit.get("phone"),
            "ownership": "owner",
        }
        return self._change_unit(ask, unit, what="handed_over", on=ask["handed_over_on"], changes=changes, verdict=verdict, name=owner)

    @command(MoveIn)
    def move_in(self, ask: Ask) -> dict[str, Any]:
        """The household moves in, or begins to decorate, which counts as occupied (CUS-56, CUS-57)."""
        unit = self.units.require(ask.organisation, ask["unit_no"])
        on = ask["moved_in_on"]
        verdict = rules.moved_in(unit_facts(unit), occupancy=ask["occupancy"], on=on, law=ask.law)
        changes = {
            "occupancy": ask["occupancy"], "occupied_since": on, "tenant": ask.get("tenant"),
            "stays": _as_documents(verdict.outcome),
        }  # fmt: skip
        name = ask.get("tenant") or unit.get("owner")
        return self._change_unit(ask, unit, what="moved_in", on=on, changes=changes, verdict=verdict, name=name)

    @command(MoveOut)
    def move_out(self, ask: Ask) -> dict[str, Any]:
        """The household moves out; the unit is vacant from that day (CUS-56)."""
        unit = self.units.require(ask.organisation, ask["unit_no"])
        on = ask["moved_out_on"]
        verdict = rules.moved_out(unit_facts(unit), on=on, law=ask.law)
        changes = {"occupancy": None, "occupied_since": None, "tenant": None, "stays": _as_documents(verdict.outcome)}
        return self._change_unit(ask, unit, what="moved_out", on=on, changes=changes, verdict=verdict)

    @command(ChangeHolder)
    def change_holder(self, ask: Ask) -> dict[str, Any]:
        """The unit has a new owner or tenant (CUS-56)."""
        unit = self.units.require(ask.organisation, ask["unit_no"])
        verdict = rules.holder_changed(unit_facts(unit), holder=ask["holder"], on=ask["changed_on"], law=ask.law)
        changes = {ask["holder"]: ask["name"], "phone": ask.get("phone") or unit.get("phone")}
        return self._change_unit(
            ask, unit, what=verdict.outcome, on=ask["changed_on"], changes=changes, verdict=verdict, name=ask["name"],
            before=unit.get(ask["holder"]),
        )  # fmt: skip

    @command(RepairAddress)
    def repair_address(self, ask: Ask) -> dict[str, Any]:
        """Write down an owner's address that a letter could not find (CUS-59)."""
        unit = self.units.require(ask.organisation, ask["unit_no"])
        changes = {"postal_address": ask["postal_address"], "address_repaired_on": ask["repaired_on"]}
        return self.units.save(unit, ask, changes=changes)

    @query(GetUnit)
    def get_unit(self, ask: Ask) -> dict[str, Any]:
        """One unit."""
        unit = self.units.require(ask.organisation, ask["unit_no"])
        return {**self.units.public(unit), "group": rules.unit_group(unit_facts(unit), day=ask.today, law=ask.law).outcome}

    @query(ListUnits)
    def list_units(self, ask: Ask) -> Page:
        """The units of an area or building."""
        return self.units.page(ask, equals={"area": ask["area"]})

    @query(TakeUnitCensus)
    def take_unit_census(self, ask: Ask) -> dict[str, Any]:
        """Count the units on a day: occupied, unoccupied, let, not handed over (CUS-57)."""
        on = ask.get("on") or ask.today
        facts = [unit_facts(unit) for unit in self.units.every(ask.organisation)]
        return {"on": on, **vars(rules.unit_census(facts, day=on, law=ask.law).outcome)}

    def _change_unit(
        self, ask: Ask, unit: Record, *, what: str, on: date, changes: Mapping[str, Any], verdict: Decision[Any],
        name: str | None = None, before: str | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """Write down one dated event of a unit with the state it leaves."""
        entry = {"what": what, "on": on.isoformat(), "by": ask.identity.staff_no, "name": name, "before": before}
        after = {**unit, **changes}
        event = UnitChanged.of(unit_no=unit.key, what=what, on=on, because=verdict.clauses, **{field: after.get(field) for field in STATE})
        changes = {**changes, "history": [*unit["history"], entry], "last_event_on": on}
        return self.units.save(unit, ask, changes=changes, events=[event], decisions={what: verdict})


def _registered(ask: Ask, unit: Record, seen: bool) -> Draft:  # noqa: FBT001 - a fact
    """A unit about to be registered."""
    if seen:
        raise DuplicateUnit(unit_no=unit.key)
    verdict = rules.occupancy_fits(ask.get("unit_type"), occupancy=ask.get("occupancy"), on=ask.today, law=ask.law)
    changes = {
        **{name: ask.get(name) for name in GIVEN}, "ownership": ask.get("ownership", "owner"), "tenant": None,
        "chargeable": ask.get("chargeable", False), "history": [], "stays": _first_stay(ask), "address_repaired_on": None,
        "last_event_on": max(filter(None, (ask.get("handed_over_on"), ask.get("occupied_since"))), default=None),
    }  # fmt: skip
    event = UnitRegistered.of(unit_no=unit.key, because=verdict.clauses, **{name: changes[name] for name in TOLD})
    return Draft(unit, ask, changes, [event], {"registered": verdict})


def unit_facts(unit: Mapping[str, Any], key: str = "") -> UnitFacts:
    """What the rules need to know of a unit's record."""
    stays = tuple(
        Stay(stay["occupancy"], date.fromisoformat(stay["since"]), date.fromisoformat(stay["until"]) if stay["until"] else None)
        for stay in unit["stays"]
    )
    return UnitFacts(
        unit_no=unit.get("unit_no", key), unit_type=unit["unit_type"], ownership=unit["ownership"],
        handed_over_on=unit.get("handed_over_on"), stays=stays, last_event_on=unit.get("last_event_on"),
    )  # fmt: skip


def _first_stay(ask: Ask) -> list[dict[str, Any]]:
    """The stay a unit is registered with, none without a state and its first day."""
    if not ask.get("occupancy") or not ask.get("occupied_since"):
        return []
    return _as_documents((Stay(ask["occupancy"], ask["occupied_since"]),))


def _as_documents(stays: tuple[Stay, ...]) -> list[dict[str, Any]]:
    return [{**asdict(stay), "since": stay.since.isoformat(), "until": stay.until.isoformat() if stay.until else None} for stay in stays]
