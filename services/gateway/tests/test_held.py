"""Everything held about a member of staff, with what is missing marked as missing."""

import pytest
from werkzeug.test import Client

from kefu.identity import LocalIssuer, Verifier
from kefu_gateway.app import Application
from kefu_gateway.held import held_parts
from kefu_gateway.routes import Operation
from kefu_gateway.settings import Settings
from kefu_messages.errors import NotAllowed, ServiceUnavailable
from kefu_messages.openapi.held import HELD, HELD_OF_CUSTOMER

RECORD = {"collection": "punches", "key": "P1", "content": {"staff_no": "E021"}}
RETENTION = {"id": "personal_data_retention_months", "value": {"punches": 24}}


@pytest.fixture
def answers():
    silent = {part.service: {"staff_no": "E021", "records": [], "complete": True} for part in held_parts()}
    silent["billing"]["names_nobody"] = {"tariffs": "prices"}
    return {**silent, "attendance": {"staff_no": "E021", "records": [RECORD], "complete": True}}


@pytest.fixture
def held(tmp_path, answers):
    issuer = LocalIssuer(tmp_path)

    class Services:
        def call(self, service, verb, body, **_how):
            if verb == "list_law":
                return {"values": [{"id": "other"}, RETENTION]}
            assert (verb, body) == ("get_held", {"staff_no": "E021"})
            if isinstance(answers[service], Exception):
                raise answers[service]
            return answers[service]

    application = Application(Services(), Verifier(str(issuer.jwks_path)), settings=Settings(), offered=[Operation("held", "GET", HELD)])

    def seen(path="/staff/E021/everything-held"):
        token = issuer.token(staff_no="P01", organisation="emall", roles=["hr"])
        return Client(application).get(path, headers={"Authorization": f"Bearer {token}"})

    return seen


def test_every_service_is_asked_and_what_it_holds_is_shown(held):
    assert held().json == {
        "staff_no": "E021", "services": {"attendance": [RECORD]}, "missing": [], "names_nobody": {"billing": {"tariffs": "prices"}},
        "not_searched": {}, "complete": True,
        "retention": RETENTION,
    }  # fmt: skip


def test_what_a_service_did_not_read_is_named_and_the_whole_is_not_complete(held, answers):
    answers["discipline"] |= {"not_searched": ["rule_voices"], "complete": False}
    body = held().json
    assert (body["not_searched"], body["complete"]) == ({"discipline": ["rule_voices"]}, False)


def test_a_service_that_is_away_is_marked_and_the_whole_is_not_complete(held, answers):
    answers["billing"] = ServiceUnavailable(service="billing")
    body = held().json
    assert (body["missing"], body["complete"]) == ([{"service": "billing", "code": "service_unavailable"}], False)
    assert body["services"] == {"attendance": [RECORD]}


def test_whom_one_service_refuses_is_refused(held, answers):
    answers["attendance"] = NotAllowed(action="get_held")
    assert (held().status_code, held().json["code"]) == (403, "not_allowed")


def test_nobody_there_is_no_answer(held, answers):
    for service in answers:
        answers[service] = ServiceUnavailable(service=service)
    assert held().status_code == 503


def test_a_query_string_has_no_place_here(held):
    assert held("/staff/E021/everything-held?all=yes").json["code"] == "validation_failed"


@pytest.fixture
def held_of_customer(tmp_path):
    issuer, answers = LocalIssuer(tmp_path), {}

    class Services:
        def call(self, service, verb, body, **_how):
            assert (verb, body) == ("get_held_of_customer", {"customer_no": "10000012"})
            return answers.get(service, {"customer_no": "10000012", "records": [], "not_searched": [], "complete": True})

    offered = [Operation("held_of_customer", "GET", HELD_OF_CUSTOMER)]
    application = Application(Services(), Verifier(str(issuer.jwks_path)), settings=Settings(), offered=offered)

    def seen(role="archive_custodian"):
        token = issuer.token(staff_no="D1", organisation="emall", roles=[role])
        return Client(application).get("/customers/10000012/everything-held", headers={"Authorization": f"Bearer {token}"})

    return seen, answers


def test_all_that_is_held_about_a_customer_is_for_those_who_answer_for_archives(held_of_customer):
    seen, answers = held_of_customer
    record = {"collection": "billing", "key": "10000012", "content": {"named_in": ["payer"]}}
    answers["billing"] = {"customer_no": "10000012", "records": [record], "not_searched": ["receipts"], "complete": False}
    assert seen().json == {
        "customer_no": "10000012", "services": {"billing": [record]}, "missing": [], "not_searched": {"billing": ["receipts"]},
        "complete": False,
    }  # fmt: skip
    for role in ("hr", "phone_agent", "sales_person"):
        assert (seen(role).status_code, seen(role).json["code"]) == (403, "not_allowed")
