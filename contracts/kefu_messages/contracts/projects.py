"""Templates by kind with their versions, and projects taken over with their 1+1 pair (CON-47, CON-49, CON-50)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, PUT, Command, Event, Query, fields
from kefu_messages.contracts.refused import ContractEnded, SamePersonTwice
from kefu_messages.contracts.shared import KINDS, LEADERS, LINES, READERS, Why, means
from kefu_messages.errors import AlreadyExists


class ContractTemplate(Schema):
    """A version of the template of a kind of contract."""

    template_no = fields.Identifier()
    kind = fields.Choice(*KINDS)
    template = fields.Identifier(metadata=means("the version"))
    valid_from = fields.Date()
    document_no = fields.Identifier(allow_none=True)
    version = fields.Integer()


class PublishContractTemplate(Command):
    """Publish a version of the template of a kind; new contracts use it from its day (CON-47; doc 5.4 l.457)."""

    route = POST("/contract-templates")
    roles = LEADERS
    reply = ContractTemplate
    errors = (AlreadyExists,)
    status = 201
    example = {"kind": "maintenance", "template": "v2020", "valid_from": "2020-01-01", "document_no": "MB-12"}
    kind = fields.Choice(*KINDS, required=True)
    template = fields.Identifier(required=True)
    valid_from = fields.Date(required=True)
    document_no = fields.Identifier()


class ListContractTemplates(Query):
    """The versions of a kind's template (CON-47)."""

    route = GET("/contract-templates")
    roles = READERS
    reply = ContractTemplate
    paged = True
    example = {"kind": "maintenance"}
    kind = fields.Choice(*KINDS, required=True)


class MaintainedProject(Schema):
    """A project taken over for maintenance, with the two engineers who answer for it."""

    project_no = fields.Identifier()
    name = fields.Text()
    line = fields.Choice(*LINES)
    contract_no = fields.Identifier(allow_none=True)
    taken_over_on = fields.Date()
    engineers = fields.List(fields.Identifier())
    terminated_on = fields.Date(allow_none=True)
    state = fields.Choice("active", "terminated")
    findings = fields.List(fields.Identifier(), metadata=means("pair_incomplete"))
    version = fields.Integer()


class TakeOverProject(Command):
    """Take a project over for maintenance, or change its pair (CON-49, CON-50; doc 5.4 l.464)."""

    route = PUT("/maintained-projects/{project_no}")
    roles = LEADERS
    reply = MaintainedProject
    errors = (SamePersonTwice, ContractEnded)
    example = {
        "project_no": "WZ", "name": "重慶萬州", "line": "medical_waste", "taken_over_on": "2020-05-01", "engineers": ["G01", "G02"],
    }  # fmt: skip
    project_no = fields.Identifier(required=True)
    name = fields.Text(required=True)
    line = fields.Choice(*LINES, required=True)
    contract_no = fields.Identifier()
    taken_over_on = fields.Date(required=True)
    engineers = fields.List(fields.Identifier(), required=True)


class TerminateProject(Command):
    """The maintenance of a project ends (CON-50; doc 5.4 l.464)."""

    route = POST("/maintained-projects/{project_no}:terminate")
    roles = LEADERS
    reply = MaintainedProject
    errors = (ContractEnded,)
    example = {"project_no": "NC", "terminated_on": "2020-11-30", "reason": "合同到期"}
    project_no = fields.Identifier(required=True)
    terminated_on = fields.Date(required=True)
    reason = fields.Text(required=True)


class GetMaintainedProject(Query):
    """One project taken over."""

    route = GET("/maintained-projects/{project_no}")
    roles = READERS
    reply = MaintainedProject
    example = {"project_no": "WZ"}
    project_no = fields.Identifier(required=True)


class WhyMaintainedProject(Query):
    """Why a project's pair has a finding."""

    route = GET("/maintained-projects/{project_no}/why")
    roles = READERS
    reply = Why
    example = {"project_no": "WZ"}
    project_no = fields.Identifier(required=True)


class ProjectFigures(Schema):
    """Active projects of a line on a day."""

    line = fields.Choice(*LINES)
    as_of = fields.Date()
    active = fields.Integer()
    projects = fields.List(fields.Identifier())
    pair_incomplete = fields.List(fields.Identifier())


class GetProjectFigures(Query):
    """How many projects of a line are maintained on a day, and whose pair is incomplete (CON-49, CON-50; doc 5.4 l.464)."""

    route = GET("/maintained-project-figures/{line}")
    roles = READERS
    reply = ProjectFigures
    example = {"line": "medical_waste", "as_of": "2020-12-31"}
    line = fields.Choice(*LINES, required=True)
    as_of = fields.Date()


class MaintainedProjectChanged(Event):
    """A project was taken over, its pair changed, or its maintenance ended."""

    subject = "project_no"
    example = {
        "project_no": "WZ", "name": "重慶萬州", "line": "medical_waste", "taken_over_on": "2020-05-01", "terminated_on": None,
        "engineers": ["G01", "G02"], "findings": [], "because": ["CON-49", "CON-50"],
    }  # fmt: skip
    project_no = fields.Identifier(required=True)
    name = fields.Text(required=True)
    line = fields.Choice(*LINES, required=True)
    taken_over_on = fields.Date(required=True)
    terminated_on = fields.Date(required=True, allow_none=True)
    engineers = fields.List(fields.Identifier(), required=True)
    findings = fields.List(fields.Identifier(), required=True)
