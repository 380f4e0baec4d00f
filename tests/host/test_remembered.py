"""What a process remembers of records: never a wrong answer, whatever others do to them meanwhile."""

import bson
import pytest
from kefu_echo import Count, Echo, TooMuch

from kefu.service import Ask, command
from kefu.store import CODECS
from kefu_messages.errors import VersionConflict


class Full(Echo):
    """Refuses by what it has read."""

    @command(Count)
    def count(self, ask: Ask):
        record = self.counters.new(ask.organisation, ask["counter_no"])
        if record.get("total", 0) >= 3:
            raise TooMuch
        return self.counters.save(record, ask, changes={"total": record.get("total", 0) + 1})


@pytest.fixture
def reads(echo, monkeypatch):
    """The keys that were read one by one from the echo's own store."""
    found, shelf = [], next(shelf for shelf in echo.host.shelves if shelf.collection.name == "echo")
    collection, find_one = type(shelf.documents), type(shelf.documents).find_one

    def counting(self, condition=None, *arguments, **more):
        if self == shelf.documents and "_id" in condition:
            found.append(condition["_id"])
        return find_one(self, condition, *arguments, **more)

    monkeypatch.setattr(collection, "find_one", counting)
    return found


def test_a_record_that_was_written_is_not_read_before_it_is_written_again(echo, reads):
    for total in range(1, 6):
        assert echo("count", {"counter_no": "a"})["total"] == total
    assert len(reads) == 2
    assert echo.database["echo"].find_one({"_id": "shihua_gas/a"})["version"] == 5


def test_what_is_remembered_is_what_is_stored(echo, reads):
    for _ in range(4):
        echo("count", {"counter_no": "a"})
    shelf = next(shelf for shelf in echo.host.shelves if shelf.collection.name == "echo")
    echo.settle()
    stored, [(version, raw)] = shelf.get("shihua_gas", "a"), shelf._remembered._kept.values()
    assert version == stored.version
    assert bson.decode(raw, CODECS) | {"outbox": []} == stored._document | {"outbox": []}


def test_two_replicas_that_remember_the_same_record_lose_nothing(start):
    first = start()
    second = start()
    first("count", {"counter_no": "a"})
    for number in range(20):
        (first, second)[number % 2]("count", {"counter_no": "a"})
    assert first("get_counter", {"counter_no": "a"})["total"] == 21


def test_another_process_changing_the_record_is_seen_by_the_next_command(echo):
    echo("count", {"counter_no": "a"})
    echo("count", {"counter_no": "a"})
    echo.database["echo"].update_one({"_id": "shihua_gas/a"}, {"$set": {"total": 70}, "$inc": {"version": 1}})
    assert echo("count", {"counter_no": "a"})["total"] == 71


def test_a_refusal_is_judged_on_what_the_store_holds(start):
    full = start(Full)
    for _ in range(3):
        full("count", {"counter_no": "a"})
    full.database["echo"].update_one({"_id": "shihua_gas/a"}, {"$set": {"total": 1}, "$inc": {"version": 1}})
    assert full("count", {"counter_no": "a"})["total"] == 2
    assert full("count", {"counter_no": "a"})["total"] == 3
    with pytest.raises(TooMuch):
        full("count", {"counter_no": "a"})


def test_a_stale_version_of_the_caller_is_a_conflict(echo):
    echo("count", {"counter_no": "a"})
    echo("count", {"counter_no": "a"})
    with pytest.raises(VersionConflict):
        echo("count", {"counter_no": "a"}, if_match=1)
    assert echo("count", {"counter_no": "a"}, if_match=2)["total"] == 3
