"""What has come due: findings, records, patrols, checks, maintenance (FLD-06, 15, 18, 19, 27; CON-23, CHK-35)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kefu.calendar import last_day, month_of
from kefu.service import Ask, Shelf, schedule
from kefu_fieldwork import rules
from kefu_fieldwork.service.assets import equipment_due
from kefu_fieldwork.service.checks import closed
from kefu_fieldwork.service.findings import derived as finding_derived
from kefu_fieldwork.service.findings import told as finding_told
from kefu_fieldwork.service.patrols import patrol_day
from kefu_fieldwork.store import AREAS, ASSETS, CHECKS, FINDINGS, MISSING, ORDERS, PATROLS
from kefu_messages.fieldwork import CheckMissing, FindingOverdue, MaintenanceMissed, OrderRecordMissing

EARLIEST = "0000-00-00"
CLEANED = ("stairwell_cleaning", "outer_cleaning")


class Daily:
    """Looks every day at what was due by then; so many documents are read as have come due, however many there are."""

    orders = Shelf(ORDERS)
    findings = Shelf(FINDINGS)
    patrols = Shelf(PATROLS)
    areas = Shelf(AREAS)
    checks = Shelf(CHECKS)
    missing = Shelf(MISSING)
    assets = Shelf(ASSETS)

    @schedule("daily")
    def find_overdue(self, ask: Ask) -> None:
        """Findings not put right and on-site services not recorded by yesterday (FLD-27, CON-23)."""
        passed = (EARLIEST, (ask.today - timedelta(days=1)).isoformat())
        for finding in self.findings.find(ask.organisation, alarm_on=passed):
            late = rules.overdue(finding["state"], due_on=finding["due_on"], as_of=ask.today, law=ask.law)
            changes = finding_derived({**finding, "overdue": True}, finding.key) | {"overdue": True}
            event = FindingOverdue.of(**finding_told(finding), because=late.clauses)
            self.findings.save(finding, ask, changes=changes, events=[event], decisions={"overdue": late})
        for order in self.orders.find(ask.organisation, alarm_on=passed):
            missing = rules.record_missing(order["record_due_on"], recorded_on=order.get("recorded_on"), as_of=ask.today, law=ask.law)
            facts = {"customer_no": order.get("customer_no"), "staff_nos": order["staff_nos"], "handled_on": order["handled_on"]}
            event = OrderRecordMissing.of(order_no=order.key, **facts, due_on=order["record_due_on"], because=missing.clauses)
            self.orders.save(order, ask, changes={"alarm_on": None, "record_told": True}, events=[event], decisions={"record": missing})

    @schedule("daily")
    def find_missing_rounds(self, ask: Ask) -> None:
        """Yesterday's patrols, daily hygiene checks and closing check that were not made (FLD-06, FLD-18, CHK-35)."""
        on = ask.today - timedelta(days=1)
        patrolled = {area.key for area in self.areas.find(ask.organisation, team="steward") if area["active"]}
        for area, halves in patrol_day(self.patrols, self.areas, ask, on=on).items():
            for half in halves["missing"] if area in patrolled else ():
                self._missing(ask, "patrol", area=area, level=half, period=on.isoformat(), because=["FLD-06"])
        made = self.checks.find(ask.organisation, checked_on=on.isoformat())
        cleaned = [area.key for team in CLEANED for area in self.areas.find(ask.organisation, team=team) if area["active"]]
        for area in cleaned:
            levels = [check["level"] for check in made if check["occasion"] == "hygiene" and check.get("area") == area]
            for level in rules.hygiene_levels(levels, on=on, law=ask.law).outcome.missing_daily:
                self._missing(ask, "hygiene", area=area, level=level, period=on.isoformat(), because=["FLD-18"])
        worked = ask.calendar.working_day(on)
        closing = rules.closing_check_missing(checked=closed(made), worked=worked, on=on, law=ask.law)
        if closing.outcome:
            self._missing(ask, "closing", area=None, level="supervisor", period=on.isoformat(), because=closing.clauses)

    @schedule("monthly:1")
    def find_missing_of_month(self, ask: Ask) -> None:
        """Last month's spot check of the group, and equipment that was not maintained (FLD-15, FLD-19)."""
        month = month_of(ask.today - timedelta(days=1))
        if self.areas.find(ask.organisation, limit=1):
            span = (f"{month}-01", last_day(month).isoformat())
            days = [
                one["checked_on"] for one in self.checks.find(ask.organisation, occasion="spot_check", checked_on=span) if _by_group(one)
            ]
            lacks = rules.spot_checks_missing(days, month_end=last_day(month), law=ask.law)
            if lacks.outcome:
                self._missing(ask, "spot_check", area=None, level="administration", period=month, because=lacks.clauses)
        for asset, lacks_of in equipment_due(self.assets, ask, month):
            if lacks_of:
                period = (rules.periods_ending(month, interval=asset["interval"]) or (month,))[0]
                told = {"group": asset.get("group"), "period": period, "lacks": list(lacks_of)}
                event = MaintenanceMissed.of(asset_no=asset.key, **told, because=["FLD-15", "maintenance_parts"])
                self.assets.save(asset, ask, changes={"missed": period}, events=[event])

    @schedule("yearly:01-01")
    def find_missing_of_year(self, ask: Ask) -> None:
        """Last year's general safety inspection of public areas, where it was not held (FLD-14)."""
        year = ask.today.year - 1
        if not self.areas.find(ask.organisation, limit=1):
            return
        checks = self.checks.find(ask.organisation, occasion="general_safety", checked_on=(f"{year}-01-01", f"{year}-12-31"))
        held = [one for one in checks if rules.general_inspection(one["checked_on"], law=ask.law).outcome]
        if not held:
            because = rules.general_inspection(date(year, 12, 31), law=ask.law).clauses
            self._missing(ask, "general_safety", area=None, level=None, period=str(year), because=because)

    def _missing(self, ask: Ask, what: str, *, area: str | None, level: str | None, period: str, because: list[str]) -> None:
        name = ".".join(part for part in (what, area, level, period) if part)
        record = self.missing.new(ask.organisation, name)
        if not record.exists:
            facts: dict[str, Any] = {"what": what, "area": area, "level": level, "period": period}
            event = CheckMissing.of(missing=name, **facts, because=because)
            self.missing.save(record, ask, changes=facts, events=[event])


def _by_group(check: Any) -> bool:
    return bool(check["level"] == "administration")
