"""Inspections by the staff's checklist (CHK-01..CHK-81)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kefu.service import Ask, command, query
from kefu_discipline import rules
from kefu_discipline.rules.facts import Inspected
from kefu_discipline.rules.inspections import ChecklistItem
from kefu_discipline.service.acts import by_now
from kefu_discipline.service.files import Files, exists
from kefu_discipline.service.replies import inspection_reply
from kefu_messages.discipline import GetInspection, GetStaffChecklist, InspectionFinding, RecordInspection, SelfReported
from kefu_messages.errors import NotFound, UnknownStaff


class Inspections(Files):
    """What is looked at, and what was found."""

    @command(RecordInspection)
    def record_inspection(self, ask: Ask) -> Any:
        """Judge one item of one person; several people are several inspections, and nobody inspects himself."""
        by_now(ask, "observed_at")
        staff_no, item, on = ask["staff_no"], ask["item"], ask["observed_at"].date()
        record, before = self.open(ask, staff_no)
        if before.person is None:
            raise UnknownStaff(staff_no=staff_no, because=[item])
        if ask.identity.staff_no == staff_no:
            raise SelfReported(staff_no=staff_no, because=[item])
        if any(each.inspection_no == ask["inspection_no"] for each in before.inspections):
            raise exists("inspection", ask["inspection_no"])
        verdict = rules.inspect(item, on=on, law=ask.law, met=ask.get("met"), value=ask.get("value"), seen=ask.get("seen"))
        found = verdict.outcome
        named = {"observed_at": ask["observed_at"].isoformat(), "inspected_by": ask.identity.staff_no, "note": ask.get("note") or ""}
        fact = Inspected(ask["inspection_no"], item, on, found.result, found.findings, found.missing, found.leads, **named)
        told = {"inspection_no": fact.inspection_no, "staff_no": staff_no, "item": item, "findings": found.findings}
        finding = InspectionFinding.of(**told, severity=found.severity, may_lead_to=found.leads, because=verdict.clauses)
        after = replace(before, inspections=(*before.inspections, fact))
        reply = inspection_reply(fact, staff_no, because=verdict.clauses)
        return self.keep(record, ask, before=before, after=after, reply=reply, events=[finding] if found.findings else [])

    @query(GetInspection)
    def get_inspection(self, ask: Ask) -> Any:
        """One inspection of one person."""
        record, file = self.open(ask, ask["staff_no"])
        self.readable(ask, file)
        found = next((item for item in file.inspections if item.inspection_no == ask["inspection_no"]), None)
        if found is None:
            raise NotFound(kind="inspection", key=ask["inspection_no"])
        return inspection_reply(found, file.staff_no, because=[found.item], version=record.version)

    @query(GetStaffChecklist)
    def get_staff_checklist(self, ask: Ask) -> Any:
        """The items that bind the organisation today, all or those of a section."""
        items = rules.checklist(on=ask.today, law=ask.law, language=ask.language)
        wanted = [item for item in items if ask.get("section") in {None, item.section}]
        return {"items": [_shown(item, reference=ask.law.clause(item.item).reference) for item in wanted]}


def _shown(item: ChecklistItem, *, reference: str) -> dict[str, Any]:
    needed = ", ".join(item.parts) or (str(item.limit) if item.limit is not None else None)
    names = ("item", "title", "section", "judged", "severity", "assumption")
    return {**{name: getattr(item, name) for name in names}, "needed": needed, "may_lead_to": item.leads, "reference": reference}
