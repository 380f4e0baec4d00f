"""Projects in parts: conversions, commissionings and retrofits, and when they are closed (FLD-24, FLD-35)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, PUT, Command, Event, Query, fields
from kefu_messages.errors import StateConflict, UnknownCode
from kefu_messages.fieldwork.shared import FIELD_STAFF, LEADERS, READERS, means
from kefu_messages.platform import AnyValue


class Project(Schema):
    """A conversion, commissioning or retrofit in parts."""

    project_no = fields.Identifier()
    title = fields.Text()
    kind = fields.Identifier()
    line = fields.Identifier(allow_none=True)
    parts = fields.List(fields.Text())
    done = AnyValue(metadata=means("the day each part was finished"))
    percent = fields.Number()
    state = fields.Choice("open", "closed")
    closed_on = fields.Date(allow_none=True)
    version = fields.Integer()


class PutProject(Command):
    """Set up a project with its parts, or add parts (FLD-24, FLD-35; doc 5.2 l.392, doc 5.4 l.464)."""

    route = PUT("/projects/{project_no}")
    roles = LEADERS
    reply = Project
    errors = (UnknownCode, StateConflict)
    example = {"project_no": "XM-1", "title": "水管更改", "kind": "conversion", "parts": ["1區", "2區", "3區", "4區"]}
    project_no = fields.Identifier(required=True)
    title = fields.Text(required=True)
    kind = fields.Choice("conversion", "installation_rectification", "system_commissioning", "maintenance_takeover", required=True)
    line = fields.Choice("boiler", "medical_waste", "energy_saving", "hvac")
    parts = fields.List(fields.Text(), required=True)


class FinishProjectPart(Command):
    """A part is finished; with the last one the project is closed (FLD-24)."""

    route = POST("/projects/{project_no}:finish-part")
    roles = FIELD_STAFF
    reply = Project
    errors = (UnknownCode, StateConflict)
    example = {"project_no": "XM-1", "part": "1區", "finished_on": "2024-05-06"}
    project_no = fields.Identifier(required=True)
    part = fields.Text(required=True)
    finished_on = fields.Date(required=True)


class GetProject(Query):
    """One project, with its orders counted per kind (FLD-35)."""

    route = GET("/projects/{project_no}")
    roles = READERS
    reply = Project
    example = {"project_no": "XM-1"}
    project_no = fields.Identifier(required=True)


class ProjectClosed(Event):
    """All parts of a project are finished (FLD-24)."""

    subject = "project_no"
    example = {
        "project_no": "XM-1",
        "title": "水管更改",
        "kind": "conversion",
        "parts": 4,
        "closed_on": "2024-08-01",
        "because": ["FLD-24"],
    }
    project_no = fields.Identifier(required=True)
    title = fields.Text(required=True)
    kind = fields.Identifier(required=True)
    parts = fields.Integer(required=True)
    closed_on = fields.Date(required=True)
