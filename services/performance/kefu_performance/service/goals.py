"""Goals of the department and their parts (OTH-21, OTH-29)."""

from __future__ import annotations

from typing import Any

from kefu.directory import Directory
from kefu.entered import entry
from kefu.personal import decides_about, own_or_below
from kefu.service import Ask, Page, Shelf, command, query
from kefu_messages.errors import AlreadyExists, StateConflict, UnknownStaff, ValidationFailed
from kefu_messages.performance import BreakDownGoal, CloseGoal, ListGoals, SetGoal
from kefu_messages.performance.shared import HR
from kefu_performance import rules
from kefu_performance.rules.goals import Part
from kefu_performance.store import GOALS

OF_A_GOAL = ("title", "kind", "year", "owner", "target", "unit")


class Goals:
    """What the department means to reach, by whom."""

    goals = Shelf(GOALS)
    staff = Directory()

    @command(SetGoal)
    def set_goal(self, ask: Ask) -> dict[str, Any]:
        """Set a goal of this year or a later one for oneself or somebody below (OTH-29)."""
        if not self.staff.known(ask.organisation, ask["owner"]):
            raise UnknownStaff(staff_no=ask["owner"], because=["OTH-29"])
        own_or_below(ask, self.staff, ask["owner"], because=["OTH-29"])
        if ask["year"] < ask.today.year:
            raise ValidationFailed(fields={"year": "It is over."})
        record = self.goals.new(ask.organisation, ask["goal_no"])
        if record.exists:
            raise AlreadyExists(kind="goal", key=record.key)
        changes = {**{name: ask.get(name) for name in OF_A_GOAL}, "parts": [], "state": "open", "done_on": None}
        return self.goals.save(record, ask, changes=changes)

    @command(BreakDownGoal)
    def break_down_goal(self, ask: Ask) -> dict[str, Any]:
        """Give each post or person a part, as the owner or somebody above; the parts are the goal (OTH-21)."""
        record = self.goals.require(ask.organisation, ask["goal_no"])
        own_or_below(ask, self.staff, record["owner"], because=["OTH-21"])
        if record["state"] != "open":
            raise StateConflict(state=record["state"])
        parts = tuple(Part(part["bearer"], part["target"]) for part in ask["parts"])
        verdict = rules.goal_broken_down(record["target"], parts=parts, law=ask.law)
        return self.goals.save(record, ask, changes={"parts": [vars(part) for part in parts]}, decisions={"parts": verdict})

    @command(CloseGoal)
    def close_goal(self, ask: Ask) -> dict[str, Any]:
        """Somebody above its owner, or HR, confirms that the goal is reached (OTH-29)."""
        record = self.goals.require(ask.organisation, ask["goal_no"])
        decides_about(ask, self.staff, record["owner"], posts=HR, because=["OTH-29"])
        late = entry(ask, "done_on")
        verdict = rules.goal_closed(record["state"], done_on=ask["done_on"], law=ask.law)
        changes = {"state": verdict.outcome, "done_on": ask["done_on"]}
        return self.goals.save(record, ask, changes=changes, decisions={"closed": verdict, **late})

    @query(ListGoals)
    def list_goals(self, ask: Ask) -> Page:
        """The goals by number."""
        return self.goals.page(ask, equals={"state": ask.get("state")}, order="goal_no")
