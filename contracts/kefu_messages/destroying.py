"""What services share in destroying records whose time of keeping is over: the list that is decided on, and its refusals."""

from __future__ import annotations

from typing import ClassVar

from marshmallow import Schema

from kefu_messages import fields, roles
from kefu_messages.errors import KefuError, StateConflict

DESTROYERS = frozenset(
    {
        roles.HR, roles.ADMIN_HR, roles.GENERAL_MANAGER, roles.DEPARTMENT_HEAD, roles.DEPARTMENT_MANAGER, roles.CUSTOMER_SERVICE_MANAGER,
        roles.SERVICE_DIRECTOR, roles.PROPERTY_MANAGER,
    }
)  # fmt: skip
STATES = ("due", "approved", "kept", "destroyed")


class DestructionDecided(StateConflict):
    """The list is no longer open."""

    code = "destruction_decided"
    text = {"zh-Hant": "此銷毀清單已處理({state})", "en": "This list has been decided on ({state})"}


class ApprovedTwice(StateConflict):
    """Two people approve, not one twice."""

    code = "approved_twice"
    text = {"zh-Hant": "{staff_no} 已批准,須由另一人批准", "en": "{staff_no} has approved already: somebody else has to"}


class RecordsDestroyed(StateConflict):
    """What time of keeping is over has been destroyed: nothing is written there any more."""

    code, row_is_kept = "records_destroyed", False
    text = {
        "zh-Hant": "{day} 的記錄已銷毀,不再登記({kept_from} 起的仍保存)",
        "en": "The records of {day} have been destroyed: nothing is entered there any more (those from {kept_from} on are kept)",
    }


class Destruction(Schema):
    """Records of one kind, all of them older than a day, that are due to be destroyed."""

    destruction_no = fields.Identifier()
    kind = fields.String(metadata={"description": "as the law's personal_data_retention_months names it"})
    before = fields.Date(metadata={"description": "all of them tell of days before this one"})
    records = fields.Integer(metadata={"description": "how many were due when it was listed"})
    state = fields.Choice(*STATES)
    approved_by = fields.List(fields.Identifier())
    kept_by = fields.Identifier(allow_none=True)
    reason = fields.Text(allow_none=True)
    destroyed = fields.Integer(allow_none=True)
    version = fields.Integer()


class Deciding(Schema):
    """What a command that decides on a list has, whatever the service."""

    roles = DESTROYERS
    reply: ClassVar[type[Schema]] = Destruction
    errors: ClassVar[tuple[type[KefuError], ...]] = (DestructionDecided, ApprovedTwice)
    destruction_no = fields.Identifier(required=True)
    decision = fields.Choice("destroy", "keep", required=True)
    reason = fields.Text(metadata={"description": "why they are kept: a dispute, a pending case"})


class Listing(Schema):
    """What a query for such lists has."""

    roles = DESTROYERS
    paged = True
    reply: ClassVar[type[Schema]] = Destruction
    state = fields.Choice(*STATES)


class Told(Schema):
    """What an event tells of a list: its kind, and the day before which all of it lies."""

    subject = "destruction_no"
    destruction_no = fields.Identifier(required=True)
    kind = fields.String(required=True)
    before = fields.Date(required=True)


class Counted(Told):
    """The same with how many records there are."""

    records = fields.Integer(required=True)
