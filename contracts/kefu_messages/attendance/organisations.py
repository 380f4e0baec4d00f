"""Organisations with their adopted policies."""

from __future__ import annotations

from marshmallow import Schema, validate
from marshmallow import fields as plain

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.attendance.staff import REGISTRARS
from kefu_messages.errors import AlreadyExists, ContentInvalid

VALUE_ID = r"^[a-z][a-z0-9_]{0,63}\Z"
POLICY_MAKERS = frozenset({roles.HR, roles.GENERAL_MANAGER, roles.SYSTEM_ADMINISTRATOR})


class ContentNotExact(ContentInvalid):
    """A policy's content holds a float, or is no JSON value at all."""

    code = "content_not_exact"
    text = {"zh-Hant": "規定內容須為精確數值:{detail}", "en": "A policy's content is exact: {detail}"}


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


class RegisterOrganisation(Command):
    """Enter the organisation the token belongs to, with its zone and currency (OTH-24, OTH-25)."""

    route = POST("/organisations")
    roles = REGISTRARS
    reply = Organisation
    errors = (AlreadyExists,)
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
