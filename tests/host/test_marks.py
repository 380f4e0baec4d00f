"""Long lists on the embedded store: whole, in order, and each page from a few documents only."""

import pymongo
import pytest

from kefu.store.marks import SPAN, Marks


@pytest.fixture
def things(mongo_uri, database):
    with pymongo.MongoClient(mongo_uri) as client:
        documents = client[database].things
        documents.create_index([("organisation", 1), ("no", 1)])
        numbers = [f"{number * 7919 % 1200:05}" for number in range(1200)]
        documents.insert_many([{"_id": no, "organisation": "o", "no": no, "ops": []} for no in numbers])
        yield documents


def paged(marks, limit=51):
    """All numbers, a page at a time, with the ranges that were asked for."""
    found, after = [], None
    while page := marks.read({"organisation": "o"}, "no", after=after, limit=limit, without={"ops": 0}):
        found += [document["no"] for document in page]
        after = found[-1]
    return found


def learnt(marks, until):
    marks.read({"organisation": "o"}, "no", after=None, limit=51, without={"ops": 0})
    until(lambda: marks._list({"organisation": "o"}, "no").marks)
    return marks


def test_a_list_is_whole_and_in_order_before_and_after_it_has_marks(things, until):
    marks = Marks(things)
    everything = [f"{number:05}" for number in range(1200)]
    assert paged(marks) == everything
    assert paged(learnt(marks, until)) == everything


def test_a_page_is_read_from_as_many_documents_as_lie_between_two_marks(things, until):
    marks = learnt(Marks(things), until)
    held = marks._list({"organisation": "o"}, "no").marks
    between = [
        things.count_documents({"organisation": "o", "no": {"$gt": low, "$lte": high}})
        for low, high in zip(["", *held], [*held, "99999"], strict=True)
    ]
    assert (sum(between), max(between) <= 2 * SPAN) == (1200, True)


def test_what_is_added_before_between_and_behind_the_marks_is_listed(things, until):
    marks = learnt(Marks(things), until)
    added = ["0000", "00150x", "00500x", "zzz"]
    things.insert_many([{"_id": no, "organisation": "o", "no": no} for no in added])
    assert paged(marks) == sorted([*(f"{number:05}" for number in range(1200)), *added])
    things.delete_many({"no": {"$in": marks._list({"organisation": "o"}, "no").marks}})
    assert len(paged(marks, limit=200)) == 1204 - len(marks._list({"organisation": "o"}, "no").marks)
