"""Areas of stewards, cleaners and gardeners, their staffing, and the greening work done (FLD-16, FLD-17, FLD-21, FLD-22)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, PUT, Bulk, Command, Event, Query, fields, roles
from kefu_messages.errors import UnknownCode
from kefu_messages.fieldwork.shared import LEADERS, READERS, RECORDERS, DuplicateNumber, means
from kefu_messages.platform import AnyValue

TEAMS = ("steward", "stairwell_cleaning", "outer_cleaning", "greening")


class ServiceArea(Schema):
    """An area of one team and who works in it."""

    area_no = fields.Identifier()
    team = fields.Choice(*TEAMS)
    name = fields.Text(allow_none=True)
    staff = fields.List(fields.Identifier())
    stairwells = fields.Integer(allow_none=True)
    active = fields.Boolean()
    version = fields.Integer()


class PutServiceArea(Command):
    """Say who works in an area: stewards, cleaners of stairwells or outside, gardeners (FLD-16, FLD-17, FLD-21; doc 5.2 l.397-400)."""

    route = PUT("/service-areas/{area_no}")
    roles = LEADERS
    reply = ServiceArea
    example = {"area_no": "A", "team": "outer_cleaning", "staff": ["B01", "B02", "B03", "B04"]}
    area_no = fields.Identifier(required=True)
    team = fields.Choice(*TEAMS, required=True)
    name = fields.Text()
    staff = fields.List(fields.Identifier(), required=True)
    stairwells = fields.Integer(metadata=means("of an area of stairwell cleaning"))
    active = fields.Boolean(load_default=True)


class ListServiceAreas(Query):
    """The areas of a team, or all."""

    route = GET("/service-areas")
    roles = READERS
    reply = ServiceArea
    paged = True
    example = {"team": "outer_cleaning"}
    team = fields.Choice(*TEAMS)


class StaffingReview(Schema):
    """What is amiss with the staffing of areas."""

    on = fields.Date()
    teams = AnyValue(metadata=means("per team: areas, staff, required staff"))
    findings = AnyValue(metadata=means("area_no, what, has, required per finding"))


class ReviewStaffing(Query):
    """Compare the staffing of all areas with the standard (FLD-16, FLD-17, FLD-21)."""

    route = GET("/staffing-review")
    roles = READERS
    reply = StaffingReview
    example = {}


class Staffing(Schema):
    """A team's strength from a day on."""

    staffing_no = fields.Identifier()
    team = fields.Choice(*TEAMS)
    valid_from = fields.Date()
    headcount = fields.Integer()
    stairwells_per_person = fields.Integer(allow_none=True)
    areas = fields.Integer(allow_none=True)
    version = fields.Integer()


class RecordStaffing(Command):
    """Record a team's strength from a day on (FLD-16, FLD-17, FLD-21; doc 5.2 l.398, l.400)."""

    route = POST("/staffings")
    roles = RECORDERS
    reply = Staffing
    errors = (DuplicateNumber,)
    status = 201
    bulk = Bulk("/staffings:import", key="team")
    example = {"team": "stairwell_cleaning", "valid_from": "2024-03-01", "headcount": 6, "stairwells_per_person": 15}
    team = fields.Choice(*TEAMS, required=True)
    valid_from = fields.Date(required=True)
    headcount = fields.Integer(required=True)
    stairwells_per_person = fields.Integer()
    areas = fields.Integer()


class StaffingFigures(Schema):
    """Each team on a day and before the year."""

    as_of = fields.Date()
    teams = AnyValue(metadata=means("before, now, change per team"))
    stairwells = fields.Integer(allow_none=True, metadata=means("cleaners times stairwells each"))


class GetStaffingFigures(Query):
    """The strength of teams on a day against that at the end of the year before (FLD-16, FLD-17, FLD-21)."""

    route = GET("/staffing-figures")
    roles = LEADERS | {roles.REPORTING, roles.SERVICE}
    reply = StaffingFigures
    example = {"as_of": "2024-12-31"}
    as_of = fields.Date(metadata=means("today when not given"))


class GreeningTask(Schema):
    """A greening task that was done."""

    task_no = fields.Identifier()
    area_no = fields.Identifier()
    task = fields.Identifier()
    done_on = fields.Date()
    done_by = fields.Identifier()
    in_season = fields.Boolean(metadata=means("false: done outside the season the rule names for it"))
    note = fields.Text(allow_none=True)
    version = fields.Integer()


class RecordGreeningTask(Command):
    """Record planting, fertilising, pest control, pruning, mowing or lime-wash in an area (FLD-22; doc 5.2 l.400)."""

    route = POST("/greening-tasks")
    roles = RECORDERS | {roles.GARDENER}
    reply = GreeningTask
    errors = (DuplicateNumber, UnknownCode)
    status = 201
    example = {"task_no": "LH-1", "area_no": "1", "task": "fertilise", "done_on": "2024-06-10", "done_by": "G1"}
    task_no = fields.Identifier(required=True)
    area_no = fields.Identifier(required=True)
    task = fields.Identifier(required=True)
    done_on = fields.Date(required=True)
    done_by = fields.Identifier(required=True)
    note = fields.Text()


class ListGreeningTasks(Query):
    """The greening tasks of an area."""

    route = GET("/greening-tasks")
    roles = READERS
    reply = GreeningTask
    paged = True
    example = {"area_no": "1"}
    area_no = fields.Identifier(required=True)


class StaffingRecorded(Event):
    """A team has so many people from a day on."""

    subject = "staffing_no"
    example = {
        "staffing_no": "stairwell_cleaning.2024-03-01", "team": "stairwell_cleaning", "valid_from": "2024-03-01", "headcount": 6,
        "stairwells_per_person": 15, "areas": None, "because": ["FLD-17"],
    }  # fmt: skip
    staffing_no = fields.Identifier(required=True)
    team = fields.Choice(*TEAMS, required=True)
    valid_from = fields.Date(required=True)
    headcount = fields.Integer(required=True)
    stairwells_per_person = fields.Integer(required=True, allow_none=True)
    areas = fields.Integer(required=True, allow_none=True)


class GreeningTaskDone(Event):
    """Greening work was done."""

    subject = "task_no"
    example = {"task_no": "LH-1", "area_no": "1", "task": "fertilise", "done_on": "2024-06-10", "in_season": True, "because": ["FLD-22"]}
    task_no = fields.Identifier(required=True)
    area_no = fields.Identifier(required=True)
    task = fields.Identifier(required=True)
    done_on = fields.Date(required=True)
    in_season = fields.Boolean(required=True)
