"""Work lists of a department (OTH-15, OTH-16, OTH-17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kefu.directory import Directory
from kefu.entered import entry
from kefu.personal import own_or_below
from kefu.service import Ask, Page, Shelf, command, query, schedule
from kefu_messages.errors import AlreadyExists, UnknownStaff, ValidationFailed
from kefu_messages.performance import ListWorkItems, MoveWorkItem, RaiseWorkItem, WorkItemMoved, WorkItemOverdue
from kefu_performance import rules
from kefu_performance.store import WORK_ITEMS

OF_AN_ITEM = ("kind", "title", "owner", "raised_on", "due_on", "posts")
FIRST = "0000-00-00"


class WorkLists:
    """What is amiss, wanted or planned, by whom, until when."""

    work_items = Shelf(WORK_ITEMS)
    staff = Directory()

    @command(RaiseWorkItem)
    def raise_work_item(self, ask: Ask) -> dict[str, Any]:
        """Put an item on its list, for oneself or somebody below, that is still to be done."""
        if not self.staff.known(ask.organisation, ask["owner"]):
            raise UnknownStaff(staff_no=ask["owner"], because=[rules.CLAUSE_OF[ask["kind"]]])
        own_or_below(ask, self.staff, ask["owner"], because=[rules.CLAUSE_OF[ask["kind"]]])
        if ask.get("due_on") is not None and ask["due_on"] < ask.today:
            raise ValidationFailed(fields={"due_on": "Earlier than today."})
        late = entry(ask, "raised_on")
        record = self.work_items.new(ask.organisation, ask["item_no"])
        if record.exists:
            raise AlreadyExists(kind="work item", key=record.key)
        state = rules.first_state(ask["kind"], law=ask.law)
        given = {name: ask.get(name) for name in OF_AN_ITEM}
        changes = {**given, "state": state.outcome, "contract_no": None, "moved_on": None, "overdue_from": _overdue_from(given)}
        return self.work_items.save(record, ask, changes=changes, decisions={"state": state, **late})

    @command(MoveWorkItem)
    def move_work_item(self, ask: Ask) -> dict[str, Any]:
        """Move an item on, as its owner or somebody above (OTH-16)."""
        record = self.work_items.require(ask.organisation, ask["item_no"])
        own_or_below(ask, self.staff, record["owner"], because=[rules.CLAUSE_OF[record["kind"]]])
        late = entry(ask, "moved_on")
        contract_no = ask.get("contract_no") or record["contract_no"]
        facts = {"kind": record["kind"], "state": record["state"], "to": ask["state"], "contract_no": contract_no}
        verdict = rules.item_moved(record.key, **facts, law=ask.law)
        changes = {"state": verdict.outcome, "contract_no": contract_no, "moved_on": ask["moved_on"]}
        if verdict.outcome in (*rules.ENDED, "running"):
            changes["overdue_from"] = None
        told = {"kind": record["kind"], "state": verdict.outcome, "moved_on": ask["moved_on"]}
        event = WorkItemMoved.of(item_no=record.key, **told, because=verdict.clauses)
        return self.work_items.save(record, ask, changes=changes, decisions={"state": verdict, **late}, events=[event])

    @query(ListWorkItems)
    def list_work_items(self, ask: Ask) -> Page:
        """The items of a kind by number (OTH-15, OTH-17)."""
        page = self.work_items.page(ask, equals={"kind": ask["kind"], "state": ask.get("state")}, order="item_no")
        return page.of(lambda item: _standing(item, ask))

    @schedule("daily")
    def miss_work_items(self, ask: Ask) -> None:
        """Say once that an item is overdue (OTH-15)."""
        for record in self.work_items.find(ask.organisation, overdue_from=(FIRST, ask.today.isoformat())):
            told = {name: record[name] for name in ("kind", "owner", "due_on")}
            event = WorkItemOverdue.of(item_no=record.key, **told, because=[rules.CLAUSE_OF[record["kind"]]])
            self.work_items.save(record, ask, changes={"overdue_from": None}, events=[event])


def _overdue_from(given: Mapping[str, Any]) -> str | None:
    day = rules.day_after(given["due_on"])
    return day.isoformat() if day else None


def _standing(item: Mapping[str, Any], ask: Ask) -> dict[str, Any]:
    late = rules.item_overdue(item["due_on"], state=item["state"], as_of=ask.today, law=ask.law)
    return {**item, "overdue": late.outcome, "because": [rules.CLAUSE_OF[item["kind"]]]}
