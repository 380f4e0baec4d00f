"""Everything about a customer at once, with what is missing marked as missing."""

import json

import eventlet
import pytest
from marshmallow import Schema
from werkzeug.test import Client

from kefu.identity import LocalIssuer, Verifier
from kefu_gateway.app import Application
from kefu_gateway.routes import Operation
from kefu_gateway.settings import Settings
from kefu_messages import GET, Query, fields, roles
from kefu_messages.errors import NotFound, ServiceUnavailable
from kefu_messages.openapi import OVERVIEW, overview_parts


class Part(Schema):
    customer_no = fields.Identifier()


def part(service, name, who, **more):
    return type(name, (Query,), {
        "__doc__": "Planted.", "__module__": "planted", "service": service, "part_of_overview": True,
        "route": GET(f"/{service}/{{customer_no}}"), "roles": frozenset(who),
        "reply": Part, "example": {"customer_no": "C1"}, "customer_no": fields.Identifier(required=True), **more,
    })  # fmt: skip


PARTS = [
    part("customers", "GetCustomer", {roles.CASHIER}), part("billing", "GetAccount", {roles.CASHIER}),
    part("metering", "ListMeters", {roles.CASHIER}, paged=True), part("complaints", "ListCases", {roles.FINANCE}),
]  # fmt: skip


@pytest.fixture
def answers():
    return {"get_customer": {"name": "王"}, "get_account": {"open": "5.00"}, "list_meters": {"items": [], "next": None}}


@pytest.fixture
def overview(tmp_path, answers):
    issuer = LocalIssuer(tmp_path)

    class Services:
        def call(self, service, verb, body, **_how):
            assert service
            assert body == {"customer_no": "C1"}
            eventlet.sleep(0.2)
            answer = answers[verb]
            if isinstance(answer, Exception):
                raise answer
            return answer

    application = Application(
        Services(), Verifier(str(issuer.jwks_path)), settings=Settings(), offered=[Operation("overview", "GET", OVERVIEW)], parts=PARTS,
    )  # fmt: skip

    def seen(path="/customers/C1/overview", role=roles.CASHIER):
        token = issuer.token(staff_no="C1", organisation="demo", roles=[role])
        return Client(application).get(path, headers={"Authorization": f"Bearer {token}"})

    return seen


def test_all_parts_are_asked_at_once(overview):
    with eventlet.Timeout(0.55):
        answer = overview()
    assert answer.status_code == 200
    assert answer.json == {
        "customer_no": "C1",
        "parts": {
            "customers": {"get_customer": {"name": "王"}}, "billing": {"get_account": {"open": "5.00"}},
            "metering": {"list_meters": {"items": [], "next": None}},
        },
        "missing": [],
        "withheld": [{"service": "complaints", "verb": "list_cases", "code": "not_allowed"}],
    }  # fmt: skip


def test_a_service_that_does_not_answer_is_marked(overview, answers):
    answers["get_account"] = ServiceUnavailable(service="billing")
    answers["list_meters"] = NotFound(kind="customer", key="C1")
    body = json.loads(overview().data)
    assert list(body["parts"]) == ["customers"]
    assert [(item["service"], item["code"]) for item in body["missing"]] == [
        ("billing", "service_unavailable"), ("metering", "not_found"),
    ]  # fmt: skip


def test_nothing_at_all_is_no_overview(overview, answers):
    answers.update({verb: ServiceUnavailable(service="broker") for verb in answers})
    answer = overview()
    assert (answer.status_code, answer.json["code"], answer.content_type) == (503, "service_unavailable", "application/problem+json")
    assert int(answer.headers["Retry-After"]) >= 1


def test_a_role_that_may_see_no_part_is_not_allowed(overview):
    answer = overview(role=roles.CLEANER)
    assert (answer.status_code, answer.json["code"]) == (403, "not_allowed")


def test_only_the_registry_says_that_there_is_no_such_customer(overview, answers):
    answers["get_customer"] = NotFound(kind="customer", key="C1")
    assert overview().status_code == 404


def test_the_registry_away_is_no_reason_to_say_nothing(overview, answers):
    answers["get_customer"] = ServiceUnavailable(service="customers")
    assert overview().json["missing"][0] == {"service": "customers", "verb": "get_customer", "code": "service_unavailable"}


def test_a_query_string_has_no_place_here(overview):
    assert overview("/customers/C1/overview?x=1").status_code == 422


def test_the_contracts_overview_asks_only_by_customer():
    parts = overview_parts()
    assert {part.service for part in parts} >= {"customers", "billing", "metering"}
    for asked in parts:
        assert asked().validate({"customer_no": "C1"}) == {}, asked
