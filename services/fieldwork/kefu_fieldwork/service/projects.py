"""Projects in parts: conversions, rectification, commissioning (FLD-24, FLD-35; doc 5.2 l.392, doc 5.4 l.464)."""

from __future__ import annotations

from typing import Any

from kefu.service import Ask, Shelf, command, query
from kefu_fieldwork import rules
from kefu_fieldwork.store import PROJECTS
from kefu_messages.errors import StateConflict, UnknownCode
from kefu_messages.fieldwork import FinishProjectPart, GetProject, ProjectClosed, PutProject


class Projects:
    """Follows projects until their last part is finished."""

    projects = Shelf(PROJECTS)

    @command(PutProject)
    def put_project(self, ask: Ask) -> dict[str, Any]:
        """Set up a project with its parts, or add parts (FLD-24, FLD-35)."""
        project = self.projects.new(ask.organisation, ask["project_no"])
        if project.get("state") == "closed":
            raise StateConflict(state="closed")
        done = project.get("done", {})
        gone = next((part for part in done if part not in ask["parts"]), None)
        if gone is not None:
            raise UnknownCode(value=gone, because=["FLD-24"])
        progress = rules.project_progress(ask["parts"], done=list(done), law=ask.law)
        changes = {name: ask.get(name) for name in ("title", "kind", "line", "parts")}
        changes |= {"done": done, "percent": progress.outcome.percent, "state": "open", "closed_on": None}
        return self.projects.save(project, ask, changes=changes, decisions={"progress": progress})

    @command(FinishProjectPart)
    def finish_project_part(self, ask: Ask) -> dict[str, Any]:
        """A part is finished; with the last one the project is closed (FLD-24)."""
        project = self.projects.require(ask.organisation, ask["project_no"])
        if ask["part"] not in project["parts"]:
            raise UnknownCode(value=ask["part"], because=["FLD-24"])
        if ask["part"] in project["done"]:
            raise StateConflict(state="finished")
        done = {**project["done"], ask["part"]: ask["finished_on"].isoformat()}
        progress = rules.project_progress(project["parts"], done=list(done), law=ask.law)
        state = progress.outcome.state
        closed_on = ask["finished_on"].fromisoformat(max(done.values())) if state == "closed" else None
        changes = {"done": done, "percent": progress.outcome.percent, "state": state, "closed_on": closed_on}
        facts = {"title": project["title"], "kind": project["kind"], "parts": len(project["parts"]), "closed_on": closed_on}
        events = [ProjectClosed.of(project_no=project.key, **facts, because=progress.clauses)] if state == "closed" else []
        return self.projects.save(project, ask, changes=changes, events=events, decisions={"progress": progress})

    @query(GetProject)
    def get_project(self, ask: Ask) -> dict[str, Any]:
        """One project."""
        return self.projects.public(self.projects.require(ask.organisation, ask["project_no"]))
