"""The same key never changes anything twice."""

import eventlet
import pytest
from kefu_echo import Count, Echo, TooMuch

from kefu import topology
from kefu.rpc import JSON, encode
from kefu.service import command
from kefu_messages.errors import IdempotencyConflict, StateConflict


def test_the_same_key_and_body_gives_the_first_answer_and_changes_nothing(echo):
    first = echo("count", {"counter_no": "a", "step": 2}, key="k", key_given=True)
    echo("count", {"counter_no": "a", "step": 1})
    assert echo("count", {"counter_no": "a", "step": 2}, key="k", key_given=True) == first == {"counter_no": "a", "total": 2, "version": 1}
    assert echo("get_counter", {"counter_no": "a"})["total"] == 3


@pytest.mark.parametrize("body", [{"counter_no": "a", "step": 3}, {"counter_no": "b", "step": 2}, {"counter_no": "a", "step": 99}])
def test_the_same_key_with_another_body_is_refused_on_the_same_record_and_on_another(echo, body):
    echo("count", {"counter_no": "a", "step": 2}, key="k", key_given=True)
    with pytest.raises(IdempotencyConflict):
        echo("count", body, key="k", key_given=True)
    assert echo("list_counters")["items"] == [{"counter_no": "a", "total": 2, "version": 1}]


def test_a_key_of_another_organisation_is_another_key(echo, issuer):
    echo("count", {"counter_no": "a", "step": 2}, key="k", key_given=True)
    other = issuer.token(staff_no="C01", organisation="elsewhere", roles=["cashier"])
    assert echo("count", {"counter_no": "a", "step": 3}, key="k", key_given=True, token=other)["total"] == 3


def test_twenty_callers_with_one_key_count_once_and_hear_the_same(echo, at_once):
    answers = at_once(20, lambda _: echo("count", {"counter_no": "a", "step": 2}, key="k", key_given=True, deadline=60))
    assert answers == [{"counter_no": "a", "total": 2, "version": 1}] * 20
    echo.settle()
    assert echo.database["effects"].find_one()["times"] == 1


def test_twenty_callers_at_two_replicas_with_one_key_count_once(start, at_once):
    echo = start()
    start()
    answers = at_once(20, lambda _: echo("count", {"counter_no": "a", "step": 2}, key="k", key_given=True, deadline=60))
    assert answers == [{"counter_no": "a", "total": 2, "version": 1}] * 20
    assert echo("get_counter", {"counter_no": "a"})["total"] == 2


def test_twenty_callers_with_twenty_keys_count_twenty_times(echo, at_once):
    answers = at_once(20, lambda index: echo("count", {"counter_no": str(index % 4)}, key=f"k{index}", key_given=True, deadline=60))
    conflicts = [answer for answer in answers if isinstance(answer, StateConflict)]
    counted = sum(item["total"] for item in echo("list_counters")["items"])
    assert counted == 20 - len(conflicts)
    assert not [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, StateConflict)]


def test_a_refused_command_that_is_sent_again_with_its_key_is_judged_again(echo):
    echo.database["organisations"].insert_one({"_id": "shihua_gas", "timezone": "Asia/Shanghai", "name": "G"})
    with pytest.raises(TooMuch):
        echo("count", {"counter_no": "a", "step": 10}, key="k", key_given=True)
    adopted = {"values.largest_step.2020-01-01": {"content": "10", "reference": "order 4"}}
    echo.database["organisations"].update_one({"_id": "shihua_gas"}, {"$set": adopted})
    eventlet.sleep(2.1)  # what is adopted is known for two seconds
    assert echo("count", {"counter_no": "a", "step": 10}, key="k", key_given=True)["total"] == 10


def test_the_key_of_a_refused_command_is_not_taken_for_another_body(echo):
    with pytest.raises(TooMuch):
        echo("count", {"counter_no": "a", "step": 10}, key="k", key_given=True)
    with pytest.raises(IdempotencyConflict):
        echo("count", {"counter_no": "a", "step": 1}, key="k", key_given=True)
    assert echo("list_counters")["items"] == []


def test_a_request_that_the_broker_delivers_twice_counts_once(echo, token, until):
    request = encode({"verb": "count", "body": {"counter_no": "a", "step": 2}, "context": {"token": token, "key": "k"}})
    for _ in range(2):
        echo.ask.link.publish(request, exchange=topology.RPC, key="echo.count", seconds=5, content_type=JSON)
    until(lambda: echo.database["echo"].find_one())
    echo.settle()
    eventlet.sleep(0.2)
    assert echo("get_counter", {"counter_no": "a"}) == {"counter_no": "a", "total": 2, "version": 1}
    assert echo.database["effects"].find_one()["times"] == 1


class Dying(Echo):
    """Writes, and then loses its connection before it has answered."""

    runs = 0

    @command(Count)
    def count(self, ask):
        counter = self.counters.new(ask.organisation, ask["counter_no"])
        saved = self.counters.save(counter, ask, changes={"total": counter.get("total", 0) + 1})
        Dying.runs += 1
        if Dying.runs == 1:
            ask.host.listening._shut()
            eventlet.sleep(0.1)
        return saved


def test_a_request_whose_service_lost_the_broker_after_the_write_is_delivered_again_and_counts_once(start, until):
    dying = start(Dying)
    assert dying("count", {"counter_no": "a"}, key="k")["total"] == 1
    until(lambda: dying.host.ready()["broker"])
    eventlet.sleep(0.5)
    assert dying("get_counter", {"counter_no": "a"}) == {"counter_no": "a", "total": 1, "version": 1}


class Remembering(Echo):
    """Remembers an attempt that it refuses."""

    @command(Count)
    def count(self, ask):
        counter = self.counters.new(ask.organisation, ask["counter_no"])
        return self.counters.save(counter, ask, changes={"total": counter.get("total", 0) + 1}, refusal=TooMuch(step=ask["step"]))


def test_a_remembered_refusal_is_given_again_and_remembered_once(start):
    remembering = start(Remembering)
    for _ in range(2):
        with pytest.raises(TooMuch) as refused:
            remembering("count", {"counter_no": "a", "step": 7}, key="k", key_given=True)
        assert refused.value.params == {"step": 7}
    assert remembering("get_counter", {"counter_no": "a"}) == {"counter_no": "a", "total": 1, "version": 1}
