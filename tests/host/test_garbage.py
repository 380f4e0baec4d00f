"""Nothing that can be put into a queue stops a service: it is parked or refused, and the next message is handled."""

import json
import pickle
import zlib

import amqp
import pytest

from kefu import topology

GARBAGE = {
    "empty": (b"", {}),
    "no properties": (b"{}", {"content_type": None}),
    "null": (b"null", {}),
    "a list": (b"[1, 2]", {}),
    "a number": (b"7", {}),
    "half a document": (b'{"verb": "ping"', {}),
    "not UTF-8": (b'{"verb": "\\xff"}', {}),
    "deeply nested": (b"[" * 200_000 + b"]" * 200_000, {}),
    "deeply nested object": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, {}),
    "pickle": (pickle.dumps({"verb": "ping"}), {"content_type": "application/x-python-serialize"}),
    "compressed": (zlib.compress(b"{}"), {"application_headers": {"compression": "application/x-gzip"}}),
    "a bomb": (zlib.compress(b"a" * 50_000_000, 9), {"application_headers": {"compression": "application/x-gzip"}}),
    "another encoding": (b"{}", {"content_encoding": "utf-16"}),
    "no such fields": (b'{"hello": 1}', {}),
    "fields of other types": (b'{"verb": 7, "body": [], "context": "x"}', {}),
    "headers of other types": (b"{}", {"application_headers": {"x-kefu-tries": "many", "x-death": 7}}),
}


@pytest.fixture
def channel(amqp_uri):
    account, _, place = amqp_uri.removeprefix("amqp://").rpartition("@")
    host, _, vhost = place.partition("/")
    user, _, password = account.partition(":")
    with amqp.Connection(host, userid=user, password=password, virtual_host=vhost) as connection:
        yield connection.channel()


@pytest.mark.parametrize(
    ("exchange", "key", "queue"), [(topology.RPC, "echo.ping", "rpc.echo"), ("echo.events", "has_counted", "evt.echo.echo.has_counted")]
)
def test_every_kind_of_garbage_is_parked_and_the_next_message_handled(echo, channel, until, exchange, key, queue):
    for body, properties in GARBAGE.values():
        wanted = {
            name: value
            for name, value in {"content_type": "application/json", "reply_to": "nobody", **properties}.items()
            if value is not None
        }
        channel.basic_publish(amqp.Message(body, **wanted), exchange, key)
    until(lambda: channel.queue_declare(f"{queue}.parked", passive=True).message_count == len(GARBAGE))
    assert echo("count", {"counter_no": "a"})["total"] == 1
    until(lambda: echo.database["effects"].find_one({"times": 1}))
    assert echo.host.metrics.parked.labels(queue=queue)._value.get() == len(GARBAGE)


@pytest.mark.parametrize(
    "context",
    [
        {},
        {"token": 7},
        {"token": ["a"]},
        {"deadline": "soon"},
        {"key": {"a": 1}},
        {"limit": "many"},
        {"limit": -1},
        {"cursor": 7},
        {"if_match": "x"},
        {"language": ["en"]},
        {"organisation": {}},
        {"correlation": [1]},
        {"traceparent": 7},
    ],
)
def test_a_request_with_a_strange_context_is_answered_and_the_service_lives(echo, channel, until, context):
    body = {"verb": "list_counters", "body": {}, "context": {"token": echo.ask.token, **context}}
    channel.queue_declare("answer", auto_delete=False)
    channel.queue_bind("answer", topology.ANSWERS, "answer")
    channel.basic_publish(
        amqp.Message(json.dumps(body).encode(), content_type="application/json", reply_to="answer"), topology.RPC, "echo.list_counters"
    )
    answer = json.loads(until(lambda: channel.basic_get("answer", no_ack=True)).body)
    assert answer.keys() in ({"result"}, {"error"})
    assert answer.get("error", {}).get("code") != "error"
    assert echo("ping", {"text": "alive"}) == {"text": "alive"}


def test_garbage_among_the_answers_harms_nobody(echo, channel):
    reply_queue = echo.ask.caller._queue
    for body, properties in GARBAGE.values():
        wanted = {name: value for name, value in {"content_type": "application/json", **properties}.items() if value is not None}
        channel.basic_publish(amqp.Message(body, correlation_id="nobody", **wanted), topology.ANSWERS, reply_queue)
    assert echo("ping", {"text": "alive"}) == {"text": "alive"}


def test_a_request_without_an_address_is_run_and_not_answered(echo, channel, until):
    body = {"verb": "count", "body": {"counter_no": "a"}, "context": {"token": echo.ask.token}}
    channel.basic_publish(amqp.Message(json.dumps(body).encode(), content_type="application/json"), topology.RPC, "echo.count")
    until(lambda: echo.database["echo"].find_one())
    assert echo("get_counter", {"counter_no": "a"})["total"] == 1
