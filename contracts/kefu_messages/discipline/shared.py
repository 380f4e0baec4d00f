"""Words that the rooms of discipline's contract share: who may do what, small replies."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema

from kefu_messages import fields, roles

MIGRATION = frozenset({roles.SYSTEM_ADMINISTRATOR})
PERSONNEL = frozenset({roles.HR, roles.ADMIN_HR})
HEADS = frozenset(
    {
        roles.DEPARTMENT_HEAD, roles.DEPARTMENT_MANAGER, roles.CUSTOMER_SERVICE_MANAGER, roles.SERVICE_DIRECTOR,
        roles.GENERAL_MANAGER, roles.PROPERTY_MANAGER,
    }
)  # fmt: skip
LEADERS = HEADS | {
    roles.BUSINESS_CENTRE_TEAM_LEADER, roles.CUSTOMER_SERVICE_SUPERVISOR, roles.SERVICE_MANAGER, roles.PROJECT_LEADER,
}  # fmt: skip
CASE_WORKERS = LEADERS | PERSONNEL | MIGRATION
DECIDERS = HEADS | PERSONNEL | MIGRATION
SANCTIONS = ("fine", "warning", "dismissal", "compensation", "none", "criticism", "penalty", "advised_resignation")


def means(text: str) -> dict[str, str]:
    """What a field means, for the documents."""
    return {"description": text}


def staff_no(**more: Any) -> fields.Identifier:
    """The person whom it concerns."""
    return fields.Identifier(required=True, metadata=means("staff number of the person concerned"), **more)


def late_reason() -> fields.Text:
    """Why the personnel department enters an act only now; kept in the decision."""
    return fields.Text(metadata=means("by HR alone: why what was done longer ago is entered only now; it is kept in the decision"))


class Why(Schema):
    """The decisions behind a record in the reader's language."""

    decisions = fields.List(fields.Dict())


class Noted(Schema):
    """The number of what was taken down and how it stands."""

    number = fields.Identifier()
    staff_no = fields.Identifier(allow_none=True)
    state = fields.String(allow_none=True)
    because = fields.List(fields.String())
    version = fields.Integer()
