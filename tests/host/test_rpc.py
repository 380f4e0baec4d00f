"""Asking over the bus: answers, errors by their code, deadlines, and getting well again."""

import time
import uuid

import eventlet
import pytest
from kefu_echo import Echo, GetCounter, Ping, TooMuch
from kombu import Connection

from kefu import rpc
from kefu.bus import Link
from kefu.rpc import Caller
from kefu.service import query
from kefu_messages.errors import (
    KefuError,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    ServiceUnavailable,
    ValidationFailed,
    WrongOrganisation,
)


class Slow(Echo):
    answered = 0

    @query(Ping)
    def ping(self, ask):
        eventlet.sleep(1)
        Slow.answered += 1
        return {"text": ask["text"]}


class Broken(Echo):
    @query(Ping)
    def ping(self, ask):
        raise RuntimeError("secret of the house")


def test_a_query_is_answered_by_its_contract(echo):
    assert echo("ping", {"text": "你好"}) == {"text": "你好"}


def test_answers_reach_their_own_askers_among_a_hundred(echo, at_once):
    assert at_once(100, lambda index: echo("ping", {"text": str(index)})) == [{"text": str(index)} for index in range(100)]


def test_a_service_that_never_ran_is_unavailable_at_once(echo):
    started = time.monotonic()
    with pytest.raises(ServiceUnavailable) as refused:
        echo("ping", {"text": "a"}, service="nobody", deadline=5)
    assert time.monotonic() - started < 1
    assert refused.value.params == {"service": "nobody"}


def test_a_service_that_ran_once_and_is_down_is_unavailable_at_the_deadline(echo):
    echo.stop()
    started = time.monotonic()
    with pytest.raises(ServiceUnavailable):
        echo("ping", {"text": "a"}, deadline=0.5)
    assert 0.4 < time.monotonic() - started < 1


def test_an_answer_waits_for_a_link_that_opens_slowly_as_long_as_its_asker_does(echo):
    openings = []

    def slowly():
        openings.append(eventlet.sleep(rpc.PATIENCE + 1))

    echo.host.speaking.on_open(slowly)
    echo.host.speaking._shut()
    assert echo("ping", {"text": "a"}, deadline=20) == {"text": "a"}
    assert len(openings) == 1


def test_an_unknown_verb_is_refused_at_once(echo):
    started = time.monotonic()
    with pytest.raises(NotFound) as refused:
        echo("dance")
    assert time.monotonic() - started < 1
    assert refused.value.params == {"kind": "verb", "key": "dance"}


def test_a_slow_answer_is_given_up_at_the_deadline(start):
    slow = start(Slow)
    started = time.monotonic()
    with pytest.raises(ServiceUnavailable):
        slow("ping", {"text": "a"}, deadline=0.3)
    assert time.monotonic() - started < 0.8


def test_a_request_that_arrives_after_its_deadline_is_not_run(start, until, amqp_uri):
    slow = start(Slow)
    slow.host.answerer.stop()
    with Connection(amqp_uri) as connection:
        until(lambda: connection.default_channel.queue_declare("rpc.echo", passive=True).consumer_count == 0)
    with pytest.raises(ServiceUnavailable):
        slow("ping", {"text": "a"}, deadline=0.2)
    Slow.answered = 0
    again = start(Slow)
    assert again("ping", {"text": "b"}) == {"text": "b"}
    assert Slow.answered == 1


@pytest.mark.parametrize(
    ("body", "error", "params"),
    [
        ({"counter_no": "a", "step": 10}, TooMuch, {}),
        ({"counter_no": "a", "stride": 1}, ValidationFailed, {"fields": {"stride": ["Unknown field."]}}),
        ({"counter_no": "a", "__type__": "x"}, ValidationFailed, {"fields": {"__type__": ["Unknown field."]}}),
        ({}, ValidationFailed, {"fields": {"counter_no": ["Missing data for required field."]}}),
    ],
)
def test_a_refusal_keeps_its_class_and_params_and_leaves_nothing(echo, body, error, params):
    with pytest.raises(KefuError) as refused:
        echo("count", body)
    assert (type(refused.value), refused.value.params) == (error, params)
    assert echo.database["echo"].find_one({"_id": "shihua_gas/a"}) is None
    assert echo("get_backlog")["outbox"] == 0


def test_a_fault_of_a_handler_tells_the_caller_nothing_of_the_inside(start):
    with pytest.raises(KefuError) as failed:
        start(Broken)("ping", {"text": "a"})
    assert (failed.value.code, failed.value.params) == ("error", {})


@pytest.mark.parametrize("forged", ["", "nonsense", "a.b.c"])
def test_a_token_that_is_none_is_refused(echo, forged):
    with pytest.raises(NotAuthenticated):
        echo("ping", {"text": "a"}, token=forged)


def test_a_role_that_may_not_is_refused_and_written_down(echo, issuer):
    reader = issuer.token(staff_no="R01", organisation="shihua_gas", roles=["meter_reader"])
    with pytest.raises(NotAllowed):
        echo("count", {"counter_no": "a"}, token=reader)
    assert [(entry["by"], entry["what"]) for entry in echo.host.audit.entries()] == [("R01", "refused:count")]
    assert echo.database["echo"].find_one({"_id": "shihua_gas/a"}) is None


class Discreet(Echo):
    """A service that refuses a read by what it knows, with or without a word of its own on the trail."""

    @query(GetCounter)
    def get_counter(self, ask):
        """Refuse whoever asks."""
        if ask["counter_no"] == "written":
            ask.audit("counters/written", refused=True)
        raise NotAllowed(action=ask.verb) if ask["counter_no"] != "missing" else NotFound(kind="counter", key="missing")


@pytest.mark.parametrize(("number", "subjects"), [("a", ["counters/a"]), ("written", ["counters/written"]), ("missing", [])])
def test_a_read_that_the_service_itself_refuses_is_written_down_once(start, number, subjects):
    echo = start(Discreet)
    with pytest.raises((NotAllowed, NotFound)):
        echo("get_counter", {"counter_no": number})
    assert [(entry["what"], entry["subject"]) for entry in echo.host.audit.entries()] == [("refused:get_counter", it) for it in subjects]


def test_what_one_organisation_has_another_does_not_find(echo, issuer):
    echo("count", {"counter_no": "a"})
    other = issuer.token(staff_no="X01", organisation="elsewhere", roles=["cashier"])
    with pytest.raises(NotFound):
        echo("get_counter", {"counter_no": "a"}, token=other)
    assert echo("list_counters", token=other)["items"] == []


def test_a_service_of_any_organisation_must_say_which(echo, issuer):
    anyone = issuer.token(staff_no="service:other", organisation="*", roles=["service"], service="other")
    with pytest.raises(WrongOrganisation):
        echo("ping", {"text": "a"}, token=anyone)
    assert echo("ping", {"text": "a"}, token=anyone, organisation="shihua_gas") == {"text": "a"}


@pytest.mark.parametrize(
    ("service", "verb", "body"),
    [
        ("stranger", "ping", {"text": "a"}),
        ("other", "get_counter", {"counter_no": "a"}),
        ("other", "list_audit", {}),
        ("other", "get_held", {"staff_no": "C01"}),
        ("other", "get_held_of_customer", {"customer_no": "1"}),
    ],
)
def test_a_service_asks_on_its_own_account_only_what_names_it(echo, issuer, service, verb, body):
    with pytest.raises(NotAllowed):
        echo(verb, body, token=issuer.service_token(service, "*"), organisation="shihua_gas")
    (entry,) = echo.host.audit.entries()
    assert (entry["by"], entry["what"], entry["organisation"]) == (f"service:{service}", f"refused:{verb}", "shihua_gas")


def test_callers_are_answered_again_by_themselves_after_the_wire_was_cut(start, asking, cable, amqp_uri, until):
    wire = cable(amqp_uri)
    echo = start(amqp_uri=wire.uri)
    ask = asking(wire.uri)
    assert ask("ping", {"text": "before"}) == {"text": "before"}
    wire.cut()
    with pytest.raises(ServiceUnavailable):
        ask("ping", {"text": "meanwhile"}, deadline=0.5)
    assert echo.host.ready()["broker"] is False
    wire.mend()
    until(lambda: echo.host.ready()["broker"])
    assert ask("ping", {"text": "after"}, deadline=5) == {"text": "after"}


def test_a_request_under_way_when_the_wire_is_cut_fails_at_once_and_not_at_its_deadline(start, asking, cable, amqp_uri):
    wire = cable(amqp_uri)
    start(Slow)
    ask = asking(wire.uri)
    eventlet.spawn_after(0.2, wire.cut)
    started = time.monotonic()
    with pytest.raises(ServiceUnavailable):
        ask("ping", {"text": "a"}, deadline=10)
    assert time.monotonic() - started < 1


def test_nobody_waits_longer_than_his_deadline_for_a_frozen_broker(start, asking, cable, amqp_uri, at_once, until):
    wire = cable(amqp_uri)
    start()
    ask = asking(wire.uri)
    wire.freeze()

    def timed(_index):
        started = time.monotonic()
        with pytest.raises(ServiceUnavailable):
            ask("ping", {"text": "a"}, deadline=0.5)
        return time.monotonic() - started

    assert max(at_once(30, timed)) < 1
    wire.thaw()
    until(lambda: ask.link.connected)
    assert ask("ping", {"text": "thawed"}, deadline=5) == {"text": "thawed"}


def test_a_reply_larger_than_a_frame_arrives_whole(echo):
    text = "表" * 300_000
    assert echo("ping", {"text": text[:500]}) == {"text": text[:500]}
    rows = [{"line": line, "raw": {"counter_no": f"n{line}", "step": "99", "note": text[:1000]}} for line in range(500)]
    assert len(echo("count__import", {"rows": rows}, deadline=20)) == 500


def test_an_answer_that_nobody_awaits_any_more_is_dropped_quietly(start):
    slow = start(Slow)
    with pytest.raises(ServiceUnavailable):
        slow("ping", {"text": "late"}, deadline=0.2)
    eventlet.sleep(1.2)
    assert slow("ping", {"text": "next"}) == {"text": "next"}


def test_two_callers_have_reply_queues_of_their_own(echo):
    assert Caller(echo.ask.link, service="a")._queue != Caller(echo.ask.link, service="a")._queue
    assert uuid.UUID(echo.ask.caller._queue.rpartition(".")[2])


def test_who_may_wait_long_is_told_soon_that_there_is_no_broker(monkeypatch):
    monkeypatch.setattr(rpc, "LONGEST_WITHOUT_BROKER", 0.2)
    caller = Caller(Link("amqp://127.0.0.1:1//", name="a test"), service="tester")
    began = time.monotonic()
    with pytest.raises(ServiceUnavailable):
        caller.call("echo", "count__import", {"rows": []}, context={}, deadline_seconds=120)
    assert time.monotonic() - began < 60
