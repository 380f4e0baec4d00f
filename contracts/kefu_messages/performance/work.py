"""Lists a department works off: shortcomings, deficiencies, staffing needs, business development (OTH-15, OTH-16, OTH-17)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.errors import AlreadyExists, ContentInvalid, EnteredTooLate, NotInLine, StateConflict, UnknownStaff
from kefu_messages.performance.shared import LEADERS, OFFICE

ITEM_KINDS = ("shortcoming", "deficiency", "staffing_need", "business_development")
ITEM_STATES = ("open", "idea", "pilot", "running", "done", "dropped")


class FirstContractMissing(ContentInvalid):
    """Business becomes a pilot with its first contract (OTH-16)."""

    code = "first_contract_missing"
    text = {"zh-Hant": "{item_no} 尚無首份合同,不能轉為試點", "en": "{item_no} has no first contract and is no pilot yet"}


class WorkItem(Schema):
    """One item of such a list; ``overdue`` as of today."""

    item_no = fields.Identifier()
    kind = fields.Choice(*ITEM_KINDS)
    title = fields.Text()
    owner = fields.Identifier()
    raised_on = fields.Date()
    due_on = fields.Date(allow_none=True)
    posts = fields.Integer(allow_none=True, metadata={"description": "of a staffing need: how many posts"})
    state = fields.Choice(*ITEM_STATES)
    contract_no = fields.Identifier(allow_none=True)
    moved_on = fields.Date(allow_none=True)
    overdue = fields.Boolean()
    because = fields.List(fields.String())
    version = fields.Integer()


class RaiseWorkItem(Command):
    """Put an item on a list with its owner (OTH-15, OTH-16, OTH-17; doc 5.2 l.402-409, doc 5.4 l.466, l.471-481)."""

    route = POST("/work-items")
    roles = LEADERS
    reply = WorkItem
    errors = (UnknownStaff, AlreadyExists, NotInLine, EnteredTooLate)
    status = 201
    example = {"item_no": "W-1", "kind": "staffing_need", "title": "綜合技術人才", "owner": "H1", "raised_on": "2024-12-23", "posts": 2}
    item_no = fields.Identifier(required=True)
    kind = fields.Choice(*ITEM_KINDS, required=True)
    title = fields.Text(required=True)
    owner = fields.Identifier(required=True)
    raised_on = fields.Date(required=True)
    due_on = fields.Date(allow_none=True)
    posts = fields.Integer(allow_none=True)


class MoveWorkItem(Command):
    """Move an item on: done or dropped; business from idea to pilot, with its first contract, to running (OTH-16)."""

    route = POST("/work-items/{item_no}:move")
    roles = LEADERS
    reply = WorkItem
    errors = (StateConflict, FirstContractMissing, NotInLine, EnteredTooLate)
    example = {"item_no": "W-2", "state": "pilot", "moved_on": "2025-03-01", "contract_no": "HT-1"}
    item_no = fields.Identifier(required=True)
    state = fields.Choice(*ITEM_STATES, required=True)
    moved_on = fields.Date(required=True)
    contract_no = fields.Identifier(allow_none=True)


class ListWorkItems(Query):
    """The items of a kind by number, of one state if asked for."""

    route = GET("/work-items/{kind}")
    roles = OFFICE
    reply = WorkItem
    paged = True
    example = {"kind": "staffing_need", "state": "open"}
    kind = fields.Choice(*ITEM_KINDS, required=True)
    state = fields.Choice(*ITEM_STATES)


class WorkItemMoved(Event):
    """An item of a list is in another state."""

    subject = "item_no"
    example = {"item_no": "W-2", "kind": "business_development", "state": "pilot", "moved_on": "2025-03-01", "because": ["OTH-16"]}
    item_no = fields.Identifier(required=True)
    kind = fields.Choice(*ITEM_KINDS, required=True)
    state = fields.Choice(*ITEM_STATES, required=True)
    moved_on = fields.Date(required=True)


class WorkItemOverdue(Event):
    """The due day of an item is over."""

    subject = "item_no"
    example = {"item_no": "W-1", "kind": "shortcoming", "owner": "H1", "due_on": "2025-06-30", "because": ["OTH-15"]}
    item_no = fields.Identifier(required=True)
    kind = fields.Choice(*ITEM_KINDS, required=True)
    owner = fields.Identifier(required=True)
    due_on = fields.Date(required=True)
