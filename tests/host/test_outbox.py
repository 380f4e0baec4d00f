"""What a write has left in its document is sent: after a crash, in order, and though the broker was away."""

import json
import time
from datetime import timedelta
from itertools import pairwise

import amqp
import eventlet
import pytest
from kefu_echo import Echo

from kefu import topology
from kefu.outbox import Outbox
from kefu.sent import Sent
from kefu_messages.errors import ServiceUnavailable

TRACE = f"{2025:032x}"


@pytest.fixture
def listener(asking, until):
    """``listener()``: everything the echo service says from now on, in order."""
    heard = []
    link = asking().link

    def declare():
        channel = link.channel()
        channel.exchange_declare("echo.events", "topic", durable=True, auto_delete=False)
        channel.queue_declare("ear", auto_delete=False, durable=True)
        channel.queue_bind("ear", "echo.events", "#")
        channel.basic_consume("ear", no_ack=True, callback=lambda message: heard.append(json.loads(message.body)))

    before = link.generation
    link.on_open(declare)
    link._shut()
    until(lambda: link.connected and link.generation > before)
    return heard


def test_a_write_whose_process_died_before_it_spoke_is_spoken_by_the_sweep_of_the_next(start, listener, until, monkeypatch):
    with monkeypatch.context() as dead:
        dead.setattr(Outbox, "soon", lambda *_: None)
        first = start()
        first("count", {"counter_no": "a", "step": 3})
        assert first.host.outbox.left() == 1
        first.stop()
    second = start()
    second.host.outbox.sweep(older_than=timedelta(seconds=-1))
    until(lambda: listener)
    second.settle()
    [said] = [event for event in listener if event["subject"] == "a"]
    assert (said["type"], said["data"]["total"], said["sequence"]) == ("kefu.echo.has_counted.v1", 3, 100)
    assert second.database["effects"].find_one()["times"] == 1
    assert [entry["what"] for entry in second.host.audit.entries()] == ["count", "has_counted"]


def test_the_sweep_finds_by_itself_what_was_left_behind_a_while_ago(start, until, monkeypatch):
    with monkeypatch.context() as dead:
        dead.setattr(Outbox, "soon", lambda *_: None)
        echo = start()
        echo("count", {"counter_no": "a"})
    assert echo.database["effects"].find_one() is None
    monkeypatch.setattr("kefu.outbox.LEFT_BEHIND", timedelta(seconds=1))
    until(lambda: echo.database["effects"].find_one(), seconds=90)
    echo.settle()
    until(lambda: echo.database["echo"].find_one({"_id": "shihua_gas/a"})["outbox"] == [])


def test_a_process_sweeps_often_when_it_begins_and_after_trouble_and_else_seldom(start, until, monkeypatch):
    often, seldom = 0.02, 1.0
    for name, seconds in {"SWEEP_EVERY": often, "SWEEP_SELDOM": seldom, "AFTER_TROUBLE": 0.5}.items():
        monkeypatch.setattr(f"kefu.outbox.{name}", seconds)
    at: list[float] = []
    found: list[int] = []
    monkeypatch.setattr(Outbox, "sweep", lambda *_: at.append(time.monotonic()) or (found.pop() if found else 0))
    start()
    until(lambda: _pauses(at)[-2:] and min(_pauses(at)[-2:]) >= seldom)
    assert min(_pauses(at)) < seldom / 2
    found.append(1)
    before = len(at)
    until(lambda: not found and len(at) > before + 2)
    assert min(_pauses(at[before:])) < seldom / 2


def _pauses(at):
    return [later - earlier for earlier, later in pairwise(at)]


def test_a_sweep_does_not_send_again_what_its_own_process_is_sending(echo):
    for number in range(20):
        echo("count", {"counter_no": str(number)})
        echo.host.outbox.sweep(older_than=timedelta(seconds=-1))
    echo.settle()
    assert {effect["times"] for effect in echo.database["effects"].find()} == {1}


def test_events_of_one_record_leave_in_the_order_of_its_versions(echo, listener, at_once, until):
    at_once(40, lambda index: echo("count", {"counter_no": str(index % 4)}, deadline=60))
    echo.settle()
    said = until(lambda: len(listener) >= sum(d["version"] for d in echo.database["echo"].find()) and listener)
    for counter in "0123":
        sequences = [event["sequence"] for event in said if event["subject"] == counter]
        assert sequences == sorted(sequences)
        assert sequences == [version * 100 for version in range(1, len(sequences) + 1)]


def test_who_writes_by_the_thousand_waits_until_there_is_room(echo, until, monkeypatch):
    monkeypatch.setattr("kefu.outbox.MOST_WAITING", 3)
    outbox = echo.host.outbox
    outbox._known.update("abcd")
    started = time.monotonic()
    outbox.make_room(0.3)
    assert 0.3 <= time.monotonic() - started < 1
    eventlet.spawn_after(0.1, outbox._known.clear)
    outbox.make_room(5)
    assert time.monotonic() - started < 2


def test_an_event_carries_who_caused_it_and_where_it_belongs(echo, listener, until):
    echo("count", {"counter_no": "a"}, key="k", key_given=True, correlation="c-1", traceparent=f"00-{TRACE}-{7:016x}-01")
    [said] = until(lambda: listener)
    wanted = {
        "specversion": "1.0",
        "source": "/kefu/echo",
        "subject": "a",
        "organisation": "shihua_gas",
        "causationid": "shihua_gas/k",
        "correlationid": "c-1",
        "datacontenttype": "application/json",
    }
    assert {name: said[name] for name in wanted} == wanted
    assert said["traceparent"].split("-")[1] == TRACE


def test_nothing_is_lost_that_was_written_while_the_broker_was_away(start, asking, cable, amqp_uri, at_once, until):
    wire = cable(amqp_uri)
    speaks = start()
    speaks.host.speaking._uri = wire.uri
    speaks.host.speaking._shut()
    until(lambda: speaks.host.speaking.connected)
    wire.cut()
    until(lambda: not speaks.host.speaking.connected)
    outcomes = at_once(10, lambda index: speaks("count", {"counter_no": str(index)}, deadline=0.5))
    assert all(isinstance(outcome, ServiceUnavailable) for outcome in outcomes)
    until(lambda: speaks.database["echo"].count_documents({}) == 10)
    assert speaks.host.outbox.left() == 10
    wire.mend()
    until(lambda: speaks.host.outbox.left() == 0, seconds=90)
    until(lambda: speaks.database["effects"].count_documents({"times": 1}) == 10, seconds=90)


def test_an_event_nobody_can_receive_stays_in_the_outbox_until_its_queue_is_there(start, amqp_uri, until):
    class Silent(Echo):
        effect = None

    silent = start(Silent)
    with amqp.Connection(**_parts(amqp_uri)) as connection:
        connection.channel().queue_unbind(topology.STREAM, "echo.events", "#")
        silent("count", {"counter_no": "a"})
        eventlet.sleep(0.7)
        assert silent.host.outbox.left() == 1
        connection.channel().queue_bind(topology.STREAM, "echo.events", "#")
    until(lambda: silent.host.outbox.left() == 0)


def _parts(uri):
    account, _, place = uri.removeprefix("amqp://").rpartition("@")
    host, _, vhost = place.partition("/")
    user, _, password = account.partition(":")
    return {"host": host, "userid": user, "password": password, "virtual_host": vhost}


def test_what_has_been_sent_and_still_lies_in_its_document_is_no_longer_to_be_told(start, monkeypatch):
    monkeypatch.setattr(Sent, "_take_out", lambda _: None)
    echo = start()
    echo("count", {"counter_no": "a"})
    echo.settle()
    assert echo.database["echo"].count_documents({"outbox.0": {"$exists": True}}) == 1
    (shelf,) = [each for each in echo.host.shelves if each.collection.name == "echo"]
    assert not shelf.has_untold(shelf.require("shihua_gas", "a"))
    with monkeypatch.context() as dead:
        dead.setattr(Outbox, "soon", lambda *_: None)
        echo("count", {"counter_no": "a"})
    assert shelf.has_untold(shelf.require("shihua_gas", "a"))
