"""Talks with staff, leisure together, and who is to become a key person (OTH-23, OTH-27, OTH-28)."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, POST, PUT, Command, Query, fields
from kefu_messages.entering import LATE, late_reason
from kefu_messages.errors import AlreadyExists, EnteredTooLate, NotInLine, SelfApproval, UnknownStaff
from kefu_messages.performance.shared import LEADERS, OFFICE


class StaffSession(Schema):
    """A talk with staff or an outing: when, with whom, about what."""

    session_no = fields.Identifier()
    kind = fields.Choice("communication", "leisure")
    held_on = fields.Date()
    participants = fields.List(fields.Identifier())
    topics = fields.Text(allow_none=True)
    version = fields.Integer()


class RecordStaffSession(Command):
    """Note a talk with staff or an activity together (OTH-28, OTH-23; doc 5.4 l.454, doc 5.2 l.414)."""

    route = POST("/staff-sessions")
    roles = OFFICE
    reply = StaffSession
    errors = (UnknownStaff, AlreadyExists, *LATE)
    status = 201
    example = {"session_no": "GT-1", "kind": "communication", "held_on": "2024-06-10", "participants": ["G1", "G2"], "topics": "工作壓力"}
    session_no = fields.Identifier(required=True)
    kind = fields.Choice("communication", "leisure", required=True)
    held_on = fields.Date(required=True)
    participants = fields.List(fields.Identifier(), required=True, validate=validate.Length(min=1))
    topics = fields.Text(longest=2000, allow_none=True)
    late_reason = late_reason()


class YearOfStaffSessions(Schema):
    """How often staff were talked with by quarter, the quarters without, and the activities of the year."""

    year = fields.Integer()
    communication_by_quarter = fields.Dict()
    gaps = fields.List(fields.Integer(), metadata={"description": "quarters that are over without a talk"})
    leisure = fields.Integer()
    because = fields.List(fields.String())


class GetYearOfStaffSessions(Query):
    """Talks and activities of a year as of a day (OTH-28, OTH-23)."""

    route = GET("/staff-sessions/{year}")
    roles = OFFICE
    reply = YearOfStaffSessions
    example = {"year": 2024, "as_of": "2024-12-31"}
    year = fields.Year(required=True)
    as_of = fields.Date()


class KeyPersonCandidate(Schema):
    """Whether somebody is to be developed into a key person; ``warning`` when there are more than planned."""

    staff_no = fields.Identifier()
    candidate = fields.Boolean()
    since = fields.Date()
    candidates = fields.List(fields.Identifier())
    warning = fields.Text(allow_none=True)
    because = fields.List(fields.String())
    version = fields.Integer()


class NameKeyPerson(Command):
    """Name somebody for development into a key person, or no longer (OTH-27; doc 5.4 l.484)."""

    route = PUT("/key-person-candidates/{staff_no}")
    roles = LEADERS
    reply = KeyPersonCandidate
    errors = (UnknownStaff, NotInLine, SelfApproval, EnteredTooLate)
    example = {"staff_no": "G1", "candidate": True, "since": "2025-01-01"}
    staff_no = fields.Identifier(required=True)
    candidate = fields.Boolean(required=True)
    since = fields.Date(required=True)
