"""Checks of areas, hall and equipment on their levels, and clerks' evenings (FLD-14..20, FLD-26; CHK-06..71)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from itertools import product
from typing import Any

from kefu.language import in_language
from kefu.law import Decision
from kefu.newest import newest, position
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_fieldwork import rules
from kefu_fieldwork.service.keeping import local
from kefu_fieldwork.store import CHECKS, DEPARTURES
from kefu_messages.errors import MalformedRequest
from kefu_messages.fieldwork import (
    AreaCheckMade,
    ClosingTickMissing,
    DuplicateNumber,
    FindingRaised,
    GetAreaCheck,
    GetAreaChecklist,
    GetCheckDay,
    ListAreaChecks,
    RecordAreaCheck,
    RecordDeparture,
    WhyAreaCheck,
)

KEPT = ("occasion", "area", "level")
SOURCES = {"general_safety": "general_inspection"}


class Checks:
    """Judges what was seen by the checklists, and makes a finding of all that is not met."""

    checks = Shelf(CHECKS)
    departures = Shelf(DEPARTURES)

    @query(GetAreaChecklist)
    def get_area_checklist(self, ask: Ask) -> dict[str, Any]:
        """The checklists of areas, hall and equipment, of one section or all."""
        general = int(ask.law.value("correction_days", on=ask.today).value["other"])
        items = [item for item in rules.area_items(on=ask.today, law=ask.law) if ask.get("section") in (None, item.section)]
        return {"items": [_item(item, ask, general) for item in items]}

    @command(RecordAreaCheck)
    def record_area_check(self, ask: Ask) -> dict[str, Any]:
        """Record a check by its items; what is not met becomes a finding with a responsible and a day."""
        check, at = self.checks.new(ask.organisation, ask["check_no"]), local(ask["checked_at"], ask)
        if check.exists:
            raise DuplicateNumber(number=check.key, because=["FLD-20"])
        level = rules.checked_by(ask["level"], roles=sorted(ask.identity.roles), on=at.date(), law=ask.law)
        judged = [self._observed(ask, row, at.date()) for row in ask["observed"]]
        raised = [_raised(ask, check.key, number, row, one) for number, (row, one) in enumerate(judged, 1) if not one.outcome.met]
        changes = {
            **{name: ask.get(name) for name in KEPT}, "checked_at": at, "checked_on": at.date(), "checked_by": ask.identity.staff_no,
            "results": [_result(row, one.outcome) for row, one in judged], "ready": not raised,
            "findings": [event.subject for event in raised],
        }  # fmt: skip
        changes |= {"lists": _lists(changes), "position": position(at, number=check.key)}
        decisions: dict[str, Decision[Any]] = {"level": level}
        decisions |= {f"{number}-{row['item']}": one for number, (row, one) in enumerate(judged, 1)}
        made = {name: changes[name] for name in (*KEPT, "checked_on", "checked_by", "ready")}
        because = sorted({rule for _, one in judged for rule in one.clauses})
        event = AreaCheckMade.of(check_no=check.key, **made, items=len(judged), not_met=len(raised), because=because)
        reply = {**changes, "check_no": check.key}
        return self.checks.save(check, ask, changes=changes, events=[event, *raised], decisions=decisions, reply=reply)

    @query(GetAreaCheck)
    def get_area_check(self, ask: Ask) -> dict[str, Any]:
        """One check."""
        return _shown(self.checks.public(self.checks.require(ask.organisation, ask["check_no"])), ask)

    @query(WhyAreaCheck)
    def why_area_check(self, ask: Ask) -> dict[str, Any]:
        """Why a check found what it found."""
        check = self.checks.require(ask.organisation, ask["check_no"])
        return {"decisions": self.checks.why(check, language=ask.language)}

    @query(ListAreaChecks)
    def list_area_checks(self, ask: Ask) -> Page:
        """The checks of an occasion, an area or a month."""
        if ask.get("area") and ask.get("month"):
            raise MalformedRequest(detail="one of area, month")
        whose = f"area:{ask['area']}" if ask.get("area") else f"month:{ask['month']}" if ask.get("month") else ""
        page = newest(self.checks, ask, equals={"lists": f"{ask.get('occasion') or ''}|{whose}"}, narrow=bool(whose))
        return page.of(lambda check: _shown(check, ask))

    @command(RecordDeparture)
    def record_departure(self, ask: Ask) -> dict[str, Any]:
        """A clerk leaves in the evening, with the closing ticks made (CHK-55)."""
        at = local(ask["left_at"], ask)
        evening = self.departures.new(ask.organisation, f"{ask['staff_no']}.{at.date()}")
        missing = rules.left_unclosed(ask["ticked"], on=at.date(), law=ask.law)
        facts = {"staff_no": ask["staff_no"], "on": at.date(), "left_at": at, "ticked": ask["ticked"]}
        changes = {**facts, "closing_ticked": not missing.outcome, "warned": bool(missing.outcome)}
        told = {"staff_no": ask["staff_no"], "on": at.date(), "missing": list(missing.outcome)}
        events = [ClosingTickMissing.of(**told, because=missing.clauses)] if missing.outcome else []
        return self.departures.save(evening, ask, changes=changes, events=events, decisions={"closing": missing}, reply=changes)

    @query(GetCheckDay)
    def get_check_day(self, ask: Ask) -> dict[str, Any]:
        """A day's levels of hygiene checks, opening and closing (FLD-18, FLD-20, CHK-35, CHK-54, CHK-55)."""
        made = self.checks.find(ask.organisation, checked_on=ask["on"].isoformat())
        gone = self.departures.find(ask.organisation, on=ask["on"].isoformat())
        openings = [check for check in made if check["occasion"] == "opening"]
        worked = ask.calendar.working_day(ask["on"])
        closing = rules.closing_check_missing(checked=closed(made), worked=worked, on=ask["on"], law=ask.law)
        return {
            "on": ask["on"], "hygiene": hygiene(made, ask=ask, on=ask["on"]), "closing_missing": closing.outcome,
            "left_without_closing": sorted(one["staff_no"] for one in gone if one["warned"]),
            "opening_ready": all(check["ready"] for check in openings) if openings else None,
        }  # fmt: skip

    def _observed(self, ask: Ask, row: dict[str, Any], on: date) -> tuple[dict[str, Any], Decision[rules.Observed]]:
        names = {name: row.get(name) for name in ("met", "value", "place", "owner")}
        seen = rules.Observation(row["item"], **names, seen=tuple(row["seen"]) if row.get("seen") is not None else None)
        return row, rules.observed(seen, on=on, law=ask.law)


def hygiene(checks: list[Record], *, ask: Ask, on: date) -> dict[str, Any]:
    """Per area the levels that checked its hygiene on a day."""
    areas = sorted({check.get("area") or "-" for check in checks if check["occasion"] == "hygiene"})
    levels = {area: [one["level"] for one in checks if one["occasion"] == "hygiene" and (one.get("area") or "-") == area] for area in areas}
    return {area: asdict(rules.hygiene_levels(levels[area], on=on, law=ask.law).outcome) for area in areas}


def closed(checks: list[Record]) -> bool:
    """Whether a supervisor looked in the evening."""
    return any(check["occasion"] == "closing" and check["level"] == "supervisor" for check in checks)


def _lists(check: dict[str, Any]) -> list[str]:
    whose = ["", f"month:{check['checked_on']:%Y-%m}", *([f"area:{check['area']}"] if check.get("area") else [])]
    return ["|".join(names) for names in product(("", check["occasion"]), whose)]


def _raised(ask: Ask, check_no: str, number: int, row: dict[str, Any], judged: Decision[rules.Observed]) -> Any:
    outcome = judged.outcome
    words = [row.get("place"), row.get("note"), ", ".join(outcome.missing), f"×{outcome.findings}" if outcome.findings > 1 else None]
    return FindingRaised.of(
        finding_no=f"{check_no}-{number}", source=SOURCES.get(ask["occasion"], "area_check"), source_no=check_no, item=row["item"],
        area=ask.get("area"), unit_no=None, level=None, description="; ".join(word for word in words if word) or None,
        found_on=local(ask["checked_at"], ask).date(), found_by=ask.identity.staff_no, responsible=outcome.responsible,
        due_on=outcome.due_on, because=judged.clauses,
    )  # fmt: skip


def _result(row: dict[str, Any], outcome: rules.Observed) -> dict[str, Any]:
    names = ("item", "place", "owner", "note", "photo")
    kept = {"met": outcome.met, "findings": outcome.findings, "missing": list(outcome.missing), "responsible": outcome.responsible}
    return {**{name: row.get(name) for name in names}, **kept, "due_on": outcome.due_on.isoformat() if outcome.due_on else None}


def _item(item: rules.AreaItem, ask: Ask, general: int) -> dict[str, Any]:
    clause = ask.law.clause(item.item)
    title = in_language(clause.title, ask.language)
    return {**asdict(item), "title": title, "reference": clause.reference, "due_days": general if item.due_days is None else item.due_days}


def _shown(check: Any, ask: Ask) -> dict[str, Any]:
    return {**check, "checked_at": local(check["checked_at"], ask)}
