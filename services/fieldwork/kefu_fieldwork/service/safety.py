"""Accidents, days without one, and the safety target of a year (FLD-14, FLD-30)."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import date
from typing import Any

from kefu.service import Ask, Shelf, command, query
from kefu_fieldwork import rules
from kefu_fieldwork.store import ACCIDENTS, CHECKS, FINDINGS
from kefu_messages.fieldwork import (
    AccidentRecorded,
    DuplicateNumber,
    GetSafetyDays,
    GetSafetyYear,
    RecordAccident,
    WithdrawAccident,
)

EARLIEST = "0000-00-00"


class Safety:
    """Counts the days without accident."""

    accidents = Shelf(ACCIDENTS)
    checks = Shelf(CHECKS)
    findings = Shelf(FINDINGS)

    @command(RecordAccident)
    def record_accident(self, ask: Ask) -> dict[str, Any]:
        """Record an accident: the days without one begin anew (FLD-30)."""
        accident = self.accidents.new(ask.organisation, ask["accident_no"])
        if accident.exists:
            raise DuplicateNumber(number=accident.key, because=["FLD-30"])
        changes = {name: ask.get(name) for name in ("happened_on", "severity", "area", "description")} | {"counts": True}
        return self.accidents.save(accident, ask, changes=changes, events=[_recorded(changes, accident.key)])

    @command(WithdrawAccident)
    def withdraw_accident(self, ask: Ask) -> dict[str, Any]:
        """What was taken for an accident was none; it stays on record."""
        accident = self.accidents.require(ask.organisation, ask["accident_no"])
        changes = {"counts": False, "withdrawn_by": ask.identity.staff_no, "withdrawal": ask["reason"]}
        return self.accidents.save(accident, ask, changes=changes, events=[_recorded({**accident, **changes}, accident.key)])

    @query(GetSafetyDays)
    def get_safety_days(self, ask: Ask) -> dict[str, Any]:
        """Days without accident up to a day (FLD-30)."""
        as_of = ask.get("as_of") or ask.today
        since = ask.get("since") or date(as_of.year, 1, 1)
        days = [
            one["happened_on"] for one in self.accidents.find(ask.organisation, happened_on=(EARLIEST, as_of.isoformat())) if one["counts"]
        ]
        count = rules.accident_free_days(days, since=since, as_of=as_of, law=ask.law).outcome
        last = max(days, default=None)
        return {"as_of": as_of, "counted_from": last or since, "days": count, "last_accident_on": last}

    @query(GetSafetyYear)
    def get_safety_year(self, ask: Ask) -> dict[str, Any]:
        """The general fire and safety inspection of a year and whether its target is met (FLD-14)."""
        year = ask["year"]
        span = (f"{year}-01-01", f"{year}-12-31")
        checks = self.checks.find(ask.organisation, occasion="general_safety", checked_on=span)
        counted = [one for one in checks if rules.general_inspection(one["checked_on"], law=ask.law).outcome]
        numbers = [number for one in counted for number in one["findings"]]
        found = self.findings.get_many(ask.organisation, numbers)
        closed = sum(one["state"] == "closed" for one in found.values())
        happened = [one for one in self.accidents.find(ask.organisation, happened_on=span) if one["counts"]]
        accidents = [rules.Accident(one["happened_on"], one["severity"]) for one in happened]
        days = [one["checked_on"] for one in counted]
        outcome = rules.safety_year(days, findings=len(numbers), closed=closed, accidents=accidents, year=year, law=ask.law).outcome
        return {"year": year, **asdict(outcome), "accidents": dict(Counter(one.severity for one in accidents))}


def _recorded(accident: Any, accident_no: str) -> Any:
    facts = {name: accident.get(name) for name in ("happened_on", "severity", "area", "counts")}
    return AccidentRecorded.of(accident_no=accident_no, **facts, because=["FLD-30"])
