"""What lies in documents from before most of it was text is read as what is written now."""

from datetime import UTC, datetime, timedelta

from kefu_echo import Echo, HasCounted

from kefu.store.outgoing import Outgoing, Said

AT = datetime(2025, 3, 1, 8, tzinfo=UTC)
ENVELOPE = {"id": "e-0", "type": HasCounted.type(), "data": {"text": "發票"}}
AUDIT = {"what": "count", "changes": {"total": [1, 2]}}


def test_what_leaves_comes_back_from_its_document_as_it_was():
    outgoing = Outgoing("e", AT, (Said.of(ENVELOPE),), AUDIT)
    assert Outgoing.of(outgoing.as_document()) == outgoing
    assert (outgoing.events[0].id, outgoing.events[0].key) == ("e-0", "has_counted")


def test_what_was_to_leave_from_a_former_document_is_the_same():
    former = {"id": "e", "at": AT, "events": [ENVELOPE], "audit": AUDIT}
    assert Outgoing.of(former) == Outgoing("e", AT, (Said.of(ENVELOPE),), AUDIT)


def test_an_entry_that_a_former_version_left_behind_is_sent(start, documents, until):
    data = {"counter_no": "a", "total": 1, "because": []}
    envelope = {
        "specversion": "1.0", "id": "e-0", "source": "/kefu/echo", "type": HasCounted.type(), "subject": "a", "time": AT.isoformat(),
        "datacontenttype": "application/json", "organisation": "shihua_gas", "sequence": 100, "data": data,
    }  # fmt: skip
    audit = {"at": AT.isoformat(), "by": "C01", "organisation": "shihua_gas", "what": "count", "subject": "echo/a", "operation": "o"}
    entry = {"id": "e", "at": AT, "events": [envelope], "audit": audit}
    documents["echo"].insert_one({
        "_id": "shihua_gas/a", "organisation": "shihua_gas", "counter_no": "a", "version": 1, "total": 1, "outbox": [entry]
    })  # fmt: skip
    echo = start()
    echo.host.outbox.sweep()
    until(lambda: documents["effects"].find_one({"times": 1}))
    assert echo.host.audit.holds("e")


def test_the_first_answer_of_a_former_version_is_given_again(start, documents):
    documents["echo"].create_index([("ops.key", 1)], sparse=True)
    echo = start()
    first = echo("count", {"counter_no": "a"}, key="k", key_given=True)
    (operation,) = documents["echo"].find_one()["ops"]
    documents["echo"].update_one({}, {"$set": {"ops": [{**operation, "reply": dict(first)}]}, "$unset": {"keyed": ""}})
    again = start()
    assert again("count", {"counter_no": "a"}, key="k", key_given=True) == first
    assert again("get_counter", {"counter_no": "a"})["total"] == 1


def test_a_decision_of_a_former_version_is_explained_like_one_of_today(echo, documents):
    echo("count", {"counter_no": "a"})
    shelf = next(shelf for shelf in echo.host.shelves if shelf.collection is Echo.counters.collection)
    today = shelf.require("shihua_gas", "a")
    kept = documents["echo"].find_one()["decisions"]["total"]
    assert isinstance(kept, str)
    documents["echo"].update_one({}, {"$set": {"decisions": dict(today.decisions)}, "$inc": {"version": 1}})
    former = shelf.require("shihua_gas", "a")
    assert [{**told, "at": None} for told in shelf.why(former)] == [{**told, "at": None} for told in shelf.why(today)]
    assert abs(former.decisions["total"]["at"] - today.decisions["total"]["at"]) < timedelta(milliseconds=1)
