"""Cleaners' area contracts, the yearly re-division, and what nobody covers (CON-45, CON-46)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kefu.entered import check_moments
from kefu.law import Decision
from kefu.service import Ask, Page, Record, Shelf, command, query, schedule
from kefu_contracts import rules
from kefu_contracts.rules import AreaLease
from kefu_contracts.store import LEASES, REDIVISIONS, read
from kefu_messages.contracts import (
    AreaContractChanged,
    AreasUncovered,
    ContractEnded,
    EndAreaContract,
    GetAreaContract,
    GetAreaCoverage,
    ListAreaContracts,
    RedivideAreas,
    RenewAreaContract,
    SignAreaContract,
    WhyAreaContract,
)
from kefu_messages.errors import AlreadyExists, UnknownReference

LONG_AGO, FOREVER = date(1900, 1, 1), date(2999, 12, 31)
A_YEAR = timedelta(days=366)


class CleaningAreas:
    """Gives every area to one cleaner at a time, and finds those nobody has."""

    leases = Shelf(LEASES)
    redivisions = Shelf(REDIVISIONS)

    @command(SignAreaContract)
    def sign_area_contract(self, ask: Ask) -> dict[str, Any]:
        """Sign an individual area contract with a cleaner (CON-45; doc 5.2 l.398)."""
        return self._keep_lease(ask, {"renews": None, "redivision_no": None, "performance_note": None}, {})

    @command(RedivideAreas)
    def redivide_areas(self, ask: Ask) -> dict[str, Any]:
        """Divide all areas anew before the contracts run out (CON-46; doc 5.2 l.414)."""
        check_moments(ask, "divided_on")
        record = self.redivisions.new(ask.organisation, ask["redivision_no"])
        if record.exists:
            raise AlreadyExists(kind="re-division", key=record.key)
        return self.redivisions.save(record, ask, changes={"divided_on": ask["divided_on"], "areas": sorted(set(ask["areas"]))})

    @command(RenewAreaContract)
    def renew_area_contract(self, ask: Ask) -> dict[str, Any]:
        """Renew by the re-division and the cleaner's past year (CON-46; doc 5.2 l.414)."""
        former = self.leases.get(ask.organisation, ask["renews"])
        division = self.redivisions.get(ask.organisation, ask["redivision_no"])
        if former is None:
            raise UnknownReference(kind="area contract", key=ask["renews"])
        verdict = rules.area_renewable(
            _lease(former, former.key), divided_on=division["divided_on"] if division else None,
            performance_note=ask["performance_note"], law=ask.law,
        )  # fmt: skip
        named = {name: ask[name] for name in ("renews", "redivision_no", "performance_note")}
        return self._keep_lease(ask, named, {"renewable": verdict})

    @command(EndAreaContract)
    def end_area_contract(self, ask: Ask) -> dict[str, Any]:
        """A cleaner gives the areas up before the contract's last day (CON-45)."""
        record = self.leases.require(ask.organisation, ask["contract_no"])
        if record.get("ended_on") or ask["ended_on"] > record["ends_on"]:
            raise ContractEnded(ended_on=(record.get("ended_on") or record["ends_on"]).isoformat())
        changes = {"ended_on": ask["ended_on"], "last_day": ask["ended_on"]}
        event = _changed({**record, **changes}, record.key, because=["CON-45"])
        return self.leases.save(record, ask, changes=changes, events=[event])

    @query(GetAreaContract)
    def get_area_contract(self, ask: Ask) -> dict[str, Any]:
        """One cleaner's contract."""
        return self.leases.public(self.leases.require(ask.organisation, ask["contract_no"]))

    @query(WhyAreaContract)
    def why_area_contract(self, ask: Ask) -> dict[str, Any]:
        """Why a cleaner's contract was accepted."""
        return {"decisions": self.leases.why(self.leases.require(ask.organisation, ask["contract_no"]), language=ask.language)}

    @query(ListAreaContracts)
    def list_area_contracts(self, ask: Ask) -> Page:
        """A cleaner's contracts."""
        return self.leases.page(ask, equals={"staff_no": ask.get("staff_no")})

    @query(GetAreaCoverage)
    def get_area_coverage(self, ask: Ask) -> dict[str, Any]:
        """The areas nobody has contracted on a day (CON-46; doc 5.2 l.414)."""
        on = ask.get("as_of") or ask.today
        leases = [_lease(one, one.key) for one in self.leases.every(ask.organisation, last_day=(on - A_YEAR, FOREVER))]
        divided = list(self.redivisions.every(ask.organisation, divided_on=(LONG_AGO, on)))
        latest = max(divided, key=lambda one: (one["divided_on"], one.key), default=None)
        begun = [lease for lease in leases if lease.starts_on <= on]
        known = latest["areas"] if latest else [area for lease in begun for area in lease.areas]
        left = rules.uncovered_areas(known, leases=begun, on=on, law=ask.law).outcome
        running = [lease for lease in begun if on <= lease.last_day]
        return {
            "as_of": on,
            "contracts": len(running),
            "covered": len({area for one in running for area in one.areas}),
            "uncovered": list(left),
        }

    @schedule("daily")
    def tell_uncovered_areas(self, ask: Ask) -> None:
        """The day after a contract's last day its areas that nobody has are told (CON-46; doc 5.2 l.414)."""
        for record in list(self.leases.every(ask.organisation, last_day=ask.today - timedelta(days=1))):
            areas = record["areas"]
            verdict = rules.uncovered_areas(areas, leases=self._others(ask, record.key, areas), on=ask.today, law=ask.law)
            if verdict.outcome:
                left = {"areas": list(verdict.outcome), "uncovered_from": ask.today}
                event = AreasUncovered.of(contract_no=record.key, **left, because=verdict.clauses)
                told = {"told_on": ask.today.isoformat()}
                self.leases.save(record, ask, changes=told, events=[event], decisions={"uncovered": verdict}, reply={})

    def _keep_lease(self, ask: Ask, named: Mapping[str, Any], decisions: dict[str, Decision[Any]]) -> dict[str, Any]:
        record = self.leases.new(ask.organisation, ask["contract_no"])
        if record.exists:
            raise AlreadyExists(kind="area contract", key=record.key)
        areas = sorted({*ask["stairwells"], *ask["outer_areas"]})
        end = rules.area_contract_end(ask["starts_on"], law=ask.law)
        last = ask.get("ends_on") or end.outcome
        terms = {name: ask[name] for name in ("staff_no", "stairwells", "outer_areas", "starts_on")}
        content = {**terms, **named, "ends_on": last, "last_day": last, "ended_on": None, "areas": areas}
        lease = _lease(content, record.key)
        others = self._others(ask, record.key, areas)
        verdict = rules.area_lease(lease, others=others, law=ask.law)
        event = _changed(content, record.key, because=verdict.clauses + [one for made in decisions.values() for one in made.clauses])
        decisions |= {"areas": verdict, "end": end}
        return self.leases.save(record, ask, changes=content, events=[event], decisions=decisions, claims=_turns(areas, others))

    def _others(self, ask: Ask, contract_no: str, areas: list[str]) -> list[AreaLease]:
        found = {
            one.key: one
            for start in range(0, len(areas), 50)
            for one in self.leases.find(ask.organisation, areas=areas[start : start + 50])
        }
        return [_lease(one, key) for key, one in found.items() if key != contract_no]


def _turns(areas: list[str], others: list[AreaLease]) -> list[str]:
    """The turn of each area that this contract takes: of two entered in the same instant one takes it, the other looks again."""
    return [f"area/{area}/{sum(area in other.areas for other in others)}" for area in areas]


def _lease(content: Mapping[str, Any], contract_no: str) -> AreaLease:
    return read(content, AreaLease, contract_no=contract_no)


def _changed(content: Mapping[str, Any] | Record, contract_no: str, *, because: list[str]) -> Any:
    told = {name: content[name] for name in ("staff_no", "areas", "starts_on", "renews")}
    return AreaContractChanged.of(contract_no=contract_no, **told, ends_on=content["last_day"], because=because)
