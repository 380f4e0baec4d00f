"""What the door lets in, how it answers, and how it refuses."""

import json
import logging
from datetime import timedelta

import pytest
from werkzeug.test import Client

from kefu.identity import Verifier
from kefu_gateway.app import Application
from kefu_gateway.routes import AmbiguousRoute, Operation, routing
from kefu_gateway.settings import Settings
from kefu_messages import platform, roles


def code(answer):
    assert answer.content_type == "application/problem+json"
    problem = json.loads(answer.data)
    assert problem["status"] == answer.status_code
    return answer.status_code, problem["code"]


def wrong_fields(answer):
    assert code(answer) == (422, "validation_failed")
    return {error["field"]: error["messages"] for error in answer.json["errors"]}


def test_a_command_reaches_its_service_with_who_asks_and_how(http, services, token):
    answer = http("POST", "/things", json={"thing_no": "T1", "price": "12.50"}, headers={"Idempotency-Key": "k-1", "If-Match": '"6"'})
    assert (answer.status_code, answer.json) == (201, {"thing_no": "T1", "version": 7})
    asked = services.last
    assert (asked["service"], asked["verb"], asked["body"]) == ("things", "make_thing", {"thing_no": "T1", "price": "12.50"})
    context = asked["context"]
    assert (context["token"], context["key"], context["key_given"], context["if_match"]) == (token, "k-1", True, 6)
    assert context["language"] == "en"
    assert context["traceparent"].startswith("00-")


def test_an_answer_carries_its_version_and_its_key(http):
    answer = http("POST", "/things", json={"thing_no": "T1"}, headers={"Idempotency-Key": "k-1"})
    assert (answer.headers["ETag"], answer.headers["Idempotency-Key"]) == ('"7"', "k-1")


def test_a_key_is_made_up_when_none_is_given(http, services):
    first, second = (http("POST", "/things", json={"thing_no": "T1"}) for _ in range(2))
    assert first.headers["Idempotency-Key"] != second.headers["Idempotency-Key"]
    assert services.last["context"]["key_given"] is False


@pytest.mark.parametrize("key", ["", "a b", "x" * 129, "é"])
def test_an_unusable_key_is_refused(http, services, key):
    assert code(http("POST", "/things", json={"thing_no": "T1"}, headers={"Idempotency-Key": key})) == (400, "malformed_request")
    assert services.asked == []


@pytest.mark.parametrize("tag", ["7", 'W/"7"', '"a"', '"6", "7"'])
def test_an_unusable_version_is_refused(http, tag):
    assert code(http("PATCH", "/things/T1", json={"note": "x"}, headers={"If-Match": tag})) == (400, "malformed_request")


def test_any_version_will_do_for_a_star(http, services):
    http("PATCH", "/things/T1", json={"note": "x"}, headers={"If-Match": "*"})
    assert services.last["context"]["if_match"] is None


def test_names_in_the_path_are_fields(http, services):
    http("PATCH", "/things/T%201", json={"note": "x"})
    assert services.last["body"] == {"thing_no": "T 1", "note": "x"}


def test_a_verb_at_the_end_of_the_path_is_no_part_of_the_number(http, services):
    assert http("POST", "/things/T1:deliver").status_code == 200
    assert (services.last["verb"], services.last["body"]) == ("deliver_thing", {"thing_no": "T1"})


def test_a_field_of_the_path_may_not_stand_in_the_body_too(http, services):
    assert wrong_fields(http("PATCH", "/things/T1", json={"thing_no": "T2"})) == {"thing_no": ["Unknown field."]}
    assert services.asked == []


def test_a_query_is_typed_by_its_fields(http, services):
    answer = http("GET", "/things?kind=big&least=5&ready=true&colours=red&colours=blue&limit=10&cursor=abc")
    assert answer.status_code == 200
    assert services.last["body"] == {"kind": "big", "least": 5, "ready": True, "colours": ["red", "blue"]}
    assert (services.last["context"]["limit"], services.last["context"]["cursor"]) == (10, "abc")


def test_a_page_has_fifty_items_unless_asked_otherwise(http, services):
    http("GET", "/things")
    assert services.last["context"]["limit"] == 50
    assert "key" not in services.last["context"]


@pytest.mark.parametrize(("query", "field"), [
    ("kind=huge", "kind"), ("least=five", "least"), ("least=5.5", "least"), ("ready=yes", "ready"), ("nothing=1", "nothing"),
    ("kind=big&kind=small", "kind"), ("limit=0", "limit"), ("limit=201", "limit"), ("limit=x", "limit"), ("cursor=", "cursor"),
    ("limit=1&limit=2", "limit"), ("least=9999999999999999", "least"), ("colours=a/b", "colours.0"),
])  # fmt: skip
def test_a_query_that_does_not_fit_is_refused(http, services, query, field):
    assert list(wrong_fields(http("GET", f"/things?{query}"))) == [field]
    assert services.asked == []


@pytest.mark.parametrize(("body", "field"), [
    ({}, "thing_no"), ({"thing_no": 5}, "thing_no"), ({"thing_no": "T1", "x": 1}, "x"), ({"thing_no": "T1", "count": "5"}, "count"),
    ({"thing_no": "T1", "count": 5.5}, "count"), ({"thing_no": "T1", "count": True}, "count"), ({"thing_no": "T1", "count": -1}, "count"),
    ({"thing_no": "T1", "ready": "yes"}, "ready"), ({"thing_no": "T1", "ready": 1}, "ready"), ({"thing_no": "T1", "price": 1.5}, "price"),
    ({"thing_no": "T1", "price": "1.555"}, "price"),
    ({"thing_no": "T1", "price": "-1"}, "price"), ({"thing_no": "T1", "price": "1\n"}, "price"),
    ({"thing_no": "T1", "made_on": "20250101"}, "made_on"), ({"thing_no": "T1", "made_on": "2025-02-30"}, "made_on"),
    ({"thing_no": "T1", "parts": [{"name": "a"}, {"name": "b", "count": "1"}]}, "parts.1.count"),
    ({"thing_no": "T1", "parts": {}}, "parts"),
    ({"thing_no": "T1", "parts": [{}]}, "parts.0.name"), ({"thing_no": "T1", "parts": [5]}, "parts.0"), ({"thing_no": "T1\n"}, "thing_no"),
    ({"thing_no": None}, "thing_no"), ({"thing_no": "T1", "extra": {"a": [{"__type__": "x"}]}}, "extra.a.0.__type__"),
    ({"thing_no": "T1", "__type__": "x"}, "__type__"),
])  # fmt: skip
def test_a_body_that_does_not_fit_is_refused_field_by_field(http, services, body, field):
    assert list(wrong_fields(http("POST", "/things", json=body))) == [field]
    assert services.asked == []


def test_a_whole_number_may_be_written_with_a_point(http, services):
    http("POST", "/things", data='{"thing_no": "T1", "count": 87.0, "price": 5}', content_type="application/json")
    assert services.last["body"] == {"thing_no": "T1", "count": 87, "price": 5}


def test_null_is_taken_where_the_contract_takes_it(http):
    assert http("POST", "/things", json={"thing_no": "T1", "note": None}).status_code == 201


@pytest.mark.parametrize("body", [
    b"{", b"[]", b'"x"', b'{"a": NaN}', b'{"a": 1e999}', b'{"thing_no": "a", "thing_no": "b"}', b"\xff\xfe", b'{"thing_no": "\\ud800"}',
    b"[" * 100_00, b"\xef\xbb\xbf{}", b'{"extra":' * 200 + b"1" + b"}" * 200,
])  # fmt: skip
def test_what_is_no_json_object_is_malformed(http, services, body):
    answer = http("POST", "/things", data=body[:1999], content_type="application/json")
    assert code(answer) == (400, "malformed_request")
    assert services.asked == []


def test_another_media_type_is_not_taken(http):
    assert code(http("POST", "/things", data="thing_no=T1", content_type="application/x-www-form-urlencoded")) == (
        415,
        "unsupported_media_type",
    )
    assert code(http("POST", "/things", data="{}", content_type="application/json; charset=latin-1")) == (415, "unsupported_media_type")


def test_another_media_type_is_not_given(http):
    assert code(http("GET", "/things/T1", headers={"Accept": "text/html"})) == (406, "not_acceptable")
    assert http("GET", "/things/T1", headers={"Accept": "text/html, */*;q=0.1"}).status_code == 200


def test_a_body_over_the_limit_is_too_large(http, services):
    assert code(http("POST", "/things", json={"thing_no": "T1", "note": "x" * 3000})) == (413, "request_too_large")
    assert services.asked == []


def test_nobody_gets_in_without_a_token(http, services):
    answer = http("GET", "/things/T1", signed_in=False)
    assert code(answer) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert code(http("GET", "/things/T1", headers={"Authorization": "Basic eA=="})) == (401, "not_authenticated")
    assert code(http("GET", "/things/T1", headers={"Authorization": "Bearer x.y.z"})) == (401, "not_authenticated")
    assert services.asked == []


def test_an_expired_token_is_no_token(http, issuer):
    old = issuer.token(staff_no="C1", organisation="demo", roles=[roles.CASHIER], valid_for=timedelta(hours=-1))
    assert code(http("GET", "/things/T1", headers={"Authorization": f"Bearer {old}"})) == (401, "not_authenticated")


def test_a_role_that_is_not_named_in_the_contract_may_not_and_the_service_learns_of_the_attempt_but_nothing_else(http, issuer, services):
    reader = issuer.token(staff_no="R1", organisation="demo", roles=[roles.METER_READER])
    assert code(http("GET", "/things/T1", headers={"Authorization": f"Bearer {reader}"})) == (403, "not_allowed")
    assert [(asked["verb"], asked["body"], asked["context"]["token"]) for asked in services.asked] == [("get_thing", {}, reader)]


def test_one_identity_cannot_crowd_out_the_others(services, issuer):
    busy, calm = (issuer.token(staff_no=number, organisation="demo", roles=[roles.CASHIER]) for number in ("C1", "C2"))
    law = next(item for item in platform.built_ins("things") if item.verb() == "list_law")
    application = Application(
        services, Verifier(str(issuer.jwks_path)), settings=Settings(rate=0.5, burst=2),
        offered=[Operation("message", law.route.method, law.route.path, law)])  # fmt: skip
    client = Client(application)

    def ask(token):
        return client.get("/services/things/law", headers={"Authorization": f"Bearer {token}"})

    assert [ask(busy).status_code for _ in range(3)] == [200, 200, 429]
    refused = ask(busy)
    assert (refused.json["code"], refused.headers["Retry-After"]) == ("too_many_requests", "2")
    assert ask(calm).status_code == 200


def test_the_access_log_holds_no_token_and_no_number(http, token, caplog):
    with caplog.at_level(logging.INFO, "kefu.access"):
        http("GET", "/things/T-SECRET?x=PERSON", headers={"X-Request-Id": "r1"})
    line = json.loads(caplog.records[-1].getMessage())
    assert (line["method"], line["route"], line["status"], line["code"]) == ("GET", "/things/{thing_no}", 422, "validation_failed")
    assert (line["organisation"], line["request_id"]) == ("demo", "r1")
    assert line["milliseconds"] >= 0
    for secret in (token, "SECRET", "PERSON", "C1"):
        assert secret not in caplog.text


def test_requests_are_measured_by_route(http, observed):
    http("GET", "/things/T1")
    http("BREW", "/things/T1")
    assert [(method, route, status) for method, route, status, _ in observed] == [
        ("GET", "/things/{thing_no}", 200),
        ("other", "none", 405),
    ]


def test_two_messages_may_not_share_a_route():
    with pytest.raises(AmbiguousRoute):
        routing([Operation("message", "GET", "/a/{x}"), Operation("message", "GET", "/a/{y}")])
