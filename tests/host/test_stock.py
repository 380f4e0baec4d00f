"""What stock nameko does wrong, each seen on its own class and, beside it, not on ours (docs/adr tell why we kept the rest)."""

import json
import pickle
import signal
import time
import zlib
from pathlib import Path

import amqp
import eventlet
import pytest
from kefu_echo import Echo, HasCounted, Ping

from kefu import topology
from kefu.bus import BrokerUnavailable
from kefu.rpc import JSON, encode
from kefu.service import on, query
from kefu_messages.errors import ServiceUnavailable, ValidationFailed

STOCK = str(Path(__file__).parents[1] / "plugin" / "stock.py")
READY = '"message": "ready"'
DEEP = b"[" * 200_000 + b"]" * 200_000


class Wire:
    """A bare AMQP connection that speaks stock nameko's protocol."""

    def __init__(self, uri):
        account, _, place = uri.removeprefix("amqp://").rpartition("@")
        host, _, vhost = place.partition("/")
        user, _, password = account.partition(":")
        self.connection = amqp.Connection(host, userid=user, password=password, virtual_host=vhost)
        self.connection.connect()
        self.channel = self.connection.channel()
        self.replies = []

    def listen(self):
        self.channel.queue_declare("answers", auto_delete=False)
        self.channel.queue_bind("answers", "nameko-rpc", "answers")
        self.channel.basic_consume("answers", no_ack=True, callback=lambda message: self.replies.append(json.loads(message.body)))

    def request(self, body, method="ping", exchange="nameko-rpc", service="stock", **properties):
        self.channel.basic_publish(amqp.Message(body, **properties), exchange, f"{service}.{method}")

    def answers(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                self.connection.drain_events(timeout=0.1)
            except TimeoutError:
                continue
            except OSError:
                break
        return self.replies

    def waiting(self, queue):
        return self.channel.queue_declare(queue, passive=True).message_count


@pytest.fixture
def wire(amqp_uri):
    wire = Wire(amqp_uri)
    yield wire
    wire.connection.close()


@pytest.fixture
def journal(tmp_path):
    """``journal()``: what was executed, in order."""
    return lambda: (tmp_path / "journal").read_text().split() if (tmp_path / "journal").exists() else []


@pytest.fixture
def stock(process, wire, journal, until):
    """Stock nameko's service in a process of its own."""
    running = process(STOCK)
    until(lambda: "ready" in journal() or running.poll() is not None, seconds=90)
    assert running.poll() is None, running.log.read_text()
    wire.listen()
    return running


def args(*positional):
    return json.dumps({"args": list(positional), "kwargs": {}}).encode()


ADDRESS = {"reply_to": "answers", "correlation_id": "1", "content_type": JSON}
OURS = encode({"verb": "ping", "body": {"text": "a"}, "context": {}})


@pytest.mark.parametrize(
    ("properties", "what"),
    [
        ({"content_type": JSON}, "no reply_to"),
        ({"reply_to": "answers", "correlation_id": "1"}, "no content type"),
        ({**ADDRESS, "application_headers": {"nameko.call_id_stack": 7}}, "junk in the call stack"),
    ],
)
def test_a_request_with_wrong_properties_kills_stock_nameko_and_not_us(stock, echo, wire, until, properties, what):
    wire.request(args("a"), **properties)
    until(lambda: stock.poll() is not None, seconds=90)
    assert stock.returncode != 0
    assert wire.waiting("rpc-stock") == 1, "it will be delivered to the next process, and kill it too"
    for body in (OURS, args("a"), b""):
        wire.request(body, exchange=topology.RPC, service="echo", **properties)
    assert echo("ping", {"text": "alive"}) == {"text": "alive"}


UNREADABLE = {
    "not JSON": (b"{", {"content_type": JSON}),
    "pickle": (
        pickle.dumps({"args": ["a"], "kwargs": {}}),
        {"content_type": "application/x-python-serialize", "content_encoding": "binary"},
    ),
    "wrongly compressed": (args("a"), {"content_type": JSON, "application_headers": {"compression": "application/x-gzip"}}),
    "of an unknown type": (args("a"), {"content_type": "text/x-unheard-of"}),
    "deeply nested": (DEEP, {"content_type": JSON}),
    "with kombu's own keys": (b'{"args": [{"__type__": "x", "__value__": 1}], "kwargs": {}}', {"content_type": JSON}),
}


def test_bodies_that_cannot_be_read_are_dropped_unanswered_by_stock_nameko_and_parked_by_us(stock, echo, wire, until):
    for body, properties in UNREADABLE.values():
        wire.request(body, **{**ADDRESS, **properties})
    wire.request(args("next"), **ADDRESS)
    until(lambda: wire.answers(0.2))
    assert [answer["result"] for answer in wire.answers(0.5)] == [{"text": "next"}]
    assert wire.waiting("rpc-stock") == 0
    for name, (body, properties) in UNREADABLE.items():
        wire.request(body, exchange=topology.RPC, service="echo", **{**ADDRESS, **properties})
        kept = until(lambda: wire.channel.basic_get("rpc.echo.parked", no_ack=True)).body
        assert kept in (body, body.decode("latin-1")), name
    assert echo("ping", {"text": "alive"}) == {"text": "alive"}


def test_kombu_s_own_keys_in_a_user_s_document_are_just_keys_to_us(echo):
    with pytest.raises(ValidationFailed) as refused:
        echo("ping", {"text": {"__type__": "decimal", "__value__": "1"}})
    assert refused.value.params == {"fields": {"text": ["Not a valid string."]}}


def resident(pid):
    return next(int(line.split()[1]) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM")) // 1024


def test_a_small_compressed_body_takes_hundreds_of_megabytes_of_stock_nameko_and_none_of_ours(stock, process, wire, until):
    bomb = zlib.compress(b'{"args": ["' + b"a" * 150_000_000 + b'"], "kwargs": {}}', 9)
    assert len(bomb) < 300_000
    bombs = {**ADDRESS, "application_headers": {"compression": "application/x-gzip"}, "content_encoding": "utf-8"}
    ours = process("-m", "kefu.runner", "echo")
    until(lambda: READY in ours.log.read_text(), seconds=90)
    before = resident(ours.pid)
    wire.request(bomb, exchange=topology.RPC, service="echo", **bombs)
    until(lambda: wire.waiting("rpc.echo.parked") == 1)
    assert resident(ours.pid) < before + 20
    small = resident(stock.pid)
    wire.request(bomb, **bombs)
    until(lambda: stock.poll() is not None or resident(stock.pid) > small + 140, seconds=90)


class Failing(Echo):
    runs = 0

    @on(HasCounted)
    def effect(self, ask):
        Failing.runs += 1
        raise RuntimeError("not in the mood")


def test_an_event_whose_handler_fails_is_lost_by_stock_nameko_or_loops_for_ever_and_is_parked_by_us(stock, start, wire, journal, until):
    for event in ("fails", "loops"):
        message = amqp.Message(b"{}", content_type=JSON, delivery_mode=2)
        wire.channel.basic_publish(message, "source.events", event)
    until(lambda: journal().count("looped") > 100, seconds=90)
    assert journal().count("failed") == 1
    assert wire.waiting("evt-source-fails--stock.hear_failing") == 0
    stock.kill()
    stock.wait()
    failing = start(Failing)
    failing("count", {"counter_no": "a"})
    until(lambda: wire.waiting("evt.echo.echo.has_counted.parked") == 1)
    assert Failing.runs == 4


def test_an_answer_that_cannot_be_sent_kills_stock_nameko_and_not_us(process, start, asking, cable, amqp_uri, wire, journal, until):
    line = cable(amqp_uri)
    stock = process(STOCK, AMQP_URI=line.uri)
    until(lambda: "ready" in journal(), seconds=90)
    wire.listen()
    wire.request(args("a", 500), method="linger", **ADDRESS)
    until(lambda: "a" in journal())
    line.cut()
    until(lambda: stock.poll() is not None, seconds=90)
    assert stock.returncode != 0

    class Slow(Echo):
        @query(Ping)
        def ping(self, ask):
            eventlet.sleep(0.3)
            return {"text": ask["text"]}

    ours = cable(amqp_uri)
    slow = start(Slow, amqp_uri=ours.uri)
    eventlet.spawn_after(0.1, ours.cut)
    with pytest.raises(ServiceUnavailable):
        slow("ping", {"text": "a"}, deadline=0.6)
    ours.mend()
    until(lambda: slow.host.ready()["broker"])
    assert slow("ping", {"text": "alive"}) == {"text": "alive"}


def test_sigterm_makes_stock_nameko_execute_twice_and_us_once(process, wire, journal, asking, until):
    stock = process(STOCK)
    until(lambda: "ready" in journal(), seconds=90)
    wire.listen()
    for number in range(3):
        wire.request(args(f"stock{number}", 2500), method="linger", **ADDRESS)
    until(lambda: len(journal()) == 4)
    stock.send_signal(signal.SIGTERM)
    process(STOCK)
    until(lambda: sum(line.startswith("stock") for line in journal()) > 3, seconds=90)

    ours = process("-m", "kefu.runner", "echo")
    until(lambda: READY in ours.log.read_text(), seconds=90)
    ask = asking()
    pool = eventlet.GreenPool()
    calls = [pool.spawn(ask, "linger", {"counter_no": f"ours{number}", "milliseconds": 1500}, deadline=20) for number in range(3)]
    until(lambda: sum(line.startswith("ours") for line in journal()) == 3)
    ours.send_signal(signal.SIGTERM)
    successor = process("-m", "kefu.runner", "echo")
    assert [call.wait()["total"] for call in calls] == [1, 1, 1]
    assert ours.wait(30) == 0
    until(lambda: READY in successor.log.read_text(), seconds=90)
    assert ask("ping", {"text": "alive"}) == {"text": "alive"}
    assert sum(line.startswith("ours") for line in journal()) == 3


def test_asking_a_service_that_is_down_hangs_stock_nameko_and_is_answered_by_our_deadline(stock, echo, wire, journal, until):
    wire.channel.queue_declare("rpc-dead", durable=True, auto_delete=False)
    wire.channel.queue_bind("rpc-dead", "nameko-rpc", "dead.*")
    wire.request(args(), method="ask_the_dead", **ADDRESS)
    until(lambda: "asking" in journal())
    assert wire.answers(3) == []
    echo.stop()
    started = time.monotonic()
    with pytest.raises(ServiceUnavailable):
        echo("ping", {"text": "a"}, deadline=0.5)
    assert time.monotonic() - started < 1.5


def test_speaking_to_a_frozen_broker_holds_stock_nameko_beyond_its_timeout_and_us_not_beyond_ours(
    process, start, cable, amqp_uri, wire, journal, until
):
    line = cable(amqp_uri)
    process(STOCK, AMQP_URI=line.uri)
    until(lambda: "ready" in journal(), seconds=90)
    wire.listen()
    wire.request(args(0), method="say", **ADDRESS)
    until(lambda: journal().count("said") == 1)
    wire.request(args(500), method="say", **ADDRESS)
    until(lambda: journal().count("saying") == 2)
    line.freeze()
    eventlet.sleep(4)
    assert journal().count("said") == 1, "its own timeout of one second was over long ago"
    line.thaw()
    until(lambda: journal().count("said") == 2)

    ours = cable(amqp_uri)
    echo = start(amqp_uri=ours.uri)
    ours.freeze()
    started = time.monotonic()
    with pytest.raises(BrokerUnavailable):
        echo.host.speaking.publish(b"{}", exchange="echo.events", key="x", seconds=1)
    assert 0.9 < time.monotonic() - started < 1.5
    ours.thaw()
    until(lambda: echo.host.ready()["broker"])
