"""The visitor log of the workplace: nobody brings unrelated persons in (DIS-69, CHK-18; doc 1 §4.7 l.69)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.discipline.shared import LEADERS, PERSONNEL, means
from kefu_messages.errors import EnteredTooLate, SelfApproval, UnknownStaff


class Visitor(Schema):
    """One visit; ``unauthorised`` when nobody with the post to do so let the visitor in."""

    visit_no = fields.Identifier()
    visitor = fields.Text()
    host = fields.Identifier()
    entered_at = fields.Instant()
    purpose = fields.Text(allow_none=True)
    authorised_by = fields.Identifier(allow_none=True)
    logged_by = fields.Identifier(allow_none=True, metadata=means("who entered the visit"))
    unauthorised = fields.Boolean()
    because = fields.List(fields.String())
    version = fields.Integer()


class LogVisitor(Command):
    """Enter a visitor with the host; without the word of a leader who is not the host it is a finding (DIS-69; doc 1 l.69)."""

    route = POST("/workplace-visitors")
    roles = roles.EVERYBODY
    reply = Visitor
    errors = (UnknownStaff, SelfApproval, EnteredTooLate)
    status = 201
    example = {"visit_no": "LF-1", "visitor": "王小姐", "host": "E019", "entered_at": "2025-06-03T15:00", "authorised_by": "E003"}
    visit_no = fields.Identifier(required=True)
    visitor = fields.Text(required=True)
    host = fields.Identifier(required=True, metadata=means("who brings the visitor in"))
    entered_at = fields.Instant(required=True)
    purpose = fields.Text()
    authorised_by = fields.Identifier(metadata=means("the leader who let the visitor in; the host himself does not say so"))


class ListVisitors(Query):
    """The visitor log of a day."""

    route = GET("/workplace-visitors")
    roles = LEADERS | PERSONNEL
    paged = True
    reply = Visitor
    example = {"day": "2025-06-03"}
    day = fields.Date(required=True)


class VisitorLogged(Event):
    """A visitor was entered; an unauthorised one is a possible violation of the host."""

    subject = "visit_no"
    example = {"visit_no": "LF-1", "host": "E019", "day": "2025-06-03", "unauthorised": False, "because": ["DIS-69"]}
    visit_no = fields.Identifier(required=True)
    host = fields.Identifier(required=True)
    day = fields.Date(required=True)
    unauthorised = fields.Boolean(required=True)
