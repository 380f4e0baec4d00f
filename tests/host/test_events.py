"""Hearing events: each effect once, bounded tries, and what cannot be handled is parked."""

import json
import time

import amqp
import eventlet
import pytest
from eventlet.event import Event as Signal
from kefu_echo import Echo, HasCounted

from kefu import topology
from kefu.service import on
from kefu_messages.errors import ServiceUnavailable

QUEUE = "evt.echo.echo.has_counted"


@pytest.fixture
def broker_channel(amqp_uri):
    account, _, place = amqp_uri.removeprefix("amqp://").rpartition("@")
    host, _, vhost = place.partition("/")
    user, _, password = account.partition(":")
    with amqp.Connection(host, userid=user, password=password, virtual_host=vhost) as connection:
        yield connection.channel()


@pytest.fixture
def parked(broker_channel, until):
    """``parked()``: the next parked event."""
    return lambda seconds=60: until(lambda: broker_channel.basic_get(f"{QUEUE}.parked", no_ack=True), seconds=seconds)


def envelope(**changes):
    return {
        "specversion": "1.0",
        "id": "e1",
        "source": "/kefu/echo",
        "type": "kefu.echo.has_counted.v1",
        "subject": "a",
        "time": "2025-03-31T09:00:00+08:00",
        "organisation": "shihua_gas",
        "sequence": 100,
        "data": {"counter_no": "a", "total": 1, "because": []},
        **changes,
    }


@pytest.fixture
def say(broker_channel):
    """``say(**changes)``: an event as it comes over the bus."""

    def publish(**changes):
        message = amqp.Message(json.dumps(envelope(**changes)).encode(), content_type="application/cloudevents+json", delivery_mode=2)
        broker_channel.basic_publish(message, topology.events_exchange("echo"), "has_counted")

    return publish


@pytest.fixture
def replay(broker_channel):
    """``replay(n)``: the first n messages of the stream."""

    def read(number):
        found = []

        def take(message):
            found.append(message)
            broker_channel.basic_ack(message.delivery_tag)

        broker_channel.basic_qos(0, 50, False)
        broker_channel.basic_consume(topology.STREAM, arguments={"x-stream-offset": "first"}, callback=take, consumer_tag="replay")
        while len(found) < number:
            broker_channel.connection.drain_events(timeout=5)
        return found

    return read


class Failing(Echo):
    """Fails as many times as the mood says."""

    runs: list[float] = []

    @on(HasCounted)
    def effect(self, ask):
        Failing.runs.append(time.monotonic())
        if len(Failing.runs) <= int(ask.get("mood", "99")):
            raise RuntimeError("not in the mood")
        effect = self.effects.new(ask.organisation, ask["counter_no"])
        self.effects.save(effect, ask, changes={"times": effect.get("times", 0) + 1})


@pytest.fixture
def failing(start):
    Failing.runs.clear()
    return start(Failing)


def test_a_handler_that_fails_is_tried_after_each_delay_and_then_parked_with_its_error(failing, parked, until):
    failing("count", {"counter_no": "a"})
    message = parked()
    pauses = [later - earlier for earlier, later in zip(Failing.runs, Failing.runs[1:], strict=False)]
    assert len(Failing.runs) == 4
    assert all(pause >= delay for pause, delay in zip(pauses, (0.05, 0.1, 0.2), strict=True))
    assert message.headers["x-kefu-error"] == "RuntimeError: not in the mood"
    assert message.headers["x-kefu-tries"] == 4
    assert json.loads(message.body)["data"]["total"] == 1
    until(lambda: failing.host.metrics.parked.labels(queue=QUEUE)._value.get() == 1)


def test_a_handler_that_recovers_has_its_effect_once(failing, until):
    failing("count", {"counter_no": "a", "mood": "2"})
    until(lambda: failing.database["effects"].find_one())
    failing.settle()
    assert len(Failing.runs) == 3
    assert failing.database["effects"].find_one()["times"] == 1


def test_an_event_that_fails_is_not_in_the_way_of_others(failing, until, say):
    say(id="bad")
    say(id="good", subject="b", data={"counter_no": "b", "total": 1, "mood": "0", "because": []})
    started = time.monotonic()
    until(lambda: failing.database["effects"].find_one({"_id": "shihua_gas/b"}))
    assert time.monotonic() - started < 1


def test_an_event_that_comes_twice_has_its_effect_once(echo, say, until):
    for _ in range(3):
        say()
    until(lambda: echo.database["effects"].find_one())
    echo.settle()
    assert echo.database["effects"].find_one()["times"] == 1


def test_an_event_that_comes_at_once_to_two_replicas_has_its_effect_once(start, say, until):
    echo = start()
    start()
    for number in range(5):
        for _ in range(2):
            say(id=f"e{number}")
    until(lambda: (echo.database["effects"].find_one() or {"times": 0})["times"] >= 5)
    echo.settle()
    assert echo.database["effects"].find_one()["times"] == 5


def test_events_that_all_change_one_record_are_neither_put_aside_nor_parked(start, say, until):
    first, second = start(), start()
    for number in range(60):
        say(id=f"e{number}", sequence=100 + number)
    until(lambda: (first.database["effects"].find_one() or {"times": 0})["times"] >= 60, seconds=60)
    first.settle()
    assert first.database["effects"].find_one()["times"] == 60
    for replica in (first, second):
        assert replica.host.metrics.retried.labels(event=QUEUE)._value.get() == 0


def test_an_event_with_fields_we_do_not_know_is_heard(echo, say, until):
    say(data={"counter_no": "a", "total": 7, "because": [], "colour": "red", "__type__": "decimal"}, novelty=1)
    until(lambda: echo.database["effects"].find_one({"times": 1}))
    assert echo.database["copies"].find_one()["total"] == 7


def test_an_event_that_another_service_says_in_its_name_is_parked_and_counted(echo, broker_channel, parked, until):
    broker_channel.exchange_declare("other.events", "topic", durable=True, auto_delete=False)
    broker_channel.queue_bind(QUEUE, "other.events", "#")
    forged = amqp.Message(json.dumps(envelope()).encode(), content_type="application/cloudevents+json", delivery_mode=2)
    broker_channel.basic_publish(forged, "other.events", "has_counted")
    assert parked(5)
    assert echo.database["effects"].find_one() is None
    until(lambda: echo.host.metrics.refused.labels(exchange="other.events")._value.get() == 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"data": {"total": 1}},
        {"data": {"counter_no": "a", "total": "x"}},
        {"data": []},
        {"type": "kefu.echo.other.v1"},
        {"time": "yesterday"},
        {"sequence": "1"},
        {"id": None, "organisation": None, "sequence": None},
    ],
)
def test_an_event_that_breaks_its_contract_is_parked_at_once_and_changes_nothing(echo, say, parked, wrong):
    say(**wrong)
    assert parked(5)
    assert echo.database["effects"].find_one() is None
    say(id="next")
    echo.settle()


def test_events_are_held_while_the_store_is_away_and_heard_when_it_is_back(start, cable, mongo_uri, say, until, broker_channel):
    wire = cable(mongo_uri)
    echo = start(mongo_uri=wire.uri)
    wire.cut()
    for number in range(5):
        say(id=f"e{number}")
    eventlet.sleep(2)
    assert broker_channel.queue_declare(f"{QUEUE}.parked", passive=True).message_count == 0
    assert echo.host.ready() == {"broker": True, "store": False}
    wire.mend()
    until(lambda: (echo.database["effects"].find_one() or {}).get("times") == 5, seconds=90)
    until(lambda: echo.host.hearing.running == 0)


def test_a_command_while_the_store_is_away_is_answered_unavailable_by_its_deadline(start, cable, mongo_uri, until):
    wire = cable(mongo_uri)
    echo = start(mongo_uri=wire.uri)
    echo("count", {"counter_no": "a"})
    wire.cut()
    started = time.monotonic()
    with pytest.raises(ServiceUnavailable):
        echo("count", {"counter_no": "a"}, deadline=4)
    assert time.monotonic() - started < 4.5
    wire.mend()
    assert echo("count", {"counter_no": "a"}, deadline=10)["total"] >= 2


def test_a_replica_that_dies_in_the_middle_leaves_its_events_to_the_other(start, say, until):
    released = Signal()

    class Hanging(Echo):
        @on(HasCounted)
        def effect(self, ask):
            released.wait()

    hanging = start(Hanging)
    say()
    until(lambda: hanging.host.hearing.running == 1)
    healthy = start()
    hanging.host.listening._stopping = True
    hanging.host.listening._shut()
    until(lambda: healthy.database["effects"].find_one({"times": 1}))
    released.send()


def test_a_subscriber_can_read_everything_that_was_ever_said_from_the_first_on(echo, replay):
    for number in range(12):
        echo("count", {"counter_no": str(number % 3)})
    echo.settle()
    replayed = replay(12)
    said = [json.loads(message.body) for message in replayed]
    assert sorted((event["subject"], event["sequence"]) for event in said) == [
        (str(counter), version * 100) for counter in range(3) for version in range(1, 5)
    ]
    assert len({event["id"] for event in said}) == 12
    assert [message.headers["x-stream-offset"] for message in replayed] == list(range(12))


def test_what_the_stream_holds_can_be_replayed_into_a_new_service_database(echo, replay, broker_channel, until):
    for _ in range(4):
        echo("count", {"counter_no": "a"})
    echo.settle()
    before = echo.database["copies"].find_one({}, {"total": 1, "sequence": 1})
    echo.database["copies"].drop()
    for message in reversed(replay(4)):
        broker_channel.basic_publish(amqp.Message(message.body, content_type=message.content_type), "echo.events", "has_counted")
    until(lambda: (echo.database["copies"].find_one({}, {"total": 1, "sequence": 1})) == before)
    echo.settle()
    assert echo.database["effects"].find_one()["times"] == 4
