"""What we rely on in the store's server, one behaviour a test: whether any given server will do.

``KEFU_TEST_MONGO_URI`` points these tests at another one, a real MongoDB included.
"""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal

import pymongo
import pytest
from bson.decimal128 import Decimal128
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError

from kefu.local import store as embedded
from kefu.local.ports import free_port


def test_of_twenty_writers_of_one_unique_key_one_succeeds(documents, at_once):
    documents.things.create_index([("organisation", 1), ("number", 1)], unique=True)
    outcomes = at_once(20, lambda index: documents.things.insert_one({"_id": index, "organisation": "o", "number": "7"}).inserted_id)
    assert sum(isinstance(outcome, int) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, DuplicateKeyError) for outcome in outcomes) == 19


def test_a_unique_value_that_was_changed_is_free_again(documents):
    documents.things.create_index([("number", 1)], unique=True)
    documents.things.insert_one({"_id": 1, "number": "old"})
    documents.things.update_one({"_id": 1}, {"$set": {"number": "new"}})
    documents.things.insert_one({"_id": 2, "number": "old"})
    with pytest.raises(DuplicateKeyError):
        documents.things.insert_one({"_id": 3, "number": "new"})


def test_names_in_a_unique_array_belong_to_one_document_and_sparse_lets_others_have_none(documents):
    documents.things.create_index([("claims", 1)], unique=True, sparse=True)
    documents.things.insert_many([{"_id": 1, "claims": ["a", "b"]}, {"_id": 2}, {"_id": 3}])
    with pytest.raises(DuplicateKeyError):
        documents.things.update_one({"_id": 2}, {"$push": {"claims": {"$each": ["b"]}}})
    assert documents.things.find_one({"claims": "b"})["_id"] == 1


def test_of_twenty_guarded_updates_of_one_version_one_changes_it(documents, at_once):
    documents.things.insert_one({"_id": 1, "version": 1, "total": 0})
    changed = at_once(
        20, lambda _: documents.things.update_one({"_id": 1, "version": 1}, {"$inc": {"version": 1, "total": 5}}).modified_count
    )
    assert sum(changed) == 1
    assert documents.things.find_one({"_id": 1}) == {"_id": 1, "version": 2, "total": 5}


def test_push_keeps_the_last_ones_and_pull_takes_the_named_one(documents):
    documents.things.insert_one({"_id": 1, "outbox": [{"id": "x"}]})
    for number in range(7):
        update = {"$push": {"ops": {"$each": [{"key": number}], "$slice": -3}, "outbox": {"id": number}}}
        documents.things.update_one({"_id": 1, "ops.key": {"$ne": number}}, update)
    assert documents.things.update_one({"_id": 1, "ops.key": {"$ne": 6}}, {"$set": {"again": True}}).matched_count == 0
    documents.things.update_one({"_id": 1}, {"$pull": {"outbox": {"id": "x"}}})
    document = documents.things.find_one({"_id": 1})
    assert [op["key"] for op in document["ops"]] == [4, 5, 6]
    assert [entry["id"] for entry in document["outbox"]] == [0, 1, 2, 3, 4, 5, 6]


def test_a_compound_range_finds_exactly_its_part_and_hint_gives_its_order(documents):
    documents.things.create_index([("organisation", 1), ("month", 1), ("no", 1)])
    documents.things.insert_many(
        [
            {"_id": f"{organisation}{month}{no}", "organisation": organisation, "month": month, "no": f"{no:02}"}
            for organisation in "ab"
            for month in ("2025-02", "2025-03")
            for no in (3, 1, 2, 10)
        ]
    )
    condition = {"organisation": "a", "month": "2025-03", "no": {"$gt": "01"}}
    found = documents.things.find(condition).hint([("organisation", 1), ("month", 1), ("no", 1)]).limit(2)
    assert [document["no"] for document in found] == ["02", "03"]
    assert documents.things.count_documents({"organisation": {"$in": ["a", "c"]}, "month": {"$gte": "2025-02", "$lte": "2025-02"}}) == 4


def test_decimals_keep_every_digit_and_compare_as_numbers(documents):
    documents.things.insert_many([{"_id": text, "sum": Decimal128(text)} for text in ("9.99", "10.00", "0.1", "-3")])
    assert documents.things.find_one({"_id": "10.00"})["sum"].to_decimal() == Decimal("10.00")
    assert str(documents.things.find_one({"_id": "10.00"})["sum"]) == "10.00"
    found = documents.things.find({"sum": {"$gte": Decimal128("9.99")}})
    assert sorted(document["_id"] for document in found) == ["10.00", "9.99"]
    documents.things.update_one({"_id": "0.1"}, {"$inc": {"sum": Decimal128("0.2")}})
    assert documents.things.find_one({"_id": "0.1"})["sum"].to_decimal() == Decimal("0.3")


def test_dates_come_back_aware_to_the_millisecond_and_compare(documents):
    moment = datetime(2025, 3, 31, 15, 59, 59, 999000, tzinfo=UTC)
    documents.things.insert_one({"_id": 1, "at": moment})
    assert documents.things.find_one({"at": {"$lt": datetime(2025, 3, 31, 16, tzinfo=UTC)}})["at"] == moment
    assert documents.things.find_one({"at": {"$gt": moment}}) is None


def test_an_unordered_insert_of_many_writes_all_but_the_clashing(documents):
    documents.things.insert_one({"_id": 2})
    with pytest.raises(BulkWriteError) as failed:
        documents.things.insert_many([{"_id": 1}, {"_id": 2}, {"_id": 3}], ordered=False)
    assert [(error["index"], error["code"]) for error in failed.value.details["writeErrors"]] == [(1, 11000)]
    assert documents.things.count_documents({}) == 3


def test_a_bulk_of_guarded_updates_tells_how_many_changed(documents):
    documents.things.insert_many([{"_id": 1, "version": 1}, {"_id": 2, "version": 2}])
    done = documents.things.bulk_write(
        [UpdateOne({"_id": number, "version": 1}, {"$inc": {"version": 1}}) for number in (1, 2)], ordered=False
    )
    assert done.modified_count == 1


def test_guarded_updates_of_green_threads_lose_nothing(documents, at_once):
    documents.things.insert_one({"_id": 1, "total": 0, "ops": []})

    def add(index):
        for number in range(5):
            key = f"{index}-{number}"
            documents.things.update_one({"_id": 1, "ops": {"$ne": key}}, {"$inc": {"total": 1}, "$push": {"ops": key}})

    at_once(20, add)
    document = documents.things.find_one({"_id": 1})
    assert (document["total"], len(document["ops"])) == (100, 100)


WRITER = """
import sys, pymongo
with pymongo.MongoClient(sys.argv[1], w="majority", journal=True, serverSelectionTimeoutMS=500) as client:
    for number in range(100_000):
        client.survival.things.insert_one({"_id": number})
        print(number, flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif("KEFU_TEST_MONGO_URI" in os.environ, reason="another server is not ours to kill")
def test_what_was_acknowledged_survives_a_kill(tmp_path, until):
    port = free_port()
    uri = f"mongodb://127.0.0.1:{port}/?directConnection=true"
    command = embedded.arguments(embedded.install(tmp_path), port=port, folder=tmp_path / "store", durable=True, auth=False)
    server = subprocess.Popen(command)
    try:
        until(lambda: embedded.is_ready(port), seconds=90)
        writer = subprocess.Popen([sys.executable, "-c", WRITER, uri], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        acknowledged = [int(writer.stdout.readline()) for _ in range(100)]
        server.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in writer.stdout.read().split()] if writer.wait(60) else []
        server.wait()
        server = subprocess.Popen(command)
        until(lambda: embedded.is_ready(port), seconds=90)
        with pymongo.MongoClient(uri) as client:
            stored = {document["_id"] for document in client.survival.things.find({}, {"_id": 1})}
        assert set(acknowledged) <= stored
    finally:
        server.kill()
        server.wait()
