"""Assets and their maintenance (FLD-13, FLD-15, FLD-23, FLD-25; doc 5.2 l.392-418)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from kefu.calendar import last_day
from kefu.rows import import_rows, saved
from kefu.service import Ask, Batch, Draft, Page, Record, Shelf, command, importer, query
from kefu_fieldwork import rules
from kefu_fieldwork.store import ASSETS
from kefu_messages import Happening
from kefu_messages.errors import MalformedRequest, StateConflict
from kefu_messages.fieldwork import (
    AssetFailed,
    AssetRegistered,
    DuplicateNumber,
    GetAsset,
    GetAssetFigures,
    GetMaintenanceGaps,
    ListAssets,
    MomentsReversed,
    RecordMaintenance,
    RegisterAsset,
    RemoveAsset,
)

DONE_KEPT = 60
GIVEN = ("kind", "building", "area", "group", "installed_on", "state")


class Assets:
    """Knows what there is, whether it works, and when it was last seen to."""

    assets = Shelf(ASSETS)

    @command(RegisterAsset)
    def register_asset(self, ask: Ask) -> dict[str, Any]:
        """Register an asset (FLD-13, FLD-15, FLD-23, FLD-25)."""
        record = self.assets.new(ask.organisation, ask["asset_no"])
        return saved(self.assets, self._registered(ask, record, record.exists, {}))

    @importer(RegisterAsset)
    def import_assets(self, batch: Batch) -> None:
        """The assets of a file (FLD-23, FLD-25)."""
        rows: dict[tuple[Any, Any], set[str]] = {}
        import_rows(batch, self.assets, key="asset_no", drafted=lambda row, record, seen: self._registered(row, record, seen, rows))

    @command(RemoveAsset)
    def remove_asset(self, ask: Ask) -> dict[str, Any]:
        """Take an asset out of service (FLD-23)."""
        asset = self.assets.require(ask.organisation, ask["asset_no"])
        if asset["state"] == "removed":
            raise StateConflict(state="removed")
        changes = {"state": "removed", "removed_on": ask["removed_on"], "removal_reason": ask.get("reason")}
        event = registered({**asset, **changes}, asset.key, changed_on=ask["removed_on"], because=["FLD-23"])
        return self.assets.save(asset, ask, changes=changes, events=[event])

    @command(RecordMaintenance)
    def record_maintenance(self, ask: Ask) -> dict[str, Any]:
        """Record maintenance, inspection or a retest (FLD-13, FLD-15)."""
        asset, on = self.assets.require(ask.organisation, ask["asset_no"]), ask["done_on"]
        if asset.get("installed_on") is not None and on < asset["installed_on"]:
            raise MomentsReversed(earlier="installed_on", later="done_on", because=["FLD-15"])
        entry = {
            "what": ask["what"],
            "done_on": on.isoformat(),
            "passed": ask["passed"],
            "by": ask.identity.staff_no,
            "note": ask.get("note"),
        }
        done = sorted([*asset["done"], entry], key=lambda one: one["done_on"])[-DONE_KEPT:]
        later = [one for one in done if one["done_on"] > on.isoformat()]
        after = rules.state_after(asset["state"], what=ask["what"], passed=ask["passed"], law=ask.law)
        state = asset["state"] if later else after.outcome
        fails = state == "failed" and asset["state"] != "failed"
        order = f"{asset.key}.{on}" if fails else asset.get("repair_order") if state == "failed" else None
        latest = {**asset["last"], ask["what"]: max(asset["last"].get(ask["what"], ""), on.isoformat())}
        changes = {"state": state, "done": done, "last": latest, "repair_order": order}
        events = self._changed(ask, {**asset, **changes}, asset, after.clauses, fails=fails)
        return self.assets.save(asset, ask, changes=changes, events=events, decisions={"state": after})

    @query(GetAsset)
    def get_asset(self, ask: Ask) -> dict[str, Any]:
        """One asset."""
        return self.assets.public(self.assets.require(ask.organisation, ask["asset_no"]))

    @query(ListAssets)
    def list_assets(self, ask: Ask) -> Page:
        """Assets of a kind, or in a state."""
        if ask.get("kind") and ask.get("state"):
            raise MalformedRequest(detail="one of kind, state")
        return self.assets.page(ask, equals={"kind": ask.get("kind"), "state": ask.get("state")}, order="asset_no")

    @query(GetAssetFigures)
    def get_asset_figures(self, ask: Ask) -> dict[str, Any]:
        """The assets on a day (FLD-23, FLD-25)."""
        as_of = ask.get("as_of") or ask.today
        assets = [_asset(one) for one in self.assets.every(ask.organisation)]
        figures = rules.asset_figures(assets, as_of=as_of, law=ask.law).outcome
        return {"as_of": as_of, "kinds": {kind: asdict(one) for kind, one in figures.items()}}

    @query(GetMaintenanceGaps)
    def get_maintenance_gaps(self, ask: Ask) -> dict[str, Any]:
        """Equipment without the month's or quarter's maintenance, inspection or record (FLD-15)."""
        due = list(equipment_due(self.assets, ask, ask["month"]))
        gaps = [{"asset_no": one.key, "group": one.get("group"), "lacks": list(lacks)} for one, lacks in due if lacks]
        return {"period": ask["month"], "due": len(due), "gaps": sorted(gaps, key=lambda gap: gap["asset_no"])}

    def _registered(self, ask: Ask, record: Record, seen: bool, rows: dict[tuple[Any, Any], set[str]]) -> Draft:  # noqa: FBT001
        if seen:
            raise DuplicateNumber(number=record.key, because=["FLD-23"])
        place = (ask["kind"], ask.get("building"))
        others = rows.setdefault(place, {one.key for one in self._in_building(ask)})
        on = ask.get("installed_on") or ask.today
        warned = rules.asset_warnings(ask["kind"], others_in_building=len(others - {record.key}), on=on, law=ask.law)
        interval = rules.interval_of(ask["kind"], given=ask.get("interval"), on=on, law=ask.law)
        if ask["state"] != "removed":
            others.add(record.key)
        changes = {name: ask.get(name) for name in GIVEN} | {"interval": interval.outcome, "warnings": list(warned.outcome)}
        changes |= {"last": {}, "done": [], "repair_order": None, "removed_on": None}
        event = registered(changes, record.key, changed_on=None, because=warned.clauses)
        return Draft(record, ask, changes, [event], {"warnings": warned, "interval": interval})

    def _in_building(self, ask: Ask) -> list[Record]:
        if not ask.get("building"):
            return []
        found = self.assets.find(ask.organisation, kind=ask["kind"], building=ask["building"])
        return [one for one in found if one["state"] != "removed"]

    def _changed(self, ask: Ask, after: Mapping[str, Any], asset: Record, because: list[str], *, fails: bool) -> list[Happening]:
        if after["state"] == asset["state"]:
            return []
        events = [registered(after, asset.key, changed_on=ask["done_on"], because=because)]
        if fails:
            facts = {name: asset.get(name) for name in ("kind", "area", "building")}
            more = {"failed_on": ask["done_on"], "repair_order": after["repair_order"], "note": ask.get("note")}
            events.append(AssetFailed.of(asset_no=asset.key, **facts, **more, because=because))
        return events


def equipment_due(assets: Any, ask: Ask, month: str) -> Any:
    """Every asset whose period ends with the month, and what it lacks."""
    for interval in ("month", "quarter"):
        if rules.periods_ending(month, interval=interval) is None:
            continue
        for asset in assets.every(ask.organisation, interval=interval):
            if asset["state"] == "removed" or (asset.get("installed_on") or date.min) > last_day(month):
                continue
            done = [rules.Done(one["what"], date.fromisoformat(one["done_on"]), one["passed"]) for one in asset["done"]]
            yield asset, rules.maintenance_missing(done, interval=interval, month=month, law=ask.law).outcome


def registered(asset: Mapping[str, Any], asset_no: str, *, changed_on: date | None, because: list[str]) -> Happening:
    """What is said of an asset as it stands."""
    facts = {name: asset.get(name) for name in ("kind", "building", "area", "installed_on", "state", "warnings")}
    return AssetRegistered.of(asset_no=asset_no, **facts, changed_on=changed_on, because=because)


def _asset(asset: Record) -> rules.Asset:
    return rules.Asset(asset["kind"], asset.get("installed_on"), asset.get("removed_on"), asset["state"])
