"""Crews: area, skills and how much they can do in a day; what waits for them (FLD-33; doc 5.3 l.440)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, PUT, Command, Query, fields, roles
from kefu_messages.errors import ContentInvalid, StateConflict
from kefu_messages.fieldwork.shared import LEADERS, ORDER_KINDS, READERS, means


class CrewUnfit(ContentInvalid):
    code = "crew_unfit"
    text = {"zh-Hant": "班組 {crew_no} 不具備此片區或技能:{lacks}", "en": "The crew {crew_no} lacks {lacks}"}


class CrewFull(StateConflict):
    code = "crew_full"
    text = {"zh-Hant": "班組 {crew_no} 在 {day} 已滿({capacity} 單)", "en": "The crew {crew_no} has its {capacity} orders on {day}"}


class Crew(Schema):
    """A crew as it stands."""

    crew_no = fields.Identifier()
    areas = fields.List(fields.Text())
    skills = fields.List(fields.Choice(*ORDER_KINDS))
    members = fields.List(fields.Identifier())
    orders_per_day = fields.Integer()
    version = fields.Integer()


class PutCrew(Command):
    """Say what a crew can do: its areas (none means everywhere), the kinds of orders, its members and orders per day (FLD-33)."""

    route = PUT("/crews/{crew_no}")
    roles = LEADERS
    reply = Crew
    example = {"crew_no": "AZ-1", "areas": [], "skills": ["gas_on", "installation"], "members": ["F1", "F2"], "orders_per_day": 12}
    crew_no = fields.Identifier(required=True)
    areas = fields.List(fields.Text(), load_default=list)
    skills = fields.List(fields.Choice(*ORDER_KINDS), required=True)
    members = fields.List(fields.Identifier(), required=True)
    orders_per_day = fields.Integer(required=True)


class ListCrews(Query):
    """The crews."""

    route = GET("/crews")
    roles = READERS
    reply = Crew
    paged = True
    example = {}


class KindBacklog(Schema):
    """What waits of one kind, and how many working days the crews need for it."""

    kind = fields.Choice(*ORDER_KINDS)
    waiting = fields.Integer()
    capacity_per_day = fields.Integer()
    working_days = fields.Integer(allow_none=True, metadata=means("null where no crew does such orders"))
    oldest_requested_on = fields.Date(allow_none=True)
    peak_season = fields.Boolean(metadata=means("whether the day lies in the peak of gas use"))


class Backlog(Schema):
    """The backlog on a day."""

    on = fields.Date()
    kinds = fields.List(fields.Nested(KindBacklog))


class GetOrderBacklog(Query):
    """Waiting orders against what the crews can do, per kind (FLD-33; doc 5.3 l.440)."""

    route = GET("/order-backlog")
    roles = LEADERS | {roles.REPORTING, roles.SERVICE}
    reply = Backlog
    example = {"kind": "gas_on"}
    kind = fields.Choice(*ORDER_KINDS)
