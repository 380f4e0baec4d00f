"""A gateway whose services are a few functions in the same process: what is tested here is the door."""

from __future__ import annotations

import json

import pytest
from marshmallow import Schema, validate
from werkzeug.test import Client

from kefu.identity import LocalIssuer, Verifier
from kefu_gateway.app import Application
from kefu_gateway.routes import Operation
from kefu_gateway.settings import Settings
from kefu_messages import GET, PATCH, POST, Bulk, Command, Query, fields, roles

CASHIERS = frozenset({roles.CASHIER})


class Part(Schema):
    name = fields.Text(required=True)
    count = fields.Integer()


class Thing(Schema):
    thing_no = fields.Identifier()
    version = fields.Integer()


class MakeThing(Command):
    """Planted."""

    service = "things"
    route = POST("/things")
    roles = frozenset({roles.CASHIER})
    reply = Thing
    status = 201
    bulk = Bulk("/things:import", key="thing_no")
    example = {"thing_no": "T1"}
    thing_no = fields.Identifier(required=True)
    count = fields.Integer(validate=validate.Range(min=0))
    ready = fields.Boolean()
    price = fields.Money(negative=False)
    made_on = fields.Date()
    note = fields.Text(allow_none=True)
    parts = fields.List(fields.Nested(Part))
    extra = fields.Dict()


class SortThings(Command):
    """Planted."""

    service = "things"
    route = POST("/sorted-things")
    roles = frozenset({roles.FINANCE})
    reply = Thing
    bulk = Bulk("/sorted-things:import", key="thing_no", order="made_on", roles=CASHIERS, every_row=("thing_no",))
    example = {"thing_no": "T1"}
    thing_no = fields.Identifier(required=True)
    made_on = fields.Date()


class ChangeThing(Command):
    """Planted."""

    service = "things"
    route = PATCH("/things/{thing_no}")
    roles = frozenset({roles.CASHIER})
    reply = Thing
    example = {"thing_no": "T1", "note": "x"}
    thing_no = fields.Identifier(required=True)
    note = fields.Text()


class DeliverThing(Command):
    """Planted."""

    service = "things"
    route = POST("/things/{thing_no}:deliver")
    roles = frozenset({roles.CASHIER})
    reply = Thing
    example = {"thing_no": "T1"}
    thing_no = fields.Identifier(required=True)


class GetThing(Query):
    """Planted."""

    service = "things"
    route = GET("/things/{thing_no}")
    roles = frozenset({roles.CASHIER, roles.FINANCE})
    reply = Thing
    example = {"thing_no": "T1"}
    thing_no = fields.Identifier(required=True)


class ListThings(Query):
    """Planted."""

    service = "things"
    route = GET("/things")
    roles = frozenset({roles.CASHIER})
    reply = Thing
    paged = True
    example = {}
    kind = fields.Choice("big", "small")
    least = fields.Integer()
    ready = fields.Boolean()
    colours = fields.List(fields.Identifier())


OFFERED = [
    Operation("message", message.route.method, message.route.path, message)
    for message in (MakeThing, SortThings, ChangeThing, DeliverThing, GetThing, ListThings)
] + [Operation("import", "POST", message.bulk.path, message) for message in (MakeThing, SortThings)]


class Services:
    """Stands for the bus: remembers what it was asked and answers what a test tells it to."""

    def __init__(self):
        self.asked = []
        self.answers = {}

    def call(self, service, verb, body, *, context, deadline_seconds):
        json.dumps(body)
        self.asked.append({"service": service, "verb": verb, "body": body, "context": context, "deadline": deadline_seconds})
        answer = self.answers.get(verb, {"thing_no": "T1", "version": 7})
        answer = answer(body) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def last(self):
        return self.asked[-1]


@pytest.fixture
def services():
    return Services()


@pytest.fixture
def issuer(tmp_path):
    return LocalIssuer(tmp_path)


@pytest.fixture
def settings():
    return Settings(batch_rows=3, body_limit=2000, import_limit=200_000, rate=1000, burst=1000)


@pytest.fixture
def observed():
    return []


@pytest.fixture
def application(services, issuer, settings, observed):
    verifier = Verifier(str(issuer.jwks_path))
    return Application(services, verifier, settings=settings, observe=lambda *seen: observed.append(seen), offered=OFFERED)


@pytest.fixture
def token(issuer):
    return issuer.token(staff_no="C1", organisation="demo", roles=[roles.CASHIER])


@pytest.fixture
def http(application, token):
    """A client that is signed in as a cashier and reads English."""
    client = Client(application)
    usual = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    def ask(method, path, *, headers=None, signed_in=True, **more):
        chosen = {**usual, **(headers or {})}
        if not signed_in:
            chosen.pop("Authorization")
        return client.open(
            path, method=method, headers={name: value for name, value in chosen.items() if value is not None}, buffered=True, **more
        )

    return ask
