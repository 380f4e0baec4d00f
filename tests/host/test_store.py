"""One document per decision: versions, claims, pages, copies of others' records."""

import dataclasses
from datetime import date
from decimal import Decimal

import pytest
from bson.decimal128 import Decimal128
from kefu_echo import Echo, HasCounted, TooMuch
from pymongo.errors import AutoReconnect

from kefu.store import AlreadyClaimed, Collection, Index, Shelf
from kefu.store.values import as_decimal
from kefu_messages.errors import KefuError, StateConflict, VersionConflict


@pytest.fixture
def heard(echo):
    """``heard(sequence, **data)``: an event as a handler is handed it."""

    def ask(sequence, **data):
        envelope = {
            "id": f"e{sequence}",
            "time": "2025-03-31T09:00:00+08:00",
            "organisation": "shihua_gas",
            "sequence": sequence,
            "data": {"counter_no": "a", "total": 1, "because": [], **data},
        }
        return echo.host.admission.event(HasCounted, envelope)

    return ask


@pytest.fixture
def copies(echo):
    return next(shelf for shelf in echo.host.shelves if shelf.collection.name == "copies")


def test_a_write_with_the_version_that_was_read_is_taken(echo):
    echo("count", {"counter_no": "a"})
    assert echo("count", {"counter_no": "a"}, if_match=1) == {"counter_no": "a", "total": 2, "version": 2}


@pytest.mark.parametrize("stale", [0, 1, 3])
def test_a_write_with_another_version_is_a_conflict_and_changes_nothing(echo, stale):
    echo("count", {"counter_no": "a"})
    echo("count", {"counter_no": "a"})
    echo.settle()
    with pytest.raises(VersionConflict):
        echo("count", {"counter_no": "a"}, if_match=stale)
    echo.settle()
    assert echo("get_counter", {"counter_no": "a"}) == {"counter_no": "a", "total": 2, "version": 2}
    assert echo.database["effects"].find_one()["times"] == 2


def test_of_ten_writers_with_the_same_version_one_is_taken(echo, at_once):
    echo("count", {"counter_no": "a"})
    outcomes = at_once(10, lambda _: echo("count", {"counter_no": "a"}, if_match=1, deadline=60))
    assert sum(isinstance(outcome, VersionConflict) for outcome in outcomes) == 9
    assert echo("get_counter", {"counter_no": "a"})["total"] == 2


def test_a_claimed_number_is_refused_to_another_record_and_found_by_its_holder(echo):
    echo("count", {"counter_no": "a", "number": "77"})
    with pytest.raises(AlreadyClaimed) as refused:
        echo("count", {"counter_no": "b", "number": "77"})
    assert (refused.value.code, refused.value.status) == ("already_claimed", 409)
    shelf = next(shelf for shelf in echo.host.shelves if shelf.collection.name == "echo")
    assert shelf.claimed("shihua_gas", "77").key == "a"
    assert shelf.claimed("shihua_gas", "78") is None
    assert [item["counter_no"] for item in echo("list_counters")["items"]] == ["a"]


def test_a_claimed_number_is_free_in_another_organisation(echo, issuer):
    echo("count", {"counter_no": "a", "number": "77"})
    other = issuer.token(staff_no="C01", organisation="elsewhere", roles=["cashier"])
    assert echo("count", {"counter_no": "a", "number": "77"}, token=other)["total"] == 1


def test_of_ten_records_that_claim_one_number_at_once_one_gets_it(echo, at_once):
    outcomes = at_once(10, lambda index: echo("count", {"counter_no": str(index), "number": "77"}, deadline=60))
    assert sum(isinstance(outcome, dict) for outcome in outcomes) == 1
    assert all(isinstance(outcome, dict | StateConflict) for outcome in outcomes)
    assert len(echo("list_counters")["items"]) == 1


def test_pages_follow_each_other_without_gap_or_repetition_while_records_are_added(echo):
    for number in range(1, 8):
        echo("count", {"counter_no": f"n{number}"})
    first = echo("list_counters", limit=3)
    assert [item["counter_no"] for item in first["items"]] == ["n1", "n2", "n3"]
    echo("count", {"counter_no": "n0"})
    echo("count", {"counter_no": "n3x"})
    echo("count", {"counter_no": "n1"})
    second = echo("list_counters", limit=3, cursor=first["next"])
    assert [item["counter_no"] for item in second["items"]] == ["n3x", "n4", "n5"]
    third = echo("list_counters", limit=3, cursor=second["next"])
    assert ([item["counter_no"] for item in third["items"]], third["next"]) == (["n6", "n7"], None)


def test_a_page_of_a_filter_is_in_the_order_of_its_index(echo):
    for number, step in (("c", 2), ("a", 2), ("b", 1), ("d", 2)):
        echo("count", {"counter_no": number, "step": step})
    page = echo("list_counters", {"total": 2}, limit=2)
    assert [item["counter_no"] for item in page["items"]] == ["a", "c"]
    assert [item["counter_no"] for item in echo("list_counters", {"total": 2}, limit=2, cursor=page["next"])["items"]] == ["d"]


def test_a_page_that_ends_exactly_at_the_last_record_has_no_next(echo):
    for number in "abc":
        echo("count", {"counter_no": number})
    assert echo("list_counters", limit=3)["next"] is None


def test_a_copy_keeps_the_newest_of_three_events_in_any_order(copies, heard):
    for sequence in (300, 200, 400, 100):
        copies.mirror(heard(sequence), "a", total=sequence)
    record = copies.get("shihua_gas", "a")
    assert (record["total"], record["sequence"]) == (400, 400)


def test_a_copy_keeps_the_newest_of_ten_events_that_come_at_once(copies, heard, at_once):
    at_once(10, lambda index: copies.mirror(heard(1000 - index), "a", total=1000 - index))
    assert copies.get("shihua_gas", "a")["sequence"] == 1000


def test_a_copy_takes_an_event_once(copies, heard):
    for _ in range(3):
        copies.mirror(heard(100), "a", total=5)
    assert copies.get("shihua_gas", "a").version == 1


def test_a_copy_that_cannot_be_stored_does_not_stop_those_told_at_the_same_time(copies, heard, at_once):
    outcomes = at_once(10, lambda index: copies.mirror(heard(100), f"n{index}", total=object() if index == 5 else index))
    assert [isinstance(outcome, Exception) for outcome in outcomes] == [index == 5 for index in range(10)]
    assert sorted(record["total"] for record in copies.every("shihua_gas")) == [0, 1, 2, 3, 4, 6, 7, 8, 9]


def test_a_copy_told_of_several_times_at_once_ends_at_the_newest(copies, heard, at_once):
    told = [(100, {"total": 1}), (300, {"total": 3}), (200, {"mood": "glad"})]
    copies.mirror(heard(50), "a", total=0)
    at_once(3, lambda index: copies.mirror(heard(told[index][0]), "a", **told[index][1]))
    assert (copies.get("shihua_gas", "a")["total"], copies.get("shihua_gas", "a")["sequence"]) == (3, 300)


def test_a_command_whose_answer_from_the_store_was_lost_takes_effect_once(echo, monkeypatch):
    documents, lost = next(shelf.documents for shelf in echo.host.shelves if shelf.collection.name == "echo"), []
    store = type(documents).update_one

    def update_one(self, *arguments, **more):
        done = store(self, *arguments, **more)
        if self == documents and not lost:
            lost.append(done)
            raise AutoReconnect("gone")
        return done

    echo("count", {"counter_no": "a"})
    monkeypatch.setattr(type(documents), "update_one", update_one)
    assert echo("count", {"counter_no": "a"}) == {"counter_no": "a", "total": 2, "version": 2}
    assert (len(lost), echo("get_counter", {"counter_no": "a"})["total"]) == (1, 2)


@pytest.mark.parametrize(
    "number",
    ["0", "0.00", "-0.00", "420.5", "-0.1", "1E+5", "1E-6176", "-39129539395173699935568862696031E-21", "9" * 34 + "E+6111", "Infinity"],
)
def test_a_decimal_is_read_to_its_last_place_and_sign(number):
    kept = Decimal128(number)
    assert as_decimal(kept).as_tuple() == kept.to_decimal().as_tuple()


def test_decimals_and_days_come_back_as_they_went_in(echo, start):
    class Keeping(Echo):
        things = Shelf(Collection("things", key="no", days={"on"}, indexes=[Index("on")]))

    keeping = start(Keeping)
    shelf = next(shelf for shelf in keeping.host.shelves if shelf.collection.name == "things")
    ask = keeping.host.admission.schedule("tick", "shihua_gas", date(2025, 3, 31))
    record = shelf.new("shihua_gas", "1")
    shelf.save(
        record,
        ask,
        changes={"sum": Decimal("10.00"), "on": date(2025, 3, 31), "kinds": frozenset({"b", "a"}), "nested": {"sum": Decimal("0.1")}},
    )
    kept = shelf.get("shihua_gas", "1")
    assert dict(kept) == {
        "no": "1",
        "sum": Decimal("10.00"),
        "on": date(2025, 3, 31),
        "kinds": ["a", "b"],
        "nested": {"sum": Decimal("0.1")},
    }
    assert str(kept["sum"]) == "10.00"
    assert [found.key for found in shelf.find("shihua_gas", on=("2025-03-31", "2025-04-01"))] == ["1"]


def test_a_field_of_the_hosts_own_cannot_be_written(echo):
    shelf = echo.host.shelves[0]
    ask = echo.host.admission.schedule("tick", "shihua_gas", date(2025, 3, 31))
    with pytest.raises(ValueError, match="version"):
        shelf.save(shelf.new("shihua_gas", "1"), ask, changes={"version": 7})
    assert shelf.get("shihua_gas", "1") is None


def test_a_record_cites_what_decided_it_in_the_readers_language(echo):
    echo("count", {"counter_no": "a", "step": 2})
    shelf = next(shelf for shelf in echo.host.shelves if shelf.collection.name == "echo")
    [why] = shelf.why(shelf.get("shihua_gas", "a"), language="en")
    assert (why["name"], why["outcome"], why["facts"], why["law"]) == ("total", 2, {"step": 2}, "2026-11-24")
    cited = [(citation["id"], citation["title"], citation["value"], citation["reference"]) for citation in why["because"]]
    assert cited == [("largest_step", "Largest step", 9, "tests"), ("HOST-2", "Steps add up", None, "tests")]


def test_a_refusal_stores_nothing_and_says_nothing(echo):
    with pytest.raises(TooMuch):
        echo("count", {"counter_no": "a", "step": 10})
    echo.settle()
    assert (echo.database["echo"].find_one({"_id": "shihua_gas/a"}), echo.database["effects"].find_one(), echo.host.audit.entries()) == (
        None,
        None,
        [],
    )


def test_operations_and_what_was_heard_are_bounded(echo):
    shelf = next(shelf for shelf in echo.host.shelves if shelf.collection.name == "echo")
    ask = echo.host.admission.request(echo.host.answering._methods["count"].message, {"counter_no": "a"}, {"token": echo.ask.token})
    for number in range(60):
        shelf.save(shelf.new("shihua_gas", "a"), dataclasses.replace(ask, operation=f"o{number}"), changes={"total": number})
    document = shelf.documents.find_one({"_id": "shihua_gas/a"})
    assert (len(document["ops"]), document["ops"][-1]["key"], document["version"]) == (50, "o59", 60)


def test_every_index_a_collection_declares_is_there_and_led_by_the_organisation(echo):
    indexes = [
        list(index["key"].items()) for index in echo.database["echo"].index_information().values() and echo.database["echo"].list_indexes()
    ]
    assert [("organisation", 1), ("total", 1), ("counter_no", 1)] in indexes
    assert [("outbox.at", 1)] in indexes


def test_the_error_of_a_missing_record_names_it(echo):
    with pytest.raises(KefuError) as refused:
        echo("get_counter", {"counter_no": "none"})
    assert refused.value.as_message() == {"code": "not_found", "params": {"kind": "counter_no", "key": "none"}}


def test_an_event_that_comes_again_after_three_hundred_others_has_no_second_effect(echo, heard):
    shelf = next(shelf for shelf in echo.host.shelves if shelf.collection.name == "effects")
    for number in (*range(300), 0, 1, 299):
        effect = shelf.new("shihua_gas", "a")
        shelf.save(effect, heard(number), changes={"times": effect.get("times", 0) + 1})
        if number == 150:
            echo.settle()
    assert shelf.get("shihua_gas", "a")["times"] == 300
    echo.settle(30)
    effect = shelf.new("shihua_gas", "a")
    assert shelf.save(effect, heard(2), changes={"times": effect["times"] + 1}) == {}
    assert shelf.get("shihua_gas", "a")["times"] == 300


def test_a_key_that_comes_again_after_sixty_other_commands_counts_no_second_time(echo):
    echo("count", {"counter_no": "a"}, key="first", key_given=True)
    for _ in range(60):
        echo("count", {"counter_no": "a"})
    assert echo("count", {"counter_no": "a"}, key="first", key_given=True)["total"] == 61
    assert echo("get_counter", {"counter_no": "a"})["total"] == 61


def test_a_row_that_comes_again_after_sixty_others_of_its_record_counts_no_second_time(echo):
    file = [{"line": line, "raw": {"counter_no": "a", "step": "1"}} for line in range(2, 62)]
    first = echo("count__import", {"rows": file}, deadline=60)
    assert echo("count__import", {"rows": file}, deadline=60) == first
    assert echo("get_counter", {"counter_no": "a"})["total"] == 60


def test_a_long_list_is_whole_page_by_page(echo, until):
    shelf = next(shelf for shelf in echo.host.shelves if shelf.collection.name == "echo")
    numbers = [f"{number:04}" for number in range(450)]
    shelf.documents.insert_many(
        [{"_id": f"shihua_gas/{no}", "organisation": "shihua_gas", "counter_no": no, "total": 0, "version": 1} for no in numbers]
    )
    assert echo("list_counters", limit=50)["next"] == "0049"
    if shelf._embedded:
        until(lambda: any(listed.marks for listed in shelf._marks._lists.values()))
    for wanted in ({}, {"total": 0}):
        found, cursor = [], None
        while cursor is not None or not found:
            page = echo("list_counters", wanted, limit=50, **({"cursor": cursor} if cursor else {}))
            found, cursor = [*found, *(item["counter_no"] for item in page["items"])], page["next"]
        assert found == numbers
