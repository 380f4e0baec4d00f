"""The lists, the search and the clocks of cases, and the terms that have passed."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, Query, fields
from kefu_messages.complaints.shared import KINDS, READERS

CLOCKS = ("first_response", "solution", "assignment", "contact")


class CaseListed(Schema):
    """A case in a list, newest first."""

    case_no = fields.Identifier()
    kind = fields.Choice(*KINDS)
    state = fields.Identifier()
    priority = fields.Choice("normal", "emergency")
    customer_no = fields.Identifier(allow_none=True)
    unit_no = fields.Identifier(allow_none=True)
    area = fields.Text(allow_none=True)
    category = fields.Identifier(allow_none=True)
    owner = fields.Identifier(allow_none=True)
    queue = fields.Identifier(allow_none=True)
    text = fields.Text(allow_none=True, longest=2000)
    received_at = fields.Instant()
    solution_due_at = fields.Instant(allow_none=True)
    paused = fields.Boolean()
    overdue = fields.Boolean()
    version = fields.Integer()


class ListCases(Query):
    """Cases newest first, by kind, state and one of owner, area, queue, customer and category, mixed; a page reads what it shows."""

    route = GET("/cases")
    roles = READERS
    reply = CaseListed
    paged = True
    example = {"kind": "complaint", "state": "open"}
    kind = fields.Choice(*KINDS)
    state = fields.Identifier(
        metadata={"description": "a state, `open` for all that have not ended, or `overdue` for those reported as overdue"}
    )
    owner = fields.Identifier()
    area = fields.Text()
    queue = fields.Identifier(metadata={"description": "one of owner, area, queue, customer_no and category at most"})
    customer_no = fields.Identifier()
    category = fields.Identifier()


class SearchCases(Query):
    """Cases that contain the words, newest first; a page reads a bounded number of documents and may be shorter than its limit."""

    route = GET("/case-search")
    roles = READERS
    reply = CaseListed
    paged = True
    example = {"words": "發票"}
    words = fields.Text(required=True, longest=60, metadata={"description": "two characters or more"})


class CaseClock(Schema):
    """One term of a case at a moment."""

    clock = fields.Choice(*CLOCKS)
    state = fields.Choice("running", "paused", "met", "missed")
    elapsed_minutes = fields.Integer()
    remaining_minutes = fields.Integer()
    due_at = fields.Instant(allow_none=True)
    reached = fields.List(fields.Dict(), metadata={"description": "levels of escalation: level, to_role, at"})


class CaseClocks(Schema):
    """The terms of a case; minutes are open minutes of the organisation's service hours."""

    case_no = fields.Identifier()
    as_of = fields.Instant()
    paused_minutes = fields.Integer(metadata={"description": "open minutes that the clocks stood still"})
    clocks = fields.List(fields.Nested(CaseClock))


class GetCaseClocks(Query):
    """How the terms of a case stand at a moment (CMP-05, CMP-18, CMP-41)."""

    route = GET("/cases/{case_no}/clocks")
    roles = READERS
    reply = CaseClocks
    example = {"case_no": "C5", "at": "2025-05-06T15:00"}
    case_no = fields.Identifier(required=True)
    at = fields.Instant(metadata={"description": "now when not given"})


class PassedTerm(Schema):
    case_no = fields.Identifier()
    term = fields.Identifier()
    due_at = fields.Instant()
    to_role = fields.Identifier()
    owner = fields.Identifier(allow_none=True)


class PassedTerms(Schema):
    """Terms that have passed and that no look of a minute has told of yet, the earliest first; 500 cases at most."""

    as_of = fields.Instant()
    terms = fields.List(fields.Nested(PassedTerm))


class ListPassedTerms(Query):
    """The terms of cases that have passed by a moment and that have not been told of yet (CMP-05, CMP-41)."""

    route = GET("/passed-terms")
    roles = READERS
    reply = PassedTerms
    example = {"at": "2025-05-06T12:00"}
    at = fields.Instant(metadata={"description": "now when not given"})
