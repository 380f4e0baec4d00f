"""Templates by kind, and projects taken over with their pair (CON-47, CON-49, CON-50)."""

from __future__ import annotations

from typing import Any

from kefu.entered import check_moments
from kefu.service import Ask, Page, Record, Shelf, command, query
from kefu_contracts import rules
from kefu_contracts.rules import Project
from kefu_contracts.store import PROJECTS, TEMPLATES, read
from kefu_messages.contracts import (
    ContractEnded,
    GetMaintainedProject,
    GetProjectFigures,
    ListContractTemplates,
    MaintainedProjectChanged,
    PublishContractTemplate,
    TakeOverProject,
    TerminateProject,
    WhyMaintainedProject,
)
from kefu_messages.errors import AlreadyExists

TOLD = ("name", "line", "taken_over_on", "terminated_on", "engineers", "findings")


class Projects:
    """Keeps the versions of templates, and who answers for a project."""

    templates = Shelf(TEMPLATES)
    projects = Shelf(PROJECTS)

    @command(PublishContractTemplate)
    def publish_contract_template(self, ask: Ask) -> dict[str, Any]:
        """Publish a version of a kind's template; a published one is never changed (CON-47; doc 5.4 l.457)."""
        record = self.templates.new(ask.organisation, f"{ask['kind']}-{ask['template']}")
        if record.exists:
            raise AlreadyExists(kind="template", key=record.key)
        return self.templates.save(record, ask, changes={name: ask.get(name) for name in ("kind", "template", "valid_from", "document_no")})

    @query(ListContractTemplates)
    def list_contract_templates(self, ask: Ask) -> Page:
        """The versions of a kind's template (CON-47)."""
        return self.templates.page(ask, equals={"kind": ask["kind"]})

    @command(TakeOverProject)
    def take_over_project(self, ask: Ask) -> dict[str, Any]:
        """Take a project over, or change its pair; one engineer alone is a finding (CON-49, CON-50; doc 5.4 l.464)."""
        check_moments(ask, "taken_over_on")
        record = self.projects.new(ask.organisation, ask["project_no"])
        _maintained(record)
        pair = rules.pair_findings(ask["engineers"], on=ask["taken_over_on"], law=ask.law)
        named = {name: ask.get(name) for name in ("name", "line", "contract_no", "taken_over_on", "engineers")}
        return self._keep_project(ask, record, {**named, "terminated_on": None, "findings": list(pair.outcome)}, pair)

    @command(TerminateProject)
    def terminate_project(self, ask: Ask) -> dict[str, Any]:
        """The maintenance of a project ends (CON-50; doc 5.4 l.464)."""
        record = self.projects.require(ask.organisation, ask["project_no"])
        _maintained(record)
        ended = {"terminated_on": ask["terminated_on"], "reason": ask["reason"]}
        project = read({**record, **ended}, Project, project_no=record.key)
        left = rules.active_projects([project], line=project.line, on=ask["terminated_on"], law=ask.law)
        return self._keep_project(ask, record, ended, left)

    @query(GetMaintainedProject)
    def get_maintained_project(self, ask: Ask) -> dict[str, Any]:
        """One project taken over."""
        record = self.projects.require(ask.organisation, ask["project_no"])
        return {**self.projects.public(record), "state": _state(record)}

    @query(WhyMaintainedProject)
    def why_maintained_project(self, ask: Ask) -> dict[str, Any]:
        """Why a project's pair has a finding."""
        return {"decisions": self.projects.why(self.projects.require(ask.organisation, ask["project_no"]), language=ask.language)}

    @query(GetProjectFigures)
    def get_project_figures(self, ask: Ask) -> dict[str, Any]:
        """How many projects of a line are maintained on a day, and whose pair is incomplete (CON-49, CON-50)."""
        on = ask.get("as_of") or ask.today
        records = {one.key: one for one in self.projects.every(ask.organisation, line=ask["line"])}
        facts = [read(one, Project, project_no=key) for key, one in records.items()]
        active = rules.active_projects(facts, line=ask["line"], on=on, law=ask.law).outcome
        lacking = [key for key in active if "pair_incomplete" in records[key]["findings"]]
        return {"line": ask["line"], "as_of": on, "active": len(active), "projects": list(active), "pair_incomplete": lacking}

    def _keep_project(self, ask: Ask, record: Record, changes: dict[str, Any], verdict: Any) -> dict[str, Any]:
        content = {**record, **changes}
        told = {name: content[name] for name in TOLD}
        event = MaintainedProjectChanged.of(project_no=record.key, **told, because=[*verdict.clauses, "CON-50"])
        shown = {**content, "project_no": record.key, "state": _state(content)}
        return self.projects.save(record, ask, changes=changes, events=[event], decisions={"pair": verdict}, reply=shown)


def _state(content: Any) -> str:
    return "terminated" if content.get("terminated_on") else "active"


def _maintained(record: Record) -> None:
    if record.get("terminated_on"):
        raise ContractEnded(ended_on=record["terminated_on"].isoformat())
