"""What the rooms of performance's contract share: who does and reads what, the lines of a score."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import fields, roles

HR = frozenset({roles.HR, roles.ADMIN_HR})
LEADERS = frozenset(
    {
        roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_MANAGER, roles.GENERAL_MANAGER, roles.DEPARTMENT_HEAD,
        roles.DEPARTMENT_MANAGER, roles.BUSINESS_CENTRE_TEAM_LEADER, roles.SERVICE_MANAGER, roles.SERVICE_DIRECTOR,
        roles.PROPERTY_MANAGER, roles.PROJECT_LEADER,
    }
)  # fmt: skip
OFFICE = HR | LEADERS | {roles.SYSTEM_ADMINISTRATOR}


class Why(Schema):
    """The decisions behind a record in the reader's language."""

    decisions = fields.List(fields.Dict())


class Line(Schema):
    """One line of a score: what happened, the points it adds (negative: takes off), its source and its clauses."""

    kind = fields.String(required=True)
    source = fields.String(required=True, metadata={"description": "the record it comes from, e.g. penalty/B004"})
    on = fields.Date(required=True, allow_none=True)
    points = fields.Number(required=True, metadata={"description": "0 where the regulation gives no weight: a reference"})
    measure = fields.Number(allow_none=True, metadata={"description": "minutes, days, score … of the kind"})
    because = fields.List(fields.String(), required=True)
    reason = fields.Text(metadata={"description": "of a leader's line: why, in his words; left out elsewhere, as are the next two"})
    decided_by = fields.Identifier()
    decided_on = fields.Date()
