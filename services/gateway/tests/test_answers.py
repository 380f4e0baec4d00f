"""What comes out of the door: versions, refusals as problem documents in the reader's language, guarded headers."""

import json

import pytest

from kefu_messages.errors import KefuError, NotFound, ServiceUnavailable, StateConflict, ValueNotInForce, VersionConflict


def code(answer):
    assert answer.content_type == "application/problem+json"
    problem = json.loads(answer.data)
    assert problem["status"] == answer.status_code
    return answer.status_code, problem["code"]


def wrong_fields(answer):
    assert code(answer) == (422, "validation_failed")
    return {error["field"]: error["messages"] for error in answer.json["errors"]}


def test_a_reader_who_has_the_version_is_told_so(http):
    answer = http("GET", "/things/T1", headers={"If-None-Match": '"6", W/"7"'})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", '"7"')
    assert http("GET", "/things/T1", headers={"If-None-Match": '"6"'}).status_code == 200


@pytest.mark.parametrize(("refusal", "status"), [
    (NotFound(kind="thing", key="T1"), 404), (StateConflict(state="closed"), 409), (VersionConflict(), 412),
    (ValueNotInForce(value="term", organisation="demo", day="2012-01-01"), 422), (ServiceUnavailable(service="things"), 503),
    (KefuError(), 500),
])  # fmt: skip
def test_a_service_s_refusal_is_a_problem(http, services, refusal, status):
    services.answers["get_thing"] = refusal
    answer = http("GET", "/things/T1")
    assert code(answer) == (status, refusal.code)
    assert answer.json["params"] == refusal.params
    assert answer.json["type"] == f"/docs/errors#{refusal.code}"
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_a_fault_of_the_gateway_is_a_problem_without_particulars(http, services):
    services.answers["get_thing"] = RuntimeError("secret")
    answer = http("GET", "/things/T1")
    assert code(answer) == (500, "error")
    assert b"secret" not in answer.data


@pytest.mark.parametrize(("wanted", "language", "title"), [
    (None, "zh-Hant", "找不到"), ("zh-TW", "zh-Hant", "找不到"), ("zh-CN,zh;q=0.9", "zh-Hans", "找不到"), ("en-GB", "en", "Not found"),
    ("fr, en;q=0.2", "en", "Not found"), ("fr", "zh-Hant", "找不到"), ("en;q=0, zh-Hans;q=0.1", "zh-Hans", "找不到"),
])  # fmt: skip
def test_a_problem_is_told_in_the_reader_s_language(http, services, wanted, language, title):
    services.answers["get_thing"] = NotFound(kind="電錶", key="電1")
    answer = http("GET", "/things/T1", headers={"Accept-Language": wanted})
    assert (answer.headers["Content-Language"], answer.json["title"]) == (language, title)
    assert "電1" in answer.json["detail"], "what people wrote is not converted"
    assert "Accept-Language" in answer.headers["Vary"]


def test_wrong_fields_are_told_in_the_reader_s_language(http):
    answer = http("POST", "/things", json={"count": -1}, headers={"Accept-Language": "zh-CN"})
    assert {error["field"]: error["messages"] for error in answer.json["errors"]} == {"thing_no": ["必填"], "count": ["不得小于 0"]}


def test_what_is_not_there_is_not_found(http):
    for path in ("/nothing", "/things/", "/things//", "/things/a/b", "/things/T1:explode/x"):
        assert code(http("GET", path)) == (404, "not_found"), path


def test_another_method_is_told_what_is_possible(http):
    answer = http("DELETE", "/things/T1")
    assert code(answer) == (405, "http_method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, PATCH"
    assert code(http("PUT", "/things")) == (405, "http_method_not_allowed")


def test_head_is_get_without_content(http):
    answer = http("HEAD", "/things/T1")
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (200, b"", '"7"')


def test_options_tells_the_methods(http):
    answer = http("OPTIONS", "/things/T1", signed_in=False)
    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS, PATCH")
    assert code(http("OPTIONS", "/nothing")) == (404, "not_found")


def test_every_answer_is_guarded_by_its_headers(http):
    for answer in (http("GET", "/things/T1"), http("GET", "/nothing"), http("GET", "/docs")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert http("GET", "/things/T1").headers["Cache-Control"] == "no-store"


def test_a_request_keeps_its_id_and_its_trace(http, services):
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = http("GET", "/things/T1", headers={"X-Request-Id": "abc-1", "traceparent": trace})
    assert answer.headers["X-Request-Id"] == "abc-1"
    assert services.last["context"]["traceparent"].split("-")[1] == trace.split("-")[1]
    answer = http("GET", "/things/T1", headers={"X-Request-Id": "a b\n", "traceparent": "00-nonsense"} | {"X-Request-Id": "a b"})
    assert answer.headers["X-Request-Id"] != "a b"
    assert services.last["context"]["traceparent"] != "00-nonsense"
