"""The register of staff with its reporting lines (OTH-22)."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema

from kefu_messages import GET, PATCH, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.errors import AlreadyExists, ContentInvalid, SelfApproval

STAFF_ROLES = tuple(sorted(roles.EVERYBODY - {roles.SERVICE}))
REGISTRARS = frozenset({roles.HR, roles.SYSTEM_ADMINISTRATOR})


class SuperiorMissing(ContentInvalid):
    """The post needs a direct superior (OTH-22)."""

    code = "superior_missing"
    text = {"zh-Hant": "{staff_no}({role})必須有一名直屬上級", "en": "{staff_no} ({role}) needs a direct superior"}


class UnknownSuperior(ContentInvalid):
    """The superior is not in the register, or has left."""

    code = "unknown_superior"
    text = {"zh-Hant": "人員名冊中沒有在職的上級 {reports_to}", "en": "The register has no serving superior {reports_to}"}


class SuperiorOfWrongRole(ContentInvalid):
    """The organisation chart puts the post under another one (OTH-22)."""

    code = "superior_of_wrong_role"
    text = {"zh-Hant": "{role}的直屬上級必須是{expected}", "en": "The superior of a {role} must be a {expected}"}


class OwnSuperior(ContentInvalid):
    """Nobody is his own superior."""

    code = "own_superior"
    text = {"zh-Hant": "{staff_no} 不能是自己的上級", "en": "{staff_no} cannot be his own superior"}


class CircularLine(ContentInvalid):
    """The superior is himself below the person."""

    code = "circular_reporting_line"
    text = {"zh-Hant": "匯報關係成環:{line}", "en": "The reporting line runs in a circle: {line}"}


class DatesInWrongOrder(ContentInvalid):
    """Somebody leaves before he joined, or changes post outside his service."""

    code = "dates_in_wrong_order"
    text = {"zh-Hant": "日期先後不符:{first} 應不晚於 {last}", "en": "The dates are in the wrong order: {first} must not be after {last}"}


class Post(Schema):
    """What somebody does from a day on; what is added to it later does not matter to who hears of it."""

    class Meta:
        """Only events bring posts in."""

        unknown = EXCLUDE

    since = fields.Date(required=True)
    roles = fields.List(fields.Choice(*STAFF_ROLES), required=True)
    group = fields.Text(allow_none=True)
    department = fields.Text(allow_none=True)
    reports_to = fields.Identifier(allow_none=True)


class Staff(Schema):
    """One person of the register; ``roles``, ``group`` and ``reports_to`` are those of the day asked about."""

    staff_no = fields.Identifier()
    name = fields.Text()
    roles = fields.List(fields.Text())
    group = fields.Text(allow_none=True)
    department = fields.Text(allow_none=True)
    reports_to = fields.Identifier(allow_none=True)
    phone = fields.Text(allow_none=True, metadata={"description": "null unless the reader is HR, the line manager or the person"})
    joined_on = fields.Date(allow_none=True, metadata={"description": "null: an old register does not say it"})
    left_on = fields.Date(allow_none=True)
    on_probation = fields.Boolean()
    posts = fields.List(fields.Nested(Post))
    version = fields.Integer()


class Member(Schema):
    """A person's place in the tree below somebody."""

    staff_no = fields.Identifier()
    name = fields.Text()
    roles = fields.List(fields.Text())
    reports_to = fields.Identifier(allow_none=True)
    level = fields.Integer(metadata={"description": "0 is the person asked about"})


class Team(Schema):
    """Who reports to somebody, directly or through others, top first."""

    staff_no = fields.Identifier()
    members = fields.List(fields.Nested(Member))


class RegisterStaff(Command):
    """Enter a person with the first post (OTH-22: a specialist stands under exactly one supervisor)."""

    route = POST("/staff")
    roles = REGISTRARS
    reply = Staff
    errors = (SuperiorMissing, UnknownSuperior, SuperiorOfWrongRole, OwnSuperior, DatesInWrongOrder, AlreadyExists, CircularLine)
    status = 201
    bulk = Bulk("/staff:import", key="staff_no", may_be_empty=("name", "role"))
    example = {"staff_no": "R01", "name": "高靜秀", "role": "meter_reader", "phone": "13800000001", "joined_on": "2023-08-01"}
    staff_no = fields.Identifier(required=True)
    name = fields.Text(required=True)
    role = fields.Choice(*STAFF_ROLES, required=True)
    further_roles = fields.List(fields.Choice(*STAFF_ROLES), load_default=list, metadata={"description": "other posts held beside it"})
    phone = fields.Text(allow_none=True)
    joined_on = fields.Date(metadata={"description": "first day of service"})
    hired_on = fields.Date(metadata={"description": "the same, as registers call it; one of the two is needed, but in a row of a file"})
    left_on = fields.Date(allow_none=True)
    group = fields.Text(allow_none=True)
    department = fields.Text(allow_none=True)
    reports_to = fields.Identifier(allow_none=True, metadata={"description": "staff number of the direct superior"})
    on_probation = fields.Boolean(load_default=False)


class ChangeStaff(Command):
    """Change a person's data at once, or the post from a day on; what was remains. Nobody changes his own post or service."""

    route = PATCH("/staff/{staff_no}")
    roles = REGISTRARS
    reply = Staff
    errors = (SuperiorMissing, UnknownSuperior, SuperiorOfWrongRole, OwnSuperior, CircularLine, DatesInWrongOrder, SelfApproval)
    example = {"staff_no": "R01", "since": "2025-07-01", "role": "business_centre_team_leader"}
    staff_no = fields.Identifier(required=True)
    since = fields.Date(metadata={"description": "first day of the new post; today when not given"})
    name = fields.Text()
    role = fields.Choice(*STAFF_ROLES)
    further_roles = fields.List(fields.Choice(*STAFF_ROLES))
    phone = fields.Text(allow_none=True)
    left_on = fields.Date(allow_none=True)
    group = fields.Text(allow_none=True)
    department = fields.Text(allow_none=True)
    reports_to = fields.Identifier(allow_none=True)
    on_probation = fields.Boolean()


class GetStaff(Query):
    """One person as of a day (today when not given); the phone number only for HR, line manager and the person."""

    route = GET("/staff/{staff_no}")
    roles = roles.EVERYBODY
    reply = Staff
    example = {"staff_no": "R01", "on": "2025-03-22"}
    staff_no = fields.Identifier(required=True)
    on = fields.Date()


class ListStaff(Query):
    """The register, all of it or one group or the direct reports of somebody."""

    route = GET("/staff")
    roles = roles.EVERYBODY
    paged = True
    reply = Staff
    example = {"reports_to": "L01"}
    group = fields.Text()
    reports_to = fields.Identifier()


class GetTeam(Query):
    """The tree below a person: one supervisor and six specialists are 1 + 6 (OTH-22)."""

    route = GET("/staff/{staff_no}/team")
    roles = roles.EVERYBODY
    reply = Team
    example = {"staff_no": "L01"}
    staff_no = fields.Identifier(required=True)


class StaffRegistered(Event):
    """A person has been entered in the register."""

    subject = "staff_no"
    version = 1
    example = {
        "staff_no": "R01",
        "name": "高靜秀",
        "joined_on": "2023-08-01",
        "because": [],
        "posts": [{"since": "2023-08-01", "roles": ["meter_reader"]}],
    }
    staff_no = fields.Identifier(required=True)
    name = fields.Text(required=True)
    posts = fields.List(fields.Nested(Post), required=True, metadata={"description": "in order of their first day"})
    joined_on = fields.Date(required=True)
    left_on = fields.Date(allow_none=True)
    on_probation = fields.Boolean()


class StaffChanged(Event):
    """A person's post, name or service has changed; the data are complete, not only what changed."""

    subject = "staff_no"
    version = 1
    example = {
        "staff_no": "R01",
        "name": "高靜秀",
        "joined_on": "2023-08-01",
        "because": [],
        "posts": [
            {"since": "2023-08-01", "roles": ["meter_reader"]},
            {"since": "2025-07-01", "roles": ["business_centre_team_leader"]},
        ],
    }
    staff_no = fields.Identifier(required=True)
    name = fields.Text(required=True)
    posts = fields.List(fields.Nested(Post), required=True, metadata={"description": "in order of their first day"})
    joined_on = fields.Date(required=True)
    left_on = fields.Date(allow_none=True)
    on_probation = fields.Boolean()
