"""Key accounts: the team that serves them, their owner and their own plan (CUS-04, CUS-05; doc 1 l.13, l.23)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, PUT, Command, Event, Query, fields, roles
from kefu_messages.errors import ContentInvalid, OwnerNotSupervisor

KEY_ACCOUNT_KEEPERS = frozenset({roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_MANAGER})


class TeamNotKeyAccount(ContentInvalid):
    code = "team_not_key_account"
    text = {"zh-Hant": "{staff_no} 不屬於大客戶服務小組", "en": "{staff_no} does not belong to the key-account team"}


class KeyAccount(Schema):
    """How a key account is served; ``findings`` is what is missing of team, plan and owner."""

    customer_no = fields.Identifier()
    key_account = fields.Boolean()
    owner = fields.Identifier(allow_none=True)
    team = fields.List(fields.Identifier())
    service_plan = fields.Text(longest=8000, allow_none=True)
    findings = fields.List(fields.Choice("no_team", "no_service_plan", "no_owner"))
    version = fields.Integer()


class SetKeyAccount(Command):
    """Flag a customer as key account and say who owns and serves it by which plan; what is not given stays (CUS-04, CUS-05)."""

    route = PUT("/customers/{customer_no}/key-account")
    roles = KEY_ACCOUNT_KEEPERS
    reply = KeyAccount
    errors = (OwnerNotSupervisor, TeamNotKeyAccount)
    example = {"customer_no": "10000012", "key_account": True, "owner": "E0100", "team": ["E0111"], "service_plan": "每週專人聯絡"}
    customer_no = fields.Identifier(required=True)
    key_account = fields.Boolean(required=True)
    owner = fields.Identifier()
    team = fields.List(fields.Identifier())
    service_plan = fields.Text(longest=8000)


class GetKeyAccount(Query):
    """How one key account is served."""

    route = GET("/customers/{customer_no}/key-account")
    roles = KEY_ACCOUNT_KEEPERS | {roles.KEY_ACCOUNT_TEAM, roles.GENERAL_MANAGER}
    reply = KeyAccount
    example = {"customer_no": "10000012"}
    customer_no = fields.Identifier(required=True)


class KeyAccountFindings(Schema):
    """Key accounts that are not served as they must be."""

    without_team = fields.List(fields.Identifier())
    without_service_plan = fields.List(fields.Identifier())
    without_owner = fields.List(fields.Identifier())


class ListKeyAccountFindings(Query):
    """Key accounts without team, without individual service plan, or without owner (CUS-04, CUS-05)."""

    route = GET("/key-account-findings")
    roles = KEY_ACCOUNT_KEEPERS | {roles.GENERAL_MANAGER}
    reply = KeyAccountFindings
    example = {}


class KeyAccountChanged(Event):
    """A customer became a key account, stopped being one, or is served otherwise."""

    subject = "customer_no"
    example = {"customer_no": "10000012", "key_account": True, "owner": "E0100", "team": ["E0111"], "because": ["CUS-04", "CUS-05"]}
    customer_no = fields.Identifier(required=True)
    key_account = fields.Boolean(required=True)
    owner = fields.Identifier(allow_none=True)
    team = fields.List(fields.Identifier())
