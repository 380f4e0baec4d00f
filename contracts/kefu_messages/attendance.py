"""Organisations with their adopted policies, and the register of staff with its reporting lines.

The master data of everybody else: other services learn them from ``OrganisationRegistered``, ``PolicyAdopted``,
``StaffRegistered`` and ``StaffChanged``, never by asking.
"""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, validate
from marshmallow import fields as plain

from kefu_messages import GET, PATCH, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.errors import ContentInvalid

VALUE_ID = r"^[a-z][a-z0-9_]{0,63}\Z"
STAFF_ROLES = tuple(sorted(roles.EVERYBODY - {roles.SERVICE}))
POLICY_MAKERS = frozenset({roles.HR, roles.GENERAL_MANAGER, roles.SYSTEM_ADMINISTRATOR})
REGISTRARS = frozenset({roles.HR, roles.SYSTEM_ADMINISTRATOR})


class ContentNotExact(ContentInvalid):
    """A policy's content holds a float, or is no JSON value at all."""

    code = "content_not_exact"
    text = {"zh-Hant": "規定內容須為精確數值:{detail}", "en": "A policy's content is exact: {detail}"}


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


class Policy(Schema):
    """A value the organisation has adopted, in force from a day."""

    value = fields.Identifier(metadata={"description": "id of the value in a service's law"})
    since = fields.Date(metadata={"description": "first day on which it is in force"})
    content = plain.Raw(allow_none=True, metadata={"description": "the value: JSON, decimals as strings"})
    reference = fields.Text(metadata={"description": "where it is written"})


class Organisation(Schema):
    """An organisation and what it runs by."""

    organisation = fields.Identifier()
    name = fields.Text()
    timezone = fields.Text()
    currency = fields.Text()
    rules = fields.Text(allow_none=True, metadata={"description": "the regulation it works by"})
    version = fields.Integer()


class Policies(Schema):
    """What an organisation has adopted, by value and day."""

    organisation = fields.Identifier()
    policies = fields.List(fields.Nested(Policy))
    version = fields.Integer()


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
    joined_on = fields.Date()
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


class RegisterOrganisation(Command):
    """Enter the organisation the token belongs to, with its zone and currency (OTH-24, OTH-25)."""

    route = POST("/organisations")
    roles = REGISTRARS
    reply = Organisation
    status = 201
    example = {
        "organisation": "shihua_gas",
        "name": "石華燃氣客戶服務部",
        "timezone": "Asia/Shanghai",
        "currency": "CNY",
        "rules": "document 2",
    }
    organisation = fields.Identifier(required=True)
    name = fields.Text(required=True)
    timezone = fields.Text(load_default="Asia/Shanghai", metadata={"description": "IANA name"})
    currency = fields.Text(load_default="CNY", metadata={"description": "ISO 4217 code"})
    rules = fields.Text(allow_none=True)


class AdoptPolicy(Command):
    """Put a value of the law in force for the organisation from a day on (ATT-27; policies differ by organisation)."""

    route = POST("/policies")
    roles = POLICY_MAKERS
    reply = Policy
    errors = (ContentNotExact,)
    status = 201
    example = {"value": "payment_days", "since": "2025-01-01", "content": 7, "reference": "organisation.yaml"}
    value = fields.Identifier(
        required=True, validate=validate.Regexp(VALUE_ID), metadata={"description": "the parameter's name, snake_case"}
    )
    since = fields.Date(required=True)
    content = plain.Raw(required=True, allow_none=True, metadata={"description": "JSON; decimals as strings, no floats"})
    reference = fields.Text(required=True)


class GetOrganisation(Query):
    """The organisation's name, zone and currency."""

    route = GET("/organisations/{organisation}")
    roles = roles.EVERYBODY
    reply = Organisation
    example = {"organisation": "shihua_gas"}
    organisation = fields.Identifier(required=True)


class ListPolicies(Query):
    """What the organisation has adopted in place of the book's values."""

    route = GET("/policies")
    roles = roles.EVERYBODY
    reply = Policies
    example = {}


class RegisterStaff(Command):
    """Enter a person with the first post (OTH-22: a specialist stands under exactly one supervisor)."""

    route = POST("/staff")
    roles = REGISTRARS
    reply = Staff
    errors = (SuperiorMissing, UnknownSuperior, SuperiorOfWrongRole, OwnSuperior, DatesInWrongOrder)
    status = 201
    bulk = Bulk("/staff:import", key="staff_no")
    example = {"staff_no": "R01", "name": "高靜秀", "role": "meter_reader", "phone": "13800000001", "joined_on": "2023-08-01"}
    staff_no = fields.Identifier(required=True)
    name = fields.Text(required=True)
    role = fields.Choice(*STAFF_ROLES, required=True)
    further_roles = fields.List(fields.Choice(*STAFF_ROLES), load_default=list, metadata={"description": "other posts held beside it"})
    phone = fields.Text(allow_none=True)
    joined_on = fields.Date(required=True)
    left_on = fields.Date(allow_none=True)
    group = fields.Text(allow_none=True)
    department = fields.Text(allow_none=True)
    reports_to = fields.Identifier(allow_none=True, metadata={"description": "staff number of the direct superior"})
    on_probation = fields.Boolean(load_default=False)


class ChangeStaff(Command):
    """Change a person's data at once, or the post from a day on; what was remains on record."""

    route = PATCH("/staff/{staff_no}")
    roles = REGISTRARS
    reply = Staff
    errors = (SuperiorMissing, UnknownSuperior, SuperiorOfWrongRole, OwnSuperior, CircularLine, DatesInWrongOrder)
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


class OrganisationRegistered(Event):
    """An organisation has been entered."""

    subject = "organisation"
    version = 1
    example = {
        "organisation": "shihua_gas",
        "name": "石華燃氣客戶服務部",
        "timezone": "Asia/Shanghai",
        "currency": "CNY",
        "because": ["OTH-24"],
    }
    organisation = fields.Identifier(required=True)
    name = fields.Text(required=True)
    timezone = fields.Text(required=True)
    currency = fields.Text(required=True)
    rules = fields.Text(allow_none=True)


class PolicyAdopted(Event):
    """From ``since`` on the organisation runs by ``content`` instead of the book's value."""

    subject = "organisation"
    version = 1
    example = {
        "organisation": "shihua_gas",
        "value": "payment_days",
        "since": "2025-01-01",
        "content": "7",
        "reference": "organisation.yaml",
        "because": ["ATT-27"],
    }
    organisation = fields.Identifier(required=True)
    value = fields.Identifier(required=True)
    since = fields.Date(required=True)
    content = plain.String(required=True, metadata={"description": "JSON text of the value"})
    reference = fields.Text(required=True)


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
