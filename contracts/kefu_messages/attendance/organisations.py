"""Organisations with their adopted policies."""

from __future__ import annotations

from marshmallow import Schema, validate
from marshmallow import fields as plain

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.attendance.staff import REGISTRARS
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotAllowed

VALUE_ID = r"^[a-z][a-z0-9_]{0,63}\Z"
MANAGEMENT = frozenset(
    {
        roles.GENERAL_MANAGER,
        roles.DEPARTMENT_HEAD,
        roles.DEPARTMENT_MANAGER,
        roles.CUSTOMER_SERVICE_MANAGER,
        roles.SERVICE_DIRECTOR,
        roles.PROPERTY_MANAGER,
    }
)
POLICY_MAKERS = frozenset({roles.HR, roles.SYSTEM_ADMINISTRATOR}) | MANAGEMENT


class ContentNotExact(ContentInvalid):
    """A policy's content holds a float, or is no JSON value at all."""

    code = "content_not_exact"
    text = {"zh-Hant": "規定內容須為精確數值:{detail}", "en": "A policy's content is exact: {detail}"}


class UnknownPolicy(ContentInvalid):
    """No service's law holds a value of that name."""

    code = "unknown_policy"
    text = {
        "zh-Hant": "沒有名為 {value} 的規定",
        "zh-Hans": "没有名为 {value} 的规定",
        "en": "The law has no value {value}",
    }


class PolicyUnusable(ContentInvalid):
    """No rule could work with the content; ``takes`` says what the value takes, at ``place`` within it."""

    code = "policy_unusable"
    text = {
        "zh-Hant": "規定 {value}{place} 只可為:{takes}",
        "zh-Hans": "规定 {value}{place} 只可为:{takes}",
        "en": "{value}{place} takes: {takes}",
    }


class PolicyBackdated(ContentInvalid):
    """Once people are registered nothing is put in force for days that are over: what was done then is judged by the law of then."""

    code = "policy_backdated"
    depends_on = "moment"
    text = {
        "zh-Hant": "{value} 不得自 {since} 起施行:已有人員登記,過去的事按當時的規定處理,最早為 {earliest}",
        "zh-Hans": "{value} 不得自 {since} 起施行:已有人员登记,过去的事按当时的规定处理,最早为 {earliest}",
        "en": "{value} cannot be in force from {since}: people are registered, what is past stays judged by the law of then; "
        "the earliest day is {earliest}",
    }


class PolicyNotTheirs(NotAllowed):
    """What the house is judged by is not for the personnel department alone."""

    code = "policy_not_theirs"
    text = {
        "zh-Hant": "{value} 由管理層採用,不由人事或系統管理員單獨決定",
        "zh-Hans": "{value} 由管理层采用,不由人事或系统管理员单独决定",
        "en": "{value} is adopted by the management, not by HR or the system administrator alone",
    }


class PolicyAmendedElsewhere(NotAllowed):
    """What was entered with the organisation is afterwards amended by whom the regulation names."""

    code = "policy_amended_elsewhere"
    text = {
        "zh-Hant": "{value} 僅在單位建立時登記,其後由規章所定的人在 {address} 修訂",
        "zh-Hans": "{value} 仅在单位建立时登记,其后由规章所定的人在 {address} 修订",
        "en": "{value} is entered with the organisation; afterwards those whom the regulation names amend it at {address}",
    }


class UnknownRegulation(ContentInvalid):
    """The organisation would be judged by a regulation that no law book holds."""

    code = "unknown_regulation"
    text = {
        "zh-Hant": "沒有規章「{rules}」,可選:{known};都不適用時請留空",
        "zh-Hans": "没有规章「{rules}」,可选:{known};都不适用时请留空",
        "en": "There is no regulation '{rules}': there are {known}; leave it out where none of them applies",
    }


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
    rules = fields.Text(allow_none=True, metadata={"description": "the regulation by which every service judges"})
    version = fields.Integer()


class Policies(Schema):
    """What an organisation has adopted, by value and day."""

    organisation = fields.Identifier()
    policies = fields.List(fields.Nested(Policy))
    version = fields.Integer()


class RegisterOrganisation(Command):
    """Enter the organisation the token belongs to, with its zone and currency (OTH-24, OTH-25)."""

    route = POST("/organisations")
    roles = REGISTRARS
    reply = Organisation
    errors = (AlreadyExists, UnknownRegulation)
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
    rules = fields.Text(
        allow_none=True,
        metadata={"description": "the regulation by which every service judges, such as 'document 1'; without it what is written for all"},
    )


class AdoptPolicy(Command):
    """Put a value of the law in force for the organisation from a day on (ATT-27; policies differ by organisation).

    While nobody is on the register, any day; afterwards from tomorrow on, in an open month, and by the management, but for what the law
    leaves to the personnel department. The content is what the value's law takes.
    """

    route = POST("/policies")
    roles = POLICY_MAKERS
    reply = Policy
    errors = (ContentNotExact, UnknownPolicy, PolicyUnusable, PolicyBackdated, PolicyNotTheirs, PolicyAmendedElsewhere)
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
