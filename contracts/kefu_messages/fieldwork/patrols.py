"""Patrols: the daily form of an area, morning and afternoon (FLD-06; doc 5.2 l.385)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields
from kefu_messages.errors import UnknownCategory
from kefu_messages.fieldwork.shared import READERS, RECORDERS, DuplicateNumber, MomentsReversed, means
from kefu_messages.platform import AnyValue


class Patrol(Schema):
    """A patrol as it was walked."""

    patrol_no = fields.Identifier()
    area = fields.Text()
    patrolled_at = fields.Instant()
    patrolled_on = fields.Date()
    half = fields.Choice("morning", "afternoon")
    steward = fields.Identifier()
    hygiene_ok = fields.Boolean()
    facilities_ok = fields.Boolean()
    remark = fields.Text(allow_none=True)
    version = fields.Integer()


class RecordPatrol(Command):
    """Fill in the daily patrol form of an area: hygiene and public facilities (FLD-06; doc 5.2 l.385)."""

    route = POST("/patrols")
    roles = RECORDERS
    reply = Patrol
    errors = (DuplicateNumber, MomentsReversed, UnknownCategory)
    status = 201
    bulk = Bulk("/patrols:import", key="patrol_no")
    example = {
        "patrol_no": "XC-1", "area": "B", "patrolled_at": "2024-06-03T09:40", "steward": "W01", "hygiene_ok": True, "facilities_ok": True,
    }  # fmt: skip
    patrol_no = fields.Identifier(required=True)
    area = fields.Text(required=True)
    patrolled_at = fields.Instant(required=True)
    steward = fields.Identifier(required=True)
    hygiene_ok = fields.Boolean(load_default=True)
    facilities_ok = fields.Boolean(load_default=True)
    remark = fields.Text()


class PatrolDay(Schema):
    """Which halves of a day each area was patrolled."""

    on = fields.Date()
    areas = AnyValue(metadata=means("per area: morning, afternoon, missing halves"))
    complete = fields.Boolean()


class GetPatrolDay(Query):
    """Which areas were patrolled in the morning and in the afternoon of a day (FLD-06)."""

    route = GET("/patrol-days/{on}")
    roles = READERS
    reply = PatrolDay
    example = {"on": "2024-06-03"}
    on = fields.Date(required=True)


class PatrolMade(Event):
    """An area was patrolled."""

    subject = "patrol_no"
    example = {
        "patrol_no": "XC-1",
        "area": "B",
        "patrolled_on": "2024-06-03",
        "half": "morning",
        "steward": "W01",
        "in_order": True,
        "because": ["FLD-06"],
    }
    patrol_no = fields.Identifier(required=True)
    area = fields.Text(required=True)
    patrolled_on = fields.Date(required=True)
    half = fields.Choice("morning", "afternoon", required=True)
    steward = fields.Identifier(required=True)
    in_order = fields.Boolean(required=True)
