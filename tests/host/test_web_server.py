"""The door itself: whatever arrives on the socket is answered, and every refusal is a problem document."""

import json
import socket

import pytest

from kefu.web.problems import sentence
from kefu.web.server import WebServer
from kefu_messages.discipline import CaseClosed, ConditionNotMet


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode()]


@pytest.fixture(scope="module")
def port():
    server = WebServer(application, bind="127.0.0.1", port=0)
    server.start()
    yield server.port
    server.stop(seconds=1)


def answered(port, sent):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), head.decode(), body


def test_what_can_be_read_is_answered(port):
    status, _, body = answered(port, b"GET /things HTTP/1.1\r\nHost: k\r\nConnection: close\r\n\r\n")
    assert (status, body.strip(b"0123456789abcdef\r\n")) == (200, b"/things")


@pytest.mark.parametrize(
    ("sent", "expected", "code"),
    [
        (b"GET /things?kind=" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: k\r\n\r\n", 414, "address_too_long"),
        (b"GET /things HTTP/1.1\r\nHost: k\r\nX-Long: " + b"x" * 9_000 + b"\r\n\r\n", 431, "headers_too_large"),
        (b"GET /things HTTP/1.1\r\nHost: k\r\n" + b"X-First: x" + (b"\r\nX-More: " + b"x" * 8_000) * 9 + b"\r\n\r\n",
         431, "headers_too_large"),
        (b"GET /things HTTP/1.1\r\nHost: k\r\nContent-Length: -1\r\n\r\n", 400, "malformed_request"),
        (b"GET /things HTTP/9.9.9\r\n\r\n", 400, "malformed_request"),
        (b"\x16\x03\x01 no http\r\n\r\n", 400, "malformed_request"),
    ],
    ids=["address", "header", "headers", "length", "version", "tls"],
)  # fmt: skip
def test_what_cannot_even_be_read_is_a_problem_document_too(port, sent, expected, code):
    status, head, body = answered(port, sent)
    assert (status, json.loads(body)["status"], json.loads(body)["code"]) == (expected, expected, code)
    assert "application/problem+json" in head


def test_the_condition_and_the_state_that_a_refusal_names_are_told_in_the_readers_language():
    unmet = ConditionNotMet(violation_code="DIS-28", condition="3 unreachable events in the month, not 1")
    told = [sentence(unmet, language=language) for language in ("zh-Hant", "zh-Hans", "en")]
    assert told == [
        "DIS-28 的情節不成立:當月須有 3 次聯繫不上,現為 1 次", "DIS-28 的情节不成立:当月须有 3 次联系不上,现为 1 次",
        "The circumstances of DIS-28 do not hold: 3 unreachable events in the month, not 1",
    ]  # fmt: skip
    assert sentence(CaseClosed(state="notice N1"), language="zh-Hant") == "此案已結(已有處罰單 N1)"
    assert sentence(CaseClosed(state="unheard_of"), language="zh-Hant") == "此案已結(unheard_of)"
